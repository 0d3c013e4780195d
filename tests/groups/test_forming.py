"""A group from its proposal to its charter, through the front door: success and refusal together."""

import html
import re
from dataclasses import replace
from typing import Any

from sqlalchemy import delete, select

from igtf.core.clock import now
from igtf.core.db import Base, session, writing
from igtf.core.mail import Mail
from igtf.groups import chartering, commands, officers
from igtf.groups.models import Charter, Group, GroupSupport, Membership, NamedChair
from igtf.groups.policy_charter import can_ballot
from igtf.people.roles import end_role, holders
from igtf.record.by import by_clock, by_importer
from igtf.record.due import run_due
from igtf.record.models import Event, Relation, Subject
from igtf.record.subjects import enter, open_subject
from igtf.routing.bodies import seed_bodies
from tests.factories import broken_promises, by, issue_form, later, make_person, sign_in, tick
from tests.groups.making import active_group, issue_unhoused, propose_form, told
from tests.inventory.roles import TABLES
from tests.routing.test_path import referral


def the_group() -> Group:
    session.rollback()
    return session.scalars(select(Group)).one()


def everything() -> dict[str, list[Any]]:
    """Return all rows of all tables."""
    session.rollback()
    tables = Base.metadata.sorted_tables
    return {table.name: sorted(map(str, session.execute(select(table)))) for table in tables}


def test_the_home_page_says_which_step_of_a_proposal_is_next_as_its_own_page_does(app, db):
    issue_unhoused(app)
    first, second = make_person(), make_person(group="technical")
    assert sign_in(app, first).post("/groups/new", data=propose_form(second, make_person())).status_code == 302
    for path in ("/groups/icost", "/groups/", "/", "/search?q=icost", "/related/issue/1/works-on?reverse="):
        page = app.test_client().get(path)
        assert page.status_code == 200, path
        assert "responsible member needed <time" in page.text, path
        assert "next step <time" not in page.text, path


def test_a_proposal_stays_on_the_desks_of_both_who_made_it_until_it_is_decided(app, db):
    issue_unhoused(app)
    first, second, member = make_person(), make_person(group="technical"), make_person(roles=("council",))
    assert sign_in(app, first).post("/groups/new", data=propose_form(second, make_person())).status_code == 302
    supporters, council = (
        "Waits for supporters, and for the responsible",
        "Waits for the responsible member, and for the",
    )

    def on_desks(said):
        return [said in sign_in(app, person).get("/desk").text for person in (first, second, member)]

    assert (on_desks(supporters), on_desks(council)) == ([True, True, False], [False] * 3)
    client = sign_in(app, member)
    for name, given in (("volunteer", {}), ("approve-bof", {"reason": "It is urgent."})):
        assert client.post(f"/groups/icost/moves/{name}", data=given).status_code == 302
    assert (on_desks(supporters), on_desks(council)) == ([False] * 3, [True, True, False])
    assert client.post("/groups/icost/moves/decline", data={"reason": "Too few came."}).status_code == 302
    assert on_desks(council) == [False] * 3


def test_a_group_is_proposed_by_two_with_chairs_of_two_stakeholder_groups(app, db):
    first, second, third = make_person(), make_person(), make_person(group="technical")
    client = sign_in(app, first)
    client.post("/issues/new", data=issue_form())
    given = propose_form(second, second, third)
    assert app.test_client().post("/groups/new", data=given).status_code == 403
    for wrong, sentence in (
        ({"acronym": "12"}, b"with at least one letter"),
        ({"acronym": "5G"}, b"2 to 8 of the letters a to z and digits"),
        ({"acronym": "new"}, b"This acronym is reserved"),
        ({"issues": "one"}, b"Give numbers of issues"),
        ({"issues": "1، ٧、8"}, b"There is no open issue with the number 7, 8."),
        ({"second": first.actor.handle}, b"Name somebody else"),
        ({"second": "nobody-at-all"}, b"Nobody here has the handle nobody-at-all."),
        ({"chairs": f"{first.actor.handle}, {second.actor.handle}"}, b"at least two stakeholder groups"),
        ({"charter": "> " * 30 + "deep"}, b"deep"),
    ):
        refused = client.post("/groups/new", data=given | wrong)
        assert refused.status_code == 422, wrong
        assert sentence in refused.data, wrong
        assert b"Principles for landlocked countries." in refused.data
    made = client.post("/groups/new", data=given)
    assert made.location == "/groups/icost", made.text
    again = client.post("/groups/new", data=given)
    assert again.status_code == 422
    assert b"There is a group icost already" in again.data
    page = client.get("/groups/icost")
    assert (
        b"Missing for a BoF: 9 more people, 2 more stakeholder groups, 1 more region, 2 more who would write."
        in page.data
    )
    assert b"a council member may volunteer" in page.data
    links = [f'<a href="/people/{who.actor.handle}"><bdi>@{who.actor.handle}</bdi></a>' for who in (second, third)]
    assert f"Proposed together with:</span> <bdi>{links[0]}</bdi></p>" in page.text
    assert f"Chairs named:</span> <bdi>{', '.join(links)}</bdi></p>" in page.text
    feed = app.test_client().get("/feeds/groups/icost.atom").text
    assert re.search(rf"Proposed together with:\W.*@{second.actor.handle}\b", html.unescape(feed))
    told = client.get("/api/v1/events?kind=group.propose").json["items"][0]
    assert told["data"]["second"] == second.actor.handle
    listed = app.test_client().get("/groups/?stage=forming&kind=working&state=proposed&phase=new")
    assert b"Interconnection costs" in listed.data
    assert b"Interconnection costs" not in app.test_client().get("/groups/?stage=ended").data
    assert session.scalar(select(Relation.kind).where(Relation.subject_id == the_group().id)) == "works-on"


