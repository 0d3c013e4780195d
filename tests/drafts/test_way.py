"""The way of a draft from its adoption to a recommendation with its asks."""

import re

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from igtf.core.clock import now
from igtf.core.db import session, writing
from igtf.core.errors import WrongState
from igtf.drafts.models import Ask, Recommendation
from igtf.drafts.queries import facts_for
from igtf.drafts.recommending import make_recommendation, set_ask_status
from igtf.drafts.states import DRAFT
from igtf.people.models import Person
from igtf.people.roles import end_role, give_role, holders
from igtf.record.by import by_clock, by_importer
from igtf.record.due import run_due
from igtf.record.models import Event, Subject
from igtf.record.queries import subject_of
from igtf.record.references import named_in
from igtf.routing.bodies import seed_bodies
from tests.counting import reads
from tests.drafts.making import draft_of, revise, submit
from tests.drafts.neighbours import make_ballot, make_call, make_group, make_objection, put
from tests.drafts.samples import GOOD
from tests.factories import acts_of, by, later, make_person, sign_in
from tests.groups.making import told
from tests.reading import read

QUESTIONS = {"asks": "Prices.", "openness": "Yes.", "objections": "None.", "feasibility": "Yes."}


def adopted(app, client):
    """Take a draft to the group draft of the group *transit*; return chair, group and its client."""
    submit(client)
    chair = make_person("mwana")
    group = make_group("transit", chair)
    draft = draft_of()
    put(draft.id, "call-for-adoption")
    call = make_call("1", "adoption", draft.id, chair, group_id=group.id)
    desk = sign_in(app, chair)
    form = {"name": "landlocked", "editors": "ines"}
    early = desk.post("/drafts/draft-ines-landlocked/moves/adopt", data=form)
    assert early.status_code == 403
    assert "has to be declared first" in early.text
    put(call.id, "consensus")
    return desk, form


def test_a_group_that_rests_adopts_what_it_agreed_on_and_one_that_ended_does_not(app, client):
    desk, form = adopted(app, client)
    group, path = subject_of("group", "transit"), "/drafts/draft-ines-landlocked/moves/adopt"
    put(group.id, "concluded")
    ended = desk.post(path, data=form)
    assert (ended.status_code, "is not active, so it adopts no draft now" in ended.text) == (422, True)
    put(group.id, "dormant")
    assert desk.post(path, data=form).status_code == 302
    assert draft_of().subject.state == "group-draft"


def test_adoption_renames_and_keeps_the_old_name(app, client, ines):
    desk, form = adopted(app, client)
    adopt = "/drafts/draft-ines-landlocked/moves/adopt"
    assert client.post(adopt, data=form).status_code == 403
    unknown = desk.post(adopt, data=form | {"editors": "ines, nobody"})
    assert unknown.status_code == 422
    assert "Nobody here has the handle nobody" in unknown.text
    assert "draft-ines-landlocked" in client.get("/drafts/draft-ines-landlocked").text
    prefilled = desk.get(adopt)
    assert 'value="landlocked"' in prefilled.text
    done = desk.post(adopt, data=form)
    assert done.status_code == 302, done.text
    assert done.location == "/drafts/draft-igtf-transit-landlocked"
    draft = draft_of()
    assert draft.subject.state == "group-draft"
    assert (draft.current.label, draft.adopted_from) == (
        "draft-igtf-transit-landlocked-00",
        "draft-ines-landlocked-00",
    )
    assert list(holders("editor", draft.id)) == [ines.id]
    moved = client.get("/drafts/draft-ines-landlocked")
    assert (moved.status_code, moved.location) == (301, "/drafts/draft-igtf-transit-landlocked")
    page = client.get(moved.location)
    assert "Adopted from" in page.text
    assert client.get("/drafts/draft-ines-landlocked/00").status_code == 200
    names = {name: f"/drafts/{name}" for name in ("draft-ines-landlocked", "draft-igtf-transit-landlocked")}
    assert named_in(f"{', '.join(names)}, draft-ines-landlocked-01") == names
    assert client.get(f"{moved.location}/compare?from=draft-ines-landlocked-00&to=00").status_code == 200
    choices = re.findall(r"<option[^>]*draft-[^>]*>([^<]*)<", client.get(f"{moved.location}/compare").text)[:2]
    assert [re.sub(r" \d+ \w+ \d+", " (day)", read(each)) for each in choices] == [
        "-00, (day)",
        "-00, (day), draft-ines-landlocked",
    ]
    assert "There is a draft draft-ines-landlocked already" in submit(client).text
    assert (
        client.post(f"{moved.location}/moves/revise", data={"source": GOOD + "\nMore.", "note": "More"}).status_code
        == 302
    )
    assert draft_of().current.label == "draft-igtf-transit-landlocked-01"


