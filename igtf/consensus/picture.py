"""The picture of a call as its page draws it: strips by group and region, who was not heard, options by group."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from igtf.consensus.across import REGIONS, Across, Counts, Wishes, across, options_poll
from igtf.consensus.words import value_words
from igtf.core.i18n import Text
from igtf.people.countries import Region
from igtf.people.stakeholders import ALL_GROUPS, GROUPS


def region_name(name: str) -> Text:
    """Return the name of a UN regional group."""
    return Region(name).label


@dataclass(frozen=True)
class Axis:
    """One axis of the picture: strips (weakest first), the words for its value, and who was not heard."""

    strips: list[dict[str, Any]]
    words: str
    unheard: list[Text]


def _strip(label: Text, counts: Counts, few: str | None = None) -> dict[str, Any]:
    return {
        "label": label, "support": counts.support, "live_with": counts.can_live_with, "object": counts.object,
        "abstain": counts.abstain, "more_time": counts.need_time, "few": few,
    }  # fmt: skip


def _few(counts: Counts) -> str | None:
    return str(_("too few for a score")) if counts.counted else None


def _words(picture: Across, label_of: Any) -> str:
    if picture.value is None or picture.weakest is None:
        return str(_("No group has reached the participation floor of three people, so there is no score."))
    sentence: str = _(
        "%(words)s (%(value)s on a scale from 0 to 1). Weakest: %(group)s.",
        words=str(value_words(picture.value)).capitalize(), value=f"{picture.value:.2f}",
        group=label_of(picture.weakest.name),
    )  # fmt: skip
    apart = [f"{label_of(found.name)} {found.differs}" for found in picture.standings if found.differs]
    return f"{sentence} {'; '.join(apart)}." if apart else sentence


def _axis(picture: Across, label_of: Any, nobody: Text) -> Axis:
    strips = [_strip(label_of(found.name), found.counts) for found in picture.standings]
    strips += [_strip(label_of(name), counts, _few(counts)) for name, counts in picture.unheard]
    if picture.others != Counts():
        strips.append(_strip(nobody, picture.others))
    return Axis(
        strips,
        _words(picture, label_of),
        [label_of(name) for name, counts in picture.unheard if not counts.counted],
    )


def by_group(positions: Iterable[Any]) -> Axis:
    """Return the picture across stakeholder groups of rows (Position, Actor, Hat)."""
    picture = across([(row.Hat.counts_as, row.Position.value) for row in positions])
    return _axis(picture, GROUPS.__getitem__, ALL_GROUPS["unstated"])


def by_region(positions: Iterable[Any]) -> Axis:
    """Return the picture across UN regional groups of rows (Position, Actor, Hat)."""
    picture = across([(row.Hat.region, row.Position.value) for row in positions], REGIONS)
    return _axis(picture, region_name, region_name("none"))


def options_table(options: Sequence[str], choices: Iterable[Any]) -> dict[str, Any]:
    """Return the options, least rejected first, with wishes in all and by stakeholder group."""
    standings = options_poll([(str(row.option), row.counts_as, row.value) for row in choices],
                             [str(number) for number in range(1, len(options) + 1)])  # fmt: skip
    present = [name for name in ALL_GROUPS if any(name in standing.by_group for standing in standings)]
    return {
        "groups": [ALL_GROUPS[name] for name in present],
        "unheard": [label for name, label in GROUPS.items() if name not in present],
        "rows": [
            {
                "option": options[int(standing.option) - 1], "total": standing.total,
                "cells": [standing.by_group.get(name, Wishes()) for name in present],
            }
            for standing in standings
        ],
    }  # fmt: skip