def test_a_proposal_is_checked_as_it_is_made_and_a_check_leaves_nothing(app, db):
    first, second, third = make_person(), make_person(), make_person(group="technical")
    client = sign_in(app, first)
    client.post("/issues/new", data=issue_form())
    given = propose_form(second, second, third, step="")
    wrong = {"issues": "7", "second": first.actor.handle, "chairs": f"{first.actor.handle}, nobody-at-all"}
    refused = client.post("/groups/new", data=given | wrong)
    assert refused.status_code == 422
    for sentence in (
        "Issues: There is no open issue with the number 7.", "Second proposer: Name somebody else",
        "Chairs: Nobody here has the handle nobody-at-all.",
    ):  # fmt: skip
        assert sentence in refused.text
    alike = client.post("/groups/new", data=given | {"chairs": f"{first.actor.handle}, {second.actor.handle}"})
    assert "at least two stakeholder groups" in alike.text
    before = everything()
    checked = client.post("/groups/new", data=given)
    assert checked.status_code == 200, checked.text
    assert "Nothing is recorded yet." in checked.text
    assert everything() == before
    assert client.post("/groups/new", data=given | {"step": "done"}).location == "/groups/icost"


def test_thresholds_lead_to_a_bof_or_a_reason_does(app, db):
    proposer, second, member = (
        make_person(),
        make_person(),
        make_person(group="technical", roles=("council",)),
    )
    client, desk = sign_in(app, proposer), sign_in(app, member)
    client.post("/issues/new", data=issue_form())
    client.post("/groups/new", data=propose_form(second, second))
    assert client.post("/groups/icost/moves/volunteer").status_code == 403
    refused = desk.post("/groups/icost/moves/approve-bof", data={"reason": "Now."})
    assert refused.status_code == 403
    assert b"responsible member" in refused.data
    assert desk.post("/groups/icost/moves/volunteer").status_code == 302
    assert b"named already" in desk.post("/groups/icost/moves/volunteer").data
    thin = desk.post("/groups/icost/moves/approve-bof", data={})
    assert thin.status_code == 422
    assert b"9 more people" in thin.data
    assert b"say why it is not needed" in thin.data
    assert client.post("/groups/icost/moves/support", data={"would": "write"}).status_code == 422
    groups, countries = ("civil", "technical", "private"), ("KE", "DE")
    for i in range(9):
        backer = sign_in(app, make_person(group=groups[i % 3], country=countries[i % 2]))
        would = {"would": "write" if i < 2 else "follow"}
        assert backer.post("/groups/icost/moves/support", data=would).status_code == 302
    assert b"Nothing is missing for a BoF." in app.test_client().get("/groups/icost").data
    assert desk.post("/groups/icost/moves/approve-bof", data={}).status_code == 302
    assert the_group().subject.state == "bof"
    assert client.post("/groups/icost/moves/support", data={"would": "write"}).status_code == 409
    assert desk.post("/groups/icost/moves/bof-again", data={"reason": "New people."}).status_code == 302
    third = desk.post("/groups/icost/moves/bof-again", data={"reason": "Again."})
    assert b"at most 2 BoFs" in third.data


