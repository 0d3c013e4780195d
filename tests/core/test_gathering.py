"""What an act writes is gathered and sent together; but for the number of messages nobody can tell."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from igtf.core.clock import now, real_now
from igtf.core.database.adding import add_row
from igtf.core.db import dialect, session, writing
from igtf.discussion.commands import follow, unfollow
from igtf.discussion.models import Follow
from igtf.people.events import JOIN, Joined
from igtf.record.events import record, record_numbered
from igtf.record.models import Event, Once, Outbox, Payload, StateChange, Subject
from igtf.record.subjects import count, enter, open_subject, touch
from tests.counting import statements
from tests.factories import by, make_person


class _TakenBackError(Exception):
    """What was begun is taken back."""


@pytest.fixture
def person(app, db):
    with app.test_request_context("/"):
        yield make_person()


def opened(person: Any, title: str = "Prices") -> Subject:
    with writing():
        return open_subject("issue", title.casefold(), title, "submitted", by=by(person))


def key(author: int, name: str = "a") -> None:
    add_row(Once, {"actor_id": author, "key": name, "act": "comment 1", "at": real_now(), "url": "/", "asked": ""})


def counted(table: Any) -> int:
    return session.scalar(select(func.count()).select_from(table))


def test_what_an_act_writes_is_one_message_to_postgresql(app, person):
    subject, who, author = opened(person), by(person), person.id
    number, payload = subject.id, Joined("somebody")
    with statements(app) as sent, writing():
        record(who, subject, JOIN, payload)
        touch(number, now(), comment_count=1)
        key(author)
        assert len(sent) == {"postgresql": 0, "sqlite": 5}[dialect()]
    assert len(sent) == {"postgresql": 1, "sqlite": 5}[dialect()]
    row = session.execute(select(Event.id, Payload.data, Outbox.attempts).join(Payload).join(Outbox)
                          .where(Event.subject_id == number)).one()  # fmt: skip
    assert (row.data, row.attempts) == ({"handle": "somebody", "source": None}, 0)
    session.expire_all()
    assert (subject.comment_count, subject.touched, counted(Once)) == (1, 2, 1)


def test_whoever_asks_sees_what_was_gathered(app, person):
    subject = opened(person)
    with writing():
        touch(subject.id, now(), comment_count=1)
        assert subject.comment_count == 1, "a column that is read again"
        touch(subject.id, now(), comment_count=1)
        assert session.scalar(text("SELECT comment_count FROM subject WHERE id = :id"), {"id": subject.id}) == 2
        touch(subject.id, now(), comment_count=1)
        assert session.scalars(select(Subject.comment_count).where(Subject.id == subject.id)).one() == 3
        touch(subject.id, now(), comment_count=1)
        session.refresh(subject)
        assert subject.comment_count == 4
        key(person.id)
        assert session.get(Once, (person.id, "a", "comment 1")) is not None


def test_objects_that_are_added_later_may_refer_to_what_was_gathered(app, person):
    subject = opened(person)
    with writing():
        enter(subject, "open", now())
        record(by(person), subject, JOIN, Joined("first"), before="submitted")
        session.add(Follow(person_id=person.id, subject_id=subject.id, since=now()))
        count(subject.id, follower_count=1)
        number = record_numbered(by(person), subject, JOIN, Joined("second"))
        session.add(StateChange(event_id=number, subject_id=subject.id, before="open", after="submitted"))
    changes = session.execute(select(StateChange.before, StateChange.after).order_by(StateChange.event_id)).all()
    assert changes == [("submitted", "open"), ("open", "submitted")]
    names = select(Payload.data).join(Event).where(Event.subject_id == subject.id).order_by(Event.id)
    assert [data["handle"] for data in session.scalars(names)] == ["first", "second"]


def test_a_state_that_stayed_is_no_change(app, person):
    subject = opened(person)
    with writing():
        record(by(person), subject, JOIN, Joined("somebody"), before="submitted")
    assert counted(StateChange) == 0


def test_what_the_database_refuses_at_the_end_takes_all_back(app, person):
    subject = opened(person)
    with writing():
        key(person.id)
    before = counted(Event)

    def refused() -> None:
        with writing():
            record(by(person), subject, JOIN, Joined("somebody"))
            touch(subject.id, now(), comment_count=1)
            key(person.id)

    with pytest.raises(IntegrityError):
        refused()
    with suppress(_TakenBackError), writing():
        key(person.id, "b")
        raise _TakenBackError
    with writing():
        touch(subject.id, now())
    assert (counted(Event), counted(Once), subject.comment_count) == (before, 1, 0)


def test_a_savepoint_takes_back_what_came_after_it_alone(app, person):
    subject = opened(person)
    with writing():
        key(person.id, "before")
        with suppress(_TakenBackError), session.begin_nested():
            key(person.id, "within")
            touch(subject.id, now(), comment_count=1)
            raise _TakenBackError
        touch(subject.id, now(), support_count=1)
        with session.begin_nested():
            key(person.id, "kept")
    assert session.scalars(select(Once.key).order_by(Once.key)).all() == ["before", "kept"]
    session.expire_all()
    assert (subject.comment_count, subject.support_count) == (0, 1)


ACTS = st.sampled_from(["touch", "comment", "follow", "unfollow", "record", "numbered", "look", "title"])


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(st.tuples(ACTS, st.integers(0, 1)), max_size=8), max_size=3), st.booleans())
def test_any_acts_leave_what_they_say(app, person, transactions, undone):
    """Each list is a transaction, the last of which may be taken back; the model beside it is plain counting."""
    subjects = [opened(person, f"Prices {counted(Subject)}") for _number in range(2)]
    own = by(person)
    expected = [{"touched": 1, "comments": 0, "follows": 0, "events": 0} for _subject in subjects]

    def found(number: int) -> dict[str, int]:
        subject = subjects[number]
        events = session.scalar(select(func.count()).where(Event.subject_id == subject.id))
        follows = session.scalar(select(func.count()).where(Follow.subject_id == subject.id))
        assert subject.follower_count == follows
        return {"touched": subject.touched, "comments": subject.comment_count, "follows": follows, "events": events}

    def act(name: str, number: int, model: dict[str, int]) -> None:
        subject = subjects[number]
        match name:
            case "touch":
                touch(subject.id, now())
                model["touched"] += 1
            case "comment":
                touch(subject.id, now(), comment_count=1)
                model["touched"] += 1
                model["comments"] += 1
            case "follow" | "unfollow":
                wanted = int(name == "follow")
                done = (follow if wanted else unfollow)(subject.id, person_id=person.id, by=own)
                assert done == (model["follows"] != wanted)
                model["touched"] += done
                model["follows"] = wanted
            case "record" | "numbered":
                (record if name == "record" else record_numbered)(own, subject, JOIN, Joined(name))
                model["events"] += 1
            case "title":
                subject.title += "!"
            case "look":
                assert found(number) == model

    for place, acts in enumerate(transactions):
        tried = [dict(model) for model in expected]
        with suppress(_TakenBackError), writing():
            for name, number in acts:
                act(name, number, tried[number])
            if undone and place == len(transactions) - 1:
                raise _TakenBackError
            expected = tried
    session.expire_all()
    assert [found(0), found(1)] == expected
