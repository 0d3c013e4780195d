"""Where the words lie that participants wrote of a subject, beside the record: one row for each table.

What law or privacy requires to go is taken out of all of them (procedure, section 12); each concept adds its tables.
"""

from collections.abc import Callable, Collection, Mapping
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Delete, Select, select

from igtf.core.db import Base
from igtf.core.text.passages import REMOVED
from igtf.record.models import Event, File, Relation, Subject

Belongs = Callable[[Collection[int]], ColumnElement[bool]]


def through(key: Any, parent: Any, subject: Any) -> Belongs:
    """Return which rows are of subjects: their ``key`` is that of a ``parent`` with one of these as ``subject``."""
    return lambda ids: key.in_(select(parent).where(subject.in_(ids)))


def related_by(kind: str, target: int) -> Select[int]:
    """Return the query of the subjects, by id, that have a relation of a kind to the subject ``target``."""
    return select(Relation.subject_id).where(Relation.kind == kind, Relation.target_id == target)


class Texts(NamedTuple):
    """The texts of a table: which rows are of the subjects with given ids, and the names of its columns, parted by
    blanks.

    ``words`` are texts, or data with texts. ``pages``: HTML → the columns that it was made of, if they are here.
    ``check`` raises ``MarkupRefused`` for a row that could not be read any more. ``secret``: not every moderator reads
    them, so of a place only the words that go are shown.
    """

    table: type[Base]
    of: Belongs
    words: str
    pages: Mapping[str, str] = {}
    check: Callable[[Mapping[str, Any]], object] = bool
    secret: bool = False

    @property
    def columns(self) -> list[str]:
        """The names of all columns that hold words."""
        return [*self.words.split(), *self.pages]


WRITTEN: list[Texts] = [
    Texts(Subject, Subject.id.in_, "title summary"),
    Texts(File, File.subject_id.in_, "title name"),
]

COPIES: list[Callable[[int], Select[int]]] = []
"""The queries of the subjects that have the text of a subject: a recommendation made from a draft, a letter with it, a
call with what was objected in it, an issue that was filed from it; or its title in theirs, as calls and ballots."""

ELSEWHERE: set[str] = set()
"""Kinds of entries that an act on one subject leaves on another one, with its title, and no relation stays between."""

FOUND_BY: dict[str, Callable[[int], None]] = {}
"""Kind of subject → what lets others that are found by the title of one, given by its id, be found by it as it is now:
the meetings of a group."""

MADE: list[Callable[[Collection[int]], Delete]] = []
"""What deletes of subjects what was made of their texts and is made anew when somebody asks for it."""

MAILED: dict[str, Callable[[Collection[int]], Select[int]]] = {
    "event": lambda ids: select(Event.id).where(Event.subject_id.in_(ids)),
}
"""Beginning of the key of a mail → the numbers that follow it in mails about subjects; others are about none."""


def is_posted(text: str, digest: str, posted: str) -> bool:
    """Return whether a text with the hash ``digest`` is the one that was ``posted``, by its hash.

    Also one from which a moderator removed words since: its hash stays that of the text as it was posted.
    """
    return digest == posted or REMOVED in text
