"""Random persons make random moves with issues and outcomes while the clock runs: the promises hold after each step."""

import random
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from igtf.core import clock
from igtf.core.db import session
from igtf.core.errors import Refusal
from igtf.core.workflow import Move, Workflow
from igtf.issues.states import ISSUE, OUTCOME
from igtf.people.models import Person
from igtf.record.by import By, by_clock
from igtf.record.due import run_due
from igtf.record.models import Event, Subject
from igtf.record.moves import perform
from tests.factories import broken_promises, by, make_person
from tests.routing.acts import make_body

STEPS = 150
REASON = {"reason": "Said at random."}
WORDS = {
    "title": "A title", "summary": "A summary.", "layer": "use", "topic": "jurisdiction", "description": "*Words*",
    "language": "fr", "function": "", "source": "", "affected": "", "evidence": "", "concerned": "",
}  # fmt: skip
GIVEN: dict[str, dict[str, Any]] = {
    "pause": REASON | {"days": 3},
    "file": WORDS, "edit": WORDS | {"note": "It was unclear."},
    "become-issue": WORDS, "ask": {"question": "Where?"}, "answer": {"answer": "Here."},
    "propose-finding": REASON | {"bodies": [{"body": "LAMP", "reason": "No mandate."}]},
    "merge": REASON | {"other": 1}, "attach": {"issue": 1},
    "resolve": {"result": "implemented", "done": "It was done.", "evidence": "https://lamp.example shows it."},
    "add-evidence": {"link": "https://lamp.example", "sentence": "It shows it."},
    "suggest-body": {"body": "LAMP", "reason": "It knows."},
    "translate": {"language": "sw", "title": "Kichwa", "summary": "Muhtasari."},
    "relate": {"relation": "depends-on", "other": 1}, "withdraw-relation": REASON | {"relation": "depends-on 1"},
    "take-up": {"group": "none", "paragraph": "All."},
    "enter": {"occasion": "IGF", "year": 2026, "session_name": "", "title": "An outcome", "text": "Text.", "url": ""},
}  # fmt: skip
BARE = ("volunteer", "support", "renew-support", "end-support")


class Walk:
    """A seeded walk: who, what and when are drawn from ``draw``."""

    def __init__(self, seed: int) -> None:
        self.draw, self.now = random.Random(seed), clock.now()
        groups = ("civil", "technical", "private")
        self.people = [
            make_person(), make_person(group="technical"), make_person(verified=False),
            *(make_person(group=group, roles=("council",)) for group in groups),
            make_person(roles=("secretariat", "moderator")),
        ]  # fmt: skip
        make_body()
        self.done: set[str] = set()
        self.refused = 0

    def given(self, name: str, at: datetime) -> dict[str, Any]:
        if name == "propose-referral":
            return REASON | {"body": "lamp", "purpose": "action", "subject": "Lamps", "text": "Look.", "issues": "",
                             "asks": [{"text": "Look at lamps."}],
                             "deadline": (at + timedelta(days=60)).date()}  # fmt: skip
        given = {} if name in BARE else GIVEN.get(name, REASON)
        return given | ({"other": self.draw.randint(1, 6)} if "other" in given else {})

    def choose(self, workflow: Workflow, thing: Any, act: By) -> Move:
        """Return a move, mostly one that is open to the actor, one not made yet before others."""
        moves = [move for move in workflow.moves if move.offered]
        facts = workflow.facts(act, thing)
        open_now = [move for move in moves if move.sources and workflow.decide(move, facts, thing.subject.state)]
        new = [move for move in open_now if f"{workflow.kind}.{move.name}" not in self.done]
        return self.draw.choice(moves if self.draw.random() < 0.25 else new or open_now or moves)

    def step(self) -> None:
        """Draw one act, and perform it or be refused without a trace."""
        if self.draw.random() < 0.15:
            self.now += timedelta(days=self.draw.choice((1, 4, 8, 31)))
            run_due(by_clock(self.now))
            return
        workflow = self.draw.choice((ISSUE, ISSUE, ISSUE, OUTCOME))
        person = session.get_one(Person, self.draw.choice(self.people).id)
        refs = session.scalars(select(Subject.ref).where(Subject.kind == workflow.kind)).all()
        before = count()
        try:
            thing = workflow.load(person.id, self.draw.choice(refs))
            move = self.choose(workflow, thing, by(person, self.now))
            thing = thing if move.sources else None
            perform(workflow, move.name, thing, self.given(move.name, self.now), by=by(person, self.now))
        except Refusal:
            session.rollback()
            self.refused += 1
            assert count() == before
        else:
            self.done.add(f"{workflow.kind}.{move.name}")
            assert count() > before


def count() -> int:
    return session.scalar(select(func.count(Event.id))) or 0


def test_promises_hold_whatever_happens(app, db):
    walk = Walk(seed=20261124)
    for workflow, first in ((ISSUE, "file"), (OUTCOME, "enter")):
        for _each in range(3):
            perform(workflow, first, None, GIVEN[first], by=by(walk.people[0], walk.now))
    for _step in range(STEPS):
        walk.step()
        assert broken_promises() == []
    assert walk.refused > STEPS / 10
    assert len(walk.done) >= 15, sorted(walk.done)
