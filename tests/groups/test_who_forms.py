"""Who forms a group: named chairs count by the hats under which they would take office; who oversees it proposes none.

And a charter under review is under review no more once its group concludes.
"""

import pytest
from sqlalchemy import select

from igtf.core.clock import now
from igtf.core.db import session, writing
from igtf.core.errors import NotAllowed
from igtf.groups.models import Group
from igtf.people import commands as people
from igtf.people.models import Person, Role
from igtf.people.roles import holders
from igtf.record.by import by_clock
from igtf.record.due import run_due
from igtf.record.models import Hat
from igtf.record.subjects import enter
from tests.appeals.house import House, decision, state, upheld
from tests.appeals.test_annulling import active_group
from tests.factories import broken_promises, by, close_account, later, make_person, responsible_of, sign_in, state_of
from tests.groups.making import active_group as working_group
from tests.groups.making import issue_unhoused, propose_form, step


def wears(person: Person, group: str, at=None) -> None:
    """Let a person lay the hat down and wear another one, of another organisation."""
    session.rollback()
    former = session.scalars(select(Hat).where(Hat.actor_id == person.id, Hat.ended_at.is_(None))).one()
    given = {"stakeholder_group": group, "capacity": "personal", "organisation": "Another one"}
    people.add_hat(person, **given, by=by(person, at))
    people.end_hat(former, by=by(person, at))


class Forming(House):
    """A house where a group is in chartering, for whose chairs *civil* and *technical* are named."""

    def __init__(self) -> None:
        super().__init__()
        self.civil, self.technical = make_person("aa", group="civil"), make_person("bb", group="technical")
        make_person("sec")
        self.do(self.filer, "group", "propose", acronym="icost", title="Costs", summary="Who pays?", second="sec",
                issues=self.accepted().subject.ref, charter="# Scope", chairs="aa, bb")  # fmt: skip
        self.do(self.member, "group", "volunteer", self.group())
        with writing():
            enter(self.group().subject, "chartering", self.at)
        for name, days in (("charter-internal-review", 8), ("charter-external-review", 11)):
            self.do(self.member, "group", name, self.group())
            self.tick(days)

    def group(self) -> Group:
        found: Group = self.newest("group")
        return found

    def to_ballot(self) -> None:
        self.do(self.member, "group", "to-ballot", self.group())


def test_a_charter_comes_into_force_though_a_named_chair_works_elsewhere_by_then(app, db):
    house = Forming()
    wears(house.technical, "technical", house.at)
    house.to_ballot()
    wears(house.civil, "civil", house.at)
    house.vote(house.newest("ballot"))
    assert (state(house.newest("ballot")), state(house.group())) == ("passed", "active")
    chairs = session.scalars(select(Role).where(Role.subject_id == house.group().id, Role.name == "chair")).all()
    worn = {role.person_id: session.get_one(Hat, role.hat_id) for role in chairs}
    assert set(worn) == {house.civil.id, house.technical.id}
    assert {hat.organisation for hat in worn.values()} == {"Another one"}
    assert broken_promises() == []


def test_it_goes_back_where_by_the_hats_worn_then_the_chairs_are_of_one_group(app, db):
    house = Forming()
    wears(house.civil, "technical", house.at)
    with pytest.raises(NotAllowed, match="at least two stakeholder groups"):
        house.to_ballot()
    wears(house.civil, "private", house.at)
    house.to_ballot()
    wears(house.civil, "technical", house.at)
    house.vote(house.newest("ballot"))
    assert (state(house.newest("ballot")), state(house.group())) == ("passed", "chartering")
    assert "they come from at least two stakeholder groups" in app.test_client().get("/groups/icost").text


@pytest.mark.parametrize(("hat", "chairs"), [("private", 2), ("civil", 1)])
def test_an_announced_chair_takes_office_under_another_hat_that_fits(app, db, hat, chairs):
    first, second = make_person("first"), make_person("second", group="private")
    group = working_group(app, first)
    desk = sign_in(app, responsible_of(group))
    assert step(desk, "propose-chair", person="second", reason="More hands.").status_code == 302
    wears(second, hat)
    with later(app, 7.1):
        run_due(by_clock(now()))
        passed_over = "passed over the announced chair" in desk.get("/groups/icost").text
    session.rollback()
    assert (len(list(holders("chair", group.id))), passed_over) == (chairs, chairs == 1)


