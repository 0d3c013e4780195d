"""A mail is in the language of who reads it, whoever acted and whoever sends it."""

from icalendar import Calendar

from igtf.core.db import session, writing
from igtf.notice.worker import work_once
from igtf.people.models import Person
from tests.factories import issue_form, make_person, sign_in
from tests.groups.making import active_group
from tests.meetings.making import call_form


def test_a_mail_names_hats_and_words_in_the_language_of_its_reader(app, db, relay):
    filer, other = make_person("ines"), make_person("otso", group="civil", organisation="Exemplar Union")
    with writing():
        session.get_one(Person, filer.id).language = "fr"
    sign_in(app, filer).post("/issues/new", data=issue_form())
    assert sign_in(app, other).post("/issues/1/comments", data={"body": "I see it so."}).status_code == 302
    work_once(app)
    text = next(mail for mail in relay.mails if "ines" in mail["To"]).get_body(("plain",)).get_content()
    assert "(Société civile · Exemplar Union – indication non confirmée) a commenté." in " ".join(text.split())


def test_a_mail_has_the_marks_of_the_language_of_its_reader(app, db, relay):
    filer = make_person("ines")
    with writing():
        session.get_one(Person, filer.id).language = "zh"
    sign_in(app, filer).post("/issues/new", data=issue_form())
    sign_in(app, make_person("otso")).post("/issues/1/comments", data={"body": "I see it so."})
    work_once(app)
    parts = next(mail for mail in relay.mails if "ines" in mail["To"])
    text = parts.get_body(("plain",)).get_content()
    assert "发表了评论。" in text
    assert "议题 #1：" in text
    assert "发表了评论。</p>" in parts.get_body(("html",)).get_content()


def test_a_calendar_in_a_mail_is_in_the_language_of_its_reader(app, db, relay):
    chair, member = make_person("ines"), make_person("otso")
    active_group(app, chair)
    assert sign_in(app, member).post("/groups/icost/moves/join").status_code == 302
    with writing():
        session.get_one(Person, member.id).language = "fr"
    assert sign_in(app, chair).post("/groups/icost/moves/call-meeting", data=call_form()).status_code == 302
    work_once(app)
    parts = next(mail for mail in relay.mails if "otso" in mail["To"] and "VCALENDAR" in mail.as_string())
    (calendar,) = (part for part in parts.walk() if part.get_content_type() == "text/calendar")
    (event,) = Calendar.from_ical(calendar.get_content()).walk("VEVENT")
    assert "Ordre du jour, documents et compte rendu" in event["DESCRIPTION"]
