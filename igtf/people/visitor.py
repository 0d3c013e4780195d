"""Who is reading: the signed-in person with hats and roles, or nobody; and the act they would do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, NamedTuple

from flask import Response, g, redirect, request
from flask import session as cookie
from flask_login import AnonymousUserMixin, LoginManager, current_user
from sqlalchemy import bindparam, exists, select
from werkzeug.wrappers import Response as BaseResponse

from igtf.core import clock
from igtf.core.database.prepared import prepared
from igtf.core.db import Listing, fetch, memo, session
from igtf.core.errors import NotAllowed
from igtf.core.i18n import Worded, chosen_here
from igtf.core.i18n import gettext as _
from igtf.core.page.elements import hat_words
from igtf.people.hats import hat_label
from igtf.people.models import Address, Person, Role, SignIn
from igtf.people.passwords import token_hash
from igtf.people.roles import NO_ROLES, Roles
from igtf.record.by import By
from igtf.record.models import Actor, Hat


class Login(LoginManager):
    """Flask-Login without its remembering cookie and its print of address and browser, which are not used here.

    Looking after the cookie would ask each answer's session, so that also static files would depend on it; the print
    would be made for each request. A sign-in is a row that its owner can see and end.
    """

    def _session_protection_failed(self) -> bool:
        return False

    def _update_remember_cookie(self, response: Response) -> Response:
        return response


login_manager = Login()

UNUSED = timedelta(days=30)
NOTED = timedelta(hours=1)
"""A sign-in ends when it was not used for UNUSED; its use is noted at most once in NOTED."""


def hat_shown(hat: Any) -> dict[str, Any]:
    """Return a hat as ``core.page.elements`` show it beside who acts: its label, and whether nobody confirmed it."""
    return {"label": Worded(hat_label, hat), "unconfirmed": hat.counts_as != hat.stakeholder_group}


def hat_said(hat: Any) -> str:
    """Return a hat in plain words, and that nobody has confirmed it, where that is so."""
    return str(hat_words(hat_shown(hat)))


class Worn(NamedTuple):
    """A hat of the person who reads, as pages need it."""

    id: int
    stakeholder_group: str
    capacity: str
    organisation: str
    region: str
    counts_as: str
    refused_at: datetime | None

    @property
    def waits(self) -> bool:
        """Whether the secretariat has still to say whether its person acts for the organisation."""
        return self.capacity == "for" and self.counts_as != self.stakeholder_group and self.refused_at is None


def own_hat_label(hat: Worn) -> str:
    """Return how one's own hat is shown before an act: also that it counts as not stated until it is confirmed."""
    label = hat_label(hat)
    unconfirmed = hat.counts_as != hat.stakeholder_group
    return _("%(hat)s (unconfirmed, counts as not stated)", hat=label) if unconfirmed else label


def hat_choices(visitor: Any) -> list[tuple[str, str]]:
    """Return the hats that a person chooses from before an act, the newest first, as (id, label)."""
    return [(str(hat.id), own_hat_label(hat)) for hat in reversed(visitor.hats)]


@dataclass(frozen=True)
class Visitor:
    """A signed-in person, as pages need them."""

    id: int
    handle: str
    name: str
    token: str
    verified: bool
    language: str | None
    time_zone: str
    hats: tuple[Worn, ...]
    roles: Roles
    mail_returns: bool
    """Whether mail to the person came back."""
    is_authenticated: bool = True
    is_active: bool = True
    is_anonymous: bool = False

    def get_id(self) -> str:
        """Return what the cookie holds: the token of this sign-in (Flask-Login's name for it)."""
        return self.token

    @property
    def main_hat(self) -> Worn | None:
        return self.hats[-1] if self.hats else None

    @property
    def language_here(self) -> str:
        """The code of the language chosen for this page alone, while mails come in another one; else empty."""
        chosen = chosen_here()
        return chosen if chosen != (self.language or "en") else ""

    @cached_property
    def moderates(self) -> bool:
        """Whether comments can be hidden by this person."""
        return self.roles.moderates


