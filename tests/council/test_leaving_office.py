"""Whoever leaves the council is responsible for nothing any more, and another member can be."""

from datetime import timedelta

import pytest

from igtf.core.clock import now
from igtf.core.db import session, writing
from igtf.core.errors import Invalid
from igtf.core.mail import Mail
from igtf.council import seating
from igtf.drafts.models import Draft
from igtf.groups.models import Group
from igtf.people.models import Person
from igtf.people.roles import end_role, holders
from igtf.record.by import by_clock
from igtf.record.due import run_due
from igtf.record.models import Event, Payload
from tests.council.councils import make_council
from tests.databases import upgraded_from_before
from tests.drafts.making import draft_of, submit
from tests.drafts.test_way import QUESTIONS, list_bodies
from tests.factories import broken_promises, by, issue_form, later, make_person, sign_in, tick
from tests.groups.making import active_group, propose_form, told
from tests.procedure.test_changes import LONGER

DRAFT = "/drafts/draft-ines-landlocked"


def answer_for(app, member: Person) -> None:
    """Let a member volunteer for a proposed group, sponsor a draft and take a change of the procedure on."""
    proposer = make_person("ines")
    client, seat = sign_in(app, proposer), sign_in(app, member)
    client.post("/issues/new", data=issue_form())
    client.post("/groups/new", data=propose_form(make_person("partner"), proposer))
    submit(client)
    list_bodies()
    assert seat.post("/groups/icost/moves/volunteer").status_code == 302
    assert seat.post(f"{DRAFT}/moves/sponsor", data=QUESTIONS).status_code == 302
    assert client.post("/procedure-changes/new", data=LONGER).status_code == 302
    assert seat.post("/procedure-changes/1/moves/take-on").status_code == 302


def the_group() -> Group:
    session.rollback()
    return session.query(Group).one()


def left() -> dict[str, str]:
    """Return kind → handle of the entries that say who left an office behind."""
    rows = session.query(Event.kind, Payload.data).join(Payload, Payload.event_id == Event.id)
    return {kind: data["member"] for kind, data in rows.filter(Event.kind.like("%.lose-responsible"))}


def test_the_office_of_a_responsible_member_ends_with_the_seat_and_a_successor_is_found(app, db):
    secretariat, members = make_council()
    (number, member), (_other, successor) = list(members.items())[:2]
    answer_for(app, member)
    assert sign_in(app, successor).post("/groups/icost/moves/volunteer").status_code == 403
    assert the_group().responsible_due is None
    told(app)
    seating.unseat(number, reason="Moved to another post.", by=by(secretariat))
    group, draft, handle = the_group(), draft_of(), member.actor.handle
    assert not [*holders("responsible", group.id), *holders("responsible", draft.id)]
    assert left() == dict.fromkeys(
        [f"{kind}.lose-responsible" for kind in ("group", "draft", "procedure-change")], handle
    )
    wait = timedelta(days=14)
    assert [group.responsible_due - now() <= wait, draft.subject.due_at - now() <= wait] == [True, True]
    assert group.subject.due_at == group.responsible_due
    told(app)
    for address, why in ((handle, "you were the responsible member until now"), ("ines", "you "),
                         (successor.actor.handle, "you are a member of the council")):  # fmt: skip
        mails = session.query(Mail.text).filter(Mail.to == f"{address}@people.example")
        texts = [" ".join(mail.text.split()) for mail in mails]
        assert [text for text in texts if "the responsible member, who left the council" in text and why in text]
    for page in ("/groups/icost", DRAFT, "/procedure-changes/1"):
        assert "ended the office of the responsible member" in app.test_client().get(page).text
    former, desk = sign_in(app, member), sign_in(app, successor)
    assert former.post("/groups/icost/moves/decline", data={"reason": "No."}).status_code == 403
    assert former.post("/groups/icost/moves/volunteer").status_code == 403
    for page in ("/groups/icost", DRAFT):
        assert desk.post(f"{page}/moves/volunteer").status_code == 302
    assert desk.post("/procedure-changes/1/moves/take-on").status_code == 302
    assert the_group().responsible_due is None
    assert list(holders("responsible", draft_of().id)) == [successor.id]


