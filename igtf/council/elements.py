"""The seats of a ballot, as a picture and as a roll call, made as ``core.page.elements`` are."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from markupsafe import Markup, escape

from igtf.core.i18n import Text, ngettext
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.i18n import lazy_pgettext as _lp
from igtf.core.page.elements import escaped, time
from igtf.core.page.icons import icon
from igtf.core.wording import listed
from igtf.council.rollcall import RollCallLine
from igtf.council.tally import STOPS
from igtf.people.stakeholders import affiliation_shown

POSITIONS: Mapping[str | None, tuple[Text, Text]] = {
    "yes": (_lp("letter of Yes", "Y"), _l("Yes")),
    "no_objection": (_lp("letter of No objection", "N"), _l("No objection")),
    "discuss": (_lp("letter of Discuss", "D"), _l("Discuss")), "block": (_lp("letter of Block", "B"), _l("Block")),
    "abstain": (_lp("letter of Abstain", "A"), _l("Abstain")),
    "recuse": (_lp("letter of Recused", "R"), _l("Recused")), "vacant": ("–", _l("Vacant")),
    "no": (_lp("letter of No", "X"), _l("No")), None: ("·", _l("No position")),
}  # fmt: skip
"""Position (None: none yet) → its letter in the picture and its name, in the order of the legend."""

_MARKS = (("older", _l("on an earlier revision")), ("aside", _l("set aside")), ("mine", _l("your seat")))


def seats(groups: Sequence[Mapping[str, Any]]) -> Markup:
    """Return the picture of the seats, group by group, and what its letters and looks mean.

    Of a group: ``label``, ``count`` ("15 of 22"), ``ok`` (None where there is nothing to reach) and its ``seats``. Of a
    seat: ``name``, ``position``, ``url`` or None, whether the position is ``older`` (taken on an earlier revision) or
    set ``aside``, and the seat ``mine``.
    """
    held = [seat for group in groups for seat in group["seats"]]
    words = {position: str(escape(word)) for position, (_letter, word) in POSITIONS.items()}
    used, names = {seat["position"] for seat in held}, iter(escaped(seat["name"] for seat in held))
    shown = "".join([
        _group(group, _counts(group["seats"], words), [_seat(seat, next(names), words) for seat in group["seats"]])
        for group in groups
    ])  # fmt: skip
    legend = "".join([_meaning(position or "silent", letter, words[position])
                      for position, (letter, _word) in POSITIONS.items() if position in used])  # fmt: skip
    if any(seat.get("older") for seat in held):
        legend += _meaning("silent older", "", escape(_("on an earlier revision")))
    return Markup(f'<ul class="seats" role="list">{shown}</ul><ul class="legend" aria-hidden="true">{legend}</ul>')


def _meaning(looks: str, letter: Text, word: str) -> str:
    return f'<li><span class="seat {looks}">{letter}</span>{word}</li>'


def _counts(seats: Sequence[Mapping[str, Any]], words: Mapping[str | None, str]) -> str:
    """Return how many seats have each position: what a page of text says in place of the picture."""
    found = Counter(seat["position"] for seat in seats)
    return listed(f"{word} {found[position]}" for position, word in words.items() if found[position])


def _group(group: Mapping[str, Any], counts: str, shown: Sequence[str]) -> str:
    ok, reached = group.get("ok"), ""
    if ok is not None:
        look, mark, said = ("ok", "check", _("enough")) if ok else ("not", "cross", _("not enough"))
        reached = f' <span class="{look}">{icon(mark)}<span class="unseen">{escape(said)}</span></span>'
    tallied = f'<span class="tallied">{escape(group["count"])}{reached}</span>'
    held = f'<ul role="list" data-quiet aria-label="{counts}">{"".join(shown)}</ul>'
    return f'<li class="seatrow"><b>{escape(group["label"])}</b>{held}{tallied}</li>'


def _seat(held: Mapping[str, Any], name: str, words: Mapping[str | None, str]) -> str:
    position = held["position"]
    letter, marks = POSITIONS[position][0], [(look, said) for look, said in _MARKS if held.get(look)]
    said = ", ".join([f"{name}: {words[position]}", *(str(escape(said)) for _look, said in marks)])
    looks = " ".join([position or "silent", *(look for look, _said in marks)])
    if held.get("url"):
        inside = f'<a href="{escape(held["url"])}" aria-label="{said}">{letter}</a>'
    else:
        inside = f'<span aria-hidden="true">{letter}</span><span class="unseen">{said}</span>'
    return f'<li class="seat {looks}" title="{said}">{inside}</li>'


def position(line: RollCallLine) -> Markup:
    """Return a position in words, with its ground."""
    ground = f": {escape(line.ground_label)}" if line.ground else ""
    return Markup(f"{escape(line.label)}{ground}{_set_aside(line)}")


def _set_aside(line: RollCallLine) -> str:
    why = _("set aside by the alternate ballot")
    return f" ({escape(why)})" if line.set_aside else ""


def roll(groups: Iterable[tuple[Text, Sequence[RollCallLine]]], url: str) -> Markup:
    """Return the rows of a roll call, group by group: one of each seat, and one that names all without a position.

    ``url`` is the address of the ballot.
    """
    return Markup("".join([
        f'<tbody><tr class="of"><th scope="rowgroup" colspan="5">{escape(group)}</th></tr>'
        f'{"".join([_called(line, url) for line in lines if line.position])}'
        f'{_silent([line for line in lines if not line.position], url)}</tbody>'
        for group, lines in groups
    ]))  # fmt: skip


def _called(line: RollCallLine, url: str) -> str:
    belongs = affiliation_shown(line.affiliation, confirmed=line.confirmed)
    affiliation = f' <span class="small"><bdi>{escape(belongs)}</bdi></span>' if belongs else ""
    return (
        f'<tr id="seat-{line.number}"><td class="num">{_number(line, url)}</td> '
        f'<th scope="row"><bdi>{escape(line.name)}</bdi>{affiliation}</th><td>{_region(line)}</td>'
        f"<td>{_said(line, url)}</td><td>{_taken(line)}</td></tr>"
    )


def _silent(lines: Sequence[RollCallLine], url: str) -> str:
    """Return the row that names who has no position; empty where there is nobody."""
    if not lines:
        return ""
    names = str(escape(_(", "))).join([
        f'<span id="seat-{line.number}">{_number(line, url)} <bdi>{escape(line.name)}</bdi></span>' for line in lines
    ])  # fmt: skip
    said = f'<th scope="row"><span class="small">{escape(POSITIONS[None][1])}</span></th>'
    return f'<tr class="silent"><td></td>{said}<td colspan="3">{names}</td></tr>'


def _number(line: RollCallLine, url: str) -> str:
    seat = escape(_("Seat %(n)d", n=line.number))
    return f'<a href="{url}/seats/{line.number}" aria-label="{seat}">{line.number}</a>'


def _region(line: RollCallLine) -> str:
    """Return the letters of a region, and its name for who does not see them."""
    letters, name = escaped([str(line.region.letters or "–"), str(line.region.label)])
    return f'<span title="{name}" aria-hidden="true">{letters}</span><span class="unseen">{name}</span>'


def _said(line: RollCallLine, url: str) -> str:
    """Return a position; its ground, the reason, from whom it was inherited, and earlier ones are folded behind it."""
    label, more = f"{escape(line.label)}{_set_aside(line)}", []
    if line.ground:
        more.append(f"<p>{escape(line.ground_label)}</p>")
    if line.why and line.position not in STOPS:
        more.append(f'<p dir="auto">{escape(line.why)}</p>')
    if line.inherited_from:
        inherited = _("inherited from %(name)s", name=line.inherited_from)
        more.append(f"<p>{escape(inherited)}</p>")
    if earlier := line.record.earlier:
        before = escape(ngettext("%(num)d earlier", "%(num)d earlier", earlier))
        more.append(f'<p class="noprint"><a href="{url}/seats/{line.number}">{before}</a></p>')
    return f'<details><summary>{label}</summary><div class="small">{"".join(more)}</div></details>' if more else label


def _taken(line: RollCallLine) -> str:
    if not line.at:
        return ""
    mark = _("(earlier)")
    earlier = f" {escape(mark)}" if line.older else ""
    on = f' <span class="small"><bdi>-{line.revision:02d}</bdi>{earlier}</span>' if line.revision is not None else ""
    return f"{time(line.at, 'day')}{on}"
