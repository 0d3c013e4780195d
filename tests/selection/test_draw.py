"""The draw and what follows from it: the published vectors, a slow second implementation, and what always holds."""

import hashlib
import json
import math
from collections import Counter
from itertools import product

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from igtf.cli import main
from igtf.selection import draw, filling
from igtf.selection.filling import FORMATS, POOL, belonging, repeat
from igtf.selection.published import NoDraw, hash_of
from tests.shared_data import real_file, shared

GROUPS, REGIONS = ("government", "civil"), ("african", "weog", "none")


@real_file("rfc3797_vectors.json")
def test_the_published_vectors():
    for vector in json.loads(shared("rfc3797_vectors.json").read_text())["vectors"]:
        assert draw.key_of(vector.get("sources", [])) == (vector["key"] if "sources" in vector else "")
        assert draw.order(vector["key"], vector["pool"])[: len(vector["selected"])] == vector["selected"]


def test_the_worked_example_of_the_rfc():
    key = draw.key_of([[9319], [2, 5, 12, 8, 10], [9, 18, 26, 34, 41, 45]])
    assert key == "9319./2.5.8.10.12./9.18.26.34.41.45./"
    assert draw.order(key, 25)[:10] == [17, 7, 2, 16, 25, 23, 8, 24, 19, 13]


def test_numbers_are_read_as_the_rfc_writes_them():
    assert draw.numbers_in(" 08285182 ") == [8285182]
    assert draw.numbers_in("9, 18;26\n34") == [9, 18, 26, 34]
    for wrong in ("", "1.5", "-3", "nine", "1,,²"):
        with pytest.raises(ValueError, match="whole numbers"):
            draw.numbers_in(wrong)
    with pytest.raises(ValueError, match="no value"):
        draw.key_of([[1], []])
    with pytest.raises(ValueError, match="at most"):
        draw.order("1./", draw.MOST + 1)


def test_entropy_is_the_logarithm_of_the_number_of_outcomes():
    assert draw.bits_needed(25, 10) == pytest.approx(math.log2(math.comb(25, 10)))
    assert draw.bits_needed(6, 2, 2) == pytest.approx(math.log2(90))
    assert draw.bits_needed(5, 5) == pytest.approx(0)


