"""The acts on changes of the procedure; the call and the ballot are opened by the floors above."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import delete, select

from igtf.core.db import session
from igtf.core.errors import Invalid, Unchanged
from igtf.core.finding import search
from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.wording import in_english, in_turn
from igtf.core.workflow import Reasoned
from igtf.discussion.commands import follow
from igtf.people.models import Person
from igtf.people.responsible import ResponsibleLeft
from igtf.people.roles import end_role, give_role
from igtf.people.secretariat import SupportingRow
from igtf.procedure import events, policy, queries
from igtf.procedure.models import Change, ChangeSupport
from igtf.procedure.states import CHANGE
from igtf.record.by import By
from igtf.record.mentions import mention
from igtf.record.models import ProcedureVersion, Subject
from igtf.record.moves import carries_out, creates
from igtf.record.numbers import BY_NAME, forget, in_force, misfits, values_of, versions
from igtf.record.references import render
from igtf.record.subjects import next_number, open_subject, touch
from igtf.record.values import given_back


def _read(rows: Sequence[dict[str, Any]]) -> dict[str, float]:
    """Return the values that a form gives; Invalid where one is out of bounds, there twice, or no change."""
    found: dict[str, float] = {}
    wrong: list[str] = []
    now = values_of(in_force())
    for row in rows:
        number = BY_NAME.get(str(row["number"]))
        if number is None or number.name in found:
            wrong.append(_("Choose each number of the procedure once."))
            continue
        try:
            found[number.name] = number.read(str(row["value"]))
        except ValueError as error:
            wrong.append(f"{number.words}: {error}")
            continue
        if found[number.name] == now[number.name]:
            wrong.append(_("%(number)s: this is its value already.", number=number.words))
    wrong += map(str, misfits({**now, **found})) if not wrong else []
    if wrong:
        raise Invalid({"numbers": wrong})
    return found


def unfit(change: Change) -> list[Text]:
    """Return why a change no longer goes together with the numbers in force, or changes none; empty when it does."""
    now = values_of(in_force())
    then = {**now, **change.changes}
    return misfits(then) if then != now else [_l("Another change has set its numbers already.")]


def check_fits(change: Change) -> None:
    """Raise Invalid where a change no longer goes together with the numbers in force: nobody is asked about that."""
    wrong = [str(sentence) for sentence in unfit(change)]
    if wrong:
        advice = [_("Take it back to discussion, and revise it.")] if change.subject.state == "called" else []
        raise Invalid({"": [*wrong, *advice]})


def _proposed(change: Change) -> events.Proposed:
    lines = queries.lines_of(change, versions())
    said = queries.said(lines)
    search.put(change.id, change.subject.title, "\n".join([*map(in_english, said), change.reason]))
    return events.Proposed(said, change.reason, change.changes)


@creates(CHANGE, "propose")
def propose(*, title: str, numbers: list[dict[str, Any]], reason: str, by: By) -> tuple[Change, events.Proposed]:
    """Propose new values of numbers; Invalid for one out of its bounds, or that does not go with the others."""
    changes = _read(numbers)
    subject = open_subject("procedure-change", str(next_number("procedure-change")), title, "proposed", by=by)
    change = Change(id=subject.id, subject=subject, changes=changes, reason=reason, html=render(reason))
    session.add(change)
    session.flush()
    mention(change.id, change.html)
    follow(change.id, person_id=by.author, by=by)
    return change, _proposed(change)


@carries_out(CHANGE, "revise")
def revise(change: Change, *, title: str, numbers: list[dict[str, Any]], reason: str, by: By) -> events.Proposed:
    """Revise what is proposed; supporters are told. Unchanged for what is proposed already."""
    changes = _read(numbers)
    if (title, changes, reason) == (change.subject.title, change.changes, change.reason):
        raise Unchanged
    before = change.html
    change.changes, change.reason, change.html = changes, reason, render(reason)
    change.subject.title = title
    session.flush()
    mention(change.id, change.html, before)
    return _proposed(change)


@carries_out(CHANGE, "support")
def support(change: Change, *, by: By) -> None:
    """Support the change, under the actor's hat."""
    session.add(ChangeSupport(change_id=change.id, person_id=by.author, hat_id=by.hat_id, at=by.at))
    touch(change.id, by.at, support_count=1)


@carries_out(CHANGE, "end-support")
def end_support(change: Change, *, by: By) -> None:
    """Support the change no longer."""
    mine = (ChangeSupport.change_id == change.id) & (ChangeSupport.person_id == by.author)
    session.execute(delete(ChangeSupport).where(mine))
    touch(change.id, by.at, support_count=-1)