def test_adoption_is_declined_after_the_call(app, client):
    desk, _form = adopted(app, client)
    call = session.scalars(select(Subject).where(Subject.kind == "call")).one()
    decline = "/drafts/draft-ines-landlocked/moves/decline-adoption"
    for state, words in (("open", "wait until it closes"), ("closed", "has to be declared or withdrawn first"),
                         ("review", "has to be declared or withdrawn first")):  # fmt: skip
        put(call.id, state)
        early = desk.post(decline, data={"reason": "Too broad."})
        assert early.status_code == 403
        assert words in early.text, state
    put(call.id, "consensus")
    agreed = desk.post(decline, data={"reason": "Too broad."})
    assert agreed.status_code == 403
    assert "Consensus to adopt it was declared" in agreed.text
    with later(app, 1):
        assert revise(client).status_code == 302
        assert decline in desk.get("/drafts/draft-ines-landlocked").text  # the group is asked again
    put(call.id, "no-consensus")
    assert desk.post(decline, data={"reason": ""}).status_code == 422
    assert desk.post(decline, data={"reason": "Too broad."}).status_code == 302
    assert draft_of().subject.state == "individual"


def list_bodies() -> None:
    """List the bodies, among them the ITU, which the sample addresses."""
    seed_bodies(by_importer(now()))


def test_no_draft_goes_to_the_council_while_no_letter_reaches_its_addressees(app, client):
    desk, form = adopted(app, client)
    desk.post("/drafts/draft-ines-landlocked/moves/adopt", data=form)
    draft, other = draft_of(), sign_in(app, make_person("otso", roles=("council",)))
    put(draft.id, "group-last-call")
    make_call("2", "last-call", draft.id, make_person(), group_id=draft.subject.group_id, state="consensus")
    base = "/drafts/draft-igtf-transit-landlocked/moves"
    assert desk.post(f"{base}/write-up", data=QUESTIONS | {"shepherd": "mwana"}).status_code == 302
    submit(client, name="alone", source=GOOD.replace("addressees: [ITU]", "addressees: [ITU, Private sector]"))
    tries = ((desk, f"{base}/submit-to-council", {"step": "done"}),
             (other, "/drafts/draft-ines-alone/moves/sponsor", QUESTIONS))  # fmt: skip
    for who, path, given in tries:
        refused = who.post(path, data=given)
        assert refused.status_code == 422
        assert "No letter reaches ITU: neither a body of the list" in refused.text
    list_bodies()
    for who, path, given in tries:
        assert who.post(path, data=given).status_code == 302


def test_an_ask_to_a_body_that_is_not_listed_leads_to_no_page(client):
    submit(client)
    with writing():
        make_recommendation(draft_of(), by=by(make_person(roles=("secretariat",))))
    page = client.get("/recommendations/1").text
    assert "<bdi>ITU</bdi>" in page
    assert "/bodies/itu" not in page


