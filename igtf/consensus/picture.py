"""The picture of a call as its page draws it: strips by group and region, who was not heard, options by group."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from igtf.consensus.across import CAN_LIVE_WITH, OBJECT, SUPPORT, Across, Answers, Counts, Standing, across
from igtf.consensus.options import PREFER, REJECT, Wishes, options_poll
from igtf.consensus.tallies import summed
from igtf.consensus.words import value_words
from igtf.core.i18n import Text, ngettext
from igtf.core.i18n import gettext as _
from igtf.core.wording import in_figures
from igtf.people.countries import REGIONS, Region
from igtf.people.stakeholders import ALL_GROUPS, GROUPS


def region_name(name: str) -> Text:
    """Return the name of a UN regional group."""
    return Region(name).label


@dataclass(frozen=True)
class Axis:
    """One axis of the picture.

    ``strips`` are the counts, weakest first; ``weakest`` is the sentence on the weakest group, ``words`` the one on
    all of them, ``apart`` who differs from all others. ``scores`` are the numbers behind it, ``unheard`` the groups
    under the floor.
    """

    strips: list[dict[str, Any]]
    weakest: str
    words: str
    apart: list[str]
    scores: list[dict[str, Any]]
    unheard: list[str]


def _strip(label: Text, counts: Counts, few: str | None = None) -> dict[str, Any]:
    return {
        "label": label, "support": counts.support, "live_with": counts.can_live_with, "object": counts.object,
        "abstain": counts.abstain, "more_time": counts.need_time, "few": few,
    }  # fmt: skip


def _few(counts: Counts) -> str | None:
    return str(_("too few for a score")) if counts.counted else None


def _scale(value: float) -> str:
    return in_figures(value, 2)


def _words(picture: Across) -> str:
    if picture.value is None:
        return str(_("No group has reached the participation floor of %(floor)d people, so there is no score.",
                     floor=picture.floor))  # fmt: skip
    return str(_(
        "All groups heard together: %(value)s on a scale from 0 to 1 (%(words)s).",
        value=_scale(picture.value), words=value_words(picture.value),
    ))  # fmt: skip


def _weakest(picture: Across, label_of: Any) -> str:
    if picture.weakest is None:
        return ""
    found = picture.weakest
    return str(_("Weakest: %(group)s, %(value)s.", group=label_of(found.name), value=_scale(found.effective)))


def _score(found: Standing, label: Text) -> dict[str, Any]:
    return {
        "label": label, "agree": found.counts.agree, "counted": found.counts.counted,
        "agreement": _scale(found.agreement), "disagreement": _scale(found.disagreement),
        "effective": _scale(found.effective), "differs": found.differs or "",
    }  # fmt: skip


def _unheard(label: Text, counts: Counts, floor: int) -> str:
    if not counts.counted:
        return str(label)
    return ngettext("%(group)s (%(have)d of %(num)d person)", "%(group)s (%(have)d of %(num)d people)", floor,
                    group=label, have=counts.counted)  # fmt: skip


def _axis(picture: Across, label_of: Any, nobody: Text) -> Axis:
    strips = [_strip(label_of(found.name), found.counts) for found in picture.standings]
    strips += [_strip(label_of(name), counts, _few(counts)) for name, counts in picture.unheard]
    if picture.others != Counts():
        strips.append(_strip(nobody, picture.others))
    return Axis(
        strips, _weakest(picture, label_of), _words(picture),
        [f"{label_of(found.name)} {found.differs}." for found in picture.standings if found.differs],
        [_score(found, label_of(found.name)) for found in picture.standings],
        [_unheard(label_of(name), counts, picture.floor) for name, counts in picture.unheard],
    )  # fmt: skip


def of_groups(answers: Answers, floor: int) -> Axis:
    """Return the picture across stakeholder groups of (group, position), with the participation floor."""
    return _axis(across(answers, floor=floor), GROUPS.__getitem__, ALL_GROUPS["unstated"])


def of_regions(answers: Answers, floor: int) -> Axis:
    """Return the picture across UN regional groups of (region, position), with the participation floor."""
    return _axis(across(answers, REGIONS, floor), region_name, region_name("none"))


def heard_little(names: Iterable[str] | Mapping[str, int], floor: int, *, regions: bool = False) -> list[str]:
    """Return the groups, or regions, of which fewer than ``floor`` are among ``names``, with how many there are.

    ``names``: the group or region of each person who was heard, or of each how many were.
    """
    heard = {(name, SUPPORT): people for name, people in Counter(names).items()}
    there = across(heard, REGIONS if regions else tuple(GROUPS), floor)
    label_of = region_name if regions else GROUPS.__getitem__
    return [_unheard(label_of(name), counts, floor) for name, counts in there.unheard]


_AS_POSITION = {PREFER: SUPPORT, CAN_LIVE_WITH: CAN_LIVE_WITH, REJECT: OBJECT}


def _option(text: str, wishes: Wishes, answers: Sequence[Any], floor: int) -> dict[str, Any]:
    """Return an option with the same pictures as a call: preferring counts as support, rejecting as objecting."""
    groups, regions = (summed(answers, axis, "value") for axis in ("counts_as", "region"))
    return {
        "option": text, "total": wishes,
        "groups": of_groups(_as_positions(groups), floor), "regions": of_regions(_as_positions(regions), floor),
    }  # fmt: skip


def _as_positions(counts: Mapping[tuple[str, str], int]) -> dict[tuple[str, str], int]:
    return {(name, _AS_POSITION[value]): people for (name, value), people in counts.items()}


def options_table(
    options: Sequence[str], choices: Sequence[Any], heard: Mapping[str, int], floor: int
) -> dict[str, Any]:
    """Return the options, least rejected first, with wishes in all, by stakeholder group, and their pictures.

    ``choices``: how many of each group and region think what of each; ``heard``: how many people of each group chose.
    """
    answers = summed(choices, "option", "counts_as", "value")
    standings = options_poll({(str(option), *said): people for (option, *said), people in answers.items()},
                             [str(number) for number in range(1, len(options) + 1)])  # fmt: skip
    present = [name for name in ALL_GROUPS if any(name in standing.by_group for standing in standings)]
    rows = []
    for standing in standings:
        number = int(standing.option)
        row = _option(options[number - 1], standing.total, [row for row in choices if row.option == number], floor)
        rows.append(row | {"cells": [standing.by_group.get(name, Wishes()) for name in present]})
    return {
        "group_labels": [ALL_GROUPS[name] for name in present], "rows": rows, "unheard": heard_little(heard, floor),
    }  # fmt: skip
