"""Loading calls and objections, their lists, and the facts that decisions on them need."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, case, exists, func, null, select, union_all
from sqlalchemy.orm import aliased

from igtf.consensus import leading, lookups, revisions
from igtf.consensus.closing import annulled, heard, passed_over
from igtf.consensus.leading import may_lead
from igtf.consensus.maintaining import maintained, raisers_no
from igtf.consensus.models import KINDS, Call, Estimate, Objection, OptionChoice, Position, Reaction, Second
from igtf.consensus.policy import CallFacts, ObjectionFacts
from igtf.consensus.states import CALL, OBJECTION, UNSETTLED
from igtf.core.database.conditions import among
from igtf.core.database.prepared import prepared
from igtf.core.db import Listing, fetch, memo, session
from igtf.drafts.writers import wrote
from igtf.people.models import Person
from igtf.people.roles import roles_of
from igtf.record.by import By
from igtf.record.filters import called
from igtf.record.models import CLOCK_ID, Actor, Event, Hat, Subject, VoidEvent
from igtf.record.numbers import period
from igtf.record.queries import ROW, having, ids_of, thing_of

SOON = 50
"""How many open calls are listed by when they close."""

PUBLISHED = ("draft", "published")
"""Kind and state of what is published with its dissent."""

NEWEST = 12
"""How many positions, objections, and reactions to an estimate stand on the page of a call."""


@CALL.loader
def get_call_or_404(person_id: int | None, ref: str) -> Call:
    """Return a call by its number; NotFound when there is none."""
    return thing_of(Call, "call", ref)


@OBJECTION.loader
def get_objection_or_404(person_id: int | None, ref: str) -> Objection:
    """Return an objection by its number; NotFound when there is none."""
    return thing_of(Objection, "objection", ref)


def proposed(about: Subject, person_id: int) -> bool:
    """Return whether what a call asks about is a change of the procedure that a person proposed."""
    return about.kind == "procedure-change" and about.opened_by_id == person_id


def is_published(about: Subject) -> bool:
    """Return whether what a call asks about is a draft that has become a recommendation."""
    return (about.kind, about.state) == PUBLISHED


@CALL.facts_by
def call_facts(by: By, call: Call | None) -> CallFacts:
    """Return what decisions on a call need to know; two queries."""
    acts = by.actor_id not in (None, CLOCK_ID)
    if not acts or call is None:
        return CallFacts(acts, clock=by.actor_id == CLOCK_ID, kind=call.kind if call else "")
    known: dict[Any, CallFacts] = memo("call facts")
    key = (by.actor_id, by.hat_id, call.id)
    if key not in known:
        known[key] = _facts(by, by.author, call)
    return known[key]


def _facts(by: By, me: int, call: Call) -> CallFacts:
    given = {"me": me, "call": call.id, "round": call.round, "about": call.about_id}
    rows, roles = fetch(_of_call(), given).all(), roles_of(me)
    first = rows[0].estimated_at if rows else None
    until = first + period("estimate_days", call.subject) if first else None
    return CallFacts(
        signed_in=True,
        verified=bool(rows and rows[0].verified_at and not rows[0].deactivated_at),
        has_hat=by.hat_id is not None,
        leads=bool(rows and may_lead(rows[0], roles, call)),
        wrote=bool(rows and rows[0].wrote),
        proposed=proposed(call.about, me),
        chairs=leading.chairs_group(roles, call),
        kind=call.kind,
        took_part=bool(rows and rows[0].took),
        closed_at=call.closes_at if by.at >= call.closes_at else None,
        reviewed_until=call.review_until,
        review_ended=call.review_until is not None and by.at >= call.review_until,
        own=tuple(row.ref for row in rows if row.person_id == me and row.state in UNSETTLED),
        objections=lookups.by_state(rows),
        objected=any(row.ref for row in rows),
        estimated_at=first,
        reacting_until=until if until and by.at < until else None,
        estimated_late=bool(until and rows[0].newest_at >= until),
        heard=bool(rows and rows[0].heard),
        anew=call.round > 1,
        annulled=bool(rows and rows[0].annulled),
        published=is_published(call.about),
        passed_over=bool(rows and rows[0].passed_over),
    )


@prepared
def _of_call() -> Listing:
    me: Any = bindparam("me")
    call: Any = bindparam("call")
    raised = _named_objections(me, call)
    ours = (Estimate.call_id == call, Estimate.round == bindparam("round"))
    first, newest = select(func.min(Estimate.at)).where(*ours), select(func.max(Estimate.at)).where(*ours)
    took = exists().where(Position.call_id == call, Position.person_id == me)
    return (
        select(
            Person.verified_at, Person.deactivated_at, raised.c.person_id, raised.c.ref, raised.c.state,
            first.scalar_subquery().label("estimated_at"), newest.scalar_subquery().label("newest_at"),
            took.label("took"), heard(call).label("heard"),
            annulled(call).label("annulled"), wrote(me, bindparam("about")).label("wrote"),
            leading.leads(me, call).label("leads"), passed_over(call).label("passed_over"),
        )
        .select_from(Person)
        .outerjoin(raised, raised.c.place <= NEWEST)
        .where(Person.id == me)
        .order_by(raised.c.id)
    )  # fmt: skip


def _named_objections(me: Any, call: Any) -> Any:
    """Return the objections in a call, each with its place among those of its state that are one's own or are not.

    Decisions ask whether there is one of a state, and their sentences name the first of them.
    """
    alike: Any = {"partition_by": (Objection.person_id == me, Subject.state), "order_by": Subject.id}
    return (
        select(Subject.id, Subject.ref, Subject.state, Objection.person_id,
               func.row_number().over(**alike).label("place"))
        .join(Objection, Objection.id == Subject.id)
        .where(Objection.call_id == call)
        .subquery()
    )  # fmt: skip


@OBJECTION.facts_by
def objection_facts(by: By, objection: Objection | None) -> ObjectionFacts:
    """Return what decisions on an objection need to know; two queries."""
    if by.actor_id is None or objection is None:
        return ObjectionFacts(signed_in=by.actor_id is not None)
    roles, call = roles_of(by.actor_id), objection.call
    given = {"me": by.actor_id, "objection": objection.id, "call": call.id} | revisions.raised_on(objection)
    row = fetch(_of_objection(), given).first()
    return ObjectionFacts(
        signed_in=True,
        verified=bool(row and row.verified_at),
        has_hat=by.hat_id is not None,
        leads=bool(row and may_lead(row, roles, call)),
        wrote=bool(row and row.wrote),
        proposed=proposed(call.about, by.actor_id),
        chairs=leading.chairs_group(roles, call),
        edits=roles.has("editor", of=call.about_id),
        is_raiser=objection.person_id == by.actor_id,
        seconded=bool(row and row.seconded),
        asked=objection.asked_about is not None,
        withdrawn=call.subject.state == "withdrawn",
        maintained=row.maintained["revision"] if row and row.maintained else "",
        awaited=revisions.awaited(objection) if row and row.was_maintained else "",
        **revisions.unrevised(objection, later=bool(row and row.later)),
    )


@prepared
def _of_objection() -> Listing:
    me: Any = bindparam("me")
    seconded = exists().where(Second.objection_id == bindparam("objection"), Second.person_id == me)
    known = select(
        Person.verified_at, seconded.label("seconded"), wrote(me, bindparam("about")).label("wrote"),
        leading.leads(me, bindparam("call")).label("leads"), revisions.later_revision().label("later"), *raisers_no(),
    ).join(Objection, Objection.id == bindparam("objection"))  # fmt: skip
    return known.where(Person.id == me, Person.deactivated_at.is_(None))


@cache
def visible_calls() -> Listing:
    """Return the query of a call list's rows, to be paginated by last activity."""
    target, other, owner = aliased(Subject), aliased(Subject), aliased(Subject)
    now_held = (Position.call_id == Call.id) & (Position.round == Call.round)
    people = select(func.count()).where(now_held).scalar_subquery()
    unsettled = (
        select(func.count()).select_from(Objection).join(other, other.id == Objection.id)
        .where(Objection.call_id == Call.id, among(other.state, UNSETTLED)).scalar_subquery()
    )  # fmt: skip
    return (
        select(
            *ROW, Call.revision_number,
            target.kind.label("about_kind"), target.ref.label("about_ref"), people.label("people"),
            unsettled.label("unsettled"), owner.ref.label("group_ref"),
        )
        .join(Call, Call.id == Subject.id)
        .join(target, target.id == Call.about_id)
        .outerjoin(owner, owner.id == Subject.group_id)
        .where(Subject.kind == "call")
    )  # fmt: skip


