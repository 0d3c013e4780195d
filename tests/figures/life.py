"""A life of the clearing house over two years, drawn from a seed, all by the commands, each act on its day."""

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from igtf.core.db import session
from igtf.issues import commands as issues
from igtf.issues import outcomes, supporting
from igtf.issues.models import Issue, Support
from igtf.issues.queries import agreed_ref, pending_two_step
from igtf.people.models import Person
from igtf.record.by import By, by_clock
from igtf.record.due import run_due
from igtf.record.models import Subject
from igtf.routing import acts_of_body, closing, referral, statements
from igtf.routing.models import Contact, Statement
from tests.factories import by, make_person
from tests.routing.acts import make_body, name_contact

BEGIN = datetime(2024, 10, 1, 9, tzinfo=UTC)
TOPICS = ("root-zone", "communications-infrastructure")
BODIES = ("lamp", "buoy", "mast")


class Life:
    """The people and bodies of a life, its day, and what can happen next."""

    def __init__(self, seed: int) -> None:
        self.chance, self.at = random.Random(seed), BEGIN
        self.secretary = make_person("secretary", group="technical", roles=("secretariat",))
        self.member = make_person("member", group="government", country="JP", roles=("council", "council-chair"))
        places = (("civil", "KE"), ("private", "BR"), ("technical", "DE"), ("government", "NP"), ("civil", "BD"))
        self.filers = [make_person(f"filer{n}", group=g, country=c) for n, (g, c) in enumerate(places)]
        for slug in BODIES:
            name_contact(make_body(slug), self.secretary, f"desk@{slug}.example")

    def act(self, person: Person) -> Any:
        """Return an act of a person at the present moment of this life."""
        return by(person, self.at)

    def some(self, kind: str, *states: str) -> Any:
        """Return one of the subjects of a kind in one of the states, or None."""
        table = {"issue": Issue, "statement": Statement}[kind]
        rows = session.query(table).join(Subject, Subject.id == table.id)
        found = rows.filter(Subject.state.in_(states)).order_by(Subject.id).all()
        return self.chance.choice(found) if found else None

    def run(self, steps: int) -> None:
        """Let ``steps`` things happen, some days apart; the clock does what is due."""
        acts = [self.file, self.file, self.bring_out, self.accept, self.accept, self.ask, self.decline, self.refer,
                self.refer, self.find, self.send, self.send, self.answer, self.answer, self.receive, self.put_off,
                self.close, self.resolve, self.withdraw, self.support, self.reopen]  # fmt: skip
        for step in range(steps):
            self.at += timedelta(hours=self.chance.randrange(5, 90))
            if not step % 3:
                run_due(by_clock(self.at))
            self.chance.choice(acts)()
            session.rollback()
            session.expire_all()

    def file(self) -> None:
        filer, number = self.chance.choice(self.filers), self.chance.randrange(1000)
        layer, topic = self.chance.choice(("use", "evolution")), self.chance.choice(TOPICS)
        issues.file(title=f"Question {number}", summary="Who decides?", layer=layer, topic=topic, by=self.act(filer),
                    source=self.chance.choice(("", "Meeting 1")))  # fmt: skip

    def bring_out(self) -> None:
        made = outcomes.enter(occasion="A forum", year=2024, title="An outcome", text="Something came out.",
                              by=self.act(self.filers[0]))  # fmt: skip
        outcomes.become_issue(made, title="From a forum", summary="Who decides?", layer="use", topic=TOPICS[0],
                              by=self.act(self.member))  # fmt: skip

    def accept(self) -> None:
        issue = self.some("issue", "submitted")
        if issue and issue.assigned_id:
            issues.accept(issue, reason="It is ours.", by=self.act(session.get(Person, issue.assigned_id)))

    def ask(self) -> None:
        issue = self.some("issue", "submitted", "needs-information")
        if issue and issue.subject.state == "submitted" and issue.assigned_id:
            issues.ask(issue, question="Why?", by=self.act(session.get(Person, issue.assigned_id)))
        elif issue and issue.subject.state == "needs-information" and self.chance.random() < 0.5:
            filer = session.get(Person, issue.subject.opened_by_id)
            issues.answer(issue, answer="Because.", by=self.act(filer))

    def _proposable(self, *states: str) -> Any:
        issue = self.some("issue", *states)
        taken = issue and (pending_two_step(issue.id) or session.scalar(select(agreed_ref(issue.id))))
        return issue if issue and not taken else None

    def decline(self) -> None:
        issue = self._proposable("submitted", "open")
        if issue:
            issues.propose_decline(issue, reason="Not the Internet.", by=self.act(self.member))

    def refer(self) -> None:
        issue = self._proposable("open", "referred", "unhoused")
        if issue:
            referral.propose_referral(
                issue, body=self.chance.choice(BODIES), purpose="comment", subject="A question", text="What do you do?",
                reason="Its mandate.", by=self.act(self.member),
            )  # fmt: skip

    def find(self) -> None:
        issue = self._proposable("open", "referred")
        if issue:
            issues.propose_finding(issue, bodies=[{"body": "LAMP", "reason": "Lamps only."}], reason="None.",
                                   by=self.act(self.member))  # fmt: skip

    def send(self) -> None:
        statement = self.some("statement", "draft", "approved")
        if statement and statement.subject.state == "draft":
            statements.approve(statement, by=self.act(self.member))
        elif statement:
            statements.send(statement, channel="other", evidence="A receipt.", by=self.act(self.secretary))

    def answer(self) -> None:
        statement = self.some("statement", "sent", "acknowledged", "in-process")
        if statement:
            given = self.chance.choice((
                {"answer": "done", "text": "Done."}, {"answer": "declined", "text": "Not ours."},
                {"answer": "by-date", "due": self._in(60)}, {"answer": "passed-on", "body": self._other(statement)},
            ))  # fmt: skip
            acts_of_body.answer(statement, answers=[given], evidence="A letter.", by=self.act(self.secretary))

    def _in(self, days: int) -> date:
        return (self.at + timedelta(days=days)).date()

    def _other(self, statement: Statement) -> str:
        return next(slug for slug in BODIES if slug != statement.body.subject.ref)

    def receive(self) -> None:
        statement = self.some("statement", "sent")
        if statement and self.chance.random() < 0.5:
            acts_of_body.acknowledge(statement, evidence="A letter.", by=self.act(self.secretary))
        elif statement:
            acts_of_body.in_process(statement, reference="X-1", evidence="A letter.", by=self.act(self.secretary))

    def put_off(self) -> None:
        statement = self.some("statement", "sent", "acknowledged")
        if statement:
            contact = session.query(Contact).filter_by(body_id=statement.to_body_id).one()
            acts_of_body.propose_date(statement, deadline=self._in(self.chance.randrange(5, 90)), reason="A meeting.",
                                       by=By(contact.actor_id, self.at))  # fmt: skip

    def close(self) -> None:
        statement = self.some("statement", "answered")
        if statement and self.chance.random() < 0.5:
            closing.close(statement, evidence="Its answer.", by=self.act(self.secretary))

    def resolve(self) -> None:
        issue = self.some("issue", "referred")
        if issue and issue.assigned_id and not pending_two_step(issue.id):
            member, result = session.get(Person, issue.assigned_id), self.chance.choice(("implemented", "in part"))
            issues.resolve(issue, result=result, done="That.", evidence="https://example.org", by=self.act(member))

    def withdraw(self) -> None:
        issue = self._proposable("submitted", "open")
        if issue and self.chance.random() < 0.3:
            issues.withdraw(issue, reason="Mistake.", by=self.act(session.get(Person, issue.subject.opened_by_id)))

    def support(self) -> None:
        issue, person = self.some("issue", "open", "unhoused"), self.chance.choice(self.filers)
        if issue and not session.get(Support, (issue.id, person.id)):
            supporting.support(issue, by=self.act(person))

    def reopen(self) -> None:
        issue = self.some("issue", "resolved", "out-of-scope", "withdrawn")
        if issue and issue.assigned_id and self.chance.random() < 0.5:
            issues.reopen(issue, reason="News.", by=self.act(session.get(Person, issue.assigned_id)))
