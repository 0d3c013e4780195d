"""The bodies the program starts with: public facts from data/bodies.toml, to be loaded into the database."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

from flask_babel import LazyString

from igtf.core.i18n import lazy_gettext as _l


class Kind(StrEnum):
    """Kinds of bodies (procedure, section 9)."""

    INTERGOVERNMENTAL = "intergovernmental"
    TECHNICAL = "technical"
    MULTISTAKEHOLDER = "multistakeholder"
    NONGOVERNMENTAL = "nongovernmental"

    @property
    def label(self) -> LazyString:
        """The kind's name in the reader's language."""
        return KIND_LABELS[self]


KIND_LABELS: Mapping[Kind, LazyString] = {
    Kind.INTERGOVERNMENTAL: _l("Intergovernmental"),
    Kind.TECHNICAL: _l("Technical"),
    Kind.MULTISTAKEHOLDER: _l("Multistakeholder"),
    Kind.NONGOVERNMENTAL: _l("Non-governmental"),
}
KINDS = [kind.value for kind in KIND_LABELS]
"""The kinds of bodies by which lists are narrowed."""


@dataclass(frozen=True, slots=True)
class ListedBody:
    """A body as listed. `parent` is a slug or empty; `family` a larger whole that cannot be addressed.

    `members` says in words who belongs to it, where that is known.
    """

    slug: str
    acronym: str
    name: str
    kind: Kind
    url: str
    mandate: str
    topics: tuple[str, ...]
    parent: str = ""
    family: str = ""
    members: str = ""


@cache
def bodies() -> Mapping[str, ListedBody]:
    """All listed bodies by slug, parents before their children."""
    data = tomllib.loads(resources.files("igtf.routing").joinpath("data/bodies.toml").read_text("utf-8"))
    found = {slug: _listed(slug, entry) for slug, entry in data.items() if isinstance(entry, dict)}
    return MappingProxyType({slug: found[slug] for slug in sorted(found, key=lambda s: (_depth(s, found), s))})


def _listed(slug: str, entry: dict[str, Any]) -> ListedBody:
    entry["kind"] = Kind(entry["kind"])
    entry["topics"] = tuple(entry["topics"])
    return ListedBody(slug=slug, **entry)


def _depth(slug: str, found: Mapping[str, ListedBody]) -> int:
    parent = found[slug].parent
    return 1 + _depth(parent, found) if parent else 0
