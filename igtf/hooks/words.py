"""What the page says of a webhook: how it stands, and why its last message was not taken."""

from typing import Any, NamedTuple

from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.hooks.forms import abouts
from igtf.hooks.models import Hook
from igtf.hooks.reaching import FAILURES


class HookStanding(NamedTuple):
    """How a webhook stands: the word for it, and the phase whose colour it has."""

    label: Text
    phase: str


_PAUSED = HookStanding(_l("paused"), "waiting")
_FAILING = HookStanding(_l("server not reachable"), "late")
_UNTRIED = HookStanding(_l("a test is on its way"), "new")
_WORKING = HookStanding(_l("works"), "decided")


def standing(hook: Hook) -> HookStanding:
    """Return how a webhook stands."""
    if hook.paused_at:
        return _PAUSED
    if hook.failure:
        return _FAILING
    return _WORKING if hook.tested_at else _UNTRIED


def why_not(hook: Hook) -> Text:
    """Return why the last message was not taken; empty when it was."""
    return FAILURES[hook.failure] % {"status": hook.status} if hook.failure else ""


def shown(hook: Hook) -> dict[str, Any]:
    """Return what the page shows of a webhook."""
    return {
        "row": hook, "about": dict(abouts())[hook.about], "standing": standing(hook), "why_not": why_not(hook),
    }  # fmt: skip
