"""What ``igtf check`` promises of the record's proof."""

from collections.abc import Iterable
from typing import Any

from igtf.core.db import session
from igtf.proof.commands import what_is_lost
from igtf.proof.queries import Tree, kept_tiles, told_of_ballots, unlike_below
from igtf.proof.recounting import Recount
from igtf.proof.tiles import WIDTH
from igtf.record.invariants import invariant
from igtf.record.queries import last_place

_LOOKED_AT = 20


@invariant(
    "signed-record", "What was signed of the record, here and in the newest checkpoints, is what the database has."
)
def _signed() -> Iterable[Any]:
    if kept_tiles() < last_place() // WIDTH:
        return []  # the worker has not kept all of the tree yet, and signs nothing until it has
    lost = what_is_lost(Tree(), _LOOKED_AT)
    if lost:
        session.rollback()  # the worker may have signed since the database is looked at: look at it as it is now
        lost = what_is_lost(Tree(), _LOOKED_AT)
    return [(lost,)] if lost else []


@invariant("kept-tree", "Each hash that is kept of the record's tree is the one over the entries below it.")
def _kept() -> Iterable[Any]:
    return unlike_below()


@invariant("ballots-again", "Each ballot, counted again from its entries in the record alone, has the same result.")
def _ballots() -> Iterable[Any]:
    ballots = Recount()
    for entry, data in told_of_ballots():
        ballots.read(entry, data)
    return [(sentence,) for sentence in ballots.wrong]
