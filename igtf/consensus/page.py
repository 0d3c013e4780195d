"""What the page of a call shows beside what every subject's page has."""

from collections.abc import Callable
from typing import Any

from flask_login import current_user

from igtf.consensus import lookups, picture, queries
from igtf.consensus.forms import ChooseForm, PositionForm
from igtf.consensus.models import Call
from igtf.consensus.words import CALL_KINDS, POSITION_WORDS, RESULT_WORDS
from igtf.core import clock


def call_content(call: Call) -> dict[str, Any]:
    """Return the content of a call's page; callables are called only when the page is really made."""
    words = {"call_kinds": CALL_KINDS, "position_words": POSITION_WORDS, "result_words": RESULT_WORDS}
    taking = call.subject.state == "open" and clock.now() < call.closes_at
    shared: dict[str, Callable[[], Any]] = {"people": lambda: queries.opener_of(call)}
    own = _poll(call) if call.kind == "options" else _positions(call)
    return words | shared | {"taking": taking, "objections": lambda: queries.objections_in(call.id)} | own


def _positions(call: Call) -> dict[str, Any]:
    rows = queries.positions_in(call.id)
    held = next((row.Position for row in rows if row.Position.person_id == current_user.id), None)
    form = PositionForm(data={"position": held.value, "reason": held.reason} if held else None)
    return {
        "positions": rows, "held": held, "own_form": form, "groups": picture.by_group(rows),
        "regions": picture.by_region(rows), "fixed_hat": held.hat_id if held else None,
    }  # fmt: skip


def _poll(call: Call) -> dict[str, Any]:
    form = ChooseForm(data=ChooseForm.initial(call))
    form.prepare(call, current_user)
    return {
        "poll": lambda: picture.options_table(call.options, queries.choices_in(call.id)), "own_form": form,
        "fixed_hat": lookups.fixed_hat(call.id, current_user.id), "positions": [], "held": None,
    }  # fmt: skip
