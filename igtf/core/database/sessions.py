"""The session of a request: what only reads asks a connection, and nothing is done for objects that are not there.

What an act writes and asks nothing of is gathered, and sent to PostgreSQL as one statement: each message there and back
wakes a process, which takes longer than to write a row. It is sent before anything is asked, before objects are written
and at the end of the act.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import CTE, Connection, Engine, Integer, Select, TextClause, event, literal_column, select
from sqlalchemy.orm import ORMExecuteState, Session, SessionTransaction

from igtf.core.database.engines import read_from
from igtf.core.database.prepared import Writing, prepared

Build = Callable[..., Sequence[Writing | CTE]]


class SharedWrite(NamedTuple):
    """What is written together with others: into which tables, by the statements that ``build`` makes of ``key``.

    Their parameters are named after table and column. The statements do not see each other's rows.
    """

    tables: frozenset[str]
    build: Build
    key: tuple[Hashable, ...]
    given: Mapping[str, Any]


class OwnSession(Session):
    """A session whose reads share one connection with queries of columns, which need no session.

    To begin and to end a session's own transaction takes four times as long as that of a connection.
    """

    bind: Engine
    writing: bool = False
    """Whether a write transaction is open."""
    _read_from: Connection | None = None

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self._gathered: list[SharedWrite] = []

    def gather(self, part: SharedWrite) -> None:
        """Write ``part`` with what follows. In one statement PostgreSQL takes each table once."""
        if any(part.tables & other.tables for other in self._gathered):
            self.send()
        self._gathered.append(part)

    def send(self) -> None:
        """Write what was gathered."""
        if self._gathered:
            parts, self._gathered = self._gathered, []
            given = {name: value for part in parts for name, value in part.given.items()}
            _together(*((part.build, part.key) for part in parts)).do(self.connection(), given)

    def let_go(self) -> None:
        """Forget what was gathered: what it belongs to is taken back."""
        self._gathered.clear()

    def flush(self, objects: Sequence[Any] | None = None) -> None:
        """Write the objects that were added or changed, after what was gathered before."""
        if not self._is_clean():
            self.send()
            super().flush(objects)

    def begin_nested(self) -> SessionTransaction:
        """Set a savepoint, behind what was gathered before it."""
        self.send()
        return super().begin_nested()

    def at_hand(self) -> Connection:
        """Return the connection to ask: in a write transaction its own, else the one to read from."""
        return self.connection() if self.writing else self._reading()

    def _reading(self) -> Connection:
        if self._read_from is None:
            self._read_from = read_from(self.bind)
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


@event.listens_for(OwnSession, "do_orm_execute")
def _asked(asked: ORMExecuteState) -> None:
    """Let what is asked see what was gathered."""
    asked.session.send()  # type: ignore[attr-defined]


@event.listens_for(OwnSession, "after_soft_rollback")
def _taken_back(own: OwnSession, _transaction: Any) -> None:
    own.let_go()


@prepared
def _together(*parts: tuple[Build, tuple[Hashable, ...]]) -> Writing | Select[int]:
    """Return the statement of PostgreSQL that does what several say (data-modifying CTEs); one alone as it is."""
    made = [statement for build, key in parts for statement in build(*key)]
    if len(made) == 1 and not isinstance(made[0], CTE):
        return made[0]
    written = [_named(one, f"part_{place}") for place, one in enumerate(made)]
    return select(literal_column("1", type_=Integer)).add_cte(*written)


def _named(statement: Writing | CTE, name: str) -> CTE:
    if isinstance(statement, CTE):
        return statement
    return statement.columns().cte(name) if isinstance(statement, TextClause) else statement.cte(name)
