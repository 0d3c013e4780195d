"""The roles of the permission matrix: for each kind, what the policies know of who stands in that role.

Facts that are not about the actor are those of a subject that is ready for the move (declared, written up, late …),
so that a no in the matrix is always the role's. What readiness changes is tested with each concept.
"""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from igtf.consensus.policy import CallFacts, ObjectionFacts, Unsettled
from igtf.council.policy import BallotFacts
from igtf.drafts.policy import DraftFacts
from igtf.groups.policy import GroupFacts
from igtf.issues.policy import IssueFacts
from igtf.routing.policy import RoutingFacts
from igtf.selection.policy import SelectionFacts

Roles = dict[str, Any]


def _table(ready: Any, **roles: dict[str, Any]) -> Roles:
    """Return role → facts: a stranger, one whose address is not verified, a participant, and each of ``roles``."""
    person = replace(ready, signed_in=True, verified=True)
    return {
        "stranger": ready, "unverified": replace(person, verified=False), "participant": person,
        **{name.replace("_", " "): replace(person, **facts) for name, facts in roles.items()},
    }  # fmt: skip


ISSUE = _table(
    IssueFacts(False, may_contest=True),
    filer={"is_filer": True}, supporter={"supports": True},
    assigned_member={"is_assigned": True, "clearing_house": True},
    clearing_house={"clearing_house": True}, moderator={"moderator": True}, chair_of_a_group={"chairs_a_group": True},
    chair_of_its_group={"chairs_a_group": True, "responsible": True},
    clearing_house_while_pending={"clearing_house": True, "pending": True},
    proposer_while_pending={"clearing_house": True, "pending": True, "is_proposer": True},
    objector_while_pending={"clearing_house": True, "pending": True, "objected": True},
)  # fmt: skip
GROUP = _table(
    GroupFacts(False, has_unhoused=True, needs_unhoused=True, bofs=1),
    proposer={"is_proposer": True}, supporter={"supports": True}, member={"is_member": True},
    council_member={"council": True},
    council_member_while_one_is_responsible={"council": True, "has_responsible": True},
    council_chair={"council": True, "council_chair": True},
    responsible_member={"council": True, "is_responsible": True, "has_responsible": True},
    responsible_member_during_a_ballot={"is_responsible": True, "has_responsible": True, "ballot_open": True},
    responsible_member_while_a_chair_is_named={"is_responsible": True, "has_responsible": True, "chair_pending": True},
    responsible_member_after_two_BoFs={"is_responsible": True, "has_responsible": True, "bofs": 2},
    chair={"is_chair": True, "is_member": True, "chairs_a_group": True}, chair_of_another={"chairs_a_group": True},
    clock={"clock": True, "signed_in": False, "verified": False, "chair_is_due": True},
)  # fmt: skip
DRAFT = _table(
    DraftFacts(
        False, calls={"adoption": "consensus", "last-call": "consensus", "council-last-call": "consensus"},
        written_up=True, has_addressees=True, waited=True,
    ),
    author={"is_author": True}, chair={"is_chair": True, "chairs_a_group": True},
    chair_of_another={"chairs_a_group": True}, shepherd={"is_shepherd": True}, council_member={"council": True},
    council_member_while_one_is_responsible={"council": True, "has_responsible": True},
    author_on_the_council={"council": True, "is_author": True},
    responsible_member={"council": True, "is_responsible": True, "has_responsible": True},
    secretariat={"secretariat": True},
    author_during_a_call={"is_author": True, "calls": {"last-call": "open"}},
    chair_during_a_call={"is_chair": True, "chairs_a_group": True, "calls": {"last-call": "open"}},
    responsible_member_during_a_call={"is_responsible": True, "calls": {"council-last-call": "open"}},
    responsible_member_during_a_ballot={"is_responsible": True, "balloted": True},
    clock={"clock": True, "signed_in": False, "verified": False},
)  # fmt: skip
CALL = _table(
    CallFacts(False, kind="last-call"),
    with_a_hat={"has_hat": True}, leader={"has_hat": True, "leads": True},
    with_an_objection={"has_hat": True, "own": ("1",)},
    late={"has_hat": True, "closed_at": datetime(2026, 1, 5, tzinfo=UTC)},
    leader_while_one_is_unanswered={"leads": True, "objections": Unsettled(raised=("1",))},
    with_a_hat_in_an_options_poll={"has_hat": True, "kind": "options"},
)  # fmt: skip
OBJECTION = _table(
    ObjectionFacts(False),
    with_a_hat={"has_hat": True}, raiser={"has_hat": True, "is_raiser": True}, leader={"has_hat": True, "leads": True},
    editor={"has_hat": True, "edits": True}, seconder={"has_hat": True, "seconded": True},
    leader_after_the_call_was_withdrawn={"leads": True, "withdrawn": True},
)  # fmt: skip
BALLOT = _table(
    BallotFacts(False, early=True, settled=True),
    seat_holder={"seat": 7}, recused_holder={"seat": 7, "recused_for": "CSTD"},
    holder_of_a_seat_vacant_then={"seat": 7, "was_vacant": True}, opener={"is_opener": True},
    council_chair={"council_chair": True, "seat": 1}, late_holder={"seat": 7, "over": True},
    late_opener={"is_opener": True, "over": True}, holder_after_deferral={"seat": 7, "deferred": True},
    opener_too_early={"is_opener": True, "early": False}, opener_while_unsettled={"is_opener": True, "settled": False},
)  # fmt: skip
SELECTION = _table(
    SelectionFacts(False, open_objections=1),
    with_a_hat={"has_hat": True}, with_a_fitting_hat={"has_hat": True, "fits": True},
    with_interest={"has_hat": True, "fits": True, "has_interest": True},
    nominated={"has_hat": True, "fits": True, "has_interest": True, "answer": "open"},
    nominee={"has_hat": True, "fits": True, "has_interest": True, "answer": "accepted"},
    nominee_who_declined={"has_hat": True, "fits": True, "has_interest": True, "answer": "declined"},
    nominee_in_the_seat={"has_hat": True, "answer": "accepted", "seated": True},
    late={"has_hat": True, "nominations_over": True, "objections_over": True},
    council_chair={"has_hat": True, "council_chair": True},
    council_chair_without_objections={"council_chair": True, "open_objections": 0},
    secretariat={"secretariat": True}, secretariat_with_a_draw={"secretariat": True, "by_chance": True},
    secretariat_before_a_value={"secretariat": True, "by_chance": True, "missing": ("a lottery",)},
    secretariat_after_a_source_failed={"secretariat": True, "by_chance": True, "missing": ("a lottery",), "late": True},
    secretariat_late={"secretariat": True, "nominations_over": True},
)  # fmt: skip
STATEMENT = _table(
    RoutingFacts(False, answered=True, late=True),
    drafter={"is_drafter": True}, chair_of_a_group={"chairs_a_group": True}, clearing_house={"clearing_house": True},
    council_chair={"clearing_house": True, "council_chair": True},
    council_chair_for_a_group={"clearing_house": True, "council_chair": True, "from_group": True},
    responsible_member={"responsible": True, "from_group": True}, approver={"is_approver": True},
    secretariat={"secretariat": True, "clearing_house": True},
    secretariat_before_the_date={"secretariat": True, "clearing_house": True, "late": False, "answered": False},
    contact={"contact": True, "follows": True, "signed_in": False, "verified": False},
    clock={"follows": True, "signed_in": False, "verified": False},
)  # fmt: skip

TABLES: dict[str, Roles] = {
    "issue": ISSUE, "outcome": ISSUE, "group": GROUP, "draft": DRAFT, "recommendation": DRAFT, "call": CALL,
    "objection": OBJECTION, "ballot": BALLOT, "selection": SELECTION, "body": STATEMENT, "statement": STATEMENT,
}  # fmt: skip
