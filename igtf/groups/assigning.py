"""The council chair assigns a responsible member, and whoever is one gives that up (section 1): the same rows in the
tables of groups and of drafts, the second one in that of changes of the procedure too."""

from collections.abc import Callable
from typing import Any

from igtf.core.i18n import lazy_gettext as _l
from igtf.core.policy import Decision
from igtf.core.workflow import Move, Reasoned
from igtf.discussion.forms import ReasonForm
from igtf.groups.events import Named
from igtf.groups.forms import AssignForm
from igtf.groups.policy_responsible import can_assign


def assign_move(sources: tuple[str, ...], tells: tuple[str, ...]) -> Move:
    """Return the row: offered in ``sources``, it tells who becomes and who was responsible, and ``tells``."""
    return Move(
        "assign", _l("Assign a responsible member"), _l("assigned a responsible member"), sources, None,
        _l("the council chair"), can_assign, AssignForm, Named,
        ("responsible member", "responsible until now", *tells), needs=_l("a member of the council"),
        then=_l("This member is responsible for it now: what it waits for is on their desk."),
    )  # fmt: skip


def give_up_move(sources: tuple[str, ...], can_give_up: Callable[[Any], Decision], tells: tuple[str, ...]) -> Move:
    """Return the row: offered in ``sources`` to whom ``can_give_up`` admits, it tells the council, and ``tells``."""
    return Move(
        "give-up", _l("Give up being the responsible member"), _l("gave up being the responsible member"), sources,
        None, _l("the responsible member, who keeps the seat"), can_give_up, ReasonForm, Reasoned, ("council", *tells),
        checked=True, parting=True,
        needs=_l("the reason; another member of the council volunteers for it, or the council chair assigns one"),
        then=_l("It waits for another member of the council; until then nobody is responsible for it."),
    )  # fmt: skip
