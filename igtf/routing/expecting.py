"""What we wait for of a body: the points of our letter that it has not answered, each with its day."""

from collections.abc import Iterable
from datetime import datetime

from igtf.core.database.wholes import is_to_look_at
from igtf.core.i18n import Text
from igtf.drafts.words import PROMISING
from igtf.record.numbers import period
from igtf.routing.choices import points_of
from igtf.routing.models import Statement, StatementAsk
from igtf.routing.points import day_of, point_line


def unanswered(letter: Statement) -> list[StatementAsk]:
    """Return the points of our letter that are open: without any answer, and not given up."""
    points = points_of(letter.id) if is_to_look_at(letter) else letter.asks
    return [point for point in points if point.status == "open"]


def asked_still(letter: Statement) -> list[StatementAsk]:
    """Return those of them whose ask is not settled otherwise: what a body did without a word, nobody asks it again."""
    return [point for point in unanswered(letter) if not point.settled]


def expected(letter: Statement) -> list[StatementAsk]:
    """Return those of them that have a day: of a letter that only informs there may be none."""
    return [point for point in asked_still(letter) if day_of(letter, point)]


def waits_until(letter: Statement) -> datetime | None:
    """Return the day for which our letter waits: the first of its open points; where none is open, of its promises."""
    promised = [point.promised_by for point in letter.asks if point.status in PROMISING]
    days = [day_of(letter, point) for point in expected(letter)] if unanswered(letter) else promised
    return min((day for day in days if day), default=None)


def long_past(letter: Statement, at: datetime) -> list[StatementAsk]:
    """Return the open points whose day passed so long ago that they count as not answered (section 15)."""
    after = period("no_answer_days", letter.subject)
    return [point for point in expected(letter) if (day_of(letter, point) or at) + after <= at]


def lines(letter: Statement, points: Iterable[StatementAsk], *, in_words: bool = False) -> list[Text]:
    """Return points of our letter, each with the day for which it is waited; ``in_words`` as in ``point_line``."""
    return [point_line(point.number, point.text, day_of(letter, point), in_words=in_words) for point in points]


def standing(letter: Statement, at: datetime, *, over: bool = False) -> dict[int, tuple[datetime, bool]]:
    """Return the day for which each open point of our letter is waited for, by its number, and whether it has passed.

    Nothing where no answer is waited for any more, as where what the letter is about is ``over``.
    """
    if over or letter.subject.due_at is None or letter.sent_at is None or letter.subject.phase == "closed":
        return {}
    days = {point.number: day_of(letter, point) for point in asked_still(letter)}
    return {number: (day, day <= at) for number, day in days.items() if day}


def has_days_apart(letter: Statement) -> bool:
    """Return whether a reader needs to know what is open, or by when, point by point."""
    days = {day_of(letter, point) for point in expected(letter)}
    return len(days) > 1 or len(asked_still(letter)) < len(letter.asks)
