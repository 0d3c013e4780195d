"""The acts in a ballot: taking a position, deferring, reminding, closing, recalling."""

from typing import Any, cast

from sqlalchemy import Select, Update, bindparam, select, update

from igtf.core.database.adding import add_row
from igtf.core.database.prepared import prepared
from igtf.core.db import fetch, session, write
from igtf.core.errors import Invalid
from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.council import events
from igtf.council.alternate import lone_discuss
from igtf.council.closing import (
    close_late_alternate,
    end_alternate,
    freeze_result,
    keep_no_time,
    put_off,
    wait_no_more,
)
from igtf.council.counting import lapsed, positions, summary
from igtf.council.due import silent_holders
from igtf.council.forms import on_revision, wanting
from igtf.council.hats import check_hat
from igtf.council.lookups import current_revision
from igtf.council.models import Ballot, BallotPosition
from igtf.council.policy import BallotFacts
from igtf.council.purposes import PURPOSES
from igtf.council.queries import board
from igtf.council.states import BALLOT
from igtf.council.tally import STOPS
from igtf.council.words import CLEARED, ENDED, LAPSED, NEWER, WITH_TEXT
from igtf.record.by import By, by_clock
from igtf.record.models import CLOCK_ID
from igtf.record.moves import carries_out
from igtf.record.numbers import period


@carries_out(BALLOT, "take-position")
def take_position(
    ballot: Ballot,
    *,
    position: str,
    by: By,
    facts: BallotFacts,
    ground: str | None = None,
    text: str = "",
    comment: str = "",
    on: str | None = None,
) -> events.PositionTaken:
    """Take a position for the actor's seat, replacing the one it has.

    ``on`` is the revision that the actor read, as '-01'. Invalid when the position is incomplete, when it is the one
    that the seat has already, or when another revision was posted meanwhile.
    """
    check_hat(ballot, by)
    ground = (ground or None) if position in STOPS else None
    lacks = wanting(ballot.rule, position, ground, text)
    newest = current_revision(ballot)
    if not lacks and on and on != on_revision(newest):
        lacks = {"on": [_("Revision %(label)s was posted meanwhile. Look at it, then take your position.",
                          label=on_revision(newest))]}  # fmt: skip
    if lacks:
        raise Invalid(lacks)
    if position not in WITH_TEXT:  # what is said beside plain consent does not block
        text, comment = "", "\n\n".join(filter(None, (text, comment)))
    given = {"value": position, "ground": ground, "text": text, "comment": comment, "person_id": by.author,
             "revision_number": newest}  # fmt: skip
    closes = _put({"ballot_id": ballot.id, "seat_number": facts.seat}, given, ballot, by)
    return events.PositionTaken(cast(int, facts.seat), position, ground, text, newest, comment, closes)


def _put(seat: dict[str, Any], given: dict[str, Any], ballot: Ballot, by: By) -> str:
    """Put the position of a seat; with a Discuss that goes on go its seconds and how long it has stood.

    Return when the ballot closes, where with a cleared Discuss it waits for another alternate ballot no more, or "".
    """
    if ballot.lone_seat == seat["seat_number"]:
        close_late_alternate(ballot, by)
    position = fetch(_of_seat(), seat).scalar()
    if position is not None and all(getattr(position, name) == what for name, what in given.items()):
        raise Invalid({"": [_("This is your position already, so nothing was recorded.")]})
    stops, new = given["value"] in STOPS, given | {"at": by.at}
    goes_on = position is not None and position.value in STOPS and not _has_lapsed(ballot, position, by)
    if not (stops and goes_on):
        new |= {"stands_since": by.at if stops else None, "seconds": []}
    if stops and position is not None and position.set_aside_on != given["revision_number"]:
        new |= {"set_aside_at": None, "set_aside_on": None}  # the text has changed since the alternate ballot
    if position is None:
        add_row(BallotPosition, seat | new)
        return ""
    values = seat | {f"new_{name}": what for name, what in new.items()}
    write(_replaced, *new, given=values, into=[BallotPosition.__tablename__])
    if position.value not in STOPS:
        return ""
    was_put = ballot.lone_seat == position.seat_number
    if was_put and not (stops and goes_on):
        end_alternate(ballot, by, (LAPSED if stops else CLEARED)[position.value])
    elif was_put and position.revision_number != given["revision_number"]:
        end_alternate(ballot, by, NEWER)
    return "" if stops else keep_no_time(ballot, [position.seat_number], by)


