"""A day and a time of the clock in somebody's zone, made into one moment in UTC."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from babel.core import get_global
from wtforms.validators import ValidationError

from igtf.core import clock
from igtf.core.errors import Invalid
from igtf.core.forms import Choice, Day, Line, MoveForm, put_errors
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.moments import end_of_day
from igtf.core.text.plaintext import plain_figures

_TIME = re.compile("([01]?[0-9]|2[0-3]):[0-5][0-9]")

FURTHEST = timedelta(days=730)
"""How far ahead a moment may be planned."""


UNSET = "UTC"
"""The time zone of a person who has not chosen one."""


def zone_named(name: str) -> ZoneInfo | None:
    """Return the time zone of a name as the IANA has it, None when it is not known here."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


@cache
def zones_of(country: str | None) -> tuple[ZoneInfo, ...]:
    """Return the time zones of a country (ISO 3166-1 alpha-2) by name, as the CLDR has them; none of an unknown one."""
    names: Sequence[str] = get_global("territory_zones").get(country or "", ())
    return tuple(zone for zone in map(zone_named, sorted(names)) if zone)


@cache
def zones() -> tuple[tuple[str, str], ...]:
    """Return the time zones that a person may choose, as (name, label)."""
    names = sorted(name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "posix/")))
    return (("UTC", "UTC"), *((name, name.replace("_", " ")) for name in names))


def moment_of(day: date, at: time, zone: str) -> datetime:
    """Return the moment in UTC of a wall clock in ``zone``; of an hour that comes twice, the first.

    Invalid beside ``time`` for an hour that the clocks leave out that day.
    """
    local = datetime.combine(day, at, ZoneInfo(zone))
    moment = local.astimezone(UTC)
    if moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise Invalid(time=_("Clocks are put forward in %(zone)s that day; this hour does not exist.", zone=zone))
    return moment


def too_far(field: str = "day") -> Invalid:
    """Return the refusal, beside a field, of what is more than ``FURTHEST`` ahead."""
    return Invalid({field: [_("Choose a day within two years.")]})


def check_ahead(moment: datetime, now: datetime) -> None:
    """Raise Invalid, beside ``day``, unless ``moment`` is ahead of ``now`` and at most two years."""
    if moment <= now:
        raise Invalid(day=_("Choose a time that is ahead."))
    if moment > now + FURTHEST:
        raise too_far()


def end_ahead(day: date, now: datetime, field: str) -> datetime:
    """Return the end of ``day``, UTC, by which something is to be done; Invalid beside ``field`` when it is over."""
    end = end_of_day(day)
    if end <= now:
        raise Invalid({field: [_("Give a day that is still to come.")]})
    return end


def clock_time(text: str) -> time:
    """Return the time of day that a text says in hours and minutes, such as 9:00; ValueError for any other."""
    if not _TIME.fullmatch(text):
        raise ValueError(text)
    return time.fromisoformat(text.zfill(5))


def _is_clock_time(_form: Any, field: Any) -> None:
    try:
        clock_time(field.data or "")
    except ValueError as refusal:
        raise ValidationError(_("Write the time as hours and minutes, such as 14:30.")) from refusal


class WhenForm(MoveForm):
    """A moment: day, time and the zone they are meant in. The command gets ``starts_at``, in UTC."""

    moment: datetime
    """What the three say together, once they are valid."""

    day = Day(_l("Day"), needed=_l("Choose the day."))
    time = Line(
        _l("Time"), needed=_l("Give the time."), most=5, hint=_l("Hours and minutes, such as 14:30."),
        validators=[_is_clock_time], filters=[plain_figures],
    )  # fmt: skip
    zone = Choice(_l("Time zone"), zones(), default="UTC", needed=_l("Choose a time zone."))

    def prepare(self, thing: Any, visitor: Any) -> None:
        if self.zone.raw_data is None and self.day.data is None:
            self.zone.data = visitor.time_zone

    def validate(self, extra_validators: Any = None) -> bool:
        """Read the three as one moment."""
        valid = bool(super().validate(extra_validators))
        day = self.day.data
        if day is None or self.day.errors or self.time.errors or self.zone.errors:
            return valid
        try:
            if day > (clock.now() + FURTHEST).date():
                raise too_far()
            self.moment = moment_of(day, clock_time(self.time.data), self.zone.data)
        except Invalid as refused:
            put_errors(self, refused)
            return False
        return valid

    def given(self) -> dict[str, Any]:
        rest = {name: value for name, value in super().given().items() if name not in ("day", "time", "zone")}
        return rest | {"starts_at": self.moment}
