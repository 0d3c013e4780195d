"""Issues that a field names by their numbers."""

import re
from collections.abc import Sequence

from sqlalchemy import select

from igtf.core.db import session
from igtf.core.errors import Invalid
from igtf.core.i18n import gettext as _
from igtf.record.models import HIDDEN, Subject


def numbers_in(text: str) -> list[str]:
    """Return the numbers that ``text`` names, as they are cited, each once."""
    return list(dict.fromkeys(str(int(number)) for number in re.findall(r"\d+", text)))


def open_issues(refs: Sequence[str], field: str) -> list[Subject]:
    """Return the open issues of these numbers, in their order, locked: what is tied to one does not end meanwhile.

    For commands. Invalid at ``field`` for one unknown or closed.
    """
    named = select(Subject).where(Subject.kind == "issue", Subject.ref.in_(refs)).order_by(Subject.id)
    rows = session.scalars(named.with_for_update(), execution_options={"populate_existing": True})
    known = {row.ref: row for row in rows if row.phase != "closed"}
    missing = [ref for ref in refs if ref not in known]
    if missing:
        none = _("There is no open issue with the number %(numbers)s.", numbers=", ".join(missing))
        raise Invalid({field: [none]})
    return [known[ref] for ref in refs]


def open_issue(number: int, field: str) -> Subject:
    """Return the open issue of this number, locked; Invalid at ``field`` where there is none."""
    return open_issues([str(number)], field)[0]


def shown_issue(number: int, field: str) -> Subject:
    """Return the issue of this number, open or closed; Invalid at ``field`` where there is none, or it is hidden."""
    here = (Subject.kind == "issue", Subject.ref == str(number), Subject.state != HIDDEN)
    found = session.scalar(select(Subject).where(*here))
    if found is None:
        raise Invalid({field: [_("There is no issue with the number %(number)s.", number=number)]})
    return found
