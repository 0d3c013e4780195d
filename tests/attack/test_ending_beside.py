"""What ends beside an act that names it, and is not committed yet: the act is refused for it, or goes on without it."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from igtf.appeals.climbing import members
from igtf.core.db import session
from igtf.core.errors import Refusal
from igtf.core.workflow import WORKFLOWS
from igtf.council import liaisons, seating
from igtf.groups import commands as groups
from igtf.people.commands import add_hat, end_hat
from igtf.people.models import Person
from igtf.people.named import newest_hat
from igtf.people.secretariat import deactivate
from igtf.record.by import by_clock
from igtf.record.models import Hat, Relation
from igtf.record.moves import perform
from igtf.routing.choices import entry_of
from igtf.routing.models import Body
from tests.appeals.house import GROUND, House, appealed, decision
from tests.appeals.test_annulling import proposed
from tests.attack.kit import beside
from tests.council.councils import make_council
from tests.factories import (
    broken_promises,
    by,
    issue_form,
    later,
    make_person,
    responsible_of,
    sign_in,
    state_of,
    states,
)
from tests.groups.making import propose_form
from tests.reviews.making import ask, day, directorate, draft_by, review
from tests.routing.acts import make_body
from tests.routing.test_changes import ENTRY
from tests.routing.test_publication import approved  # noqa: F401


def act(kind, move, ref, person, /, at=None, **given):
    """Return a function that makes a move of what has a name, or makes something new where it is None."""
    who, workflow = by(person, at), WORKFLOWS[kind]
    return lambda: perform(workflow, move, workflow.load(who.actor_id, ref) if ref else None, given, by=who).id


def side_by_side(app, first, second):
    """Return what the second of two acts returns, beside the first; nothing more is broken of what always holds."""
    before = broken_promises()
    session.rollback()
    _first, answer = beside(app, first, second)
    session.rollback()
    assert broken_promises() == before
    return answer


@pytest.mark.parametrize("ends", ["withdraw", "merge"])
@pytest.mark.parametrize("names", ["propose", "attach"])
def test_an_issue_that_ends_in_the_same_moment_is_named_by_no_group_and_no_outcome(app, db, ends, names):
    filer, desk = make_person(), make_person(roles=("secretariat",))
    client, chair, second = sign_in(app, filer), make_person(), make_person(group="technical")
    for title in ("Costs here", "Costs there"):
        assert client.post("/issues/new", data=issue_form(title=title)).status_code == 302
    act("outcome", "enter", None, desk, occasion="A forum", year=2013, title="Costs", text="They are high.")()
    given = {name: said for name, said in propose_form(second, chair).items() if name != "step"}
    proposing = by(make_person())
    named = {"propose": lambda: groups.propose(**given, by=proposing).id,
             "attach": act("outcome", "attach", "1", desk, issue=1)}[names]  # fmt: skip
    ended = act("issue", ends, "1", filer, reason="The same.", **{"other": 2} if ends == "merge" else {})
    assert "There is no open issue with the number 1" in str(side_by_side(app, ended, named))
    tied = select(Relation.subject_id).where(Relation.kind.in_(("works-on", "attached-to")))
    assert (states("group"), session.scalars(tied).all()) == ([], [])


def test_no_review_is_asked_of_a_directorate_that_concludes_in_the_same_moment(app, db):
    chair, author = make_person(), make_person("ines")
    group, draft = directorate(app, chair, make_person()), draft_by(app, author)
    lead = responsible_of(group)
    directorate(app, chair, acronym="otherdir")
    asked = act("draft", "request-review", draft.subject.ref, author, directorate="hrdir",
                due=date.fromisoformat(day(14)), note="")  # fmt: skip
    refused = side_by_side(app, act("group", "conclude", "hrdir", lead, report="Done."), asked)
    assert ("Choose an active directorate." in str(refused), states("review")) == (True, [])


def test_no_review_is_given_to_a_member_whose_account_is_closed_in_the_same_moment(app, db):
    chair, leaver, author = make_person(), make_person(), make_person("ines")
    directorate(app, chair, leaver)
    assert ask(app, author, draft_by(app, author)).status_code == 302
    number, desk = leaver.id, by(make_person(roles=("secretariat",)))
    given = act("review", "assign", "1", chair, person=leaver.actor.handle, reason="Knows it.")
    refused = side_by_side(app, lambda: deactivate(session.get_one(Person, number), reason="Asked.", by=desk), given)
    assert ("Choose a member" in str(refused), review().reviewer_id) == (True, None)


@pytest.mark.parametrize("seat", ["member", "liaison"])
def test_nobody_sits_under_a_hat_that_is_laid_down_in_the_same_moment(app, db, seat):
    secretary, _members = make_council()
    person = make_person(group="technical")
    add_hat(person, stakeholder_group="civil", capacity="personal", organisation="", by=by(person))
    number, hat = person.id, session.scalar(select(newest_hat(person.id)))
    own, desk = by(person), by(secretary)
    until = desk.at + timedelta(days=90)

    def sits():
        who = session.get_one(Person, number)
        if seat == "member":
            return seating.seat(29, who, by=desk)
        return liaisons.send(who, organisation="Union", evidence="A letter.", until=until, by=desk)

    term = side_by_side(app, lambda: end_hat(session.get_one(Hat, hat), by=own), sits)
    assert isinstance(term, Refusal) if seat == "member" else term.hat_id != hat


def test_two_changes_that_are_approved_at_once_make_no_body_part_of_itself(app, db):
    desks, anyone = [make_person(roles=("secretariat",)) for _each in range(2)], make_person()
    for slug, parent in (("bar", ""), ("foo", ""), ("baz", "bar")):
        make_body(slug, parent=parent)
    for slug, parent in (("bar", "foo"), ("foo", "baz")):
        entry = entry_of(WORKFLOWS["body"].load(None, slug)) | {"parent": parent}
        act("body", "propose-change", slug, anyone, **entry, reason="So.", source="")()
    first, second = (act("body-change", "approve", ref, desk) for ref, desk in zip("21", desks, strict=True))
    assert "A body is not part of itself" in str(side_by_side(app, first, second))


def test_of_two_bodies_with_one_acronym_that_are_approved_at_once_one_is_listed(app, db):
    make_body()
    desks, anyone = [make_person(roles=("secretariat",)) for _each in range(2)], sign_in(app, make_person())
    for more in ({}, {"acronym": "Tree", "slug": "wood"}):
        assert anyone.post("/body-changes/new", data=ENTRY | more).status_code == 302
    first, second = (act("body-change", "approve", ref, desk) for ref, desk in zip("12", desks, strict=True))
    assert "This acronym is in the list already." in str(side_by_side(app, first, second))
    assert sorted(session.scalars(select(Body.acronym))) == ["LAMP", "TREE"]


def test_a_decision_that_is_annulled_in_the_same_moment_is_appealed_no_more(app, db):
    house = House()
    proposed(house, house.accepted(), "propose-finding", bodies=[{"body": "ITU", "reason": "No mandate."}])
    event = decision("issue.find-no-body")
    appeal = appealed(house, event)
    for each in WORKFLOWS["appeal"].due["draw"](house.at):
        WORKFLOWS["appeal"].commands["draw"](each, by=by_clock(house.at))
    first = house.person(members(appeal)[0].person_id)
    house.do(first, "appeal", "acknowledge", appeal)
    house.do(first, "appeal", "to-ballot", appeal, reason="For and against.")
    ballot = house.newest("ballot")
    for person in house.council:
        if WORKFLOWS["ballot"].facts(house.by(person), ballot).recused_for is None:
            house.do(person, "ballot", "take-position", ballot, text="So.", position="yes")
    house.tick(7)
    at, number = house.at, event.id
    closed = act("ballot", "close-early", ballot.subject.ref, first, at)
    filed = act("appeal", "file", None, make_person(country="FR", group="technical"), at, decision=number, **GROUND)
    assert "This decision is void already" in str(side_by_side(app, closed, filed))


def test_a_draft_is_published_though_an_issue_that_it_addresses_ends_in_the_same_moment(app, approved):  # noqa: F811
    secretary, _chair = approved
    filer = session.scalars(select(Person).where(Person.actor.has(handle="ines"))).one()
    with later(app, 14) as at:
        published = act("draft", "publish", "draft-ines-landlocked", secretary, at)
        answer = side_by_side(app, act("issue", "withdraw", "1", filer, at, reason="It is settled."), published)
        assert (state_of("draft", "draft-ines-landlocked"), state_of("issue", "1")) == ("published", "withdrawn"), (
            answer
        )
