"""Many issues in little time: rows of every table that filing, discussing and supporting would have filled.

The same number of issues gives the same rows. The parts that the program makes by itself (drafts, a council, a
ballot) are in ``samples``; ``igtf check`` holds over the whole.
"""

import hashlib
import random
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, insert, select, text

from igtf.core.db import Base, database, dialect, renew_statistics
from igtf.discussion.models import Comment, Follow
from igtf.figures.commands import keep_figures
from igtf.issues.models import Issue, Support
from igtf.issues.topics import TOPICS
from igtf.people.models import Person
from igtf.record.events import payload_hash
from igtf.record.models import Actor, Event, Hat, Number, Outbox, Payload, Subject
from tests.performance.words import sentence, title_of

START = datetime(2024, 1, 1, tzinfo=UTC)
BATCH = 1000
LONG_THREAD = 20
LONG_EVERY = 50
"""Every ``LONG_EVERY``th issue has a thread of ``LONG_THREAD`` comments; the others have 0 to 3."""

STATES = (("submitted", "new", 1), ("open", "work", 6), ("unhoused", "work", 1), ("out-of-scope", "closed", 2))
_STATE_OF = [state for state, _phase, weight in STATES for _ in range(weight)]
_PHASES = {state: phase for state, phase, _weight in STATES}
_GROUPS = ("government", "private", "civil", "technical", "intergovernmental")
_PLACES = (("KE", "african"), ("JP", "asia_pacific"), ("PL", "eastern_european"), ("BR", "grulac"), ("DE", "weog"))
_MOVED: dict[str, tuple[str, dict[str, Any]]] = {
    "open": ("issue.accept", {"reason": "It is about the Internet."}),
    "unhoused": ("issue.find-no-body", {"reason": "Nobody's mandate.", "considered": "", "bodies": []}),
    "out-of-scope": ("issue.decline", {"reason": "Not about the Internet."}),
}

_NUMBERED: tuple[type[Base], ...] = (Actor, Hat, Subject, Event, Comment)


@dataclass
class Loading:
    """The rows that wait to be written, and the next number of each table."""

    connection: Connection
    next_id: dict[type[Base], int]
    rows: dict[type[Base], list[dict[str, Any]]]
    texts: list[dict[str, Any]]
    people: list[tuple[int, int]]
    log_index: int

    def number(self, table: type[Base]) -> int:
        """Return the next number of ``table``."""
        self.next_id[table] += 1
        return self.next_id[table]

    def flush(self) -> None:
        """Write what waits, parents first."""
        order: Sequence[type[Base]] = (
            Actor,
            Person,
            Hat,
            Subject,
            Issue,
            Event,
            Payload,
            Outbox,
            Comment,
            Support,
            Follow,
        )
        for table in order:
            if self.rows[table]:
                self.connection.execute(insert(table), self.rows[table])
        if self.texts:
            self.connection.execute(text(_TEXTS[self.connection.dialect.name]), self.texts)
        self.rows, self.texts = defaultdict(list), []


_TEXTS = {
    "sqlite": "INSERT INTO search_text (rowid, title, body) VALUES (:id, :title, :body)",
    "postgresql": "INSERT INTO search_text (subject_id, words) VALUES (:id, setweight(to_tsvector('simple', :title), "
    "'A') || to_tsvector('simple', :body))",
}


def _begin(connection: Connection) -> Loading:
    last = {table: connection.scalar(select(func.max(table.id))) or 0 for table in _NUMBERED}  # type: ignore[attr-defined]
    logged = connection.scalar(select(func.max(Outbox.log_index))) or 0
    return Loading(connection, last, defaultdict(list), [], [], logged)


