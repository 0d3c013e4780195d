"""Data as JSON text, as programs outside read it."""

import json
from datetime import date, datetime
from typing import Any


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    return value.isoformat() if isinstance(value, date) else str(value)


def json_text(data: Any) -> str:
    """Return ``data`` as JSON; moments in UTC, dates as year-month-day."""
    return json.dumps(data, ensure_ascii=False, default=_plain)
