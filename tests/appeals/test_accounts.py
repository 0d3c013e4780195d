"""What the secretariat decided about an account is appealed like any decision, and taken back."""

import pytest
from sqlalchemy import select

from igtf.appeals.climbing import members, rung_now
from igtf.core.db import session
from igtf.core.mail import Mail
from igtf.people.commands import add_hat, add_person, confirm_hat, refuse_hat, take_back_hat
from igtf.people.models import Person
from igtf.people.roles import roles_of
from igtf.people.secretariat import assign_role, deactivate, reactivate, withdraw_role
from igtf.record.by import by_importer
from igtf.record.models import Event, Hat
from tests.appeals.house import GROUND, House, appealed, decided, decision, state, upheld
from tests.appeals.test_annulling import active_group, called, submitted
from tests.council.councils import make_council
from tests.factories import broken_promises, by, link_in, mails_to, make_person, sign_in
from tests.people.test_people import newest_mail


def hats(person):
    """Return how each hat counts that a person wears, and whether the secretariat refused it."""
    session.rollback()
    worn = select(Hat).where(Hat.actor_id == person.id, Hat.ended_at.is_(None)).order_by(Hat.id)
    return [(hat.organisation, hat.counts_as, bool(hat.confirmed_at), bool(hat.refused_at))
            for hat in session.scalars(worn)]  # fmt: skip


def roles(person):
    session.rollback()
    held = sorted(name for name, _of in roles_of(person.id).held)
    return held, session.get_one(Person, person.id).deactivated_at is None


def newest_hat(person):
    session.rollback()
    return session.scalars(select(Hat).where(Hat.actor_id == person.id).order_by(Hat.id.desc()).limit(1)).one()


def with_hat(house, person):
    add_hat(person, stakeholder_group="civil", capacity="for", organisation="LAMP", by=house.by(person))


STORIES = {
    "person.confirm-hat": ([with_hat], lambda h, p: confirm_hat(newest_hat(p), by=h.by(h.desk)), hats),
    "person.refuse-hat": ([with_hat], lambda h, p: refuse_hat(newest_hat(p), reason="No.", by=h.by(h.desk)), hats),
    "person.take-back-hat": (
        [with_hat, lambda h, p: confirm_hat(newest_hat(p), by=h.by(h.desk))],
        lambda h, p: take_back_hat(newest_hat(p), reason="Left.", by=h.by(h.desk)), hats,
    ),
    "person.close": ([], lambda h, p: deactivate(p, reason="Spam.", by=h.by(h.desk)), roles),
    "person.reopen": (
        [lambda h, p: deactivate(p, reason="Spam.", by=h.by(h.desk))],
        lambda h, p: reactivate(p, by=h.by(h.desk)), roles,
    ),
    "role.give": ([], lambda h, p: assign_role(p, "moderator", reason="So.", by=h.by(h.chairman)), roles),
    "role.end": (
        [lambda h, p: assign_role(p, "moderator", reason="So.", by=h.by(h.chairman))],
        lambda h, p: withdraw_role(p, "moderator", reason="So.", by=h.by(h.chairman)), roles,
    ),
}  # fmt: skip


TOLD = {
    "person.confirm-hat": "That you act for LAMP is confirmed no longer",
    "person.refuse-hat": "That you act for LAMP is looked at anew",
    "person.take-back-hat": "That you act for LAMP is confirmed: your hat counts",
    "person.close": "Your account is open again, without its former roles.",
    "person.reopen": "Your account is closed, and your roles have ended.",
    "role.give": "Your role has ended: Moderator.",
    "role.end": "You have a role from now on: Moderator.",
}
"""Kind of decision → what its person is told once it is annulled."""


@pytest.mark.parametrize("kind", STORIES)
def test_who_has_or_loses_something_by_the_appeal_of_somebody_else_is_told(app, db, kind):
    house, person = House(), make_person()
    before, act, _look = STORIES[kind]
    for step in before:
        step(house, person)
    act(house, person)
    known = len(mails_to(app, person.actor.handle))
    appeal = appealed(house, decision(kind))
    filed = [mail.text for mail in mails_to(app, person.actor.handle)[known:]]
    decided(house, appeal, "upheld")
    mails = [mail.text for mail in mails_to(app, person.actor.handle)[known:]]
    (told,) = [text for text in mails if TOLD[kind] in text]
    assert "This follows from appeal 1, which was upheld:\nhttp://127.0.0.1:8000/appeals/1\n" in told
    if kind != "person.close":  # whose account is closed gets no mail about what goes on
        assert any("Why this mail came: the decision is about you." in text for text in filed)
    page = app.test_client().get("/appeals/1").text
    assert "is concerned by the decision" not in page, "who has no part in deciding needs not stand aside"


def test_a_member_of_the_council_stands_aside_from_an_appeal_about_the_own_role(app, db):
    house = House()
    assign_role(house.member, "moderator", reason="So.", by=house.by(house.chairman))
    appealed(house, decision("role.give"))
    page = app.test_client().get("/appeals/1").text
    assert f"{house.member.actor.name}" in page
    assert "is concerned by the decision" in page


