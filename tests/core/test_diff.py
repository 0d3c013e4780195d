import random
import re
from collections.abc import Iterable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from igtf.core.text.diff import Comparison, TextPiece, compare, moved, pieces
from igtf.core.text.diff_html import inline_html, side_by_side_html
from igtf.core.text.diff_list import changes_html
from tests.timing import cpu_seconds

OLD = """# Asks

The council asks the registry to publish
its figures every year.

This paragraph is long enough to be seen as moved elsewhere.

- one
- two

```
a  b
```

The end.
"""
NEW = """# Asks

The council asks the registry to publish its
figures every quarter, with the method.

- one
- three

```
a b
```

This paragraph is long enough to be seen as moved elsewhere.

The end.
"""


def sides(cmp: Comparison) -> tuple[list[str], list[str]]:
    left = ["".join(segment.text for segment in row.left) for row in cmp.rows if row.left]
    right = ["".join(segment.text for segment in row.right) for row in cmp.rows if row.right]
    return left, right


def texts(source: str) -> list[str]:
    return [piece.text for piece in pieces(source)]


def test_words_inside_a_changed_paragraph() -> None:
    cmp = compare(OLD, NEW)
    changed = next(row for row in cmp.rows if row.change == "changed")
    assert [tuple(segment) for segment in changed.segments] == [
        ("same", "The council asks the registry to publish its figures every "),
        ("del", "year"),
        ("ins", "quarter, with the method"),
        ("same", "."),
    ]
    assert cmp.count("moved-here") == cmp.count("moved-away") == 1
    assert cmp.summary() == "Paragraphs: 2 changed, 1 added, 1 removed, 1 moved."
    assert sides(cmp) == (texts(OLD), texts(NEW))


def test_rewrapping_is_no_change_but_code_counts() -> None:
    assert compare("a b\nc d", "a\nb c\nd").summary() == "No changes."
    assert compare("```\na b\nc\n```", "```\na\nb c\n```").count("changed") == 1


def test_front_matter_and_quotes_are_pieces() -> None:
    kinds = [piece.kind for piece in pieces("---\ntitle: a\n\nb: c\n---\n\n> q\n> r\n\n| a |\n|---|\n\nterm\n: what\n")]
    assert kinds == ["code", "code", "code", "code", "quote", "table", "paragraph", "item"]


def test_html_is_semantic_and_spoken() -> None:
    cmp = compare(OLD, NEW)
    for html in (side_by_side_html(cmp), inline_html(cmp)):
        assert '<ins><bdi class="unseen">[inserted] </bdi>quarter' in html
        assert '<del><bdi class="unseen">[deleted] </bdi>year</del>' in html
        assert "Moved to here" in html
        assert "style=" not in html
        assert 'id="change-1"' in html
    assert '<th scope="col">-00</th>' in side_by_side_html(cmp, before="-00", after="-01")


def test_equal_paragraphs_are_folded() -> None:
    same = "\n\n".join(f"paragraph {number}" for number in range(20))
    html = inline_html(compare(same, same + "\n\nnew"))
    assert "17 unchanged paragraphs" in html
    assert "paragraph 16" not in html
    assert "paragraph 17" in html
    assert "20 unchanged paragraphs" in side_by_side_html(compare(same, same))


def test_scripts_without_spaces_are_compared_by_sign() -> None:
    row = compare("互联网治理是重要的", "互联网治理很重要的").rows[0]
    assert [segment.kind for segment in row.segments].count("same") == 2
    row = compare("यह हिन्दी है और यह पाठ है", "यह हिन्दू है और यह पाठ है").rows[0]
    assert {segment.text for segment in row.segments if segment.kind != "same"} == {"हिन्दी", "हिन्दू"}


def test_hidden_signs_and_addresses_are_shown_as_on_pages() -> None:
    html = inline_html(compare("a", "a \u202e ines.beispiel@example.org \x07 <b>"))
    assert "⟦RLO⟧" in html
    assert "@example" not in html
    assert "⟦U+0007⟧" in html
    assert "<b>" not in html


MARKDOWN = st.lists(
    st.sampled_from(
        [
            "# h",
            "- a b",
            "one two three",
            "<b>&amp;",
            "```",
            "~~~",
            "> q",
            "|x|",
            "",
            "",
            "---",
            "  k  l",
            "é\u0301",
        ]
    )
).map("\n".join)


@settings(max_examples=300)
@given(MARKDOWN | st.text(), MARKDOWN | st.text())
def test_sides_reproduce_both_texts(old: str, new: str) -> None:
    cmp = compare(old, new)
    left, right = sides(cmp)
    kept = [row for row in cmp.rows if row.change not in ("moved-away", "moved-here")]
    assert left == texts(old)
    assert right == texts(new)
    assert all(a.kind != b.kind for row in kept for a, b in pairwise(row.segments))
    assert compare(old, old).summary() == "No changes."


