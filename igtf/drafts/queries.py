"""Loading drafts and recommendations, their lists, and the facts that decisions on drafts need."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    bindparam,
    case,
    cast,
    exists,
    false,
    func,
    literal,
    null,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import aliased, undefer_group

from igtf.core.database.conditions import among
from igtf.core.database.lines import lines_of, read_lines
from igtf.core.database.prepared import prepared
from igtf.core.db import Listing, fetch, session
from igtf.core.errors import NotFound
from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _
from igtf.discussion.judged import check_seen, judging_on, lists_hidden, report_columns
from igtf.discussion.queries import no_posting_until
from igtf.drafts.calls import GOES_ON_BY, newest_calls
from igtf.drafts.claims import claimed, claims
from igtf.drafts.lookups import DIRECTORATE, adopts_for
from igtf.drafts.models import (
    TEXTS,
    Draft,
    DraftAuthor,
    Recommendation,
    Revision,
)
from igtf.drafts.policy import DraftFacts
from igtf.drafts.raisers import concerned
from igtf.drafts.states import DRAFT, IN_WORK, RECOMMENDATION
from igtf.drafts.waiving import wait_is_over
from igtf.drafts.words import JUDGED
from igtf.drafts.writers import stands_in, wrote_once
from igtf.groups.models import Group
from igtf.issues.topics import TOPICS_ASKED
from igtf.people.models import Role
from igtf.people.offices import leads_for_council, may, may_somewhere
from igtf.people.roles import Roles, is_verified, roles_of, verified_at
from igtf.record.annulment import withdrawn_by_appeal
from igtf.record.by import By
from igtf.record.filters import there, whose
from igtf.record.holds import Held, hold_on
from igtf.record.kinds import kind_of, texts_of
from igtf.record.models import CLOCK_ID, HIDDEN, Actor, Alias, Event, Hat, Payload, Relation, Subject
from igtf.record.queries import ROW, thing_of, thing_where

DRAFT.versions = (Revision.name, Revision.number, Revision.draft_id)


@DRAFT.loader
def get_draft_or_404(person_id: int | None, ref: str) -> Draft:
    """Return a draft by its name or a former one; NotFound when there is none.

    Hidden, one that was hidden as spam or abuse, as ``check_seen`` says.
    """
    found = draft_named(ref)
    if found is None:
        raise NotFound(_("There is no draft %(ref)s.", ref=ref))
    check_seen(found.subject, person_id, JUDGED)
    return found


def draft_named(ref: str) -> Draft | None:
    """Return a draft by its name or a former one; None when there is none."""
    return thing_where(Draft, _named(), ref=ref)


@cache
def _named() -> ColumnElement[bool]:
    ref: Any = bindparam("ref")
    former = select(Alias.subject_id).where(Alias.kind == "draft", Alias.ref == ref)
    now = select(Subject.id).where(Subject.kind == "draft", Subject.ref == ref)
    return Draft.id.in_(union_all(now, former))


def get_revision_or_404(draft: Draft, name: str, number: int) -> Revision:
    """Return a revision with its texts, by the name it had and its number; NotFound when there is none."""
    query = select(Revision).options(undefer_group(TEXTS))
    found = session.scalar(query.filter_by(draft_id=draft.id, name=name, number=number))
    if found is None:
        raise NotFound(_("There is no revision %(name)s-%(number)s.", name=name, number=f"{number:02d}"))
    return found


_PUBLISH = DRAFT.move_by_name["publish"]


def held_back(draft: Draft, at: datetime) -> Held | None:
    """Return what an approved draft waits for before it can be published; None for any other, and when nothing."""
    return hold_on(draft.subject, at) if DRAFT.possible(_PUBLISH, draft.subject.state) else None


def _written_by(handle: str) -> ColumnElement[bool]:
    """Return the condition that a draft has a person as an author, by that person's own word."""
    author = (Actor.handle == handle, DraftAuthor.confirmed_at.is_not(None))
    return Subject.id.in_(select(DraftAuthor.draft_id).join(Actor, Actor.id == DraftAuthor.person_id).where(*author))


DRAFT.narrowing["author"] = _written_by
DRAFT.known |= {"topic": TOPICS_ASKED, "author": there(whose)}


