"""From the frozen seats and positions to the result, kept as plain data, and its words.

``counted`` gives the same dictionary for a running ballot and for the one frozen at closing; the page and a
verifier read nothing else.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from igtf.core.i18n import Text, ngettext
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.i18n import lazy_ngettext as _ln
from igtf.core.wording import Listed, listed
from igtf.council import tally
from igtf.council.tally import RECUSE, STOPS
from igtf.council.words import LABELS
from igtf.people.stakeholders import ALL_GROUPS
from igtf.record.numbers import values_of


def inherited(row: Any) -> bool:
    """Return whether a row of ``queries.board`` has a position that the seat's holder then did not take."""
    return row.value is not None and row.sitting_id is not None and row.taken_by_id != row.sitting_id


def lapsed(row: Any) -> bool:
    """Return whether a successor let an inherited Discuss lapse (section 6), recorded by the clock or not yet."""
    if row.value not in STOPS or not inherited(row):
        return False
    within = timedelta(days=values_of(row.procedure)["inherited_discuss_days"])
    asked_since = max(row.seated_at, row.asked_since or row.seated_at)
    return bool(asked_since + within <= row.moment)


def seat_of(row: Any) -> tally.TallySeat:
    """Return a row of ``queries.board`` as it counts at its moment."""
    recused = row.recused_for is not None
    value = row.value if row.value != RECUSE else None
    return tally.TallySeat(
        number=row.number,
        holder=row.name if row.holder_id is None else row.sitting_name or row.name,
        group=row.stakeholder_group,
        region=row.region,
        filled=row.holder_id is not None,
        recused=recused or row.value == RECUSE,
        vacant_at_close=row.holder_id is not None and row.sitting_id is None,
        position=value if not (recused or lapsed(row)) else None,
        set_aside=row.value in STOPS and row.set_aside_at is not None,
    )


def rule_in(rule: str, version: int) -> tally.Rule:
    """Return a rule with the numbers of a version of the procedure."""
    return tally.rules(values_of(version))[rule]


def counted(seats: Sequence[tally.TallySeat], rule: str, version: int) -> dict[str, Any]:
    """Return the result under ``rule`` as plain data: conditions, smallest change, each seat as counted.

    ``version`` is the one of the procedure that the ballot runs under.
    """
    result = tally.result(seats, rule_in(rule, version))
    return {
        "rule": rule,
        "procedure": version,
        "passes": result.passes,
        "base": result.base,
        "repairable": result.repairable,
        "conditions": [
            {
                "name": c.name, "ok": c.ok, "have": c.have, "need": c.need,
                "groups": [dict(vars(group)) for group in c.groups],
            }
            for c in result.conditions
        ],
        "smallest": [{"seat": c.seat.number, "holder": c.seat.holder, "from": c.seat.position, "to": c.to}
                     for c in result.smallest],
        "seats": [dict(vars(seat)) for seat in sorted(seats, key=lambda seat: seat.number)],
    }  # fmt: skip


def seats_again(result: Mapping[str, Any]) -> list[tally.TallySeat]:
    """Return the seats of a frozen result, so that anybody can count it again."""
    return [tally.TallySeat(**row) for row in result["seats"]]


def heard(seats: Iterable[tally.TallySeat]) -> tuple[int, int]:
    """Return how many seats of the base have a position, and how many are in it."""
    base = [seat for seat in seats if seat.in_base]
    return sum(seat.position is not None for seat in base), len(base)


