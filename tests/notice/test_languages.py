"""A mail is in the language of who reads it, whoever acted and whoever sends it."""

from igtf.core.db import session, writing
from igtf.notice.worker import work_once
from igtf.people.models import Person
from tests.factories import issue_form, make_person, sign_in


def test_a_mail_names_hats_and_words_in_the_language_of_its_reader(app, db, relay):
    filer, other = make_person("ines"), make_person("otso", group="civil", organisation="Exemplar Union")
    with writing():
        session.get_one(Person, filer.id).language = "fr"
    sign_in(app, filer).post("/issues/new", data=issue_form())
    assert sign_in(app, other).post("/issues/1/comments", data={"body": "I see it so."}).status_code == 302
    work_once(app)
    text = next(mail for mail in relay.mails if "ines" in mail["To"]).get_body(("plain",)).get_content()
    assert "(Société civile · Exemplar Union – indiqué, non confirmé) a commenté." in " ".join(text.split())


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
