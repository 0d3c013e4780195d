"""The numbers of the first version of the procedure (section 15) as plain data, and how shares are read exactly.

Nothing is loaded here: whoever counts a ballot again without the site has only this. ``numbers`` says what each is for.
"""

from collections.abc import Iterable, Mapping
from fractions import Fraction

FIRST = 1
"""The version that the table itself is."""

LARGEST_PART = 100
"""The largest denominator of a share."""

VALUES: Mapping[str, float] = {
    "two_step_days": 7,
    "two_step_stoppers": 2,
    "lapse_days": 60,
    "contest_days": 30,
    "chair_notice_days": 7,
    "late_revision_days": 7,
    "call_days": 14,
    "call_reminder_days": 3,
    "consultation_days": 28,
    "consultation_reminder_days": 7,
    "estimate_days": 3,
    "council_last_call_days": 14,
    "council_last_call_individual_days": 28,
    "internal_review_days": 7,
    "external_review_days": 10,
    "bof_people": 10,
    "bof_groups": 3,
    "bof_regions": 2,
    "bof_writers": 3,
    "bofs": 2,
    "refusal_people": 10,
    "quiet_days": 90,
    "answer_comment_days": 3,
    "expiry_days": 185,
    "expiry_first_warning_days": 14,
    "expiry_last_warning_days": 3,
    "triage_days": 14,
    "ballot_days": 21,
    "ballot_reminder_days": 3,
    "deferral_days": 14,
    "early_close_days": 7,
    "inherited_discuss_days": 14,
    "lone_discuss_days": 14,
    "publication_days": 14,
    "base_share": 2 / 3,
    "group_share": 1 / 2,
    "base_groups": 4,
    "half_share": 1 / 2,
    "alternate_noes": 1 / 10,
    "panel_share": 3 / 4,
    "procedure_call_days": 28,
    "procedure_people": 10,
    "answer_days": 60,
    "least_answer_days": 14,
    "reminder_days": 30,
    "hand_reminder_days": 7,
    "no_answer_days": 90,
    "link_days": 90,
    "contact_days": 365,
    "contact_notice_days": 30,
    "participation_floor": 3,
    "document_days": 14,
    "decision_days": 14,
    "meeting_reminder_days": 1,
    "early_minutes": 60,
    "close_hours": 3,
    "night_from": 22,
    "night_until": 7,
    "term_years": 3,
    "nomination_days": 14,
    "nominee_support": 3,
    "selection_objection_days": 14,
    "appeal_months": 2,
    "appeal_acknowledge_days": 14,
    "appeal_decide_days": 60,
    "appeal_next_days": 14,
    "appeal_hold_days": 60,
    "appeal_panel": 3,
    "appeal_moderators": 2,
    "interim_days": 365,
    "former_hat_months": 6,
    "per_affiliation": 2,
    "chair_days": 365,
    "chair_nomination_days": 14,
    "chair_vote_days": 14,
    "chair_ahead_days": 35,
    "recall_signatures": 20,
    "recall_per_affiliation": 2,
    "recall_petition_days": 90,
    "recall_panel": 10,
    "recall_volunteer_days": 14,
    "pause_days": 30,
    "pause_appeal_acknowledge_days": 2,
    "pause_appeal_decide_days": 3,
    "pause_appeal_share": 1 / 2,
    "per_region": 2,
}

SMALLER = (
    ("expiry_last_warning_days", "expiry_first_warning_days"),
    ("expiry_first_warning_days", "expiry_days"),
    ("early_close_days", "ballot_days"),
    ("call_reminder_days", "call_days"),
    ("ballot_reminder_days", "ballot_days"),
    ("consultation_reminder_days", "consultation_days"),
    ("bof_writers", "bof_people"),
    ("least_answer_days", "answer_days"),
    ("contact_notice_days", "contact_days"),
    ("chair_ahead_days", "chair_days"),
)
"""Pairs of which the first has to be the smaller one."""


def unfit(values: Mapping[str, float]) -> list[tuple[str, str]]:
    """Return the pairs of numbers that do not go together; empty when they all do."""
    return [(one, other) for one, other in SMALLER if not values[one] < values[other]]


def given_back(
    changes: Iterable[str], now: Mapping[str, float], made: Mapping[str, float], before: Mapping[str, float]
) -> dict[str, float]:
    """Return the numbers that come back as they were ``before`` the version that ``changes`` had ``made``.

    What another change has set since, so that it is another one ``now``, stays.
    """
    return {name: before[name] for name in changes if name in now and now[name] == made[name]}


def exactly(value: float) -> Fraction:
    """Return a share as the fraction that it stands for."""
    return Fraction(value).limit_denominator(LARGEST_PART)
