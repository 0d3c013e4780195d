"""Many issues in little time: rows of every table that filing, discussing and supporting would have filled.

The same number of issues gives the same rows. Drafts, groups, ballots and the like are copies of what the program
made by itself (``samples``, ``copies``); ``igtf check`` holds over the whole.
"""

import random
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, text

from igtf.core.db import database, dialect, renew_statistics, session, writing
from igtf.core.finding.spelling import Spelling, spelt
from igtf.discussion.events import COMMENT, CommentMade
from igtf.discussion.found import index_new
from igtf.discussion.models import Comment, Follow
from igtf.figures.commands import keep_figures
from igtf.figures.ways import WayEntry
from igtf.issues.models import Issue, Support
from igtf.issues.topics import TOPICS
from igtf.people.found import indexed
from igtf.people.models import Person
from igtf.record.hashing import canonical, payload_hash
from igtf.record.models import Actor, Event, Hat, Outbox, Payload, Subject
from tests.performance.bulk import BATCH, Bulk, loading, raw
from tests.performance.copies import Others, add_copies, capture
from tests.performance.figures import Figures
from tests.performance.samples import Samples
from tests.performance.sizes import Sizes
from tests.performance.words import COMMON, RARE, sentence, title_of

START = datetime(2024, 1, 1)  # noqa: DTZ001 (as it is written, in UTC)
SPAN = timedelta(days=900)
STEP = timedelta(minutes=7)
LONG_THREAD = 20
LONG_EVERY = 50
"""Every ``LONG_EVERY``th issue has a thread of ``LONG_THREAD`` comments."""
LONGEST = 25
"""The issue with the longest discussion of all."""
SHORT_THREADS = (0, 0, 0, 1, 1, 2, 3, 6)
"""How many comments the others have."""

STATES = (("submitted", "new", 1), ("open", "work", 6), ("unhoused", "work", 1), ("out-of-scope", "closed", 2))
_STATE_OF = [state for state, _phase, weight in STATES for _ in range(weight)]
_PHASES = {state: phase for state, phase, _weight in STATES}
_GROUPS = ("government", "private", "civil", "technical", "intergovernmental")
_PLACES = (("KE", "african"), ("JP", "asia_pacific"), ("PL", "eastern_european"), ("BR", "grulac"), ("DE", "weog"))
_LAYERS = ("infrastructure", "logical", "use", "evolution")
_TOPICS = [*TOPICS, None]
_MOVED: dict[str, tuple[str, dict[str, Any]]] = {
    "open": ("issue.accept", {"reason": "It is about the Internet."}),
    "unhoused": ("issue.find-no-body", {"reason": "Nobody's mandate.", "considered": "", "bodies": []}),
    "out-of-scope": ("issue.decline", {"reason": "Not about the Internet."}),
}
Who = tuple[int, int]


