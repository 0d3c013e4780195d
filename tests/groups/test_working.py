"""A group at work: members, chairs, issues, and its end."""

import re
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import select

from igtf.core.clock import now
from igtf.core.db import session, writing
from igtf.core.errors import NotAllowed
from igtf.core.workflow import WORKFLOWS
from igtf.discussion.models import Follow
from igtf.groups import commands, handing, officers
from igtf.groups.models import Group, Membership
from igtf.issues.models import Issue
from igtf.people.commands import add_hat
from igtf.people.models import Person
from igtf.people.offices import groups_with
from igtf.people.roles import holders
from igtf.people.taking_part import taking_part, with_what_asks
from igtf.record.by import by_clock
from igtf.record.due import run_due
from igtf.record.models import Event, Relation, Subject
from igtf.record.queries import subject_of
from igtf.record.subjects import enter, open_subject, relate
from tests.counting import reads
from tests.factories import acts_of, by, issue_form, later, mails_to, make_person, sign_in, state_of, tick
from tests.groups.making import active_group, month, propose_form
from tests.meetings.making import call_form


def follows(person: Person) -> bool:
    session.rollback()
    return session.scalar(select(Follow.person_id).where(Follow.person_id == person.id)) is not None


def responsible(group: Group) -> int:
    return next(iter(holders("responsible", group.id)))


def test_joining_and_leaving_is_one_act_each(app, db):
    chair, newcomer = make_person(), make_person(country="BR")
    active_group(app, chair)
    client = sign_in(app, newcomer)
    assert (
        b"As a member you are shown as: Civil society, Latin American and Caribbean Group."
        in client.get("/groups/icost").data
    )
    assert client.post("/groups/icost/moves/leave").status_code == 403
    assert client.post("/groups/icost/moves/join").status_code == 302
    assert b"You are a member" in client.post("/groups/icost/moves/join").data
    assert newcomer.actor.name.encode() in app.test_client().get("/groups/icost/members").data
    assert follows(newcomer)
    assert client.post("/groups/icost/moves/leave").status_code == 302
    assert not follows(newcomer)
    left = client.get("/groups/icost").text
    assert "You follow the group no longer" in left
    assert '<form method="post" action="/groups/icost/follow">' in left, "who wants to goes on following it"
    assert newcomer.actor.name.encode() not in app.test_client().get("/groups/icost/members").data
    assert client.post("/groups/icost/moves/join").status_code == 302
    assert follows(newcomer)
    session.rollback()
    rows = session.scalars(select(Membership).where(Membership.person_id == newcomer.id)).all()
    assert [row.ended_at for row in rows] == [None]
    assert app.test_client().post("/groups/icost/moves/join").status_code == 403


def test_before_joining_the_page_says_as_whom_and_not_after(app, db):
    active_group(app, make_person())
    member = make_person()
    client = sign_in(app, member)
    assert "As a member you are shown as: Civil society, African Group." in client.get("/groups/icost").text
    assert client.post("/groups/icost/moves/join").status_code == 302
    add_hat(member, stakeholder_group="private", capacity="personal", organisation="", by=by(member))
    assert "As a member you are shown as" not in client.get("/groups/icost").text, "the hat of a member stays"


