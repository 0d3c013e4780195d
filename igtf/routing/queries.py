"""Loading bodies, statements and links, their lists, and the facts that decisions on them need."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, and_, bindparam, case, exists, func, or_, select
from sqlalchemy.orm import aliased

from igtf.core import clock
from igtf.core.clock import NOW
from igtf.core.database.prepared import prepared
from igtf.core.db import Listing, fetch, session
from igtf.core.errors import Invalid, NotFound
from igtf.core.i18n import gettext as _
from igtf.discussion.queries import paused_until
from igtf.issues.words import PURPOSES
from igtf.people.models import Role
from igtf.people.offices import may, may_somewhere, overseen, unchaired
from igtf.people.roles import roles_of, verified_at
from igtf.record.by import By
from igtf.record.filters import called
from igtf.record.holds import hold_on
from igtf.record.models import CLOCK_ID, Actor, Event, Relation, Subject, VoidEvent
from igtf.record.numbers import period
from igtf.record.queries import ROW, having, ids_of, thing_if_any, thing_of
from igtf.routing.awaiting import PARTLY, TO_COME, WAITING, awaited, over, points_unanswered
from igtf.routing.brought import left_of
from igtf.routing.choices import answered_by, waiting_for_us
from igtf.routing.expecting import expected, long_past
from igtf.routing.models import Body, BodyChange, Contact, Statement, StatementAsk
from igtf.routing.over import pointless
from igtf.routing.owing import owed, points_open
from igtf.routing.points import can_be_put_off
from igtf.routing.policy import RoutingFacts
from igtf.routing.registry import KINDS
from igtf.routing.reminding import reminded_lately
from igtf.routing.states import BODY, BODY_CHANGE, STATEMENT
from igtf.routing.ties import concerned_by

_SEND = STATEMENT.move_by_name["send"]
_GROUP: Any = bindparam("group", type_=Role.subject_id.type)


def body_by(slug: str) -> Body | None:
    """Return the body of a slug, or None."""
    return thing_if_any(Body, "body", slug)


def body_named(slug: str, field: str = "body") -> Body:
    """Return the body that a field of a form names by its slug; Invalid beside it for one that is not listed."""
    found = body_by(slug)
    if found is None:
        raise Invalid({field: [_("Choose a body of the list.")]})
    return found


@BODY.loader
def get_body_or_404(_person_id: int | None, ref: str) -> Body:
    """Return a body by its slug; NotFound when there is none."""
    found = body_by(ref)
    if found is None:
        raise NotFound(_("There is no body %(ref)s in the list.", ref=ref))
    return found


@BODY_CHANGE.loader
def get_change_or_404(_person_id: int | None, ref: str) -> BodyChange:
    """Return a proposed change by its number; NotFound when there is none."""
    return thing_of(BodyChange, "body-change", ref)


@STATEMENT.loader
def get_statement_or_404(_person_id: int | None, ref: str) -> Statement:
    """Return a statement by its number; NotFound when there is none."""
    return thing_of(Statement, "statement", ref)


def _person_facts(by: By, body_id: int | None, statement_id: int | None = None, **own: Any) -> RoutingFacts:
    if by.actor_id is None:
        return RoutingFacts(signed_in=False, **own)
    me, roles, group_id = by.actor_id, roles_of(by.actor_id), own.pop("group_id", None)
    drafts = own.pop("is_drafter", False) or may(roles, "statements", of=group_id)
    row = fetch(_known(), {"me": me, "at": by.at, "body": body_id, "statement": statement_id, "group": group_id}).one()
    return RoutingFacts(
        signed_in=row.kind == "person", verified=row.verified is not None, paused=row.paused,
        follows=row.kind != "person",
        contact=row.contact, has_contacts=row.has_contacts, pointless=row.pointless, unchaired=row.unchaired,
        secretariat=roles.has("secretariat"),
        clearing_house=roles.clearing_house, council_chair=roles.has("council-chair"),
        chairs_a_group=may_somewhere(roles, "statements"),
        responsible=roles.has("responsible", of=group_id), overseen=row.overseen, corrects=row.corrects,
        spent=row.dropped and not (row.drop_stands and row.in_force), overtaken=row.dropped and row.dropped_by_clock,
        is_drafter=drafts, **own,
    )  # fmt: skip


def concerned(letter: Statement) -> tuple[Sequence[Any], bool]:
    """Return what ``ties.concerns`` does, and whether our letter is ``over``; one query.

    One that is answered is, where a day was promised: of any other nothing more was to come.
    """
    rows, over = concerned_by(letter.id)
    return rows, over and letter.subject.state in (TO_COME if letter.subject.due_at else WAITING)


def is_over(letter: Statement) -> bool:
    """Return whether our letter is ``over``; one query."""
    return concerned(letter)[1]


def reachable(statement: Any) -> ColumnElement[bool]:
    """Return whether the body of the statement with a number has a contact."""
    own = aliased(Statement)
    return exists().where(own.id == statement, Contact.body_id == own.to_body_id, Contact.ended_at.is_(None))


def first_day(issue_id: Any) -> ScalarSelect[datetime | None]:
    """Return, as SQL, the first day for which something is waited for of the bodies that were asked about an issue."""
    letter = aliased(Subject)
    return (
        select(func.min(letter.due_at))
        .join(Relation, Relation.subject_id == letter.id)
        .join(Statement, Statement.id == letter.id)
        .where(Relation.target_id == issue_id, Relation.kind == "refers", Statement.sent_at.is_not(None),
               letter.phase != "closed")
        .correlate(Subject)
        .scalar_subquery()
    )  # fmt: skip


@prepared
def _known() -> Listing:
    me: Any = bindparam("me")
    contacts = exists().where(
        Contact.body_id == bindparam("body", type_=Contact.body_id.type), Contact.ended_at.is_(None)
    )
    statement: Any = bindparam("statement", type_=Relation.subject_id.type)
    tied = exists().where(Relation.subject_id == statement)
    still = (Subject.id == Relation.target_id, Subject.phase != "closed")
    dropped = exists().where(Subject.id == statement, Subject.kind == "statement", Subject.state == "dropped")
    drop = exists().where(Event.subject_id == statement, Event.kind == "statement.drop",
                          ~exists().where(VoidEvent.event_id == Event.id))  # fmt: skip
    by_clock = exists().where(Event.subject_id == statement, Event.kind == "statement.drop", Event.actor_id == CLOCK_ID)
    return select(
        pointless(statement).label("pointless"), by_clock.label("dropped_by_clock"), overseen(_GROUP).label("overseen"),
        tied.where(Relation.kind == "corrects").label("corrects"), dropped.label("dropped"), drop.label("drop_stands"),
        tied.where(Relation.kind == "carries", *still).label("in_force"),
        Actor.kind, verified_at(me).label("verified"), paused_until(me, bindparam("at")).label("paused"),
        contacts.where(Contact.actor_id == me).label("contact"),
        contacts.label("has_contacts"), unchaired().label("unchaired"),
    ).where(Actor.id == me)  # fmt: skip


@prepared
def _waits_for_chair() -> Listing:
    statement = bindparam("statement", type_=Relation.subject_id.type)
    return select((unchaired() & ~overseen(_GROUP) & ~pointless(statement)).label("waits"))


def waits_for_chair(statement: Statement) -> bool:
    """Return whether a letter that still has a point waits for the council's chair to approve it, and there is none."""
    if statement.subject.state != "draft":
        return False
    return bool(fetch(_waits_for_chair(), {"group": statement.subject.group_id, "statement": statement.id}).scalar())


