"""Each decision that can be appealed, really made, appealed and upheld: the state is back, what followed is void."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from igtf.appeals.decisions import DECISIONS, ONLY_ITSELF
from igtf.appeals.queries import decision_shown
from igtf.core.clock import now
from igtf.core.db import session, writing
from igtf.core.errors import NotAllowed
from igtf.core.sent.files import SentFile
from igtf.core.workflow import WORKFLOWS
from igtf.discussion.commands import comment, follow, hide_comment
from igtf.discussion.models import Comment
from igtf.discussion.pauses import pause, warn
from igtf.discussion.queries import comment_facts
from igtf.discussion.redacting import redact
from igtf.figures import yearly
from igtf.figures.report import _bodies
from igtf.meetings.models import MeetingDocument
from igtf.notice.recipients import audience_of
from igtf.people.roles import holders
from igtf.record.by import By
from igtf.record.models import CLOCK_ID, Event, Relation, Subject, VoidEvent
from igtf.record.moves import perform, url_of
from igtf.record.numbers import NUMBERS, in_force
from igtf.record.queries import left_by
from igtf.record.subjects import enter
from igtf.routing.models import Contact
from igtf.routing.queries import bodies, body_by
from igtf.routing.states import STATEMENT
from tests.appeals.house import House, appealed, decided, decision, state, told_of, told_since, upheld
from tests.factories import broken_promises, later, letters, make_person
from tests.procedure.changing import to_ballot
from tests.routing.acts import make_body, name_contact

Step = tuple[str, Any, str]
"""Kind of event appealed, the subject, the state it is in again."""
STORIES: dict[tuple[str, ...], Callable[[House], list[Step]]] = {}


def story(*kinds: str) -> Callable[[Callable[[House], list[Step]]], Callable[[House], list[Step]]]:
    """Decorator: the function makes decisions of these kinds, and returns them, the last first."""

    def bind(function: Callable[[House], list[Step]]) -> Callable[[House], list[Step]]:
        STORIES[kinds] = function
        return function

    return bind


def proposed(house: House, issue: Any, move: str, **given: Any) -> None:
    house.do(house.member, "issue", move, issue, reason="So it is.", **given)
    house.tick(8)


REFERRAL = {"body": "lamp", "purpose": "action", "subject": "Lamps", "text": "Look.", "issues": "",
            "asks": [{"text": "Look at lamps."}]}  # fmt: skip


@story("issue.accept", "issue.decline")
def declining(house: House) -> list[Step]:
    issue = house.accepted()
    proposed(house, issue, "propose-decline")
    return [("issue.decline", issue, "open"), ("issue.accept", issue, "submitted")]


@story("issue.find-no-body", "issue.merge")
def no_body(house: House) -> list[Step]:
    issue, other = house.accepted(), house.accepted()
    proposed(house, issue, "propose-finding", bodies=[{"body": "ITU", "reason": "No mandate."}])
    house.do(house.filer, "issue", "merge", issue, other=int(other.subject.ref), reason="The same.")
    return [("issue.merge", issue, "unhoused"), ("issue.find-no-body", issue, "open")]


@story("issue.agree-referral", "statement.send", "statement.close", "issue.resolve")
def referring(house: House) -> list[Step]:
    name_contact(make_body(), house.desk)
    issue = house.accepted()
    until = (house.at + timedelta(days=40)).date()
    proposed(house, issue, "propose-referral", deadline=until, **REFERRAL)
    statement = house.newest("statement")
    house.do(house.chairman, "statement", "approve", statement)
    house.do(house.desk, "statement", "send", statement, channel="mail")
    house.do(house.desk, "statement", "answer", statement, evidence="A letter.", answers=[
        {"answer": "done", "text": "We did.", "promised_by": None, "passed_to": ""}])  # fmt: skip
    house.do(house.member, "statement", "close", statement, evidence="It is on their site.")
    house.do(house.person(issue.assigned_id), "issue", "resolve", issue, result="implemented", done="It is.",
             evidence="https://lamp.example")  # fmt: skip
    return [
        ("issue.resolve", issue, "referred"), ("statement.close", statement, "answered"),
        ("statement.send", issue, "open"), ("issue.agree-referral", issue, "open"),
    ]  # fmt: skip


def test_a_body_is_told_nothing_where_only_the_close_of_a_letter_falls(app, db):
    house = House()
    referring(house)
    statement = house.newest("statement")
    upheld(house, decision("statement.close"))
    assert state(statement) == "answered"
    assert session.query(Relation).filter_by(kind="corrects").count() == 0
    upheld(house, decision("statement.send"))
    assert session.query(Relation).filter_by(kind="corrects").count() == 1
    assert broken_promises() == []


def test_where_the_sending_of_a_closed_letter_falls_its_body_is_told_of_no_former_state(app, db):
    house = House()
    referring(house)
    statement = house.newest("statement")
    upheld(house, decision("statement.send"))
    assert state(statement) == "closed"
    assert letters("statement-annulled") == []


@story("outcome.note", "outcome.suggest")
def outcomes(house: House) -> list[Step]:
    given = {"occasion": "IGF", "year": 2026, "session_name": "", "title": "One", "text": "Text.", "url": ""}
    make_body("mag", "Plans the programme of the forum.")
    one, two = (house.do(house.filer, "outcome", "enter", **given) for _each in range(2))
    house.do(house.member, "outcome", "note", one, reason="Nothing follows.")
    house.do(house.member, "outcome", "suggest", two, reason="For the programme.")
    return [("outcome.suggest", two, "waiting"), ("outcome.note", one, "waiting")]


@story("comment.hide", "issue.hide")
def hiding(house: House) -> list[Step]:
    for _each in range(3):
        make_person(roles=("moderator",))
    moderator, issue = make_person(roles=("moderator",)), house.issue()
    said = comment(issue.subject, text="Mine.", by=house.by(house.appellant))
    hide_comment(said, reason="Rude.", by=house.by(moderator))
    house.do(moderator, "issue", "hide", issue, reason="Spam.")
    return [("issue.hide", issue, "submitted"), ("comment.hide", issue, "submitted")]


@story("group.hide", "group.pause", "group.warn")
def judging_a_group(house: House) -> list[Step]:
    for _each in range(3):
        make_person(roles=("moderator",))
    moderator, group = make_person(roles=("moderator",)), propose_group(house)
    house.do(moderator, "group", "warn", group, reason="Rude.")
    house.do(moderator, "group", "pause", group, reason="Rude again.", days=30)
    house.do(moderator, "group", "hide", group, reason="Spam.")
    return [("group.hide", group, "proposed"), ("group.pause", group, "proposed"), ("group.warn", group, "proposed")]


@story("draft.hide", "draft.pause", "draft.warn")
def judging_a_draft(house: House) -> list[Step]:
    for _each in range(3):
        make_person(roles=("moderator",))
    moderator, draft = make_person(roles=("moderator",)), submitted(house)
    house.do(moderator, "draft", "warn", draft, reason="Rude.")
    house.do(moderator, "draft", "pause", draft, reason="Rude again.", days=30)
    house.do(moderator, "draft", "hide", draft, reason="Spam.")
    before = "individual"
    return [("draft.hide", draft, before), ("draft.pause", draft, before), ("draft.warn", draft, before)]


@story("consultation.hide-reply")
def hiding_a_reply(house: House) -> list[Step]:
    for _each in range(3):
        make_person(roles=("moderator",))
    asked = hidden_reply(house, house.appellant, make_person(roles=("moderator",)))
    return [("consultation.hide-reply", asked, "open")]


@story("meeting.remove-document")
def removing_a_document(house: House) -> list[Step]:
    for _each in range(3):
        make_person(roles=("moderator",))
    group, chair = active_group(house)
    begins = house.at + timedelta(days=21)
    house.do(chair, "group", "call-meeting", group, starts_at=begins, title="Lamps", length=60, place="Room 3")
    meeting = house.newest("meeting")
    house.do(house.filer, "meeting", "add-document", meeting, title="Lamps", link="https://lamp.example")
    number = session.scalars(select(MeetingDocument.id)).one()
    house.do(chair, "meeting", "remove-document", meeting, document=number, reason="Of no use.")
    return [("meeting.remove-document", meeting, "called")]


def hidden_reply(house: House, author: Any, moderator: Any, text: str = "Mine.") -> Any:
    """Return a consultation with a reply of ``author`` that ``moderator`` hid."""
    given = {"owner": "clearing-house", "title": "Lamps?", "summary": "We ask.", "admits": "everyone"}
    asked = house.do(house.member, "consultation", "draft", **given)
    house.do(house.member, "consultation", "set-questions", asked, questions=[{"text": "Which lamps?", "kind": "text"}])
    house.do(house.member, "consultation", "open", asked, days=90)
    house.do(author, "consultation", "reply", asked, answers={1: text})
    return house.do(moderator, "consultation", "hide-reply", asked, reply=1, reason="Rude.")


@story("comment.pause", "comment.warn")
def pausing(house: House) -> list[Step]:
    for _each in range(3):
        make_person(roles=("moderator",))
    moderator, issue = make_person(roles=("moderator",)), house.issue()
    said = comment(issue.subject, text="Mine.", by=house.by(house.appellant))
    warn(said, reason="Rude.", by=house.by(moderator))
    pause(said, reason="Rude again.", days=30, by=house.by(moderator))
    return [("comment.pause", issue, "submitted"), ("comment.warn", issue, "submitted")]


@story("issue.pause", "issue.warn")
def pausing_who_filed(house: House) -> list[Step]:
    for _each in range(3):
        make_person(roles=("moderator",))
    moderator, issue = make_person(roles=("moderator",)), house.issue()
    house.do(moderator, "issue", "warn", issue, reason="Rude.")
    house.do(moderator, "issue", "pause", issue, reason="Rude again.", days=30)
    return [("issue.pause", issue, "submitted"), ("issue.warn", issue, "submitted")]


@story("consultation.pause", "consultation.warn")
def pausing_who_replied(house: House) -> list[Step]:
    for _each in range(3):
        make_person(roles=("moderator",))
    moderator = make_person(roles=("moderator",))
    asked = hidden_reply(house, house.appellant, moderator)
    house.do(moderator, "consultation", "warn", asked, reply=1, reason="Rude.")
    house.do(moderator, "consultation", "pause", asked, reply=1, reason="Rude again.", days=30)
    return [("consultation.pause", asked, "open"), ("consultation.warn", asked, "open")]


@story("entry.redact")
def redacting(house: House) -> list[Step]:
    for _each in range(3):
        make_person(roles=("moderator",))
    moderator, issue = make_person(roles=("moderator",)), house.accepted()
    redact(decision("issue.accept"), reason="A name stood there.", by=house.by(moderator))
    return [("entry.redact", issue, "open")]


@story("file.remove")
def emptying(house: House) -> list[Step]:
    for _each in range(3):
        make_person(roles=("moderator",))
    name_contact(make_body(), house.desk)
    files = [{"file": SentFile("a.txt", "text/plain", b"A name."), "title": ""}]
    given = {"body": "lamp", "purpose": "comment", "subject": "Lamps", "text": "Look.", "files": files}
    statement = house.do(house.desk, "statement", "draft", **given)
    moderator = make_person(roles=("moderator",))
    redact(decision("statement.draft"), file="1", reason="A name stood there.", by=house.by(moderator))
    return [("file.remove", statement, "draft")]


MANDATE = {"title": "Lamps", "kind": "correspondence", "summary": "One report.", "mandate": "# Scope\n\nLamps."}


def chairs() -> tuple[Any, Any]:
    return make_person(), make_person(group="technical")


def established(house: House, acronym: str = "lamps", **given: Any) -> Any:
    one, two = chairs()
    who = given.pop("who", house.member)
    due = (house.at + timedelta(days=300)).date()
    named = f"{one.actor.handle}, {two.actor.handle}"
    return house.do(who, "group", "establish", acronym=acronym, chairs=named, report_due=due, **MANDATE, **given)


def balloted(house: House, group: Any) -> None:
    house.do(house.member, "group", "to-ballot", group)
    house.vote(house.newest("ballot"))


@story("group.charter", "group.recharter")
def chartering(house: House) -> list[Step]:
    group = established(house)
    balloted(house, group)
    house.do(house.person(next(iter(holders("chair", group.id)))), "group", "revise-charter", group,
             charter="# Scope\n\nLamps and lanterns.", note="Lanterns.")  # fmt: skip
    balloted(house, group)
    assert group.in_force.number == 2
    return [("group.recharter", group, "active"), ("group.charter", group, "chartering")]


@story("ballot.close", "ballot.close-early", "group.establish")
def ballots(house: House) -> list[Step]:
    group = established(house)
    balloted(house, group)
    chair = house.person(next(iter(holders("chair", group.id))))
    early = established(house, "candles")
    house.do(house.member, "group", "to-ballot", early)
    ballot = house.newest("ballot")
    for person in house.council:
        house.do(person, "ballot", "take-position", ballot, position="yes")
    house.at += timedelta(days=8)
    house.do(house.chairman, "ballot", "close-early", ballot)
    below = established(house, "lanterns", who=chair, parent="lamps")
    return [("group.establish", below, "declined"), ("ballot.close-early", early, "chartering"),
            ("ballot.close", group, "chartering")]  # fmt: skip


def propose_group(house: House, **changes: Any) -> Any:
    issue = house.accepted()
    proposed(house, issue, "propose-finding", bodies=[{"body": "ITU", "reason": "No mandate."}])
    one, two = chairs()
    group = house.do(
        house.filer, "group", "propose", **{
            "acronym": "icost", "title": "Costs", "summary": "Principles.", "charter": "# Scope\n\nC.",
            "issues": issue.subject.ref, "second": one.actor.handle,
            "chairs": f"{one.actor.handle}, {two.actor.handle}",
        } | changes,
    )  # fmt: skip
    return house.do(house.member, "group", "volunteer", group)


@story("group.approve-bof", "group.start-chartering")
def forming(house: House) -> list[Step]:
    group = propose_group(house)
    house.do(house.member, "group", "approve-bof", group, reason="It is urgent.")
    house.do(house.member, "group", "start-chartering", group, understood="Yes.", people="Yes.", formed="Yes.")
    return [("group.start-chartering", group, "bof"), ("group.approve-bof", group, "proposed")]


@story("group.decline", "group.approve-after-refusal")
def refusing(house: House) -> list[Step]:
    group = propose_group(house)
    house.do(house.member, "group", "decline", group, reason="No need.")
    for _each in range(10):
        house.do(make_person(), "group", "ask-council", group)
    house.vote(house.newest("ballot"))
    assert state(group) == "bof"
    return [("group.approve-after-refusal", group, "declined"), ("group.decline", group, "proposed")]


def active_group(house: House) -> tuple[Any, Any]:
    """Return a group that was established by ballot, and one of its chairs."""
    group = established(house)
    balloted(house, group)
    return group, house.person(next(iter(holders("chair", group.id))))


SOURCE = """---
title: Lamps at landing stations
abbrev: Lamps
abstract: |
  They should burn.