class Nobody(AnonymousUserMixin):
    """An anonymous reader."""

    id = None
    handle = None
    name = ""
    verified = False
    time_zone = "UTC"
    hats: tuple[Worn, ...] = ()
    roles = NO_ROLES
    main_hat = None
    moderates = False
    language_here = ""


class Somebody(Nobody):
    """Who is signed in, and of whom no more is known than the time zone: for what all readers see alike."""

    def __init__(self, time_zone: str) -> None:
        self.time_zone = time_zone

    @property
    def is_authenticated(self) -> bool:
        return True


login_manager.anonymous_user = Nobody


def _persons() -> Listing:
    return (
        select(
            Person.id, Person.verified_at, Person.language, Person.time_zone, Actor.handle, Actor.name,
            Role.name.label("role"), Role.subject_id.label("role_of"), Hat.id.label("hat_id"), Hat.stakeholder_group,
            Hat.capacity, Hat.organisation, Hat.region, Hat.counts_as, Hat.refused_at,
            exists()
            .where(Address.person_id == Person.id, Address.is_main, Address.returned_at.is_not(None))
            .label("mail_returns"),
        )
        .join(Actor, Actor.id == Person.id)
        .outerjoin(Hat, (Hat.actor_id == Person.id) & Hat.ended_at.is_(None))
        .outerjoin(Role, (Role.person_id == Person.id) & Role.ended_at.is_(None))
        .where(Person.deactivated_at.is_(None))
        .order_by(Hat.id)
    )  # fmt: skip


@prepared
def _by_id() -> Listing:
    return _persons().where(Person.id == bindparam("person"))


@prepared
def _by_sign_in() -> Listing:
    return (
        _persons()
        .add_columns(SignIn.seen_at)
        .join(SignIn, SignIn.person_id == Person.id)
        .where(
            SignIn.token_hash == bindparam("token"), SignIn.ended_at.is_(None), SignIn.seen_at > bindparam("used_since")
        )
    )


def _worn(row: Any) -> Worn:
    return Worn(
        row.hat_id, row.stakeholder_group, row.capacity, row.organisation, row.region, row.counts_as, row.refused_at
    )  # fmt: skip


def _visitor(rows: Sequence[Any], token: str) -> Visitor | None:
    if not rows:
        return None
    person = rows[0]
    roles = Roles(frozenset((row.role, row.role_of) for row in rows if row.role))
    memo("roles")[person.id] = roles
    hats = dict.fromkeys(_worn(row) for row in rows if row.hat_id)
    return Visitor(
        person.id, person.handle, person.name, token, person.verified_at is not None, person.language,
        person.time_zone, tuple(hats), roles, bool(person.mail_returns),
    )  # fmt: skip


def load_visitor(person_id: int, token: str = "") -> Visitor | None:
    """Return the visitor for an active person, with hats and roles; None when deactivated or unknown."""
    return _visitor(fetch(_by_id(), {"person": person_id}).all(), token)


@login_manager.user_loader  # type: ignore[untyped-decorator]
def _by_cookie(token: str) -> Visitor | None:
    now = clock.real_now()
    rows = fetch(_by_sign_in(), {"token": token_hash(token), "used_since": now - UNUSED}).all()
    visitor = _visitor(rows, token)
    if visitor:
        g.person_language = visitor.language
        if rows[0].seen_at < now - NOTED:
            g.seen_token = token  # written after the request, outside its transactions
            cookie.modified = True  # the browser keeps it as long again
    return visitor


def acting(hat_id: int | None = None) -> By:
    """Return the present reader's act now, under ``hat_id`` if it is one of their hats, else the newest."""
    reader = current_user._get_current_object()
    own = {hat.id for hat in reader.hats}
    newest = reader.main_hat.id if own else None
    return By(reader.id, clock.now(), hat_id if hat_id in own else newest)


def myself() -> Person:
    """Return the person of the present reader; NotAllowed when nobody is signed in."""
    if not current_user.is_authenticated:
        raise NotAllowed(_("Sign in first; then this page is yours."))
    return session.get_one(Person, current_user.id)


def sign_in_first(then: str = "") -> BaseResponse:
    """Return the answer that leads to the sign-in and from there to ``then``, without it back to this page."""
    return redirect(f"/sign-in?next={then or request.path}")
