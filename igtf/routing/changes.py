"""Changes to the list of bodies: proposed by anyone, approved or declined by the secretariat (section 9)."""

from typing import Any

from sqlalchemy import select

from igtf.core.db import session
from igtf.core.errors import Invalid
from igtf.core.finding import search
from igtf.core.i18n import gettext as _
from igtf.core.workflow import Reasoned
from igtf.discussion.commands import follow
from igtf.people.shown import note_shown
from igtf.record.by import By
from igtf.record.events import record
from igtf.record.models import Event, VoidEvent
from igtf.record.moves import carries_out, creates
from igtf.record.subjects import next_number, open_subject, relate, touch, unrelate
from igtf.routing import events
from igtf.routing.bodies import check_entry, check_short_name, hold_list, index, list_body, topics_of
from igtf.routing.choices import entry_of
from igtf.routing.models import Body, BodyChange, Statement
from igtf.routing.statements import index as index_letter
from igtf.routing.states import BODY, BODY_CHANGE


@creates(BODY_CHANGE, "propose")
def propose(
    *, reason: str, by: By, source: str = "", body: Body | None = None, **entry: str | None
) -> tuple[BodyChange, events.ChangeProposed]:
    """Propose a new body, or that the entry of ``body`` reads as ``entry``; only what differs is kept.

    Invalid when nothing would change, or when the list could not read so today.
    """
    after = {name: (value or "").strip() for name, value in entry.items()} | {
        "mandate": " ".join((entry["mandate"] or "").split())
    }
    before = entry_of(body) if body else {}
    if body is None:
        check_short_name(after["slug"])
    check_entry(body, acronym=after["acronym"], url=after["url"], parent=after["parent"])
    changed = [name for name, value in after.items() if value != before.get(name, "")]
    if not changed:
        raise Invalid({"": [_("Nothing would change, so nothing was proposed.")]})
    title = f"{body.acronym if body else after['acronym']}: {body.subject.title if body else after['name']}"
    subject = open_subject(
        "body-change", str(next_number("body-change")), title, "proposed", by=by, summary=reason[:300]
    )
    change = BodyChange(
        id=subject.id, subject=subject, body_id=body.id if body else None, reason=reason, source=source,
        before={name: before.get(name, "") for name in changed}, after={name: after[name] for name in changed},
    )  # fmt: skip
    session.add(change)
    session.flush()
    if body:
        relate(change.id, "would-change", body.id, at=by.at)
    follow(change.id, person_id=by.author, by=by)
    search.put(change.id, f"BC-{subject.ref} {title}", f"{reason}\n{after['mandate']}")
    return change, events.ChangeProposed(subject.ref, title, reason, change.before, change.after)


@carries_out(BODY, "propose-change")
def propose_change(body: Body, *, by: By, **given: str) -> events.ChangeProposed:
    """Propose that the entry of a body reads otherwise."""
    change: BodyChange = propose(body=body, by=by, **given)
    return events.ChangeProposed(
        change.subject.ref, f"BC-{change.subject.ref}", change.reason, change.before, change.after
    )


@carries_out(BODY_CHANGE, "approve")
def approve(change: BodyChange, *, by: By) -> events.ChangeApproved:
    """Let the list read as proposed. Invalid when the entry was changed meanwhile in what would change."""
    if change.body_id is None:
        body: Body = list_body(by=by, **change.after)
        relate(change.id, "would-change", body.id, at=by.at)
    else:
        body = session.get_one(Body, change.body_id)
        revise(body, change=change, by=by)
    return events.ChangeApproved(f"{body.acronym}: {body.subject.title}")


