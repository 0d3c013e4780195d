"""Acts of the API are done once for an Idempotency-Key: what was done under one is found, other acts are refused."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from igtf.api.inputs import KEY, submit_asked
from igtf.core.errors import Invalid, Refusal, Reused
from igtf.core.i18n import gettext as _
from igtf.core.sent.submits import Submit
from igtf.people.visitor import acting
from igtf.record.once import done_under, earlier, same


def submit_of(name: str, given: dict[str, Any]) -> Submit | None:
    """Return the submit of ``given`` for the act ``name``, None without a key.

    Invalid where the key is that of another act, or of other words (IETF draft, The Idempotency-Key HTTP Header Field,
    section 2.7).
    """
    submit = submit_asked(given)
    done = done_under(acting(), submit) if submit else ()
    if any(each.act != name for each in done):
        raise Invalid({KEY: [_("This key was used for another act. Take a new one.")]})
    if submit and not all(same(each, submit) for each in done):
        raise other_words()
    return submit


@contextmanager
def unless_done(once: Submit | None, name: str) -> Iterator[None]:
    """Let pass what is refused within the block where the first request for the act under the same key did it."""
    try:
        yield
    except Refusal:
        if first_place(once, name) is None:
            raise


def other_words() -> Invalid:
    """Return the refusal of a key that was used with another body."""
    return Invalid({KEY: [_("This key was used with another body, and that was done. Take a new one.")]})


def first_place(once: Submit | None, name: str) -> str | None:
    """Return where the first request for the act ``name`` under the same key led to; None when there was none."""
    try:
        return earlier(acting(), once, name)
    except Reused as refusal:  # both came at once
        raise other_words() from refusal
