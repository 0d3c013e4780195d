"""Every kind of event: its sentence in the timeline, its payload, and who is told. Moves bring their own."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from igtf.core.i18n import Text, Worded
from igtf.core.moments import dated
from igtf.core.wording import Numeral, in_figures, keeping_way, listed, said_by
from igtf.core.workflow import WORKFLOWS, Move, Nothing


@dataclass(frozen=True)
class EventKind:
    """A kind of event: ``said`` continues the actor's name, ``tells`` names audiences (empty: nobody is told).

    ``through`` are the kinds of events of the same act that tell first; whom one of them reached is not told again.
    ``soon``: no digest is waited for. ``names``: the audiences of those whom such an act names for something.
    ``move``: the one that leaves it, if one does.
    """

    name: str
    said: Text
    payload: type = Nothing
    tells: tuple[str, ...] = ()
    through: tuple[str, ...] = ()
    soon: bool = False
    names: tuple[str, ...] = ()
    move: Move | None = None

    def said_in(self, data: Mapping[str, Any] | None) -> Text:
        """Return what is said of such an entry that left ``data``; None where it is not known."""
        return self.move.said_in(data or {}) if self.move else self.said

    @property
    def either_said(self) -> str:
        """What is said of such entries, where it is not known what they left: all of it, in the present language."""
        return " / ".join(map(str, self.all_said))

    @property
    def all_said(self) -> list[Text]:
        """All that may be said of such entries."""
        return self.move.all_of("said") if self.move else [self.said]


_DECLARED: dict[str, EventKind] = {}


def declare(
    name: str, said: Text, payload: type = Nothing, tells: tuple[str, ...] = (), through: tuple[str, ...] = (),
    names: tuple[str, ...] = (),
) -> str:  # fmt: skip
    """Declare an event kind that is no move of a workflow and return its name."""
    _DECLARED[name] = EventKind(name, said, payload, tells, through, names=names)
    return name


def event_kinds() -> dict[str, EventKind]:
    """Return all kinds by name: the declared ones, and one for each move."""
    moves = [f"{workflow.kind}.{move.name}" for workflow in WORKFLOWS.values() for move in workflow.moves]
    return _DECLARED | {name: kind_of(name) for name in moves}


def kind_of(name: str) -> EventKind:
    """Return the kind ``name``; KeyError when there is none."""
    if name in _DECLARED:
        return _DECLARED[name]
    subject_kind, _dot, move_name = name.partition(".")
    move = WORKFLOWS[subject_kind].move_by_name[move_name]
    return EventKind(name, move.said, move.event, move.tells, move.through, move.soon, move.names, move)


@cache
def worded_by_data() -> list[str]:
    """Return the names of the kinds of which it depends on what an entry left how it is said."""
    return [name for name, kind in event_kinds().items() if kind.move and kind.move.worded and kind.move.worded.field]


_NO_WORDS: Mapping[str, Text] = MappingProxyType({})


class Handles(str):
    """The text of a field of people, each as @handle; a page links them."""

    __slots__ = ()


_HANDLE = re.compile(r"@?([A-Za-z0-9-]+)(?=,|$)")
"""The last word of each of several parts: the handle in 'amadou, chen' and in '1 amadou, 2 chen'."""


class Names(str):
    """A text with the names of subjects ('LS-4', '#1, #2'), as the program wrote it; a page links them."""

    __slots__ = ()


class SubjectPath(str):
    """The path of what an act is about; a page links it, a mail writes its whole address."""

    __slots__ = ()


def texts_of(kind: EventKind, data: Mapping[str, Any]) -> list[tuple[Text, Text]]:
    """Return the texts of a payload as (label, text).

    Those of the fields that ``HANDLES`` of the payload names are ``Handles``, those of ``NAMES`` are ``Names``, those
    of ``PLACES`` are a ``SubjectPath``; the parts of those that ``APART`` names are paragraphs. What is no text of a
    person (keys, days, numbers, sentences of the program) is made words when somebody reads it: days are what ``DAYS``
    names, and no text that looks like one.
    """
    labels: dict[str, Text] = getattr(kind.payload, "SHOWN", {})
    return [(label, _text_of(kind.payload, name, data)) for name, label in labels.items() if data.get(name)]


def words_in(kind: EventKind, data: Mapping[str, Any]) -> list[str]:
    """Return the fields of a payload that hold words of a person: of those that are SHOWN, and all that are UNSHOWN.

    Keys, names of people and subjects, places, numbers, days and sentences of the program are none; but those that are
    TITLED have somebody's title within them.
    """
    known, titled = known_in(kind), getattr(kind.payload, "TITLED", ())
    fields = (*getattr(kind.payload, "SHOWN", ()), *getattr(kind.payload, "UNSHOWN", ()))
    return [name for name in fields if name not in known and (_is_worded(kind, name, data) or name in titled)]


def emptied(kind: EventKind, name: str, value: Any) -> Any:
    """Return what is left of a field of a payload once the words of a person are gone from it.

    Nothing; of rows all but the words that ``IN_ROWS`` names, as what was chosen stays, and later acts rest on it.
    """
    words = getattr(kind.payload, "IN_ROWS", {}).get(name)
    return [row | dict.fromkeys(words, "") for row in value] if words else type(value)()


def known_in(kind: EventKind) -> set[str]:
    """Return the fields of a payload that hold keys, names, places or days: no words of a person."""
    return {
        name for table in ("WORDS", "HANDLES", "NAMES", "PLACES", "DAYS") for name in getattr(kind.payload, table, ())
    }


def _is_worded(kind: EventKind, name: str, data: Mapping[str, Any]) -> bool:
    value, words = data.get(name), getattr(kind.payload, "IN_ROWS", {}).get(name)
    if words:
        return any(row.get(word) for row in value or () for word in words)
    if isinstance(value, dict):
        return "says" not in value and bool(value)
    return bool(value) and isinstance(value, list | str)


def _text_of(payload: type, name: str, data: Mapping[str, Any]) -> Text:
    """Return the value of a field of a payload as it is read."""
    value = data[name]
    if name in getattr(payload, "HANDLES", ()):
        return Handles(_HANDLE.sub(r"@\1", value))
    if name in getattr(payload, "NAMES", ()):
        return Names(value)
    places: dict[str, str] = getattr(payload, "PLACES", {})
    if name in places:
        return SubjectPath(places[name].format(**data))
    if name in getattr(payload, "APART", ()):
        return Worded(_in_paragraphs, value)
    if name in getattr(payload, "DAYS", ()):
        return Worded(dated, value)
    words: Mapping[str, Text] = getattr(payload, "WORDS", {}).get(name, _NO_WORDS)
    return value if isinstance(value, str) and value not in words else Worded(in_words, value, words)


def _in_paragraphs(parts: Sequence[Any]) -> str:
    return "\n\n".join(in_words(part) for part in parts)


def in_words(value: Any, words: Mapping[str, Text] = _NO_WORDS) -> str:
    """Return a value of a payload in the present language: sentences, lists, numbers, and keys by ``words``.

    What is no known key is given as it is: entries of former times have words in its place.
    """
    if isinstance(value, dict):
        if "says" not in value:  # fields of a row, as an answer to a point has
            return listed(in_words(each, words) for each in value.values() if each)
        return said_by(value, {name: _filled_in(name, one) for name, one in value.get("with", {}).items()})
    if isinstance(value, list):
        return listed(in_words(each, words) for each in value)
    if isinstance(value, int | float):
        return in_figures(value)
    return str(words.get(value, value))


_DAYS = ("day", "when", "until")
"""What days are called in the sentences of the program."""


def _filled_in(name: str, value: Any) -> Any:
    """Return what stands in a sentence for ``name``."""
    if isinstance(value, int):
        return Numeral(value)
    if not isinstance(value, str):
        return in_words(value)
    return dated(value) if name in _DAYS else keeping_way(value)


def moves_state(name: str) -> bool:
    """Return whether an event of this kind is a move that leads to a state."""
    subject_kind, _dot, move_name = name.partition(".")
    workflow = WORKFLOWS.get(subject_kind)
    move = workflow.move_by_name.get(move_name) if workflow else None
    return move is not None and (move.target is not None or move.back)
