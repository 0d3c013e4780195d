"""A charter from its draft through both reviews to the ballot, and a new one while the group works."""

import re
from datetime import timedelta

from markupsafe import escape
from sqlalchemy import func, select, update

from igtf.core.clock import now
from igtf.core.db import session, writing
from igtf.core.mail import Mail
from igtf.council import commands as ballots
from igtf.council.models import Ballot
from igtf.desk.waiting import on_desk
from igtf.groups import commands, officers
from igtf.groups.forms_milestones import end_of
from igtf.groups.models import Charter, Group
from igtf.people.models import Person, Role
from igtf.record.by import by_clock
from igtf.record.due import run_due
from igtf.record.models import Event
from igtf.record.queries import subject_of
from igtf.record.subjects import count, enter
from tests.council.councils import make_council
from tests.factories import acts_of, by, events, later, mails_to, make_person, responsible_of, sign_in
from tests.groups.making import active_group, month, propose_form, step
from tests.routing.acts import make_body, name_contact

NEW = {"charter": "# Scope\n\nCosts, and peering.", "note": "Peering"}


def states() -> list[str]:
    session.rollback()
    return list(session.scalars(select(Charter.state).order_by(Charter.number)))


def kinds() -> list[str]:
    return list(session.scalars(select(Event.kind)))


def running() -> Ballot:
    session.rollback()
    return session.scalars(select(Ballot).where(Ballot.closed_at.is_(None))).one()


def vote(members, value, **more):
    for member in members.values():
        ballots.take_position(running(), position=value, **more, by=by(member))


def warned(client, name, told):
    """Return whether a step of the group is a link to the page that says whom it tells, and nobody was told by it."""
    path, queued = f"/groups/icost/moves/{name}", select(func.count()).select_from(Mail)
    before = events(), session.scalar(queued)
    assert f'href="{path}"' in client.get("/groups/icost").text
    pages = client.get(path).text, client.post(path).text
    said = all(f"Nothing is recorded yet. Told: {escape(told)}" in page for page in pages)
    return said and (events(), session.scalar(queued)) == before


def test_a_new_charter_goes_through_both_reviews_while_the_group_works(app, db):
    secretariat, members = make_council()
    chair = make_person()
    name_contact(make_body(), secretariat)
    group = active_group(app, chair)
    desk, writer = sign_in(app, responsible_of(group)), sign_in(app, chair)
    early = step(desk, "charter-internal-review")
    assert early.status_code == 403
    assert b"There is no draft of a charter to be reviewed" in early.data
    assert step(sign_in(app, make_person()), "revise-charter", **NEW).status_code == 403
    assert step(writer, "revise-charter", **NEW).status_code == 302
    assert states() == ["in-force", "draft"]
    assert step(writer, "charter-internal-review").status_code == 403
    assert b"has to be reviewed first" in step(desk, "to-ballot").data
    assert step(desk, "charter-internal-review").status_code == 302
    assert b"has not lasted long enough" in step(desk, "charter-external-review").data
    page = app.test_client().get("/groups/icost").text
    assert "version 1 is in force" in page
    assert "Internal review" in page
    with later(app, 7.1):
        assert warned(desk, "charter-external-review", "the contacts of the bodies, whoever follows this")
        assert step(desk, "charter-external-review").status_code == 302
        session.rollback()
        to_body = select(Mail).where(Mail.to == "desk@lamp.example", Mail.text.contains("/groups/icost/charter/2"))
        mail = session.scalars(to_body).one()
        link = re.search(r"https?://[^/]+(/write/\S+)", mail.text)
        assert link
        said = " ".join(mail.text.split())
        assert ("to give a working group a new charter." in said, "to charter a working group" in said) == (True, False)
        compared = re.search(r"What changes: https?://[^/]+(\S+)", said)
        assert compared, "the text in force is beside it"
        assert "peering" in app.test_client().get(compared[1]).text.partition("From version 1 to 2")[2]
        assert 'value="/groups/icost"' in app.test_client().get(link[1]).text, "it is about this group"
        assert "has not lasted long enough" in step(desk, "to-ballot").text
        page = app.test_client().get("/groups/icost").text
        assert ("anyone may comment. At least until" in page, "Its time was over" in page) == (True, False)
    with later(app, 17.2) as at:
        page = app.test_client().get("/groups/icost").text
        assert "anyone may comment" not in page, "nobody is invited any more"
        over = f"{at - timedelta(days=0.1):%-d %B %Y}; the responsible member brings it on its way."
        assert f"Its time was over on {over}" in page
        for ended_at in (at, None):
            with writing():
                session.execute(update(Role).where(Role.name == "responsible").values(ended_at=ended_at))
                count(session.scalar(select(Group.id)))
            page = app.test_client().get("/groups/icost").text
            assert ("; it waits for a responsible member, who brings it on its way." in page) is bool(ended_at)
        for path in ("/groups/icost", "/groups/"):
            assert "overdue" not in app.test_client().get(path).text, "the least time of a review is no deadline"
        assert warned(desk, "to-ballot", "the holders of the ballot's seats, whoever follows this")
        assert states() == ["in-force", "external-review"]
        assert step(desk, "to-ballot").status_code == 302
        assert states() == ["in-force", "ballot"]
        for name, given in (("revise-charter", NEW), ("call-on-charter", {"question": "Is it right?", "days": "14"})):
            assert b"balloting on this group" in step(writer, name, **given).data
        assert b"moves/call-on-charter" not in writer.get("/groups/icost").data
        vote(members, "yes")
    with later(app, 39):
        run_due(by_clock(now()))
    assert states() == ["replaced", "in-force"]
    assert "group.recharter" in kinds()
    assert subject_of("group", "icost").state == "active"
    compared = app.test_client().get("/groups/icost/charter?from=1&to=2&view=side").text
    assert "Paragraphs:" in compared
    assert "peering" in app.test_client().get("/groups/icost/charter/2").text
    assert app.test_client().get("/groups/icost/charter?from=1&to=9").status_code == 404
    assert app.test_client().get("/groups/icost/charter/x").status_code == 404