def slow_order(key: str, pool: int) -> list[int]:
    """Draw as a person with paper would: cross out, count what is left."""
    crossed: list[int] = []
    for i in range(pool):
        two = bytes([i // 256, i % 256])
        k = int(hashlib.md5(two + key.encode("ascii") + two, usedforsecurity=False).hexdigest(), 16) % (pool - i)
        for number in range(1, pool + 1):
            if number in crossed:
                continue
            if k == 0:
                crossed.append(number)
                break
            k -= 1
    return crossed


NUMBERS = st.lists(st.lists(st.integers(0, 99), min_size=1, max_size=6), min_size=1, max_size=4)


@given(NUMBERS, st.integers(0, 60))
@settings(max_examples=150)
def test_a_draw_is_a_permutation_and_a_slow_one_agrees(sources, pool):
    key = draw.key_of(sources)
    drawn = draw.order(key, pool)
    assert sorted(drawn) == list(range(1, pool + 1))
    assert drawn == slow_order(key, pool) == draw.order(draw.key_of([source[::-1] for source in sources]), pool)


@st.composite
def files(make):
    """Return a published file: some seats and nominees of two groups, members who sit, changes after the draw."""
    seats = [{"number": n, "group": make(st.sampled_from(GROUPS)), "region": make(st.sampled_from(("african", None)))}
             for n in range(1, make(st.integers(1, 7)) + 1)]  # fmt: skip
    affiliation = st.sampled_from(("", "A", "a ", "B"))
    several = st.lists(affiliation, max_size=2)
    second = {"confirmed": several, "said": several} if make(st.booleans()) else {}
    named = {"region": st.sampled_from(REGIONS), "affiliation": affiliation, **second}
    nominees = []
    for group in GROUPS:
        for number in range(1, make(st.integers(0, 8)) + 1):
            more = {name: make(kind) for name, kind in named.items()}
            nominees.append({"group": group, "number": number, "name": f"{group} {number}",
                             "handle": f"{group}{number}", **more})  # fmt: skip
    sitting = [{"group": make(st.sampled_from(GROUPS)), "region": make(st.sampled_from((*REGIONS, None))),
                "affiliation": make(st.sampled_from(("", "A"))), **{name: make(kind) for name, kind in second.items()}}
               for _n in range(make(st.integers(0, 2)))]  # fmt: skip
    file = {
        "format": make(st.sampled_from(FORMATS[1:] if second else FORMATS[:1])), "selection": "1",
        "terms": make(st.sampled_from(("3", "lot"))),
        "seats": seats,
        "caps": {"per_affiliation": 2, "per_region": 2, **make(st.sampled_from(({}, {"term_years": 2})))},
        "sitting": sitting, "nominees": nominees,
        "sources": [{"name": "Lottery", "at": "2026-01-05 12:00", "bits": 23, "numbers": source, "evidence": ""}
                    for source in make(NUMBERS)],
        "gone": [], "changes": [],
    }  # fmt: skip
    for row in nominees:
        if make(st.integers(0, 5)) == 0:
            change = {"group": row["group"], "number": row["number"], "why": "declined", "at": "2026-02-01",
                      "seats": [seat["number"] for seat in seats], "sitting": sitting}  # fmt: skip
            file["changes"].append(change)
    return file | {"pool_hash": hash_of(file, POOL)}


def confirmed(people):
    """Count how many are confirmed to be of each affiliation."""
    return Counter(name for belongs in people for name in belongs.confirmed)


def says_too_late(named, placed, sitting) -> bool:
    """Count over whether two others are of an affiliation, or say so, of which a person only says it."""
    others = [other.belongs for other in placed.values()] + [belonging(row) for row in sitting]
    return any(sum(name in other.confirmed | other.said for other in others) >= 2 for name in named.belongs.said)


def breaks_a_cap(placed, seats, sitting) -> bool:
    """Count over, from the definition of the caps: two of an affiliation, two of a region at large in a group."""
    at_large = {seat["number"] for seat in seats if seat["region"] is None}
    people = confirmed([named.belongs for named in placed.values()] + [belonging(row) for row in sitting])
    regions = [(named.group, named.region) for seat, named in placed.items() if seat in at_large]
    regions += [(row["group"], row["region"]) for row in sitting if row["region"]]
    over = [name for name, n in people.items() if n > 2]
    return bool(over or [r for r, n in Counter(regions).items() if r[1] != "none" and n > 2])


@given(files())
@settings(max_examples=200)
def test_caps_are_never_broken_and_the_same_file_gives_the_same_seats(file):
    result = repeat(file)
    assert repeat(json.loads(json.dumps(file))) == result
    regions = {seat["number"]: seat["region"] for seat in file["seats"]}
    groups = {seat["number"]: seat["group"] for seat in file["seats"]}
    handles = [named.handle for named in result.placed.values()]
    assert len(set(handles)) == len(handles)
    for seat, named in result.placed.items():
        assert named.group == groups[seat]
        assert regions[seat] in (None, named.region)
    if not breaks_a_cap({}, file["seats"], file["sitting"]):
        assert not breaks_a_cap(result.placed, file["seats"], file["sitting"])
    out = {(change["group"], change["number"]) for change in file["changes"]}
    assert {(named.group, named.number) for named in result.placed.values()} & out == set()
    assert set(result.years) == set(groups)
    for group in set(groups.values()):
        years = Counter(result.years[seat] for seat in groups if groups[seat] == group)
        of_each = [years[length] for length in range(1, 1 + file["caps"].get("term_years", 3))]
        assert file["terms"] != "lot" or (sum(of_each) == years.total() and max(of_each) - min(of_each) <= 1)


def slowly_placed(file):
    """Walk the lists again, trying seats in turn and counting the caps from nothing each time; no changes."""
    placed = {}
    key = draw.key_of([source["numbers"] for source in file["sources"]])
    rows = {(row["group"], row["number"]): row for row in file["nominees"]}
    for group in dict.fromkeys(seat["group"] for seat in file["seats"]):
        size = sum(row["group"] == group for row in file["nominees"])
        numbers = slow_order(key, size) if group in filling.contested(file) else range(1, size + 1)
        for number in numbers:
            row = rows[group, number]
            named = filling.CountedPerson(group, number, row["region"], row["affiliation"], row["name"], row["handle"],
                                          belonging(row))  # fmt: skip
            for own, seat in product((True, False), file["seats"]):
                free = seat["group"] == group and seat["number"] not in placed
                fits = seat["region"] == row["region"] if own else seat["region"] is None
                late = says_too_late(named, placed, file["sitting"])
                over = late or breaks_a_cap(placed | {seat["number"]: named}, file["seats"], file["sitting"])
                if free and fits and not over:
                    placed[seat["number"]] = named
                    break
    return placed


@given(files())
@settings(max_examples=200)
def test_a_slow_walk_of_the_lists_agrees(file):
    file = file | {"changes": []}
    if not breaks_a_cap({}, file["seats"], file["sitting"]):
        assert repeat(file).placed == slowly_placed(file)


FILE = {
    "format": FORMATS[-1], "selection": "1", "terms": "3", "caps": {"per_affiliation": 2, "per_region": 2},
    "seats": [{"number": 28, "group": "civil", "region": None}], "sitting": [], "gone": [], "changes": [],
    "nominees": [{"group": "civil", "number": n, "name": f"Nominee {n}", "handle": f"n{n}", "region": "african",
                  "affiliation": ""} for n in (1, 2, 3)],
    "sources": [{"name": "Lottery", "at": "2026-01-05 12:00", "bits": 23, "numbers": [8, 15], "evidence": "Gazette."}],
}  # fmt: skip


def published(**changes):
    file = json.loads(json.dumps(FILE | changes))
    return file | {"pool_hash": hash_of(file, POOL)}


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        ([], "no file of a draw"),
        (published() | {"format": "other"}, "no file of a draw"),
        ({key: value for key, value in published().items() if key != "sources"}, "lacks: sources"),
        (published() | {"nominees": FILE["nominees"][:2]}, "pool was changed after its publication"),
        (published(nominees=[FILE["nominees"][0], FILE["nominees"][0]]), "numbered from 1, without gaps"),
        (published(nominees=[FILE["nominees"][0], FILE["nominees"][0] | {"number": 2}]), "in the pool twice"),
        (published(sources=[FILE["sources"][0] | {"numbers": None}]), "no value yet: Lottery"),
        (published(sources=[]), "needs sources"),
        (published(caps={}), "missing or of another kind"),
        ("not JSON", "not JSON"),
        ("[" * 100_000, "not JSON"),
    ],
)
def test_igtf_draw_refuses_with_a_sentence(tmp_path, file, sentence):
    path = tmp_path / "draw.json"
    path.write_text(file if isinstance(file, str) else json.dumps(file))
    answer = CliRunner().invoke(main, ["draw", str(path)], env={"IGTF_VAR": str(tmp_path)})
    assert (answer.exit_code, sentence in answer.output) == (1, True), answer.output
    if isinstance(file, dict) and published(caps={}) != file:
        with pytest.raises(NoDraw, match=sentence):
            repeat(file)