@BODY.facts_by
def body_facts(by: By, body: Body | None) -> RoutingFacts:
    """Return what decisions on a body need to know; two queries."""
    return _person_facts(by, body.id if body else None)


@BODY_CHANGE.facts_by
def change_facts(by: By, change: BodyChange | None) -> RoutingFacts:
    """Return what decisions on a proposed change need to know; two queries."""
    return _person_facts(by, None, is_proposer=change is not None and change.subject.opened_by_id == by.actor_id)


@STATEMENT.facts_by
def statement_facts(by: By, statement: Statement | None) -> RoutingFacts:
    """Return what decisions on a statement need to know; two queries, one more before it is sent and once it is.

    One more, and a few where a body passed it on, for one that could be taken back though it was dropped.
    """
    if statement is None:
        return _person_facts(by, None)
    due = statement.subject.due_at
    own: dict[str, Any] = {"group_id": statement.subject.group_id} if by.actor_id else {}
    facts = _person_facts(
        by, statement.to_body_id, statement.id,
        is_drafter=by.actor_id is not None and statement.drafted_by_id == by.actor_id,
        is_approver=by.actor_id is not None and statement.approved_by_id == by.actor_id,
        answers_ours=statement.direction == "in" and answered_by(statement) is not None,
        awaited=due is not None, late=due is not None and due <= by.at, reminded=reminded_lately(statement, by.at),
        **_by_points(statement, by.at), spent_days=due is not None and due <= by.at and _is_spent(statement, by.at),
        held=hold_on(statement.subject, by.at) if by.actor_id and STATEMENT.possible(_SEND, statement.subject.state)
        else None, **own,
    )  # fmt: skip
    return _dropped(statement, facts) if statement.subject.state == "dropped" else facts


