"""What taking a decision back means beside the state: one table for events, one for kinds (section 10).

An effect undoes what its event did to columns, roles and seats, and returns what cannot be undone, as a sentence.
"""

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import aliased

from igtf.appeals.decisions import JUDGED
from igtf.appeals.effects_groups import (
    charter_again,
    forget_bof,
    freed,
    group_again,
    group_draft_again,
    no_group,
    taken_up_again,
)
from igtf.appeals.effects_letters import LETTERS
from igtf.appeals.effects_offices import OFFICES_BACK
from igtf.appeals.effects_parts import PARTS
from igtf.appeals.effects_people import PEOPLE
from igtf.appeals.effects_selection import choose_again, unseat_chosen, unseat_who_came
from igtf.appeals.effects_work import GOES_ON, ON_NEWEST, WORK, revised_meanwhile
from igtf.consensus.events import DECLARED_ON
from igtf.consensus.models import Call, Estimate
from igtf.consensus.objecting import catch_up
from igtf.consultations.lookups import reply_numbered
from igtf.consultations.models import Consultation
from igtf.consultations.moderating import reveal
from igtf.core.db import session
from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.council.models import Ballot
from igtf.council.purposes import PURPOSES
from igtf.discussion.commands import show_comment
from igtf.discussion.models import Comment
from igtf.discussion.moderating import put_back
from igtf.discussion.pauses import lift
from igtf.discussion.queries import related
from igtf.drafts.aside import forget_agreed
from igtf.drafts.editing import end_editors
from igtf.drafts.events import ASK_STATUS
from igtf.drafts.lookups import calls_on
from igtf.drafts.models import Draft, DraftReplacement, DraftWaiver, Recommendation
from igtf.drafts.naming import adoption_annulled
from igtf.drafts.recommending import next_due
from igtf.drafts.succeeding import WOULD
from igtf.groups.events import DRAFT_FREED
from igtf.groups.refusals import forget_requests
from igtf.issues.commands import unmerge
from igtf.issues.models import Issue
from igtf.meetings.events import CONFIRMED
from igtf.meetings.minuting import give_back
from igtf.people.roles import end_role, holders
from igtf.procedure.commands import give_numbers_back
from igtf.procedure.models import Change
from igtf.record.by import By
from igtf.record.models import Event, StateChange, Subject, VoidEvent
from igtf.record.queries import left_by
from igtf.record.subjects import unrelate
from igtf.routing.events import WE_ANSWERED
from igtf.routing.releasing import wait_again

Effect = Callable[[Any, Event, By], Text]


def _no_result(issue: Issue, _event: Event, _by: By) -> Text:
    issue.result = None
    return ""


def _unmerge(issue: Issue, _event: Event, _by: By) -> Text:
    unmerge(issue)
    return _l("Its supporters went along to the other issue; whoever wants to supports this one again.")


def _out_of_group(issue: Issue, _event: Event, _by: By) -> Text:
    if issue.subject.group_id:
        unrelate(issue.subject.group_id, "works-on", issue.id)
    issue.state_before = issue.subject.group_id = None
    return ""


def _seen_again(thing: Any, event: Event, by: By) -> Text:
    put_back(thing, session.get_one(StateChange, event.id).before, by)
    return ""


def _judged(event: Event) -> Comment:
    data = left_by(event.id)
    return session.get_one(Comment, data["comment"])


def _show_comment(_thing: Any, event: Event, by: By) -> Text:
    show_comment(_judged(event), reason=_l("An appeal was upheld."), by=by)
    return ""


def _show_reply(_thing: Any, event: Event, by: By) -> Text:
    data = left_by(event.id)
    consultation = session.get_one(Consultation, event.subject_id)
    judged = reply_numbered(consultation.id, data["reply"])
    if judged is None or judged.hidden_at != event.at:  # shown again since, perhaps hidden by another decision
        return _l("What moderators decided about the reply since then stays.")
    reveal(consultation, reply=data["reply"], reason=_l("An appeal was upheld."), by=by)
    return ""


def _end_pause(_thing: Any, event: Event, by: By) -> Text:
    lift(event, reason=_l("An appeal was upheld."), by=by)
    return ""


