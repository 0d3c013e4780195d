"""Of a last call of the council nothing is declared once the draft went on without; a recalled ballot lets it go on."""

from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import select

from igtf.core.db import session
from igtf.core.errors import NotAllowed
from igtf.drafts.lookups import newest_source
from igtf.record.models import Event
from igtf.record.moves import url_of
from tests.appeals.house import House, decision, state, upheld
from tests.appeals.test_annulling import DECLARED, QUESTIONS, active_group, called, in_hand, submitted
from tests.council.test_passed_over import to_ballot
from tests.drafts.making import draft_of
from tests.factories import broken_promises, sign_in

DIVERGENCE = DECLARED | {"result": "divergence"}
DECLARED_NO_MORE = "The draft went on without a declaration of this call, so none is made of it any more"


@pytest.fixture
def house(app, db) -> House:
    """Return a house where somebody was heard in the council's last call on a draft, which is over."""
    house = House()
    draft = submitted(house)
    house.do(house.member, "draft", "sponsor", draft, **QUESTIONS)
    asked(house, draft)
    return house


def asked(house: House, draft: Any) -> Any:
    house.do(house.member, "draft", "council-last-call", draft, days=28, question="Shall we?")
    call = house.newest("call")
    house.do(house.appellant, "call", "take-position", call, position="support")
    house.tick(29)
    return call


def refused(app: Any, house: House, call: Any, move: str, given: Mapping[str, str]) -> str:
    """Return what the page says that refuses a move of a call to who leads it; nothing changes."""
    answer = sign_in(app, house.member).post(f"{url_of(call.subject)}/moves/{move}", data=given)
    assert (answer.status_code, state(call)) == (403, "closed")
    return str(answer.text)


def test_no_result_is_declared_while_the_ballot_runs_nor_once_the_draft_is_published(app, house):
    call, estimate = house.newest("call"), {"result": "divergence", "reason": "None."}
    to_ballot(house)
    for move, given in (("declare", DIVERGENCE), ("estimate", estimate)):
        said = refused(app, house, call, move, given)
        assert DECLARED_NO_MORE in said
        assert "as when its ballot is recalled, the result can be declared then" in said
    house.vote(house.newest("ballot"))
    house.tick(15)
    house.do(house.desk, "draft", "publish", house.newest("draft"))
    assert DECLARED_NO_MORE in refused(app, house, call, "declare", DIVERGENCE)
    assert "No consensus" not in app.test_client().get("/recommendations/1").text
    assert broken_promises() == []


def test_once_the_ballot_is_recalled_the_result_is_declared(app, house):
    call = house.newest("call")
    to_ballot(house)
    house.do(house.member, "ballot", "recall", house.newest("ballot"), reason="A body asks for time.")
    done = sign_in(app, house.member).post("/calls/1/moves/declare", data=DIVERGENCE | {"step": "done"})
    assert (done.status_code, state(call)) == (302, "no-consensus")
    with pytest.raises(NotAllowed, match="found no consensus"):
        to_ballot(house)


def test_an_old_last_call_of_the_council_does_not_stand_in_the_way_of_a_group_that_agreed_since(app, db):
    house = House()
    _group, chair = active_group(house)
    draft = submitted(house)
    called(house, chair, draft, "call-for-adoption", group="lamps")
    house.do(chair, "draft", "adopt", draft, name="lamps", editors=house.filer.actor.handle)

    def agreed() -> None:
        called(house, chair, draft, "group-last-call")
        house.do(chair, "draft", "write-up", draft, shepherd=chair.actor.handle, **QUESTIONS)

    agreed()
    house.do(chair, "draft", "submit-to-council", draft)
    old = asked(house, draft)
    house.do(house.member, "draft", "return", draft, reason="Too unclear.", ground="unclear")
    house.do(house.filer, "draft", "revise", draft, source=f"{newest_source(draft)}\nMore words.\n", note="More")
    agreed()
    assert DECLARED_NO_MORE in refused(app, house, old, "declare", DECLARED)
    house.do(chair, "draft", "submit-to-council", draft)
    assert state(draft) == "submitted"


def revised(house: House, words: str = "More words.", **given: Any) -> None:
    draft = house.newest("draft")
    house.do(house.filer, "draft", "revise", draft, source=f"{newest_source(draft)}\n{words}\n", note="More", **given)