CALL.narrowing |= {"kind": having(Call.kind), "about": lambda ref: having(Call.about_id)(ids_of(ref))}
CALL.known |= {"kind": KINDS, "about": called()}


def closing_soon() -> Sequence[Any]:
    """Return the rows of the open calls, the one that closes first on top, at most SOON."""
    query = visible_calls().where(Subject.state == "open")
    return session.execute(query.order_by(Subject.due_at, Subject.id).limit(SOON)).all()


@cache
def visible_objections() -> Listing:
    """Return the query of the objections' rows, to be paginated by last activity."""
    asked = aliased(Subject)
    return (
        select(*ROW, Actor.name.label("author"), asked.ref.label("call_ref"), asked.title.label("call_title"))
        .join(Objection, Objection.id == Subject.id)
        .join(Actor, Actor.id == Objection.person_id)
        .join(asked, asked.id == Objection.call_id)
        .where(Subject.kind == "objection")
    )  # fmt: skip


OBJECTION.narrowing["call"] = lambda ref: having(Objection.call_id)(ids_of(ref, "call"))
OBJECTION.known["call"] = called("call")


def subjects_of(call_id: int) -> Select[int]:
    """Return the query of a call and the objections in it."""
    raised = select(Objection.id).where(Objection.call_id == call_id)
    return select(Subject.id).where((Subject.id == call_id) | Subject.id.in_(raised))


