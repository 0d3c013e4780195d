"""The numbers of the procedure (section 15), in one versioned table that pages, code and tests read."""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from igtf.core.i18n import Text

VERSION = 1


@dataclass(frozen=True)
class ProcedureNumber:
    """One number: its value, unit, and what it is for."""

    name: str
    value: float
    unit: Text
    meaning: Text


_DAYS, _PEOPLE, _SHARE = _l("days"), _l("people"), _l("share")

TABLE = (
    ProcedureNumber("two_step_days", 7, _DAYS, _l("a two-step decision of the clearing house waits")),
    ProcedureNumber("two_step_stoppers", 2, _PEOPLE, _l("of different stakeholder groups stop a two-step decision")),
    ProcedureNumber("lapse_days", 60, _DAYS, _l("an issue that needs information lapses without an answer")),
    ProcedureNumber("contest_days", 30, _DAYS, _l("a resolution can be contested")),
    ProcedureNumber("chair_notice_days", 7, _DAYS, _l("notice before a chair is appointed")),
    ProcedureNumber("late_revision_days", 7, _DAYS, _l("position holders review a revision made after the close")),
    ProcedureNumber("call_days", 14, _DAYS, _l("a group last call or a call for adoption, at least")),
    ProcedureNumber(
        "call_reminder_days", 3, _DAYS, _l("before the end of a call, members who have not answered are reminded")
    ),
    ProcedureNumber("estimate_days", 3, _DAYS, _l("the group reacts to an estimate, where there were objections")),
    ProcedureNumber("council_last_call_days", 14, _DAYS, _l("a council last call on a group draft, at least")),
    ProcedureNumber("council_last_call_individual_days", 28, _DAYS, _l("a council last call on an individual draft")),
    ProcedureNumber("internal_review_days", 7, _DAYS, _l("internal review of a charter, at least")),
    ProcedureNumber("external_review_days", 10, _DAYS, _l("external review of a charter, at least")),
    ProcedureNumber("bof_people", 10, _PEOPLE, _l("support a proposed group before a BoF")),
    ProcedureNumber("bof_groups", 3, _l("stakeholder groups"), _l("among the supporters of a proposed group")),
    ProcedureNumber("bof_regions", 2, _l("regions"), _l("among the supporters of a proposed group")),
    ProcedureNumber("bof_writers", 3, _PEOPLE, _l("of the supporters of a proposed group would write")),
    ProcedureNumber("bofs", 2, _l("BoFs"), _l("of one proposal, at most")),
    ProcedureNumber("refusal_people", 10, _PEOPLE, _l("ask the council for a BoF after a refusal")),
    ProcedureNumber("quiet_days", 90, _DAYS, _l("without a revision, and a group's draft shows on its chairs' desk")),
    ProcedureNumber("answer_comment_days", 3, _DAYS, _l("without an answer, and a comment shows on the chairs' desk")),
    ProcedureNumber("expiry_days", 185, _DAYS, _l("a draft expires without a revision")),
    ProcedureNumber("expiry_first_warning_days", 14, _DAYS, _l("before a draft expires its authors are warned")),
    ProcedureNumber("expiry_last_warning_days", 3, _DAYS, _l("before a draft expires its authors are warned again")),
    ProcedureNumber("triage_days", 14, _DAYS, _l("target for triage and for a responsible member")),
    ProcedureNumber("ballot_days", 21, _DAYS, _l("a ballot runs")),
    ProcedureNumber("deferral_days", 14, _DAYS, _l("a deferral adds, once")),
    ProcedureNumber("early_close_days", 7, _DAYS, _l("before a ballot may close early")),
    ProcedureNumber("inherited_discuss_days", 14, _DAYS, _l("to re-assert an inherited Discuss")),
    ProcedureNumber("lone_discuss_days", 14, _DAYS, _l("before a lone Discuss may go to the alternate ballot")),
    ProcedureNumber("publication_days", 14, _DAYS, _l("publication waits for appeals")),
    ProcedureNumber("base_share", 2 / 3, _SHARE, _l("of the base that must take Yes or No objection")),
    ProcedureNumber("group_share", 1 / 2, _SHARE, _l("of each stakeholder group in the base")),
    ProcedureNumber("base_groups", 4, _l("stakeholder groups"), _l("in the base of a ballot, at least")),
    ProcedureNumber("answer_days", 60, _DAYS, _l("a liaison statement waits for an answer, if no date is set")),
    ProcedureNumber("reminder_days", 30, _DAYS, _l("between reminders, while an overdue answer is missing")),
    ProcedureNumber("no_answer_days", 90, _DAYS, _l("overdue before a statement may be closed as no answer")),
    ProcedureNumber("link_days", 90, _DAYS, _l("a link by which a contact answers a statement works")),
    ProcedureNumber("participation_floor", 3, _PEOPLE, _l("of a stakeholder group before it gets a consensus score")),
    ProcedureNumber("document_days", 14, _DAYS, _l("before a meeting its documents are due")),
    ProcedureNumber("decision_days", 14, _DAYS, _l("a decision of a meeting waits for objections from the list")),
    ProcedureNumber("meeting_reminder_days", 1, _DAYS, _l("before a meeting its members are reminded, once")),
    ProcedureNumber("early_minutes", 60, _l("minutes"), _l("before its time a meeting may be opened, at most")),
    ProcedureNumber("night_from", 22, _l("o'clock"), _l("the night of the planner of meetings begins")),
    ProcedureNumber("night_until", 7, _l("o'clock"), _l("the night of the planner of meetings ends")),
    ProcedureNumber("term_years", 3, _l("years"), _l("of a seat of the council")),
    ProcedureNumber("nomination_days", 14, _DAYS, _l("nominations for the council are open, at least")),
    ProcedureNumber("nominee_support", 3, _PEOPLE, _l("of the same stakeholder group put a nominee forward")),
    ProcedureNumber("selection_objection_days", 14, _DAYS, _l("to object to who was chosen for the council")),
    ProcedureNumber("appeal_months", 2, _l("months"), _l("a decision can be appealed")),
    ProcedureNumber("appeal_acknowledge_days", 14, _DAYS, _l("an appeal is acknowledged, at the latest")),
    ProcedureNumber("appeal_decide_days", 60, _DAYS, _l("after that an appeal is decided, at the latest")),
    ProcedureNumber("appeal_next_days", 14, _DAYS, _l("after a decision the appellant may go to the next rung")),
    ProcedureNumber("appeal_hold_days", 60, _DAYS, _l("publication and sending wait for an appeal, at most")),
    ProcedureNumber("appeal_panel", 3, _PEOPLE, _l("drawn by lot sit on a panel that decides on an appeal")),
    ProcedureNumber("appeal_moderators", 2, _l("moderators"), _l("who are not involved decide on an appeal together")),
    ProcedureNumber("interim_days", 365, _DAYS, _l("an interim council sits, at most")),
    ProcedureNumber("per_affiliation", 2, _PEOPLE, _l("of one affiliation on the council, at most")),
    ProcedureNumber("per_region", 2, _PEOPLE, _l("of one region in a stakeholder group's seats at large, at most")),
)

NUMBERS = {number.name: number.value for number in TABLE}


def days(name: str) -> int:
    """Return a number of the table as whole days; KeyError when there is none of this name."""
    return int(NUMBERS[name])
