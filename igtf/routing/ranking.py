"""Which bodies an issue or a draft could be sent to, by their mandates, and why (procedure, section 9).

Okapi BM25 over name, mandate and topics of each body, written out here: the reasons shown to people are
the words with their share of the score, which the libraries at hand do not give, and a few dozen bodies
need no numerical library. No table of topic → body is consulted.

The sum is divided by the square root of the number of different words asked for, those unknown to every
mandate included. So a short title and a long description are measured on one scale, and a text that
hardly any mandate speaks about scores low: below NO_BODY_BELOW, the answer is *no body found*.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, NamedTuple, Protocol, TypeVar

from igtf.routing.stemming import terms

NO_BODY_BELOW = 2.0
"""Scores under this say *no body found*. Chosen on the 40 topics; see tests/routing/test_ranking.py."""

SATURATION = 1.2
"""k1 of BM25: how fast further mentions of a word stop to count."""

LENGTH = 0.5
"""b of BM25: how far long mandates are discounted."""

SHORT = 3
"""Different words up to which a text is short. In a longer one, a single match, written once, is chance."""

ALIKE = 0.3
"""Likeness (cosine, 0 to 1) from which an earlier statement says something about this text."""

SAME_TOPIC = 0.5
"""Likeness that a statement on the same topic has at least, whatever its words."""


class RankedBody(Protocol):
    """What ranking reads of a body."""

    @property
    def acronym(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def mandate(self) -> str: ...
    @property
    def topics(self) -> Sequence[str]: ...


class Effect(StrEnum):
    """How an earlier statement ended: answered is promised, or done in part."""

    DONE = "done"
    ANSWERED = "answered"
    DECLINED = "declined"


POINTS = {Effect.DONE: 3.0, Effect.ANSWERED: 2.0, Effect.DECLINED: -2.0}
"""Points for what became of the very same text; in between, its share by likeness."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier statement to a body: its text, how the body answered, the topic of its issue, and its number.

    ``issues``: the numbers of those that it referred.
    """

    acronym: str
    text: str
    outcome: Effect
    topic: str = ""
    ref: str = ""
    issues: frozenset[str] = frozenset()

    def praises(self, issue: str) -> bool:
        """Return whether a body answered so on the issue of this number itself, and did not decline."""
        return issue in self.issues and self.outcome != Effect.DECLINED


class MandateWord(NamedTuple):
    """A word of the query found in the mandate, as written in the query, and its share of the score."""

    word: str
    weight: float


class PrecedentShare(NamedTuple):
    """The most alike earlier statement of an outcome, its likeness (0 to 1) and its share of the score."""

    earlier: Earlier
    likeness: float
    weight: float


E = TypeVar("E", bound=RankedBody)


@dataclass(frozen=True, slots=True)
class Ranked(Generic[E]):
    """A body with its score, the matching words (heaviest first) and what it answered before.

    `found` says whether that is enough to propose the body.
    """

    body: E
    score: float
    found: bool
    reason_words: tuple[MandateWord, ...]
    precedents: tuple[PrecedentShare, ...] = ()


class Mandates(Generic[E]):
    """Bodies and the earlier statements to them, prepared for being asked about many texts."""

    def __init__(self, bodies: Sequence[E], history: Iterable[Earlier] = ()) -> None:
        documents = [Counter(term for term, _ in terms(_text(body))) for body in bodies]
        usual = sum(document.total() for document in documents) / max(len(documents), 1)
        self.bodies = bodies
        self._rarity = _Rarity(documents)
        self._mentions: dict[str, list[tuple[int, float]]] = {}
        for place, document in enumerate(documents):
            length = document.total() / usual if usual else 1.0
            for term, count in document.items():
                self._mentions.setdefault(term, []).append((place, _mentions(count, length)))
        self._earlier: dict[str, list[_Told]] = {}
        for statement in history:
            words = frozenset(term for term, _ in terms(statement.text))
            told = _Told(statement, words, self._rarity.size(words))
            self._earlier.setdefault(statement.acronym, []).append(told)

    def rank(self, query: str, topic: str = "", issue: str = "") -> list[Ranked[E]]:
        """All bodies with a positive score, the highest first, equal ones by acronym.

        Takes any text (title, summary, topic and its description; a draft), and the slug of the topic, which makes
        statements alike that share it. What a body answered on the ``issue`` of this number itself does not speak for
        it; that it declined speaks against it. The caller proposes the bodies that are `found`, and says *no body
        found* where there is none.
        """
        asked = _Query(query)
        reasons = self._reasons(asked)
        words = frozenset(asked.weights)
        size, ranked = self._rarity.size(words), []
        for place, body in enumerate(self.bodies):
            if place not in reasons and body.acronym not in self._earlier:
                continue
            own = tuple(sorted(reasons.get(place, ()), key=lambda reason: (-reason.weight, reason.word)))
            earlier = self._earlier.get(body.acronym)
            others = [told for told in earlier if not told.statement.praises(issue)] if earlier else ()
            precedents = _precedents(words, size, others, self._rarity, topic) if others else ()
            score = round(sum(r.weight for r in own) + sum(p.weight for p in precedents), 3)
            if score > 0:
                found = score >= NO_BODY_BELOW and (bool(precedents) or not asked.by_chance(own))
                ranked.append(Ranked(body, score, found, own, precedents))
        return sorted(ranked, key=lambda one: (-one.score, one.body.acronym))

    def _reasons(self, asked: "_Query") -> dict[int, list[MandateWord]]:
        """The words of the query that mandates have, by the place of the body."""
        found: dict[int, list[MandateWord]] = {}
        for term, weight in asked.weights.items():
            for place, mentions in self._mentions.get(term, ()):
                share = weight * self._rarity[term] * mentions / asked.size
                found.setdefault(place, []).append(MandateWord(asked.written[term], round(share, 3)))
        return found


class _Told(NamedTuple):
    """An earlier statement with its different terms, and what these weigh together."""

    statement: Earlier
    words: frozenset[str]
    size: float


class _Query:
    """The different terms of a text with their weights, and how each was written."""

    def __init__(self, text: str) -> None:
        counted = Counter(term for term, _ in terms(text))
        self.weights = {term: 1 + math.log(count) for term, count in counted.items()}
        self.written = dict(reversed(terms(text)))
        self.size = math.sqrt(sum(weight**2 for weight in self.weights.values()))
        self.once = {self.written[term] for term, count in counted.items() if count == 1}

    def by_chance(self, reasons: Sequence[MandateWord]) -> bool:
        """Whether all that matches is one word of many, written once."""
        return len(reasons) == 1 and len(self.weights) > SHORT and reasons[0].word in self.once


def _text(body: RankedBody) -> str:
    return ". ".join((body.acronym, body.name, body.mandate, *body.topics))


def _mentions(count: int, length: float) -> float:
    """The part of BM25 that grows with the mentions; `length` is relative to the usual mandate."""
    return count * (SATURATION + 1) / (count + SATURATION * (1 - LENGTH + LENGTH * length))


class _Rarity(dict[str, float]):
    """Inverse document frequency: a word that few mandates have weighs more."""

    def __init__(self, documents: Sequence[Counter[str]]) -> None:
        self.total = len(documents)
        having = Counter(term for document in documents for term in document)
        super().__init__({term: self._weight(count) for term, count in having.items()})

    def __missing__(self, term: str) -> float:
        return self._weight(0)

    def _weight(self, having: int) -> float:
        return math.log(1 + (self.total - having + 0.5) / (having + 0.5))

    def size(self, words: frozenset[str]) -> float:
        """The length of a set of words as a vector in which each weighs its rarity."""
        return math.sqrt(sum(self[word] ** 2 for word in words))


def _precedents(
    asked: frozenset[str], size: float, earlier: Iterable[_Told], rarity: _Rarity, topic: str
) -> tuple[PrecedentShare, ...]:
    """For each outcome the most alike earlier statement, where it is alike enough: the cosine of the sets of words."""
    best: dict[Effect, PrecedentShare] = {}
    for told in earlier:
        statement, common = told.statement, asked & told.words
        likeness = rarity.size(common) ** 2 / (size * told.size) if common else 0.0
        if topic and statement.topic == topic:
            likeness = max(likeness, SAME_TOPIC)
        known = best.get(statement.outcome)
        if likeness >= ALIKE and (known is None or likeness > known.likeness):
            weight = round(POINTS[statement.outcome] * likeness, 3)
            best[statement.outcome] = PrecedentShare(statement, round(likeness, 3), weight)
    return tuple(best[outcome] for outcome in POINTS if outcome in best) if best else ()
