"""What an upheld appeal does: one row for each kind of event, and one for each kind of subject (section 10).

What the rows say is in ``undoing``; what they name is in the modules ``effects_…``, one for each area.
"""

from igtf.appeals import effects_drafts as drafts
from igtf.appeals import effects_groups as groups
from igtf.appeals import effects_issues as issues
from igtf.appeals import effects_judged as judged
from igtf.appeals import effects_letters as letters
from igtf.appeals import effects_offices as offices
from igtf.appeals import effects_parts as parts
from igtf.appeals import effects_people as people
from igtf.appeals import effects_results as results
from igtf.appeals import effects_selection as selection
from igtf.appeals import effects_work as work
from igtf.appeals.decisions import JUDGED
from igtf.appeals.undoing import NOTHING_ELSE, GoingBack, Undoing, before_or, only_its_move, only_itself, related_by
from igtf.consensus.events import DECLARED_ON
from igtf.drafts.events import ASK_STATUS
from igtf.groups.events import DRAFT_FREED
from igtf.meetings.events import CONFIRMED
from igtf.routing.events import WE_ANSWERED

_OFFICE = Undoing(offices.offices_back)
_CHARTERED = Undoing(
    groups.no_group, led_to=groups.work_of, led_by=("issue.take-up", "draft.call-for-adoption"),
    began=groups.worked_since,
)  # fmt: skip
_COUNTED = Undoing(results.undecided, led_to=related_by("decides-on"))

