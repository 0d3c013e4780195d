"""Loading appeals, their lists and rungs, and the facts that decisions on them need."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import bindparam, exists, func, select
from sqlalchemy.orm import aliased

from igtf.appeals.climbing import has_next
from igtf.appeals.decisions import DECISIONS, FROM_BALLOT, LADDERS, ONLY_ITSELF
from igtf.appeals.models import Appeal, AppealMember, AppealRung
from igtf.appeals.policy import AppealFacts
from igtf.appeals.rungs import RUNGS
from igtf.appeals.states import APPEAL, OPEN, PENDING
from igtf.appeals.words import ASIDE, GROUNDS, SHORT, SPECIAL, VERDICTS
from igtf.core import clock
from igtf.core.database.prepared import prepared
from igtf.core.db import Listing, fetch, session
from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.moments import day
from igtf.core.workflow import WORKFLOWS
from igtf.council.models import Ballot
from igtf.council.running import is_balloted
from igtf.council.threads import SeatAct
from igtf.discussion.models import Pause
from igtf.discussion.queries import binds
from igtf.issues.topics import TOPICS_ASKED
from igtf.people.models import Person
from igtf.record.appealable import appeal_until, is_own, of_oneself, within_appeal
from igtf.record.by import By
from igtf.record.deadlines import is_late
from igtf.record.kinds import kind_of, texts_of, worded_by_data
from igtf.record.models import CLOCK_ID, Actor, Event, Payload, StateChange, Subject
from igtf.record.queries import ROW, left_by, thing_of

AT_ITS_RUNG = (AppealRung.appeal_id == Appeal.id) & (AppealRung.number == Appeal.rung)
"""The condition that a rung is the one where an appeal is."""


@APPEAL.loader
def get_appeal_or_404(_person_id: int | None, ref: str) -> Appeal:
    """Return an appeal by its number; NotFound when there is none. Appeals are public."""
    return thing_of(Appeal, "appeal", ref)


def speaks_on(appeal_id: int, person_id: int) -> bool:
    """Return whether an appeal is the pending one of a person against a pause of their own posting."""
    own = (Appeal.id == appeal_id, Appeal.appellant_id == person_id, binds(person_id))
    return bool(session.scalar(
        select(exists().where(*own, Pause.event_id == Appeal.event_id, Subject.id == Appeal.id,
                              Subject.state.in_(PENDING)))
    ))  # fmt: skip


@APPEAL.facts_by
def facts_for(by: By, appeal: Appeal | None) -> AppealFacts:
    """Return what decisions on an appeal need to know; one query."""
    late = appeal is not None and is_late(appeal.subject, OPEN, by.at)
    if by.actor_id in (None, CLOCK_ID):
        return AppealFacts(signed_in=False, late=late)
    me, number = by.actor_id, appeal.id if appeal else 0
    given = {"me": me, "appeal": number, "rung": appeal.rung if appeal else 0}
    row = fetch(_known(), given).one_or_none()
    if row is None or appeal is None:
        return AppealFacts(signed_in=True, verified=row is not None and row.verified_at is not None)
    decided = appeal.subject.state == "decided"
    return AppealFacts(
        signed_in=True, verified=row.verified_at is not None, is_appellant=appeal.appellant_id == me,
        decides=row.aside == "", aside=ASIDE[row.aside] if row.aside else "", undrawn=not row.staffed,
        by_ballot=RUNGS[row.name].ballot, balloted=row.balloted, has_spoken=row.verdict is not None,
        has_next=has_next(appeal.kind, row.name), late=late, decided=decided,
        over=decided and appeal.subject.due_at is not None and by.at >= appeal.subject.due_at,
    )  # fmt: skip


@prepared
def _known() -> Listing:
    me: Any = bindparam("me")
    number: Any = bindparam("appeal")
    rung: Any = bindparam("rung")
    staffed = exists().where(AppealMember.appeal_id == number, AppealMember.rung == rung, AppealMember.aside == "")
    own = (AppealMember.appeal_id == number) & (AppealMember.rung == AppealRung.number)
    return (
        select(
            Person.verified_at, AppealRung.name, AppealMember.aside, AppealMember.verdict, staffed.label("staffed"),
            is_balloted(number).label("balloted"),
        )
        .select_from(Person)
        .outerjoin(AppealRung, (AppealRung.appeal_id == number) & (AppealRung.number == rung))
        .outerjoin(AppealMember, own & (AppealMember.person_id == me))
        .where(Person.id == me, Person.deactivated_at.is_(None))
    )  # fmt: skip


@cache
def visible_appeals() -> Listing:
    """Return the query of a list's rows, to be paginated by last activity."""
    about, appellant = aliased(Subject), aliased(Actor)
    return (
        select(
            *ROW, about.kind.label("about_kind"),
            about.ref.label("about_ref"), appellant.name.label("appellant"), AppealRung.name.label("rung"),
        )
        .join(Appeal, Appeal.id == Subject.id)
        .join(about, about.id == Appeal.about_id)
        .join(appellant, appellant.id == Appeal.appellant_id)
        .join(AppealRung, AT_ITS_RUNG)
        .where(Subject.kind == "appeal")
    )  # fmt: skip