def test_the_clock_ends_the_office_with_the_term_and_of_what_is_over_it_is_only_recorded(app, db):
    _secretariat, members = make_council()
    member = next(iter(members.values()))
    answer_for(app, member)
    seat = sign_in(app, member)
    assert seat.post("/groups/icost/moves/decline", data={"reason": "A body exists."}).status_code == 302
    reader, said = app.test_client(), "ended the office of the responsible member"
    before = reader.get("/groups/icost")
    assert said not in before.text
    with later(app, 366):
        run_due(by_clock(now()))
        after = reader.get("/groups/icost", headers={"If-None-Match": before.headers["ETag"]})
        assert (after.status_code, after.text.count(said)) == (200, 1)
        assert the_group().subject.due_at is None
        assert not list(holders("responsible", the_group().id))
        assert {"draft.lose-responsible", "procedure-change.lose-responsible"} == set(left())
        assert session.query(Draft).one().subject.due_at > now()


@pytest.mark.parametrize("closed_by", ["the member", "the secretariat"])
def test_the_office_ends_with_the_account_too_and_a_successor_is_found(app, db, closed_by):
    secretariat, members = make_council()
    member, successor = list(members.values())[:2]
    answer_for(app, member)
    handle = member.actor.handle
    if closed_by == "the member":
        given = {"present": "a long enough password", "meant": "y"}
        assert sign_in(app, member).post("/account/close", data=given).status_code == 302
    else:
        given = {"person": handle, "reason": "Not a person.", "step": "done"}
        assert sign_in(app, secretariat).post("/secretariat/close", data=given).status_code == 302
    tick()
    group, draft = the_group(), draft_of()
    assert not [*holders("responsible", group.id), *holders("responsible", draft.id)]
    assert left() == dict.fromkeys(
        [f"{kind}.lose-responsible" for kind in ("group", "draft", "procedure-change")], handle
    )
    assert (group.responsible_due is not None, draft.subject.due_at is not None) == (True, True)
    for page in ("/groups/icost", DRAFT, "/procedure-changes/1"):
        read = app.test_client().get(page).text
        assert read.count("ended the office of the responsible member") == 1
    desk = sign_in(app, successor)
    for page in ("/groups/icost", DRAFT):
        assert desk.post(f"{page}/moves/volunteer").status_code == 302
    assert desk.post("/procedure-changes/1/moves/take-on").status_code == 302


def test_after_fourteen_days_a_missing_responsible_member_is_overdue_and_the_chair_is_asked(app, db):
    secretariat, members = make_council()
    (number, member), (_other, chair) = list(members.items())[:2]
    seating.name_chair(chair, by=by(secretariat))
    answer_for(app, member)
    chair_desk, asked = sign_in(app, chair), "Assign a responsible member"
    assert asked not in chair_desk.get("/desk").text
    seating.unseat(number, reason="Moved to another post.", by=by(secretariat))
    late = ("/groups/", "/groups/icost")
    for path in late:
        assert "Responsible member overdue" not in app.test_client().get(path).text
    assert chair_desk.get("/desk").text.count(asked) == 2
    with later(app, 20):
        for path in late:
            page = app.test_client().get(path).text
            assert "Responsible member overdue" in page
            assert "overdue by" in page
        assert "overdue by" in app.test_client().get("/council/").text
        desk = chair_desk.get("/desk").text
        assert '<a href="/groups/icost/moves/assign">' in desk
        assert f'<a href="{DRAFT}/moves/assign">' in desk
        assert desk.count("overdue by") == 2
        assert asked not in sign_in(app, list(members.values())[2]).get("/desk").text
        name = {"person": list(members.values())[3].actor.handle}
        assert chair_desk.post("/groups/icost/moves/assign", data=name).status_code == 302
        assert "overdue" not in app.test_client().get("/groups/icost").text


def test_a_group_at_work_that_lost_its_responsible_member_waits_for_one_too(app, db):
    secretariat, members = make_council()
    (number, member), (_other, chair) = list(members.items())[:2]
    seating.name_chair(chair, by=by(secretariat))
    active_group(app, make_person())
    move = "/groups/icost/moves/assign"
    assert sign_in(app, chair).post(move, data={"person": member.actor.handle}).status_code == 302
    seating.unseat(number, reason="Moved to another post.", by=by(secretariat))
    assert "responsible member needed" in app.test_client().get("/groups/icost").text
    assert "Interconnection costs" in app.test_client().get("/council/").text
    assert f'<a href="{move}">' in sign_in(app, chair).get("/desk").text


def test_groups_of_before_wait_for_a_responsible_member_from_the_upgrade_on(app, db, db_url):
    group = active_group(app, make_person())
    with writing():
        for former in holders("responsible", group.id):
            end_role(former, "responsible", at=now(), subject_id=group.id)
    assert broken_promises() != []
    upgraded_from_before(db_url, "0069")
    found = the_group()
    assert timedelta(days=13) < found.responsible_due - now() < timedelta(days=15)
    assert found.subject.due_at is not None
    assert found.subject.due_at <= found.responsible_due
    assert broken_promises() == []


