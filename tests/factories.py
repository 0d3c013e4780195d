"""People and subjects for tests, all made by the commands; and clients that are signed in."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import bindparam, func, select

from igtf.core import clock
from igtf.core.database.prepared import prepared
from igtf.core.db import Listing, fetch, session, writing
from igtf.core.mail import Mail
from igtf.desk.waiting import on_desk
from igtf.notice.worker import work_once
from igtf.people import commands as people
from igtf.people import signins
from igtf.people.addresses import give_address
from igtf.people.models import Address, Person
from igtf.people.offices import DUTIES
from igtf.people.passwords import hash_password
from igtf.people.roles import give_role, holders
from igtf.record.by import By, by_clock
from igtf.record.due import run_due
from igtf.record.invariants import broken
from igtf.record.models import Event, Hat, Subject

_numbers = count(1)

START = datetime(2026, 1, 5, 12, tzinfo=UTC)


def make_person(
    handle: str | None = None, *, group: str = "civil", country: str = "KE", roles: tuple[str, ...] = (),
    verified: bool = True, organisation: str = "", of: int | None = None,
) -> Person:  # fmt: skip
    """Add a verified person with the roles named (in the subject ``of``), and one personal hat.

    The secretariat has the one of its office instead.
    """
    handle = handle or f"person{next(_numbers)}"
    at, password_hash = clock.now(), hash_password("a long enough password")
    with writing():
        person = people.add_person(
            handle=handle, name=f"{handle.title()} Exemplar", at=at, email=f"{handle}@people.example",
            password_hash=password_hash, country=country, verified=verified,
        )  # fmt: skip
        if "secretariat" not in roles:
            people.add_hat(person, stakeholder_group=group, capacity="personal", organisation=organisation,
                           by=By(person.id, at))  # fmt: skip
        for role in roles:
            give_role(person.id, role, at=at, subject_id=of)
    return person


def make_delegate(handle: str, *, group: str, organisation: str = "Exemplar") -> Person:
    """Add a person whose one hat is confirmed for an organisation."""
    person = make_person(handle, group=group)
    own = session.query(Hat).filter(Hat.actor_id == person.id).one()
    people.add_hat(person, stakeholder_group=group, capacity="for", organisation=organisation, confirmed=True,
                   by=by(person))  # fmt: skip
    people.end_hat(own, by=by(person))
    return person


def take_back(app: Flask, person: Person) -> None:
    """Let the secretariat take back that a person acts for an organisation."""
    hat = session.query(Hat).filter(Hat.actor_id == person.id, Hat.capacity == "for", Hat.ended_at.is_(None)).one()
    office = sign_in(app, make_person(roles=("secretariat",)))
    taken = office.post(f"/secretariat/hats/{hat.id}/take-back", data={"reason": "Left in May."})
    assert taken.status_code == 302, taken.text
    session.rollback()


def close_account(app: Flask, person: Person) -> None:
    """Let a person close their own account."""
    answer = sign_in(app, person).post("/account/close", data={"present": "a long enough password", "meant": "y"})
    assert answer.status_code == 302, answer.text
    session.rollback()


def by(person: Person, at: datetime | None = None) -> By:
    """Return an act of ``person`` under the newest hat, now or at ``at``."""
    return By(person.id, at or clock.now(), fetch(_newest_hat(), {"person": person.id}).scalar())


@prepared
def _newest_hat() -> Listing:
    return select(func.max(Hat.id)).where(Hat.actor_id == bindparam("person"))


def sign_in(app: Flask, person: Person) -> FlaskClient:
    """Return a client that is signed in as ``person``."""
    client = app.test_client()
    token = signins.sign_in(person.id, "test client")
    with client.session_transaction() as cookie:
        cookie["_user_id"] = token
        cookie["_fresh"] = True
    return client


@contextmanager
def later(app: Flask, days: float) -> Iterator[datetime]:
    """Let the procedure's clock run ``days`` ahead within the block."""
    real = clock.real_now
    clock.real_now = lambda: real() + timedelta(days=days)  # type: ignore[assignment]
    try:
        yield clock.now()
    finally:
        clock.real_now = real


