"""What an issue's page shows on top: who stands behind it, and what is pending on it."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, NamedTuple, cast

from sqlalchemy import ColumnElement, bindparam, exists, func, select
from sqlalchemy.orm import aliased

from igtf.core.database.conditions import among
from igtf.core.database.prepared import prepared
from igtf.core.db import Listing, fetch, memo, part_of, parts_in, session
from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.discussion.queries import due_word
from igtf.discussion.timeline import Who
from igtf.issues.models import (
    PENDING,
    Issue,
    IssueTranslation,
    IssueTranslationVersion,
    IssueVersion,
    Support,
    TwoStep,
    TwoStepObjection,
)
from igtf.issues.queries import (
    awaited_from,
    is_answered,
    is_awaited,
    is_waited_for,
    last_answered,
    nobody_is_asked,
    unsent,
)
from igtf.issues.states import ISSUE, OPEN
from igtf.people.offices import overseen, unchaired
from igtf.people.visitor import Worn
from igtf.record.models import Actor, Event, Hat, Payload, Relation, StateChange, Subject, VoidEvent


class ReferralLetter(NamedTuple):
    """The statement that will refer an issue and was not sent yet, as a link shows it."""

    kind: str
    ref: str
    title: str
    state: str
    phase: str
    group_id: int | None


class AnsweredLetter(NamedTuple):
    """The latest statement about an issue that was answered, and until when the body promised what it did."""

    ref: str
    due_at: datetime | None


class Answering(NamedTuple):
    """The body that answered it."""

    title: str


class Proposal(NamedTuple):
    """What is pending on an issue, or stopped and before a ballot; of a ballot that was, what it decided on."""

    move: str
    given: dict[str, Any]
    reason: str
    effective_at: datetime
    state: str


class ProposalObjection(NamedTuple):
    """Who objects to a proposal, with the stakeholder group that counts, and why."""

    name: str
    handle: str | None
    stakeholder_group: str
    reason: str


class Head(NamedTuple):
    """Who stands behind an issue, and what is pending or stopped on it with the objections to that.

    ``recommended``: a recommendation addresses it. ``agreed``: the statement that will refer it and was not sent yet.
    ``answered``: the latest statement that referred it and was answered, by the body ``answering``. ``unasked``:
    nothing more comes of the statements that refer it; ``awaited``: one waits for an answer. ``letter``: one that
    carries its recommendation was sent; ``replied``: and one was answered, and none waits for an answer. ``left``: the
    last state that it had before it ended. ``worked_on``: it was in a group, and left it. ``supported_before``: how
    many gave their support to a former wording; ``sent_before``: the numbers of the letters about it that were sent
    with a former one, '' for none. ``overseen``: the group of the statement ``agreed`` has a responsible member, who
    approves it; ``unchaired``: nobody chairs the council, whose chair approves others. ``waits_for``: number and body
    of each letter that referred it and waits for an answer, a line each. ``reworded``: it has former wordings or
    translations.
    """

    opener: Who
    hat: Worn | None
    assigned: Who | None
    agreed: ReferralLetter | None
    answered: AnsweredLetter | None
    answering: Answering | None
    recommended: bool
    unasked: bool
    awaited: bool
    letter: bool
    replied: bool
    left: str | None
    worked_on: bool
    supported_before: int
    sent_before: str
    overseen: bool
    unchaired: bool
    waits_for: str
    reworded: bool
    pending: Proposal | None
    objections: Sequence[ProposalObjection]

    @property
    def waits_for_chair(self) -> bool:
        """Whether the statement ``agreed`` waits for the council's chair to approve it, and there is none."""
        return self.agreed is not None and self.agreed.phase == "new" and self.unchaired and not self.overseen

    @property
    def awaited_from(self) -> list[tuple[str, str]]:
        """Number and body of each letter by which it was referred and that waits for an answer, in their order."""
        lines = [line.partition(" ") for line in self.waits_for.splitlines()]
        return sorted(((ref, body) for ref, _blank, body in lines), key=lambda one: int(one[0]))

    @property
    def sent_before_it(self) -> list[str]:
        """The numbers of the letters that were sent with a former wording, in their order."""
        return sorted(filter(None, self.sent_before.split(",")), key=int)