def test_the_way_from_last_call_to_approval(app, client, ines):
    list_bodies()
    desk, form = adopted(app, client)
    desk.post("/drafts/draft-ines-landlocked/moves/adopt", data=form)
    draft, base = draft_of(), "/drafts/draft-igtf-transit-landlocked/moves"
    group_id = draft.subject.group_id
    chair_id = holders("chair", group_id)[0]
    member, other = make_person("otso", roles=("council",)), make_person("amadou", roles=("council",))
    lead = sign_in(app, make_person("lead", roles=("council", "council-chair")))
    put(draft.id, "group-last-call")
    call = make_call("2", "last-call", draft.id, ines, group_id=draft.subject.group_id)
    assert desk.post(f"{base}/back-to-work", data={"reason": "More."}).status_code == 403
    put(call.id, "consensus")
    page = desk.get(base.removesuffix("/moves")).text
    assert f'<a class="button" href="{base}/write-up">' in page, "what leads on is the filled button"
    unanswered = read(desk.post(f"{base}/write-up", data={"shepherd": "mwana"}).text)
    assert ("What does the draft ask, and of whom? Say what" in unanswered, "?:" in unanswered) == (True, False)
    assert desk.post(f"{base}/write-up", data=QUESTIONS | {"shepherd": "nobody"}).status_code == 422
    assert client.post(f"{base}/write-up", data=QUESTIONS | {"shepherd": "mwana"}).status_code == 403
    assert desk.post(f"{base}/write-up", data=QUESTIONS | {"shepherd": "mwana"}).status_code == 302
    assert list(holders("shepherd", draft.id)) == [chair_id]
    assert client.post(f"{base}/submit-to-council", data={"step": "done"}).status_code == 403
    assert desk.post(f"{base}/submit-to-council", data={"step": "done"}).status_code == 302
    council, waits = sign_in(app, member), "Waits for the council"
    assert [waits in acts_of(one) for one in (session.get_one(Person, chair_id), ines, member)] == [True, True, False]
    assert desk.post(f"{base}/volunteer").status_code == 403
    with writing():
        give_role(ines.id, "council", at=now())
    refused = client.post(f"{base}/volunteer")
    assert (refused.status_code, "You stand aside here: you write this draft." in refused.text) == (403, True)
    asks = "Volunteer as responsible member"
    assert asks in acts_of(member)
    assert asks not in acts_of(ines)
    with writing():
        give_role(chair_id, "council", at=now())
    refused = desk.post(f"{base}/volunteer")
    assert (refused.status_code, "You stand aside here: you chair its group." in refused.text) == (403, True)
    assert asks not in acts_of(session.get_one(Person, chair_id))
    named = lead.post(f"{base}/assign", data={"person": "mwana"})
    assert (named.status_code, "This person chairs the group of the draft" in named.text) == (422, True)
    assert council.post(f"{base}/volunteer").status_code == 302
    second = sign_in(app, other).post(f"{base}/volunteer")
    assert second.status_code == 403
    assert "has a responsible member already" in second.text
    grounds = {"ground": "unclear", "reason": "Which prices?"}
    assert council.post(f"{base}/return", data={"reason": "I do not like it."}).status_code == 422
    with writing():
        give_role(member.id, "delegate", at=now(), subject_id=group_id)
    aside = council.post(f"{base}/return", data=grounds)
    assert (aside.status_code, "aside here: you chair its group." in aside.text) == (403, True)
    with writing():
        end_role(member.id, "delegate", at=now(), subject_id=group_id)
    assert desk.post(f"{base}/return", data=grounds).status_code == 403
    with later(app, 1):
        assert council.post(f"{base}/return", data=grounds).status_code == 302
        assert draft_of().subject.state == "group-draft"
        shown = desk.get("/drafts/draft-igtf-transit-landlocked").text
        above = shown[shown.index("The council returned it") : shown.index("What can happen next")]
        assert "Which prices?" in above
        assert "It is too unclear to act on" in above
        assert "The council returned it: read why" in desk.get("/desk").text
    put(draft.id, "ballot")
    make_ballot("1", draft.id, member)
    blocked = council.post(f"{base}/return", data=grounds)
    assert blocked.status_code == 403
    assert "recall it first" in blocked.text
    DRAFT.commands["return"](draft_of(), reason="The ballot failed.", by=by_clock(now()))
    assert draft_of().subject.state == "group-draft"
    with pytest.raises(WrongState):
        DRAFT.commands["approve"](draft_of(), by=by_clock(now()))
    put(draft.id, "ballot")
    DRAFT.commands["approve"](draft_of(), by=by_clock(now()))
    assert draft_of().subject.state == "approved"
    assert revise(client).status_code == 409


