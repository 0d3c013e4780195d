"""The plans of both engines for the main pages: nothing walks through a table that grows.

SQLite is asked for its plans as they are. PostgreSQL reads a small table whole whatever there is, so it is told not
to where it can do otherwise: what it still reads whole has no index that would help at a million.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, insert, select, update

from igtf.core.clock import now
from igtf.core.database.schema import migrate
from igtf.core.db import renew_statistics, session, writing
from igtf.core.mail import Mail
from igtf.core.workflow import WORKFLOWS
from igtf.desk.waiting import WAITING
from igtf.discussion.models import Comment, Report
from igtf.discussion.reports import QUEUE
from igtf.groups.models import Group
from igtf.groups.page import WORK, work_of
from igtf.issues.models import Issue
from igtf.notice.worker import work_once
from igtf.people.models import Person, Role
from igtf.record.models import Actor, Outbox, Subject
from tests.counting import READS, Sent, statements
from tests.databases import Databases, as_they_come
from tests.factories import make_person, sign_in
from tests.performance import data
from tests.performance.cases import pages_of
from tests.performance.samples import Samples, make_samples

COUNT = 4000
GROWING = "subject|issue|event|event_payload|outbox|comment|support|follow|search_text|relation|hat|actor|person"
GROWING += "|report|tally|figure|presence|search_people|search_spelling|unseen"
FEWER = (
    "draft|revision|paragraph|draft_author|statement|statement_ask|ballot_seat|ballot_position|policy_group|charter|"
    "membership|two_step|role|state_change"
)
"""Tables that grow too, of which there are a few rows here: SQLite reads those whole, rightly."""

WALKS = {
    "sqlite": re.compile(
        rf"SCAN ({GROWING})(_\d+)?\b(?! VIRTUAL TABLE INDEX \d+:\S*[M=])(?! USING INDEX ix_person_joined_at)"
    ),
    "postgresql": re.compile(rf"Seq Scan on ({GROWING}|{FEWER})\b"),
}
"""By the index of joining the list of people reads one page, in the order of that list; the full text table
is asked for words (M) or for a row (=)."""
EXPLAIN = {"sqlite": "EXPLAIN QUERY PLAN", "postgresql": "EXPLAIN"}
OF_TOPICS = [
    *(f"/api/v1/{kind}?topic={topic}" for kind in ("calls", "objections", "minority-statements", "reviews", "appeals")
      for topic in ("access", "unclassified")),
    "/calls/?topic=access", "/feeds/calls.atom?topic=access", "/feeds/calls.ics?topic=access",
    "/feeds/reviews.atom?topic=unclassified", "/feeds/all.atom?topic=access", "/feeds/all.atom?topic=unclassified",
    "/feeds/all.ics?topic=access", "/search?q=bakelumo&topic=access", "/search?in=comments&q=bakelumo&topic=access",
]  # fmt: skip
"""What has the topic of what it is about, of one kind or with all others."""
LISTS = [
    "/issues/?after=2024-01-03T00:00:00~700", "/issues/?before=2024-01-03T00:00:00~700",
    "/issues/?state=open&topic=root-zone", "/issues/?phase=work&layer=use", "/issues/?source=Meeting+3",
    "/issues/?filer=participant-5", "/issues/?assigned=participant-5",
    "/issues/?topic=unclassified", "/issues/?sort=newest&topic=unclassified", "/issues/?sort=newest&layer=use",
    "/issues/queue", "/issues/queue?late=1&proposed=no", "/issues/500/decide",
    "/issues/500", "/issues/500?show=discussion", "/search?q=%23500", "/search?q=bakelumo&kind=issue&state=open",
    "/search?in=comments&q=bakelumo", "/search?in=comments&q=interconnection+prices&before=900",
    "/search?in=comments&q=interconnection&kind=issue&state=open",
    "/search?in=comments&q=interconnection+prices+transit",
    "/drafts/", "/groups/", "/ballots/", "/recommendations/", "/statements/", "/people/",
    "/people/participant-5", "/record?before=900", "/statistics.json",
    "/api/v1/events?actor=participant-5", "/api/v1/events?actor=participant-5&before=900",
    "/api/v1/events?actor=participant-5&since=20", "/api/v1/issues/500/comments",
    "/api/v1/issues/500/comments?since=2020-01-01",
    "/feeds/all.ics", "/feeds/issues.ics", "/feeds/issues.ics?state=open",
    "/search?q=participant+17", "/search?q=bakelmuo+prises", "/people/?name=participant", "/people/?country=KE",
    "/people/?name=participant-17&country=KE", "/people/?country=KE&before=2023-01-03T00:00:00~9",
    "/statistics.json?topic=root-zone&layer=use", "/statistics.json?layer=use&region=african&year=2024",
    "/api/v1/issues", "/api/v1/statements", "/api/v1/drafts", "/api/v1/groups", "/api/v1/ballots", "/api/v1/calls",
    "/api/v1/meetings?sort=starts", "/api/v1/issues/500", "/api/v1/calls?topic=root-zone", "/api/v1/appeals",
    "/api/v1/appeals?topic=root-zone", "/api/v1/recommendations?ask=overdue", "/feeds/calls.atom?topic=root-zone",
    "/feeds/all.ics?topic=root-zone", "/feeds/drafts.ics", *OF_TOPICS,
]  # fmt: skip
OWN = ("/desk", "/account/follows?kind=issue", "/notice/new")
"""Pages of who is signed in."""
COUNTED = "count(distinct(hat.actor_id))"
"""Who is heard: counted over everybody, and then kept for a minute."""


class Loaded(NamedTuple):
    """The application over many issues, the samples, and the engine."""

    app: Flask
    samples: Samples
    engine: str


@pytest.fixture(scope="module")
def loaded(engine_name: str, request: pytest.FixtureRequest, app_over: Callable[[str], Flask]) -> Iterator[Loaded]:
    """Yield the application over many issues."""
    databases: Databases = request.getfixturevalue(engine_name)
    with databases.fresh(migrate) as url, as_they_come("what is near one end of a table is far from the other"):
        app = app_over(url)
        with app.app_context():
            samples = make_samples()
            data.load(COUNT, samples)
        yield Loaded(app, samples, engine_name)
        app.extensions["igtf.db"].dispose()


def _client(app: Flask, who: str) -> FlaskClient:
    """Return a client of nobody, of a newcomer, of the chair of a group, or of a member of the council."""
    if who == "nobody":
        return app.test_client()
    with app.app_context():
        known = session.query(Person).join(Actor, Actor.id == Person.id)
        if who == "member":
            known = known.join(Role, Role.person_id == Person.id).filter(Role.name == "council")
        else:
            known = known.filter(Actor.handle == who)
        return sign_in(app, known.order_by(Person.id).limit(1).one())


def _plan(driver: Any, engine: str, sent: Sent) -> Sequence[str]:
    return [row[-1] for row in sent.again(driver, f"{EXPLAIN[engine]} ")]


def _walks(loaded: Loaded, sent: Iterable[Sent]) -> list[str]:
    """Return each step of a plan that walks through a growing table, with the query it is of."""
    with loaded.app.extensions["igtf.db"].engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        if loaded.engine == "postgresql":
            driver.execute("SET LOCAL enable_seqscan = off")
        return [
            f"{step.strip()} in {' '.join(each.text.split())[-300:]}"
            for each in sent
            if each.text.startswith(READS) and COUNTED not in each.text
            for step in _plan(driver, loaded.engine, each)
            if WALKS[loaded.engine].search(step)
        ]


def _asked_for(loaded: Loaded, client: FlaskClient, path: str) -> list[Sent]:
    with statements(loaded.app) as sent:
        assert client.get(path).status_code == 200
    return sent


def assert_no_walks(loaded: Loaded, who: str) -> None:
    """Nothing that a page asks for ``who`` walks through a growing table."""
    client = _client(loaded.app, who)
    with loaded.app.app_context():
        pages = [*(page.paths[0] for page in pages_of(loaded.samples)), *LISTS]
    pages += OWN if who != "nobody" else ()
    asked = {path: _asked_for(loaded, client, path) for path in pages}
    found = {path: _walks(loaded, sent) for path, sent in asked.items()}
    assert {path: walks for path, walks in found.items() if walks} == {}


@pytest.mark.parametrize("who", ["nobody", "reader", "chair", "member"])
def test_no_page_walks_through_a_growing_table(loaded: Loaded, who: str) -> None:
    assert_no_walks(loaded, who)


def test_the_clock_walks_through_no_growing_table(loaded: Loaded) -> None:
    """The worker asks every few seconds what is due."""
    with loaded.app.app_context(), statements(loaded.app) as sent:
        for workflow in WORKFLOWS.values():
            for due in workflow.due.values():
                due(now())
        session.rollback()
    assert len(sent) >= sum(len(workflow.due) for workflow in WORKFLOWS.values())
    assert _walks(loaded, sent) == []


@pytest.mark.engine("sqlite")
def test_a_worker_with_nothing_to_do_reads_nothing_that_is_done(loaded: Loaded) -> None:
    """SQLite knows how many rows wait from when it last looked, and that may have been when all of them did."""
    with loaded.app.app_context():
        with writing():
            mail = {"to": "a@people.example", "subject": "Prices", "text": "", "headers": {}, "queued_at": now()}
            session.execute(insert(Mail), [mail | {"key": f"done:{number}"} for number in range(COUNT)])
            session.execute(update(Outbox).values(told_at=None))
        renew_statistics()
        with writing():
            session.execute(update(Mail).values(sent_at=now()))
            session.execute(update(Outbox).values(told_at=now()))
        work_once(loaded.app)
        with statements(loaded.app) as sent:
            work_once(loaded.app)
        session.rollback()
    queries = [asked for asked in sent if asked.text.startswith(READS)]
    assert len(queries) > 50
    assert {asked.text: taken for asked in queries if (taken := _taken(loaded, asked)) > COUNT} == {}


def _taken(loaded: Loaded, asked: Sent) -> int:
    """Return how many steps SQLite takes for a query, in whole hundreds: a plan by an index can read most of it."""
    hundreds: list[int] = []
    with loaded.app.extensions["igtf.db"].engine.connect() as connection:
        driver = connection.connection.driver_connection
        driver.set_progress_handler(lambda: hundreds.append(1), 100)
        asked.again(driver)
        driver.set_progress_handler(None, 0)
    return len(hundreds) * 100


@pytest.mark.engine("sqlite")
def test_no_row_of_a_desk_looks_at_many_issues(loaded: Loaded) -> None:
    client = _client(loaded.app, "member")
    (asked,) = [each for each in _asked_for(loaded, client, "/desk") if each.text.count("UNION ALL") > 50]
    assert _taken(loaded, asked) < 10 * COUNT


@pytest.mark.engine("sqlite")
def test_the_clock_looks_at_few_issues(loaded: Loaded) -> None:
    """Beside the members of the clearing house, with what they filed: that is assigned to another one (600 steps)."""
    with loaded.app.app_context(), statements(loaded.app) as sent:
        for due in WORKFLOWS["issue"].due.values():
            due(now())
        session.rollback()
    assert {asked.text: taken for asked in sent if (taken := _taken(loaded, asked)) > COUNT / 5} == {}


def _report(loaded: Loaded, comments: int, issues: int) -> None:
    """Report comments and issues that nobody reported yet, each twice; as many as wait were settled."""
    with loaded.app.app_context():
        who = session.scalar(select(Role.person_id).where(Role.name == "council").limit(1))
        last = session.scalar(select(func.count(Report.id)))
        places = [{"comment_id": number, "subject_id": None} for number in _newest(Comment.id, comments)]
        places += [{"comment_id": None, "subject_id": number} for number in _newest(Issue.id, issues)]
        said = {"person_id": who, "reason": "Rude.", "at": now()}
        rows = [place | said | {"settled_at": settled} for settled in (now(), None, None) for place in places]
        with writing():
            session.execute(insert(Report), [row | {"id": last + number} for number, row in enumerate(rows, 1)])
        renew_statistics()


def _newest(column: Any, many: int) -> Sequence[int]:
    reported = select(Report.comment_id).where(Report.comment_id.is_not(None))
    return session.scalars(select(column).where(column.not_in(reported)).order_by(column.desc()).limit(many)).all()


def test_the_moderators_read_what_waited_longest_alone(loaded: Loaded) -> None:
    with loaded.app.app_context():
        client = sign_in(loaded.app, make_person(roles=("moderator",)))
    asked = {}
    for times in (1, 400):
        _report(loaded, 5 * times, times)
        asked[times] = [_asked_for(loaded, client, path) for path in (QUEUE, "/desk")]
    few, many = (len(found[0]) for found in asked.values())
    assert few == many
    reports = [one for sent in asked[400] for one in sent if one.text.startswith(READS) and "report." in one.text]
    assert [step for step in _walks(loaded, reports) if "ix_report_oldest" not in step] == []
    queue = [one for one in reports if "report.part" in one.text and "UNION ALL" not in one.text]
    steps = {step for one in queue for step in _steps(loaded, one)}
    assert any("ix_report_oldest" in step for step in steps), steps
    if loaded.engine == "sqlite":
        assert {one.text: taken for one in queue if (taken := _taken(loaded, one)) > 2 * COUNT} == {}


SORTS = re.compile(r"USE TEMP B-TREE|\bSort\b")
"""A step that puts rows into an order, which an index would have."""


@pytest.mark.parametrize("asked", ["", "&state=open", "&phase=work", "&topic=root-zone"])
@pytest.mark.parametrize(
    ("sort", "place", "named", "index"),
    [("newest", "2024-01-03T00:00:00", "newest_at", "_opened_at"), ("supported", "1", "supporters", "_support_count")],
)
def test_lists_are_read_in_the_order_of_an_index(
    loaded: Loaded, sort: str, place: str, named: str, index: str, asked: str
) -> None:
    client = _client(loaded.app, "nobody")
    for path in (f"/issues/?sort={sort}{asked}", f"/api/v1/issues?sort={sort}{asked}"):
        for mark in ("", f"&after={place}~700", f"&before={place}~700"):
            sent = [each for each in _asked_for(loaded, client, f"{path}{mark}") if named in each.text]
            assert len(sent) == 1, path
            steps = _steps(loaded, sent[0])
            assert any(index in step for step in steps), (path, mark, steps)
            assert not [step for step in steps if SORTS.search(step)], (path, mark, steps)


ONE_BY_ONE = re.compile(r"(SCAN|Seq Scan on) (call|objection|minority|review|appeal)(_\d+)?\b")
"""A step that looks at each of what is about something else."""
ASKED_FIRST = {"sqlite": "ix_subject_kind_topic_", "postgresql": "InitPlan"}
"""A step that finds what is about a topic, once; PostgreSQL begins with the calls, as it knows that there are none."""


@pytest.mark.parametrize("path", OF_TOPICS)
def test_what_is_about_a_topic_is_found_first(loaded: Loaded, path: str) -> None:
    """Else each of what is about something would be looked at, where few are about one of the topic."""
    with_topic = re.compile(r"\.topic (= |IS NULL)")
    asked = [each for each in _asked_for(loaded, _client(loaded.app, "nobody"), path) if with_topic.search(each.text)]
    assert asked, path
    for each in asked:
        steps = _steps(loaded, each)
        assert any(ASKED_FIRST[loaded.engine] in step for step in steps), steps
        assert not [step for step in steps if ONE_BY_ONE.search(step)], steps


def test_what_somebody_did_is_read_in_the_order_of_an_index(loaded: Loaded) -> None:
    client = _client(loaded.app, "nobody")
    for path in ("/people/participant-5?before=900", "/api/v1/events?actor=participant-5",
                 "/api/v1/events?actor=participant-5&before=900"):  # fmt: skip
        asked = [each for each in _asked_for(loaded, client, path) if "ORDER BY event.id DESC" in each.text]
        assert len(asked) == 1, path
        steps = _steps(loaded, asked[0])
        assert any("ix_event_actor_id_id" in step for step in steps), (path, steps)
        assert not [step for step in steps if SORTS.search(step)], (path, steps)


def _steps(loaded: Loaded, sent: Sent) -> Sequence[str]:
    """Return the plan of a query over so many rows that to read them all is too dear."""
    with loaded.app.extensions["igtf.db"].engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        if loaded.engine == "postgresql":
            for way in ("seqscan", "sort", "incremental_sort"):
                driver.execute(f"SET LOCAL enable_{way} = off")
        return _plan(driver, loaded.engine, sent)


def test_the_work_of_a_group_is_found_by_the_index_of_its_group(loaded: Loaded) -> None:
    """Some of each kind are shown, of how many: what belongs to no group, and that is most, is not looked at."""
    before = _work_asked(loaded)
    steps = _steps(loaded, before)
    assert sum("ix_subject_group_id_kind" in step for step in steps) > len(WORK), steps
    assert not any("ix_subject_group_id_active_at" in step for step in steps), steps
    if loaded.engine == "sqlite":
        few = _taken(loaded, before)
        with loaded.app.app_context(), writing():
            group = session.scalars(select(Group.id)).first()
            own = select(Subject.id).where(Subject.kind == "issue", Subject.group_id.is_(None)).limit(COUNT // 4)
            session.execute(update(Subject).where(Subject.id.in_(own)).values(group_id=group, phase="work"))
        assert _taken(loaded, _work_asked(loaded)) - few < 10 * COUNT / 4, "they are counted, and not looked at"


def _work_asked(loaded: Loaded) -> Sent:
    with loaded.app.app_context(), statements(loaded.app) as sent:
        assert work_of(session.scalars(select(Group)).first())
        session.rollback()
    (asked,) = [each for each in sent if "row_number" in each.text]
    return asked


@pytest.mark.engine("sqlite")
@pytest.mark.parametrize("who", ["nobody", "member"])
def test_sqlite_plans_no_query_anew(loaded: Loaded, who: str) -> None:
    """A parameter that a partial index names in its condition has SQLite plan the query each time it is asked."""
    client, pages = _client(loaded.app, who), {"/", "/desk", *LISTS}
    with loaded.app.app_context():
        loaded.app.extensions["igtf.db"].dispose()  # new statistics had all planned anew
        pages |= {page.paths[0] for page in pages_of(loaded.samples)}
        for path in sorted(pages):
            for _time in range(2):
                client.get(path)
        again = "SELECT sql FROM sqlite_stmt WHERE reprep > 0 AND sql NOT LIKE 'PRAGMA%'"
        assert session.connection().exec_driver_sql(again).scalars().all() == []


@pytest.mark.engine("sqlite")
@pytest.mark.parametrize(
    ("rows", "way"),
    [
        (("group-volunteer", "group-assign"), "ix_subject_kind_state"),
        (("waive",), "event_actor_id|draft_author_person_id"),
    ],
)
def test_a_row_of_a_desk_begins_where_few_are(loaded: Loaded, rows: tuple[str, ...], way: str) -> None:
    """Many groups go on of which few need somebody; few drafts wait, and whoever sits long has done much."""
    asked = [row for row in WAITING if row.name in rows]
    with loaded.app.app_context(), statements(loaded.app) as sent:
        for row in asked:
            session.execute(select(Subject.id).where(row.condition(7)).limit(1))
        session.rollback()
    with loaded.app.extensions["igtf.db"].engine.connect() as connection:
        driver = connection.connection.driver_connection
        steps = [step for each in sent for step in _plan(driver, loaded.engine, each) if each.text.startswith(READS)]
    assert len(asked) == len(rows)
    assert any("SEARCH" in step for step in steps)
    assert [step for step in steps if re.search(rf"INDEX \S*({way})", step)] == []
