"""What the clock owes an appeal: people drawn, or waited for, what is told of it, and its end."""

from sqlalchemy import exists

from igtf.appeals.climbing import is_left_alone, is_somebody_free
from igtf.appeals.models import Appeal, AppealMember, AppealRung
from igtf.appeals.queries import AT_ITS_RUNG
from igtf.appeals.rungs import RUNGS
from igtf.appeals.states import APPEAL
from igtf.core.clock import NOW
from igtf.core.database.conditions import among
from igtf.core.db import Listing
from igtf.council.running import is_balloted
from igtf.record.due import falls_due
from igtf.record.models import Subject


def _at_its_rung(there: Listing) -> Listing:
    return there.join(AppealRung, AT_ITS_RUNG)


@falls_due(APPEAL, "draw", Appeal)
def appeals_to_draw_for(there: Listing) -> Listing:
    """Return the query of the appeals at a rung where people are drawn by lot and were not yet."""
    drawn = [name for name, rung in RUNGS.items() if rung.drawn]
    staffed = exists().where(AppealMember.appeal_id == Appeal.id, AppealMember.rung == Appeal.rung)
    return _at_its_rung(there).where(among(AppealRung.name, drawn), ~staffed)


@falls_due(APPEAL, "note-waiting", Appeal)
def appeals_to_say_that_they_wait(there: Listing) -> Listing:
    """Return the query of the appeals that wait for people, and of which nobody was told so yet."""
    return _at_its_rung(there).where(AppealRung.acknowledged_at.is_(None))


@falls_due(APPEAL, "go-on", Appeal, only=lambda appeal, _at: is_somebody_free(appeal))
def appeals_that_wait(there: Listing) -> Listing:
    """Return the query of the appeals that wait for people, and were acknowledged."""
    return _at_its_rung(there).where(AppealRung.acknowledged_at.is_not(None))


@falls_due(APPEAL, "pass-on", Appeal, only=is_left_alone)
def appeals_open(there: Listing) -> Listing:
    """Return the query of the appeals that others have to decide on, and on which no ballot is open."""
    return there.where(~is_balloted(Appeal.id))


@falls_due(APPEAL, "note-late", Appeal)
def appeals_overdue(there: Listing) -> Listing:
    """Return the query of the appeals that are overdue, and of which nobody was told so yet."""
    return _at_its_rung(there).where(Subject.due_at <= NOW, AppealRung.late_told_at.is_(None))


@falls_due(APPEAL, "close", Appeal)
def appeals_to_close(there: Listing) -> Listing:
    """Return the query of the appeals whose appellant did not go to the next rung in time."""
    return there.where(Subject.due_at <= NOW)
