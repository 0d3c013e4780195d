"""From the frozen seats and positions to the result, kept as plain data, and its words.

``counted`` gives the same dictionary for a running ballot and for the one frozen at closing; the page and a
verifier read nothing else.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from igtf.council import tally
from igtf.council.forms import LABELS, RECUSE
from igtf.people.stakeholders import ALL_GROUPS
from igtf.record.numbers import VERSION


def folded(organisation: str) -> str:
    """Return an organisation's name as it is compared: spaces and case do not matter."""
    return " ".join(organisation.split()).casefold()


def affiliated(affiliation: str, organisations: Iterable[str]) -> str | None:
    """Return the organisation among ``organisations`` that ``affiliation`` names, else None."""
    own = folded(affiliation)
    return next((name for name in organisations if own and folded(name) == own), None)


def seat_of(row: Any, organisations: Sequence[str]) -> tally.Seat:
    """Return a row of ``queries.board`` as the tally counts it; a successor who is affiliated is recused too."""
    successor = row.sitting_id is not None and row.sitting_id != row.holder_id
    recused = row.recused_for is not None or (
        successor and affiliated(row.sitting_affiliation, organisations) is not None
    )
    value = row.value if row.value != RECUSE else None
    return tally.Seat(
        number=row.number,
        holder=row.sitting_name or row.name,
        group=row.stakeholder_group,
        region=row.region,
        filled=row.holder_id is not None,
        recused=recused or row.value == RECUSE,
        vacant_at_close=row.holder_id is not None and row.sitting_id is None,
        position=value if not recused else None,
    )


def counted(seats: Sequence[tally.Seat], rule: str) -> dict[str, Any]:
    """Return the result under ``rule`` as plain data: conditions, smallest change, and every seat as counted."""
    result = tally.result(seats, tally.RULES[rule])
    return {
        "rule": rule,
        "procedure": VERSION,
        "passes": result.passes,
        "base": result.base,
        "repairable": result.repairable,
        "conditions": [
            {
                "name": c.name, "ok": c.ok, "have": c.have, "need": c.need,
                "groups": [{"group": g.group, "have": g.have, "need": g.need, "base": g.base} for g in c.groups],
            }
            for c in result.conditions
        ],
        "smallest": [{"seat": c.seat.number, "holder": c.seat.holder, "from": c.seat.position, "to": c.to}
                     for c in result.smallest],
        "seats": [
            {
                "number": s.number, "holder": s.holder, "group": s.group, "region": s.region, "filled": s.filled,
                "recused": s.recused, "vacant_at_close": s.vacant_at_close, "position": s.position,
            }
            for s in sorted(seats, key=lambda seat: seat.number)
        ],
    }  # fmt: skip


def seats_again(result: Mapping[str, Any]) -> list[tally.Seat]:
    """Return the seats of a frozen result, so that anybody can count it again."""
    return [tally.Seat(**row) for row in result["seats"]]


def conditions_shown(result: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return each condition in words, with its numbers, as ``pictures.conditions`` shows it."""
    return [{"ok": c["ok"], "text": _text(c, result["base"]), "numbers": _numbers(c)} for c in result["conditions"]]


def _text(condition: Mapping[str, Any], base: int) -> str:
    need = condition["need"]
    words = {
        "yes": ngettext("At least %(num)d Yes", "At least %(num)d Yes", need),
        "no-discuss": _("No standing Discuss"),
        "no-block": _("No standing Block"),
        "share": _("Yes and No objection from %(need)d of the base of %(base)d seats", need=need, base=base),
        "each-group": _("Yes and No objection from half of each stakeholder group"),
        "groups": _("At least %(need)d stakeholder groups in the base", need=need),
    }
    return words[condition["name"]]


def _numbers(condition: Mapping[str, Any]) -> str:
    have, need = condition["have"], condition["need"]
    if condition["name"] in ("no-discuss", "no-block"):
        return ngettext("%(num)d stands", "%(num)d stand", have) if have else _("none stands")
    lacking = [g for g in condition["groups"] if g["have"] < g["need"]]
    if lacking:
        return "; ".join(
            _("%(group)s %(have)d of %(need)d", group=ALL_GROUPS[g["group"]], have=g["have"], need=g["need"])
            for g in lacking
        )
    return _("%(have)d of %(need)d", have=have, need=need)


def what_would_pass(result: Mapping[str, Any]) -> list[str]:
    """Return the smallest set of changes that would pass the ballot, a sentence for each seat, by name."""
    return [
        _("%(name)s (seat %(seat)d, now %(now)s) takes %(to)s", name=change["holder"], seat=change["seat"],
          now=LABELS[change["from"]] if change["from"] else _("silent"), to=LABELS[change["to"]])
        for change in result["smallest"]
    ]  # fmt: skip


def summary(result: Mapping[str, Any]) -> str:
    """Return the result in one sentence."""
    if result["passes"]:
        return _("All conditions hold.")
    missing = "; ".join(_text(c, result["base"]) for c in result["conditions"] if not c["ok"])
    return _("Missing: %(what)s.", what=missing)
