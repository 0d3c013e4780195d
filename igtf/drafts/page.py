"""What the page of a draft shows: its revisions with the newest text, its people, what the council returned it with."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache, lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Integer, bindparam, case, cast, false, literal, null, select, true, union_all

from igtf.core import clock
from igtf.core.conditions import among
from igtf.core.db import Listing, fetch, part_of
from igtf.core.i18n import Text, language
from igtf.core.prepared import prepared
from igtf.drafts.beside import pieces
from igtf.drafts.expiring import expiry_of
from igtf.drafts.front import Finding
from igtf.drafts.margins import margin
from igtf.drafts.models import Draft, DraftAuthor, Revision, cited
from igtf.drafts.queries import held_back
from igtf.drafts.questions import answered
from igtf.drafts.states import IN_WORK
from igtf.drafts.text import check
from igtf.drafts.waiving import concerned_of
from igtf.groups.content import milestones_with
from igtf.people.models import Role
from igtf.record.holds import held_sentence
from igtf.record.kinds import kind_of, texts_of
from igtf.record.models import Actor, Event, Hat, Payload, Subject


def draft_content(draft: Draft) -> dict[str, Any]:
    """Return the content of a draft's page; callables are called only when a template asks for them."""
    seen = cache(lambda: whole(draft))
    waits = cache(lambda: held_sentence(held_back(draft, clock.now())))
    return {
        "also": waits, "waits": waits, "text": lambda: seen().text, "group": lambda: seen().group,
        "revision": lambda: seen().revisions[0], "revisions": lambda: seen().revisions,
        "people": lambda: people_of(draft), "checks": _warnings,
        "margin": lambda: margin(draft.id, seen().revisions[0].id), "beside": lambda: pieces,
        "written_up": lambda: answered(draft.write_up),
        "returned": lambda: return_of(draft, seen().revisions[0].at),
        "planned": lambda: milestones_with(draft.subject, clock.now()),
        "expires": lambda: expiry_of(draft), "concerned": lambda: concerned_of(draft),
    }  # fmt: skip


def _warnings() -> Any:
    """Return the function that says of a source, when the page is made, what its authors should know."""
    return lambda source: _hints(source, language())


@lru_cache(maxsize=64)
def _hints(source: str, _language: str) -> list[Finding]:
    """Return what is amiss in a source but no error, kept by language: the source of a revision never changes."""
    return [finding for finding in check(source) if finding.severity != "error"]


class Posted(NamedTuple):
    """A revision as lists show it: without its text."""

    id: int
    name: str
    number: int
    note: str
    at: datetime
    poster: str

    @property
    def label(self) -> str:
        """The name with the number, as a revision is cited."""
        return cited(self.name, self.number)


class Wording(NamedTuple):
    """What a revision says, as the page of its draft shows it."""

    abstract: str
    source: str
    html: str
    hash: str
    toc: list[Any]
    asks: list[Any]
    addressees: list[str]
    keywords: list[str]
    intended_status: str


class Owner(NamedTuple):
    """The group that has a draft, as a link shows it."""

    kind: str
    ref: str
    title: str


class Whole(NamedTuple):
    """The revisions of a draft, newest first, what the newest says, and the group that has the draft, if any."""

    revisions: list[Posted]
    text: Wording
    group: Owner | None


_POSTED = len(Posted._fields)
_OWNER = _POSTED + len(Owner._fields)


def revisions(draft_id: int) -> list[Posted]:
    """Return all revisions of a draft, newest first, with the name of who posted each."""
    return [Posted(*row) for row in fetch(_revisions(), {"draft": draft_id})]


def whole(draft: Draft) -> Whole:
    """Return what the page of a draft shows of its revisions and its group; one query."""
    given = {"draft": draft.id, "newest": draft.current_id, "group": draft.subject.group_id}
    rows = fetch(_whole(), given).all()
    newest = rows[0]
    group = Owner(*newest[_POSTED:_OWNER]) if draft.subject.group_id else None
    return Whole([Posted(*row[:_POSTED]) for row in rows], Wording(*newest[_OWNER:]), group)


@prepared
def _revisions() -> Listing:
    return (
        select(Revision.id, Revision.name, Revision.number, Revision.note, Revision.at, Actor.name)
        .join(Actor, Actor.id == Revision.by_id)
        .where(Revision.draft_id == bindparam("draft"))
        .order_by(Revision.id.desc())
    )


@prepared
def _whole() -> Listing:
    """Return the query of the revisions, with the text of the newest only: the others can be long."""
    newest = Revision.id == bindparam("newest")
    text = [case((newest, column)).label(f"newest_{column.key}") for column in part_of(Revision, Wording)]
    owner = [column.label(f"group_{column.key}") for column in part_of(Subject, Owner)]
    return (
        _revisions().statement.add_columns(*owner, *text)
        .outerjoin(Subject, Subject.id == bindparam("group", type_=Integer()))
    )  # fmt: skip


def return_of(draft: Draft, revised_at: datetime) -> list[tuple[Text, Text]]:
    """Return what was said when the council returned a draft, as (label, text); nothing once something followed.

    ``revised_at``: when its newest revision was posted. At most one query.
    """
    subject = draft.subject
    if subject.state not in IN_WORK or revised_at >= subject.state_since:
        return []
    said = fetch(_return(), {"draft": draft.id, "at": subject.state_since}).scalars().first()
    return texts_of(kind_of("draft.return"), said) if said else []


@prepared
def _return() -> Listing:
    is_it = (Event.subject_id == bindparam("draft"), Event.kind == "draft.return", Event.at == bindparam("at"))
    return select(Payload.data).join(Event, Event.id == Payload.event_id).where(*is_it)


def people_of(draft: Draft) -> Sequence[Any]:
    """Return who wrote the draft, in their order, then who edits, shepherds, chairs and is responsible.

    Each with ``role`` (author, editor …), the name and organisation as the text says, whether the author has confirmed
    or denied to be one, and the actor and hat of those who are participants; one query.
    """
    given = {"draft": draft.id, "group": draft.subject.group_id}
    return fetch(_people(), given).all()


@prepared
def _people() -> Listing:
    named = select(
        literal(0).label("after"), literal("author").label("role"), DraftAuthor.position, DraftAuthor.name,
        DraftAuthor.organisation, DraftAuthor.person_id, DraftAuthor.hat_id,
        DraftAuthor.confirmed_at.is_not(None).label("confirmed"), DraftAuthor.denied_at.is_not(None).label("denied"),
    ).where(DraftAuthor.draft_id == bindparam("draft"))  # fmt: skip
    held = select(
        literal(1), Role.name, Role.id, literal(""), literal(""), Role.person_id, cast(null(), Integer),
        true(), false(),
    ).where(
        Role.subject_id.in_((bindparam("draft"), bindparam("group"))), Role.ended_at.is_(None),
        among(Role.name, ("editor", "shepherd", "responsible", "chair")),
    )  # fmt: skip
    both = union_all(named, held).subquery()
    return (
        select(both.c.role, both.c.name, both.c.organisation, both.c.confirmed, both.c.denied, Actor, Hat)
        .outerjoin(Actor, Actor.id == both.c.person_id)
        .outerjoin(Hat, Hat.id == both.c.hat_id)
        .order_by(both.c.after, case((both.c.after == 1, both.c.role), else_=""), both.c.position)
    )