class _Writer:
    """Adds people, issues and what is said about them, each with its entries in the record."""

    def __init__(self, bulk: Bulk, sizes: Sizes, members: tuple[int, ...]) -> None:
        self.bulk, self.sizes, self.members = bulk, sizes, members
        self.chance = random.Random(2013)
        self.figures = Figures(bulk)
        self.people: list[Who] = []
        self.issues: list[int] = []
        self.step = min(STEP, SPAN / sizes.issues)
        self.search, self.found = bulk.search(), bulk.people()
        self.actor = bulk.into(Actor, "id", "kind", "handle", "name")
        self.person = bulk.into(Person, "id", "country", "joined_at", "verified_at", "source")
        self.hat = bulk.into(Hat, "id", "actor_id", "stakeholder_group", "capacity", "organisation", "country",
                             "region", "counts_as", "started_at")  # fmt: skip
        self.event = bulk.into(Event, "id", "at", "actor_id", "hat_id", "subject_id", "kind", "payload_hash")
        self.payload = bulk.into(Payload, "event_id", "salt", "data")
        self.outbox = bulk.into(Outbox, "event_id", "log_index", "told_at")
        self.subject = bulk.into(
            Subject, "id", "kind", "ref", "title", "summary", "state", "phase", "topic", "opened_by_id",
            "opened_hat_id", "opened_at", "active_at", "state_since", "touched", "comment_count", "support_count",
            "follower_count", "procedure",
        )  # fmt: skip
        self.issue = bulk.into(Issue, "id", "layer", "description", "description_html", "source", "affected",
                               "concerned", "evidence", "evidence_html", "assigned_id")  # fmt: skip
        self.support = bulk.into(Support, "issue_id", "person_id", "hat_id", "at")
        self.follow = bulk.into(Follow, "person_id", "subject_id", "since")
        self.comment = bulk.into(Comment, "id", "subject_id", "event_id", "actor_id", "text", "html")

    def record(self, at: datetime, who: Who, subject: int | None, kind: str, data: dict[str, Any]) -> int:
        """Add an entry with its payload and its place in the log; return its number."""
        number, moment = self.bulk.number("event"), raw(at)
        salt = f"{number:032x}"
        self.event(number, moment, who[0], who[1], subject, kind, payload_hash(salt, data))
        self.payload(number, salt, canonical(data))
        self.outbox(number, self.bulk.number("outbox", "log_index"), moment)
        if subject:
            self.figures.act(who, at.year)
        return number

    def add_person(self, number: int) -> None:
        actor, hat = self.bulk.number("actor"), self.bulk.number("hat")
        country, region = _PLACES[number % len(_PLACES)]
        group = _GROUPS[number // len(_PLACES) % len(_GROUPS)]
        handle = f"participant-{number}"
        self.actor(actor, "person", handle, f"Participant {number}")
        self.person(actor, country, raw(START), raw(START), "bench")
        self.hat(hat, actor, group, "personal", "", country, region, group, START)
        self.people.append((actor, hat))
        self.found((actor, indexed(f"Participant {number} {handle}"), ""))
        self.figures.footing[hat] = (group, region, country)
        self.record(START, (actor, hat), None, "person.join", {"handle": handle, "source": "bench"})

    def _threads(self, number: int) -> int:
        if number == LONGEST:
            return self.sizes.thread
        return LONG_THREAD if number % LONG_EVERY == 0 else self.chance.choice(SHORT_THREADS)

    def add_issue(self, number: int) -> None:
        chance, subject, ref = self.chance, self.bulk.number("subject"), self.bulk.ref("issue")
        state, topic, layer = chance.choice(_STATE_OF), chance.choice(_TOPICS), chance.choice(_LAYERS)
        filer, source = chance.choice(self.people), f"Meeting {number % 12}"
        title, summary, description = title_of(chance), sentence(chance, 14), sentence(chance, 50)
        at = since = START + self.step * number
        self.record(at, filer, subject, "issue.file", {"title": title, "assigned": None, "source": "bench"})
        entries = [WayEntry("issue.file", at)]
        if state in _MOVED:
            since += timedelta(minutes=3)
            self.record(since, self.people[number % 40], subject, *_MOVED[state])
            entries.append(WayEntry(_MOVED[state][0], since))
        comments, supporters = self._threads(int(ref)), chance.sample(self.people, chance.randrange(3))
        last = self._discuss(subject, since, comments, supporters)
        self.follow(filer[0], subject, raw(at))
        self.subject(
            subject, "issue", ref, title, summary, state, _PHASES[state], topic, *filer, raw(at), raw(last),
            raw(since), 1 + comments, comments, len(supporters), 1, 1,
        )  # fmt: skip
        member = self.members[number % len(self.members)]
        self.issue(subject, layer, description, f"<p>{description}</p>", source, "", "", "", "", member)
        self.search((subject, title, f"{summary}\n{description}"))
        self.figures.issue(subject, state, since, entries, filer[1], at, topic, layer, source)
        self.issues.append(subject)

    def _discuss(self, subject: int, at: datetime, comments: int, supporters: list[Who]) -> datetime:
        """Add comments and supports after ``at``, and return the time of the last."""
        for who in supporters:
            at += timedelta(minutes=11)
            self.record(at, who, subject, "issue.support", {})
            self.support(subject, *who, raw(at))
        apart = timedelta(minutes=41 if comments < 1_000 else 4)
        for _number in range(comments):
            at += apart
            who, number, said = self.chance.choice(self.people), self.bulk.number("comment"), sentence(self.chance, 30)
            event = self.record(at, who, subject, COMMENT, vars(CommentMade(0)))
            self.comment(number, subject, event, who[0], said, f"<p>{said}</p>")
        return at

    def words(self) -> tuple[str, str]:
        """Return a title and a text."""
        return title_of(self.chance), sentence(self.chance, 80)


Say = Callable[[str], None]


def load(count: int, samples: Samples, say: Say = lambda _words: None) -> None:
    """Add ``count`` issues with all that belongs to them to the database of the current application.

    ``samples`` are what is copied; ``say`` is told how far it is.
    """
    sizes, began = Sizes(count), time.monotonic()
    keep_figures()
    captured = [capture(sample) for sample in samples.copied]
    bodies = list(session.scalars(select(Subject.id).where(Subject.kind == "body")))
    database().leave()
    with loading(database().engine, say) as bulk:
        writer = _Writer(bulk, sizes, samples.members)
        for number in range(sizes.people):
            writer.add_person(number)
        for number in range(1, count + 1):
            writer.add_issue(number)
            bulk.flush(BATCH)
            if number % max(count // 20, 1_000) == 0:
                say(f"  {number} of {count} issues, {time.monotonic() - began:.0f} s")
        writer.figures.write()
        _spell(bulk)
        subjects = {"issue": writer.issues, "body": bodies}
        for found in captured:
            subjects[found.sample.kind] = add_copies(
                bulk, found, sizes.copies[found.sample.kind], Others(writer.people, subjects, writer.words)
            )
            say(f"  {sizes.copies[found.sample.kind]} × {found.sample.kind}, {time.monotonic() - began:.0f} s")
    _settle()
    say(f"  loaded in {time.monotonic() - began:.0f} s")


def _spell(bulk: Bulk) -> None:
    """Let the words of the titles be known."""
    known = {tuple(row) for row in bulk.ask("SELECT key, word FROM search_spelling")}
    add = bulk.into(Spelling, "key", "word")
    for word, keys in spelt(" ".join((*COMMON, *RARE))).items():
        for key in keys:
            if (key, word) not in known:
                add(key, word)


_LATE = "INSERT INTO search_comment_late (id) SELECT id FROM comment WHERE hidden_at IS NULL ON CONFLICT DO NOTHING"


def _settle() -> None:
    """Do what the worker and the database's own housekeeping would do within minutes."""
    with writing():  # loading sets off no trigger on PostgreSQL
        session.execute(text(_LATE))
    index_new()
    renew_statistics()
    database().leave()
    keep_figures()  # by a connection that knows those statistics: SQLite reads them when it opens one
    if dialect() == "postgresql":
        with database().engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))


def progress(words: str) -> None:
    """Print how far the loading is."""
    print(words, file=sys.stderr, flush=True)
