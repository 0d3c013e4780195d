"""What the API says of how the council's places change: elections of its chair, selections of members, recalls."""

from collections.abc import Sequence
from typing import Any

from igtf.api.schemas import DAY, MOMENT, TEXT, WHOLE, YES_OR_NO, Schema, many, maybe, record
from igtf.core.clock import now
from igtf.election import queries as elections
from igtf.election.models import Election
from igtf.recall import queries
from igtf.recall.models import Recall
from igtf.record.models import Hat
from igtf.record.numbers import whole_number
from igtf.selection import queries as selections
from igtf.selection.models import Selection
from igtf.selection.page import content

_WHO: dict[str, Schema] = {"handle": maybe(TEXT), "name": TEXT}
_WORN: dict[str, Schema] = {
    "counts_as": maybe(TEXT), "capacity": maybe(TEXT), "region": maybe(TEXT), "organisation": maybe(TEXT),
}  # fmt: skip
_HAVE: dict[str, Schema] = {"have": WHOLE, "need": WHOLE, "base": WHOLE}
ELECTION: dict[str, Schema] = {
    "candidates": many(record(
        **_WHO, seat=maybe(WHOLE), stakeholder_group=maybe(TEXT), reason=TEXT, answer=TEXT, at=MOMENT,
    )),
    "count": maybe(record(
        elected=maybe(TEXT), voted=WHOLE,
        candidates=many(record(
            **_WHO, group=TEXT, passes=YES_OR_NO, **_HAVE, groups=many(record(group=TEXT, **_HAVE)),
        )),
        aside=many(record(**_WHO, group=TEXT)),
        seats=many(record(number=WHOLE, name=TEXT, group=TEXT, accepts=maybe(many(TEXT)))),
    )),
}  # fmt: skip
SELECTION: dict[str, Schema] = {
    "nominees": many(record(
        **_WHO, **_WORN, number=maybe(WHOLE), reason=TEXT, answer=TEXT, nominated_by=TEXT, at=MOMENT, supporters=WHOLE,
        constituencies=many(record(name=TEXT, evidence=TEXT)),
    )),
    "objections": many(record(
        about=TEXT, by=TEXT, reason=TEXT, at=MOMENT, answer=TEXT, upheld=maybe(YES_OR_NO), answered_at=maybe(MOMENT),
    )),
    "chosen": many(record(seat=WHOLE, **_WHO, counts_as=TEXT, region=maybe(TEXT), years=WHOLE)),
    "changes": many(record(at=DAY, group=TEXT, number=WHOLE, why=TEXT)),
}  # fmt: skip
RECALL: dict[str, Schema] = {
    "signatures": record(
        counted=WHOLE, needed=WHOLE, people=many(record(**_WHO, **_WORN, counted=YES_OR_NO, at=MOMENT)),
    ),
    "volunteers": many(record(**_WHO, **_WORN, number=maybe(WHOLE), drawn=YES_OR_NO, at=MOMENT)),
}  # fmt: skip


def election_shown(election: Election) -> dict[str, Any]:
    """Return who stands for the chair, and once the vote is open the count as it stands or was frozen; three queries.

    ``seats`` of the count say by their handles whom each accepts, null where it has not voted.
    """
    at = now()
    rows = elections.candidates(election, at)
    return {
        "candidates": [
            {"handle": row.Actor.handle, "name": row.Actor.name, "seat": row.number, "stakeholder_group": row.group,
             "reason": row.Candidate.reason, "answer": row.Candidate.answer, "at": row.Candidate.at}
            for row in rows
        ],
        "count": elections.tally(election, rows, at) if election.votes_until is not None else None,
    }  # fmt: skip


def selection_shown(selection: Selection) -> dict[str, Any]:
    """Return nominees with who puts them forward, objections to who was chosen, and who that is; two queries.

    ``changes`` are those since the draw: who left a list, by group and number in the pool.
    """
    found = content(selection)
    return {
        "nominees": [_nominee(row) for row in selections.backed(selection.id)],
        "objections": [_objection(row) for row in selections.objections(selection.id)],
        "chosen": [
            {"seat": seat, "handle": one.handle, "name": one.name, "counts_as": one.group, "region": one.region,
             "years": found["result"].years[seat]}
            for seat, one in found["chosen"]
        ],
        "changes": [
            {"at": at, "group": change["group"], "number": change["number"], "why": change["why"]}
            for at, change, _steps in found["later"]
        ],
    }  # fmt: skip


def recall_shown(recall: Recall) -> dict[str, Any]:
    """Return who signed the petition, and who volunteers for the panel or was drawn for it; two queries.

    ``counted``: two of one affiliation count. ``number`` is that in the published pool, null before it is.
    """
    signed = queries.signatures(recall.id)
    return {
        "signatures": {
            "counted": sum(row.PetitionSignature.counted for row in signed),
            "needed": whole_number("recall_signatures", recall.subject),
            "people": [
                _person(row) | {"counted": row.PetitionSignature.counted, "at": row.PetitionSignature.at}
                for row in signed
            ],
        },
        "volunteers": _volunteers(queries.volunteers(recall.id)),
    }  # fmt: skip


def _volunteers(rows: Sequence[Any]) -> list[dict[str, Any]]:
    return [
        _person(row)
        | {"number": row.PanelVolunteer.number, "drawn": row.PanelVolunteer.drawn, "at": row.PanelVolunteer.at}
        for row in rows
    ]


def _person(row: Any) -> dict[str, Any]:
    return {"handle": row.Actor.handle, "name": row.Actor.name} | _worn(row.Hat)


def _worn(hat: Hat | None) -> dict[str, Any]:
    return {name: getattr(hat, name) if hat else None for name in _WORN}


def _nominee(row: dict[str, Any]) -> dict[str, Any]:
    actor, nominee = row["actor"], row["nominee"]
    return {
        "handle": actor.handle, "name": actor.name, **_worn(row["hat"]), "number": nominee.number,
        "reason": nominee.reason, "answer": nominee.answer, "nominated_by": row["by"], "at": nominee.at,
        "supporters": row["supports"],
        "constituencies": [{"name": name, "evidence": evidence} for name, evidence in row["constituencies"]],
    }  # fmt: skip


def _objection(row: Any) -> dict[str, Any]:
    own = row.SelectionObjection
    return {
        "about": row.about, "by": row.raiser, "reason": own.reason, "at": own.at, "answer": own.answer,
        "upheld": own.upheld, "answered_at": own.answered_at,
    }  # fmt: skip