def test_a_draft_without_addressee_stays_with_its_group(app, client):
    desk, form = adopted(app, client)
    desk.post("/drafts/draft-ines-landlocked/moves/adopt", data=form)
    base = "/drafts/draft-igtf-transit-landlocked/moves"
    bare = GOOD[: GOOD.index("addressees")] + GOOD[GOOD.index("---\n\n# Intro") :]
    assert desk.post(f"{base}/revise", data={"source": bare, "note": "Asks nothing"}).status_code == 302
    with writing():
        draft_of().write_up = QUESTIONS
    put(draft_of().id, "write-up")
    refused = desk.post(f"{base}/submit-to-council", data={"step": "done"})
    assert refused.status_code == 403
    assert "names no addressee" in refused.text


def test_a_council_member_sponsors_an_individual_draft(app, client):
    list_bodies()
    submit(client)
    sponsor = "/drafts/draft-ines-landlocked/moves/sponsor"
    assert client.post(sponsor, data=QUESTIONS).status_code == 403
    member = make_person("otso", roles=("council",))
    desk = sign_in(app, member)
    assert desk.post(sponsor, data=QUESTIONS).status_code == 302
    assert draft_of().subject.state == "submitted"
    back = desk.post("/drafts/draft-ines-landlocked/moves/return", data={"ground": "unclear", "reason": "Which?"})
    assert back.status_code == 302
    assert draft_of().subject.state == "individual"


def test_the_council_chair_hands_a_draft_on_and_who_had_it_is_told(app, client, ines):
    submit(client)
    list_bodies()
    sponsor, other = (make_person(handle, roles=("council",)) for handle in ("otso", "amadou"))
    chair = sign_in(app, make_person("lead", roles=("council", "council-chair")))
    base = "/drafts/draft-ines-landlocked/moves"
    assert chair.post(f"{base}/assign", data={"person": "amadou"}).status_code == 409
    assert sign_in(app, sponsor).post(f"{base}/sponsor", data=QUESTIONS).status_code == 302
    assert sign_in(app, other).post(f"{base}/assign", data={"person": "amadou"}).status_code == 403
    with writing():
        give_role(ines.id, "council", at=now())
    named = GOOD.replace("addresses: [1]", "  - name: Amadou Exemplar\naddresses: [1]")
    given = {"source": named, "note": "With Amadou", "authors_reason": "Wrote it too."}
    assert client.post(f"{base}/revise", data=given).status_code == 302  # who is only named writes nothing
    for handle, said in (("lead-no", "Nobody here"), ("otso", "member already"), ("ines", "writes the draft")):
        refused = chair.post(f"{base}/assign", data={"person": handle})
        assert (refused.status_code, said in refused.text) == (422, True)
    told(app)
    assert chair.post(f"{base}/assign", data={"person": "amadou"}).status_code == 302
    assert list(holders("responsible", draft_of().id)) == [other.id]
    letters = told(app)
    assert "you were the responsible member until now" in letters["otso@people.example"]
    assert "you are the responsible member" in letters["amadou@people.example"]
    assert "Assign a responsible member" in chair.get("/drafts/draft-ines-landlocked").text
    assert sign_in(app, sponsor).post(f"{base}/give-up", data={"reason": "Away."}).status_code == 403


def test_who_answers_for_a_draft_by_its_group_gives_that_up_at_the_group(app, client):
    desk, form = adopted(app, client)
    desk.post("/drafts/draft-ines-landlocked/moves/adopt", data=form)
    draft, member = draft_of(), make_person("otso", roles=("council",))
    with writing():
        for former in holders("responsible", draft.subject.group_id):
            end_role(former, "responsible", at=now(), subject_id=draft.subject.group_id)
        give_role(member.id, "responsible", at=now(), subject_id=draft.subject.group_id)
    page = "/drafts/draft-igtf-transit-landlocked/moves/give-up"
    refused = sign_in(app, member).post(page, data={"reason": "Away.", "step": "done"})
    assert (refused.status_code, "of its group: give that up there" in refused.text) == (403, True)


