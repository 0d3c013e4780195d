"""What the page of a call shows beside what every subject's page has."""

from typing import Any

from flask_login import current_user

from igtf.consensus import picture, queries
from igtf.consensus.forms import ChooseForm, PositionForm
from igtf.consensus.models import Call
from igtf.consensus.words import CALL_KINDS, POSITION_WORDS, RESULT_WORDS
from igtf.core import clock


def call_content(call: Call) -> dict[str, Any]:
    """Return the content of a call's page; callables are called only when the page is really made."""
    return {
        "call_kinds": CALL_KINDS, "position_words": POSITION_WORDS, "result_words": RESULT_WORDS,
        "taking": call.subject.state == "open" and clock.now() < call.closes_at,
        "people": lambda: queries.opener_of(call),
        "seen": lambda: _poll(call) if call.kind == "options" else _positions(call),
    }  # fmt: skip


def _positions(call: Call) -> dict[str, Any]:
    rows, objections = queries.positions_in(call.id), queries.objections_in(call.id)
    held = next((row.Position for row in rows if row.Position.person_id == current_user.id), None)
    own = [
        row.Objection
        for row in objections
        if row.Objection.person_id == current_user.id and row.Objection.subject.state in UNSETTLED
    ]
    form = PositionForm(data={"position": held.value, "reason": held.reason} if held else None)
    return {
        "positions": rows, "held": held, "form": form, "groups": picture.by_group(rows), "own_objections": own,
        "regions": picture.by_region(rows), "fixed_hat": held.hat_id if held else None, "objections": objections,
    }  # fmt: skip


def _poll(call: Call) -> dict[str, Any]:
    rows = queries.choices_in(call.id)
    own = {row.option: row for row in rows if row.person_id == current_user.id}
    form = ChooseForm(data=ChooseForm.initial(call))
    form.fill(call.options, {option: row.value for option, row in own.items()})
    fixed = next((row.hat_id for row in own.values()), None)
    shown: dict[str, Any] = {"form": form, "fixed_hat": fixed, "held": None, "own_objections": []}
    return shown | picture.options_table(call.options, rows)