authors:
  - name: {name}
addresses: [{issue}]
addressees: [LAMP]
asks:
  - addressee: LAMP
    action: Let them burn.
---

# Introduction

Lamps burn.
"""
QUESTIONS = {"asks": "A.", "openness": "B.", "objections": "C.", "feasibility": "D."}
DECLARED = {"result": "full-consensus", "decided": "Yes.", "tradeoffs": "None.", "look_again": "Never.", "dealt": ""}


def submitted(house: House, topic: str = "lamps", second: str = "") -> Any:
    """Return a draft of the filer, and of a second author by their address."""
    if body_by("lamp") is None:
        make_body()
    issue = house.accepted()
    author = house.filer.actor.name + (f"\n  - name: N. N.\n    email: {second}" if second else "")
    return house.do(house.filer, "draft", "submit", name=topic,
                    source=SOURCE.format(name=author, issue=issue.subject.ref), note="")  # fmt: skip


def called(house: House, chair: Any, draft: Any, move: str, *, result: str = "full-consensus", **given: Any) -> Any:
    """Let a call run, closed and declared."""
    house.do(chair, "draft", move, draft, days=28, question="Shall we?", **given)
    call = house.newest("call")
    house.do(house.filer, "call", "take-position", call, position="support")
    house.tick(29)
    return house.do(chair, "call", "declare", call, **DECLARED | {"result": result})


def in_hand(house: House, chair: Any, topic: str = "lamps") -> Any:
    """Return a draft that the chair's group has adopted."""
    draft = submitted(house, topic)
    called(house, chair, draft, "call-for-adoption", group="lamps")
    return house.do(chair, "draft", "adopt", draft, name=topic, editors=house.filer.actor.handle)


