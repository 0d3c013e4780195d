"""The chair's way from the close of a call to its result: estimate, reactions, declaration (section 5)."""

from sqlalchemy import select

from igtf.consensus import events, lookups, queries, revisions
from igtf.consensus.commands import end
from igtf.consensus.models import Call, Estimate, Reaction
from igtf.consensus.policy import result_possible, says_how_dealt, says_what_is_missed
from igtf.consensus.positions import check_hat
from igtf.consensus.states import CALL
from igtf.consensus.words import AGREED
from igtf.core.db import session
from igtf.core.errors import Invalid
from igtf.core.i18n import gettext as _
from igtf.core.policy import demand
from igtf.drafts.models import Draft
from igtf.record.by import By
from igtf.record.events import record
from igtf.record.moves import carries_out
from igtf.record.numbers import period


@carries_out(CALL, "estimate")
def estimate(call: Call, *, result: str, reason: str, by: By) -> events.Estimated:
    """Publish what the chair believes the call has found. Invalid when the last estimate said the same.

    The first one of a round gives the group its time to react; a newer one takes its place within that.
    """
    last = lookups.newest_estimate(call.id, call.round)
    if last and (last.result, last.reasons) == (result, reason):
        raise Invalid({"": [_("This is the estimate that is published already, so nothing was recorded.")]})
    if last is None:
        call.subject.due_at = by.at + period("estimate_days", call.subject)
    session.add(Estimate(call_id=call.id, round=call.round, result=result, reasons=reason, by_id=by.author, at=by.at))
    return events.Estimated(result, reason, last is not None)


@carries_out(CALL, "end-reactions")
def end_reactions(call: Call, *, by: By) -> None:
    """End the time in which the group reacts: the chair may declare now."""
    call.subject.due_at = None


@carries_out(CALL, "react")
def react(call: Call, *, value: str, by: By, text: str = "") -> events.Reacted:
    """React to the newest estimate, or change one's reaction to it.

    Invalid for what misses something and does not say what, and where nothing changes.
    """
    demand(text=says_what_is_missed(value, text))
    hat_id, newest = check_hat(call, by), lookups.newest_estimate(call.id, call.round)
    assert newest is not None, "the policy admits nobody before an estimate is published"
    held = session.scalar(select(Reaction).where(Reaction.estimate_id == newest.id, Reaction.person_id == by.author))
    if held is None:
        held = Reaction(estimate_id=newest.id, person_id=by.author, hat_id=hat_id)
        session.add(held)
    elif (held.value, held.text) == (value, text):
        raise Invalid({"": [_("That is your reaction already, so nothing was recorded.")]})
    held.value, held.text, held.at, held.hat_id = value, text, by.at, hat_id
    return events.Reacted(value, text)


@carries_out(CALL, "declare")
def declare(
    call: Call, *, result: str, decided: str, tradeoffs: str, look_again: str, by: By, dealt: str = ""
) -> tuple[events.Declared, str]:
    """Declare the result. Invalid for one that the objections do not allow (section 5)."""
    agreed, objections = result in AGREED, lookups.objection_rows(call.id)
    demand(
        result=result_possible(result, lookups.against_result(objections)),
        dealt=says_how_dealt(bool(objections), dealt),
    )
    call.result, call.decided, call.dealt, call.tradeoffs, call.look_again = (
        result, decided, dealt, tradeoffs, look_again,
    )  # fmt: skip
    call.declared_by_id, call.declared_at = by.author, by.at
    end(call, by)
    on = _declared_on(call)
    record(by, call.about, events.DECLARED_ON, events.DeclaredOn(result, decided, call.subject.ref, on))
    declared = events.Declared(result, decided, dealt, tradeoffs, look_again, on)
    return declared, "consensus" if agreed else "no-consensus"


def _declared_on(call: Call) -> str:
    """Return how the revision is cited that a call is declared on; empty without revisions. A draft keeps which it is.

    Not by the moment: a revision may have come while nobody was asked about it.
    """
    number, about = call.revision_number, call.about
    if number is None:
        return ""
    label = revisions.revision_label(about, number)
    if about.kind == "draft" and queries.newest_call(about.id, call.kind) is call:
        revision = revisions.revision_of(about, label)
        session.get_one(Draft, about.id).declared_on_id = revision.id if revision else None
    return label