def test_who_oversees_a_group_does_not_become_its_second_proposer(app, db):
    issue_unhoused(app)
    proposer, second, member = make_person(), make_person("sec"), make_person("resp", roles=("council",))
    make_person("third")
    client, desk, others = sign_in(app, proposer), sign_in(app, member), "/groups/icost/moves/name-others"
    client.post("/groups/new", data=propose_form(second, proposer))
    desk.post("/groups/icost/moves/volunteer")
    assert sign_in(app, second).post("/groups/icost/moves/step-aside").status_code == 302
    for who in (desk, client):
        refused = who.post(others, data={"second": "resp"})
        assert refused.status_code == 422
        assert "is the responsible member of the group, who judges the proposal and does not make it" in refused.text
    assert desk.post("/groups/icost/moves/approve-bof", data={"reason": "It is urgent."}).status_code == 403
    assert desk.post(others, data={"second": "third"}).status_code == 302
    assert desk.post("/groups/icost/moves/approve-bof", data={"reason": "It is urgent."}).status_code == 302


def test_a_proposal_whose_proposer_has_left_goes_no_further(app, db):
    issue_unhoused(app)
    proposer, second, member = make_person(), make_person("sec"), make_person(roles=("council",))
    desk = sign_in(app, member)
    sign_in(app, proposer).post("/groups/new", data=propose_form(second, second))
    desk.post("/groups/icost/moves/volunteer")
    close_account(app, proposer)
    answers = {"understood": "Yes.", "people": "Yes.", "formed": "Yes."}
    for name, given in (("approve-bof", {"reason": "It is urgent."}), ("start-chartering", answers)):
        refused = step(desk, name, **given)
        assert refused.status_code == 403
        assert "who made this one has closed the account. Decline it with that reason" in refused.text
    assert step(desk, "decline", reason="Its proposer has left.").status_code == 302
    assert state_of("group", "icost") == "declined"


@pytest.mark.parametrize("away", ["hidden", "declined"])
def test_a_proposal_that_goes_on_is_not_made_by_who_left_meanwhile(app, db, away):
    house, second, third = House(), make_person("sec"), make_person("third")
    issue = house.accepted().subject.ref
    house.do(house.filer, "group", "propose", acronym="icost", title="Costs", summary="Who pays?", second="sec",
             issues=issue, charter="# Scope", chairs="third")  # fmt: skip
    group: Group = house.newest("group")
    house.do(house.member, "group", "volunteer", group)
    judges = [make_person(roles=("moderator",)) for _each in range(2)]
    if away == "hidden":
        house.do(judges[0], "group", "hide", group, reason="Spam.")
    else:
        house.do(house.member, "group", "decline", group, reason="A body exists.")
    close_account(app, second)
    if away == "hidden":
        house.do(judges[1], "group", "show-again", group, reason="It is none.")
    else:
        upheld(house, decision("group.decline"))
    assert state_of("group", "icost") == "proposed"
    with pytest.raises(NotAllowed, match="A proposal is made by two"):
        house.do(house.member, "group", "approve-bof", house.newest("group"), reason="It is urgent.")
    house.do(house.filer, "group", "name-others", house.newest("group"), second=third.actor.handle)
    house.do(house.member, "group", "approve-bof", house.newest("group"), reason="It is urgent.")
    assert state_of("group", "icost") == "bof"
    assert broken_promises() == []


def test_the_reviews_of_a_charter_end_with_its_group_and_begin_anew_where_that_is_annulled(app, db):
    house = House()
    group, chair = active_group(house)
    with writing():
        session.get_one(Group, group.id).kind = "working"
    house.do(chair, "group", "revise-charter", group, charter="# Scope\n\nOther things, wider.", note="Wider")
    house.do(house.member, "group", "charter-internal-review", group)
    house.tick(8)
    house.do(house.member, "group", "charter-external-review", group)
    house.do(house.member, "group", "conclude", group, report="We did.")
    for path in ("/groups/lamps", "/groups/lamps/charter", "/groups/lamps/charter/2"):
        assert "xternal review since" not in app.test_client().get(path).text
    house.tick(11)
    upheld(house, decision("group.conclude"))
    assert (state(group), house.newest("group").pending.state) == ("active", "draft")
    with pytest.raises(NotAllowed, match="has to be reviewed first"):
        house.do(house.member, "group", "to-ballot", house.newest("group"))
    house.do(house.member, "group", "charter-internal-review", house.newest("group"))
    assert broken_promises() == []
