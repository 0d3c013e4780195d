"""Until when a decision can be appealed, and which ones can be at a moment: one rule, read both ways."""

from datetime import UTC, datetime, timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from igtf.record.appealable import first_moment, last_moment

DAYS = 3 * 24 * 3600
NINE = datetime(2025, 12, 31, 9, tzinfo=UTC)

moments = st.integers(0, 500 * 86400).map(
    lambda seconds: datetime(2023, 11, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)


@given(moments, st.integers(1, 12), st.integers(-DAYS, DAYS))
@example(NINE, 2, 0)
@example(NINE, 2, 1)
@example(NINE - timedelta(days=2), 2, 1)
@example(datetime(2026, 2, 28, 23, tzinfo=UTC), 3, DAYS)
def test_what_can_be_appealed_at_a_moment_is_what_was_decided_since_one(made, months, seconds):
    at = last_moment(made, months) + timedelta(seconds=seconds)
    assert (made >= first_moment(at, months)) == (at <= last_moment(made, months))


def test_the_day_that_is_named_belongs_to_the_time_to_its_end():
    assert last_moment(NINE - timedelta(days=3), 2) == datetime(2026, 2, 28, 23, 59, 59, 999999, tzinfo=UTC)
    assert last_moment(NINE, 2) == datetime(2026, 2, 28, 23, 59, 59, 999999, tzinfo=UTC), "in a month that is too short"
    assert first_moment(datetime(2026, 2, 15, 23, 59, tzinfo=UTC), 2) == datetime(2025, 12, 15, tzinfo=UTC)