class Suggestion(NamedTuple):
    """An entry in which a participant suggests a body: its number, when, and what it says of which body."""

    number: int
    at: datetime
    data: dict[str, Any] | None

    @property
    def said(self) -> tuple[str, str]:
        """The body as it is named, and why it; entries of before have both in one text."""
        data = self.data or {}
        if data.get("text"):
            body, _colon, why = data["text"].partition(": ")
            return body, why
        return data.get("body", ""), data.get("reason", "")


class ShownTranslation(NamedTuple):
    """A translation of an issue with who wrote it, as ``queries.translations`` gives it."""

    language: str
    title: str
    summary: str
    at: datetime
    name: str
    handle: str | None


Suggestions = Sequence[tuple[Suggestion, Who, Worn | None]]
"""Each with who suggests it, and the hat."""

OF_EACH, MOST_SUGGESTED = 5, 200
"""How many of the latest suggestions of each person are looked at, and of all of them."""


def head_of(issue_id: int) -> Head:
    """Return who filed an issue and is assigned, and what is proposed on it; one query.

    It brings the translations too, for a page that asks for them afterwards.
    """
    return _made(issue_id, fetch(_head(), {"issue": issue_id}).all())


def balloted(issue_id: int, at: datetime) -> tuple[Proposal | None, Sequence[ProposalObjection]]:
    """Return what was proposed on an issue when a ballot on it opened at a moment, whatever became of it, and the
    objections to it; one query."""
    rows = [
        parts_in(row, Proposal, ProposalObjection) for row in fetch(_balloted(), {"issue": issue_id, "at": at}).all()
    ]
    return (rows[0][0] if rows else None), [objection for _proposal, objection in rows if objection]


def head_to_decide(issue_id: int) -> tuple[Head, Suggestions]:
    """Return the same, and the bodies that participants suggest, the latest first; one query, once for a page."""
    read = memo("suggestions")
    if issue_id not in read:
        rows = fetch(_head(suggested=True), {"issue": issue_id}).all()
        given = len((*Suggestion._fields, *Who._fields, *Worn._fields))
        parts = (parts_in(row[-given:], Suggestion, Who, Worn) for row in rows)
        suggested = {part[0].number: part for part in parts if part[0]}
        read[issue_id] = (
            _made(issue_id, [row[:-given] for row in rows]),
            [suggested[n] for n in sorted(suggested, reverse=True)],
        )
    found: tuple[Head, Suggestions] = read[issue_id]
    return found


def _made(issue_id: int, rows: Sequence[Any]) -> Head:
    written = len(ShownTranslation._fields)
    known = {one for row in rows for one in parts_in(row[-written:], ShownTranslation) if one}
    memo("translations")[issue_id] = sorted(known, key=lambda one: one.language)
    rows = [row[:-written] for row in rows]
    found = [
        parts_in(row, Who, Worn, Who, ReferralLetter, AnsweredLetter, Answering, Proposal, ProposalObjection)
        for row in rows
    ]
    *people_and_letters, pending, _first = found[0]
    objections = list(dict.fromkeys(objection for *_others, objection in found if objection))
    return Head._make((*people_and_letters, *rows[0][-13:], pending, objections))


@prepared
def _balloted() -> Listing:
    one = aliased(TwoStep)
    newest = select(func.max(one.id)).where(one.issue_id == bindparam("issue"), one.at <= bindparam("at"))
    return (
        select(
            *part_of(TwoStep, Proposal), Actor.name, Actor.handle, TwoStepObjection.stakeholder_group,
            TwoStepObjection.reason,
        )
        .select_from(TwoStep)
        .outerjoin(TwoStepObjection, TwoStepObjection.two_step_id == TwoStep.id)
        .outerjoin(Actor, Actor.id == TwoStepObjection.person_id)
        .where(TwoStep.id == newest.scalar_subquery())
        .order_by(TwoStepObjection.at, TwoStepObjection.person_id)
    )  # fmt: skip


