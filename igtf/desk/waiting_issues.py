"""What issues and outcomes wait for: the clearing house, who filed them, the council."""

from typing import Any

from sqlalchemy import ColumnElement, Select, case, exists, select
from sqlalchemy.orm import aliased

from igtf.core.database.conditions import among, read_late
from igtf.core.i18n import lazy_gettext as _l
from igtf.desk.rows import Waits, assigned, holds
from igtf.drafts.asks import is_asked
from igtf.issues.assigning import somebody_decides
from igtf.issues.models import PENDING, Issue, TwoStep, TwoStepObjection
from igtf.issues.queries import (
    filer_signs_in,
    is_decided,
    is_pending,
    nobody_is_asked,
    unanswered_since,
    waits_in,
)
from igtf.issues.states import AT_CLEARING_HOUSE, OPEN, OUTSIDE_GROUPS, UNDECIDED
from igtf.people.roles import CLEARING_HOUSE
from igtf.record.models import Event, Subject
from igtf.record.queries import is_


def _proposal(me: Any) -> ColumnElement[bool]:
    """Return whether another member's proposal on the issue is pending, to which the person has not objected."""
    objected = exists().where(TwoStepObjection.two_step_id == TwoStep.id, TwoStepObjection.person_id == me)
    pending = select(TwoStep.issue_id).where(TwoStep.state == "pending", TwoStep.proposer_id != me, ~objected)
    return Subject.id.in_(pending)


def _proposed(me: Any) -> ColumnElement[bool]:
    """Return whether a proposal of the person on the issue is pending, or before a ballot."""
    return Subject.id.in_(select(TwoStep.issue_id).where(PENDING, TwoStep.proposer_id == me))


def _stopped_by_others(me: Any) -> Select[int]:
    """Return the query of the issues assigned to a person on which somebody else's proposal waits: a few."""
    own = select(TwoStep.issue_id).join(Issue, Issue.id == TwoStep.issue_id)
    return own.where(PENDING, TwoStep.proposer_id != me, Issue.assigned_id == me)


def _undecided(me: Any, state: str) -> ColumnElement[bool]:
    """Return whether an issue in ``state`` waits for a decision, by the rule of the queue, of the assigned person."""
    return assigned(me, state) & waits_in(state) & ~is_pending(Subject.id)


def _contested() -> Select[int | None]:
    """Return the query of the issues whose resolution was contested, and nobody answered.

    It begins with the contests, of which there are few.
    """
    issue = aliased(Subject)
    said = select(Event.subject_id).join(issue, issue.id == Event.subject_id)
    return said.where(
        Event.kind == "issue.contest", issue.state == "resolved", Event.at >= issue.state_since, unanswered_since()
    )


def _unhoused() -> ColumnElement[bool]:
    """Return whether an issue was found to have no body, and nothing else is on its way."""
    return is_decided() & waits_in("unhoused") & ~is_pending(Subject.id)


def _left_to_the_house() -> ColumnElement[bool]:
    """Return whether an issue waits for the clearing house: as long as it decides, and once nobody else is asked.

    One that no body can take care of only while something is proposed on it, or a referral of it is agreed.
    """
    undecided: ColumnElement[bool] = among(Subject.state, UNDECIDED)
    return case(
        (Subject.state == "referred", nobody_is_asked(Subject.id)),
        (is_decided(), ~_unhoused()),
        (Subject.state == "recommended", ~is_asked(Subject.id)),
        else_=undecided,
    )  # fmt: skip


def _filed(me: Any) -> ColumnElement[bool]:
    """Return whether the person filed an issue that is not over."""
    mine: ColumnElement[bool] = is_("issue", *OPEN) & (Subject.opened_by_id == me)
    return mine


def _resolved(_me: Any) -> ColumnElement[bool]:
    """Return whether the resolution of an issue was contested, and nobody answered."""
    return is_("issue", "resolved") & Subject.id.in_(_contested())


def _unassigned(_me: Any) -> ColumnElement[bool]:
    """Return whether an issue came while the clearing house had no member, and nobody was assigned to it since."""
    return is_("issue", *AT_CLEARING_HOUSE) & Subject.id.in_(select(Issue.id).where(Issue.assigned_id.is_(None)))


_DECIDE = "./decide"
"""The page of an issue with what speaks for which body, and every act that is open."""

