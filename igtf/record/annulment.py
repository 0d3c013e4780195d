"""The move by which an upheld appeal takes a decision back: the same row in the table of each kind (section 10)."""

from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy import ColumnElement, and_, exists

from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.policy import always
from igtf.core.workflow import Move
from igtf.record.models import Event


@dataclass(frozen=True)
class Annulled:
    """A decision is annulled: by which appeal, and which entry of the record the decision was.

    ``void`` is how many entries are void with it, ``stays`` what cannot be undone. ``what`` says the decision in words,
    ``made`` on which day it was made, ``who`` annulled it.
    """

    SHOWN: ClassVar[dict[str, Text]] = {
        "what": _l("Decision"), "made": _l("Decided on"), "who": _l("Annulled by"), "appeal": _l("Appeal"),
        "stays": _l("Cannot be undone"),
    }  # fmt: skip
    DAYS: ClassVar[tuple[str, ...]] = ("made",)
    PLACES: ClassVar[dict[str, str]] = {"appeal": "/appeals/{appeal}"}
    appeal: str
    decision: int
    void: int
    stays: Text = ""
    what: Text = ""
    made: str = ""
    who: Text = ""


def annul_move(sources: tuple[str, ...], tells: tuple[str, ...], target: str | tuple[str, ...] | None = None) -> Move:
    """Return the row: from ``sources``, the states that may follow from a decision, back to the one before it.

    ``target``: where it leads besides, such as a state that marks what cannot be undone.
    """
    return Move(
        "annul", _l("Annul a decision"), _l("annulled a decision: an appeal was upheld"), sources, target,
        _l("who upheld the appeal"), always, None, Annulled, tells, back=True,
        follows=_l("Follows when an appeal is upheld; the state is again the one before the decision."),
    )  # fmt: skip


def withdrawn_by_appeal(call: Any) -> ColumnElement[bool]:
    """Return whether a call was annulled, with what it followed from, when or after it was withdrawn.

    It asks nothing any more, and the one before it counts again.
    """
    by_appeal = (Event.subject_id == call.id, Event.kind == "call.annul", Event.at >= call.state_since)
    return and_(call.state == "withdrawn", exists().where(*by_appeal))
