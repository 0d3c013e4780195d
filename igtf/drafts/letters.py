"""The letters that bring a recommendation to the bodies it asks, and how far they are (section 7).

Statements belong to an upper floor, which binds the query.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import chain
from typing import Any

from sqlalchemy import ColumnElement, and_, or_

from igtf.core.database.conditions import among
from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.wording import in_turn
from igtf.drafts.asks import AskNow, late_asks
from igtf.drafts.models import Ask, Recommendation
from igtf.drafts.words import SETTLED
from igtf.record.models import Subject

NO_CHAIR = _l("The council has no chair, who would approve what is drafted; it waits until one is elected.")


@dataclass(frozen=True)
class Brought:
    """Of an ask in its letter: until when an answer is wanted, and the day ``due_at`` until which it is waited for.

    That moves with a date that the body proposes; there is none where an answer came. ``late``: it has passed.
    """

    wanted_by: datetime | None
    due_at: datetime | None
    late: bool


@dataclass(frozen=True)
class DraftLetter:
    """A letter: number and state of its statement, whether it was sent and each point of it was answered.

    ``chairless``: it waits for the council's chair to approve it, and there is none. ``asks``: what it brings, by the
    ids of the asks, as ``Brought``. Read for one ask, ``wanted_by``, ``due_at`` and
    ``late`` are those of it.
    """

    ref: str
    state: str
    phase: str
    sent: bool
    answered: bool
    chairless: bool
    asks: Mapping[int, Brought]
    wanted_by: datetime | None = None
    due_at: datetime | None = None
    late: bool = False


FOUND_BY: list[Callable[[int], Sequence[DraftLetter]]] = []
"""What returns the letters of a recommendation by its id, but those that were dropped before they were sent."""


LATE_BY: list[Callable[[], ColumnElement[bool]]] = []
"""What returns the condition, as SQL, that a letter waits for its answer to the ``Ask`` of a query past its day."""


FOLLOWING: list[Callable[..., object]] = []
"""What is called, with ``by=``, once something became known of an ``Ask`` otherwise than by an answer to its letter."""


def letters_of(recommendation_id: int) -> list[DraftLetter]:
    """Return the letters of a recommendation, in the order in which they were drafted."""
    return [letter for find in FOUND_BY for letter in find(recommendation_id)]


def station_of(letters: Sequence[DraftLetter]) -> str:
    """Return the station of a published recommendation on its way; '' for that of its state."""
    if letters and all(letter.answered for letter in letters):
        return "answered"
    return "sent" if any(letter.sent for letter in letters) else ""


def stands(made: Recommendation, letters: Sequence[DraftLetter]) -> Text:
    """Return in a line where the letters of a recommendation that is in force are; '' for the line of its state."""
    if made.subject.phase == "closed":
        return ""
    if not letters:
        return _("It asks no body of the list, so no letter is sent.")
    sent = [letter for letter in letters if letter.sent]
    chairless = NO_CHAIR if any(letter.chairless for letter in letters) else ""
    if not sent:
        return chairless or _("Its letters are drafted, and wait to be approved and sent.")
    if len(sent) < len(letters):
        return in_turn([_("%(sent)d of its %(all)d letters are sent.", sent=len(sent), all=len(letters)), chairless])
    return _("Every letter is answered.") if station_of(letters) == "answered" else ""


def are_chairless(made: Recommendation, letters: Callable[[], Sequence[DraftLetter]]) -> bool:
    """Return whether a letter of a recommendation in force waits for the council to elect a chair."""
    return made.subject.phase != "closed" and any(letter.chairless for letter in letters())


def by_ask(letters: Sequence[DraftLetter]) -> dict[int, list[DraftLetter]]:
    """Return the letters that bring each ask, by its id, each read for this ask."""
    found: dict[int, list[DraftLetter]] = {}
    for letter in letters:
        for ask_id, own in letter.asks.items():
            read = replace(letter, wanted_by=own.wanted_by, due_at=own.due_at, late=own.late)
            found.setdefault(ask_id, []).append(read)
    return found


def wanted_by(brought: Sequence[DraftLetter]) -> datetime | None:
    """Return by when the answer to an ask is wanted, as the newest of its letters says that names a day."""
    return next((letter.wanted_by for letter in reversed(brought) if letter.wanted_by), None)


def overdue_asks(today: Any) -> ColumnElement[bool]:
    """Return the condition, as SQL, that an ``Ask`` is overdue: it is late on a day, or the answer to its letter is.

    The ``Subject`` of the query is its recommendation: of one that is not in force any more nothing is.
    """
    unanswered = or_(*(late() for late in LATE_BY))
    return and_(Subject.phase != "closed", or_(late_asks(today), and_(~among(Ask.status, SETTLED), unanswered)))


def beside_letters(asks: Sequence[AskNow], letters: Mapping[int, Sequence[DraftLetter]]) -> list[AskNow]:
    """Return asks that are late as ``overdue_asks`` has it, by the letters that bring each, and since when each is."""
    return [_beside(row, letters.get(row.ask.id, ())) for row in asks]


def _beside(row: AskNow, brought: Sequence[DraftLetter]) -> AskNow:
    by_letter = row.in_force and row.ask.status not in SETTLED and any(letter.late for letter in brought)
    late = row.late or by_letter
    return replace(row, late=late, overdue_since=first_day(row.ask, brought) if late else None)


def first_day(ask: Ask, brought: Sequence[DraftLetter]) -> date | None:
    """Return the first day until which an ask is waited for: its own, or that of a letter that waits for its answer.

    None without one, and of an ask that is settled.
    """
    if ask.status in SETTLED:
        return None
    own = ask.promised_by or ask.due
    of_letters = (letter.due_at.date() for letter in brought if letter.due_at)
    return min(chain([own] if own else [], of_letters), default=None)


def overdue(asks: Sequence[AskNow]) -> tuple[int, int]:
    """Return how many addressees are overdue with one of the asks, of how many."""
    late: dict[str | None, bool] = {}
    for row in asks:
        to = row.ask.addressee_slug or row.ask.addressee_group
        late[to] = late.get(to, False) or row.late
    return sum(late.values()), len(late)
