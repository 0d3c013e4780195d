"""Contacts: asked once a year, confirmed by one button, marked when nobody did; links that work once or are revoked."""

import calendar
import re
from datetime import date

import pytest
from sqlalchemy import select, update

from igtf.core.clock import now
from igtf.core.db import session, writing
from igtf.core.mail import Mail
from igtf.record.by import by_clock
from igtf.record.due import run_due
from igtf.record.models import Event, Subject
from igtf.routing import statements
from igtf.routing.bodies import add_contact
from igtf.routing.models import Contact, ContactLink
from tests.attack.kit import while_held
from tests.factories import by, events, later, letters, sign_in
from tests.routing.acts import day, links, make_body, name_contact, reload, sent_statement


def mailed(template: str, purpose: str) -> list[str]:
    return [found for mail in letters(template) for found in re.findall(rf"https?://[^/]+(/{purpose}/\S+)", mail.text)]


def test_a_contact_is_asked_before_the_year_is_over_and_confirms_by_one_button(app, people):
    name_contact(make_body(), people[0])
    outside = app.test_client()
    with later(app, 334):
        assert run_due(by_clock(now())) == 0
    with later(app, 335):
        assert run_due(by_clock(now())) == 1
        assert run_due(by_clock(now())) == 0
        assert "asked" in outside.get("/bodies/lamp").text
        assert session.scalars(select(Event.kind).order_by(Event.id.desc())).first() == "body.ask-contacts"
    with later(app, 366):
        assert run_due(by_clock(now())) == 1
        assert "Not confirmed for 365 days" in outside.get("/bodies/lamp").text
        desk = sign_in(app, people[0])
        assert "A contact was not confirmed for 365 days" in desk.get("/desk").text
        first, second = mailed("contact-confirm", "confirm")
        before = events()
        page = outside.get(second)
        assert "I am still the contact" in page.text
        assert "Liaison officer" in page.text, "the data that is confirmed"
        assert page.headers["Cache-Control"] == "no-store"
        assert events() == before
        forged = second[:-2] + ("AA" if not second.endswith("AA") else "BB")
        assert outside.post(forged).status_code == 404
        assert outside.post(f"/answer/{second.rpartition('/')[2]}/acknowledge").status_code == 404
        assert outside.post(second).location == "/bodies/lamp"
        said = outside.get("/bodies/lamp").text
        assert "Mails about statements to LAMP come to you as before; you are asked again within 365 days." in said
        assert "Told: " in said
        recorded, again = events(), outside.post(second)
        assert again.location == second
        done = outside.get(second)
        assert (done.status_code, done.text.count("You confirmed this already")) == (200, 2), "in title and heading"
        assert "I am still the contact" not in done.text
        assert "Liaison officer" not in done.text
        assert events() == recorded
        assert "Not confirmed" not in outside.get("/bodies/lamp").text
        assert "A contact was not confirmed" not in desk.get("/desk").text
        assert run_due(by_clock(now())) == 0
    with later(app, 426):
        gone = outside.post(first)
        assert gone.status_code == 410
        assert "expired" in gone.text


def test_the_secretariat_confirms_with_evidence(app, people):
    name_contact(make_body(), people[0])
    contact = str(session.scalars(select(Contact.id)).one())
    path, given = "/bodies/lamp/moves/confirm-contact", {"contact": contact, "evidence": "A call of today."}
    assert sign_in(app, people[1]).post(path, data=given).status_code == 403
    with later(app, 400):
        desk = sign_in(app, people[0])
        assert desk.post(path, data=given | {"evidence": ""}).status_code == 422
        assert desk.post(path, data=given | {"contact": "77"}).status_code == 422
        assert desk.post(path, data=given).status_code == 302
        assert "Not confirmed" not in app.test_client().get("/bodies/lamp").text


