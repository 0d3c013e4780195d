"""What the form of an appeal asks of the database, below the table of moves: whether a decision can be appealed."""

from datetime import datetime

from sqlalchemy import select

from igtf.appeals.decisions import DECISIONS
from igtf.appeals.models import Appeal
from igtf.core.db import session
from igtf.core.i18n import gettext as _
from igtf.core.moments import day
from igtf.record.appealable import appeal_until, is_own, of_oneself, within_appeal
from igtf.record.by import By
from igtf.record.models import Actor, Event, StateChange, Subject, VoidEvent
from igtf.record.queries import left_by


def why_not(number: int, by: By) -> str:
    """Return why an entry of the record cannot be appealed by somebody; empty where it can."""
    event = session.get(Event, number)
    if event is None:
        return _("There is no decision %(number)d in the record.", number=number)
    if event.kind.startswith("appeal.") or session.scalar(select(within_appeal(event.subject_id))):
        return _("What happens in an appeal is not appealed by itself: its appellant goes to the next rung.")
    until = _until(event)
    if until is None:
        return _("This entry is no decision that can be appealed. Where there is one, its page says “Appeal this” "
                 "beside it.")  # fmt: skip
    if session.get(VoidEvent, number):
        return _("This decision is void already: an appeal was upheld.")
    if by.at > until:
        return _("This decision could be appealed until %(day)s.", day=day(until))
    if by.actor_id and session.scalar(
        select(Appeal.id).where(Appeal.event_id == number, Appeal.appellant_id == by.actor_id)
    ):
        return _("You have appealed this decision already; one person does so once.")
    return ""


def ways_from(number: int) -> list[tuple[str, str]]:
    """Return where whoever cannot appeal an entry of the record goes on: (label, path)."""
    how = (_("How appeals work"), "/how-it-works/appeal")
    return [(_("The entry in the record"), f"/record/{number}"), how] if session.get(Event, number) else [how]


def _until(event: Event) -> datetime | None:
    """Return until when an event can be appealed; None where it is no such decision. One on an account is the
    council's, whose version of the procedure holds."""
    about = session.get(Subject, event.subject_id) if event.subject_id else None
    if about is None and (event.subject_id or event.kind not in DECISIONS):
        return None
    if _is_own(event, about):
        return None
    council = select(Subject.procedure).where(Subject.kind == "council")
    return appeal_until(event.kind, event.at, about.procedure if about else session.scalar(council))


def _is_own(event: Event, about: Subject | None) -> bool:
    """Return whether somebody closed their own account, laid down a role, or put their own draft aside, which nobody
    else decided; or the clock did what follows from another act."""
    who = session.get_one(Actor, event.actor_id)
    if of_oneself(event.kind, who.handle, left_by(event.id)):
        return True
    moved = session.get(StateChange, event.id)
    group = about.group_id if about else None
    return moved is not None and is_own(event.kind, who.kind, moved.before, moved.after, group)
