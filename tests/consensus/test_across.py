"""Examples worked out by hand from the formulas of the procedure."""

from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from igtf.consensus.across import (
    GROUPS,
    POSITIONS,
    Counts,
    across,
    two_proportions,
)
from igtf.consensus.options import OptionStanding, options_poll
from igtf.people.countries import REGIONS
from igtf.record.values import VALUES

FLOOR = int(VALUES["participation_floor"])


def answers(**groups: dict[str, int]) -> list[tuple[str, str]]:
    return [
        (group, position.replace("_", "-"))
        for group, counts in groups.items()
        for position, count in counts.items()
        for _ in range(count)
    ]


def test_one_group_by_hand() -> None:
    picture = across(
        answers(civil={"support": 4, "can_live_with": 2, "object": 1, "need_time": 2, "abstain": 5}), floor=FLOOR
    )
    (civil,) = picture.standings
    # A = 6, D = 1, S = 9: p = 6.5/10, q = 1.5/10, e = 0.65 · 0.85
    assert civil.counts == Counts(support=4, can_live_with=2, object=1, abstain=5, need_time=2)
    assert civil.agreement == pytest.approx(0.65)
    assert civil.disagreement == pytest.approx(0.15)
    assert civil.effective == pytest.approx(0.5525)
    assert picture.value is None
    assert picture.weakest is None
    # There is nobody to differ from.
    assert civil.z is None
    assert civil.differs is None


def test_geometric_mean_of_two_groups_weakest_first() -> None:
    picture = across(answers(government={"support": 3}, technical={"support": 2, "object": 2}), floor=FLOOR)
    # government: p = 3.5/4, q = 0.5/4, e = 0.875² = 0.765625; technical: p = q = 2.5/5, e = 0.25
    assert [(s.name, s.effective) for s in picture.standings] == [
        ("technical", pytest.approx(0.25)),
        ("government", pytest.approx(0.765625)),
    ]
    assert picture.value == pytest.approx(sqrt(0.25 * 0.765625)) == pytest.approx(0.4375)
    assert picture.weakest is picture.standings[0]


def test_79_per_cent_overall_does_not_hide_a_group_at_2_of_20() -> None:
    picture = across(
        answers(
            government={"support": 20},
            private={"support": 20},
            technical={"support": 37, "object": 3},
            civil={"support": 2, "object": 18},
        ),
        floor=FLOOR,
    )
    assert picture.total.agree / picture.total.counted == 0.79
    first, *rest = picture.standings
    assert first.name == "civil"
    # p = 2.5/21, q = 18.5/21, e = (2.5/21)²
    assert first.effective == pytest.approx(0.0141723, abs=1e-7)
    assert str(first.differs) == "agrees clearly less than all others together"
    # The others: e = (20.5/21)² twice, (37.5/41)²; the fourth root of their product with civil's.
    assert [s.name for s in rest] == ["technical", "government", "private"]
    assert picture.value == pytest.approx((2.5 / 21 * 20.5 / 21 * 20.5 / 21 * 37.5 / 41) ** 0.5)
    assert picture.value < 0.33
    assert str(rest[-1].differs) == "agrees clearly more than all others together"


def test_z_by_hand() -> None:
    # 3/21 against 78/81, pooled 81/102: −0.8201 / sqrt(0.79412 · 0.20588 · (1/21 + 1/81))
    assert two_proportions(2, 20, 77, 80) == pytest.approx(-8.2820, abs=1e-3)
    # 6/11 against 9/11, pooled 15/22: −0.27273 / sqrt(0.68182 · 0.31818 · 2/11)
    assert two_proportions(5, 10, 8, 10) == pytest.approx(-1.3732, abs=1e-4)
    assert two_proportions(5, 5, 9, 9) == 0


def test_a_group_that_does_not_differ_is_not_said_to() -> None:
    picture = across(
        answers(civil={"support": 5, "object": 5}, private={"support": 8, "object": 2}, unstated={"abstain": 1}),
        floor=FLOOR,
    )
    assert [s.differs for s in picture.standings] == [None, None]
    assert picture.standings[0].z == pytest.approx(-1.3732, abs=1e-4)


def test_under_the_floor_is_not_heard_from_and_has_no_score() -> None:
    picture = across(
        answers(
            government={"support": 2},
            private={"support": 3},
            technical={"abstain": 9},
            civil={"abstain": 1, "support": 1},
            unstated={"object": 50},
        ),
        floor=FLOOR,
    )
    assert [s.name for s in picture.standings] == ["private"]
    assert [(name, counts.people) for name, counts in picture.unheard] == [
        ("government", 2),
        ("intergovernmental", 0),
        ("civil", 2),
        ("technical", 9),  # who abstains takes part; where all do there is no agreement to score
    ]
    # Those who state no group are shown, are among "all others", and are no group.
    assert picture.others == Counts(object=50)
    assert picture.standings[0].differs is not None
    assert picture.standings[0].effective == pytest.approx(0.765625)
    assert picture.value is None


def test_who_abstains_counts_for_the_floor_and_in_no_agreement() -> None:
    picture = across(answers(technical={"support": 2, "abstain": 2}), floor=FLOOR)
    (own,) = picture.standings
    assert (own.counts.people, own.counts.counted) == (4, 2)
    assert own.agreement == pytest.approx(2.5 / 3)
    assert own.effective == pytest.approx(2.5 / 3 * (1 - 0.5 / 3))


def test_nobody_answered() -> None:
    picture = across([], REGIONS, floor=FLOOR)
    assert picture.value is None
    assert picture.weakest is None
    assert [name for name, _ in picture.unheard] == list(REGIONS)


def test_unknown_positions_are_refused() -> None:
    with pytest.raises(ValueError, match="perhaps"):
        across([("civil", "perhaps")], floor=FLOOR)
    with pytest.raises(ValueError, match="perhaps"):
        options_poll([("a", "perhaps")], ["a"])
    with pytest.raises(ValueError, match="'b'"):
        options_poll([("b", "prefer")], ["a"])


def test_options_by_rejects_then_preferences_then_as_listed() -> None:
    poll = options_poll(
        [
            ("loud", "prefer"),
            ("loud", "prefer"),
            ("loud", "reject"),
            ("calm", "can-live-with"),
            ("calm", "prefer"),
            ("mild", "can-live-with"),
        ],
        ["none", "loud", "mild", "calm"],
    )
    assert [row.option for row in poll] == ["calm", "none", "mild", "loud"]
    assert poll[0] == OptionStanding("calm", prefer=1, can_live_with=1)
    assert poll[3] == OptionStanding("loud", prefer=2, reject=1)


@given(st.lists(st.tuples(st.sampled_from((*GROUPS, "unstated")), st.sampled_from(POSITIONS))))
def test_value_lies_between_its_groups_and_nobody_is_lost(given_answers: list[tuple[str, str]]) -> None:
    picture = across(given_answers, floor=FLOOR)
    effective = [s.effective for s in picture.standings]
    assert effective == sorted(effective)
    assert all(0 < e < 1 for e in effective)
    if picture.value is not None:
        assert effective[0] - 1e-9 <= picture.value <= effective[-1] + 1e-9
    shown = [s.counts for s in picture.standings] + [c for _, c in picture.unheard] + [picture.others]
    assert sum(c.counted + c.abstain for c in shown) == len(given_answers)
    assert {s.name for s in picture.standings} | {name for name, _ in picture.unheard} == set(GROUPS)
    assert across(given_answers[::-1], floor=FLOOR) == picture
