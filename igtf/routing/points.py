"""The points of a letter: how each can be answered, by when, and in what words that is said (section 9; RFC 4053)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from igtf.core.errors import Invalid
from igtf.core.i18n import Text, Worded
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.i18n import lazy_pgettext as _lp
from igtf.core.moments import dated, end_of_day
from igtf.core.wording import ends
from igtf.drafts.front import MOST_ASKS
from igtf.drafts.words import PROMISING

Point = TypeVar("Point", bound=Any)

MOST_POINTS = MOST_ASKS
"""How many points a letter of ours may have: that of a recommendation brings all that it asks of a body."""

UNSAID: Mapping[str, str] = {
    "action": "Do what this letter asks.",
    "comment": "Comment on this letter.",
    "information": "Take note of this letter.",
    "response": "Take note of this letter.",
}
"""Purpose → the point that a body answers where a letter names none: in English, as letters are."""

UNANSWERED = _l("Answer at least one point; what you leave out stays open.")

STATUSES: Mapping[str, tuple[Text, str]] = {
    "open": (_l("Not answered yet"), "waiting"),
    "promised": (_l("Promised"), "work"),
    "in part": (_l("Done in part"), "work"),
    "done": (_lp("ask", "Done"), "decided"),
    "declined": (_lp("ask", "Declined"), "closed"),
    "passed on": (_l("Passed on"), "waiting"),
    "commented": (_l("Commented"), "decided"),
    "no answer": (_lp("ask", "Never answered"), "closed"),
}
"""Status of an ask → its label, and the phase whose colour it is shown in."""


def given_in(statuses: str | None) -> list[str]:
    """Return which statuses stand in a text that has them apart by commas, as queries bring them: each once, in the
    order of STATUSES."""
    found = (statuses or "").split(",")
    return [status for status in STATUSES if status in found]


@dataclass(frozen=True)
class PointAnswer:
    """An answer to an ask: the status it leads to, which field it ``needs``, and the sentence when missing."""

    name: str
    label: Text
    status: str
    needs: str
    missing: Text

    @property
    def promises(self) -> bool:
        """Whether a day can go with it: by which all is done, or what is left."""
        return self.status in PROMISING


ANSWERS: Mapping[str, PointAnswer] = {
    answer.name: answer
    for answer in (
        PointAnswer("by-date", _l("We will do it by a date"), "promised", "due",
                    _l("Give the date by which it will be done.")),
        PointAnswer("done", _l("It is done"), "done", "text",
                    _l("Say what shows that it is done: a link, a document.")),
        PointAnswer("in-part", _l("It is done in part"), "in part", "text",
                    _l("Say which part is done, and what is left.")),
        PointAnswer("declined", _l("We decline"), "declined", "text", _l("Say why.")),
        PointAnswer("passed-on", _l("We pass it on to another body"), "passed on", "body",
                    _l("Choose the body it is passed on to.")),
        PointAnswer("comments", _l("We have comments only"), "commented", "text", _l("Write the comments.")),
    )
}  # fmt: skip

OURS = tuple(name for name in ANSWERS if name != "passed-on")
"""The answers that we give to a body: we pass nothing on in its name."""

NO_ANSWER = "no answer"
"""The status of a point of ours that was given up, as no answer to it came."""
WITHOUT_ANSWER = ("open", NO_ANSWER)
"""Statuses of a point of ours that a body has not answered: it is waited for, or was given up."""

LATEST_AFTER = timedelta(days=365)
"""How far after the day that was asked for another one may be proposed."""

OWED = ("open", "promised", "in part")
"""The statuses of a point of a body's letter that still waits for us: the rest of what is done in part does too."""


def points_in(asks: Iterable[Any]) -> list[Any]:
    """Return the asks of a letter but the one that its purpose says where it names none."""
    return [ask for ask in asks if ask.text not in UNSAID.values()]


def put_off(letter: Any, points: Sequence[Any], number: str | None, wanted: date) -> list[Any]:
    """Return the points that are to wait for the day ``wanted``: the one of that number; else those due before it.

    All where none is, as whoever gives a day that is before each of them means all.
    """
    if number:
        return [point for point in points if str(point.number) == number]
    until = end_of_day(wanted)
    return [point for point in points if (day_of(letter, point) or until) < until] or list(points)


def day_of(letter: Any, point: Any) -> datetime | None:
    """Return by when a point is to be answered: as offered or promised, as it says, else as the letter does."""
    day: datetime | None = point.promised_by or point.deadline or letter.deadline
    return day


def can_be_put_off(letter: Any, points: Iterable[Any], at: datetime) -> bool:
    """Return whether one of these points, or the letter as a whole, can still get another day, to come at a moment."""
    asked = [point.deadline or letter.deadline or point.promised_by for point in points] or [letter.deadline]
    return any(day is not None and at < day + LATEST_AFTER for day in asked)


