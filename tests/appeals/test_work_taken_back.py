"""What an upheld appeal does to drafts, calls, ballots and recommendations that others have gone on with since."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from igtf.core.db import session
from igtf.core.errors import Invalid, NotAllowed, WrongState
from igtf.council.models import Ballot
from igtf.discussion.queries import related
from igtf.people.roles import holders
from igtf.procedure.models import Change
from igtf.record.models import Event, VoidEvent
from igtf.record.numbers import NUMBERS, in_force
from tests.appeals.house import House, appealed, decided, decision, state, upheld
from tests.appeals.test_annulling import (
    DECLARED,
    QUESTIONS,
    SOURCE,
    active_group,
    approved,
    called,
    established,
    published,
    submitted,
)
from tests.appeals.test_taken_back import on_the_ballot
from tests.factories import acts_of, broken_promises, mails_to, make_person, sign_in
from tests.groups.making import active_group as formed
from tests.procedure.changing import called as called_change


def moderator() -> Any:
    return make_person(roles=("moderator",))


def hide(house: House, draft: Any) -> Any:
    """Let a moderator hide the issue that a draft addresses."""
    issue = house.newest("issue")
    assert [one.id for one in related(draft.id, "addresses")] == [issue.id]
    return house.do(moderator(), "issue", "hide", issue, reason="Spam.")


def adopted(house: House, chair: Any, draft: Any, group: str = "lamps") -> Any:
    """Let a group adopt a draft."""
    called(house, chair, draft, "call-for-adoption", group=group)
    return house.do(chair, "draft", "adopt", draft, name=draft.name, editors=house.filer.actor.handle)


def test_a_hidden_issue_keeps_no_draft_from_its_adoption_nor_from_having_its_text_back(app, db):
    house = House()
    _group, chair = active_group(house)
    draft = submitted(house)
    called(house, chair, draft, "call-for-adoption", group="lamps")
    issue = hide(house, draft)
    house.do(chair, "draft", "adopt", draft, name="lamps", editors=house.filer.actor.handle)
    assert state(draft) == "group-draft"
    text = draft.current.source.replace("Lamps burn.", "Lamps shall burn.")
    with pytest.raises(Invalid, match="There is no issue"):
        house.do(house.filer, "draft", "revise", draft, source=text, note="Shall.")
    upheld(house, decision("draft.adopt"))
    assert state(draft) == "call-for-adoption"
    house.do(moderator(), "issue", "show-again", issue, reason="It is none.")
    assert [one.id for one in related(draft.id, "addresses")] == [issue.id]
    assert broken_promises() == []


def test_a_text_of_which_an_issue_was_hidden_is_published_again(app, db):
    house = House()
    draft = approved(house)
    house.do(house.desk, "draft", "publish", draft)
    upheld(house, decision("draft.publish"))
    issue = house.newest("issue")
    assert state(issue) == "open"
    house.do(moderator(), "issue", "hide", issue, reason="Spam.")
    house.tick(15)
    house.do(house.desk, "draft", "publish", draft)
    assert (state(draft), state(issue)) == ("published", "hidden")
    assert broken_promises() == []


def test_who_waived_the_wait_is_asked_anew_after_an_annulled_publication(app, db):
    house = House()
    draft = approved(house, ago=0)
    house.do(house.filer, "draft", "waive", draft)
    house.do(house.desk, "draft", "publish", draft)
    upheld(house, decision("draft.publish"))
    with pytest.raises(NotAllowed, match="Publication waits"):
        house.do(house.desk, "draft", "publish", draft)
    house.do(house.filer, "draft", "waive", draft)
    house.do(house.desk, "draft", "publish", draft)
    assert state(draft) == "published"


def undeclared(house: House) -> tuple[Any, Any]:
    """Return a change of the procedure that went back as no consensus was declared, was revised since, and its call."""
    lead, proposer, *_rest = house.council
    change = called_change(lead, proposer, {"ballot_days": "28"}, house.at)
    house.tick(29)
    call = house.newest("call")
    house.do(lead, "call", "declare", call, **DECLARED | {"result": "divergence"})
    house.do(lead, "procedure-change", "back", change, reason="Not enough.")
    house.do(proposer, "procedure-change", "revise", change, title="Other", reason="Shorter.",
             numbers=[{"number": "ballot_days", "value": "15"}])  # fmt: skip
    return change, call


@pytest.mark.parametrize("called_again", [False, True])
def test_no_consensus_on_other_numbers_brings_a_change_of_the_procedure_to_the_ballot(app, db, called_again):
    house = House()
    lead = house.council[0]
    change, call = undeclared(house)
    if called_again:
        house.do(lead, "procedure-change", "call", change, question="Shall it change?", days=28)
    upheld(house, decision("call.declare"))
    assert (state(change), state(call)) == ("proposed", "closed")
    house.do(lead, "call", "estimate", call, result="consensus", reason="It seems so.")
    house.tick(15)
    house.do(lead, "call", "declare", call, **DECLARED | {"result": "consensus"})
    with pytest.raises(WrongState, match="It is now: Proposed"):
        house.do(lead, "procedure-change", "to-ballot", change, came_in="Nothing.")
    house.do(lead, "procedure-change", "call", change, question="Shall it change?", days=28)
    assert (state(change), in_force(), NUMBERS["ballot_days"]) == ("called", 1, 21)
    assert broken_promises() == []


def recalled_on_numbers(house: House) -> tuple[Change, Ballot]:
    """Return a change of the procedure that came to a ballot, and the ballot, which was recalled."""
    lead, proposer, *_rest = house.council
    change = called_change(lead, proposer, {"ballot_days": "28"}, house.at)
    house.tick(29)
    house.do(lead, "call", "declare", house.newest("call"), **DECLARED)
    house.do(lead, "procedure-change", "to-ballot", change, came_in="Nothing.")
    ballot = house.newest("ballot")
    house.do(lead, "ballot", "recall", ballot, reason="A mistake.")
    return change, ballot


def test_a_recalled_ballot_on_numbers_that_were_revised_since_does_not_go_on(app, db):
    house = House()
    lead, proposer, *_rest = house.council
    change, ballot = recalled_on_numbers(house)
    recall = decision("ballot.recall")
    house.do(lead, "procedure-change", "back", change, reason="Not enough.")
    house.do(proposer, "procedure-change", "revise", change, title="Other", reason="Shorter.",
             numbers=[{"number": "ballot_days", "value": "15"}])  # fmt: skip
    upheld(house, recall)
    assert (state(change), state(ballot)) == ("proposed", "recalled")
    assert broken_promises() == []


def test_a_recalled_ballot_on_a_change_of_the_procedure_goes_on_and_the_change_with_it(app, db):
    house = House()
    change, ballot = recalled_on_numbers(house)
    upheld(house, decision("ballot.recall"))
    assert (state(change), state(ballot), change.subject.due_at) == ("ballot", "open", ballot.closes_at)
    house.vote(ballot)
    assert (state(change), NUMBERS["ballot_days"]) == ("adopted", 28)
    assert broken_promises() == []


def test_a_recalled_ballot_on_numbers_does_not_go_on_beside_another_one(app, db):
    house = House()
    lead, proposer, *_rest = house.council
    change, ballot = recalled_on_numbers(house)
    recall = decision("ballot.recall")
    other = called_change(lead, proposer, {"ballot_days": "14"}, house.at)
    house.tick(29)
    house.do(lead, "call", "declare", house.newest("call"), **DECLARED)
    house.do(lead, "procedure-change", "to-ballot", other, came_in="Nothing.")
    upheld(house, recall)
    assert (state(change), state(ballot), state(other)) == ("called", "recalled", "ballot")
    assert broken_promises() == []


def test_a_recalled_ballot_on_a_draft_that_was_revised_since_does_not_go_on_and_its_new_last_call_does(app, db):
    house = House()
    draft = on_the_ballot(house)
    ballot = house.newest("ballot")
    house.do(house.member, "ballot", "recall", ballot, reason="A mistake.")
    recall = decision("ballot.recall")
    text = draft.current.source.replace("Let them burn.", "Put them out.")
    house.do(house.filer, "draft", "revise", draft, source=text, note="Another ask.")
    again = house.newest("call")
    upheld(house, recall)
    assert (state(draft), state(ballot), state(again)) == ("last-call", "recalled", "open")
    assert broken_promises() == []


def sponsored(house: House, topic: str, *, issue: Any, **front: str) -> Any:
    """Return what the council recommends by a draft of its own way; ``front`` is what else its front matter says."""
    more = "".join(f"{name}: {what}\n" for name, what in front.items())
    source = SOURCE.replace("addresses:", f"{more}addresses:").format(name=house.filer.actor.name, issue=issue)
    draft = house.do(house.filer, "draft", "submit", name=topic, note="", source=source)
    house.do(house.member, "draft", "sponsor", draft, **QUESTIONS)
    called(house, house.member, draft, "council-last-call")
    house.do(house.member, "draft", "to-ballot", draft, came_in="Nothing.")
    house.vote(house.newest("ballot"))
    house.tick(15)
    return published(house, draft)


def test_an_issue_stays_recommended_as_long_as_a_recommendation_that_stands_addresses_it(app, db):
    house = House()
    submitted(house, "nothing")
    issue = house.newest("issue")
    first = sponsored(house, "one", issue=issue.subject.ref)
    against = [appealed(house, decision("draft.publish"))]
    second = sponsored(house, "two", issue=issue.subject.ref, updates="[1]")
    against.append(appealed(house, decision("draft.publish")))
    house.do(house.person(issue.assigned_id), "issue", "resolve", issue, result="implemented", done="It is.",
             evidence="https://lamp.example")  # fmt: skip
    decided(house, against[0], "upheld")
    assert [state(thing) for thing in (first, second, issue)] == ["annulled", "published", "resolved"]
    house.do(house.person(issue.assigned_id), "issue", "reopen", issue, reason="It is not.")
    decided(house, against[1], "upheld")
    assert (state(second), state(issue)) == ("annulled", "open")
    assert broken_promises() == []


def test_an_issue_is_recommended_no_more_when_the_last_recommendation_on_it_is_annulled(app, db):
    house = House()
    submitted(house, "nothing")
    issue, against = house.newest("issue"), []
    for topic in ("one", "two"):
        sponsored(house, topic, issue=issue.subject.ref)
        against.append(appealed(house, decision("draft.publish")))
    decided(house, against[0], "upheld")
    assert state(issue) == "recommended"
    decided(house, against[1], "upheld")
    assert state(issue) == "open"
    assert broken_promises() == []


def test_what_two_recommendations_superseded_is_in_force_again_when_both_are_annulled(app, db):
    house = House()
    submitted(house, "nothing")
    issue, against = house.newest("issue").subject.ref, []
    first = sponsored(house, "one", issue=issue)
    for topic in ("two", "three"):
        sponsored(house, topic, issue=issue, supersedes="[1]")
        against.append(appealed(house, decision("draft.publish")))
    decided(house, against[0], "upheld")
    assert state(first) == "superseded", "R-3 supersedes it still"
    decided(house, against[1], "upheld")
    assert state(first) == "published"
    assert "Superseded by" not in app.test_client().get("/recommendations/1").text
    assert broken_promises() == []


@pytest.mark.parametrize("withdrawn", [False, True])
def test_a_call_that_an_annulment_withdrew_is_not_in_front_of_the_one_before(app, db, withdrawn):
    house = House()
    _group, chair = active_group(house)
    draft = adopted(house, chair, submitted(house))
    called(house, chair, draft, "group-last-call")
    house.do(chair, "draft", "back-to-work", draft, reason="One more thing.")
    back = decision("draft.back-to-work")
    house.do(chair, "draft", "group-last-call", draft, days=28, question="Shall we?")
    call = house.newest("call")
    if withdrawn:
        house.do(chair, "call", "withdraw", call, reason="Too soon.")
    upheld(house, back)
    assert (state(draft), state(call)) == ("group-last-call", "withdrawn")
    assert any("Write up, or take it back to work" in act for act in acts_of(chair))
    assert not any("ended without consensus" in act for act in acts_of(chair))
    house.do(chair, "draft", "write-up", draft, shepherd=chair.actor.handle, **QUESTIONS)
    assert state(draft) == "write-up"
    assert broken_promises() == []


def test_the_group_that_agreed_to_adopt_decides_when_the_call_of_another_one_is_void(app, db):
    house = House()
    _group, chair = active_group(house)
    other = established(house, "candles")
    house.do(house.member, "group", "to-ballot", other)
    house.vote(house.newest("ballot"))
    others = house.person(min(holders("chair", other.id)))
    draft = submitted(house)
    called(house, chair, draft, "call-for-adoption", group="lamps", result="divergence")
    house.do(chair, "draft", "decline-adoption", draft, reason="Not now.")
    declined = decision("draft.decline-adoption")
    house.do(others, "draft", "call-for-adoption", draft, days=28, question="Shall we?", group="candles")
    upheld(house, declined)
    assert state(draft) == "call-for-adoption"
    with pytest.raises(NotAllowed, match="for a chair of the group"):
        house.do(others, "draft", "decline-adoption", draft, reason="Not ours.")
    house.do(chair, "draft", "decline-adoption", draft, reason="Not now.")
    assert state(draft) == "individual"


@pytest.mark.parametrize("kind", ["draft.approve", "ballot.close"])
def test_a_draft_whose_ballot_is_annulled_can_be_balloted_again(app, db, kind):
    house = House()
    draft = approved(house)
    made = decision("ballot.close") if kind == "ballot.close" else decision(kind)
    page = sign_in(app, make_person()).get(f"/appeals/new?decision={made.id}").text
    assert kind == "ballot.close" or "the state is “Council last call” again" in page
    upheld(house, made)
    assert (state(draft), draft.subject.due_at) == ("last-call", None)
    said = sign_in(app, house.member).get(f"/drafts/{draft.subject.ref}").text
    assert "Its responsible member puts it to the ballot" in said
    if kind == "ballot.close":
        assert "what it decided on is again where it was before the ballot" in page
        ended = sign_in(app, house.member).get(f"/record/{made.id}", follow_redirects=True).text
        assert "What it decided on is again where it was before the ballot" in ended
        assert '<a href="/appeals/1" aria-label="Appeal 1">Appeal</a>' in ended
        assert "Annulled by:</span> <bdi>A panel of 3" in ended or "Annulled by:</span> <bdi>The council" in ended
        mail = next(one for one in mails_to(app, house.member.actor.handle) if "annulled a decision" in one.text)
        text = " ".join(mail.text.split())
        assert "The clock annulled a decision" in text
        assert "/appeals/1" in text
        assert "closed the ballot and counted it" in text
    assert any("put it to the ballot, or return it" in act for act in acts_of(house.member))
    house.do(house.member, "draft", "to-ballot", draft, came_in="The appeal.")
    house.vote(house.newest("ballot"))
    assert state(draft) == "approved"
    assert broken_promises() == []


def test_a_draft_whose_recalled_ballot_goes_on_is_on_the_ballot(app, db):
    house = House(seats=2)
    draft = on_the_ballot(house)
    ballot = house.newest("ballot")
    house.do(house.member, "ballot", "recall", ballot, reason="A mistake.")
    upheld(house, decision("ballot.recall"))
    assert (state(draft), state(ballot)) == ("ballot", "open")


def test_a_group_whose_charter_is_annulled_adopts_nothing_that_it_called_for(app, db):
    house = House()
    group, chair = active_group(house)
    charter = decision("ballot.close")
    draft = submitted(house)
    called(house, chair, draft, "call-for-adoption", group="lamps")
    call = house.newest("call")
    upheld(house, charter)
    assert (state(group), state(draft), state(call)) == ("chartering", "individual", "withdrawn")
    assert broken_promises() == []


def test_what_another_group_asked_about_a_draft_stays_when_a_charter_is_annulled(app, db):
    house = House()
    _group, chair = active_group(house)
    against = appealed(house, decision("ballot.close"))
    other = established(house, "candles")
    house.do(house.member, "group", "to-ballot", other)
    house.vote(house.newest("ballot"))
    others = house.person(min(holders("chair", other.id)))
    drafts = submitted(house), submitted(house, "more-lamps")
    first, second = (chair, "lamps"), (others, "candles")
    for draft, turns in zip(drafts, ((first, second), (second, first)), strict=True):
        for index, (who, group) in enumerate(turns):
            result = "consensus" if index else "divergence"
            called(house, who, draft, "call-for-adoption", group=group, result=result)
            if not index:
                house.do(who, "draft", "decline-adoption", draft, reason="Not now.")
    kept = decision("draft.decline-adoption")
    decided(house, against, "upheld")
    assert [state(draft) for draft in drafts] == ["call-for-adoption", "individual"]
    assert session.get(VoidEvent, kept.id) is None, "the other group declined"
    assert broken_promises() == []


def test_an_issue_that_another_group_took_up_stays_there_when_the_charter_of_one_formed_for_it_is_annulled(app, db):
    house = House()
    issue, chairs = house.accepted(), (make_person(), make_person(group="technical"))
    groups = [formed(app, chair, acronym=name, member=house.member)
              for chair, name in zip(chairs, ("lamps", "candles"), strict=True)]  # fmt: skip
    first, second = (
        session.scalars(select(Event).where(Event.subject_id == group.id, Event.kind == "group.charter")).one()
        for group in groups
    )
    house.do(chairs[1], "issue", "take-up", issue, group="candles", paragraph="Candles.")
    taken_up = decision("issue.take-up")
    upheld(house, first)
    assert (state(groups[0]), state(issue), issue.subject.group_id) == ("chartering", "in-group", groups[1].id)
    assert session.get(VoidEvent, taken_up.id) is None
    upheld(house, second)
    assert (state(issue), issue.subject.group_id) == ("open", None)
    assert broken_promises() == []


def test_a_group_that_rests_adopts_what_it_agreed_on(app, db):
    house = House()
    group, chair = active_group(house)
    draft = submitted(house)
    called(house, chair, draft, "call-for-adoption", group="lamps")
    house.do(house.member, "group", "rest", group, reason="Nothing to do.")
    house.do(chair, "draft", "adopt", draft, name="lamps", editors=house.filer.actor.handle)
    assert state(draft) == "group-draft"


def test_a_lone_discuss_is_put_back_with_the_end_that_its_ballot_had(app, db):
    house = House(seats=2)
    on_the_ballot(house)
    ballot = house.newest("ballot")
    ends = ballot.closes_at
    house.do(house.council[1], "ballot", "take-position", ballot, position="discuss", ground="unclear", text="What?")
    house.tick(15)
    house.do(house.chairman, "ballot", "put-to-alternate", ballot, reason="It stands alone.")
    put = decision("ballot.put-to-alternate")
    assert state(ballot) == "open"
    assert ballot.closes_at > ends + timedelta(days=14)
    upheld(house, put)
    session.expire_all()
    assert ballot.closes_at >= ends
    assert ballot.closes_at < ends + timedelta(days=14)


@pytest.mark.parametrize("ends", ["draft.adopt", "group.conclude", "annulled"])
def test_a_draft_that_changes_hands_agreed_to_replace_nothing(app, db, ends):
    house = House()
    _group, chair = active_group(house)
    new = adopted(house, chair, submitted(house))
    made, author = decision("draft.adopt"), make_person()
    house.filer, former = author, house.filer
    old = submitted(house, "old-lamps")
    house.filer = former
    agreed = house.filer if ends == "annulled" else chair
    if ends == "annulled":
        house.do(house.member, "group", "conclude", _group, report="Lamps burn.")
    house.do(agreed, "draft", "replaces", new, other=old.subject.ref, reason="It says it better.")
    if ends == "draft.adopt":
        upheld(house, made)
    elif ends == "group.conclude":
        house.do(house.member, "group", "conclude", _group, report="Lamps burn.")
    else:
        upheld(house, decision("group.conclude"))
    session.expire_all()
    house.do(author, "draft", "agree-replaced", old, other=new.subject.ref)
    assert state(old) == "individual", "who has the new draft now did not agree"
    now_theirs = chair if ends == "annulled" else house.filer
    house.do(now_theirs, "draft", "replaces", new, other=old.subject.ref, reason="It says it better.")
    assert state(old) == "replaced"
    assert broken_promises() == []
