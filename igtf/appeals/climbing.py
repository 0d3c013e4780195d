"""The way of an appeal from rung to rung: who decides there, drawn by lot where so many are, and who stands aside."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select

from igtf.appeals.clocks import due_for
from igtf.appeals.decisions import LADDERS
from igtf.appeals.involved import involved, voted
from igtf.appeals.models import Appeal, AppealMember, AppealRung
from igtf.appeals.rungs import RUNGS, Rung
from igtf.appeals.states import OPEN
from igtf.appeals.words import ASIDE
from igtf.core.db import session
from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.wording import Listed, as_data
from igtf.people.models import Person
from igtf.record.by import By
from igtf.record.deadlines import is_late
from igtf.record.models import Actor, Event
from igtf.selection.draw import key_of, order


def entry_of(appeal: Appeal) -> int:
    """Return at which rung an appeal begins: the first, but never below the office of who made the decision."""
    places = [place for place, name in enumerate(LADDERS[appeal.kind])
              if not RUNGS[name].drawn and appeal.event.actor_id in set(RUNGS[name].office(appeal.about))]  # fmt: skip
    return min(places, default=0)


def rung_now(appeal: Appeal) -> AppealRung:
    """Return the rung where an appeal is."""
    return session.get_one(AppealRung, (appeal.id, appeal.rung))


def place_of(kind: str, name: str) -> int:
    """Return which rung of a kind of decision ``name`` is, from 0."""
    return LADDERS[kind].index(name)


def has_next(kind: str, name: str) -> bool:
    """Return whether a rung is left above ``name``."""
    return place_of(kind, name) + 1 < len(LADDERS[kind])


def names_of(people: Iterable[int]) -> dict[int, Actor]:
    """Return the actors of persons by their ids, in their order."""
    wanted = list(people)
    rows = {actor.id: actor for actor in session.scalars(select(Actor).where(Actor.id.in_(wanted)))}
    return {person: rows[person] for person in wanted}


def _candidates(appeal: Appeal, rung: Rung) -> tuple[list[int], dict[int, str]]:
    """Return who may decide at a rung, and who of its office stands aside, because."""
    asides = involved(appeal) if rung.ballot else voted(appeal) | involved(appeal)
    office = list(dict.fromkeys(rung.office(appeal.about)))
    return [p for p in office if p not in asides], {p: asides[p] for p in office if p in asides}


class Reached(NamedTuple):
    """The rung that an appeal came to, the sentences why others were passed over, and the state that it is in there."""

    rung: AppealRung
    passed: list[Text]
    state: str


class _Staffed(NamedTuple):
    """The first rung where enough people are not involved (None: there is none), who decides there and who stands
    aside, and the sentences why others are passed over."""

    rung: Rung | None
    free: list[int]
    asides: dict[int, str]
    passed: list[Text]


def _staffed(appeal: Appeal, start: int) -> _Staffed:
    passed: list[Text] = []
    for name in LADDERS[appeal.kind][start:]:
        rung = RUNGS[name]
        free, asides = _candidates(appeal, rung)
        if len(free) >= rung.least(appeal.subject):
            return _Staffed(rung, free, asides, passed)
        passed.append(_passed(rung, asides))
    return _Staffed(None, [], {}, passed)


def climb(appeal: Appeal, start: int, by: By) -> Reached:
    """Bring an appeal to the first rung from ``start`` on where enough people are not involved.

    Where there is none it waits for people at the last one.
    """
    found = _staffed(appeal, start)
    if found.rung:
        entered = _enter(appeal, found.rung, found.free, found.asides, found.passed, by)
        return Reached(entered, found.passed, "filed")
    waiting = _enter(appeal, RUNGS[LADDERS[appeal.kind][-1]], [], {}, found.passed, by)
    appeal.subject.due_at = None
    return Reached(waiting, found.passed, "waiting")


class Ahead(NamedTuple):
    """The rung that an appeal would go to now (None: it would wait for people), who would decide there (nobody yet
    where they are drawn by lot), and the sentences why others are passed over."""

    rung: Rung | None
    people: list[Actor]
    passed: list[Text]


def ahead(appeal: Appeal) -> Ahead:
    """Return where an appeal goes when its appellant takes it further now."""
    found = _staffed(appeal, place_of(appeal.kind, rung_now(appeal).name) + 1)
    known = found.rung is not None and not found.rung.drawn
    return Ahead(found.rung, list(names_of(found.free).values()) if known else [], found.passed)


def start_again(appeal: Appeal) -> int:
    """Return from which rung an appeal that waits for people goes on: where it was when nobody was left."""
    if appeal.rung == 1:
        return entry_of(appeal)
    before = session.get_one(AppealRung, (appeal.id, appeal.rung - 1))
    place = place_of(appeal.kind, before.name)
    return place + 1 if before.verdict and has_next(appeal.kind, before.name) else place


def is_somebody_free(appeal: Appeal) -> bool:
    """Return whether enough people are free by now to decide on an appeal that waits for them."""
    rungs = [RUNGS[name] for name in LADDERS[appeal.kind][start_again(appeal) :]]
    return any(len(_candidates(appeal, rung)[0]) >= rung.least(appeal.subject) for rung in rungs)


def _passed(rung: Rung, asides: dict[int, str]) -> Text:
    """Return the sentence why a rung is passed over."""
    people = names_of(asides).items()
    names = [_l("%(name)s (%(why)s)", name=actor.name, why=ASIDE[asides[person]]) for person, actor in people]
    if names:
        return _l("%(rung)s: too few are left, as these stand aside: %(names)s.", rung=rung.label, names=Listed(names))
    return _l("%(rung)s: too few people hold this office.", rung=rung.label)


def _enter(
    appeal: Appeal, rung: Rung, free: list[int], asides: dict[int, str], passed: list[Text], by: By
) -> AppealRung:  # fmt: skip
    appeal.rung += 1
    entered = AppealRung(appeal_id=appeal.id, number=appeal.rung, name=rung.name, since=by.at,
                         passed=[as_data(sentence) for sentence in passed], drawn=[])  # fmt: skip
    session.add(entered)
    session.flush()
    _add_members(appeal, [] if rung.drawn else free)
    _add_members(appeal, [] if rung.drawn else asides, asides)
    appeal.subject.due_at = due_for("acknowledge", appeal, by.at)
    return entered


def _add_members(appeal: Appeal, people: Iterable[int], asides: dict[int, str] | None = None) -> None:
    session.add_all(
        AppealMember(appeal_id=appeal.id, rung=appeal.rung, person_id=person, aside=(asides or {}).get(person, ""))
        for person in people
    )
    session.flush()


def draw_members(appeal: Appeal) -> tuple[list[str], list[str], str, int]:
    """Draw who decides by lot; return the names chosen, the pool's handles in their order, the key, and the entry.

    The pool is numbered by handle. The key is made as RFC 3797 has it of one source: the eight numbers that the hash
    of the entry which led to this rung consists of. Its salt is made after the appellant has acted.
    """
    now = rung_now(appeal)
    free, asides = _candidates(appeal, RUNGS[now.name])
    pool = sorted(names_of(free).values(), key=lambda actor: actor.handle or "")
    led = ("appeal.file", "appeal.next-rung", "appeal.stand-aside", "appeal.pass-on", "appeal.go-on")
    source = session.scalars(
        select(Event).where(Event.subject_id == appeal.id, Event.kind.in_(led)).order_by(Event.id.desc()).limit(1)
    ).one()
    key = key_of([[int(source.payload_hash[at : at + 8], 16) for at in range(0, 64, 8)]])
    drawn = [pool[number - 1] for number in order(key, len(pool))]
    now.drawn = [actor.id for actor in drawn]
    chosen = drawn[: RUNGS[now.name].size(appeal.subject)]
    _add_members(appeal, [actor.id for actor in chosen])
    _add_members(appeal, asides, asides)
    return [actor.name for actor in chosen], [actor.handle or "" for actor in pool], key, source.id


def members(appeal: Appeal) -> list[AppealMember]:
    """Return who decides at the rung where an appeal is, but for those who stand aside."""
    return list(session.scalars(
        select(AppealMember)
        .where(AppealMember.appeal_id == appeal.id, AppealMember.rung == appeal.rung, AppealMember.aside == "")
        .order_by(AppealMember.person_id)
    ))  # fmt: skip


def _is_up_to_the_clock(appeal: Appeal) -> bool:
    """Return whether nobody can take an appeal on past who is silent.

    Those who decide were drawn, at the last rung; or whose appeal it is has closed the account, and a rung is left.
    """
    name = rung_now(appeal).name
    if not has_next(appeal.kind, name):
        return bool(RUNGS[name].drawn)
    return session.get_one(Person, appeal.subject.opened_by_id).deactivated_at is not None


def members_lost(appeal: Appeal, at: datetime) -> dict[int, str]:
    """Return who should decide on an appeal and does not any more at ``at``, by their ids → a key of ``words.ASIDE``.

    The account is closed, or the office has ended; or the time to acknowledge or to decide is over, and nobody can take
    the appeal on for that. Who has spoken has spoken; who was drawn for a panel needs no office.
    """
    rung = RUNGS[rung_now(appeal).name]
    office = set(rung.office(appeal.about))
    waited_for = [member for member in members(appeal) if not member.verdict]
    closed = set(session.scalars(
        select(Person.id).where(Person.id.in_([member.person_id for member in waited_for]),
                                Person.deactivated_at.is_not(None))
    ))  # fmt: skip
    late = is_late(appeal.subject, OPEN, at) and _is_up_to_the_clock(appeal)
    lost = {one.person_id: "silent" for one in waited_for if late}
    return lost | {
        one.person_id: "left" for one in waited_for
        if one.person_id in closed or not (rung.for_good or one.person_id in office)
    }  # fmt: skip


def is_left_alone(appeal: Appeal, at: datetime) -> bool:
    """Return whether too few of those who should decide on an appeal do so still at ``at``."""
    now = rung_now(appeal)
    lost, found = members_lost(appeal, at), members(appeal)
    return bool(lost) and len(found) - len(lost) < RUNGS[now.name].least(appeal.subject)


def replace_members(appeal: Appeal, gone: Mapping[int, str], by: By) -> tuple[list[str], Reached | None]:
    """Let people decide no more (their ids → why, a key of ``words.ASIDE``); return who comes in by name, and where
    the appeal goes.

    The next of the draw come in, with a time of their own where nobody can go on past them, or who holds the office by
    now. None when it stays where it is.
    """
    for person_id, aside in gone.items():
        session.get_one(AppealMember, (appeal.id, appeal.rung, person_id)).aside = aside
    session.flush()
    now = rung_now(appeal)
    known = set(session.scalars(
        select(AppealMember.person_id).where(AppealMember.appeal_id == appeal.id, AppealMember.rung == appeal.rung)
    ))  # fmt: skip
    free, _asides = _candidates(appeal, RUNGS[now.name])
    if RUNGS[now.name].drawn:
        coming = [person for person in now.drawn if person in free and person not in known][: len(gone)]
    else:
        coming = [person for person in free if person not in known]
    _add_members(appeal, coming)
    if len(members(appeal)) >= RUNGS[now.name].least(appeal.subject):
        if _is_up_to_the_clock(appeal):
            step = "acknowledge" if appeal.subject.state == "filed" else "decide"
            appeal.subject.due_at, now.late_told_at = due_for(step, appeal, by.at), None
        return [actor.name for actor in names_of(coming).values()], None
    start = place_of(appeal.kind, now.name)
    return [], climb(appeal, start + 1 if has_next(appeal.kind, now.name) else start, by)
