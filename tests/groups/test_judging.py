"""Proposed groups that are reported, and hidden as spam or abuse; who proposed them is warned and paused."""

from datetime import timedelta
from functools import partial
from itertools import product

import pytest
from sqlalchemy import select

from igtf.appeals.involved import involved
from igtf.appeals.models import Appeal
from igtf.core.clock import now
from igtf.core.db import session
from igtf.council.models import Ballot
from igtf.discussion.commands import comment
from igtf.discussion.models import Report
from igtf.groups.models import BofRequest, Group
from igtf.notice.worker import work_once
from igtf.people.models import Person
from igtf.record.models import Actor, Subject
from tests.appeals.house import House, appealed, decision, state, upheld
from tests.appeals.test_annulling import propose_group
from tests.discussion.judged import (
    QUEUE,
    WORD,
    Judged,
    act_at,
    reported_once_and_left,
    reported_to,
    warned_and_paused_once,
)
from tests.factories import acts_of, broken_promises, issue_form, later, mails_to, make_person, sign_in, tick
from tests.groups.making import bof, propose_form
from tests.inventory.addresses import paths
from tests.meetings.making import call_form

PATH = "/groups/icost"


@pytest.fixture
def scene(app, db):
    """Return clients of who proposed a group on issue 1, of who reports it, of a member of the council, of a judge."""
    people = [make_person("ines"), make_person("reporter"), make_person("otso", roles=("council",)),
              make_person("judge", roles=("moderator",))]  # fmt: skip
    clients = [sign_in(app, person) for person in people]
    assert clients[0].post("/issues/new", data=issue_form()).status_code == 302
    given = propose_form(make_person("second", group="technical", roles=("moderator",)), make_person("named"),
                         title=f"{WORD} for sale")  # fmt: skip
    assert clients[0].post("/groups/new", data=given).status_code == 302
    return clients


IT = Judged(
    PATH, "group", "Spectrum", "You proposed this group yourself.", "A proposed group was reported",
    "You are warned for a proposed group", "group icost, which you proposed",
)  # fmt: skip
act = partial(act_at, PATH)


def person_called(handle):
    return session.scalars(select(Person).join(Actor, Actor.id == Person.id).where(Actor.handle == handle)).one()


def now_in():
    session.rollback()
    row = session.execute(select(Subject, Group).join(Group, Group.id == Subject.id)).one()
    return row.Subject.state, row.Subject.due_at


def test_a_proposal_is_reported_once_and_left_with_a_reason(app, scene):
    ines, reporter, otso, judge = scene
    reported_once_and_left(app, IT, ines, reporter, judge, [otso])


def test_a_second_proposer_who_moderates_stands_aside(app, scene):
    _ines, reporter, _otso, judge = scene
    second = sign_in(app, person_called("second"))
    assert act(reporter, "report").status_code == 302
    assert [QUEUE in who.get("/desk").text for who in (judge, second)] == [True, False]
    assert [reported_to(app, who) for who in ("judge", "second")] == [True, False]
    assert f"{PATH}/moves/hide" not in second.get(QUEUE).text
    for move in ("hide", "keep", "warn", "pause", "end-pause"):
        refused = act(second, move, days="1")
        assert (refused.status_code, "aside here: you proposed this group" in refused.text) == (403, True), move
    assert act(judge, "hide").status_code == 302
    assert second.get(PATH).status_code == 200, "moderators see what is hidden"


