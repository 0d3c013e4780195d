"""What the page of an issue says of the groups that are being formed on it, and theirs of what is proposed on it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from igtf.core.i18n import Text, ngettext
from igtf.core.i18n import gettext as _
from igtf.core.wording import labelled
from igtf.groups.states import FORMING, GROUP
from igtf.issues.states import ISSUE
from igtf.record.numbers import whole_number

_SUPPORTED = GROUP.move_by_name["support"].sources
_WORKS_ON = ("works-on", True)


def groups_forming(relations: Iterable[tuple[Text, Sequence[Mapping[str, Any]]]]) -> list[dict[str, Any]]:
    """Return the links to the groups being formed among the relations of an issue, as its page has them.

    Of a proposal that can be supported each says how many do, of how many that a BoF needs (``support``); it is empty
    for others. What else is needed, the page of the proposal says.
    """
    found = [link for _label, links in relations for link in links if _would_work_on(link["row"])]
    return [{**link, "support": _support(link["row"])} for link in found]


def _would_work_on(row: Any) -> bool:
    return (row.relation, bool(row.reverse)) == _WORKS_ON and row.state in FORMING


def _support(row: Any) -> Text:
    if row.state not in _SUPPORTED:
        return ""
    need = whole_number("bof_people", row)
    return ngettext(
        "%(have)d of the %(num)d person needed for a BoF supports it.",
        "%(have)d of the %(num)d people needed for a BoF support it.", need, have=row.support_count,
    )  # fmt: skip


def before_house(row: Any) -> list[Text]:
    """Return in words what is proposed on an issue in a group's work, or agreed and not sent yet; nothing of others.

    ``row`` is of ``page.work_of``; when the proposal takes effect is its deadline.
    """
    if row.agreed:
        return [_("To refer it is agreed; the statement waits to be sent.")]
    proposed: list[Text] = [labelled(_("Proposal"), ISSUE.move_by_name[row.pending].label)] if row.pending else []
    return [*proposed, _("a ballot decides")] if row.pending_state == "stopped" else proposed