def in_external_review(app, days):
    """Return a group whose new charter is in external review, and the end of its milestone of the month in ``days``."""
    chair = make_person()
    group = active_group(app, chair)
    desk, writer = sign_in(app, responsible_of(group)), sign_in(app, chair)
    month = f"{now() + timedelta(days=days):%Y-%m}"
    assert step(writer, "propose-milestone", month=month, deliverable="A survey").status_code == 302
    assert step(desk, "approve-milestone", milestone="1").status_code == 302
    assert step(writer, "revise-charter", **NEW).status_code == 302
    assert step(desk, "charter-internal-review").status_code == 302
    with later(app, 8):
        assert step(desk, "charter-external-review").status_code == 302
    return group, end_of(month)


def test_a_group_on_the_ballot_says_when_that_closes_and_other_deadlines_as_what_they_are(app, db):
    make_council()
    group, milestone = in_external_review(app, days=40)
    with later(app, (milestone - now()).days - 5):
        desk = sign_in(app, responsible_of(group))
        assert step(desk, "to-ballot").status_code == 302
        assert next_due(app, group) == ("milestone due", milestone)
        assert step(desk, "drop-milestone", milestone="1", reason="Nobody writes it.").status_code == 302
        assert next_due(app, group) == ("ballot closes", running().closes_at)


def test_a_milestone_that_waits_for_approval_has_no_deadline_of_the_charter_on_any_desk(app, db):
    chair = make_person()
    group = active_group(app, chair)
    member = responsible_of(group)
    desk, writer = sign_in(app, member), sign_in(app, chair)
    assert step(writer, "propose-milestone", month=month(3), deliverable="A survey").status_code == 302
    assert step(writer, "revise-charter", **NEW).status_code == 302
    assert step(desk, "charter-internal-review").status_code == 302
    with later(app, 8):
        assert step(desk, "charter-external-review").status_code == 302
    assert next_due(app, group)[0] == "charter review ends"
    for person, act in ((member, "Approve or decline a milestone"), (chair, "A milestone waits for approval")):
        [item] = [each for each in on_desk(person.id) if each.row.id == group.id]
        assert act in [str(said) for said, _url in item.acts]
        assert item.due_at is None
        assert "charter review ends" not in sign_in(app, person).get("/desk").text