def _with_suggestions(query: Any) -> Any:
    """Return the query of a head with the suggestions beside it, each in a row of its own."""
    who, worn, latest = aliased(Actor), aliased(Hat), aliased(Event)
    of_each = func.row_number().over(partition_by=latest.actor_id, order_by=latest.id.desc()).label("of_each")
    given = (latest.subject_id == bindparam("issue"), latest.kind == "issue.suggest-body")
    known = select(latest.id, of_each).where(*given).subquery()
    latest_of_each = select(known.c.id).where(known.c.of_each <= OF_EACH).order_by(known.c.id.desc())
    newest = latest_of_each.limit(MOST_SUGGESTED).subquery()
    return (
        query.outerjoin(Event, Event.id.in_(select(newest.c.id)))
        .outerjoin(Payload, Payload.event_id == Event.id)
        .outerjoin(who, who.id == Event.actor_id)
        .outerjoin(worn, worn.id == Event.hat_id)
        .add_columns(Event.id.label("number"), Event.at, Payload.data, *part_of(who, Who), *part_of(worn, Worn))
    )


def _with_translations(query: Any) -> Any:
    """Return the query of a head with the translations beside it, each in a row of its own."""
    own, writer = IssueTranslation, aliased(Actor)
    return (
        query.outerjoin(own, own.issue_id == bindparam("issue"))
        .outerjoin(writer, writer.id == own.by_id)
        .add_columns(own.language, own.title, own.summary, own.at, writer.name, writer.handle)
    )


@prepared
def _head(*, suggested: bool = False) -> Listing:
    assigned, opener, objector, other = aliased(Actor), aliased(Actor), aliased(Actor), aliased(Subject)
    recommended = exists().where(
        Relation.target_id == Subject.id, Relation.kind == "addresses", other.id == Relation.subject_id,
        other.kind == "recommendation",
    )  # fmt: skip
    statement, conditions = unsent(bindparam("issue"))
    first = select(func.min(statement.id)).where(*conditions).scalar_subquery()
    agreed, answered, answering, sent = aliased(Subject), aliased(Subject), aliased(Subject), aliased(Relation)
    back = aliased(StateChange)
    query = (
        select(
            *part_of(opener, Who), *part_of(Hat, Worn), *part_of(assigned, Who), *part_of(agreed, ReferralLetter),
            *part_of(answered, AnsweredLetter), *part_of(answering, Answering),
            *part_of(TwoStep, Proposal), objector.name, objector.handle, TwoStepObjection.stakeholder_group,
            TwoStepObjection.reason, recommended, nobody_is_asked(Subject.id), is_awaited(Subject.id),
            _carried(_went), _carried(is_answered) & ~_carried(_comes), _last_left(),
            exists().where(back.subject_id == Subject.id, back.before == "in-group"), _supported_before(),
            func.coalesce(_sent_before(), ""), overseen(agreed.group_id), unchaired(),
            func.coalesce(awaited_from(Subject.id), ""), _reworded(),
        )
        .select_from(Issue)
        .join(Subject, Subject.id == Issue.id)
        .join(opener, opener.id == Subject.opened_by_id)
        .outerjoin(Hat, Hat.id == Subject.opened_hat_id)
        .outerjoin(assigned, assigned.id == Issue.assigned_id)
        .outerjoin(agreed, (agreed.id == first) & (agreed.kind == "statement"))
        .outerjoin(answered, (answered.id == last_answered(bindparam("issue"))) & (answered.kind == "statement"))
        .outerjoin(sent, (sent.subject_id == answered.id) & (sent.kind == "sent-to"))
        .outerjoin(answering, answering.id == sent.target_id)
        .outerjoin(TwoStep, (TwoStep.issue_id == Subject.id) & PENDING)
        .outerjoin(TwoStepObjection, TwoStepObjection.two_step_id == TwoStep.id)
        .outerjoin(objector, objector.id == TwoStepObjection.person_id)
        .where(Subject.id == bindparam("issue"))
        .order_by(TwoStepObjection.at, TwoStepObjection.person_id)
    )  # fmt: skip
    written: Listing = _with_translations(query)
    return cast(Listing, _with_suggestions(written)) if suggested else written


