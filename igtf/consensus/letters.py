"""Dissent as a letter to a body tells it, in English."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select

from igtf.consensus.dissent import signatures_of
from igtf.consensus.models import Objection
from igtf.core.db import session
from igtf.core.i18n import in_language
from igtf.people.visitor import hat_said
from igtf.record.models import Actor, Hat, Subject


def _signed(rows: Iterable[Any]) -> str:
    return "; ".join(f"{row.Actor.name} ({hat_said(row.Hat)})" for row in rows)


def _objections(ids: Sequence[int]) -> dict[int, str]:
    rows = session.execute(
        select(Objection.id, Objection.reason, Objection.change, Objection.disposition, Objection.answer, Actor, Hat)
        .join(Actor, Actor.id == Objection.person_id)
        .join(Hat, Hat.id == Objection.hat_id)
        .where(Objection.id.in_(ids))
    )
    return {
        row.id: f"{row.reason}\nChange asked for: {row.change}\nRaised by: {_signed([row])}\n"
        f"What was said of it: {row.disposition or row.answer or 'Nobody answered it.'}"
        for row in rows
    }


def in_letter(dissent: Sequence[Subject]) -> str:
    """Return dissent as a letter carries it, in English: objections that were not met, and minority statements."""
    with in_language("en"):
        objections = _objections([row.id for row in dissent if row.kind == "objection"])
        signed = signatures_of([row.id for row in dissent if row.kind == "minority"])
        parts = []
        for row in dissent:
            if row.kind == "objection":
                parts.append(f"Objection {row.ref}\n{objections.get(row.id, row.title)}")
            else:
                names = _signed(one for one in signed if one.minority_id == row.id)
                parts.append(f"Minority statement {row.ref}: {row.title}\n{row.summary}\nSigned: {names}")
    return "\n\n".join(parts)