@DRAFT.facts_by
def facts_for(by: By, draft: Draft | None) -> DraftFacts:
    """Return what decisions on a draft need to know; two queries, one more for what is approved or was overtaken."""
    if by.actor_id is None or by.actor_id == CLOCK_ID:
        return DraftFacts(signed_in=False, clock=by.actor_id == CLOCK_ID)
    roles, me = roles_of(by.actor_id), by.actor_id
    if draft is None:
        chairs = may_somewhere(roles, "drafts")
        return DraftFacts(signed_in=True, verified=is_verified(me), paused=no_posting_until(by), chairs_a_group=chairs)
    rows = _looked_up(me, draft)
    row, calls = rows[0], newest_calls(rows)
    may_waive, has_waived = _waivers(draft, me)
    is_author = draft.subject.opened_by_id == me or row.confirmed or roles.has("editor", of=draft.id)
    return DraftFacts(
        signed_in=True,
        verified=row.verified is not None,
        is_author=is_author,
        wrote_once=row.wrote_once,
        is_named=row.named,
        chairs_a_group=row.adopts,
        is_confirmed=row.confirmed,
        has_denied=row.denied,
        has_responsible=row.responsible,
        calls={kind: state for kind, (state, _group) in calls.items()},
        balloted=row.balloted,
        failed_ballot=row.failed_ballot or "",
        ballot_over=row.ballot_until is not None and by.at >= row.ballot_until,
        written_up=bool(draft.write_up),
        has_addressees=bool(row.addressees),
        waited=wait_is_over(draft, by.at),
        held=held_back(draft, by.at),
        consented=draft.consent_call_id is not None and draft.consent_call_id in _open_now(rows),
        claimed=row.claimed,
        claims=row.claims,
        unconfirmed=", ".join(name for _place, name in read_lines(row.unconfirmed)),
        may_waive=may_waive, has_waived=has_waived,
        overtaken=_overtaken(draft, rows),
        no_directorate=not row.directorates,
        judging=judging_on(by, roles, draft.subject, row, own=is_author),
        **_offices(draft, roles, calls),
    )  # fmt: skip


def _offices(draft: Draft, roles: Roles, calls: Mapping[str, tuple[str, int | None]]) -> dict[str, Any]:
    """Return what the actor's roles are for a draft, by the names of the facts."""
    group = draft.subject.group_id
    asked = calls.get("adoption") if draft.subject.state == "call-for-adoption" else None
    chaired = group or (asked[1] if asked else None)
    is_chair = may(roles, "drafts", of=chaired)
    in_place = stands_in(roles, chaired, draft.id)
    is_responsible = bool({("responsible", draft.id), ("responsible", group)} & roles.held)
    council_asks = calls.get("council-last-call", ("", None))[0] == "open"
    leads_it = leads_for_council(roles, draft.id, group) and not is_chair
    return {
        "is_chair": is_chair,
        "stands_in": in_place,
        "is_editor": roles.has("editor", of=draft.id),
        "in_group": group is not None,
        "is_shepherd": ("shepherd", draft.id) in roles.held,
        "is_responsible": is_responsible,
        "in_charge": ("responsible", draft.id) in roles.held,
        "leads_call": leads_it if council_asks else is_chair or in_place,
        "council": roles.has("council", "council-chair"),
        "council_chair": roles.has("council-chair"),
        "secretariat": roles.has("secretariat"),
    }


def _waivers(draft: Draft, me: int) -> tuple[bool, bool]:
    """Return whether ``me`` may waive the wait before publication, and has."""
    if not DRAFT.possible(DRAFT.move_by_name["waive"], draft.subject.state):
        return False, False
    mine = [row for row in concerned(draft.id) if row.id == me]
    return bool(mine), any(row.waived_at for row in mine)


def _overtaken(draft: Draft, rows: Sequence[Any]) -> tuple[str, str] | None:
    """Return what ``newer_text`` does, where a draft goes on by a declared consensus; else None."""
    kind = GOES_ON_BY.get(draft.subject.state)
    call = next((row for row in reversed(rows) if row.topic == kind), None) if kind else None
    return newer_text(draft) if call is not None and call.state == "consensus" else None


def newer_text(draft: Draft) -> tuple[str, str] | None:
    """Return on which revision consensus was declared last, and the newest one; None where that is the same text."""
    if draft.declared_on_id in (None, draft.current_id):
        return None
    named = session.scalars(
        select(Revision).where(Revision.id.in_((draft.declared_on_id, draft.current_id))).order_by(Revision.id)
    ).all()
    return None if named[0].hash == named[-1].hash else (named[0].label, named[-1].label)


def _looked_up(me: int, draft: Draft) -> Sequence[Any]:
    """Return what the tables say of the person and the draft, with each call on it (one row at least); one query."""
    given = {"me": me, "draft": draft.id, "group": draft.subject.group_id}
    return fetch(_looking_up(), given).all()


def _open_now(rows: Sequence[Any]) -> list[int]:
    """Return the newest open call of ``_looked_up`` as a list, empty when none is open."""
    return [row.call_id for row in rows if row.state == "open"][-1:]


