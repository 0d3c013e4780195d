"""A mail says what it asks of its reader, with the page where it is done; of nobody else, and only while it is open."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from igtf.consensus.commands import open_call
from igtf.core.clock import now
from igtf.core.db import session, writing
from igtf.core.mail import absolute
from igtf.core.workflow import WORKFLOWS
from igtf.issues.models import Issue
from igtf.notice.onward import AROUND, ASKED
from igtf.people.models import Person
from igtf.people.roles import end_role, holders
from igtf.record.audiences import AUDIENCES
from igtf.record.queries import subject_of
from tests.consultations.making import DRAFT, NEW, PAGE, QUESTIONS, act, drafted, rows
from tests.council.councils import make_council
from tests.factories import by, issue_form, later, mails_to, make_person, set_pace, sign_in, tick
from tests.groups.making import active_group, propose_form
from tests.routing.acts import make_body

LEAD = "What you can do now:"


def mail_to(app, person, said):
    """Return the newest mail to a person that says something, in its subject line or its text."""
    mails = reversed(mails_to(app, person.actor.handle))
    return next((mail for mail in mails if said in f"{mail.subject}\n{mail.text}"), None)


def test_what_a_mail_asks_for_is_a_move_that_tells_its_audience(app):
    for (kind, audience), moves in ASKED.items():
        subject_kind, _dot, name = kind.partition(".")
        workflow = WORKFLOWS[subject_kind]
        assert audience in workflow.move_by_name[name].tells, kind
        assert audience in AUDIENCES
        for each in moves:
            about, dot, own = each.rpartition(".")
            assert (WORKFLOWS[about] if dot else workflow).move_by_name[own].offered, kind
            assert not dot or kind in AROUND


def test_a_nominee_is_asked_to_stand_or_decline_and_a_member_to_vote(app, db):
    _secretariat, members = make_council(1)
    one, two, *_others = members.values()
    sign_in(app, one).post("/elections/new", data={"step": "done"})
    nomination = {"person": two.actor.handle, "reason": "She listens."}
    assert sign_in(app, one).post("/elections/1/moves/nominate", data=nomination).status_code == 302
    mail = mail_to(app, two, "nominated a member")
    asked = f"{LEAD}\n\nStand for the chair:\n{absolute('/elections/1/moves/stand')}\n\nDecline:\n"
    assert asked in mail.text
    assert f'<a href="{absolute("/elections/1/moves/stand")}">Stand for the chair</a>' in mail.html
    sign_in(app, two).post("/elections/1/moves/stand", data={"reason": "I will."})
    assert LEAD not in mail_to(app, one, "stands for the chair").text, "a follower is asked for nothing"
    with later(app, 15):
        tick()
        assert f"Vote:\n{absolute('/elections/1/moves/vote')}" in mail_to(app, one, "closed the list").text
    with later(app, 40):
        tick()
        assert LEAD not in mail_to(app, one, "closed the vote").text


def test_who_is_invited_is_asked_to_reply_as_long_as_replies_are_taken(app, db):
    invited, late = make_person(), make_person()
    _member, asks = drafted(app, admits="invited")
    assert act(asks, "invite", people=f"{invited.actor.handle}, {late.actor.handle}") == 302
    set_pace(late, "daily")
    assert act(asks, "open", days="30") == 302
    mail = mail_to(app, invited, "opened the consultation")
    assert f"Reply:\n{absolute(PAGE + '/moves/reply')}" in mail.text
    with later(app, 2):
        digest = mail_to(app, late, "Your day")
        assert f"Reply:\n  {absolute(PAGE + '/moves/reply')}" in digest.text


@pytest.mark.parametrize("admits", ["everyone", "invited"])
def test_members_are_asked_to_reply_where_they_may(app, db, admits):
    chair, member, invited, follower = make_person(), make_person(), make_person(), make_person()
    active_group(app, chair)
    assert sign_in(app, member).post("/groups/icost/moves/join").status_code == 302
    asks = sign_in(app, chair)
    assert asks.post(NEW, data=DRAFT | {"owner": "icost", "admits": admits}).status_code == 302
    assert act(asks, "set-questions", **rows("questions", QUESTIONS)) == 302
    assert act(asks, "invite", people=invited.actor.handle) == 302
    assert sign_in(app, follower).post(f"{PAGE}/follow").status_code == 302
    assert "Told: who is invited to reply, the members of the group, whoever" in asks.get(f"{PAGE}/moves/open").text
    assert act(asks, "open", days="30") == 302
    told = [mail_to(app, person, "opened the consultation").text for person in (member, invited, follower)]
    assert [LEAD in text for text in told] == [admits == "everyone", True, False]
    status = sign_in(app, member).get(f"{PAGE}/moves/reply").status_code
    assert status == (200 if admits == "everyone" else 403), "the page says the same"


ENTRY = {
    "acronym": "ROPE", "name": "Union of rope makers", "slug": "rope", "kind": "technical", "parent": "", "url": "",
    "mandate": "Makes the ropes of ships.", "topics": "ropes", "members": "12", "reason": "It is missing.",
}  # fmt: skip


def test_who_is_to_look_at_what_was_filed_proposed_or_drafted_is_led_there(app, db):
    filer, second, chair = make_person(), make_person(group="technical"), make_person()
    member, desk = make_person(roles=("council",)), make_person(roles=("secretariat",))
    anyone = sign_in(app, filer)
    anyone.post("/issues/new", data=issue_form())
    session.rollback()
    assigned = member if session.scalars(select(Issue.assigned_id)).one() == member.id else desk
    asked = f"{LEAD}\n\nAccept:\n{absolute('/issues/1/moves/accept')}\n\nAsk for information:\n"
    assert asked in mail_to(app, assigned, "filed this issue").text
    assert anyone.post("/groups/new", data=propose_form(second, chair)).status_code == 302
    volunteer = f"Become the responsible member:\n{absolute('/groups/icost/moves/volunteer')}"
    assert volunteer in mail_to(app, member, "proposed this group").text
    assert anyone.post("/body-changes/new", data=ENTRY).status_code == 302
    assert f"Approve:\n{absolute('/body-changes/1/moves/approve')}" in mail_to(app, desk, "proposed this change").text


@pytest.mark.parametrize("overseen", [True, False])
def test_who_approves_a_statement_is_led_there_and_nobody_else(app, db, overseen):
    make_body("tree", "Plants trees.")
    chair, lead = make_person(), make_person(roles=("council", "council-chair"))
    group = active_group(app, chair)
    responsible = session.get_one(Person, holders("responsible", group.id)[0])
    if not overseen:
        with writing():
            end_role(responsible.id, "responsible", at=now(), subject_id=group.id)
    letter = {"sender": "icost", "body": "tree", "purpose": "comment", "subject": "Trees", "text": "What do you think?"}
    assert sign_in(app, chair).post("/statements/new", data=letter).status_code == 302
    approve = f"Approve:\n{absolute('/statements/1/moves/approve')}"
    told = {person: mail_to(app, person, "drafted this statement") for person in (lead, responsible)}
    assert [bool(mail and approve in mail.text) for mail in told.values()] == [not overseen, overseen]


def test_a_mail_has_the_colons_of_its_language(app, db):
    one, two = make_person(), make_person()
    with writing():
        for person in (one, two):
            session.get_one(Person, person.id).language = "fr"
    _member, asks = drafted(app, admits="invited")
    assert act(asks, "invite", people=f"{one.actor.handle}, {two.actor.handle}") == 302
    assert act(asks, "open", days="30") == 302
    mail = mail_to(app, one, "consultation 1")
    assert "Consultation 1\u00a0: What stands in the way?" in mail.text
    assert re.search("\n[^\n>:]+\u00a0:\n> ", mail.text), "the label of a text"
    assert re.search("<p>[^<:]+\u00a0:</p>", mail.html)


def _raised(app, person):
    given = {"reason": "Landlocked countries pay.", "change": "Add a section on costs."}
    assert sign_in(app, person).post("/calls/1/moves/object", data=given).status_code == 302


def _led(app):
    """Return who leads a call on an issue, and a participant."""
    lead = make_person("lead", roles=("council", "council-chair"))
    sign_in(app, lead).post("/issues/new", data=issue_form())
    open_call(subject_of("issue", "1"), kind="question", question="Is the text ready?",
              closes_at=now() + timedelta(days=14), by=by(lead))  # fmt: skip
    return lead, make_person("raiser")


def steps_in(mail):
    """Return the addresses of the moves to which a mail leads."""
    return [f"/{path}" for path in re.findall(r"https?://[^/\s]+/(\S+/moves/\S+)", mail.text)]


@pytest.mark.parametrize(
    ("before", "in_mail", "on_desk"),
    [
        ("unanswered", ["/objections/1/moves/answer"], "/calls/1#objections"),
        ("answered", ["/calls/1/moves/estimate"], None),
        ("supported", ["/calls/1/moves/declare"], None),
        ("silence", ["/calls/1/moves/withdraw"], None),
    ],
)
def test_who_leads_a_closed_call_is_asked_by_mail_for_what_the_desk_asks(app, db, before, in_mail, on_desk):
    lead, raiser = _led(app)
    if before in ("unanswered", "answered"):
        _raised(app, raiser)
    if before == "answered":
        answered = {"answer": "Section 4 says so."}
        assert sign_in(app, lead).post("/objections/1/moves/answer", data=answered).status_code == 302
    if before == "supported":
        taken = sign_in(app, raiser).post("/calls/1/moves/take-position", data={"position": "support"})
        assert taken.status_code == 302
    with later(app, 15):
        tick()
        assert steps_in(mail_to(app, lead, "closed the call")) == in_mail
        desk = sign_in(app, lead).get("/desk").text
        assert f'href="{on_desk or in_mail[0]}"' in desk
        others = {"estimate", "declare", "withdraw"} - {path.rpartition("/")[2] for path in in_mail}
        assert not [name for name in others if f'href="/calls/1/moves/{name}"' in desk], "nor does the desk"


def test_who_leads_a_call_is_led_to_the_form_that_answers_an_objection_and_nobody_else(app, db):
    lead, raiser = _led(app)
    follower = make_person("follower")
    assert sign_in(app, follower).post("/calls/1/follow").status_code == 302
    _raised(app, raiser)
    mail = mail_to(app, lead, "objected")
    assert f"{LEAD}\n\nAnswer: " in mail.text
    assert steps_in(mail) == ["/objections/1/moves/answer"]
    assert sign_in(app, lead).get("/objections/1/moves/answer").status_code == 200
    assert LEAD not in mail_to(app, follower, "objected").text
    assert sign_in(app, follower).get("/objections/1/moves/answer").status_code == 403


@pytest.mark.parametrize(
    ("ask", "given", "step"),
    [("ask-question", {}, "take-position"), ("poll-options", {"options": "One\nTwo"}, "choose")],
)
def test_a_reminder_of_a_call_leads_to_what_it_asks_as_long_as_it_is_open(app, db, ask, given, step):
    chair, member, away = make_person("chair"), make_person("member"), make_person("away")
    active_group(app, chair)
    for person in (member, away):
        assert sign_in(app, person).post("/groups/icost/moves/join").status_code == 302
    asked = {"question": "Which clause?", "days": "14"} | given
    assert sign_in(app, chair).post(f"/groups/icost/moves/{ask}", data=asked).status_code == 302
    with later(app, 11.1):
        tick()
        mail = mail_to(app, member, "still missing")
        assert "It closes:" in mail.text
        assert steps_in(mail) == [f"/calls/1/moves/{step}"]
        assert LEAD in mail.text
        assert sign_in(app, member).get(f"/calls/1/moves/{step}").status_code == 200


def test_a_reminder_that_is_told_late_asks_for_nothing_that_is_over(app, db):
    invited = make_person("invited")
    _member, asks = drafted(app, admits="invited")
    assert act(asks, "invite", people=invited.actor.handle) == 302
    assert act(asks, "open", days="30") == 302
    with later(app, 23.1):
        tick()
    with later(app, 31):
        tick()
        late = mail_to(app, invited, "still missing")
        assert "State now: Closed" in late.text
        assert steps_in(late) == []
        led = re.search(rf"{absolute('')}(/record/[0-9]+)\n", late.text)[1]
        assert app.test_client().get(led).location.startswith(f"{PAGE}#"), "it still leads to the page"
