"""What forms and facts of drafts read from the database, below the tables of moves."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, bindparam, exists, or_, select, union
from sqlalchemy.orm import aliased

from igtf.core.database.conditions import among
from igtf.core.database.prepared import prepared
from igtf.core.db import Listing, fetch, session
from igtf.drafts.models import Ask, Commitment, Draft, DraftAuthor, DraftReplacement, Revision
from igtf.groups.kinds import ADOPTING, REVIEWING
from igtf.groups.models import Group, Membership
from igtf.people.models import Role
from igtf.people.offices import DUTIES
from igtf.people.roles import Roles
from igtf.people.stakeholders import folded
from igtf.record.annulment import withdrawn_by_appeal
from igtf.record.models import HIDDEN, Actor, Event, Hat, Relation, Subject

GOING_ON = ("open", "in part")
"""The states of a commitment that goes on."""

AFTER_LAST_CALL = ("last-call", "ballot")
"""The states in which the council's last call may be over, and a change of substance repeats it."""

GIVEN_UP = ("replaced", "withdrawn", "expired", HIDDEN)
"""The states of a draft that takes the place of no other one."""

OFFERED = 20
"""The most issues that a form offers; others are named by their numbers."""

CONFIRMED = "draft.confirm-authorship"
"""The entry by which somebody says to be an author."""

GOES_ON_BY = {"call-for-adoption": "adoption", "group-last-call": "last-call", "write-up": "last-call"}
"""State of a draft → kind of the call whose declared consensus lets it go on."""


def is_past(commitment: Commitment, today: date) -> bool:
    """Return whether a commitment goes on and the day until which it was made has passed."""
    return commitment.state in GOING_ON and commitment.until is not None and commitment.until < today


def last_call_number(draft: Subject) -> str:
    """Return which number of the procedure is the least time of a council's last call on a draft (section 15)."""
    return "council_last_call_days" if draft.group_id else "council_last_call_individual_days"


def _edited(draft: Any) -> Select[Any]:
    """Return the query of the persons (``person``) who edited a draft until others did, and posted a revision then."""
    former, posted = aliased(Role), aliased(Revision)
    then = exists().where(posted.draft_id == former.subject_id, posted.by_id == former.person_id,
                          posted.at > former.started_at, posted.at <= former.ended_at).correlate(former)  # fmt: skip
    return select(former.person_id.label("person")).where(former.subject_id == draft, former.name == "editor", then)


def _confirmed(draft: Any) -> Select[Any]:
    """Return the query of the persons (``person``) who confirmed to be an author of a draft, whoever is named now."""
    entry = aliased(Event)
    return select(entry.actor_id.label("person")).where(entry.subject_id == draft, entry.kind == CONFIRMED)


def _any(ways: Iterable[Select[Any]], person: Any) -> ColumnElement[bool]:
    return or_(*(way.where(way.selected_columns.person == person).exists() for way in ways))


def wrote_once(person: Any, draft: Any) -> ColumnElement[bool]:
    """Return the condition that a person wrote a revision of a draft as its editor, or confirmed to be its author, and
    may be neither any more."""
    return _any((_edited(draft), _confirmed(draft)), person)


def _who_writes(draft: Any) -> tuple[Select[Any], ...]:
    """Return the queries of the persons (``person``) who posted a draft, are confirmed as its authors, or edit it."""
    posted, author, editor = aliased(Subject), aliased(DraftAuthor), aliased(Role)
    return (
        select(posted.opened_by_id.label("person")).where(posted.id == draft, posted.kind == "draft"),
        select(author.person_id.label("person")).where(author.draft_id == draft, author.confirmed_at.is_not(None)),
        select(editor.person_id.label("person")).where(editor.subject_id == draft, editor.name == "editor",
                                                       editor.ended_at.is_(None)),
    )  # fmt: skip


def _who_wrote(draft: Any) -> tuple[Select[Any], ...]:
    """Return these, and the queries of those who ``wrote_once``: they have written it, also once others are named."""
    return *_who_writes(draft), _edited(draft), _confirmed(draft)


def wrote(person: Any, draft: Any) -> ColumnElement[bool]:
    """Return the condition that a person posted the draft with a number, is confirmed as its author, or edits it.

    Or ``wrote_once``.
    """
    return _any(_who_wrote(draft), person)


def has_written(person_id: int, draft_id: int) -> bool:
    """Return whether ``wrote`` holds of a person and a draft."""
    return bool(session.scalar(select(wrote(person_id, draft_id))))


def speaks_for(person: Any, draft: Any) -> ColumnElement[bool]:
    """Return the condition that a person wrote a draft, as ``wrote`` says, and not one who only ``wrote_once``."""
    return _any(_who_writes(draft), person)


def writers(draft: Any) -> CompoundSelect[Any]:
    """Return the query of the persons of whom ``wrote`` holds for the draft with a number."""
    return union(*_who_wrote(draft))


