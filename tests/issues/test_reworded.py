"""An issue that is worded anew after others supported it, or after a body was asked, says so to all of them."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from igtf.core.clock import now
from igtf.core.db import session, writing
from igtf.issues.models import Issue
from igtf.record.queries import subject_of
from igtf.record.subjects import enter
from igtf.routing import statements
from tests.api.kit import Caller, issue_fields
from tests.databases import upgraded_from_before
from tests.factories import START, broken_promises, by, issue_form, later, mails_to, make_person, sign_in
from tests.issues.telling import told_of
from tests.routing.acts import links, make_body, name_contact

EDIT, SUPPORT, RENEW, END = (f"/issues/1/moves/{name}" for name in ("edit", "support", "renew-support", "end-support"))
NOT_BY_ANYBODY = {"title": "Costs should not be regulated by anybody", "summary": "Who would want that?"}
ASKED = "Say what you changed, and why: others support this issue, work on it, or were asked about it."


@pytest.fixture
def supported(app, db):
    """Return who filed issue 1, two who support it, one who follows it, and their clients by handle."""
    people = [make_person(handle) for handle in ("filer", "first", "second", "reader")]
    clients = {person.actor.handle: sign_in(app, person) for person in people}
    assert clients["filer"].post("/issues/new", data=issue_form()).status_code == 302
    for handle in ("first", "second"):
        assert clients[handle].post(SUPPORT, data={}).status_code == 302
    clients["reader"].post("/issues/1/follow", data={})
    return clients


def reworded(client, **given):
    done = client.post(EDIT, data=issue_form(**NOT_BY_ANYBODY, **{"note": "Turned round."} | given))
    assert done.status_code == 302, done.text


def above(app, path="/issues/1"):
    """Return the page without its timeline."""
    before, _timeline, after = app.test_client().get(path).text.partition("<h2>Timeline")
    return before + after.partition("<aside>")[2]


def test_who_filed_it_says_why_once_others_support_it_and_sees_what_changes_before(app, supported):
    alone = make_person("alone")
    own = sign_in(app, alone)
    assert own.post("/issues/new", data=issue_form(title="Nobody supports it yet")).status_code == 302
    assert own.post("/issues/2/moves/support", data={}).status_code == 302
    quick = own.post("/issues/2/moves/edit", data=issue_form(title="Nobody supports this yet", step=""))
    assert quick.status_code == 302, "who is alone with it changes it in one step"
    filer, changed = supported["filer"], issue_form(**NOT_BY_ANYBODY, step="")
    refused = filer.post(EDIT, data=changed)
    assert (refused.status_code, ASKED in refused.text) == (422, True)
    check = filer.post(EDIT, data=changed | {"note": "Turned round."})
    assert check.status_code == 200
    for words in ("Nothing is recorded yet.", "Others support this issue", "<del>", "Turned round."):
        assert words in check.text, words
    assert "not be regulated" not in above(app)
    assert filer.post(EDIT, data=issue_form(source="A letter", step="", note="Its source.")).status_code == 302
    assert "Reworded on" not in above(app), "what it says is as it was"
    assert filer.post(EDIT, data=issue_form(title="Costs", step="done", note="Shorter.")).status_code == 302


def test_a_program_says_why_too_and_is_told_that_it_has_to(app, db):
    filer, other = Caller(app, make_person()), Caller(app, make_person())
    assert filer.post("/issues", issue_fields()).status_code == 201

    def asked():
        moves = {move["name"]: move for move in filer.get("/issues/1").json["moves"]}
        return next(field["required"] for field in moves["edit"]["fields"] if field["name"] == "note")

    assert asked() is False
    assert filer.post("/issues/1/moves/edit", {"title": "A better title"}).status_code == 200
    assert other.post("/issues/1/moves/support").status_code == 200
    assert asked() is True
    refused = filer.post("/issues/1/moves/edit", NOT_BY_ANYBODY)
    assert (refused.status_code, refused.json["errors"]["note"]) == (422, [ASKED])
    done = filer.post("/issues/1/moves/edit", NOT_BY_ANYBODY | {"note": "Turned round."})
    assert (done.status_code, done.json["title"]) == (200, NOT_BY_ANYBODY["title"])
    assert broken_promises() == []


def test_its_page_says_who_supported_it_before_and_they_support_it_anew_or_no_longer(app, supported):
    assert "You support it as it is worded now already." in supported["first"].post(RENEW, data={}).text
    with later(app, 1) as day:
        reworded(supported["filer"])
        page = above(app)
        for words in (
            f"Reworded on {day.day} ",
            "2 of 2 who support it did so before that.",
            "2 of them before the wording of",
            '<a href="/issues/1/versions">Compare the wordings</a>',
        ):
            assert words in page, words
        assert supported["first"].get("/issues/1").text.count("Support the present wording") == 1
    with later(app, 2):
        assert sign_in(app, make_person("late")).post(SUPPORT, data={}).status_code == 302
        assert "2 of 3 who support it did so before that." in above(app)
        assert app.test_client().get("/api/v1/issues/1").json["details"]["supported_before"] == 2
        assert supported["first"].post(RENEW, data={}).status_code == 302
        again = supported["first"].post(RENEW, data={})
        assert (again.status_code, "as it is worded now already" in again.text) == (403, True)
        assert "1 of 3 who support it did so before that." in above(app)
        assert supported["second"].post(END, data={}).status_code == 302
        assert supported["second"].post(RENEW, data={}).status_code == 403
        page = above(app)
        assert "Reworded on" not in page
        assert "before the wording of" not in page
        detail = app.test_client().get("/api/v1/issues/1").json
        assert (detail["counts"]["supporters"], detail["details"]["supported_before"]) == (2, 0)
        assert detail["details"]["worded_at"].startswith(f"{day:%Y-%m-%d}")


def test_who_words_it_anew_supports_what_it_says_now(app, supported):
    assert supported["filer"].post(SUPPORT, data={}).status_code == 302
    with later(app, 1):
        reworded(supported["filer"])
        assert "2 of 3 who support it did so before that." in above(app)


def test_the_mail_says_what_changed_and_how_support_ends(app, supported):
    with later(app, 1):
        reworded(supported["filer"])
        assert told_of(app, "issue.edit") >= {"first", "second", "reader"}
        mail = mails_to(app, "first")[-1]
        for words in ("> Interconnection costs of landlocked countries", "> Costs should not be regulated by anybody",
                      "> Who can set cost-based principles?", "> Who would want that?", "Title until then:",
                      "> Turned round.", "/issues/1/versions/1", f"Support it no longer:\nhttp://127.0.0.1:8000{END}",
                      f"Support the present wording:\nhttp://127.0.0.1:8000{RENEW}"):  # fmt: skip
            assert words in mail.text, words
        follows = mails_to(app, "reader")[-1].text
        assert "> Costs should not be regulated by anybody" in follows
        assert END not in follows
        assert supported["first"].get(END).status_code == supported["first"].get(RENEW).status_code == 200
        compared = app.test_client().get("/issues/1/versions/1").text
        assert "not be regulated" in compared
        supported["filer"].post(EDIT, data=issue_form(**NOT_BY_ANYBODY, source="A letter", note="Its source."))
        told_of(app, "issue.edit")
        mail = mails_to(app, "first")[-1].text
        assert RENEW in mail, "that is still open"
        assert "Title until then" not in mail
        newest = app.test_client().get("/issues/1/versions").text
        assert newest.index("Version 2") < newest.index("Version 1")
        assert "Version 2" not in app.test_client().get("/issues/1/versions/1").text


def test_a_letter_keeps_the_title_that_it_was_sent_with_and_says_that_the_issue_was_reworded(app, supported):
    secretary, chair = make_person(roles=("secretariat",)), make_person(roles=("council-chair",))
    body, issue = make_body(), session.get_one(Issue, subject_of("issue", "1").id)
    name_contact(body, secretary)
    with writing():
        enter(issue.subject, "open", START)
    letter = statements.draft(
        body="lamp", purpose="action", subject="Costs of transit", text="Who can set them?", asks=[{"text": "Answer."}],
        deadline=(now() + timedelta(days=30)).date(), tied={"refers": [issue.id]}, by=by(secretary),
    )  # fmt: skip
    old, told = "Interconnection costs of landlocked countries", "after that: "
    with later(app, 1):
        reworded(supported["filer"])
        page = above(app, "/statements/1")
        assert "Costs should not be regulated by anybody</bdi>" in page, "it is sent with the title of that day"
        assert told in " ".join(page.split()), "who approves and sends it sees that it was drafted before"
        supported["filer"].post(EDIT, data=issue_form(note="Turned back."))
        session.rollback()
        statements.approve(letter, by=by(chair, now()))
    with later(app, 2):
        statements.send(letter, channel="mail", by=by(secretary, now()))
        assert told not in above(app, "/statements/1")
        assert "Sent before that" not in above(app)
    with later(app, 3):
        another = sign_in(app, make_person("another"))
        assert another.post("/issues/new", data=issue_form(title="Who pays?")).status_code == 302
        assert another.post("/issues/2/moves/edit", data=issue_form(title="Who shall pay?")).status_code == 302
        assert "Sent before that" not in above(app), "another issue was reworded"
        reworded(supported["filer"])
        link = app.test_client().get(links()[-1]).text
        for page in (above(app, "/statements/1"), link):
            shown = page.partition('class="document letter"')[2].partition("</article>")[0]
            assert f"{old}</bdi>" in shown
            assert "regulated by anybody" not in shown
            assert told in " ".join(shown.split())
        assert old in app.test_client().get("/statements/1/letter.txt").text
        assert 'Sent before that: <a href="/statements/1">LS-1</a>.' in above(app)
        assert app.test_client().get("/api/v1/issues/1").json["details"]["sent_before"] == ["LS-1"]
    for handle in ("first", "second"):
        assert supported[handle].post(END, data={}).status_code == 302
    alone = supported["filer"].post(EDIT, data=issue_form(title="Costs of transit"))
    assert (alone.status_code, ASKED in alone.text) == (422, True), "a body was asked about it"


def test_a_translation_of_a_former_wording_says_so(app, supported):
    given = {"language": "fr", "title": "Les prix", "summary": "Qui paie ?"}
    assert supported["first"].post("/issues/1/moves/translate", data=given).status_code == 302
    assert "of the wording before" not in above(app)
    with later(app, 1):
        reworded(supported["filer"])
        assert "of the wording before" in above(app)


def test_an_issue_of_before_knows_since_when_it_says_what_it_says(app, supported, db_url):
    with later(app, 1) as worded:
        reworded(supported["filer"])
    with later(app, 2):
        supported["filer"].post(EDIT, data=issue_form(**NOT_BY_ANYBODY, source="A letter", note="Its source."))
    session.rollback()
    upgraded_from_before(db_url, "0090")
    assert session.scalars(select(Issue.worded_at)).one().date() == worded.date()
