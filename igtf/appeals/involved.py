"""Who is involved in a decision, and stands aside when an appeal against it is decided on (section 10)."""

from collections.abc import Iterator

from sqlalchemy import or_, select

from igtf.appeals.models import Appeal, AppealMember
from igtf.core.db import session
from igtf.council.models import Ballot
from igtf.issues.models import TwoStep
from igtf.record.models import Event


def involved(appeal: Appeal) -> dict[int, str]:
    """Return who stands aside → why, a key of ``words.ASIDE``; the first reason that holds."""
    found: dict[int, str] = {appeal.appellant_id: "appellant"}
    found.setdefault(appeal.event.actor_id, "decided")
    for person_id in _behind(appeal):
        found.setdefault(person_id, "proposed")
    found.setdefault(appeal.about.opened_by_id, "opened")
    earlier = select(AppealMember.person_id, AppealMember.aside, AppealMember.verdict).where(
        AppealMember.appeal_id == appeal.id
    )
    for row in session.execute(earlier):
        if row.verdict or row.aside == "own":
            found.setdefault(row.person_id, "earlier" if row.verdict else "own")
    return found


def _behind(appeal: Appeal) -> Iterator[int]:
    """Yield who stands behind what the clock or a ballot carried out: who proposed it, who put it to ballot or list."""
    move = appeal.event.kind.partition(".")[2]
    yield from session.scalars(
        select(TwoStep.proposer_id).where(TwoStep.issue_id == appeal.about_id, TwoStep.move == move,
                                          TwoStep.state == "done")
        .order_by(TwoStep.id.desc()).limit(1)
    )  # fmt: skip
    yield from session.scalars(
        select(Event.actor_id).where(Event.subject_id == appeal.about_id, Event.kind == "meeting.publish-minutes")
    )
    decided = (Ballot.decides_on_id == appeal.about_id) & (Ballot.closed_at == appeal.event.at)
    yield from session.scalars(select(Ballot.opened_by_id).where(or_(Ballot.id == appeal.about_id, decided)))
