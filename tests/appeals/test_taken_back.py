"""What each of these decisions changed beside the state, and that an upheld appeal gives exactly that back."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from igtf.consultations.models import Consultation, Reply
from igtf.core.db import session, writing
from igtf.core.mail import Mail
from igtf.council import liaisons, seating
from igtf.council.models import Seat, Term
from igtf.discussion.commands import comment, keep_comment, report_comment
from igtf.discussion.models import Pause, Report
from igtf.discussion.pauses import end_pause, pause
from igtf.discussion.queries import related
from igtf.groups.models import Milestone
from igtf.issues.queries import facts_for
from igtf.people.models import Role
from igtf.people.roles import holders, roles_of
from igtf.record.models import VoidEvent
from igtf.record.subjects import enter
from igtf.routing.models import Contact
from igtf.routing.queries import body_by
from tests.appeals.house import House, decision, state, told_of, told_since, upheld
from tests.appeals.test_annulling import (
    DECLARED,
    MANDATE,
    QUESTIONS,
    active_group,
    called,
    hidden_reply,
    in_hand,
    propose_group,
    submitted,
)
from tests.factories import broken_promises, link_in, make_person, sign_in
from tests.procedure.changing import called as called_change
from tests.procedure.changing import newest
from tests.routing.acts import links, make_body, name_contact, sent_statement

Look = Callable[[], Any]
"""Returns what a decision changes, as it is now."""
Story = Callable[[House], Iterator[Look]]
"""Makes everything up to the decision, yields how it is looked at, then makes the decision."""
STORIES: dict[str, Story] = {}


def story(kind: str) -> Callable[[Story], Story]:
    """Decorator: the function tells the story of one decision of a kind."""

    def bind(function: Story) -> Story:
        STORIES[kind] = function
        return function

    return bind


def held(subject: Any, *names: str) -> Look:
    """Return who holds which of the offices of a subject."""
    return lambda: {name: set(holders(name, subject.id)) for name in names}


def row(table: Any, *fields: str, **where: Any) -> Look:
    """Return the fields of the rows of a table."""

    def look() -> Any:
        return [tuple(getattr(one, name) for name in fields) for one in session.query(table).filter_by(**where)]

    return look


def tied(thing: Any, kind: str, *, reverse: bool = False) -> Look:
    return lambda: [(other.kind, other.ref) for other in related(thing.id, kind, reverse=reverse)]


def both(*looks: Look) -> Look:
    return lambda: [look() for look in looks]


def in_state(thing: Any) -> Look:
    return lambda: state(thing)


@story("issue.reopen")
def reopening(house: House) -> Iterator[Look]:
    issue, other = house.accepted(), house.accepted()
    house.do(house.filer, "issue", "merge", issue, other=int(other.subject.ref), reason="The same.")
    yield both(in_state(issue), tied(issue, "duplicate-of"))
    house.do(house.person(issue.assigned_id), "issue", "reopen", issue, reason="It is not.")


@story("issue.let-stay")
def letting_stay(house: House) -> Iterator[Look]:
    issue = house.accepted()
    member = house.person(issue.assigned_id)
    with writing():
        enter(issue.subject, "referred", house.at)
    house.do(member, "issue", "resolve", issue, result="not", done="Nothing.", evidence="Their letter.")
    house.do(house.filer, "issue", "contest", issue, reason="Much can be done.")
    yield lambda: facts_for(house.by(member), issue).disputed
    house.do(member, "issue", "let-stay", issue, reason="It cannot.")


@story("issue.take-up")
def taking_up(house: House) -> Iterator[Look]:
    _group, chair = active_group(house)
    issue = house.accepted()
    yield both(in_state(issue), tied(issue, "works-on", reverse=True))
    house.do(chair, "issue", "take-up", issue, group="lamps", paragraph="Lamps.")


@story("issue.return")
def returning(house: House) -> Iterator[Look]:
    _group, chair = active_group(house)
    issue = house.accepted()
    house.do(chair, "issue", "take-up", issue, group="lamps", paragraph="Lamps.")
    yield both(
        in_state(issue), tied(issue, "works-on", reverse=True), lambda: (issue.subject.group_id, issue.state_before)
    )
    house.do(chair, "issue", "return", issue, reason="Not ours.")


OUTCOME = {"occasion": "IGF", "year": 2026, "session_name": "", "title": "One", "text": "Text.", "url": ""}
WORDS = {"title": "Lamps", "summary": "Who lights them?", "layer": "use", "topic": "communications-infrastructure"}


@story("outcome.become-issue")
def becoming(house: House) -> Iterator[Look]:
    outcome = house.do(house.filer, "outcome", "enter", **OUTCOME)
    yield both(in_state(outcome), tied(outcome, "from-outcome", reverse=True))
    house.do(house.member, "outcome", "become-issue", outcome, **WORDS)


@story("outcome.attach")
def attaching(house: House) -> Iterator[Look]:
    issue, outcome = house.accepted(), house.do(house.filer, "outcome", "enter", **OUTCOME)
    yield both(in_state(outcome), tied(outcome, "attached-to"))
    house.do(house.member, "outcome", "attach", outcome, issue=int(issue.subject.ref))


@story("group.bof-again")
def second_bof(house: House) -> Iterator[Look]:
    group = propose_group(house)
    house.do(house.member, "group", "approve-bof", group, reason="It is urgent.")
    yield both(in_state(group), lambda: group.bofs)
    house.do(house.member, "group", "bof-again", group, reason="Once more.")


@story("group.return-charter")
def returning_a_charter(house: House) -> Iterator[Look]:
    group = propose_group(house)
    house.do(house.member, "group", "approve-bof", group, reason="It is urgent.")
    house.do(house.member, "group", "start-chartering", group, understood="Yes.", people="Yes.", formed="Yes.")
    house.do(house.member, "group", "charter-internal-review", group)
    yield both(in_state(group), lambda: group.pending.state)
    house.do(house.member, "group", "return-charter", group, reason="Too long.")


@story("group.assign")
def assigning(house: House) -> Iterator[Look]:
    group, _chair = active_group(house)
    yield held(group, "responsible")
    house.do(house.chairman, "group", "assign", group, person=house.council[1].actor.handle)


@story("group.appoint-chair")
def appointing(house: House) -> Iterator[Look]:
    group, chair = active_group(house)
    yield held(group, "chair")
    house.do(house.member, "group", "propose-chair", group, person=make_person(group="private").actor.handle,
             reason="A change.", instead_of=chair.actor.handle)  # fmt: skip
    house.tick(8)


@story("group.name-officer")
def naming(house: House) -> Iterator[Look]:
    group, chair = active_group(house)
    yield held(group, "secretary")
    house.do(chair, "group", "name-officer", group, person=make_person().actor.handle, office="secretary")


@story("group.end-officer")
def ending_an_office(house: House) -> Iterator[Look]:
    group, chair = active_group(house)
    secretary = make_person()
    house.do(chair, "group", "name-officer", group, person=secretary.actor.handle, office="secretary")
    yield held(group, "secretary")
    house.do(chair, "group", "end-officer", group, officer=f"secretary {secretary.actor.handle}")


def milestone(house: House) -> tuple[Any, Any, Look]:
    """Return a group with a milestone that waits for approval, a chair, and how it is looked at."""
    group, chair = active_group(house)
    month = f"{house.at + timedelta(days=200):%Y-%m}"
    house.do(chair, "group", "propose-milestone", group, month=month, deliverable="Lamps.")
    return group, chair, row(Milestone, "deliverable", "rewording", "accepted_at", "dropped_at", group_id=group.id)


@story("group.approve-milestone")
def approving_a_milestone(house: House) -> Iterator[Look]:
    group, chair, look = milestone(house)
    house.do(house.member, "group", "approve-milestone", group, milestone="1")
    house.do(chair, "group", "reword-milestone", group, milestone="1", deliverable="Lanterns.")
    yield look
    house.do(house.member, "group", "approve-milestone", group, milestone="1")


@story("group.decline-milestone")
def declining_a_milestone(house: House) -> Iterator[Look]:
    group, _chair, look = milestone(house)
    yield look
    house.do(house.member, "group", "decline-milestone", group, milestone="1", reason="No.")


@story("group.drop-milestone")
def dropping_a_milestone(house: House) -> Iterator[Look]:
    group, _chair, look = milestone(house)
    house.do(house.member, "group", "approve-milestone", group, milestone="1")
    yield look
    house.do(house.member, "group", "drop-milestone", group, milestone="1", reason="Too late.")


@story("group.rest")
def resting(house: House) -> Iterator[Look]:
    group, _chair = active_group(house)
    yield in_state(group)
    house.do(house.member, "group", "rest", group, reason="Nothing to do.")


@story("group.wake")
def waking(house: House) -> Iterator[Look]:
    group, _chair = active_group(house)
    house.do(house.member, "group", "rest", group, reason="Nothing to do.")
    yield in_state(group)
    house.do(house.member, "group", "wake", group, reason="There is.")


def change_without_consensus(house: House) -> Any:
    """Return a change of the procedure on which a call found no consensus; the first member leads it."""
    lead, proposer, *_rest = house.council
    change = called_change(lead, proposer, {"ballot_days": "28"}, house.at)
    house.tick(29)
    house.do(lead, "call", "declare", newest("call"), **DECLARED | {"result": "divergence"})
    return change


@story("procedure-change.back")
def going_back(house: House) -> Iterator[Look]:
    change = change_without_consensus(house)
    yield in_state(change)
    house.do(house.council[0], "procedure-change", "back", change, reason="Not enough.")


@story("procedure-change.decline")
def rejecting_a_change(house: House) -> Iterator[Look]:
    change = change_without_consensus(house)
    yield in_state(change)
    house.do(house.council[0], "procedure-change", "decline", change, reason="Nobody wants it.")


def on_the_ballot(house: House) -> Any:
    """Return a draft on the council's ballot."""
    draft = submitted(house)
    house.do(house.member, "draft", "sponsor", draft, **QUESTIONS)
    called(house, house.member, draft, "council-last-call")
    return house.do(house.member, "draft", "to-ballot", draft, came_in="Nothing.")