def positions_to(call_id: int) -> Listing:
    """Return the query of the positions in a call with who took them, to be paginated by when."""
    return (
        select(Position.person_id.label("id"), Position.at.label("active_at"), Position.value, Position.reason,
               Position.round, Actor.kind, Actor.handle, Actor.name, Hat.stakeholder_group, Hat.counts_as,
               Hat.capacity, Hat.organisation)
        .join(Actor, Actor.id == Position.person_id)
        .join(Hat, Hat.id == Position.hat_id)
        .where(Position.call_id == call_id)
    )  # fmt: skip


def positions_after(call_id: int, person_id: int, most: int) -> Sequence[Any]:
    """Return at most ``most`` positions in a call by the numbers of their people, from the one after a person's on."""
    query = positions_to(call_id).add_columns(Hat.region).where(Position.person_id > person_id)
    return session.execute(query.order_by(Position.person_id).limit(most)).all()


def positions_in(call: Call) -> list[tuple[list[Any], list[Any]]]:
    """Return the newest positions of this round, at most NEWEST, and how many people of each group and region took
    which (``value``, ``counts_as``, ``region``, ``people``); then the same of the rounds before it. One query.
    """
    earlier = Position.round < call.round
    newest_first = (Position.at.desc(), Position.person_id.desc())
    place = func.row_number().over(partition_by=earlier, order_by=newest_first).label("place")
    known = positions_to(call.id).add_columns(Hat.region, earlier.label("earlier"), place).subquery()
    newest = select(*known.c, null().label("people")).where(known.c.place <= NEWEST)
    cell = {"value": Position.value, "counts_as": Hat.counts_as, "region": Hat.region, "earlier": earlier}
    counted = (
        select(*(cell.get(column.name, null()) for column in known.c), func.count())
        .select_from(Position)
        .join(Hat, Hat.id == Position.hat_id)
        .where(Position.call_id == call.id)
        .group_by(*cell.values())
    )
    rows = session.execute(union_all(newest, counted)).all()
    return [
        (sorted((row for row in own if row.place), key=lambda row: row.place), [row for row in own if row.people])
        for own in ([row for row in rows if bool(row.earlier) is before] for before in (False, True))
    ]


def objections_in(call_id: int) -> Sequence[Any]:
    """Return the objections in a call, those that are not settled first, with raiser, hat and what is maintained.

    At most NEWEST; each row says how many there are in all, and how many of them are ``unsettled``.
    """
    open_first = case((Subject.state.in_(UNSETTLED), 1), else_=0)
    return session.execute(
        select(Objection, Actor, Hat, maintained(), func.count().over().label("all"),
               func.sum(open_first).over().label("unsettled"))
        .join(Subject, Subject.id == Objection.id)
        .join(Actor, Actor.id == Objection.person_id)
        .join(Hat, Hat.id == Objection.hat_id)
        .where(Objection.call_id == call_id)
        .order_by(open_first.desc(), Objection.id)
        .limit(NEWEST)
    ).all()  # fmt: skip


def own_objections(call_id: int, person_id: int) -> Sequence[Objection]:
    """Return the objections of a person in a call that are not settled."""
    return session.scalars(
        select(Objection)
        .join(Subject, Subject.id == Objection.id)
        .where(Objection.call_id == call_id, Objection.person_id == person_id, Subject.state.in_(UNSETTLED))
        .order_by(Objection.id)
    ).all()


