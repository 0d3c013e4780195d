"""Publication: a recommendation, a statement to each body it addresses, and each answer back at its ask."""

import pytest
from sqlalchemy import select

from igtf.core.clock import now
from igtf.core.db import session, writing
from igtf.drafts.models import Ask, Draft
from igtf.people.roles import end_role, give_role
from igtf.record.by import by_importer
from igtf.record.models import Relation, Subject
from igtf.record.moves import perform
from igtf.routing import bodies, statements
from igtf.routing.models import Statement
from igtf.routing.states import BODY
from tests.api.kit import Caller
from tests.attack.kit import at_once
from tests.drafts.neighbours import make_ballot, make_call, make_objection, put
from tests.drafts.samples import GOOD
from tests.factories import by, issue_form, later, make_person, sign_in
from tests.routing.acts import day, links, name_contact, reload


@pytest.fixture
def approved(app, db, request):
    """Return the secretary and the council chair, with an approved draft that asks something of the ITU.

    A test may give a source of its own.
    """
    bodies.seed_bodies(by_importer(now()))
    author, secretary = sign_in(app, make_person("ines")), make_person(roles=("secretariat",))
    author.post("/issues/new", data=issue_form())
    author.post("/drafts/new", data={"name": "landlocked", "source": getattr(request, "param", GOOD), "step": "done"})
    draft = session.scalars(select(Draft)).one()
    call = make_call("1", "last-call", draft.id, secretary, state="consensus")
    make_objection("1", call, secretary, "outweighed")
    make_ballot("1", draft.id, secretary, "passed")
    put(draft.id, "approved")
    return secretary, make_person(roles=("council-chair",))


def test_publication_drafts_a_statement_and_its_answer_reaches_the_ask(app, approved):
    secretary, chair = approved
    path = "/drafts/draft-ines-landlocked/moves/publish"
    refused = sign_in(app, secretary).post(path, data={"step": "done"})
    assert refused.status_code == 403
    assert "waits 14 days" in refused.text
    with later(app, 14):
        done = sign_in(app, secretary).post(path, data={"step": "done"})
        assert done.status_code == 302, done.text
        session.rollback()
        (statement,) = session.scalars(select(Statement)).all()
        assert (statement.body.subject.ref, statement.purpose, len(statement.asks)) == ("itu", "action", 1)
        assert "The objection 1" in statement.minority
        assert "ballot 1" in statement.consensus
        ways = set(session.scalars(select(Relation.kind).where(Relation.subject_id == statement.id)))
        assert ways == {"carries", "mentions"}, "its text names what it carries"
        assert (statement.deadline - now()).days in (59, 60)
        assert "Stands at: Council. State: Draft." in app.test_client().get("/statements/1").text
        name_contact(statement.body, secretary)
        statements.approve(statement, by=by(chair))
        statements.send(reload(statement), channel="mail", by=by(secretary))
        assert "/recommendations/1" in reload(statement).sent_text
        (link,) = links()
        promise = {"answer-answers-0-answer": "by-date", "answer-answers-0-due": day(200)}
        assert app.test_client().post(f"{link}/answer", data=promise).status_code == 302
        session.rollback()
        asks = session.scalars(select(Ask).order_by(Ask.number)).all()
        assert [ask.status for ask in asks] == ["promised", "open"]
        assert f"{asks[0].promised_by}" == day(200)
        assert "promised" in app.test_client().get("/recommendations/1").text
        assert "carried by" in app.test_client().get("/recommendations/1").text


BY_NAME = GOOD.replace("[ITU]", "[Exemplar École, council of EUROPE, UN Exemplar, EXEMPLAR ÉCOLE]")


