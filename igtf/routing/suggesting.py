"""Suggesting outcomes to the Multistakeholder Advisory Group, which plans the forum's programme (section 2)."""

from igtf.core.errors import WrongState
from igtf.core.i18n import gettext as _
from igtf.core.workflow import Nothing
from igtf.issues.events import Disposed
from igtf.issues.models import Outcome
from igtf.issues.states import OUTCOME
from igtf.record.by import By
from igtf.record.moves import carries_out
from igtf.routing.queries import body_by
from igtf.routing.statements import draft, usual_day

MAG = "mag"
"""The short name of the group in the list of bodies."""


@carries_out(OUTCOME, "suggest")
def suggest(outcome: Outcome, *, reason: str, by: By) -> Disposed:
    """Draft a statement that suggests the outcome for the programme. WrongState where the group is not listed."""
    if body_by(MAG) is None:
        said = _("The Multistakeholder Advisory Group is not in the list of bodies. List it first, as “mag”.")
        raise WrongState(said)
    draft(
        body=MAG, purpose="action", subject=outcome.subject.title, by=by, text=suggested_letter(outcome, reason),
        asks=[{"text": "Consider this for the programme of the forum, and tell us what becomes of it."}],
        deadline=usual_day(by), tied={"suggests": [outcome.id]},
        why=reason,
    )  # fmt: skip
    return Disposed(reason)


def suggested_letter(outcome: Outcome, reason: str) -> str:
    """Return the text of the statement: where the outcome comes from, why it is suggested, what was said."""
    occasion = outcome.occasion
    year = "" if str(occasion.year) in occasion.name else f" ({occasion.year})"
    session = f", in the session “{outcome.session_name}”" if outcome.session_name else ""
    source = f"\n\nSource: {outcome.url}" if outcome.url else ""
    opening = f"This came out of {occasion.name}{year}{session}. The clearing house suggests it for the programme."
    return f"{opening}\n\n{reason}\n\n## What was said\n\n{outcome.text}{source}"


@carries_out(OUTCOME, "wait-again")
def wait_again(outcome: Outcome, *, by: By) -> Nothing:
    """Let the outcome wait for the clearing house: no statement suggests it any more."""
    return Nothing()
