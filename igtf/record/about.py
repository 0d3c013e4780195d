"""The topics of what is about something else: a call has the topic of the draft on which it asks."""

from collections.abc import Collection, Iterator
from typing import Any, cast

from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, bindparam, case, or_, select, union_all
from sqlalchemy.orm import aliased

from igtf.core.database.conditions import among, among_found
from igtf.core.database.prepared import prepared
from igtf.core.db import fetch
from igtf.core.workflow import WORKFLOWS
from igtf.record.models import Subject

ABOUT: dict[str, tuple[Any, Collection[str]]] = {}
"""Kind → the column that says what one of it is about, in the table of the kind, by the id of a subject; and which of
the kinds here that may be. In the column of topics these kinds have a word of their own, such as that of a verdict."""


def topic_of(kind: str, subject: Any = Subject) -> ColumnElement[str | None]:
    """Return, as SQL, the topic of a subject of a query that is of a kind: its own, or that of what it is about."""
    if kind not in ABOUT:
        return subject.topic  # type: ignore[no-any-return]
    column, further = ABOUT[kind]
    own, about = aliased(column.class_), aliased(Subject)
    topic = _topic(further, about)
    found = select(topic).join(own, getattr(own, column.key) == about.id).where(own.id == subject.id)
    return found.correlate(subject).scalar_subquery()


def _topic(kinds: Collection[str], subject: Any = Subject) -> ColumnElement[str | None]:
    """Return, as SQL, the topic of a subject that may be of one of ``kinds``, or of a kind whose topic is its own."""
    cases = [(subject.kind == kind, topic_of(kind, subject)) for kind in kinds]
    return case(*cases, else_=subject.topic) if cases else subject.topic


def topic_found(subject: Subject) -> str | None:
    """Return the topic of a subject at hand, its own or that of what it is about; None when it has none."""
    if subject.kind not in ABOUT:
        return subject.topic
    return cast("str | None", fetch(_topic_found(subject.kind), {"subject": subject.id}).scalar())


@prepared
def _topic_found(kind: str) -> Select[str | None]:
    return select(topic_of(kind)).where(Subject.id == bindparam("subject"))


def topic_of_any() -> ColumnElement[str | None]:
    """Return, as SQL, the topic of the ``Subject`` of a query, of whatever kind it is."""
    return _topic(ABOUT)


def has_topics(kind: str) -> bool:
    """Return whether subjects of a kind are found by their topic."""
    return "topic" in WORKFLOWS[kind].known


def of_topic(value: str, kind: str = "") -> ColumnElement[bool]:
    """Return the condition that a subject of a kind (none named: of any that has topics) has one, or 'unclassified'.

    What is about something else is found from that, by the index of topics: to look at one after the other what it is
    about would read them all where few have the topic.
    """
    if kind:
        return _is(value, Subject.topic) if kind not in ABOUT else among_found(Subject.id, _leading_to(value, kind))
    own = among(Subject.kind, tuple(each for each in WORKFLOWS if has_topics(each) and each not in ABOUT))
    return or_(and_(own, _is(value, Subject.topic)), among_found(Subject.id, _leading_to(value, *ABOUT)))


def _leading_to(value: str, *kinds: str) -> CompoundSelect[int]:
    """Return the query of the ids of those of ``kinds``, all in ``ABOUT``, that are about what has a topic."""
    return union_all(*(query for kind in kinds for query in _ways(value, kind)))


def _ways(value: str, kind: str) -> Iterator[Select[int]]:
    """Yield a query of the ids of a kind by each way to a topic: that of what it is about, or one step further."""
    column, further = ABOUT[kind]
    own, about = aliased(column.class_), aliased(Subject)
    leads_to = getattr(own, column.key)
    known = next(iter(column.foreign_keys)).column.table.name  # "subject", or the one kind that all of it is about
    kinds = [each for each in ([known] if known in WORKFLOWS else WORKFLOWS) if each not in further]
    if kinds:
        plain = select(own.id).join(about, about.id == leads_to)
        yield plain.where(among(about.kind, kinds), _is(value, about.topic))
    if further:
        yield select(own.id).where(leads_to.in_(_leading_to(value, *further)))


def _is(value: str, topic: Any) -> ColumnElement[bool]:
    found: ColumnElement[bool] = topic.is_(None) if value == "unclassified" else topic == value
    return found
