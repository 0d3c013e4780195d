"""Whose an address in a draft is, nobody learns from the site: two worlds that differ in it alone."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from igtf.core.clock import now
from igtf.core.database.schema import migrate
from igtf.core.db import session, writing
from igtf.drafts.authors import MOST_ASKED
from igtf.drafts.models import DraftAuthor
from igtf.people.models import Address, Person
from igtf.people.signins import make_token
from igtf.record.models import Actor
from tests.drafts.samples import GOOD
from tests.factories import issue_form, later, letters, mails_to, make_person, sign_in

REF = "draft-ines-landlocked"
PATHS = (f"/drafts/{REF}", f"/drafts/{REF}/people", f"/drafts/{REF}.txt", f"/drafts/{REF}/moves/revise",
         f"/drafts/{REF}/moves/confirm-authorship", f"/api/v1/drafts/{REF}", "/desk", "/", "/api/v1/events",
         "/drafts/?author=otso", "/drafts/?author=ines", "/people/", "/account/data.json")  # fmt: skip

NAMES = ("Ines Exemplar", "N. Nemo", "Otso Exemplar", "Mwana Exemplar")
OTHERS = ("held@else.example", "opened@else.example", "nobody@else.example")
"""Addresses of somebody with an account in one of the two worlds alone, from the beginning or once it is opened; and
of nobody in both."""
OWN, SECOND = "ines@people.example", "second@else.example"
"""Of who submits: the address of the account, and one that she reads and has told the site nothing of."""

authors = st.lists(
    st.tuples(st.sampled_from(NAMES), st.sampled_from(("", "", *OTHERS, OWN, SECOND))),
    min_size=1, max_size=3, unique_by=lambda author: author[0],
)  # fmt: skip
steps = st.one_of(
    authors,
    st.tuples(st.just("API"), authors),
    st.sampled_from(("open", "close", "leave", "deny", "confirm", "next day", "next quarter", "spend")),
)


class World:
    """A site on which one person has an address, or does not, and what who submits sees of it."""

    def __init__(self, app: Flask, held: bool) -> None:
        self.app, self.held, self.texts = app, held, 0
        self.ines, self.otso, self.mwana = make_person("ines"), make_person("otso"), make_person("mwana")
        make_person("office", roles=("secretariat",))
        self.client, self.token = sign_in(app, self.ines), make_token(self.ines, "test")
        self.client.post("/issues/new", data=issue_form())
        self.seen: list[Any] = []
        self._has("otso", OTHERS[0])

    def _has(self, handle: str, address: str) -> None:
        """Let a person have an address; in the other world it is another one that nobody writes."""
        session.rollback()
        person_id = session.scalars(select(Actor.id).where(Actor.handle == handle)).one()
        with writing():
            session.execute(delete(Address).where(Address.person_id == person_id))
            email = address if self.held else f"other-{address}"
            session.add(Address(person_id=person_id, email=email, verified_at=now(), is_main=True))

    def post(self, named: Sequence[tuple[str, str]], door: str = "") -> None:
        """Post the next revision with these authors, each with an address or none."""
        self.texts += 1
        lines = "\n".join(f"  - name: {name}" + (f"\n    email: {email}" if email else "") for name, email in named)
        source = re.sub(r"  - name: Ines Exemplar\n    organisation: Transit Watch", lines, GOOD) + f"\n{self.texts}.\n"
        first = self.client.get(f"/drafts/{REF}").status_code == 404
        path = "drafts" if first else f"drafts/{REF}/moves/revise"
        given: dict[str, Any] = {"name": "landlocked"} if first else {"authors_reason": "They wrote it."}
        given |= {"source": source, "note": "More."}
        if door:
            header = {"Authorization": f"Bearer {self.token}"}
            answer = self.app.test_client().post(f"/api/v1/{path}", json=given, headers=header)
            self.seen.append((answer.status_code, shown(answer.text)))
            return
        path = "drafts/new" if first else path
        for step in ("check", "done"):
            answer = self.client.post(f"/{path}", data=given | {"step": step})
            self.seen.append((step, answer.status_code, answer.location, shown(answer.text)))

    def spend(self) -> None:
        """Ask at as many addresses in another draft as leaves room for one."""
        lines = "\n".join(f"  - name: N. {each}\n    email: n{each}@else.example" for each in range(MOST_ASKED - 1))
        self.texts += 1
        source = GOOD.replace("addresses: [1]", f"{lines}\naddresses: [1]")
        data = {"name": f"other{self.texts}", "source": source, "step": "done"}
        self.seen.append(self.client.post("/drafts/new", data=data).status_code)

    def act(self, step: Any) -> Any:
        """Take a step; return for how many days later the next ones are, if they are."""
        if step in ("next day", "next quarter"):
            return 1.1 if step == "next day" else 91
        if step == "open":
            if session.scalars(select(Actor.id).where(Actor.handle == "late")).first() is None:
                make_person("late")
                self._has("late", OTHERS[1])
        elif step == "close":
            data = {"person": "otso", "reason": "Asked for.", "step": "done"}
            office = session.scalars(select(Person).join(Actor, Actor.id == Person.id)
                                     .where(Actor.handle == "office")).one()  # fmt: skip
            sign_in(self.app, office).post("/secretariat/close", data=data)
        elif step == "leave":
            data = {"present": "a long enough password", "meant": "y"}
            sign_in(self.app, self.otso).post("/account/close", data=data)
        elif step in ("deny", "confirm"):  # by whom a name alone means, which is public
            sign_in(self.app, self.mwana).post(f"/drafts/{REF}/moves/{step}-authorship")
        elif step == "spend":
            self.spend()
        elif isinstance(step, tuple):
            self.post(step[1], step[0])
        else:
            self.post(step)
        session.rollback()
        return None

    def look(self, paths: Sequence[str] = PATHS) -> None:
        """Look at what who submits can see, also with the links that reach her second address."""
        for path in paths:
            answer = self.client.get(path)
            self.seen.append((path, answer.status_code, shown(answer.text)))
        for mail in letters("authorship:"):
            if mail.to in (OWN, SECOND):
                link = re.search(r"/authorship/\S+", mail.text)[0]
                self.seen.append((self.client.get(link).status_code, self.app.test_client().get(link).status_code))
        self.seen.append([(mail.subject, shown(mail.text)) for mail in mails_to(self.app, "ines")])


def shown(text: str) -> str:
    """Return a text without what is made anew each time: marks, seals, times of the day."""
    text = re.sub(r'(name="(?:once|csrf_token)"|") value="[^"]*"', r"\1", text)
    return re.sub(r"[\w~.-]{24,}|\d\d:\d\d(:\d\d(\.\d+)?)?|[0-9a-f]{8}…|\d+ (seconds?|minutes?)", "*", text)


@pytest.fixture
def world(engine_name: str, request: pytest.FixtureRequest, app_over: Callable[[str], Flask]) -> Any:
    """Return a function that makes a world of its own: the application over another fresh database."""
    databases = request.getfixturevalue(engine_name)

    @contextmanager
    def make(held: bool) -> Iterator[World]:
        with databases.fresh(migrate) as url:
            app = app_over(url)
            with app.app_context():
                yield World(app, held)
                session.rollback()
            app.extensions["igtf.db"].dispose()

    return make


def told(world: Any, held: bool, acts: Sequence[Any]) -> list[Any]:
    """Return what who submits sees of a world in which these acts are done."""
    with world(held) as site, ExitStack() as stack:
        for step in acts:
            days = site.act(step)
            if days:
                stack.enter_context(later(site.app, days))
                site.client = sign_in(site.app, site.ines)
            else:
                site.look(PATHS[:1])
        site.look()
        return site.seen


MINE = NAMES[0]


def check_alike(world: Any, acts: Sequence[Any]) -> None:
    known, unknown = told(world, True, acts), told(world, False, acts)
    assert len(known) == len(unknown)
    for one, other in zip(known, unknown, strict=True):
        assert one == other, acts


@pytest.mark.parametrize("acts", [
    [[(MINE, OTHERS[0])], [(MINE, "")]],
    [[("N. Nemo", SECOND)], [("N. Nemo", OTHERS[0])], [("N. Nemo", "")]],
    ["spend", [(MINE, ""), ("N. Nemo", OTHERS[0])], "leave", [(MINE, ""), ("N. Nemo", OTHERS[2])]],
    [[("N. Nemo", OTHERS[1])], "open", [("N. Nemo", OTHERS[1])], "next quarter", [("N. Nemo", OTHERS[1])]],
])  # fmt: skip
def test_who_submits_sees_the_same_whosever_an_address_is(world, acts):
    check_alike(world, acts)


@pytest.mark.long
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(steps, min_size=2, max_size=6))
def test_who_submits_sees_the_same_whatever_is_done(world, acts):
    check_alike(world, acts)


def test_the_two_worlds_are_two(world):
    found = []
    for held in (True, False):
        with world(held) as site:
            site.post([(MINE, ""), ("N. Nemo", OTHERS[0])])
            session.rollback()
            found.append(session.scalars(select(DraftAuthor.person_id).order_by(DraftAuthor.position)).all()[1])
            assert site.seen[-1][1] == 302
            site.act("leave")
            assert session.get_one(Person, site.otso.id).deactivated_at
    assert [bool(each) for each in found] == [True, False]