def test_publication_waits_fourteen_days(app, client):
    submit(client)
    secretary = make_person(roles=("secretariat",))
    put(draft_of().id, "approved")
    publish = DRAFT.move_by_name["publish"]
    facts = facts_for(by(secretary), draft_of())
    assert "waits 14 days" in str(publish.policy(facts).reason)
    with later(app, 14):
        assert publish.policy(facts_for(by(secretary), draft_of()))


@pytest.fixture
def published(app, client):
    """Make R-1 of a draft with two asks and an objection that was outweighed."""
    list_bodies()
    submit(client)
    draft, secretary = draft_of(), make_person("secretary", roles=("secretariat",))
    call = make_call("1", "last-call", draft.id, secretary, state="consensus")
    make_objection("1", call, secretary, "outweighed")
    make_ballot("1", draft.id, secretary, "passed")
    with writing():
        make_recommendation(draft_of(), by=by(secretary))
    return secretary


def test_a_recommendation_is_made_with_its_asks(client, published):
    session.rollback()
    made = session.scalars(select(Recommendation)).one()
    asks = [(ask.addressee_slug, ask.addressee_group, ask.status) for ask in made.asks]
    assert asks == [("itu", None, "open"), (None, "private", "open")]
    assert session.scalars(select(Subject.state).where(Subject.kind == "issue")).one() == "recommended"
    page = client.get("/recommendations/1")
    assert page.status_code == 200
    for wanted in ("Collect the prices", "/bodies/itu", "The call 1", "The objection 1", "The ballot 1",
                   "Interconnection costs", "Private sector"):  # fmt: skip
        assert wanted in page.text
    number = session.scalars(select(Event.id).where(Event.kind == "recommendation.make")).one()
    assert f'<li class="decision" id="e{number}">' in page.text
    assert f'<a href="/record/{number}">Entry {number}</a>' in page.text
    assert "2 asks" in client.get("/recommendations/").text
    assert client.get("/recommendations/1.txt").mimetype == "text/plain"
    assert client.get("/recommendations/2").status_code == 404
    assert client.get("/recommendations/new").status_code == 404


def test_an_answer_sets_the_status_of_an_ask(client, published):
    session.rollback()
    ask = session.scalars(select(Ask).where(Ask.number == 1)).one()
    with pytest.raises(ValueError, match="unknown status"):
        set_ask_status(ask, "perhaps", by=by(published), answer="?")
    set_ask_status(ask, "promised", by=by(published), answer="We will.", due=now().date())
    session.rollback()
    assert session.get_one(Ask, ask.id).status == "promised"
    assert session.scalars(select(Event.kind).order_by(Event.id)).all()[-1] == "recommendation.ask-status"
    page = client.get("/recommendations/1").text
    assert "We will." in page
    assert "promised" in page


def test_pages_ask_the_database_rarely(app, client, published, one_moment):
    anonymous = app.test_client()
    for path, most in (("/drafts/", 4), ("/drafts/draft-ines-landlocked", 8), ("/recommendations/", 4),
                       ("/recommendations/1", 8)):  # fmt: skip
        anonymous.get(path)
        with reads(app) as asked:
            assert anonymous.get(path).status_code == 200
        assert len(asked) <= most, asked


@pytest.mark.parametrize("table", ["revision", "recommendation"])
def test_revisions_and_recommendations_never_change(published, table):
    for change in (f"UPDATE {table} SET hash = 'x'", f"DELETE FROM {table}"):
        with pytest.raises(DatabaseError, match="append-only"), writing():
            session.execute(text(change))


