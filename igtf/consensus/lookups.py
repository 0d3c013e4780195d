"""What forms of calls and objections ask of the database, below the tables of moves."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, bindparam, exists, func, select
from sqlalchemy.orm import aliased

from igtf.consensus.models import Call, Estimate, Minority, Objection, OptionChoice, Position
from igtf.consensus.policy import Objections
from igtf.core.database.prepared import prepared
from igtf.core.db import fetch, session
from igtf.procedure.policy import RUNNING
from igtf.record.models import Hat, Subject


def call_of(thing: Call | Objection | Minority) -> Call:
    """Return the call itself, or the one of an objection or minority statement."""
    return thing if isinstance(thing, Call) else thing.call


def is_running(call: Call) -> bool:
    """Return whether nothing is declared of a call yet, so that positions in it can change."""
    return call.subject.state in RUNNING


def newest_estimate(call_id: int, round_number: int) -> Estimate | None:
    """Return the newest estimate in a round of a call."""
    return session.scalar(
        select(Estimate)
        .where(Estimate.call_id == call_id, Estimate.round == round_number)
        .order_by(Estimate.id.desc())
        .limit(1)
    )


def position_of(call_id: int, person_id: int | None) -> Position | None:
    """Return the position of a person in a call; None when there is none yet."""
    return session.get(Position, (call_id, person_id)) if person_id else None


def choices_of(call_id: int, person_id: int | None) -> dict[int, str]:
    """Return what a person chose in an options poll: option → choice."""
    found = select(OptionChoice.option, OptionChoice.value).where(OptionChoice.call_id == call_id)
    return {row.option: row.value for row in session.execute(found.where(OptionChoice.person_id == (person_id or 0)))}


def fixed_hat(call_id: int, person_id: int | None) -> Hat | None:
    """Return the hat that a person's first position or choice in a call has fixed; None before it."""
    return cast("Hat | None", fetch(_fixed_hat(), {"call": call_id, "person": person_id or 0}).scalar())


@prepared
def _fixed_hat() -> Select[Hat]:
    call: Any = bindparam("call")
    person: Any = bindparam("person")
    position = select(Position.hat_id).where(Position.call_id == call, Position.person_id == person)
    choice = select(OptionChoice.hat_id).where(OptionChoice.call_id == call, OptionChoice.person_id == person).limit(1)
    return select(Hat).where(Hat.id == func.coalesce(position.scalar_subquery(), choice.scalar_subquery()))


_PARTS = {"raised": "raised", "answered": "answered", "stands": "standing", "outweighed": "overruled",
          "not-bearing": "overruled"}  # fmt: skip


def by_state(rows: Iterable[Any]) -> Objections:
    """Return the numbers of the objections that keep a consensus from being declared, or a full one, by their state."""
    found: dict[str, list[str]] = {part: [] for part in _PARTS.values()}
    for row in rows:
        if row.state in _PARTS:
            found[_PARTS[row.state]].append(row.ref)
    return Objections(**{part: tuple(refs) for part, refs in found.items()})


def against_result(rows: Iterable[Any]) -> Objections:
    """Return what ``objection_rows`` keep from being declared: ``by_state``, and whose raisers still object."""
    found = list(rows)
    return replace(by_state(found), objecting=tuple(row.ref for row in found if row.objects))


def _objects() -> ColumnElement[bool]:
    """Return whether who raised ``Objection`` objects in the present round of its call."""
    own = aliased(Call)
    return exists().where(
        own.id == Objection.call_id, Position.call_id == own.id, Position.person_id == Objection.person_id,
        Position.round == own.round, Position.value == "object",
    )  # fmt: skip


def objection_rows(call_id: int) -> list[Any]:
    """Return number, title, state, and disposition of each objection in a call, in their order; and whether its raiser
    ``objects`` in the present round."""
    return list(
        session.execute(
            select(Subject.ref, Subject.state, Subject.phase, Subject.title, Objection.disposition,
                   Objection.revision_number, _objects().label("objects"))
            .join(Objection, Objection.id == Subject.id)
            .where(Objection.call_id == call_id)
            .order_by(Subject.id)
        )
    )  # fmt: skip
