"""Loading consultations, their lists and parts, and the facts that decisions on them need."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Integer, Text, bindparam, cast, exists, func, literal, null, select, union_all
from sqlalchemy.orm import aliased

from igtf.consultations import lookups
from igtf.consultations.models import (
    EVERYONE,
    INVITED,
    WHOLE,
    Answer,
    Basket,
    Consultation,
    DrawnStatement,
    Invitation,
    Reply,
    ReplyVersion,
    Sorted,
    Stance,
)
from igtf.consultations.policy import ConsultationFacts
from igtf.consultations.states import CONSULTATION
from igtf.core.db import Listing, fetch, session
from igtf.core.errors import NotFound
from igtf.core.i18n import gettext as _
from igtf.core.prepared import prepared
from igtf.discussion.models import Report
from igtf.discussion.queries import paused_until
from igtf.people.offices import may, may_somewhere
from igtf.people.roles import MODERATORS, Roles, roles_of, verified_at
from igtf.record.acts import By
from igtf.record.models import Actor, Hat, Subject
from igtf.record.queries import having, thing_of

LISTED = 50
"""How many open consultations are listed by when they close."""


@CONSULTATION.loader
def get_consultation_or_404(person_id: int | None, ref: str) -> Consultation:
    """Return a consultation by its number; NotFound when there is none. They are public, drafts too."""
    return thing_of(Consultation, "consultation", ref)


def leads(roles: Roles, consultation: Consultation) -> bool:
    """Return whether these roles ask: officers of its group, or the clearing house where it belongs to no group."""
    group = consultation.subject.group_id
    return may(roles, "consult", of=group) if group else roles.clearing_house


@CONSULTATION.facts_by
def consultation_facts(by: By, consultation: Consultation | None) -> ConsultationFacts:
    """Return what decisions on a consultation need to know; two queries."""
    if by.actor_id is None:
        return ConsultationFacts(signed_in=False)
    roles = roles_of(by.actor_id)
    number = consultation.id if consultation else None
    row = fetch(_of_consultation(), {"me": by.actor_id, "consultation": number, "at": by.at}).one()
    closes_at = consultation.closes_at if consultation else None
    return ConsultationFacts(
        signed_in=True,
        verified=row.verified is not None,
        has_hat=by.hat_id is not None,
        may_ask=roles.clearing_house or may_somewhere(roles, "consult"),
        leads=consultation is not None and leads(roles, consultation),
        by_invitation=consultation is not None and consultation.admits == "invited",
        invited=row.invited,
        anybody=row.anybody,
        closed_at=closes_at if closes_at and by.at >= closes_at else None,
        asks=bool(consultation and consultation.questions),
        replies=row.replies,
        statements=row.statements,
        moderator=roles.has(*MODERATORS),
        hides=row.hides,
        reported=row.reported,
        paused=row.paused,
    )


@prepared
def _of_consultation() -> Listing:
    me: Any = bindparam("me", type_=Integer())
    number: Any = bindparam("consultation", type_=Integer())
    named, replied = Invitation.consultation_id == number, Reply.consultation_id == number
    return select(
        verified_at(me).label("verified"), paused_until(me, bindparam("at")).label("paused"),
        exists().where(named, Invitation.person_id == me).label("invited"), exists().where(named).label("anybody"),
        exists().where(replied, Reply.hidden_at.is_(None)).label("replies"),
        exists().where(replied, Reply.hidden_at.is_not(None)).label("hides"),
        exists().where(DrawnStatement.consultation_id == number).label("statements"),
        exists().where(Report.subject_id == number, Report.settled_at.is_(None)).label("reported"),
    )  # fmt: skip


def visible_consultations(
    person_id: int | None, *, state: str | None = None, phase: str | None = None, admits: str | None = None,
    group: str | None = None,
) -> Listing:  # fmt: skip
    """Return the query of a list's rows, to be paginated by last activity; ``group`` is the acronym of who asks."""
    owner = aliased(Subject)
    shown = (Reply.consultation_id == Consultation.id) & Reply.hidden_at.is_(None)
    query: Listing = (
        select(
            Subject.id, Subject.kind, Subject.ref, Subject.title, Subject.state, Subject.phase, Subject.active_at,
            Subject.opened_at, Subject.due_at, Subject.comment_count, Consultation.admits, owner.title.label("owner"),
            select(func.count()).where(shown).scalar_subquery().label("replies"),
        )
        .join(Consultation, Consultation.id == Subject.id)
        .outerjoin(owner, owner.id == Subject.group_id)
        .where(Subject.kind == "consultation")
    )  # fmt: skip
    for column, value in ((Subject.state, state), (Subject.phase, phase), (Consultation.admits, admits)):
        if value:
            query = query.where(column == value)
    return query.where(owner.kind == "group", owner.ref == group) if group else query


CONSULTATION.narrowing["admits"] = having(Consultation.admits)
CONSULTATION.known["admits"] = (EVERYONE, INVITED)


def closing_soon() -> Sequence[Any]:
    """Return the rows of the open consultations, the one that closes first on top, at most LISTED."""
    query = visible_consultations(None, state="open")
    return session.execute(query.order_by(Subject.due_at, Subject.id).limit(LISTED)).all()


def asking_groups() -> list[tuple[str, str]]:
    """Return the groups that have a consultation, as (acronym, name)."""
    asks = aliased(Subject)
    has = exists().where(asks.group_id == Subject.id, asks.kind == "consultation")
    rows = session.execute(select(Subject.ref, Subject.title).where(Subject.kind == "group", has).order_by(Subject.ref))
    return [(row.ref, f"{row.ref}: {row.title}") for row in rows]