def test_who_proposes_a_group_edits_the_proposal_and_what_it_was_stays(app, db):
    proposer, second, backer = make_person("proposer"), make_person("second"), make_person("backer")
    client, backs = sign_in(app, proposer), sign_in(app, backer)
    for title in ("Costs", "Prices", "Closed"):
        client.post("/issues/new", data=issue_form(title=title))
    client.post("/groups/new", data=propose_form(second, second) | {"issues": "1, 3"})
    backs.post("/groups/icost/moves/support", data={"would": "write"})
    client.post("/issues/3/moves/withdraw", data={"reason": "Asked elsewhere."})
    group, edit = the_group(), "/groups/icost/moves/edit"
    former = group.subject.title
    form = client.get(edit).text
    assert 'value="1, 3"' in form
    assert former in form
    new = {"title": "Costs at sea", "summary": group.subject.summary, "issues": "3, 2", "note": "Ports came in."}
    assert "edited by its proposers" in backs.post(edit, data=new).text
    assert "no open issue with the number 7" in client.post(edit, data=new | {"issues": "2, 7"}).text
    assert "Say in a sentence what changed" in client.post(edit, data=new | {"note": ""}).text
    same = new | {"title": former, "issues": "1, 3"}
    assert "Nothing was changed" in client.post(edit, data=same).text
    told(app)
    assert sign_in(app, second).post(edit, data=new).status_code == 302
    assert (the_group().subject.title, works_on()) == ("Costs at sea", {"2", "3"})
    page = app.test_client().get("/groups/icost").text
    assert former in page[page.index("Name until then") :]
    assert "Issues until then" in page
    assert "Summary until then" not in page
    assert "Ports came in." in told(app)["backer@people.example"]
    assert "Costs at sea" in app.test_client().get("/search?q=sea").text
    assert broken_promises() == []
    assert client.post(edit, data=new | {"issues": "3", "note": "Ports only."}).status_code == 302
    assert works_on() == {"3"}
    with writing():
        enter(the_group().subject, "active", now())
    assert client.post(edit, data=new).status_code in (403, 409)


def works_on():
    session.rollback()
    of_group = select(Relation.target_id).where(Relation.subject_id == the_group().id, Relation.kind == "works-on")
    return set(session.scalars(select(Subject.ref).where(Subject.id.in_(of_group))))


def test_a_supporter_says_something_else_or_supports_it_no_longer(app, db):
    proposer, second, backer = make_person("proposer"), make_person("second"), make_person("backer")
    client, backs = sign_in(app, proposer), sign_in(app, backer)
    client.post("/issues/new", data=issue_form())
    client.post("/groups/new", data=propose_form(second, second))
    support, end = ("/groups/icost/moves/" + name for name in ("support", "end-support"))
    assert "You do not support this proposal." in backs.post(end).text
    assert backs.post(support, data={"would": "follow"}).status_code == 302
    assert re.search(r'value="follow"[^>]* checked|checked[^>]* value="follow"', backs.get(support).text)
    assert "so nothing was recorded" in backs.post(support, data={"would": "follow"}).text
    assert backs.post(support, data={"would": "write"}).status_code == 302
    assert said(backer, proposer) == ({"backer": "write", "proposer": "write"}, 2)
    assert backs.post(end).status_code == 302
    assert said(backer, proposer) == ({"proposer": "write"}, 1)
    assert backs.post(end).status_code == 403
    assert backs.post(support, data={"would": "review"}).status_code == 302
    with writing():
        enter(the_group().subject, "bof", now())
    assert backs.post(support, data={"would": "write"}).status_code == 409
    assert backs.post(end).status_code == 302, "who would become a member with the charter may think again"
    assert said(backer, proposer) == ({"proposer": "write"}, 1)


def said(*people):
    """Return what each of the people who support the proposal would do, by handle, and how many do."""
    session.rollback()
    would = dict(session.execute(select(GroupSupport.person_id, GroupSupport.would)).all())
    return {one.actor.handle: would[one.id] for one in people if one.id in would}, the_group().subject.support_count


