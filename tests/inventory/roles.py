"""The roles of the permission matrix: for each kind, what the policies know of who stands in that role.

Facts that are not about the actor are those of a subject that is ready for the move (declared, written up, late …),
so that a no in the matrix is always the role's. What readiness changes is tested with each concept.
"""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from igtf.appeals.policy import AppealFacts
from igtf.appeals.words import ASIDE
from igtf.consensus.policy import CallFacts, ObjectionFacts, Objections
from igtf.consensus.policy_dissent import MinorityFacts
from igtf.consultations.policy import ConsultationFacts
from igtf.council.policy import BallotFacts, CouncilFacts, SeatsStanding
from igtf.discussion.policy_judging import Judging
from igtf.drafts.policy import DraftFacts
from igtf.drafts.policy_asks import AskFacts
from igtf.election.policy import ElectionFacts
from igtf.groups.policy import GroupFacts, UnderWay
from igtf.issues.policy import IssueFacts
from igtf.meetings.policy import MeetingFacts
from igtf.procedure.policy import ChangeFacts
from igtf.recall.policy import RecallFacts
from igtf.record.holds import Held
from igtf.reviews.policy import ReviewFacts
from igtf.routing.policy import RoutingFacts
from igtf.selection.policy import SelectionFacts
from tests.factories import duties_of

Roles = dict[str, Any]
HELD = Held("Appeal 1", datetime(2026, 3, 6, tzinfo=UTC))


def _table(ready: Any, **roles: dict[str, Any]) -> Roles:
    """Return role → facts: a stranger, one whose address is not verified, a participant, and each of ``roles``."""
    person = replace(ready, signed_in=True, verified=True)
    return {
        "stranger": ready, "unverified": replace(person, verified=False), "participant": person,
        **{name.replace("_", " "): replace(person, **facts) for name, facts in roles.items()},
    }  # fmt: skip


_JUDGING = Judging(reported=True, author_has_account=True)
_OWN, _MODERATES = replace(_JUDGING, own=True), replace(_JUDGING, moderator=True)
_JUDGES: dict[str, dict[str, Any]] = {
    "moderator": {"judging": _MODERATES},
    "moderator_while_posting_is_paused": {"judging": replace(_MODERATES, author_is_paused=True)},
    "moderator_after_its_pause": {"judging": replace(_MODERATES, had_its_pause=True)},
    "who_reported_it": {"judging": replace(_JUDGING, has_reported=True)},
}
"""Who reports and judges a subject that anybody opens."""
_JUDGES_DRAFTS = {name: facts | {"calls": {}} for name, facts in _JUDGES.items()}
"""The same of a draft on which nobody was asked yet."""

_ASSIGNED = {"is_assigned": True, "clearing_house": True}
ISSUE = _table(
    IssueFacts(False, may_contest=True, disputed=True, related=True, judging=_JUDGING),
    filer={"is_filer": True, "judging": _OWN}, supporter={"supports": True},
    supporter_of_a_former_wording={"supports": True, "reworded": True},
    assigned_member=_ASSIGNED, assigned_member_who_filed_it=_ASSIGNED | {"is_filer": True, "judging": _OWN},
    assigned_member_where_nobody_signs_in_as_who_filed_it=_ASSIGNED | {"filer_signs_in": False},
    assigned_member_after_the_answer=_ASSIGNED | {"disputed": False},
    moderator_who_filed_it={"is_filer": True, "judging": replace(_MODERATES, own=True)},
    filer_after_the_time={"is_filer": True, "over": True, "judging": _OWN},
    who_stated_a_relation={"stated": True}, filer_without_a_relation={"is_filer": True, "related": False},
    clearing_house={"clearing_house": True}, **_JUDGES, chair_of_a_group={"chairs_a_group": True},
    chair_of_its_group={"chairs_a_group": True, "responsible": True},
    clearing_house_while_pending={"clearing_house": True, "pending": True},
    proposer_while_pending={"clearing_house": True, "pending": True, "is_proposer": True},
    assigned_member_while_a_ballot_decides=_ASSIGNED | {"pending": True, "stopped": True},
    filer_while_a_ballot_decides={"is_filer": True, "pending": True, "stopped": True},
    chair_of_a_group_while_a_ballot_decides={"chairs_a_group": True, "pending": True, "stopped": True},
    objector_while_pending={"clearing_house": True, "pending": True, "objected": True},
    clearing_house_after_the_time={"clearing_house": True, "pending": True, "late": True},
    proposer_after_the_time={"clearing_house": True, "pending": True, "is_proposer": True, "late": True},
    paused={"paused": datetime(2026, 2, 5, tzinfo=UTC)},
)  # fmt: skip
_WORK = UnderWay(chairs_named=("civil",), chairs_then=("civil",), has_unhoused=True, milestone_waits=True,
                 milestone_open=True, milestone_approved=True, has_officers=True, drafts=2)  # fmt: skip
