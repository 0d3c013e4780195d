"""The acts of those who ask: drafting, questions, inviting, opening, extending, closing, withdrawing."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from igtf.consultations import events, queries
from igtf.consultations.due import silent_people
from igtf.consultations.forms import HOUSE
from igtf.consultations.models import Consultation, ConsultationInvitation, Reply
from igtf.consultations.questions import kept, made, questions_of
from igtf.consultations.states import CONSULTATION
from igtf.core.db import session
from igtf.core.errors import Invalid, Unchanged
from igtf.core.finding import search
from igtf.core.forms import LONGEST_OPEN
from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _
from igtf.core.workflow import Reasoned
from igtf.discussion.commands import follow
from igtf.people.named import people_named
from igtf.people.offices import may
from igtf.people.roles import roles_of
from igtf.record.by import By
from igtf.record.mentions import mention
from igtf.record.models import Subject
from igtf.record.moves import carries_out, creates
from igtf.record.queries import subject_of
from igtf.record.references import render
from igtf.record.subjects import lock, next_number, open_subject, touch
from igtf.routing.letters import keep_links_about


def _owner(name: str, by: By) -> Subject | None:
    """Return the group that asks, locked; None for the clearing house. Invalid for who does not speak for it."""
    roles = roles_of(by.actor_id)
    if name == HOUSE and roles.clearing_house:
        return None
    group = None if name == HOUSE else subject_of("group", name)
    if group is None or not may(roles, "consult", of=group.id) or lock(group).state != "active":
        raise Invalid(owner=_("Choose an active group that you chair, or the clearing house if you belong to it."))
    return group


def index(consultation: Consultation) -> None:
    """Let a consultation be found by its description, its questions and its summary. For commands."""
    subject, asked = consultation.subject, (question.text for question in questions_of(consultation))
    said = (consultation.introduction, *asked, consultation.found, consultation.follows)
    search.put(consultation.id, subject.title, "\n".join((subject.summary, *said)))


@creates(CONSULTATION, "draft")
def draft(
    *, owner: str, title: str, summary: str, admits: str, by: By, introduction: str = ""
) -> tuple[Consultation, events.Described]:
    """Draft a consultation of a group, or of the clearing house; who drafts it follows it."""
    group = _owner(owner, by)
    subject = open_subject(
        "consultation", str(next_number("consultation")), title, "draft", by=by, summary=summary,
        group_id=group.id if group else None,
    )  # fmt: skip
    consultation = Consultation(id=subject.id, subject=subject, introduction=introduction, admits=admits,
                                introduction_html=render(introduction), questions=[])  # fmt: skip
    session.add(consultation)
    session.flush()
    mention(subject.id, consultation.introduction_html)
    index(consultation)
    follow(subject.id, person_id=by.author, by=by)
    _touch_group(consultation, by.at)
    return consultation, events.Described(title, admits, group.title if group else "")


def _touch_group(consultation: Consultation, at: datetime) -> None:
    if consultation.subject.group_id:
        touch(consultation.subject.group_id, at)


@carries_out(CONSULTATION, "edit")
def edit(
    consultation: Consultation, *, title: str, summary: str, admits: str, by: By, introduction: str = ""
) -> events.Described:
    """Change what a draft says of itself. Invalid when nothing would change."""
    subject, given = consultation.subject, (title, summary, admits, introduction)
    if given == (subject.title, subject.summary, consultation.admits, consultation.introduction):
        raise Unchanged
    subject.title, subject.summary, consultation.admits, consultation.introduction = given
    before, consultation.introduction_html = consultation.introduction_html, render(introduction)
    mention(consultation.id, consultation.introduction_html, before)
    index(consultation)
    return events.Described(title, admits)


@carries_out(CONSULTATION, "set-questions")
def set_questions(consultation: Consultation, *, questions: list[dict[str, Any]], by: By) -> events.QuestionsSet:
    """Set the questions, in the order of their places. Invalid for a question that cannot be answered."""
    found = made(questions)
    if found == questions_of(consultation):
        raise Unchanged
    consultation.questions = kept(found)
    index(consultation)
    return events.QuestionsSet("\n".join(f"{question.number}. {question.text}" for question in found))


@carries_out(CONSULTATION, "invite")
def invite(consultation: Consultation, *, people: str, by: By) -> events.People:
    """Invite people by their handles. Invalid for one that nobody has, and when all are invited already."""
    known = queries.invited(consultation.id)
    new = [person for person in people_named(people, "people") if person.id not in known]
    if not new:
        raise Invalid(people=_("All of them are invited already."))
    session.add_all(
        ConsultationInvitation(consultation_id=consultation.id, person_id=person.id, at=by.at) for person in new
    )
    return events.People(", ".join(person.handle for person in new))


@carries_out(CONSULTATION, "open")
def open_consultation(consultation: Consultation, *, days: int, by: By) -> events.Opened:
    """Open a consultation for ``days`` days: from now on its questions do not change."""
    consultation.opened_at = by.at
    consultation.closes_at = consultation.subject.due_at = by.at + timedelta(days=days)
    _touch_group(consultation, by.at)
    asked = len(consultation.questions)
    return events.Opened(consultation.closes_at.isoformat(), asked, consultation.subject.procedure)


@carries_out(CONSULTATION, "extend")
def extend(consultation: Consultation, *, days: int, reason: str, by: By) -> events.Extended:
    """Let a consultation close ``days`` later than said before; before its new end there is a reminder again.

    Invalid when that is more than a year ahead.
    """
    before = consultation.closes_at or by.at
    later = before + timedelta(days=days)
    if later > by.at + LONGEST_OPEN:
        raise Invalid(days=_("No consultation is open for so long. Give fewer days."))
    consultation.closes_at, consultation.subject.due_at, consultation.reminded_at = later, later, None
    keep_links_about(consultation.subject, by)
    return events.Extended(reason, later.isoformat(), before.isoformat())


@carries_out(CONSULTATION, "remind")
def remind(consultation: Consultation, *, by: By) -> events.Reminded:
    """Remind the members of the group and those who are invited, as far as they have not replied; once for each end."""
    consultation.reminded_at = by.at
    return events.Reminded(len(silent_people(consultation.id)))


@carries_out(CONSULTATION, "close")
def close(consultation: Consultation, *, by: By) -> events.Closed:
    """Close a consultation at its time."""
    _end(consultation, by)
    shown = (Reply.consultation_id == consultation.id, Reply.hidden_at.is_(None))
    return events.Closed(session.scalar(select(func.count()).select_from(Reply).where(*shown)) or 0)


def _end(consultation: Consultation, by: By) -> None:
    consultation.subject.due_at = None
    _touch_group(consultation, by.at)


@carries_out(CONSULTATION, "withdraw")
def withdraw(consultation: Consultation, *, reason: str, by: By) -> Reasoned:
    """Withdraw the consultation; what was replied stays readable."""
    _end(consultation, by)
    return Reasoned(reason)


@carries_out(CONSULTATION, "end-with-group")
def end_with_group(consultation: Consultation, *, reason: Text, by: By) -> Reasoned:
    """Withdraw the consultation because the group that asked ended."""
    _end(consultation, by)
    return Reasoned(reason)
