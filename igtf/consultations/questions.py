"""The questions of a consultation: three kinds, what may be answered, and how an answer is said."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from igtf.consultations.models import Consultation
from igtf.core.errors import Invalid
from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.sent.rows import in_places
from igtf.core.wording import listed

ONE, SEVERAL, SCALE, TEXT = "one", "several", "scale", "text"
KINDS: dict[str, Text] = {
    ONE: _l("choice of one"), SEVERAL: _l("choice of several"), SCALE: _l("scale from 1 to 5"), TEXT: _l("text"),
}  # fmt: skip
"""Kinds of questions; the first two are both choices."""

POINTS = 5
"""Points of a scale, of which the first and the last have names."""
MOST_OPTIONS = 20
SHORTEST_CHOICE, ENDS = 2, 2


@dataclass(frozen=True)
class Question:
    """A question by its number; ``options`` are those of a choice, or the names of the two ends of a scale."""

    number: int
    text: str
    kind: str
    options: tuple[str, ...] = ()
    required: bool = False

    @property
    def name(self) -> str:
        """How its field is called in the form of a reply, and in the API."""
        return f"q{self.number}"

    @property
    def counts(self) -> bool:
        """Whether its answers are counted: a choice or a scale."""
        return self.kind != TEXT

    def choices(self) -> list[str]:
        """Return what can be chosen, in its order: options, or the points of the scale with the names of its ends."""
        if self.kind != SCALE:
            return list(self.options)
        first, last = self.options
        ends = {1: f"1 ({first})", POINTS: f"{POINTS} ({last})"}
        return [ends.get(point, str(point)) for point in range(1, POINTS + 1)]

    def said(self, chosen: Sequence[int]) -> str:
        """Return what was chosen, in words; of a scale the point, and from where to where it goes."""
        names = self.choices()
        if self.kind == SCALE:
            return _("%(point)s, from %(first)s to %(last)s", point=chosen[0], first=names[0], last=names[-1])
        return listed(names[number - 1] for number in chosen)


def questions_of(consultation: Consultation) -> list[Question]:
    """Return the questions of a consultation in their order."""
    return [Question(**row | {"options": tuple(row["options"])}) for row in consultation.questions]


def kept(questions: Sequence[Question]) -> list[dict[str, Any]]:
    """Return questions as a consultation keeps them."""
    return [asdict(question) | {"options": list(question.options)} for question in questions]


def made(rows: Sequence[dict[str, Any]]) -> list[Question]:
    """Return the questions that the rows of a form give, in the order of their places; without a text there is none.

    Invalid without any, for a choice of less than two options or with one twice, and a scale without its two ends.
    """
    given = in_places(row for row in rows if row.get("text"))
    if not given:
        raise Invalid(questions=_("Write at least one question."))
    found = [_question(number, row) for number, row in enumerate(given, 1)]
    wrong = [sentence for question in found for sentence in _wrong(question)]
    if wrong:
        raise Invalid({"questions": wrong})
    return found


def _question(number: int, row: dict[str, Any]) -> Question:
    lines = [" ".join(line.split()) for line in (row.get("options") or "").splitlines()]
    kind = row.get("kind") or TEXT
    options = tuple(line for line in lines if line) if kind != TEXT else ()
    return Question(number, row["text"], kind, options, bool(row.get("required")))


def _wrong(question: Question) -> list[str]:
    options, number = question.options, question.number
    if question.kind in (ONE, SEVERAL) and not SHORTEST_CHOICE <= len(options) <= MOST_OPTIONS:
        return [_("Question %(n)d: give from 2 to 20 options, one on a line.", n=number)]
    if question.kind == SCALE and len(options) != ENDS:
        return [_("Question %(n)d: give the names of the two ends of the scale, one on a line.", n=number)]
    if len(set(options)) < len(options):
        return [_("Question %(n)d: an option is there twice; each has to be different.", n=number)]
    return []