@pytest.mark.parametrize("approved", [BY_NAME], indirect=True, ids=["by name"])
def test_a_body_is_found_by_its_slug_acronym_or_name(app, approved):
    secretary, _chair = approved
    listed = {"slug": "ecole", "acronym": "EE", "name": "Exemplar École", "kind": "other", "mandate": "Examples.",
              "parent": "", "url": "", "topics": "", "family": "", "members": ""}  # fmt: skip
    perform(BODY, "list", None, listed, by=by_importer(now()))
    with later(app, 14):
        sign_in(app, secretary).post("/drafts/draft-ines-landlocked/moves/publish", data={"step": "done"})
        session.rollback()
        assert {one.body.subject.ref for one in session.scalars(select(Statement))} == {"itu", "ecole", "coe"}
        named = {ask.addressee: ask.addressee_slug for ask in session.scalars(select(Ask))}
        assert named == {"ITU": "itu", "Private sector": None, "Exemplar École": "ecole", "EXEMPLAR ÉCOLE": "ecole",
                         "council of EUROPE": "coe", "UN Exemplar": "un-exemplar"}  # fmt: skip
        asked = sign_in(app, secretary).get("/recommendations/1").text
    assert 'href="/bodies/coe"' in asked


TWICE = GOOD.replace(
    "addressee: Private sector\n    action: Publish reference offers.",
    """addressee: ITU
    action: Collect the prices of transit and publish them.
    shown_by: A second table""",
)
"""Asks the same body for the same thing twice."""


@pytest.mark.parametrize("approved", [GOOD, TWICE], indirect=True, ids=["one ask", "two alike"])
def test_the_answer_to_a_reworded_ask_reaches_the_recommendation(app, approved):
    secretary, chair = approved
    desk = sign_in(app, secretary)
    with later(app, 14):
        assert desk.post("/drafts/draft-ines-landlocked/moves/publish", data={"step": "done"}).status_code == 302
        (statement,) = session.scalars(select(Statement)).all()
        name_contact(statement.body, secretary)
        wording = {"purpose": "action", "subject": statement.subject.title, "text": statement.text,
                   "deadline": f"{statement.deadline:%Y-%m-%d}", "consensus": statement.consensus}  # fmt: skip
        texts = [ask.text for ask in statement.asks]
        dropped = desk.post(
            "/statements/1/moves/edit", data=wording | {"asks-0-text": "", "asks-1-text": "Do something else."}
        )
        assert dropped.status_code == 422
        assert "Each ask of the recommendation has to be in its letter" in dropped.text
        reworded = [f"{texts[0]} Thank you.", *texts[1:], "And tell us."]
        moved = {f"asks-{place}-text": text for place, text in enumerate(reworded)}
        assert desk.post("/statements/1/moves/edit", data=wording | moved).status_code == 302
        statements.approve(reload(statement), by=by(chair))
        statements.send(reload(statement), channel="mail", by=by(secretary))
        (link,) = links()
        done = {f"answer-answers-{place}-answer": "done" for place in range(len(reworded))}
        shown = {f"answer-answers-{place}-text": "https://itu.example/done" for place in range(len(reworded))}
        assert app.test_client().post(f"{link}/answer", data=done | shown).status_code == 302
        session.rollback()
        asks = session.scalars(select(Ask).order_by(Ask.number)).all()
        assert [ask.status for ask in asks] == ["done"] * len(texts) + ["open"] * (2 - len(texts))


MANY = GOOD.replace(
    "  - addressee: Private sector",
    "".join(f"  - addressee: ITU\n    action: Publish table {number}.\n" for number in range(2, 24))
    + "  - addressee: Private sector",
)
"""Asks more of one body than people write into a letter."""


@pytest.mark.parametrize("approved", [MANY], indirect=True, ids=["many asks"])
def test_a_letter_brings_all_that_a_recommendation_asks_of_a_body_and_each_is_answered(app, approved):
    secretary, chair = approved
    desk = sign_in(app, secretary)
    with later(app, 14):
        assert desk.post("/drafts/draft-ines-landlocked/moves/publish", data={"step": "done"}).status_code == 302
        (letter,) = session.scalars(select(Statement)).all()
        name_contact(letter.body, secretary)
        assert len(letter.asks) == 23
        assert "Publish table 23." in desk.get("/statements/1/moves/edit").text
        wording = {"purpose": "action", "subject": "Tables", "text": letter.text, "deadline": day(40)}
        wording |= {f"asks-{place}-text": ask.text for place, ask in enumerate(letter.asks)}
        assert desk.post("/statements/1/moves/edit", data=wording).status_code == 302
        statements.approve(reload(letter), by=by(chair))
        statements.send(reload(letter), channel="mail", by=by(secretary))
        (link,) = links()
        assert "23. Publish table 23." in app.test_client().get(link).text
        last = {"answer-answers-22-answer": "declined", "answer-answers-22-text": "Not ours."}
        assert app.test_client().post(f"{link}/answer", data=last).status_code == 302
        assert [ask.status for ask in reload(letter).asks] == ["open"] * 22 + ["declined"]
        assert "23. Publish table 23." in desk.get("/statements/1/moves/answer").text
        beyond = {"evidence": "A letter.", "answers-999-answer": "declined", "answers-999-text": "No."}
        assert desk.post("/statements/1/moves/answer", data=beyond).status_code == 422


