"""What always holds of the versions of the procedure."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import exists, select

from igtf.core.db import session
from igtf.record.invariants import invariant
from igtf.record.models import IMPORTER_ID, ProcedureVersion, Subject
from igtf.record.numbers import BY_NAME, misfits, versions


@invariant("versions-in-bounds", "Each version of the procedure has every number within its bounds, and they fit.")
def _bounds() -> Iterable[Any]:
    found: list[Any] = []
    for version in versions():
        for name, value in version.changes.items():
            try:
                BY_NAME[name].read(BY_NAME[name].said(value))
            except ValueError as error:
                found.append((version.number, name, str(error)))
        found += [(version.number, sentence) for sentence in misfits(version.values)]
    return found


@invariant(
    "versions-decided",
    "Each later version was made by an adopted change or by an upheld appeal, and the numbers have no gap.",
)
def _decided() -> Iterable[Any]:
    adopted = exists().where(Subject.id == ProcedureVersion.change_id, Subject.state == "adopted")
    upheld = exists().where(Subject.id == ProcedureVersion.appeal_id, Subject.topic == "upheld")
    void = exists().where(Subject.id == ProcedureVersion.ballot_id, Subject.state == "annulled")
    wrong = list(session.execute(select(ProcedureVersion.number).where(~adopted, ~upheld, ~void)))
    numbers = [version.number for version in versions()]
    return wrong + ([tuple(numbers)] if numbers != list(range(1, len(numbers) + 1)) else [])


@invariant("subjects-versions", "Each subject runs under the version that was in force when it was opened.")
def _subjects() -> Iterable[Any]:
    imported = Subject.opened_by_id == IMPORTER_ID  # whose times are those of the archive
    later = exists().where(ProcedureVersion.number == Subject.procedure, ProcedureVersion.since > Subject.opened_at)
    known = exists().where(ProcedureVersion.number == Subject.procedure)
    return session.execute(
        select(Subject.kind, Subject.ref).where(Subject.procedure > 1, (later & ~imported) | ~known).limit(20)
    )
