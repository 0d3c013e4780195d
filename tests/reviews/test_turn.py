"""Whose turn it is: always the least recently asked member who is there, by a count made from the record alone."""

import random
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from igtf.core import clock
from igtf.core.db import session
from igtf.core.errors import Invalid
from igtf.people.models import Person
from igtf.record.models import Actor, Event, Payload
from igtf.reviews import commands
from igtf.reviews.members import members_for
from igtf.reviews.turn import Member, next_in_turn, placed
from tests.attack.test_races import at_once
from tests.factories import by, make_person, sign_in
from tests.reviews.making import ask, day, directorate, draft_by, review

DAY = datetime(2026, 1, 1, tzinfo=UTC)
moments = st.integers(0, 400).map(lambda days: DAY + timedelta(days=days))
members = st.builds(
    Member, id=st.integers(1, 10_000), handle=st.just("x"), name=st.just("X"), since=moments,
    asked_at=st.none() | moments, away_until=st.none() | st.just(date(2026, 2, 1)), wrote=st.booleans(),
    declined=st.booleans(), has_it=st.booleans(),
)  # fmt: skip
directorates = st.lists(members, max_size=12, unique_by=lambda member: member.id)


@given(directorates)
def test_the_choice_is_the_least_recently_asked_who_can_be_asked(found):
    chosen = next_in_turn(found)
    free = [m for m in found if not (m.away_until or m.wrote or m.declined or m.has_it)]
    assert (chosen is None) == (not free)
    if chosen:
        assert chosen in free
        never = [m for m in free if m.asked_at is None]
        assert chosen in never if never else chosen.asked_at == min(m.asked_at for m in free)


@given(directorates, st.randoms())
def test_the_turn_does_not_hang_on_the_order_of_rows(found, draw):
    shuffled = draw.sample(found, len(found))
    assert placed(found) == placed(shuffled)
    assert [place.free for place in placed(found)] == sorted((p.free for p in placed(found)), reverse=True)


@given(st.integers(1, 6), st.integers(1, 30))
@settings(max_examples=25)
def test_everybody_is_asked_equally_often_where_nobody_is_away(people, rounds):
    found = {n: Member(n, str(n), str(n), DAY) for n in range(1, people + 1)}
    counts = dict.fromkeys(found, 0)
    for step in range(rounds):
        chosen = next_in_turn(found.values())
        counts[chosen.id] += 1
        found[chosen.id] = Member(chosen.id, chosen.handle, chosen.name, DAY, DAY + timedelta(days=step))
    assert max(counts.values()) - min(counts.values()) <= 1


def asked_by_the_record() -> dict[str, datetime]:
    """Return when each handle was asked last, as the entries of the record say."""
    found = {}
    rows = session.execute(
        select(Event.at, Event.kind, Payload.data).join(Payload, Payload.event_id == Event.id)
        .where(Event.kind.in_(("review.assign", "review.decline"))).order_by(Event.id)
    )  # fmt: skip
    for at, kind, data in rows:
        handle = data["reviewer"] if kind == "review.assign" else data["next"]
        if handle:
            found[handle] = at
    return found


def test_random_reviews_go_to_whoever_the_record_says_is_next(app, db):
    draw = random.Random(20261124)
    chair, *others = (make_person() for _number in range(5))
    people = [chair, *others]
    directorate(app, chair, *others)
    at = clock.now()
    for number in range(1, 21):
        at += timedelta(minutes=1)
        author = draw.choice(people[1:])
        draft, wrote = draft_by(app, author, topic=f"t{number}"), author.id
        due = (at + timedelta(days=9)).date()
        commands.request_review(draft, directorate="hrdir", due=due, by=by(session.get_one(Person, wrote), at))
        asked = asked_by_the_record()
        able = [p for p in people if p.id != wrote]
        never = [p for p in able if handle_of(p) not in asked]
        expected = never[0] if never else min(able, key=lambda p: asked[handle_of(p)])
        found = review(number)
        proposed = next_in_turn(members_for(found))
        assert proposed.id == expected.id
        commands.assign(found, person=proposed.handle, by=by(chair, at))
        if draw.random() < 0.3:
            session.rollback()
            commands.decline(review(number), reason="No.", by=by(session.get_one(Person, expected.id), at))
        assert review(number).reviewer_id not in (None, wrote)


def handle_of(person: Person) -> str:
    return session.scalars(select(Actor.handle).where(Actor.id == person.id)).one()


def test_two_requests_at_the_same_moment_do_not_pick_the_same_member(app, db):
    chair, first, second, author = (make_person(name) for name in ("rania", "hana", "marta", "ines"))
    directorate(app, chair, first, second)
    for topic in ("one", "two"):
        ask(app, author, draft_by(app, author, topic=topic))
    clients = [sign_in(app, chair), sign_in(app, chair)]  # both forms were opened before either was sent
    answers = at_once([lambda n=n, c=c: c.post(f"/reviews/{n}/moves/assign", data={"person": "rania"})
                       for n, c in enumerate(clients, 1)])  # fmt: skip
    assert sorted(answer.status_code for answer in answers) == [302, 422]
    refused = next(answer for answer in answers if answer.status_code == 422)
    assert "It is the turn of Hana Exemplar now" in refused.text
    states = {review(n).subject.state for n in (1, 2)}
    assert states == {"requested", "assigned"}


def test_a_request_made_twice_at_once_is_one_review(app, db):
    chair, author = make_person("rania"), make_person("ines")
    directorate(app, chair)
    draft = draft_by(app, author)
    path, form = f"/drafts/{draft.subject.ref}/moves/request-review", {"directorate": "hrdir", "due": day(9)}
    clients = [sign_in(app, author), sign_in(app, author)]
    answers = at_once([lambda c=c: c.post(path, data=form) for c in clients])
    assert sorted(answer.status_code for answer in answers) == [302, 422]
    assert session.scalars(select(Event).where(Event.kind == "review.request")).all()[1:] == []


def test_a_member_who_is_not_there_is_refused(app, db):
    chair, author = make_person("rania"), make_person("ines")
    directorate(app, chair)
    ask(app, author, draft_by(app, author))
    with pytest.raises(Invalid, match=r"Choose a member of the directorate\."):
        commands.assign(review(), person="ines", reason="She knows it.", by=by(chair))
