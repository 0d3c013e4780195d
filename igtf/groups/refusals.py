"""Who asks for a BoF after a refusal (procedure, section 3). For commands: these record no event."""

from sqlalchemy import delete, func, select

from igtf.core.db import session
from igtf.discussion.commands import follow
from igtf.groups.models import BofRequest
from igtf.record.acts import By


def add_request(group_id: int, *, by: By) -> int:
    """Add the actor to those who ask, who follows the group from then on; return how many ask now."""
    session.add(BofRequest(group_id=group_id, person_id=by.author, hat_id=by.hat_id, at=by.at))
    session.flush()
    follow(group_id, person_id=by.author, by=by)
    return session.scalar(select(func.count()).where(BofRequest.group_id == group_id)) or 0


def forget_requests(group_id: int) -> None:
    """Let everybody ask anew: this is another refusal, or the ballot that was asked for was recalled or annulled."""
    session.execute(delete(BofRequest).where(BofRequest.group_id == group_id))