def _dropped(statement: Statement, facts: RoutingFacts) -> RoutingFacts:
    """Return the facts on a letter that was dropped, with what is left of the points that its body passed on."""
    if not facts.signed_in or facts.spent or facts.overtaken:
        return facts
    left = left_of(statement)
    names = tuple(STATEMENT.name_of(ref) for ref in left.elsewhere)
    return replace(facts, overtaken=not left.left, elsewhere=names)


def _is_spent(statement: Statement, at: datetime) -> bool:
    """Return whether no point that is waited for, of our letter or of one of a body, can be put off any more."""
    if statement.direction == "out":
        return not can_be_put_off(statement, expected(statement), at)
    return not can_be_put_off(statement, waiting_for_us(statement), at)


def _by_points(statement: Statement, at: datetime) -> dict[str, bool]:
    """Return the facts on a letter of ours that its points tell; nothing before it is sent, or of one of a body."""
    if statement.sent_at is None:
        return {}
    waits, over = expected(statement), long_past(statement, at) if statement.subject.due_at else []
    return {
        "answered": not waits, "released": bool(waits) and statement.subject.due_at is None,
        "given_up": bool(over) and len(over) == len(waits), "given_up_in_part": 0 < len(over) < len(waits),
    }  # fmt: skip


def unconfirmed(at: clock.Moment) -> Any:
    """Return the condition of contacts to be asked: not confirmed for nearly ``contact_days``, nor asked lately."""
    notice = period("contact_notice_days")
    nearly = Contact.confirmed_at <= clock.moment(at, notice - period("contact_days"))
    long_ago = Contact.asked_at <= clock.moment(at, -notice)
    return and_(Contact.ended_at.is_(None), nearly, or_(Contact.asked_at.is_(None), long_ago))


def is_overdue(contact: Contact, at: datetime) -> bool:
    """Return whether a contact was not confirmed for ``contact_days``."""
    return contact.confirmed_at <= at - period("contact_days")


def _late(at: Any) -> Any:
    return awaited() & (Subject.due_at <= at)


def _either_late(at: Any) -> Any:
    """Return whether an answer is overdue: of the body to ours, or ours to a point of the body's."""
    return or_(_late(at), owed() & (Subject.due_at <= at))


@cache
def visible_statements() -> Listing:
    """Return the query of a statement list's rows, to be paginated by last activity."""
    return (
        select(
            *ROW, Subject.group_id, Statement.purpose, Statement.from_text, Statement.sent_at,
            Statement.direction, Body.acronym, _either_late(NOW).label("late"),
            over().label("over"),
            case(
                (Statement.direction == "in", points_open()), (Subject.state == PARTLY, points_unanswered()), else_=0
            ).label("points_open"),
        )
        .join(Statement, Statement.id == Subject.id)
        .join(Body, Body.id == Statement.to_body_id)
        .where(Subject.kind == "statement")
    )  # fmt: skip


