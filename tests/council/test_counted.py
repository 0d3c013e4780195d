"""What is counted is what members did in time: no order of acts, race, late or double submit, or outage changes it.

The result is counted again from the public record alone, by a search that shares nothing with the program.
"""

from contextlib import suppress
from datetime import datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from igtf.core.clock import now
from igtf.core.database.schema import migrate
from igtf.core.db import session
from igtf.core.errors import AlreadyDone, Invalid, NotAllowed, Refusal
from igtf.core.sent.submits import submit_of
from igtf.council import commands, discusses, seating
from igtf.council.models import Ballot
from igtf.council.states import BALLOT
from igtf.council.tally import TallySeat
from igtf.record.by import By, by_clock
from igtf.record.due import run_due
from igtf.record.models import Event, Payload
from igtf.record.moves import perform
from tests.council.councils import make_ballot, make_council
from tests.council.test_tally import slow_passes, slow_smallest
from tests.databases import lead
from tests.factories import by, make_person

VALUES = ("yes", "no-objection", "discuss", "abstain", "recuse")
SEATS = (1, 23, 28, 33, 38)
OPENED = "ballot.open"
ENDED = ("ballot.close", "ballot.close-early")


def recounted(ballot: Ballot, gone: set[int] = frozenset()) -> tuple[bool, int | None, dict[int, str | None]]:
    """Count a ballot from its entries in the record: whether it passes, the smallest set, each seat's position.

    ``gone`` are the seats that were vacant at the end, which is in the record of the council.
    """
    rows = session.execute(
        select(Event.kind, Payload.data).join(Payload).where(Event.subject_id == ballot.id).order_by(Event.id)
    ).all()
    opened = next(data for kind, data in rows if kind == OPENED)
    taken: dict[int, str] = {}
    for kind, data in rows:
        if kind in ENDED:
            break
        if kind in ("ballot.take-position", "ballot.re-assert"):
            taken[data["seat"]] = data["position"]
        for seat in data.get("seats", ()) if kind == "ballot.lapse-discuss" else ():
            taken.pop(seat)
    seats = [
        TallySeat(s["number"], s["name"], s["stakeholder_group"], s["region"],
                  recused=taken.get(s["number"]) == "recuse", vacant_at_close=s["number"] in gone,
                  position=None if taken.get(s["number"]) == "recuse" else taken.get(s["number"]))
        for s in opened["seats"]
    ]  # fmt: skip
    base = {seat.number: seat.position for seat in seats if seat.in_base}
    return slow_passes(seats, ballot.rule), slow_smallest(seats, ballot.rule), base


class World:
    """A council of five, its ballot, and a model of what should count, kept beside it in the plainest way."""

    def __init__(self, secretariat: Any, members: dict[int, Any], at: datetime) -> None:
        self.secretariat, self.members, self.at = secretariat, members, at
        self.held: dict[int, tuple[Any, datetime] | None] = {
            seat: (person, at - timedelta(days=1)) for seat, person in members.items()
        }
        self.taken: dict[int, tuple[str, Any]] = {}
        self.ballot = self.open()
        self.closes = self.ballot.closes_at

    def open(self) -> Ballot:
        """Open the ballot: on a proposal, but by the rule for drafts."""
        ballot = make_ballot(self.members)
        until = self.at + timedelta(days=21)
        values = {"opens_at": self.at, "closes_at": until, "rule": "five"}
        session.query(Ballot).filter(Ballot.id == ballot.id).update(values)
        session.commit()
        return ballot

    def act(self, person: Any) -> By:
        return by(person, self.at)

    def lapse(self) -> None:
        """Forget, in the model, each inherited Discuss that nobody said stands within 14 days."""
        for seat, (value, taker) in list(self.taken.items()):
            held = self.held[seat]
            until = min(self.at, self.closes)
            if held and value == "discuss" and taker is not held[0] and held[1] + timedelta(days=14) <= until:
                del self.taken[seat]

    def wait(self, days: int) -> None:
        self.at += timedelta(days=days)
        self.lapse()

    def position(self, seat: int, value: str) -> None:
        held, given = self.held[seat], {"position": value, "ground": "procedure", "text": "Because."}
        if held is None:
            return
        if self.at >= self.closes:
            with pytest.raises(NotAllowed):
                commands.take_position(self.ballot, **given, by=self.act(held[0]))
        elif self.taken.get(seat) == (value, held[0]):
            with pytest.raises(Invalid, match="already"):
                commands.take_position(self.ballot, **given, by=self.act(held[0]))
        else:
            commands.take_position(self.ballot, **given, by=self.act(held[0]))
            self.taken[seat] = (value, held[0])

    def twice(self, seat: int, value: str) -> None:
        """Submit the same form twice."""
        held, key = self.held[seat], f"{self.at}-{seat}-{value}"
        if held is None or self.at >= self.closes or self.taken.get(seat) == (value, held[0]):
            return
        given = {"position": value, "ground": "procedure", "text": "Because."}
        perform(BALLOT, "take-position", self.ballot, given, by=self.act(held[0]), once=submit_of(key, given))
        with pytest.raises(AlreadyDone):
            perform(BALLOT, "take-position", self.ballot, given, by=self.act(held[0]), once=submit_of(key, given))
        self.taken[seat] = (value, held[0])

    def change(self, seat: int, _value: str) -> None:
        """Let the holder leave, or a successor come; who left is refused from then on."""
        held = self.held[seat]
        if held is None:
            person = make_person(group=seating.SEATS[seat - 1].group, country="KE")
            seating.seat(seat, person, by=self.act(self.secretariat))
            self.held[seat] = (person, self.at)
            self.members[seat] = person
            return
        seating.unseat(seat, reason="Left.", by=self.act(self.secretariat))
        self.held[seat] = None
        with pytest.raises(NotAllowed):
            commands.take_position(self.ballot, position="yes", by=self.act(held[0]))

    def outsider(self, _seat: int, value: str) -> None:
        with pytest.raises(NotAllowed):
            commands.take_position(self.ballot, position=value, text="Me too.", by=self.act(self.secretariat))

    def stands(self, seat: int, _value: str) -> None:
        held = self.held[seat]
        if held is None:
            return
        if (
            self.at < self.closes
            and self.taken.get(seat, ("", 0))[0] == "discuss"
            and self.taken[seat][1] is not held[0]
        ):
            discusses.re_assert(self.ballot, by=self.act(held[0]))
            self.taken[seat] = ("discuss", held[0])
        else:
            with pytest.raises(Refusal):
                discusses.re_assert(self.ballot, by=self.act(held[0]))

    def defer(self, seat: int, _value: str) -> None:
        held = self.held[seat]
        with suppress(NotAllowed):
            if held:
                commands.defer(self.ballot, reason="Time.", by=self.act(held[0]))
                self.closes = self.ballot.closes_at

    def tick(self, _seat: int, _value: str) -> None:
        """The clock is there; between its ticks the machine may be down for days."""
        if self.at < self.closes:
            run_due(by_clock(self.at))

    def counted(self) -> dict[int, str | None]:
        """Return the base with the positions that count."""
        return {
            seat: self.taken[seat][0] if seat in self.taken else None
            for seat in SEATS
            if self.held[seat] and self.taken.get(seat, ("", 0))[0] != "recuse"
        }