def replies_in(consultation_id: int) -> Sequence[Any]:
    """Return each reply with its person and hat, in the order of their numbers; hidden ones too."""
    return session.execute(
        select(Reply, Actor, Hat)
        .join(Actor, Actor.id == Reply.person_id)
        .join(Hat, Hat.id == Reply.hat_id)
        .where(Reply.consultation_id == consultation_id)
        .order_by(Reply.number)
    ).all()


def texts_in(consultation_id: int) -> Sequence[Any]:
    """Return the texts of all replies that are shown: reply, question, text."""
    return session.execute(
        select(Answer.reply_id, Answer.question, Answer.text)
        .join(Reply, Reply.id == Answer.reply_id)
        .where(Reply.consultation_id == consultation_id, Reply.hidden_at.is_(None))
        .order_by(Answer.reply_id, Answer.question)
    ).all()


def _parts(number: int) -> Any:
    """Yield the queries of what belongs to a consultation beside its replies: part, number and what is said of it."""
    nothing, no_text = cast(null(), Integer), cast(null(), Text)
    yield select(
        literal("basket").label("part"), Basket.number.label("number"), Basket.name.label("text"),
        Basket.note.label("more"), nothing.label("of"), nothing.label("people"),
    ).where(Basket.consultation_id == number)  # fmt: skip
    yield select(literal("lies"), Sorted.basket, no_text, no_text, Sorted.reply_id, Sorted.question).where(
        Sorted.consultation_id == number
    )
    yield (
        select(literal("statement"), DrawnStatement.number, DrawnStatement.text, no_text, Reply.number, nothing)
        .join(Reply, Reply.id == DrawnStatement.reply_id)
        .where(DrawnStatement.consultation_id == number, Reply.hidden_at.is_(None))
    )
    yield (
        select(literal("stance"), Stance.statement, Stance.value, Hat.counts_as + literal(" ") + Hat.region, nothing,
               func.count())
        .join(Hat, Hat.id == Stance.hat_id)
        .where(Stance.consultation_id == number)
        .group_by(Stance.statement, Stance.value, Hat.counts_as, Hat.region)
    )  # fmt: skip
    yield (
        select(literal("texts"), Answer.question, no_text, no_text, nothing, func.count())
        .join(Reply, Reply.id == Answer.reply_id)
        .where(Reply.consultation_id == number, Reply.hidden_at.is_(None))
        .group_by(Answer.question)
    )
    yield (
        select(literal("invited"), Invitation.person_id, Actor.name, Actor.handle, nothing, nothing)
        .join(Actor, Actor.id == Invitation.person_id)
        .where(Invitation.consultation_id == number)
    )


def parts_of(consultation_id: int) -> dict[str, list[Any]]:
    """Return baskets, what lies in them, statements, stances by group and region, texts by question, who is invited.

    One query.
    """
    rows = session.execute(union_all(*_parts(consultation_id)).order_by("part", "number")).all()
    names = ("basket", "lies", "statement", "stance", "texts", "invited")
    return {part: [row for row in rows if row.part == part] for part in names}


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
        select(Reply, Actor, Hat)
        .join(Actor, Actor.id == Reply.person_id)
        .join(Hat, Hat.id == Reply.hat_id)
        .where(Reply.consultation_id == consultation.id, Reply.number == number)
    ).first()
    if found is None:
        raise NotFound(_("There is no reply %(n)s to this consultation.", n=number))
    return found


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


_ANSWER = (
    Reply.number, Reply.chosen, Actor.kind, Actor.handle, Actor.name, Hat.stakeholder_group, Hat.counts_as,
    Hat.capacity, Hat.organisation, Hat.region,
)  # fmt: skip


def answers_to(consultation: Consultation, question: int) -> Listing:
    """Return the query of the texts that answer a question, with who wrote them, to be paginated by when."""
    return (
        select(*_ANSWER, Reply.id.label("id"), Reply.at.label("active_at"), Answer.html)
        .join(Actor, Actor.id == Reply.person_id)
        .join(Hat, Hat.id == Reply.hat_id)
        .join(Answer, (Answer.reply_id == Reply.id) & (Answer.question == question))
        .where(Reply.consultation_id == consultation.id, Reply.hidden_at.is_(None))
    )


def get_basket_or_404(consultation: Consultation, number: int) -> Basket:
    """Return a basket by its number; NotFound when there is none."""
    found = lookups.basket_numbered(consultation.id, number)
    if found is None:
        raise NotFound(_("There is no basket %(n)s in this consultation.", n=number))
    return found


def lying_in(basket: Basket) -> Sequence[Any]:
    """Return what lies in a basket with who wrote it: a text by its question, or with WHOLE a whole reply."""
    return session.execute(
        select(*_ANSWER, Sorted.question, Answer.html)
        .join(Reply, Reply.id == Sorted.reply_id)
        .join(Actor, Actor.id == Reply.person_id)
        .join(Hat, Hat.id == Reply.hat_id)
        .outerjoin(
            Answer, (Answer.reply_id == Sorted.reply_id) & (Answer.question == Sorted.question)
        )
        .where(Sorted.consultation_id == basket.consultation_id, Sorted.basket == basket.number,
               Reply.hidden_at.is_(None), (Sorted.question == WHOLE) | Answer.html.is_not(None))
        .order_by(Sorted.question, Reply.number)
    ).all()  # fmt: skip