def writers_of(drafts: Collection[int]) -> CompoundSelect[Any]:
    """Return the query of the persons of whom ``wrote`` holds for several drafts: ``person``, ``draft``."""
    ways = (way.add_columns(Draft.id.label("draft")) for way in _who_wrote(Draft.id))
    return union(*(way.where(Draft.id.in_(drafts)) for way in ways))


def only_writers_lead(group: Any, draft: Any) -> ColumnElement[bool]:
    """Return the condition that nobody leads a group's work on a draft who did not write it; on what is none, nobody.

    Then the responsible member of the group decides in their place.
    """
    lead = aliased(Role)
    another = exists().where(
        lead.subject_id == group, among(lead.name, DUTIES["drafts"].roles), lead.ended_at.is_(None),
        ~wrote(lead.person_id, draft),
    )  # fmt: skip
    return ~another


def leads_drafts(person: Any, group: Any) -> ColumnElement[bool]:
    """Return the condition that a person leads a group's work on drafts; nobody leads that of what has no group."""
    lead = aliased(Role)
    return exists().where(
        lead.subject_id == group, lead.person_id == person, among(lead.name, DUTIES["drafts"].roles),
        lead.ended_at.is_(None),
    )  # fmt: skip


def stands_in(roles: Roles, group_id: int | None, draft_id: int) -> bool:
    """Return whether somebody with these roles decides for a group about a draft, as all who lead it wrote it."""
    overseer = group_id is not None and roles.has("responsible", of=group_id)
    return overseer and bool(session.scalar(select(only_writers_lead(group_id, draft_id))))


def adopts_for(person_id: Any) -> tuple[Any, ...]:
    """Return the conditions of the groups that may adopt drafts and for whose drafts a person holds an office."""
    mine = select(Role.subject_id).where(
        Role.person_id == person_id, among(Role.name, DUTIES["drafts"].roles), Role.ended_at.is_(None)
    )
    return Group.id == Subject.id, among(Group.kind, ADOPTING), Subject.state == "active", Subject.id.in_(mine)


def groups_that_adopt(person_id: int | None) -> list[tuple[str, str]]:
    """Return acronym and name of each active group that may adopt drafts and that a person chairs."""
    rows = session.execute(select(Subject.ref, Subject.title).where(*adopts_for(person_id or 0)).order_by(Subject.ref))
    return [(row.ref, f"{row.ref}: {row.title}") for row in rows]


def newest_source(draft: Draft) -> str:
    """Return the source of the newest revision of a draft."""
    return session.scalar(select(Revision.source).where(Revision.id == draft.current_id)) or ""


def issues_in_work(person_id: int | None, group_id: int | None) -> list[tuple[str, str]]:
    """Return number and title of the newest open issues in the work of a person's groups, and of one more group."""
    member = select(Membership.group_id).where(Membership.person_id == (person_id or 0), Membership.ended_at.is_(None))
    office = select(Role.subject_id).where(Role.person_id == (person_id or 0), Role.ended_at.is_(None))
    theirs = Relation.subject_id.in_(member) | Relation.subject_id.in_(office) | (Relation.subject_id == group_id)
    rows = session.execute(
        select(Subject.id, Subject.ref, Subject.title)
        .join(Relation, Relation.target_id == Subject.id)
        .where(theirs, Relation.kind == "works-on", Subject.kind == "issue", Subject.state != HIDDEN)
        .distinct()
        .order_by(Subject.id.desc())
        .limit(OFFERED)
    )
    return [(row.ref, f"#{row.ref}: {row.title}") for row in rows]


DIRECTORATE = (Group.kind.in_(REVIEWING), Subject.state == "active")
"""Whether a group is active and its members review drafts."""


def directorates() -> list[tuple[str, str]]:
    """Return acronym and name of each directorate."""
    rows = session.execute(
        select(Subject.ref, Subject.title).join(Group, Group.id == Subject.id).where(*DIRECTORATE).order_by(Subject.ref)
    )
    return [(row.ref, f"{row.ref}: {row.title}") for row in rows]


def author_handles(draft_id: int) -> Sequence[str]:
    """Return the handles of the authors who confirmed to be one; who else is meant, nobody is shown."""
    return session.scalars(
        select(Actor.handle)
        .join(DraftAuthor, DraftAuthor.person_id == Actor.id)
        .where(DraftAuthor.draft_id == draft_id, DraftAuthor.confirmed_at.is_not(None), Actor.handle.is_not(None))
        .order_by(DraftAuthor.position)
    ).all()  # type: ignore[return-value]


def editor_handles(draft_id: int) -> Sequence[str]:
    """Return the handles of those who edit a draft."""
    return session.scalars(
        select(Actor.handle)
        .join(Role, Role.person_id == Actor.id)
        .where(Role.subject_id == draft_id, Role.name == "editor", Role.ended_at.is_(None), Actor.handle.is_not(None))
        .order_by(Role.id)
    ).all()  # type: ignore[return-value]