def test_a_chair_takes_an_issue_up_and_gives_it_back(app, db):
    chair, other = make_person(), make_person()
    group = active_group(app, chair)
    member = make_person(roles=("council",))
    session.rollback()
    sign_in(app, other).post("/issues/new", data=issue_form(title="A second question"))
    issue = session.get_one(Issue, subject_of("issue", "2").id)
    desk = sign_in(app, member)
    desk.post("/issues/2/moves/volunteer")
    desk.post("/issues/2/moves/accept", data={"reason": "In scope."})
    client, given = sign_in(app, chair), {"group": "icost", "paragraph": "Scope, first paragraph"}
    assert sign_in(app, other).get("/issues/2/moves/take-up").status_code == 403
    assert sign_in(app, other).post("/issues/2/moves/take-up", data=given).status_code == 403
    with pytest.raises(NotAllowed):
        handing.take_up(issue, group="icost", paragraph="Scope", by=by(other))
    assert b"Choose one of the list." in client.post("/issues/2/moves/take-up", data=given | {"group": "ghost"}).data
    assert b"Give the paragraph" in client.post("/issues/2/moves/take-up", data=given | {"paragraph": ""}).data
    assert client.post("/issues/2/moves/take-up", data=given).status_code == 302
    session.rollback()
    assert (issue.subject.state, issue.subject.group_id, issue.state_before) == ("in-group", group.id, "open")
    assert b"A second question" in app.test_client().get("/groups/icost").data
    assert sign_in(app, other).post("/issues/2/moves/return", data={"reason": "x"}).status_code == 403
    assert client.post("/issues/2/moves/return", data={"reason": "Outside the charter."}).status_code == 302
    session.rollback()
    assert (issue.subject.state, issue.subject.group_id, issue.state_before) == ("open", None, None)
    assert session.get(Relation, (group.id, "works-on", issue.id)) is None
    kinds = session.scalars(
        select(Event.kind).where(Event.subject_id == group.id, Event.kind.like("group.issue-%"))
    ).all()
    assert sorted(kinds) == ["group.issue-returned", "group.issue-taken-up"]
    page = app.test_client().get("/groups/icost").text
    assert page.count('<a href="/issues/2">#2</a>') == 2, "its entries say which, and not what it is called"
    assert "A second question" not in page, "so it stays readable where the issue is hidden"


def test_a_chair_is_announced_and_appointed_after_seven_days(app, db):
    chair, second, alike = make_person(), make_person(group="private"), make_person()
    group = active_group(app, chair)
    desk, given = sign_in(app, chair), {"reason": "More hands."}
    assert (
        desk.post("/groups/icost/moves/propose-chair", data=given | {"person": second.actor.handle}).status_code == 403
    )
    member = session.get_one(type(chair), responsible(group))
    desk = sign_in(app, member)
    wrong = desk.post("/groups/icost/moves/propose-chair", data=given | {"person": alike.actor.handle})
    assert b"at least two stakeholder groups" in wrong.data
    done = desk.post("/groups/icost/moves/propose-chair", data=given | {"person": second.actor.handle})
    assert done.status_code == 302
    assert b"A chair is announced to the group" in app.test_client().get("/groups/icost").data
    busy = desk.post("/groups/icost/moves/propose-chair", data=given | {"person": alike.actor.handle})
    assert b"announced already" in busy.data
    stays = sign_in(app, chair).post("/groups/icost/moves/step-down", data={"step": "done"})
    assert b"leave once it has taken effect" in stays.data
    with later(app, 6.9):
        assert run_due(by_clock(now())) == 0
    with later(app, 7.1):
        assert run_due(by_clock(now())) == 1
        assert run_due(by_clock(now())) == 0
    session.rollback()
    assert set(holders("chair", group.id)) == {chair.id, second.id}
    swap = given | {"person": alike.actor.handle, "instead_of": chair.actor.handle}
    assert desk.post("/groups/icost/moves/propose-chair", data=swap).status_code == 302
    assert desk.post("/groups/icost/moves/withdraw-chair", data=given).status_code == 302
    assert desk.post("/groups/icost/moves/withdraw-chair", data=given).status_code == 403
    last = desk.post("/groups/icost/moves/propose-chair", data=swap)
    assert last.status_code == 302, last.text
    with later(app, 8):
        session.rollback()
        assert run_due(by_clock(now())) == 1
    session.rollback()
    assert set(holders("chair", group.id)) == {alike.id, second.id}