def test_chartering_needs_an_unhoused_issue_and_the_ballot_brings_the_charter_into_force(app, db):
    issue_unhoused(app)
    proposer, second, chair = make_person(), make_person(), make_person(group="technical")
    member = make_person(roles=("council",))
    client, desk = sign_in(app, proposer), sign_in(app, member)
    client.post("/groups/new", data=propose_form(second, chair, proposer))
    desk.post("/groups/icost/moves/volunteer")
    answers = {"understood": "Yes.", "people": "Twelve.", "formed": "Yes."}
    early = desk.post("/groups/icost/moves/start-chartering", data=answers)
    assert early.status_code == 403
    assert b"None of its issues is unhoused" in early.data
    assert "Body, or group<span" in client.get("/issues/1").text
    with later(app, 7):
        assert run_due(by_clock(now())) == 1
        unhoused = client.get("/issues/1").text
        assert 'Group<span class="unseen"> (ahead)</span>' in unhoused
        assert "Body, or group" not in unhoused
        missing = desk.post("/groups/icost/moves/start-chartering", data=answers | {"people": ""})
        assert b"Answer whether there are people to do the work." in missing.data
        assert desk.post("/groups/icost/moves/start-chartering", data=answers).status_code == 302
        revised = {"charter": "# Scope\n\nLandlocked countries only.", "note": "Narrower scope"}
        assert sign_in(app, chair).post("/groups/icost/moves/revise-charter", data=revised).status_code == 403
        assert client.post("/groups/icost/moves/revise-charter", data=revised).status_code == 302
        assert b"Nothing was changed" in client.post("/groups/icost/moves/revise-charter", data=revised).data
    assert desk.post("/groups/icost/moves/charter").status_code == 404
    group = the_group()
    chartering.charter(group, by=by_clock(now()))
    group = the_group()
    assert group.subject.state == "active"
    states = session.scalars(select(Charter.state).where(Charter.group_id == group.id).order_by(Charter.number)).all()
    assert states == ["replaced", "in-force"]
    assert set(holders("chair", group.id)) == {chair.id, proposer.id}
    members = session.scalars(select(Membership.person_id).where(Membership.group_id == group.id)).all()
    assert set(members) == {proposer.id, second.id, chair.id}
    versions = app.test_client().get("/groups/icost/charter")
    assert b"In force" in versions.data
    assert b"Narrower scope" in versions.data


def test_a_proposal_goes_along_with_an_issue_that_is_merged(app, db):
    issue_unhoused(app)
    proposer, second = make_person(), make_person()
    client, member = sign_in(app, proposer), sign_in(app, make_person(roles=("council",)))
    client.post("/issues/new", data=issue_form(title="It asks the same"))
    form = propose_form(second, proposer) | {"issues": "2"}
    assert client.post("/groups/new", data=form).status_code == 302
    assert client.post("/groups/new", data=form | {"acronym": "ended", "title": "Ended"}).status_code == 302
    assert client.post("/groups/ended/moves/abandon", data={"reason": "Once is enough."}).status_code == 302
    merged = client.post("/issues/2/moves/merge", data={"other": "1", "reason": "It asks the same."})
    assert merged.status_code == 302, merged.text
    assert member.post("/groups/icost/moves/volunteer").status_code == 302
    assert 'href="/issues/1"' in app.test_client().get("/groups/icost").text
    assert 'href="/issues/1"' not in app.test_client().get("/groups/ended").text
    answers = {"understood": "Yes.", "people": "Twelve.", "formed": "Yes."}
    with later(app, 7):
        tick()
        assert member.post("/groups/icost/moves/start-chartering", data=answers).status_code == 302


def test_a_proposal_is_declined_assigned_and_abandoned(app, db):
    proposer, second, member = make_person(), make_person(), make_person(roles=("council",))
    head = make_person(roles=("council", "council-chair"))
    client = sign_in(app, proposer)
    client.post("/issues/new", data=issue_form())
    client.post("/groups/new", data=propose_form(second, second))
    seat = sign_in(app, head)
    wrong = seat.post("/groups/icost/moves/assign", data={"person": second.actor.handle})
    assert b"Name a member of the council." in wrong.data
    assert seat.post("/groups/icost/moves/assign", data={"person": member.actor.handle}).status_code == 302
    assert client.post("/groups/icost/moves/decline", data={"reason": "No."}).status_code == 403
    desk = sign_in(app, member)
    assert desk.post("/groups/icost/moves/decline", data={}).status_code == 422
    assert desk.post("/groups/icost/moves/decline", data={"reason": "A body exists."}).status_code == 302
    assert the_group().subject.state == "declined"
    page = app.test_client().get("/groups/icost").text
    assert 'Group<span class="unseen"> (ended here)</span>' in page
    assert 'Council<span class="unseen"> (not reached)</span>' in page
    assert "Ended at: Group. State: Declined." in page
    client.post("/groups/new", data=propose_form(second, second, acronym="again"))
    assert desk.post("/groups/again/moves/abandon", data={"reason": "No."}).status_code == 403
    assert sign_in(app, second).post("/groups/again/moves/abandon", data={"reason": "No time."}).status_code == 302
    kinds = session.scalars(select(Event.kind).where(Event.kind.like("group.%")).order_by(Event.id)).all()
    assert kinds == ["group.propose", "group.assign", "group.decline", "group.propose", "group.abandon"]


