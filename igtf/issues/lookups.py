"""What forms of issues look up: those that are named by their numbers, and what relies on one."""

import re
from collections.abc import Sequence

from sqlalchemy import exists, select

from igtf.core.db import session
from igtf.core.errors import Invalid
from igtf.core.i18n import gettext as _
from igtf.issues.models import Issue, Support
from igtf.record.models import HIDDEN, Event, Payload, Relation, Subject


def numbers_in(text: str) -> list[str]:
    """Return the numbers that ``text`` names, as they are cited, each once."""
    return list(dict.fromkeys(str(int(number)) for number in re.findall(r"\d+", text)))


def open_issues(refs: Sequence[str], field: str) -> list[Subject]:
    """Return the open issues of these numbers, in their order; Invalid at ``field`` for one unknown or closed."""
    rows = session.scalars(select(Subject).where(Subject.kind == "issue", Subject.ref.in_(refs))).all()
    known = {row.ref: row for row in rows if row.phase != "closed"}
    missing = [ref for ref in refs if ref not in known]
    if missing:
        none = _("There is no open issue with the number %(numbers)s.", numbers=", ".join(missing))
        raise Invalid({field: [none]})
    return [known[ref] for ref in refs]


def open_issue(number: int, field: str) -> Subject:
    """Return the open issue of this number; Invalid at ``field`` where there is none."""
    return open_issues([str(number)], field)[0]


def shown_issue(number: int, field: str) -> Subject:
    """Return the issue of this number, open or closed; Invalid at ``field`` where there is none, or it is hidden."""
    here = (Subject.kind == "issue", Subject.ref == str(number), Subject.state != HIDDEN)
    found = session.scalar(select(Subject).where(*here))
    if found is None:
        raise Invalid({field: [_("There is no issue with the number %(number)s.", number=number)]})
    return found


def is_relied_on(issue: Issue, but: int | None) -> bool:
    """Return whether others rely on what an issue says now: it has supporters other than the person ``but``, a group
    works on it, or a letter about it was sent; at most one query."""
    if issue.subject.group_id is not None:
        return True
    supported = exists().where(Support.issue_id == issue.id, Support.person_id != (but or 0))
    about, sent = Relation.__table__.alias(), Relation.__table__.alias()
    written = exists().where(
        about.c.target_id == issue.id, about.c.kind == "refers", sent.c.subject_id == about.c.subject_id,
        sent.c.kind == "sent-to",
    )  # fmt: skip
    return bool(session.scalar(select(supported | written)))


def has_suggested(issue_id: int, person_id: int, body: str, reason: str) -> bool:
    """Return whether a person suggested a body for an issue already, with the same reason."""
    said = select(Payload.data).join(Event, Event.id == Payload.event_id).where(
        Event.subject_id == issue_id, Event.kind == "issue.suggest-body", Event.actor_id == person_id
    )  # fmt: skip
    return any((one.get("body"), one.get("reason")) == (body, reason) for one in session.scalars(said))
