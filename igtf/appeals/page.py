"""What the page of an appeal shows: the decision, the rungs it came to and those above, and who decides."""

from typing import Any

from igtf.appeals.decisions import KINDS_OF_DECISION, LADDERS
from igtf.appeals.models import Appeal
from igtf.appeals.queries import decision_texts, people_of, way_of
from igtf.appeals.rungs import RUNGS
from igtf.appeals.states import OPEN
from igtf.appeals.words import ASIDE, GROUNDS, PHASES, SHORT, SPECIAL, VERDICTS
from igtf.core import clock
from igtf.record.deadlines import is_late
from igtf.record.kinds import kind_of


def content(appeal: Appeal) -> dict[str, Any]:
    """Return what the template needs beside the subject; three queries."""
    way = way_of(appeal)
    ladder = LADDERS[appeal.kind]
    here = ladder.index(way[0][0].name)
    return {
        "people": people_of(appeal), "way_up": [(RUNGS[rung.name], rung, members) for rung, members in way],
        "above": [RUNGS[name] for name in ladder[here + 1 :]], "said": kind_of(appeal.event.kind).said,
        "special": SPECIAL.get(appeal.event.kind, ""), "texts": decision_texts(appeal.event),
        "late": is_late(appeal.subject, OPEN, clock.now()), "kind_label": KINDS_OF_DECISION[appeal.kind],
        "words": {"grounds": GROUNDS, "verdicts": VERDICTS, "short": SHORT, "phases": PHASES, "aside": ASIDE},
    }  # fmt: skip
