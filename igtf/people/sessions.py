"""Beginning and ending the sign-in of this browser: always a new session, so that none can be planted."""

from flask import current_app, request, session
from flask_login import current_user, login_user, logout_user

from igtf.core.errors import NotAllowed
from igtf.core.i18n import gettext as _
from igtf.core.security import new_session
from igtf.people.commands import sign_in, sign_out
from igtf.people.visitor import load_visitor


def begin(person_id: int) -> None:
    """Sign a person in on this browser, in a session of its own."""
    finish()
    visitor = load_visitor(person_id, sign_in(person_id, request.user_agent.string))
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
    begin(person_id) if person_id else finish()
