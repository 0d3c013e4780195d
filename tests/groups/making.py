"""Groups for tests, made through the front door or by the commands."""

from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from igtf.core.clock import now
from igtf.core.db import session, writing
from igtf.core.mail import Mail
from igtf.groups import chartering, commands, officers
from igtf.groups.models import Group
from igtf.issues.models import Issue
from igtf.notice.worker import work_once
from igtf.people.models import Person
from igtf.record.models import Subject
from igtf.record.queries import subject_of
from igtf.record.subjects import enter
from tests.factories import by, issue_form, make_person, sign_in

CHARTER = "# Scope\n\nCost-based principles for interconnection.\n\n# Out of scope\n\nSpectrum."


def propose_form(second: Person, *chairs: Person, **changes: Any) -> dict[str, Any]:
    """Return the answers of the form that proposes a group."""
    return {
        "acronym": "icost",
        "title": "Interconnection costs",
        "summary": "Principles for landlocked countries.",
        "issues": "1",
        "charter": CHARTER,
        "second": second.actor.handle,
        "step": "done",
        "chairs": ", ".join(chair.actor.handle for chair in chairs),
    } | changes


def issue_unhoused(app: Flask) -> Issue:
    """Return issue 1, found unhoused."""
    filer, member = make_person(), make_person(roles=("council",))
    sign_in(app, filer).post("/issues/new", data=issue_form())
    desk = sign_in(app, member)
    desk.post("/issues/1/moves/accept", data={"reason": "In scope."})
    bodies = {"bodies-0-body": "ITU", "bodies-0-reason": "It has no mandate.", "reason": "None can.", "step": "done"}
    desk.post("/issues/1/moves/propose-finding", data=bodies)
    session.rollback()
    return session.get_one(Issue, subject_of("issue", "1").id)


def step(client: FlaskClient, name: str, **given: Any) -> TestResponse:
    """Make a move of the group ``icost``, its last step where the answers are checked."""
    return client.post(f"/groups/icost/moves/{name}", data={"step": "done"} | given)


def month(ahead: int) -> str:
    """Return the month that comes ``ahead`` months after this one, as forms of milestones take it."""
    years, months = divmod(now().month - 1 + ahead, 12)
    return f"{now().year + years}-{months + 1:02}"


def active_group(app: Flask, *chairs: Person, acronym: str = "icost", member: Person | None = None) -> Group:
    """Return a correspondence group's parent: a working group in force, chaired by ``chairs``.

    A ``member`` of the council answers for it.
    """
    partner = make_person(group="technical")
    if not session.query(Subject.id).filter(Subject.kind == "issue").count():
        sign_in(app, partner).post("/issues/new", data=issue_form())
    given = propose_form(partner, *chairs, acronym=acronym)
    given.pop("step")
    group: Group = commands.propose(**given, by=by(make_person()))
    member = member or make_person(roles=("council",))
    officers.volunteer(group, by=by(member))
    with writing():  # the ballot of the council belongs to an upper floor; here its result is carried out
        enter(group.subject, "chartering", by(member).at)
        chartering.charter(group, by=by(member))
    return group


def bof(app: Flask, *backers: Person) -> tuple[Person, Person, Person]:
    """Return who proposed a BoF, *icost*, who is its second proposer, and the responsible member who approved it.

    ``backers`` supported the proposal before.
    """
    issue_unhoused(app)
    proposer, second = make_person("proposer"), make_person("second", group="technical")
    member = make_person("overseer", roles=("council",))
    made = sign_in(app, proposer).post("/groups/new", data=propose_form(second, make_person()))
    assert made.status_code == 302, made.text
    for backer in backers:
        assert sign_in(app, backer).post("/groups/icost/moves/support", data={"would": "review"}).status_code == 302
    for name, given in (("volunteer", {}), ("approve-bof", {"reason": "It is urgent."})):
        answer = sign_in(app, member).post(f"/groups/icost/moves/{name}", data=given)
        assert answer.status_code == 302, answer.text
    return proposer, second, member


def told(app: Flask) -> dict[str, str]:
    """Return the last mail to each address, its text on one line, once the worker has nothing left to do."""
    work_once(app)
    session.rollback()
    return {mail.to: " ".join(mail.text.split()) for mail in session.query(Mail).order_by(Mail.id)}