def reviews() -> int:
    session.rollback()
    return len(session.scalars(select(Event.id).where(Event.kind == "call.review")).all())


def test_a_revision_made_during_a_ballot_that_is_recalled_is_reviewed_before_anything_is_declared(app, house):
    call = house.newest("call")
    to_ballot(house)
    revised(house)
    assert (state(call), reviews()) == ("closed", 0), "the ballot decides on it"
    house.do(house.member, "ballot", "recall", house.newest("ballot"), reason="A body asks for time.")
    assert (state(call), reviews()) == ("review", 1)
    leader = sign_in(app, house.member)
    assert leader.post("/calls/1/moves/declare", data=DECLARED).status_code == 409
    assert leader.post(f"{url_of(draft_of().subject)}/moves/to-ballot", data={"came_in": "None."}).status_code == 403
    house.tick(8)
    house.do(house.member, "call", "declare", call, **DECLARED)
    newest = draft_of()
    assert (state(call), newest.declared_on_id) == ("consensus", newest.current_id)
    to_ballot(house)
    assert state(newest) == "ballot"


def test_nothing_is_reviewed_where_nothing_was_revised_or_everybody_is_asked_again(app, house):
    first = house.newest("call")
    to_ballot(house)
    house.do(house.member, "ballot", "recall", house.newest("ballot"), reason="A body asks for time.")
    assert state(first) == "closed"
    to_ballot(house)
    revised(house)
    revised(house, "Other words.", substantive=True)
    assert (state(first), state(house.newest("call")), reviews()) == ("withdrawn", "open", 0)
    assert broken_promises() == []


def passed(house: House) -> str:
    to_ballot(house)
    revised(house)
    house.vote(house.newest("ballot"))
    return "ballot.close"


def failed(house: House) -> str:
    to_ballot(house)
    house.vote(house.newest("ballot"), "abstain")
    revised(house)
    return "ballot.close"


def returned(house: House) -> str:
    house.do(house.member, "draft", "return", house.newest("draft"), reason="Too unclear.", ground="unclear")
    revised(house)
    return "draft.return"


@pytest.mark.parametrize("decided", [passed, failed, returned])
def test_what_was_revised_since_is_reviewed_where_a_draft_comes_back_to_its_last_call(app, house, decided):
    call, made = house.newest("call"), decision(decided(house))
    assert (state(call), reviews()) == ("closed", 0)
    upheld(house, made)
    assert (state(house.newest("draft")), state(call), reviews()) == ("last-call", "review", 1)
    leader = sign_in(app, house.member)
    assert leader.post(f"{url_of(call.subject)}/moves/declare", data=DECLARED).status_code == 409
    house.tick(8)
    house.do(house.member, "call", "declare", call, **DECLARED)
    newest = draft_of()
    assert (state(call), newest.declared_on_id) == ("consensus", newest.current_id)
    assert broken_promises() == []


def test_nothing_is_reviewed_where_a_draft_comes_back_as_it_was(app, house):
    call = house.newest("call")
    to_ballot(house)
    house.vote(house.newest("ballot"))
    upheld(house, decision("ballot.close"))
    assert (state(house.newest("draft")), state(call), reviews()) == ("last-call", "closed", 0)
    house.do(house.member, "call", "declare", call, **DECLARED)
    assert state(call) == "consensus"


def test_what_a_group_revised_when_it_took_its_draft_back_is_reviewed_where_the_call_goes_on(app, db):
    house = House()
    _group, chair = active_group(house)
    draft = in_hand(house, chair)
    house.do(chair, "draft", "group-last-call", draft, days=28, question="Shall we?")
    call = house.newest("call")
    house.do(house.appellant, "call", "take-position", call, position="support")
    house.tick(29)
    house.do(chair, "draft", "back-to-work", draft, reason="One more thing.")
    revised(house)
    upheld(house, decision("draft.back-to-work"))
    assert (state(draft), state(call), reviews()) == ("group-last-call", "review", 1)
    house.tick(8)
    house.do(chair, "call", "declare", call, **DECLARED)
    house.do(chair, "draft", "write-up", draft, shepherd=chair.actor.handle, **QUESTIONS)
    assert state(draft) == "write-up"
    assert broken_promises() == []
