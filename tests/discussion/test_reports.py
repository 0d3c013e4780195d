"""Reports of comments: made once, decided by a moderator, and whoever made one is told."""

import re

import pytest
from sqlalchemy import func, select

from igtf.core.db import session
from igtf.discussion.models import Report
from igtf.record.models import Event
from tests.factories import acts_of, mails_to, make_person, sign_in
from tests.record.test_record import filed

ASIDE = "You stand aside here: you wrote this comment."


def test_a_report_is_made_once_until_it_is_settled_and_names_who_made_it(app, db):
    filed(make_person())
    reporter, moderator = make_person("reporter"), sign_in(app, make_person(roles=("moderator",)))
    client, path, author = sign_in(app, reporter), "/comments/1/report", sign_in(app, make_person())
    assert author.post("/issues/1/comments", data={"body": "Rude words."}).status_code == 302
    for own in (author.get(path), author.post(path, data={"reason": "Mine."})):
        assert (own.status_code, "You wrote this comment." in own.text) == (403, True)
    etag = app.test_client().get("/issues/1").headers["ETag"]
    assert "stands in the public record, with your name" in client.get(path).text
    assert client.post(path, data={"reason": ""}).status_code == 422
    told = client.post(path, data={"reason": "Rude."}, follow_redirects=True)
    assert "The moderators are told." in told.text
    shown = app.test_client().get("/issues/1", headers={"If-None-Match": etag})
    assert (shown.status_code, "reported a comment to the moderators" in shown.text) == (200, True)
    for again in (client.get(path), client.post(path, data={"reason": "Ruder."})):
        assert again.status_code == 403
        assert "You reported this comment already." in again.text
    session.rollback()
    assert session.scalars(select(Report.reason)).all() == ["Rude."]
    assert session.scalar(select(func.count()).where(Event.kind == "comment.report")) == 1
    record = app.test_client().get("/record").text
    assert "reported a comment to the moderators" in record
    assert "Reporter Exemplar" in record
    assert "Rude." not in record
    assert moderator.post(path, data={"reason": "Mine."}).status_code == 302, "each person reports"
    before_them = moderator.get("/comments/1/hide").text
    assert [why in before_them for why in ("Why it was reported", "Mine.", reporter.actor.name)] == [True] * 3
    assert client.get("/comments/1/hide").status_code == 403


def test_a_moderator_decides_on_reports_one_after_the_other(app, db):
    filed(make_person())
    reporter, moderator = make_person("reporter"), make_person(roles=("moderator",))
    client, judge, writer = sign_in(app, reporter), sign_in(app, moderator), sign_in(app, make_person())
    assert judge.get("/comments/reported").status_code == 200
    assert "reported" not in judge.get("/desk").text
    for words in ("Rude words.", "Mere dissent."):
        assert writer.post("/issues/1/comments", data={"body": words}).status_code == 302
    for number in (1, 2):
        assert judge.get(f"/comments/{number}/keep").status_code == 403, "nobody reported it"
        assert client.post(f"/comments/{number}/report", data={"reason": f"Why {number}."}).status_code == 302
    assert 'href="/comments/reported"' in judge.get("/desk").text
    waiting = judge.get("/comments/reported").text
    assert all(said in waiting for said in ("Rude words.", "Why 1.", "Mere dissent.", "Why 2.", "Reporter Exemplar"))
    for path in ("/comments/reported", "/comments/2/keep"):
        assert "Only a moderator decides" in client.get(path).text
        assert app.test_client().get(path).status_code == 403
    assert judge.post("/comments/2/keep", data={"reason": ""}).status_code == 422
    left = judge.post("/comments/2/keep", data={"reason": "It is an opinion."}, follow_redirects=True).text
    assert ["Mere dissent." in left, "Rude words." in left] == [False, True]
    assert judge.post("/comments/2/keep", data={"reason": "Again."}).status_code == 403
    assert judge.post("/comments/1/hide", data={"reason": "It insults."}).status_code == 302
    assert "No report waits" in judge.get("/comments/reported").text
    page = app.test_client().get("/issues/1").text
    assert "left a comment as it is that was reported" in page
    assert '<a href="/comments/2" aria-label="The comment 2">The comment</a>' in page
    assert "Mere dissent." in page
    assert client.post("/comments/2/report", data={"reason": "New grounds."}).status_code == 302, "it can be asked anew"


