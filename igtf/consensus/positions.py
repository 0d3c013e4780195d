"""Writing a position: the hat is fixed with the first one, each change stays visible."""

from collections.abc import Callable

from igtf.consensus import events, lookups
from igtf.consensus.models import Call, Position
from igtf.core.db import session
from igtf.core.errors import Invalid
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.people.hats import goes_on, hat_label
from igtf.record.by import By
from igtf.record.models import Hat

HAT_NEEDED = _l("Choose a hat; every position stands under one.")
"""What is said of a position in a call, or in a ballot, without a hat."""


def check_hat(call: Call, by: By) -> int:
    """Return the hat of a person in a call: the one fixed with the first position, else the one worn now.

    Invalid when another hat is worn while the fixed one is still the person's.
    """
    return fixed_or_worn(
        lookups.fixed_hat(call.id, by.author), by, str(HAT_NEEDED),
        lambda hat: _("Your hat in this call is fixed since your first position: %(hat)s. Choose that one.", hat=hat),
    )  # fmt: skip


def fixed_or_worn(fixed: Hat | None, by: By, none: str, other: Callable[[str], str]) -> int:
    """Return the hat that is fixed by a first act, as it goes on (``hats.goes_on``), else the one worn now.

    Invalid with ``none`` without a hat, and with ``other`` of the fixed one's label when another is worn than that,
    which is still the person's.
    """
    hat = goes_on(fixed)
    if hat is None or hat.id == by.hat_id:
        if by.hat_id is None:
            raise Invalid(hat=none)
        return by.hat_id
    if hat.ended_at is None:
        raise Invalid(hat=other(hat_label(hat)))
    return hat.id


def put_position(call: Call, value: str, reason: str, by: By, *, again: bool = False) -> events.PositionTaken:
    """Write a position and return what the record says; ``again`` lets the same one be taken once more.

    Invalid when nothing would change. For commands.
    """
    hat_id, held = check_hat(call, by), lookups.position_of(call.id, by.author)
    before = held.value if held else None
    if held is None:
        session.add(Position(call_id=call.id, person_id=by.author, hat_id=hat_id, value=value, reason=reason, at=by.at,
                             round=call.round))  # fmt: skip
    elif (held.value, held.reason, held.round) == (value, reason, call.round) and not again:
        raise Invalid({"": [_("That is your position already, so nothing was recorded.")]})
    else:
        held.value, held.reason, held.at, held.round, held.hat_id = value, reason, by.at, call.round, hat_id
    session.flush()
    return events.PositionTaken(value, reason, before)
