"""The way of an appeal from rung to rung: who decides there, drawn by lot where so many are, and who stands aside."""

from collections.abc import Iterable

from sqlalchemy import select

from igtf.appeals.clocks import due_for
from igtf.appeals.decisions import LADDERS
from igtf.appeals.involved import involved, voted
from igtf.appeals.models import Appeal, AppealMember, AppealRung
from igtf.appeals.rungs import RUNGS, Rung
from igtf.appeals.words import ASIDE
from igtf.core.db import session
from igtf.core.errors import Invalid
from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.wording import Listed, as_data, in_turn
from igtf.record.acts import By
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


def climb(appeal: Appeal, start: int, by: By) -> tuple[AppealRung, list[Text]]:
    """Bring an appeal to the first rung from ``start`` on where enough people are not involved.

    Return it, and why those before it were passed over. Invalid when there is none.
    """
    passed: list[Text] = []
    for name in LADDERS[appeal.kind][start:]:
        rung = RUNGS[name]
        free, asides = _candidates(appeal, rung)
        if len(free) >= rung.least(appeal.subject):
            return _enter(appeal, rung, free, asides, passed, by), passed
        passed.append(_passed(rung, asides))
    raise Invalid({"": [_("Nobody is left who could decide on this appeal. %(why)s", why=in_turn(passed))]})


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


def draw_members(appeal: Appeal, by: By) -> tuple[list[str], list[str], str, int]:
    """Draw who decides by lot; return the names chosen, the pool's handles in their order, the key, and the entry.

    The pool is numbered by handle. The key is made as RFC 3797 has it of one source: the eight numbers that the hash
    of the entry which led to this rung consists of. Its salt is made after the appellant has acted.
    """
    now = rung_now(appeal)
    free, asides = _candidates(appeal, RUNGS[now.name])
    pool = sorted(names_of(free).values(), key=lambda actor: actor.handle or "")
    led = ("appeal.file", "appeal.next-rung", "appeal.stand-aside")
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


def replace_member(appeal: Appeal, person_id: int, by: By) -> tuple[str, AppealRung | None]:
    """Let somebody stand aside: return the name of the next of the draw, and the rung that it goes to.

    None for the rung when the appeal stays where it is. Invalid when nobody is left anywhere.
    """
    session.get_one(AppealMember, (appeal.id, appeal.rung, person_id)).aside = "own"
    session.flush()
    now = rung_now(appeal)
    known = set(session.scalars(
        select(AppealMember.person_id).where(AppealMember.appeal_id == appeal.id, AppealMember.rung == appeal.rung)
    ))  # fmt: skip
    following = next((person for person in now.drawn if person not in known), None)
    if following is not None:
        _add_members(appeal, [following])
    if len(members(appeal)) >= RUNGS[now.name].least(appeal.subject):
        return names_of([following])[following].name if following else "", None
    return "", climb(appeal, place_of(appeal.kind, now.name) + 1, by)[0]
