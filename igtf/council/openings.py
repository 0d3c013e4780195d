"""The moves of issues, drafts and groups that open a ballot: declared there, carried out here."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import chain

from sqlalchemy import select

from igtf.consensus.commands import open_call, withdraw
from igtf.consensus.queries import newest_call
from igtf.core.db import session
from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.policy import require
from igtf.council.affiliations import organisations_of
from igtf.council.commands import recall
from igtf.council.opening import open_ballot, take_back
from igtf.council.queries import group_of_seat
from igtf.council.running import running_on
from igtf.council.states import BALLOT
from igtf.drafts.commands import check_reached
from igtf.drafts.events import LastCallRepeated, ToBallot
from igtf.drafts.forms import CouncilLastCallForm
from igtf.drafts.models import Draft, DraftAuthor
from igtf.drafts.states import DRAFT
from igtf.drafts.writers import writers
from igtf.groups.charters import moved, step_charter
from igtf.groups.deadlines import set_due
from igtf.groups.events import CharterMoved, CouncilAsked
from igtf.groups.kinds import KINDS
from igtf.groups.models import Group
from igtf.groups.refusals import add_request
from igtf.groups.states import GROUP
from igtf.issues import two_step
from igtf.issues.events import Objected
from igtf.issues.models import Issue, TwoStep
from igtf.issues.queries import objections_to, pending_two_step
from igtf.issues.states import ISSUE
from igtf.procedure import events as procedure_events
from igtf.procedure.commands import check_fits
from igtf.procedure.models import Change
from igtf.procedure.policy import RUNNING, can_ballot
from igtf.procedure.queries import facts_for
from igtf.procedure.states import CHANGE
from igtf.record.by import By, by_clock
from igtf.record.consequences import Consequence, follows_from
from igtf.record.models import Subject
from igtf.record.moves import carries_out
from igtf.record.numbers import whole_number

_ASKS = BALLOT.titles.add
_AS_PROPOSED = _ASKS(_l("Shall issue %(ref)s, “%(title)s”, be dealt with as proposed: %(what)s?"), what=_)
_RECOMMEND = _ASKS(_l("Shall “%(title)s” be recommended?"))
_HOLD_BOF = _ASKS(_l("Shall a BoF be held for “%(title)s”, which was declined?"))
_FORM = {
    "charter": _ASKS(_l("Shall the group “%(title)s” be chartered?")),
    "establish": _ASKS(_l("Shall the group “%(title)s” be established?")),
}
_RECHARTER = _ASKS(_l("Shall the new charter of “%(title)s” come into force?"))
_CHANGE = _ASKS(_l("Shall the procedure change: “%(title)s”?"))


@carries_out(ISSUE, "object")
def object_to_proposal(issue: Issue, *, reason: str, by: By) -> Objected:
    """Object to what is pending; the second objection, from another stakeholder group, opens a ballot.

    It is the rule that opens it, not who objected last. On a referral, who belongs to the addressee stands aside.
    """
    stopped = two_step.add_objection(issue, reason=reason, group=group_of_seat(by.author), by=by)
    proposal = pending_two_step(issue.id)
    if stopped and proposal is not None:
        what, named = ISSUE.move_by_name[proposal.move].label, issue.subject
        open_ballot(
            named, purpose="two-step", by=by_clock(by.at),
            question=_AS_PROPOSED.of(ref=named.ref, title=named.title, what=what),
            objectors=[row.handle for row in objections_to(proposal.id)], addressees=_addressees(proposal),
        )  # fmt: skip
    return Objected(reason, stopped)


def _addressees(proposal: TwoStep) -> Sequence[str]:
    """Return the name of the body that a proposal refers an issue to; none where it proposes something else."""
    if proposal.move != "agree-referral":
        return []
    body = select(Subject.title).where(Subject.kind == "body", Subject.ref == proposal.given["body"])
    return session.scalars(body).all()


@follows_from("issue.object")
def after_objection(issue: Issue, by: By) -> Iterator[Consequence]:
    """Foretell the ballot, where the objection is the last one needed."""
    if two_step.would_stop(issue, group_of_seat(by.author)):
        yield Consequence(
            "ballot.open", [],
            lambda: _("With your objection the proposal is stopped: a ballot of the council opens on it."),
        )  # fmt: skip


def take_ballot_back(issue: Issue, reason: Text, by: By) -> None:
    """Recall the ballot on a proposal that was withdrawn, or fell with its issue."""
    take_back(issue.id, reason=reason, by=by)


@carries_out(DRAFT, "to-ballot")
def draft_to_ballot(draft: Draft, *, came_in: str, by: By) -> ToBallot:
    """Put a draft to the council; who wrote it, who belongs to what an author belongs to, or to an addressee, stands
    aside. Invalid while no letter reaches one of its addressees."""
    check_reached(draft)
    authors = session.execute(
        select(DraftAuthor.organisation, DraftAuthor.person_id, DraftAuthor.confirmed_at)
        .where(DraftAuthor.draft_id == draft.id).order_by(DraftAuthor.position)
    ).all()  # fmt: skip
    confirmed = [row.person_id for row in authors if row.person_id and row.confirmed_at]
    worn = organisations_of(confirmed, by.at, draft.subject)
    ballot = open_ballot(
        draft.subject, purpose="recommendation", by=by, revision_number=draft.current.number,
        question=_RECOMMEND.of(title=draft.subject.title),
        addressees=draft.current.addressees, aside=dict.fromkeys(session.scalars(writers(draft.id)), "author"),
        organisations=[*(row.organisation for row in authors), *chain.from_iterable(worn.values())],
    )  # fmt: skip
    draft.subject.due_at = ballot.closes_at
    return ToBallot(came_in, ballot.subject.ref)


@carries_out(GROUP, "ask-council")
def ask_council(group: Group, *, by: By) -> CouncilAsked:
    """Ask for a BoF after a refusal; with the tenth the rule opens a ballot of the council."""
    asked, ballot = add_request(group.id, by=by), None
    if asked >= whole_number("refusal_people", group.subject):
        question = _HOLD_BOF.of(title=group.subject.title)
        ballot = open_ballot(group.subject, purpose="bof-after-refusal", question=question, by=by_clock(by.at))
    return CouncilAsked(asked, ballot.subject.ref if ballot else "")


_AGAIN = _l(
    "The draft has changed in substance, so everybody is asked again. Who objected and still does objects in the new "
    "call."
)


@carries_out(DRAFT, "repeat-last-call")
def repeat_last_call(
    draft: Draft, *, reason: str, by: By, days: int | None = None, question: str = "", note: str = ""
) -> LastCallRepeated:
    """Ask everybody again after a change of substance, and recall the ballot (section 4).

    A last call that was not declared is withdrawn first, before the recall gives a text to review in it; its objections
    can be raised again.
    """
    former = newest_call(draft.id, "council-last-call")
    if former is not None and former.subject.state in RUNNING:
        withdraw(former, reason=_AGAIN, by=by_clock(by.at))
    running = running_on(draft.id)
    if running is not None:
        recall(running, reason=reason, by=by_clock(by.at))
    call = open_call(
        draft.subject, kind="council-last-call", question=question or "Should the council publish this draft?",
        note=note or reason, closes_at=by.at + timedelta(days=days or CouncilLastCallForm.least_days(draft)), by=by,
        revision_number=draft.current.number, group_id=draft.subject.group_id,
    )  # fmt: skip
    closes, recalled = call.closes_at.isoformat(), running.subject.ref if running else ""
    return LastCallRepeated(reason, call.subject.ref, closes, recalled)


@carries_out(GROUP, "to-ballot")
def group_to_ballot(group: Group, *, by: By) -> CharterMoved:
    """Put a group's charter to the council, or whether to establish one that began without a proposal."""
    purpose = KINDS[group.kind].ballot
    question = _RECHARTER if group.in_force else _FORM[purpose]
    charter = step_charter(group, "to-ballot", by=by)
    open_ballot(
        group.subject, purpose=purpose, question=question.of(title=group.subject.title), by=by,
        revision_number=charter.number,
    )  # fmt: skip
    set_due(group, by.at)
    return moved(group, charter)


@carries_out(CHANGE, "to-ballot")
def change_to_ballot(change: Change, *, came_in: str, by: By) -> procedure_events.ToBallot:
    """Put a change of the procedure to the council. Invalid when it does not go with the numbers in force by now.

    Ballots get their numbers one after the other: who waited for one sees another change that was put meanwhile.
    """
    check_fits(change)
    ballot = open_ballot(change.subject, purpose="procedure", question=_CHANGE.of(title=change.subject.title), by=by)
    require(can_ballot(facts_for(by, change)))
    change.subject.due_at = ballot.closes_at
    return procedure_events.ToBallot(came_in, ballot.subject.ref)