def test_a_parent_group_establishes_a_correspondence_group_whose_report_becomes_overdue(app, db):
    chair = make_person()
    active_group(app, chair)
    due = now() + timedelta(days=30)
    given = {
        "acronym": "mapping",
        "title": "Mapping of bodies",
        "kind": "correspondence",
        "summary": "Who does what?",
        "mandate": "Map the bodies.",
        "chairs": chair.actor.handle,
        "step": "done",
        "parent": "icost",
        "report_due": f"{due:%Y-%m-%d}",
    }
    client = sign_in(app, chair)
    not_mine = client.post("/groups/new/establish", data=given | {"parent": ""})
    assert b"only the council establishes" in not_mine.data
    assert client.post("/groups/new/establish", data=given).location == "/groups/mapping"
    assert state_of("group", "mapping") == "active"
    assert [row.ref for row in groups_with(chair.id, "take-up")] == ["icost", "mapping"]
    page = app.test_client().get("/groups/mapping")
    assert b"report due" in page.data
    assert b"Mandate" in page.data
    member = session.get_one(Person, responsible(session.get_one(Group, subject_of("group", "mapping").id)))
    mine, theirs = "The report is due: give it to the responsible member", "Conclude the group with its report"
    with later(app, 29):
        assert tick() == 0
        assert mine not in acts_of(chair)
        assert theirs not in acts_of(member)
    with later(app, 40):
        assert b"Report overdue" in app.test_client().get("/groups/mapping").data
        assert mine in acts_of(chair)
        assert theirs not in acts_of(chair)
        assert theirs in acts_of(member)
        assert '"/groups/mapping/moves/conclude"' in sign_in(app, member).get("/desk").text
        assert [tick(), tick()] == [1, 0], "told once"
        mails = [mails_to(app, person.actor.handle)[-1].text for person in (chair, member)]
        assert all("noted that the report is late" in text for text in mails)
        assert [f"{due:%Y-%m-%d}" in text or f"{due.day} {due:%B %Y}" in text for text in mails] == [True, True]
        assert ["/groups/mapping/moves/conclude" in text for text in mails] == [False, True]
        sign_in(app, member).post("/groups/mapping/moves/conclude", data={"report": "Mapped.", "step": "done"})
        assert not {mine, theirs} & {*acts_of(chair), *acts_of(member)}


def test_a_group_concludes_and_its_issues_return(app, db):
    chair = make_person()
    group = active_group(app, chair)
    issue = session.get_one(Issue, subject_of("issue", "1").id)
    helper = make_person(roles=("council",))
    desk = sign_in(app, helper)
    desk.post("/issues/1/moves/volunteer")
    desk.post("/issues/1/moves/accept", data={"reason": "In scope."})
    session.rollback()
    handing.take_up(issue, group="icost", paragraph="Scope", by=by(chair))
    assert (
        sign_in(app, chair).post("/groups/icost/moves/conclude", data={"report": "x", "step": "done"}).status_code
        == 403
    )
    member = sign_in(app, session.get_one(type(chair), responsible(group)))
    assert member.post("/groups/icost/moves/conclude", data={"step": "done"}).status_code == 422
    led, summer, autumn = sign_in(app, chair), {"reason": "Summer."}, {"reason": "Autumn."}
    assert led.post("/groups/icost/moves/rest", data=summer).status_code == 403
    assert member.post("/groups/icost/moves/rest", data={}).status_code == 422
    assert member.post("/groups/icost/moves/wake", data=autumn).status_code == 409
    assert member.post("/groups/icost/moves/rest", data=summer).status_code == 302
    assert member.post("/groups/icost/moves/rest", data=summer).status_code == 409
    assert led.post("/groups/icost/moves/wake", data=autumn).status_code == 403
    assert b"Choose an active group" not in member.get("/groups/icost").data
    assert member.post("/groups/icost/moves/wake", data=autumn).status_code == 302
    assert member.post("/groups/icost/moves/conclude", data={"report": "## Done", "step": "done"}).status_code == 302
    assert (state_of("group", "icost"), state_of("issue", "1")) == ("concluded", "open")
    assert not list(holders("chair", group.id))
    assert b"Report" in app.test_client().get("/groups/icost").data
    assert sign_in(app, chair).post("/groups/icost/moves/join").status_code == 409


def test_drafts_keep_a_group_from_concluding_or_become_individual(app, db):
    chair = make_person()
    group = active_group(app, chair)
    with writing():
        for name, state in (("called", "group-last-call"), ("resting", "group-draft")):
            open_subject("draft", f"draft-igtf-icost-{name}", "A draft", state, by=by(chair), group_id=group.id)
    member = sign_in(app, session.get_one(type(chair), responsible(group)))
    given = {"report": "Done.", "step": "done"}
    refused = member.post("/groups/icost/moves/conclude", data=given)
    assert refused.status_code == 403
    assert b"The draft draft-igtf-icost-called is in a call or between group last call and publication" in refused.data
    assert b"draft-igtf-icost-called" in app.test_client().get("/groups/icost").data
    session.rollback()
    with writing():
        enter(subject_of("draft", "draft-igtf-icost-called"), "published", now())
    assert member.post("/groups/icost/moves/conclude", data=given).status_code == 302
    session.rollback()
    freed = subject_of("draft", "draft-igtf-icost-resting")
    assert (freed.state, freed.group_id) == ("individual", None)
    assert session.scalars(select(Event.kind).where(Event.subject_id == freed.id)).all() == ["draft.group-concluded"]
    assert state_of("draft", "draft-igtf-icost-called") == "published"


