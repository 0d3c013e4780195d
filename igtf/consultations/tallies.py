"""Counts over the replies of a consultation, made by the database: as many rows for ten replies as for ten thousand.

They are of the replies that are shown, each by how its hat counts now.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Integer, Text, cast, func, literal, null, select, true, union_all

from igtf.consultations.counting import ANSWERED
from igtf.consultations.models import Answer, Basket, ConsultationInvitation, DrawnStatement, Reply, Sorted, Stance
from igtf.consultations.queries import NEWEST
from igtf.core.database.jsonrows import as_text, entries_of, items_of
from igtf.core.db import session
from igtf.record.models import Actor, Hat

PARTS = ("heard", "chosen", "texts", "replies", "basket", "lies", "statement", "stance", "invited", "asked")
_NOTHING, _NO_TEXT = cast(null(), Integer), cast(null(), Text)
_PLACE = Hat.counts_as + literal(" ") + Hat.region
_COUNTRY = Hat.region + literal(" ") + func.coalesce(Hat.country, "")


def parts_of(consultation_id: int) -> dict[str, list[Any]]:
    """Return the PARTS of a consultation, each a list of rows: part, number, text, more, of, people. One query.

    ``heard``: by group, with region and country. ``chosen``: of a question, by option or ANSWERED, with group and
    region. ``texts``: by question. ``replies``: how many there are, hidden ones too. ``basket``, and ``lies``: who has
    something in one, by group. ``statement``, with the reason where it was withdrawn, and ``stance``: by what is said
    of one, with group and region. ``invited``: the first NEWEST, of so many as were ``asked``.
    """
    parts = (*_of_replies(consultation_id), *_sorted(consultation_id), *_said(consultation_id))
    rows = session.execute(union_all(*parts).order_by("part", "number")).all()
    return {part: [row for row in rows if row.part == part] for part in PARTS}


def _of_replies(number: int) -> Iterator[Any]:
    shown = (Reply.consultation_id == number, Reply.hidden_at.is_(None))
    yield (
        select(literal("heard").label("part"), _NOTHING.label("number"), Hat.counts_as.label("text"),
               _COUNTRY.label("more"), _NOTHING.label("of"), func.count().label("people"))
        .join(Reply, Reply.hat_id == Hat.id)
        .where(*shown)
        .group_by(Hat.counts_as, _COUNTRY)
    )  # fmt: skip
    yield from _chosen(*shown)
    yield (
        select(literal("texts"), Answer.question, _NO_TEXT, _NO_TEXT, _NOTHING, func.count())
        .join(Reply, Reply.id == Answer.reply_id)
        .where(*shown)
        .group_by(Answer.question)
    )
    yield _how_many("replies", Reply, number)


def _chosen(*shown: Any) -> Iterator[Any]:
    """Yield who chose what. First those are counted together who chose the same."""
    entry = entries_of(Reply.chosen, "entry")
    question, picked = cast(entry.c.key, Integer).label("question"), as_text(entry.c.value).label("picked")
    same = (
        select(question, picked, _PLACE.label("place"), func.count().label("people"))
        .select_from(Reply)
        .join(Hat, Hat.id == Reply.hat_id)
        .join(entry, true())
        .where(*shown)
        .group_by(question, picked, _PLACE)
        .cte("same")
    )
    item, people = items_of(same.c.picked, "item"), cast(func.sum(same.c.people), Integer)
    option = cast(item.c.value, Text)
    yield (
        select(literal("chosen"), same.c.question, option, same.c.place, _NOTHING, people)
        .join(item, true())
        .group_by(same.c.question, option, same.c.place)
    )
    answered = select(literal("chosen"), same.c.question, literal(str(ANSWERED)), same.c.place, _NOTHING, people)
    yield answered.group_by(same.c.question, same.c.place)


def _how_many(part: str, table: Any, number: int) -> Any:
    counted = select(literal(part), _NOTHING, _NO_TEXT, _NO_TEXT, _NOTHING, func.count()).select_from(table)
    return counted.where(table.consultation_id == number)


def _sorted(number: int) -> Iterator[Any]:
    yield select(literal("basket"), Basket.number, Basket.name, Basket.note, _NOTHING, _NOTHING).where(
        Basket.consultation_id == number
    )
    yield (
        select(literal("lies"), Sorted.basket, Hat.counts_as, _NO_TEXT, _NOTHING, func.count(Reply.id.distinct()))
        .join(Reply, Reply.id == Sorted.reply_id)
        .join(Hat, Hat.id == Reply.hat_id)
        .where(Sorted.consultation_id == number, Reply.hidden_at.is_(None))
        .group_by(Sorted.basket, Hat.counts_as)
    )


def _said(number: int) -> Iterator[Any]:
    """Yield statements, what people say of them, and who is invited."""
    yield (
        select(literal("statement"), DrawnStatement.number, DrawnStatement.text, DrawnStatement.withdrawn_reason,
               Reply.number, _NOTHING)
        .join(Reply, Reply.id == DrawnStatement.reply_id)
        .where(DrawnStatement.consultation_id == number, Reply.hidden_at.is_(None))
    )  # fmt: skip
    yield (
        select(literal("stance"), Stance.statement, Stance.value, _PLACE, _NOTHING, func.count())
        .join(Hat, Hat.id == Stance.hat_id)
        .where(Stance.consultation_id == number)
        .group_by(Stance.statement, Stance.value, _PLACE)
    )
    asked = select(ConsultationInvitation.person_id).where(ConsultationInvitation.consultation_id == number)
    first = asked.order_by(ConsultationInvitation.person_id).limit(NEWEST)
    yield select(literal("invited"), Actor.id, Actor.name, Actor.handle, _NOTHING, _NOTHING).where(Actor.id.in_(first))
    yield _how_many("asked", ConsultationInvitation, number)


def people_in_basket(basket: Basket) -> Sequence[Any]:
    """Return how many people of each counted group and region have something in a basket, each person once."""
    people = func.count(Reply.id.distinct()).label("people")
    return session.execute(
        select(Hat.counts_as, Hat.region, null().label("country"), people)
        .select_from(Sorted)
        .join(Reply, Reply.id == Sorted.reply_id)
        .join(Hat, Hat.id == Reply.hat_id)
        .where(*_lying(basket))
        .group_by(Hat.counts_as, Hat.region)
    ).all()


def lying_by_question(basket: Basket) -> dict[int, int]:
    """Return how many texts lie in a basket, by the question that they answer; 0 of whole replies."""
    rows = session.execute(
        select(Sorted.question, func.count().label("texts"))
        .join(Reply, Reply.id == Sorted.reply_id)
        .where(*_lying(basket))
        .group_by(Sorted.question)
        .order_by(Sorted.question)
    )
    return {row.question: row.texts for row in rows}


def _lying(basket: Basket) -> tuple[Any, ...]:
    own = (Sorted.consultation_id == basket.consultation_id, Sorted.basket == basket.number)
    return (*own, Reply.hidden_at.is_(None))
