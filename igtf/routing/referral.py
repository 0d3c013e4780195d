"""Referring issues to bodies: proposed, agreed to, and done by sending (section 2)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from itertools import zip_longest
from typing import Any

from sqlalchemy import select

from igtf.core.db import session
from igtf.core.errors import Invalid
from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.moments import day
from igtf.core.policy import Decision, check, demand
from igtf.issues import two_step
from igtf.issues.deadlines import due_again
from igtf.issues.events import Added, Agreed, Proposed
from igtf.issues.forms import FindingForm
from igtf.issues.models import Issue
from igtf.issues.numbered import numbers_in
from igtf.issues.policy import has_deadline
from igtf.issues.queries import agreed_ref, is_pending, pending_two_step
from igtf.issues.states import ISSUE, REFERABLE
from igtf.people.stakeholders import folded
from igtf.record.by import By
from igtf.record.models import Subject
from igtf.record.moves import carries_out
from igtf.record.numbers import period
from igtf.record.references import render
from igtf.routing.choices import addressee_choices
from igtf.routing.finding import bodies_for, ranked_bodies, reasons
from igtf.routing.models import Statement
from igtf.routing.naming import bodies_named
from igtf.routing.precedents import asked_on, said_to
from igtf.routing.queries import body_named, first_day
from igtf.routing.statements import draft, usual_day
from igtf.routing.suggested import suggested_bodies

RANKED = 8
"""How many of the bodies found stand before the others in the list of choices."""
SUGGESTED = 5
"""How many of those that participants suggest a finding has to consider: those that most of them do."""


def ranked_choices(issue: Issue) -> list[tuple[str, Text]]:
    """Return the bodies found for an issue, best first with the reason, then all others by acronym."""
    first, *others = addressee_choices()
    labels = dict(others)
    best = {
        one.body.slug: _("%(body)s (its mandate speaks of: %(words)s)", body=labels[one.body.slug], words=reasons(one))
        for one in bodies_for(issue)[:RANKED]
    }
    for one in suggested_bodies(issue):
        if one.body and one.body.slug in labels:
            best.setdefault(one.body.slug, _("%(body)s (suggested by participants)", body=labels[one.body.slug]))
    return [first, *best.items(), *((slug, label) for slug, label in others if slug not in best)]


def considered(issue: Issue) -> list[tuple[str, str]]:
    """Return the bodies to consider in a finding: those asked, with the answers, those suggested, those by mandate.

    Each by its acronym, or by the name that a participant gave where it is not listed.
    """
    asked = {row.acronym: _("LS-%(ref)s: %(said)s.", ref=row.ref, said=said_to(row)) for row in asked_on(issue.id)}
    suggested = suggested_bodies(issue)[:SUGGESTED]
    found = [*(one.name for one in suggested), *(one["acronym"] for one in ranked_bodies(issue))]
    return [*asked.items(), *((name, "") for name in dict.fromkeys(found) if name not in asked)]


def left_out(issue: Issue, names: Sequence[str]) -> list[str]:
    """Return the names of the bodies to consider that none of ``names`` means, by acronym or name."""
    wanted = [name for name, _reason in considered(issue)]
    slugs = bodies_named([*wanted, *names])
    meant = {slugs.get(name) or folded(name) for name in names}
    return [name for name in wanted if (slugs.get(name) or folded(name)) not in meant]


FindingForm.found_for, FindingForm.left_out_of = staticmethod(considered), staticmethod(left_out)


@carries_out(ISSUE, "propose-referral")
def propose_referral(
    issue: Issue, *, body: str, purpose: str, subject: str, text: str, reason: str, by: By,
    asks: Sequence[Mapping[str, Any]] = (), deadline: date | None = None, issues: str = "",
    along: tuple[int, list[str]] | None = None,
) -> Proposed:  # fmt: skip
    """Propose to send a statement to a body; it is drafted after ``two_step_days`` unless stopped.

    Each of the other ``issues`` gets a proposal of its own, which is objected to and withdrawn by itself; those that
    stand when the time is over go in one statement. ``along`` is given to these: the number of the first proposal,
    and all issues of the act. Invalid for a body that is not listed.
    """
    target = body_named(body)
    effective = by.at + period("two_step_days", issue.subject)
    asked = [row for row in asks if row.get("text")]
    days = [None if row.get("deadline") == deadline else row.get("deadline") for row in asked]
    demand(
        deadline=has_deadline(purpose, deadline) and _comes_after(effective, deadline),
        asks=_comes_after(effective, *days),
    )
    named = f"{target.acronym}: {target.subject.title}"
    others = [] if along else _others(issue, issues)
    first, every = along or (None, [issue.subject.ref, *(other.subject.ref for other in others)])
    rest = [ref for ref in every if ref != issue.subject.ref]
    said = two_step.propose(
        issue, "agree-referral", reason=reason, by=by, first_id=first,
        said={"body": named, "subject": subject, "asks": list(map(_worded, asked, days)),
              "deadline": deadline.isoformat() if deadline else "", "together": ", ".join(f"#{ref}" for ref in rest)},
        body=body, purpose=purpose, subject=subject, text=text, asks=[row["text"] for row in asked],
        days=[day.isoformat() if day else None for day in days], issues=rest, html=render(text),
        deadline=deadline.isoformat() if deadline else None, named=named,
    )  # fmt: skip
    if others:
        first = two_step.gather(issue)
    for other in others:
        propose_referral(
            other, body=body, purpose=purpose, subject=subject, text=text, asks=asks, reason=reason,
            deadline=deadline, by=by, along=(first, every),
        )  # fmt: skip
    return said


def _comes_after(effective: datetime, *days: date | None) -> Decision:
    """Whether none of the days by which something is asked comes before the proposal takes effect."""
    said = _l("The proposal takes effect on %(effective)s; give a day after that.", effective=day(effective))
    return check((not any(each and each <= effective.date() for each in days), said))


def _worded(row: Mapping[str, Any], by_when: date | None) -> Text:
    """Return a point as the record of the issue says it: with the day that it has of its own."""
    text: str = row["text"]
    return _l("%(ask)s (by %(day)s)", ask=text, day=f"{by_when:%Y-%m-%d}") if by_when else text


def _others(issue: Issue, numbers: str) -> list[Issue]:
    """Return the other issues of a list of numbers; Invalid for one that cannot be referred, or not now."""
    wanted = [number for number in numbers_in(numbers) if number != issue.subject.ref]
    rows = session.execute(
        select(Issue, is_pending(Issue.id).label("pending"), agreed_ref(Issue.id).label("agreed"))
        .join(Subject, Subject.id == Issue.id).where(
            Subject.kind == "issue", Subject.ref.in_(wanted),
            Subject.state.in_(REFERABLE),
        ).order_by(Issue.id)
    ).all()  # fmt: skip
    unfit = [number for number in wanted if number not in {row.Issue.subject.ref for row in rows}]
    if unfit:
        raise Invalid(issues=_("These issues are not open, referred or unhoused: %(unfit)s.", unfit=", ".join(unfit)))
    pending = [row.Issue.subject.ref for row in rows if row.pending]
    if pending:
        raise Invalid(issues=_("A proposal on these issues is pending already: %(pending)s.",
                               pending=", ".join(pending)))  # fmt: skip
    agreed = [row.Issue.subject.ref for row in rows if row.agreed]
    if agreed:
        raise Invalid(issues=_("To refer these issues is agreed already, and waits to be sent: %(agreed)s.",
                               agreed=", ".join(agreed)))  # fmt: skip
    return [row.Issue for row in rows]


@carries_out(ISSUE, "agree-referral")
def agree_referral(issue: Issue, *, by: By, drafted: Statement | None = None) -> Agreed:
    """Carry the proposed referral out: the statement is drafted, and refers the issue when it is sent.

    Issues that were proposed together and that nobody stopped go in the same statement, which is ``drafted`` then.
    """
    proposal = two_step.take(issue)
    issue.subject.due_at = due_again(issue, issue.subject.state, by)
    if drafted is None:
        given, others = proposal.given, two_step.together_with(proposal, by)
        drafted = draft(
            body=given["body"], purpose=given["purpose"], subject=given["subject"], text=given["text"], by=by,
            asks=_points(given, by), deadline=_still(given["deadline"], by), drafted_by=proposal.proposer_id,
            tied={"refers": [issue.id, *(other.id for other in others)]}, why=proposal.reason, html=given.get("html"),
        )  # fmt: skip
        for other in others:
            agree_referral(other, by=by, drafted=drafted)
    return Agreed(proposal.reason, drafted.body.acronym, f"LS-{drafted.subject.ref}")


def _points(given: Mapping[str, Any], by: By) -> list[dict[str, Any]]:
    """Return the points as proposed, with their days; a proposal of before has no such days, or no points at all."""
    texts, days = given.get("asks", ()), given.get("days", ())
    wanted = [date.fromisoformat(each) if each else None for each in days]
    coming = [each if each and each > by.at.date() else None for each in wanted]  # else by the date of the letter
    return [{"text": text, "deadline": by_when} for text, by_when in zip_longest(texts, coming)]


def _still(deadline: str | None, by: By) -> date | None:
    """Return a deadline as proposed; the usual time from now when a ballot took longer than that."""
    if deadline is None or date.fromisoformat(deadline) > by.at.date():
        return date.fromisoformat(deadline) if deadline else None
    return usual_day(by)


def answer_due(issue: Issue, _by: By) -> datetime | None:
    """Return the first day by which a body owes an answer on an issue that was referred."""
    return session.scalar(select(first_day(issue.id)))


@carries_out(ISSUE, "refer")
def refer(issue: Issue, *, statement: str, body: str, by: By) -> Added:
    """Refer the issue: a statement about it was sent to a body.

    A proposal that is pending keeps its date, unless it falls because the issue is referred now.
    """
    two_step.drop_pending(issue, "referred", by)
    if pending_two_step(issue.id) is None:
        issue.subject.due_at = due_again(issue, "referred", by)
    return Added(f"{body}, LS-{statement}")