def test_a_member_of_the_council_establishes_a_correspondence_group_by_ballot(app, db):
    member, chair = make_person(roles=("council",)), make_person()
    given = {
        "acronym": "ovsight",
        "title": "Oversight models",
        "kind": "correspondence",
        "summary": "Four models.",
        "mandate": "Compare four models.",
        "chairs": chair.actor.handle,
        "step": "done",
        "parent": "",
        "report_due": f"{now().year + 1}-05-01",
    }
    assert sign_in(app, chair).post("/groups/new/establish", data=given).status_code == 403
    desk = sign_in(app, member)
    for wrong, sentence in (
        ({"report_due": ""}, b"Give the day by which the report is due."),
        ({"report_due": "2013-05-01"}, b"Give a day that is still to come."),
        ({"report_due": "soon"}, b"Write the date as year-month-day"),
        ({"kind": "working"}, b"Choose one of the list."),
        ({"parent": "icost"}, b"Choose one of the list."),
    ):
        assert sentence in desk.post("/groups/new/establish", data=given | wrong).data, wrong
    made = desk.post("/groups/new/establish", data=given)
    assert made.location == "/groups/ovsight", made.text
    group = the_group()
    assert group.subject.state == "chartering"
    assert list(holders("responsible", group.id)) == [member.id]
    with later(app, 600):
        assert "Report overdue" not in app.test_client().get("/groups/ovsight").text, "nobody can write it yet"
        assert "Report overdue" not in app.test_client().get("/groups/").text
        with writing():
            enter(the_group().subject, "chartering", now())
        chartering.charter(the_group(), by=by_clock(now()))
        assert "Report overdue" in app.test_client().get("/groups/ovsight").text
        assert "Report overdue" in app.test_client().get("/groups/").text


def test_who_is_named_is_told_and_can_step_aside_and_others_are_named(app, db):
    issue_unhoused(app)
    proposer, second, chair, other = make_person(), make_person("sec"), make_person("cha"), make_person("oth")
    client = sign_in(app, proposer)
    client.post("/groups/new", data=propose_form(second, chair))
    mails = told(app)
    assert "mail came: you are named as chair; you can step aside on its page." in mails["cha@people.example"]
    assert "mail came: you are named as second proposer; you can step" in mails["sec@people.example"]
    aside = "/groups/icost/moves/step-aside"
    refused = sign_in(app, other).post(aside)
    assert (refused.status_code, "neither as a chair to come nor" in refused.text) == (403, True)
    for person in (second, chair):
        assert 'href="/groups/icost/moves/step-aside"' in sign_in(app, person).get("/groups/icost").text
        assert sign_in(app, person).post(aside, data={"note": "I was not asked."}).status_code == 302
        assert sign_in(app, person).post(aside).status_code == 403
    group = the_group()
    assert (group.second_id, group.subject.due_at is not None) == (None, True)
    page = app.test_client().get("/groups/icost").text
    assert "nobody; the proposers name others" in page
    assert "I was not asked." in page
    assert can_ballot(replace(TABLES["group"]["responsible member while nobody is named"], forming=False))
    assert "Name other people first" in str(
        can_ballot(TABLES["group"]["responsible member while nobody is named"]).reason
    )
    others = "/groups/icost/moves/name-others"
    assert sign_in(app, chair).post(others, data={"chairs": "oth"}).status_code == 403
    for given, said in (({}, "Name chairs, or another second proposer."), ({"chairs": "none"}, "Nobody here has"),
                        ({"second": proposer.actor.handle}, "Name somebody else")):  # fmt: skip
        answer = client.post(others, data=given)
        assert (answer.status_code, said in answer.text) == (422, True), answer.text
    assert client.post(others, data={"chairs": "oth", "second": "cha"}).status_code == 302
    assert the_group().second_id == chair.id
    mails = told(app)
    assert "named other people" in mails["oth@people.example"]
    assert "mail came: you are named as" in mails["cha@people.example"]
    with writing():
        enter(the_group().subject, "chartering", now())
    chartering.charter(the_group(), by=by_clock(now()))
    assert set(holders("chair", the_group().id)) == {other.id}


