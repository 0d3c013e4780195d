"""The computed result of a ballot against a slow search that shares nothing with it but the seats."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from igtf.council.seats import SEATS
from igtf.council.tally import (
    ALTERNATE,
    CHARTER,
    CHECKS,
    FIVE,
    HALF,
    OF_PANEL,
    RULE_OF,
    YES_OR_NO,
    BallotResult,
    TallySeat,
    may_close_early,
    result,
    rules,
)
from igtf.record.values import VALUES

GROUPS = ("government", "intergovernmental", "private", "civil", "technical")
OPENED = datetime(2026, 3, 2, 12, tzinfo=UTC)
RULES = rules(VALUES)


def seats_of(**positions: str) -> list[TallySeat]:
    """Seats from one letter each: y yes, n no objection, d discuss, b block, a abstain, x no, . silent, r recused,
    v vacant at closing, u never filled."""
    words = {"y": "yes", "n": "no-objection", "d": "discuss", "b": "block", "a": "abstain", "x": "no"}
    letters = [(group, letter) for group, row in positions.items() for letter in row]
    return [
        TallySeat(
            number,
            f"Seat {number}",
            group,
            "none",
            filled=letter != "u",
            recused=letter == "r",
            vacant_at_close=letter == "v",
            position=words.get(letter),
        )
        for number, (group, letter) in enumerate(letters, start=1)
    ]


def condition(outcome: BallotResult, name: str) -> tuple[bool, int, int]:
    found = next(c for c in outcome.conditions if c.name == name)
    return found.ok, found.have, found.need


def changes(outcome: BallotResult) -> list[tuple[int, str]]:
    return [(change.seat.number, change.to) for change in outcome.smallest]


# The slow search.


def slow_passes(seats: Sequence[TallySeat], rule: str) -> bool:
    base = [s for s in seats if s.filled and not s.recused and not s.vacant_at_close]
    favour = [s for s in base if s.position in ("yes", "no-objection")]
    groups = {s.group for s in base if s.group != "unstated"}
    halves = all(2 * sum(s.group == g for s in favour) >= sum(s.group == g for s in base) for g in groups)
    if rule == HALF:
        return bool(base) and 2 * len(favour) >= len(base) and halves
    if rule == OF_PANEL:
        return bool(base) and 4 * len(favour) >= 3 * len(base)
    if rule == ALTERNATE:
        noes = sum(s.position == "no" for s in base)
        return bool(base) and 3 * len(favour) >= 2 * len(base) and halves and 10 * noes <= len(base)
    return (
        any(s.position == "yes" for s in base)
        and not any(s.position in ("discuss", "block") and not s.set_aside for s in base)
        and 3 * len(favour) >= 2 * len(base)
        and halves
        and len(groups) >= 4
    )


def slow_smallest(seats: Sequence[TallySeat], rule: str) -> int | None:
    able = [i for i, s in enumerate(seats) if s.filled and not s.recused and not s.vacant_at_close]
    # To object or to fall silent never helps; to abstain instead of a Discuss might.
    words = ("yes", "no") if rule in YES_OR_NO else ("yes", "no-objection", "abstain")
    for size in range(len(able) + 1):
        for chosen in combinations(able, size):
            for to in product(words, repeat=size):
                trial = list(seats)
                for index, position in zip(chosen, to, strict=True):
                    trial[index] = replace(trial[index], position=position)
                if slow_passes(trial, rule):
                    return size
    return None


USUAL = ("yes", "no-objection", "no-objection", "discuss", "block", "abstain", None)


@st.composite
def ballots(draw: st.DrawFn, rule: str) -> list[TallySeat]:
    plain = rule in YES_OR_NO
    row = st.tuples(
        st.sampled_from((*GROUPS, *GROUPS, "unstated")),
        st.sampled_from(("yes", "yes", "no", None) if plain else USUAL),
        st.sampled_from(("in", "in", "in", "in", "in", "recused", "vacant", "unfilled")),
    )
    rows = draw(st.lists(row, min_size=5 if plain else 0, max_size=12 if plain else 7))
    # Half of the ballots have the four groups without which nothing passes.
    if draw(st.booleans()):
        rows = [(GROUPS[i % 5], position, how) for i, (_, position, how) in enumerate(rows)]
    aside = draw(st.integers(0, 12))  # the seat whose Discuss was set aside, if it has one
    return [
        TallySeat(i, f"Seat {i}", g, "none", how != "unfilled", how == "recused", how == "vacant", position,
                  set_aside=i == aside)
        for i, (g, position, how) in enumerate(rows, start=1)
    ]  # fmt: skip


@settings(max_examples=120)
@pytest.mark.parametrize("rule", RULES)
@given(data=st.data(), random=st.randoms(use_true_random=False))
def test_result_and_smallest_set_equal_a_slow_search(rule: str, data, random) -> None:
    seats = data.draw(ballots(rule))
    outcome = result(seats, RULES[rule])
    slow = slow_smallest(seats, rule)
    assert outcome.passes == slow_passes(seats, rule)
    assert outcome.repairable == (slow is not None)
    assert len(outcome.smallest) == (slow or 0)

    after = {s.number: s for s in seats}
    for change in outcome.smallest:
        assert change.seat.in_base
        assert change.to != change.seat.position
        after[change.seat.number] = replace(change.seat, position=change.to)
    assert slow_passes(list(after.values()), rule) == outcome.repairable
    assert result(after.values(), RULES[rule]).passes == outcome.repairable

    mixed = seats[:]
    random.shuffle(mixed)
    assert result(mixed, RULES[rule]) == outcome


# By hand.


def test_five_conditions_hold() -> None:
    outcome = result(seats_of(government="yn.", private="n", civil="n", technical="n"), RULES[FIVE])
    assert outcome.passes
    assert outcome.base == 6
    assert [c.name for c in outcome.conditions] == ["yes", "no-discuss", "share", "each-group", "groups"]
    assert condition(outcome, "share") == (True, 5, 4)
    assert outcome.smallest == ()
    assert outcome.repairable


def test_silent_seats_stay_in_the_base_and_others_leave_it() -> None:
    outcome = result(seats_of(government="y.rvu", private="n", civil="n", technical="n"), RULES[FIVE])
    assert outcome.base == 5
    assert condition(outcome, "share") == (True, 4, 4)


def test_a_discuss_of_a_recused_or_vacated_seat_does_not_stand() -> None:
    seats = seats_of(government="yn", private="n", civil="n", technical="n")
    gone = [TallySeat(8, "Seat 8", "civil", "none", recused=True, position="discuss")]
    gone += [TallySeat(9, "Seat 9", "civil", "none", vacant_at_close=True, position="discuss")]
    assert result(seats + gone, RULES[FIVE]).passes


def test_one_group_against_is_not_outvoted_and_is_asked_to_change() -> None:
    outcome = result(seats_of(government="yyyyyyyy", private="n", civil="a..", technical="n"), RULES[FIVE])
    assert [c.name for c in outcome.conditions if not c.ok] == ["each-group"]
    share = next(s for c in outcome.conditions for s in c.groups if s.group == "civil")
    assert (share.have, share.need, share.base) == (0, 2, 3)
    # The silent are asked before the one who abstained.
    assert changes(outcome) == [(11, "no-objection"), (12, "no-objection")]


def test_without_a_yes_one_change_is_a_yes() -> None:
    assert changes(result(seats_of(government="nn", private="n", civil="n", technical="n"), RULES[FIVE])) == [
        (1, "yes")
    ]
    outcome = result(seats_of(government="nd", private="n", civil=".", technical="n"), RULES[FIVE])
    assert changes(outcome) == [(2, "no-objection"), (4, "yes")]


def test_every_discuss_must_go() -> None:
    outcome = result(seats_of(government="yyd", private="d", civil="n", technical="nn"), RULES[FIVE])
    assert changes(outcome) == [(3, "no-objection"), (4, "no-objection")]
    assert next(c for c in outcome.conditions if c.name == "no-discuss").have == 2
    block = result(seats_of(government="yyb", private="n", civil="n", technical="nn"), RULES[CHARTER])
    assert next(c for c in block.conditions if c.name == "no-block").have == 1


def test_three_groups_cannot_be_repaired() -> None:
    outcome = result(seats_of(government="yy", private="n", civil="n", unstated="nnn"), RULES[FIVE])
    assert condition(outcome, "groups") == (False, 3, 4)
    assert not outcome.repairable
    assert outcome.smallest == ()


def test_half_needs_no_yes_and_is_not_stopped_by_a_discuss() -> None:
    assert result(seats_of(government="nd", civil="n.."), RULES[HALF]).passes is False
    assert result(seats_of(government="nd", civil="nn."), RULES[HALF]).passes


def test_a_discuss_that_was_set_aside_stops_nothing_and_is_not_in_favour() -> None:
    seats = seats_of(government="yyd", private="n", civil="n", technical="n")
    assert not result(seats, RULES[FIVE]).passes
    seats[2] = replace(seats[2], set_aside=True)
    assert result(seats, RULES[FIVE]).passes
    assert condition(result(seats, RULES[FIVE]), "share") == (True, 5, 4)
    assert may_close_early(seats, OPENED, OPENED + timedelta(days=7), days=7)


def test_the_alternate_ballot_passes_with_two_thirds_half_of_each_group_and_few_noes() -> None:
    council = {"government": "y" * 22, "private": "y" * 5, "civil": "y" * 5, "technical": "y" * 5}
    outcome = result(seats_of(**council, intergovernmental="yyyyx"), RULES[ALTERNATE])
    assert outcome.passes
    assert condition(outcome, "few-noes") == (True, 1, 4)
    assert result(seats_of(**council | {"private": "xxyyy"}, intergovernmental="yyyxx"), RULES[ALTERNATE]).passes
    five = {"government": "x" + "y" * 21, "private": "xxyyy"}
    fifth = result(seats_of(**council | five, intergovernmental="yyyxx"), RULES[ALTERNATE])
    assert [c.name for c in fifth.conditions if not c.ok] == ["few-noes"]
    assert [to for _seat, to in changes(fifth)] == ["yes"]
    # A No of the group that lacks serves twice, so one change is enough.
    both = result(seats_of(government="yyyyyyyy", civil="x", private="y"), RULES[ALTERNATE])
    assert changes(both) == [(9, "yes")]
    alone = result(seats_of(government="y" * 6 + ".x", civil=".", private="y"), RULES[ALTERNATE])
    assert changes(alone) == [(9, "yes")]


def test_three_quarters_of_a_panel_are_eight_of_ten() -> None:
    assert result(seats_of(unstated="yyyyyyyyx."), RULES[OF_PANEL]).passes
    assert changes(result(seats_of(unstated="yyyyyyyxx."), RULES[OF_PANEL])) == [(10, "yes")]


def test_an_empty_base_passes_nothing() -> None:
    for rule in RULES.values():
        outcome = result(seats_of(government="rvu"), rule)
        assert not outcome.passes
        assert not outcome.repairable


def test_two_thirds_are_exact() -> None:
    for base in range(4, 60):
        need = next(n for n in range(base + 1) if 3 * n >= 2 * base)
        row = "." * (base - 3)
        outcome = result(seats_of(government=row, private="n", civil="n", technical="y"), RULES[FIVE])
        assert condition(outcome, "share") == (base < 5, 3, need)


def test_what_is_wrong_is_refused() -> None:
    with pytest.raises(ValueError, match="not a position"):
        TallySeat(1, "Seat 1", "civil", "none", position="maybe")
    with pytest.raises(ValueError, match="same number"):
        result([TallySeat(1, "Seat 1", "civil", "none"), TallySeat(1, "Seat 2", "civil", "none")], RULES[FIVE])


def test_each_ballot_has_a_rule_and_each_rule_its_checks() -> None:
    assert set(RULE_OF.values()) == set(RULES)
    assert {needs.name for rule in RULES.values() for needs in rule} == set(CHECKS)


@pytest.mark.parametrize(
    ("row", "days", "ok"),
    [
        ("yna", 7, True),
        ("yna", 6, False),
        ("yn.", 9, False),
        ("ynd", 9, False),
        ("rvu", 9, False),
        ("ynr", 9, True),
    ],
)
def test_early_closing(row: str, days: int, ok: bool) -> None:
    assert may_close_early(seats_of(civil=row), OPENED, OPENED + timedelta(days=days), days=7) is ok


def test_the_default_seats() -> None:
    assert [seat.number for seat in SEATS] == list(range(1, 43))
    count = {group: sum(seat.group == group for seat in SEATS) for group in GROUPS}
    assert count == {"government": 22, "intergovernmental": 5, "private": 5, "civil": 5, "technical": 5}
    regions = [seat.region for seat in SEATS if seat.region]
    assert {regions.count(region) for region in regions} == {4}
    assert len(set(regions)) == 5
