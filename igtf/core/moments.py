"""Moments in words, in the reader's language and by the procedure's clock."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flask import Flask
from flask_babel import format_date, format_datetime, format_timedelta

from igtf.core import clock
from igtf.core.i18n import gettext as _
from igtf.core.i18n import ngettext

_ISO = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d\S*( UTC)?)?")


def ago(moment: datetime) -> str:
    """Return how long ago ``moment`` was, in words, by the procedure's clock."""
    passed = clock.now() - moment
    return (
        _("just now")
        if passed < timedelta(minutes=1)
        else format_timedelta(passed, add_direction=False) + " " + _("ago")
    )


def until(moment: datetime) -> str:
    """Return how long it is until ``moment``, in words: 'in 3 days', 'overdue by 2 days'."""
    left = moment - clock.now()
    if left < timedelta():
        return _("overdue by %(time)s", time=format_timedelta(-left, threshold=1.1))
    if left < timedelta(days=1):
        return _("in %(time)s", time=format_timedelta(left, threshold=1.1))
    return ngettext("in %(num)s day", "in %(num)s days", left.days)


def day(moment: datetime) -> str:
    """Return the date of ``moment`` in the reader's language."""
    return str(format_date(moment, "d MMMM y", rebase=False))


def month(moment: datetime) -> str:
    """Return the month of ``moment`` in the reader's language."""
    return str(format_date(moment, "LLLL y", rebase=False))


def moment_text(moment: datetime) -> str:
    """Return date and UTC time of ``moment`` in the reader's language."""
    return f"{format_datetime(moment, 'EEEE d MMMM y, HH:mm', rebase=False)} UTC"


def in_zone(moment: datetime, zone: str) -> str:
    """Return date and time of ``moment`` in a time zone, in words; empty for UTC, which is given anyway."""
    if zone == "UTC":
        return ""
    return f"{format_datetime(moment.astimezone(ZoneInfo(zone)), 'EEEE d MMMM y, HH:mm', rebase=False)} {zone}"


def dated(text: str) -> str:
    """Return a day or moment written in ISO form as the reader's language writes it; any other text as it is."""
    if not _ISO.fullmatch(text):
        return text
    moment = datetime.fromisoformat(text.removesuffix(" UTC"))
    return day(moment) if len(text) == 10 else moment_text(moment)


def init_app(app: Flask) -> None:
    """Register the template filters."""
    filters: dict[str, Callable[[datetime], str]] = {
        "ago": ago,
        "until": until,
        "day": day,
        "month": month,
        "moment": moment_text,
    }
    app.jinja_env.filters.update(filters, dated=dated, in_zone=in_zone)
    app.jinja_env.globals.update(now=clock.now)
