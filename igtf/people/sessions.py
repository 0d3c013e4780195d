"""Beginning and ending the sign-in of this browser: always a new session, so that none can be planted.

Between the password and the second factor a browser *waits*: its session names the person, and opens nothing.
"""

from datetime import datetime, timedelta

from flask import current_app, request, session
from flask_login import current_user, login_user, logout_user

from igtf.core import clock
from igtf.core.db import note_newest
from igtf.core.db import session as database
from igtf.core.errors import NotAllowed
from igtf.core.i18n import gettext as _
from igtf.core.security import new_session
from igtf.people import factors
from igtf.people.entry import fingerprint
from igtf.people.models import Person
from igtf.people.signins import has_factor, sign_in, sign_out
from igtf.people.visitor import load_visitor

START = "/desk"
SECOND, FIRST_APP = "/sign-in/second", "/account/app"
PATIENCE = timedelta(minutes=15)
"""For how long a browser may wait for the second factor."""


def come_in(person: Person, next_path: str = "") -> str:
    """Sign in a person who knows the password, or let the browser wait for the second factor; return where to go on.

    Whose role needs one and who has none adds one first.
    """
    has_one, knew = has_factor(person.id), fingerprint(person)
    if not has_one and not factors.is_needed(person.id):
        begin(person.id, knew=knew)
        return next_path or START
    finish()
    note_newest()
    session["waits"] = {
        "person": person.id, "knew": knew, "since": clock.real_now().isoformat(), "next": next_path,
    }  # fmt: skip
    return SECOND if has_one else FIRST_APP


def waiting() -> Person | None:
    """Return who waits in this browser for the second factor; None when nobody does, or the password is another now."""
    waits = session.get("waits")
    if not waits or datetime.fromisoformat(waits["since"]) < clock.real_now() - PATIENCE:
        return None
    person = database.get(Person, waits["person"])
    return person if person and not person.deactivated_at and fingerprint(person) == waits["knew"] else None


def again(person: Person | None) -> str:
    """Return where who waits in vain goes on: ``person``, whose factors were removed meanwhile, or None."""
    return come_in(person, session["waits"]["next"]) if person else "/sign-in"


def let_in() -> str:
    """Sign in who waits in this browser, and return where to go on."""
    waits = session["waits"]
    begin(waits["person"], knew=waits["knew"], proved=True)
    return waits["next"] or START


def begin(person_id: int, *, knew: str = "", proved: bool = False) -> None:
    """Sign a person in on this browser, in a session of its own.

    Where a password was given, ``knew`` is its fingerprint, and ``proved`` whether a second factor was, too: NotAllowed
    where that is not enough any more.
    """
    agent = request.user_agent.string
    token = factors.let_in(person_id, agent, knew=knew, proved=proved) if knew else sign_in(person_id, agent)
    finish()
    visitor = load_visitor(person_id, token)
    if visitor:
        login_user(visitor)
        session.permanent = True  # the table ends it after 30 days without use


def finish() -> None:
    """End the sign-in of this browser, if there is one, and its session."""
    if current_user.is_authenticated:
        sign_out(current_user.token)
        logout_user()
    new_session()


def become(person_id: int | None) -> None:
    """Act as any person, or as nobody, without a password: in demonstration mode only, else NotAllowed."""
    if not current_app.config["DEMO"]:
        raise NotAllowed(_("Only a demonstration lets you act as somebody else."))
    if person_id:
        begin(person_id)
    elif current_user.is_authenticated:  # a new session would expire the forms of the pages a visitor has open
        finish()
