"""What was said in comments, found by its words: the newest first, and on to the oldest.

The index is made by a migration (``search_comment``), and holds no second copy of the texts. Triggers keep it true:
what is new, edited, hidden or shown again does not stand in it, and its number waits (``search_comment_late``). The
worker adds the words of those that are shown, as it would cost whoever writes a comment a tenth of it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, TextClause, bindparam, select, text

from igtf.core.command import housekeeping
from igtf.core.database.conditions import among_given
from igtf.core.database.prepared import prepared
from igtf.core.db import Listing, dialect, fetch, plans, session
from igtf.core.finding.search import PREFIX, term, together, words_of
from igtf.core.finding.tokens import words
from igtf.core.page.paging import PAGE
from igtf.discussion.models import Comment
from igtf.record.filters import conditions
from igtf.record.models import HIDDEN, Actor, Event, Hat, Subject

AT_ONCE = 1000
"""Comments that are indexed together."""

LOOKED_AT = 200
"""How many of the newest matches are looked at together when filters leave some of them only."""

_HAVING = {
    "sqlite": "FROM search_comment WHERE search_comment MATCH :query",
    "postgresql": "FROM search_comment WHERE words @@ CAST(:query AS tsquery)",
}


class FoundComments(NamedTuple):
    """Comments that were found, each with what ``_rows`` asks; the number before which older ones are, None at the end.

    Filters may leave none of those that were looked at, and older ones all the same.
    """

    rows: Sequence[Any]
    older: int | None


@prepared
def _matches(engine: str, *, older: bool) -> TextClause:
    before = " AND rowid < :before" if older else ""
    return text(f"SELECT rowid AS id {_HAVING[engine]}{before} ORDER BY rowid DESC LIMIT :most")


def _ids(query: str, before: int | None, most: int) -> list[int]:
    given = {"query": query, "before": before, "most": most}
    return list(fetch(_matches(dialect(), older=before is not None), given).scalars())


@plans("force_custom_plan")  # by the words: a plan for any words reads all matches of a common one
def ids_found(said: str, before: int | None, most: int) -> list[int]:
    """Return the numbers of the newest comments, ``before`` a number, that have all words of ``said``.

    At most ``most``. The last word finds longer ones too where it fills no page by itself: what longer ones there are
    costs as much as there are. So it is on each page of what is found. Empty when nothing that can be searched was
    given.
    """
    wanted = words_of(said)
    if not wanted:
        return []
    *others, last = (term(word, prefix=False) for word in wanted)
    if len(wanted[-1]) >= PREFIX and len(_ids(last, None, PAGE + 1)) <= PAGE:
        last = term(wanted[-1], prefix=True)
    return _ids(together([*others, last]), before, most)


@prepared
def _rows() -> Listing:
    return (
        select(
            Comment, Event.at, Actor, Hat, Subject.kind, Subject.ref, Subject.title, Subject.state, Subject.phase,
            Subject.revision,
        )
        .join(Event, Event.id == Comment.event_id)
        .join(Actor, Actor.id == Comment.actor_id)
        .join(Subject, Subject.id == Comment.subject_id)
        .outerjoin(Hat, Hat.id == Event.hat_id)
        .where(among_given(Comment.id, "ids"), Comment.hidden_at.is_(None), Subject.state != HIDDEN)
        .order_by(Comment.id.desc())
        .limit(bindparam("most"))
    )  # fmt: skip


def comments_found(said: str, asked: Mapping[str, str | None], *, before: int | None, most: int) -> FoundComments:
    """Return at most ``most`` comments that have all words of ``said``, ``before`` a number.

    The filters are of their subjects. Never one that a moderator hid, or one on a subject that is hidden. At most three
    queries.
    """
    where = [*([Subject.kind == asked["kind"]] if asked.get("kind") else []), *conditions(None, asked)]
    look = max(most + 1, LOOKED_AT) if where else most + 1
    ids = ids_found(said, before, look)
    given = {"ids": ids, "most": most + 1}
    found: Any = session.execute(_rows().statement.where(*where), given) if where else fetch(_rows(), given)
    rows = found.all()
    older = rows[most - 1].Comment.id if len(rows) > most else ids[-1] if len(ids) == look else None
    return FoundComments(rows[:most], older)


_WAITS = "SELECT EXISTS (SELECT 1 FROM search_comment_late)"
_LATE = {
    "sqlite": "SELECT id FROM search_comment_late ORDER BY id LIMIT :most",
    "postgresql": "SELECT id FROM search_comment_late ORDER BY id LIMIT :most FOR UPDATE SKIP LOCKED",
}
_SHOWN = text("SELECT id, text FROM comment WHERE id IN :ids AND hidden_at IS NULL").bindparams(
    bindparam("ids", expanding=True)
)
_ADD = {
    "sqlite": "INSERT INTO search_comment (rowid, words) VALUES (:number, :words)",
    "postgresql": "INSERT INTO search_comment (rowid, words)"
    " VALUES (:number, array_to_tsvector(string_to_array(:words, ' ')))",
}
_ALL = text("SELECT id, text FROM comment WHERE id > :last AND hidden_at IS NULL ORDER BY id LIMIT :most")
_NOT_HELD, _NOT_LATE = (
    text(f"DELETE FROM {where} IN :ids").bindparams(bindparam("ids", expanding=True))
    for where in ("search_comment WHERE rowid", "search_comment_late WHERE id")
)


def index_new(stopping: Callable[[], bool] = lambda: False) -> None:
    """Let the comments be found by their present words that were written or changed since. For the worker."""
    while not stopping() and session.scalar(text(_WAITS)) and _index_next():
        pass


@housekeeping
def _index_next() -> int:
    return _index_late(session.connection())


def _index_late(connection: Connection) -> int:
    """Index ``AT_ONCE`` of the comments that wait and that nobody changes now, and return how many they were."""
    ids = connection.execute(text(_LATE[connection.dialect.name]), {"most": AT_ONCE}).scalars().all()
    if ids:
        connection.execute(_NOT_HELD, {"ids": ids})
        _add(connection, connection.execute(_SHOWN, {"ids": ids}).all())  # as they are while nobody changes them
        connection.execute(_NOT_LATE, {"ids": ids})
    return len(ids)


def index_all(connection: Connection) -> None:
    """Index all comments that are shown, ``AT_ONCE`` of them at a time; none is in the index. For migrations."""
    last = 0
    while rows := connection.execute(_ALL, {"last": last, "most": AT_ONCE}).all():
        _add(connection, rows)
        last = rows[-1].id


def _add(connection: Connection, shown: Sequence[Any]) -> None:
    given = [{"number": number, "words": " ".join(dict.fromkeys(words(said)))} for number, said in shown]
    if given:
        connection.execute(text(_ADD[connection.dialect.name]), given)


_HELD = {"sqlite": "SELECT id FROM search_comment_docsize", "postgresql": "SELECT rowid AS id FROM search_comment"}
_SAID = "SELECT id FROM comment WHERE hidden_at IS NULL"
_DONE = "NOT EXISTS (SELECT 1 FROM search_comment_late AS late WHERE late.id = one.id)"
_ASTRAY = """
SELECT id FROM ({one}) AS one WHERE NOT EXISTS (SELECT 1 FROM ({other}) AS other WHERE other.id = one.id) AND {done}
"""
_EDITED = f"""
SELECT id, text FROM comment AS one WHERE edited_at IS NOT NULL AND hidden_at IS NULL AND {_DONE}
"""
_HOLDS = {
    "sqlite": "SELECT 1 FROM search_comment WHERE search_comment MATCH :query AND rowid = :number",
    "postgresql": "SELECT 1 FROM search_comment WHERE words @@ CAST(:query AS tsquery) AND rowid = :number",
}
LOOKED_FOR = 100
"""Words of an edited comment that are looked for in the index."""


def not_found() -> Iterable[Any]:
    """Return what the index does not hold as it should: shown comments that it lacks, and others that it has.

    Of those that were edited, whether it has their present text; none of those that wait for the worker.
    """
    held = _HELD[dialect()]
    astray = [_ASTRAY.format(one=one, other=other, done=_DONE) for one, other in ((_SAID, held), (held, _SAID))]
    edited = session.execute(text(_EDITED)).all()
    stale = [(number,) for number, said in edited if not _holds(number, words(said))]
    return [*session.execute(text(" UNION ALL ".join(astray))), *stale]


def _holds(number: int, said: Sequence[str]) -> bool:
    terms = [term(word, prefix=False) for word in dict.fromkeys(said[:LOOKED_FOR])]
    return not terms or session.scalar(text(_HOLDS[dialect()]), {"query": together(terms), "number": number}) == 1
