"""Offices of a group: one table says what each may do, for pages, API and lower and upper folders alike."""

from sqlalchemy import select

from igtf.core.clock import now
from igtf.core.db import session, writing
from igtf.desk.waiting import on_desk
from igtf.discussion.models import Follow
from igtf.drafts.queries import facts_for as draft_facts
from igtf.groups import chartering
from igtf.groups.deadlines import wait_for_responsible
from igtf.groups.models import Group, Membership
from igtf.groups.queries import facts_for
from igtf.issues.queries import facts_for as issue_facts
from igtf.people.named import newest_hat_id
from igtf.people.offices import DUTIES, OFFICES
from igtf.people.roles import ROLES, end_role, give_role, holders
from igtf.record.by import by_clock
from igtf.record.due import run_due
from igtf.record.models import Actor, Relation
from igtf.record.queries import subject_of
from igtf.record.subjects import enter, open_subject
from tests.factories import (
    broken_promises,
    by,
    close_account,
    duties_of,
    later,
    make_delegate,
    make_person,
    responsible_of,
    sign_in,
    take_back,
)
from tests.groups.making import active_group, bof, issue_unhoused, propose_form, step, told


def test_chairs_name_secretaries_and_delegates_and_end_them(app, db):
    chair, helper = make_person(), make_person("helper")
    group = active_group(app, chair)
    desk = sign_in(app, chair)
    given = {"person": "helper", "office": "delegate"}
    assert step(sign_in(app, helper), "name-officer", **given).status_code == 403
    assert b"Choose one of the list." in step(desk, "name-officer", **given | {"office": "chair"}).data
    assert b"The group has no secretary or delegate." in step(desk, "end-officer", officer="delegate helper").data
    assert step(desk, "name-officer", **given).status_code == 302
    assert b"holds an office of this group already" in step(desk, "name-officer", **given).data
    assert b"Delegates" in app.test_client().get("/groups/icost").data
    assert list(holders("delegate", group.id)) == [helper.id]
    assert step(desk, "end-officer", officer="delegate helper").status_code == 302
    session.rollback()
    assert list(holders("delegate", group.id)) == []
    step(desk, "name-officer", **given)
    assert b"You hold an office of this group" in step(sign_in(app, helper), "leave").data
    assert step(sign_in(app, helper), "step-down", step="done").status_code == 302
    session.rollback()
    assert list(holders("delegate", group.id)) == [], "an office ends with the membership"


def test_who_holds_an_office_is_asked_once_more_and_the_last_chair_stays(app, db):
    chair, second, member = make_person(), make_person("second", group="private"), make_person()
    group = active_group(app, chair)
    sign_in(app, member).post("/groups/icost/moves/join")
    assert b"You hold no office of this group" in step(sign_in(app, member), "step-down", step="done").data
    refused = step(sign_in(app, chair), "step-down", step="done")
    assert refused.status_code == 403
    assert b"You are the only chair. Ask to be relieved: the responsible member then announces another" in refused.data
    desk = sign_in(app, responsible_of(group))
    step(desk, "propose-chair", person="second", reason="More hands.")
    assert b"leave once it has taken effect" in step(sign_in(app, chair), "step-down", step="done").data
    with later(app, 7.1):
        assert run_due(by_clock(now())) == 1
    client = sign_in(app, chair)
    page = client.get("/groups/icost").text
    assert 'href="/groups/icost/moves/step-down"' in page, "no single click ends an office"
    asked = step(client, "step-down", note="Thank you all.", step="")
    assert (asked.status_code, set(holders("chair", group.id))) == (200, {chair.id, second.id})
    assert "ends what you are in this group: Chair." in asked.text
    assert "the members of the group" in asked.text
    assert step(client, "step-down", note="Thank you all.", step="done").status_code == 302
    session.rollback()
    assert list(holders("chair", group.id)) == [second.id]
    page = app.test_client().get("/groups/icost").text
    assert "stepped down and left the group" in page
    assert "Thank you all." in page
    assert step(sign_in(app, second), "step-down", step="done").status_code == 403


