"""What is a day in an entry is named so in its payload, and what people wrote is shown as they wrote it."""

import re
from collections.abc import Iterator

from flask import Flask
from sqlalchemy import select

from igtf.core.db import session
from igtf.record.kinds import kind_of
from igtf.record.models import Event, Payload

DAY = re.compile(r"\d{4}-\d\d(-\d\d([T ]\d\d:\d\d(:\d\d\+00:00| UTC))?)?")


def shown_values() -> Iterator[tuple[str, str, bool]]:
    """Give each text that entries show: its kind and field, the text, whether it is to be a day."""
    for name, data in session.execute(select(Event.kind, Payload.data).join(Payload, Payload.event_id == Event.id)):
        payload = kind_of(name).payload
        for field in getattr(payload, "SHOWN", ()):
            if isinstance(value := (data or {}).get(field), str) and value:
                yield f"{name} {field}", value, field in getattr(payload, "DAYS", ())


def test_what_is_a_day_is_declared_as_one_and_nothing_else_is(story: Flask) -> None:
    with story.app_context():
        values = list(shown_values())
    assert [value for value in values if value[2] != bool(DAY.fullmatch(value[1]))] == []
    assert sum(is_day for _field, _value, is_day in values) > 30
