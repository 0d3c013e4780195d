"""What forms of consultations ask of the database, below the table of moves."""

from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import Select, bindparam, exists, func, select

from igtf.consultations.models import (
    Answer,
    Basket,
    Consultation,
    DrawnStatement,
    Reply,
    Sorted,
    Stance,
)
from igtf.core.database.prepared import prepared
from igtf.core.db import fetch, session
from igtf.people.offices import is_in_charge
from igtf.people.roles import Roles
from igtf.record.models import Hat

ASKED_ABOUT = (DrawnStatement.withdrawn_at.is_(None), Reply.hidden_at.is_(None))
"""The conditions that people are asked about a statement that was drawn from a reply."""


def leads(roles: Roles, consultation: Consultation) -> bool:
    """Return whether these roles ask: who consults for its group; the clearing house where it belongs to no group."""
    group = consultation.subject.group_id
    return is_in_charge(roles, "consult", of=group) if group else roles.clearing_house


def reply_of(consultation_id: int, person_id: int | None) -> Reply | None:
    """Return the reply of a person; None when there is none yet."""
    mine = (Reply.consultation_id == consultation_id, Reply.person_id == person_id)
    return session.scalar(select(Reply).where(*mine)) if person_id else None


def reply_numbered(consultation_id: int, number: int) -> Reply | None:
    """Return a reply by its number in a consultation; None when there is none."""
    return session.scalar(select(Reply).where(Reply.consultation_id == consultation_id, Reply.number == number))


def texts_of(reply_id: int) -> dict[int, str]:
    """Return the texts of a reply by question, in the order of the questions."""
    rows = session.execute(
        select(Answer.question, Answer.text).where(Answer.reply_id == reply_id).order_by(Answer.question)
    )
    return {row.question: row.text for row in rows}


def answers_of(reply: Reply | None) -> dict[int, Any]:
    """Return what a reply answers by question: the texts, and the numbers that were chosen."""
    if reply is None:
        return {}
    return {int(number): chosen for number, chosen in reply.chosen.items()} | texts_of(reply.id)


def fixed_hat(consultation_id: int, person_id: int) -> Hat | None:
    """Return the hat under which a person has taken part in a consultation; None when not yet."""
    return cast("Hat | None", fetch(_fixed_hat(), {"consultation": consultation_id, "person": person_id}).scalar())


@prepared
def _fixed_hat() -> Select[Hat]:
    replied, said = (
        select(table.hat_id)
        .where(table.consultation_id == bindparam("consultation"), table.person_id == bindparam("person"))
        .limit(1)
        .scalar_subquery()
        for table in (Reply, Stance)
    )
    return select(Hat).where(Hat.id == func.coalesce(replied, said))


def baskets_of(consultation_id: int) -> Sequence[Basket]:
    """Return the baskets of a consultation in their order."""
    return session.scalars(
        select(Basket).where(Basket.consultation_id == consultation_id).order_by(Basket.number)
    ).all()


def basket_numbered(consultation_id: int, number: int) -> Basket | None:
    """Return a basket by its number; None when there is none."""
    return session.get(Basket, (consultation_id, number))


def laid(reply_id: int) -> list[tuple[int, int]]:
    """Return where what a reply says lies: question (or WHOLE) and basket, in their order."""
    rows = session.execute(select(Sorted.question, Sorted.basket).where(Sorted.reply_id == reply_id))
    return sorted((row.question, row.basket) for row in rows)


def next_to_sort(consultation_id: int) -> int | None:
    """Return the number of the first reply that lies in no basket, or was revised since; None when there is none."""
    lies = exists().where(Sorted.reply_id == Reply.id)
    left = (Reply.consultation_id == consultation_id, Reply.hidden_at.is_(None), ~lies | Reply.sort_again)
    return session.scalar(select(Reply.number).where(*left).order_by(Reply.number).limit(1))


def drawn_statements(consultation_id: int) -> Select[DrawnStatement]:
    """Return the query of the statements of a consultation, in their order."""
    own = DrawnStatement.consultation_id == consultation_id
    return select(DrawnStatement).where(own).order_by(DrawnStatement.number)


def statements_shown(consultation_id: int, by: int | None = None) -> Sequence[DrawnStatement]:
    """Return the statements that people are asked about: not withdrawn, and from a reply that no moderator hid.

    ``by``: those that were drawn from the reply of this person.
    """
    drawn = drawn_statements(consultation_id).join(Reply, Reply.id == DrawnStatement.reply_id)
    whose = (Reply.person_id == by,) if by else ()
    return session.scalars(drawn.where(*ASKED_ABOUT, *whose)).all()


def stances_of(consultation_id: int, person_id: int) -> dict[int, str]:
    """Return what a person says of statements, by their numbers."""
    own = (Stance.consultation_id == consultation_id, Stance.person_id == person_id)
    return {row.statement: row.value for row in session.scalars(select(Stance).where(*own))}
