"""Who asks for a BoF after a refusal (procedure, section 3). For commands: these record no event."""

from collections.abc import Iterable

from sqlalchemy import delete, func, select

from igtf.core.db import session
from igtf.discussion.commands import follow
from igtf.groups.models import BofRequest
from igtf.people.secretariat import SupportingRow
from igtf.record.by import By
from igtf.record.models import Subject
from igtf.record.numbers import whole_number


def add_request(group_id: int, *, by: By) -> int:
    """Add the actor to those who ask, who follows the group from then on; return how many ask now."""
    session.add(BofRequest(group_id=group_id, person_id=by.author, hat_id=by.hat_id, at=by.at))
    session.flush()
    follow(group_id, person_id=by.author, by=by)
    return _number_of(group_id)


def _number_of(group_id: int) -> int:
    return session.scalar(select(func.count()).where(BofRequest.group_id == group_id)) or 0


def asked_by(person_id: int) -> Iterable[SupportingRow]:
    """Return the requests of a person that no ballot has answered: one less would let others ask for it anew."""
    rows = session.execute(
        select(BofRequest, Subject).join(Subject, Subject.id == BofRequest.group_id)
        .where(BofRequest.person_id == person_id).order_by(Subject.id).with_for_update()
    ).all()  # fmt: skip
    return [
        SupportingRow(row.BofRequest, row.Subject, 0)
        for row in rows
        if _number_of(row.Subject.id) < whole_number("refusal_people", row.Subject)
    ]


def forget_requests(group_id: int) -> None:
    """Let everybody ask anew: this is another refusal, or the ballot that was asked for was recalled or annulled."""
    session.execute(delete(BofRequest).where(BofRequest.group_id == group_id))
