"""A scripted year of the clearing house: the contributions to NETmundial, by the real moves and the clock alone.

They come in as they came to a meeting, some each month. Each is triaged, routed by its ranking, answered for by bodies
(three of them by signed link), and followed until it is resolved, unhoused, or taken up by the group that is chartered
for what has no home. Nothing is drawn by lot: what a number gets follows from the number, so that a year can be told
again. ``python -m tests.routing.year FOLDER [NUMBER]`` tells it into a new database in FOLDER, to be looked at with
``IGTF_VAR=FOLDER igtf serve --demo``.
"""

import json
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Any

from flask import Flask
from sqlalchemy import select

from igtf.cli.demo import texts
from igtf.cli.demo.cast import BEGINNING, gather
from igtf.cli.demo.habits import DESK, MEMBERS, vote
from igtf.cli.demo.telling import Story
from igtf.core import clock
from igtf.core.db import session
from igtf.core.mail import Mail
from igtf.issues.alike import alike
from igtf.issues.forms import IssueForm
from igtf.issues.importing import import_contributions
from igtf.issues.models import Issue, TwoStep
from igtf.issues.queries import is_pending, nobody_is_asked
from igtf.issues.topics import TOPICS
from igtf.record.by import by_clock
from igtf.record.due import run_due
from igtf.record.models import Relation, Subject
from igtf.record.numbers import whole_number
from igtf.routing.finding import bodies_for, mandates, words_of_issue
from igtf.routing.models import Body, Contact, Statement
from igtf.routing.stemming import terms
from tests.shared_data import shared

FIRST = datetime(2025, 1, 2, 9, tzinfo=UTC)
YEAR = FIRST.year
FILE = "netmundial2014/contributions.json"
SOURCE = "NETmundial 2014"
ARRIVING = 9
"""Months in which contributions come in; the rest of the year is for what follows."""

BY_LINK = 3
"""Bodies that name a contact, who answers by signed link."""

TOGETHER = 3
"""Issues in one statement, at most."""

ANSWERS = ("by-date", "done", "by-date", "in-part", "passed-on", "comments", "declined", "")
"""What a body answers, by the number of the statement; the empty one is silence."""

FOREVER = 60_000
"""Characters of a description that the form of an issue takes."""


@contextmanager
def at_its_time(year: "Year") -> Iterator[None]:
    """Let the clock show the moment at which the year is."""
    real = clock.real_now
    clock.real_now = lambda: year.at  # type: ignore[assignment]
    try:
        yield
    finally:
        clock.real_now = real


