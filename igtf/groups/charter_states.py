"""The states of a revision of a charter and the moves between them, as data (procedure, section 3).

A revision is moved by moves of its group, so that both share one page and one timeline. ``CHARTER_STEPS`` says for
each such move from where to where, and which number of the procedure has to have passed before.
"""

from dataclasses import dataclass

from igtf.core.i18n import lazy_gettext as _l
from igtf.core.i18n import lazy_pgettext as _lp
from igtf.core.workflow import State

CHARTER_STATES: dict[str, State] = {
    state.name: state
    for state in (
        State("draft", _lp("state", "Draft"), "new", _l("Being written; the responsible member puts it to review.")),
        State("internal-review", _l("Internal review"), "waiting", _l("The council reads it.")),
        State("external-review", _l("External review"), "waiting",
              _l("Public, and announced to every body with a contact; anyone may comment.")),
        State("ballot", _l("On the ballot"), "waiting", _l("The council takes positions on exactly this text.")),
        State("in-force", _l("In force"), "decided", _l("The group works under it.")),
        State("replaced", _lp("charter", "Replaced"), "closed",
              _l("A later revision took its place; it stays readable.")),
    )
}  # fmt: skip

PENDING = ("draft", "internal-review", "external-review", "ballot")
"""The states of a revision that may still come into force; a group has at most one such."""

UNDER_REVIEW = ("internal-review", "external-review")


@dataclass(frozen=True)
class CharterStep:
    """From which states a move takes the pending revision where; ``after`` names the days it stays there at least."""

    sources: tuple[str, ...]
    target: str
    after: str = ""


CHARTER_STEPS: dict[str, CharterStep] = {
    "charter-internal-review": CharterStep(("draft",), "internal-review"),
    "charter-external-review": CharterStep(("internal-review",), "external-review", "internal_review_days"),
    "to-ballot": CharterStep(("external-review",), "ballot", "external_review_days"),
    "return-charter": CharterStep(UNDER_REVIEW, "draft"),
    "charter-fails": CharterStep(("ballot",), "draft"),
}
UNREVIEWED: dict[str, CharterStep] = {
    "to-ballot": CharterStep(("draft",), "ballot"),
    "charter-fails": CHARTER_STEPS["charter-fails"],
}
"""The steps of a mandate, which no review precedes."""

LEAST: dict[str, str] = {step.sources[0]: step.after for step in CHARTER_STEPS.values() if step.after}
"""State of a review → the number that says how many days it lasts at least."""


def step_of(move: str, *, reviewed: bool) -> CharterStep | None:
    """Return the step of a move, None where there is none; ``reviewed``: reviews precede the ballot."""
    return (CHARTER_STEPS if reviewed else UNREVIEWED).get(move)
