"""The acts of an appeal up to its decision: filing, acknowledging, drawing, standing aside, going on, ending."""

from collections.abc import Mapping

from igtf.appeals import events
from igtf.appeals.climbing import (
    climb,
    draw_members,
    entry_of,
    members_lost,
    names_of,
    place_of,
    replace_members,
    rung_now,
    start_again,
)
from igtf.appeals.clocks import due_for
from igtf.appeals.decisions import DECISIONS
from igtf.appeals.holding import lift_holds, place_holds
from igtf.appeals.involved import involved
from igtf.appeals.lookups import why_not
from igtf.appeals.models import Appeal
from igtf.appeals.queries import facts_for, said_of
from igtf.appeals.states import APPEAL
from igtf.appeals.words import act_in_words, name_in_words
from igtf.core.command import command
from igtf.core.db import session
from igtf.core.errors import Invalid
from igtf.core.finding import search
from igtf.core.i18n import gettext as _
from igtf.core.i18n import in_language
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.policy import require
from igtf.core.wording import in_english, in_turn
from igtf.core.workflow import WORKFLOWS, Nothing, Reasoned
from igtf.council.opening import open_ballot
from igtf.council.sitting import the_council
from igtf.council.states import BALLOT
from igtf.discussion.commands import follow
from igtf.discussion.policy import participant
from igtf.people.roles import end_role, give_role, roles_of
from igtf.record.by import By
from igtf.record.events import record
from igtf.record.holds import hold_ends
from igtf.record.mentions import mention
from igtf.record.models import Event, Subject
from igtf.record.moves import carries_out, creates
from igtf.record.queries import left_by
from igtf.record.references import render
from igtf.record.subjects import enter, lock, next_number, open_subject, relate


def _decision(number: int, by: By) -> tuple[Event, Subject]:
    """Return the decision that an entry of the record is, with its subject; Invalid when it cannot be appealed.

    It is not annulled in the same moment, as the subject is locked.
    """
    event = session.get(Event, number)
    about = lock(session.get_one(Subject, event.subject_id)) if event and event.subject_id else None
    refused = why_not(number, by)
    if refused:
        raise Invalid(decision=refused)
    return session.get_one(Event, number), about or the_council(by)


_TITLE = APPEAL.titles.add(_l("%(what)s: %(act)s"), what=name_in_words, act=act_in_words)
_UPHELD = BALLOT.titles.add(_l("Shall appeal %(ref)s (%(title)s) be upheld?"), title=APPEAL.title_of)


def _called(event: Event, about: Subject) -> str:
    """Return what a decision is about, in a word: its subject, or the person."""
    return WORKFLOWS[about.kind].name_of(about.ref) if event.subject_id else f"@{left_by(event.id)['person']}"


@creates(APPEAL, "file")
def file(*, decision: int, ground: str, text: str, wanted: str, by: By) -> tuple[Appeal, events.Filed]:
    """Appeal the decision that is entry ``decision`` of the record; where nobody can decide it waits. Invalid when it
    cannot be appealed."""
    event, about = _decision(decision, by)
    with in_language("en"):
        called = _called(event, about)
    title = in_english(_TITLE.of(what=called, act=said_of(event.kind, event.id)))
    subject = open_subject("appeal", str(next_number("appeal")), title, "filed", by=by, group_id=about.group_id)
    appeal = Appeal(
        id=subject.id, subject=subject, event_id=event.id, event=event, about_id=about.id, about=about,
        appellant_id=by.author, kind=DECISIONS[event.kind], ground=ground, text=text, html=render(text), wanted=wanted,
        rung=0,
    )  # fmt: skip
    session.add(appeal)
    session.flush()
    mention(appeal.id, appeal.html)
    reached = climb(appeal, entry_of(appeal), by)
    enter(subject, reached.state, by.at)
    relate(appeal.id, "appeals-against", about.id, at=by.at)
    place_holds(appeal, hold_ends(subject))
    follow(appeal.id, person_id=by.author, by=by)
    search.put(appeal.id, title, text)
    return appeal, events.Filed(event.id, ground, text, wanted, reached.rung.name, in_turn(reached.passed))


@carries_out(APPEAL, "draw")
def draw(appeal: Appeal, *, by: By) -> events.DrawnByLot:
    """Draw by lot who decides at this rung."""
    chosen, pool, key, entry = draw_members(appeal)
    return events.DrawnByLot(", ".join(chosen), ", ".join(f"{n} {handle}" for n, handle in enumerate(pool, 1)), key,
                             entry)  # fmt: skip