def test_a_proposal_is_hidden_and_shown_again_where_it_was(app, scene):
    ines, reporter, otso, judge = scene
    reader, given = app.test_client(), {"reason": "It is advertising."}
    first = now_in()[1]
    assert act(reporter, "report").status_code == 302
    assert "Become the responsible member" in acts_of(person_called("otso"))
    for refused in (ines, reporter, otso):
        assert act(refused, "hide").status_code == 403
    assert act(judge, "show-again").status_code == 409
    assert act(judge, "hide", reason="").status_code == 422
    assert act(judge, "hide", **given).status_code == 302
    assert now_in() == ("hidden", None)
    gone = reader.get(PATH)
    assert (gone.status_code, "Its acronym stays taken" in gone.text) == (410, True)
    assert [who.get(PATH).status_code for who in (ines, reporter, otso, judge)] == [200, 410, 410, 200]
    assert reader.get("/api/v1/groups/icost").status_code == 410
    for path in (f"/search?q={WORD}", "/groups/", "/issues/1", "/council/", "/", "/groups/?state=hidden"):
        assert PATH not in reader.get(path).text, path
    assert PATH in judge.get("/groups/?state=hidden").text
    assert "Become the responsible member" not in acts_of(person_called("otso"))
    assert "It is advertising." in mails_to(app, "reporter")[-1].text
    told = mails_to(app, "ines")[-1]
    assert "Your proposed group is hidden" in told.subject
    assert "has hidden group icost, which you proposed." in " ".join(told.text.split())
    taken = sign_in(app, make_person()).post("/groups/new", data=propose_form(make_person(), make_person()))
    assert (taken.status_code, "There is a group icost already" in taken.text) == (422, True)
    assert reporter.post(f"{PATH}/comments", data={"body": "On it."}).status_code == 410
    for who, status in ((ines, 403), (otso, 410)):
        assert act(who, "show-again").status_code == status
    with later(app, 100):
        assert tick() == 0
        assert act(sign_in(app, person_called("judge")), "show-again", reason="It is none.").status_code == 302
        whole = now_in()
        assert whole[0] == "proposed"
        assert whole[1] > first
        assert timedelta(days=13) < whole[1] - now() <= timedelta(days=14), "somebody has the whole time again"
    assert "It is none." in reader.get(PATH).text
    assert PATH in reader.get(f"/search?q={WORD}").text
    mail = next(mail for mail in mails_to(app, "ines") if "Your proposed group is shown again" in mail.subject)
    assert "Its state now: Proposed." in " ".join(mail.text.split())
    assert broken_promises() == []


def test_who_proposed_a_group_is_warned_and_paused_once_for_it(app, scene):
    ines, reporter, _otso, judge = scene
    given = propose_form(make_person(), make_person(), acronym="again")
    warned_and_paused_once(
        app, IT, ines, reporter, judge, lambda: ines.post("/groups/new", data=given), "/groups/again"
    )


def test_what_is_in_its_bof_is_declined_first_and_requests_for_another_fall(app, db):
    proposer, _second, member = bof(app)
    judge, overseer = sign_in(app, make_person(roles=("moderator",))), sign_in(app, member)
    reporter = sign_in(app, make_person())
    for refused in (act(judge, "hide"), act(reporter, "report")):
        assert (refused.status_code, "This is possible only while the state is" in refused.text) == (409, True)
    assert act(overseer, "decline").status_code == 302
    assert act(reporter, "report").status_code == 302
    assert act(reporter, "ask-council").status_code == 302
    assert act(judge, "hide").status_code == 302
    session.rollback()
    assert session.scalars(select(BofRequest)).all() == []
    assert session.scalars(select(Report.id).where(Report.settled_at.is_(None))).all() == []
    assert act(judge, "show-again").status_code == 302
    assert now_in() == ("declined", None)
    for _each in range(10):
        assert act(sign_in(app, make_person()), "ask-council").status_code == 302
    session.rollback()
    assert session.scalars(select(Ballot.closed_at)).all() == [None]
    refused = act(judge, "hide")
    assert (refused.status_code, "The council is balloting on this group" in refused.text) == (403, True)
    assert broken_promises() == []
    assert sign_in(app, proposer).get(PATH).status_code == 200