_LED, _CHAIRED = replace(_WORK, has_responsible=True), replace(_WORK, other_chairs=("civil",))
_BALLOTED = replace(_LED, ballot_open=True)
_OVERSEES: dict[str, Any] = {"duties": duties_of("responsible"), "under_way": _LED}
GROUP = _table(
    GroupFacts(
        False, needs_unhoused=True, bofs=1, reviews=True, proposed_kind=True, reviewed=True, charter_state="draft",
        charter_waited=True, under_way=_WORK, judging=_JUDGING,
    ),
    proposer_of_a_BoF={"is_proposer": True, "forming": True},
    chair_of_a_directorate={"offices": ("chair",), "under_way": _CHAIRED, "duties": duties_of("chair"), "meets": False},
    proposer={"is_proposer": True, "judging": _OWN}, supporter={"supports": True}, member={"is_member": True},
    **_JUDGES, moderator_who_proposed_it={"judging": replace(_MODERATES, own=True)},
    moderator_during_a_ballot={"judging": _MODERATES, "under_way": _BALLOTED},
    member_who_is_away={"is_member": True, "is_away": True},
    who_is_named={"is_named": True},
    responsible_member_while_nobody_is_named=_OVERSEES
    | {"charter_state": "external-review", "forming": True, "under_way": replace(_LED, chairs_named=())},
    council_member={"council": True}, council_member_who_proposed_it={"council": True, "is_proposer": True},
    council_member_while_one_is_responsible={"council": True, "under_way": _LED},
    council_member_who_chairs_it={"council": True, "is_chair": True},
    council_chair={"council": True, "council_chair": True},
    responsible_member_of_one_proposer=_OVERSEES | {"proposed_by_two": False},
    responsible_member_whose_proposer_has_left=_OVERSEES | {"under_way": replace(_LED, opener_gone=True)},
    responsible_member=_OVERSEES | {"council": True},
    responsible_member_in_internal_review=_OVERSEES | {"charter_state": "internal-review"},
    responsible_member_in_internal_review_too_early=_OVERSEES
    | {"charter_state": "internal-review", "charter_waited": False},
    responsible_member_in_external_review=_OVERSEES | {"charter_state": "external-review"},
    responsible_member_in_external_review_too_early=_OVERSEES
    | {"charter_state": "external-review", "charter_waited": False},
    responsible_member_of_an_established_group=_OVERSEES | {"reviewed": False},
    responsible_member_during_a_ballot=_OVERSEES | {"under_way": _BALLOTED, "charter_state": "ballot"},
    responsible_member_while_a_chair_is_named=_OVERSEES | {"under_way": replace(_LED, chair_pending=True)},
    responsible_member_after_two_BoFs=_OVERSEES | {"bofs": 2, "may_hold_bof": False},
    chair={"offices": ("chair",), "under_way": _CHAIRED, "is_member": True, "may_establish": True,
           "duties": duties_of("chair")},
    chair_whose_milestones_all_wait={
        "offices": ("chair",), "is_member": True, "duties": duties_of("chair"),
        "under_way": replace(_CHAIRED, milestone_approved=False),
    },
    chair_beside_two_of_one_group={
        "offices": ("chair",), "under_way": replace(_WORK, other_chairs=("civil", "civil")), "is_member": True,
        "may_establish": True, "duties": duties_of("chair"),
    },
    only_chair={"offices": ("chair",), "is_member": True, "may_establish": True, "duties": duties_of("chair")},
    only_chair_who_asks_to_be_relieved={
        "offices": ("chair",), "is_member": True, "duties": duties_of("chair"),
        "under_way": UnderWay(relief_asked=True),
    },
    only_chair_while_another_is_named={
        "offices": ("chair",), "is_member": True, "duties": duties_of("chair"),
        "under_way": UnderWay(chair_pending=True),
    },
    delegate={"offices": ("delegate",), "is_member": True, "duties": duties_of("delegate")},
    secretary={"offices": ("secretary",), "is_member": True, "duties": duties_of("secretary")},
    chair_of_another={"may_establish": True},
    after_two_BoFs={"bofs": 2, "may_hold_bof": False},
    who_asked_already={"has_asked": True}, one_too_many={"council_asked": True},
    clock={"clock": True, "signed_in": False, "verified": False, "under_way": replace(_WORK, chair_is_due=True)},
    paused={"paused": datetime(2026, 2, 5, tzinfo=UTC)},
)  # fmt: skip
DRAFT = _table(
    DraftFacts(
        False, calls={"adoption": "consensus", "last-call": "consensus", "council-last-call": "consensus"},
        written_up=True, has_addressees=True, waited=True, claimed=True, claims=True, judging=_JUDGING,
    ),
    **_JUDGES_DRAFTS, moderator_of_a_group_draft={"judging": _MODERATES, "calls": {}, "in_group": True},
    moderator_after_a_call={"judging": _MODERATES},
    moderator_who_writes_it={"judging": replace(_MODERATES, own=True), "calls": {}},
    author={"is_author": True, "judging": _OWN}, author_of_a_group_draft={"is_author": True, "in_group": True},
    editor={"is_author": True, "is_editor": True, "in_group": True},
    named_by_somebody_else={"is_named": True}, named_and_denied={"is_named": True, "has_denied": True},
    confirmed_by_mail={"is_author": True, "is_named": True, "is_confirmed": True},
    chair={"is_chair": True, "in_group": True, "chairs_a_group": True},
    chair_who_edited_it={"is_chair": True, "in_group": True, "chairs_a_group": True, "wrote_once": True},
    chair_of_another={"chairs_a_group": True}, shepherd={"is_shepherd": True},
    council_member={"council": True},
    council_member_while_one_is_responsible={"council": True, "has_responsible": True},
    author_on_the_council={"council": True, "is_author": True},
    council_chair={"council": True, "council_chair": True},
    responsible_member={"council": True, "is_responsible": True, "in_charge": True, "has_responsible": True},
    responsible_member_of_its_group={"council": True, "is_responsible": True, "has_responsible": True},
    secretariat={"secretariat": True},
    secretariat_while_an_appeal_is_pending={"secretariat": True, "held": HELD},
    author_without_a_directorate={"is_author": True, "no_directorate": True},
    author_during_a_call={"is_author": True, "calls": {"last-call": "open"}},
    author_with_consent={"is_author": True, "calls": {"last-call": "open"}, "consented": True},
    chair_during_a_call={"is_chair": True, "in_group": True, "chairs_a_group": True, "leads_call": True,
                         "calls": {"last-call": "open"}},
    responsible_member_during_a_call={"is_responsible": True, "leads_call": True,
                                      "calls": {"council-last-call": "open"}},
    responsible_member_without_consensus={"is_responsible": True, "calls": {"council-last-call": "no-consensus"}},
    author_while_another_is_unconfirmed={"is_author": True, "unconfirmed": "Otso"},
    chair_while_an_author_is_unconfirmed={"is_chair": True, "in_group": True, "unconfirmed": "Otso"},
    chair_who_asks_about_adoption={"is_chair": True, "chairs_a_group": True, "leads_call": True,
                                   "calls": {"adoption": "open"}},
    chair_after_the_call={"is_chair": True, "in_group": True, "calls": {"adoption": "no-consensus"}},
    chair_after_a_later_revision={"is_chair": True, "in_group": True,
                                  "overtaken": ("draft-ines-landlocked-00", "draft-ines-landlocked-01")},
    author_who_waits={"is_author": True, "waited": False, "may_waive": True},
    author_who_waived={"is_author": True, "waited": False, "may_waive": True, "has_waived": True},
    responsible_member_during_a_ballot={"is_responsible": True, "balloted": True},
    author_after_the_time_of_a_ballot={"is_author": True, "balloted": True, "ballot_over": True},
    clock={"clock": True, "signed_in": False, "verified": False},
    paused={"paused": datetime(2026, 2, 5, tzinfo=UTC)},
)  # fmt: skip
CALL = _table(
    CallFacts(False, kind="last-call", heard=True, estimated_at=datetime(2026, 1, 5, tzinfo=UTC)),
    with_a_hat={"has_hat": True}, with_a_position={"has_hat": True, "took_part": True},
    leader={"has_hat": True, "leads": True},
    with_an_objection={"has_hat": True, "own": ("1",)},
    late={"has_hat": True, "closed_at": datetime(2026, 1, 5, tzinfo=UTC)},
    leader_while_one_is_unanswered={"leads": True, "objections": Objections(raised=("1",))},
    leader_after_an_upheld_appeal={"leads": True, "annulled": True, "estimated_at": None},
    leader_after_silence={"leads": True, "heard": False},
    council_leader_after_the_draft_went_on={"leads": True, "kind": "council-last-call", "passed_over": True},
    council_leader_after_silence={"leads": True, "heard": False, "kind": "council-last-call"},
    late_in_review={"has_hat": True, "reviewed_until": datetime(2026, 1, 5, tzinfo=UTC), "review_ended": True},
    leader_before_an_estimate={"leads": True, "objected": True, "estimated_at": None},
    leader_while_the_group_reacts={"leads": True, "objected": True,
                                   "reacting_until": datetime(2026, 1, 8, tzinfo=UTC)},
    with_a_hat_while_the_group_reacts={"has_hat": True, "reacting_until": datetime(2026, 1, 8, tzinfo=UTC)},
    with_a_hat_after_an_estimate_that_came_later={"has_hat": True, "estimated_late": True},
    with_a_position_after_publication={"has_hat": True, "took_part": True, "published": True},
    with_a_hat_in_an_options_poll={"has_hat": True, "kind": "options"},
    council_leader_who_chairs_the_group={"leads": True, "chairs": True, "kind": "council-last-call"},
    clock={"clock": True, "signed_in": False, "verified": False},
)  # fmt: skip
OBJECTION = _table(
    ObjectionFacts(False),
    with_a_hat={"has_hat": True}, raiser={"has_hat": True, "is_raiser": True},
    raiser_after_a_revision={"has_hat": True, "is_raiser": True, "asked": True},
    leader={"has_hat": True, "leads": True},
    editor={"has_hat": True, "edits": True}, seconder={"has_hat": True, "seconded": True},
    leader_after_the_call_was_withdrawn={"leads": True, "withdrawn": True},
    leader_over_the_raisers_no={"leads": True, "maintained": "draft-a-b-01"},
    leader_before_the_raisers_answer={"leads": True, "awaited": "draft-a-b-02"},
    leader_before_a_revision={"leads": True, "unrevised": "draft-a-b-00", "to_text": "/drafts/draft-a-b"},
    leader_before_a_charter={"leads": True, "unrevised": "a-b-01", "to_text": "/groups/a-b/charter", "charter": True},
    leader_before_a_revision_in_the_call={"leads": True, "unrevised": "draft-a-b-00", "to_text": "/drafts/draft-a-b",
                                          "in_call": True},
    leader_who_raised_it={"has_hat": True, "leads": True, "is_raiser": True},
    council_leader_who_chairs_the_group={"leads": True, "chairs": True},
)  # fmt: skip
REVIEW = _table(
    ReviewFacts(False),
    lead_of_the_directorate={"leads": True}, reviewer={"is_reviewer": True}, requester={"is_requester": True},
    editor={"edits": True, "answers": True}, who_edited_it_once={"edits": True},
)  # fmt: skip
MINORITY = _table(
    MinorityFacts(False),
    with_a_hat={"has_hat": True}, author={"has_hat": True, "is_author": True, "signed": True},
    signer={"has_hat": True, "signed": True},
)  # fmt: skip
_LONE = SeatsStanding(settled=True, discusses=1, stood=True, lone_seat=28)
BALLOT = _table(
    BallotFacts(False, early=True, standing=_LONE),
    seat_holder={"seat": 7}, holder_of_a_Discuss_to_look_at_again={"seat": 7, "standing": replace(_LONE, asked=True)},
    holder_who_may_second={"seat": 7, "standing": replace(_LONE, may_second=(28,))}, 
    seconder={"seat": 7, "standing": replace(_LONE, seconds=(28,))},
    holder_during_the_alternate_ballot={"seat": 7, "standing": replace(_LONE, may_second=(28,)), "alternate": "open"},
    council_chair_before_14_days={"council_chair": True, "standing": replace(_LONE, stood=False)},
    council_chair_with_a_second={"council_chair": True, "standing": replace(_LONE, seconded=True)},
    council_chair_with_two_Discusses={"council_chair": True, "standing": replace(_LONE, discusses=2)},
    council_chair_after_the_alternate_ballot={"council_chair": True, "alternate": "held"},
    council_chair_under_another_rule={"council_chair": True, "stop": ""},
    recused_holder={"seat": 7, "recused_for": "CSTD"},
    council_chair_who_is_recused={"council_chair": True, "seat": 1, "recused_for": "CSTD"},
    council_chair_who_stood_aside={"council_chair": True, "seat": 1, "recused": True},
    responsible_member_who_is_recused={"leads": True, "seat": 7, "recused_for": "CSTD"},
    responsible_member_while_the_chair_is_recused={"leads": True, "standing": replace(_LONE, chair_aside=True)},
    holder_of_a_seat_vacant_then={"seat": 7, "was_vacant": True}, responsible_member={"leads": True},
    council_chair={"council_chair": True, "seat": 1}, late_holder={"seat": 7, "over": True},
    late_responsible_member={"leads": True, "over": True}, holder_after_deferral={"seat": 7, "deferred": True},
    responsible_member_too_early={"leads": True, "early": False},
    responsible_member_while_unsettled={"leads": True, "standing": replace(_LONE, settled=False)},
    on_the_panel={"seat": 7, "panel": True}, on_the_panel_and_council={"seat": 7, "panel": True, "inside": True},
    council_chair_who_chairs_the_group={"council_chair": True, "chairs": True},
    council_chair_who_objected={"council_chair": True, "objected": True},
    council_chair_who_declined={"council_chair": True, "declined": True},
    council_chair_of_the_ballot_of_a_panel={"council_chair": True, "panel": True, "stop": ""},
)  # fmt: skip
COUNCIL = _table(CouncilFacts(False), council_chair_or_secretariat={"leads": True})
SELECTION = _table(
    SelectionFacts(False, stands=True, supportable=True, chosen=True, open_objections=1, of_others=1, vacancies=True),
    with_a_hat={"has_hat": True}, with_a_fitting_hat={"has_hat": True, "fits": True},
    with_interest={"has_hat": True, "fits": True, "has_interest": True},
    nominated={"has_hat": True, "fits": True, "has_interest": True, "answer": "open"},
    nominee={"has_hat": True, "fits": True, "has_interest": True, "answer": "accepted"},
    nominee_who_declined={"has_hat": True, "fits": True, "has_interest": True, "answer": "declined"},
    nominee_in_the_seat={"has_hat": True, "answer": "accepted", "seated": True},
    nominee_outside_the_pool={"has_hat": True, "answer": "accepted", "outside": True},
    with_a_hat_while_nobody_stands={"has_hat": True, "stands": False, "supportable": False},
    with_a_hat_and_nobody_to_support={"has_hat": True, "supportable": False},
    with_a_hat_while_nobody_was_chosen={"has_hat": True, "chosen": False},
    late={"has_hat": True, "nominations_over": True, "objections_over": True},
    council_chair={"has_hat": True, "council_chair": True},
    council_chair_without_objections={"council_chair": True, "open_objections": 0, "of_others": 0},
    council_chair_who_objected={"has_hat": True, "council_chair": True, "of_others": 0},
    council_chair_who_stands={"has_hat": True, "council_chair": True, "answer": "accepted"},
    secretariat={"secretariat": True}, secretariat_with_a_draw={"secretariat": True, "by_chance": True},
    clock={"clock": True, "signed_in": False, "verified": False},
    secretariat_before_a_value={"secretariat": True, "by_chance": True, "missing": ("a lottery",)},
    secretariat_after_a_source_failed={"secretariat": True, "by_chance": True, "missing": ("a lottery",), "late": True},
    secretariat_while_nobody_stands={"secretariat": True, "stands": False},
    secretariat_late={"secretariat": True, "nominations_over": True},
    secretariat_without_a_vacancy={"secretariat": True, "vacancies": False},
)  # fmt: skip
RECOMMENDATION = _table(
    AskFacts(False), with_a_confirmed_hat={"confirmed": True},
    with_a_commitment={"confirmed": True, "committed": True}, clearing_house={"clearing_house": True},
    with_a_confirmed_hat_where_nothing_is_asked={"confirmed": True, "has_asks": False},
    clearing_house_where_nothing_is_asked={"clearing_house": True, "has_asks": False},
)  # fmt: skip
CHANGE = _table(
    ChangeFacts(False, missing=3, call="consensus"),
    proposer={"is_proposer": True}, supporter={"supports": True},
    proposer_with_enough_support={"is_proposer": True, "missing": 0},
    proposer_on_the_council={"is_proposer": True, "council": True},
    council_member={"council": True},
    council_member_while_one_is_responsible={"council": True, "has_responsible": True},
    responsible_member={"council": True, "leads": True, "is_responsible": True, "has_responsible": True},
    responsible_member_during_the_call={"council": True, "leads": True, "has_responsible": True, "call": "open"},
    proposer_during_the_call={"is_proposer": True, "call": "open"},
    responsible_member_without_consensus={"council": True, "leads": True, "has_responsible": True,
                                          "call": "no-consensus"},
    responsible_member_of_a_text_revised_since={"council": True, "leads": True, "has_responsible": True,
                                                "call": "no-consensus", "revised": True},
    responsible_member_while_another_is_balloted={"council": True, "leads": True, "has_responsible": True,
                                                  "other": "1"},
    paused={"paused": datetime(2026, 2, 5, tzinfo=UTC)},
)  # fmt: skip
_SEAT = {"seat": 7}
ELECTION = _table(
    ElectionFacts(False),
    secretariat={"secretariat": True}, member=_SEAT, member_while_one_runs=_SEAT | {"running": True},
    member_while_the_year_goes_on=_SEAT | {"early": True}, voter=_SEAT | {"votes": True},
    nominated=_SEAT | {"answer": "open"}, candidate=_SEAT | {"answer": "accepted", "votes": True},
    candidate_who_declined=_SEAT | {"answer": "declined", "votes": True},
    late_voter=_SEAT | {"votes": True, "over": True}, elected=_SEAT | {"answer": "accepted", "elected": True},
    chair=_SEAT | {"answer": "accepted", "elected": True, "chairs": True},
    clock={"clock": True, "signed_in": False, "verified": False},
)  # fmt: skip
RECALL = _table(
    RecallFacts(False),
    with_a_hat={"has_hat": True}, member_concerned={"has_hat": True, "concerned": True, "council": True},
    council_member={"has_hat": True, "council": True}, signer={"has_hat": True, "signed": True},
    of_the_members_organisation={"has_hat": True, "same_affiliation": True},
    volunteer={"has_hat": True, "volunteered": True},
    late={"has_hat": True, "volunteered": True, "over": True},
    secretariat={"secretariat": True}, secretariat_before_a_value={"secretariat": True, "missing": ("a lottery",)},
    secretariat_after_a_source_failed={"secretariat": True, "missing": ("a lottery",), "late": True},
    secretariat_concerned={"secretariat": True, "concerned": True, "council": True},
)  # fmt: skip
STATEMENT = _table(
    RoutingFacts(False, answered=True, awaited=True, late=True, answers_ours=True, has_contacts=True),
    drafter={"is_drafter": True}, chair_of_a_group={"chairs_a_group": True}, clearing_house={"clearing_house": True},
    drafter_of_a_correction={"is_drafter": True, "corrects": True},
    drafter_of_a_dropped_one_that_asks_nothing_in_force={"is_drafter": True, "spent": True},
    proposer_of_a_change={"is_proposer": True},
    council_chair={"clearing_house": True, "council_chair": True},
    council_chair_for_a_group={"clearing_house": True, "council_chair": True, "overseen": True},
    clearing_house_while_nobody_chairs_the_council={"clearing_house": True, "unchaired": True},
    responsible_member={"responsible": True, "overseen": True}, approver={"is_approver": True},
    secretariat={"secretariat": True, "clearing_house": True},
    secretariat_before_the_date={"secretariat": True, "clearing_house": True, "late": False, "answered": False},
    secretariat_while_nothing_is_waited_for={"secretariat": True, "clearing_house": True, "answered": False,
                                             "released": True},
    secretariat_where_a_point_is_given_up={"secretariat": True, "clearing_house": True, "answered": False,
                                           "given_up_in_part": True},
    secretariat_without_a_contact={"secretariat": True, "clearing_house": True, "has_contacts": False},
    secretariat_where_it_answers_nothing={"secretariat": True, "clearing_house": True, "answers_ours": False},
    secretariat_while_an_appeal_is_pending={"secretariat": True, "clearing_house": True, "held": HELD},
    secretariat_after_what_it_is_about_is_over={"secretariat": True, "clearing_house": True, "answered": False,
                                                "pointless": True},
    secretariat_soon_after_a_reminder={"secretariat": True, "clearing_house": True,
                                       "reminded": datetime(2026, 2, 5, tzinfo=UTC)},
    contact={"contact": True, "follows": True, "signed_in": False, "verified": False},
    contact_while_nothing_is_waited_for={"contact": True, "follows": True, "signed_in": False, "verified": False,
                                         "awaited": False, "late": False},
    clock={"follows": True, "signed_in": False, "verified": False},
    paused={"paused": datetime(2026, 2, 5, tzinfo=UTC)},
)  # fmt: skip
APPEAL = _table(
    AppealFacts(False),
    appellant={"is_appellant": True, "decided": True}, appellant_too_early={"is_appellant": True},
    appellant_while_late={"is_appellant": True, "late": True},
    appellant_after_the_time={"is_appellant": True, "decided": True, "over": True},
    appellant_at_the_last_rung={"is_appellant": True, "decided": True, "has_next": False},
    appellant_during_a_ballot={"is_appellant": True, "balloted": True},
    decides={"decides": True}, decides_and_has_spoken={"decides": True, "has_spoken": True},
    decides_before_the_draw={"undrawn": True}, involved={"aside": ASIDE["decided"]},
    council_member={"decides": True, "by_ballot": True},
    council_member_during_a_ballot={"decides": True, "by_ballot": True, "balloted": True},
    clock={"late": True, "signed_in": False, "verified": False},
)  # fmt: skip
MEETING = _table(
    MeetingFacts(False, near=True, hum_open=True, undecided=True, documents=True),
    with_a_hat={"has_hat": True}, leader={"has_hat": True, "leads": True},
    leader_while_no_hum_is_open={"leads": True, "hum_open": False}, leader_too_early={"leads": True, "near": False},
    secretary={"writes": True}, present={"has_hat": True, "attends": True},
    with_a_hat_after_all_is_settled={"has_hat": True, "undecided": False},
    with_a_hat_after_the_time={"has_hat": True, "late": True},
    who_added_a_document={"added": True}, moderator={"moderates": True},
    moderator_before_there_is_a_document={"moderates": True, "documents": False},
    paused={"paused": datetime(2026, 2, 5, tzinfo=UTC)},
)  # fmt: skip
CONSULTATION = _table(
    ConsultationFacts(False, asks=True, replies=True, baskets=True, statements=True, hides=True, reported=True),
    with_a_hat={"has_hat": True}, who_may_ask={"has_hat": True, "may_ask": True},
    who_asks={"has_hat": True, "may_ask": True, "leads": True},
    who_asks_before_there_are_questions={"leads": True, "asks": False},
    who_asks_by_invitation_and_invited_nobody={"leads": True, "by_invitation": True},
    who_asks_by_invitation={"leads": True, "by_invitation": True, "anybody": True},
    who_asks_before_anybody_replied={"leads": True, "replies": False},
    who_asks_before_there_is_a_basket={"leads": True, "baskets": False},
    who_asks_after_the_time={"leads": True, "closed_at": datetime(2026, 1, 5, tzinfo=UTC)},
    with_a_hat_after_the_time={"has_hat": True, "closed_at": datetime(2026, 1, 5, tzinfo=UTC)},
    with_a_hat_and_not_invited={"has_hat": True, "by_invitation": True, "anybody": True},
    invited={"has_hat": True, "by_invitation": True, "anybody": True, "invited": True},
    with_a_hat_before_there_is_a_statement={"has_hat": True, "statements": False},
    paused={"has_hat": True, "paused": datetime(2026, 2, 5, tzinfo=UTC)},
    moderator={"moderator": True}, moderator_while_nothing_is_hidden={"moderator": True, "hides": False},
    moderator_while_nothing_is_reported={"moderator": True, "reported": False},
    moderator_while_somebody_is_paused={"moderator": True, "pauses": True},
    who_wrote_the_reply_of_a_statement={"has_hat": True, "drawn_from": True},
)  # fmt: skip

TABLES: dict[str, Roles] = {
    "issue": ISSUE, "outcome": ISSUE, "group": GROUP, "draft": DRAFT, "recommendation": RECOMMENDATION, "call": CALL,
    "objection": OBJECTION, "minority": MINORITY, "review": REVIEW, "ballot": BALLOT, "council": COUNCIL,
    "selection": SELECTION, "procedure-change": CHANGE, "election": ELECTION, "recall": RECALL,
    "body": STATEMENT, "body-change": STATEMENT, "statement": STATEMENT, "appeal": APPEAL, "meeting": MEETING,
    "consultation": CONSULTATION,
}  # fmt: skip
