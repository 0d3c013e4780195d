"""What the page of a call shows beside what every subject's page has."""

from typing import Any

from flask_login import current_user

from igtf.consensus import picture, queries
from igtf.consensus.forms import ChooseForm, PositionForm
from igtf.consensus.models import Call
from igtf.consensus.queries import leads
from igtf.consensus.states import UNSETTLED
from igtf.consensus.words import CALL_KINDS, POSITION_WORDS, REACTION_WORDS, RESULT_WORDS
from igtf.core import clock
from igtf.record.numbers import days


def call_content(call: Call) -> dict[str, Any]:
    """Return the content of a call's page; callables are called only when the page is really made."""
    return {
        "call_kinds": CALL_KINDS, "position_words": POSITION_WORDS, "result_words": RESULT_WORDS,
        "reaction_words": REACTION_WORDS, "leading": leads(current_user.roles, call),
        "taking": call.subject.state == "open" and clock.now() < call.closes_at,
        "people": lambda: queries.opener_of(call),
        "seen": lambda: _poll(call) if call.kind == "options" else _positions(call),
    }  # fmt: skip


def _positions(call: Call) -> dict[str, Any]:
    rows, objections = queries.positions_in(call.id), queries.objections_in(call.id)
    now = [row for row in rows if row.Position.round == call.round]
    held = next((row.Position for row in rows if row.Position.person_id == current_user.id), None)
    own = [
        row.Objection
        for row in objections
        if row.Objection.person_id == current_user.id and row.Objection.subject.state in UNSETTLED
    ]
    floor = days("participation_floor", call.subject)
    form = PositionForm(data={"position": held.value, "reason": held.reason} if held else None)
    return {
        "positions": now, "earlier": [row for row in rows if row.Position.round < call.round], "held": held,
        "form": form, "groups": picture.by_group(now, floor),
        "regions": picture.by_region(now, floor), "own_objections": own,
        "fixed_hat": held.hat_id if held else None, "objections": objections,
        "unsettled": [row for row in objections if row.Objection.subject.state in UNSETTLED],
        "estimates": queries.estimates_in(call) if call.subject.state != "open" else [],
    }  # fmt: skip


def _poll(call: Call) -> dict[str, Any]:
    rows = queries.choices_in(call.id)
    own = {row.option: row for row in rows if row.person_id == current_user.id}
    form = ChooseForm(data=ChooseForm.initial(call))
    form.fill(call.options, {option: row.value for option, row in own.items()})
    fixed = next((row.hat_id for row in own.values()), None)
    shown: dict[str, Any] = {"form": form, "fixed_hat": fixed, "held": None, "own_objections": []}
    return shown | picture.options_table(call.options, rows, days("participation_floor", call.subject))