APPEAL.narrowing["verdict"] = lambda value: Subject.topic == value
APPEAL.known |= {"verdict": VERDICTS, "topic": TOPICS_ASKED}


def people_of(appeal: Appeal) -> dict[str, Any]:
    """Return who made the appeal and who made the decision; one query."""
    appellant, decider = aliased(Actor), aliased(Actor)
    row = session.execute(
        select(appellant, decider)
        .select_from(Event)
        .join(decider, decider.id == Event.actor_id)
        .join(appellant, appellant.id == appeal.appellant_id)
        .where(Event.id == appeal.event_id)
    ).one()
    return {"appellant": row[0], "decider": row[1]}


def way_of(appeal: Appeal) -> list[tuple[AppealRung, Sequence[Any]]]:
    """Return the rungs that an appeal came to, the newest first, each with who decides or stands aside; one query."""
    rows = session.execute(
        select(AppealRung, AppealMember, Actor)
        .outerjoin(AppealMember, (AppealMember.appeal_id == AppealRung.appeal_id)
                   & (AppealMember.rung == AppealRung.number))
        .outerjoin(Actor, Actor.id == AppealMember.person_id)
        .where(AppealRung.appeal_id == appeal.id)
        .order_by(AppealRung.number.desc(), AppealMember.aside, Actor.name, Actor.id)
    ).all()  # fmt: skip
    found: dict[int, tuple[AppealRung, list[Any]]] = {}
    for rung, member, actor in rows:
        people = found.setdefault(rung.number, (rung, []))[1]
        if member is not None:
            people.append((member, actor))
    return list(found.values())


def said_of(kind: str, number: int) -> Text:
    """Return what is said of a decision, the entry ``number``, behind who made it; a query where that depends on it."""
    return kind_of(kind).said_in(left_by(number) if kind in worded_by_data() else None)


def decision_texts(event: Event) -> list[tuple[Text, Text]]:
    """Return what a decision says, as the timeline quotes it: (label, text)."""
    return texts_of(kind_of(event.kind), left_by(event.id))


def stated(ballot: Ballot) -> list[SeatAct]:
    """Return what the council reads of an appeal in the ballot on it: its text, what those on the rungs below found,
    and what it was put to it with."""
    appeal = session.get_one(Appeal, ballot.decides_on_id)
    rows = session.execute(
        select(Event, Actor, Payload.data)
        .join(Actor, Actor.id == Event.actor_id).join(Payload, Payload.event_id == Event.id)
        .where(Event.subject_id == appeal.id, Event.at <= ballot.opens_at,
               Event.kind.in_(("appeal.file", "appeal.decide"))
               | (Event.kind == "appeal.to-ballot") & (Event.at == ballot.opens_at))
        .order_by(Event.id)
    ).all()  # fmt: skip
    said: dict[str, Callable[[Any], list[tuple[Text, Text]]]] = {
        "appeal.file": lambda _data: [
            (_l("Ground"), GROUNDS[appeal.ground]), (_l("What happened"), appeal.text),
            (_l("What should happen"), appeal.wanted),
        ],
        "appeal.to-ballot": lambda data: [("", data.get("reason", ""))],
        "appeal.decide": lambda data: texts_of(kind_of("appeal.decide"), data),
    }  # fmt: skip
    return [
        SeatAct(event.at, actor, kind_of(event.kind).said, said[event.kind](data), None, event.kind)
        for event, actor, data in rows
    ]