_NO_BODY = _l("No body can: it waits for a group, or for a body that can after all")

OF_ISSUES: list[Waits] = [
    Waits("triage", _l("Accept, ask, decline, or merge"), "me",
          lambda me: _undecided(me, "submitted") & (read_late(Subject.opened_by_id) != me),
          page=_DECIDE, oldest=True, only=CLEARING_HOUSE),
    Waits("home", _l("Find a home: refer, or find that no body can"), "me",
          lambda me: _undecided(me, "open"), page=_DECIDE, oldest=True, only=CLEARING_HOUSE),
    Waits("resolve", _l("Record what was done, once it is"), "others",
          lambda me: assigned(me, "recommended", "referred")
          & case((Subject.state == "recommended", is_asked(Subject.id)), else_=~nobody_is_asked(Subject.id)),
          only=CLEARING_HOUSE),
    Waits("settled", _l("Resolve it: nothing is open any more of what its recommendation asks"), "me",
          lambda me: assigned(me, "recommended") & ~is_asked(Subject.id), "resolve", only=CLEARING_HOUSE),
    Waits("abandoned", _l("Nobody is asked any more: refer it again, find that no body can, or resolve it"), "me",
          lambda me: _undecided(me, "referred"), page=_DECIDE, only=CLEARING_HOUSE),
    Waits("proposed", _l("Your proposal waits for others, or for its day"), "others",
          lambda me: (Subject.kind == "issue") & _proposed(me), only=CLEARING_HOUSE),
    Waits("stopped", _l("A proposal on it waits for others, or for its day"), "others",
          lambda me: is_("issue", *AT_CLEARING_HOUSE) & Subject.id.in_(_stopped_by_others(me)) & ~_proposal(me),
          only=CLEARING_HOUSE),
    Waits("unhoused", _NO_BODY, "others", lambda me: _undecided(me, "unhoused"), oldest=True, only=CLEARING_HOUSE),
    Waits("contested", _l("Reopen it, or let it stay resolved: it was contested"), "me",
          lambda me: assigned(me, "resolved"), only=CLEARING_HOUSE, first=_resolved),
    Waits("contested-alone", _l("Take it on: its resolution was contested, and nobody is there to answer"), "me",
          lambda me: holds(me, *CLEARING_HOUSE) & (Subject.opened_by_id != me) & ~somebody_decides(), "volunteer",
          only=CLEARING_HOUSE, invites=True, first=_resolved),
    Waits("unassigned", _l("Take it on: nobody is assigned to it yet"), "me",
          lambda me: holds(me, *CLEARING_HOUSE) & (Subject.opened_by_id != me) & _left_to_the_house()
          & ~is_pending(Subject.id), "volunteer", only=CLEARING_HOUSE, invites=True, first=_unassigned),
    Waits("question-back", _l("Take the question back: nobody signs in as who filed it"), "me",
          lambda me: assigned(me, "needs-information") & ~filer_signs_in(), "take-back", only=CLEARING_HOUSE),
    Waits("question", _l("Answer the clearing house's question"), "me",
          lambda _me: Subject.state == "needs-information", first=_filed),
    Waits("outcome", _l("Say what becomes of it"), "me",
          lambda me: is_("outcome", "waiting") & holds(me, *CLEARING_HOUSE), only=CLEARING_HOUSE, invites=True),
    Waits("two-step", _l("Object, or let it take effect"), "soon",
          lambda me: (Subject.kind == "issue") & holds(me, *CLEARING_HOUSE) & _proposal(me),
          only=CLEARING_HOUSE),
    Waits("mine", _l("Waits for the clearing house"), "others",
          lambda _me: is_("issue", *OUTSIDE_GROUPS) & _left_to_the_house(), first=_filed),
    Waits("mine-unhoused", _NO_BODY, "others", lambda _me: _unhoused(), first=_filed),
    Waits("mine-referred", _l("Waits for the body that was asked"), "others",
          lambda _me: is_("issue", "referred") & ~nobody_is_asked(Subject.id), first=_filed),
    Waits("mine-in-group", _l("Waits for the group that works on it"), "others",
          lambda _me: Subject.state == "in-group", first=_filed),
    Waits("mine-recommended", _l("Waits for those whom its recommendation asks"), "others",
          lambda _me: is_("issue", "recommended") & is_asked(Subject.id), first=_filed),
]  # fmt: skip