LONG = GOOD.replace("title: Interconnection", f"title: {'The interconnection ' * 12}").replace(
    "shown_by: A public table of prices", f"shown_by: {'A public table of prices. ' * 40}"
)
"""Says more than people write into a line of a letter."""


@pytest.mark.parametrize("approved", [LONG], indirect=True, ids=["long ask"])
def test_a_long_ask_need_not_be_cut_to_give_its_letter_another_day(app, approved):
    secretary, _chair = approved
    with later(app, 14):
        desk = sign_in(app, secretary)
        assert desk.post("/drafts/draft-ines-landlocked/moves/publish", data={"step": "done"}).status_code == 302
        (letter,) = session.scalars(select(Statement)).all()
        (text,) = (ask.text for ask in letter.asks)
        assert (len(text) > 500, len(letter.subject.title) > 200) == (True, True)
        wording = {"purpose": "action", "subject": letter.subject.title, "text": letter.text, "deadline": day(40),
                   "minority": letter.minority, "consensus": letter.consensus}  # fmt: skip
        longer = desk.post("/statements/1/moves/edit", data=wording | {"asks-0-text": f"{text} And more."})
        assert (longer.status_code, f"at most {len(text):,}." in longer.text) == (422, True)
        done = desk.post("/statements/1/moves/edit", data=wording | {"asks-0-text": text})
        assert done.status_code == 302, done.text
        program = Caller(app, secretary)
        assert program.post("/statements/1/moves/edit", {"deadline": day(41)}).status_code == 200
        assert [one.text for one in reload(letter).asks] == [text]
        assert f"{letter.deadline:%Y-%m-%d}" == day(41)


EXTENSIVE = GOOD.replace("abstract: |\n  Transit countries should publish cost-based prices.\n", "").replace(
    "# Introduction", "# Abstract\n\n" + "Transit countries should publish prices. " * 1_700 + "\n\n# Introduction", 1
)
"""Has an abstract longer than a comment may be."""


@pytest.mark.parametrize("approved", [EXTENSIVE], indirect=True, ids=["extensive"])
def test_what_was_approved_with_an_extensive_abstract_is_published(app, approved):
    secretary, _chair = approved
    with later(app, 14):
        done = sign_in(app, secretary).post("/drafts/draft-ines-landlocked/moves/publish", data={"step": "done"})
        assert done.status_code == 302, done.text
        assert app.test_client().get("/statements/1").status_code == 200
        assert app.test_client().get("/recommendations/1").status_code == 200


def test_published_at_once_by_two_is_one_recommendation(app, approved):
    secretary, _chair = approved
    with later(app, 14):
        clients = [sign_in(app, secretary) for _number in range(3)]
        path = "/drafts/draft-ines-landlocked/moves/publish"
        answers = at_once([lambda c=c: c.post(path, data={"step": "done"}) for c in clients])
    assert sorted(answer.status_code for answer in answers) == [302, 409, 409]
    session.rollback()
    made = session.scalars(select(Subject.kind).where(Subject.kind.in_(("recommendation", "statement")))).all()
    assert sorted(made) == ["recommendation", "statement"]


