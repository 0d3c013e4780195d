"""Two acts in one moment: each counts once, and what both decide on is read after the first one, on PostgreSQL.

Its transactions go on side by side; on SQLite one waits for the other before it reads anything.
"""

import re
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import select

from igtf.archives.importing import import_archive
from igtf.core.clock import now
from igtf.core.command import housekeeping
from igtf.core.db import session, writing
from igtf.council import seating
from igtf.council.models import Term
from igtf.drafts.models import Ask
from igtf.drafts.recommending import next_due, set_ask_status
from igtf.people.models import Role
from igtf.record.models import Event, Subject
from igtf.record.subjects import lock
from tests.archives.sample import archive, closed, row
from tests.attack.kit import at_once, while_held
from tests.attack.test_races import clock_at, count, held
from tests.council.councils import in_seat, make_council
from tests.factories import broken_promises, by, issue_form, later, make_person, sign_in, state_of
from tests.groups.making import active_group
from tests.routing.acts import day, links, make_body, name_contact, sent_statement
from tests.routing.test_recommendations import published  # noqa: F401

pytestmark = pytest.mark.engine("postgresql")

DECLINED = {"answer-answers-0-answer": "declined", "answer-answers-0-text": "Not ours."}


@pytest.mark.parametrize(("move", "given"), [("acknowledge", {}), ("answer", DECLINED)])
def test_a_contact_who_clicks_twice_answers_once(app, db, move, given):
    secretary, chair = make_person(roles=("secretariat",)), make_person(roles=("council-chair",))
    name_contact(make_body(), secretary)
    sent_statement(secretary, chair)
    (link,) = links()
    page = app.test_client().get(link).text
    opened = {name: re.findall(rf'name="{name}" value="([^"]+)"', page)[-1] for name in ("once", "revision")}
    session.rollback()
    click = lambda: app.test_client().post(f"{link}/{move}", data=given | opened)  # noqa: E731
    assert while_held(held("statement", "1"), [click, click]) == [302, 302]
    assert count(Event, Event.kind == f"statement.{move}") == 1


def test_what_changes_here_while_an_archive_is_imported_again_is_left(app, db):
    chair = make_person("rania")
    active_group(app, chair)
    import_archive(archive(row(1)), group="icost")
    newest = select(Subject.ref).where(Subject.kind == "issue").order_by(Subject.id.desc()).limit(1)
    client, ref = sign_in(app, chair), session.scalars(newest).one()
    newer = closed(1, "Consensus", title="Put better there", updatedAt="2020-06-01T09:00:00Z")
    session.rollback()

    def again():
        with app.app_context():
            return "\n".join(import_archive(archive(newer), group="icost").lines)

    calls = [lambda: client.post(f"/issues/{ref}/moves/return", data={"reason": "Not ours."}), again]
    answer, lines = while_held(held("issue", ref), calls)
    assert (answer, "was changed here too" in lines, state_of("issue", ref)) == (302, True, "open"), lines
    assert broken_promises() == []


def test_two_asks_that_are_answered_at_once_leave_nothing_due(app, published):  # noqa: F811
    desk, _author = published
    with writing():
        asks = session.scalars(select(Ask).order_by(Ask.number)).all()
        for ahead, ask in enumerate(asks, 30):
            ask.due = now().date() + timedelta(days=ahead)
        session.get_one(Subject, asks[0].recommendation_id).due_at = next_due(asks)
    numbers = [ask.id for ask in asks]
    session.rollback()

    def answered(number):
        with app.app_context():
            set_ask_status(session.get_one(Ask, number), "done", by=by(desk), answer="Done.", evidence="A letter.")
            return number

    calls = [lambda n=number: answered(n) for number in numbers]
    assert while_held(held("recommendation", "1"), calls) == numbers
    due_at = session.scalars(select(Subject.due_at).where(Subject.kind == "recommendation")).one()
    assert (session.scalars(select(Ask.status)).all(), due_at) == (["done", "done"], None)


def seats(client, act, **given):
    return client.post("/council/seats", data={"act": act} | {f"{act}-{name}": value for name, value in given.items()})


def test_of_two_chairs_that_are_named_at_once_the_second_needs_a_reason(app, db):
    secretary, members = make_council()
    desks = [sign_in(app, secretary), sign_in(app, make_person(roles=("secretariat",)))]
    first, second = list(members.values())[:2]
    session.rollback()
    calls = [lambda c=c, p=p: seats(c, "chair", person=p.actor.handle)
             for c, p in zip(desks, (first, second), strict=True)]  # fmt: skip
    assert while_held(held("council", "council"), calls) == [302, 422]
    assert broken_promises() == []


