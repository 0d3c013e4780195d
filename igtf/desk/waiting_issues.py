"""What issues and outcomes wait for: the clearing house, who filed them, the council."""

from typing import Any

from sqlalchemy import ColumnElement, exists, select

from igtf.core.i18n import lazy_gettext as _l
from igtf.desk.rows import Waits, assigned, holds, is_
from igtf.issues.models import TwoStep, TwoStepObjection
from igtf.issues.queries import is_agreed, nobody_is_asked
from igtf.people.roles import CLEARING_HOUSE
from igtf.record.models import Subject


def _proposal(me: Any) -> ColumnElement[bool]:
    objected = exists().where(TwoStepObjection.two_step_id == TwoStep.id, TwoStepObjection.person_id == me)
    pending = select(TwoStep.issue_id).where(TwoStep.state == "pending", TwoStep.proposer_id != me, ~objected)
    return Subject.id.in_(pending)


OF_ISSUES: list[Waits] = [
    Waits("triage", _l("Accept, ask, decline, or merge"), "me", lambda me: assigned(me, "submitted"),
          oldest=True, only=CLEARING_HOUSE),
    Waits("home", _l("Find a home: refer, or find that no body can"), "me",
          lambda me: assigned(me, "open") & ~is_agreed(Subject.id), oldest=True, only=CLEARING_HOUSE),
    Waits("resolve", _l("Record what was done, once it is"), "others",
          lambda me: assigned(me, "recommended", "referred")
          & ((Subject.state == "recommended") | ~nobody_is_asked(Subject.id)), only=CLEARING_HOUSE),
    Waits("abandoned", _l("Nobody is asked any more: refer it again, find that no body can, or resolve it"), "me",
          lambda me: assigned(me, "referred") & nobody_is_asked(Subject.id), only=CLEARING_HOUSE),
    Waits("question", _l("Answer the clearing house's question"), "me",
          lambda me: is_("issue", "needs-information") & (Subject.opened_by_id == me)),
    Waits("outcome", _l("Say what becomes of it"), "me",
          lambda me: is_("outcome", "waiting") & holds(me, *CLEARING_HOUSE), only=CLEARING_HOUSE, invites=True),
    Waits("two-step", _l("Object, or let it take effect"), "soon",
          lambda me: (Subject.kind == "issue") & holds(me, *CLEARING_HOUSE) & _proposal(me),
          only=CLEARING_HOUSE),
    Waits("mine", _l("Waits for the clearing house"), "others",
          lambda me: is_("issue", "submitted", "open", "unhoused") & (Subject.opened_by_id == me)),
]  # fmt: skip
