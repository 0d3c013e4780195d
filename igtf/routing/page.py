"""What the pages of our letters say: how one was answered, and what a contact can do by the link in a mail."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from igtf.core.forms import MoveForm
from igtf.core.i18n import Text, ngettext
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.wording import in_turn, listed
from igtf.core.workflow import Move
from igtf.record.stated import Stated
from igtf.routing.awaiting import PARTLY
from igtf.routing.expecting import asked_still
from igtf.routing.models import Statement

PRESSED: Mapping[str, Text] = {
    "answer": _l("Record the answer"),
    "in-process": _l("Record: it is in our process"),
    "propose-date": _l("Propose this date"),
}
"""What the button of a contact's move says; that of another one is the move's name."""

WAITED_FOR = ("answer", "propose-date")
"""The moves of a contact that are unfolded while an answer is waited for."""


def unanswered(letter: Statement, *, over: bool, late: bool, ended: Sequence[str]) -> Text:
    """Return what stands in place of the answers to our letter: whether one is waited for, or ever was.

    ``over``: what it is about is closed; ``ended``: the names of the recommendations it carries that are no longer in
    force.
    """
    if letter.sent_at is None:
        is_closed = letter.subject.phase == "closed"
        said = _("It was not sent yet. Once it is, each point and its answer stand here.")
        return _("It was never sent.") if is_closed else said
    if letter.answer_by is None:
        return _("No answer is asked for; the body may give one.")
    if letter.subject.phase == "closed":
        missed = any(point.status == "no answer" for point in letter.asks)
        return _("It was never answered.") if missed else _("No answer was waited for any more.")
    if ended and letter.subject.due_at is None:
        return _("No answer is waited for any more: %(names)s is no longer in force.", names=listed(ended))
    if over:
        return _("No answer is waited for any more: what it is about is closed.")
    if not asked_still(letter):
        return _("No answer is waited for any more: what became of all that it asks is known otherwise.")
    return in_turn([_("Not answered yet."), _too_late() if late else ""])


def _too_late() -> str:
    return ngettext(
        "The date for the answer has passed; contacts of the body get reminders, and the statement can be closed as "
        "not answered %(num)d day after the date.",
        "The date for the answer has passed; contacts of the body get reminders, and the statement can be closed as "
        "not answered %(num)d days after the date.",
        Stated("no_answer_days"),
    )


class ContactWay(NamedTuple):
    """What a contact can do with our letter: the move with its form, the words above it and on its button.

    ``is_open``: it is unfolded as the page is opened.
    """

    move: Move
    form: MoveForm
    title: Text
    pressed: Text
    is_open: bool


def ways(
    letter: Statement, moves: Sequence[Move], forms: Mapping[str, MoveForm], *, until: datetime | None,
    ended: bool, failed: str | None, along: Collection[str],
) -> list[ContactWay]:  # fmt: skip
    """Return what a contact can do by the ``moves`` that are open, in their order.

    ``until``: the day for which an answer is waited for; ``ended``: none is any more. What ``failed``, and what was
    filled in ``along`` with another one, is unfolded; when the page is opened anew, what is waited for.
    """
    in_part = letter.subject.state == PARTLY and not ended
    waits = until is not None and (in_part or letter.answered_at is None)
    unfolded = {failed, *along} if failed else {*along, *(WAITED_FOR if waits else ())}
    return [
        ContactWay(move, forms[move.name], _title(letter, move, until=until, in_part=in_part),
                   PRESSED.get(move.name, move.label), move.name in unfolded)
        for move in moves
    ]  # fmt: skip


def _title(letter: Statement, move: Move, *, until: datetime | None, in_part: bool) -> Text:
    if move.name != "answer":
        return move.label
    if in_part:
        return _("Answer what is open, change an answer, or add files")
    if letter.answered_at is not None:
        return _("Change an answer, or add files")
    return move.label if until else _("Answer all the same")


def unasked(letter: Statement, *, until: datetime | None, ended: bool) -> Text:
    """Return the sentence for a contact of whom no answer is waited for; '' where one is, or was given."""
    if not ended and (letter.answered_at is not None or until is not None):
        return ""
    if letter.answer_by is not None:
        return _("No answer is waited for any more; you may give one all the same.")
    return _("No answer is asked for; you may give one all the same.")