def test_nobody_is_named_chair_who_resigns_in_the_same_moment(app, db):
    secretary, members = make_council()
    desks = [sign_in(app, secretary), sign_in(app, make_person(roles=("secretariat",)))]
    number, member = next(iter(members.items()))
    seat = in_seat(number)
    session.rollback()
    calls = [lambda: seats(desks[0], "resign", seat=seat, evidence="A letter."),
             lambda: seats(desks[1], "chair", person=member.actor.handle)]  # fmt: skip
    assert while_held(held("council", "council"), calls) == [302, 422]
    assert broken_promises() == []


def test_a_term_that_somebody_resigns_from_as_it_runs_out_ends_once(app, db):
    secretary, member = make_person(roles=("secretariat",)), make_person()
    seating.seat(28, member, until=now() + timedelta(days=10), by=by(secretary))
    seating.seat(29, make_person(), by=by(secretary))
    with later(app, 11) as at:
        act = by(secretary)
        session.rollback()

        def resigns():
            with app.app_context():
                return seating.resign(28, evidence="A letter.", by=act).ended_at

        assert while_held(held("council", "council"), [resigns, lambda: clock_at(app, at)]) == [act.at, 0]
    assert count(Event, Event.kind.in_(("council.end-term", "council.resign"))) == 1


def test_two_liaisons_who_are_sent_at_once_have_a_seat_each(app, db):
    secretary, _members = make_council()
    desks = [sign_in(app, secretary), sign_in(app, make_person(roles=("secretariat",)))]
    people = [make_person(), make_person()]
    given = {"organisation": "Example Union", "evidence": "Letter of 3 May.", "until": day(300)}
    session.rollback()
    calls = [lambda c=c, p=p: seats(c, "liaison", person=p.actor.handle, **given)
             for c, p in zip(desks, people, strict=True)]  # fmt: skip
    assert while_held(held("council", "council"), calls) == [302, 302]
    assert count(Term, Term.sent_by != "") == 2


def test_no_office_is_given_to_an_account_that_is_closed_in_the_same_moment(app, db):
    chairs, person = [make_person(), make_person()], make_person("leaver")
    for chair, acronym in zip(chairs, ("alpha", "beta"), strict=True):
        active_group(app, chair, acronym=acronym)
    clients = [sign_in(app, chair) for chair in chairs]
    named = {"person": "leaver", "office": "delegate"}
    assert clients[0].post("/groups/alpha/moves/name-officer", data=named).status_code == 302
    leaving = sign_in(app, person)
    session.rollback()
    closing = {"present": "a long enough password", "meant": "y"}
    calls = [lambda: leaving.post("/account/close", data=closing),
             lambda: clients[1].post("/groups/beta/moves/name-officer", data=named)]  # fmt: skip
    assert while_held(held("group", "alpha"), calls) == [302, 422]
    assert count(Role, Role.person_id == person.id, Role.ended_at.is_(None)) == 0
    refused = clients[1].post("/groups/beta/moves/name-officer", data=named)
    assert refused.status_code == 422


def test_nobody_is_announced_as_chair_whose_account_is_closed_in_the_same_moment(app, db):
    chairs, person = [make_person(), make_person()], make_person("leaver", group="private")
    for chair, acronym in zip(chairs, ("alpha", "beta"), strict=True):
        active_group(app, chair, acronym=acronym)
    named = {"person": "leaver", "office": "delegate"}
    assert sign_in(app, chairs[0]).post("/groups/alpha/moves/name-officer", data=named).status_code == 302
    responsible = session.scalars(
        select(Role.person_id).join(Subject, Subject.id == Role.subject_id)
        .where(Role.name == "responsible", Subject.ref == "beta")
    ).one()  # fmt: skip
    lead, leaving = sign_in(app, session.get_one(type(person), responsible)), sign_in(app, person)
    session.rollback()
    closing = {"present": "a long enough password", "meant": "y"}
    given = {"person": "leaver", "reason": "Knows networks.", "step": "done"}
    calls = [lambda: leaving.post("/account/close", data=closing),
             lambda: lead.post("/groups/beta/moves/propose-chair", data=given)]  # fmt: skip
    assert while_held(held("group", "alpha"), calls) == [302, 422]


def test_acts_that_wait_for_each_other_are_both_done(app, db):
    filer = sign_in(app, make_person())
    for title in ("Costs here", "Costs there"):
        assert filer.post("/issues/new", data=issue_form(title=title)).status_code == 302
    first, second = session.scalars(select(Subject.id).where(Subject.kind == "issue").order_by(Subject.id)).all()
    session.rollback()
    meeting, tried = Barrier(2), []

    @housekeeping
    def in_turn(one, other):
        lock(session.get_one(Subject, one))
        tried.append(one)
        if len(tried) <= 2:
            meeting.wait()
        lock(session.get_one(Subject, other))
        return "done"

    def within(one, other):
        with app.app_context():
            return in_turn(one, other)

    assert at_once([lambda: within(first, second), lambda: within(second, first)]) == ["done", "done"]
    assert len(tried) == 3, "the database ended one of them, which was done over"