@carries_out(BODY, "revise")
def revise(body: Body, *, change: BodyChange, by: By) -> events.Revised:
    """Write what was proposed into the entry of a body. Invalid when the entry was changed meanwhile."""
    hold_list()
    now = entry_of(body)
    meanwhile = [name for name, value in change.before.items() if now[name] != value]
    if meanwhile:
        raise Invalid({"": [_(
            "The entry was changed meanwhile (%(fields)s). Decline this, and ask for a new proposal.",
            fields=", ".join(meanwhile),
        )]})  # fmt: skip
    entry = now | change.after
    above = check_entry(body, acronym=entry["acronym"], url=entry["url"], parent=entry["parent"])
    _rename(body, entry, above, by)
    index(body)
    return events.Revised(f"BC-{change.subject.ref}", change.before, change.after)


def _rename(body: Body, entry: dict[str, Any], above: Body | None, by: By) -> None:
    if body.parent_id:
        unrelate(body.id, "under", body.parent_id)
    if above:
        relate(body.id, "under", above.id, at=by.at)
    renamed = (entry["name"], entry["acronym"]) != (body.subject.title, body.acronym)
    body.subject.title, body.acronym, body.kind = entry["name"], entry["acronym"], entry["kind"]
    body.parent_id, body.url, body.mandate = above.id if above else None, entry["url"], entry["mandate"]
    body.topics, body.members = topics_of(entry["topics"]), entry["members"]
    if renamed:
        show_anew(body.id)


def show_anew(body_id: int) -> None:
    """Let pages show what a body and its contacts are called now, and its letters be found by that. For commands."""
    note_shown()
    for letter in session.scalars(select(Statement).where(Statement.to_body_id == body_id)).all():
        index_letter(letter)  # they are found by the name that their pages and lists show


def reads_as_before(change: BodyChange) -> bool:
    """Return whether the entry of a body reads as ``_stood`` before a change; never, where that listed the body."""
    if change.body_id is None:
        return change.subject.state != "approved"
    now = entry_of(session.get_one(Body, change.body_id))
    return all(now[name] == value for name, value in _stood(change).items())


def _stood(change: BodyChange) -> dict[str, Any]:
    """Return how the fields of a change read before it; what an approval wrote there that is annulled does not count.

    Such words stayed in the entry only as this change had taken their place.
    """
    approved = session.execute(
        select(Event.id, BodyChange, VoidEvent.by_id.label("void"))
        .join(BodyChange, BodyChange.id == Event.subject_id)
        .outerjoin(VoidEvent, VoidEvent.event_id == Event.id)
        .where(BodyChange.body_id == change.body_id, Event.kind == "body-change.approve").order_by(Event.id.desc())
    ).all()  # fmt: skip
    own = next((row.id for row in approved if row.BodyChange is change), 0)
    stood, open_still = dict(change.before), {*change.before}
    for row in approved:
        for name in open_still & {*row.BodyChange.after} if row.id < own else ():
            if row.void is None:
                open_still = open_still - {name}
            elif row.BodyChange.after[name] == stood[name]:
                stood[name] = row.BodyChange.before[name]
    return stood


def unrevise(change: BodyChange, *, by: By) -> None:
    """Let the entry of a body read as ``_stood`` before a change that was approved, unless it was changed since.

    For commands.
    """
    hold_list()
    body = session.get(Body, change.body_id) if change.body_id else None
    if body is None or any(entry_of(body)[name] != value for name, value in change.after.items()):
        return
    stood = _stood(change)
    entry = entry_of(body) | stood
    try:
        above = check_entry(body, acronym=entry["acronym"], url=entry["url"], parent=entry["parent"])
    except Invalid:  # its former acronym is another body's by now
        return
    _rename(body, entry, above, by)
    index(body)
    record(by, body.subject, "body.revise", events.Revised(f"BC-{change.subject.ref}", change.after, stood))
    touch(body.id, by.at)


@carries_out(BODY_CHANGE, "decline")
def decline(change: BodyChange, *, reason: str, by: By) -> Reasoned:
    """Leave the list as it is, with the reason."""
    return Reasoned(reason)


@carries_out(BODY_CHANGE, "withdraw")
def withdraw(change: BodyChange, *, reason: str, by: By) -> Reasoned:
    """Take the proposal back."""
    return Reasoned(reason)