@story("draft.assign")
def assigning_a_draft(house: House) -> Iterator[Look]:
    draft = submitted(house)
    house.do(house.member, "draft", "sponsor", draft, **QUESTIONS)
    yield held(draft, "responsible")
    house.do(house.chairman, "draft", "assign", draft, person=house.council[1].actor.handle)


@story("draft.name-editors")
def naming_editors(house: House) -> Iterator[Look]:
    _group, chair = active_group(house)
    draft = submitted(house)
    called(house, chair, draft, "call-for-adoption", group="lamps")
    house.do(chair, "draft", "adopt", draft, name="lamps", editors=house.filer.actor.handle)
    yield held(draft, "editor")
    house.do(chair, "draft", "name-editors", draft, editors=make_person().actor.handle, reason="The author rests.")


@story("draft.unpark")
def taking_up_again(house: House) -> Iterator[Look]:
    _group, chair = active_group(house)
    draft = in_hand(house, chair)
    house.do(chair, "draft", "park", draft, reason="Not now.")
    yield in_state(draft)
    house.do(chair, "draft", "unpark", draft, reason="Now.")


@story("draft.repeat-last-call")
def repeating(house: House) -> Iterator[Look]:
    draft = on_the_ballot(house)
    ballot = house.newest("ballot")
    yield both(in_state(draft), in_state(ballot), lambda: (ballot.result, ballot.closed_at))
    house.do(house.member, "draft", "repeat-last-call", draft, reason="It changed.", days=28)