def whole_day(letter: Any) -> datetime | None:
    """Return by when a letter wants its answer as a whole; None where at most some of its points have a day."""
    day: datetime | None = letter.deadline
    return day or (letter.answer_by if letter.purpose not in ("information", "response") else None)


def own_day(letter: Any, point: Any) -> datetime | None:
    """Return the day that a point has of its own, as its letter says it; None where it is that of the letter."""
    day: datetime | None = point.deadline
    return None if day == whole_day(letter) else day


def point_line(number: int, text: str, day: datetime | None, *, in_words: bool = False) -> Text:
    """Return a point in one line: its number, what is asked, and by when where it has a day of its own.

    For the record the day is in figures; ``in_words``: as the reader's language writes it.
    """
    if day is None:
        return f"{number}. {text}"
    when = f"{day:%Y-%m-%d}"
    return _l("%(n)d. %(ask)s (by %(day)s)", n=number, ask=text, day=Worded(dated, when) if in_words else when)


def said(number: int, ask: str, status: str, promised: datetime | None, detail: str) -> Text:
    """Return the answer to a point in one line: its number and words, the status, the day promised, what was said."""
    words, _phase = STATUSES[status]
    if promised and status == "in part":
        words = _l("%(line)s (%(detail)s)", line=words, detail=_l("the rest by %(day)s", day=f"{promised:%Y-%m-%d}"))
    elif promised:
        words = _l("%(status)s: %(day)s", status=words, day=f"{promised:%Y-%m-%d}")
    given = {"n": number, "ask": ask, "answer": words}
    line = _l("%(n)d. %(ask)s %(answer)s", **given) if ends(ask) else _l("%(n)d. %(ask)s: %(answer)s", **given)
    return _l("%(line)s (%(detail)s)", line=line, detail=detail) if detail else line


def lacking(number: int, kind: PointAnswer) -> Invalid:
    """Return the refusal of an answer to the point of a number that lacks what its kind needs."""
    return Invalid(answers=_("Point %(number)s: %(missing)s", number=number, missing=kind.missing))


def day_over(number: int) -> Invalid:
    """Return the refusal of a promise for a day that has passed, in the answer to the point of a number."""
    return Invalid(answers=_("Point %(number)s: give a day that is still to come.", number=number))


def answered(
    points: Sequence[Point], answers: Sequence[Mapping[str, Any]], among: Collection[str] = tuple(ANSWERS)
) -> list[tuple[Point, Mapping[str, Any]]]:
    """Return those of the ``points`` of a letter that are answered, each with its answer; given in their order.

    Invalid for more answers than points, for one that is not ``among`` those that can be given, and for one that lacks
    what it needs.
    """
    if len(answers) > len(points):
        raise Invalid(answers=_("The statement has %(asks)s points; answer each once.", asks=len(points)))
    given = [(point, row) for point, row in zip(points, answers, strict=False) if row.get("answer")]
    for point, row in given:
        kind = ANSWERS[row["answer"]]
        if kind.name not in among or not row.get(kind.needs):
            raise lacking(point.number, kind)
    return given


def replies_of(answers: Sequence[Mapping[str, Any]], points: Sequence[Any]) -> list[dict[str, Any]]:
    """Return what a response answers to the ``points`` of a body's letter, given in their order, as it is kept.

    Of each that it deals with: ``point`` (its number), ``answer``, ``text``, and ``due``, the day promised.
    Invalid where it deals with none of them, or an answer lacks what it needs.
    """
    given = answered(points, answers, OURS)
    if points and not given:
        raise Invalid(answers=_("Answer at least one of the points of the body."))
    return [
        {"point": point.number, "answer": row["answer"], "text": row.get("text") or "",
         "due": f"{day:%Y-%m-%d}" if (day := day_in(row)) else ""}
        for point, row in given
    ]  # fmt: skip


def day_in(row: Mapping[str, Any]) -> date | None:
    """Return the day that an answer promises, as a form gives it: of all, or of what is left; None for any other."""
    day: date | None = row.get("due") if ANSWERS[row["answer"]].promises else None
    return day


def promised_in(reply: Mapping[str, Any]) -> datetime | None:
    """Return the end of the day that a reply promises; None where it promises none."""
    return end_of_day(date.fromisoformat(reply["due"])) if reply["due"] else None


def broken(replies: Iterable[Mapping[str, Any]], at: datetime) -> int | None:
    """Return the number of the first point for which a response promises a day that has passed; None without one."""
    days = [(reply["point"], promised_in(reply)) for reply in replies]
    return next((point for point, day in days if day and day <= at), None)


def check_promises(replies: Iterable[Mapping[str, Any]], at: datetime) -> None:
    """Raise Invalid where a day that a response promises has passed."""
    point = broken(replies, at)
    if point:
        raise day_over(point)
