"""What the measured pages besides issues are about, made by the program's own commands; ``copies`` repeats it."""

from dataclasses import dataclass, field
from typing import Any

from flask import Flask, current_app
from sqlalchemy import select

from igtf.core.clock import now
from igtf.core.db import session, writing
from igtf.council import commands as council
from igtf.drafts import commands as drafts
from igtf.drafts import recommending
from igtf.people import signins
from igtf.people.models import Person
from igtf.record.by import by_clock, by_importer
from igtf.record.due import run_due
from igtf.record.models import Relation, Subject
from igtf.record.subjects import enter
from igtf.routing.bodies import seed_bodies
from igtf.routing.models import Body
from tests.council.councils import make_ballot, make_council
from tests.drafts.samples import GOOD
from tests.factories import by, later, make_person
from tests.groups.making import active_group
from tests.routing.acts import name_contact, sent_statement

SECTIONS = 6
REVISIONS = 5
_BODY = "".join(
    f"\n# Section {number}\n\n{'Transit countries publish prices that follow from cost. ' * 8}\n\n- Prices\n- Terms\n"
    for number in range(SECTIONS)
)
SOURCE = GOOD.replace("addresses: [1]\n", "") + _BODY
"""A draft of about two pages of print."""


@dataclass(frozen=True)
class Sample:
    """Subjects that are copied together, and those outside that each copy has its own of (by kind).

    ``council``: its people are those of the council, in each copy.
    """

    kind: str
    subjects: tuple[int, ...]
    others: dict[str, int] = field(default_factory=dict)
    council: bool = False


@dataclass(frozen=True)
class Samples:
    """Paths of the sample subjects, tokens of signed-in readers, who the members of the council are, what to copy."""

    paths: dict[str, str]
    tokens: dict[str, str]
    members: tuple[int, ...]
    copied: tuple[Sample, ...]

    @property
    def draft(self) -> str:
        return self.paths["draft"]

    @property
    def ballot(self) -> str:
        return self.paths["ballot"]


def _draft(author: Person, topic: str) -> Any:
    draft = drafts.submit(name=topic, source=SOURCE, by=by(author))
    for number in range(1, REVISIONS):
        text = SOURCE.replace("Publish prices.", f"Publish prices {number + 1} times a year.")
        drafts.revise(draft, source=text, note=f"As discussed, part {number}", by=by(author))
    return draft


def _published(author: Person) -> tuple[Any, Any]:
    draft = _draft(author, "published")
    with writing():  # the way there is not what is measured
        enter(draft.subject, "published", now())
        return draft, recommending.make_recommendation(draft, by=by_clock(now()))


def mixed(members: dict[int, Person]) -> dict[int, Person]:
    """Return the members in an order in which the first three are of different stakeholder groups."""
    seats = list(members)
    third = len(seats) // 3
    return {seat: members[seat] for start in range(third) for seat in seats[start::third]} | members


def _ballot(members: dict[int, Person]) -> Any:
    ballot = make_ballot(mixed(members))
    for seat, person in list(members.items())[:9]:
        council.take_position(ballot, position="yes" if seat % 2 else "no-objection", by=by(person))
    return ballot


def _issue_of(subject_id: int, relation: str) -> int:
    found = session.scalars(
        select(Subject.id)
        .join(Relation, Relation.target_id == Subject.id)
        .where(Relation.subject_id == subject_id, Relation.kind == relation, Subject.kind == "issue")
    )
    return found.one()


def make_samples() -> Samples:
    """Add bodies, a council, and one of each kind; three readers with a sign-in: a reader, a chair and a member."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    seed_bodies(by=by_importer(now()))
    reader, chair = make_person("reader"), make_person("chair")
    secretariat, members = make_council(3)
    voters = list(members.values())
    closed = _ballot(members)
    with later(app, 30):
        run_due(by_clock(now()))
    open_ = _ballot(members)
    group = active_group(app, chair, acronym="bench")
    draft, (published, recommendation) = _draft(reader, "measured"), _published(reader)
    head = make_person(roles=("council", "council-chair"))
    name_contact(session.scalars(select(Body).where(Body.acronym == "ITU")).one(), secretariat)
    statement = sent_statement(secretariat, head, slug="itu", ahead=400)
    with writing():
        enter(draft.subject, "group-draft", now())
        draft.subject.group_id = group.id
    session.rollback()
    copied = (
        Sample("group", (group.id,), {"issue": _issue_of(group.id, "works-on")}),
        Sample("draft", (draft.id,), {"group": group.id}),
        Sample("recommendation", (published.id, recommendation.id)),
        Sample("statement", (statement.id,), {"body": statement.to_body_id}),
        Sample("ballot", (closed.id, closed.decides_on_id), council=True),
        Sample("open ballot", (open_.id, open_.decides_on_id), council=True),
    )
    paths = {"body": "/bodies/itu"} | {
        name: f"/{name}s/{thing.subject.ref}"
        for name, thing in {"group": group, "draft": draft, "recommendation": recommendation, "ballot": open_}.items()
    }
    tokens = {name: signins.sign_in(person.id, "bench")
              for name, person in {"reader": reader, "chair": chair, "member": voters[0]}.items()}  # fmt: skip
    return Samples(paths, tokens, tuple(person.id for person in voters), copied)


def cookie_of(app: Flask, token: str) -> str:
    """Return the Cookie header of a browser that is signed in with ``token``."""
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    return f"{app.config['SESSION_COOKIE_NAME']}={serializer.dumps({'_user_id': token, '_fresh': True})}"