def _supported_before() -> Any:
    """Return how many support an issue who said so of a former wording."""
    former = (Support.issue_id == Issue.id, Support.at < Issue.worded_at)
    return select(func.count()).where(*former).scalar_subquery()


def _reworded() -> Any:
    """Return whether an issue, or a translation of it, has former wordings."""
    translated = exists().where(IssueTranslationVersion.issue_id == Issue.id)
    return exists().where(IssueVersion.issue_id == Issue.id) | translated


def _sent_before() -> Any:
    """Return the numbers of the letters that were sent about an issue with a former wording, in one text."""
    refers, letter, event = aliased(Relation), aliased(Subject), aliased(Event)
    sent = exists().where(
        event.subject_id == letter.id, event.kind == "statement.send", event.at < Issue.worded_at,
        ~exists().where(VoidEvent.event_id == event.id),
    ).correlate(letter, Issue)  # fmt: skip
    about = (refers.target_id == Issue.id, refers.kind == "refers", letter.id == refers.subject_id, sent)
    return select(func.aggregate_strings(letter.ref, ",")).where(*about).scalar_subquery()


def _last_left() -> Any:
    """Return the state that an issue left last of those in which it is open."""
    changes = select(StateChange.before).where(StateChange.subject_id == Subject.id, among(StateChange.before, OPEN))
    return changes.order_by(StateChange.event_id.desc()).limit(1).scalar_subquery()


def _went(letter: Any) -> ColumnElement[bool]:
    """Return whether a letter was sent."""
    sent = aliased(Relation)
    return exists().where(sent.subject_id == letter.id, sent.kind == "sent-to")


def _comes(letter: Any) -> ColumnElement[bool]:
    """Return whether an answer to a letter is waited for, or it is to be sent."""
    return is_waited_for(letter) | among(letter.phase, ("new", "work"))


def _carried(such: Callable[[Any], ColumnElement[bool]]) -> ColumnElement[bool]:
    """Return whether ``such`` a letter carries a recommendation on the issue; asked from the issue on, step by step.

    As one join, SQLite begins with all relations where it thinks that many point to one subject.
    """
    addresses, carries, letter = aliased(Relation), aliased(Relation), aliased(Subject)
    found = exists().where(letter.id == carries.subject_id, such(letter))
    carried = exists().where(carries.target_id == addresses.subject_id, carries.kind == "carries", found)
    return exists().where(addresses.target_id == Subject.id, addresses.kind == "addresses", carried)


def has_answer(state: str, head: Head) -> bool:
    """Return whether a body answered on a referred issue, and none is waited for."""
    return head.answered is not None and not head.awaited and state == ISSUE.move_by_name["refer"].target


def due_for(subject: Subject, head: Head) -> Text:
    """Return what the deadline of an issue is for.

    A proposal that was stopped has none: a ballot decides, and the issue waits for what it waited for before.
    """
    proposed = head.pending is not None and head.pending.state == "pending"
    return _due_word(subject.state, proposed=proposed, answered=has_answer(subject.state, head))


def _due_word(state: str, *, proposed: bool, answered: bool) -> Text:
    if proposed:
        return _l("proposal takes effect")
    if answered:
        return _l("promised")
    return _l("answer due") if state == "referred" else due_word("issue", state)


def dues_said(issues: Sequence[Any]) -> dict[int, tuple[datetime | None, Text]]:
    """Return the deadlines of those issues, subjects or rows of them, that are referred, as ``due_for`` says them.

    One query where one is: of the others the state says what its deadline is for.
    """
    referred = [row.id for row in issues if row.state == ISSUE.move_by_name["refer"].target]
    if not referred:
        return {}
    proposed = exists().where(TwoStep.issue_id == Subject.id, PENDING, TwoStep.state == "pending")
    answered = last_answered(Subject.id).is_not(None) & ~is_awaited(Subject.id)
    rows = session.execute(
        select(Subject.id, Subject.due_at, Subject.state, proposed.label("proposed"), answered.label("answered"))
        .where(Subject.id.in_(referred))
    )  # fmt: skip
    return {
        row.id: (row.due_at, _due_word(row.state, proposed=row.proposed, answered=row.answered)) for row in rows
    }  # fmt: skip
