"""Who reads digests hears in time of what is asked of them and of what moved in their calendar, and of no step that is
over."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from igtf.core import clock
from igtf.core.db import session
from igtf.core.mail import absolute
from igtf.core.workflow import WORKFLOWS
from igtf.issues.models import Issue
from igtf.notice.commands import stop_subject
from igtf.notice.in_time import ALSO_ASKED, AT_ANY_TIME, DUE, PACES, WITHIN, asked_until, waits_too_long
from igtf.notice.onward import ASKED
from igtf.notice.worker import work_once
from igtf.record.audiences import AUDIENCES
from igtf.record.models import Subject
from igtf.record.numbers import whole_number
from igtf.record.values import VALUES
from tests.factories import (
    acts_of,
    by,
    issue_form,
    later,
    mails_to,
    make_person,
    responsible_of,
    set_pace,
    sign_in,
    tick,
)
from tests.groups.making import active_group, bof, step
from tests.groups.test_charters import NEW
from tests.meetings.making import ahead, call_form, called, meeting_of
from tests.reviews.making import ask, directorate, draft_by, move


def told(app, person, said):
    """Return the newest mail to a person that says something, not as one of many; None without one."""
    mails = [mail for mail in mails_to(app, person.actor.handle) if not mail.key.startswith("digest:")]
    return next((mail for mail in reversed(mails) if said in " ".join(mail.text.split())), None)


def digest_to(app, person):
    """Return the text of the newest digest to a person, in one line."""
    mails = [mail for mail in mails_to(app, person.actor.handle) if mail.key.startswith("digest:")]
    return " ".join(mails[-1].text.split()) if mails else ""


WINDOWS = sorted({int(value) for name, value in VALUES.items() if name.endswith("_days")})


@pytest.mark.parametrize("pace", PACES)
@pytest.mark.parametrize("days", WINDOWS)
def test_whatever_an_act_asks_is_told_a_day_before_it_is_over_at_least(app, db, pace, days):
    at = clock.now()
    for kind, audience in {*ASKED, *ALSO_ASKED} - AT_ANY_TIME:
        subject_kind = kind.partition(".")[0]
        if subject_kind in DUE or kind in WITHIN:
            continue  # below, and by the number that is theirs
        subject = Subject(kind=subject_kind, state="", procedure=1, due_at=at + timedelta(days=days))
        if subject_kind == "statement":
            assert not any(WORKFLOWS["statement"].state_by_name[state].due for state in ("draft", "approved"))
            continue
        until = asked_until(SimpleNamespace(kind=kind, at=at), audience, subject)
        heard = at if waits_too_long(pace, until, at) else at + PACES[pace]
        assert heard == at or until - heard >= timedelta(days=1), (kind, audience)
    for kind, number in WITHIN.items():
        subject = Subject(kind=kind.partition(".")[0], procedure=1)
        audience = next(audience for act, audience in {*ASKED, *ALSO_ASKED} if act == kind)
        until = asked_until(SimpleNamespace(kind=kind, at=at), audience, subject)
        assert until == at + timedelta(days=whole_number(number))
    other = SimpleNamespace(kind="issue.accept", at=at)
    assert asked_until(other, "followers", Subject(kind="issue", due_at=at)) is None, "it asks nothing"


def test_each_audience_that_a_sentence_asks_is_told_by_its_act():
    for kind, audience in ALSO_ASKED:
        subject_kind, _dot, name = kind.partition(".")
        assert audience in WORKFLOWS[subject_kind].move_by_name[name].tells


REMINDERS = ("remind", "-late", "warn")


def test_no_reminder_of_the_clock_waits_for_a_digest():
    found = [move for workflow in WORKFLOWS.values() for move in workflow.moves
             if move.clock and any(part in move.name for part in REMINDERS)]  # fmt: skip
    assert len(found) > 8
    contacts = {"contact", "contacts of the bodies", "contact by mail", "contact with a new link"}
    assert [move.name for move in found if not move.soon and not set(move.tells) <= contacts | {"secretariat"}] == []


def test_each_audience_that_an_act_names_is_told_of_it():
    for workflow in WORKFLOWS.values():
        for each in workflow.moves:
            assert set(each.names) <= set(each.tells), each.name
            assert set(each.names) <= set(AUDIENCES)


def test_who_may_stop_a_proposal_hears_of_it_at_once(app, db):
    filer = make_person()
    members = [make_person(group=group, roles=("council",)) for group in ("technical", "business")]
    assert sign_in(app, filer).post("/issues/new", data=issue_form()).status_code == 302
    assigned = session.scalars(select(Issue.assigned_id)).one()
    acts, stops = sorted(members, key=lambda one: one.id != assigned)
    set_pace(stops, "weekly")
    set_pace(filer, "weekly")
    client = sign_in(app, acts)
    assert client.post("/issues/1/moves/accept", data={"reason": "In scope."}).status_code == 302
    given = {"reason": "No.", "ground": "duplicate", "code": "other", "step": "done"}
    assert client.post("/issues/1/moves/propose-decline", data=given).status_code == 302
    assert "/issues/1/moves/object" in told(app, stops, "proposed to decline").text
    assert told(app, filer, "proposed to decline") is None, "who is asked for nothing reads it in the digest"


@pytest.mark.parametrize("stopped", [False, True])
def test_who_is_announced_as_a_chair_hears_while_it_can_be_declined_whatever_they_stopped(app, db, stopped):
    new = make_person(group="private")
    group = active_group(app, make_person())
    if stopped:
        stop_subject(new.id, group.id, by=by(new))
    else:
        set_pace(new, "weekly")
    client = sign_in(app, responsible_of(group))
    assert step(client, "propose-chair", person=new.actor.handle, reason="Good.").status_code == 302
    assert "/groups/icost/moves/step-aside" in told(app, new, "announced a chair").text
    count = len(mails_to(app, new.actor.handle))
    assert step(client, "withdraw-chair", reason="Another time.").status_code == 302
    assert len(mails_to(app, new.actor.handle)) == count, "that asks nothing"


def test_who_is_announced_as_a_chair_hears_at_once_of_a_group_whose_report_is_late_too(app, db):
    chair, new = make_person(), make_person(group="private")
    overseer = responsible_of(active_group(app, chair))
    due = clock.now().date() + timedelta(days=1)
    given = {"acronym": "costs", "kind": "correspondence", "title": "Costs", "summary": "What transit costs.",
             "mandate": "One report.", "chairs": chair.actor.handle, "parent": "icost", "report_due": f"{due:%Y-%m-%d}",
             "step": "done"}  # fmt: skip
    made = sign_in(app, chair).post("/groups/new/establish", data=given)
    assert made.status_code == 302, made.text
    set_pace(new, "weekly")
    with later(app, 3):
        tick()
        announced = {"person": new.actor.handle, "reason": "Good.", "step": "done"}
        answer = sign_in(app, overseer).post("/groups/costs/moves/propose-chair", data=announced)
        assert answer.status_code == 302, answer.text
        mail = told(app, new, "announced a chair")
        assert mail, "the day of the group is that of its report, and is over"
        assert "/groups/costs/moves/step-aside" in mail.text


def test_a_digest_offers_no_step_that_is_over(app, db):
    new = make_person(group="private")
    group = active_group(app, make_person())
    set_pace(new, "weekly")
    client = sign_in(app, responsible_of(group))
    chair_days = whole_number("chair_notice_days")
    assert step(client, "propose-chair", person=new.actor.handle, reason="Good.").status_code == 302
    aside = sign_in(app, new).post("/groups/icost/moves/step-aside", data={"reason": "No.", "step": "done"})
    assert aside.status_code == 302, aside.text
    with later(app, chair_days + 1):
        text = digest_to(app, new)
        assert "/moves/step-aside" not in text


def test_the_council_hears_of_a_charter_while_it_reviews_it(app, db):
    reads, chair, member = make_person(roles=("council",)), make_person(), make_person()
    group = active_group(app, chair)
    assert step(sign_in(app, member), "join").status_code == 302
    for person in (reads, member):
        set_pace(person, "weekly")
    assert step(sign_in(app, chair), "revise-charter", **NEW).status_code == 302
    overseer = sign_in(app, responsible_of(group))
    assert step(overseer, "charter-internal-review").status_code == 302
    mail = told(app, reads, "put the charter to internal review")
    assert f"Read the charter, and comment on it:\n{absolute('/groups/icost/charter')}\n" in mail.text
    assert told(app, member, "put the charter to internal review") is None, "who is asked for nothing waits"
    with later(app, 8):
        tick()
        assert "put the charter to internal review" in digest_to(app, member)
        assert "Read the charter, and comment on it:" in digest_to(app, member)
        assert step(sign_in(app, responsible_of(group)), "charter-external-review").status_code == 302


@pytest.mark.parametrize(("pace", "days", "heard"), [("weekly", 3, True), ("daily", 1, True), ("weekly", 14, False)])
def test_a_member_hears_of_a_call_while_it_is_open(app, db, pace, days, heard):
    chair, member, follower = make_person(), make_person(), make_person()
    active_group(app, chair)
    for person, path in ((member, "moves/join"), (follower, "follow")):
        assert sign_in(app, person).post(f"/groups/icost/{path}").status_code == 302
        set_pace(person, pace)
    asked = step(sign_in(app, chair), "ask-question", question="Shall we meet twice?", days=str(days))
    assert asked.status_code == 302, asked.text
    assert "Take a position" in acts_of(member)
    assert told(app, follower, "opened this call") is None, "who is asked for nothing waits"
    assert (told(app, member, "opened this call") is not None) is heard
    with later(app, 7.1):
        tick()
        assert ("opened this call" in digest_to(app, member)) is not heard, "once"


@pytest.mark.parametrize(("days", "heard"), [(2, True), (14, False)])
@pytest.mark.parametrize("act", ["ask-question", "poll-options"])
def test_who_supports_a_group_that_forms_hears_of_its_call_while_it_is_open(app, db, act, days, heard):
    backer, follower = make_person("backer"), make_person("follower")
    _proposer, _second, overseer = bof(app, backer)
    assert sign_in(app, follower).post("/groups/icost/follow").status_code == 302
    for person in (backer, follower):
        set_pace(person, "weekly")
    given = {"question": "Shall we meet twice?", "days": str(days), "options": "Yes\nNo"}
    asked = step(sign_in(app, overseer), act, **given)
    assert asked.status_code == 302, asked.text
    mail = told(app, backer, "Shall we meet twice?")
    assert (mail is not None) is heard
    assert mail is None or "you support the proposal" in " ".join(mail.text.split())
    assert told(app, follower, "Shall we meet twice?") is None, "who is asked for nothing waits"
    with later(app, 7.1):
        tick()
        assert ("Shall we meet twice?" in digest_to(app, backer)) is not heard, "once"


@pytest.fixture
def people(app, db):
    """Return who leads a directorate, two members, and an author with a draft on which a review was asked for."""
    chair, first, second, author = (make_person(name) for name in ("rania", "hana", "marta", "ines"))
    directorate(app, chair, first, second)
    draft = draft_by(app, author)
    assert ask(app, author, draft).status_code == 302
    return SimpleNamespace(chair=chair, first=first, second=second, author=author)


def test_a_review_that_was_given_to_somebody_else_is_offered_no_more_and_its_former_reviewer_is_told(app, people):
    set_pace(people.first, "daily")
    for person, reason in (("hana", "She knows it best."), ("marta", "Hana is away.")):
        assert move(app, people.chair, "assign", person=person, reason=reason).status_code == 302
        mails_to(app, "hana")
    with later(app, 1.1):
        text = digest_to(app, people.first)
    assert "the review was given to you until now." in text
    assert "the review was given to you." in text, "each reason is said"
    assert "/reviews/1/moves/" not in text
    assert sign_in(app, people.first).get("/reviews/1/moves/accept").status_code == 403
    assert "/reviews/1/moves/accept" in told(app, people.second, "gave the review to a member").text


def test_a_review_that_somebody_still_has_is_offered_in_the_digest(app, people):
    set_pace(people.first, "daily")
    assert move(app, people.chair, "assign", person="hana", reason="She knows it best.").status_code == 302
    mails_to(app, "hana")
    with later(app, 1.1):
        assert "/reviews/1/moves/accept" in digest_to(app, people.first)


def test_who_wanted_no_mail_about_a_review_hears_that_it_is_given_to_them(app, people):
    assert move(app, people.chair, "assign", person="hana", reason="She knows it best.").status_code == 302
    subject = session.scalars(select(Subject).where(Subject.kind == "review")).one()
    stop_subject(people.first.id, subject.id, by=by(people.first))
    count = len(mails_to(app, "hana"))
    assert move(app, people.chair, "assign", person="marta", reason="Hana is away.").status_code == 302
    assert len(mails_to(app, "hana")) == count, "they wanted no mail about it"
    assert move(app, people.chair, "assign", person="hana", reason="She is back.").status_code == 302
    assert len(mails_to(app, "hana")) == count + 1


def test_a_reminder_of_a_review_comes_on_its_day(app, people):
    set_pace(people.first, "weekly")
    assert move(app, people.chair, "assign", person="hana", reason="She knows it best.").status_code == 302
    assert move(app, people.first, "accept").status_code == 302
    with later(app, 15.1):
        tick()
        assert "/reviews/1/moves/deliver" in told(app, people.first, "it is overdue").text


@pytest.mark.parametrize("pace", PACES)
def test_what_becomes_of_a_meeting_reaches_the_calendar_of_who_reads_digests(app, db, pace):
    _group, chair, _client = called(app, **ahead(21))
    reader = make_person()
    assert sign_in(app, reader).post("/groups/icost/moves/join").status_code == 302
    set_pace(reader, pace)
    mails_to(app, reader.actor.handle)
    days = (meeting_of().starts_at - clock.now()) / timedelta(days=1)
    with later(app, days - 0.9):
        tick()
        assert "STATUS:CONFIRMED" in told(app, reader, "reminded of the meeting").calendar
    with later(app, days - 0.5):
        client = sign_in(app, chair)
        moved = client.post("/meetings/1/moves/move", data=ahead(50) | {"reason": "A strike."})
        assert moved.status_code == 302, moved.text
        assert "DTSTART" in told(app, reader, "moved the meeting").calendar
        assert client.post("/meetings/1/moves/cancel", data={"reason": "A strike."}).status_code == 302
        assert "STATUS:CANCELLED" in told(app, reader, "cancelled the meeting").calendar


@pytest.mark.parametrize("pace", PACES)
def test_a_meeting_called_for_tomorrow_is_told_of_before_it_begins(app, db, pace):
    chair, reader = make_person(), make_person()
    active_group(app, chair)
    assert sign_in(app, reader).post("/groups/icost/moves/join").status_code == 302
    set_pace(reader, pace)
    client = sign_in(app, chair)
    for days, hours in ((0, 20), (2, 0)):
        start = clock.now() + timedelta(days=days, hours=hours)
        form = call_form(day=f"{start:%Y-%m-%d}", time=f"{start:%H:%M}", title=f"In {days} days")
        assert client.post("/groups/icost/moves/call-meeting", data=form).status_code == 302
    assert "STATUS:CONFIRMED" in told(app, reader, "In 0 days").calendar
    assert told(app, reader, "In 2 days") is None, "the clock reminds of it before it begins"
    with later(app, 1.1):
        tick()
        assert "STATUS:CONFIRMED" in told(app, reader, "reminded of the meeting").calendar
    with later(app, 8):
        work_once(app)
        assert "In 0 days" not in digest_to(app, reader), "each thing once"
        assert "In 2 days" in digest_to(app, reader)


@pytest.mark.parametrize(
    ("pace", "called_so", "chosen"),
    [
        ("daily", "[IGTF] Your day: 1 act", "You chose one mail a day."),
        ("weekly", "[IGTF] Your week: 1 act", "You chose one mail a week."),
        ("at-once", "[IGTF] What waited for you: 1 act", ""),
    ],
)
def test_the_last_digest_of_who_wants_another_pace_says_nothing_of_one(app, db, pace, called_so, chosen):
    filer, reader = sign_in(app, make_person()), make_person()
    set_pace(reader, "weekly")
    assert filer.post("/issues/new", data=issue_form()).status_code == 302
    mails_to(app, reader.actor.handle)
    assert sign_in(app, reader).post("/issues/1/follow").status_code == 302
    assert filer.post("/issues/1/comments", data={"body": "Hello."}).status_code == 302
    mails_to(app, reader.actor.handle)
    set_pace(reader, pace)
    with later(app, 8):
        mail = mails_to(app, reader.actor.handle)[-1]
    assert mail.subject == called_so
    assert [words for words in ("You chose one mail a day.", "You chose one mail a week.") if words in mail.text] == (
        [chosen] if chosen else []
    )