def test_one_table_decides_for_groups_issues_and_drafts(app, db):
    chair = make_person()
    group = active_group(app, chair)
    for office in OFFICES:
        person = make_person(roles=("council",) if office == "responsible" else ())
        with writing():
            give_role(person.id, office, at=by(person).at, subject_id=group.id)
        session.rollback()
        assert facts_for(by(person), group).duties == duties_of(office)
        assert issue_facts(by(person), None).chairs_a_group == (office in DUTIES["take-up"].roles)
        assert draft_facts(by(person), None).chairs_a_group == (office in DUTIES["drafts"].roles)
        assert office in ROLES
    page = app.test_client().get("/how-it-works").text
    assert all(str(duty.label) in page for duty in DUTIES.values())


def test_chairs_say_how_drafts_depend_on_each_other_and_the_page_draws_it(app, db):
    chair = make_person()
    group = active_group(app, chair)
    desk = sign_in(app, chair)
    assert b"fewer than two drafts" in step(desk, "relate-drafts").data
    with writing():
        for name in ("one", "two", "three"):
            open_subject("draft", f"draft-igtf-icost-{name}", f"Draft {name}", "group-draft", by=by(chair),
                         group_id=group.id)  # fmt: skip
    one, two = "draft-igtf-icost-one", "draft-igtf-icost-two"
    assert step(sign_in(app, make_person()), "relate-drafts", draft=one, other=two).status_code == 403
    assert b"Choose two different drafts" in step(desk, "relate-drafts", draft=one, other=one).data
    assert step(desk, "relate-drafts", draft=one, other=two).status_code == 302
    assert b"depends on this draft already" in step(desk, "relate-drafts", draft=one, other=two).data
    page = app.test_client().get("/groups/icost/drafts").text
    assert "<svg" in page
    assert page.count("depends on") == 2
    filtered = app.test_client().get("/groups/icost/drafts?q=two&phase=work").text
    assert "Draft two" in filtered
    assert '<a class="t" href="/drafts/draft-igtf-icost-one"' not in filtered
    assert "Group draft" in filtered, "the grouping stays when the list is filtered"
    three = "draft-igtf-icost-three"
    assert step(desk, "relate-drafts", draft=two, other=three).status_code == 302
    circle = step(desk, "relate-drafts", draft=three, other=one)
    assert (circle.status_code, f"a circle: {three} → {one} → {two} → {three}." in circle.text) == (422, True)
    assert step(desk, "relate-drafts", draft=two, other=three, ends="y").status_code == 302
    assert step(desk, "relate-drafts", draft=one, other=two, ends="y").status_code == 302
    assert session.scalar(select(Relation.kind).where(Relation.kind == "depends-on")) is None


def test_a_comment_that_no_officer_answered_waits_on_the_desks_of_those_who_lead(app, db):
    chair, member, delegate = make_person(), make_person(), make_person("deputy")
    active_group(app, chair)
    step(sign_in(app, chair), "name-officer", person="deputy", office="delegate")
    asked = sign_in(app, member).post("/groups/icost/comments", data={"body": "Who takes care of peering?"})
    assert asked.status_code == 302, asked.text
    waits = "Somebody waits for an answer in the discussion"

    def on_the_desk_of(person):
        session.rollback()
        return {str(act): address for item in on_desk(person.id) for act, address in item.acts}.get(waits)

    assert not on_the_desk_of(chair)
    with later(app, 3.1):
        assert on_the_desk_of(chair) == on_the_desk_of(delegate) == "/comments/1"
        assert 'href="/comments/1"' in sign_in(app, chair).get("/desk").text
        assert not on_the_desk_of(member)
        moderator = sign_in(app, make_person(roles=("moderator",)))
        assert sign_in(app, member).post("/groups/icost/comments", data={"body": "Buy lamps!"}).status_code == 302
        assert not on_the_desk_of(chair), "the last one is new"
        assert moderator.post("/comments/2/hide", data={"reason": "Spam."}).status_code == 302
        assert on_the_desk_of(chair) == "/comments/1", "what is hidden answers nobody"
        sign_in(app, delegate).post("/groups/icost/comments", data={"body": "We do."})
    with later(app, 7):
        assert not on_the_desk_of(chair)


