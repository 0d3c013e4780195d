"""Who can have none of the seats of a call as things stand: who sits already has reached a cap (section 8)."""

from collections.abc import Iterable
from typing import Any

from igtf.core import clock
from igtf.core.i18n import lazy_ngettext as _ln
from igtf.core.wording import Listed
from igtf.council.affiliations import affiliations_of
from igtf.people.stakeholders import Affiliations, crowded
from igtf.selection import lookups
from igtf.selection.filling import Board, CountedPerson
from igtf.selection.models import Selection


def hindered(selection: Selection, person_id: int, hats: Iterable[Any]) -> list[str]:
    """Return why a person can have no seat of a call under any of their ``hats`` that count for one, a sentence for
    each; nothing where there is one under which they can."""
    able = [hat for hat in hats if lookups.fits(selection, [(hat.counts_as, hat.region)])]
    if not able:
        return []
    places = lookups.seats_of(selection)
    rows = lookups.sitting_rows(selection.starts_at, but=(place.number for place in places))
    belongs = affiliations_of([person_id, *(row.person_id for row in rows)], clock.now(), selection.subject)
    sitting = [
        CountedPerson(row.stakeholder_group, 0, None if row.region else row.member_region, row.organisation, row.name,
                      belongs=belongs[row.person_id])
        for row in rows
    ]  # fmt: skip
    board = Board(places, selection.file["caps"], sitting)
    said = [_why(board, hat, belongs[person_id]) for hat in able]
    return list(dict.fromkeys(said)) if all(said) else []


def _why(board: Board, hat: Any, belongs: Affiliations) -> str:
    """Return the sentence why no seat can be had under a hat; empty where one can."""
    own = CountedPerson(hat.counts_as, 0, hat.region, hat.organisation, belongs=belongs)
    found = {board.hindrance(own, place) for place in board.free(own.group)}
    if "" in found:
        return ""
    if "affiliation" in found:
        return _by_affiliation(board, belongs)
    names = [one.name for one in board.sitting if (one.group, one.region) == (own.group, own.region)]
    return str(_ln(
        "As things stand you can have none of these seats: at most %(num)d member of one region sits in the seats at "
        "large of a stakeholder group, and of your region that is so already: %(names)s.",
        "As things stand you can have none of these seats: at most %(num)d members of one region sit in the seats at "
        "large of a stakeholder group, and of your region that is so already: %(names)s.",
        board.caps["per_region"], names=Listed(names),
    ))  # fmt: skip


def _by_affiliation(board: Board, belongs: Affiliations) -> str:
    names = [one.name for one in board.sitting if crowded(belongs, [one.belongs], 1)]
    return str(_ln(
        "As things stand you can have none of these seats: at most %(num)d member of one affiliation sits on the "
        "council, and of yours that is so already: %(names)s.",
        "As things stand you can have none of these seats: at most %(num)d members of one affiliation sit on the "
        "council, and of yours that is so already: %(names)s.",
        board.caps["per_affiliation"], names=Listed(names),
    ))  # fmt: skip
