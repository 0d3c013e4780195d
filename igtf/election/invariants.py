"""What always holds of elections of the chair."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from igtf.core.db import session
from igtf.council.counting import rule_in
from igtf.council.tally import HALF
from igtf.election.counting import again
from igtf.election.models import Election
from igtf.record.invariants import invariant
from igtf.record.models import Subject


@invariant("election-result", "The result kept with each election is what counting its frozen seats again gives.")
def _results() -> Iterable[Any]:
    rows = session.execute(
        select(Subject.ref, Subject.procedure, Election.last_group, Election.result)
        .join(Election, Election.id == Subject.id).where(Election.votes_until.is_not(None))
    )  # fmt: skip
    return [
        (row.ref,) for row in rows
        if row.result is not None
        and again(row.result, row.last_group, rule_in(HALF, row.procedure)) != row.result
    ]  # fmt: skip
