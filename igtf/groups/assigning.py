"""The council chair assigns a responsible member (section 1): the same row in the table of groups and of drafts."""

from igtf.core.i18n import lazy_gettext as _l
from igtf.core.workflow import Move
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