@story("draft.adopt", "call.declare", "draft.back-to-work")
def in_the_group(house: House) -> list[Step]:
    _group, chair = active_group(house)
    draft = submitted(house)
    called(house, chair, draft, "call-for-adoption", group="lamps")
    house.do(chair, "draft", "adopt", draft, name="lamps", editors=house.filer.actor.handle)
    call = called(house, chair, draft, "group-last-call")
    house.do(chair, "draft", "back-to-work", draft, reason="One more thing.")
    return [("draft.back-to-work", draft, "group-last-call"), ("call.declare", call, "closed"),
            ("draft.adopt", draft, "call-for-adoption")]  # fmt: skip


@story("draft.decline-adoption")
def not_adopted(house: House) -> list[Step]:
    _group, chair = active_group(house)
    draft = submitted(house)
    called(house, chair, draft, "call-for-adoption", group="lamps", result="divergence")
    house.do(chair, "draft", "decline-adoption", draft, reason="Not now.")
    return [("draft.decline-adoption", draft, "call-for-adoption")]


def to_council_ballot(house: House, chair: Any, draft: Any) -> None:
    """Let the chair's group adopt a draft, and bring it to the ballot of the council."""
    called(house, chair, draft, "call-for-adoption", group="lamps")
    house.do(chair, "draft", "adopt", draft, name="lamps", editors=house.filer.actor.handle)
    called(house, chair, draft, "group-last-call")
    house.do(chair, "draft", "write-up", draft, shepherd=chair.actor.handle, **QUESTIONS)
    house.do(chair, "draft", "submit-to-council", draft)
    called(house, house.member, draft, "council-last-call")
    house.do(house.member, "draft", "to-ballot", draft, came_in="Nothing.")