def _add_people(loading: Loading, count: int) -> None:
    for number in range(count):
        actor, hat = loading.number(Actor), loading.number(Hat)
        country, region = _PLACES[number % len(_PLACES)]
        group = _GROUPS[number // len(_PLACES) % len(_GROUPS)]
        handle = f"participant-{number}"
        loading.rows[Actor].append({"id": actor, "kind": "person", "handle": handle, "name": f"Participant {number}"})
        loading.rows[Person].append(
            {"id": actor, "password_hash": None, "country": country, "language": None, "languages": [],
             "joined_at": START, "verified_at": START, "source": "bench"}
        )  # fmt: skip
        loading.rows[Hat].append(
            {"id": hat, "actor_id": actor, "stakeholder_group": group, "capacity": "personal", "organisation": "",
             "country": country, "region": region, "counts_as": group}
        )  # fmt: skip
        loading.people.append((actor, hat))
        _event(loading, START, (actor, hat), None, "person.join", {"handle": handle, "source": "bench"})
    loading.flush()


def _event(
    loading: Loading, at: datetime, who: tuple[int, int], subject: int | None, kind: str, data: dict[str, Any]
) -> int:
    number = loading.number(Event)
    salt = hashlib.md5(str(number).encode(), usedforsecurity=False).hexdigest()
    loading.rows[Event].append(
        {"id": number, "at": at, "actor_id": who[0], "hat_id": who[1], "subject_id": subject, "kind": kind,
         "payload_hash": payload_hash(salt, data)}
    )  # fmt: skip
    loading.rows[Payload].append({"event_id": number, "salt": salt, "data": data})
    loading.log_index += 1
    loading.rows[Outbox].append({"event_id": number, "log_index": loading.log_index, "told_at": at})
    return number


def _add_issue(loading: Loading, ref: int, chance: random.Random) -> None:
    subject = loading.number(Subject)
    state = chance.choice(_STATE_OF)
    filer, member = chance.choice(loading.people), loading.people[ref % 40]
    title, summary, description = title_of(chance), sentence(chance, 14), sentence(chance, 50)
    at = START + timedelta(minutes=7 * ref)
    _event(loading, at, filer, subject, "issue.file", {"title": title, "assigned": None, "source": "bench"})
    since = at
    if state in _MOVED:
        since += timedelta(minutes=3)
        _event(loading, since, member, subject, *_MOVED[state])
    comments = LONG_THREAD if ref % LONG_EVERY == 0 else chance.randrange(4)
    supporters = chance.sample(loading.people, chance.randrange(3))
    last = _discuss(loading, subject, since, comments, supporters, chance)
    loading.rows[Follow].append({"person_id": filer[0], "subject_id": subject, "since": at})
    loading.rows[Subject].append(
        {"id": subject, "kind": "issue", "ref": str(ref), "title": title, "summary": summary, "state": state,
         "phase": _PHASES[state], "topic": chance.choice(_TOPICS), "group_id": None, "opened_by_id": filer[0],
         "opened_hat_id": filer[1], "opened_at": at, "active_at": last, "state_since": since, "due_at": None,
         "revision": 1, "touched": 1 + comments, "comment_count": comments, "support_count": len(supporters),
         "follower_count": 1}
    )  # fmt: skip
    loading.rows[Issue].append(
        {"id": subject, "layer": chance.choice(("infrastructure", "logical", "use", "evolution")), "function": None,
         "description": description, "description_html": f"<p>{description}</p>", "source": f"Meeting {ref % 12}",
         "affected": "", "concerned": "", "evidence": "", "evidence_html": "", "assigned_id": member[0]}
    )  # fmt: skip
    loading.texts.append({"id": subject, "title": title, "body": f"{summary}\n{description}"})


_TOPICS = [*TOPICS, None]


def _discuss(
    loading: Loading,
    subject: int,
    at: datetime,
    comments: int,
    supporters: list[tuple[int, int]],
    chance: random.Random,
) -> datetime:
    """Add comments and supports after ``at``, and return the time of the last."""
    for who in supporters:
        at += timedelta(minutes=11)
        _event(loading, at, who, subject, "issue.support", {})
        loading.rows[Support].append({"issue_id": subject, "person_id": who[0], "hat_id": who[1], "at": at})
    for _number in range(comments):
        at += timedelta(minutes=41)
        who, number, said = chance.choice(loading.people), loading.number(Comment), sentence(chance, 30)
        event = _event(loading, at, who, subject, "comment.add", {"comment": number})
        loading.rows[Comment].append(
            {"id": number, "subject_id": subject, "event_id": event, "actor_id": who[0], "text": said,
             "html": f"<p>{said}</p>"}
        )  # fmt: skip
    return at


def _end(loading: Loading, last_ref: int) -> None:
    connection = loading.connection
    connection.execute(Number.__table__.delete().where(Number.series == "issue"))  # type: ignore[attr-defined]
    connection.execute(insert(Number), [{"series": "issue", "last": last_ref}])
    if connection.dialect.name == "postgresql":
        for table in _NUMBERED:
            connection.execute(
                text(f"SELECT setval(pg_get_serial_sequence('{table.__tablename__}', 'id'), :last)"),
                {"last": loading.next_id[table]},
            )


def load(count: int, say: Callable[[int, int], None] = lambda _done, _total: None) -> None:
    """Add ``count`` issues with all that belongs to them to the database of the current application.

    ``say`` is told how many of how many are there.
    """
    chance = random.Random(2013)
    engine = database().engine
    with engine.connect().execution_options(igtf_write=True) as connection, connection.begin():
        loading = _begin(connection)
        _add_people(loading, 100 + count // 50)
        first = (connection.scalar(select(Number.last).where(Number.series == "issue")) or 0) + 1
        for ref in range(first, first + count):
            _add_issue(loading, ref, chance)
            if (ref - first + 1) % BATCH == 0:
                loading.flush()
                say(ref - first + 1, count)
        loading.flush()
        _end(loading, first + count - 1)
    renew_statistics()
    keep_figures()  # by a connection that knows those statistics: SQLite reads them when it opens one
    if dialect() == "postgresql":  # what autovacuum would do within minutes
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))


def progress(done: int, total: int) -> None:
    """Print how far the loading is, on one line of a terminal, in tenths elsewhere."""
    if sys.stderr.isatty() or done % max(total // 10, 1) == 0:
        print(f"  {done} of {total} issues", file=sys.stderr, flush=True)
