"""What always holds of selections."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from igtf.core.db import session
from igtf.people.stakeholders import folded
from igtf.record.invariants import invariant
from igtf.record.models import Subject
from igtf.record.numbers import versions
from igtf.selection import lookups
from igtf.selection.filling import repeat
from igtf.selection.models import Selection
from igtf.selection.published import NoDraw


@invariant("draws-repeat", "Each draw can be repeated from its published file, whose pool is unchanged.")
def _repeat() -> Iterable[Any]:
    rows = session.execute(
        select(Subject.ref, Selection.file).join(Selection, Selection.id == Subject.id)
        .where(Subject.state.in_(("drawn", "confirmed")))
    )  # fmt: skip
    found = []
    for row in rows:
        try:
            repeat(row.file)
        except NoDraw as refusal:
            found.append((row.ref, str(refusal)))
    return found


@invariant("affiliation-cap", "No more members sit on the council for one organisation than the procedure allows.")
def _affiliations() -> Iterable[Any]:
    counts = Counter(folded(row.organisation) for row in lookups.terms().values() if row.capacity == "for")
    most = max(version.values["per_affiliation"] for version in versions())  # who sat before a change stays
    return [(name, n) for name, n in counts.items() if name and n > most]
