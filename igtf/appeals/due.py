"""What the clock owes an appeal: people drawn, or waited for, what is told of it, and its end."""

from sqlalchemy import exists, select

from igtf.appeals.climbing import is_left_alone, is_somebody_free
from igtf.appeals.models import Appeal, AppealMember, AppealRung
from igtf.appeals.rungs import RUNGS
from igtf.appeals.states import APPEAL, OPEN
from igtf.core.clock import NOW
from igtf.core.conditions import among
from igtf.core.db import Listing
from igtf.council.models import Ballot
from igtf.record.due import falls_due
from igtf.record.models import Subject


def _due(*states: str) -> Listing:
    return select(Appeal).join(Subject, Subject.id == Appeal.id).where(
        Subject.kind == "appeal", among(Subject.state, states)
    ).order_by(Appeal.id)  # fmt: skip


@falls_due(APPEAL, "draw")
def appeals_to_draw_for() -> Listing:
    """Return the query of the appeals at a rung where people are drawn by lot and were not yet."""
    drawn = [name for name, rung in RUNGS.items() if rung.drawn]
    staffed = exists().where(AppealMember.appeal_id == Appeal.id, AppealMember.rung == Appeal.rung)
    here = (AppealRung.appeal_id == Appeal.id) & (AppealRung.number == Appeal.rung)
    return _due("filed").join(AppealRung, here).where(among(AppealRung.name, drawn), ~staffed)


@falls_due(APPEAL, "note-waiting")
def appeals_to_say_that_they_wait() -> Listing:
    """Return the query of the appeals that wait for people, and of which nobody was told so yet."""
    here = (AppealRung.appeal_id == Appeal.id) & (AppealRung.number == Appeal.rung)
    return _due("waiting").join(AppealRung, here).where(AppealRung.acknowledged_at.is_(None))


@falls_due(APPEAL, "go-on", only=lambda appeal, _at: is_somebody_free(appeal))
def appeals_that_wait() -> Listing:
    """Return the query of the appeals that wait for people, and were acknowledged."""
    here = (AppealRung.appeal_id == Appeal.id) & (AppealRung.number == Appeal.rung)
    return _due("waiting").join(AppealRung, here).where(AppealRung.acknowledged_at.is_not(None))


@falls_due(APPEAL, "pass-on", only=lambda appeal, _at: is_left_alone(appeal))
def appeals_open() -> Listing:
    """Return the query of the appeals that others have to decide on, and on which no ballot is open."""
    balloted = exists().where(Ballot.decides_on_id == Appeal.id, Ballot.closed_at.is_(None))
    return _due(*OPEN).where(~balloted)


@falls_due(APPEAL, "note-late")
def appeals_overdue() -> Listing:
    """Return the query of the appeals that are overdue, and of which nobody was told so yet."""
    here = (AppealRung.appeal_id == Appeal.id) & (AppealRung.number == Appeal.rung)
    return _due(*OPEN).join(AppealRung, here).where(Subject.due_at <= NOW, AppealRung.late_told_at.is_(None))


@falls_due(APPEAL, "close")
def appeals_to_close() -> Listing:
    """Return the query of the appeals whose appellant did not go to the next rung in time."""
    return _due("decided").where(Subject.due_at <= NOW)
