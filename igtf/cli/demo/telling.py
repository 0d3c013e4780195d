"""How the story is told: a day to be at, a person to act, and the one way in which every door acts."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from igtf.core import clock
from igtf.core.db import session
from igtf.core.forms import formdata
from igtf.core.workflow import WORKFLOWS
from igtf.desk.moves import form_for
from igtf.discussion.commands import comment
from igtf.issues.models import Issue
from igtf.people.models import Person
from igtf.people.visitor import load_visitor
from igtf.record.by import By, by_clock
from igtf.record.due import run_due
from igtf.record.models import Subject
from igtf.record.moves import perform


class Story:
    """The teller: ``at`` is the moment of the next act, a minute after the last.

    ``today`` is the last ten o'clock that is over: what is told of it is due as many days from now at any hour.
    """

    def __init__(self) -> None:
        now = clock.now()
        ten = now.replace(hour=10, minute=0, second=0)
        self.today = ten if ten <= now else ten - timedelta(days=1)
        self.at = self.today
        self.persons: dict[str, int] = {}

    def move_to(self, days_ago: float) -> None:
        """Go to a day before today; whatever the clock owes by then is done on the way, day by day."""
        target = self.today - timedelta(days=days_ago)
        if self.persons:
            while self.at + timedelta(days=1) < target:
                self.at += timedelta(days=1)
                run_due(by_clock(self.at))
        self.at = target
        run_due(by_clock(self.at))

    def _next(self) -> datetime:
        self.at += timedelta(minutes=1)
        return self.at

    def person(self, handle: str) -> Person:
        """Return a person of the story."""
        return session.get_one(Person, self.persons[handle])

    def by_self(self, person_id: int) -> By:
        """Return the act of somebody who has no hat yet."""
        return By(person_id, self._next())

    def by(self, who: str | int) -> By:
        """Return the act of a person (handle or id) under the newest hat."""
        person_id = self.persons[who] if isinstance(who, str) else who
        visitor = load_visitor(person_id)
        hat = visitor.main_hat if visitor else None
        return By(person_id, self._next(), hat.id if hat else None)

    def act(self, who: str | int, kind: str, move: str, thing: Any = None, /, **given: Any) -> Any:
        """Let a person make a move, through its form as on the pages; AssertionError when the form refuses."""
        workflow, by = WORKFLOWS[kind], self.by(who)
        visitor = load_visitor(by.author)
        form = form_for(workflow.move_by_name[move], thing, MultiDict(formdata(given)), visitor, start=False)
        if not form.validate():
            raise AssertionError(f"{kind}.{move} by {who}: {form.errors} {form.form_errors}")
        return perform(workflow, move, thing, form.given(), by=by)

    def say(self, who: str, thing: Any, text: str, part: int | None = None) -> None:
        """Let a person comment, on the whole or on a part of the text."""
        comment(thing.subject, text=text, by=self.by(who), part=part)

    def thing(self, kind: str, ref: str | int) -> Any:
        """Return a subject of a kind by its reference."""
        return WORKFLOWS[kind].load(None, str(ref))

    def newest(self, kind: str) -> Any:
        """Return the newest subject of a kind."""
        ref = session.scalar(select(Subject.ref).where(Subject.kind == kind).order_by(Subject.id.desc()).limit(1))
        return self.thing(kind, str(ref))

    def assigned(self, issue: Issue) -> int:
        """Return the assigned member of an issue."""
        session.refresh(issue)
        if issue.assigned_id is None:
            raise AssertionError("the issue has no assigned member")
        return issue.assigned_id
