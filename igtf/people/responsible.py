"""The responsible member of a group, draft or change of the procedure: the office begins and ends (section 1)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from igtf.core.errors import Invalid
from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.policy import Aside, always
from igtf.core.workflow import Move
from igtf.people.named import person_named
from igtf.people.roles import end_role, give_role, holders, roles_of
from igtf.record.by import By
from igtf.record.kinds import declare


@dataclass(frozen=True)
class ResponsibleLeft:
    """The responsible member who left the council, by handle."""

    SHOWN: ClassVar[dict[str, Text]] = {"member": ""}
    HANDLES: ClassVar[tuple[str, ...]] = ("member",)
    member: str


def lose_move(sources: tuple[str, ...], tells: tuple[str, ...]) -> Move:
    """Return the row, the same in the table of each kind: the office ends with the seat, and another one is needed."""
    return Move(
        "lose-responsible", _l("Lose the responsible member"),
        _l("ended the office of the responsible member, who left the council"), sources, None,
        _l("whoever ends the seat or the account, or the clock"), always, None, ResponsibleLeft,
        ("responsible until now", "council", *tells),
        follows=_l("Follows when the responsible member no longer sits on the council."),
    )  # fmt: skip


OF_WHAT_IS_OVER = declare(
    "role.end-with-seat", _l("ended the office of the responsible member, who left the council"), ResponsibleLeft
)
"""Where no other one is needed; where it goes on, the office ends by the move."""


def member_to_assign(
    text: str, thing: Any, rules: Iterable[Aside], facts_for: Callable[[By, Any], Any], *, at: datetime
) -> Any:
    """Return the member of the council whom ``text`` names, as the form's field ``person``, to be responsible.

    Invalid for who is no member, who is responsible for ``thing`` already, and whom it concerns by one of the rules,
    asked of the facts that ``facts_for`` knows of that person ``at`` this moment.
    """
    person = person_named(text, "person")
    if not roles_of(person.id).has("council"):
        raise Invalid(person=_("Name a member of the council."))
    if person.id in holders("responsible", thing.id):
        raise Invalid(person=_("This person is the responsible member already."))
    facts = facts_for(By(person.id, at), thing)
    concerned = [rule.named for rule in rules if rule.concerns(facts)]
    if concerned:
        raise Invalid(person=str(concerned[0]))
    return person


def take_responsibility(subject_id: int, person_id: int, *, at: datetime, hat_id: int | None) -> None:
    """Make a person responsible for a subject, in place of whoever was. For commands."""
    for former in holders("responsible", subject_id):
        end_role(former, "responsible", at=at, subject_id=subject_id)
    give_role(person_id, "responsible", at=at, subject_id=subject_id, hat_id=hat_id)
