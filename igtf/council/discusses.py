"""The acts around a Discuss (section 6): saying that it stands, seconding, letting lapse, the alternate ballot."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select

from igtf.core.db import session
from igtf.core.errors import Invalid
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.moments import moment_text
from igtf.council import events
from igtf.council.alternate import alternate_of, lone_discuss
from igtf.council.closing import (
    close_late_alternate,
    end_alternate,
    keep_no_time,
    keeps_time,
    set_closing,
)
from igtf.council.counting import lapsed
from igtf.council.due import ballots_with_lapsed
from igtf.council.forms import on_revision
from igtf.council.hats import check_hat
from igtf.council.lookups import current_revision
from igtf.council.models import Ballot, BallotPosition
from igtf.council.opening import open_ballot
from igtf.council.policy import BallotFacts
from igtf.council.queries import board, looks_again, tally_seats
from igtf.council.running import running_on
from igtf.council.seating import BEFORE_TERM_ENDS
from igtf.council.states import BALLOT
from igtf.council.tally import BLOCK, DISCUSS, STOPPED, STOPS
from igtf.council.words import CLEARED_MEANWHILE, ENDS_NOW, IN_CLEARED, LAPSED, NEWER, ends_later
from igtf.drafts.models import Draft
from igtf.record.by import By, by_clock
from igtf.record.consequences import Consequence, follows_from
from igtf.record.moves import carries_out


def _discuss(ballot: Ballot, seat: int | None) -> BallotPosition:
    return session.scalars(
        select(BallotPosition).where(
            BallotPosition.ballot_id == ballot.id, BallotPosition.seat_number == seat, BallotPosition.value.in_(STOPS)
        )
    ).one()


def _holder(ballot: Ballot, number: int, by: By) -> str:
    """Return who holds a seat now, by name."""
    return next(s.holder for s in tally_seats(ballot, by.at) if s.number == number)


@carries_out(BALLOT, "re-assert")
def re_assert(ballot: Ballot, *, by: By, facts: BallotFacts) -> events.PositionTaken:
    """Say, as who holds it now and on the newest revision, that a Discuss stands."""
    check_hat(ballot, by)
    if ballot.lone_seat == facts.seat:
        close_late_alternate(ballot, by)
    position, newest = _discuss(ballot, facts.seat), current_revision(ballot)
    if ballot.lone_seat == facts.seat and position.revision_number != newest:
        end_alternate(ballot, by, NEWER)
        position.set_aside_at = position.set_aside_on = None  # the text has changed since the alternate ballot
    position.person_id, position.at, position.revision_number = by.author, by.at, newest
    return events.PositionTaken(
        position.seat_number, position.value, position.ground, position.text, position.revision_number, position.comment
    )


def _chosen(seat: str | int, among: tuple[int, ...]) -> int:
    found = next((number for number in among if str(number) == str(seat)), None)
    if found is None:
        raise Invalid(seat=_("Choose the position that this is about."))
    return found


def _seconding(ballot: Ballot, number: int, seats: list[int], facts: BallotFacts, by: By) -> events.Seconded:
    check_hat(ballot, by)
    _discuss(ballot, number).seconds = seats
    return events.Seconded(number, _holder(ballot, number, by), facts.seat or 0, facts.stop)


@carries_out(BALLOT, "second")
def second(ballot: Ballot, *, seat: str | int, by: By, facts: BallotFacts) -> events.Seconded:
    """Second another member's Discuss. Invalid for one that does not stand, or that the actor seconds already."""
    number = _chosen(seat, facts.standing.may_second)
    return _seconding(ballot, number, [*_discuss(ballot, number).seconds, facts.seat or 0], facts, by)


@carries_out(BALLOT, "withdraw-second")
def withdraw_second(ballot: Ballot, *, seat: str | int, by: By, facts: BallotFacts) -> events.Seconded:
    """Second a Discuss no longer. Invalid for one that the actor does not second."""
    number = _chosen(seat, facts.standing.seconds)
    rest = [one for one in _discuss(ballot, number).seconds if one != facts.seat]
    return _seconding(ballot, number, rest, facts, by)


@carries_out(BALLOT, "ask-again")
def ask_again(ballot: Ballot, *, by: By) -> events.RevisionPosted:
    """Ask who holds a standing Discuss whether the draft's new revision clears it."""
    rows = board(ballot.id, by.at)
    seats = tally_seats(ballot, by.at, rows)
    asked = [seat.holder for row, seat in zip(rows, seats, strict=True)
             if seat.in_base and seat.stops and looks_again(row)]  # fmt: skip
    return events.RevisionPosted(on_revision(current_revision(ballot)), ", ".join(asked))


