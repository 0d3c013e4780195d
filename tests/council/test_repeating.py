"""A change of substance after the council's last call repeats it, and recalls the ballot (procedure, section 4)."""

import pytest
from sqlalchemy import select

from igtf.consensus.models import Call
from igtf.core.clock import now
from igtf.core.db import session, writing
from igtf.council.models import Ballot
from igtf.people.models import Role
from igtf.people.roles import give_role
from igtf.record.models import Event
from igtf.record.subjects import open_subject
from igtf.routing.queries import get_body_or_404
from tests.council.councils import make_council
from tests.drafts.making import draft_of
from tests.drafts.neighbours import make_call, put
from tests.drafts.samples import DUE, GOOD
from tests.factories import by, issue_form, later, make_person, sign_in, states, tick
from tests.routing.acts import make_body

MOVES = "/drafts/draft-ines-landlocked/moves"
CHANGE = {"source": GOOD.replace("Publish prices.", "Publish costs."), "note": "Costs, not prices"}
MORE = {"source": GOOD.replace("addresses: [1]", "  - name: N. Nemo\naddresses: [1]"), "note": "With N. Nemo"}


@pytest.fixture
def desks(app, db):
    """Return author and responsible member, signed in, of a draft whose last call was declared."""
    _secretariat, members = make_council()
    author, member = make_person("ines"), members[1]
    for slug in ("itu", "icann"):
        make_body(slug)
    client = sign_in(app, author)
    client.post("/issues/new", data=issue_form())
    client.post("/drafts/new", data={"name": "landlocked", "source": GOOD, "step": "done"})
    draft = draft_of()
    with writing():
        give_role(member.id, "responsible", at=now(), subject_id=draft.id)
    put(draft.id, "last-call")
    make_call("100", "council-last-call", draft.id, member, state="consensus")
    return client, sign_in(app, member)


def test_a_revision_of_substance_recalls_the_ballot_and_repeats_the_last_call(app, desks):
    client, council = desks
    assert council.post(f"{MOVES}/to-ballot", data={"came_in": "Nothing."}).status_code == 302
    assert "last call is repeated" in client.get(f"{MOVES}/revise").text
    plain = client.post(f"{MOVES}/revise", data=CHANGE)
    assert plain.status_code == 302
    assert (draft_of().subject.state, states("ballot")) == ("ballot", ["open"])
    again = CHANGE | {"source": CHANGE["source"] + "\nAnd prices.", "substantive": "y"}
    assert client.post(f"{MOVES}/revise", data=again).status_code == 302
    draft = draft_of()
    assert (draft.subject.state, states("ballot")) == ("last-call", ["recalled"])
    call = session.scalars(select(Call)).one()
    assert (call.kind, call.revision_number) == ("council-last-call", 2)
    assert (call.closes_at - call.opens_at).days == 28
    kinds = session.scalars(select(Event.kind).order_by(Event.id)).all()
    assert {"draft.repeat-last-call", "ballot.recall", "call.open"} <= set(kinds)
    assert session.scalars(select(Ballot)).one().closed_at is not None
    assert client.get(f"/calls/{call.subject.ref}").status_code == 200


MORE_ASKED = """  - addressee: ICANN
    action: Pay for it.
---"""
ELSEWHERE = {
    "an ask": ("    action: Publish reference offers.\n---", f"    action: Publish reference offers.\n{MORE_ASKED}"),
    "a day": (f"due: {DUE}", "due: 2099-12-31"),
    "an addressee": ("addressees: [ITU]", "addressees: [ITU, ICANN]"),
    "what it supersedes": ("addressees: [ITU]", "addressees: [ITU]\nsupersedes: [1]"),
    "an issue": ("addresses: [1]", "addresses: [1, 2]"),
    "none of its issues": ("addresses: [1]", "addresses: []"),
}