def supports_of(person_id: int) -> Iterable[SupportingRow]:
    """Return the support of a person for changes that may still be called."""
    return [SupportingRow(row.ChangeSupport, row.Subject, 1) for row in session.execute(
        select(ChangeSupport, Subject).join(Subject, Subject.id == ChangeSupport.change_id)
        .where(ChangeSupport.person_id == person_id, Subject.state == "proposed")
        .order_by(Subject.id).with_for_update()
    )]  # fmt: skip


def take_charge(change: Change, by: By) -> None:
    """Make the actor responsible for the change, where it may be: see ``policy.can_take_on``. For commands."""
    if policy.can_take_on(queries.facts_for(by, change)):
        give_role(by.author, "responsible", at=by.at, subject_id=change.id, hat_id=by.hat_id)
        follow(change.id, person_id=by.author, by=by)


@carries_out(CHANGE, "take-on")
def take_on(change: Change, *, by: By) -> None:
    """Become the responsible member."""
    take_charge(change, by)


@carries_out(CHANGE, "give-up")
def give_up(change: Change, *, reason: str, by: By) -> Reasoned:
    """Be the responsible member no longer: another member may take the change on."""
    end_role(by.author, "responsible", at=by.at, subject_id=change.id)
    return Reasoned(reason)


@carries_out(CHANGE, "lose-responsible")
def lose_responsible(_change: Change, *, member: str, by: By) -> ResponsibleLeft:
    """Let a member take the change on anew; ``member`` is the handle of who left the council."""
    return ResponsibleLeft(member)


@carries_out(CHANGE, "back")
def back(change: Change, *, reason: Text, by: By) -> Reasoned:
    """Take the change back to discussion, where it may be revised; who has left meanwhile supports it no more."""
    change.subject.due_at = None
    _end_support_of_closed(change)
    return Reasoned(reason)


def _end_support_of_closed(change: Change) -> None:
    gone = session.scalars(
        select(ChangeSupport).join(Person, Person.id == ChangeSupport.person_id)
        .where(ChangeSupport.change_id == change.id, Person.deactivated_at.is_not(None))
    ).all()  # fmt: skip
    for support in gone:
        session.delete(support)
    change.subject.support_count -= len(gone)


@carries_out(CHANGE, "ballot-recalled")
def ballot_recalled(change: Change, *, reason: Text, by: By) -> Reasoned:
    """Return from a ballot that was recalled: consensus stands, so that it may be balloted again."""
    change.subject.due_at = None
    return Reasoned(reason)


@carries_out(CHANGE, "adopt")
def adopt(change: Change, *, by: By) -> events.Adopted:
    """Make the next version of the numbers; it holds for whatever is opened from now on."""
    lines, ballot = queries.lines_of(change, versions()), queries.ballot_on(change)
    made = _make_version(change, change.changes, by, ballot_id=ballot.id)
    change.subject.due_at = None
    return events.Adopted(made, queries.said(lines), dict(change.changes), ballot.ref)


def _make_version(change: Change, changes: Mapping[str, float], by: By, **decided: int) -> int:
    """Make the next version of the numbers, and return its number."""
    number = in_force() + 1
    session.add(ProcedureVersion(number=number, since=by.at, changes=dict(changes), change_id=change.id, **decided))
    session.flush()
    forget()
    return number


def give_numbers_back(change: Change, version: int, *, appeal_id: int, by: By) -> Text:
    """Give the numbers back that a change had replaced by making ``version``; an appeal annulled that decision.

    What another change has set since stays. Returns what cannot be undone, as a sentence: whatever was opened under the
    version keeps it, and it stays in force where its former numbers no longer go together with the others.
    """
    known = {each.number: each.values for each in versions()}
    now, made, before = known[in_force()], known[version], known[version - 1]
    former = given_back(change.changes, now, made, before)
    wrong = misfits({**now, **former})
    if wrong or not former:
        said = _l("Version %(made)d of the procedure gives nothing back.", made=version)
        return in_turn([said, *(wrong or [_l("Its numbers were changed since.")])])
    number = _make_version(change, former, by, appeal_id=appeal_id)
    return _l(
        "What was opened under version %(made)d of the procedure keeps it; version %(number)d has the former numbers.",
        made=version, number=number,
    )  # fmt: skip


@carries_out(CHANGE, "reject")
def reject(change: Change, *, reason: Text, by: By) -> Reasoned:
    """Reject the change; another one may be proposed."""
    return Reasoned(reason)


@carries_out(CHANGE, "decline")
def decline(change: Change, *, reason: Text, by: By) -> Reasoned:
    """Reject the change without a ballot, after a call that found no consensus."""
    return Reasoned(reason)


@carries_out(CHANGE, "withdraw")
def withdraw(change: Change, *, reason: Text, by: By) -> Reasoned:
    """Withdraw the change."""
    return Reasoned(reason)
