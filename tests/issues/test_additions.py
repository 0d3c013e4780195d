"""What anybody adds to an issue, how it is merged and reopened, and what becomes of outcomes; each with its refusal."""

import re
from itertools import count

import pytest
from sqlalchemy import select

from igtf.core.db import session, writing
from igtf.issues.models import MOST_EVIDENCE, Issue, IssueTranslation
from igtf.notice.commands import stop_subject
from igtf.record.models import Relation, Subject
from igtf.record.queries import subject_of
from tests.databases import upgraded_from_before
from tests.factories import broken_promises, by, issue_form, kinds, mails_to, make_person, sign_in, state_of, stations
from tests.issues.telling import told_of
from tests.routing.acts import make_body

REASON = {"reason": "It was asked for."}


@pytest.fixture
def people(app, db):
    """Return clients of a participant who filed issues 1 and 2, of another one, and of the assigned member."""
    filer, other, member = make_person(), make_person(), make_person(roles=("council",))
    clients = [sign_in(app, person) for person in (filer, other, member)]
    for title in ("The first", "The second"):
        assert clients[0].post("/issues/new", data=issue_form(title=title)).status_code == 302
    return clients


def test_anybody_adds_evidence_bodies_translations_and_relations(app, people):
    _filer, other, _member = people
    given = {
        "add-evidence": {"link": "https://lamp.example/figures", "sentence": "The prices of 2025."},
        "suggest-body": {"body": "LAMP", "reason": "It counts lamps."},
        "translate": {"language": "sw", "title": "Gharama", "summary": "Nani anaweza kuweka kanuni?"},
        "relate": {"relation": "depends-on", "other": "2"},
    }
    for name, answers in given.items():
        assert app.test_client().post(f"/issues/1/moves/{name}", data=answers).status_code == 403
        assert other.post(f"/issues/1/moves/{name}", data={}).status_code == 422
        done = other.post(f"/issues/1/moves/{name}", data=answers | {"step": "done"})
        assert done.status_code == 302, done.text
    for broken in ("lamp.example", "http://exemple.sn/pa ge> <b>"):
        wrong = other.post("/issues/1/moves/add-evidence", data={"link": broken, "sentence": "x"})
        assert "begins with https://" in wrong.text
    for link in ("https://lamp.example/figures", "https://lamp.example/figures."):
        twice = other.post("/issues/1/moves/add-evidence", data={"link": link, "sentence": "Once more."})
        assert (twice.status_code, "among the evidence already" in twice.text) == (422, True)
    again = other.post("/issues/1/moves/relate", data=given["relate"])
    assert "not so related yet" in again.text
    session.rollback()
    assert session.scalars(select(IssueTranslation.title)).all() == ["Gharama"]
    page = app.test_client().get("/issues/1").text
    assert "The prices of 2025." in page
    assert "Gharama" in page
    assert "depends on" in page
    for words in ("Gharama", "kuweka kanuni"):
        assert 'href="/issues/1"' in app.test_client().get("/search", query_string={"q": words}).text
    assert kinds()[-4:] == ["issue.add-evidence", "issue.suggest-body", "issue.translate", "issue.relate"]


def test_a_relation_is_taken_back_by_who_stated_it_by_the_filer_or_by_the_assigned_member(app, people):
    filer, none, member = people
    other = sign_in(app, make_person("otto"))
    taking = "/issues/1/moves/withdraw-relation"
    needed = ("depends-on", "contradicts", "says-the-same")
    stranger = sign_in(app, make_person())
    assert "No relation stands" in filer.post(taking, data=REASON | {"relation": "depends-on 2"}).text
    for relation, client in zip(needed, (other, other, stranger), strict=True):
        said = client.post("/issues/1/moves/relate", data={"relation": relation, "other": "2"})
        assert said.status_code == 302
    assert none.post(taking, data=REASON | {"relation": "depends-on 2"}).status_code == 403
    assert 'value="says-the-same 2"' not in other.get(taking).text, "another person stated it"
    refused = [
        other.post(taking, data={"relation": "depends-on 2"}),
        other.post(taking, data=REASON | {"relation": "says-the-same 2"}),
        filer.post(taking, data=REASON | {"relation": "part-of 2"}),
        filer.post("/issues/2/moves/withdraw-relation", data=REASON | {"relation": "depends-on 1"}),
    ]
    assert [answer.status_code for answer in refused] == [422, 422, 422, 403]
    assert other.post(taking, data=REASON | {"relation": "depends-on 2"}).status_code == 302
    assert "otto" not in told_of(app, "issue.withdraw-relation")
    assert member.post(taking, data=REASON | {"relation": "contradicts 2"}).status_code == 302
    assert "otto" in told_of(app, "issue.withdraw-relation"), "who stated it reads why it was taken back"
    assert filer.post(taking, data=REASON | {"relation": "says-the-same 2"}).status_code == 302
    for ref in "12":
        page = app.test_client().get(f"/issues/{ref}").text
        assert "<h2>Relations</h2>" not in page
        assert page.count("It was asked for.") == 3
    assert kinds()[-2:] == ["issue.relation-withdrawn", "issue.withdraw-relation"]
    assert other.post("/issues/1/moves/relate", data={"relation": "depends-on", "other": "2"}).status_code == 302