def test_a_group_is_asked_and_adopts(app, client):
    submit(client)
    chair = make_person("mwana")
    make_group("transit", chair)
    desk, base = sign_in(app, chair), "/drafts/draft-ines-landlocked"
    assert client.get(f"{base}/moves/call-for-adoption").status_code == 403
    form = desk.get(f"{base}/moves/call-for-adoption")
    assert "transit: The group transit" in form.text
    asked = {"group": "transit", "days": "14", "question": "Shall the group adopt this draft?"}
    short = desk.post(f"{base}/moves/call-for-adoption", data=asked | {"days": "3"})
    assert short.status_code == 422
    assert "Give a number from 14 to 365." in short.text
    assert desk.post(f"{base}/moves/call-for-adoption", data=asked).status_code == 302
    assert "Call for adoption" in client.get(base).text
    assert client.post("/calls/1/moves/take-position", data={"position": "support"}).status_code == 302
    with later(app, 14.1):
        run_due(by_clock(now()))
        declared = {
            "result": "consensus",
            "decided": "Adopt it.",
            "tradeoffs": "Time.",
            "look_again": "New facts.",
        }
        assert desk.post("/calls/1/moves/declare", data=declared | {"step": "done"}).status_code == 302
        adopted = desk.post(f"{base}/moves/adopt", data={"name": "landlocked", "editors": "@ines"})
    assert adopted.location == "/drafts/draft-igtf-transit-landlocked"


def test_a_draft_goes_back_to_work_unless_a_call_is_open(app, client):
    desk, form = adopted(app, client)
    desk.post("/drafts/draft-ines-landlocked/moves/adopt", data=form)
    draft, move = draft_of(), "/drafts/draft-igtf-transit-landlocked/moves/back-to-work"
    put(draft.id, "group-last-call")
    assert client.post(move, data={"reason": "Prices are missing."}).status_code == 403
    assert desk.post(move, data={"reason": ""}).status_code == 422
    assert desk.post(move, data={"reason": "Prices are missing."}).status_code == 302
    assert draft_of().subject.state == "group-draft"


def test_a_revision_after_the_declaration_asks_the_group_again(app, client):
    list_bodies()
    desk, form = adopted(app, client)
    adopt = "/drafts/draft-ines-landlocked/moves"
    assert desk.get(f"{adopt}/adopt").status_code == 200
    assert "Adopt it: consensus was declared" in desk.get("/desk").text
    with later(app, 1):
        assert revise(client).status_code == 302
        for refused in (desk.get(f"{adopt}/adopt"), desk.post(f"{adopt}/adopt", data=form)):
            assert refused.status_code == 403
            assert "declared on draft-ines-landlocked-00, and draft-ines-landlocked-01 was posted since" in refused.text
        page, waits = desk.get("/drafts/draft-ines-landlocked").text, desk.get("/desk").text
        assert "Decline this adoption, and call for it again" in page
        assert "It has to be asked again about the newest one." in page
        assert "It waits to be adopted." not in page
        assert "Adopt it: consensus was declared" not in waits
        assert "Decline the adoption, and call for it again: consensus was on an earlier text" in waits
        # The text that the group agreed on, posted again, is what it agreed on.
        assert revise(client, "Publish prices.").status_code == 302
        assert desk.post(f"{adopt}/adopt", data=form).status_code == 302
        draft, base = draft_of(), "/drafts/draft-igtf-transit-landlocked/moves"
        put(draft.id, "group-last-call")
        make_call("2", "last-call", draft.id, make_person(), group_id=draft.subject.group_id, state="consensus")
        answers = QUESTIONS | {"shepherd": "mwana"}
        assert desk.post(f"{base}/write-up", data=answers).status_code == 302
    with later(app, 2):
        again = {"source": GOOD.replace("Publish prices.", "Hide prices."), "note": "Something else"}
        assert client.post(f"{base}/revise", data=again).status_code == 302
        late = desk.post(f"{base}/submit-to-council", data={"step": "done"})
        assert late.status_code == 403
        assert "draft-igtf-transit-landlocked-01 was posted since. Take the draft back to work" in late.text
        waits = desk.get("/desk").text
        assert "Take it back to work, and open a new last call: consensus was on an earlier text" in waits
        assert "Submit it to the council" not in waits
        put(draft.id, "group-last-call")
        assert desk.post(f"{base}/write-up", data=answers).status_code == 403
        assert desk.post(f"{base}/back-to-work", data={"reason": "Ask again."}).status_code == 302
