"""Who leaves takes along what is kept of them, and leaves behind what is public; nobody leaves by accident."""

import re

import pytest
from sqlalchemy import select, update

from igtf.core.clock import now
from igtf.core.db import session, writing
from igtf.core.mail import Mail
from igtf.discussion.models import Follow
from igtf.notice.worker import work_once
from igtf.people import signins
from igtf.people.models import Address, ApiToken, Invitation, Person, Registration, Role, SignIn
from igtf.people.roles import give_role
from igtf.record.models import Event, Hat, Subject
from tests.databases import upgraded_from_before
from tests.factories import close_account, issue_form, later, letters, link_in, make_person, sign_in
from tests.groups.making import told
from tests.reviews.making import draft_by
from tests.routing.acts import links, make_body, name_contact, sent_statement

PASSWORD = "a long enough password"
GOES = {"present": PASSWORD, "meant": "y"}


@pytest.fixture
def leaver(app, db):
    """Return somebody who has filed an issue, follows it, has a token, and moderates."""
    person = make_person("ines", roles=("moderator",))
    signins.make_token(person, "a script")
    assert sign_in(app, person).post("/issues/new", data=issue_form()).status_code == 302
    session.rollback()
    return person


def of(person, *tables):
    session.rollback()
    return [len(session.scalars(select(table).where(table.person_id == person.id)).all()) for table in tables]


def test_ones_data_is_a_file_of_ones_own(app, leaver):
    answer = sign_in(app, leaver).get("/account/data.json")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="igtf-ines.json"'
    assert answer.headers["Cache-Control"] == "no-store"
    data = answer.json
    assert (data["profile"]["handle"], data["profile"]["country"]) == ("ines", "KE")
    assert [row["email"] for row in data["addresses"]] == ["ines@people.example"]
    assert data["hats"][0]["stakeholder_group"] == "civil"
    assert data["preferences"] == {"mail_pace": "at-once", "language": None, "time_zone": "Africa/Nairobi"}
    assert [row["url"] for row in data["follows"]] == ["http://127.0.0.1:8000/issues/1"]
    assert ([row["name"] for row in data["roles"]], data["tokens"][0]["label"]) == (["moderator"], "a script")
    assert {row["agent"] for row in data["sign_ins"]} == {"test client"}
    assert data["record"]["page"].endswith("/people/ines")
    done = app.test_client().get(data["record"]["json"].removeprefix("http://127.0.0.1:8000")).json["items"]
    assert "issue.file" in {entry["kind"] for entry in done}
    assert {entry["actor"]["handle"] for entry in done} == {"ines"}
    assert not {"hash", "password"} & set(answer.text.replace('"', " ").replace("_", " ").split())
    stranger = app.test_client().get("/account/data.json")
    assert (stranger.status_code, "ines" in stranger.text) == (403, False)


def test_ones_data_says_what_was_reported_and_what_mails_said_but_no_key(app, leaver):
    mine, other = sign_in(app, leaver), sign_in(app, make_person())
    assert other.post("/issues/1/comments", data={"body": "Cheap lamps."}).status_code == 302
    assert other.post("/issues/new", data=issue_form(title="More lamps")).status_code == 302
    for path in ("/comments/1/report", "/issues/2/moves/report"):
        assert mine.post(path, data={"reason": f"It sells something at {path}."}).status_code == 302
    assert other.post("/reset", data={"email": "ines@people.example"}).status_code in (200, 302)
    work_once(app)
    data = mine.get("/account/data.json").json
    assert [(row["of"], row["part"], row["reason"]) for row in data["reports"]] == [
        ("http://127.0.0.1:8000/comments/1", None, "It sells something at /comments/1/report."),
        ("http://127.0.0.1:8000/issues/2", None, "It sells something at /issues/2/moves/report."),
    ]
    session.rollback()
    sent = dict(session.execute(select(Mail.subject, Mail.text).where(Mail.to == "ines@people.example")).all())
    said = {mail["subject"]: mail["text"] for mail in data["mails"]}
    assert said.keys() == sent.keys()
    assert any("Cheap lamps." in text for text in said.values())
    keys = {key for text in sent.values() for key in re.findall(r"http://127.0.0.1:8000/\S+/[\w.-]{20,}", text)}
    assert any("/reset/" in key for key in keys), sent
    assert not [key for key in keys if any(key in text for text in said.values())]
    stranger = app.test_client().get("/account/data.json")
    assert (stranger.status_code, "/sign-in?next=/account/data.json" in stranger.text) == (403, True)


