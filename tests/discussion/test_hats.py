"""Whoever has several hats says under which one they comment, and sees which of them are not confirmed."""

import re

from sqlalchemy import select

from config import ROOT
from igtf.core.db import session
from igtf.core.mail import Mail
from igtf.notice.worker import work_once
from igtf.people.commands import add_hat, confirm_hat
from igtf.people.models import Person
from igtf.record.models import Hat
from tests.api.kit import Caller, is_problem
from tests.factories import by, later, make_person, set_pace, sign_in
from tests.record.test_record import filed

UNCONFIRMED = "unconfirmed, counts as not stated"


def with_two_hats() -> tuple[Person, Hat]:
    """Return a person, and the hat that they wear for an organisation beside their personal one."""
    person = make_person()
    hat = add_hat(person, stakeholder_group="civil", capacity="for", organisation="Our Sea", by=by(person))
    add_hat(person, stakeholder_group="technical", capacity="personal", organisation="", by=by(person))
    session.rollback()
    return person, session.get_one(Hat, hat.id)


def test_a_comment_is_made_under_the_hat_that_is_chosen(app, db):
    filed(make_person())
    person, hat = with_two_hats()
    client = sign_in(app, person)
    page = client.get("/issues/1").text
    assert page.count("You act as") == 1
    assert UNCONFIRMED in page
    refused = client.post("/issues/1/comments", data={"body": "As who?"})
    assert (refused.status_code, "Choose a hat." in refused.text, "As who?" in refused.text) == (422, True, True)
    stranger = by(make_person()).hat_id
    assert client.post("/issues/1/comments", data={"body": "As them.", "hat": str(stranger)}).status_code == 422
    assert client.post("/issues/1/comments", data={"body": "For them.", "hat": str(hat.id)}).status_code == 302
    page = app.test_client().get("/issues/1").text
    assert "for Our Sea (unconfirmed)" in page
    assert "You act as" not in sign_in(app, make_person()).get("/issues/1").text, "of one hat nothing is asked"


def test_a_hat_that_was_laid_down_is_asked_for_anew_and_none_stands_in_for_it(app, db):
    filed(make_person())
    person, hat = with_two_hats()
    client = sign_in(app, person)
    personal = session.scalars(select(Hat).where(Hat.actor_id == person.id).order_by(Hat.id)).first()
    page = client.get("/issues/1").text
    assert f'<option value="{hat.id}"' in page
    for own in (personal.id, hat.id):
        assert client.post(f"/account/hats/{own}/end").status_code == 302
    left = by(person).hat_id
    words = {"body": "For the sea.", "hat": str(hat.id)}
    refused = client.post("/issues/1/comments", data=words)
    assert (refused.status_code, "For the sea." in refused.text) == (422, True)
    assert f'<option value="{left}"' in refused.text.partition("You act as")[2]
    reported = client.post("/issues/1/moves/report", data={"reason": "Kept words.", "hat": str(hat.id)})
    assert (reported.status_code, "Kept words." in reported.text) == (422, True)
    assert f'<option value="{left}"' in reported.text.partition("You act as")[2]
    assert "Technical" not in app.test_client().get("/issues/1").text
    assert client.post("/issues/1/comments", data=words | {"hat": str(left)}).status_code == 302
    assert client.post("/issues/1/comments", data={"body": "Of the page that asks for none."}).status_code == 302
    stranger = app.test_client().post("/issues/1/comments", data=words)
    assert stranger.status_code == 403, "whoever is not signed in is asked for that first"


def test_a_program_names_the_hat_or_comments_under_the_newest(app, db):
    filed(make_person())
    person, hat = with_two_hats()
    caller = Caller(app, person)
    for none in ("999", {}, by(make_person()).hat_id):
        assert is_problem(caller.post("/issues/1/comments", {"text": "x", "hat": none}), 422, "none of your hats")
    said = caller.post("/issues/1/comments", {"text": "For them.", "hat": hat.id})
    assert (said.status_code, said.json["hat"]["id"]) == (201, hat.id)
    assert caller.post("/issues/1/comments", {"text": "For me."}).json["hat"]["stakeholder_group"] == "technical"


def test_a_hat_that_waits_is_said_so_before_the_act_and_beside_the_issue(app, db):
    person = make_person()
    only = by(person).hat_id
    add_hat(person, stakeholder_group="civil", capacity="for", organisation="Our Sea", by=by(person))
    sign_in(app, person).post(f"/account/hats/{only}/end")
    filed(person)
    facts = app.test_client().get("/issues/1").text.split("<aside>")[1]
    assert "for Our Sea (unconfirmed)" in facts
    session.rollback()
    confirm_hat(session.get_one(Hat, by(person).hat_id), by=by(make_person(roles=("secretariat",))))
    assert "(unconfirmed)" not in app.test_client().get("/issues/1").text