def test_a_ballot_that_is_deferred_leaves_the_group_the_milestone_that_comes_before_its_end(app, db):
    _secretariat, members = make_council()
    group, milestone = in_external_review(app, days=75)
    with later(app, (milestone - now()).days - 30):
        desk = sign_in(app, responsible_of(group))
        assert step(desk, "to-ballot").status_code == 302
        assert next_due(app, group) == ("ballot closes", running().closes_at)
        put_off = sign_in(app, next(iter(members.values()))).post(
            f"/ballots/{running().subject.ref}/moves/defer", data={"reason": "We wait for our capital.", "step": "done"}
        )
        assert put_off.status_code == 302, put_off.text
        assert running().closes_at > milestone
        assert next_due(app, group) == ("milestone due", milestone)
        assert step(desk, "drop-milestone", milestone="1", reason="Nobody writes it.").status_code == 302
        assert next_due(app, group) == ("ballot closes", running().closes_at)


def next_due(app, group):
    """Return what the page of a group says that its next deadline is for, and when that is."""
    said = re.search(r"([a-z ]+) <time", app.test_client().get("/groups/icost").text.partition("since")[2])
    session.rollback()
    return said[1].strip() if said else "", group.subject.due_at


def test_the_page_of_a_move_says_a_deadline_as_the_page_of_the_group_does_and_none_where_one_leaves(app, db):
    make_council()
    chair, member = make_person(), make_person()
    group = active_group(app, chair)
    desk, client = sign_in(app, responsible_of(group)), sign_in(app, member)
    assert step(client, "join").status_code == 302
    assert step(sign_in(app, chair), "revise-charter", **NEW).status_code == 302
    assert step(desk, "charter-internal-review").status_code == 302
    said = "charter review ends <time"
    for path in ("/groups/icost", "/groups/icost/moves/ask-question"):
        page = sign_in(app, chair).get(path).text
        assert said in page, path
        assert "next step <time" not in page
    for path in ("/groups/", "/search?q=Interconnection+costs", "/search?q=icost"):
        listed = app.test_client().get(path).text
        assert (said in listed, "next step <time" in listed) == (True, False), path
    waits = desk.get("/desk").text
    assert (said in waits, "next step <time" in waits) == (True, False)
    assert "Bring the new charter on its way" not in waits
    leaving = client.get("/groups/icost/moves/leave").text
    assert ("<h1>Leave this group</h1>" in leaving, "<time" in leaving.partition("<h1>")[2]) == (True, False)
    with later(app, 8):
        page = sign_in(app, chair).get("/groups/icost/moves/ask-question").text
        waits = sign_in(app, responsible_of(group)).get("/desk").text
        assert "Bring the new charter on its way" in waits
        assert "review ends" not in page + waits, "the least time of a review is no deadline once it has passed"
        assert "next step <time" not in waits


def test_a_failed_ballot_returns_the_charter_to_draft_and_leaves_the_group(app, db):
    _secretariat, members = make_council()
    chair = make_person()
    group = active_group(app, chair)
    desk, writer = sign_in(app, responsible_of(group)), sign_in(app, chair)
    step(writer, "revise-charter", **NEW)
    step(desk, "charter-internal-review")
    assert step(desk, "return-charter").status_code == 422
    assert step(desk, "return-charter", reason="A sentence is missing.").status_code == 302
    assert states() == ["in-force", "draft"]
    step(desk, "charter-internal-review")
    with later(app, 8):
        step(desk, "charter-external-review")
        assert step(writer, "revise-charter", charter="# Scope\n\nOther.", note="More").status_code == 302
        assert states() == ["in-force", "replaced", "draft"], "a new revision begins its reviews anew"
        step(desk, "charter-internal-review")
    with later(app, 16):
        step(desk, "charter-external-review")
    with later(app, 27):
        step(desk, "to-ballot")
        vote(members, "block", ground="unclear", text="Which costs?")
    with later(app, 50):
        run_due(by_clock(now()))
        session.rollback()
        session.refresh(group)
        assert states() == ["in-force", "replaced", "draft"]
        assert group.subject.state == "active"
        assert "group.charter-fails" in kinds()
        assert group.subject.due_at is None
        revise, on = "The council did not pass it: read why, and revise it", "Bring the new charter on its way"
        page = app.test_client().get("/groups/icost").text
        assert "Charter: back from the ballot" in page
        assert re.search(r'class="callout"><h2>Charter.*?<a href="/ballots/1"', page, re.DOTALL), "with its Discusses"
        assert acts_of(chair) == [revise]
        assert revise in acts_of(responsible_of(group))
        assert on not in acts_of(responsible_of(group)), "the same text would fail again"
        assert not {revise, on} & {*acts_of(make_person())}
        refused = step(sign_in(app, responsible_of(group)), "charter-internal-review")
        assert (refused.status_code, "Ballot 1 was held on exactly this text. Revise it first" in refused.text) == (
            403, True)  # fmt: skip
        mails = [mail.text for mail in mails_to(app, chair.actor.handle) if "returned the charter to" in mail.text]
        assert "/groups/icost/moves/revise-charter" in mails[-1]
        writer = sign_in(app, chair)  # the session of fifty days ago is over
        assert step(writer, "revise-charter", charter="# Scope\n\nWhich costs.", note="Said which").status_code == 302
        assert "back from the ballot" not in app.test_client().get("/groups/icost").text
        assert revise not in acts_of(chair)
        assert on in acts_of(responsible_of(group))
        assert step(sign_in(app, responsible_of(group)), "charter-internal-review").status_code == 302