def _not_adopted(draft: Draft, event: Event, by: By) -> Text:
    draft.subject.group_id = None
    forget_agreed(draft.id)
    end_editors(draft.id, by)
    data = left_by(event.id)
    if data["former"].rpartition("-")[0] == data["name"]:
        return ""  # it had this name before, from the same group
    adoption_annulled(draft, data["former"], by)
    return _l("It has its former name and text again; the revisions of the group stay readable under theirs.")


def _no_write_up(draft: Draft, _event: Event, by: By) -> Text:
    draft.write_up = None
    for person_id in holders("shepherd", draft.id):
        end_role(person_id, "shepherd", at=by.at, subject_id=draft.id)
    return ""


def _no_waivers(draft: Draft, _event: Event, _by: By) -> Text:
    session.execute(delete(DraftWaiver).where(DraftWaiver.draft_id == draft.id))
    return ""


def _unreplaced(draft: Draft, _event: Event, _by: By) -> Text:
    for other in related(draft.id, "replaces", reverse=True):
        unrelate(other.id, "replaces", draft.id)
    session.execute(delete(DraftReplacement).where(DraftReplacement.old_id == draft.id))
    return ""


def _gives_place_back(recommendation: Recommendation, _event: Event, _by: By) -> Text:
    for kind, _move in WOULD.values():
        for earlier in related(recommendation.id, kind):
            unrelate(recommendation.id, kind, earlier.id)
    return ""


def _in_force_again(recommendation: Recommendation, _event: Event, by: By) -> Text:
    recommendation.subject.due_at = next_due(recommendation.asks)
    wait_again(recommendation.id, by=by)
    return ""


def _to_the_list(_thing: Any, event: Event, by: By) -> Text:
    data = left_by(event.id)
    give_back(event.subject_id or 0, data["decision"], by)
    return ""


def _undeclared(call: Any, _event: Event, by: By) -> Text:
    catch_up(call, by)
    call.result = call.declared_by_id = call.declared_at = None
    call.decided = call.dealt = call.tradeoffs = call.look_again = ""
    published = (Estimate.call_id == call.id, Estimate.round == call.round)
    session.execute(update(Estimate).where(*published).values(round=0))  # the group reacts to a new one
    return ON_NEWEST if revised_meanwhile(call) else ""


def _undecided(ballot: Ballot, _event: Event, _by: By) -> Text:
    if PURPOSES[ballot.purpose].opened_by_asking:
        forget_requests(ballot.decides_on_id)
    return _l("What followed for the seat of the member stays.") if ballot.panel else ""


def _former_numbers(change: Change, event: Event, by: By) -> Text:
    void = session.get_one(VoidEvent, event.id)
    return give_numbers_back(change, left_by(event.id)["version"], appeal_id=void.by_id, by=by)


EFFECTS: dict[str, Effect] = {
    "issue.resolve": _no_result,
    "issue.merge": _unmerge,
    "issue.take-up": _out_of_group,
    "issue.return": taken_up_again,
    **dict.fromkeys((f"{kind}.hide" for kind in JUDGED), _seen_again),
    "comment.hide": _show_comment,
    "comment.pause": _end_pause,
    **dict.fromkeys((f"{kind}.pause" for kind in JUDGED), _end_pause),
    "consultation.pause": _end_pause,
    "consultation.hide-reply": _show_reply,
    "draft.adopt": _not_adopted,
    "draft.write-up": _no_write_up,
    "draft.sponsor": _no_write_up,
    "draft.approve": _no_waivers,
    "draft.publish": _no_waivers,
    "draft.replace": _unreplaced,
    DRAFT_FREED: group_draft_again,
    "recommendation.make": _gives_place_back,
    "recommendation.be-superseded": _in_force_again,
    "call.declare": _undeclared,
    "ballot.close": _undecided,
    "ballot.close-early": _undecided,
    "group.approve-bof": forget_bof,
    "group.approve-after-refusal": forget_bof,
    "group.charter": no_group,
    "group.establish": no_group,
    "group.recharter": charter_again,
    "group.conclude": group_again,
    "procedure-change.adopt": _former_numbers,
    CONFIRMED: _to_the_list,
    "selection.draw": choose_again,
    "selection.fill": choose_again,
    "selection.confirm": unseat_chosen,
    "selection.fill-vacancy": unseat_who_came,
    "group.bof-again": forget_bof,
    **LETTERS,
    **OFFICES_BACK,
    **PARTS,
    **PEOPLE,
    **WORK,
}
"""Kind of event → what undoes it. An event without effect here changed nothing but the state."""