def approved(house: House, *, ago: int = 15) -> Any:
    """Return a draft that the council approved so many days ago, a day more."""
    _group, chair = active_group(house)
    draft = submitted(house)
    to_council_ballot(house, chair, draft)
    house.vote(house.newest("ballot"))
    house.tick(ago)
    return draft


@story("draft.approve", "draft.publish")
def publishing(house: House) -> list[Step]:
    draft = approved(house)
    house.do(house.desk, "draft", "publish", draft)
    return [("draft.publish", draft, "approved"), ("draft.approve", draft, "last-call")]


def published(house: House, draft: Any) -> Any:
    house.do(house.desk, "draft", "publish", draft)
    return house.newest("recommendation")


def sent(house: House, letter: Any) -> Any:
    house.do(house.chairman, "statement", "approve", letter)
    return house.do(house.desk, "statement", "send", letter, channel="other", evidence="A receipt.")


def succeeding(house: House) -> tuple[Any, Any, Any]:
    """Return R-1, the letter about it, which was sent, and R-2, which supersedes R-1."""
    first = published(house, approved(house))
    letter = sent(house, house.newest("statement"))
    source = SOURCE.replace("addresses:", "supersedes: [1]\naddresses:")
    issue = house.accepted()
    draft = house.do(house.filer, "draft", "submit", name="more-lamps", note="",
                     source=source.format(name=house.filer.actor.name, issue=issue.subject.ref))  # fmt: skip
    house.do(house.member, "draft", "sponsor", draft, **QUESTIONS)
    called(house, house.member, draft, "council-last-call")
    house.do(house.member, "draft", "to-ballot", draft, came_in="Nothing.")
    house.vote(house.newest("ballot"))
    house.tick(15)
    return first, letter, published(house, draft)