def own_choices(call_id: int, person_id: int) -> Sequence[Any]:
    """Return what a person chose in an options poll: option, value, hat."""
    mine = (OptionChoice.call_id == call_id, OptionChoice.person_id == person_id)
    return session.execute(select(OptionChoice.option, OptionChoice.value, OptionChoice.hat_id).where(*mine)).all()


def estimates_in(call: Call) -> list[dict[str, Any]]:
    """Return the estimates of this round of a call, newest first, each with its author and reactions; one query.

    Of the reactions the first NEWEST, and how many there are.
    """
    author, reacted = aliased(Actor), _first_reactions(call)
    first = aliased(Reaction, reacted)
    rows = session.execute(
        select(Estimate, author, first, Actor, Hat, reacted.c.all)
        .join(author, author.id == Estimate.by_id)
        .outerjoin(reacted, (reacted.c.estimate_id == Estimate.id) & (reacted.c.place <= NEWEST))
        .outerjoin(Actor, Actor.id == reacted.c.person_id)
        .outerjoin(Hat, Hat.id == reacted.c.hat_id)
        .where(Estimate.call_id == call.id, Estimate.round == call.round)
        .order_by(Estimate.id.desc(), reacted.c.at, Actor.id)
    ).all()
    found: dict[int, dict[str, Any]] = {}
    for row in rows:
        own = found.setdefault(row[0].id, {"estimate": row[0], "author": row[1], "reactions": [], "all": row.all or 0})
        if row[2] is not None:
            own["reactions"].append({"reaction": row[2], "actor": row[3], "hat": row[4]})
    return list(found.values())


def _first_reactions(call: Call) -> Any:
    """Return the reactions to the estimates of a call, each with its place among those to one, and how many are."""
    one: Any = {"partition_by": Reaction.estimate_id}
    order = (Reaction.at, Reaction.person_id)
    return (
        select(Reaction, func.row_number().over(order_by=order, **one).label("place"),
               func.count().over(**one).label("all"))
        .join(Estimate, Estimate.id == Reaction.estimate_id)
        .where(Estimate.call_id == call.id, Estimate.round == call.round)
        .subquery()
    )  # fmt: skip


def people_of(objection: Objection) -> Any:
    """Return who raised an objection, under which hat, who answered it, and what the raiser maintains."""
    answerer = aliased(Actor)
    return session.execute(
        select(Actor, Hat, answerer, maintained())
        .select_from(Objection)
        .join(Actor, Actor.id == Objection.person_id)
        .join(Hat, Hat.id == Objection.hat_id)
        .outerjoin(answerer, answerer.id == Objection.answered_by_id)
        .where(Objection.id == objection.id)
    ).one()


def seconds_of(objection_id: int) -> Sequence[Any]:
    """Return the first NEWEST who seconded an objection, with their hats; each row says how many did (``all``)."""
    return session.execute(
        select(Actor, Hat, func.count().over().label("all"))
        .join(Second, Second.person_id == Actor.id)
        .join(Hat, Hat.id == Second.hat_id)
        .where(Second.objection_id == objection_id)
        .order_by(Second.at, Actor.id)
        .limit(NEWEST)
    ).all()


def opener_of(call: Call) -> Any:
    """Return who opened a call, under which hat, who declared its result, which group it asks, and as ``declaration``
    the number of its newest declaration that no appeal made void."""
    declarer, group = aliased(Actor), aliased(Subject)
    stands = ~exists().where(VoidEvent.event_id == Event.id)
    made = select(func.max(Event.id)).where(Event.subject_id == call.id, Event.kind == "call.declare", stands)
    return session.execute(
        select(Actor, Hat, declarer, group, made.scalar_subquery().label("declaration"))
        .select_from(Subject)
        .join(Actor, Actor.id == Subject.opened_by_id)
        .outerjoin(Hat, Hat.id == Subject.opened_hat_id)
        .outerjoin(declarer, declarer.id == call.declared_by_id)
        .outerjoin(group, group.id == Subject.group_id)
        .where(Subject.id == call.id)
    ).one()


def newest_call(about_id: int, kind: str) -> Call | None:
    """Return the newest call of a kind about something, whatever became of it; None without one."""
    of_kind = select(Call).where(Call.about_id == about_id, Call.kind == kind)
    return session.scalar(of_kind.order_by(Call.id.desc()).limit(1))