def test_what_is_under_way_ends_with_the_group_and_the_page_says_so_before_and_after(app, db):
    chair = make_person()
    group = active_group(app, chair)
    client = sign_in(app, chair)
    client.post("/groups/icost/moves/join")
    ask = {"question": "Which clause?", "days": "14", "options": "One\nTwo"}
    assert client.post("/groups/icost/moves/poll-options", data=ask).status_code == 302
    assert client.post("/groups/icost/moves/ask-question", data=ask).status_code == 302
    assert client.post("/groups/icost/moves/call-meeting", data=call_form()).status_code == 302
    given = {"charter": "# Scope\n\nMore.", "note": "More."}
    assert client.post("/groups/icost/moves/revise-charter", data=given).status_code == 302
    due = {"month": month(2), "deliverable": "Principles"}
    assert client.post("/groups/icost/moves/propose-milestone", data=due).status_code == 302
    with writing():
        open_subject(
            "draft", "draft-igtf-icost-one", "Principles of cost", "group-draft", by=by(chair), group_id=group.id
        )
    member = sign_in(app, session.get_one(type(chair), responsible(group)))
    checked = member.post("/groups/icost/moves/conclude", data={"report": "Done."})
    assert checked.status_code == 200
    for words in ("Calls and polls that are withdrawn", "Which clause?", "Meetings that are cancelled",
                  "Work on the draft", "Drafts that become individual", "Principles of cost"):  # fmt: skip
        assert words in checked.text, words
    assert state_of("call", "1") == "open", "nothing is done before it is said once more"
    assert member.post("/groups/icost/moves/conclude", data={"report": "Done.", "step": "done"}).status_code == 302
    assert [state_of("call", ref) for ref in ("1", "2")] == ["withdrawn", "withdrawn"]
    assert state_of("meeting", "1") == "cancelled"
    ended = select(Event.kind).where(Event.kind.like("%.end-with-group")).order_by(Event.id)
    assert session.scalars(ended).all() == [*["call.end-with-group"] * 2, "meeting.end-with-group"]
    assert "The group icost concluded." in client.get("/meetings/1").text
    assert "Be there" not in client.get("/desk").text
    page = app.test_client().get("/groups/icost").text
    assert "Being written" not in page
    assert "Waits for approval" not in page
    assert "Not reached" in page
    assert "draft-igtf-icost-one" in page, "what the group wrote stays on its page"
    assert "draft-igtf-icost-one" in app.test_client().get("/groups/icost/drafts").text
    assert "(ahead)" not in page
    assert 'value="icost"' in app.test_client().get("/meetings/").text


def test_a_meeting_without_minutes_and_an_adoption_keep_a_group_from_concluding(app, db):
    chair = make_person()
    group = active_group(app, chair)
    client = sign_in(app, chair)
    member = sign_in(app, session.get_one(type(chair), responsible(group)))
    start = now() + timedelta(minutes=30)
    given = call_form(day=f"{start:%Y-%m-%d}", time=f"{start:%H:%M}")
    assert client.post("/groups/icost/moves/call-meeting", data=given).status_code == 302
    assert client.post("/meetings/1/moves/open").status_code == 302
    done = {"report": "Done.", "step": "done"}
    refused = member.post("/groups/icost/moves/conclude", data=done)
    assert (refused.status_code, "Meeting 1 is under way or has no minutes yet" in refused.text) == (403, True)
    assert client.post("/meetings/1/moves/close", data={"step": "done"}).status_code == 302
    minutes = {"minutes": "All said.", "step": "done"}
    assert client.post("/meetings/1/moves/publish-minutes", data=minutes).status_code == 302
    with writing():
        draft = open_subject("draft", "draft-ana-cost", "Cost", "call-for-adoption", by=by(chair))
        call = open_subject("call", "90", "Adopt?", "no-consensus", by=by(chair), group_id=group.id)
        relate(call.id, "asks-about", draft.id, at=now())
    refused = member.post("/groups/icost/moves/conclude", data=done)
    assert (refused.status_code, "The draft draft-ana-cost is in a call" in refused.text) == (403, True)
    with writing():
        enter(subject_of("draft", "draft-ana-cost"), "individual", now())
    assert member.post("/groups/icost/moves/conclude", data=done).status_code == 302


