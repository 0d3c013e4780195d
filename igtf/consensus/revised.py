"""What a new revision of a draft or charter does to the calls about it, and the question to each raiser."""

from collections.abc import Iterator, Sequence
from functools import partial

from sqlalchemy import ColumnElement, select

from igtf.consensus.closing import passed_over
from igtf.consensus.models import Call, Objection
from igtf.consensus.objecting import ask_raiser
from igtf.consensus.queries import newest_call
from igtf.consensus.renewing import length, review, start_anew
from igtf.consensus.revisions import newest_revision
from igtf.consensus.states import UNSETTLED
from igtf.core.db import session
from igtf.core.i18n import Text, ngettext
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.drafts.asked import ASKED_BY
from igtf.drafts.models import Draft
from igtf.groups.models import Group
from igtf.procedure.policy import RUNNING
from igtf.record.audiences import AUDIENCES
from igtf.record.by import By
from igtf.record.consequences import Consequence, follows_from
from igtf.record.models import Subject
from igtf.record.numbers import whole_number


def _undeclared(about_id: int) -> Sequence[Call]:
    """Return the calls that still decide what becomes of a draft or charter."""
    return session.scalars(
        select(Call)
        .join(Subject, Subject.id == Call.id)
        .where(Call.about_id == about_id, Subject.state.in_(RUNNING), ~passed_over())
        .order_by(Call.id)
    ).all()


def _follow(call: Call, why: Text, by: By) -> Consequence:
    """Let an open call start anew on the new revision; give the revision to the position takers of a closed one."""
    if call.subject.state == "open":
        said, do = partial(_anew, call, by), partial(_start_anew, call, why, by)
        return Consequence("call.start-anew", [call.subject], said, do)
    return _in_review(call, by)


def _in_review(call: Call, by: By) -> Consequence:
    return Consequence("call.review", [call.subject], partial(_reviewed, call, by), partial(review, call, by=by))


def _start_anew(call: Call, why: Text, by: By) -> None:
    """Start a call anew, unless it asks about the newest revision already, as a last call that the act repeated."""
    if call.revision_number != newest_revision(call):
        start_anew(call, why=why, by=by)


def _anew(call: Call, by: By) -> str:
    until = ngettext(
        "It is open: it starts anew on this revision, for %(num)d day.",
        "It is open: it starts anew on this revision, for %(num)d days.",
        length(call).days,
    )
    return f"{until} {_asked_again(call, by)}"


def _reviewed(call: Call, by: By) -> str:
    days = whole_number("late_revision_days", call.subject)
    until = ngettext("It is over and not declared: this revision is reviewed in it for %(num)d day, and a new "
                     "objection starts it anew.",
                     "It is over and not declared: this revision is reviewed in it for %(num)d days, and a new "
                     "objection starts it anew.", days)  # fmt: skip
    return f"{until} {_asked_again(call, by)}"


def _asked_again(call: Call, by: By) -> str:
    """Return the sentence that says how many people, beside who revises, are asked once more."""
    people = {*AUDIENCES["position takers"].members(call.subject, None)} - {by.actor_id}
    return ngettext(
        "%(num)d person who took part in it is asked by mail to look again.",
        "%(num)d people who took part in it are asked by mail to look again.", len(people),
    )  # fmt: skip


def _objections(*calls: ColumnElement[bool]) -> Sequence[Objection]:
    """Return the objections that are not settled in the calls that ``calls`` describe and were not withdrawn."""
    asked = select(Call.id).join(Subject, Subject.id == Call.id).where(*calls, Subject.state != "withdrawn")
    return session.scalars(
        select(Objection)
        .join(Subject, Subject.id == Objection.id)
        .where(Objection.call_id.in_(asked), Subject.state.in_(UNSETTLED))
        .order_by(Objection.id)
    ).all()


def _ask(objections: Sequence[Objection], by: By) -> None:
    for objection in objections:
        ask_raiser(objection, by=by)


def _asked(objections: Sequence[Objection], by: By) -> Iterator[Consequence]:
    """Return that each raiser is asked whether the revision answers the objection."""
    if objections:
        yield Consequence(
            "objection.ask-raiser", [each.subject for each in objections],
            lambda: _("Whoever raised it is asked by mail whether this revision answers the objection."),
            partial(_ask, objections, by),
        )  # fmt: skip


@follows_from("draft.revise", "draft.revive")
def after_revision(draft: Draft, by: By) -> Iterator[Consequence]:
    """Ask each raiser whether the revision answers the objection, and let the calls about the draft follow it."""
    yield from _asked(_objections(Call.about_id == draft.id), by)
    for call in _undeclared(draft.id):
        yield _follow(call, _l("The draft was revised during the call."), by)


def unreviewed(draft_id: int, state: str) -> Call | None:
    """Return the closed call by which a draft goes on again in ``state``, if it was revised while it was in another
    one, so that nobody who took a position was asked about that; None else."""
    call = newest_call(draft_id, ASKED_BY[state]) if state in ASKED_BY else None
    late = call and call.subject.state == "closed" and call.revision_number != newest_revision(call)
    return call if late else None


@follows_from("draft.ballot-recalled")
def after_recall(draft: Draft, by: By) -> Iterator[Consequence]:
    """Let the council's last call, by which the draft goes on again, follow a revision made while the ballot ran."""
    call = unreviewed(draft.id, "last-call")
    if call:
        yield _in_review(call, by)


@follows_from("group.revise-charter")
def after_charter(group: Group, by: By) -> Iterator[Consequence]:
    """Ask each raiser of an objection to a charter in revision whether its new revision answers it, and let the calls
    about it follow that; not those about one that came into force."""
    before = group.in_force.number if group.in_force else -1
    yield from _asked(_objections(Call.about_id == group.id, Call.kind == "charter", Call.revision_number > before), by)
    for call in _undeclared(group.id):
        if call.kind == "charter" and (call.revision_number or 0) > before:
            yield _follow(call, _l("The charter was revised during the call."), by)
