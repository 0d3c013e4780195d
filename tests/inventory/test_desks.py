"""Desks: to leave out the rows that cannot be for somebody takes nothing from that desk."""

import re
from collections.abc import Iterable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import aliased

from igtf.consultations.forms import HOUSE
from igtf.consultations.models import EVERYONE
from igtf.consultations.states import CONSULTATION
from igtf.core.db import dialect, fetch, session
from igtf.desk.waiting import FIRST, ROLES, WAITING, asked, on_desk, rows_for
from igtf.discussion.queries import DUES_SAID
from igtf.people.models import Person, Role
from igtf.people.offices import OFFICES
from igtf.people.roles import ROLES as KNOWN
from igtf.people.roles import roles_of
from igtf.record.models import Actor, Relation, Subject
from igtf.record.numbers import later_versions
from igtf.record.relations import MENTIONS
from tests.factories import by, later, sign_in, tick

EVERYTHING = tuple(range(len(WAITING) + len(FIRST)))
"""The places of all rows, and of all that is asked first."""


def named(rows: Iterable[Any]) -> set[tuple[str, int]]:
    """Return what rows are of, and the number of each subject."""
    return {(WAITING[row.place].name, row.id) for row in rows}


@pytest.mark.parametrize("ahead", [0, 30, 400])
def test_a_desk_cut_by_roles_and_by_what_is_asked_first_is_the_whole_desk(story: Flask, ahead: int) -> None:
    shown, asked_for = set[str](), set[int]()
    with story.app_context(), later(story, ahead):
        whole = asked(dialect(), later_versions(), EVERYTHING)
        for person_id in session.scalars(select(Person.id)).all():
            held = ROLES.intersection(name for name, _subject in roles_of(person_id).held)
            rows = fetch(whole, {"me": person_id}).all()
            asked_for |= {row.place for row in rows if row.place >= len(WAITING)}
            known = named(row for row in rows if row.place < len(WAITING))
            assert named(rows_for(person_id, held)) == known, (person_id, held)
            shown |= {name for name, _subject in known}
    restricted = {row.name for row in WAITING if row.only}
    assert len(shown & restricted) >= 8, f"the story has too little waiting to tell: {sorted(shown & restricted)}"
    assert 4 <= len(asked_for) < len(FIRST), "of what is asked first some is found, and some is not"


def begin_what_the_story_finished() -> None:
    """Let somebody draft a consultation: of those in the story each has its questions, and most are open."""
    holder = select(Role.person_id).where(Role.name == "council", Role.ended_at.is_(None)).limit(1)
    member = session.get_one(Person, session.scalars(holder).one())
    asks = {"owner": HOUSE, "title": "What is missing?", "summary": "We ask.", "admits": EVERYONE}
    CONSULTATION.commands["draft"](**asks, by=by(member))


@pytest.mark.parametrize("ahead", [0, 30, 400])
def test_no_link_on_a_desk_leads_to_a_refusal(story: Flask, ahead: int) -> None:
    opened, refused = set(), set()
    with story.app_context(), later(story, ahead):
        begin_what_the_story_finished()
        tick()
        active = (Person.deactivated_at.is_(None), Person.verified_at.is_not(None))
        for person in session.scalars(select(Person).where(*active)).all():
            links = {url: str(act) for item in on_desk(person.id) for act, url in item.acts if url}
            client = sign_in(story, person) if links else None
            for url, act in links.items():
                answer = client.get(url, follow_redirects=True)
                (opened if answer.status_code == 200 else refused).add((act, url, answer.status_code, person.id))
    assert refused == set()
    assert len({act for act, *_rest in opened}) >= 6, f"the story has too little waiting to tell: {sorted(opened)}"


@pytest.mark.parametrize("handle", ["aminata", "amadou", "ines"])
def test_a_line_names_its_subject_first_and_leads_to_each_act(story: Flask, handle: str) -> None:
    with story.app_context():
        person = session.scalars(select(Person).join(Actor, Actor.id == Person.id).where(Actor.handle == handle)).one()
        reader = sign_in(story, person)
        desk, home = reader.get("/desk").text, reader.get("/").text
    lines = re.findall(r'<li><div>(.*?)</div>\n<div class="end">(.*?)</div></li>', desk, re.S)
    acts = [act for line, _end in lines for act in re.findall(r'(<a href="/[^"]+">)?<b>([^<]+)</b>', line)]
    assert acts
    assert [act for link, act in acts if not link] == []
    assert [line for line, _end in lines if not line.startswith('<p class="kicker"><b><bdi>')] == []
    assert [end for _line, end in lines if 'class="due"' in end and 'class="due"><svg' not in end] == []
    needs = home.partition('<p class="tools more">')[2].partition("</ul>")[0]
    assert needs
    assert '<span class="small">' not in needs, "each act is a link there too"


def test_rows_name_roles_that_exist() -> None:
    assert {*OFFICES} <= set(KNOWN)
    assert set(KNOWN) >= ROLES
    assert len({row.name for row in WAITING}) == len(WAITING)


def related_to_dated() -> list[str]:
    """Return the lists of what is related in which a subject stands whose deadline its state alone does not say."""
    own, other = aliased(Subject), aliased(Subject)
    dated = (other.due_at.is_not(None), other.kind.in_(DUES_SAID))
    forward = select(own.kind, own.ref, Relation.kind).join(Relation, Relation.subject_id == own.id)
    backward = select(own.kind, own.ref, Relation.kind).join(Relation, Relation.target_id == own.id)
    ways = {"": forward.join(other, other.id == Relation.target_id).where(Relation.kind != MENTIONS),
            "?reverse": backward.join(other, other.id == Relation.subject_id)}  # fmt: skip
    return [
        f"/related/{kind}/{ref}/{relation}{way}"
        for way, rows in ways.items() for kind, ref, relation in session.execute(rows.where(*dated).distinct())
    ]  # fmt: skip


def test_lists_of_several_kinds_say_what_a_deadline_is_for_as_the_page_does(story: Flask) -> None:
    with story.app_context():
        related = related_to_dated()
    client, compared = story.test_client(), set()
    row = re.compile(r'<a class="t" href="([^"]+)">(?:(?!</li>).)*?</svg>([^<]+) (<time datetime="[^"]+)"', re.S)
    for path in ("/", "/search?q=issues", "/search?q=network", *related):
        for url, word, moment in row.findall(client.get(path).data.decode()):
            compared.add((path.split("/")[1].partition("?")[0], url.split("/")[1]))
            assert f"<span>{word} {moment}" in client.get(url).data.decode(), (path, url, word)
    assert {("", "groups"), ("search", "calls"), ("search", "statements"), ("related", "groups")} <= compared, compared