def test_who_stated_a_relation_last_takes_it_back(app, people):
    filer, other, _member = people
    later, given = sign_in(app, make_person()), {"relation": "part-of", "other": "2"}
    taken = REASON | {"relation": "part-of 2"}
    assert other.post("/issues/1/moves/relate", data=given).status_code == 302
    assert filer.post("/issues/1/moves/withdraw-relation", data=taken).status_code == 302
    assert later.post("/issues/1/moves/relate", data=given).status_code == 302
    assert other.post("/issues/1/moves/withdraw-relation", data=taken).status_code == 403
    assert later.post("/issues/1/moves/withdraw-relation", data=taken).status_code == 302


def test_evidence_that_came_while_the_issue_was_edited_stays(app, people):
    filer, other, _member = people
    form = filer.get("/issues/1/moves/edit").text
    revision = re.search(r'name="revision" value="([0-9]+)"', form)[1]
    added = {"link": "https://lamp.example/figures", "sentence": "The prices of 2025."}
    seen = re.search(r'name="revision" value="([0-9]+)"', other.get("/issues/1/moves/add-evidence").text)[1]
    assert other.post("/issues/1/moves/add-evidence", data=added | {"revision": seen}).status_code == 302
    second = added | {"link": "https://lamp.example/more", "revision": seen}
    assert other.post("/issues/1/moves/add-evidence", data=second).status_code == 302, "what only adds never collides"
    edited = issue_form(title="Another title", revision=revision)
    late = filer.post("/issues/1/moves/edit", data=edited)
    assert (late.status_code, "added evidence" in late.text, "Another title" in late.text) == (409, True, True)
    page = filer.get("/issues/1").text
    assert "lamp.example/figures" in page
    assert "lamp.example/more" in page
    assert "Another title" not in page


def test_evidence_is_added_as_long_as_the_issue_can_be_edited_with_it(app, people):
    filer, other, _member = people
    numbers = count(10)

    def added():
        answers = {"link": f"https://lamp.example/{next(numbers)}" + "a" * 470, "sentence": "b" * 500}
        return other.post("/issues/1/moves/add-evidence", data=answers)

    full = next(done for done in iter(added, None) if done.status_code != 302)
    assert (full.status_code, "as much evidence here as an issue holds" in full.text) == (422, True)
    session.rollback()
    issue = session.scalars(select(Issue).join(Subject).where(Subject.ref == "1")).one()
    assert len(issue.evidence) > MOST_EVIDENCE - 1_100
    edited = issue_form(title="Another title", evidence=issue.evidence)
    longer = filer.post("/issues/1/moves/edit", data=edited | {"evidence": f"{issue.evidence} {'c' * 1_100}"})
    assert (longer.status_code, "at most 15,000" in longer.text) == (422, True)
    assert filer.post("/issues/1/moves/edit", data=edited).status_code == 302
    assert "Another title" in app.test_client().get("/issues/1").text


def test_support_ends_as_it_began(app, people):
    _filer, other, _member = people
    assert other.post("/issues/1/moves/end-support").status_code == 403
    assert other.post("/issues/1/moves/support").status_code == 302
    assert other.post("/issues/1/moves/support").status_code == 403
    assert other.post("/issues/1/moves/end-support").status_code == 302
    session.rollback()
    assert session.scalars(select(Subject.support_count).where(Subject.ref == "1")).one() == 0