def contributions(number: int | None = None) -> list[dict[str, Any]]:
    """Return the real contributions, or ``number`` of them taken evenly from the whole."""
    path = shared(FILE)
    assert path is not None
    rows: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))
    return rows if number is None else [rows[place * len(rows) // number] for place in range(number)]


class Year(Story):
    """The year as it is told; ``at`` is where it is."""

    def __init__(self, app: Flask, rows: Sequence[dict[str, Any]]) -> None:
        self.app, self.rows, self.outside = app, rows, app.test_client()
        self.today, self.at = FIRST + timedelta(days=BEGINNING), FIRST
        self.persons: dict[str, int] = {}

    def until(self, month: int, day: int) -> None:
        """Go on to nine o'clock of a day, or stay where that is past; the clock does what is due by then."""
        self.at = max(self.at, FIRST.replace(month=month, day=day))
        run_due(by_clock(self.at))
        session.rollback()

    def tell(self) -> None:
        """Tell the whole year."""
        with at_its_time(self):
            gather(self, sits=365)
            for month in range(1, 13):
                for day, step in STEPS:
                    self.until(month, day)
                    step(self, month)
            self.until(12, 31)

    def rows_of(self, kind: str, *states: str) -> list[Any]:
        """Return the subjects of a kind in some states, oldest first, as things."""
        session.rollback()
        refs = session.scalars(
            select(Subject.ref).where(Subject.kind == kind, Subject.state.in_(states)).order_by(Subject.id)
        ).all()
        return [self.thing(kind, ref) for ref in refs]

    def issues(self, *conditions: Any) -> list[Issue]:
        """Return the issues that meet the conditions and on which nothing is proposed, oldest first."""
        session.rollback()
        query = select(Issue).join(Subject, Subject.id == Issue.id).where(~is_pending(Issue.id), *conditions)
        return list(session.scalars(query.order_by(Issue.id)))


def arrive(year: Year, month: int) -> None:
    """Some contributions come in."""
    size = -(-len(year.rows) // ARRIVING)
    rows = year.rows[(month - 1) * size : month * size]
    if rows:
        report = import_contributions(json.dumps(rows).encode(), source=SOURCE)
        assert report.refused == 0, report.lines


def triage(year: Year, _month: int) -> None:
    """The assigned members decline, merge or accept; what is accepted is classified."""
    for issue in year.issues(Subject.state == "submitted"):
        number, member = int(issue.subject.ref), year.assigned(issue)
        twin = _twin(issue)
        if number % 13 == 5 or number % 19 == 7:
            year.act(member, "issue", "propose-decline", issue, reason="It reports, and asks nothing of anybody.")
        elif twin:
            year.act(member, "issue", "merge", issue, other=twin, reason="It asks the same.")
        else:
            year.act(member, "issue", "accept", issue, reason="It asks a question of public policy.")
            _classify(year, member, issue)


def _twin(issue: Issue) -> str | None:
    """Return the number of an older open issue with the same words in its title."""
    own = {term for term, _written in terms(issue.subject.title)}
    for row in alike(issue.subject.title, issue.subject.summary, topic=issue.subject.topic, but=issue.id):
        same = own == {term for term, _written in terms(row.title)}
        if own and same and row.phase != "closed" and row.id < issue.id:
            return str(row.ref)
    return None


def _classify(year: Year, member: int, issue: Issue) -> None:
    """Give an issue the topic that has most of its words; without any, or too long for the form, it has none."""
    words = {term for term, _written in terms(f"{issue.subject.title} {issue.subject.summary}")}
    like = {
        slug: len(words & {term for term, _written in terms(f"{topic.label} {topic.description}")})
        for slug, topic in TOPICS.items()
    }
    best = max(like, key=lambda slug: (like[slug], slug))
    if like[best] and len(issue.description) <= FOREVER:
        given = {name: value or "" for name, value in IssueForm.initial(issue).items()}
        given |= {"topic": best, "layer": "both", "summary": given["summary"] or issue.subject.title}
        given["note"] = "Its topic, by its words."
        year.act(member, "issue", "edit", issue, **given)


def route(year: Year, _month: int) -> None:
    """What is open, or referred and asked of nobody any more, goes to the next body, or to none."""
    wanted: list[tuple[str, Issue]] = []
    waiting = Subject.state.in_(("open", "referred")) & nobody_is_asked(Subject.id)
    for issue in year.issues(waiting):
        asked = _asked(issue)
        slugs = [one.body.slug for one in bodies_for(issue) if one.body.slug not in asked]
        if slugs and len(asked) < 2:
            wanted.append((slugs[0], issue))
        else:
            _find_none(year, issue)
    for slug, pairs in groupby(sorted(wanted, key=lambda pair: (pair[0], pair[1].id)), key=lambda pair: pair[0]):
        issues = [issue for _slug, issue in pairs]
        for start in range(0, len(issues), TOGETHER):
            _refer(year, slug, issues[start : start + TOGETHER])


def _asked(issue: Issue) -> set[str]:
    """Return the slugs of the bodies that were sent a statement on an issue."""
    own = Subject.__table__.alias("own")
    return set(session.scalars(
        select(own.c.ref).join(Statement, Statement.to_body_id == own.c.id)
        .join(Relation, (Relation.subject_id == Statement.id) & (Relation.kind == "refers"))
        .where(Relation.target_id == issue.id)
    ))  # fmt: skip


def _find_none(year: Year, issue: Issue) -> None:
    first = [one.body.acronym for one in mandates().rank(words_of_issue(issue))[:3]] or ["IGF"]
    year.act(
        year.assigned(issue), "issue", "propose-finding", issue, reason="None of them can take care of it.",
        bodies=[{"body": acronym, "reason": "Its mandate ends before the question."} for acronym in first],
    )  # fmt: skip


def _refer(year: Year, slug: str, issues: Sequence[Issue]) -> None:
    lead, *others = issues
    year.act(
        year.assigned(lead), "issue", "propose-referral", lead, body=slug, purpose="action",
        subject=lead.subject.title[:200], text=lead.subject.summary or lead.subject.title,
        asks=[{"text": "Say what you can do about it."}], reason="Its mandate names the matter.",
        deadline=(year.at + timedelta(days=60)).date().isoformat(),
        issues=", ".join(other.subject.ref for other in others),
    )  # fmt: skip


def object_to_some(year: Year, month: int) -> None:
    """Two members of different groups stop a proposal now and then; in May a proposer takes one back."""
    session.rollback()
    pending = session.scalars(select(TwoStep).where(TwoStep.state == "pending").order_by(TwoStep.id)).all()
    for proposal in (one for one in pending if one.id % 11 == 4):
        issue = session.get_one(Issue, proposal.issue_id)
        objectors = [who for who in ("kwame", "amadou", "wanjiru") if year.persons[who] != proposal.proposer_id]
        for who in objectors[:2]:
            year.act(who, "issue", "object", issue, reason="It should be heard first.")
        if proposal.id % 2:
            vote(year, year.newest("ballot"), yes=MEMBERS, no_objection=[])
    left = [one for one in pending if one.id % 11 != 4]
    if month == 5 and left:
        issue = session.get_one(Issue, left[0].issue_id)
        year.act(left[0].proposer_id, "issue", "withdraw-proposal", issue, reason="A better body was suggested.")


def send(year: Year, _month: int) -> None:
    """The chair approves and the secretariat sends what was drafted; the first bodies name a contact."""
    for statement in year.rows_of("statement", "draft"):
        year.act("ines", "statement", "approve", statement)
        named = session.scalars(select(Contact.body_id).distinct()).all()
        if statement.to_body_id not in named and len(named) < BY_LINK:
            _name_contact(year, statement)
            named = [*named, statement.to_body_id]
        by_mail = statement.to_body_id in named
        how = {"channel": "mail"} if by_mail else {"channel": "other", "evidence": "Receipt of the letter, on file."}
        year.act(DESK, "statement", "send", statement, **how)


def _name_contact(year: Year, statement: Statement) -> None:
    slug = statement.body.subject.ref
    year.act(
        DESK, "body", "add-contact", year.thing("body", slug), name="Contact of the body", role="liaison",
        email=f"liaison@{slug}.bodies.example", language="en", evidence="Named by letter.",
    )  # fmt: skip


def link_to(statement: Statement) -> str | None:
    """Return the newest link that a contact was sent for a statement, None where there is none that still works."""
    session.rollback()
    works = Mail.queued_at > clock.now() - timedelta(days=whole_number("link_days"))
    mails = session.scalars(select(Mail).where(Mail.key.startswith("statement-"), works).order_by(Mail.id.desc()))
    named = re.compile(rf"LS-{statement.subject.ref}\b")
    links = (re.search(r"https?://[^/]+(/answer/\S+)", mail.text) for mail in mails if named.search(mail.subject))
    return next((link[1] for link in links if link), None)


def _from_body(year: Year, statement: Statement, move: str, given: dict[str, Any]) -> None:
    """Let a contact make a move by the link, or the secretariat with evidence where the body has none."""
    link = link_to(statement)
    if link is None:
        year.act(DESK, "statement", move, statement, evidence="Letter of the body, on file.", **given)
        return
    year.at += timedelta(minutes=1)
    rows = given.pop("answers", [])
    data = {f"{move}-{name}": value for name, value in given.items()}
    data |= {f"{move}-answers-{n}-{name}": value for n, row in enumerate(rows) for name, value in row.items()}
    done = year.outside.post(f"{link}/{move}", data=data)
    assert done.status_code == 302, done.text
    session.rollback()


def receive(year: Year, _month: int) -> None:
    """Bodies acknowledge; some say that it is in their process; one in a while asks for more time."""
    for statement in year.rows_of("statement", "sent"):
        number = int(statement.subject.ref)
        if _answer(number) and number % 3:
            _from_body(year, statement, "acknowledge", {})
    for statement in year.rows_of("statement", "acknowledged"):
        number = int(statement.subject.ref)
        if number % 5 == 1:
            _from_body(year, statement, "in-process", {"reference": f"DOC/{YEAR}/{number}"})
        elif number % 3 and link_to(statement):
            later = (year.at + timedelta(days=100)).date().isoformat()
            _from_body(year, statement, "propose-date", {"deadline": later, "reason": "After the plenary."})


def _answer(number: int) -> str:
    return ANSWERS[number % len(ANSWERS)]


def answer(year: Year, _month: int) -> None:
    """Bodies answer what they were sent a month ago, and do what they promised two months ago."""
    for statement in year.rows_of("statement", "sent", "acknowledged", "in-process"):
        kind, old = _answer(int(statement.subject.ref)), year.at - statement.sent_at > timedelta(days=20)
        if kind and old:
            _answer_all(year, statement, kind)
    for statement in year.rows_of("statement", "answered"):
        promised = any(ask.status == "promised" for ask in statement.asks)
        if promised and year.at - statement.answered_at > timedelta(days=45):
            _from_body(
                year, statement, "answer", {"answers": [_row(year, statement, "done") for _ask in statement.asks]}
            )


def _answer_all(year: Year, statement: Statement, kind: str) -> None:
    _from_body(year, statement, "answer", {"answers": [_row(year, statement, kind) for _ask in statement.asks]})


def _row(year: Year, statement: Statement, kind: str) -> dict[str, str]:
    row = {"answer": kind, "text": f"See https://body.example/{statement.subject.ref}"}
    if kind == "by-date":
        row["due"] = (year.at + timedelta(days=90)).date().isoformat()
    if kind == "passed-on":
        row["body"] = _onwards(statement.body)
    return row


def _onwards(body: Body) -> str:
    """Return the slug of the body that this one is part of; without any, of another one."""
    above = session.get(Subject, body.parent_id) if body.parent_id else None
    return above.ref if above else "unga" if body.subject.ref != "unga" else "cstd"


def follow_up(year: Year, _month: int) -> None:
    """Statements that came to an end are closed, and what was done is recorded on their issues."""
    for statement in year.rows_of("statement", "answered"):
        if all(ask.status not in ("promised", "open") for ask in statement.asks):
            year.act(DESK, "statement", "close", statement, evidence="Their answer, on file.")
    for statement in year.rows_of("statement", "sent", "acknowledged", "in-process"):
        if year.at - statement.subject.due_at > timedelta(days=90):
            year.act(DESK, "statement", "close", statement, evidence="")
    for issue in year.issues(Subject.state == "referred", nobody_is_asked(Subject.id)):
        result = _result(issue)
        if result:
            year.act(year.assigned(issue), "issue", "resolve", issue, result=result, done="As the body answered.",
                     evidence="https://body.example/report shows it.")  # fmt: skip


def _result(issue: Issue) -> str | None:
    """Return what came of an issue by the answers to the statements about it; None when nothing was done."""
    refs = select(Relation.subject_id).where(Relation.target_id == issue.id, Relation.kind == "refers")
    statements = session.scalars(select(Statement).where(Statement.id.in_(refs))).all()
    statuses = {ask.status for statement in statements for ask in statement.asks}
    return "implemented" if "done" in statuses else "in part" if "in part" in statuses else None


WRITERS = ("mwana", "hana", "fatou", "rania")


def bring_group_on(year: Year, _month: int) -> None:
    """A group for what has no home is proposed, reviewed, and chartered by a ballot: a step each time."""
    groups = year.rows_of("group", "proposed", "bof", "chartering", "active")
    unhoused = year.issues(Subject.state == "unhoused")
    if not groups and unhoused:
        _propose_group(year, unhoused[:3])
    for group in groups:
        charter = group.pending.state if group.pending else ""
        if group.subject.state == "bof":
            year.act("noor", "group", "record-bof", group, found="They agree.", link="https://bof.example/newiss")
            year.act("noor", "group", "start-chartering", group, understood="Yes.", people="Twelve.", formed="Yes.")
            year.act("noor", "group", "charter-internal-review", group)
        elif charter == "internal-review":
            year.act("noor", "group", "charter-external-review", group)
        elif charter == "external-review":
            year.act("noor", "group", "to-ballot", group)
            vote(year, year.newest("ballot"), yes=MEMBERS[::2], no_objection=MEMBERS[1::2])
        elif group.subject.state == "active":
            for issue in unhoused[:3]:
                year.act("amadou", "issue", "take-up", issue, group="newiss", paragraph="Scope: new issues.")


def _propose_group(year: Year, unhoused: Sequence[Issue]) -> None:
    group = year.act(
        "amadou", "group", "propose", acronym="newiss", title="New issues without a home",
        issues=", ".join(issue.subject.ref for issue in unhoused), summary="How they find a first table.",
        charter=texts.CHARTER, second="mwana", chairs="amadou, rania",
    )  # fmt: skip
    for who in (*WRITERS, "kwame", "samuel", "diego", "chen", "marta", "nandi", "sione", "minh"):
        year.act(who, "group", "support", group, would="write" if who in WRITERS else "review")
    year.act("noor", "group", "volunteer", group)
    year.act("noor", "group", "approve-bof", group)


STEPS = (
    (3, arrive), (5, triage), (7, route), (9, object_to_some), (12, bring_group_on), (15, send), (17, receive),
    (22, answer), (25, follow_up), (28, bring_group_on),
)  # fmt: skip
"""What is done in each month, by day; the clock runs before each."""


def main(folder: str, number: str | None = None) -> None:
    """Tell the year into a new database in ``folder``, and say what it came to."""
    from igtf.cli import application
    from tests.conftest import Client
    from tests.routing.totals import from_events

    app = application(VAR=folder, DEMO=True, WTF_CSRF_ENABLED=False, LIMITS=False)
    app.test_client_class = Client
    with app.app_context():
        Year(app, contributions(int(number) if number else None)).tell()
        print(from_events())


if __name__ == "__main__":
    main(*sys.argv[1:])
