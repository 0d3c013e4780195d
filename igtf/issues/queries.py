"""Loading issues, their lists, and the facts that decisions on them need."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache, partial
from typing import Any

from sqlalchemy import ColumnElement, bindparam, case, exists, false, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from igtf.core.clock import NOW
from igtf.core.database.conditions import among, without_index
from igtf.core.database.prepared import prepared
from igtf.core.db import Listing, fetch, memo, session
from igtf.discussion.judged import check_seen, judging_on, lists_hidden, report_columns
from igtf.discussion.queries import paused_until
from igtf.issues.models import PENDING, Issue, IssueTranslation, Support, TwoStep, TwoStepObjection
from igtf.issues.policy import IssueFacts
from igtf.issues.states import ISSUE
from igtf.issues.ties import is_tied, is_tied_by
from igtf.issues.topics import TOPICS_ASKED
from igtf.issues.words import JUDGED, LAYERS
from igtf.people.models import Person
from igtf.people.offices import may, may_somewhere
from igtf.people.roles import roles_of, verified_at
from igtf.people.spoken import SPOKEN
from igtf.people.stakeholders import UNSTATED
from igtf.record.by import By
from igtf.record.deadlines import is_late
from igtf.record.filters import there, whose
from igtf.record.models import HIDDEN, Actor, Event, Hat, Payload, Relation, Subject, VoidEvent
from igtf.record.numbers import period
from igtf.record.queries import ROW, having, thing_of


@ISSUE.loader
def get_issue_or_404(person_id: int | None, ref: str) -> Issue:
    """Return an issue by its number; NotFound when there is none.

    Hidden, one that was hidden as spam or abuse, as ``check_seen`` says.
    """
    found = thing_of(Issue, "issue", ref)
    check_seen(found.subject, person_id, JUDGED)
    return found


@ISSUE.facts_by
def facts_for(by: By, issue: Issue | None) -> IssueFacts:
    """Return what decisions on an issue need to know; two queries, for moderators three."""
    if by.actor_id is None:
        return IssueFacts(signed_in=False)
    roles, me = roles_of(by.actor_id), by.actor_id
    number = issue.id if issue else 0
    row = fetch(_facts(), {"me": me, "issue": number, "at": by.at}).one()
    subject = issue.subject if issue else None
    group = subject.group_id if subject else None
    return IssueFacts(
        signed_in=True,
        verified=row.verified is not None,
        paused=row.paused,
        is_filer=subject is not None and subject.opened_by_id == me,
        is_assigned=issue is not None and issue.assigned_id == me and roles.clearing_house,
        clearing_house=roles.clearing_house,
        chairs_a_group=may_somewhere(roles, "take-up"),
        responsible=may(roles, "return", of=group),
        supports=row.supports,
        reworded=row.reworded,
        pending=row.pending is not None,
        stopped=row.pending == "stopped",
        late=row.pending == "pending" and row.effective_at <= by.at,
        agreed=row.agreed or "",
        is_proposer=row.proposer == me,
        objected=row.objected,
        may_contest=subject is not None and by.at <= _contest_until(subject),
        contested=row.contested,
        disputed=row.disputed,
        related=row.related,
        stated=row.stated,
        filer_signs_in=row.filer_signs_in,
        over=subject is not None and is_late(subject, ("needs-information",), by.at),
        judging=judging_on(by, roles, subject, row, own=subject is not None and subject.opened_by_id == me),
    )


def _contest_until(subject: Subject) -> datetime:
    return subject.state_since + period("contest_days", subject)


@prepared
def _facts() -> Listing:
    me: Any = bindparam("me")
    number: Any = bindparam("issue")
    return select(
        verified_at(me).label("verified"),
        paused_until(me, bindparam("at")).label("paused"),
        exists().where(Support.issue_id == number, Support.person_id == me).label("supports"),
        exists().where(
            Support.issue_id == number, Support.person_id == me, Issue.id == number, Support.at < Issue.worded_at
        ).label("reworded"),
        _pending(number, TwoStep.state).label("pending"),
        _pending(number, TwoStep.proposer_id).label("proposer"),
        _pending(number, TwoStep.effective_at).label("effective_at"),
        agreed_ref(number).label("agreed"),
        exists().where(
            TwoStepObjection.two_step_id == _pending(number, TwoStep.id), TwoStepObjection.person_id == me
        ).label("objected"),
        _contested(number, Event.actor_id == me).label("contested"),
        _contested(number, unanswered_since()).label("disputed"),
        is_tied(number).label("related"),
        is_tied_by(number, me).label("stated"),
        exists().where(Subject.id == number, filer_signs_in()).label("filer_signs_in"),
        *report_columns(number, me),
    )  # fmt: skip


def _contested(issue_id: Any, so: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return the condition that an entry (``Event``) which is ``so`` contested the present resolution of an issue.

    As a case, both engines look at no entry of an issue that is not resolved; some have thousands."""
    since = select(Subject.state_since).where(Subject.id == issue_id, Subject.state == "resolved").scalar_subquery()
    by_entry = exists().where(Event.subject_id == issue_id, Event.kind == "issue.contest", Event.at >= since, so)
    return case((since.is_not(None), by_entry), else_=false())