@story("ballot.recall")
def recalling(house: House) -> Iterator[Look]:
    draft = on_the_ballot(house)
    ballot = house.newest("ballot")
    yield both(in_state(draft), in_state(ballot), lambda: (ballot.result, ballot.closed_at),
               lambda: draft.subject.due_at == ballot.closes_at)  # fmt: skip
    house.do(house.member, "ballot", "recall", ballot, reason="A mistake.")


@story("ballot.put-to-alternate")
def putting_to_alternate(house: House) -> Iterator[Look]:
    on_the_ballot(house)
    ballot = house.newest("ballot")
    house.do(house.council[1], "ballot", "take-position", ballot, position="discuss", ground="unclear", text="What?")
    house.tick(15)
    yield both(in_state(ballot), lambda: ballot.lone_seat)
    house.do(house.chairman, "ballot", "put-to-alternate", ballot, reason="It stands alone.")


def sitting(number: int) -> Look:
    """Return who sits in a seat, with the role."""

    def look() -> Any:
        terms = select(Term.person_id).join(Seat, Seat.id == Term.seat_id)
        return session.scalars(terms.where(Seat.number == number, Term.ended_at.is_(None))).all(), set(
            session.scalars(select(Role.person_id).where(Role.name == "council", Role.ended_at.is_(None)))
        )

    return look