def test_who_stays_named_is_not_told_again_and_who_was_named_until_then_is(app, db):
    issue_unhoused(app)
    proposer, second, one = make_person(), make_person("sec"), make_person("one")
    two, three = make_person("two", group="technical"), make_person("three", group="private")
    make_person("third")
    client, others = sign_in(app, proposer), "/groups/icost/moves/name-others"
    client.post("/groups/new", data=propose_form(second, one))
    told(app)
    (kept,) = chairs_waiting()
    assert "Told: who is newly named as chair, who is newly named as second proposer, who was named until" in (
        client.get(others).text
    )
    as_chair, as_second = "you are named as chair; you can step", "you are named as second proposer; you can step"
    until_now = "you were named until now, as chair or as second proposer"
    for given, hear in (
        ({"chairs": "one, two", "second": "sec"}, {"two": as_chair, "sec": "you proposed it"}),
        ({"chairs": "two, one", "second": "third"}, {"third": as_second, "sec": until_now}),
        ({"chairs": "one, three"}, {"three": as_chair, "two": until_now, "third": "you proposed it"}),
        ({"chairs": "one", "second": "three"}, {"three": as_second, "third": until_now}),
    ):
        session.execute(delete(Mail))
        session.commit()
        assert client.post(others, data=given | {"step": "done"}).status_code == 302, given
        letters = told(app)
        assert set(letters) == {f"{handle}@people.example" for handle in hear}, given
        assert [handle for handle, why in hear.items() if why not in letters[f"{handle}@people.example"]] == []
        assert kept in chairs_waiting(), "who stays is named as before"
    assert chairs_waiting() == [kept]
    assert (the_group().second_id, kept[1]) == (three.id, one.id)
    assert {row.person_id for row in session.scalars(select(NamedChair))} == {one.id, two.id, three.id}
    page = app.test_client().get("/groups/icost").text
    assert page.count("Named until then") == 3
    assert client.post(others, data={"chairs": "one", "second": "three", "step": "done"}).status_code == 422


def chairs_waiting() -> list[tuple[int, int]]:
    """Return who is named as chair: each row by its id, and of whom it is."""
    session.rollback()
    waiting = select(NamedChair).where(NamedChair.settled_at.is_(None)).order_by(NamedChair.id)
    return [(row.id, row.person_id) for row in session.scalars(waiting)]


def test_who_proposes_a_group_is_not_its_responsible_member(app, db):
    proposer, chair = make_person("proposer", roles=("council",)), make_person(roles=("council-chair",))
    client, lead = sign_in(app, proposer), sign_in(app, chair)
    member = make_person("member", group="technical", roles=("council",))
    assert client.post("/issues/new", data=issue_form()).status_code == 302
    assert client.post("/groups/new", data=propose_form(make_person(), proposer)).status_code == 302
    refused = client.post("/groups/icost/moves/volunteer")
    assert refused.status_code == 403
    assert "You stand aside here: you proposed this group." in refused.text
    named = lead.post("/groups/icost/moves/assign", data={"person": "proposer"})
    assert named.status_code == 422
    assert "This person proposed the group, and stands aside." in named.text
    assert lead.post("/groups/icost/moves/assign", data={"person": "member"}).status_code == 302
    assert list(holders("responsible", the_group().id)) == [member.id]


def test_who_was_the_responsible_member_until_another_is_assigned_is_told(app, db):
    proposer, chair = make_person(), make_person("lead", roles=("council-chair",))
    first = make_person("first", roles=("council",))
    make_person("second", roles=("council",))
    sign_in(app, proposer).post("/issues/new", data=issue_form())
    sign_in(app, proposer).post("/groups/new", data=propose_form(make_person(), proposer))
    assert sign_in(app, first).post("/groups/icost/moves/volunteer").status_code == 302
    told(app)
    desk, move = sign_in(app, chair), "/groups/icost/moves/assign"
    assert "who was the responsible member until now" in desk.get(move).text
    assert "the responsible member already" in desk.post(move, data={"person": "first"}).text
    assert desk.post(move, data={"person": "second"}).status_code == 302
    letters = told(app)
    assert "you were the responsible member until now" in letters["first@people.example"]
    assert "you are the responsible member" in letters["second@people.example"]


