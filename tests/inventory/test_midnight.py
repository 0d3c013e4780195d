"""What would begin right before midnight waits for it (``tests/midnight.py``)."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis.strategies import timedeltas

from tests.midnight import LAST, until_the_day_turns


@given(timedeltas(min_value=timedelta(), max_value=timedelta(days=4000)))
def test_a_test_has_the_rest_of_its_day_or_begins_with_the_next_one(passed: timedelta) -> None:
    moment = datetime(2026, 1, 1, tzinfo=UTC) + passed
    began = moment + timedelta(seconds=until_the_day_turns(moment))
    assert (began.date() - moment.date()).days == (1 if began > moment else 0)
    assert (began + LAST - timedelta(microseconds=1)).date() == began.date()


def test_it_waits_over_the_end_of_a_year_and_not_in_the_middle_of_a_day() -> None:
    assert until_the_day_turns(datetime(2026, 12, 31, 23, 59, 20, tzinfo=UTC)) == 40
    assert until_the_day_turns(datetime(2026, 12, 31, 23, 58, 59, tzinfo=UTC)) == 0