def waited_for(house: House) -> tuple[int, int]:
    """Return how many letters are waited for at the present day of the house: by the yearly report, by the list."""
    begins = datetime(house.at.year, 1, 1, tzinfo=UTC)
    report = _bodies(begins, house.at + timedelta(minutes=1))
    return sum(body.waiting for body in report), sum(body.waiting for body in bodies(house.at))


def reminded(house: House, letter: Any) -> int:
    house.tick(100)
    return session.query(Event).filter_by(subject_id=letter.id, kind="statement.remind").count()


def test_a_letter_about_a_superseded_recommendation_waits_for_nothing_any_more(app, db):
    house = House()
    first, letter, _second = succeeding(house)
    before, reader = reminded(house, letter), app.test_client()
    assert (state(first), letter.subject.due_at, reminded(house, letter)) == ("superseded", None, before)
    page = reader.get("/statements/1").text
    assert "No answer is waited for any more: R-1 is no longer in force." in page
    assert waited_for(house) == (0, 0)
    name_contact(letter.body, house.desk)
    contact, until = session.query(Contact).one(), house.at.date() + timedelta(90)
    acts = By(contact.actor_id, house.at + timedelta(hours=1))
    with pytest.raises(NotAllowed, match="No answer to this statement is waited for"):
        perform(STATEMENT, "propose-date", letter, {"reason": "Later.", "deadline": until}, by=acts)
    assert broken_promises() == []


def test_what_is_superseded_is_in_force_again_when_its_successor_is_annulled(app, db):
    begins = datetime(now().year + 1, 1, 2, tzinfo=UTC)
    with later(app, (begins - now()) / timedelta(days=1)):
        house = House()  # it all happens in one year, and the council is a new one
    first, letter, second = succeeding(house)
    before = house.at + timedelta(seconds=1)
    against, reader = appealed(house, decision("draft.publish")), app.test_client()
    decided(house, against, "upheld")
    assert (state(first), state(second), state(letter)) == ("published", "annulled", "sent")
    begins = house.at - timedelta(days=365)
    assert [one[::2] for one in yearly.published(begins, before)] == [("R-1", "superseded"), ("R-2", "published")]
    assert [one[::2] for one in yearly.published(begins, house.at + timedelta(minutes=1))] == [
        ("R-1", "published"), ("R-2", "annulled"),
    ]  # fmt: skip
    with later(app, (house.at - now()).days + 1):
        report = app.test_client().get(f"/reports/{house.at.year}").text
    assert ("<b>(Annulled)</b></li>" in report, "(Superseded)" in report) == (True, False)
    page = reader.get("/recommendations/1").text
    assert "Superseded by" not in page
    assert letter.subject.due_at == letter.answer_by
    assert waited_for(house) == (1, 1)
    assert "is no longer in force" not in reader.get("/statements/1").text
    assert broken_promises() == []
    name_contact(letter.body, house.desk)
    before = reminded(house, letter)
    assert reminded(house, letter) == before + 1
    again = published(house, house.newest("draft"))
    assert (state(again), state(first)) == ("published", "superseded")