@follows_from("draft.revise", "draft.revive")
def after_revision(draft: Draft, by: By) -> Iterator[Consequence]:
    """Tell the ballot on a draft that the draft was revised."""
    ballot = running_on(draft.id)
    if ballot is not None:
        yield Consequence(
            "ballot.ask-again", [ballot.subject],
            lambda: _("Whoever holds a standing Discuss in it is asked by mail to look again."),
            lambda: ask_again(ballot, by=by),
        )  # fmt: skip


@follows_from("ballot.take-position")
def after_position(ballot: Ballot, by: By) -> Iterator[Consequence]:
    """Foretell what comes of the alternate ballot on the actor's Discuss, where that is cleared or stands anew.

    One that runs is recalled; another one, for which the ballot keeps the time, is waited for no more.
    """
    seat = BALLOT.facts(by, ballot).seat if ballot.lone_seat is not None or ballot.would_close_at else None
    other = alternate_of(ballot.id) if seat is not None else None
    if other is None and seat is not None and keeps_time(ballot, [seat]):
        yield Consequence("ballot.take-position", [], lambda: _said_of_end(ballot, by))
    elif other is not None and other.closes_at > by.at and seat == ballot.lone_seat:
        yield Consequence(
            "ballot.recall", [other.subject],
            lambda: str(IN_CLEARED[STOPPED[ballot.rule]]),
        )  # fmt: skip


def _said_of_end(ballot: Ballot, by: By) -> str:
    """Return what becomes of a ballot that keeps time for another alternate ballot, if what stops it is cleared now."""
    closes, stop = ballot.would_close_at or by.at, STOPPED[ballot.rule]
    return str(ENDS_NOW[stop] if closes <= by.at else ends_later(stop, moment_text(closes)))


@carries_out(BALLOT, "lapse-discuss")
def lapse_discuss(ballot: Ballot, *, by: By) -> events.DiscussLapsed:
    """Take away the inherited Discusses that their successors did not say stand; the record keeps them.

    An alternate ballot on one of them is recalled, and another one is not waited for.
    """
    close_late_alternate(ballot, by)
    gone = [row for row in board(ballot.id, by.at) if lapsed(row)]
    seats = [row.number for row in gone]
    for seat in seats:
        session.delete(_discuss(ballot, seat))
    if ballot.lone_seat in seats:
        end_alternate(ballot, by, LAPSED[STOPPED[ballot.rule]])
    holders = ", ".join(row.taken_by for row in gone)
    return events.DiscussLapsed(seats, holders, keep_no_time(ballot, seats, by), STOPPED[ballot.rule])


def _lapse_first(at: datetime) -> None:
    """Let lapse what is due before a seat changes hands, so that the next holder does not inherit what has lapsed."""
    for ballot in ballots_with_lapsed(at):
        lapse_discuss(ballot, by=by_clock(at))


BEFORE_TERM_ENDS.append(_lapse_first)


_GO_ON = {
    DISCUSS: BALLOT.titles.add(_l("Shall “%(title)s” go on although the Discuss of %(holder)s stands alone?")),
    BLOCK: BALLOT.titles.add(_l("Shall “%(title)s” go on although the Block of %(holder)s stands alone?")),
}


@carries_out(BALLOT, "put-to-alternate")
def put_to_alternate(ballot: Ballot, *, reason: str, by: By, facts: BallotFacts) -> events.PutToAlternate:
    """Ask the same seats, yes or no, whether a lone Discuss is set aside; this ballot waits for that one."""
    number = facts.standing.lone_seat or 0
    holder = _holder(ballot, number, by)
    other = open_ballot(
        ballot.subject, purpose="alternate", by=by, revision_number=_discuss(ballot, number).revision_number,
        question=_GO_ON[facts.stop].of(title=ballot.decides_on.title, holder=holder),
        organisations=ballot.organisations, seats_of=ballot,
    )  # fmt: skip
    ballot.lone_seat, before = number, ballot.closes_at
    ballot.would_close_at = ballot.would_close_at or before
    set_closing(ballot, max(before, other.closes_at), by)
    return events.PutToAlternate(
        reason, number, holder, other.subject.ref, ballot.closes_at.isoformat(), before.isoformat(), facts.stop
    )


@carries_out(BALLOT, "set-aside")
def set_aside(ballot: Ballot, *, reason: str, by: By) -> events.SetAside:
    """Carry a passed alternate ballot out: the Discuss on this revision stops the ballot no longer.

    Invalid when the Discuss was cleared meanwhile.
    """
    position = lone_discuss(ballot.id)
    if position is None:
        raise Invalid({"": [str(CLEARED_MEANWHILE[STOPPED[ballot.rule]])]})
    position.set_aside_at, position.set_aside_on = by.at, position.revision_number
    return events.SetAside(reason, position.seat_number, _holder(ballot, position.seat_number, by), position.value)
