"""What taking a decision of moderators back means: what they hid is shown, what they showed is hidden, pauses end."""

from typing import Any

from flask_babel.speaklater import LazyString
from sqlalchemy import ColumnElement, update

from igtf.appeals.effects_parts import entries_before
from igtf.appeals.effects_people import tell_annulled
from igtf.appeals.words import STANDS, UPHELD
from igtf.consultations.lookups import reply_numbered
from igtf.consultations.models import Consultation
from igtf.consultations.moderating import put_away, reveal
from igtf.core.db import session
from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.moments import moment_text
from igtf.discussion.commands import show_comment
from igtf.discussion.models import Comment, Pause, Report
from igtf.discussion.moderating import put_back
from igtf.discussion.pauses import lift
from igtf.discussion.queries import binds
from igtf.people.models import Person
from igtf.record.audiences import AUDIENCES
from igtf.record.by import By
from igtf.record.kinds import kind_of
from igtf.record.models import Event, StateChange, Subject
from igtf.record.queries import left_by


def seen_again(thing: Any, event: Event, by: By) -> Text:
    """Show a subject again that was hidden as a whole."""
    put_back(thing, session.get_one(StateChange, event.id).before, by)
    return ""


def comment_shown(_thing: Any, event: Event, by: By) -> Text:
    """Show a comment again."""
    judged = session.get_one(Comment, left_by(event.id)["comment"])
    show_comment(judged, reason=UPHELD, by=by)
    return ""


def reply_shown(_thing: Any, event: Event, by: By) -> Text:
    """Show a reply again, unless it was shown since, and perhaps hidden by another decision."""
    data = left_by(event.id)
    consultation = session.get_one(Consultation, event.subject_id)
    judged = reply_numbered(consultation.id, data["reply"])
    if judged is None or judged.hidden_at != event.at:
        return _l("What moderators decided about the reply since then stays.")
    reveal(consultation, reply=data["reply"], reason=UPHELD, by=by)
    return ""


def pause_ended(_thing: Any, event: Event, by: By) -> Text:
    """End a pause."""
    lift(event, reason=UPHELD, by=by)
    return ""


def _reported_again(event: Event, which: ColumnElement[bool]) -> None:
    session.execute(update(Report).where(which, Report.settled_at == event.at).values(settled_at=None))


def comment_reported(_thing: Any, event: Event, _by: By) -> Text:
    """Let the reports of a comment wait for moderators again."""
    _reported_again(event, Report.comment_id == left_by(event.id)["comment"])
    return ""


def subject_reported(_thing: Any, event: Event, _by: By) -> Text:
    """Let the reports of a subject wait for moderators again."""
    _reported_again(event, (Report.subject_id == event.subject_id) & Report.part.is_(None))
    return ""


def reply_reported(_thing: Any, event: Event, _by: By) -> Text:
    """Let the reports of a reply wait for moderators again."""
    _reported_again(event, (Report.subject_id == event.subject_id) & (Report.part == left_by(event.id)["reply"]))
    return ""


def reply_hidden(_thing: Any, event: Event, by: By) -> Text:
    """Hide a reply again that was shown, with the reason that it was hidden for."""
    number = left_by(event.id)["reply"]
    shown = reply_numbered(event.subject_id or 0, number)
    hidings = (left_by(one.id) for one in entries_before(event, "consultation.hide-reply"))
    reason = next((data["reason"] for data in hidings if data["reply"] == number), None)
    if shown is None or shown.hidden_at or reason is None:
        return STANDS
    put_away(shown, reason, by)
    return ""


def _concerned(event: Event) -> set[int]:
    """Return whom an entry is about, as the audiences know them."""
    about = [AUDIENCES[name] for name in kind_of(event.kind).tells if AUDIENCES[name].concerned]
    return {person for each in about for person in each.members(session.get_one(Subject, event.subject_id), event)}


def paused_again(_thing: Any, event: Event, by: By) -> Text:
    """Let a pause go on that was ended before its time, for what is left of it."""
    for person_id in _concerned(event):
        ended = (binds(person_id), Pause.ended_at == event.at, Pause.until > by.at)
        until = session.scalars(update(Pause).where(*ended).values(ended_at=None).returning(Pause.until)).all()
        if until:
            person = session.get_one(Person, person_id)
            tell_annulled(person, "pause-goes-on", event, LazyString(moment_text, max(until)))
    return ""