def test_a_link_is_revoked_and_replaced(app, people):
    name_contact(make_body(), people[0])
    statement = sent_statement(*people)
    (link,) = links()
    desk, outside = sign_in(app, people[0]), app.test_client()
    contact = str(session.scalars(select(Contact.id)).one())
    path = "/statements/1/moves/revoke-link"
    given = {"contact": contact, "reason": "It was forwarded to a list.", "again": "yes"}
    assert sign_in(app, people[1]).post(path, data=given).status_code == 403
    assert desk.post(path, data=given | {"again": ""}).status_code == 422
    assert desk.post(path, data=given).status_code == 302
    refused = outside.post(f"{link}/acknowledge")
    assert refused.status_code == 410
    assert "revoked" in refused.text
    _first, second = links()
    assert outside.post(f"{second}/acknowledge").status_code == 302
    twice = outside.post(f"{second}/acknowledge")
    assert twice.status_code == 409
    assert "It is now: Acknowledged" in twice.text
    assert desk.post(path, data=given | {"again": "no"}).status_code == 302
    assert outside.get(second).status_code == 410
    assert reload(statement).subject.state == "acknowledged"
    assert all(session.scalars(select(ContactLink.revoked_at)))


def test_a_link_works_until_the_date_that_the_body_proposed_by_it(app, people):
    name_contact(make_body(), people[0])
    sent_statement(*people, ahead=30)
    (link,) = links()
    outside, desk = app.test_client(), sign_in(app, people[0])
    moved = {"propose-date-deadline": day(200), "propose-date-reason": "Our plenary."}
    assert outside.post(f"{link}/propose-date", data=moved).status_code == 302
    with later(app, 199):
        assert outside.get(link).status_code == 200
    with later(app, 202):
        assert outside.get(link).status_code == 410
    contact = str(session.scalars(select(Contact.id)).one())
    replaced = {"contact": contact, "reason": "It was forwarded.", "again": "yes"}
    assert desk.post("/statements/1/moves/revoke-link", data=replaced).status_code == 302
    session.rollback()
    letters = session.scalars(select(Mail).where(Mail.key.startswith("statement-letter")).order_by(Mail.id)).all()
    until = [re.search(r"The answer is waited for until (.*)\.", letter.text)[1] for letter in letters]
    assert until == [f"{date.fromisoformat(day(ahead)):%-d %B %Y}" for ahead in (30, 200)]


@pytest.mark.parametrize(("path", "told"), [
    ("/bodies/lamp/moves/send-link", "Told: the contact of the body."),
    ("/bodies/lamp/moves/add-contact", "Told: the contact of the body"),
    ("/statements/1/moves/revoke-link", "Told: the contact, where a new link is sent."),
])  # fmt: skip
def test_a_form_says_that_the_contact_is_told(app, people, path, told):
    name_contact(make_body(), people[0])
    sent_statement(*people)
    assert told in sign_in(app, people[0]).get(path).text


def test_the_address_of_a_contact_is_kept_as_mail_servers_take_it(app, people):
    make_body()
    desk, path = sign_in(app, people[0]), "/bodies/lamp/moves/add-contact"
    given = {"name": "Otso Esimerkki", "language": "en", "evidence": "A letter."}
    refused = desk.post(path, data=given | {"email": "j\u00fcrgen@lamp.example"})
    assert refused.status_code == 422
    assert "Not every mail server takes such letters before the @." in refused.text
    assert desk.post(path, data=given | {"email": "Desk@b\u00fccher.example"}).status_code == 302
    session.rollback()
    assert session.scalars(select(Contact.email)).all() == ["desk@xn--bcher-kva.example"]
    (named,) = session.scalars(select(Mail).where(Mail.to == "desk@xn--bcher-kva.example")).all()
    text = " ".join(named.text.split())
    assert "named you as its contact" in text
    assert "Your name and your role are public" in text
    assert "To end that, tell the secretariat." in text
    twice = desk.post(path, data=given | {"email": "desk@xn--bcher-kva.example"})
    assert (twice.status_code, "is a contact of the body already" in twice.text) == (422, True)


