"""Rows that commands add: with their defaults, numbered in order, known as written, and gone when taken back."""

from contextlib import suppress

from sqlalchemy import select

from igtf.core.clock import now
from igtf.core.database.adding import add_numbered, add_row
from igtf.core.db import session, writing
from igtf.record.by import by_clock
from igtf.record.models import CLOCK_ID, Event, Outbox, Payload, Subject
from igtf.record.subjects import open_subject
from tests.counting import reads


class _TakenBackError(Exception):
    """An act that is refused at last."""


def _open(title: str) -> Subject:
    return open_subject("issue", title.casefold(), title, "submitted", by=by_clock(now()))


def test_a_new_row_is_known_as_it_was_written_and_its_defaults_when_asked_for(app):
    with app.test_request_context("/"):
        with reads(app) as asked, writing():
            opened = _open("Prices")
            assert (opened.title, opened.opened_by_id, opened.due_at) == ("Prices", CLOCK_ID, None)
        assert asked == []
        assert (opened.revision, opened.comment_count) == (1, 0)
        with writing():
            session.get_one(Subject, opened.id).title = "Prices of transit"
        assert session.scalar(select(Subject.title).where(Subject.id == opened.id)) == "Prices of transit"


def test_what_was_taken_back_does_not_stand_in_the_way_of_the_next_try(app):
    with app.test_request_context("/"):
        with suppress(_TakenBackError), writing():
            first = _open("First")
            raise _TakenBackError
        with writing():
            second = _open("Second")
            second.summary = "Written in the same transaction"
        assert session.scalars(select(Subject.summary).where(Subject.kind == "issue")).all() == [second.summary]
        assert session.get_one(Subject, second.id) is second
        assert first is not second


def test_numbers_come_in_the_order_of_the_rows_and_what_is_left_out_has_its_default(app):
    with app.test_request_context("/"):
        row = {"at": now(), "actor_id": CLOCK_ID, "kind": "person.register"}
        with writing():
            numbers = [add_numbered(Event, row | {"payload_hash": str(place)}) for place in range(3)]
            for number in numbers:
                add_row(Outbox, {"event_id": number})
        of_them = Event.id.in_(numbers)
        assert session.scalars(select(Event.payload_hash).where(of_them).order_by(Event.id)).all() == ["0", "1", "2"]
        assert numbers == sorted(numbers)
        assert session.scalars(select(Outbox.attempts).where(Outbox.event_id.in_(numbers))).all() == [0, 0, 0]


def test_rows_beside_a_new_one_have_its_number_and_their_defaults(app):
    with app.test_request_context("/"):
        row = {"at": now(), "actor_id": CLOCK_ID, "kind": "person.register", "payload_hash": "x"}
        beside = [{Payload: {"salt": str(place), "data": {"place": place}}, Outbox: {}} for place in range(2)]
        with writing():
            numbers = [add_numbered(Event, row, others) for others in beside]
        found = session.execute(
            select(Payload.event_id, Payload.salt, Payload.data, Outbox.attempts, Outbox.log_index)
            .join(Outbox, Outbox.event_id == Payload.event_id)
            .where(Payload.event_id.in_(numbers))
            .order_by(Payload.event_id)
        ).all()
        assert found == [(number, str(place), {"place": place}, 0, None) for place, number in enumerate(numbers)]
