"""No test runs over midnight: what would begin in the last minute of a day, in UTC, begins on the next one.

Tests name days from today and compare them with those that the program names a moment later, as people who read a page
would; some thirty of them fail where the day turns in between.
"""

import time
from collections.abc import Generator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

LAST = timedelta(minutes=1)
"""Longer than a test takes, with the story that the first of each worker may have to tell."""


def until_the_day_turns(moment: datetime) -> float:
    """Return for how many seconds a test waits that would begin at ``moment``, in UTC."""
    midnight = (moment + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    left = midnight - moment
    return left.total_seconds() if left <= LAST else 0.0


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol() -> Generator[None, Any, Any]:
    """Wait, once a day."""
    time.sleep(until_the_day_turns(datetime.now(UTC)))
    return (yield)
