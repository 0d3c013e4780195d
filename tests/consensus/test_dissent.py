"""Minority statements: who attaches and signs them, and that they travel with the document."""

from datetime import timedelta

import pytest
from markupsafe import Markup
from sqlalchemy import select

from igtf.consensus.commands import open_call
from igtf.consensus.dissent import NAMED
from igtf.consensus.letters import in_letter
from igtf.core.clock import now
from igtf.core.db import session
from igtf.core.mail import Mail
from igtf.notice.worker import work_once
from igtf.record.by import by_clock
from igtf.record.due import run_due
from igtf.record.models import Event
from igtf.record.queries import subject_of
from tests.drafts.neighbours import put
from tests.drafts.samples import SHORT
from tests.factories import by, later, make_person, sign_in, tick

STATEMENT = {"title": "Costs are not shared", "text": "Landlocked countries pay twice.\n\nThe text does not say so."}

DECLARATION = {"result": "consensus", "decided": "It goes on.", "tradeoffs": "None.", "look_again": "New facts."}


@pytest.fixture
def world(app, db):
    """Return clients at a closed call about a draft: who leads it, one who answered, one who did not."""
    lead = make_person("lead", roles=("council", "council-chair"))
    author = sign_in(app, make_person("author"))
    source = SHORT.format(name="Author Exemplar")
    assert author.post("/drafts/new", data={"name": "costs", "source": source, "step": "done"}).status_code == 302
    open_call(subject_of("draft", "draft-author-costs"), kind="question", question="Ready?",
              closes_at=now() + timedelta(days=1), by=by(lead), revision_number=0)  # fmt: skip
    one, two = sign_in(app, make_person("one")), sign_in(app, make_person("two", group="private"))
    assert one.post("/calls/1/moves/take-position", data={"position": "abstain"}).status_code == 302
    with later(app, 2):
        run_due(by_clock(now()))
        yield sign_in(app, lead), one, two


def test_a_minority_statement_is_attached_signed_and_travels(app, world):
    _lead, one, two = world
    refused = two.post("/calls/1/moves/dissent", data=STATEMENT)
    assert refused.status_code == 403
    assert b"attached by who took a position" in refused.data
    assert one.post("/calls/1/moves/dissent", data={"title": "Costs"}).status_code == 422
    assert one.post("/calls/1/moves/dissent", data=STATEMENT).status_code == 302
    again = one.post("/calls/1/moves/dissent", data=STATEMENT | {"title": "Another"})
    assert again.status_code == 422
    assert b"Your minority statement 1 is attached already" in again.data
    assert two.post("/minority-statements/1/moves/sign").status_code == 302
    assert two.post("/minority-statements/1/moves/sign").status_code == 403
    assert one.post("/minority-statements/1/moves/sign").status_code == 403
    reader = app.test_client()
    page = reader.get("/minority-statements/1").text
    assert "Two Exemplar" in page
    assert "The text does not say so." in page
    assert "Costs are not shared" in reader.get("/minority-statements/").text
    assert "Costs are not shared" in reader.get("/calls/1").text
    assert "Landlocked countries pay twice." in reader.get("/drafts/draft-author-costs").text
    with app.test_request_context("/"):
        letter = in_letter([subject_of("minority", "1")])
    assert letter.startswith("Minority statement 1: Costs are not shared\nLandlocked countries pay twice.")
    assert letter.endswith("Signed: One Exemplar (Civil society); Two Exemplar (Private sector)")


def test_the_page_of_the_document_names_all_who_signed_a_minority_statement_and_says_how_many_more(app, world):
    _lead, one, two = world
    one.post("/calls/1/moves/dissent", data=STATEMENT)

    def signed() -> str:
        page = app.test_client().get("/drafts/draft-author-costs").text
        return Markup(page.partition("Signed by")[2].partition("</p>")[0]).striptags()

    assert signed() == ": One Exemplar Civil society"
    assert two.post("/minority-statements/1/moves/sign").status_code == 302
    assert signed() == ": One Exemplar Civil society, Two Exemplar Private sector"
    assert two.post("/minority-statements/1/moves/withdraw-signature").status_code == 302
    assert "Two Exemplar" not in signed()
    for number in range(NAMED + 1):
        more = sign_in(app, make_person(f"signer-{number}"))
        assert more.post("/minority-statements/1/moves/sign").status_code == 302
    assert signed().count("Civil society") == NAMED
    assert signed().endswith(", and 2 more")


