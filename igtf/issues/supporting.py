"""Supporting an issue, for as long as one does; and with the issue that it is merged into."""

from sqlalchemy import delete, exists, insert, select, update
from sqlalchemy.orm import aliased

from igtf.core.db import session
from igtf.issues.models import CameAlong, Issue, Support
from igtf.issues.states import ISSUE
from igtf.record.by import By
from igtf.record.moves import carries_out
from igtf.record.subjects import touch


@carries_out(ISSUE, "support")
def support(issue: Issue, *, by: By) -> None:
    """Support the issue, under the actor's hat."""
    session.add(Support(issue_id=issue.id, person_id=by.author, hat_id=by.hat_id, at=by.at))
    touch(issue.id, by.at, support_count=1)


@carries_out(ISSUE, "renew-support")
def renew_support(issue: Issue, *, by: By) -> None:
    """Support the issue as it is worded now."""
    own = (Support.issue_id == issue.id, Support.person_id == by.author)
    session.execute(update(Support).where(*own).values(at=by.at, hat_id=by.hat_id))


@carries_out(ISSUE, "end-support")
def end_support(issue: Issue, *, by: By) -> None:
    """Support the issue no longer."""
    session.execute(delete(Support).where(Support.issue_id == issue.id, Support.person_id == by.author))
    touch(issue.id, by.at, support_count=-1)


def move_support(issue_id: int, target_id: int) -> int:
    """Let who supports an issue support another one, as far as they do not, and return how many. For commands.

    It is kept from which issue each came along.
    """
    own, once_more = aliased(Support), aliased(CameAlong)
    known = exists().where(own.issue_id == target_id, own.person_id == Support.person_id)
    came = exists().where(
        once_more.issue_id == issue_id, once_more.person_id == Support.person_id, once_more.from_id == issue_id
    )
    theirs = (Support.issue_id == issue_id, ~known)
    come = select(Support.issue_id, Support.person_id, Support.issue_id).where(*theirs, ~came)
    columns = [CameAlong.issue_id, CameAlong.person_id, CameAlong.from_id]
    session.execute(insert(CameAlong).from_select(columns, come))
    moved = session.execute(update(Support).where(*theirs).values(issue_id=target_id))
    return moved.rowcount  # type: ignore[attr-defined, no-any-return]
