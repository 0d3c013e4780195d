"""The figures of bodies: medians and counts as computed by hand, order by any column, places on the line of time."""

import csv
import io
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from statistics import median

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from igtf.routing.awaiting import WAITING
from igtf.routing.figures import COLUMNS, figures, side_by_side
from igtf.routing.picture import MOST, line_of
from tests.api.kit import Caller, is_problem
from tests.routing.acts import links, make_body, name_contact, sent_statement

START = datetime(2026, 1, 5, tzinfo=UTC)
NOW = START + timedelta(days=400)


@dataclass(frozen=True)
class Row:
    """A statement as the queries give it."""

    id: int
    to_body_id: int
    state: str
    sent_at: datetime
    acknowledged_at: datetime | None
    answered_at: datetime | None
    due_at: datetime | None
    answer_by: datetime | None
    statuses: str
    awaited: bool
    state_since: datetime = START


@dataclass(frozen=True)
class Body:
    """A body as the table names it."""

    id: int
    acronym: str


@st.composite
def rows(draw):
    sent = START + timedelta(days=draw(st.integers(0, 390)))
    taken = draw(st.one_of(st.none(), st.integers(0, 200)))
    answered = None if taken is None else sent + timedelta(days=taken)
    waiting = draw(st.sampled_from([*sorted(WAITING), "closed"]))
    due = sent + timedelta(days=draw(st.integers(1, 300)))
    return Row(
        draw(st.integers(1, 10_000)), draw(st.integers(1, 3)), "answered" if answered else waiting, sent,
        draw(st.one_of(st.none(), st.just(sent + timedelta(days=1)))), answered, due, due,
        draw(st.sampled_from(["open", "done", "done,declined", "no answer", "open,no answer"])), draw(st.booleans()),
    )  # fmt: skip


@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(rows(), max_size=30))
def test_figures_are_those_counted_by_hand(found):
    shown = figures(found, NOW)
    open_ones = [row for row in found if row.answered_at is None]
    never = [row for row in open_ones if row.state == "closed" and "no answer" in row.statuses]
    assert (shown.sent, shown.answered) == (len(found), len(found) - len(open_ones))
    owed = [row for row in found if row.awaited]
    assert (shown.open, shown.never) == (len(owed), len(never))
    assert shown.late == len([row for row in owed if row.due_at <= NOW])
    days = [(row.answered_at - row.sent_at).days for row in found if row.answered_at]
    assert shown.to_answer == (round(median(days), 1) if days else None)
    assert shown.outcomes.get("done", 0) == len([row for row in found if "done" in row.statuses])


@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(rows(), max_size=20), st.sampled_from(list(COLUMNS)))
def test_the_table_is_in_the_order_of_its_column_and_what_has_no_value_stands_last(found, column):
    bodies = [Body(3, "c"), Body(1, "B"), Body(2, "A")]
    table = side_by_side(bodies, found, NOW, column)
    values = [body.acronym.casefold() if column == "acronym" else getattr(own, column) for body, own in table]
    known = [value for value in values if value is not None]
    assert values == [*known, *[None] * (len(values) - len(known))]
    assert known == sorted(known, reverse=COLUMNS[column][1])


@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(rows(), max_size=30))
def test_whatever_lies_on_the_line_stays_on_it(found):
    line = line_of(found, NOW)
    assert (line is None) == (len(found) < 2)
    if line:
        assert len(line.spans) == min(len(found), MOST)
        for span in line.spans:
            assert 0 <= span.start < 100
            assert 0 < span.width <= 100.7
            assert all(0 <= place <= 100 for place in (span.acknowledged, span.due) if place is not None)


def test_the_pages_show_the_figures_and_sort_by_their_address(app, people):
    name_contact(make_body(), people[0])
    make_body("tree", "Plants trees.")
    outside = app.test_client()
    sent_statement(*people)
    assert "Its answers along a line" not in outside.get("/bodies/lamp").text
    sent_statement(*people)
    first, _second = links()
    declined = {"answer-answers-0-answer": "declined", "answer-answers-0-text": "Not ours."}
    assert outside.post(f"{first}/answer", data=declined).status_code == 302
    page = outside.get("/bodies/lamp").text
    assert "Its answers along a line" in page
    assert "Declined 1" in page
    by_sent = outside.get("/bodies/figures").text
    assert by_sent.index("/bodies/lamp") < by_sent.index("/bodies/tree")
    assert 'aria-sort="descending"' in by_sent
    by_name = outside.get("/bodies/figures?sort=acronym").text
    assert by_name.index("/bodies/lamp") < by_name.index("/bodies/tree")
    assert outside.get("/bodies/figures?sort=nonsense&kind=technical").status_code == 200
    assert 'href="/api/v1/bodies/figures.csv?kind=technical"' in outside.get("/bodies/figures?kind=technical").text
    reader = Caller(app)
    listed = reader.get("/bodies/figures").json["items"]
    assert [(row["ref"], row["sent"], row["answers"]["declined"]) for row in listed] == [("lamp", 2, 1), ("tree", 0, 0)]
    assert [row["to_answer"] is None for row in listed] == [False, True]
    assert [row["ref"] for row in reader.get("/bodies/figures?kind=technical").json["items"]] == ["lamp", "tree"]
    assert is_problem(reader.get("/bodies/figures?kind=none"), 422, "This is one of: ")
    lines = list(csv.DictReader(io.StringIO(reader.get("/bodies/figures.csv").data.decode("utf-8-sig"))))
    assert [(row["acronym"], row["answers.declined"], row["to_answer"] == "") for row in lines] == [
        ("LAMP", "1", False), ("TREE", "0", True),
    ]  # fmt: skip


def test_the_page_of_a_body_shows_the_newest_and_leads_to_all(app, people, monkeypatch):
    name_contact(make_body(), people[0])
    for _each in range(3):
        sent_statement(*people)
    outside = app.test_client()
    assert outside.get("/bodies/lamp").text.count('class="t" href="/statements/') == 3
    monkeypatch.setattr("igtf.routing.views.MOST", 2)
    page = outside.get("/bodies/lamp?show=decisions").text
    assert page.count('class="t" href="/statements/') == 2
    assert "All 3 statements to LAMP" in page
    assert outside.get("/statements/?body=lamp&direction=out").text.count('class="t" href="/statements/') == 3
