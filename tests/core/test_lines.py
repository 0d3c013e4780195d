"""Texts of several rows in one value: they are read by their numbers, whatever order an engine put them in."""

from sqlalchemy import literal, select, union_all

from igtf.core.database.lines import lines_of, read_lines
from igtf.core.db import session


def test_lines_are_read_by_their_numbers_whatever_order_they_came_in(db):
    said = {10: "ten", 9: "nine, or so", 2: ""}
    rows = union_all(
        *(select(literal(n).label("n"), literal(text).label("said")) for n, text in said.items())
    ).subquery()
    found = session.scalar(select(lines_of(rows.c.n, rows.c.said)))
    assert read_lines(found) == [("2", ""), ("9", "nine, or so"), ("10", "ten")]
    assert read_lines(session.scalar(select(lines_of(rows.c.n, rows.c.said)).where(rows.c.n > 10))) == []