def test_nobody_chairs_a_group_and_is_its_responsible_member(app, db):
    chair, lead = make_person("chair", roles=("council",)), make_person(roles=("council-chair",))
    make_person("other", group="private")
    active_group(app, chair)
    with writing():
        for former in holders("responsible", the_group().id):
            end_role(former, "responsible", at=now(), subject_id=the_group().id)
    refused = sign_in(app, chair).post("/groups/icost/moves/volunteer")
    assert refused.status_code == 403
    assert "You stand aside here: you chair this group, or are named as its chair." in refused.text
    assigned = sign_in(app, lead).post("/groups/icost/moves/assign", data={"person": "chair"})
    assert (assigned.status_code, "This person chairs the group" in assigned.text) == (422, True)
    member = make_person("member", roles=("council",))
    desk = sign_in(app, member)
    assert desk.post("/groups/icost/moves/volunteer").status_code == 302
    own = desk.post("/groups/icost/moves/propose-chair", data={"person": "member", "reason": "I have time."})
    assert (own.status_code, "is the responsible member of the group, and does not chair" in own.text) == (422, True)
    named = {"person": "other", "reason": "More hands."}
    assert desk.post("/groups/icost/moves/propose-chair", data=named).status_code == 302
    given = {"acronym": "both", "title": "Both", "kind": "directorate", "summary": "Reads.", "mandate": "Read.",
             "chairs": "member", "step": "done", "parent": ""}  # fmt: skip
    made = desk.post("/groups/new/establish", data=given)
    assert (made.status_code, "does not chair it. Name somebody else." in made.text) == (422, True)
    assert desk.post("/groups/new/establish", data=given | {"chairs": "other"}).status_code == 302
    others = desk.post("/groups/both/moves/name-others", data={"chairs": "member"})
    assert (others.status_code, "does not chair it. Name somebody else." in others.text) == (422, True)


def test_one_proposer_alone_gets_no_bof_until_another_joins(app, db):
    issue_unhoused(app)
    proposer, second, member = make_person(), make_person("sec"), make_person(roles=("council",))
    make_person("third")
    client, desk = sign_in(app, proposer), sign_in(app, member)
    client.post("/groups/new", data=propose_form(second, proposer))
    desk.post("/groups/icost/moves/volunteer")
    assert sign_in(app, second).post("/groups/icost/moves/step-aside").status_code == 302
    answers = {"understood": "Yes.", "people": "Yes.", "formed": "Yes."}
    for name, given in (("approve-bof", {"reason": "It is urgent."}), ("start-chartering", answers)):
        refused = desk.post(f"/groups/icost/moves/{name}", data=given)
        assert (refused.status_code, "A proposal is made by two" in refused.text) == (403, True)
    assert client.post("/groups/icost/moves/name-others", data={"second": "third"}).status_code == 302
    assert desk.post("/groups/icost/moves/approve-bof", data={"reason": "It is urgent."}).status_code == 302


def test_the_page_of_an_issue_leads_to_a_group_on_it(app, db):
    first, second, chair = make_person(), make_person(group="technical"), make_person()
    client, desk = sign_in(app, first), sign_in(app, make_person(roles=("council",)))
    offer = 'href="/groups/new?issues=1"'
    client.post("/issues/new", data=issue_form())
    assert offer not in client.get("/issues/1").text, "nobody has accepted it yet"
    desk.post("/issues/1/moves/accept", data={"reason": "In scope."})
    for reader in (client, app.test_client()):
        page = reader.get("/issues/1").text
        assert offer in page.partition("What can happen next")[2].partition("</section>")[0]
    form = client.get("/groups/new?issues=1").text
    assert re.search('<input[^>]*name="issues"[^>]*value="1"', form)
    assert client.post("/groups/new", data=propose_form(second, second, chair)).status_code == 302
    page = client.get("/issues/1").text
    assert offer not in page
    assert '<a href="/groups/icost#next">Support for the proposed group: <bdi>Interconnection costs</bdi></a>' in page
    assert "1 of the 10 people needed for a BoF support it." in page
    assert sign_in(app, chair).post("/groups/icost/moves/support", data={"would": "review"}).status_code == 302
    assert "2 of the 10 people needed for a BoF support it." in app.test_client().get("/issues/1").text
    assert desk.post("/groups/icost/moves/volunteer").status_code == 302
    assert desk.post("/groups/icost/moves/approve-bof", data={"reason": "It is urgent."}).status_code == 302
    page = client.get("/issues/1").text
    assert "The group that is being formed: <bdi>" in page
    assert "needed for a BoF" not in page
    assert client.post("/groups/icost/moves/abandon", data={"reason": "No time."}).status_code == 302
    assert offer in client.get("/issues/1").text
    seed_bodies(by=by_importer(now()))
    assert desk.post("/issues/1/moves/propose-referral", data=referral()).status_code == 302
    assert offer not in client.get("/issues/1").text, "it may be with a body in a week"