def test_a_merged_issue_gives_its_supporters_and_can_be_reopened(app, people, db_url):
    filer, other, member = people
    assert filer.post("/issues/new", data=issue_form(title="The third")).status_code == 302
    other.post("/issues/1/moves/support")
    assert other.post("/issues/1/moves/merge", data=REASON | {"other": "2"}).status_code == 403
    assert "another issue" in filer.post("/issues/1/moves/merge", data=REASON | {"other": "1"}).text
    assert filer.post("/issues/1/moves/relate", data={"relation": "says-the-same", "other": "3"}).status_code == 302
    assert filer.post("/issues/1/moves/merge", data=REASON | {"other": "2"}).status_code == 302
    assert state_of("issue", "1") == "duplicate"
    led = '<b>Merged into</b> <a href="/issues/2">#2, <bdi>The second</bdi></a>'
    assert [led in app.test_client().get(f"/issues/{ref}").text for ref in "12"] == [True, False]
    counts = dict(session.execute(select(Subject.ref, Subject.support_count).where(Subject.kind == "issue")).all())
    assert counts == {"1": 0, "2": 1, "3": 0}
    tied = select(Relation.kind, Subject.ref).join(Subject, Subject.id == Relation.target_id).order_by(Subject.ref)
    said, before = ("says-the-same", "3"), list(session.execute(tied))
    assert before == [("duplicate-of", "2"), said]
    upgraded_from_before(db_url, "0065")
    assert list(session.execute(tied)) == before, "an upgrade tells what was merged from what was said"
    assert filer.post("/issues/1/moves/reopen", data=REASON).status_code == 403
    member.post("/issues/1/moves/volunteer")
    assert member.post("/issues/1/moves/reopen", data=REASON).status_code == 302
    assert kinds()[-1] == "issue.reopen"
    assert state_of("issue", "1") == "open"
    assert "Merged into</b>" not in app.test_client().get("/issues/1").text
    assert list(session.execute(tied)) == [said], "what somebody said of two issues stays"


def test_who_supports_an_issue_but_does_not_follow_it_hears_that_it_is_merged_and_reopened(app, people):
    filer, _other, member = people
    first, both, second = (make_person(handle) for handle in ("first", "both", "second"))
    for person, refs in ((first, "1"), (both, "12"), (second, "2")):
        for ref in refs:
            assert sign_in(app, person).post(f"/issues/{ref}/moves/support").status_code == 302
    assert filer.post("/issues/1/moves/merge", data=REASON | {"other": "2"}).status_code == 302
    assert told_of(app, "issue.merge") == {"first", "both"}
    assert member.post("/issues/1/moves/reopen", data=REASON).status_code == 302
    assert {"first", "both"} < told_of(app, "issue.reopen")


def test_who_wants_no_mail_about_an_issue_gets_none_for_following_one_that_is_merged_into_it(app, people):
    filer, other, _member = people
    stopped, goes = make_person("stopped"), make_person("goes")
    for person in (stopped, goes):
        assert sign_in(app, person).post("/issues/1/follow").status_code == 302
    stop_subject(stopped.id, subject_of("issue", "2").id, by=by(stopped))
    assert filer.post("/issues/1/moves/merge", data=REASON | {"other": "2"}).status_code == 302
    assert told_of(app, "issue.merge") == {"stopped", "goes"}
    assert other.post("/issues/2/comments", data={"body": "On both."}).status_code == 302
    found = {name: sum("On both." in mail.text for mail in mails_to(app, name)) for name in ("stopped", "goes")}
    assert found == {"stopped": 0, "goes": 1}, "nobody begins to follow by what others do"