def test_a_letter_about_a_superseded_recommendation_is_not_sent(app, db):
    house = House()
    published(house, approved(house))
    letter = house.newest("statement")
    with writing():
        enter(house.newest("recommendation").subject, "superseded", house.at)
    with pytest.raises(NotAllowed, match="no recommendation in force"):
        sent(house, letter)


@story("draft.return")
def returning(house: House) -> list[Step]:
    draft = submitted(house)
    house.do(house.member, "draft", "sponsor", draft, **QUESTIONS)
    house.do(house.member, "draft", "return", draft, ground="unclear", reason="Too thin.")
    return [("draft.return", draft, "submitted")]


@story("draft.park", "draft.withdraw", "draft.replace")
def set_aside(house: House) -> list[Step]:
    _group, chair = active_group(house)
    parked, old, new = (in_hand(house, chair, topic) for topic in ("lamps", "old-lamps", "new-lamps"))
    house.do(chair, "draft", "replaces", new, other=old.subject.ref, reason="It says it better.")
    assert state(old) == "replaced"
    house.do(chair, "draft", "park", parked, reason="Not now.")
    house.do(chair, "draft", "withdraw", new, reason="Never.")
    return [("draft.withdraw", new, "group-draft"), ("draft.park", parked, "group-draft"),
            ("draft.replace", old, "group-draft")]  # fmt: skip


def met(house: House, group: Any, chair: Any) -> Any:
    """Return a meeting of a group whose decision the list confirmed by its silence."""
    begins = house.at + timedelta(days=21)
    house.do(chair, "group", "call-meeting", group, starts_at=begins, title="Lamps", length=60, place="Room 3")
    house.tick(21)
    meeting = house.newest("meeting")
    house.do(chair, "meeting", "open", meeting)
    house.do(chair, "meeting", "close", meeting)
    house.do(chair, "meeting", "publish-minutes", meeting, minutes="# Lamps", decisions=[{"text": "We buy lamps."}])
    house.tick(15)
    return meeting


@story("group.conclude", "meeting.decision-confirmed")
def concluding(house: House) -> list[Step]:
    group, chair = active_group(house)
    meeting = met(house, group, chair)
    house.do(house.member, "group", "conclude", group, report="Lamps burn.")
    return [("group.conclude", group, "active"), ("meeting.decision-confirmed", meeting, "done")]


def adopted(house: House, **numbers: int) -> Any:
    """Return a change of the procedure that the council adopted."""
    members = dict(enumerate(house.council))
    change, house.at = to_ballot(members, {name: str(value) for name, value in numbers.items()}, house.at)
    house.vote(house.newest("ballot"))
    house.tick(7)
    return change


def test_an_upheld_appeal_against_the_ballot_on_a_change_of_the_procedure_gives_the_former_numbers_back(app, db):
    house, reader = House(), app.test_client()
    change = adopted(house, ballot_days=28, deferral_days=20)
    running = house.issue()
    against = appealed(house, decision("ballot.close"))
    adopted(house, deferral_days=10)
    decided(house, against, "upheld")
    assert (in_force(), NUMBERS["ballot_days"], NUMBERS["deferral_days"]) == (4, 21, 10), "of another change: it stays"
    assert (state(change), running.subject.procedure) == ("called", 2)
    assert "version 4 has the former numbers" in reader.get("/appeals/1").text + reader.get("/procedure-changes/1").text
    for path, words in (("/procedure", 'href="/appeals/1"'), ("/procedure/4", 'href="/appeals/1"'),
                        ("/procedure-changes/1", "A decision here was annulled")):  # fmt: skip
        assert words in reader.get(path).text, path
    assert broken_promises() == []
    house.do(house.member, "procedure-change", "to-ballot", change, came_in="The appeal.")
    house.vote(house.newest("ballot"))
    assert (state(change), in_force(), NUMBERS["ballot_days"], NUMBERS["deferral_days"]) == ("adopted", 5, 28, 20)
    assert "/procedure/5" in reader.get("/procedure-changes/1").text
    assert broken_promises() == []