def _kind(*kinds: str) -> Callable[[Subject], Iterable[Subject]]:
    return lambda subject: [found for kind in kinds for found in related(subject.id, kind)]


def _asked_about(call: Subject) -> Iterable[Subject]:
    return [about for about in related(call.id, "asks-about") if about.kind in ("draft", "procedure-change")]


def _had_place_of(recommendation: Subject) -> Iterable[Subject]:
    """Return the issues that no other recommendation addresses, and the earlier ones that no other has superseded."""
    for kind in ("addresses", "supersedes"):
        for found in related(recommendation.id, kind):
            others = (one for one in related(found.id, kind, reverse=True) if one.kind == "recommendation")
            if all(other.id == recommendation.id or other.state == "annulled" for other in others):
                yield found


def _balloted(ballot: Subject) -> Iterable[Subject]:
    """Return what a ballot decides on that goes on when its recall is annulled."""
    return related(ballot.id, "decides-on") if session.get_one(Ballot, ballot.id).purpose in GOES_ON else []


def _work_of(group: Subject) -> Iterable[Subject]:
    """Return the issues and drafts of a group, and the drafts that it was asked last whether to adopt."""
    own = aliased(Subject)
    asked = select(Call.about_id).join(own, own.id == Call.id).where(own.group_id == group.id)
    waiting = (Subject.state == "call-for-adoption") & Subject.id.in_(asked)
    drafts = session.scalars(
        select(Subject).where(Subject.kind == "draft", (Subject.group_id == group.id) | waiting).order_by(Subject.id)
    ).all()
    ours = [draft for draft in drafts if draft.group_id or _asked_last(draft) == group.id]
    return [*related(group.id, "works-on"), *ours]


def _asked_last(draft: Subject) -> int | None:
    """Return the group that was asked last whether to adopt a draft."""
    return calls_on(draft.id).get("adoption", ("", None))[1]


CHARTERED = ("group.charter", "group.establish")
"""The kinds of event by which a group begins to work."""

LED_TO: dict[str, Callable[[Subject], Iterable[Subject]]] = {
    "call.declare": _asked_about,
    "ballot.close": _kind("decides-on"),
    "ballot.close-early": _kind("decides-on"),
    "statement.send": _kind("refers"),
    "recommendation.make": _had_place_of,
    **dict.fromkeys(CHARTERED, _work_of),
    "group.conclude": freed,
    "ballot.recall": _balloted,
    "statement.drop": _kind("suggests", "answers"),
}
"""Kind of event → the subjects whose later moves followed from it, and are void with it."""

LED_BY: dict[str, tuple[str, ...]] = {
    "statement.send": ("issue.refer",),
    "recommendation.make": ("issue.recommend", "recommendation.be-superseded"),
    **dict.fromkeys(CHARTERED, ("issue.take-up", "draft.call-for-adoption")),
    "group.conclude": ("issue.return", DRAFT_FREED),
    "ballot.recall": ("draft.ballot-recalled", "procedure-change.ballot-recalled"),
    "statement.drop": ("outcome.wait-again", "statement.wait-again"),
}
"""Kind of event → the moves by which it led to a subject: only they, and what came after, are void. Without a row here
all moves of the subject that came after are."""

FALLS_ALONE = ("outcome.wait-again", "statement.wait-again")
"""The moves by which a decision led to a subject and which are void alone: what came after them holds."""

ECHOES = {"call.declare": DECLARED_ON, "statement.send": WE_ANSWERED, "statement.close": ASK_STATUS,
          "statement.give-up": ASK_STATUS}  # fmt: skip
"""Kind of event → that of the entry which the same act left on what its subject is about: void with it."""

ECHOED = ("asks-about", "answers", "carries")
"""The relations of a subject to where its acts left such an entry."""