@carries_out(APPEAL, "acknowledge")
def acknowledge(appeal: Appeal, *, by: By) -> None:
    """Acknowledge: from now on the time to decide runs."""
    rung = rung_now(appeal)
    rung.acknowledged_at, rung.late_told_at = by.at, None
    appeal.subject.due_at = due_for("decide", appeal, by.at)


@carries_out(APPEAL, "stand-aside")
def stand_aside(appeal: Appeal, *, reason: str, by: By) -> tuple[events.StoodAside, str]:
    """Stand aside; the next of the draw comes in, or the appeal goes to the next rung where too few are left."""
    coming, reached = replace_members(appeal, {by.author: "own"}, by)
    said = events.StoodAside(reason, ", ".join(coming), reached.rung.name if reached else "")
    return said, reached.state if reached else appeal.subject.state


@carries_out(APPEAL, "note-waiting")
def note_waiting(appeal: Appeal, *, by: By) -> None:
    """Acknowledge an appeal that waits for people."""
    rung_now(appeal).acknowledged_at = by.at


@carries_out(APPEAL, "go-on")
def go_on(appeal: Appeal, *, by: By) -> events.WentOn:
    """Bring an appeal that waited for people to the first rung where enough of them are free by now."""
    reached = climb(appeal, start_again(appeal), by)
    return events.WentOn(reached.rung.name, in_turn(reached.passed))


@carries_out(APPEAL, "pass-on")
def pass_on(appeal: Appeal, *, by: By) -> tuple[events.PassedOn, str]:
    """Let others come in for who decides no more; where nobody does it goes to the next rung, or waits."""
    lost = members_lost(appeal, by.at)
    left, silent = (_names(lost, why) for why in ("left", "silent"))
    coming, reached = replace_members(appeal, lost, by)
    if reached is None:
        return events.PassedOn(left, ", ".join(coming), silent=silent), appeal.subject.state
    return events.PassedOn(left, "", reached.rung.name, in_turn(reached.passed), silent), reached.state


def _names(lost: Mapping[int, str], why: str) -> str:
    return ", ".join(actor.name for actor in names_of(one for one in lost if lost[one] == why).values())


@carries_out(APPEAL, "to-ballot")
def to_ballot(appeal: Appeal, *, reason: str, by: By) -> events.PutToBallot:
    """Put the appeal to the council; whoever is involved is recused."""
    ballot = open_ballot(
        appeal.subject, purpose="appeal", by=by, aside=involved(appeal),
        question=_UPHELD.of(ref=appeal.subject.ref, title=appeal.subject.title),
    )  # fmt: skip
    return events.PutToBallot(reason, ballot.subject.ref)


@carries_out(APPEAL, "next-rung")
def next_rung(appeal: Appeal, *, reason: str, by: By) -> tuple[events.Climbed, str]:
    """Take the appeal to the next rung; where nobody there can decide it waits."""
    appeal.subject.topic = None
    reached = climb(appeal, place_of(appeal.kind, rung_now(appeal).name) + 1, by)
    return events.Climbed(reason, reached.rung.name, in_turn(reached.passed)), reached.state


@carries_out(APPEAL, "note-late")
def note_late(appeal: Appeal, *, by: By) -> events.Overdue:
    """Say once that it is overdue; nobody else decides for that."""
    rung_now(appeal).late_told_at = by.at
    return events.Overdue("acknowledge" if appeal.subject.state == "filed" else "decide")


@carries_out(APPEAL, "close")
def close(appeal: Appeal, *, by: By) -> None:
    """Close an appeal that did not go to the next rung in time."""
    lift_holds(appeal, by.at)


@carries_out(APPEAL, "withdraw")
def withdraw(appeal: Appeal, *, reason: str, by: By) -> Reasoned:
    """Take the appeal back."""
    lift_holds(appeal, by.at)
    return Reasoned(reason)


@command
def volunteer(*, by: By) -> None:
    """Volunteer for panels; NotAllowed for who is no participant, Invalid for who does already."""
    _require_change(by, now=False)
    give_role(by.author, "panelist", at=by.at, hat_id=by.hat_id)
    record(by, None, events.VOLUNTEER, Nothing())


@command
def end_volunteering(*, by: By) -> None:
    """Volunteer for panels no longer; NotAllowed for who is no participant, Invalid for who does not."""
    _require_change(by, now=True)
    end_role(by.author, "panelist", at=by.at)
    record(by, None, events.END_VOLUNTEERING, Nothing())


def _require_change(by: By, *, now: bool) -> None:
    """Refuse who is no participant, and whoever is not, or is, ready for panels ``now``."""
    require(participant(facts_for(by, None)))
    if roles_of(by.author).has("panelist") != now:
        raise Invalid({"": [_("That is so already, so nothing was recorded.")]})
