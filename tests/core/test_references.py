"""Names in texts: what is one, what is not, and that they become links in plain words alone."""

import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from igtf import concepts
from igtf.core.text.markup import plain, render, render_document
from igtf.core.text.references import Name, linked, names_in
from tests.timing import cpu_seconds

NAMED = {"#10": "/issues/10", "R-1": "/recommendations/1", "draft-ines-prices": "/drafts/draft-ines-prices"}
LINK = re.compile(r'<a href="(/[^"]*)" rel="[^"]*">([^<]*)</a>')


@pytest.fixture(autouse=True, scope="module")
def _tables() -> None:
    """The tables of all kinds say what is a name."""
    concepts.load()


def found(text: str) -> list[str]:
    return list(dict.fromkeys(name.written for name in names_in(text, 100)))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("See #10, (#11) and “#12”.", ["#10", "#11", "#12"]),
        ("#1: R-2; LS-3! P-4? BC-5", ["#1", "R-2", "LS-3", "P-4", "BC-5"]),
        (
            "Call 9, call 10, Ballot 2, objection #4, objection 5 and appeal 6",
            ["Call 9", "call 10", "Ballot 2", "objection #4", "objection 5", "appeal 6"],
        ),
        ("draft-ines-prices or draft-igtf-ig-x-00.", ["draft-ines-prices", "draft-igtf-ig-x-00"]),
        ("参见#10号。#11’s", ["#10", "#11"]),
        ("a#10 C#7 &#10; ##3 /#3 page/#3 x-#3 _#10 #10_ #10x #10é é#10 \\#3", []),
        ("#0 #04 #1234567890 #10.5 #10-11 R-1-2 R-0 LS-3/14 #1@x", []),
        ("recall 9 calls 9 CALL 9 xR-1 r-1 draft-x draft--a-b adraft-a-b draft-a-b.txt draft-a-b_c", []),
    ],
)
def test_what_is_a_name(text: str, names: list[str]) -> None:
    assert found(text) == names


def test_a_name_that_ends_in_digits_is_read_twice() -> None:
    readings = [("draft-a-b-00", None), ("draft-a-b", 0)]
    assert [(name.ref, name.version) for name in names_in("draft-a-b-00", 9)] == readings
    assert Name("", "draft", "draft-a-b", 0).path == "/drafts/draft-a-b/00"


@pytest.mark.parametrize("text", [
    "`#10`", "```\n#10\n```", "    #10", "[see #10](https://example.org)", "<https://example.org/#10>",
    "https://example.org/#10", "![#10](https://example.org/a.png)", r"\#10", "&#35;10", r"#10\_a", r"a\_#10",
    "[#10]: https://example.org\n\n[#10]",
])  # fmt: skip
def test_code_links_and_what_is_escaped_stay_as_they_are(text: str) -> None:
    for rendered in (render, lambda *given, **more: render_document(*given, **more).html):
        assert rendered(text, named=NAMED) == rendered(text)


@pytest.mark.parametrize("text", [
    "#10", "*#10*", "**R-1**, #10", "> #10", "- #10", "## About #10", "| a |\n|---|\n| #10 |", "~~#10~~", r"\*#10",
])  # fmt: skip
def test_words_anywhere_else_become_links(text: str) -> None:
    html = render(text, named=NAMED)
    assert ("/issues/10", "#10") in LINK.findall(html)
    assert LINK.sub(r"\2", html) == render(text)


def test_anchors_contents_and_words_are_those_of_the_text() -> None:
    text = "# About #10\n\nSee R-1.[^1]\n\n[^1]: And #10."
    linked, bare = render_document(text, named=NAMED), render_document(text)
    assert (linked.toc, linked.blocks) == (bare.toc, bare.blocks)
    assert len(LINK.findall(linked.html)) == 3
    assert LINK.sub(r"\2", linked.html) == bare.html
    assert plain("See #10.") == "See #10."


SIGNS = st.sampled_from([
    "#10", "R-1", "draft-ines-prices", "`", "```\n", "[", "](https://example.org)", "*", "\\", "\n", "\n\n", "> ",
    "- ", "<https://example.org/#10>", "&#10;", "# ", "|", "a", " ", "~~", "![", "/",
])  # fmt: skip
TEXTS = st.lists(SIGNS, max_size=25).map("".join)


@given(TEXTS)
def test_a_link_stands_neither_in_code_nor_in_a_link(text: str) -> None:
    html = render(text, named=NAMED)
    assert LINK.sub(r"\2", html) == render(text)
    for inner in re.findall(r"<code>.*?</code>|<a href=\"http[^>]*>.*?</a>", html, re.DOTALL):
        assert not LINK.search(inner)
    assert {pair[::-1] for pair in LINK.findall(html)} <= set(NAMED.items())


@given(st.text(string.printable, max_size=80))
def test_a_text_without_names_is_rendered_as_before(text: str) -> None:
    if not set(found(text)) & set(NAMED):
        assert render(text, named=NAMED) == render(text)


@pytest.mark.parametrize("text", [
    "#1 " * 10_000, " ".join(f"#{n}" for n in range(1, 10_001)), "draft-" * 80_000, "draft" + "-a" * 240_000 + "_",
    "R-" * 240_000, "#" * 490_000, "call " * 100_000, "draft-a-00 " * 45_000,
])  # fmt: skip
def test_hostile_texts_are_searched_in_linear_time(text: str) -> None:
    assert cpu_seconds(lambda: names_in(text, 200), enough=0.5) < 0.5
    assert len({name.written for name in names_in(text, 200)}) <= 200


def test_a_text_full_of_names_is_rendered_in_time() -> None:
    assert cpu_seconds(lambda: render_document("#10 " * 20_000, named=NAMED), enough=2) < 2


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("LS-4", '<a href="/statements/4">LS-4</a>'),
        ("#1, #12", '<a href="/issues/1">#1</a>, <a href="/issues/12">#12</a>'),
        ("ITU-D, LS-1 & <b>", 'ITU-D, <a href="/statements/1">LS-1</a> &amp; &lt;b&gt;'),
        ("", ""),
    ],
)
def test_what_the_program_names_is_linked_as_it_is_written(text, shown):
    assert linked(text) == shown
