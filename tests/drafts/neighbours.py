"""What drafts meet of the concepts above them, for tests: a group, a call, an objection."""

from datetime import datetime

from sqlalchemy import select

from igtf.core import clock
from igtf.core.db import session, writing
from igtf.drafts.models import Draft
from igtf.groups.models import Group
from igtf.people.models import Person
from igtf.people.roles import give_role
from igtf.record.models import Relation, Subject
from igtf.record.numbers import period
from igtf.record.subjects import enter, open_subject, touch
from tests.factories import by


def _add(kind: str, ref: str, state: str, person: Person, *, topic: str | None = None,
         group_id: int | None = None,
         relation: str = "", target: int = 0) -> Subject:  # fmt: skip
    with writing():
        subject = open_subject(kind, ref, f"The {kind} {ref}", state, by=by(person), topic=topic, group_id=group_id)
        if relation:
            session.add(Relation(subject_id=subject.id, kind=relation, target_id=target))
    return subject


def make_group(acronym: str, chair: Person) -> Subject:
    """Add an active working group with its chair."""
    group = _add("group", acronym, "active", chair)
    with writing():
        session.add(Group(id=group.id, kind="working"))
        give_role(chair.id, "chair", at=clock.now(), subject_id=group.id)
    return group


def _declare(draft_id: int) -> None:
    """Let a draft keep that consensus was declared on its newest revision."""
    with writing():
        draft = session.get_one(Draft, draft_id)
        draft.declared_on_id = draft.current_id


def make_call(
    ref: str, kind: str, draft_id: int, person: Person, *, state: str = "open", group_id: int | None = None
) -> Subject:
    """Add a call of ``kind`` on a draft; one with consensus was declared on its newest revision."""
    if state == "consensus":
        _declare(draft_id)
    return _add("call", ref, state, person, topic=kind, group_id=group_id, relation="asks-about", target=draft_id)


def make_objection(ref: str, call: Subject, person: Person, state: str) -> Subject:
    """Add an objection in a call."""
    return _add("objection", ref, state, person, relation="objects-in", target=call.id)


def make_ballot(ref: str, draft_id: int, person: Person, state: str = "open") -> Subject:
    """Add a ballot on a draft."""
    return _add("ballot", ref, state, person, relation="decides-on", target=draft_id)


def put(subject_id: int, state: str, at: datetime | None = None) -> None:
    """Put a subject into a state, as a move bound above would."""
    asked = select(Relation.target_id).where(Relation.subject_id == subject_id, Relation.kind == "asks-about")
    if state == "consensus":
        _declare(session.scalars(asked).one())
    moment = at or clock.now()
    with writing():
        subject = session.get_one(Subject, subject_id)
        enter(subject, state, moment)
        if state == "approved":
            subject.due_at = moment + period("publication_days", subject)
        touch(subject_id, moment)
