"""What was said in comments, found by its words: the newest first, and on to the oldest.

The index is made by a migration (``search_comment``), and holds no second copy of the texts. PostgreSQL keeps it
itself, and the words of each comment beside it. On SQLite a trigger does: what was edited is found by its present text,
what a moderator hid by nothing. There the worker adds new comments, in their order, as it would cost whoever writes one
a tenth of it: the last that is in the index says how far that came.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import TextClause, bindparam, select, text

from igtf.core.command import housekeeping
from igtf.core.conditions import among_given
from igtf.core.db import Listing, dialect, fetch, plans, session
from igtf.core.pages import PAGE
from igtf.core.prepared import prepared
from igtf.core.search import PREFIX, term, together, words_of
from igtf.discussion.models import Comment
from igtf.record.filters import conditions
from igtf.record.models import HIDDEN, Actor, Event, Hat, Subject

AT_ONCE = 1000
"""New comments that are indexed together."""

LOOKED_AT = 200
"""How many of the newest matches are looked at together when filters leave some of them only."""

_HAVING = {
    "sqlite": "FROM search_comment WHERE search_comment MATCH :query",
    "postgresql": "FROM comment WHERE words @@ to_tsquery('simple', :query) AND hidden_at IS NULL",
}
_NUMBER = {"sqlite": "rowid", "postgresql": "id"}


class Said(NamedTuple):
    """Comments that were found, each with what ``_rows`` asks; the number before which older ones are, None at the end.

    Filters may leave none of those that were looked at, and older ones all the same.
    """

    rows: Sequence[Any]
    older: int | None


@prepared
def _matches(engine: str, *, older: bool) -> TextClause:
    number = _NUMBER[engine]
    before = f" AND {number} < :before" if older else ""
    return text(f"SELECT {number} AS id {_HAVING[engine]}{before} ORDER BY {number} DESC LIMIT :most")


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
    words = words_of(said)
    if not words:
        return []
    *others, last = (term(word, prefix=False) for word in words)
    if len(words[-1]) >= PREFIX and len(_ids(last, None, PAGE + 1)) <= PAGE:
        last = term(words[-1], prefix=True)
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


def comments_found(words: str, asked: Mapping[str, str | None], *, before: int | None, most: int) -> Said:
    """Return at most ``most`` comments that have all ``words``, ``before`` a number; the filters are of their subjects.

    Never one that a moderator hid, or one on a subject that is hidden. At most three queries.
    """
    where = [*([Subject.kind == asked["kind"]] if asked.get("kind") else []), *conditions(None, asked)]
    look = max(most + 1, LOOKED_AT) if where else most + 1
    ids = ids_found(words, before, look)
    given = {"ids": ids, "most": most + 1}
    found: Any = session.execute(_rows().statement.where(*where), given) if where else fetch(_rows(), given)
    rows = found.all()
    older = rows[most - 1].Comment.id if len(rows) > most else ids[-1] if len(ids) == look else None
    return Said(rows[:most], older)


_NEW = "FROM search_comment_texts WHERE id > (SELECT coalesce(max(id), 0) FROM search_comment_docsize)"
_WAITS = f"SELECT EXISTS (SELECT 1 {_NEW})"
_INDEX = f"INSERT INTO search_comment (rowid, text) SELECT id, text {_NEW} ORDER BY id LIMIT {AT_ONCE}"


def index_new(stopping: Callable[[], bool] = lambda: False) -> None:
    """Let the comments be found that were written since; at once on PostgreSQL. For the worker."""
    while dialect() == "sqlite" and not stopping() and session.scalar(text(_WAITS)):
        _index_next()


@housekeeping
def _index_next() -> None:
    session.execute(text(_INDEX))


_ASTRAY = """
SELECT id FROM search_comment_texts AS said WHERE id <= (SELECT max(id) FROM search_comment_docsize)
AND NOT EXISTS (SELECT 1 FROM search_comment_docsize AS held WHERE held.id = said.id)
UNION ALL SELECT id FROM search_comment_docsize AS held
WHERE NOT EXISTS (SELECT 1 FROM search_comment_texts AS said WHERE said.id = held.id)
"""
_EDITED = """
SELECT id, text FROM comment WHERE edited_at IS NOT NULL AND hidden_at IS NULL
AND id <= (SELECT max(id) FROM search_comment_docsize)
"""
_HOLDS = "SELECT 1 FROM search_comment WHERE search_comment MATCH :phrase AND rowid = :number"
_NOT_KEPT = """
SELECT 'search_comment' WHERE NOT EXISTS (
  SELECT FROM pg_index WHERE indexrelid = to_regclass('search_comment') AND indisvalid AND indisready)
"""


def not_found() -> Iterable[Any]:
    """Return what the index does not hold as it should: shown comments that it lacks, and others that it has.

    Of those that were edited, whether it has their present text; none of those that wait for the worker. PostgreSQL
    keeps its indexes true, if they are there.
    """
    if dialect() == "postgresql":
        return session.execute(text(_NOT_KEPT))
    edited = session.execute(text(_EDITED))
    stale = [(number,) for number, said in edited if words_of(said) and not _holds(number, said)]
    return [*session.execute(text(_ASTRAY)), *stale]


def _holds(number: int, said: str) -> bool:
    phrase = '"{}"'.format(said.replace('"', '""'))
    return session.scalar(text(_HOLDS), {"phrase": phrase, "number": number}) is not None