@pytest.mark.parametrize("what", ELSEWHERE)
def test_another_ask_addressee_issue_or_place_is_substance_by_itself(desks, what):
    client, council = desks
    client.post("/issues/new", data=issue_form(title="Quite another matter"))
    with writing():
        open_subject("recommendation", "1", "The first", "published", by=by(make_person()))
    assert council.post(f"{MOVES}/to-ballot", data={"came_in": "Nothing."}).status_code == 302
    change = {"source": GOOD.replace(*ELSEWHERE[what]), "note": "One thing more"}
    assert client.post(f"{MOVES}/revise", data=change).status_code == 302
    assert (draft_of().subject.state, states("ballot")) == ("last-call", ["recalled"])
    assert session.scalars(select(Call)).one().revision_number == 1


def test_the_responsible_member_repeats_the_last_call(app, desks):
    client, council = desks
    given = {"reason": "The second ask is new.", "question": "Should the council publish it?", "days": "28"}
    assert client.post(f"{MOVES}/repeat-last-call", data=given).status_code == 403
    short = council.post(f"{MOVES}/repeat-last-call", data=given | {"days": "14"})
    assert short.status_code == 422
    assert council.post(f"{MOVES}/repeat-last-call", data=given | {"step": "done"}).status_code == 302
    assert draft_of().subject.state == "last-call"
    open_still = council.post(f"{MOVES}/repeat-last-call", data=given | {"step": "done"})
    assert open_still.status_code == 403
    assert "has to be declared or withdrawn first" in open_still.text
    refused = council.post(f"{MOVES}/to-ballot", data={"came_in": "Nothing."})
    assert refused.status_code == 403


def test_a_draft_whose_ballot_was_recalled_waits_to_be_balloted_again(app, desks):
    client, council = desks
    waits = "last call is over: put it to the ballot"
    council.post(f"{MOVES}/to-ballot", data={"came_in": "Nothing."})
    given = {"reason": "An addressee wants to be heard first.", "step": "done"}
    assert client.post("/ballots/1/moves/recall", data=given).status_code == 403
    assert waits not in council.get("/desk").text
    assert council.post("/ballots/1/moves/recall", data=given).status_code == 302
    draft = draft_of()
    assert (draft.subject.state, draft.subject.due_at, states("ballot")) == ("last-call", None, ["recalled"])
    assert waits in council.get("/desk").text
    assert waits not in client.get("/desk").text
    assert "An addressee wants to be heard first." in client.get("/drafts/draft-ines-landlocked").text
    assert client.post(f"{MOVES}/to-ballot", data={"came_in": "It was heard."}).status_code == 403
    assert council.post(f"{MOVES}/to-ballot", data={"came_in": "It was heard."}).status_code == 302
    assert (draft_of().subject.state, states("ballot")) == ("ballot", ["recalled", "open"])


def test_a_last_call_that_was_not_declared_is_withdrawn_when_it_is_repeated(app, desks):
    """Whoever took part in it is told that, and is not asked to review the revision in it."""
    client, council = desks
    put(draft_of().id, "submitted")
    asked = {"question": "Should the council publish it?", "days": "28"}
    assert council.post(f"{MOVES}/council-last-call", data=asked).status_code == 302
    says = sign_in(app, make_person())
    given = {"reason": "Costs.", "change": "Leave them out."}
    assert says.post("/calls/1/moves/object", data=given).status_code == 302
    with later(app, 29):
        tick()
        assert states("call")[-1] == "closed"
        again = CHANGE | {"substantive": "y"}
        assert client.post(f"{MOVES}/revise", data=again).status_code == 302
        assert states("call")[-2:] == ["withdrawn", "open"]
        kinds = session.scalars(select(Event.kind).order_by(Event.id)).all()
        assert {"call.review", "call.start-anew", "objection.ask-raiser"}.isdisjoint(kinds)
        assert "so everybody is asked again" in says.get("/calls/1").text
        newest = session.scalars(select(Call).order_by(Call.id.desc()).limit(1)).one()
        assert (newest.revision_number, newest.about.due_at) == (1, newest.closes_at)
        assert says.post("/calls/2/moves/object", data=given).status_code == 302
        assert council.post("/calls/2/moves/withdraw", data={"reason": "Not yet."}).status_code == 302


