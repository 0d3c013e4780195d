"""Ballots counted again from the entries of the record alone, by the rule of ``council.tally`` (procedure, section 14).

What is read: who took and left each seat of the council; what made each version of the procedure; of each ballot its
opening with the frozen seats, positions and what became of them, deferrals, and the result, which is compared with what
the same rule gives here. Nothing of the result is believed: not whether a seat was vacant, nor who stood aside. Of the
opening neither the version is, nor that its seats are all that were held.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from igtf.council import tally
from igtf.council.seats import SEATS
from igtf.proof.verdicts import CannotCount, Disagrees
from igtf.proof.versions import ADOPTED, ANNULLED, Versions


class MomentSpan(NamedTuple):
    """A moment as far as an entry says it: within a day, within a minute, or exactly (``first`` is ``last``)."""

    first: datetime
    last: datetime


_EVER = datetime.min.replace(tzinfo=UTC)
_AT_ALL = MomentSpan(_EVER, _EVER)


def _exactly(moment: datetime) -> MomentSpan:
    return MomentSpan(moment, moment)


def _moment(said: str) -> datetime:
    moment = datetime.fromisoformat(said.removesuffix(" UTC"))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _span(said: str) -> MomentSpan:
    """Return the moment that a payload says: entries of former times have the minute, or the day, alone."""
    day, minute = len(said) == len("2026-11-28"), said.endswith(" UTC")
    return MomentSpan(_moment(said), _moment(said) + timedelta(days=day, minutes=minute))


def _by(one: MomentSpan, other: MomentSpan) -> bool:
    """Return whether ``one`` had come when it was ``other``."""
    if one.last <= other.first:
        return True
    if one.first > other.last:
        return False
    raise CannotCount(f"the entries do not say whether {one.first:%Y-%m-%d %H:%M} UTC came before its end")


@dataclass
class _Term:
    """Somebody, by the handle, in a seat; ``aside``: the ballots, by number, in which that person stands aside.

    None: the entry is of former times, and does not say so.
    """

    holder: str
    since: datetime
    until: MomentSpan
    aside: list[str] | None
    ended: datetime | None = None

    def holds(self, at: MomentSpan) -> bool:
        if self.ended and _by(_exactly(self.ended), at):
            return False
        return _by(_exactly(self.since), at) and not _by(self.until, at)


@dataclass
class _Frozen:
    """A seat as the opening has it; ``holder`` by the handle."""

    number: int
    name: str
    group: str
    region: str
    recused: bool
    holder: str | None


@dataclass
class _Taken:
    """The position of a seat, who took it, on which revision; on which one its Discuss was set aside, if it was."""

    position: str
    holder: str | None
    revision: int | None
    set_aside: bool = False
    set_aside_on: int | None = None


@dataclass
class _Ballot:
    """A ballot as far as the entries tell of it. ``lacks``: why it cannot be counted; empty when it can."""

    number: int
    lacks: str = ""
    purpose: str = ""
    opened: datetime = _EVER
    closes: MomentSpan = _AT_ALL
    numbers: dict[str, float] = field(default_factory=dict)
    seats: dict[int, _Frozen] = field(default_factory=dict)
    taken: dict[int, _Taken] = field(default_factory=dict)
    waits: "_Ballot | None" = None
    over: bool = False

    @property
    def panel(self) -> bool:
        """Whether its seats are those of a panel: nobody succeeds to one."""
        return self.purpose == tally.PANEL

    @property
    def alternate(self) -> bool:
        """Whether its seats are those of the ballot that waits for it."""
        return tally.RULE_OF.get(self.purpose) == tally.ALTERNATE

    def recuses(self, seat: int, successor: _Term) -> bool:
        """Return whether who took a seat since stands aside: in an alternate ballot who does in the one that waits.

        CannotCount where the entries do not say it.
        """
        if successor.aside is None:
            raise CannotCount(f"the entries do not say whether who took seat {seat} since stands aside")
        own = {str(self.number), str(self.waits.number) if self.waits else ""}
        return not own.isdisjoint(successor.aside)

    def defer(self, closes: MomentSpan) -> None:
        """Let it close later, and with it the ballot that waits for it."""
        self.closes = max(self.closes, closes)
        if self.waits:
            self.waits.defer(closes)

    def end(self, data: Any) -> None:
        """Let it close when an entry says that does so; a former one does not."""
        if data.get("closes"):
            self.closes = _span(data["closes"])

    def release(self, data: Any) -> None:
        """Let the ballot that waited for it close when the entry that ended this one says."""
        if self.waits:
            self.waits.end(data)


Read = Callable[["Recount", _Ballot, Any, Any], None]


class Recount:
    """Reads entries in their order, and counts each ballot when its result comes."""

    def __init__(self) -> None:
        self._ballots: dict[int, _Ballot] = {}
        self._terms: dict[int, list[_Term]] = {}
        self._lost = ""
        self._versions = Versions()
        self.agree = 0
        self.uncounted: list[str] = []
        self.wrong: list[str] = []

    def read(self, entry: dict[str, Any], data: Any) -> None:
        """Take in an entry; ``data`` is its content, None when that is withheld."""
        kind = str(entry["kind"])
        if kind in _SEATED | _LEFT:
            self._seat(entry, data, left=kind in _LEFT)
        elif kind in _VERSIONS:
            self._versions.read(entry, data)
        elif kind in _READS:
            self._ballot(entry, data, _READS[kind])

    def _ballot(self, entry: dict[str, Any], data: Any, read: Read) -> None:
        if entry["kind"] == _OPENED:
            self._ballots[entry["subject"]] = _Ballot(len(self._ballots) + 1)
        ballot = self._ballots[entry["subject"]]
        if data is None:
            ballot.lacks = ballot.lacks or f"the content of entry {entry['number']} is withheld"
        if entry["kind"] in _CLOSED:
            self._close(ballot, entry, data)
        elif entry["kind"] == _ANNULLED:  # it may go on, for a time that no entry says
            ballot.over, ballot.lacks = False, ballot.lacks or "an appeal took back what was decided about it"
        elif not ballot.lacks and not ballot.over:
            try:
                read(self, ballot, entry, data)
            except CannotCount as why:
                ballot.lacks = str(why)
            except Disagrees as why:
                ballot.lacks = str(why)
                self.wrong.append(f"Ballot {ballot.number} {why}.")

    def _seat(self, entry: dict[str, Any], data: Any, *, left: bool) -> None:
        if data is None:
            self._lost = f"the content of entry {entry['number']}, about a seat of the council, is withheld"
            return
        at, terms = _moment(entry["at"]), self._terms.setdefault(data["seat"], [])
        if left:
            for term in terms[-1:]:
                term.ended = term.ended or at
            return
        terms.append(_Term(data["person"], at, _span(data["until"]), data.get("aside")))

    def _term(self, seat: int, at: MomentSpan) -> _Term | None:
        """Return the term in a seat of the council at a moment; None: it was vacant."""
        if self._lost:
            raise CannotCount(self._lost)
        return next((term for term in reversed(self._terms.get(seat, [])) if term.holds(at)), None)

    def _holder(self, ballot: _Ballot, seat: int, at: datetime) -> str | None:
        term = None if ballot.panel else self._term(seat, _exactly(at))
        return term.holder if term else None

    def _opened(self, ballot: _Ballot, entry: Any, data: Any) -> None:
        ballot.purpose, ballot.opened = data["purpose"], _moment(entry["at"])
        ballot.closes, ballot.numbers = _span(data["closes"]), self._versions.numbers(data)
        for seat in data["seats"]:
            frozen = _Frozen(seat["number"], seat["name"], seat["stakeholder_group"], seat["region"],
                             recused=seat["recused_for"] is not None,
                             holder=self._holder(ballot, seat["number"], ballot.opened))  # fmt: skip
            ballot.seats[frozen.number] = frozen
        if not (ballot.panel or ballot.alternate):
            self._check_all_there(ballot)

    def _check_all_there(self, ballot: _Ballot) -> None:
        """Raise Disagrees where a seat that somebody holds is not among the frozen ones."""
        if self._lost:
            raise CannotCount(self._lost)
        at, others = _exactly(ballot.opened), sorted(_VOTING & self._terms.keys() - ballot.seats.keys())
        left_out = [seat for seat in others for last in self._terms[seat][-1:] if not last.ended and last.holds(at)]
        if left_out:
            raise Disagrees(f"was opened without the seats {left_out}, which are held")

    def _take(self, ballot: _Ballot, entry: Any, data: Any) -> None:
        seat, position, revision = data["seat"], data["position"], data["revision"]
        before = ballot.taken.get(seat)
        taken = _Taken(position, self._holder(ballot, seat, _moment(entry["at"])), revision)
        if before and (position not in tally.STOPS or before.set_aside_on == revision):
            taken.set_aside, taken.set_aside_on = before.set_aside, before.set_aside_on
        ballot.taken[seat] = taken
        ballot.end(data)

    def _stands(self, ballot: _Ballot, entry: Any, data: Any) -> None:
        holder = self._holder(ballot, data["seat"], _moment(entry["at"]))
        taken = replace(ballot.taken[data["seat"]], holder=holder, revision=data["revision"])
        if taken.set_aside_on != data["revision"]:
            taken.set_aside, taken.set_aside_on = False, None
        ballot.taken[data["seat"]] = taken

    def _lapse(self, ballot: _Ballot, _entry: Any, data: Any) -> None:
        for seat in data["seats"]:
            del ballot.taken[seat]
        ballot.end(data)

    def _set_aside(self, ballot: _Ballot, _entry: Any, data: Any) -> None:
        taken = ballot.taken[data["seat"]]
        taken.set_aside, taken.set_aside_on = True, taken.revision

    def _to_alternate(self, ballot: _Ballot, _entry: Any, data: Any) -> None:
        """Give the alternate ballot, which has just opened, the seats of this one, and who has stood aside so far."""
        other = next(each for each in self._ballots.values() if str(each.number) == data["ballot"])
        other.waits = ballot
        ballot.defer(_span(data["closes"]))
        other.seats = {seat: replace(frozen) for seat, frozen in ballot.seats.items()}
        other.taken = {seat: taken for seat, taken in ballot.taken.items() if taken.position == tally.RECUSE}

    def _defer(self, ballot: _Ballot, _entry: Any, data: Any) -> None:
        ballot.defer(_span(data["closes"]))

    def _recall(self, ballot: _Ballot, _entry: Any, data: Any) -> None:
        ballot.over = True
        ballot.release(data)

    def _close(self, ballot: _Ballot, entry: dict[str, Any], data: Any) -> None:
        ballot.release(data or {})
        try:
            if ballot.over:
                raise Disagrees("got a result when it was over")
            ballot.over = True
            if ballot.lacks:
                raise CannotCount(ballot.lacks)
            _compare(self._result(ballot, entry), data)
            self.agree += 1
        except CannotCount as why:
            self.uncounted.append(f"Ballot {ballot.number} cannot be counted again: {why}.")
        except Disagrees as why:
            self.wrong.append(f"Ballot {ballot.number} {why}.")

    def _result(self, ballot: _Ballot, entry: dict[str, Any]) -> tuple[tally.BallotResult, list[tally.TallySeat]]:
        """Return the result, and the seats as they count when the time has run out, or when it is closed before."""
        if ballot.purpose not in tally.RULE_OF:
            raise CannotCount(f"this program knows no ballot on {ballot.purpose}")
        if ballot.alternate and ballot.waits is None:
            raise CannotCount("the entries do not say which ballot waits for it, whose seats it has")
        at = _exactly(_moment(entry["at"]))
        early = at.first < ballot.closes.first
        seats = [self._counts(ballot, frozen, at if early else ballot.closes) for frozen in ballot.seats.values()]
        if early:
            _check_early(ballot, entry, seats)
        rule = tally.rules(ballot.numbers)[tally.RULE_OF[ballot.purpose]]
        return tally.result(seats, rule), seats

    def _counts(self, ballot: _Ballot, frozen: _Frozen, at: MomentSpan) -> tally.TallySeat:
        """Return a seat as it counts at a moment."""
        term = None if ballot.panel else self._term(frozen.number, at)
        taken = ballot.taken.get(frozen.number)
        position = taken.position if taken else None
        recused = frozen.recused or position == tally.RECUSE
        if term and term.holder != frozen.holder and not recused:
            recused = ballot.recuses(frozen.number, term)
        inherited = timedelta(days=int(ballot.numbers["inherited_discuss_days"]))
        lapsed = (
            term and taken and position in tally.STOPS and taken.holder != term.holder
            and _by(_exactly(term.since + inherited), at)
        )  # fmt: skip
        return tally.TallySeat(
            frozen.number, frozen.name, frozen.group, frozen.region, recused=recused,
            vacant_at_close=term is None and not ballot.panel, position=None if recused or lapsed else position,
            set_aside=bool(taken and taken.set_aside),
        )  # fmt: skip

    def lines(self) -> Iterator[str]:
        """Yield what was counted again, and what could not be."""
        ended = len(self.uncounted) + len(self.wrong) + self.agree
        if self._ballots:
            same = f"{self.agree} of {ended} that have one"
            yield f"Ballots counted again from their entries with the same result: {same}."
        yield from self.uncounted


def _check_early(ballot: _Ballot, entry: dict[str, Any], seats: list[tally.TallySeat]) -> None:
    days = int(ballot.numbers["early_close_days"])
    early = entry["kind"] == _CLOSED_EARLY
    if not early or not tally.may_close_early(seats, ballot.opened, _moment(entry["at"]), days):
        raise Disagrees("was closed before its time, and the rule does not let it")


def _compare(made: tuple[tally.BallotResult, list[tally.TallySeat]], data: Any) -> None:
    """Raise Disagrees unless what the record says is what was made of the entries."""
    result, seats = made
    said = data["result"]
    ours = _told(result.passes, result.base, [vars(condition) for condition in result.conditions])
    theirs = _told(said["passes"], said["base"], said["conditions"])
    if ours != theirs or data["passes"] is not result.passes:
        raise Disagrees(f"does not agree: counted again it {ours}; the record says that it {theirs}")
    base = {seat.number: seat.position for seat in seats if seat.in_base}
    shown = {seat.number: seat.position for seat in (tally.TallySeat(**row) for row in said["seats"]) if seat.in_base}
    if base != shown:
        other = sorted(number for number in base | shown if base.get(number, "") != shown.get(number, ""))
        raise Disagrees(f"does not agree: its result has other positions of the seats {other} than their entries")


def _told(passes: bool, base: int, conditions: list[dict[str, Any]]) -> str:
    held = ", ".join(f"{each['name']} {each['have']} ({each['need']})" for each in conditions)
    return f"{'passes' if passes else 'does not pass'} with a base of {base}: {held}"


_OPENED, _CLOSED_EARLY, _ANNULLED = "ballot.open", "ballot.close-early", "ballot.annul"
_CLOSED = frozenset({"ballot.close", _CLOSED_EARLY})
_SEATED = frozenset({"council.seat", "council.take-seat"})
_LEFT = frozenset({"council.unseat", "council.resign", "council.end-term", "council.vacate"})
_VERSIONS = frozenset({ADOPTED, ANNULLED})
_VOTING = frozenset(plan.number for plan in SEATS)
_READS: dict[str, Read] = {
    _OPENED: Recount._opened,
    "ballot.take-position": Recount._take,
    "ballot.re-assert": Recount._stands,
    "ballot.lapse-discuss": Recount._lapse,
    "ballot.put-to-alternate": Recount._to_alternate,
    "ballot.set-aside": Recount._set_aside,
    "ballot.defer": Recount._defer,
    "ballot.recall": Recount._recall,
} | dict.fromkeys((*_CLOSED, _ANNULLED), Recount._recall)
"""Kind of entry → what it tells of a ballot."""

KINDS = (*_READS, *_SEATED, *_LEFT, *_VERSIONS)
"""The kinds of entries that are read; all others tell nothing of ballots."""
