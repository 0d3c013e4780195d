"""Counts over the choices in an options poll, made by the database, each by how its hat counts now."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import func, null, select, union_all

from igtf.consensus.models import OptionChoice
from igtf.core.db import session
from igtf.record.models import Hat


def choices_by_footing(call_id: int) -> tuple[list[Any], dict[str, int]]:
    """Return how many people of each group and region think what of each option of a poll, and how many of each group
    chose at all, each person once. One query.
    """
    wished = (
        select(OptionChoice.option, OptionChoice.value, Hat.counts_as, Hat.region, func.count().label("people"))
        .join(Hat, Hat.id == OptionChoice.hat_id)
        .where(OptionChoice.call_id == call_id)
        .group_by(OptionChoice.option, OptionChoice.value, Hat.counts_as, Hat.region)
    )
    heard = (
        select(null(), null(), Hat.counts_as, null(), func.count(OptionChoice.person_id.distinct()))
        .select_from(OptionChoice)
        .join(Hat, Hat.id == OptionChoice.hat_id)
        .where(OptionChoice.call_id == call_id)
        .group_by(Hat.counts_as)
    )
    rows: Sequence[Any] = session.execute(union_all(wished, heard)).all()
    return [row for row in rows if row.option], {row.counts_as: row.people for row in rows if not row.option}


def summed(rows: Iterable[Any], *columns: str) -> Counter[Any]:
    """Return how many people there are by one or more columns of counted ``rows``."""
    found: Counter[Any] = Counter()
    for row in rows:
        key = tuple(getattr(row, name) for name in columns)
        found[key if len(columns) > 1 else key[0]] += row.people
    return found
