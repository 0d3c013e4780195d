"""Loading consultations, their lists and parts, and the facts that decisions on them need."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, bindparam, exists, func, or_, select
from sqlalchemy.orm import aliased

from igtf.consultations import lookups
from igtf.consultations.lookups import drawn_statements, reply_numbered
from igtf.consultations.models import (
    EVERYONE,
    INVITED,
    Answer,
    Basket,
    Consultation,
    ConsultationInvitation,
    DrawnStatement,
    Reply,
    ReplyVersion,
    Sorted,
)
from igtf.consultations.policy import ConsultationFacts
from igtf.consultations.states import CONSULTATION
from igtf.core.database.prepared import prepared
from igtf.core.db import Listing, fetch, session
from igtf.core.errors import Invalid, NotFound
from igtf.core.i18n import gettext as _
from igtf.discussion.models import Pause, Report
from igtf.discussion.queries import known_of_author, paused_until
from igtf.people.offices import may_somewhere
from igtf.people.roles import roles_of, verified_at
from igtf.record.by import By
from igtf.record.models import Actor, Event, Hat, Relation, Subject
from igtf.record.queries import ROW, having, thing_of

LISTED = 50
"""How many open consultations are listed by when they close."""

NEWEST = 12
"""How many replies, and how many of those who are invited, stand on the page of a consultation."""


@CONSULTATION.loader
def get_consultation_or_404(person_id: int | None, ref: str) -> Consultation:
    """Return a consultation by its number; NotFound when there is none. They are public, drafts too."""
    return thing_of(Consultation, "consultation", ref)


@CONSULTATION.facts_by
def consultation_facts(by: By, consultation: Consultation | None) -> ConsultationFacts:
    """Return what decisions on a consultation need to know; two queries, one more for a responsible member."""
    if by.actor_id is None:
        return ConsultationFacts(signed_in=False)
    roles = roles_of(by.actor_id)
    number = consultation.id if consultation else None
    group = consultation.subject.group_id if consultation else None
    row = fetch(_of_consultation(), {"me": by.actor_id, "consultation": number, "group": group, "at": by.at}).one()
    closes_at = consultation.closes_at if consultation else None
    return ConsultationFacts(
        signed_in=True,
        verified=row.verified is not None,
        has_hat=by.hat_id is not None,
        may_ask=roles.clearing_house or may_somewhere(roles, "consult"),
        leads=consultation is not None and lookups.leads(roles, consultation),
        dormant=row.dormant,
        by_invitation=consultation is not None and consultation.admits == "invited",
        invited=row.invited,
        anybody=row.anybody,
        closed_at=closes_at if closes_at and by.at >= closes_at else None,
        asks=bool(consultation and consultation.questions),
        replies=row.replies,
        baskets=row.baskets,
        statements=row.statements,
        drawn_from=row.drawn_from,
        withheld=row.withheld,
        moderator=roles.moderates,
        hides=row.hides,
        reported=row.reported,
        pauses=row.pauses,
        paused=row.paused,
    )


def rests(group_id: Any) -> ColumnElement[bool]:
    """Return, as SQL, whether the group with an id is dormant."""
    group = aliased(Subject)
    return exists().where(group.id == group_id, group.state == "dormant")


@prepared
def _of_consultation() -> Listing:
    me: Any = bindparam("me", type_=Integer())
    number: Any = bindparam("consultation", type_=Integer())
    at: Any = bindparam("at")
    runs = (Pause.until > at, Pause.ended_at.is_(None))
    named, replied = ConsultationInvitation.consultation_id == number, Reply.consultation_id == number
    drawn = (DrawnStatement.consultation_id == number, Reply.id == DrawnStatement.reply_id, *lookups.ASKED_ABOUT)
    invites = exists().where(Relation.subject_id == number, Relation.kind == "invites")
    return select(
        verified_at(me).label("verified"), paused_until(me, at).label("paused"),
        rests(bindparam("group", type_=Integer())).label("dormant"),
        exists().where(named, ConsultationInvitation.person_id == me).label("invited"),
        or_(exists().where(named), invites).label("anybody"),
        exists().where(replied, Reply.hidden_at.is_(None)).label("replies"),
        exists().where(replied, Reply.hidden_at.is_not(None)).label("hides"),
        exists().where(Basket.consultation_id == number).label("baskets"),
        exists().where(*drawn).label("statements"),
        exists().where(*drawn, Reply.person_id == me).label("drawn_from"),
        exists().where(replied, Reply.person_id == me, Reply.hidden_at.is_not(None)).label("withheld"),
        exists().where(Report.subject_id == number, Report.settled_at.is_(None)).label("reported"),
        exists().where(*runs, replied, Reply.person_id == Pause.person_id).label("pauses"),
    )  # fmt: skip


@cache
def visible_consultations() -> Listing:
    """Return the query of a list's rows, to be paginated by last activity."""
    owner = aliased(Subject)
    shown = (Reply.consultation_id == Consultation.id) & Reply.hidden_at.is_(None)
    return (
        select(
            *ROW, Consultation.admits, owner.title.label("owner"),
            select(func.count()).where(shown).scalar_subquery().label("replies"),
        )
        .join(Consultation, Consultation.id == Subject.id)
        .outerjoin(owner, owner.id == Subject.group_id)
        .where(Subject.kind == "consultation")
    )  # fmt: skip