def test_numbers_that_no_longer_go_together_are_not_given_back(app, db):
    house, reader = House(), app.test_client()
    adopted(house, consultation_days=40)
    against = appealed(house, decision("ballot.close"))
    adopted(house, consultation_reminder_days=30)
    decided(house, against, "upheld")
    assert (in_force(), NUMBERS["consultation_days"], NUMBERS["consultation_reminder_days"]) == (3, 40, 30)
    page = reader.get("/procedure-changes/1").text
    assert "Version 2 of the procedure gives nothing back." in page
    assert "is reminded” has to be less than “a consultation is open for replies, at least”." in page
    assert broken_promises() == []


def test_a_change_of_the_procedure_that_no_longer_fits_when_its_ballot_passes_is_rejected(app, db):
    house, reader = House(), app.test_client()
    adopted(house, ballot_days=28)
    first = decision("ballot.close")
    members = dict(enumerate(house.council))
    change, house.at = to_ballot(members, {"early_close_days": "25"}, house.at)
    ballot = house.newest("ballot")
    upheld(house, first)
    house.vote(ballot)
    assert (state(change), state(ballot), in_force(), NUMBERS["early_close_days"]) == ("rejected", "passed", 3, 7)
    page = reader.get("/procedure-changes/2").text
    assert "The ballot passed, but the numbers in force have changed since it opened." in page
    assert "“before a ballot may close early” has to be less than “a ballot runs”." in page
    assert broken_promises() == []


SELECTIONS = ("selection.draw", "selection.fill", "selection.confirm")
"""They have a test of their own below."""


ANNULLED = (
    "issue.annul", "outcome.annul", "group.annul", "draft.annul", "recommendation.annul", "call.annul", "ballot.annul",
    "selection.annul", "statement.annul", "procedure-change.annul", "review.annul", "consultation.annul",
    "body-change.annul",
)  # fmt: skip


def test_every_kind_that_decisions_are_made_on_can_be_annulled():
    assert set(ANNULLED) == {f"{w.kind}.annul" for w in WORKFLOWS.values() if "annul" in w.move_by_name}
    whole_subjects = {kind.partition(".")[0] for kind in set(DECISIONS) - ONLY_ITSELF}
    assert whole_subjects <= {kind.partition(".")[0] for kind in ANNULLED}


@pytest.mark.parametrize("kinds", STORIES, ids=lambda kinds: kinds[0])
def test_an_upheld_appeal_brings_the_state_before_back(app, db, kinds):
    house = House()
    steps = [(decision(kind), *step) for kind, *step in STORIES[kinds](house) if kind in kinds]
    follower = make_person()
    for decided_on, subject, before in steps:
        kind = decided_on.kind
        follow(subject.id, person_id=follower.id, by=house.by(follower))
        told = told_of(decided_on)
        promised = str(decision_shown(decided_on.id)["upheld"])
        appeal = upheld(house, decided_on)
        assert told - told_since(decided_on) == set(), f"they were told of {kind}, and not that it is annulled"
        named = session.get_one(Subject, decided_on.subject_id)
        label = WORKFLOWS[named.kind].state_by_name[named.state].label
        assert "the state is" not in promised or f"the state is “{label}” again" in promised
        assert (kind, appeal.subject.state, appeal.subject.topic) == (kind, "closed", "upheld")
        assert (kind, state(subject)) == (kind, before)
        assert session.get(VoidEvent, decided_on.id).by_id == appeal.id
        if kind not in ONLY_ITSELF:
            told = session.scalars(
                select(Event).where(Event.subject_id == subject.id).order_by(Event.id.desc()).limit(1)
            ).one()
            assert told.kind == f"{subject.subject.kind}.annul"
            assert follower.id in audience_of(told, subject.subject)
            assert (told.actor_id, left_by(told.id)["decision"]) == (CLOCK_ID, decided_on.id)
    assert broken_promises() == []
    reader = app.test_client()
    for row in session.scalars(select(Subject).join(Relation, Relation.target_id == Subject.id)
                               .where(Relation.kind == "annuls")):  # fmt: skip
        page = reader.get(url_of(row))
        assert (page.status_code, "annulled" in page.text) == (200, True)