def test_a_meeting_is_not_found_by_the_name_of_a_group_that_is_hidden(app, db):
    proposer, _second, member = bof(app)
    judge, reader = sign_in(app, make_person(roles=("moderator",))), app.test_client()
    assert act(sign_in(app, proposer), "call-meeting", **call_form()).status_code == 302
    assert act(sign_in(app, member), "decline").status_code == 302

    def found(path="/search?q=costs+interconnection"):
        return 'href="/meetings/1"' in reader.get(path).text

    assert found()
    assert act(judge, "hide").status_code == 302
    assert not found()
    assert found("/search?q=work+draft"), "by its own title it is"
    places = [f"{before}/meetings{after}" for before, after in product(("", "/api/v1"), ("", "/1", "/1.txt", "/1.bib"))]
    places += [f"/feeds/meetings{rest}" for rest in (".atom", ".ics", "/1.atom", "/1.ics")]
    places += ["/api/v1/search?q=costs", "/meetings/?group=icost", "/meetings/planner?group=icost"]
    pages = {path: reader.get(path, follow_redirects=True) for path in places}
    assert [path for path, page in pages.items() if "Interconnection costs" in page.text] == []
    assert sum(page.status_code == 200 for page in pages.values()) > 6
    assert act(judge, "show-again").status_code == 302
    assert found()
    assert act(judge, "hide").status_code == 302
    assert not found()
    assert broken_promises() == []


def test_what_its_proposers_abandon_can_be_hidden_still(app, scene):
    ines, reporter, _otso, judge = scene
    assert act(ines, "abandon").status_code == 302
    assert act(reporter, "report").status_code == 302
    assert act(judge, "hide").status_code == 302
    assert (now_in(), app.test_client().get(PATH).status_code) == (("hidden", None), 410)


def test_what_is_hidden_is_found_nowhere(app, db):
    house = House()
    group = propose_group(house, title=f"{WORD} for sale", summary=f"Buy {WORD}.", charter=f"# Scope\n\n{WORD}, #1.")
    comment(group.subject, text=f"{WORD}?", by=house.by(house.appellant))
    comment(house.issue().subject, text="As /groups/icost says.", by=house.by(house.appellant))
    house.do(house.appellant, "group", "support", group, would="review")
    house.do(house.member, "group", "decline", group, reason="No need.")
    appealed(house, decision("group.decline"))
    work_once(app)
    house.do(make_person(roles=("moderator",)), "group", "hide", group, reason="Spam.")
    work_once(app)
    assert broken_promises() == []
    readers = app.test_client(), sign_in(app, make_person("reader")), sign_in(app, house.member)
    asked = {path for _name, path in paths(app, "GET") if path not in ("/sign-out",)}
    asked |= {f"{PATH}{more}" for more in ("", "/charter", "/charter/1", "/members", "/drafts", "/people")}
    asked |= {"/feeds/groups/icost.atom", "/feeds/groups/icost.ics", "/api/v1/groups/icost"}
    found = {path for path in asked for reader in readers if WORD.encode() in reader.get(path).data}
    assert found == {"/account/data.json"}, "which says what mails a member got"
    judge = make_person(roles=("moderator",))
    house.do(judge, "group", "show-again", group, reason="It was none.")
    assert state(group) == "declined"
    assert broken_promises() == []


def test_who_proposed_it_appeals_and_it_is_shown_again(app, db):
    house = House()
    for _each in range(4):
        make_person(roles=("moderator",))
    group = propose_group(house)
    house.do(make_person(roles=("moderator",)), "group", "hide", group, reason="Spam.")
    client = sign_in(app, house.filer)
    assert f'href="/appeals/new?decision={decision("group.hide").id}"' in client.get(PATH).text
    upheld(house, decision("group.hide"))
    second = session.scalars(select(Group.second_id)).one()
    assert involved(session.scalars(select(Appeal)).one())[second] == "concerned"
    assert (state(group), app.test_client().get(PATH).status_code) == ("proposed", 200)
    assert PATH in app.test_client().get("/search?q=icost").text
    assert broken_promises() == []