@pytest.mark.parametrize("kind", STORIES)
def test_an_upheld_appeal_gives_an_account_back_what_it_had(app, db, kind):
    house, person = House(), make_person()
    before, act, look = STORIES[kind]
    for step in before:
        step(house, person)
    was = look(person)
    act(house, person)
    assert look(person) != was
    made = decision(kind)
    mail = session.scalars(select(Mail).order_by(Mail.id.desc())).first()
    assert f"/appeals/new?decision={made.id}" in mail.text
    appeal = upheld(house, made)
    assert look(person) == was
    assert (appeal.subject.topic, appeal.kind) == ("upheld", "house")
    assert f"@{person.actor.handle}" in app.test_client().get("/appeals/1").text
    assert state(appeal) == "closed"
    assert broken_promises() == []


def test_an_account_is_appealed_through_its_page_and_who_closed_the_own_one_has_nothing_to_appeal(app, db):
    house, person = House(), make_person()
    deactivate(person, reason="Spam.", by=house.by(house.desk))
    client, number = sign_in(app, house.appellant), decision("person.close").id
    page = client.get(f"/appeals/new?decision={number}").text
    for words in (f"@{person.actor.handle}", "closed an account", "<li>The council</li>", "this decision alone"):
        assert words in page, words
    form = {"decision": str(number)} | GROUND
    assert f"@{person.actor.handle}" in client.post("/appeals/new", data=form).text
    assert client.post("/appeals/new", data=form | {"step": "done"}).location == "/appeals/1"
    other = make_person()
    deactivate(other, reason="", by=house.by(other))
    refused = client.post("/appeals/new", data=form | {"decision": str(decision("person.close").id)})
    assert "no decision that can be appealed" in refused.text
    joined = client.post("/appeals/new", data=form | {"decision": str(decision("person.join").id)})
    assert "no decision that can be appealed" in joined.text
    assert broken_promises() == []


def test_the_approval_of_a_claim_is_taken_back_until_the_profile_is_taken_over(app, db):
    house = House()
    desk, guest = sign_in(app, house.desk), app.test_client()
    paths = []
    for number, handle in enumerate(("ada", "bea"), 1):
        add_person(handle=handle, name=handle.title(), at=house.at, source="A list", by=by_importer(house.at))
        guest.post(f"/people/{handle}/claim", data={"email": f"{handle}@people.example", "reason": "It is me."})
        desk.post(f"/secretariat/claims/{number}/approve")
        paths.append(link_in(newest_mail()))
    first, second = session.scalars(select(Event).where(Event.kind == "person.approve-claim").order_by(Event.id)).all()
    assert guest.post(paths[1], data={"password": "seven green turtles"}).status_code == 302
    upheld(house, first)
    assert app.test_client().get(paths[0]).status_code == 410
    assert newest_mail().to == "ada@people.example"
    for words in ("profile of Ada was approved is annulled", "http://127.0.0.1:8000/appeals/1\n", "/people/ada/claim"):
        assert words in newest_mail().text, words
    upheld(house, second)
    assert "/people/bea/claim" not in newest_mail().text, "nothing is taken from who has taken it over"
    assert "has been taken over, and stays with who did so" in app.test_client().get("/appeals/2").text
    assert broken_promises() == []


def test_an_appeal_whose_appellant_left_goes_on_past_a_silent_rung_and_comes_to_an_end(app, db):
    house = House()
    _group, chair = active_group(house)
    draft = submitted(house)
    called(house, chair, draft, "call-for-adoption", group="lamps")
    house.do(chair, "draft", "adopt", draft, name="lamps", editors=house.filer.actor.handle)
    appeal = appealed(house, decision("draft.adopt"))
    house.tick(70)
    assert (rung_now(appeal).name, state(appeal)) == ("chairs", "filed"), "it is up to the appellant to go on"
    deactivate(house.appellant, reason="Leaves.", by=house.by(house.appellant))
    seen = []
    while rung_now(appeal).name != "panel":
        house.tick(20)
        seen.append(rung_now(appeal).name)
    assert list(dict.fromkeys(seen)) == ["responsible", "council", "panel"]
    house.tick()
    for one in members(appeal)[:2]:
        speaker = house.person(one.person_id)
        if state(appeal) == "filed":
            house.do(speaker, "appeal", "acknowledge", appeal)
        house.do(speaker, "appeal", "decide", appeal, verdict="denied", reason="It was right.")
    assert state(appeal) == "closed"
    assert broken_promises() == []


def test_who_laid_a_role_down_does_not_get_it_back_by_the_appeal_of_somebody_else(app, db):
    (desk, _members), person, other = make_council(), make_person(), make_person()
    for each in (person, other):
        assign_role(each, "moderator", reason="So.", by=by(desk))
    client, form = sign_in(app, make_person()), GROUND | {"step": "done"}
    withdraw_role(other, "moderator", reason="So.", by=by(desk))
    taken = decision("role.end").id
    withdraw_role(person, "moderator", reason="No time.", by=by(person))
    laid_down = decision("role.end").id
    page = client.get("/council/council").text
    assert [f"/appeals/new?decision={number}" in page for number in (taken, laid_down)] == [True, False]
    refused = client.post("/appeals/new", data=form | {"decision": str(laid_down)})
    assert (refused.status_code, "no decision that can be appealed" in refused.text) == (422, True)
    assert client.post("/appeals/new", data=form | {"decision": str(taken)}).location == "/appeals/1"
    for who, may in ((person, False), (other, True)):
        told = next(mail.text for mail in mails_to(app, who.actor.handle) if "Your role has ended" in mail.text)
        assert ("you can appeal it until" in told) is may
    assert broken_promises() == []
