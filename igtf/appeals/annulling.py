"""Annulling: an upheld appeal takes a decision back, and what followed from it is void (section 10).

One function for all kinds. From the decision it goes on to what was opened by it and what it led to; each of these
subjects gets the move *annul* of its own kind. What is special is in the two tables of ``effects``.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select

from igtf.appeals.climbing import rung_now
from igtf.appeals.decisions import ONLY_ITSELF
from igtf.appeals.effects import GOING_BACK, UNDOING, undoing_of
from igtf.appeals.models import Appeal
from igtf.appeals.queries import said_of
from igtf.appeals.rungs import RUNGS
from igtf.appeals.undoing import Fall, Undone
from igtf.appeals.words import STANDS
from igtf.core.db import session
from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.wording import Listed, in_turn
from igtf.core.workflow import WORKFLOWS
from igtf.record.annulment import Annulled
from igtf.record.by import By, by_clock
from igtf.record.holds import HANGS_ON
from igtf.record.models import Event, Relation, StateChange, Subject, VoidEvent
from igtf.record.moves import carries_out
from igtf.record.subjects import lock, relate, touch

ANNULLED_BEFORE = _l("The decision was annulled before; nothing is left to take back.")


def is_void(appeal: Appeal) -> bool:
    """Return whether the decision that an appeal is against was annulled."""
    return session.get(VoidEvent, appeal.event_id) is not None


def annul(appeal: Appeal, by: By) -> Text:
    """Take back the decision of an upheld appeal with what followed, and return in a sentence what happened."""
    if is_void(appeal):
        return ANNULLED_BEFORE
    fall = Fall(appeal, by)
    if appeal.event.kind in ONLY_ITSELF:
        _void(fall, [appeal.event])
        undo = undoing_of(appeal.event.kind).effect
        stays = undo(None, appeal.event, by) if undo else ""
        relate(appeal.id, "annuls", appeal.about_id, at=by.at)
        return in_turn([_l("The decision is annulled."), stays])
    _take_back(fall, appeal.about, since=appeal.event.at, first=appeal.event)
    return _l("Annulled, with what followed: %(names)s.", names=Listed(list(fall.done.values())))


def _void(fall: Fall, events: Iterable[Event]) -> None:
    """Mark events as void."""
    session.add_all(VoidEvent(event_id=event.id, by_id=fall.appeal.id) for event in events)
    session.flush()


_ECHOED = ("asks-about", "answers", "carries")
"""The relations of a subject to where its acts leave an entry, too."""


def _echoes(subject: Subject, events: Iterable[Event]) -> Sequence[Event]:
    """Return the entries of the same acts on what a subject is about; its own state does not hang on them."""
    echoes = [(undoing_of(event.kind).echo, event.at) for event in events]
    acts = [(Event.kind == kind) & (Event.at == at) for kind, at in echoes if kind]
    if not acts:
        return []
    about = select(Relation.target_id).where(Relation.subject_id == subject.id, Relation.kind.in_(_ECHOED))
    return session.scalars(select(Event).where(Event.subject_id.in_(about), or_(*acts))).all()


_WITH_IT = [kind for kind, row in UNDOING.items() if (row.effect or row.led_to) and kind not in ONLY_ITSELF]
"""What else than moves to another state is taken back with a decision made before it."""


def _undone(subject: Subject, since: datetime, first: Event | None, opened: bool) -> Undone | None:
    """Return what happened to a subject from ``first`` on, or since a moment; None when nothing did."""
    began = Event.id >= first.id if first else Event.at >= since
    rows = session.execute(
        select(Event, StateChange.before, VoidEvent.by_id)
        .outerjoin(StateChange, StateChange.event_id == Event.id)
        .outerjoin(VoidEvent, VoidEvent.event_id == Event.id)
        .where(Event.subject_id == subject.id, began,
               or_(StateChange.event_id.is_not(None), Event.kind.in_(_WITH_IT)))
        .order_by(Event.id)
    ).all()  # fmt: skip
    created = first is not None and not WORKFLOWS[subject.kind].move_by_name[first.kind.partition(".")[2]].sources
    events = [row.Event for row in rows if row.by_id is None and not row.Event.kind.endswith(".annul")]
    if not events and not opened and first is None:
        return None
    before = next((row.before for row in rows if row.before), subject.state)
    return Undone([first, *events] if first and first not in events else events,
                  None if opened or created else before)  # fmt: skip


def _take_back(
    fall: Fall, subject: Subject, *, since: datetime, first: Event | None = None, opened: bool = False
) -> None:  # fmt: skip
    """Take back what happened to a subject, after whatever hangs on it; ``opened``: what is annulled opened it."""
    workflow = WORKFLOWS[subject.kind]
    if subject.id in fall.done or "annul" not in workflow.move_by_name:  # a recall stays as its panel decided
        return
    lock(subject)  # what is done with it in the same moment is taken back too, or refused
    alone = undoing_of(first.kind).alone if first else None
    undone = alone(subject, first) if alone and first else _undone(subject, since, first, opened)
    if undone is None:
        return
    fall.done[subject.id] = workflow.kept_name_of(subject.ref)
    for other in [] if alone else _opened_since(subject, since):
        _take_back(fall, other, since=since, opened=other.opened_at >= since)
    for event in undone.events:
        row = undoing_of(event.kind)
        for led_to in row.led_to(subject) if row.led_to else ():
            began = row.began(led_to, event, row.led_by)
            if began is not None:
                _take_back(fall, led_to, since=began, first=_falls_alone(led_to, began))
    _void(fall, [*undone.events, *_echoes(subject, undone.events)])
    if workflow.possible(workflow.move_by_name["annul"], subject.state):  # else it has come to its end already
        thing = workflow.load(subject.opened_by_id, subject.ref)
        workflow.commands["annul"](thing, fall=fall, undone=undone, by=by_clock(fall.by.at))
        _tell(thing, undone.events, fall.by)


def _tell(thing: Any, events: Iterable[Event], by: By) -> None:
    """Tell those who read no page what of a thing is annulled, in one go, as it stands now."""
    told: dict[Callable[[Any, Sequence[Event], By], None], list[Event]] = {}
    for event in events:
        tell = undoing_of(event.kind).tell
        if tell:
            told.setdefault(tell, []).append(event)
    for tell, those in told.items():
        tell(thing, those, by)


def _falls_alone(led_to: Subject, began: datetime) -> Event | None:
    """Return the act of a moment that is void alone; None for others, and where what came after it is void, too."""
    void = select(VoidEvent.event_id)
    acts = session.scalars(
        select(Event).where(Event.subject_id == led_to.id, Event.at == began, Event.id.not_in(void)).order_by(Event.id)
    )
    return next((act for act in acts if undoing_of(act.kind).alone), None)


_DECIDING = [kind for kind, back in GOING_BACK.items() if back.decides]


def _opened_since(subject: Subject, since: datetime) -> Sequence[Subject]:
    """Return what was opened since on a subject, and what decides on it and was open then or decided since."""
    return session.scalars(
        select(Subject)
        .join(Relation, Relation.subject_id == Subject.id)
        .where(Relation.target_id == subject.id, Relation.kind.in_(HANGS_ON),
               or_(Subject.opened_at >= since, Subject.kind.in_(_DECIDING) & (Subject.state_since >= since)))
        .order_by(Subject.id)
    ).all()  # fmt: skip


def take_back(thing: Any, *, fall: Fall, undone: Undone, by: By) -> tuple[Annulled, str | None]:
    """Bring one subject back to the state before, or to the one that marks what cannot be undone.

    Nobody does that alone: it follows from what a rung decided, so it is the clock's act. What else is taken back with
    it is entered as what it is, by whoever spoke last.
    """
    by = fall.by
    subject: Subject = thing.subject
    effects = [(undoing_of(event.kind).effect, event) for event in reversed(undone.events)]
    stays = [effect(thing, event, by) for effect, event in effects if effect]
    back = GOING_BACK[subject.kind]
    target = back.target(thing, undone.before, fall)
    if target is None and undone.before and not any(stays):
        stays = [STANDS]
    if back.settle:
        back.settle(thing, target or subject.state, by)
    if target in (None, subject.state) and subject.phase == "closed":
        subject.due_at = None
    relate(fall.appeal.id, "annuls", subject.id, at=by.at)
    touch(subject.id, by.at)
    said = in_turn(dict.fromkeys(stays))
    decision = fall.appeal.event
    return Annulled(fall.appeal.subject.ref, decision.id, len(undone.events), said, said_of(decision.kind, decision.id),
                    f"{decision.at:%Y-%m-%d}", RUNGS[rung_now(fall.appeal).name].label), target  # fmt: skip


for _workflow in WORKFLOWS.values():
    if "annul" in _workflow.move_by_name:
        carries_out(_workflow, "annul")(take_back)