@settings(max_examples=200)
@given(MARKDOWN | st.text(alphabet="<>&'\"a \n"), MARKDOWN | st.text(alphabet="<>&'\"a \n"))
def test_no_markup_of_the_text_is_emitted(old: str, new: str) -> None:
    names = "table|thead|tbody|tr|td|th|p|pre|div|span|ins|del|bdi"
    ours = rf"</?(?:{names})(?: (?:class|id|dir|scope|colspan)=\"[a-z0-9 -]*\")*>"
    for html in (side_by_side_html(compare(old, new)), inline_html(compare(old, new))):
        rest = re.sub(ours, "", html)
        assert "<" not in rest
        assert ">" not in rest


def _words(count: int, seed: int) -> str:
    return " ".join(random.Random(seed).choices([f"w{number}" for number in range(500)], k=count))


WORST = {
    "repeated lines": ("a\n\n" * 30_000, "a\n\n" * 29_990 + "b"),
    "swapped lines": ("a\n\nb\n\n" * 15_000, "b\n\na\n\n" * 15_000 + "c"),
    "one line": ("x" * 1_000_000, "x" * 1_000_000 + "y"),
    "one line of words": (_words(250_000, 1), _words(250_000, 2)),
    "one line of the same word": ("a " * 500_000, "b " + "a " * 400_000 + "c a"),
    "half of many": (
        "\n\n".join(f"p{number}" for number in range(20_000)),
        "\n\n".join(f"p{number}" if number % 2 else f"q{number}" for number in range(20_000)),
    ),
    "reversed": (
        "\n\n".join(f"paragraph {number}, long enough to be seen as moved" for number in range(10_000)),
        "\n\n".join(f"paragraph {number}, long enough to be seen as moved" for number in range(10_000, 0, -1)),
    ),
    "all paragraphs new": (
        "\n\n".join(_words(60, number) for number in range(1500)),
        "\n\n".join(_words(60, -number) for number in range(1, 1500)),
    ),
}


@pytest.mark.parametrize("name", WORST)
def test_worst_cases_stay_bounded(name: str) -> None:
    old, new = WORST[name]
    made: list[Comparison] = []

    def act() -> None:
        made.append(compare(old, new))
        side_by_side_html(made[-1])

    assert cpu_seconds(act, enough=4) < 4
    cmp = made[-1]
    assert sides(cmp) == (texts(old), texts(new))


def _pieces(numbers: Iterable[int], words: str) -> list[TextPiece]:
    return [TextPiece("paragraph", f"p{number} {words}") for number in numbers]


def test_the_cost_of_what_moved_grows_with_the_length_alone() -> None:
    """Sixteen times the paragraphs, all moved: quadratic work would take 256 times as long.

    Of four times as many, a full cache of the processor alone was seen to make ten times the work.
    """

    def cost(many: int) -> float:
        a = _pieces(range(many), "is long enough to be seen as moved elsewhere")
        assert len(moved(a, a[::-1], [])) == many
        return cpu_seconds(lambda: moved(a, a[::-1], []))

    assert cost(8_000) < 100 * cost(500)


def test_what_moved_as_it_is_costs_nothing_where_many_moved_and_changed() -> None:
    old = _pieces(range(90), "the old end of what was moved from elsewhere and is much the same in all its words")
    new = _pieces(range(90), "the new end of what was moved from elsewhere and is much the same in all its words")

    def cost(many: int) -> float:
        same = _pieces(range(1_000, 1_000 + many), "is long enough to be seen as moved elsewhere")
        a, b = [*old, *same], [*same, *new]
        assert len(moved(a, b, [])) == many + 90
        return cpu_seconds(lambda: moved(a, b, []))

    assert cost(2_000) < 3 * cost(20)


def test_100_kb_in_half_a_second() -> None:
    old = "\n\n".join(_words(70, number) for number in range(320))
    new = "\n\n".join(_words(70, number).replace("w12", "other") for number in range(320) if number % 9)
    assert len(old) > 100_000
    assert cpu_seconds(lambda: side_by_side_html(compare(old, new)), enough=0.5) < 0.5


LONG = "Each exchange point records the traffic that it carries and publishes the figures every month in a table."


def test_a_paragraph_that_moved_and_changed_is_known() -> None:
    middle = "\n\n".join(f"paragraph number {number} of the middle" for number in range(6))
    cmp = compare(f"# A\n\n{LONG}\n\n{middle}", f"# A\n\n{middle}\n\n{LONG.replace('month', 'quarter')}")
    assert cmp.summary() == "Paragraphs: 1 moved."
    here = next(row for row in cmp.rows if row.change == "moved-here")
    assert [segment.text for segment in here.segments if segment.kind != "same"] == ["month", "quarter"]
    html = inline_html(cmp)
    assert "Moved from here" in html
    assert "quarter</ins>" in html


def test_what_changed_is_listed_under_its_headings() -> None:
    old = "# One {#one}\n\nalpha beta gamma\n\n## Two\n\n" + LONG + "\n"
    html = changes_html(compare(old, old.replace("gamma", "delta").replace(" in a table", "")))
    assert '<b dir="auto">One</b><ul><li class="diff-changed"><a href="#change-1">changed <span' in html
    assert '<b dir="auto">Two</b>' in html
    assert "2 places" in html
    assert " open>" in html
    assert changes_html(compare(old, old)) == ""
    many = "\n\n".join(f"w{number} {number}" for number in range(500))
    long = changes_html(compare("", many))
    assert "and 200 more" in long
    assert " open>" not in long
