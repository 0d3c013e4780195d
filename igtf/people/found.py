"""By what people are found: words of names, handles and organisations, in any script, with or without accents.

The words are made by the program (``core.finding.tokens``), and not by either engine, so that both find the same. The
table ``search_people`` is made by a migration by hand. Who has closed the account is not in it.
"""

from collections.abc import Sequence

from sqlalchemy import TextClause, bindparam, delete, select, text

from igtf.core.database.prepared import prepared
from igtf.core.db import Listing, dialect, fetch, plans, session, write
from igtf.core.finding import spelling, tokens
from igtf.core.finding.search import full_text, words_of
from igtf.core.text.plaintext import UNSPACED
from igtf.people.models import Person
from igtf.record.models import Actor, Hat

PREFIX = 2
"""Letters that the beginning of a word has at least."""
CANDIDATES = 50
"""How many of the newest people are looked at for each way in which words may fit them."""
MOST = 1000
"""How many of the newest people a list is narrowed to by words."""

PEOPLE = full_text("search_people", "name", "organisation")
"""The words of people, by their ids: parted by spaces, of names with handles, and of organisations."""


def indexed(said: str) -> str:
    """Return the words by which a text is found, each once, parted by spaces."""
    return " ".join(dict.fromkeys(tokens.words(said[:10_000])))


_ROW = "INTO search_people (rowid, name, organisation) VALUES (:people_id, :people_name, :people_organisation)"
_PUT = {
    "sqlite": f"INSERT OR REPLACE {_ROW}",
    "postgresql": f"INSERT {_ROW}"
    " ON CONFLICT (rowid) DO UPDATE SET name = excluded.name, organisation = excluded.organisation",
}


def index(person_id: int) -> None:
    """Let a person be found by name, handle and the organisations of the hats in use, as they are now. For commands.

    Who has closed the account is not found.
    """
    actor = fetch(_named(), {"person": person_id}).one_or_none()
    if actor is None:
        return
    organisations = " / ".join(fetch(_organisations(), {"person": person_id}).scalars())
    spelling.learn(f"{actor.name} / {organisations}")
    found_by = {"people_name": indexed(f"{actor.name} {actor.handle}"), "people_organisation": indexed(organisations)}
    write(_put, dialect(), given={"people_id": person_id, **found_by}, into=[PEOPLE.name])


@prepared
def _named() -> Listing:
    open_ones = select(Actor.name, Actor.handle).join(Person, Person.id == Actor.id)
    return open_ones.where(Actor.id == bindparam("person"), Person.deactivated_at.is_(None))


@prepared
def _organisations() -> Listing:
    worn = (Hat.actor_id == bindparam("person"), Hat.ended_at.is_(None))
    return select(Hat.organisation).where(*worn).order_by(Hat.id)


def _put(engine: str) -> list[TextClause]:
    return [text(_PUT[engine])]


def remove(person_id: int) -> None:
    """Let a person not be found any more. For commands."""
    session.execute(delete(PEOPLE).where(PEOPLE.c.rowid == person_id))


def _asked(wanted: Sequence[str], *, begun: bool = True, named: bool = False) -> str:
    """Return the query, in the language of the engine, for all words: whole ones, or where ``begun`` longer ones too.

    ``named``: only of names. A word has letters and digits alone, so that nothing typed can break that language.
    """
    longer = [begun and len(word) >= PREFIX and not UNSPACED.search(word) for word in wanted]
    if dialect() == "postgresql":
        return " & ".join(f"'{word}'{':*' if more else ''}" for word, more in zip(wanted, longer, strict=True))
    every = " AND ".join(f'"{word}"{"*" if more else ""}' for word, more in zip(wanted, longer, strict=True))
    return f"name : ({every})" if named else every


def _newest(engine: str, query: str, *, named: bool = False, order: str = "rowid") -> str:
    match = {
        "sqlite": f"search_people MATCH :{query}",
        "postgresql": f"{'named' if named else 'words'} @@ CAST(:{query} AS tsquery)",
    }
    return f"FROM search_people WHERE {match[engine]} ORDER BY {order} DESC"


_BY_THE_WORDS = {"sqlite": "rowid", "postgresql": "rowid + 0"}
"""The order of the newest for few or none: PostgreSQL takes many to begin so, and would go through everybody else."""


def best_found(engine: str) -> TextClause:
    """Return the query of the best few: who is called so, whose name begins so, whose organisation has the words.

    Its columns are ``id`` and ``fit``, from 0; its parameters those of ``best_asked``.
    """
    ways = (("whole", True), ("begun", True), ("anywhere", False))
    found = " UNION ALL ".join(
        f"SELECT * FROM (SELECT rowid AS id, {fit} AS fit"
        f" {_newest(engine, way, named=named, order=_BY_THE_WORDS[engine])} LIMIT :most) AS {way}"
        for fit, (way, named) in enumerate(ways)
    )
    return text(f"SELECT id, min(fit) AS fit FROM ({found}) AS found GROUP BY id ORDER BY fit, id DESC LIMIT :shown")


def best_asked(said: str, shown: int) -> dict[str, str | int]:
    """Return the parameters of ``best_found`` for what somebody looks for; empty when there is no word in it."""
    wanted = words_of(said)
    if not wanted:
        return {}
    ways = {
        "whole": _asked(wanted, begun=False, named=True),
        "begun": _asked(wanted, named=True),
        "anywhere": _asked(wanted),
    }
    return ways | {"most": CANDIDATES, "shown": shown}


@plans("force_custom_plan")
def how_many(queries: Sequence[str]) -> list[int]:
    """Return for each of a few queries how many people have all its words, whole, at most ``CANDIDATES``; one query."""
    counts = ", ".join(
        f"(SELECT count(*) FROM (SELECT 1 {_newest(dialect(), f'query{number}')} LIMIT :most) AS counted)"
        for number in range(len(queries))
    )
    given = {f"query{number}": _asked(words_of(query), begun=False) for number, query in enumerate(queries)}
    return list(fetch(_counts(f"SELECT {counts}"), given | {"most": CANDIDATES}).one())


@prepared
def _counts(query: str) -> TextClause:
    return text(query)


@prepared
def _matches(engine: str) -> TextClause:
    return text(f"SELECT rowid AS id {_newest(engine, 'query')} LIMIT :most")


@plans("force_custom_plan")  # by the words: a plan for any words reads all matches of a common one
def ids_found(said: str) -> list[int]:
    """Return the ids of the newest people who are found by all words of ``said``, at most ``MOST``; one query."""
    wanted = words_of(said)
    return list(fetch(_matches(dialect()), {"query": _asked(wanted), "most": MOST}).scalars()) if wanted else []
