"""What taking a decision on a draft or a recommendation back means for name, roles, relations and asks."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import delete, select

from igtf.consensus.renewing import review
from igtf.consensus.revised import unreviewed
from igtf.core.db import session
from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.council.running import running_on
from igtf.discussion.queries import related
from igtf.drafts.editing import end_editors
from igtf.drafts.models import Draft, DraftReplacement, DraftWaiver, Recommendation
from igtf.drafts.naming import adoption_annulled
from igtf.drafts.recommending import next_due
from igtf.drafts.replacing import forget_agreed
from igtf.drafts.succeeding import WOULD
from igtf.people.roles import end_role, holders
from igtf.record.by import By, by_clock
from igtf.record.models import Event, StateChange, Subject, VoidEvent
from igtf.record.numbers import period
from igtf.record.queries import left_by
from igtf.record.subjects import unrelate
from igtf.routing.releasing import wait_again


def not_adopted(draft: Draft, event: Event, by: By) -> Text:
    """Give a draft that a group adopted back to its authors, with its former name and text."""
    draft.subject.group_id = None
    forget_agreed(draft.id)
    end_editors(draft.id, by)
    data = left_by(event.id)
    if data["former"].rpartition("-")[0] == data["name"]:
        return ""  # it had this name before, from the same group
    adoption_annulled(draft, data["former"], by)
    return _l("It has its former name and text again; the revisions of the group stay readable under theirs.")


def no_write_up(draft: Draft, _event: Event, by: By) -> Text:
    """Let a draft have no write-up, and no shepherd or sponsor."""
    draft.write_up = None
    for person_id in holders("shepherd", draft.id):
        end_role(person_id, "shepherd", at=by.at, subject_id=draft.id)
    return ""


def no_waivers(draft: Draft, _event: Event, _by: By) -> Text:
    """Forget what was waived for one publication of a draft."""
    session.execute(delete(DraftWaiver).where(DraftWaiver.draft_id == draft.id))
    return ""


def unreplaced(draft: Draft, _event: Event, _by: By) -> Text:
    """Let no draft replace one that was replaced."""
    for other in related(draft.id, "replaces", reverse=True):
        unrelate(other.id, "replaces", draft.id)
    session.execute(delete(DraftReplacement).where(DraftReplacement.old_id == draft.id))
    return ""


def gives_place_back(recommendation: Recommendation, _event: Event, _by: By) -> Text:
    """Let a recommendation supersede or update no other one."""
    for kind, _move in WOULD.values():
        for earlier in related(recommendation.id, kind):
            unrelate(recommendation.id, kind, earlier.id)
    return ""


def in_force_again(recommendation: Recommendation, _event: Event, by: By) -> Text:
    """Let the asks of a recommendation that was superseded be due again, and its letters wait."""
    recommendation.subject.due_at = next_due(recommendation.asks)
    wait_again(recommendation.id, by=by)
    return ""


def had_place_of(recommendation: Subject) -> Iterable[Subject]:
    """Yield the issues that no other recommendation addresses, and the earlier ones that no other has superseded."""
    for kind in ("addresses", "supersedes"):
        for found in related(recommendation.id, kind):
            others = (one for one in related(found.id, kind, reverse=True) if one.kind == "recommendation")
            if all(other.id == recommendation.id or other.state == "annulled" for other in others):
                yield found


def had_place_since(led_to: Subject, made: Event, moves: Sequence[str]) -> datetime | None:
    """Return when a recommendation took the place of an earlier one, or an issue was recommended; None when not.

    The act may be that of another recommendation, which was annulled while this one stood: it holds until now.
    """
    holds = (Event.at >= made.at) | (StateChange.after == led_to.state)
    void = select(VoidEvent.event_id)
    return session.scalar(
        select(Event.at).join(StateChange, StateChange.event_id == Event.id)
        .where(Event.subject_id == led_to.id, Event.kind.in_(moves), holds, Event.id.not_in(void))
        .order_by(Event.id.desc()).limit(1)
    )  # fmt: skip


def settle(draft: Draft, state: str, by: By) -> None:
    """Let a draft wait for its publication or its running ballot, in ``state``; no call carries its consent.

    In the call by which it goes on again what was revised meanwhile is reviewed first.
    """
    draft.consent_call_id = None
    wait = by.at + period("publication_days", draft.subject)
    running = running_on(draft.id)
    draft.subject.due_at = {"approved": wait, "ballot": running.closes_at if running else None}.get(state)
    call = unreviewed(draft.id, state)
    if call:
        review(call, by=by_clock(by.at))
