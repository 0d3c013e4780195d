"""What of appeals waits for a person: conditions on subjects, for the rows of ``waiting``."""

from typing import Any

from sqlalchemy import ColumnElement, exists

from igtf.appeals.decisions import LADDERS
from igtf.appeals.models import Appeal, AppealMember, AppealRung
from igtf.appeals.queries import AT_ITS_RUNG
from igtf.appeals.rungs import RUNGS
from igtf.appeals.states import OPEN
from igtf.core.clock import NOW
from igtf.core.i18n import lazy_gettext as _l
from igtf.council.running import is_balloted
from igtf.desk.rows import Waits
from igtf.record.models import Subject
from igtf.record.queries import is_


def decides_on_appeal(me: Any, *, ballot: bool | None = None) -> ColumnElement[bool]:
    """Return whether somebody decides on an appeal at the rung where it is, and has not spoken.

    ``ballot``: whether those there decide by a ballot, which is not open yet.
    """
    here = exists().where(
        Appeal.id == Subject.id, AppealMember.appeal_id == Appeal.id, AppealMember.rung == Appeal.rung,
        AppealMember.person_id == me, AppealMember.aside == "", AppealMember.verdict.is_(None),
    )  # fmt: skip
    if ballot is None:
        return here
    by_ballot = AppealRung.name.in_([name for name, rung in RUNGS.items() if rung.ballot])
    return here.where(AT_ITS_RUNG, by_ballot if ballot else ~by_ballot) & ~is_balloted(Subject.id)


def _is_left_waiting() -> ColumnElement[bool]:
    """Return whether those who decide on an appeal are late, no ballot on it is open, and a rung is left."""
    last = {ladder[-1] for ladder in LADDERS.values()}
    goes_up = exists().where(Appeal.id == Subject.id, AT_ITS_RUNG, AppealRung.name.not_in(last))
    return (Subject.due_at <= NOW) & goes_up & ~is_balloted(Subject.id)


def _decides_here(me: Any) -> ColumnElement[bool]:
    return is_("appeal", *OPEN) & decides_on_appeal(me)


def _appealed(me: Any) -> ColumnElement[bool]:
    mine: ColumnElement[bool] = is_("appeal", *OPEN) & (Subject.opened_by_id == me)
    return mine


OF_APPEALS: list[Waits] = [
    Waits("appeal-acknowledge", _l("Acknowledge the appeal"), "me",
          lambda _me: Subject.state == "filed", "acknowledge", first=_decides_here),
    Waits("appeal-decide", _l("Decide on the appeal"), "me",
          lambda me: is_("appeal", "acknowledged") & decides_on_appeal(me, ballot=False), "decide",
          first=_decides_here),
    Waits("appeal-ballot", _l("Put the appeal to the ballot"), "me",
          lambda me: is_("appeal", "acknowledged") & decides_on_appeal(me, ballot=True), "to-ballot",
          first=_decides_here),
    Waits("appeal-next", _l("Go to the next rung, or let it rest"), "soon",
          lambda me: is_("appeal", "decided") & (Subject.opened_by_id == me), "next-rung"),
    Waits("appeal-late", _l("Those who decide on your appeal are late: go to the next rung, or wait"), "soon",
          lambda _me: _is_left_waiting(), "next-rung", first=_appealed),
    Waits("appeal-mine", _l("Waits for those who decide on your appeal"), "others",
          lambda _me: ~_is_left_waiting(), first=_appealed),
]  # fmt: skip