@story("council.seat")
def seating_somebody(house: House) -> Iterator[Look]:
    yield sitting(24)
    seating.seat(24, make_person(group="private"), by=house.by(house.desk))


@story("council.unseat")
def unseating(house: House) -> Iterator[Look]:
    number = session.scalars(select(Seat.number).join(Term, Term.seat_id == Seat.id)
                             .where(Term.person_id == house.council[1].id)).one()  # fmt: skip
    yield sitting(number)
    seating.unseat(number, reason="Absent.", by=house.by(house.desk))
    house.council.pop(1)


@story("council.send-liaison")
def sending_a_liaison(house: House) -> Iterator[Look]:
    yield row(Role, "person_id", name="liaison", ended_at=None)
    liaisons.send(make_person(), organisation="LAMP", evidence="A letter.", until=house.at + timedelta(days=300),
                  by=house.by(house.desk))  # fmt: skip


@story("council.name-chair")
def naming_a_chair(house: House) -> Iterator[Look]:
    yield row(Role, "person_id", name="council-chair", ended_at=None)
    seating.name_chair(house.council[1], by=house.by(house.desk), reason="Until the election.")


@story("body.end-contact")
def ending_a_contact(house: House) -> Iterator[Look]:
    body = make_body()
    name_contact(body, house.desk)
    yield row(Contact, "name", body_id=body.id, ended_at=None)
    contact = session.query(Contact).one()
    house.do(house.desk, "body", "end-contact", body, contact=str(contact.id), reason="Left.")


ENTRY = {"acronym": "LAMP", "name": "Union of lamp makers", "kind": "technical", "parent": "", "url": "",
         "mandate": "Writes standards for all lamps.", "topics": "", "members": ""}  # fmt: skip


def change_of_entry(house: House) -> tuple[Any, Any]:
    body = body_by("lamp") or make_body()
    house.do(house.filer, "body", "propose-change", body, reason="They widened it.", **ENTRY)
    return body, house.newest("body-change")


@story("body-change.approve")
def changing_an_entry(house: House) -> Iterator[Look]:
    body, change = change_of_entry(house)
    yield both(in_state(change), lambda: body.mandate)
    house.do(house.desk, "body-change", "approve", change)


@story("body-change.decline")
def leaving_an_entry(house: House) -> Iterator[Look]:
    _body, change = change_of_entry(house)
    yield in_state(change)
    house.do(house.desk, "body-change", "decline", change, reason="No source.")


@story("statement.drop")
def dropping(house: House) -> Iterator[Look]:
    make_body("mag", "Plans the programme of the forum.")
    outcome = house.do(house.filer, "outcome", "enter", **OUTCOME)
    house.do(house.member, "outcome", "suggest", outcome, reason="For the programme.")
    letter = house.newest("statement")
    yield both(in_state(letter), in_state(outcome))
    house.do(house.chairman, "statement", "drop", letter, reason="Too late.")


@story("statement.give-up")
def giving_up_a_point(house: House) -> Iterator[Look]:
    make_body()
    days = [(house.at + timedelta(days=ahead)).date() for ahead in (10, 150)]
    asks = [{"text": "Tell us why."}, {"text": "Send the plans.", "deadline": days[1]}]
    letter = house.do(house.member, "statement", "draft", sender="council", body="lamp", purpose="action",
                      subject="Lamps", text="They flicker.", asks=asks, deadline=days[0])  # fmt: skip
    house.do(house.chairman, "statement", "approve", letter)
    house.do(house.desk, "statement", "send", letter, channel="other", evidence="A receipt.")
    house.at += timedelta(days=101)
    yield both(in_state(letter), lambda: [(ask.status, ask.answer) for ask in letter.asks],
               lambda: letter.subject.due_at)  # fmt: skip
    house.do(house.member, "statement", "give-up", letter, point="1", evidence="We asked twice.")