def duties_of(role: str) -> frozenset[str]:
    """Return the duties of one role in a group."""
    return frozenset(name for name, duty in DUTIES.items() if role in duty.roles)


def tick() -> int:
    """Let the clock do what is due now; return how many acts."""
    session.rollback()
    return run_due(by_clock(clock.now()))


def acts_of(person: Person) -> list[str]:
    """Return what waits for a person: the acts on their desk."""
    session.rollback()
    return [str(act) for item in on_desk(person.id) for act, _url in item.acts]


def broken_promises() -> list[tuple[str, list[Any]]]:
    """Return the promises that do not hold, each with the first few things that break it; none when all hold."""
    session.rollback()
    return [(name, found) for name, _sentence, found in broken() if found]


def responsible_of(subject: Any) -> Person:
    """Return who is responsible for a group, or another thing of which a member of the council has charge."""
    return session.get_one(Person, next(iter(holders("responsible", subject.id))))


def set_pace(person: Person, pace: str) -> None:
    """Let a person want mail at once, daily, weekly or never."""
    with writing():
        session.get_one(Person, person.id).mail_pace = pace


def kinds() -> list[str]:
    """Return the kinds of all entries of the record, in their order."""
    session.rollback()
    return list(session.scalars(select(Event.kind).order_by(Event.id)))


def events() -> int:
    """Return how many entries the record has."""
    session.rollback()
    return session.scalar(select(func.count()).select_from(Event)) or 0


def states(kind: str) -> list[str]:
    """Return the states of all subjects of a kind, in their order."""
    session.rollback()
    return list(session.scalars(select(Subject.state).where(Subject.kind == kind).order_by(Subject.id)))


def state_of(kind: str, ref: str) -> str:
    """Return the state that a subject is in now."""
    session.rollback()
    return session.scalars(select(Subject.state).where(Subject.kind == kind, Subject.ref == ref)).one()


def stations(page: str) -> dict[str, str]:
    """Return the stations of the way bar of a page, each with how it is to the subject."""
    bar = page.partition('<ol class="way"')[2].partition("</ol>")[0]
    return {label: state for state, label in re.findall(r'<li class="(\w+)"[^>]*>([^<]+)<', bar)}


def issue_form(**changes: Any) -> dict[str, str]:
    """Return the answers of the form that files an issue."""
    return {
        "title": "Interconnection costs of landlocked countries", "summary": "Who can set cost-based principles?",
        "layer": "evolution", "topic": "communications-infrastructure", "step": "done",
    } | changes  # fmt: skip


def mails_to(app: Flask, handle: str) -> list[Mail]:
    """Let the worker tell all there is to tell, and return the mails to a person of a test, the oldest first."""
    session.rollback()
    work_once(app)
    session.rollback()
    return list(session.scalars(select(Mail).where(Mail.to == f"{handle}@people.example").order_by(Mail.id)))


def leave_address(app: Flask, person: Person) -> None:
    """Have mail of a person go to another address, and let the one go that they have, as on the page of the account."""
    handle, client = person.actor.handle, sign_in(app, person)
    with writing():
        former = session.scalars(select(Address).where(Address.person_id == person.id)).one().id
        give_address(person.id, f"{handle}@elsewhere.example", verified_at=clock.now())
        other = session.scalars(select(Address).where(Address.person_id == person.id, Address.id != former)).one().id
    assert client.post(f"/account/addresses/{other}/main").status_code == 302
    assert client.post(f"/account/addresses/{former}/remove").status_code == 302
    session.rollback()


def letters(template: str) -> list[Mail]:
    """Return the mails of a template, or of all that begin so, that commands queued, the oldest first."""
    session.rollback()
    return list(session.scalars(select(Mail).where(Mail.key.startswith(template)).order_by(Mail.id)))


def newest_mail() -> Mail:
    """Return the mail that was queued last."""
    session.rollback()
    return session.scalars(select(Mail).order_by(Mail.id.desc()).limit(1)).one()


def link_in(mail: Mail, to: str = r"\w+") -> str:
    """Return the path of the first link in a mail that leads ``to`` something by a token."""
    found = re.search(rf"https?://[^/\s]+(/{to}/\S+)", mail.text)
    assert found, mail.text
    return found[1]