def test_who_supported_what_was_merged_twice_hears_of_each_that_is_reopened(app, people, db_url):
    filer, _other, member = people
    assert filer.post("/issues/new", data=issue_form(title="The third")).status_code == 302
    first, second, third, gone = (make_person(handle) for handle in ("first", "second", "third", "gone"))
    for person, ref in ((first, "1"), (gone, "1"), (second, "2"), (third, "3")):
        assert sign_in(app, person).post(f"/issues/{ref}/moves/support").status_code == 302
    assert filer.post("/issues/1/moves/merge", data=REASON | {"other": "2"}).status_code == 302
    upgraded_from_before(db_url, "0100")
    assert filer.post("/issues/2/moves/merge", data=REASON | {"other": "3"}).status_code == 302
    assert sign_in(app, gone).post("/issues/3/moves/end-support").status_code == 302
    for ref, told in (("2", {"first", "second"}), ("1", {"first"})):
        assert member.post(f"/issues/{ref}/moves/reopen", data=REASON).status_code == 302
        assert told_of(app, "issue.reopen") & {"first", "second", "third", "gone"} == told, ref
    assert filer.post("/issues/3/moves/merge", data=REASON | {"other": "1"}).status_code == 302
    assert filer.post("/issues/1/moves/merge", data=REASON | {"other": "2"}).status_code == 302, "round in a circle"
    assert broken_promises() == []


def test_an_outcome_becomes_an_issue_or_is_attached_suggested_noted(app, people):
    filer, _other, member = people
    make_body("mag")
    for number in range(4):
        entered = filer.post("/outcomes/new", data={"occasion": "IGF", "year": "2026", "session_name": f"Room {number}",
                                                    "title": f"Outcome {number}", "text": "It was said."})  # fmt: skip
        assert entered.status_code == 302, entered.text
    steps = {
        "1": ("become-issue", issue_form(title="Out of an outcome", description=""), "became-issue"),
        "2": ("attach", {"issue": "2"}, "attached"),
        "3": ("suggest", REASON, "suggested"),
        "4": ("note", REASON, "noted"),
    }
    for ref, (name, answers, state) in steps.items():
        assert filer.post(f"/outcomes/{ref}/moves/{name}", data=answers).status_code == 403
        done = member.post(f"/outcomes/{ref}/moves/{name}", data=answers)
        assert done.status_code == 302, done.text
        assert state_of("outcome", ref) == state
    ways = {ref: stations(app.test_client().get(f"/outcomes/{ref}").text) for ref in steps}
    assert ways["1"] == {"Outcome": "done", "Issue": "done"}, "what follows is the way of the issue"
    assert ways["2"] == ways["1"]
    assert ways["3"] == {"Outcome": "done", "Clearing house": "done"}, "what follows is the way of the statement"
    assert ways["4"] == {"Outcome": "done"}, "nothing follows what is noted"
    begins = {ref: next(iter(stations(app.test_client().get(f"/issues/{ref}").text))) for ref in "23"}
    assert begins == {"2": "Issue", "3": "Outcome"}, "an outcome that is attached is not where the issue came from"
    assert {"from-outcome", "attached-to"} <= set(session.scalars(select(Relation.kind)))
    assert session.scalars(select(Issue.id)).all()


def test_each_new_line_of_evidence_holds_a_link_wherever_it_is_written(app, people):
    filer, _other, member = people
    dead, said = "www.ong-exemple.sn rapport", "Each line needs a link that begins with https://"
    for client, path, more in (
        (filer, "/issues/new", {}),
        (filer, "/issues/1/moves/edit", {}),
        (member, "/issues/1/moves/edit", {"note": "It is dated."}),
    ):
        given = issue_form(evidence=f"https://a.example/one The first.\n{dead}", **more)
        refused = client.post(path, data=given)
        assert (refused.status_code, f"{said}. This one has none: {dead}" in refused.text) == (422, True)
    with writing():
        issue = session.scalars(select(Issue).join(Subject).where(Subject.ref == "1")).one()
        issue.evidence = dead
    kept = issue_form(evidence=f"{dead}\n\n* A report: <https://a.example/one>", title="Another title")
    assert filer.post("/issues/1/moves/edit", data=kept).status_code == 302, "what stands there since before stays"


def test_each_link_of_the_evidence_stands_on_a_line_of_its_own(app, db):
    links = "https://one.example/a The first.\nhttps://two.example/b The second."
    client = sign_in(app, make_person())
    client.post("/issues/new", data=issue_form(evidence=links))
    client.post("/issues/1/moves/add-evidence", data={"link": "https://three.example/c", "sentence": "The third."})
    page = app.test_client().get("/issues/1").text
    evidence = page.split("<h2>Evidence</h2>")[1].split("</div>")[0]
    assert evidence.count("<li ") == 3, evidence
    assert links in client.get("/issues/1/moves/edit").text, "what was typed stays as it was typed"