def test_nobody_becomes_an_author_after_the_last_call(app, desks):
    client, _council = desks
    refused = client.post(f"{MOVES}/revise", data=MORE | {"authors_reason": "N. Nemo helped."})
    assert refused.status_code == 422
    assert "nobody becomes an author: N. Nemo" in refused.text
    assert draft_of().current.number == 0


def test_the_write_up_is_on_the_page_of_the_ballot(app, desks):
    client, council = desks
    with writing():
        draft_of().write_up = {"asks": "One thing of ITU.", "openness": "Yes, in the open.", "objections": "None.",
                               "feasibility": "It can.", "shepherd": "ines"}  # fmt: skip
    council.post(f"{MOVES}/to-ballot", data={"came_in": "Nothing."})
    for page in ("/ballots/1", "/drafts/draft-ines-landlocked"):
        shown = client.get(page).text
        assert "Shepherd's write-up" in shown
        assert "One thing of ITU." in shown


def test_a_ballot_whose_time_is_over_is_counted_first(app, desks):
    client, council = desks
    council.post(f"{MOVES}/to-ballot", data={"came_in": "Nothing."})
    with later(app, 20):
        assert client.get(f"{MOVES}/revise").status_code == 200
    for given in ({}, {"substantive": "y"}):
        with later(app, 22):
            late = client.post(f"{MOVES}/revise", data=CHANGE | given)
        assert late.status_code == 403
        assert "so it is counted first" in late.text
        assert draft_of().current.number == 0


def test_a_responsible_member_who_writes_the_draft_stands_aside_until_the_chair_assigns_another(app, desks):
    _client, council = desks
    head, other = make_person(roles=("council", "council-chair")), make_person("nia", roles=("council",))
    chair, assign = sign_in(app, head), f"{MOVES}/assign"
    assert assign not in chair.get("/desk").text
    member = session.scalars(select(Role.person_id).where(Role.name == "responsible")).one()
    with writing():
        give_role(member, "editor", at=now(), subject_id=draft_of().id)
    for name, given in (("to-ballot", {"came_in": "Nothing."}), ("return", {"reason": "No."})):
        refused = council.post(f"{MOVES}/{name}", data=given | {"step": "done"})
        assert (refused.status_code, "aside here: you write this draft" in refused.text) == (403, True), name
    assert "put it to the ballot, or return it" not in council.get("/desk").text
    assert assign in chair.get("/desk").text
    assert chair.post(assign, data={"person": "nia"}).status_code == 302
    assert assign not in chair.get("/desk").text
    assert "put it to the ballot, or return it" in sign_in(app, other).get("/desk").text
    done = sign_in(app, other).post(f"{MOVES}/to-ballot", data={"came_in": "Nothing."})
    assert done.status_code == 302, done.text


def test_before_the_council_no_text_names_a_body_that_no_letter_reaches(app, desks):
    client, council = desks
    unknown = CHANGE | {"source": GOOD.replace("ITU", "Nowhere")}
    refused = client.post(f"{MOVES}/revise", data=unknown)
    assert (refused.status_code, "No letter reaches Nowhere" in refused.text) == (422, True)
    asks = GOOD[GOOD.index("addressees:") : GOOD.index("---\n\n# Introduction")]
    nobody = client.post(f"{MOVES}/revise", data=CHANGE | {"source": GOOD.replace(asks, "")})
    assert (nobody.status_code, "The draft names no addressee." in nobody.text) == (422, True)
    assert draft_of().current.number == 0
    with writing():
        body = get_body_or_404(None, "itu")
        body.acronym, body.subject.ref = "UIT", "uit"
    late = council.post(f"{MOVES}/to-ballot", data={"came_in": "Nothing."})
    assert (late.status_code, "No letter reaches ITU" in late.text, states("ballot")) == (422, True, [])
    named = client.post(f"{MOVES}/revise", data=CHANGE | {"source": GOOD.replace("ITU", "UIT")})
    assert named.status_code == 302, named.text
