"""The only chair of a group asks to be relieved: whom it tells, whose desk it is on, and when it is over."""

import re

from igtf.core.clock import now
from igtf.core.db import session, writing
from igtf.people.models import Person
from igtf.people.roles import end_role, holders
from igtf.record.by import by_clock
from igtf.record.due import run_due
from tests.factories import broken_promises, close_account, later, mails_to, make_person, responsible_of, sign_in
from tests.groups.making import active_group, step

ASKS, WAITS = "A chair asks to be relieved: announce another", "Waits for another chair, as you ask to be relieved"


def on_desks(app, responsible, chair) -> tuple[bool, bool]:
    """Return whether it waits on the desk of the responsible member, and says so on that of the chair."""
    session.rollback()
    return (ASKS in sign_in(app, responsible).get("/desk").text, WAITS in sign_in(app, chair).get("/desk").text)


def test_the_only_chair_asks_to_be_relieved_and_it_waits_until_another_is_announced(app, db):
    chair, member = make_person(), make_person()
    make_person("second", group="private")
    group = active_group(app, chair)
    responsible, client = responsible_of(group), sign_in(app, chair)
    sign_in(app, member).post("/groups/icost/moves/join")
    assert step(sign_in(app, member), "ask-relief", reason="Me too.").status_code == 403
    assert "You do not ask to be relieved" in step(client, "end-relief").text
    assert "Say why; the reason is public." in step(client, "ask-relief", reason="").text
    assert on_desks(app, responsible, chair) == (False, False)
    assert step(client, "ask-relief", reason="I move to another post.").status_code == 302
    assert "You have asked already" in step(client, "ask-relief", reason="Again.").text
    told = mails_to(app, responsible.actor.handle)[-1].text
    assert "I move to another post." in told
    assert "/groups/icost/moves/propose-chair" in told
    assert "asks to be relieved as chair" in mails_to(app, member.actor.handle)[-1].text
    assert on_desks(app, responsible, chair) == (True, True)
    refused = step(client, "step-down", step="done")
    assert (refused.status_code, "You have asked to be relieved: the responsible member" in refused.text) == (403, True)
    form = sign_in(app, responsible).get("/groups/icost/moves/propose-chair").text
    asks = form.partition("A chair asks to be relieved</h2>")[2].partition("</section>")[0]
    assert chair.actor.name in asks
    (place,) = re.findall('<input[^>]*name="instead_of"[^>]*>', form)
    assert f'value="{chair.actor.handle}"' in place
    assert "I move to another post." in asks

    announced = {"person": "second", "reason": "As asked.", "instead_of": chair.actor.handle}
    assert step(sign_in(app, responsible), "propose-chair", **announced).status_code == 302
    assert on_desks(app, responsible, chair) == (False, False)
    assert "A change of chairs is announced" in step(client, "ask-relief", reason="Again.").text
    assert step(sign_in(app, responsible), "withdraw-chair", reason="They cannot.").status_code == 302
    assert on_desks(app, responsible, chair) == (True, True), "nobody comes, so it waits again"
    assert step(sign_in(app, responsible), "propose-chair", **announced).status_code == 302
    with later(app, 7.1):
        assert run_due(by_clock(now())) == 1
        session.rollback()
        assert [session.get_one(Person, each).actor.handle for each in holders("chair", group.id)] == ["second"]
        assert on_desks(app, responsible, chair) == (False, False)
    assert broken_promises() == []


def test_who_asked_stays_chair_after_all_or_is_not_alone_any_more(app, db):
    chair, second = make_person(), make_person("second", group="private")
    group = active_group(app, chair)
    responsible, client = responsible_of(group), sign_in(app, chair)
    step(client, "ask-relief", reason="No time.")
    assert step(sign_in(app, second), "end-relief").status_code == 403
    assert step(client, "end-relief").status_code == 302
    assert on_desks(app, responsible, chair) == (False, False)
    assert "asks to be relieved</h2>" not in sign_in(app, responsible).get("/groups/icost/moves/propose-chair").text
    step(client, "ask-relief", reason="No time, really.")
    step(sign_in(app, responsible), "propose-chair", person="second", reason="More hands.")
    with later(app, 7.1):
        run_due(by_clock(now()))
        client = sign_in(app, chair)
        refused = step(client, "ask-relief", reason="Again.")
        assert (refused.status_code, "you can step down at once" in refused.text) == (403, True)
        assert "You do not ask to be relieved" in step(client, "end-relief").text
        with writing():  # as when an account is closed
            end_role(second.id, "chair", at=now(), subject_id=group.id)
        assert on_desks(app, responsible, chair) == (False, False), "that another one came is the answer"
        assert step(client, "ask-relief", reason="Again.").status_code == 302
        assert on_desks(app, responsible, chair) == (True, True)


def test_chairs_who_are_left_of_one_stakeholder_group_wait_for_another(app, db):
    chairs = [make_person(group=group) for group in ("civil", "civil", "technical")]
    responsible = responsible_of(active_group(app, *chairs))
    alike = "The chairs do not come from two stakeholder groups"
    make_person("second", group="private")

    def waits() -> bool:
        return alike in sign_in(app, responsible).get("/desk").text

    assert not waits()
    close_account(app, chairs[2])
    assert waits()
    assert alike not in sign_in(app, chairs[0]).get("/desk").text
    announced = {"person": "second", "reason": "As asked.", "instead_of": chairs[0].actor.handle}
    assert step(sign_in(app, responsible), "propose-chair", **announced).status_code == 302
    assert not waits()
    assert step(sign_in(app, responsible), "withdraw-chair", reason="They cannot.").status_code == 302
    assert waits()
    assert step(sign_in(app, responsible), "propose-chair", **announced).status_code == 302
    with later(app, 7.1):
        assert run_due(by_clock(now())) == 1
        assert not waits()