def test_igtf_draw_prints_the_order_the_seats_and_the_reasons(tmp_path):
    path = tmp_path / "draw.json"
    path.write_text(json.dumps(published()))
    answer = CliRunner().invoke(main, ["draw", str(path)], env={"IGTF_VAR": str(tmp_path)})
    assert answer.exit_code == 0
    first, *others = slow_order("8.15./", 3)
    assert f"order: {first} {others[0]} {others[1]}" in answer.output
    assert f"no. {first}, Nominee {first} (n{first}): seat 28" in answer.output
    assert f"no. {others[0]}, Nominee {others[0]} (n{others[0]}): passed over: all seats" in answer.output
    assert "entropy: 23 bits from the sources, 1.6 needed" in answer.output


def of_union(number, **more):
    row = {"group": "civil", "number": number, "name": f"Nominee {number}", "handle": f"n{number}", "region": "african",
           "affiliation": "", "confirmed": [], "said": []}  # fmt: skip
    return row | more


UNION = {"affiliation": "Union", "confirmed": ["union"]}
SIT = [
    {"group": "civil", "region": None, "handle": f"m{n}", "name": f"Member {n}", "said": [], **UNION} for n in (1, 2)
]
SEATS = [{"number": number, "group": "civil", "region": None} for number in (28, 29, 30)]
REST = ("african", "asia_pacific", "grulac")


@pytest.mark.parametrize(
    ("nominees", "sitting", "drawn", "bits"),
    [
        ([{}, UNION], SIT, False, 0),  # nobody else than who sits keeps the second out, and there is a seat for each
        ([{}, UNION], SIT[:1], False, 0),  # both can have one
        ([UNION, UNION], SIT[:1], True, 1),  # one of the two can: chance says which
        ([{}, UNION, UNION], SIT, True, math.log2(3)),  # who is next, if a member of the affiliation leaves
        ([{}, {}, {}, UNION], SIT, True, 2),  # more nominees than seats: the procedure wants a draw
        ([{}, UNION, UNION | {"handle": "m1"}], SIT, True, math.log2(3)),  # one who sits stands, and may leave the seat
        ([{}, {}, UNION], [SIT[0], SIT[1] | {"confirmed": [], "said": ["union"]}], False, 0),
    ],
)
def test_a_draw_is_needed_only_where_chance_decides_something(nominees, sitting, drawn, bits):
    rows = [of_union(number, **more, region=REST[number % 3]) for number, more in enumerate(nominees, 1)]
    file = published(nominees=rows, sitting=sitting, seats=SEATS)
    assert (filling.contested(file), filling.needs_draw(file)) == ({"civil"} if drawn else set(), drawn)
    assert filling.bits_needed(file) == pytest.approx(bits)
    before = published(nominees=rows, sitting=sitting, seats=SEATS, format=FORMATS[1])
    left = len(rows) - len(repeat(before).placed)
    assert filling.contested(before) == ({"civil"} if left else set()), "files of before repeat as they were drawn"
    if not drawn:
        orders = [repeat(file | {"sources": [FILE["sources"][0] | {"numbers": [n]}]}).placed for n in range(9)]
        assert all(placed == repeat(file).placed for placed in orders)
        of_before = [repeat(before | {"sources": [FILE["sources"][0] | {"numbers": [n]}]}).placed for n in range(9)]
        who = {named.handle for named in repeat(file).placed.values()}
        assert all({named.handle for named in placed.values()} == who for placed in of_before), "whatever the order"
