"""Referring issues to bodies: proposed, agreed to, and done by sending (section 2)."""

import re
from datetime import date, datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import select

from igtf.core.db import session
from igtf.core.errors import Invalid
from igtf.core.i18n import Text
from igtf.core.workflow import Reasoned
from igtf.issues import two_step
from igtf.issues.events import Added, Proposed
from igtf.issues.forms import FindingForm, ReferralForm
from igtf.issues.models import Issue
from igtf.issues.states import ISSUE
from igtf.record.acts import By
from igtf.record.models import Subject
from igtf.record.moves import carries_out
from igtf.record.numbers import days
from igtf.routing.choices import body_choices
from igtf.routing.finding import bodies_for, ranked_bodies, reasons
from igtf.routing.queries import body_by
from igtf.routing.statements import draft

RANKED = 8
"""How many of the bodies found stand before the others in the list of choices."""


def ranked_choices(issue: Issue) -> list[tuple[str, Text]]:
    """Return the bodies found for an issue, best first with the reason, then all others by acronym."""
    first, *others = body_choices()
    labels = dict(others)
    best = {
        one.body.slug: _("%(body)s (its mandate speaks of: %(words)s)", body=labels[one.body.slug], words=reasons(one))
        for one in bodies_for(issue)[:RANKED]
    }
    return [first, *best.items(), *((slug, label) for slug, label in others if slug not in best)]


ReferralForm.bodies_for = staticmethod(ranked_choices)
FindingForm.found_for = staticmethod(lambda issue: [found["acronym"] for found in ranked_bodies(issue)])


@carries_out(ISSUE, "propose-referral")
def propose_referral(
    issue: Issue, *, body: str, purpose: str, subject: str, text: str, reason: str, by: By,
    deadline: date | None = None, issues: str = "",
) -> Proposed:  # fmt: skip
    """Propose to send a statement to a body; it is drafted after 7 days unless stopped."""
    if body_by(body) is None:
        raise Invalid(body=_("Choose a body of the list."))
    if purpose == "action" and deadline is None:
        raise Invalid(deadline=_("A statement for action needs a deadline."))
    effective = by.at + timedelta(days=days("two_step_days", issue.subject))
    if deadline and deadline <= effective.date():
        raise Invalid(
            deadline=_(
                "The proposal takes effect on %(effective)s; give a day after that.", effective=f"{effective:%Y-%m-%d}"
            )
        )
    return two_step.propose(
        issue, "agree-referral", reason=reason, by=by, body=body, purpose=purpose, subject=subject, text=text,
        deadline=deadline.isoformat() if deadline else None, issues=_others(issue, issues),
    )  # fmt: skip


def _others(issue: Issue, numbers: str) -> list[str]:
    """Return the other issues of a list of numbers; Invalid for one that cannot be referred."""
    wanted = [number for number in dict.fromkeys(re.findall(r"\d+", numbers)) if number != issue.subject.ref]
    found = set(session.scalars(
        select(Subject.ref).where(Subject.kind == "issue", Subject.ref.in_(wanted),
                                  Subject.state.in_(ISSUE.move_by_name["refer"].sources))
    ))  # fmt: skip
    unfit = [number for number in wanted if number not in found]
    if unfit:
        raise Invalid(issues=_("These issues are not open, referred or unhoused: %(unfit)s.", unfit=", ".join(unfit)))
    return wanted


@carries_out(ISSUE, "agree-referral")
def agree_referral(issue: Issue, *, by: By) -> Reasoned:
    """Carry the proposed referral out: the statement is drafted, and refers the issue when it is sent."""
    proposal = two_step.take(issue)
    given = proposal.given
    others = session.scalars(select(Subject.id).where(Subject.kind == "issue", Subject.ref.in_(given["issues"])))
    draft(
        body=given["body"], purpose=given["purpose"], subject=given["subject"], text=given["text"], by=by,
        deadline=_still(given["deadline"], by), drafted_by=proposal.proposer_id, refers=[issue.id, *others],
        why=proposal.reason,
    )  # fmt: skip
    return Reasoned(proposal.reason)


def _still(deadline: str | None, by: By) -> date | None:
    """Return a deadline as proposed; the usual time from now when a ballot took longer than that."""
    if deadline is None or date.fromisoformat(deadline) > by.at.date():
        return date.fromisoformat(deadline) if deadline else None
    return (by.at + timedelta(days=days("answer_days"))).date()


@carries_out(ISSUE, "refer")
def refer(issue: Issue, *, statement: str, body: str, answer_by: datetime | None, by: By) -> Added:
    """Refer the issue: a statement about it was sent to a body, which answers by ``answer_by``."""
    issue.subject.due_at = answer_by
    return Added(f"{body}, LS-{statement}")
