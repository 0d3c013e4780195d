"""What an appeal brings back once its group has ended: a draft is its authors' then, as nobody is left to lead it."""

import pytest

from igtf.core.db import session
from igtf.groups.events import DRAFT_FREED
from igtf.people.roles import holders
from igtf.record.models import Event
from tests.appeals.house import House, decision, state, upheld
from tests.appeals.test_annulling import QUESTIONS, active_group, approved, called, in_hand
from tests.factories import broken_promises, sign_in


def conclude(house):
    house.do(house.member, "group", "conclude", house.newest("group"), report="Lamps burn.")


def ended(house, kind):
    """Return a draft of a group that concluded after it decided so on the draft, or the council did."""
    if kind in ("draft.publish", "draft.approve"):
        draft = approved(house)
        house.do(house.desk, "draft", "publish", draft)
    else:
        _group, chair = active_group(house)
        draft = in_hand(house, chair)
    if kind in ("draft.back-to-work", "call.declare"):
        called(house, chair, draft, "group-last-call")
        house.do(chair, "draft", "back-to-work", draft, reason="One more thing.")
    elif kind == "draft.withdraw":
        house.do(chair, "draft", "withdraw", draft, reason="No.")
    conclude(house)
    return draft


@pytest.mark.parametrize(
    "kind", ["draft.withdraw", "draft.back-to-work", "call.declare", "draft.adopt", "draft.approve"]
)
def test_a_draft_that_goes_on_is_its_authors_and_finds_a_way_on(app, db, kind):
    house = House()
    draft = ended(house, kind)
    upheld(house, decision(kind))
    before_council = kind == "draft.approve"
    assert (state(draft), draft.subject.group_id) == ("last-call" if before_council else "individual", None)
    assert list(holders("editor", draft.id)) == []
    assert broken_promises() == []
    if before_council:
        house.do(house.chairman, "draft", "assign", draft, person=house.member.actor.handle)
        house.do(house.member, "draft", "return", draft, reason="The appeal.", ground="procedure")
    assert state(draft) == "individual"
    page = app.test_client().get(f"/drafts/{draft.subject.ref}").text
    assert "made it an individual draft: its group concluded" in page
    refused = sign_in(app, house.filer).post(f"/drafts/{draft.subject.ref}/moves/sponsor")
    assert refused.status_code == 403
    house.do(house.member, "draft", "sponsor", draft, **QUESTIONS)
    assert state(draft) == "submitted"


def test_a_draft_that_is_approved_again_stays_its_groups(app, db):
    house = House()
    draft = ended(house, "draft.publish")
    upheld(house, decision("draft.publish"))
    assert (state(draft), draft.subject.group_id) == ("approved", house.newest("group").id)
    assert broken_promises() == []
    house.tick(15)
    house.do(house.desk, "draft", "publish", draft)
    assert state(draft) == "published"


def test_an_earlier_decision_can_fall_after_that_and_a_group_that_goes_on_has_its_draft_again(app, db):
    house = House()
    draft = ended(house, "draft.back-to-work")
    group, concluded, adopted = house.newest("group"), decision("group.conclude"), decision("draft.adopt")
    upheld(house, decision("draft.back-to-work"))
    assert session.query(Event).filter_by(kind=DRAFT_FREED, subject_id=draft.id).count() == 2
    upheld(house, adopted)
    assert (state(draft), draft.subject.group_id) == ("individual", None)
    upheld(house, concluded)
    assert state(group) == "active"
    assert broken_promises() == []


def test_what_is_taken_back_with_the_end_of_its_group_is_the_groups_again(app, db):
    house = House()
    draft = ended(house, "draft.back-to-work")
    group = house.newest("group")
    upheld(house, decision("group.conclude"))
    assert (state(draft), draft.subject.group_id) == ("group-draft", group.id)
    upheld(house, decision("draft.back-to-work"))
    assert (state(draft), draft.subject.group_id) == ("group-last-call", group.id)
    assert broken_promises() == []


def test_a_call_of_a_group_that_has_ended_is_withdrawn_where_its_declaration_falls(app, db):
    house = House()
    group, chair = active_group(house)
    house.do(chair, "group", "ask-question", group, question="Shall they burn?", days=2, note="")
    call = house.newest("call")
    house.do(house.filer, "call", "take-position", call, position="support")
    house.tick(3)
    house.do(chair, "call", "declare", call, result="full-consensus", decided="Yes.", tradeoffs="None.",
             look_again="Never.", dealt="")  # fmt: skip
    conclude(house)
    upheld(house, decision("call.declare"))
    assert state(call) == "withdrawn"
    assert broken_promises() == []
