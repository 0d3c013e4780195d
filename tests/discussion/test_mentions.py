"""Whom a comment mentions: linked and told once; and who answers for a subject hears what is said on it."""

import pytest
from sqlalchemy import select

from igtf.core.db import session, writing
from igtf.core.mail import Mail
from igtf.notice.digests import send_digests
from igtf.notice.worker import work_once
from igtf.people.queries import get_person_or_404
from tests.api.kit import Caller, is_problem
from tests.discussion.test_references import comment, links
from tests.factories import issue_form, later, mails_to, make_person, sign_in

LINKED = ("/people/otso", "@otso")


@pytest.fixture
def ines(app, db):
    """Return the client of who filed an issue; otso and noor are there too."""
    person = make_person("ines")
    make_person("otso"), make_person("noor")
    client = sign_in(app, person)
    assert client.post("/issues/new", data=issue_form()).status_code == 302
    mails(app)
    return client


def mails(app) -> list[tuple[str, str, str]]:
    """Return the mails that are new: to whom, what they say first, text."""
    session.rollback()
    last = session.scalars(select(Mail.id).order_by(Mail.id.desc())).first() or 0
    work_once(app)
    session.rollback()
    found = session.scalars(select(Mail).where(Mail.id > last).order_by(Mail.to))
    return [(mail.to.partition("@")[0], mail.text.partition("\n")[0], mail.text) for mail in found]


def test_who_is_mentioned_is_linked_and_told_once(app, ines):
    said = comment(ines, "What do you think, @Otso? Not @nobody, a@otso, `@noor` or \\@noor.")
    assert links(said) == [("/people/otso", "@Otso")]
    ((to, first, text),) = mails(app)
    assert (to, "commented" in first) == ("otso", True)
    assert "it mentions you" in text
    edit = {"body": "What do you think, @otso? And @noor?"}
    assert ines.post("/comments/1/edit", data=edit).status_code == 302
    ((to, first, text),) = mails(app)
    assert (to, "edited a comment" in first) == ("noor", True)
    assert f"> {edit['body']}" in text
    assert "http://127.0.0.1:8000/comments/1\n" in text
    assert ines.post("/comments/1/edit", data={"body": "Never mind."}).status_code == 302
    assert ines.post("/comments/1/edit", data={"body": "Well, @otso and @noor."}).status_code == 302
    assert mails(app) == []
    comment(sign_in(app, make_person("amadou")), "> Well, @otso and @noor.\n\nI agree.")
    assert [to for to, *_rest in mails(app)] == ["ines"], "what is quoted mentions nobody anew"


@pytest.mark.parametrize("pace", ["at-once", "daily"])
@pytest.mark.parametrize("hidden", [False, True])
def test_who_an_edit_mentions_reads_the_words_unless_they_were_hidden_meanwhile(app, ines, pace, hidden):
    with writing():
        get_person_or_404("noor").mail_pace = pace
    comment(ines, "What do you think?")
    assert ines.post("/comments/1/edit", data={"body": "What do you think, @noor?"}).status_code == 302
    if hidden:
        moderator = sign_in(app, make_person(roles=("moderator",)))
        assert moderator.post("/comments/1/hide", data={"reason": "It is spam."}).status_code == 302
    assert len(mails_to(app, "noor")) == (pace == "at-once")
    with later(app, 2):
        send_digests()
        texts = [mail.text for mail in mails_to(app, "noor")]
    assert ["What do you think, @noor?" in text for text in texts] == [not hidden]
    assert ["edited a comment" in " ".join(text.split()) for text in texts] == [True]


def test_who_follows_it_gets_one_mail_and_one_click_stops_them(app, ines):
    otso = sign_in(app, get_person_or_404("otso"))
    otso.post("/issues/1/follow")
    comment(ines, "See @otso.")
    ((to, _subject, text),) = mails(app)
    assert to == "otso"
    stop = "/notice/stop/" + text.partition("/notice/stop/")[2].split()[0]
    assert app.test_client().post(stop, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    comment(ines, "Once more, @otso.")
    assert mails(app) == []


def test_a_comment_mentions_few_people_through_every_door(app, ines):
    handles = [make_person().actor.handle for _one in range(11)]
    given = {"body": " ".join(f"@{handle}" for handle in handles)}
    refused = ines.post("/issues/1/comments", data=given)
    assert refused.status_code == 422
    assert "A comment tells at most 10 people by @handle." in refused.text
    assert given["body"] in refused.text
    told = Caller(app, get_person_or_404("ines")).post("/issues/1/comments", {"text": given["body"]})
    assert is_problem(told, 422)
    assert "at most 10 people" in told.json["errors"]["text"][0]
    assert mails(app) == []
    comment(ines, " ".join(f"@{handle}" for handle in handles[1:]))
    assert len(mails(app)) == 10


def test_a_closed_account_is_no_link_and_former_links_lead_on(app, ines):
    html = comment(ines, "See @otso.")
    assert links(html) == [LINKED]
    desk = sign_in(app, make_person(roles=("secretariat",)))
    close = {"person": "otso", "reason": "Not a person.", "step": "done"}
    assert desk.post("/secretariat/close", data=close).status_code == 302
    assert app.test_client().get("/people/otso").status_code == 200
    assert links(comment(ines, "See @otso.")) == []
    assert [to for to, *_rest in mails(app) if to == "otso"] == []


def test_who_answers_for_an_issue_hears_what_is_said_on_it(app, ines):
    chair = make_person("chair", roles=("council", "council-chair"))
    assert ines.post("/issues/new", data=issue_form()).status_code == 302
    assert sign_in(app, chair).post("/issues/2/moves/accept", data={"reason": "In scope."}).status_code == 302
    mails(app)
    assert ines.post("/issues/2/comments", data={"body": "Something new."}).status_code == 302
    ((to, _subject, text),) = mails(app)
    assert to == "chair"
    assert "it is assigned to you" in text
