"""Announcements and reminders to a contact of a body stop with one click, and come again; its letters do not stop."""

from urllib.parse import urlsplit

from sqlalchemy import select

from igtf.core.clock import now
from igtf.core.db import session
from igtf.record.by import by_clock
from igtf.record.due import run_due
from igtf.routing.models import Contact
from tests.drafts.samples import GOOD
from tests.factories import later, letters, make_person, sign_in, tick
from tests.routing.acts import links, make_body, name_contact, sent_statement
from tests.routing.test_announcing import BASE, announced, asked_by_the_council, secretary

__all__ = ["secretary"]

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def stop_in(mail):
    """Return the path that stops such mails, which headers and text name."""
    assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    url = mail.headers["List-Unsubscribe"].strip("<>")
    assert url in mail.text
    return urlsplit(url).path


def only_contact():
    return session.scalars(select(Contact.id)).one()


def test_an_announcement_stops_with_one_click_and_the_entry_says_who_was_passed_over(app, secretary):
    itu, lamp = make_body("itu"), make_body("lamp")
    name_contact(itu, secretary, "desk@itu.example")
    name_contact(lamp, secretary)
    council = sign_in(app, make_person("member", roles=("council",)))
    outside, desk = app.test_client(), sign_in(app, secretary)
    writer = sign_in(app, make_person("ines"))
    asked_by_the_council(app, council, writer)
    assert tick() == 1
    mail = next(mail for mail in letters("contact-call") if mail.to == "desk@lamp.example")
    place = stop_in(mail)
    opened = outside.get(place).text
    assert "Stop announcements and reminders?" in opened
    assert "Letters themselves still come." in opened
    assert "has stopped announcements" not in desk.get("/bodies/lamp").text, "opening the link changes nothing"
    stopped = outside.post(place, data=ONE_CLICK)
    assert (stopped.status_code, "You get no more announcements and reminders" in stopped.text) == (200, True)
    assert outside.post(place, data=ONE_CLICK).status_code == 200, "twice is once"
    assert "Otso Esimerkki has stopped announcements and reminders on" in desk.get("/bodies/lamp").text
    for reader in (outside, council):
        assert "has stopped announcements" not in reader.get("/bodies/lamp").text, "that is for the secretariat alone"
    assert "has stopped announcements" not in desk.get("/bodies/itu").text

    with later(app, 1):
        assert council.post(f"{BASE}/moves/consent", data={"reason": "Say how often."}).status_code == 302
        source = GOOD.replace("[ITU]", "[ITU, LAMP]").replace("Publish prices.", "Publish prices twice a year.")
        revised = writer.post(f"{BASE}/moves/revise", data={"source": source, "note": "Twice."})
        assert revised.status_code == 302, revised.text
        assert tick() == 1
        assert tick() == 0, "who was passed over is not waited for"
        assert [one.to for one in letters("contact-call")][2:] == ["desk@itu.example"]
        assert announced("call.announce")[1] == {"bodies": ["ITU"], "contacts": 1, "quiet": 1}
        assert "Contacts who have stopped such mails" in outside.get("/calls/1").text
        page = outside.post(place, data={"what": "again"}).text
        assert "They come again." in page
        assert "has stopped announcements" not in desk.get("/bodies/lamp").text


def test_reminders_stop_and_letters_still_arrive(app, secretary):
    chair = make_person("chair", roles=("council", "council-chair"))
    name_contact(make_body("lamp"), secretary)
    sent_statement(secretary, chair)
    outside = app.test_client()
    assert "List-Unsubscribe" not in letters("statement-letter")[0].headers, "a letter is no announcement"
    with later(app, 31):
        assert run_due(by_clock(now())) == 1
        (reminder,) = letters("statement-reminder")
        outside.post(stop_in(reminder), data=ONE_CLICK)
    with later(app, 62):
        assert run_due(by_clock(now())) == 1
        assert len(letters("statement-reminder")) == 1
        assert announced("statement.remind")[1] == {"contacts": 0, "quiet": 1}
        assert "Contacts who have stopped such mails" in outside.get("/statements/1").text
        sent_statement(secretary, chair, ahead=30)
        assert len(links("statement-letter")) == 2
        assert "Letters to the body still arrive." in sign_in(app, secretary).get("/bodies/lamp").text


def test_a_link_that_is_not_ours_and_one_of_a_former_contact_stop_nothing(app, secretary):
    chair = make_person("chair", roles=("council", "council-chair"))
    name_contact(make_body("lamp"), secretary)
    sent_statement(secretary, chair)
    outside = app.test_client()
    with later(app, 31):
        run_due(by_clock(now()))
        desk = sign_in(app, secretary)
        place = stop_in(letters("statement-reminder")[0])
        assert outside.post(f"{place}x", data=ONE_CLICK).status_code == 404
        assert "has stopped announcements" not in desk.get("/bodies/lamp").text
        ended = desk.post(
            "/bodies/lamp/moves/end-contact", data={"contact": str(only_contact()), "reason": "She left."}
        )
        assert ended.status_code == 302, ended.text
        for answer in (outside.get(place), outside.post(place, data=ONE_CLICK)):
            assert (answer.status_code, "You are no contact of this body any more" in answer.text) == (410, True)