def test_a_contact_is_written_to_in_a_language_that_the_site_has(app, people, monkeypatch):
    monkeypatch.setitem(app.config, "LANGUAGES", "en")
    body = make_body()
    desk, path = sign_in(app, people[0]), "/bodies/lamp/moves/add-contact"
    given = {"name": "Otso Esimerkki", "email": "desk@lamp.example", "evidence": "A letter."}
    form = desk.get(path).text
    assert re.findall(r'<option value="(\w+)"[^>]*>(\w+)</option>', form) == [("en", "English")]
    assert desk.post(path, data=given | {"language": "fr"}).status_code == 422
    add_contact(body, role="", language="fr", by=by(people[0]), **given)  # from when the site had it
    assert "mails in English" in desk.get("/bodies/lamp").text
    sent_statement(*people)
    (mail,) = session.scalars(select(Mail).where(Mail.key.startswith("statement-letter"))).all()
    months = calendar.month_name[1:]
    assert re.search(rf"\b\d{{1,2}} ({'|'.join(months)})", mail.text)
    monkeypatch.setitem(app.config, "LANGUAGES", "en,fr")
    assert '<option value="fr">Français</option>' in desk.get(path).text
    assert "mails in French" in desk.get("/bodies/lamp").text


def test_where_there_is_no_contact_nothing_is_offered_that_needs_one(app, people):
    make_body()
    desk = sign_in(app, people[0])
    page = desk.get("/bodies/lamp").text
    assert 'href="/bodies/lamp/moves/add-contact"' in page
    for name in ("confirm-contact", "send-link", "end-contact"):
        assert f'href="/bodies/lamp/moves/{name}"' not in page
        given = {"contact": "1", "reason": "Left.", "evidence": "A call."}
        refused = desk.post(f"/bodies/lamp/moves/{name}", data=given)
        assert (refused.status_code, "add one first" in refused.text) == (403, True)


@pytest.mark.parametrize(
    ("act", "given", "reached"),
    [
        ("add-contact", {"name": "New One", "email": "new@lamp.example", "language": "en", "evidence": "A letter."},
         {"desk@lamp.example", "new@lamp.example"}),
        ("end-contact", {"contact": "1", "reason": "She left."}, set()),
    ],
)  # fmt: skip
def test_a_letter_that_is_sent_in_the_moment_of_a_change_goes_to_the_contacts_there_are(
    app, people, act, given, reached
):  # fmt: skip
    secretary, chair = people
    name_contact(make_body(), secretary)
    made = statements.draft(body="lamp", purpose="comment", subject="Lamps", text="Please look.", by=by(secretary))
    statements.approve(made, by=by(chair))
    held = select(Subject.id).where(Subject.id == made.to_body_id).with_for_update()
    contact = str(session.scalars(select(Contact.id)).one())
    given = given | ({"contact": contact} if "contact" in given else {})
    office, desk = sign_in(app, secretary), sign_in(app, secretary)
    session.rollback()
    sent = {"channel": "mail", "step": "done"}
    answers = while_held(held, [
        lambda: office.post(f"/bodies/lamp/moves/{act}", data=given),
        lambda: desk.post("/statements/1/moves/send", data=sent),
    ])  # fmt: skip
    session.rollback()
    assert answers[0] == 302
    assert answers[1] == 302 or not reached, "to nobody it does not go by mail"
    assert {mail.to for mail in letters("statement-letter")} >= reached
    assert {app.test_client().get(link).status_code for link in links()} <= {200 if reached else 410}


def test_no_link_of_a_former_contact_works_whenever_it_was_sent(app, people):
    name_contact(make_body(), people[0])
    sent_statement(*people)
    ended = {"contact": str(session.scalars(select(Contact.id)).one()), "reason": "She left."}
    assert sign_in(app, people[0]).post("/bodies/lamp/moves/end-contact", data=ended).status_code == 302
    with writing() as own:  # as by a reminder that was under way
        own.execute(update(ContactLink).values(revoked_at=None))
    assert app.test_client().get(links()[0]).status_code == 410
