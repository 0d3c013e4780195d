"""The session of a request: what only reads asks a connection, and nothing is done for objects that are not there."""

from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session


class OwnSession(Session):
    """A session whose reads share one connection with queries of columns, which need no session.

    To begin and to end a session's own transaction takes four times as long as that of a connection.
    """

    bind: Engine
    writing: bool = False
    """Whether a write transaction is open."""
    _read_from: Connection | None = None

    def at_hand(self) -> Connection:
        """Return the connection to ask: in a write transaction its own, else the one to read from."""
        return self.connection() if self.writing else self._reading()

    def _reading(self) -> Connection:
        if self._read_from is None:
            self._read_from = self.bind.connect()
        if not self._read_from.in_transaction():
            self._read_from.begin()
        return self._read_from

    def get_bind(self, *_asked: Any, **_more: Any) -> Engine | Connection:
        """Return what SQLAlchemy lets the objects of this session be read from or written to."""
        return self.bind if self.writing else self._reading()

    def commit(self) -> None:
        """Let what was written last, also what was not written in a write transaction."""
        super().commit()
        if self._read_from is not None:
            self._read_from.commit()
        self._rest()

    def rollback(self) -> None:
        """End what was begun, and give back the connections."""
        super().rollback()
        self._rest()

    def close(self) -> None:
        """End the session, and give back the connections."""
        super().close()
        self._rest()

    def _rest(self) -> None:
        if self._read_from is not None:
            held, self._read_from = self._read_from, None
            held.close()
