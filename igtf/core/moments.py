"""Moments in words, in the reader's language and by the procedure's clock; ends of days, months on from a moment."""

import calendar
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton
from flask import Flask
from flask_babel import format_date, format_timedelta, get_locale
from flask_babel.speaklater import LazyString

from igtf.core import clock
from igtf.core.i18n import PSEUDO, Text, language
from igtf.core.i18n import gettext as _

_COARSE = ((timedelta(days=60), timedelta(days=1)), (timedelta(days=2), timedelta(hours=1)))


@lru_cache(4096)
def _ago(passed: timedelta, _language: str) -> str:
    return str(format_timedelta(-passed, threshold=1, add_direction=True))


def ago(moment: datetime) -> str:
    """Return how long ago ``moment`` was, in words, by the procedure's clock."""
    passed = clock.now() - moment
    if passed < timedelta(minutes=1):
        return _("just now")
    step = next((step for long, step in _COARSE if passed > long), timedelta(minutes=1))
    return _ago(passed - passed % step, language())


def until(moment: datetime) -> str:
    """Return how long it is until ``moment``, in words: 'in 3 days', 'overdue by 2 days'."""
    left = moment - clock.now()
    if left < timedelta():
        return _("overdue by %(time)s", time=format_timedelta(-left, threshold=1.1))
    if left < timedelta(days=1):
        return str(format_timedelta(left, threshold=1.1, add_direction=True))
    return _in_days(left.days, language())


@lru_cache(4096)
def _in_days(days: int, _language: str) -> str:
    return str(format_timedelta(timedelta(days=days), granularity="day", threshold=days, add_direction=True))


def lasting(time: timedelta) -> str:
    """Return how long something lasts, in words, and not less than it does: in minutes, from two hours on in hours."""
    unit = timedelta(hours=1) if time > timedelta(hours=2) else timedelta(minutes=1)
    return str(format_timedelta(-(-time // unit) * unit, threshold=2))


class Due(LazyString):
    """What a moment is for that nobody misses: it reads as ``ahead`` ('begins'); after it ``past`` is said."""

    def __init__(self, ahead: Text, past: Text) -> None:
        super().__init__(str, ahead)
        self.past = past


class _Way(NamedTuple):
    """How a date is written: in English by a pattern (that of "en" is American), else as the language does."""

    english: str
    other: Callable[[date], str]


_DAY = _Way("d MMMM y", lambda on: str(format_date(on, "long", rebase=False)))
_WEEKDAY = _Way("EEEE d MMMM y", lambda on: str(format_date(on, "full", rebase=False)))
_MONTH = _Way("LLLL y", lambda on: str(format_skeleton("yMMMM", on, locale=get_locale())))


@lru_cache(4096)
def _date(on: date, way: _Way, language: str) -> str:
    if language == "en" or language in PSEUDO:
        return str(format_date(on, way.english, rebase=False))
    said, spelt = way.other(on), _SPELT.get(language)
    return spelt[0].sub(spelt[1], said) if spelt else said


_SPELT = {"fr": (re.compile(r"\b1(?= [^\d\s])"), "1er"), "ru": (re.compile(r"\s*г\.$"), "")}
"""What is put right in a date of CLDR, by language.

In French the first of a month is an ordinal; the short word for *year* that ends it in Russian has a stop, which would
stand beside that of a sentence.
"""


def _day_of(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def day(moment: date) -> str:
    """Return the date of ``moment``, or a date, in the reader's language."""
    return _date(_day_of(moment), _DAY, language())


def month(moment: date) -> str:
    """Return the month of ``moment``, or of a date, in the reader's language."""
    return _date(_day_of(moment), _MONTH, language())


def months_after(moment: datetime, months: int) -> datetime:
    """Return the same day and time ``months`` later; the last day of a month that is too short."""
    years, before = divmod(moment.month - 1 + months, 12)
    year, number = moment.year + years, before + 1
    return moment.replace(year=year, month=number, day=min(moment.day, calendar.monthrange(year, number)[1]))


def end_of_day(day: date) -> datetime:
    """Return the last second of a day in UTC: what is due on a day may come on all of it."""
    return datetime.combine(day, time(23, 59, 59), UTC)


@lru_cache(4096)
def stamp(moment: datetime) -> str:
    """Return date and UTC time of ``moment`` in figures, the same in every language."""
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def _at_time(moment: datetime, clock_time: str) -> str:
    """Return date and time, parted as the reader's language parts them."""
    both = "{1}, {0}" if language() in PSEUDO else str(get_locale().datetime_formats["medium"])
    return both.format(clock_time, _date(moment.date(), _WEEKDAY, language()))


def moment_text(moment: datetime) -> str:
    """Return date and UTC time of ``moment`` in the reader's language."""
    return _at_time(moment, f"{moment:%H:%M} UTC")


def span(starts: datetime, ends: datetime, zone: str) -> str:
    """Return from when to when something lasts, in a time zone; the end has a day where it is another one."""
    first, last = starts.astimezone(ZoneInfo(zone)), ends.astimezone(ZoneInfo(zone))
    if first.date() == last.date():
        return _at_time(first, f"{first:%H:%M}–{last:%H:%M} {zone}")
    return f"{_at_time(first, f'{first:%H:%M}')} – {_at_time(last, f'{last:%H:%M} {zone}')}"


def in_zone(moment: datetime, zone: str) -> str:
    """Return ``moment``, in UTC, in a time zone, to stand beside it: the time, and the date where it is another one.

    Empty where the clocks of the zone show UTC then, and at the ends of time, where the zone has no such day.
    """
    try:
        local = moment.astimezone(ZoneInfo(zone))
    except OverflowError:
        return ""
    if not local.utcoffset():
        return ""
    clock_time = f"{local:%H:%M} {zone}"
    return clock_time if local.date() == moment.date() else _at_time(local, clock_time)


def dated(text: str) -> str:
    """Return a month, a day or a moment in ISO form as the reader's language writes it; any other text as it is."""
    try:
        if len(text) == len("2027-09"):
            return month(date.fromisoformat(f"{text}-01"))
        moment = datetime.fromisoformat(text.removesuffix(" UTC"))
    except ValueError:
        return text
    return day(moment) if len(text) == len("2027-09-30") else moment_text(moment)


def init_app(app: Flask) -> None:
    """Register the template filters."""
    filters: dict[str, Callable[[Any], str]] = {
        "ago": ago,
        "until": until,
        "day": day,
        "month": month,
        "moment": moment_text,
        "stamp": stamp,
    }
    app.jinja_env.filters.update(filters, dated=dated, in_zone=in_zone, span=span)
    app.jinja_env.globals.update(now=clock.now)