STATEMENT.narrowing |= {
    "purpose": having(Statement.purpose),
    "direction": having(Statement.direction),
    "body": lambda ref: having(Statement.to_body_id)(ids_of(ref, "body")),
    "late": lambda _on: _either_late(clock.now()),
}
STATEMENT.known |= {"purpose": PURPOSES, "direction": ("out", "in"), "body": called("body"), "late": ("1",)}
BODY.narrowing["kind"], BODY.known["kind"] = having(Body.kind), KINDS


def bodies(at: datetime, *, kind: str | None = None) -> Sequence[Any]:
    """Return all bodies by acronym with how many statements wait, are overdue, were answered; one query.

    A few dozen bodies are listed, so the list has no pages.
    """
    own = Subject.__table__.alias("own")

    def number(condition: Any) -> Any:
        return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)

    query = (
        select(
            own.c.ref, own.c.title, Body.id, Body.acronym, Body.kind,
            number(awaited()).label("waiting"), number(_late(at)).label("late"),
            number(Statement.answered_at.is_not(None) & Subject.state.not_in(WAITING)).label("answered"),
        )
        .select_from(Body)
        .join(own, own.c.id == Body.id)
        .outerjoin(Statement, and_(Statement.to_body_id == Body.id, Statement.sent_at.is_not(None)))
        .outerjoin(Subject, Subject.id == Statement.id)
        .group_by(own.c.ref, own.c.title, Body.id, Body.acronym, Body.kind)
        .order_by(Body.acronym)
    )  # fmt: skip
    return session.execute(query.where(Body.kind == kind) if kind else query).all()


def sent_to(body_id: int, most: int) -> Sequence[Any]:
    """Return the newest statements sent to a body, at most ``most``; one query.

    With the statuses that its asks have, and whether its answer is waited for.
    """
    return fetch(_sent_to(), {"body": body_id, "most": most}).all()


@prepared
def _sent_to() -> Listing:
    statuses = func.aggregate_strings(StatementAsk.status, ",")
    return (
        select(
            Subject.id, Subject.kind, Subject.ref, Subject.title, Subject.state, Subject.phase, Subject.due_at,
            Subject.state_since, Statement.purpose, Statement.sent_at, Statement.answer_by, Statement.acknowledged_at,
            Statement.answered_at, awaited().label("awaited"),
            select(statuses).where(StatementAsk.statement_id == Statement.id).scalar_subquery().label("statuses"),
        )
        .join(Statement, Statement.id == Subject.id)
        .where(Statement.sent_at.is_not(None), Statement.to_body_id == bindparam("body"))
        .order_by(Statement.sent_at.desc(), Statement.id.desc())
        .limit(bindparam("most"))
    )  # fmt: skip


def contacts(body_id: int) -> Sequence[Contact]:
    """Return the contacts of a body that have not ended."""
    return fetch(_contacts(), {"body": body_id}).scalars().all()


@prepared
def _contacts() -> Listing:
    now_there = (Contact.body_id == bindparam("body"), Contact.ended_at.is_(None))
    return select(Contact).where(*now_there).order_by(Contact.id)


def contact_of_actor(actor_id: int) -> Contact | None:
    """Return the contact that an actor is; None for any other actor."""
    return session.scalar(select(Contact).where(Contact.actor_id == actor_id))


def quiet_contacts(person_id: int | None, body_id: int) -> list[Contact]:
    """Return the contacts of a body who have stopped announcements and reminders; for the secretariat alone."""
    if not roles_of(person_id).has("secretariat"):
        return []
    return [one for one in contacts(body_id) if one.quiet_since]


def is_declined(ref: str) -> bool:
    """Return whether a body declined all that our statement with a number asks."""
    asks = select(StatementAsk.status).join(Subject, Subject.id == StatementAsk.statement_id)
    there = asks.where(Subject.kind == "statement", Subject.ref == ref)
    return set(session.scalars(there)) == {"declined"}


@cache
def visible_changes() -> Listing:
    """Return the query of proposed changes, to be paginated by last activity."""
    return (
        select(
            *ROW, Actor.name,
        )
        .join(Actor, Actor.id == Subject.opened_by_id)
        .where(Subject.kind == "body-change")
    )  # fmt: skip
