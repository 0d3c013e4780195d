"""Which database server a request reads from: the replica, but the primary for whoever has just written.

Every answer to a write carries a mark, signed and kept as a cookie: the place in the primary's log after the write.
Who brings a mark reads from the replica only once it has come so far. Callers with a token may keep no cookies: without
a mark they read from the primary. A server that did not answer is left alone for a moment, so that not every request
waits for it, and whoever only reads is then served by the other one.
"""

import time
from dataclasses import dataclass
from typing import Any

from flask import Response, current_app, g, has_request_context, request
from itsdangerous import BadSignature, Signer
from sqlalchemy import Engine, event, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from igtf.core.errors import Unreachable
from igtf.core.i18n import gettext as _

SAFE = ("GET", "HEAD", "OPTIONS")
PAUSE = 2.0
"""Seconds for which a server that did not answer is left alone; then one request tries it."""

UNKNOWN = "FFFFFFFF/FFFFFFFF"
"""The mark of a write after which the primary could not be asked for its place: no replica ever comes so far."""

KEPT = 86_400
"""Seconds for which a browser keeps its mark: a replica that is a day behind is none."""

_CAUGHT_UP = text("SELECT pg_last_wal_replay_lsn() >= CAST(:mark AS pg_lsn)")
_PLACE = text("SELECT CAST(pg_current_wal_insert_lsn() AS text)")


@dataclass(eq=False)
class DatabaseServer:
    """A database server: its engine, and since when it is left alone (0: it answers)."""

    engine: Engine
    silent_until: float = 0.0

    def __post_init__(self) -> None:
        if self.engine.dialect.name == "postgresql":
            event.listen(self.engine, "handle_error", self._failed)
            event.listen(self.engine, "checkout", self._answered)

    def _failed(self, context: Any) -> None:
        if context.is_disconnect or context.connection is None:
            self.silent_until = time.monotonic() + PAUSE

    def _answered(self, *_connection: Any) -> None:
        self.silent_until = 0.0

    @property
    def silent(self) -> bool:
        """Whether it did not answer a moment ago."""
        return time.monotonic() < self.silent_until

    def may_be_asked(self) -> bool:
        """Return whether to try this server; of those who ask while it does not answer, one in ``PAUSE`` gets a yes."""
        if self.silent:
            return False
        if self.silent_until:
            self.silent_until = time.monotonic() + PAUSE
        return True


def reads_only() -> bool:
    """Return whether this is a request that changes nothing."""
    return has_request_context() and request.method in SAFE


def _signer() -> Signer:
    return Signer(str(current_app.secret_key), salt="igtf seen", sep=".")


def _cookie() -> str:
    return "__Host-igtf-seen" if current_app.config["PRODUCTION"] else "igtf-seen"


def _mark() -> str | None:
    """Return the place that the replica must have reached for this reader; None when any will do."""
    try:
        return _signer().unsign(request.cookies.get(_cookie(), "")).decode()
    except BadSignature:
        return UNKNOWN if "Authorization" in request.headers else None


def _has_come_to(session: Session, mark: str | None) -> bool:
    """Return whether the replica, to which ``session`` is bound, shows what was written before ``mark``."""
    if mark is None:
        return True
    try:
        if mark != UNKNOWN and session.scalar(_CAUGHT_UP, {"mark": mark}):
            return True
    except (DBAPIError, PoolTimeout):
        pass
    session.rollback()
    return False


def bind(session: Session, primary: DatabaseServer, replica: DatabaseServer | None) -> None:
    """Bind a new session to the server that the present request uses. Raises Unreachable when it is known to be gone.

    Whatever writes, and what is no request, uses the primary.
    """
    session.bind = primary.engine
    if replica is None or not has_request_context():
        return
    failed = g.get("failed_server")
    if reads_only() and failed is not replica and replica.may_be_asked():
        session.bind = replica.engine
        if _has_come_to(session, _mark()):
            return
    session.bind = primary.engine
    if failed is not primary and primary.may_be_asked():
        return
    if not reads_only() or failed is replica:
        raise Unreachable(_("Please try again in a minute. Nothing was written."))
    session.bind = replica.engine  # a little behind, and better than nothing


def turn_away(session: Session, primary: DatabaseServer, replica: DatabaseServer | None) -> bool:
    """Let this request read from the other server, as the one it read from failed; False when it has no other."""
    if replica is None or not reads_only() or "failed_server" in g:
        return False
    g.failed_server = replica if session.bind is replica.engine else primary
    g.pop("_login_user", None)  # Flask-Login's: read through the session that failed
    return True


def mark_write(primary: DatabaseServer, response: Response) -> None:
    """Give the reader the mark of what this request has written."""
    try:
        with primary.engine.connect() as connection:
            place = str(connection.scalar(_PLACE))
    except (DBAPIError, PoolTimeout):
        place = UNKNOWN
    response.set_cookie(
        _cookie(), _signer().sign(place).decode(), max_age=KEPT, httponly=True, samesite="Lax",
        secure=current_app.config["PRODUCTION"],
    )  # fmt: skip