def test_who_supports_a_proposal_is_asked_while_there_is_no_group_yet(app, db):
    chair, backer = make_person(), make_person()
    member = make_person(roles=("council",))
    partner = make_person(group="technical")
    sign_in(app, partner).post("/issues/new", data=issue_form())
    given = propose_form(partner, chair)
    given.pop("step")
    group = commands.propose(**given, by=by(make_person()))
    supporter = sign_in(app, backer)
    assert supporter.post("/groups/icost/moves/support", data={"would": "review"}).status_code == 302
    assert supporter.post("/groups/icost/follow", data={"stop": "1"}).status_code == 302
    officers.volunteer(group, by=by(member))
    client, path = sign_in(app, member), "/groups/icost/moves/ask-question"
    backers = f"{backer.actor.handle}@people.example"

    def asked(state, question):
        with writing():
            enter(group.subject, state, now())
        page = client.get(path).text
        done = client.post(path, data={"question": question, "days": "14"}, follow_redirects=True)
        assert done.status_code == 200
        return re.search("Told: .*", page)[0], told(app).get(backers, "")

    sentence, mail = asked("bof", "Is it enough?")
    assert "who supports the proposal" in sentence
    assert "who took a position in the call" not in sentence
    assert "Is it enough?" in mail
    sentence, mail = asked("active", "Shall we meet?")
    assert "who supports the proposal" not in sentence
    assert "the members of the group" in sentence
    assert "Shall we meet?" not in mail


def test_an_acronym_may_begin_with_a_digit_wherever_it_is_used(app, db):
    first, second = make_person("ana"), make_person(group="technical")
    client = sign_in(app, first)
    client.post("/issues/new", data=issue_form())
    made = client.post("/groups/new", data=propose_form(second, first, second, acronym="5g"))
    assert made.location == "/groups/5g", made.text
    for path in ("/groups/5g", "/groups/5g/charter", "/feeds/groups/5g.atom", "/feeds/groups/5g.ics",
                 "/groups/5g/moves/support", "/issues/?group=5g"):  # fmt: skip
        assert client.get(path).status_code == 200, path
    shown = client.get("/api/v1/groups/5g").json
    assert (shown["ref"], shown["number"]) == ("5g", None)
    session.rollback()
    group = the_group()
    with writing():
        open_subject("draft", "draft-igtf-5g-prices", "Prices", "group-draft", by=by(first), group_id=group.id)
    assert client.post("/issues/1/comments", data={"body": "See draft-igtf-5g-prices."}).status_code == 302
    assert '<a href="/drafts/draft-igtf-5g-prices"' in client.get("/issues/1").text
    assert "draft-igtf-5g-prices" in client.get("/groups/5g/drafts").text


def test_who_supports_a_proposal_is_told_how_and_offered_to_change_it(app, db):
    first, second, third = make_person(), make_person(group="technical"), make_person()
    client, reader = sign_in(app, first), sign_in(app, third)
    client.post("/issues/new", data=issue_form())
    client.post("/groups/new", data=propose_form(second, second, third))
    page = client.get("/groups/icost").text
    assert "You support it: you would write or edit drafts." in page
    assert "Change what you would do</a>" in page
    assert "Support this proposal" not in page
    assert "<h1>Change what you would do</h1>" in client.get("/groups/icost/moves/support").text
    for nobody in (reader, app.test_client()):
        page = nobody.get("/groups/icost").text
        assert "Support this proposal</a>" in page
        assert "You support it" not in page
        assert "Change what you would do" not in page
    assert "<h1>Support this proposal</h1>" in reader.get("/groups/icost/moves/support").text
    assert reader.post("/groups/icost/moves/support", data={"would": "review"}).status_code == 302
    assert "You support it: you would read drafts and comment on them." in reader.get("/groups/icost").text
    assert reader.post("/groups/icost/moves/support", data={"would": "follow"}).status_code == 302
    assert "You support it: you would follow the discussion." in reader.get("/groups/icost").text
    assert reader.post("/groups/icost/moves/end-support").status_code == 302
    page = reader.get("/groups/icost").text
    assert ("Support this proposal</a>" in page, "You support it" in page) == (True, False)
