"""What people's own acts leave in the record. Addresses and passwords never do."""

from dataclasses import dataclass
from typing import ClassVar

from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.workflow import Reasoned
from igtf.people.roles import ROLES
from igtf.record.kinds import declare

PERSON = _l("Person")


@dataclass(frozen=True)
class Joined:
    """A person took part for the first time; ``source`` is set for imported ones."""

    handle: str
    source: str | None = None


@dataclass(frozen=True)
class HatAdded:
    """A hat of a person."""

    SHOWN: ClassVar[dict[str, Text]] = {"organisation": _l("Organisation")}
    stakeholder_group: str
    capacity: str
    organisation: str


@dataclass(frozen=True)
class HatJudged(Reasoned):
    """What the secretariat said of a hat for an organisation; '' for the reason where it is confirmed."""

    SHOWN: ClassVar[dict[str, Text]] = {"person": PERSON, "organisation": _l("Organisation"), **Reasoned.SHOWN}
    HANDLES: ClassVar[tuple[str, ...]] = ("person",)
    person: str
    organisation: str
    stakeholder_group: str


@dataclass(frozen=True)
class RoleChanged:
    """A role given or ended, and why."""

    SHOWN: ClassVar[dict[str, Text]] = {"person": PERSON, "role": _l("Role"), "reason": ""}
    HANDLES: ClassVar[tuple[str, ...]] = ("person",)
    WORDS: ClassVar[dict[str, dict[str, Text]]] = {"role": {name: label for name, (label, _by) in ROLES.items()}}
    person: str
    role: str
    reason: str = ""


@dataclass(frozen=True)
class ProfileChanged:
    """What a profile says now; ``changed`` names the fields that are new."""

    UNSHOWN: ClassVar[tuple[str, ...]] = ("name",)
    changed: list[str]
    name: str


@dataclass(frozen=True)
class InterestStated:
    """A version of a statement of interest; the text lies in its own table, public in all versions."""

    version: int


@dataclass(frozen=True)
class AboutPerson:
    """An act of the secretariat on an account."""

    SHOWN: ClassVar[dict[str, Text]] = {"person": PERSON}
    HANDLES: ClassVar[tuple[str, ...]] = ("person",)
    person: str


@dataclass(frozen=True)
class SupportEnded(AboutPerson):
    """With an account ended what its person signed or supported; ``follows``: what that means for what others did."""

    SHOWN: ClassVar[dict[str, Text]] = {**AboutPerson.SHOWN, "follows": ""}
    follows: Text = ""


@dataclass(frozen=True)
class Closed(Reasoned):
    """An account was closed, with the public reason; '' where its own person closed it."""

    SHOWN: ClassVar[dict[str, Text]] = {"person": PERSON, **Reasoned.SHOWN}
    HANDLES: ClassVar[tuple[str, ...]] = ("person",)
    person: str


@dataclass(frozen=True)
class OfficesEnded:
    """What a person was for a subject, and is no more since their account was closed."""

    SHOWN: ClassVar[dict[str, Text]] = {"person": PERSON, "offices": _l("Office")}
    HANDLES: ClassVar[tuple[str, ...]] = ("person",)
    person: str
    offices: Text


JOIN = declare("person.join", _l("joined"), Joined)
HAT = declare("person.hat", _l("declared a hat"), HatAdded)
CONFIRM_HAT = declare("person.confirm-hat", _l("confirmed that a person acts for an organisation"), HatJudged)
REFUSE_HAT = declare("person.refuse-hat", _l("did not confirm that a person acts for an organisation"), HatJudged)
TAKE_BACK_HAT = declare(
    "person.take-back-hat", _l("took back the confirmation that a person acts for an organisation"), HatJudged
)
END_HAT = declare("person.end-hat", _l("laid down a hat"), HatAdded)
PROFILE = declare("person.profile", _l("changed their profile"), ProfileChanged)
INTEREST = declare("person.interest", _l("published a statement of interest"), InterestStated)
CLAIM = declare("person.claim", _l("took over their profile"), Joined)
APPROVE_CLAIM = declare("person.approve-claim", _l("approved the claim to a profile"), AboutPerson)
INVITE = declare("person.invite", _l("invited somebody"))
CLOSE = declare("person.close", _l("closed an account"), Closed)
REOPEN = declare("person.reopen", _l("opened an account again"), AboutPerson)
GIVE_ROLE = declare("role.give", _l("gave a role"), RoleChanged, ("council",))
END_ROLE = declare("role.end", _l("ended a role"), RoleChanged, ("council",))
END_OFFICES = declare(
    "role.end-with-account", _l("ended an office: the account was closed"), OfficesEnded,
    ("responsible member", "chairs", "members", "followers"),
)  # fmt: skip
END_SUPPORT = declare("person.end-support", _l("ended support: the account was closed"), SupportEnded)
