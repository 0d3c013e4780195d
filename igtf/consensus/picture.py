"""The picture of a call as its page draws it: strips by group and region, who was not heard, options by group."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from igtf.consensus.across import CAN_LIVE_WITH, OBJECT, SUPPORT, Across, Answers, Counts, GroupStanding, across
from igtf.consensus.options import PREFER, REJECT, options_poll
from igtf.consensus.tallies import summed
from igtf.consensus.words import value_words
from igtf.core.i18n import Text, ngettext
from igtf.core.i18n import gettext as _
from igtf.core.wording import in_figures, listed
from igtf.people.countries import REGIONS, Region
from igtf.people.stakeholders import ALL_GROUPS, GROUPS


def region_name(name: str) -> Text:
    """Return the name of a UN regional group."""
    return Region(name).label


@dataclass(frozen=True)
class Axis:
    """One axis of the picture.

    ``strips`` are the counts, weakest first; ``weakest`` is the sentence on the weakest of several groups, ``words``
    the one on all of them, ``apart`` who differs from all others. ``scores`` are the numbers behind it, ``unheard``
    the groups of which nobody was heard, ``little`` the others under the floor, each with how many took part.
    """

    strips: list[dict[str, Any]]
    weakest: str
    words: str
    apart: list[str]
    scores: list[dict[str, Any]]
    unheard: list[str]
    little: list[str]


def _strip(label: Text, counts: Counts, few: str | None = None) -> dict[str, Any]:
    return {
        "label": label, "support": counts.support, "live_with": counts.can_live_with, "object": counts.object,
        "abstain": counts.abstain, "more_time": counts.need_time, "few": few,
    }  # fmt: skip


def _few(counts: Counts, floor: int) -> str | None:
    if counts == Counts():
        return None
    return str(_("too few for a score") if counts.people < floor else _("all abstained, so there is no score"))


def _scale(value: float) -> str:
    return in_figures(value, 2)


def _words(picture: Across, label_of: Any, outside: list[str]) -> str:
    if not picture.standings:
        if any(counts.people >= picture.floor for _name, counts in picture.unheard):
            return str(_("In each group that reached the participation floor all abstained, so there is no score."))
        return str(ngettext("No group has reached the participation floor of %(num)d person, so there is no score.",
                            "No group has reached the participation floor of %(num)d people, so there is no score.",
                            picture.floor))  # fmt: skip
    if picture.value is None:
        said = _("One group alone was heard enough for a score, so nothing can be said across groups: %(group)s.",
                 group=label_of(picture.standings[0].name))  # fmt: skip
    else:
        said = _("All groups heard together: %(value)s on a scale from 0 to 1 (%(words)s).",
                 value=_scale(picture.value), words=value_words(picture.value))  # fmt: skip
    if outside:
        said += " " + _("Disagreement outside this score: %(groups)s.", groups=listed(outside))
    return str(said)


def _weakest(picture: Across, label_of: Any) -> str:
    if picture.weakest is None:
        return ""
    found = picture.weakest
    return str(_("Weakest: %(group)s, %(value)s.", group=label_of(found.name), value=_scale(found.effective)))


def _score(found: GroupStanding, label: Text) -> dict[str, Any]:
    return {
        "label": label, "agree": found.counts.agree, "counted": found.counts.counted,
        "agreement": _scale(found.agreement), "disagreement": _scale(found.disagreement),
        "effective": _scale(found.effective), "differs": found.differs or "",
    }  # fmt: skip


def _missing(picture: Across, label_of: Any) -> tuple[list[str], list[str]]:
    """Return the groups under the floor: of which nobody was heard, and the others, each with how many were."""
    silent = [str(label_of(name)) for name, counts in picture.unheard if counts == Counts()]
    little = [
        str(_("%(group)s (%(have)d; %(floor)d needed)", group=label_of(name), have=counts.people, floor=picture.floor))
        for name, counts in picture.unheard
        if 0 < counts.people < picture.floor
    ]
    return silent, little


def _outside(picture: Across, label_of: Any, nobody: Text) -> list[str]:
    """Return who disagrees and is in no score, with how many: groups under the floor, and who belongs to none."""
    found = [(label_of(name), counts.object) for name, counts in picture.unheard] + [(nobody, picture.others.object)]
    return [str(_("%(group)s (%(people)d)", group=label, people=people)) for label, people in found if people]


def _axis(picture: Across, label_of: Any, nobody: Text) -> Axis:
    strips = [_strip(label_of(found.name), found.counts) for found in picture.standings]
    strips += [_strip(label_of(name), counts, _few(counts, picture.floor)) for name, counts in picture.unheard]
    if picture.others != Counts():
        strips.append(_strip(nobody, picture.others))
    return Axis(
        strips, _weakest(picture, label_of), _words(picture, label_of, _outside(picture, label_of, nobody)),
        [f"{label_of(found.name)} {found.differs}." for found in picture.standings if found.differs],
        [_score(found, label_of(found.name)) for found in picture.standings],
        *_missing(picture, label_of),
    )  # fmt: skip


def of_groups(answers: Answers, floor: int) -> Axis:
    """Return the picture across stakeholder groups of (group, position), with the participation floor."""
    return _axis(across(answers, floor=floor), GROUPS.__getitem__, ALL_GROUPS["unstated"])


def of_regions(answers: Answers, floor: int) -> Axis:
    """Return the picture across UN regional groups of (region, position), with the participation floor."""
    return _axis(across(answers, REGIONS, floor=floor), region_name, region_name("none"))


def heard_little(
    names: Iterable[str] | Mapping[str, int], floor: int, *, regions: bool = False
) -> tuple[list[str], list[str]]:
    """Return the groups, or regions, of which nobody is among ``names``, and those with fewer than ``floor``.

    ``names``: the group or region of each person who was heard, or of each how many were.
    """
    heard = {(name, SUPPORT): people for name, people in Counter(names).items()}
    there = across(heard, REGIONS if regions else tuple(GROUPS), floor=floor)
    return _missing(there, region_name if regions else GROUPS.__getitem__)


_AS_POSITION = {PREFER: SUPPORT, CAN_LIVE_WITH: CAN_LIVE_WITH, REJECT: OBJECT}


def _as_positions(counts: Mapping[tuple[str, str], int]) -> dict[tuple[str, str], int]:
    return {(name, _AS_POSITION[value]): people for (name, value), people in counts.items()}


def options_table(
    options: Sequence[str], choices: Sequence[Any], heard: Mapping[str, int], floor: int
) -> dict[str, Any]:
    """Return the options, least rejected first, each with how many wish what and the same pictures as a call.

    In these preferring counts as support, and rejecting as objecting. ``choices``: how many of each group and region
    think what of each; ``heard``: how many people of each group chose.
    """
    standings = options_poll({(str(option), value): people for (option, value), people
                              in summed(choices, "option", "value").items()},
                             [str(number) for number in range(1, len(options) + 1)])  # fmt: skip
    rows = []
    for standing in standings:
        number = int(standing.option)
        own = [row for row in choices if row.option == number]
        groups, regions = (_as_positions(summed(own, axis, "value")) for axis in ("counts_as", "region"))
        rows.append({
            "option": options[number - 1], "wishes": standing,
            "groups": of_groups(groups, floor), "regions": of_regions(regions, floor),
        })  # fmt: skip
    unheard, little = heard_little(heard, floor)
    return {"rows": rows, "unheard": unheard, "little": little}
