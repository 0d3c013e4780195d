"""What is done with a webhook of one's own: a table, from which page and API follow."""

from collections.abc import Callable
from typing import NamedTuple

from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.hooks import commands
from igtf.hooks.models import Hook

SECRET = _l("Copy this secret now; it is shown once: %(secret)s")


class HookAct(NamedTuple):
    """What is done with a webhook: its words, the command, the sentence afterwards, with the secret that it returns.

    ``summary`` says it to who does not see how the webhook stands, where the words of a button do not say all.
    """

    label: Text
    do: Callable[[Hook], str | None]
    done: Text
    summary: Text = ""


ACTS = {
    "test": HookAct(
        _l("Send a test"), commands.test, _l("A test is on its way; look at this page again in a few seconds."),
        _l("Send a test, and go on where it was paused"),
    ),
    "pause": HookAct(_l("Pause"), commands.pause, _l("It is paused. What happens meanwhile is told when it goes on.")),
    "secret": HookAct(_l("New secret"), commands.renew_secret, SECRET),
    "remove": HookAct(_l("Remove"), commands.remove, _l("The webhook is removed.")),
}  # fmt: skip