def test_a_letter_that_is_late_or_dropped_is_taken_back_into_draft_and_keeps_what_it_asks(app, approved):
    secretary, chair = approved
    back, gone = "/statements/1/moves/redraft", {"reason": "Its day is over."}
    with later(app, 14):
        desk, head = sign_in(app, secretary), sign_in(app, chair)
        desk.post("/drafts/draft-ines-landlocked/moves/publish", data={"step": "done"})
        name_contact(session.scalars(select(Statement)).one().body, secretary)
        assert desk.post(back, data=gone).status_code == 409
        assert head.post("/statements/1/moves/approve", data={"step": "done"}).status_code == 302
    with later(app, 90):
        desk, head, stranger = (sign_in(app, person) for person in (secretary, chair, make_person()))
        late = desk.post("/statements/1/moves/send", data={"channel": "mail", "step": "done"})
        assert (late.status_code, "Take it back into draft" in late.text) == (422, True)
        refused = stranger.post(back, data=gone)
        assert (refused.status_code, "taken back into draft by who drafted it" in refused.text) == (403, True)
        assert desk.post(back, data={"reason": ""}).status_code == 422
        assert desk.post(back, data=gone).status_code == 302
        assert head.post("/statements/1/moves/drop", data=gone).status_code == 302
        assert desk.post(back, data={"reason": "The body has to be asked."}).status_code == 302
        (letter,) = session.scalars(select(Statement)).all()
        wording = {"purpose": "action", "subject": "Interconnection", "text": letter.text, "deadline": day(60),
                   "asks-0-text": letter.asks[0].text}  # fmt: skip
        assert desk.post("/statements/1/moves/edit", data=wording).status_code == 302
        assert head.post("/statements/1/moves/approve", data={"step": "done"}).status_code == 302
        sent = desk.post("/statements/1/moves/send", data={"channel": "mail", "step": "done"})
        assert sent.status_code == 302, sent.text
        asked = session.scalars(select(Ask.id).where(Ask.number == 1)).one()
        assert [ask.ask_id for ask in reload(letter).asks] == [asked]


def test_what_carries_nothing_in_force_stays_dropped(app, approved):
    secretary, chair = approved
    desk, why = sign_in(app, secretary), {"reason": "Nobody wants it."}
    plain = {"sender": "council", "body": "itu", "purpose": "comment", "subject": "Lamps", "text": "Well?"}
    assert desk.post("/statements/new", data=plain).status_code == 302
    assert desk.post("/statements/1/moves/drop", data=why).status_code == 302
    refused = desk.post("/statements/1/moves/redraft", data=why)
    assert (refused.status_code, "carries no recommendation that is in force" in refused.text) == (403, True)
    with later(app, 14):
        desk = sign_in(app, secretary)
        desk.post("/drafts/draft-ines-landlocked/moves/publish", data={"step": "done"})
        assert sign_in(app, chair).post("/statements/2/moves/drop", data=why).status_code == 302
        put(session.scalars(select(Relation.target_id).where(Relation.kind == "carries")).one(), "superseded")
        assert desk.post("/statements/2/moves/redraft", data=why).status_code == 403


def test_the_page_of_a_recommendation_says_that_its_letters_wait_for_a_chair(app, approved):
    secretary, chair = approved
    waits = "The council has no chair, who would approve what is drafted; it waits until one is elected."
    with later(app, 14):
        desk, reader = sign_in(app, secretary), app.test_client()
        assert desk.post("/drafts/draft-ines-landlocked/moves/publish", data={"step": "done"}).status_code == 302
        page = reader.get("/recommendations/1")
        assert "Its letters are drafted, and wait to be approved and sent." in page.text
        with writing():
            end_role(chair.id, "council-chair", at=now())
        again = reader.get("/recommendations/1", headers={"If-None-Match": page.headers["ETag"]})
        assert waits in again.text, "it is no longer the page that was read"
        assert "wait to be approved and sent" not in again.text
        with writing():
            give_role(chair.id, "council-chair", at=now())
        assert sign_in(app, chair).post("/statements/1/moves/approve", data={"step": "done"}).status_code == 302
        with writing():
            end_role(chair.id, "council-chair", at=now())
        page = reader.get("/recommendations/1").text
        assert (waits in page, "wait to be approved and sent" in page) == (False, True)
