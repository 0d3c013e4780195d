"""The meeting page, point by point: what each is about, whom it waits for, the one act that is due. Reads only."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask_login import current_user
from sqlalchemy import or_, select

from igtf.core import clock
from igtf.core.db import session
from igtf.core.errors import NotFound
from igtf.core.i18n import Text, ngettext
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.moments import until
from igtf.core.workflow import OVER, WORKFLOWS
from igtf.council.rollcall import shown
from igtf.drafts.states import IN_A_GROUP
from igtf.groups.charter_states import CHARTER_STEPS
from igtf.issues.page import head_of
from igtf.issues.states import SHORT
from igtf.meetings import agenda
from igtf.meetings.drafting import during, is_decision, is_step
from igtf.meetings.models import Meeting
from igtf.meetings.points import Point
from igtf.people.models import Role
from igtf.people.offices import DUTIES
from igtf.record.models import Actor, Relation, Subject
from igtf.record.moves import url_of
from igtf.routing.awaiting import WAITING as WAITING_FOR_BODY
from igtf.routing.owing import standing
from igtf.subject.page import link_of, shown_offers


@dataclass(frozen=True)
class Waiting:
    """Whom a point waits for: by name, else in words; ``acts`` that settle it, the one that is due first.

    ``ballot`` (with its ``seats``) and ``proposal`` are the positions taken: the roll call, or what is proposed with
    the objections to it.
    """

    acts: tuple[str, ...] = ()
    names: Sequence[str] = ()
    words: Text = ""
    ballot: Any = None
    seats: Sequence[Any] = ()
    proposal: Any = None
    objections: Sequence[Any] = ()


_HOUSE = _l("any member of the clearing house")
_VOLUNTEER = _l("a member of the council who volunteers as responsible member")
_CHAIRS = _l("a chair of the group")

_ASKED = ("open", "review")

ACTS: dict[tuple[str, str], tuple[str, ...]] = {
    ("outcome", "waiting"): ("become-issue", "attach", "suggest", "note"),
    ("issue", "submitted"): SHORT,
    ("issue", "open"): ("propose-referral", "propose-finding", "propose-decline"),
    ("issue", "unhoused"): ("propose-referral",),
    ("ballot", "open"): ("take-position", "close-early", "defer"),
    ("draft", "group-draft"): ("group-last-call",),
    ("draft", "call-for-adoption"): ("adopt", "decline-adoption"),
    ("draft", "group-last-call"): ("write-up", "back-to-work"),
    ("draft", "write-up"): ("submit-to-council", "back-to-work"),
    ("draft", "submitted"): ("council-last-call", "return"),
    ("draft", "last-call"): ("to-ballot", "return"),
    ("draft", "approved"): ("publish",),
    ("group", "proposed"): ("approve-bof", "start-chartering", "decline"),
    ("group", "bof"): ("start-chartering", "bof-again", "decline"),
    ("group", "chartering"): ("charter-internal-review", "charter-external-review", "to-ballot", "decline"),
    ("group", "active"): ("charter-internal-review", "charter-external-review", "to-ballot"),
    ("statement", "draft"): ("approve",),
    ("statement", "approved"): ("send",),
    ("statement", "sent"): ("remind", "close"),
    ("statement", "acknowledged"): ("remind", "close"),
    ("statement", "in-process"): ("remind", "close"),
    ("statement", "received"): ("respond", "offer-date", "open-issue", "attach"),
    ("statement", "taken-up"): ("respond", "offer-date"),
    ("statement", "partly-answered"): ("remind", "give-up", "close"),
    ("call", "closed"): ("declare",),
    ("objection", "raised"): ("answer",),
}
"""Kind and state → the moves that bring a subject on its way, the one that is due first."""


def _acts(subject: Subject) -> tuple[str, ...]:
    return ACTS.get((subject.kind, subject.state), ())


def _of_ballot(ballot: Any) -> Waiting:
    stands, me = shown(ballot, clock.now()), current_user.id
    missing = [line.name for line in stands.lines if line.in_base and line.position is None]
    page = url_of(ballot.subject)
    seats = [
        group
        | {
            "seats": [
                seat | {"url": seat["url"] and f"{page}{seat['url']}", "mine": me is not None and seat["holder"] == me}
                for seat in group["seats"]
            ]
        }
        for group in stands.groups
    ]
    return Waiting(_acts(ballot.subject), missing, ballot=stands, seats=seats)


def _of_issue(issue: Any) -> Waiting:
    head = head_of(issue.id)
    if head.pending is None:
        return Waiting(_acts(issue.subject), [head.assigned.name] if head.assigned else [], _HOUSE)
    when = _("the clock: it takes effect %(when)s, unless it is stopped", when=until(head.pending.effective_at))
    words = when if head.pending.state == "pending" else _("the ballot that decides on it")
    return Waiting(("object", "withdraw-proposal"), (), words, proposal=head.pending, objections=head.objections)


def _with_responsible(thing: Any) -> Waiting:
    subject = thing.subject
    places = or_(Role.subject_id == subject.id, Role.subject_id == (subject.group_id or 0))
    names = session.scalars(
        select(Actor.name)
        .join(Role, Role.person_id == Actor.id)
        .where(Role.name == "responsible", Role.ended_at.is_(None), places)
        .order_by(Role.id)
    ).all()
    return Waiting(_acts(subject), names) if names else Waiting(("volunteer", "assign"), (), _VOLUNTEER)


def _call_on(subject: Subject) -> Subject | None:
    """Return the newest call that asks about a subject."""
    return session.scalars(
        select(Subject)
        .join(Relation, Relation.subject_id == Subject.id)
        .where(Relation.target_id == subject.id, Relation.kind == "asks-about", Subject.kind == "call")
        .order_by(Subject.id.desc())
        .limit(1)
    ).first()


def _with_chairs(subject: Subject, group_id: int | None) -> Waiting:
    names = session.scalars(
        select(Actor.name)
        .join(Role, Role.person_id == Actor.id)
        .where(Role.subject_id == group_id, Role.name.in_(DUTIES["drafts"].roles), Role.ended_at.is_(None))
        .order_by(Role.id)
    ).all()
    return Waiting(_acts(subject), names, _CHAIRS)


def _of_draft(draft: Any) -> Waiting:
    """In a group a draft waits for its chairs; while a call asks about it, for everybody until that is over."""
    subject = draft.subject
    if subject.state not in IN_A_GROUP:
        return _with_responsible(draft)
    call = _call_on(subject) if subject.state in ("call-for-adoption", "group-last-call") else None
    if call is not None and call.state in _ASKED:
        when = until(call.due_at) if call.due_at else ""
        return Waiting((), (), _("Call %(n)s on it, which is under way and ends %(when)s", n=call.ref, when=when))
    return _with_chairs(subject, subject.group_id or (call.group_id if call else None))


def _of_group(group: Any) -> Waiting:
    """Of the steps of a charter only those that its pending revision can take are due."""
    waiting, state = _with_responsible(group), group.pending.state if group.pending else None
    acts = [name for name in waiting.acts if name not in CHARTER_STEPS or state in CHARTER_STEPS[name].sources]
    return replace(waiting, acts=tuple(acts))


def _of_statement(statement: Any) -> Waiting:
    """A letter of ours that was sent waits for its body; what is not sent yet, and that of a body, for us."""
    acts = _acts(statement.subject)
    sent = statement.subject.state in WAITING_FOR_BODY
    return Waiting(acts, [statement.body.subject.title]) if sent else Waiting(acts, (), _HOUSE)


WAITING: dict[str, Callable[[Any], Waiting]] = {
    "ballot": _of_ballot, "issue": _of_issue, "draft": _of_draft, "group": _of_group,
    "statement": _of_statement, "outcome": lambda outcome: Waiting(_acts(outcome.subject), (), _HOUSE),
}  # fmt: skip
"""Kind → how it is found whom a subject waits for."""


def _owes(thing: Any) -> bool:
    """Return whether it is a letter of a body of which a point waits for us still, whatever became of it."""
    is_letter = thing.subject.kind == "statement" and thing.direction == "in"
    return is_letter and any(point.day for point in standing(thing, clock.now()))


def waiting_for(thing: Any) -> Waiting:
    """Return whom a subject waits for; nobody, once it is decided or closed. At most two queries."""
    if thing.subject.phase in OVER and not _owes(thing):
        return Waiting()
    find = WAITING.get(thing.subject.kind)
    return find(thing) if find else Waiting(_acts(thing.subject))


def _due(waiting: Waiting, thing: Any, back: str) -> list[dict[str, Any]]:
    """Return the acts that are due as the reader may make them, those that are open to the reader first."""
    workflow = WORKFLOWS[thing.subject.kind]
    offers = {offer["name"]: offer for offer in shown_offers(thing, workflow)}
    found = [offers[name] | {"url": f"{offers[name]['url']}?back={back}"} for name in waiting.acts if name in offers]
    return sorted(found, key=lambda offer: not offer["allowed"])


def _focus(point: Point, back: str) -> dict[str, Any]:
    """Return what is shown of the subject of a point: itself, whom it waits for, the acts that are due."""
    if point.about is None:
        return {"thing": None, "link": None, "waiting": Waiting(), "due": []}
    thing = WORKFLOWS[point.about.kind].load(current_user.id, point.about.ref)
    waiting = waiting_for(thing)
    return {"thing": thing, "link": link_of(thing.subject), "waiting": waiting, "due": _due(waiting, thing, back)}


def item_content(meeting: Meeting, place: int) -> dict[str, Any]:
    """Return the content of the page of the point ``place`` (from 1) of a meeting; NotFound when there is none."""
    points = agenda.agenda_of(meeting)
    if not 1 <= place <= len(points):
        raise NotFound(_("There is no point %(place)s on this agenda.", place=place))
    chosen, base = points[place - 1], f"/meetings/{meeting.subject.ref}"
    acts = during(meeting)
    about = chosen.about.id if chosen.about else None
    return {
        "points": points, "place": place, "point": chosen, "base": base,
        "acts": [act for act in acts if act.subject_id == about and is_step(act)],
        "moved": {act.subject_id for act in acts if is_decision(act)},
        "minutes": ngettext("%(num)d minute", "%(num)d minutes", chosen.minutes),
        **_focus(chosen, f"{base}/items/{place}"),
    }  # fmt: skip
