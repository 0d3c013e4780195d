"""What taking a result back means: that of a call, that of a ballot, and the numbers that a ballot changed."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import update

from igtf.appeals.effects_work import ON_NEWEST, revised_meanwhile, stays_recalled
from igtf.consensus.models import Estimate
from igtf.consensus.objecting import catch_up
from igtf.core.db import session
from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.council.models import Ballot
from igtf.council.purposes import PURPOSES
from igtf.discussion.queries import related
from igtf.groups.refusals import forget_requests
from igtf.procedure.commands import give_numbers_back
from igtf.procedure.models import Change
from igtf.record.by import By
from igtf.record.models import Event, Subject, VoidEvent
from igtf.record.queries import left_by


def undeclared(call: Any, _event: Event, by: By) -> Text:
    """Let a call have no result; the group reacts to a new estimate."""
    catch_up(call, by)
    call.result = call.declared_by_id = call.declared_at = None
    call.decided = call.dealt = call.tradeoffs = call.look_again = ""
    published = (Estimate.call_id == call.id, Estimate.round == call.round)
    session.execute(update(Estimate).where(*published).values(round=0))
    return ON_NEWEST if revised_meanwhile(call) else ""


def asked_about(call: Subject) -> Iterable[Subject]:
    """Return the draft or the change of the procedure that a call asked about."""
    return [about for about in related(call.id, "asks-about") if about.kind in ("draft", "procedure-change")]


def undecided(ballot: Ballot, _event: Event, _by: By) -> Text:
    """Let who asked for a ballot on a refusal ask anew; a seat that a panel decided about stays."""
    if PURPOSES[ballot.purpose].opened_by_asking:
        forget_requests(ballot.decides_on_id)
    return _l("What followed for the seat of the member stays.") if ballot.panel else ""


def decided_on_again(ballot: Subject) -> Iterable[Subject]:
    """Return what a ballot decides on that goes on when its recall is annulled."""
    return [] if stays_recalled(session.get_one(Ballot, ballot.id)) else related(ballot.id, "decides-on")


def former_numbers(change: Change, event: Event, by: By) -> Text:
    """Make the next version of the procedure, which has the numbers of before a change."""
    void = session.get_one(VoidEvent, event.id)
    return give_numbers_back(change, left_by(event.id)["version"], appeal_id=void.by_id, by=by)
