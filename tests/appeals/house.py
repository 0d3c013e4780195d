"""A house for appeals: a council, a group with its chairs, people; acts through the commands at a time of its own."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from igtf.appeals.climbing import members, rung_now
from igtf.appeals.models import Appeal
from igtf.appeals.rungs import RUNGS
from igtf.core import clock
from igtf.core.db import session
from igtf.core.workflow import WORKFLOWS
from igtf.council.models import Ballot
from igtf.council.seating import name_chair
from igtf.notice.recipients import audience_of
from igtf.people.models import Person
from igtf.record.by import by_clock
from igtf.record.due import run_due
from igtf.record.models import Event, Subject
from igtf.record.moves import perform
from tests.council.councils import make_council
from tests.factories import by, make_person

GROUND = {"ground": "views", "text": "Nobody answered what three of us wrote.", "wanted": "Look again."}


class House:
    """Who is there, and what they do; ``at`` is the moment of the next act, a minute after the last."""

    def __init__(self, seats: int = 1) -> None:
        self.at = clock.now()
        self.desk, council = make_council(per_group=seats)
        self.council = list(council.values())
        self.member, self.chairman = self.council[0], self.council[-1]
        name_chair(self.chairman, by=by(self.desk))
        self.panel = [make_person(roles=("panelist",)) for _each in range(4)]
        self.filer, self.appellant = make_person(), make_person(country="FR", group="technical")

    def by(self, person: Person) -> Any:
        self.at += timedelta(minutes=1)
        return by(person, self.at)

    def tick(self, days: float = 0) -> None:
        """Let days pass, and the clock do what is due then."""
        self.at += timedelta(days=days, minutes=1)
        session.rollback()
        run_due(by_clock(self.at))

    def do(self, who: Person, kind: str, move: str, thing: Any = None, /, **given: Any) -> Any:
        return perform(WORKFLOWS[kind], move, thing, given, by=self.by(who))

    def person(self, person_id: int) -> Person:
        return session.get_one(Person, person_id)

    def newest(self, kind: str) -> Any:
        session.rollback()
        ref = session.scalar(select(Subject.ref).where(Subject.kind == kind).order_by(Subject.id.desc()).limit(1))
        return WORKFLOWS[kind].load(None, str(ref))

    def issue(self, **given: Any) -> Any:
        words = {"title": "Costs of interconnection", "summary": "Who sets them?", "layer": "use",
                 "topic": "communications-infrastructure"} | given  # fmt: skip
        return self.do(self.filer, "issue", "file", **words)

    def accepted(self) -> Any:
        issue = self.issue()
        return self.do(self.person(issue.assigned_id), "issue", "accept", issue, reason="In scope.")

    def vote(self, ballot: Ballot, value: str = "yes") -> None:
        """Let the members who are not recused take a position, and the ballot close at its time."""
        for person in self.council:
            if WORKFLOWS["ballot"].facts(self.by(person), ballot).recused_for is None:
                self.do(person, "ballot", "take-position", ballot, position=value, text="As I said.")
        self.tick(22)


def decision(kind: str) -> Event:
    """Return the newest event of a kind."""
    session.rollback()
    return session.scalars(select(Event).where(Event.kind == kind).order_by(Event.id.desc()).limit(1)).one()


def appealed(house: House, event: Event) -> Appeal:
    """File an appeal against a decision."""
    made: Appeal = house.do(house.appellant, "appeal", "file", decision=event.id, **GROUND)
    return made


def decided(house: House, appeal: Appeal, verdict: str) -> Appeal:
    """Let those who decide at the rung where an appeal is acknowledge it and decide."""
    for draw in WORKFLOWS["appeal"].due["draw"](house.at):
        WORKFLOWS["appeal"].commands["draw"](draw, by=by_clock(house.at))
    first = house.person(members(appeal)[0].person_id)
    house.do(first, "appeal", "acknowledge", appeal)
    if RUNGS[rung_now(appeal).name].ballot:
        house.do(first, "appeal", "to-ballot", appeal, reason="For and against.")
        ballot = house.newest("ballot")
        for person in house.council:
            if WORKFLOWS["ballot"].facts(house.by(person), ballot).recused_for is None:
                house.do(person, "ballot", "take-position", ballot, text="So.",
                         position="yes" if verdict == "upheld" else "abstain")  # fmt: skip
        house.at += timedelta(days=8)
        house.do(first, "ballot", "close-early", ballot)
    else:
        for member in members(appeal):
            if appeal.subject.state == "acknowledged":
                house.do(house.person(member.person_id), "appeal", "decide", appeal, verdict=verdict, reason="Because.")
    session.rollback()
    return appeal


def upheld(house: House, event: Event) -> Appeal:
    """Appeal a decision and let it be upheld."""
    return decided(house, appealed(house, event), "upheld")


def told_of(event: Event) -> set[int]:
    """Return the persons whom an entry tells, as it stands now."""
    subject = session.get(Subject, event.subject_id) if event.subject_id else None
    return set(audience_of(event, subject)) if subject else set()


def told_since(event: Event) -> set[int]:
    """Return who was told of something since an entry, or did it."""
    later = session.scalars(select(Event).where(Event.id > event.id, Event.subject_id.is_not(None))).all()
    return {person for each in later for person in (each.actor_id, *told_of(each))}


def state(thing: Any) -> str:
    session.rollback()
    return str(session.scalars(select(Subject.state).where(Subject.id == thing.id)).one())