def _failed_on(draft: Any) -> Any:
    """Return which ballot failed on the text of a draft as its newest revision has it still; None where none did."""
    ballot, decides = aliased(Subject), aliased(Relation)
    was, then, newest = aliased(Revision), aliased(Revision), aliased(Revision)
    last = select(func.max(was.id)).where(was.draft_id == draft, was.at < ballot.state_since)
    same = exists().where(
        Draft.id == draft, newest.id == Draft.current_id, then.id == last.correlate(ballot).scalar_subquery(),
        then.hash == newest.hash,
    )  # fmt: skip
    return select(func.min(ballot.ref)).join(decides, decides.subject_id == ballot.id).where(
        decides.target_id == draft, decides.kind == "decides-on", ballot.kind == "ballot", ballot.state == "failed",
        same.correlate(ballot),
    ).scalar_subquery()  # fmt: skip


@prepared
def _looking_up() -> Listing:
    me: Any = bindparam("me")
    number: Any = bindparam("draft")
    author = DraftAuthor.draft_id == number
    running = (Relation.target_id == number, Relation.kind == "decides-on", Relation.subject_id == Subject.id,
               Subject.kind == "ballot", Subject.state == "open")  # fmt: skip
    here, link, call = aliased(Draft), aliased(Relation), aliased(Subject)
    mine = exists().where(author, DraftAuthor.person_id == me)
    return select(
            verified_at(me).label("verified"),
            select(Revision.addressees).join(Draft, Draft.current_id == Revision.id).where(Draft.id == number)
            .scalar_subquery()
            .label("addressees"),
            mine.label("named"),
            mine.where(DraftAuthor.confirmed_at.is_not(None)).label("confirmed"),
            mine.where(DraftAuthor.denied_at.is_not(None)).label("denied"),
            select(lines_of(DraftAuthor.position, DraftAuthor.name))
            .where(author, DraftAuthor.confirmed_at.is_(None)).scalar_subquery().label("unconfirmed"),
            exists().where(*adopts_for(me)).label("adopts"),
            claimed(number).label("claimed"),
            exists().where(Group.id == Subject.id, *DIRECTORATE).label("directorates"),
            claims(number).label("claims"),
            wrote_once(me, number).label("wrote_once"),
            exists().where(Role.name == "responsible", Role.subject_id.in_((number, bindparam("group"))),
                           Role.ended_at.is_(None)).label("responsible"),
            exists().where(*running).label("balloted"),
            select(func.max(Subject.due_at)).where(*running).scalar_subquery().label("ballot_until"),
            _failed_on(number).label("failed_ballot"),
            *report_columns(number, me),
            call.id.label("call_id"), call.topic, call.state, call.group_id,
    ).select_from(here).outerjoin(link, (link.target_id == here.id) & (link.kind == "asks-about")).outerjoin(
        call, (call.id == link.subject_id) & (call.kind == "call") & ~withdrawn_by_appeal(call)
    ).where(here.id == number).order_by(call.id)  # fmt: skip


def visible_drafts(person_id: int | None, *, state: str | None) -> Listing:
    """Return the query of a list's rows of drafts, to be paginated by last activity.

    Those that were hidden are among them for moderators who ask for that ``state``.
    """
    return all_drafts() if lists_hidden(person_id, state) else all_drafts().where(Subject.state != HIDDEN)


@cache
def all_drafts() -> Listing:
    """Return the query of the rows of all drafts, for lists of those in some states."""
    owner = aliased(Subject)
    return (
        select(
            *ROW, Revision.number, Revision.at.label("revised_at"), Actor.name.label("opener"),
            owner.ref.label("group_ref"),
        )
        .join(Draft, Draft.id == Subject.id)
        .join(Revision, Revision.id == Draft.current_id)
        .join(Actor, Actor.id == Subject.opened_by_id)
        .outerjoin(owner, owner.id == Subject.group_id)
        .where(Subject.kind == "draft")
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
    or denied to be one, and the actor and hat of those who hold an office or confirmed to be an author: who is only
    meant may have been found by an address, and those are never public (section 1). One query.
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
        .outerjoin(Actor, (Actor.id == both.c.person_id) & both.c.confirmed)
        .outerjoin(Hat, (Hat.id == both.c.hat_id) & both.c.confirmed)
        .order_by(both.c.after, case((both.c.after == 1, both.c.role), else_=""), both.c.position)
    )


@RECOMMENDATION.loader
def get_recommendation_or_404(person_id: int | None, ref: str) -> Recommendation:
    """Return a recommendation by its number; NotFound when there is none."""
    return thing_of(Recommendation, "recommendation", ref)


def get_current_revision(draft: Draft) -> Revision:
    """Return the newest revision of a draft, with its texts."""
    return _with_texts(draft.current_id)


def get_published_revision(recommendation: Recommendation) -> Revision:
    """Return the revision, with its texts, that a recommendation was made from."""
    return _with_texts(recommendation.revision_id)


def _with_texts(revision_id: int | None) -> Revision:
    return session.scalars(select(Revision).options(undefer_group(TEXTS)).where(Revision.id == revision_id)).one()