def test_what_a_proposal_has_under_way_ends_when_it_is_given_up(app, db):
    first, partner = make_person(), make_person(group="technical")
    sign_in(app, partner).post("/issues/new", data=issue_form())
    client = sign_in(app, first)
    assert client.post("/groups/new", data=propose_form(partner, make_person())).status_code == 302
    session.rollback()
    group = session.get_one(Group, subject_of("group", "icost").id)
    session.rollback()
    officers.volunteer(group, by=by(make_person(roles=("council",))))
    commands.approve_bof(group, reason="Urgent.", by=by(session.get_one(type(first), responsible(group))))
    assert client.post("/groups/icost/moves/call-meeting", data=call_form()).status_code == 302
    assert "Work on the draft" in client.get("/groups/icost/moves/abandon").text
    assert client.post("/groups/icost/moves/abandon", data={"reason": "No time."}).status_code == 302
    assert state_of("meeting", "1") == "cancelled"
    assert "was given up" in client.get("/meetings/1").text


@pytest.mark.parametrize(("path", "most"), [("/groups/", 4), ("/groups/icost", 8), ("/groups/icost/members", 4)])
def test_pages_make_few_queries_whatever_the_number_of_members(app, db, path, most):
    group = active_group(app, make_person())
    for _number in range(3):
        commands.join(group, by=by(make_person()))
    with reads(app) as asked:
        assert app.test_client().get(path).status_code == 200
    assert len(asked) <= most
    text = app.test_client().get(path, headers={"Accept": "text/plain"})
    assert "Interconnection costs" in text.text


def test_a_directorate_takes_up_no_issue(app, db):
    chair = make_person()
    group = active_group(app, chair)
    commands.establish(
        acronym="access",
        title="Accessibility",
        kind="directorate",
        summary="Reviews.",
        mandate="Review drafts.",
        chairs=chair.actor.handle,
        parent="icost",
        by=by(chair),
    )
    make_person(roles=("council",))
    desk = sign_in(app, make_person(roles=("council",)))
    desk.post("/issues/1/moves/volunteer")
    desk.post("/issues/1/moves/accept", data={"reason": "In scope."})
    refused = sign_in(app, chair).post("/issues/1/moves/take-up", data={"group": "access", "paragraph": "All"})
    assert refused.status_code == 422
    assert b"it takes up no issues" in refused.data
    with pytest.raises(NotAllowed):
        commands.leave(group, by=by(make_person()))
    assert session.scalars(select(Subject.ref).where(Subject.kind == "group").order_by(Subject.id)).all() == [
        "icost",
        "access",
    ]


def test_who_took_part_is_counted_by_group_region_and_year_in_group_and_call(app, db):
    chair, other = make_person(), make_person(group="civil", country="NP")
    group = active_group(app, chair)
    client, reader = sign_in(app, chair), sign_in(app, other)
    asked = {"question": "Shall we meet in the morning?", "days": "14"}
    assert client.post("/groups/icost/moves/ask-question", data=asked).status_code == 302
    before = taking_part(with_what_asks(group.id))
    assert reader.post("/calls/1/moves/take-position", data={"position": "support"}).status_code == 302
    given = {"reason": "Mornings are nights elsewhere.", "change": "Take turns."}
    assert reader.post("/calls/1/moves/object", data=given).status_code == 302
    assert reader.post("/objections/1/comments", data={"body": "It was so last year."}).status_code == 302
    session.rollback()
    found = taking_part(with_what_asks(group.id))
    assert (found.persons, found.newcomers) == (before.persons + 1, before.newcomers + 1)
    assert found.people.least == before.people.least + 1
    assert found.acts.people > before.acts.people + 2
    assert (sum(y.newcomers for y in found.years), sum(y.acts for y in found.years)) == (
        found.newcomers, found.acts.people)  # fmt: skip
    for path, said in (("/groups/icost", "Call 1"), ("/calls/1", "Civil society")):
        assert f'href="{path}/people"' in app.test_client().get(path).text
        page = app.test_client().get(f"{path}/people")
        assert page.status_code == 200
        assert said in page.text
        assert "had never acted on anything here before" in page.text
    assert app.test_client().get("/groups/nowhere/people").status_code == 404
    assert app.test_client().get("/calls/99/people").status_code == 404