def test_whom_a_report_is_about_does_not_read_why_as_a_moderator_either(app, db):
    filed(make_person())
    own, other = (sign_in(app, make_person(roles=("moderator",))) for _each in range(2))
    assert own.post("/issues/1/comments", data={"body": "Rude words."}).status_code == 302
    reporter = sign_in(app, make_person("reporter"))
    assert reporter.post("/comments/1/report", data={"reason": "It insults."}).status_code == 302
    pages = [client.get("/comments/reported").text for client in (own, other)]
    assert ["Rude words." in page for page in pages] == [True, True]
    for why in ("It insults.", "Reporter Exemplar", "Why it was reported"):
        assert [why in page for page in pages] == [False, True], why
    assert ASIDE in pages[0]


def test_who_reported_is_told_what_became_of_it_and_moderators_where_to_decide(app, db):
    filed(make_person())
    reporter, moderator = make_person("reporter"), make_person("judge", roles=("moderator",))
    client, judge = sign_in(app, reporter), sign_in(app, moderator)
    for words in ("Rude words.", "Mere dissent."):
        sign_in(app, make_person()).post("/issues/1/comments", data={"body": words})
    for number, verb in ((1, "hide"), (2, "keep")):
        client.post(f"/comments/{number}/report", data={"reason": f"Why {number}."})
        asked = [mail for mail in mails_to(app, "judge") if "reported" in mail.text]
        judge.post(f"/comments/{number}/{verb}", data={"reason": f"Because {number}."})
    mails = mails_to(app, "reporter")
    assert [f"Because {number}." in mail.text for number, mail in enumerate(mails, 1)] == [True, True]
    assert "/comments/2" in mails[1].text
    assert ["/comments/reported" in mail.text and not re.search(r"Why \d", mail.text) for mail in asked] == [True, True]


@pytest.mark.parametrize("role", ["moderator", "secretariat"])
def test_a_moderator_stands_aside_where_their_own_comment_was_reported(app, db, role):
    filed(make_person())
    own, other = sign_in(app, make_person(roles=(role,))), sign_in(app, make_person(roles=(role,)))
    assert own.post("/issues/1/comments", data={"body": "Rude words."}).status_code == 302
    assert sign_in(app, make_person()).post("/comments/1/report", data={"reason": "Rude."}).status_code == 302
    for verb in ("keep", "hide", "warn", "pause"):
        given = {"reason": "It is fine.", "days": "1"}
        for refused in (own.get(f"/comments/1/{verb}"), own.post(f"/comments/1/{verb}", data=given)):
            assert refused.status_code == 403, verb
            assert ASIDE in refused.text
        assert f"/comments/1/{verb}" not in own.get("/issues/1").text + own.get("/comments/reported").text
    assert ASIDE in own.get("/comments/reported").text
    assert ["/comments/reported" in client.get("/desk").text for client in (own, other)] == [False, True]
    assert other.post("/comments/1/keep", data={"reason": "It is an opinion."}).status_code == 302
    assert other.post("/comments/1/hide", data={"reason": "Rude after all."}).status_code == 302
    assert own.post("/issues/1/comments", data={"body": "Calmer words."}).status_code == 302
    assert "/comments/1/warn" not in own.get("/issues/1").text
    assert "/comments/1/warn" in other.get("/issues/1").text


@pytest.mark.parametrize(("what", "said"), [("/comments/1", "a comment"), ("/issues/1/moves", "an issue")])
def test_a_report_is_told_to_those_who_decide_on_it_and_not_to_whom_it_is_about(app, db, what, said):
    secretary, moderator = make_person(roles=("secretariat",)), make_person(roles=("moderator",))
    filed(moderator)
    posted = sign_in(app, moderator).post("/issues/1/comments", data={"body": "Rude words."})
    assert posted.status_code == 302

    def told_by_a_report(*people):
        reported = sign_in(app, make_person()).post(f"{what}/report", data={"reason": "Rude.", "step": "done"})
        assert reported.status_code == 302, reported.text
        asked = f"reported {said} to you."
        return [sum(asked in mail.text for mail in mails_to(app, person.actor.handle)) for person in people]

    assert told_by_a_report(secretary, moderator) == [1, 0], "nobody else moderates"
    assert ["Decide on" in acts for acts in map(_acts, (secretary, moderator))] == [True, False], "as their desks say"
    other = make_person(roles=("moderator",))
    assert told_by_a_report(secretary, moderator, other) == [1, 0, 1]


def _acts(person):
    return " ".join(acts_of(person))