UNDOING: dict[str, Undoing] = {
    # issues and outcomes
    "issue.accept": NOTHING_ELSE,
    "issue.decline": NOTHING_ELSE,
    "issue.agree-referral": NOTHING_ELSE,
    "issue.find-no-body": NOTHING_ELSE,
    "issue.merge": Undoing(issues.unmerged),
    "issue.take-up": Undoing(issues.out_of_group),
    "issue.return": Undoing(groups.taken_up_again),
    "issue.resolve": Undoing(issues.no_result),
    "issue.let-stay": NOTHING_ELSE,
    "issue.reopen": Undoing(work.closed_again),
    "outcome.note": NOTHING_ELSE,
    "outcome.suggest": NOTHING_ELSE,
    "outcome.become-issue": Undoing(work.apart_from_issue),
    "outcome.attach": Undoing(work.detached),
    "outcome.wait-again": Undoing(alone=only_its_move),
    # groups and their meetings
    "group.approve-bof": Undoing(groups.forget_bof),
    "group.bof-again": Undoing(groups.forget_bof),
    "group.approve-after-refusal": Undoing(groups.forget_bof),
    "group.decline": Undoing(led_to=groups.ended_with, led_by=groups.ENDED),
    "group.start-chartering": NOTHING_ELSE,
    "group.return-charter": Undoing(parts.reviewed_again),
    "group.charter": _CHARTERED,
    "group.establish": _CHARTERED,
    "group.recharter": Undoing(groups.charter_again),
    "group.rest": NOTHING_ELSE,
    "group.wake": NOTHING_ELSE,
    "group.conclude": Undoing(
        groups.group_again, led_to=groups.freed, led_by=("issue.return", DRAFT_FREED, *groups.ENDED)
    ),
    "group.assign": _OFFICE,
    "group.appoint-chair": _OFFICE,
    "group.name-officer": _OFFICE,
    "group.end-officer": _OFFICE,
    "group.approve-milestone": Undoing(parts.milestone_proposed),
    "group.decline-milestone": Undoing(parts.milestone_again),
    "group.drop-milestone": Undoing(parts.milestone_again),
    CONFIRMED: Undoing(parts.to_the_list),
    # drafts, their recommendations and reviews
    "draft.assign": _OFFICE,
    "draft.adopt": Undoing(drafts.not_adopted),
    "draft.decline-adoption": NOTHING_ELSE,
    "draft.name-editors": _OFFICE,
    "draft.back-to-work": NOTHING_ELSE,
    "draft.park": NOTHING_ELSE,
    "draft.unpark": NOTHING_ELSE,
    "draft.withdraw": NOTHING_ELSE,
    "draft.replace": Undoing(drafts.unreplaced),
    "draft.write-up": Undoing(drafts.no_write_up),
    "draft.sponsor": Undoing(drafts.no_write_up),
    "draft.repeat-last-call": NOTHING_ELSE,
    "draft.return": NOTHING_ELSE,
    "draft.approve": Undoing(drafts.no_waivers),
    "draft.publish": Undoing(drafts.no_waivers),
    DRAFT_FREED: Undoing(groups.group_draft_again),
    "recommendation.make": Undoing(
        drafts.gives_place_back, led_to=drafts.had_place_of, led_by=("issue.recommend", "recommendation.be-superseded"),
        began=drafts.had_place_since,
    ),
    "recommendation.be-superseded": Undoing(drafts.in_force_again),
    "review.withdraw": Undoing(work.reviewed_still),
    "review.end-with-group": Undoing(work.reviewed_still),
    # what is asked and counted
    "call.declare": Undoing(results.undeclared, led_to=results.asked_about, echo=DECLARED_ON),
    "call.withdraw": Undoing(work.asked_again),
    "call.end-with-group": Undoing(work.asked_again),
    "consultation.sum-up": Undoing(work.no_summary),
    "consultation.withdraw": Undoing(work.replies_again),
    "consultation.end-with-group": Undoing(work.replies_again),
    "ballot.put-to-alternate": Undoing(work.put_back),
    "ballot.set-aside": Undoing(work.not_set_aside),
    "ballot.close": _COUNTED,
    "ballot.close-early": _COUNTED,
    "ballot.recall": Undoing(
        work.balloted_again, led_to=results.decided_on_again,
        led_by=("draft.ballot-recalled", "procedure-change.ballot-recalled"),
    ),
    "procedure-change.back": NOTHING_ELSE,
    "procedure-change.decline": NOTHING_ELSE,
    "procedure-change.adopt": Undoing(results.former_numbers),
    # who sits in the council
    "council.seat": Undoing(offices.unseat),
    "council.send-liaison": Undoing(offices.unseat),
    "council.unseat": Undoing(offices.seat_back),
    "council.name-chair": _OFFICE,
    "selection.announce-again": Undoing(parts.former_sources),
    "selection.draw": Undoing(selection.choose_again),
    "selection.fill": Undoing(selection.choose_again),
    "selection.answer": Undoing(parts.objection_open),
    "selection.confirm": Undoing(selection.unseat_chosen),
    "selection.fill-vacancy": Undoing(selection.unseat_who_came, alone=only_itself),
    "selection.withdraw": Undoing(work.selected_still),
    "recall.announce-again": Undoing(parts.former_sources),
    # bodies and letters
    "body.list": Undoing(parts.stays_listed),
    "body.end-contact": Undoing(parts.contact_again),
    "body-change.approve": Undoing(work.entry_before),
    "body-change.decline": NOTHING_ELSE,
    "statement.send": Undoing(letters.was_sent, led_to=related_by("refers"), led_by=("issue.refer",), echo=WE_ANSWERED),
    "statement.close": Undoing(letters.unclosed, echo=ASK_STATUS, tell=letters.tell),
    "statement.give-up": Undoing(letters.waits_again, echo=ASK_STATUS, alone=letters.with_closing, tell=letters.tell),
    "statement.drop": Undoing(
        led_to=related_by("suggests", "answers"), led_by=("outcome.wait-again", "statement.wait-again")
    ),
    "statement.wait-again": Undoing(letters.responded_still, alone=only_its_move),
    "statement.revoke-link": Undoing(parts.links_stay),
    "statement.open-issue": Undoing(letters.apart_from_raised, tell=letters.tell),
    "statement.attach": Undoing(letters.written_there, tell=letters.tell),
    "statement.note": Undoing(letters.wanted_again, tell=letters.tell),
    # accounts
    "person.confirm-hat": Undoing(people.unconfirmed),
    "person.refuse-hat": Undoing(people.asked_again),
    "person.take-back-hat": Undoing(people.confirmed_again),
    "person.approve-claim": Undoing(people.unclaimed),
    "person.close": Undoing(people.opened),
    "person.reopen": Undoing(people.closed),
    "role.give": Undoing(people.no_role),
    "role.end": Undoing(people.role_again),
    # what moderators judge
    "comment.hide": Undoing(judged.comment_shown),
    "comment.keep": Undoing(judged.comment_reported),
    "comment.warn": NOTHING_ELSE,
    "comment.pause": Undoing(judged.pause_ended),
    "comment.end-pause": Undoing(judged.paused_again),
    "consultation.hide-reply": Undoing(judged.reply_shown),
    "consultation.keep-reply": Undoing(judged.reply_reported),
    "consultation.show-reply": Undoing(judged.reply_hidden),
    "consultation.warn": NOTHING_ELSE,
    "consultation.pause": Undoing(judged.pause_ended),
    "consultation.end-pause": Undoing(judged.paused_again),
    **{f"{kind}.hide": Undoing(judged.seen_again) for kind in JUDGED},
    **{f"{kind}.keep": Undoing(judged.subject_reported) for kind in JUDGED},
    **{f"{kind}.show-again": Undoing(work.not_seen) for kind in JUDGED},
    **{f"{kind}.warn": NOTHING_ELSE for kind in JUDGED},
    **{f"{kind}.pause": Undoing(judged.pause_ended) for kind in JUDGED},
    **{f"{kind}.end-pause": Undoing(judged.paused_again) for kind in JUDGED},
    "entry.redact": NOTHING_ELSE,
    "file.remove": NOTHING_ELSE,
    "meeting.remove-document": Undoing(parts.document_again),
}  # fmt: skip
"""Kind of event → what an upheld appeal does to it. Each decision has a row; each other one is taken back only with a
decision that was made before it."""


def undoing_of(kind: str) -> Undoing:
    """Return what an upheld appeal does to a kind of event; to one without a row, which nobody can appeal, nothing
    beside the state."""
    return UNDOING.get(kind, NOTHING_ELSE)


GOING_BACK: dict[str, GoingBack] = {
    "issue": GoingBack(work.issue_goes_to, issues.settle),
    "outcome": GoingBack(work.outcome_goes_to),
    "group": GoingBack(before_or("declined"), groups.settle),
    "draft": GoingBack(work.draft_goes_to, drafts.settle),
    "recommendation": GoingBack(before_or("annulled")),
    "call": GoingBack(work.call_goes_to),
    "review": GoingBack(work.with_its_group),
    "consultation": GoingBack(work.with_its_group),
    "ballot": GoingBack(work.ballot_goes_to, decides=True),
    "procedure-change": GoingBack(work.change_goes_to),
    "selection": GoingBack(work.selection_goes_to),
    "statement": GoingBack(letters.goes_to),
    "body-change": GoingBack(work.entry_goes_to),
}
"""Kind of subject → how it goes back: each that can be annulled has a row."""
