"""Commitments of organisations to asks, and what the clearing house and the clock say of asks (section 7)."""

from datetime import date

from sqlalchemy import exists, select

from igtf.core.clock import TODAY
from igtf.core.db import Listing, session
from igtf.core.errors import Invalid, Unchanged
from igtf.core.i18n import gettext as _
from igtf.core.when import end_ahead
from igtf.discussion.commands import follow
from igtf.drafts import events, lookups
from igtf.drafts.asks import late_asks
from igtf.drafts.letters import FOLLOWING
from igtf.drafts.models import Ask, Commitment, Recommendation
from igtf.drafts.recommending import still_to_come, write_answer
from igtf.drafts.states import RECOMMENDATION
from igtf.drafts.words import PROMISING
from igtf.people.stakeholders import affiliated
from igtf.record.by import By
from igtf.record.due import falls_due
from igtf.record.models import Hat
from igtf.record.moves import carries_out


def _ask(recommendation: Recommendation, number: str | int) -> Ask:
    found = session.scalar(select(Ask).where(Ask.recommendation_id == recommendation.id, Ask.number == int(number)))
    if found is None:
        raise Invalid(ask=_("Choose an ask of this recommendation."))
    return found


@carries_out(RECOMMENDATION, "commit")
def commit(
    recommendation: Recommendation, *, ask: str | int, what: str, by: By, due: date | None = None
) -> events.Committed:
    """Commit the organisation of the actor's hat to an ask.

    Invalid under a hat that is not confirmed for an organisation, for a day that has passed, or the second time.
    """
    wanted = _ask(recommendation, ask)
    hat = session.scalar(select(Hat).where(Hat.id == (by.hat_id or 0), *lookups.confirmed(by.author)))
    if hat is None:
        raise Invalid(hat=_("Act under the hat of the organisation that commits; it has to be confirmed."))
    if due:
        end_ahead(due, by.at, "due")
    committed = session.scalars(
        select(Commitment.organisation).where(Commitment.ask_id == wanted.id, Commitment.state != "withdrawn")
    )
    if affiliated(hat.organisation, committed):
        raise Invalid(ask=_("%(name)s has committed to this ask already.", name=hat.organisation))
    session.add(
        Commitment(ask_id=wanted.id, person_id=by.author, hat_id=hat.id, organisation=hat.organisation, what=what,
                   until=due, at=by.at)
    )  # fmt: skip
    follow(recommendation.id, person_id=by.author, by=by)
    return events.Committed(wanted.number, hat.organisation, what, due.isoformat() if due else None)


def _own(recommendation: Recommendation, number: str | int, by: By) -> tuple[Commitment, Ask]:
    """Return a commitment that goes on of an organisation that the actor acts for, and its ask."""
    own = {row for row, _words in lookups.own_commitments(recommendation.id, by.author)}
    if str(number) not in own:
        raise Invalid(commitment=_("Choose an open commitment of an organisation that you act for."))
    commitment = session.get_one(Commitment, int(number))
    return commitment, session.get_one(Ask, commitment.ask_id)


@carries_out(RECOMMENDATION, "report")
def report(
    recommendation: Recommendation, *, commitment: str | int, result: str, report: str, by: By, evidence: str = ""
) -> events.Reported:
    """Report what an organisation did about its commitment; a later report takes the place of this one.

    Unchanged for the report that stands.
    """
    found, ask = _own(recommendation, commitment, by)
    if (found.state, found.told, found.evidence) == (result, report, evidence):
        raise Unchanged
    found.state, found.told, found.evidence, found.told_at = result, report, evidence, by.at
    return events.Reported(ask.number, found.organisation, result, report, evidence)


@carries_out(RECOMMENDATION, "withdraw-commitment")
def withdraw_commitment(
    recommendation: Recommendation, *, commitment: str | int, reason: str, by: By
) -> events.CommitmentEnded:
    """Withdraw a commitment, with the reason; it stays readable."""
    found, ask = _own(recommendation, commitment, by)
    found.state, found.told, found.told_at = "withdrawn", reason, by.at
    return events.CommitmentEnded(ask.number, found.organisation, reason)


@carries_out(RECOMMENDATION, "record-answer")
def record_answer(
    recommendation: Recommendation, *, ask: str | int, status: str, answer: str, evidence: str, by: By,
    due: date | None = None,
) -> events.AskStatus:  # fmt: skip
    """Record what became of an ask that no statement carries, or that became known otherwise.

    Invalid for a day that has passed, and for *no answer* before the day that is waited for has; Unchanged for what
    stands as the latest answer.
    """
    wanted, due = _ask(recommendation, ask), due if status in PROMISING else None
    stands = (wanted.status, wanted.answer, wanted.evidence, wanted.promised_by if due else None)
    if wanted.answered_at and stands == (status, answer, evidence, due):
        raise Unchanged
    if due:
        end_ahead(due, by.at, "due")
    if status == "no answer" and still_to_come(wanted, by.at.date()):
        raise Invalid(status=_("The day that is waited for has not passed. Record “no answer” once it has."))
    said = write_answer(wanted, status, by=by, answer=answer, due=due, evidence=evidence)
    for waits_anew in FOLLOWING:
        waits_anew(wanted, by=by)
    return said


@falls_due(RECOMMENDATION, "fall-overdue", Recommendation)
def with_late_asks(there: Listing) -> Listing:
    """Return the query of the recommendations of which an ask is late, and the clock has not said so."""
    late = exists().where(Ask.recommendation_id == Recommendation.id, late_asks(TODAY), Ask.overdue_told_at.is_(None))
    return there.where(late)


@carries_out(RECOMMENDATION, "fall-overdue")
def fall_overdue(recommendation: Recommendation, *, by: By) -> events.AskOverdue:
    """Say once that asks are late; whatever is answered later may be late again."""
    late = session.scalars(
        select(Ask)
        .where(Ask.recommendation_id == recommendation.id, late_asks(by.at.date()), Ask.overdue_told_at.is_(None))
        .order_by(Ask.number)
    ).all()
    for ask in late:
        ask.overdue_told_at = by.at
    said = "\n".join(f"{ask.number}. {ask.addressee}: {ask.action}" for ask in late)
    return events.AskOverdue([ask.number for ask in late], said)