STEPS = st.lists(
    st.tuples(
        st.sampled_from(("position", "position", "position", "twice", "change", "outsider", "stands", "defer", "tick")),
        st.sampled_from(SEATS), st.sampled_from(VALUES), st.sampled_from((0, 0, 1, 4, 15)),
    ),
    min_size=6, max_size=18,
)  # fmt: skip


@given(steps=STEPS, late=st.integers(0, 5), left=st.sampled_from((None, *SEATS)))
@settings(max_examples=6, suppress_health_check=list(HealthCheck))
def test_what_counts_is_what_members_did_in_time(db, engine_name, request, steps, late, left):
    with request.getfixturevalue(engine_name).fresh(migrate) as url:  # no example sees what another one did
        lead(db, url)
        try:
            check_what_counts(steps, late, left)
        finally:
            db.leave()  # before the database is dropped


def check_what_counts(steps: list[tuple[str, int, str, int]], late: int, left: int | None) -> None:
    """Let members do ``steps``, and compare what counted with the model."""
    world = World(*make_council(), now())
    for name, seat, value, days in steps:
        world.wait(days)
        if world.at >= world.closes:  # what members do now, and who leaves now, does not count any more
            world.position(seat, value)
            break
        getattr(world, name)(seat, value)
    world.at = world.closes
    world.lapse()
    expected, gone = world.counted(), {seat for seat in SEATS if world.held[seat] is None}
    world.at += timedelta(days=late)
    if left and world.held[left] and late:  # after the end, before the clock is there again
        world.position(left, "yes")
        world.change(left, "")
    run_due(by_clock(world.at))
    session.expire_all()
    result = world.ballot.result
    assert {s["number"]: s["position"] for s in result["seats"] if counts(s)} == expected
    assert result["base"] == len(expected)
    passes, smallest, base = recounted(world.ballot, gone)
    assert (passes, base) == (result["passes"], expected)
    assert len(result["smallest"]) == (smallest or 0)


def counts(seat: dict[str, Any]) -> bool:
    return seat["filled"] and not seat["recused"] and not seat["vacant_at_close"]


def test_positions_that_race_with_the_close_count_or_are_refused(app, db):
    _secretariat, members = make_council()
    ballot = make_ballot(members)
    last, over = ballot.closes_at - timedelta(seconds=1), ballot.closes_at
    acts = [by(member, last) for member in members.values()]
    gate, said = Barrier(len(acts) + 2), []

    def run(do):
        with app.app_context():
            own = session.get(Ballot, number)
            gate.wait()
            try:
                do(own)
            except Refusal as refusal:
                said.append(str(refusal))

    number = ballot.id
    session.rollback()
    takes = [lambda own, act=act: commands.take_position(own, position="yes", by=act) for act in acts]
    closes = [lambda own: commands.close(own, by=by_clock(over))] * 2
    threads = [Thread(target=run, args=(do,)) for do in (*takes[:2], *closes, *takes[2:])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    session.expire_all()
    kinds = list(session.scalars(select(Event.kind).where(Event.subject_id == number).order_by(Event.id)))
    assert kinds.count("ballot.close") == 1
    assert kinds[-1] == "ballot.close"
    assert len(said) == 1 + len(acts) - kinds.count("ballot.take-position")
    passes, _smallest, base = recounted(ballot)
    assert base == {s["number"]: s["position"] for s in ballot.result["seats"] if counts(s)}
    assert (passes, len(base)) == (ballot.result["passes"], ballot.result["base"])
