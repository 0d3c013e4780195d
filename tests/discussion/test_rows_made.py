"""Rows of lists: made once a minute in a language, and always as they would be made now."""

from collections import namedtuple
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from flask import Flask

from igtf.core import clock
from igtf.core.i18n import in_language
from igtf.core.page.elements import row_made
from igtf.subject.lists import rows_made
from tests.factories import later

Line = namedtuple("Line", "number opened")


def _said(row: Any) -> Mapping[str, Any]:
    asked.append(row)
    return {"url": f"/issues/{row.number}", "title": "Prices of transit", "opened": row.opened}


asked: list[Any] = []


def test_a_row_is_made_once_until_it_or_its_reader_or_the_minute_is_another(app: Flask, one_moment: datetime) -> None:
    asked.clear()
    with app.test_request_context():
        line = Line(4711, clock.now() - timedelta(hours=5))
        first = rows_made(_said, [line, Line(4712, line.opened)])
        assert rows_made(_said, [Line(*line)]) == first[:1] == [row_made(_said(line))]
        assert len(asked) == 3  # two rows, and the one that is made here beside them
        with in_language("fr"):
            assert rows_made(_said, [line]) == [row_made(_said(line))] != first[:1]
        assert rows_made(_said, [line]) == first[:1]
        moved = Line(4711, line.opened + timedelta(hours=1))
        assert rows_made(_said, [moved]) == [row_made(_said(moved))] != first[:1]
        with later(app, 1):
            assert rows_made(_said, [line]) == [row_made(_said(line))] != first[:1]