def test_whoever_has_an_address_next_finds_none_of_the_mails_that_went_there_before(app, leaver):
    mine, next_one = sign_in(app, leaver), make_person("otso")
    theirs = sign_in(app, next_one)

    def adds(client, email):
        asked = client.post("/account/address", data={"email": email, "present": PASSWORD})
        assert asked.status_code == 302
        session.rollback()
        assert client.post(link_in(session.scalars(select(Mail).order_by(Mail.id.desc())).first())).status_code == 302

    adds(mine, "desk@ministry.example")
    session.rollback()
    office, home = session.scalars(select(Address.id).where(Address.person_id == leaver.id).order_by(Address.email))
    assert mine.post(f"/account/addresses/{office}/main").status_code == 302
    assert theirs.post("/issues/1/comments", data={"body": "Lamps."}).status_code == 302
    work_once(app)
    assert "Lamps." in mine.get("/account/data.json").text
    assert mine.post(f"/account/addresses/{home}/main").status_code == 302
    assert mine.post(f"/account/addresses/{office}/remove").status_code == 302
    with later(app, 1):
        adds(theirs, "desk@ministry.example")
        data = theirs.get("/account/data.json").json
        assert {row["email"] for row in data["addresses"]} == {"otso@people.example", "desk@ministry.example"}
        there = {mail["subject"] for mail in data["mails"] if mail["to"] == "desk@ministry.example"}
        assert there <= {"Verify your address"}  # asked for by who has it now, maybe in the same second
        session.rollback()
        number = session.scalars(select(Address.id).where(Address.email == "desk@ministry.example")).one()
        assert theirs.post(f"/account/addresses/{number}/main").status_code == 302
        assert mine.post("/issues/1/comments", data={"body": "Torches."}).status_code == 302
        work_once(app)
        told = theirs.get("/account/data.json").json["mails"][-1]
        assert (told["to"], "Torches." in told["text"]) == ("desk@ministry.example", True)


def test_whoever_leaves_says_so_with_the_password(app, leaver):
    mine = sign_in(app, leaver)
    assert 'href="/account/close"' in mine.get("/account/").text
    assert "What stays" in mine.get("/account/close").text
    for given, said in (({}, "Give your present password."), ({"present": PASSWORD}, "Tick this"),
                        (GOES | {"present": "a guess of somebody"}, "not your present password")):  # fmt: skip
        refused = mine.post("/account/close", data=given)
        assert (refused.status_code, said in refused.text) == (422, True)
    assert app.test_client().post("/account/close", data=GOES).status_code == 403
    assert of(leaver, Address, Follow) == [1, 1]


def test_what_is_nobody_elses_business_goes_and_the_record_stays(app, leaver):
    mine, other = sign_in(app, leaver), sign_in(app, leaver)
    assert mine.post("/account/close", data=GOES).location == "/"
    assert of(leaver, Address, SignIn, ApiToken, Follow) == [0, 0, 0, 0]
    assert session.scalars(select(Role.ended_at).where(Role.person_id == leaver.id)).one()
    assert session.scalars(select(Subject.follower_count).where(Subject.ref == "1")).all() == [0]
    assert session.scalars(select(Event.kind).order_by(Event.id.desc())).first() == "person.close"
    assert "You have closed your account" in session.scalars(select(Mail.text).order_by(Mail.id.desc())).first()
    for client in (mine, other):
        assert client.get("/account/").location == "/sign-in?next=/account/"
    login = {"login": "ines", "password": PASSWORD}
    assert app.test_client().post("/sign-in", data=login).status_code == 422
    page = app.test_client().get("/people/ines").text
    assert "This account was closed" in page
    assert "Interconnection costs" in page


def test_what_is_kept_by_an_address_goes_with_it(app, leaver):
    writer, other = sign_in(app, make_person()), make_person()
    with writing():
        session.execute(update(Hat).values(evidence="https://lamp.example/staff"))
        session.add_all([
            Invitation(email="ines@people.example", reason="I am her.", asked_at=now()),
            Invitation(email="ines@former.example", person_id=leaver.id, reason="It is me.", asked_at=now()),
            Invitation(email="amadou@people.example", asked_at=now()),
            Registration(handle="ines2", name="Ines", email="ines@people.example", password_hash="", next="/",
                         stakeholder_group="civil", capacity="personal", organisation="", browser_hash="",
                         asked_at=now()),
        ])  # fmt: skip
    assert sign_in(app, other).post("/issues/1/follow").status_code == 302
    assert writer.post("/issues/1/comments", data={"body": "A first word."}).status_code == 302
    work_once(app)
    session.rollback()
    to = select(Mail.to).order_by(Mail.id)
    addresses = session.scalars(to).all()
    assert {"ines@people.example", f"{other.actor.handle}@people.example"} <= set(addresses)
    mine = sign_in(app, leaver)
    data = mine.get("/account/data.json").json
    assert [mail["to"] for mail in data["mails"]] == ["ines@people.example"] * addresses.count("ines@people.example")
    assert data["mails"][0]["sent_at"]
    assert mine.post("/account/close", data=GOES).status_code == 302
    session.rollback()
    assert (
        session.scalars(select(Mail.subject).where(Mail.to == "ines@people.example", Mail.sent_at.is_not(None))).all()
        == []
    )
    farewell = session.scalars(select(Mail.text).where(Mail.to == "ines@people.example")).one()
    assert "You have closed your account" in farewell
    assert f"{other.actor.handle}@people.example" in session.scalars(to).all()
    assert session.scalars(select(Invitation.email)).all() == ["amadou@people.example"]
    assert session.scalars(select(Registration.email)).all() == []
    assert set(session.scalars(select(Hat.evidence).where(Hat.actor_id == leaver.id))) == {""}
    work_once(app)
    session.rollback()
    assert session.scalars(select(Mail.sent_at).where(Mail.to == "ines@people.example")).one()


