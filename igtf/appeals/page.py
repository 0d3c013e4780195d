"""What the page of an appeal shows: the decision, the rungs it came to and those above, and who decides."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from igtf.appeals.decisions import KINDS_OF_DECISION, LADDERS
from igtf.appeals.models import Appeal, AppealRung
from igtf.appeals.queries import decision_texts, people_of, said_of, way_of
from igtf.appeals.rungs import RUNGS, Rung
from igtf.appeals.states import OPEN
from igtf.appeals.words import ASIDE, GROUNDS, PHASES, SHORT, SPECIAL, VERDICTS, spoken_so_far
from igtf.core import clock
from igtf.core.i18n import Text
from igtf.record.deadlines import is_late


class RungStep(NamedTuple):
    """A rung that an appeal came to, with (AppealMember, Actor) of its people: how many of them decide and stand aside,
    and in a sentence how many of those who were drawn have spoken, while it is not decided."""

    rung: Rung
    row: AppealRung
    members: Sequence[Any]
    deciding: int
    aside: int
    so_far: Text


def _step(appeal: Appeal, row: AppealRung, members: Sequence[Any]) -> RungStep:
    rung, found = RUNGS[row.name], [member.verdict for member, _actor in members if not member.aside]
    waits = len(found) > 1 and bool(rung.drawn) and not row.verdict
    so_far = spoken_so_far(sum(map(bool, found)), len(found), rung.agree(appeal.subject)) if waits else ""
    return RungStep(rung, row, members, len(found), len(members) - len(found), so_far)


def content(appeal: Appeal) -> dict[str, Any]:
    """Return what the template needs beside the subject; three queries."""
    way = way_of(appeal)
    ladder = LADDERS[appeal.kind]
    here = ladder.index(way[0][0].name)
    return {
        "people": people_of(appeal), "way_up": [_step(appeal, row, members) for row, members in way],
        "above": [RUNGS[name] for name in ladder[here + 1 :]], "said": said_of(appeal.event.kind, appeal.event_id),
        "special": SPECIAL.get(appeal.event.kind, ""), "texts": decision_texts(appeal.event),
        "late": is_late(appeal.subject, OPEN, clock.now()), "kind_label": KINDS_OF_DECISION[appeal.kind],
        "words": {"grounds": GROUNDS, "verdicts": VERDICTS, "short": SHORT, "phases": PHASES, "aside": ASIDE},
    }  # fmt: skip
