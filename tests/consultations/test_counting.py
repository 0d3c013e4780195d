"""The rules of counting, whatever people answer."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from igtf.consensus.across import ABSTAIN, GROUPS, across
from igtf.consultations.counting import ANSWERED, counted, middles
from igtf.consultations.words import AS_POSITION, STANCES

OPTIONS, FLOOR = 5, 3
ORDER = (*GROUPS, "unstated")
some = st.lists(st.tuples(st.sampled_from(ORDER), st.lists(st.integers(1, OPTIONS), max_size=OPTIONS)), max_size=40)
points = st.lists(st.tuples(st.sampled_from(ORDER), st.integers(1, OPTIONS).map(lambda point: [point])), max_size=40)
said = st.lists(st.tuples(st.sampled_from(GROUPS), st.sampled_from(list(STANCES))), max_size=40)


def told(answers):
    """Return what people chose as the database tells it: of a group, how many chose an option or answered at all."""
    found = Counter((name, number) for name, chosen in answers for number in {ANSWERED, *chosen} if chosen)
    return [(*key, people) for key, people in found.items()]


@given(some)
def test_each_person_is_counted_once_in_each_option_they_chose(answers):
    found = counted(told(answers), OPTIONS, ORDER)
    assert sum(found.people) == sum(bool(chosen) for _name, chosen in answers)
    for number, total in enumerate(found.totals, 1):
        assert total == sum(number in chosen for _name, chosen in answers)
    assert list(found.names) == [name for name in ORDER if any(name == other and chosen for other, chosen in answers)]
    assert all(cell <= people for row in found.cells for cell, people in zip(row, found.people, strict=True))
    assert counted(told(answers[::-1]), OPTIONS, ORDER) == found


@given(points)
def test_only_a_group_at_the_floor_has_a_middle_and_half_answered_so_or_lower(answers):
    found = counted(told(answers), OPTIONS, ORDER)
    middle = middles(found, FLOOR, but=["unstated"])
    people = Counter(name for name, _chosen in answers)
    assert set(middle) == {name for name in GROUPS if people[name] >= FLOOR}
    assert list(middle.values()) == sorted(middle.values())
    for name, point in middle.items():
        mine = sorted(chosen[0] for other, chosen in answers if other == name)
        assert mine[(len(mine) - 1) // 2] == point


def test_a_group_that_nobody_answered_for_has_no_middle_not_even_with_a_floor_of_nought():
    assert middles(counted([], OPTIONS, ORDER), 0) == {}
    assert middles(counted(told([("civil", [])]), OPTIONS, ORDER), 0) == {}


def test_an_option_that_is_not_there_is_refused():
    for number in (-1, OPTIONS + 1):
        with pytest.raises(ValueError, match="not there"):
            counted([("civil", number, 1)], OPTIONS, ORDER)


@given(said, st.integers(0, 10), st.sampled_from(GROUPS))
def test_passing_changes_no_agreement_and_never_counts_as_disagreement(stances, passing, group):
    before = across([(name, AS_POSITION[value]) for name, value in stances], floor=FLOOR)
    more = [(name, AS_POSITION[value]) for name, value in stances] + [(group, AS_POSITION["pass"])] * passing
    after = across(more, floor=FLOOR)
    assert AS_POSITION["pass"] == ABSTAIN
    scored = {one.name: (one.effective, one.disagreement) for one in after.standings}
    assert scored.items() >= {one.name: (one.effective, one.disagreement) for one in before.standings}.items()
    assert scored.keys() - {one.name for one in before.standings} <= {group}, "it may bring that one to the floor"
    assert after.total.object == sum(value == "disagree" for _name, value in stances)


@given(said)
def test_a_group_without_an_answer_has_no_score_and_is_named_as_unheard(stances):
    found = across([(name, AS_POSITION[value]) for name, value in stances], floor=FLOOR)
    answered = {name for name, value in stances if value != "pass"}
    heard = {name for name, people in Counter(name for name, _value in stances).items() if people >= FLOOR}
    assert {one.name for one in found.standings} == answered & heard & {*GROUPS}
    assert {name for name, _counts in found.unheard} == {*GROUPS} - (answered & heard)
