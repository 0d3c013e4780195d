"""What a proposal needs before a BoF (procedure, sections 3 and 15), and how far it is."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.i18n import lazy_ngettext as _ln
from igtf.core.wording import Listed
from igtf.people.stakeholders import GROUPS
from igtf.record.models import Subject
from igtf.record.numbers import whole_number


class Supporters(Protocol):
    """How many supporters share a counted stakeholder group, a region and what they would do."""

    counts_as: str | None
    region: str | None
    would: str
    people: int


@dataclass(frozen=True)
class Threshold:
    """One condition: what is counted, how many there are, how many are needed, what is missing in words."""

    label: Text
    have: int
    need: int
    missing: Text

    @property
    def met(self) -> bool:
        """Whether enough are there."""
        return self.have >= self.need

    @property
    def share(self) -> int:
        """How full the bar is, in per cent."""
        return min(100, self.have * 100 // self.need)


def _people(count: int) -> Text:
    return _ln("%(num)d more person", "%(num)d more people", count)


def _groups(count: int) -> Text:
    return _ln("%(num)d more stakeholder group", "%(num)d more stakeholder groups", count)


def _regions(count: int) -> Text:
    return _ln("%(num)d more region", "%(num)d more regions", count)


def _writers(count: int) -> Text:
    return _ln("%(num)d more who would write", "%(num)d more who would write", count)


def thresholds(rows: Iterable[Supporters], subject: Subject) -> list[Threshold]:
    """Return the four conditions for a group; *not stated* is no stakeholder group, *no region* is no region."""
    rows = list(rows)
    counted: tuple[tuple[str, Text, int, Callable[[int], Text]], ...] = (
        ("bof_people", _l("People"), sum(row.people for row in rows), _people),
        ("bof_groups", _l("Stakeholder groups"), len({row.counts_as for row in rows} & set(GROUPS)), _groups),
        ("bof_regions", _l("Regions"), len({row.region for row in rows} - {None, "none"}), _regions),
        ("bof_writers", _l("Would write"), sum(row.people for row in rows if row.would == "write"), _writers),
    )
    return [_threshold(whole_number(name, subject), label, have, words) for name, label, have, words in counted]


def _threshold(need: int, label: Text, have: int, words: Callable[[int], Text]) -> Threshold:
    return Threshold(label, have, need, words(need - have) if have < need else "")


def all_met(found: Sequence[Threshold]) -> bool:
    """Return whether every condition holds."""
    return all(threshold.met for threshold in found)


def missing_sentence(found: Sequence[Threshold]) -> Text:
    """Return what is missing in words, or that nothing is."""
    missing = [threshold.missing for threshold in found if not threshold.met]
    if not missing:
        return _l("Nothing is missing for a BoF.")
    return _l("Missing for a BoF: %(what)s.", what=Listed(missing))
