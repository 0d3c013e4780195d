"""What people's own acts leave in the record. Addresses and passwords never do."""

from dataclasses import dataclass
from typing import ClassVar

from flask_babel import lazy_gettext as _l

from igtf.core.i18n import Text
from igtf.record.kinds import declare


@dataclass(frozen=True)
class Joined:
    """A person took part for the first time; ``source`` is set for imported ones."""

    handle: str
    source: str | None = None


@dataclass(frozen=True)
class HatAdded:
    """A hat of a person."""

    stakeholder_group: str
    capacity: str
    organisation: str


@dataclass(frozen=True)
class RoleChanged:
    """A role given or ended."""

    SHOWN: ClassVar[dict[str, Text]] = {"role": ""}
    person: str
    role: str


JOIN = declare("person.join", _l("joined"), Joined)
HAT = declare("person.hat", _l("declared a hat"), HatAdded)
CONFIRM_HAT = declare("person.confirm-hat", _l("confirmed that a person acts for an organisation"), HatAdded)
GIVE_ROLE = declare("role.give", _l("gave a role"), RoleChanged)
END_ROLE = declare("role.end", _l("ended a role"), RoleChanged)
