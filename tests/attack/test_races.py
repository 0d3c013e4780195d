"""Two at once: one act, no number twice or left out, and no error that a person would see."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError

from igtf.consensus.commands import open_call
from igtf.core.clock import now
from igtf.core.db import again_after_collision, session
from igtf.core.errors import Stale
from igtf.core.workflow import WORKFLOWS
from igtf.council.models import BallotPosition, Term
from igtf.discussion.models import Comment, CommentVersion, Pause
from igtf.issues.models import TwoStep
from igtf.people.queries import get_person_or_404
from igtf.record.by import by_clock, by_importer
from igtf.record.due import run_due
from igtf.record.models import Event, Number, Once, Subject
from igtf.record.queries import subject_of
from igtf.routing.bodies import seed_bodies
from tests.api.kit import Caller, is_problem, issue_fields
from tests.attack.kit import at_once, while_held
from tests.consensus.world import DRAFT as GROUP_DRAFT
from tests.consensus.world import World
from tests.consultations.making import DRAFT as CONSULTATION
from tests.council.councils import make_ballot, make_council, make_issue
from tests.factories import broken_promises, by, issue_form, later, make_person, sign_in, states, tick
from tests.groups.making import active_group
from tests.procedure.changing import DECLARED, called
from tests.routing.test_deciding import referral


def count(model, *where):
    session.rollback()
    return len(session.scalars(select(model).where(*where)).all())


def test_first_issues_filed_at_once_have_numbers_without_gap(app, db):
    clients = [sign_in(app, make_person()) for _number in range(6)]
    answers = at_once([lambda c=c: c.post("/issues/new", data=issue_form()) for c in clients])
    assert {answer.status_code for answer in answers} == {302}
    numbers = sorted(int(re.search(r"/issues/(\d+)", answer.headers["Location"])[1]) for answer in answers)
    assert numbers == list(range(1, 7))


@pytest.mark.parametrize(
    "paths", [("/comments/1/pause", "/comments/2/pause"), ("/comments/1/pause", "/issues/1/moves/pause")]
)
def test_who_is_paused_by_two_moderators_at_once_is_paused_once(app, db, paths):
    writer = sign_in(app, make_person())
    judges = [sign_in(app, make_person(roles=("moderator",))) for _each in range(2)]
    assert writer.post("/issues/new", data=issue_form()).status_code == 302
    for words in ("Rude words.", "Ruder words."):
        assert writer.post("/issues/1/comments", data={"body": words}).status_code == 302
    given = {"reason": "It insults.", "days": "3"}
    answers = at_once([lambda c=c, p=p: c.post(p, data=given) for c, p in zip(judges, paths, strict=True)])
    assert sorted(answer.status_code for answer in answers) == [302, 403]
    assert count(Pause) == 1


COMMENT_HELD = update(Comment).where(Comment.id == 1).values(part=None)


def test_a_comment_that_two_hide_at_once_is_hidden_once(app, db):
    writer = sign_in(app, make_person())
    judges = [sign_in(app, make_person(roles=("moderator",))) for _each in range(2)]
    assert writer.post("/issues/new", data=issue_form()).status_code == 302
    assert writer.post("/issues/1/comments", data={"body": "Rude words."}).status_code == 302
    session.rollback()
    hide = {"reason": "It insults."}
    assert sorted(while_held(COMMENT_HELD, [lambda c=c: c.post("/comments/1/hide", data=hide) for c in judges])) == [
        302,
        403,
    ]
    assert count(Event, Event.kind == "comment.hide") == 1
    assert session.scalars(select(Subject.comment_count).where(Subject.kind == "issue")).all() == [0]
    edit = {"body": "Ruder words."}
    assert writer.post("/comments/1/edit", data=edit).status_code == 403


def test_each_former_text_of_a_comment_that_is_edited_twice_at_once_is_kept(app, db):
    writer = make_person()
    windows = [sign_in(app, writer) for _each in range(2)]
    assert windows[0].post("/issues/new", data=issue_form()).status_code == 302
    assert windows[0].post("/issues/1/comments", data={"body": "First."}).status_code == 302
    session.rollback()
    said = ("Second.", "Third.")
    edits = [lambda c=c, t=t: c.post("/comments/1/edit", data={"body": t}) for c, t in zip(windows, said, strict=True)]
    assert while_held(COMMENT_HELD, edits) == [302, 302]
    session.rollback()
    kept = [*session.scalars(select(CommentVersion.text)), session.get_one(Comment, 1).text]
    assert sorted(kept) == ["First.", "Second.", "Third."]


def test_the_same_form_sent_at_once_is_one_issue(app, db):
    person = make_person()
    clients = [sign_in(app, person) for _number in range(4)]
    answers = at_once([lambda c=c: c.post("/issues/new", data=issue_form(once="same")) for c in clients])
    assert {answer.status_code for answer in answers} == {302}
    assert {answer.headers["Location"] for answer in answers} == {"/issues/1"}
    assert count(Subject, Subject.kind == "issue") == 1
    assert count(Once) == 1


def test_two_bodies_under_one_key_at_once_are_one_issue_and_a_refusal(app, db):
    person = make_person()
    callers = [Caller(app, person) for _number in range(4)]
    answers = at_once([
        lambda c=c, n=n: c.post("/issues", issue_fields(title=f"Title {n % 2}"), Idempotency_Key="same")
        for n, c in enumerate(callers)
    ])  # fmt: skip
    assert {answer.status_code for answer in answers} == {201, 422}
    refused = [answer for answer in answers if answer.status_code == 422]
    assert all(is_problem(answer, 422, "with another body") for answer in refused), refused[0].text
    assert count(Subject, Subject.kind == "issue") == 1


def test_two_objections_at_once_lead_to_one_ballot(app, db):
    _secretariat, members = make_council()
    house, *others = list(members.values())[:4]
    filer = sign_in(app, make_person())
    filer.post("/issues/new", data=issue_form())
    proposed = sign_in(app, house).post("/issues/1/moves/propose-decline", data={"reason": "Out of scope."})
    assert proposed.status_code == 302
    clients = [sign_in(app, person) for person in others]
    answers = at_once([
        lambda c=c: c.post("/issues/1/moves/object", data={"reason": "In scope.", "step": "done"}) for c in clients
    ])  # fmt: skip
    assert {answer.status_code for answer in answers} <= {302, 403, 409, 422}
    assert sum(answer.status_code == 302 for answer in answers) >= 2
    assert count(Subject, Subject.kind == "ballot") == 1


def test_support_and_comments_at_once_are_all_counted(app, db):
    sign_in(app, make_person()).post("/issues/new", data=issue_form())
    clients = [sign_in(app, make_person()) for _number in range(5)]
    calls = [lambda c=c: c.post("/issues/1/moves/support", data={"step": "done"}) for c in clients]
    calls += [lambda c=c: c.post("/issues/1/comments", data={"body": "Yes."}) for c in clients]
    assert {answer.status_code for answer in at_once(calls)} == {302}
    session.rollback()
    issue = session.scalars(select(Subject).where(Subject.kind == "issue")).one()
    assert issue.comment_count == 5
    assert count(Event, Event.kind == "issue.support") == 5


def test_two_take_up_an_issue_at_once_and_it_is_taken_up_once(app, db):
    member = make_person(roles=("secretariat", "council"))
    sign_in(app, make_person()).post("/issues/new", data=issue_form())
    clients = [sign_in(app, member) for _number in range(3)]
    answers = at_once([lambda c=c: c.post("/issues/1/moves/accept", data={"reason": "In scope."}) for c in clients])
    assert sorted(answer.status_code for answer in answers) == [302, 409, 409]
    assert count(Event, Event.kind == "issue.accept") == 1


class Deadlock(Exception):
    sqlstate = "40P01"


def test_a_deadlock_is_tried_again_and_a_lost_database_is_not():
    tried = []

    def act():
        tried.append(1)
        if len(tried) < 3:
            raise OperationalError("UPDATE", {}, Deadlock())
        return "done"

    assert again_after_collision(act) == "done"
    for error, times in ((OperationalError("SELECT", {}, Exception("gone")), 1), (Stale("Look again."), 1),
                         (OperationalError("UPDATE", {}, Deadlock()), 4)):  # fmt: skip
        tried.clear()

        def fails(error=error):
            tried.append(1)
            raise error

        with pytest.raises(type(error)):
            again_after_collision(fails)
        assert len(tried) == times


def test_two_positions_for_one_seat_at_once_leave_one_that_counts(app, db):
    _secretariat, members = make_council()
    ballot = make_ballot(members)
    path, holder = f"/ballots/{ballot.subject.ref}/moves/take-position", next(iter(members.values()))
    clients = [sign_in(app, holder) for _number in range(4)]
    values = ("yes", "no-objection", "yes", "no-objection")
    answers = at_once([
        lambda c=c, v=v: c.post(path, data={"position": v, "step": "done"})
        for c, v in zip(clients, values, strict=True)
    ])  # fmt: skip
    assert {answer.status_code for answer in answers} <= {302, 422}
    session.rollback()
    taken = session.scalars(select(BallotPosition).where(BallotPosition.ballot_id == ballot.id)).all()
    written = session.scalars(select(Event).where(Event.kind == "ballot.take-position").order_by(Event.id)).all()
    assert len(written) == sum(answer.status_code == 302 for answer in answers) >= 1
    assert [row.seat_number for row in taken] == [next(iter(members))]


def test_two_groups_take_an_issue_up_at_once_and_one_has_it(app, db):
    chairs = [make_person(), make_person()]
    for chair, acronym in zip(chairs, ("alpha", "beta"), strict=True):
        active_group(app, chair, acronym=acronym)
    sign_in(app, make_person()).post("/issues/new", data=issue_form(title="Wanted by two"))
    ref = session.scalars(select(Subject.ref).where(Subject.title == "Wanted by two")).one()
    desk = sign_in(app, make_person(roles=("secretariat", "council")))
    desk.post(f"/issues/{ref}/moves/volunteer")
    assert desk.post(f"/issues/{ref}/moves/accept", data={"reason": "In scope."}).status_code == 302
    clients = [sign_in(app, chair) for chair in chairs]
    answers = at_once([
        lambda c=c, g=g: c.post(f"/issues/{ref}/moves/take-up", data={"group": g, "paragraph": "Scope"})
        for c, g in zip(clients, ("alpha", "beta"), strict=True)
    ])  # fmt: skip
    assert sorted(answer.status_code for answer in answers) == [302, 409]
    assert count(Event, Event.kind == "issue.take-up") == 1


def test_two_programs_change_different_fields_at_once_and_both_are_kept(app, db):
    filer = make_person()
    one, other = Caller(app, filer), Caller(app, filer)
    one.post("/issues", issue_fields())
    for turn in range(8):
        changes = {"title": f"Title of turn {turn}"}, {"summary": f"Summary of turn {turn}"}
        answers = at_once([lambda c=caller, g=given: c.post("/issues/1/moves/edit", g)
                           for caller, given in zip((one, other), changes, strict=True)])  # fmt: skip
        assert {answer.status_code for answer in answers} == {200}, [answer.text for answer in answers]
        now = one.get("/issues/1").json
        assert {"title": now["title"]} | {"summary": now["summary"]} == changes[0] | changes[1]
    assert now["revision"] == 17


def in_between(monkeypatch, kind, name, act):
    """Let ``act`` happen after the clock has found what is due, and before it does anything."""
    find, left = WORKFLOWS[kind].due[name], [act]

    def found(at):
        things = find(at)
        for each in left[:]:
            left.remove(each)
            each()
        return things

    monkeypatch.setitem(WORKFLOWS[kind].due, name, found)


def state(kind):
    session.rollback()
    return session.scalar(select(Subject.state).where(Subject.kind == kind, Subject.ref == "1"))


def test_a_call_that_is_extended_in_the_last_second_is_not_closed(app, db, monkeypatch):
    lead = make_person(roles=("council", "council-chair"))
    client = sign_in(app, lead)
    client.post("/issues/new", data=issue_form())
    at = now() + timedelta(days=14)
    open_call(subject_of("issue", "1"), kind="question", question="Is it ready?", closes_at=at, by=by(lead))
    longer = {"days": "7", "reason": "Two members are ill.", "step": "done"}
    in_between(monkeypatch, "call", "close", lambda: client.post("/calls/1/moves/extend", data=longer))
    assert run_due(by_clock(at)) == 0
    assert state("call") == "open"
    assert run_due(by_clock(at + timedelta(days=7))) == 1
    assert state("call") != "open"


def test_a_proposal_that_is_objected_to_in_the_last_second_does_not_take_effect(app, db, monkeypatch):
    _secretariat, members = make_council()
    first, second, third, *_rest = members.values()
    make_issue(first)
    clients = [sign_in(app, member) for member in (second, third)]
    given = {"reason": "It is about the Internet.", "step": "done"}
    in_between(monkeypatch, "issue", "decline",
               lambda: [client.post("/issues/1/moves/object", data=given) for client in clients])  # fmt: skip
    run_due(by_clock(now() + timedelta(days=7)))
    assert state("issue") == "submitted"
    assert state("ballot") == "open"


def held(kind, ref):
    """Return the statement by which somebody holds a subject, so that who waits for it goes on in order."""
    return select(Subject.id).where(Subject.kind == kind, Subject.ref == ref).with_for_update()


def clock_at(app, at):
    """Do what is due at a moment, as the worker does; return how many acts that was."""
    with app.app_context():
        return run_due(by_clock(at))


@pytest.mark.engine("postgresql")
def test_one_of_several_referrals_that_is_stopped_in_the_last_second_is_not_carried_out(app, db):
    seed_bodies(by_importer(now()))
    secretary, members = make_council()
    first, second, *_others = [sign_in(app, member) for member in members.values()]
    desk = sign_in(app, secretary)
    for ref in "12":
        assert first.post("/issues/new", data=issue_form(title=f"Costs {ref}")).status_code == 302
        desk.post(f"/issues/{ref}/moves/volunteer")
        assert desk.post(f"/issues/{ref}/moves/accept", data={"reason": "Yes."}).status_code == 302
    assert desk.post("/issues/1/moves/propose-referral", data=referral(issues="2")).status_code == 302
    given = {"reason": "Not this one."}
    assert first.post("/issues/2/moves/object", data=given).status_code == 302
    at = session.scalars(select(TwoStep.effective_at)).first()
    session.rollback()
    calls = [lambda: second.post("/issues/2/moves/object", data=given), lambda: clock_at(app, at)]
    assert while_held(held("issue", "2"), calls) == [302, 1]
    session.rollback()
    kept = session.execute(select(TwoStep.state).order_by(TwoStep.issue_id)).scalars()
    assert (list(kept), state("ballot")) == (["done", "stopped"], "open")
    letter = app.test_client().get("/statements/1").text
    assert [f'href="/issues/{ref}"' in letter for ref in "12"] == [True, False]


@pytest.mark.engine("postgresql")
def test_nothing_begins_in_a_group_that_concludes_in_the_same_moment(app, db):
    world = World(app)
    lead = sign_in(app, get_person_or_404("member"))
    world.post(world.chair, "/calls/2/moves/withdraw", {"reason": "Not ready."})
    world.post(world.chair, f"{GROUP_DRAFT}/moves/back-to-work", {"reason": "Not ready."})
    world.post(world.author, "/drafts/new", {"name": "more", "source": world.source, "step": "done"})
    session.rollback()
    asks = {"/drafts/draft-author-more/moves/call-for-adoption": {"group": "costs", "days": "14", "question": "Adopt?"},
            "/consultations/new": CONSULTATION | {"owner": "costs"}}  # fmt: skip
    ends = {"/groups/costs/moves/conclude": {"report": "Done.", "step": "done"}}
    calls = [lambda c=client, p=path, d=given: c.post(p, data=d)
             for client, acts in ((lead, ends), (world.chair, asks)) for path, given in acts.items()]  # fmt: skip
    assert while_held(held("draft", "draft-igtf-costs-costs"), calls) == [302, 422, 422]
    assert broken_promises() == []


@pytest.mark.engine("postgresql")
def test_of_two_changes_of_the_procedure_that_are_put_at_once_the_council_ballots_on_one(app, db):
    _desk, members = make_council(1)
    lead, proposer, *_rest = members.values()
    make_ballot(members)
    for name, value in (("early_close_days", "18"), ("ballot_days", "15")):
        called(lead, proposer, {name: value}, now())
    clients = [sign_in(app, lead) for _each in range(2)]
    number = select(Number.last).where(Number.series == "ballot").with_for_update()
    with later(app, 29):
        tick()
        for ref, client in enumerate(clients, 1):
            assert client.post(f"/calls/{ref}/moves/declare", data=DECLARED | {"step": "done"}).status_code == 302
        session.rollback()
        calls = [lambda c=client, n=ref: c.post(f"/procedure-changes/{n}/moves/to-ballot", data={"came_in": "Nothing."})
                 for ref, client in enumerate(clients, 1)]  # fmt: skip
        assert while_held(number, calls) == [302, 403]
        refused = clients[1].post("/procedure-changes/2/moves/to-ballot", data={"came_in": "Nothing."})
        assert "P-1; this one comes after it" in refused.text
    assert states("procedure-change") == ["ballot", "called"]


@pytest.mark.engine("postgresql")
@pytest.mark.parametrize("ends", ["withdraw", "merge"])
def test_no_issue_is_merged_into_one_that_ends_in_the_same_moment(app, db, ends):
    filer = make_person()
    clients = [sign_in(app, filer) for _each in range(2)]
    for title in ("Costs here", "Costs there", "Costs"):
        assert clients[0].post("/issues/new", data=issue_form(title=title)).status_code == 302
    session.rollback()
    given = {"reason": "The same.", "step": "done"}
    calls = [lambda: clients[0].post(f"/issues/2/moves/{ends}", data=given | {"other": "3"}),
             lambda: clients[1].post("/issues/1/moves/merge", data=given | {"other": "2"})]  # fmt: skip
    assert while_held(held("issue", "2"), calls) == [302, 422]
    assert states("issue") == ["submitted", "withdrawn" if ends == "withdraw" else "duplicate", "submitted"]


@pytest.mark.engine("postgresql")
def test_no_comment_comes_to_an_issue_that_is_hidden_in_the_same_moment(app, db):
    filer, judge = sign_in(app, make_person()), sign_in(app, make_person(roles=("moderator",)))
    reader = sign_in(app, make_person())
    assert filer.post("/issues/new", data=issue_form()).status_code == 302
    session.rollback()
    calls = [lambda: judge.post("/issues/1/moves/hide", data={"reason": "Spam.", "step": "done"}),
             lambda: reader.post("/issues/1/comments", data={"body": "On it."})]  # fmt: skip
    assert while_held(held("issue", "1"), calls) == [302, 403]
    assert (states("issue"), count(Comment)) == (["hidden"], 0)
    assert filer.post("/issues/1/comments", data={"body": "Why?"}).status_code == 302, "who filed it sees it"


@pytest.mark.engine("postgresql")
def test_of_two_who_are_seated_at_once_no_third_of_an_affiliation_sits(app, db):
    secretary, other = (make_person(roles=("secretariat",)) for _each in range(2))
    people = [make_person(organisation="Exemplar Union") for _each in range(3)]
    desks = [sign_in(app, secretary), sign_in(app, other)]
    given = [{"act": "seat", "seat-seat": str(number), "seat-person": person.actor.handle}
             for number, person in zip((28, 29, 30), people, strict=True)]  # fmt: skip
    assert desks[0].post("/council/seats", data=given[0]).status_code == 302
    session.rollback()
    calls = [
        lambda c=desk, d=data: c.post("/council/seats", data=d) for desk, data in zip(desks, given[1:], strict=True)
    ]
    assert sorted(while_held(held("council", "council"), calls)) == [302, 422]
    assert count(Term) == 2