def test_an_upheld_appeal_shows_no_reply_that_was_shown_or_hidden_again_since(app, db):
    house, reader = House(), app.test_client()
    _first, asked, _state = hiding_a_reply(house)[0]
    judges = [make_person(roles=("moderator",)) for _each in range(2)]
    filed = [appealed(house, decision("consultation.hide-reply"))]
    house.do(judges[0], "consultation", "show-reply", asked, reply=1, reason="I looked again.")
    decided(house, filed[0], "upheld")
    assert "What moderators decided about the reply since then stays." in reader.get("/appeals/1").text
    for again in (True, False):
        house.do(judges[1], "consultation", "hide-reply", asked, reply=1, reason="Rude indeed.")
        if again:
            filed.append(appealed(house, decision("consultation.hide-reply")))
            house.do(judges[0], "consultation", "show-reply", asked, reply=1, reason="It is not.")
    decided(house, filed[1], "upheld")
    assert "Rude indeed." in reader.get("/consultations/1/replies/1").text
    upheld(house, decision("consultation.hide-reply"))
    assert "Mine." in reader.get("/consultations/1/replies/1").text
    assert [appeal.subject.topic for appeal in filed] == ["upheld"] * 2
    assert broken_promises() == []


def test_what_a_reply_mentions_is_mentioned_no_more_once_an_appeal_hides_it_again(app, db):
    house, reader = House(), app.test_client()
    issue = house.issue()
    path, judges = f"/issues/{issue.subject.ref}", [make_person(roles=("moderator",)) for _each in range(3)]
    asked = hidden_reply(house, house.appellant, judges[0], text=f"It is #{issue.subject.ref}.")
    assert "Lamps?" not in reader.get(path).text
    house.do(judges[1], "consultation", "show-reply", asked, reply=1, reason="It is not.")
    assert "Lamps?" in reader.get(path).text
    upheld(house, decision("consultation.show-reply"))
    assert "Rude." in reader.get("/consultations/1/replies/1").text
    assert "Lamps?" not in reader.get(path).text
    assert broken_promises() == []


def test_an_upheld_appeal_ends_a_pause(app, db):
    house = House()
    pausing(house)
    assert comment_facts(house.by(house.appellant)).paused is not None
    upheld(house, decision("comment.pause"))
    assert comment_facts(house.by(house.appellant)).paused is None


def test_an_upheld_appeal_ends_no_other_pause_and_none_that_is_over(app, db):
    house = House()
    pausing(house)
    first, said = decision("comment.pause"), session.scalars(select(Comment)).one()
    moderator = make_person(roles=("moderator",))
    house.tick(20)
    filed = appealed(house, first)
    house.tick(11)
    other = comment(session.get_one(Subject, said.subject_id), text="Yours.", by=house.by(house.appellant))
    pause(other, reason="Rude once more.", days=20, by=house.by(moderator))
    decided(house, filed, "upheld")
    assert comment_facts(house.by(house.appellant)).paused is not None, "the second pause was not appealed"
    session.rollback()
    assert session.scalars(select(Event.kind).where(Event.kind == "comment.end-pause")).all() == []
    assert session.get(VoidEvent, first.id) is not None


def test_a_draft_whose_adoption_is_annulled_has_its_name_and_text_back_and_can_be_adopted_again(app, db):
    house = House()
    _group, chair = active_group(house)
    draft = submitted(house)
    mine, editors = draft.subject.ref, house.filer.actor.handle
    text = draft.current.source
    called(house, chair, draft, "call-for-adoption", group="lamps")
    house.do(chair, "draft", "adopt", draft, name="lamps", editors=editors)
    revised = text.replace("# ", "# Other lamps: ", 1)
    house.do(house.filer, "draft", "revise", draft, source=revised, note="Other lamps.")
    upheld(house, decision("draft.adopt"))
    theirs = "draft-igtf-lamps-lamps"
    reader = app.test_client()
    page = reader.get(f"/drafts/{mine}")
    assert (page.status_code, reader.get(f"/drafts/{theirs}").location) == (200, f"/drafts/{mine}")
    assert f"{mine}-01" in page.text
    assert "the adoption was annulled" in page.text
    assert "Other lamps:" not in page.text
    assert (draft.current.source, draft.adopted_from) == (text, None)
    assert b"Other lamps:" in reader.get(f"/drafts/{theirs}/01").data, "what the group wrote stays readable"
    assert broken_promises() == []
    house.do(chair, "draft", "adopt", draft, name="lamps", editors=editors)
    assert (draft.subject.ref, draft.current.label, draft.adopted_from) == (theirs, f"{theirs}-02", f"{mine}-01")
    assert reader.get(f"/drafts/{mine}").location == f"/drafts/{theirs}"
    assert broken_promises() == []