def calls_on(draft_id: int) -> Mapping[str, tuple[str, int | None]]:
    """Return of each kind of call the newest on a draft: its state and group."""
    return newest_calls(fetch(_calls(), {"draft": draft_id}))


def newest_calls(rows: Iterable[Any]) -> dict[str, tuple[str, int | None]]:
    """Return of each kind the newest call among rows in their order, each with topic (None: no call), state, group."""
    return {row.topic: (row.state, row.group_id) for row in rows if row.topic is not None}


@prepared
def _calls() -> Listing:
    return _asking().where(Relation.target_id == bindparam("draft"))


def _asking() -> Listing:
    return (
        select(Subject.topic, Subject.state, Subject.group_id, Relation.target_id.label("draft"))
        .join(Relation, Relation.subject_id == Subject.id)
        .where(Relation.kind == "asks-about", Subject.kind == "call", ~withdrawn_by_appeal(Subject))
        .order_by(Subject.id)
    )  # fmt: skip


def calls_about(drafts: Collection[int]) -> Listing:
    """Return the query of the calls on several drafts (``draft``), the newest last."""
    return _asking().where(Relation.target_id.in_(drafts))


def open_call_on(draft_id: int) -> int | None:
    """Return the newest call on a draft that is open, by its subject's id."""
    return session.scalar(
        select(Subject.id)
        .join(Relation, Relation.subject_id == Subject.id)
        .where(Relation.target_id == draft_id, Relation.kind == "asks-about", Subject.kind == "call",
               Subject.state == "open")
        .order_by(Subject.id.desc())
        .limit(1)
    )  # fmt: skip


def after_last_call(thing: Any) -> bool:
    """Return whether the council's last call on a draft is over and its decision is not taken yet."""
    if thing.subject.state not in AFTER_LAST_CALL:
        return False
    return calls_on(thing.id).get("council-last-call", ("open", None))[0] != "open"


def claimed(draft: Any) -> ColumnElement[bool]:
    """Return whether another draft that was not given up says it replaces this one, whose side has not agreed."""
    new = aliased(Subject)
    return exists().where(
        DraftReplacement.old_id == draft, DraftReplacement.old_agreed_at.is_(None), new.id == DraftReplacement.new_id,
        ~among(new.state, GIVEN_UP),
    )  # fmt: skip


def claims_on(draft_id: int) -> list[tuple[str, str]]:
    """Return name and title of each draft that says so, where ``claimed`` holds of this one."""
    rows = session.execute(
        select(Subject.ref, Subject.title)
        .join(DraftReplacement, DraftReplacement.new_id == Subject.id)
        .where(
            DraftReplacement.old_id == draft_id,
            DraftReplacement.old_agreed_at.is_(None),
            Subject.state.not_in(GIVEN_UP),
        )
        .order_by(Subject.id)
    )
    return [(row.ref, f"{row.ref}: {row.title}") for row in rows]


def claims(draft: Any) -> ColumnElement[bool]:
    """Return whether a draft says that it replaces another one, and the sides of both have not agreed."""
    return exists().where(Relation.subject_id == draft, Relation.kind == "would-replace")


def claims_of(draft_id: int) -> list[tuple[str, str]]:
    """Return the name of each draft of which this one says so, where ``claims`` holds of it, as a form offers it."""
    names = session.scalars(
        select(Subject.ref)
        .join(Relation, Relation.target_id == Subject.id)
        .where(Relation.subject_id == draft_id, Relation.kind == "would-replace")
        .order_by(Subject.id)
    )
    return [(name, name) for name in names]


def confirmed(person_id: Any) -> tuple[Any, ...]:
    """Return the conditions of a person's hats that are confirmed for an organisation."""
    return (Hat.actor_id == person_id, Hat.capacity == "for", Hat.confirmed_at.is_not(None), Hat.ended_at.is_(None))


def asks_listed(recommendation_id: int) -> list[tuple[str, str]]:
    """Return number and words of each ask of a recommendation."""
    rows = session.execute(
        select(Ask.number, Ask.addressee, Ask.action)
        .where(Ask.recommendation_id == recommendation_id)
        .order_by(Ask.number)
    )
    return [(str(row.number), f"{row.number}. {row.addressee}: {row.action}"[:160]) for row in rows]


def own_commitments(recommendation_id: int, person_id: int | None) -> list[tuple[str, str]]:
    """Return id and words of each commitment here that goes on, of the organisations that a person acts for."""
    rows = session.execute(
        select(Commitment.id, Commitment.organisation, Commitment.what, Ask.number, Hat.organisation.label("own"))
        .join(Ask, Ask.id == Commitment.ask_id)
        .join(Hat, and_(*confirmed(person_id or 0)))
        .where(Ask.recommendation_id == recommendation_id, Commitment.state.in_(GOING_ON))
        .order_by(Commitment.id)
    )  # fmt: skip
    own = {row.id: row for row in rows if folded(row.organisation) == folded(row.own)}.values()
    return [(str(row.id), f"{row.number}. {row.organisation}: {row.what}"[:160]) for row in own]