CONSULTATION.narrowing["admits"] = having(Consultation.admits)
CONSULTATION.known["admits"] = (EVERYONE, INVITED)


def closing_soon() -> Sequence[Any]:
    """Return the rows of the open consultations, the one that closes first on top, at most LISTED."""
    query = visible_consultations().where(Subject.state == "open")
    return session.execute(query.order_by(Subject.due_at, Subject.id).limit(LISTED)).all()


def asking_groups() -> list[tuple[str, str]]:
    """Return the groups that have a consultation, as (acronym, name)."""
    asks = aliased(Subject)
    asking = Subject.id.in_(select(asks.group_id).where(asks.kind == "consultation"))
    named = select(Subject.ref, Subject.title).where(Subject.kind == "group", asking)
    rows = session.execute(named.order_by(Subject.ref))
    return [(row.ref, f"{row.ref}: {row.title}") for row in rows]


def _with_people(*columns: Any) -> Listing:
    """Return the query of replies with person and hat."""
    query: Listing = select(*columns).join(Actor, Actor.id == Reply.person_id).join(Hat, Hat.id == Reply.hat_id)
    return query


_ANSWER = (
    Reply.id.label("id"), Reply.at.label("active_at"), Reply.number, Actor.kind, Actor.handle, Actor.name,
    Hat.stakeholder_group, Hat.counts_as, Hat.capacity, Hat.organisation, Hat.region,
)  # fmt: skip


def subjects_of(consultation_id: int) -> Select[int]:
    """Return the query of what people take part in at a consultation: itself alone."""
    return select(Subject.id).where(Subject.id == consultation_id)


def replies_to(consultation_id: int) -> Listing:
    """Return the query of the replies with who wrote them, hidden ones too, to be paginated by when."""
    mine = Reply.consultation_id == consultation_id
    return _with_people(*_ANSWER, Reply.revised_at, Reply.hidden_at).where(mine)


def newest_replies(consultation_id: int) -> Sequence[Any]:
    """Return the newest replies with who wrote them, at most NEWEST."""
    newest = replies_to(consultation_id).order_by(Reply.at.desc(), Reply.id.desc())
    return session.execute(newest.limit(NEWEST)).all()


def replies_after(consultation_id: int, number: int, limit: int) -> Sequence[Any]:
    """Return at most ``limit`` replies with person and hat, by their numbers, from the one after ``number`` on."""
    onwards = (Reply.consultation_id == consultation_id, Reply.number > number)
    return session.execute(_with_people(Reply, Actor, Hat).where(*onwards).order_by(Reply.number).limit(limit)).all()


def texts_in(replies: Collection[int]) -> Sequence[Any]:
    """Return the texts of replies: reply, question, text."""
    own = Answer.reply_id.in_(replies)
    return session.execute(
        select(Answer.reply_id, Answer.question, Answer.text).where(own).order_by(Answer.reply_id, Answer.question)
    ).all()


def people_of(consultation: Consultation) -> Any:
    """Return who drafted a consultation, the group that asks, and who published the summary."""
    group, author = aliased(Subject), aliased(Actor)
    return session.execute(
        select(Actor, group, author)
        .select_from(Subject)
        .join(Actor, Actor.id == Subject.opened_by_id)
        .outerjoin(group, group.id == Subject.group_id)
        .outerjoin(author, author.id == consultation.summed_up_by_id)
        .where(Subject.id == consultation.id)
    ).one()


def get_reply_or_404(consultation: Consultation, number: int) -> Any:
    """Return a reply with its person and hat; NotFound when there is none."""
    found = session.execute(
        _with_people(Reply, Actor, Hat).where(Reply.consultation_id == consultation.id, Reply.number == number)
    ).first()
    if found is None:
        raise NotFound(_("There is no reply %(n)s to this consultation.", n=number))
    return found