_OF_SEAT = (BallotPosition.ballot_id == bindparam("ballot_id"), BallotPosition.seat_number == bindparam("seat_number"))


@prepared
def _of_seat() -> Select[BallotPosition]:
    return select(BallotPosition).where(*_OF_SEAT)


def _replaced(*names: str) -> list[Update]:
    return [update(BallotPosition).where(*_OF_SEAT).values({name: bindparam(f"new_{name}") for name in names})]


def _has_lapsed(ballot: Ballot, position: BallotPosition, by: By) -> bool:
    return position.person_id != by.author and any(
        row.number == position.seat_number and lapsed(row) for row in board(ballot.id, by.at)
    )


@carries_out(BALLOT, "defer")
def defer(ballot: Ballot, *, reason: str, by: By) -> events.Deferred:
    """Let the ballot run ``deferral_days`` longer, once."""
    check_hat(ballot, by)
    ballot.deferred_by_id = by.author
    put_off(ballot, period("deferral_days", ballot.subject), by)
    return events.Deferred(reason, ballot.closes_at.isoformat())


def _count(ballot: Ballot, by: By) -> tuple[events.Counted, str]:
    """Count, freeze the result, and let follow what follows from it, in the same transaction."""
    close_late_alternate(ballot, by)
    freeze_result(ballot, by)
    end_alternate(ballot, by, ENDED)
    result = ballot.result or {}
    purpose = PURPOSES[ballot.purpose]
    effect = purpose.passed if result["passes"] else purpose.failed
    why = _l("Ballot %(ref)s: %(result)s", ref=ballot.subject.ref, result=summary(result))
    follows = effect(ballot.decides_on, why, by_clock(by.at))
    end = _released(ballot, by)
    counted = events.Counted(result["passes"], follows, result, positions(result), summary(result), end)
    return counted, "passed" if result["passes"] else "failed"


def _released(ballot: Ballot, by: By) -> str:
    """Let what waited for a ballot wait no more; return when that closes now, or "" where nothing waited."""
    waits = session.get(Ballot, ballot.decides_on_id)
    if waits is None or waits.closed_at:
        return ""
    wait_no_more(waits, by)
    return waits.closes_at.isoformat()


@carries_out(BALLOT, "remind")
def remind(ballot: Ballot, *, by: By) -> events.Reminded:
    """Remind the members who have taken no position; once for each end that the ballot is given."""
    ballot.reminded_at = by.at
    return events.Reminded(len(silent_holders(ballot, by.at)))


@carries_out(BALLOT, "close")
def close(ballot: Ballot, *, by: By) -> tuple[events.Counted, str]:
    """Close a ballot whose time has run out."""
    return _count(ballot, by)


@carries_out(BALLOT, "close-early")
def close_early(ballot: Ballot, *, by: By) -> tuple[events.Counted, str]:
    """Close a ballot in which nothing is missing before its time has run out."""
    return _count(ballot, by)


@carries_out(BALLOT, "recall")
def recall(ballot: Ballot, *, reason: Text, by: By) -> events.Recalled:
    """Take the ballot back; how it stood stays visible, and nothing is decided.

    What waited for an alternate ballot closes when it would have: a person who takes that back gains no time by it, nor
    does a Discuss that is cleared or lapsed. Where the clock ends it and a Discuss stands, that can be put to another.
    """
    close_late_alternate(ballot, by)
    freeze_result(ballot, by)
    end_alternate(ballot, by, ENDED)
    waits = session.get(Ballot, ballot.decides_on_id)
    waits_on = waits is not None and by.actor_id == CLOCK_ID and lone_discuss(waits.id)
    why = _l("Ballot %(ref)s was recalled: %(reason)s", ref=ballot.subject.ref, reason=reason)
    PURPOSES[ballot.purpose].recalled(ballot.decides_on, why, by_clock(by.at))
    return events.Recalled(reason, "" if waits_on else _released(ballot, by))