def test_a_recalled_ballot_returns_a_first_charter_to_draft(app, db):
    _secretariat, members = make_council()
    chair = make_person()
    active_group(app, chair, acronym="other")
    given = propose_form(make_person(), chair)
    given.pop("step")
    group: Group = commands.propose(**given, by=by(make_person()))
    officers.volunteer(group, by=by(members[1]))
    with writing():
        enter(group.subject, "chartering", now())
    desk = sign_in(app, members[1])
    step(desk, "charter-internal-review")
    with later(app, 8):
        step(desk, "charter-external-review")
    with later(app, 19):
        step(desk, "to-ballot")
        ballots.recall(running(), reason="A typing error.", by=by(members[1]))
    session.rollback()
    session.refresh(group)
    assert (group.subject.state, group.pending.state) == ("chartering", "draft")
    proposer = session.get_one(Person, group.subject.opened_by_id)
    assert "The council did not pass it: read why, and revise it" in acts_of(proposer)
    assert "Bring the group on its way" not in acts_of(members[1])
    assert "A typing error." in app.test_client().get("/groups/icost").text


def test_a_ballot_on_a_charter_leads_to_its_text_and_to_what_it_changes(app, db):
    _secretariat, members = make_council()
    group, milestone = in_external_review(app, days=75)
    with later(app, (milestone - now()).days - 30):
        assert step(sign_in(app, responsible_of(group)), "to-ballot").status_code == 302
        member, at = sign_in(app, next(iter(members.values()))), f"/ballots/{running().subject.ref}"
        for page in (app.test_client().get(at).text, member.get(f"{at}/moves/take-position").text):
            assert 'href="/groups/icost/charter/2"' in page
            assert 'href="/groups/icost/charter?from=1&amp;to=2"' in page
        assert "version 2" in app.test_client().get(at).text.partition("</h1>")[0]


def test_a_ballot_on_a_charter_speaks_of_blocks_and_of_its_review(app, db):
    _secretariat, members = make_council()
    group, milestone = in_external_review(app, days=75)
    text = "It costs more than it says."
    with later(app, (milestone - now()).days - 30):
        assert step(sign_in(app, responsible_of(group)), "to-ballot").status_code == 302
        client, at = sign_in(app, members[1]), f"/ballots/{running().subject.ref}"
        assert re.findall("how-it-works/words#([a-z-]+)", client.get(at).text) == ["base", "block"]
        form = client.get(f"{at}/moves/take-position").text
        assert "No Block stands against it." in form
        assert "No objection and no Discuss" not in form
        assert "A point from its review was not answered" in form
        assert "A point from last call" not in form
        given = {"position": "block", "text": text, "ground": "last-call"}
        assert client.post(f"{at}/moves/take-position", data=given).status_code == 422
        vote(members, "block", ground="review", text=text)
        assert "A point from its review was not answered" in client.get(at).text
    with later(app, (milestone - now()).days - 5):
        run_due(by_clock(now()))
        page = app.test_client().get("/groups/icost").text
        assert "Charter: back from the ballot" in page
        assert re.search(r"<a href=\"/ballots/\d+\"[^>]*>Ballot", page)
        assert "Discusses" not in page