def test_who_is_announced_as_chair_or_named_for_an_office_is_told_and_may_decline(app, db):
    chair, second = make_person(), make_person("second", group="private")
    make_person("helper")
    group = active_group(app, chair)
    desk = sign_in(app, responsible_of(group))
    step(desk, "propose-chair", person="second", reason="More hands.")
    step(sign_in(app, chair), "name-officer", person="helper", office="secretary")
    mails = told(app)
    assert "mail came: you are named as chair" in mails["second@people.example"]
    assert "mail came: you hold this office from now on; you can step down" in mails["helper@people.example"]
    aside, chosen = 'href="/groups/icost/moves/step-aside"', sign_in(app, second)
    desk_of = chosen.get("/desk").text
    assert (aside in desk_of, "chair takes office" in desk_of) == (True, True)
    assert aside not in sign_in(app, chair).get("/desk").text
    assert step(chosen, "step-aside").status_code == 302
    assert aside not in chosen.get("/desk").text
    with later(app, 7.1):
        run_due(by_clock(now()))
    session.rollback()
    assert list(holders("chair", group.id)) == [chair.id], "who declined takes no office"
    assert step(desk, "withdraw-chair", reason="Over.").status_code == 403


def test_a_change_of_chairs_is_withdrawn_before_the_notice_is_over_and_not_after(app, db):
    chair = make_person()
    make_person("second", group="private")
    group = active_group(app, chair)
    member = responsible_of(group)
    given = {"person": "second", "reason": "More hands."}
    assert step(sign_in(app, member), "propose-chair", **given).status_code == 302
    with later(app, 7.1):  # the clock has not looked yet
        late = step(sign_in(app, member), "withdraw-chair", reason="Not yet.")
        assert (late.status_code, "what comes later is not counted" in late.text) == (403, True)
    with later(app, 6.9):
        assert step(sign_in(app, member), "withdraw-chair", reason="Not yet.").status_code == 302


def test_whose_account_is_closed_leaves_a_group_that_waits_for_a_chair_and_everybody_knows(app, db):
    chair, member, second = make_person("leaver"), make_person("member"), make_person("second", group="private")
    group = active_group(app, chair)
    sign_in(app, member).post("/groups/icost/moves/join")
    overseer = responsible_of(group)
    wants = "Announce a chair: the group has none"
    assert wants not in sign_in(app, overseer).get("/desk").text
    given = {"present": "a long enough password", "meant": "y"}
    assert sign_in(app, chair).post("/account/close", data=given).status_code == 302
    page = app.test_client().get("/groups/icost").text
    assert "ended an office: the account was closed" in page
    assert "nobody; the responsible member announces one" in page
    mails = told(app)
    for person in (overseer, member):
        mail = mails[f"{person.actor.handle}@people.example"]
        assert ("Office: > Chair" in mail, "leaver" in mail) == (True, True), mail
    assert broken_promises() == []
    desk = sign_in(app, overseer)
    assert wants in desk.get("/desk").text
    assert step(desk, "propose-chair", person="leaver", reason="Back?").status_code == 422
    assert step(desk, "propose-chair", person="second", reason="The group needs one.").status_code == 302
    assert wants not in desk.get("/desk").text
    with later(app, 7.1):
        assert run_due(by_clock(now())) == 1
    session.rollback()
    assert list(holders("chair", group.id)) == [second.id]


def test_a_closed_account_takes_no_office_and_the_council_is_asked_for_another_responsible_member(app, db):
    chair, overseer = make_person(), make_person(roles=("council",))
    make_person("second", group="private")
    office, other = sign_in(app, make_person(roles=("secretariat",))), make_person(roles=("council",))
    group = active_group(app, chair)
    for former in holders("responsible", group.id):
        with writing():
            end_role(former, "responsible", at=now(), subject_id=group.id)
    desk = sign_in(app, overseer)
    assert step(desk, "volunteer").status_code == 302
    assert step(desk, "propose-chair", person="second", reason="More hands.").status_code == 302
    for handle in ("second", overseer.actor.handle):
        closing = {"person": handle, "reason": "Asked for it.", "step": "done"}
        assert office.post("/secretariat/close", data=closing).status_code == 302
    page = app.test_client().get("/groups/icost").text
    assert "A chair is announced to the group:" not in page
    assert page.count("ended an office: the account was closed") == 1
    assert page.count("ended the office of the responsible member, who left the council") == 1
    assert "Become the responsible member" in sign_in(app, other).get("/desk").text
    with later(app, 7.1):
        assert run_due(by_clock(now())) == 1, "the issue of who left is handed on, and no chair comes"
    session.rollback()
    assert list(holders("chair", group.id)) == [chair.id]


