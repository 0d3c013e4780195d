"""What moderators decide about a reply and who wrote it, and what participants report to them (section 12)."""

from typing import Any

from sqlalchemy import select, update

from igtf.consultations import events, lookups, queries
from igtf.consultations.models import Answer, Consultation, Reply, ReplyVersion
from igtf.consultations.states import CONSULTATION
from igtf.core.command import command
from igtf.core.db import session
from igtf.core.errors import Invalid
from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.policy import aside, check, demand
from igtf.discussion import pauses
from igtf.discussion.commands import report_subject, settle
from igtf.discussion.policy import pausable, warnable
from igtf.discussion.queries import author_on
from igtf.discussion.redacting import check_hidden
from igtf.discussion.reports import reporters_of
from igtf.record.by import By
from igtf.record.events import record
from igtf.record.mentions import mention
from igtf.record.models import Event
from igtf.record.moves import carries_out
from igtf.record.queries import left_by
from igtf.record.subjects import touch


@carries_out(CONSULTATION, "report-reply")
def report_reply(consultation: Consultation, *, reply: int, reason: str, by: By) -> events.ReplyReported:
    """Report a reply to the moderators; once for each person, until they have settled it. Invalid for another time."""
    found = queries.reply_named(consultation.id, reply)
    if by.actor_id in reporters_of(consultation.id, found.number):
        raise Invalid(reply=_("You reported this reply already. The moderators have it before them."))
    report_subject(consultation.id, found.number, reason=reason, by=by)
    return events.ReplyReported(consultation.subject.ref, found.number)


@carries_out(CONSULTATION, "keep-reply")
def keep_reply(consultation: Consultation, *, reply: int, reason: str, by: By) -> events.ReplyJudged:
    """Leave a reported reply as it is, with a public reason; its reports are settled.

    Invalid for one that nobody reported, and for the moderator's own.
    """
    found = _judged_by(consultation, reply, by)
    if not reporters_of(consultation.id, found.number):
        raise Invalid(reply=_("No report of this reply waits for a decision."))
    settle(consultation.id, found.number, by=by)
    return events.ReplyJudged(consultation.subject.ref, reason, reply)


def _judged_by(consultation: Consultation, reply: int, by: By) -> Reply:
    """Return the reply that a moderator decides on; Invalid for their own, and for one that is not shown."""
    found = queries.reply_named(consultation.id, reply)
    _check_aside(found, by)
    return found


def _check_aside(reply: Reply, by: By) -> None:
    """Raise Invalid when the moderator who decides wrote the reply."""
    demand(reply=check(aside(reply.person_id == by.author, _l("you wrote this reply"))))


@carries_out(CONSULTATION, "hide-reply")
def hide_reply(consultation: Consultation, *, reply: int, reason: str, by: By) -> events.ReplyJudged:
    """Hide a reply: its place stays with the reason, and it counts no more; its reports are settled.

    Invalid for the moderator's own.
    """
    found = _judged_by(consultation, reply, by)
    settle(consultation.id, found.number, by=by)
    put_away(found, reason, by)
    return events.ReplyJudged(consultation.subject.ref, reason, reply)


def put_away(reply: Reply, reason: str, by: By) -> None:
    """Hide a reply; what its texts alone mention is mentioned no more. For commands."""
    reply.hidden_at, reply.hidden_reason = by.at, reason
    mention(reply.consultation_id, "", _html(reply))


@carries_out(CONSULTATION, "show-reply")
def show_reply(consultation: Consultation, *, reply: int, reason: str, by: By) -> events.ReplyJudged:
    """Show a hidden reply again. Invalid for the moderator's own, and for one that is not hidden."""
    found = _hidden(consultation, reply)
    _check_aside(found, by)
    return _reveal(consultation, found, reason)


@carries_out(CONSULTATION, "warn")
def warn(consultation: Consultation, *, reply: int, reason: str, by: By) -> events.ReplyJudged:
    """Warn who wrote a reply, with a public reason. Invalid for the moderator's own, and without an account."""
    found = _written(consultation, reply, by)
    demand(reply=warnable(author_on(consultation.id, found.person_id, by.at)))
    return events.ReplyJudged(consultation.subject.ref, reason, reply)


@carries_out(CONSULTATION, "pause")
def pause(
    consultation: Consultation, *, reply: int, reason: str, days: int, beside: dict[Any, Any], by: By
) -> events.ReplierPaused:
    """Pause the posting of who wrote a reply for some days, with a public reason; once for each reply.

    Invalid for the moderator's own, for too many days, without an account, and where it is paused.
    """
    found = _written(consultation, reply, by)
    demand(reply=pausable(author_on(consultation.id, found.person_id, by.at)))
    until, row = pauses.begun(found.person_id, days, by)
    beside.update(row)
    return events.ReplierPaused(consultation.subject.ref, reason, reply, until)


@carries_out(CONSULTATION, "end-pause")
def end_pause(consultation: Consultation, *, reply: int, reason: str, by: By) -> events.ReplyJudged:
    """End the pause of who wrote a reply before its time, with a public reason.

    Invalid for the moderator's own, and where none runs.
    """
    demand(reply=pauses.ended(_written(consultation, reply, by).person_id, by))
    return events.ReplyJudged(consultation.subject.ref, reason, reply)


def _written(consultation: Consultation, reply: int, by: By) -> Reply:
    """Return the reply on whose author a moderator decides, a hidden one too; Invalid for none, and for their own."""
    found = queries.reply_named(consultation.id, reply, hidden=True)
    _check_aside(found, by)
    return found


@command
def reveal(consultation: Consultation, *, reply: int, reason: Text, by: By) -> None:
    """Show a hidden reply again: the decision to hide it is annulled. For whoever upholds an appeal."""
    said = _reveal(consultation, _hidden(consultation, reply), reason)
    record(by, consultation.subject, "consultation.show-reply", said)
    touch(consultation.id, by.at)


def _hidden(consultation: Consultation, reply: int) -> Reply:
    """Return a hidden reply by its number; Invalid when there is none."""
    found = lookups.reply_numbered(consultation.id, reply)
    if found is None or not found.hidden_at:
        raise Invalid(reply=_("There is no hidden reply of this number here."))
    return found


def _reveal(consultation: Consultation, reply: Reply, reason: Text) -> events.ReplyJudged:
    reply.hidden_at = reply.hidden_reason = None
    mention(consultation.id, _html(reply))
    return events.ReplyJudged(consultation.subject.ref, reason, reply.number)


def _html(reply: Reply) -> str:
    return "\n".join(queries.html_of(reply.id).values())


def erase_reply(event: Event) -> bool:
    """Erase the texts of a reply that is hidden, with its former wordings."""
    own = (Reply.consultation_id == event.subject_id, Reply.number == left_by(event.id)["reply"])
    held = session.scalars(select(Reply).where(*own).with_for_update()).one()
    check_hidden(held.hidden_at)
    had = bool(any(lookups.texts_of(held.id).values()))
    session.execute(update(Answer).where(Answer.reply_id == held.id).values(text="", html=""))
    session.execute(update(ReplyVersion).where(ReplyVersion.reply_id == held.id).values(texts={}))
    return had
