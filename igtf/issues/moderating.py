"""What moderators decide about an issue and who filed it, and what participants report to them (section 12)."""

from typing import Any

from markupsafe import Markup, escape
from sqlalchemy import select

from igtf.core import search
from igtf.core.db import session
from igtf.core.i18n import gettext as _
from igtf.core.workflow import Nothing, Reasoned
from igtf.discussion import pauses
from igtf.discussion.commands import report_subject, settle
from igtf.discussion.events import Paused
from igtf.discussion.reports import REPORTABLE, WARNED, What, step
from igtf.issues import two_step
from igtf.issues.deadlines import due_again
from igtf.issues.found import index
from igtf.issues.models import Issue
from igtf.issues.policy import FILED
from igtf.issues.queries import state_before
from igtf.issues.states import ISSUE
from igtf.record.acts import By
from igtf.record.models import HIDDEN, Actor, Event, Subject
from igtf.record.moves import carries_out, url_of


@carries_out(ISSUE, "report")
def report(issue: Issue, *, reason: str, by: By) -> Nothing:
    """Report an issue to the moderators, who alone read why."""
    report_subject(issue.id, reason=reason, by=by)
    return Nothing()


@carries_out(ISSUE, "keep")
def keep(issue: Issue, *, reason: str, by: By) -> Reasoned:
    """Leave a reported issue as it is, with a public reason; its reports are settled."""
    settle(issue.id, by=by)
    return Reasoned(reason)


@carries_out(ISSUE, "hide")
def hide(issue: Issue, *, reason: str, by: By) -> Reasoned:
    """Hide spam or abuse: nothing but the trace is left to see or to find; its reports are settled."""
    settle(issue.id, by=by)
    search.remove(issue.id)
    two_step.drop_pending(issue, HIDDEN, by)
    return Reasoned(reason)


@carries_out(ISSUE, "show-again")
def show_again(issue: Issue, *, reason: str, by: By) -> tuple[Reasoned, str]:
    """Show a hidden issue again, in the state that it was hidden in, with the deadline of that."""
    index(issue)
    state = state_before(issue.id, HIDDEN)
    issue.subject.due_at = due_again(issue, state, by)
    return Reasoned(reason), state


@carries_out(ISSUE, "warn")
def warn(issue: Issue, *, reason: str, by: By) -> Reasoned:
    """Warn who filed an issue, with a public reason."""
    return Reasoned(reason)


@carries_out(ISSUE, "pause")
def pause(issue: Issue, *, reason: str, days: int, beside: dict[Any, Any], by: By) -> Paused:
    """Pause the posting of who filed an issue for some days, with a public reason. Invalid for too many days."""
    until, row = pauses.begun(issue.subject.opened_by_id, days, by)
    beside.update(row)
    return Paused(reason, until)


@carries_out(ISSUE, "end-pause")
def end_pause(issue: Issue, *, reason: str, by: By) -> Reasoned:
    """End the pause of who filed an issue before its time, with a public reason."""
    pauses.end(issue.subject.opened_by_id, by)
    return Reasoned(reason)


def reported_issue(issue_id: int, _whole: None) -> What:
    """Return what the moderators see of an issue that was reported."""
    issue = session.get_one(Issue, issue_id)
    subject, name = issue.subject, _("Issue %(n)s", n=ISSUE.name_of(issue.subject.ref))
    steps = [ISSUE.move_by_name[name] for name in ("hide", "keep", "warn", "pause")]
    return What(
        session.get_one(Actor, subject.opened_by_id), name, url_of(subject), subject.title,
        Markup("<p>{}</p>{}").format(escape(subject.summary), Markup(issue.description_html)),
        [(move.label, step(subject, move.name)) for move in steps if subject.state in move.sources], FILED,
    )  # fmt: skip


REPORTABLE["issue"] = reported_issue
WARNED.append(
    select(Subject.opened_by_id, Event.id).join(Event, Event.subject_id == Subject.id).where(Event.kind == "issue.warn")
)