def test_chairs_who_stay_are_of_two_stakeholder_groups_or_the_other_one_stays(app, db):
    chairs = [make_person(group=group) for group in ("civil", "civil", "technical")]
    group = active_group(app, *chairs)
    desk = sign_in(app, responsible_of(group))
    refused = step(sign_in(app, chairs[2]), "step-down", step="done")
    said = "they come from at least two stakeholder groups"
    assert (refused.status_code, said in refused.text) == (403, True)
    assert "Ask to be relieved: the responsible member then announces another chair" in refused.text
    assert step(sign_in(app, chairs[0]), "step-down", step="done").status_code == 302
    make_person("private", group="private")
    assert step(desk, "propose-chair", person="private", reason="More hands.").status_code == 302
    with writing():  # as when a hat is confirmed no longer, or an account closed
        for chair in chairs[1:]:
            end_role(chair.id, "chair", at=now(), subject_id=group.id)
        give_role(make_person(group="private").id, "chair", at=now(), subject_id=group.id,
                  hat_id=newest_hat_id(session.scalar(select(Actor.id).where(Actor.handle == "private"))))  # fmt: skip
    with later(app, 7.1):
        assert run_due(by_clock(now())) == 1, "two of one stakeholder group do not chair together"
        assert step(desk, "withdraw-chair", reason="Both are from companies.").status_code == 403
        page = desk.get("/groups/icost").text
        assert "passed over the announced chair" in page
        assert "A chair is announced to the group:" not in page


def test_hats_are_looked_at_again_when_chairs_take_office(app, db):
    chair, second = make_person("first"), make_delegate("second", group="private")
    group = active_group(app, chair)
    desk = sign_in(app, responsible_of(group))
    assert step(desk, "propose-chair", person="second", reason="More hands.").status_code == 302
    take_back(app, second)
    with later(app, 7.1):
        run_due(by_clock(now()))
        page = desk.get("/groups/icost").text
    assert ("passed over the announced chair" in page, "appointed the announced chair" in page) == (True, False)
    assert "they come from at least two stakeholder groups" in page
    assert list(holders("chair", group.id)) == [chair.id]
    assert step(desk, "propose-chair", person="second", reason="Once more.").status_code == 422
    make_person("third", group="technical")
    assert step(desk, "propose-chair", person="third", reason="More hands.").status_code == 302
    with later(app, 7.1):
        run_due(by_clock(now()))
    session.rollback()
    assert len(list(holders("chair", group.id))) == 2


def test_a_question_is_put_to_a_group_by_whom_how_it_works_names(app, db):
    group = active_group(app, make_person())
    answers = {}
    for role in ("delegate", "responsible", "secretary"):
        person = make_person(role, roles=("council",) if role == "responsible" else ())
        with writing():
            give_role(person.id, role, at=now(), subject_id=group.id)
        answers[role] = step(sign_in(app, person), "ask-question", question=f"Shall we, {role}?", days="14")
    assert {role: answer.status_code for role, answer in answers.items()} == {
        "delegate": 302, "responsible": 302, "secretary": 403,
    }  # fmt: skip
    assert "by a chair, a delegate or the responsible member" in answers["secretary"].text
    how = app.test_client().get("/how-it-works/group").text
    assert how.count("a chair, a delegate or the responsible member") >= 3