def test_who_signed_a_minority_statement_takes_the_name_back(app, world):
    lead, one, two = world
    one.post("/calls/1/moves/dissent", data=STATEMENT)
    withdraw = "/minority-statements/1/moves/withdraw-signature"
    assert "You have not signed this statement." in lead.post(withdraw).text
    assert two.post("/minority-statements/1/moves/sign").status_code == 302
    assert "You wrote this statement" in one.post(withdraw).text
    assert withdraw in two.get("/minority-statements/1").text
    assert two.post(withdraw).status_code == 302
    session.rollback()
    assert subject_of("minority", "1").support_count == 0
    with app.test_request_context("/"):
        assert in_letter([subject_of("minority", "1")]).endswith("Signed: One Exemplar (Civil society)")
    assert two.post(withdraw).status_code == 403
    assert two.post("/minority-statements/1/moves/sign").status_code == 302
    one.post("/minority-statements/1/moves/take-back", data={"reason": "It was met."})
    assert two.post(withdraw).status_code == 409


def test_a_minority_statement_is_taken_back_by_its_author_alone(app, world):
    lead, one, _two = world
    one.post("/calls/1/moves/dissent", data=STATEMENT)
    assert lead.post("/minority-statements/1/moves/take-back", data={"reason": "No."}).status_code == 403
    assert one.post("/minority-statements/1/moves/take-back", data={}).status_code == 422
    assert one.post("/minority-statements/1/moves/take-back", data={"reason": "It was met."}).status_code == 302
    session.rollback()
    assert "pay twice" not in app.test_client().get("/drafts/draft-author-costs").text
    assert one.post("/calls/1/moves/dissent", data=STATEMENT).status_code == 302


def test_an_estimate_is_reacted_to_revised_and_kept(app, world):
    lead, one, two = world
    given = {"result": "consensus", "reason": "Nobody objects."}
    assert one.post("/calls/1/moves/estimate", data=given).status_code == 403
    early = two.post("/calls/1/moves/react", data={"value": "right"})
    assert early.status_code == 403
    assert lead.post("/calls/1/moves/estimate", data={"result": "consensus"}).status_code == 422
    assert lead.post("/calls/1/moves/estimate", data=given).status_code == 302
    assert lead.post("/calls/1/moves/estimate", data=given).status_code == 422
    assert two.post("/calls/1/moves/react", data={"value": "misses"}).status_code == 422
    assert two.post("/calls/1/moves/react", data={"value": "misses", "text": "The silent."}).status_code == 302
    assert two.post("/calls/1/moves/react", data={"value": "misses", "text": "The silent."}).status_code == 422
    stale = lead.get("/calls/1/moves/declare").text
    revised = given | {"reason": "Nobody objects; many are silent."}
    assert lead.post("/calls/1/moves/estimate", data=revised).status_code == 302
    page = app.test_client().get("/calls/1").text
    assert page.index("many are silent") < page.index("1 earlier estimate") < page.index("The silent.")
    revision = stale.split('name="revision" value="')[1].split('"')[0]
    refused = lead.post("/calls/1/moves/declare", data=DECLARATION | {"step": "done", "revision": revision})
    assert refused.status_code == 409
    assert "It goes on." in refused.text
    assert lead.post("/calls/1/moves/declare", data=DECLARATION | {"step": "done"}).status_code == 302


def test_nobody_reacts_after_the_time_for_it_but_to_an_estimate_that_came_later(app, world):
    lead, one, two = world
    given, right = {"result": "consensus", "reason": "All agree."}, {"value": "right"}
    assert lead.post("/calls/1/moves/estimate", data=given).status_code == 302
    with later(app, 2):
        assert one.post("/calls/1/moves/react", data=right).status_code == 302
    with later(app, 4):
        for clock_is_late in (True, False):
            refused = two.post("/calls/1/moves/react", data=right)
            assert (refused.status_code, "The time to react to the estimate is over." in refused.text) == (403, True)
            if clock_is_late:
                tick()
        assert 'href="/calls/1/moves/react"' not in two.get("/calls/1").text
        assert lead.post("/calls/1/moves/estimate", data=given | {"result": "full-consensus"}).status_code == 302
        assert two.post("/calls/1/moves/react", data=right).status_code == 302
        assert lead.post("/calls/1/moves/declare", data=DECLARATION | {"step": "done"}).status_code == 302


def test_who_took_part_is_asked_to_react_until_a_day_that_a_newer_estimate_does_not_move(app, world):
    lead, one, two = world
    waits, given = 'href="/calls/1/moves/react"><b>React', {"result": "consensus", "reason": "All agree."}
    reader = app.test_client()
    assert waits not in one.get("/desk").text
    assert lead.post("/calls/1/moves/estimate", data=given).status_code == 302
    until = subject_of("call", "1").due_at
    assert timedelta(days=2) < until - now() <= timedelta(days=3)
    assert f'reactions end <time datetime="{until.isoformat()}"' in reader.get("/calls/1").text
    assert waits in one.get("/desk").text
    for client in (lead, two):
        assert waits not in client.get("/desk").text
    work_once(app)
    session.rollback()
    told = session.scalars(select(Mail).where(Mail.text.contains("published an estimate"))).first()
    assert "/calls/1/moves/react" in told.text
    assert "/calls/1/moves/react" in told.html
    assert f"Reactions end: {until:%A %-d %B %Y, %H:%M} UTC" in told.text
    assert one.post("/calls/1/moves/react", data={"value": "right"}).status_code == 302
    assert waits not in one.get("/desk").text
    with later(app, 2):
        assert lead.post("/calls/1/moves/estimate", data=given | {"result": "full-consensus"}).status_code == 302
        session.expire_all()
        assert subject_of("call", "1").due_at == until
        assert waits in one.get("/desk").text
        assert one.post("/calls/1/moves/end-reactions").status_code == 404
    with later(app, 3.5):
        assert run_due(by_clock(now())) == 1
        assert run_due(by_clock(now())) == 0
        assert "reactions end" not in reader.get("/calls/1").text
        assert waits not in one.get("/desk").text
        work_once(app)
        session.rollback()
        ended = session.scalars(select(Mail).where(Mail.text.contains("ended the time for reactions"))).all()
        assert len(ended) == 1