def reported_replies(places: Collection[tuple[int, Any]], at: datetime) -> Sequence[Any]:
    """Return replies (consultation, number), with who wrote them, and what moderators know of these ``at`` a moment."""
    numbers = defaultdict[int, list[int]](list)
    for consultation_id, number in places:
        numbers[consultation_id].append(number)
    for_it = exists().where(Event.subject_id == Reply.consultation_id, Pause.event_id == Event.id,
                            Pause.person_id == Reply.person_id, Pause.comment_id.is_(None))  # fmt: skip
    known = (*known_of_author(Reply.person_id, at), for_it.label("had_its_pause"))
    those = ((Reply.consultation_id == number) & Reply.number.in_(own) for number, own in numbers.items())
    return session.execute(
        select(Reply, Actor, Subject, *known).join(Actor, Actor.id == Reply.person_id)
        .join(Subject, Subject.id == Reply.consultation_id).where(or_(*those))
    ).all()  # fmt: skip


def html_in(replies: Collection[int]) -> Sequence[Any]:
    """Return the texts of replies as HTML, in the order of the questions: reply, HTML."""
    own = select(Answer.reply_id, Answer.html).where(Answer.reply_id.in_(replies))
    return session.execute(own.order_by(Answer.reply_id, Answer.question)).all()


def versions_of(reply: Reply) -> Sequence[ReplyVersion]:
    """Return the former wordings of a reply, newest first."""
    own = ReplyVersion.reply_id == reply.id
    return session.scalars(select(ReplyVersion).where(own).order_by(ReplyVersion.number.desc())).all()


def baskets_around(reply: Reply) -> Sequence[Any]:
    """Return in which baskets what a reply says lies: question, number and name of the basket."""
    return session.execute(
        select(Sorted.question, Basket.number, Basket.name)
        .join(Basket, (Basket.consultation_id == Sorted.consultation_id) & (Basket.number == Sorted.basket))
        .where(Sorted.reply_id == reply.id)
        .order_by(Sorted.question, Basket.number)
    ).all()


def answers_to(consultation: Consultation, question: int) -> Listing:
    """Return the query of the texts that answer a question, with who wrote them, to be paginated by when."""
    return (
        _with_people(*_ANSWER, Answer.html)
        .join(Answer, (Answer.reply_id == Reply.id) & (Answer.question == question))
        .where(Reply.consultation_id == consultation.id, Reply.hidden_at.is_(None))
    )


def get_basket_or_404(consultation: Consultation, number: int) -> Basket:
    """Return a basket by its number; NotFound when there is none."""
    found = lookups.basket_numbered(consultation.id, number)
    if found is None:
        raise NotFound(_("There is no basket %(n)s in this consultation.", n=number))
    return found


def lying_in(basket: Basket, question: int) -> Listing:
    """Return the query of what lies in a basket with who wrote it, to be paginated by when.

    The texts that answer a question, or with WHOLE whole replies.
    """
    return (
        _with_people(*_ANSWER, Answer.html, Reply.sort_again)
        .join(Sorted, Sorted.reply_id == Reply.id)
        .outerjoin(Answer, (Answer.reply_id == Sorted.reply_id) & (Answer.question == Sorted.question))
        .where(Sorted.consultation_id == basket.consultation_id, Sorted.basket == basket.number,
               Sorted.question == question, Reply.hidden_at.is_(None))
    )  # fmt: skip


def reply_named(consultation_id: int, number: int | None, *, hidden: bool = False) -> Reply:
    """Return a reply that a form names by its number; Invalid when there is none, or it is hidden and may not be."""
    found = reply_numbered(consultation_id, number) if number else None
    if found is None or (found.hidden_at and not hidden):
        raise Invalid(reply=_("There is no such reply here."))
    return found


def statements_of(consultation_id: int) -> Sequence[DrawnStatement]:
    """Return the statements of a consultation in their order, those that were withdrawn too."""
    return session.scalars(drawn_statements(consultation_id)).all()


def invited(consultation_id: int) -> set[int]:
    """Return who is invited to a consultation."""
    return set(
        session.scalars(
            select(ConsultationInvitation.person_id).where(ConsultationInvitation.consultation_id == consultation_id)
        )
    )


def html_of(reply_id: int) -> dict[str, str]:
    """Return the texts of a reply as HTML, by the number of the question as text, as a former wording keeps them."""
    rows = session.execute(select(Answer.question, Answer.html).where(Answer.reply_id == reply_id))
    return {str(row.question): row.html for row in rows}