def received(house: House) -> Any:
    make_body()
    return house.do(house.desk, "statement", "receive", body="lamp", purpose="information", subject="Lamps",
                    text="We made lamps.", evidence="A letter.")  # fmt: skip


@story("statement.open-issue")
def filing_from(house: House) -> Iterator[Look]:
    letter = received(house)
    yield both(in_state(letter), tied(letter, "from-statement", reverse=True))
    house.do(house.member, "statement", "open-issue", letter, **WORDS)


@story("statement.attach")
def attaching_a_letter(house: House) -> Iterator[Look]:
    letter, issue = received(house), house.accepted()
    yield in_state(letter)
    house.do(house.member, "statement", "attach", letter, matter=f"#{issue.subject.ref}")


@story("statement.note")
def noting(house: House) -> Iterator[Look]:
    letter = received(house)
    yield in_state(letter)
    house.do(house.member, "statement", "note", letter, reason="Nothing follows.")


@story("call.withdraw")
def withdrawing_a_call(house: House) -> Iterator[Look]:
    _group, chair = active_group(house)
    draft = submitted(house)
    house.do(chair, "draft", "call-for-adoption", draft, days=28, question="Shall we?", group="lamps")
    call = house.newest("call")
    yield both(in_state(call), in_state(draft), lambda: call.subject.due_at is not None)
    house.do(chair, "call", "withdraw", call, reason="Too soon.")


def consulting(house: House) -> Any:
    return hidden_reply(house, house.filer, make_person(roles=("moderator",)))


@story("consultation.withdraw")
def withdrawing_a_consultation(house: House) -> Iterator[Look]:
    asked = consulting(house)
    yield both(in_state(asked), lambda: asked.subject.due_at == asked.closes_at)
    house.do(house.member, "consultation", "withdraw", asked, reason="Wrong questions.")


@story("consultation.sum-up")
def summing_up(house: House) -> Iterator[Look]:
    asked = consulting(house)
    house.tick(91)
    yield both(in_state(asked), row(Consultation, "found", "summary_html", "summed_up_at"))
    house.do(house.member, "consultation", "sum-up", asked, asked="A.", replied="B.", found="C.", follows="D.")


@story("review.withdraw")
def withdrawing_a_review(house: House) -> Iterator[Look]:
    _group, chair = active_group(house)
    lead = make_person()
    house.do(chair, "group", "establish", acronym="rights", chairs=lead.actor.handle, parent="lamps",
             **MANDATE | {"kind": "directorate"})  # fmt: skip
    draft = submitted(house)
    house.do(house.filer, "draft", "request-review", draft, directorate="rights",
             due=(house.at + timedelta(days=60)).date(), note="Look.")  # fmt: skip
    review = house.newest("review")
    yield both(in_state(review), lambda: review.subject.due_at is not None)
    house.do(lead, "review", "withdraw", review, reason="No time.")


def moderators(*, but: int = 3) -> Any:
    for _each in range(but):
        make_person(roles=("moderator",))
    return make_person(roles=("moderator",))


@story("comment.keep")
def keeping(house: House) -> Iterator[Look]:
    moderator, issue = moderators(), house.issue()
    said = comment(issue.subject, text="Mine.", by=house.by(make_person()))
    report_comment(said, reason="Rude.", by=house.by(house.filer))
    yield row(Report, "settled_at")
    keep_comment(said, reason="It is not.", by=house.by(moderator))


@story("comment.end-pause")
def ending_a_pause(house: House) -> Iterator[Look]:
    moderator, issue = moderators(), house.issue()
    said = comment(issue.subject, text="Mine.", by=house.by(make_person()))
    pause(said, reason="Rude.", days=30, by=house.by(moderator))
    yield row(Pause, "ended_at")
    end_pause(said, reason="Enough.", by=house.by(moderator))