def test_a_digest_says_what_is_left_as_long_as_it_can_be_done(app, world):
    lead, one, two = world
    account = {"language": "en", "time_zone": "UTC"}
    for client, pace in ((one, "daily"), (two, "weekly")):
        assert client.post("/account/preferences", data=account | {"mail_pace": pace}).status_code == 302
        assert client.post("/calls/1/follow").status_code == 302
    given = {"result": "consensus", "reason": "All agree."}
    assert lead.post("/calls/1/moves/estimate", data=given).status_code == 302

    def told(subject):
        work_once(app)
        session.rollback()
        text = session.scalars(select(Mail.text).where((Mail.subject + "\n" + Mail.text).contains(subject))).one()
        assert max(len(line) for line in text.split("\n") if "http" not in line) <= 78
        return text

    work_once(app)
    with later(app, 3.2):
        assert "  http://127.0.0.1:8000/calls/1/moves/react\n" in told("Your day")
        assert lead.post("/calls/1/moves/declare", data=DECLARATION | {"step": "done"}).status_code == 302
        work_once(app)
    session.rollback()
    declared = session.scalars(select(Event.id).where(Event.kind == "call.declare")).one()
    with later(app, 10):
        week = told("Your week")
    assert "published an estimate" in week
    assert "/calls/1/moves/react" not in week, "it is declared"
    assert "  http://127.0.0.1:8000/calls/1/moves/dissent\n" in week
    assert "/appeals/new" not in week, "who only follows reads it on the page"
    mine = session.scalars(select(Mail.text).where(Mail.to == "one@people.example")).all()
    assert sum(f"  http://127.0.0.1:8000/appeals/new?decision={declared}\n" in text for text in mine) == 1


def test_whoever_takes_a_recommendation_along_has_its_dissent_and_whether_it_is_in_force(app, world):
    _lead, one, two = world
    long = {"text": "Landlocked countries pay twice. " * 4}
    assert one.post("/calls/1/moves/dissent", data=STATEMENT | long).status_code == 302
    assert two.post("/minority-statements/1/moves/sign").status_code == 302
    put(subject_of("draft", "draft-author-costs").id, "approved")
    desk = sign_in(app, make_person(roles=("secretariat",)))
    with later(app, 20):
        assert desk.post("/drafts/draft-author-costs/moves/publish", data={"step": "done"}).status_code == 302
        reader = app.test_client()
        forms = {form: reader.get(f"/recommendations/1.{form}") for form in ("txt", "html", "md")}
        text, page = forms["txt"].text, forms["html"].text
        assert "\nDissent\n=======\n\nMinority statement 1: Costs are not shared\nLandlocked countries pay" in text
        assert "Signed: One Exemplar (Civil society); Two Exemplar (Private sector)\n" in text
        assert max(map(len, text.split("\n"))) <= 72
        assert "\nDissent\n" in app.test_client().get("/recommendations/1.txt?lang=fr").text, (
            "a plain text is in English"
        )
        assert '<h3 dir="auto">Costs are not shared</h3>' in page
        assert "<bdi>Two Exemplar</bdi> (Private sector)" in page
        assert 'href="/' not in page
        assert "Dissent" not in forms["md"].text, "the source is what was posted"
        assert "Dissent" not in reader.get("/drafts/draft-author-costs/00.txt").text
        assert "in force" not in text
        for form, answer in forms.items():
            assert reader.get(f"/recommendations/1.{form}", headers=known(answer)).status_code == 304
    with later(app, 21):
        assert one.post("/minority-statements/1/moves/take-back", data={"reason": "Met."}).status_code == 302
        assert f"Minority statement 1: Taken back, {now():%Y-%m-%d}" in reader.get("/recommendations/1.txt").text
        put(subject_of("recommendation", "1").id, "annulled")
        for form in ("txt", "html"):
            anew = reader.get(f"/recommendations/1.{form}", headers=known(forms[form]))
            assert (anew.status_code, "Annulled: An appeal was upheld" in anew.text) == (200, True)


def known(answer):
    return {"If-None-Match": answer.headers["ETag"]}