def unanswered_since() -> ColumnElement[bool]:
    """Return the condition that nobody let a resolution stay since the entry of a query contested it."""
    answer = aliased(Event)
    return ~exists().where(
        answer.subject_id == Event.subject_id, answer.id > Event.id, answer.kind == "issue.let-stay",
        ~exists().where(VoidEvent.event_id == answer.id),
    )  # fmt: skip


def filer_signs_in() -> ColumnElement[bool]:
    """Return the condition that who filed the issue of a query has an account that is open."""
    return exists().where(
        Person.id == Subject.opened_by_id, Person.password_hash.is_not(None), Person.deactivated_at.is_(None)
    )


def _pending(issue_id: Any, column: Any) -> Any:
    return select(column).where(TwoStep.issue_id == issue_id, PENDING).scalar_subquery()


def is_pending(issue_id: ColumnElement[int] | InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Return the condition that a proposal on the issue of a query is pending, or stopped and before a ballot."""
    return exists().where(TwoStep.issue_id == issue_id, PENDING)


def is_stopped(issue_id: ColumnElement[int] | InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Return the condition that a proposal on the issue of a query was stopped, and a ballot decides it."""
    return exists().where(TwoStep.issue_id == issue_id, PENDING, TwoStep.state == "stopped")


def _referring(issue_id: Any) -> tuple[Any, list[ColumnElement[bool]]]:
    """Return the statements that refer an issue, and the conditions that join them to it."""
    statement, refers = aliased(Subject), aliased(Relation)
    return statement, [
        refers.target_id == issue_id, refers.kind == "refers", statement.id == refers.subject_id
    ]  # fmt: skip


def unsent(issue_id: Any) -> tuple[Any, list[ColumnElement[bool]]]:
    """Return the statements that will refer an issue as agreed: drafted or approved, and not sent yet.

    What a body that was asked passes on to another one needs no agreement.
    """
    statement, conditions = _referring(issue_id)
    follows = exists().where(Relation.subject_id == statement.id, Relation.kind == "passes-on")
    return statement, [*conditions, among(statement.phase, ("new", "work")), ~follows]


def is_agreed(issue_id: ColumnElement[int] | InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Return the condition that to refer the issue of a query is agreed, and the statement was not sent yet."""
    _statement, conditions = unsent(issue_id)
    return exists().where(*conditions)


def agreed_ref(issue_id: Any) -> Any:
    """Return the number of the first statement that was agreed on for an issue and not sent yet, as a scalar query."""
    statement, conditions = unsent(issue_id)
    return select(statement.ref).where(*conditions).order_by(statement.id).limit(1).scalar_subquery()


def nobody_is_asked(issue_id: ColumnElement[int] | InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Return the condition that nothing more comes of the statements which refer an issue.

    Each was sent, and neither an answer to it nor what its body promised for a day to come is waited for.
    """
    statement, conditions = _referring(issue_id)
    promised = (statement.phase == "decided") & (statement.due_at > NOW)
    return ~exists().where(
        *conditions, or_(among(statement.phase, ("new", "work")), is_waited_for(statement), promised)
    )


def is_waited_for(statement: Any) -> ColumnElement[bool]:
    """Return the condition that an answer to a statement is waited for: one was asked for, and did not come."""
    waits: ColumnElement[bool] = (statement.phase == "waiting") & statement.due_at.is_not(None)
    return waits


def is_awaited(issue_id: ColumnElement[int] | InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Return the condition that a statement which referred an issue waits for its answer."""
    statement, conditions = _referring(issue_id)
    return exists().where(*conditions, is_waited_for(statement))


def awaited_from(issue_id: Any) -> Any:
    """Return number and body of each statement that referred an issue and waits for its answer, a line each, as a
    scalar query; NULL without one."""
    statement, conditions = _referring(issue_id)
    sent, body = aliased(Relation), aliased(Subject)
    to = (sent.subject_id == statement.id, sent.kind == "sent-to", body.id == sent.target_id)
    lines = select(func.aggregate_strings(statement.ref + " " + body.title, "\n"))
    return lines.where(*conditions, is_waited_for(statement), *to).scalar_subquery()


_LIST = "list of bodies"


@prepared
def _listed() -> Listing:
    return select(func.sum(Subject.touched), func.count()).where(Subject.kind == "body")


def list_of_bodies() -> str:
    """Return the version of the list of bodies, with what was sent to them and answered; one query for each request."""
    return list_shown() or memo(_LIST).setdefault("", " ".join(map(str, fetch(_listed()).one())))


def list_shown() -> str:
    """Return the version of the list of bodies with which the present page is kept; '' where it is with none."""
    return str(memo(_LIST).get("", ""))


def was_sent_since(issue_id: int, since: datetime) -> bool:
    """Return whether a statement about an issue was sent from a moment on, which has not come to its end."""
    statement, conditions = _referring(issue_id)
    sent = exists().where(Event.subject_id == statement.id, Event.kind == "statement.send", Event.at >= since,
                          ~exists().where(VoidEvent.event_id == Event.id))  # fmt: skip
    goes_on = among(statement.phase, ("waiting", "decided"))
    return bool(session.scalar(select(exists().where(*conditions, goes_on, sent))))


@cache
def waits_in(state: str) -> ColumnElement[bool]:
    """Return the condition that an issue in one of the states ``AT_CLEARING_HOUSE`` is with the clearing house.

    One that was referred is when nobody is asked any more; another one unless its referral is agreed: it waits for its
    statement.
    """
    return nobody_is_asked(Subject.id) if state == "referred" else ~is_agreed(Subject.id)


def is_decided() -> ColumnElement[bool]:
    """Return the condition that the clearing house owes the issue of a query no decision: no body can take care of it.

    It waits for a group, or for a body that can after all.
    """
    return Subject.state == "unhoused"


def last_answered(issue_id: Any) -> Any:
    """Return the id of the latest statement about an issue that its body answered, as a scalar query."""
    statement, conditions = _referring(issue_id)
    return select(func.max(statement.id)).where(*conditions, is_answered(statement)).scalar_subquery()


def is_answered(statement: Any) -> ColumnElement[bool]:
    """Return the condition that its body answered a statement."""
    said = exists().where(Event.subject_id == statement.id, Event.kind == "statement.answer")
    answered: ColumnElement[bool] = (statement.state == "answered") | ((statement.state == "closed") & said)
    return answered


def pending_two_step(issue_id: int) -> TwoStep | None:
    """Return the proposal that is pending, or stopped and before a ballot."""
    return session.scalar(select(TwoStep).where(TwoStep.issue_id == issue_id, PENDING))


def objections_to(two_step_id: int) -> Sequence[Any]:
    """Return the objections to a pending proposal in their order, with the names of who objects."""
    return session.execute(
        select(TwoStepObjection, Actor.name, Actor.handle)
        .join(Actor, Actor.id == TwoStepObjection.person_id)
        .where(TwoStepObjection.two_step_id == two_step_id)
        .order_by(TwoStepObjection.at, TwoStepObjection.person_id)
    ).all()


MANY = 1000
"""Issues of one source, in one language, or of one person, from which on their list is read in its own order."""


def visible_issues(person_id: int | None, *, state: str | None = None) -> Listing:
    """Return the query of an issue list's rows, to be paginated by last activity.

    Those that were hidden are among them for moderators who ask for that ``state``.
    """
    return _rows(hidden=lists_hidden(person_id, state))


@cache
def _rows(*, hidden: bool) -> Listing:
    """Return the query of all rows of a list of issues, with those that are hidden or without."""
    assigned, opener = aliased(Actor), aliased(Actor)
    query = (
        select(
            *ROW, Issue.layer, assigned.name.label("assigned"), opener.name.label("opener"),
        )
        .join(Issue, Issue.id == Subject.id)
        .outerjoin(assigned, assigned.id == Issue.assigned_id)
        .join(opener, opener.id == Subject.opened_by_id)
        .where(Subject.kind == "issue")
    )  # fmt: skip
    return query if hidden else query.where(Subject.state != HIDDEN)


def _one_of(few: Listing, many: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return the condition that an issue is among those that ``few`` finds by an index, or is one of ``many``; a query.

    Of what many have, the list comes soon upon a page of them.
    """
    known = session.scalar(select(func.count()).select_from(few.limit(MANY).subquery())) or 0
    return many if known == MANY else Subject.id.in_(few)


def _having(column: InstrumentedAttribute[Any], value: Any) -> ColumnElement[bool]:
    return _one_of(select(Issue.id).where(column == value), having(column)(value))


def _filed_by(handle: str) -> ColumnElement[bool]:
    filer = whose(handle).scalar_subquery()
    few = select(Subject.id).where(Subject.opened_by_id == filer, Subject.kind == "issue")
    return _one_of(few, without_index(Subject.opened_by_id) == filer)


ISSUE.narrowing |= {
    "layer": lambda value: having(Issue.layer)(None if value == "unclassified" else value),
    "language": partial(_having, Issue.language),
    "source": partial(_having, Issue.source),
    "assigned": lambda handle: _having(Issue.assigned_id, whose(handle).scalar_subquery()),
    "filer": _filed_by,
}
ISSUE.known |= {
    "topic": TOPICS_ASKED, "layer": [*dict(LAYERS), "unclassified"], "language": SPOKEN,
    "source": there(lambda value: select(Issue.id).where(Issue.source == value)),
    **dict.fromkeys(("assigned", "filer"), there(whose)),
}  # fmt: skip


def supporters(issue_id: int) -> Sequence[Any]:
    """Return counted group and region of each supporter with their number, for the balance of an issue."""
    return fetch(_supporters(), {"issue": issue_id}).all()


@prepared
def _supporters() -> Listing:
    return (
        select(func.coalesce(Hat.counts_as, UNSTATED).label("counts_as"), Hat.region, func.count().label("people"))
        .select_from(Support)
        .outerjoin(Hat, Hat.id == Support.hat_id)
        .where(Support.issue_id == bindparam("issue"))
        .group_by(Hat.counts_as, Hat.region)
    )


def translations(issue_id: int) -> Sequence[Any]:
    """Return the proposed translations of an issue with who wrote them, by language; once for a page."""
    read = memo("translations")
    if issue_id not in read:
        read[issue_id] = fetch(_translations(), {"issue": issue_id}).all()
    found: Sequence[Any] = read[issue_id]
    return found


@prepared
def _translations() -> Listing:
    return (
        select(
            IssueTranslation.language,
            IssueTranslation.title,
            IssueTranslation.summary,
            IssueTranslation.at,
            Actor.name,
            Actor.handle,
        )
        .join(Actor, Actor.id == IssueTranslation.by_id)
        .where(IssueTranslation.issue_id == bindparam("issue"))
        .order_by(IssueTranslation.language)
    )


def has_suggested(issue_id: int, person_id: int, body: str, reason: str) -> bool:
    """Return whether a person suggested a body for an issue already, with the same reason."""
    said = select(Payload.data).join(Event, Event.id == Payload.event_id).where(
        Event.subject_id == issue_id, Event.kind == "issue.suggest-body", Event.actor_id == person_id
    )  # fmt: skip
    return any((one.get("body"), one.get("reason")) == (body, reason) for one in session.scalars(said))
