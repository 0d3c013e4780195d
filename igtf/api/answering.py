"""How bodies have answered, in the API: the rows of the page that shows them side by side."""

from typing import Any

from igtf.api.inputs import asked
from igtf.api.schemas import PATH, TEXT, WHOLE, Schema, maybe, record
from igtf.core.clock import now
from igtf.proof.shapes import ROOT
from igtf.record.filters import require_known
from igtf.routing import queries
from igtf.routing.figures import ANSWERED, figures_of_all, side_by_side
from igtf.routing.registry import KINDS

_DAYS: Schema = maybe({"type": "number", "title": "The median, in days"})
BODY: Schema = record(
    ref=TEXT, acronym=TEXT, title=TEXT, kind={"enum": KINDS}, sent=WHOLE, answered=WHOLE, open=WHOLE,
    late=WHOLE, never=WHOLE, to_acknowledge=_DAYS, to_answer=_DAYS,
    answers=record(**{name.replace(" ", "_"): WHOLE for name in ANSWERED}), url=PATH, self=PATH,
)  # fmt: skip
"""What is said of each body; ``answers`` are counted by ask."""


def answering() -> list[dict[str, Any]]:
    """Return all bodies, or those of one kind, by acronym with what was sent to each and how it answered; two queries.

    Invalid for another filter.
    """
    given = asked("kind")
    require_known({"kind": KINDS}, given)
    listed = queries.bodies(now(), kind=given.get("kind"))
    found = side_by_side(listed, figures_of_all(), "acronym")
    return [
        {
            "ref": body.ref, "acronym": body.acronym, "title": body.title, "kind": body.kind, "sent": own.sent,
            "answered": own.answered, "open": own.open, "late": own.late, "never": own.never,
            "to_acknowledge": own.to_acknowledge, "to_answer": own.to_answer,
            "answers": {name.replace(" ", "_"): own.outcomes.get(name, 0) for name in ANSWERED},
            "url": f"/bodies/{body.ref}", "self": f"{ROOT}/bodies/{body.ref}",
        }
        for body, own in found
    ]  # fmt: skip
