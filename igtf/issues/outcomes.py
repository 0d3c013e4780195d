"""The acts on outcomes: entering them, and disposing of each (procedure, section 2)."""

from typing import Any

from sqlalchemy import select

from igtf.core.command import command
from igtf.core.db import session
from igtf.core.errors import Invalid
from igtf.core.finding import search
from igtf.core.i18n import gettext as _
from igtf.core.text.links import NO_LINK, is_link
from igtf.core.text.markup import plain
from igtf.discussion.commands import follow
from igtf.issues import events
from igtf.issues.commands import file
from igtf.issues.models import Occasion, Outcome
from igtf.issues.numbered import open_issue
from igtf.issues.states import OUTCOME
from igtf.issues.texts import written_there
from igtf.record.by import By
from igtf.record.events import record
from igtf.record.mentions import mention
from igtf.record.moves import carries_out, creates
from igtf.record.subjects import next_number, open_subject, relate

CURRENT_YEARS = range(1995, 2101)


def occasion_held(name: str, year: int) -> Occasion:
    """Return an occasion, the first time it is named a new one; until the commit nobody else enters outcomes of it.

    Invalid when it is known with another year.
    """
    found = session.scalar(select(Occasion).where(Occasion.name == name).with_for_update())
    if found is None:
        found = Occasion(name=name, year=year, kind="meeting", url="")
        session.add(found)
        session.flush()
    elif found.year != year:
        raise Invalid(year=_("%(name)s is known as an occasion of %(year)s.", name=name, year=found.year))
    return found


def add_outcome(
    *, occasion: str, year: int, title: str, text: str, by: By, session_name: str = "", url: str = ""
) -> Outcome:
    """Add an outcome, and its occasion with the first one; Invalid for an odd year. For commands: no event."""
    if year not in CURRENT_YEARS:
        raise Invalid(year=_("Give the year of the occasion, such as 2013."))
    if url and not is_link(url):
        raise Invalid(url=str(NO_LINK))
    whence = occasion_held(occasion, year)
    subject = open_subject(
        "outcome", str(next_number("outcome")), title, "waiting", by=by, summary=plain(text)[:300].strip()
    )
    outcome = Outcome(id=subject.id, subject=subject, occasion=whence, session_name=session_name, text=text,
                      html=written_there(text), url=url)  # fmt: skip
    session.add(outcome)
    session.flush()
    mention(outcome.id, outcome.html)
    search.put(subject.id, title, f"{occasion} {session_name}\n{text}")
    return outcome


@creates(OUTCOME, "enter")
def enter(*, by: By, **given: Any) -> tuple[Outcome, events.OutcomeEntered]:
    """Enter an outcome of an occasion."""
    outcome = add_outcome(by=by, **given)
    return outcome, events.OutcomeEntered(outcome.occasion.name, outcome.subject.title)


@command
def enter_imported(*, by: By, **given: Any) -> Outcome:
    """Enter an outcome as an importer does."""
    outcome = add_outcome(by=by, **given)
    entered = events.OutcomeEntered(outcome.occasion.name, outcome.subject.title)
    record(by, outcome.subject, "outcome.enter", entered)
    return outcome


@carries_out(OUTCOME, "become-issue")
def become_issue(outcome: Outcome, *, by: By, **given: str) -> events.Disposed:
    """File an issue from the outcome; both show each other."""
    issue = file(by=by, **given)
    relate(issue.id, "from-outcome", outcome.id, at=by.at)
    follow(issue.id, person_id=outcome.subject.opened_by_id, by=by)
    return events.Disposed(issue=issue.subject.ref)


@carries_out(OUTCOME, "attach")
def attach(outcome: Outcome, *, issue: int, by: By, reason: str = "") -> events.Disposed:
    """Attach the outcome to an issue; Invalid unless that is open."""
    target = open_issue(issue, "issue")
    relate(outcome.id, "attached-to", target.id, at=by.at)
    return events.Disposed(reason, target.ref)


@carries_out(OUTCOME, "note")
def note(outcome: Outcome, *, reason: str, by: By) -> events.Disposed:
    """Note the outcome, with the reason why nothing follows."""
    return events.Disposed(reason)