def give_up(client, page, reason="I move to Geneva.", **more):
    return client.post(f"{page}/moves/give-up", data={"reason": reason, "step": "done"} | more)


def test_a_responsible_member_gives_that_up_with_a_reason_and_another_one_is_found(app, db):
    _secretariat, members = make_council()
    member, successor = list(members.values())[:2]
    answer_for(app, member)
    pages = {"/groups/icost": "volunteer", DRAFT: "volunteer", "/procedure-changes/1": "take-on"}
    seat, desk = sign_in(app, member), sign_in(app, successor)
    told(app)
    for page, again in pages.items():
        refused = give_up(desk, page)
        assert (refused.status_code, "You are not the responsible member" in refused.text) == (403, True), page
        assert "Say why; the reason is public." in give_up(seat, page, "").text
        assert "Nothing is recorded yet." in give_up(seat, page, step="").text
        assert desk.post(f"{page}/moves/{again}", data={"step": "done"}).status_code == 403
        assert give_up(seat, page).status_code == 302
        assert "gave up being the responsible member" in app.test_client().get(page).text
        assert give_up(seat, page).status_code == 403
    group, draft, wait = the_group(), draft_of(), timedelta(days=14)
    assert [timedelta() < due - now() <= wait for due in (group.responsible_due, draft.subject.due_at)] == [True, True]
    assert group.subject.due_at == group.responsible_due
    told(app)
    read = session.query(Mail.to).filter(Mail.text.contains("I move to Geneva."))
    counted = [read.filter(Mail.to == f"{handle}@people.example").count()
               for handle in (successor.actor.handle, "ines", member.actor.handle)]  # fmt: skip
    assert counted == [3, 3, 0], "the council, and who proposed or wrote it; nobody of the own act"
    assert seat.post("/groups/icost/moves/decline", data={"reason": "No."}).status_code == 403
    for page, again in pages.items():
        assert desk.post(f"{page}/moves/{again}", data={"step": "done"}).status_code == 302, page
    assert the_group().responsible_due is None
    assert broken_promises() == []


def test_whose_term_has_run_out_acts_for_the_council_no_more_though_the_clock_is_late(app, db):
    secretariat, members = make_council()
    leaving, staying, filer = make_person(group="civil"), next(iter(members.values())), make_person()
    seating.seat(29, leaving, until=now() + timedelta(days=10), by=by(secretariat))
    seating.name_chair(leaving, by=by(secretariat))
    for title in ("Costs here", "Costs there"):
        assert sign_in(app, filer).post("/issues/new", data=issue_form(title=title)).status_code == 302
    assert sign_in(app, filer).post("/procedure-changes/new", data=LONGER).status_code == 302
    assert sign_in(app, leaving).post("/procedure-changes/1/moves/take-on").status_code == 302
    role = {"person": filer.actor.handle, "role": "moderator", "reason": "Reads with care."}
    no = {"reason": "Not about the Internet.", "step": "done"}
    assert sign_in(app, leaving).post("/issues/1/moves/propose-decline", data=no).status_code == 302
    with later(app, 11):
        former = sign_in(app, leaving)
        assert former.post("/issues/2/moves/propose-decline", data=no).status_code == 403
        assert former.post("/secretariat/role", data=role).status_code in (403, 422)
        assert former.post("/procedure-changes/1/moves/give-up", data={"reason": "Gone."}).status_code == 403
        assert told_of("issue.propose-decline") == 1  # what was refused has left nothing
        assert told_of("council.end-term") == 1  # but the end that the clock owed
        assert sign_in(app, staying).post("/issues/2/moves/propose-decline", data=no).status_code == 302
        assert [told_of(kind) for kind in ("council.end-term", "procedure-change.lose-responsible")] == [1, 1]
        assert not [*holders("council-chair")]
        tick()
        assert told_of("council.end-term") == 1
    assert broken_promises() == []


def test_whose_term_has_run_out_is_not_named_chair_though_the_clock_is_late(app, db):
    secretariat, _members = make_council()
    leaving = make_person(group="civil")
    seating.seat(29, leaving, until=now() + timedelta(days=10), by=by(secretariat))
    with later(app, 11), pytest.raises(Invalid, match="seat this person first"):
        seating.name_chair(leaving, by=by(secretariat))
    assert not [*holders("council-chair")]
    seating.name_chair(leaving, by=by(secretariat))
    assert [*holders("council-chair")] == [leaving.id]


def told_of(kind: str) -> int:
    session.rollback()
    return session.query(Event).filter(Event.kind == kind).count()