def test_a_page_shows_some_of_each_kind_of_work_says_of_how_many_and_leads_to_all(app, db):
    chair = make_person()
    group = active_group(app, chair)
    client = sign_in(app, chair)
    ask = {"question": "Which clause?", "days": "14"}
    assert client.post("/groups/icost/moves/ask-question", data=ask).status_code == 302
    with writing():
        open_subject("draft", "draft-igtf-icost-one", "Cost", "group-draft", by=by(chair), group_id=group.id)
        open_subject("issue", "900", "The oldest", "in-group", by=by(chair), group_id=group.id)
        relate(group.id, "works-on", subject_of("issue", "900").id, at=now())
    assert "Shown here" not in app.test_client().get("/groups/icost").text
    session.rollback()
    with writing(), later(app, 1) as at:
        for number in range(901, 931):
            issue = open_subject("issue", str(number), "Prices", "resolved", by=by(chair, at), group_id=group.id)
            relate(group.id, "works-on", issue.id, at=at)
        for number in range(60):
            open_subject(
                "objection",
                str(900 + number),
                "No",
                WORKFLOWS["objection"].states[0].name,
                by=by(chair, at),
                group_id=group.id,
            )
    page = app.test_client().get("/groups/icost").text
    issues = page.partition('<section id="issues">')[2].partition("</section>")[0]
    assert issues.count('href="/issues/') == 25
    assert "The oldest" in issues, "what is under way stands before what is over, however long nobody touched it"
    assert 'Shown here: 25 of 32. <a href="/related/group/icost/works-on">All of them</a>' in issues
    assert "Over</summary>" in issues, "there are more than those that are counted here"
    assert "draft-igtf-icost-one" in page
    assert "Which clause?" in page
    assert "Shown here" not in page.partition('<section id="drafts">')[2].partition('<section id="charter">')[0]
    every = "".join(app.test_client().get(path).text for path in _pages(app, "/related/group/icost/works-on"))
    assert every.count("Prices") == 30


def _pages(app, path):
    """Return the addresses of a list, from this one on."""
    found = [path]
    while onward := re.search(r'rel="next" href="([^"]+)"', app.test_client().get(found[-1]).text):
        found.append(unescape(onward[1]))
    return found


@pytest.mark.parametrize("kind", ["call", "meeting", "consultation", "appeal", "draft"])
def test_each_kind_of_work_beyond_what_is_shown_has_its_list(app, db, kind):
    chair, state = make_person(), WORKFLOWS[kind].states[0].name
    group = active_group(app, chair)
    with writing():
        for number in range(130):
            ref = f"draft-igtf-icost-{number}" if kind == "draft" else str(900 + number)
            open_subject(kind, ref, "Prices", state, by=by(chair), group_id=group.id)
    found = re.search(r'Shown here: 25 of 130. <a href="([^"]+)">', app.test_client().get("/groups/icost").text)
    assert found
    answer = app.test_client().get(found[1])
    assert answer.status_code == 200
    if kind == "draft":
        assert answer.text.count("Prices") == 100
        assert 'Shown here: 100 of 130. <a href="/drafts/?group=icost">' in answer.text


def test_the_page_of_a_group_that_adopts_drafts_leads_to_the_form_of_one(app, db):
    chair, reader = make_person(), app.test_client()
    active_group(app, chair)
    link = f'<a href="/drafts/new">{WORKFLOWS["draft"].moves[0].label}</a>'
    assert link in reader.get("/groups/icost").text
    reviews, over = active_group(app, chair, acronym="rights").id, active_group(app, chair, acronym="over").id
    with writing():
        session.get_one(Group, reviews).kind = "directorate"
        enter(session.get_one(Subject, over), "concluded", at=now())
    for acronym in ("rights", "over"):
        assert link not in reader.get(f"/groups/{acronym}").text, acronym