def test_who_works_for_a_group_does_not_oversee_it(app, db):
    chair, helper, leader = make_person(), make_person("helper", roles=("council",)), make_person("leader")
    group = active_group(app, chair)
    with writing():
        give_role(leader.id, "council", at=now())
        give_role(leader.id, "council-chair", at=now())
        for former in holders("responsible", group.id):
            end_role(former, "responsible", at=now(), subject_id=group.id)
        wait_for_responsible(session.get_one(Group, group.id), now())
    asked = "Become the responsible member"
    assert asked in sign_in(app, helper).get("/desk").text
    assert step(sign_in(app, chair), "name-officer", person="helper", office="secretary").status_code == 302
    assert asked not in sign_in(app, helper).get("/desk").text
    refused = step(sign_in(app, helper), "volunteer")
    assert (refused.status_code, b"aside here: you hold an office of this group" in refused.data) == (403, True)
    named = step(sign_in(app, leader), "assign", person="helper")
    assert (named.status_code, b"holds an office of this group, and stands aside" in named.data) == (422, True)
    assert step(sign_in(app, chair), "end-officer", officer="secretary helper").status_code == 302
    assert step(sign_in(app, leader), "assign", person="helper").status_code == 302


def test_a_chair_is_asked_to_take_up_what_the_group_was_formed_for_and_who_oversees_a_resting_one_to_wake_it(app, db):
    chair, other = make_person(), make_person()
    group = active_group(app, chair)
    overseer = sign_in(app, responsible_of(group))
    with writing():
        enter(subject_of("issue", "1"), "unhoused", now())
    asked = "Take the issue up: your group works on it"
    assert asked in sign_in(app, chair).get("/desk").text
    assert asked not in sign_in(app, other).get("/desk").text
    taken = {"group": "icost", "paragraph": "The first."}
    assert sign_in(app, chair).post("/issues/1/moves/take-up", data=taken).status_code == 302
    assert asked not in sign_in(app, chair).get("/desk").text
    assert step(overseer, "rest", reason="A pause.").status_code == 302
    wakes, brings = "Wake the group: a new charter waits", "Bring the new charter on its way"
    assert wakes not in overseer.get("/desk").text
    revised = {"charter": "# Scope\n\nCosts alone.", "note": "Costs alone."}
    assert step(sign_in(app, chair), "revise-charter", **revised).status_code == 302
    desk = overseer.get("/desk").text
    assert (wakes in desk, brings in desk) == (True, False)
    assert step(overseer, "wake", reason="There is work.").status_code == 302
    desk = overseer.get("/desk").text
    assert (wakes in desk, brings in desk) == (False, True)


def test_who_holds_an_office_together_stands_in_the_order_of_taking_it(app, db):
    active_group(app, make_person("zora", group="civil"), make_person("abel", group="technical"))
    people = app.test_client().get("/api/v1/groups/icost").json["details"]["people"]
    assert [one["handle"] for one in people if one["role"] == "chair"] == ["zora", "abel"]
    page = app.test_client().get("/groups/icost").text
    assert page.index("/people/zora") < page.index("/people/abel")


def test_who_closes_the_account_supports_no_proposal(app, db):
    issue_unhoused(app)
    gone, second = make_person("gone"), make_person("second", group="technical")
    proposer = sign_in(app, make_person("proposer"))
    assert proposer.post("/groups/new", data=propose_form(second, make_person())).status_code == 302
    assert sign_in(app, gone).post("/groups/icost/moves/support", data={"would": "review"}).status_code == 302
    before = session.scalars(select(Group)).one().subject.support_count
    close_account(app, gone)
    assert session.scalars(select(Group)).one().subject.support_count == before - 1
    page = app.test_client().get("/groups/icost").text
    assert page.count("ended support: the account was closed") == 1
    assert broken_promises() == []


def test_who_closed_the_account_becomes_no_member_with_the_charter(app, db):
    backers = gone, stays = make_person("gone"), make_person("stays")
    proposer, second, member = bof(app, *backers)
    for person in (gone, proposer):
        close_account(app, person)
    group = session.scalars(select(Group)).one()
    with writing():
        enter(group.subject, "chartering", now())
        chartering.charter(group, by=by(member))
    session.rollback()
    joined = session.scalars(select(Membership.person_id).where(Membership.group_id == group.id)).all()
    assert {stays.id, second.id} <= set(joined)
    assert not {gone.id, proposer.id} & set(joined)
    assert not session.scalars(select(Follow).where(Follow.person_id.in_((gone.id, proposer.id)))).all()
    close_account(app, stays)
    members = app.test_client().get("/groups/icost/members").text
    assert "stays" in members, "what became of a group is not taken back"
    assert broken_promises() == []