def test_a_letter_to_a_body_goes_out_although_its_contact_closes_an_account_of_the_same_address(app, leaver):
    office, chair = make_person(roles=("secretariat",)), make_person(roles=("council-chair",))
    name_contact(make_body(), office, "ines@people.example")
    sent_statement(office, chair)
    assert sign_in(app, leaver).post("/account/close", data=GOES).status_code == 302
    assert len(letters("account:")) == 1
    work_once(app)
    for kind in ("contact-named", "statement-letter"):
        assert [(mail.to, bool(mail.sent_at)) for mail in letters(kind)] == [("ines@people.example", True)]
    (link,) = links()
    assert app.test_client().get(link).status_code == 200


def test_the_end_of_an_office_is_entered_on_the_draft_that_it_was_for(app, leaver):
    author = make_person("amadou")
    draft = draft_by(app, author)
    with writing():
        for office in ("editor", "shepherd"):
            give_role(leaver.id, office, at=now(), subject_id=draft.id)
    assert sign_in(app, leaver).post("/account/close", data=GOES).status_code == 302
    page = app.test_client().get(f"/drafts/{draft.subject.ref}").text
    assert page.count("ended an office: the account was closed") == 1
    assert "Editor, Shepherd" in page or "Editor and Shepherd" in page
    assert "ended an office: the account was closed" in told(app)["amadou@people.example"]


def test_the_last_of_the_secretariat_stays_and_it_opens_an_account_again(app, leaver):
    office = make_person("office", roles=("secretariat",))
    desk = sign_in(app, office)
    refused = desk.post("/account/close", data=GOES)
    assert (refused.status_code, "last member of the secretariat" in refused.text) == (403, True)
    assert of(office, Address, SignIn) == [1, 1]
    sign_in(app, leaver).post("/account/close", data=GOES)
    assert desk.post("/secretariat/people/ines/reopen").status_code == 302
    back = app.test_client()
    assert back.post("/sign-in", data={"login": "ines", "password": PASSWORD}).location == "/desk"
    session.rollback()
    assert session.get_one(Person, leaver.id).deactivated_at is None


def test_who_is_let_in_again_and_gives_an_address_is_told_there_what_becomes_of_the_account(app, leaver, db_url):
    desk = sign_in(app, make_person(roles=("secretariat",)))
    close_account(app, leaver)
    assert desk.post("/secretariat/people/ines/reopen").status_code == 302
    mine = sign_in(app, leaver)
    for email in ("new@people.example", "later@people.example"):
        assert mine.post("/account/address", data={"email": email, "present": PASSWORD}).status_code == 302
        assert mine.post(link_in(letters("address:")[-1])).status_code == 302
    session.rollback()
    main = select(Address.email).where(Address.person_id == leaver.id, Address.is_main)
    assert session.scalars(main).all() == ["new@people.example"]
    with writing():  # as it was before
        session.execute(update(Address).where(Address.person_id == leaver.id).values(is_main=False))
    upgraded_from_before(db_url, "0093")
    session.rollback()
    assert session.scalars(main).all() == ["new@people.example"]
    closed = desk.post("/secretariat/close", data={"person": "ines", "reason": "Spam everywhere.", "step": "done"})
    assert closed.status_code == 302, closed.text
    assert [mail.to for mail in letters("account:") if "Spam everywhere." in mail.text] == ["new@people.example"]


def test_the_only_address_is_not_removed(app, leaver):
    mine = sign_in(app, leaver)
    only = session.scalars(select(Address.id).where(Address.person_id == leaver.id)).one()
    mine.post(f"/account/addresses/{only}/remove")
    assert "This is your only address." in mine.get("/account/").text
    with writing():
        session.execute(update(Address).where(Address.id == only).values(is_main=False))
    mine.post(f"/account/addresses/{only}/remove")
    assert of(leaver, Address) == [1]