def conditions_shown(result: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return each condition in words, with its numbers, as ``pictures.conditions`` shows it."""
    return [{"ok": c["ok"], "text": _text(c, result), "numbers": _numbers(c)} for c in result["conditions"]]


def _in_words(name: str, need: int, result: Mapping[str, Any]) -> Text:
    base, plain = result["base"], result["rule"] in tally.YES_OR_NO
    words: dict[str, Text] = {
        "yes": _ln("At least %(num)d Yes", "At least %(num)d Yes", need),
        "no-discuss": _l("No standing Discuss"),
        "no-block": _l("No standing Block"),
        "few-noes": _l("No from at most %(need)d of the base of %(base)d seats", need=need, base=base),
        "share": _l("Yes from %(need)d of the base of %(base)d seats", need=need, base=base) if plain
        else _l("Yes and No objection from %(need)d of the base of %(base)d seats", need=need, base=base),
        "each-group": _l("Yes from enough of each stakeholder group") if plain
        else _l("Yes and No objection from enough of each stakeholder group"),
        "groups": _ln("At least %(num)d stakeholder group in the base",
                      "At least %(num)d stakeholder groups in the base", need),
    }  # fmt: skip
    return words[name]


def _text(condition: Mapping[str, Any], result: Mapping[str, Any]) -> Text:
    lacking: list[Text] = [
        _l("%(group)s has %(have)d, needs %(need)d", group=ALL_GROUPS[g["group"]], have=g["have"], need=g["need"])
        for g in condition["groups"]
        if g["have"] < g["need"]
    ]
    if condition["name"] in ("no-discuss", "no-block"):
        lacking = [seat.holder for seat in seats_again(result) if seat.stops]
    text = _in_words(condition["name"], condition["need"], result)
    return _l("%(condition)s (%(lacking)s)", condition=text, lacking=Listed(lacking)) if lacking else text


def _numbers(condition: Mapping[str, Any]) -> str:
    have, need = condition["have"], condition["need"]
    if condition["name"] in ("yes", "groups", "few-noes"):
        return str(have)
    if condition["name"] not in ("no-discuss", "no-block"):
        return str(_("%(have)d, needed %(need)d", have=have, need=need))
    return str(ngettext("%(num)d stands", "%(num)d stand", have) if have else _("none stands"))


def what_would_pass(result: Mapping[str, Any]) -> list[str]:
    """Return the smallest set of changes that would pass it, by name: a sentence for each kind of change."""
    names: dict[tuple[str | None, str], list[str]] = {}
    for change in result["smallest"]:
        who = _("%(name)s (seat %(seat)d)", name=change["holder"], seat=change["seat"])
        names.setdefault((change["from"], change["to"]), []).append(who)
    return [
        _("from %(now)s to %(to)s: %(who)s", who=listed(who), to=LABELS[to],
          now=LABELS[now] if now else _("no position yet"))
        for (now, to), who in names.items()
    ]  # fmt: skip


def positions(result: Mapping[str, Any]) -> list[Text]:
    """Return how many seats of the base took which position, in words: 'Yes 3', 'No 1', 'No position 1'."""
    taken = Counter(seat.position for seat in seats_again(result) if seat.in_base)
    words: list[tuple[str | None, Text]] = [*LABELS.items(), (None, _l("No position"))]
    return [_l("%(position)s %(n)d", position=word, n=taken[value]) for value, word in words if taken[value]]


def short(result: Mapping[str, Any], *, over: bool = False) -> str:
    """Return whether it passes, or passed when it is ``over``, and how many conditions are missing, in a sentence."""
    missing = sum(not condition["ok"] for condition in result["conditions"])
    if not missing:
        return str(_("It passed: all conditions held.") if over else _("It passes: all conditions hold."))
    if over:
        return str(ngettext("It did not pass: %(num)d condition was missing.",
                            "It did not pass: %(num)d conditions were missing.", missing))  # fmt: skip
    return str(ngettext("It does not pass: %(num)d condition is missing.",
                        "It does not pass: %(num)d conditions are missing.", missing))  # fmt: skip


def summary(result: Mapping[str, Any]) -> Text:
    """Return the result in one sentence."""
    if result["passes"]:
        return _l("All conditions hold.")
    missing = [_text(c, result) for c in result["conditions"] if not c["ok"]]
    return _l("Missing: %(what)s.", what=Listed(missing))
