"""What the API says of an appeal: the entry that is appealed, and the rungs with who decides and what they found."""

from collections.abc import Sequence
from typing import Any

from igtf.api.schemas import MOMENT, TEXT, WHOLE, Schema, many, maybe, record
from igtf.appeals.decisions import LADDERS
from igtf.appeals.models import Appeal, AppealRung
from igtf.appeals.queries import way_of
from igtf.appeals.rungs import RUNGS
from igtf.record.kinds import in_words

APPEAL: dict[str, Schema] = {
    "decision": WHOLE,
    "rungs": many(record(
        number=WHOLE, name=TEXT, label=TEXT, since=MOMENT, acknowledged_at=maybe(MOMENT), decided_at=maybe(MOMENT),
        verdict=maybe(TEXT), reasons=TEXT, passed_over=many(TEXT),
        members=many(record(handle=maybe(TEXT), name=TEXT, aside=TEXT, verdict=maybe(TEXT), reasons=TEXT,
                            at=maybe(MOMENT))),
    )),
    "above": many(TEXT),
}  # fmt: skip


def appeal_shown(appeal: Appeal) -> dict[str, Any]:
    """Return the number of the entry in the record that is appealed, the rungs it came to, the newest first, and the
    names of those above; one query.

    ``reasons`` are those of a ballot; elsewhere each member gives their own. ``aside``: why one does not decide.
    """
    way, ladder = way_of(appeal), LADDERS[appeal.kind]
    here = ladder.index(way[0][0].name)
    return {
        "decision": appeal.event_id, "rungs": [_rung(rung, members) for rung, members in way],
        "above": list(ladder[here + 1 :]),
    }  # fmt: skip


def _rung(row: AppealRung, members: Sequence[Any]) -> dict[str, Any]:
    rung = RUNGS[row.name]
    return {
        "number": row.number, "name": row.name, "label": str(rung.label), "since": row.since,
        "acknowledged_at": row.acknowledged_at, "decided_at": row.decided_at, "verdict": row.verdict,
        "reasons": row.reasons if rung.ballot else "", "passed_over": [in_words(sentence) for sentence in row.passed],
        "members": [
            {"handle": actor.handle, "name": actor.name, "aside": member.aside, "verdict": member.verdict,
             "reasons": member.reasons, "at": member.at}
            for member, actor in members
        ],
    }  # fmt: skip