@story("issue.keep")
def keeping_an_issue(house: House) -> Iterator[Look]:
    moderator, issue = moderators(), house.issue()
    house.do(house.appellant, "issue", "report", issue, reason="Rude.")
    yield row(Report, "settled_at")
    house.do(moderator, "issue", "keep", issue, reason="It is not.")


@story("issue.end-pause")
def ending_the_pause_of_who_filed(house: House) -> Iterator[Look]:
    moderator, issue = moderators(), house.issue()
    house.do(moderator, "issue", "pause", issue, reason="Rude.", days=30)
    yield row(Pause, "ended_at")
    house.do(moderator, "issue", "end-pause", issue, reason="Enough.")


@story("consultation.end-pause")
def ending_the_pause_of_who_replied(house: House) -> Iterator[Look]:
    moderator = moderators()
    asked = hidden_reply(house, make_person(), moderator)
    house.do(moderator, "consultation", "pause", asked, reply=1, reason="Rude.", days=30)
    yield row(Pause, "ended_at")
    house.do(moderator, "consultation", "end-pause", asked, reply=1, reason="Enough.")


@story("issue.show-again")
def showing_again(house: House) -> Iterator[Look]:
    moderator, issue = moderators(), house.issue()
    house.do(moderator, "issue", "hide", issue, reason="Spam.")
    yield in_state(issue)
    house.do(moderator, "issue", "show-again", issue, reason="It is not.")


@story("group.keep")
def keeping_a_group(house: House) -> Iterator[Look]:
    moderator, group = moderators(), propose_group(house)
    house.do(house.appellant, "group", "report", group, reason="Rude.")
    yield row(Report, "settled_at")
    house.do(moderator, "group", "keep", group, reason="It is not.")


@story("group.end-pause")
def ending_the_pause_of_who_proposed(house: House) -> Iterator[Look]:
    moderator, group = moderators(), propose_group(house)
    house.do(moderator, "group", "pause", group, reason="Rude.", days=30)
    yield row(Pause, "ended_at")
    house.do(moderator, "group", "end-pause", group, reason="Enough.")


@story("group.show-again")
def showing_a_group_again(house: House) -> Iterator[Look]:
    moderator, group = moderators(), propose_group(house)
    house.do(moderator, "group", "hide", group, reason="Spam.")
    yield in_state(group)
    house.do(moderator, "group", "show-again", group, reason="It is not.")


@story("draft.keep")
def keeping_a_draft(house: House) -> Iterator[Look]:
    moderator, draft = moderators(), submitted(house)
    house.do(house.appellant, "draft", "report", draft, reason="Rude.")
    yield row(Report, "settled_at")
    house.do(moderator, "draft", "keep", draft, reason="It is not.")


@story("draft.end-pause")
def ending_the_pause_of_who_submitted(house: House) -> Iterator[Look]:
    moderator, draft = moderators(), submitted(house)
    house.do(moderator, "draft", "pause", draft, reason="Rude.", days=30)
    yield row(Pause, "ended_at")
    house.do(moderator, "draft", "end-pause", draft, reason="Enough.")


@story("draft.show-again")
def showing_a_draft_again(house: House) -> Iterator[Look]:
    moderator, draft = moderators(), submitted(house)
    house.do(moderator, "draft", "hide", draft, reason="Spam.")
    yield in_state(draft)
    house.do(moderator, "draft", "show-again", draft, reason="It is not.")


@story("consultation.keep-reply")
def keeping_a_reply(house: House) -> Iterator[Look]:
    moderator = moderators()
    asked = hidden_reply(house, make_person(), moderator)
    house.do(moderator, "consultation", "show-reply", asked, reply=1, reason="Mistaken.")
    house.do(house.filer, "consultation", "report-reply", asked, reply=1, reason="Rude.")
    yield row(Report, "settled_at")
    house.do(moderator, "consultation", "keep-reply", asked, reply=1, reason="It is not.")


@story("consultation.show-reply")
def showing_a_reply(house: House) -> Iterator[Look]:
    moderator = moderators()
    asked = hidden_reply(house, make_person(), moderator)
    yield lambda: [(bool(one.hidden_at), one.hidden_reason) for one in session.query(Reply)]
    house.do(moderator, "consultation", "show-reply", asked, reply=1, reason="Mistaken.")