UNSEEN = {"people/hats.html", "people/secretariat.html", "groups/group.html", "account/account.html"}
"""Templates that say in words of their own, or beside ``hat_shown``, what a hat counts as."""


def test_no_template_names_a_hat_and_hides_that_nobody_confirmed_it():
    folder = ROOT / "templates"
    named = {str(path.relative_to(folder)) for path in folder.rglob("*.*")
             if re.search(r"[^_]hat_label\(|hat\.label", path.read_text())}  # fmt: skip
    assert named == UNSEEN


def test_a_hat_that_waits_is_said_so_in_feeds_mails_and_lists(app, db):
    paced, at_once, (person, hat) = make_person(), make_person(), with_two_hats()
    filed(at_once)
    sign_in(app, paced).post("/issues/1/follow")
    set_pace(paced, "daily")
    sign_in(app, person).post("/issues/1/comments", data={"body": "For them.", "hat": str(hat.id)})
    work_once(app)
    with later(app, 2):
        work_once(app)
    said = "Civil society · for Our Sea (unconfirmed)"
    session.rollback()
    for reader in (paced, at_once):
        texts = session.scalars(select(Mail.text).where(Mail.to.contains(reader.actor.handle)))
        assert any(said in " ".join(text.split()) for text in texts)
    assert f"({said})" in app.test_client().get("/feeds/issues/1.atom").text
    end = f"/account/hats/{by(person).hat_id}/end"
    assert sign_in(app, person).post(end).status_code == 302
    assert said in app.test_client().get("/people/").text


def test_the_secretariat_is_shown_by_its_office_wherever_it_acts(app, db):
    reader, office = make_person(), make_person("office", roles=("secretariat",))
    filed(reader)
    desk, said = sign_in(app, office), "(Secretariat)"
    desk.post("/issues/1/comments", data={"body": "We have sent it."})
    work_once(app)
    session.rollback()
    page = app.test_client().get("/issues/1").text
    assert '<a href="/people/office"><bdi>Office Exemplar</bdi></a></span> <span class="hat">Secretariat</span>' in page
    texts = session.scalars(select(Mail.text).where(Mail.to.contains(reader.actor.handle)))
    assert any(said in " ".join(text.split()) for text in texts)
    assert said in app.test_client().get("/feeds/issues/1.atom").text
    hat = app.test_client().get("/api/v1/events?limit=1").json["items"][0]["hat"]
    assert (hat["label"], hat["capacity"], hat["counts_as"]) == ("Secretariat", "office", "unstated")
    for address in ("/issues/1", "/people/office", "/people/"):
        assert "Not stated" not in app.test_client().get(address).text.replace('"unstated">Not stated', ""), address
    arabic = app.test_client().get("/issues/1?lang=ar").text
    assert '<span class="hat">الأمانة</span>' in arabic


def test_the_hat_of_the_secretariat_comes_and_goes_with_the_role(app, db):
    desk, other = sign_in(app, make_person("office", roles=("secretariat",))), make_person("other")
    own, client = by(other).hat_id, sign_in(app, other)
    desk.post("/secretariat/role", data={"person": "other", "role": "secretariat", "reason": "It was decided."})
    session.rollback()
    office = by(other).hat_id
    client = sign_in(app, other)
    page = client.get("/account/").text
    assert (page.count("goes with the role, ends with it"), f"/account/hats/{office}/end" in page) == (1, False)
    refused = client.post(f"/account/hats/{office}/end", follow_redirects=True).text
    assert "This is the hat of the secretariat. It ends with the role." in refused
    assert "This is your only hat" in client.post(f"/account/hats/{own}/end", follow_redirects=True).text
    filed(make_person())
    assert "You act as" in client.get("/issues/1").text, "whoever has both says which"
    assert client.post("/issues/1/comments", data={"body": "For me.", "hat": str(own)}).status_code == 302
    desk.post("/secretariat/end-role", data={"person": "other", "role": "secretariat", "reason": "It was decided."})
    session.rollback()
    assert session.get_one(Hat, office).ended_at is not None
    assert session.get_one(Hat, own).ended_at is None
    desk.post("/secretariat/role", data={"person": "other", "role": "secretariat", "reason": "It was decided."})
    desk.post("/secretariat/close", data={"person": "other", "reason": "Asked for it.", "step": "done"})
    desk.post("/secretariat/people/other/reopen")
    session.rollback()
    worn = session.scalars(select(Hat.id).where(Hat.actor_id == other.id, Hat.ended_at.is_(None))).all()
    assert worn == [own], "an account that was closed comes back without roles, and without their hat"