def goes_on(ballot: Ballot) -> Text:
    """Return how an appeal goes on that a ballot did not uphold, as long as its appellant may take it further."""
    appeal = session.get_one(Appeal, ballot.decides_on_id)
    until, now = appeal.subject.due_at, clock.now()
    if appeal.subject.state != "decided" or until is None or until <= now:
        return ""
    ladder = LADDERS[appeal.kind]
    name = session.scalars(
        select(AppealRung.name).where(AppealRung.appeal_id == appeal.id, AppealRung.number == appeal.rung)
    ).one()
    return _l("The appellant may take appeal %(n)s to the next rung (%(rung)s) until %(day)s.", n=appeal.subject.ref,
              rung=RUNGS[ladder[ladder.index(name) + 1]].label, day=day(until))  # fmt: skip


_COUNTED = ("ballot.close", "ballot.close-early")
"""The decisions after which a ballot has its result: annulled it keeps it, and is open no more."""


_BY_THE_FACTS = ("statement", "selection", "body-change")
"""The kinds of subject that go to the state before or not, by what happened since: a sent letter stays sent."""


def _would(decision: str, before: str | None) -> Text:
    """Return in a sentence what an upheld appeal against a kind of decision does, made in the state ``before``."""
    if decision in ONLY_ITSELF:
        return _l("Upheld, this decision alone is taken back; what else was decided since stays.")
    if decision in _COUNTED:
        return _l("Upheld, the ballot is annulled, and what followed from it is void; what it decided on is again "
                  "where it was before the ballot, and can be decided anew.")  # fmt: skip
    if before is None or decision.partition(".")[0] in _BY_THE_FACTS:
        return _l("Upheld, this decision is taken back, and what followed from it is void.")
    again = "last-call" if before == "ballot" and decision in FROM_BALLOT else before
    return _l("Upheld, this decision is taken back, what followed from it is void, and the state is “%(state)s” again.",
              state=WORKFLOWS[decision.partition(".")[0]].state_by_name[again].label)  # fmt: skip


def decision_shown(number: int) -> dict[str, Any] | None:
    """Return what an entry of the record says, by whom, when, and about what; None when there is no such decision.

    What was hidden is about a subject too, which whoever shows it names without its title.
    """
    row = session.execute(
        select(Event.kind, Event.at, Actor, Subject, StateChange.before, StateChange.after,
               within_appeal(Event.subject_id).label("within"))
        .join(Actor, Actor.id == Event.actor_id)
        .outerjoin(Subject, Subject.id == Event.subject_id)
        .outerjoin(StateChange, StateChange.event_id == Event.id)
        .where(Event.id == number)
    ).one_or_none()  # fmt: skip
    if row is None or (row.Subject is None and row.kind not in DECISIONS):
        return None
    group, version = (row.Subject.group_id, row.Subject.procedure) if row.Subject else (None, None)
    own = row.within or is_own(row.kind, row.Actor.kind, row.before, row.after, group)
    own = own or of_oneself(row.kind, row.Actor.handle, left_by(number))
    until = None if own else appeal_until(row.kind, row.at, version)
    return {"actor": row.Actor, "at": row.at, "said": said_of(row.kind, number), "subject": row.Subject,
            "person": left_by(number)["person"] if row.Subject is None else "",
            "special": SPECIAL.get(row.kind, ""), "upheld": _would(row.kind, row.before),
            "rungs": [RUNGS[name].label for name in LADDERS.get(DECISIONS.get(row.kind, ""), ())],
            "until": until, "earlier": _earlier(number)}  # fmt: skip


def _earlier(number: int) -> tuple[list[tuple[str, list[Text]]], int]:
    """Return the newest appeals against a decision, each with its state, what was decided last, and the rung where it
    is; and how many there are."""
    rows = session.execute(
        select(Subject.ref, Subject.state, Subject.topic, AppealRung.name, func.count().over().label("all"))
        .join(Appeal, Appeal.id == Subject.id)
        .join(AppealRung, AT_ITS_RUNG)
        .where(Appeal.event_id == number)
        .order_by(Subject.id.desc()).limit(12)
    ).all()  # fmt: skip
    found = [
        (row.ref, [APPEAL.state_by_name[row.state].label, *([SHORT[row.topic]] if row.topic in SHORT else []),
                   RUNGS[row.name].label])
        for row in rows
    ]  # fmt: skip
    return found, rows[0].all if rows else 0