@pytest.mark.parametrize("kind", STORIES)
def test_an_upheld_appeal_gives_back_what_the_decision_changed(app, db, kind):
    house = House()
    telling = STORIES[kind](house)
    look = next(telling)
    session.rollback()
    before = look()
    assert next(telling, None) is None
    session.rollback()
    assert look() != before
    made = decision(kind)
    told = told_of(made)
    appeal = upheld(house, made)
    assert (appeal.subject.state, appeal.subject.topic) == ("closed", "upheld")
    assert told - told_since(made) == set(), "they were told of the decision, and not that it is annulled"
    session.expire_all()
    assert look() == before
    assert session.get(VoidEvent, made.id).by_id == appeal.id
    assert broken_promises() == []
    page = app.test_client().get(f"/appeals/{appeal.subject.ref}")
    assert (page.status_code, "annulled" in page.text) == (200, True)


def test_who_was_seated_in_the_second_in_which_a_chair_was_named_sits_on_without_that_chair(app, db):
    house, comes = House(), make_person(group="private")
    at = house.by(house.desk)  # a program of the secretariat does both in one second
    seating.seat(24, comes, by=at)
    seating.name_chair(house.council[1], by=at, reason="Until the election.")
    house.council.append(comes)
    upheld(house, decision("council.name-chair"))
    assert list(holders("council-chair")) == [house.chairman.id]
    assert roles_of(comes.id).has("council")
    assert broken_promises() == []


def test_the_date_that_was_offered_to_a_body_comes_back_with_its_statement(app, db):
    house = House()
    days = [(house.at + timedelta(days=number)).date() for number in (30, 90)]
    given = {"purpose": "action", "subject": "Lamps", "text": "Tell us.", "evidence": "A letter.", "deadline": days[0]}
    letter = house.do(house.desk, "statement", "receive", body=make_body().subject.ref, **given)
    house.do(house.member, "statement", "offer-date", letter, deadline=days[1], reason="In spring.")
    house.do(house.member, "statement", "note", letter, reason="Nothing follows.")
    assert letter.subject.due_at is None
    upheld(house, decision("statement.note"))
    session.expire_all()
    assert letter.subject.due_at.date() == days[1]


def test_who_is_a_contact_again_is_told_so_and_gets_what_waits_for_the_body(app, db):
    house = House()
    body = make_body()
    name_contact(body, house.desk)
    sent = sent_statement(house.desk, house.chairman)
    contact = session.scalars(select(Contact)).one()
    house.do(house.desk, "body", "end-contact", body, contact=str(contact.id), reason="Left.")
    known = len(mails_at("desk@lamp.example"))
    upheld(house, decision("body.end-contact"))
    named, brought = mails_at("desk@lamp.example")[known:]
    for words in ("You are a contact of Union of lamp makers again", "http://127.0.0.1:8000/appeals/1\n"):
        assert words in named.text, words
    outside = app.test_client()
    assert "Lamps at landing stations" in outside.get(link_in(brought, "answer")).text
    former = links()[0]
    assert outside.get(former).status_code == 410
    assert "was sent to this contact again" in outside.get("/appeals/1").text
    assert state(sent) == "sent"


def mails_at(address: str) -> list[Mail]:
    session.rollback()
    return list(session.scalars(select(Mail).where(Mail.to == address).order_by(Mail.id)))


def test_a_body_is_told_that_what_became_of_its_statement_is_annulled(app, db):
    house = House()
    letter = received(house)
    name_contact(letter.body, house.desk)
    house.do(house.member, "statement", "note", letter, reason="Nothing follows.")
    told = select(Mail).where(Mail.to == "desk@lamp.example", Mail.key.startswith("statement-annulled"))
    assert session.scalars(told).all() == []
    upheld(house, decision("statement.note"))
    (mail,) = session.scalars(told).all()
    text = " ".join(mail.text.split())
    assert "what was decided on liaison statement LS-1, “Lamps”, is annulled." in text
    assert f"{house.member.actor.name} noted it." in text
    assert "Your statement waits again" in text
    form = sign_in(app, house.member).get("/statements/1/moves/note").text
    assert "the contact of the body" in form.partition("Told:")[2].partition("</p>")[0]
