import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from igtf.core.text import markdown
from igtf.core.text.markup import plain, render, render_document
from igtf.core.text.plaintext import MarkupRefused, mask_addresses
from tests.timing import cpu_seconds

SAMPLE = """# The root zone

Who oversees it? See [the numbers](#the-numbers), <https://example.org> and ask ines.beispiel@example.org.

- one
- two

  more of two

| a | b |
|---|--:|
| 1 | 2 |

## The numbers

It is ~~not~~ `x < 1`.[^1]

[^1]: A note.
"""

HOSTILE = {
    "autolinks": "http://a. " * 4500,
    "addresses without a blank": "https://a." * 6_000,
    "addresses in brackets": "(https://a.b" * 5_000,
    "schemes": "http://" * 9_000,
    "quotes": ">" * 25_000 + "a",
    "quote lines": ("> " * 20 + "a\n") * 1500,
    "lazy quotes": "> " * 19 + "a\n" + "b\n" * 30_000,
    "brackets": "[" * 60_000,
    "images": "![" * 30_000,
    "footnotes": "[^" * 30_000,
    "closed brackets": "[" * 30_000 + "]" * 30_000,
    "links": "[a](" * 15_000,
    "references": "[a][b]" * 10_000,
    "stars": "*" * 60_000,
    "openers": "*a " * 20_000,
    "nested emphasis": "*a " * 10_000 + "a* " * 10_000,
    "backticks": "`" * 60_000,
    "growing backticks": "".join("`" * i + " " for i in range(340)),
    "tildes": "~~a " * 20_000,
    "table of 10,000 cells": "|a|b|\n|-|-|\n" + "|x|y|\n" * 5_000,
    "wide table": "|" + "a|" * 5000 + "\n|" + "-|" * 5000 + "\n" + "|x\n" * 10_000,
    "filled table": "|a" * 25 + "\n" + "|-" * 25 + "\n" + "|x\n" * 18_000,
    "one line": "x" * 60_000,
    "words": "x " * 30_000,
    "angles": "<" * 60_000,
    "tags": "<a " * 20_000,
    "entities": "&a" * 30_000,
    "list marks": "- " * 30_000,
    "nested lists": "".join("  " * i + "- a\n" for i in range(240)),
    "definitions": "a\n: b\n" * 8_000,
    "headings": "# a\n" * 15_000,
    "cdata": "<![CDATA[" * 6_000,
}


@pytest.mark.parametrize("answer", [render, render_document, plain])
@pytest.mark.parametrize("name", HOSTILE)
def test_any_64_kb_are_answered_in_two_seconds(answer: Callable[..., Any], name: str) -> None:
    def act() -> None:
        with suppress(MarkupRefused):
            answer(HOSTILE[name])

    assert cpu_seconds(act, enough=2) < 2


@pytest.mark.parametrize(
    "name",
    [
        "quotes",
        "list marks",
        "nested lists",
        "nested emphasis",
        "brackets",
        "lazy quotes",
        "wide table",
        "filled table",
    ],
)
def test_what_would_vanish_or_take_long_is_refused_with_its_line(name: str) -> None:
    with pytest.raises(MarkupRefused) as refused:
        render("first\n\n" + HOSTILE[name][:60_000])
    assert str(refused.value.line) in refused.value.message
    assert refused.value.line >= 3


def test_twenty_levels_are_shown_and_the_next_is_refused() -> None:
    assert "deep" in render("> " * 20 + "deep")
    with pytest.raises(MarkupRefused):
        render("> " * 21 + "deep")


def test_size_is_refused_at_the_line_where_it_is_passed() -> None:
    with pytest.raises(MarkupRefused, match="65 kB; 64 kB"):
        render("a\n" * 32_100)
    assert render("a " * 31_000)
    with pytest.raises(MarkupRefused) as refused:
        render("ab\n" * 10, limit=6)
    assert refused.value.line == 3


def test_a_draft_has_as_many_lines_as_are_read_in_seconds() -> None:
    """Each line may be an item or a paragraph of its own, and 499 kB have room for a quarter of a million."""
    with pytest.raises(MarkupRefused, match="The text has 124,750 lines; 30,000 are accepted") as refused:
        render_document("- a\n" * 124_750)
    assert refused.value.line == 30_001
    most = "- a\n" * 30_000
    assert cpu_seconds(lambda: render_document(most), enough=8) < 8
    assert render_document(most).html.count("<li") == 30_000


def test_control_characters_are_refused_and_line_breaks_unified() -> None:
    with pytest.raises(MarkupRefused, match=r"Line 2 .*U\+0007"):
        render("a\r\nb\x07")
    with pytest.raises(MarkupRefused):
        render("a\ud800")
    assert render("a\r\rb") == render("\ufeffa\n\nb")


@pytest.mark.parametrize(("text", "linked"), [
    ("See https://lamp.example/a?b=1&c, too.", ["https://lamp.example/a?b=1&amp;c"]),
    ("(http://lamp.example/x) and <https://lamp.example/y>", ["http://lamp.example/x", "https://lamp.example/y"]),
    ("[words](https://lamp.example/z) `https://lamp.example/code`", ["https://lamp.example/z"]),
    ("www.lamp.example, ftp://lamp.example, //lamp.example, mail@lamp.example", []),
    ("https://user:word@lamp.example/", []),
    ("见https://lamp.example/a，（https://lamp.example/b）。", ["https://lamp.example/a", "https://lamp.example/b"]),
    ("“https://lamp.example/c.” «http://lamp.example»", ["https://lamp.example/c", "http://lamp.example"]),
    ("https://lamp.example/d، https://lamp.example/e؟", ["https://lamp.example/d", "https://lamp.example/e"]),
    ("https://lamp.example/%E7%81%AF/灯 https://（", ["https://lamp.example/%E7%81%AF/%E7%81%AF"]),
])  # fmt: skip
def test_an_address_that_stands_by_itself_is_a_link(text: str, linked: list[str]) -> None:
    assert re.findall('href="([^"]*)"', render(text)) == linked


def test_hidden_direction_is_a_visible_mark() -> None:
    assert "⟦RLO⟧abc⟦PDF⟧" in render("\u202eabc\u202c")
    assert "⟦RLM⟧" in plain("\u200fabc")


@pytest.mark.parametrize(
    "text",
    [
        "[x](javascript:alert(1))",
        "[x](mailto:a@example.org)",
        "[x](data:text/html,a)",
        "[x](https://example.org@evil.example/)",
        "[x](//evil.example)",
        "[x](/\\/evil.example)",
        "[x](/&#47;evil.example)",
        "[x](/\\evil.example)",
        "[x](/issues\\3)",
        "[x](/&#92;evil.example)",
        "[x](/&#9;/evil.example)",
        "[x](/%0d%0aSet-Cookie:x)",
        "[x](\\evil.example)",
        "[x](issues/3)",
        "<javascript:alert(1)>",
        "[x](jAvAsCrIpT&#58;alert(1))",
    ],
)
def test_only_links_of_the_web_and_of_this_site(text: str) -> None:
    assert "<a" not in render(text)


@pytest.mark.parametrize("path", ["/", "/issues/3#c5", "/search?q=a%20b", "/drafts/draft-a-b"])
def test_a_path_of_this_site_is_a_link(path: str) -> None:
    assert f'<a href="{path}" rel="nofollow ugc noopener">the issue</a>' in render(f"[the issue]({path})")


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("https://example.org/a?b&c", True),
        ("<https://example.org>", True),
        ("https://example.org/é", True),
        ("[https://example.org](https://example.org)", True),
        ("[the site](https://example.org)", False),
        ("[https://example.org](https://elsewhere.example)", False),
    ],
)
def test_an_address_that_is_its_own_words_is_not_printed_behind_them(text: str, bare: bool) -> None:
    assert ('class="bare"' in render(text)) == bare


def test_html_is_shown_not_run() -> None:
    assert "<script" not in render("<script>alert(1)</script> <img src=x onerror=alert(1)>")
    html = render('![a "picture](https://example.org/p.png)')
    assert "<img" not in html
    assert 'href="https://example.org/p.png"' in html


def test_links_carry_no_weight_and_no_address_is_shown() -> None:
    assert 'rel="nofollow ugc noopener"' in render("<https://example.org>")
    html = render(
        "ines.beispiel@example.org `a@example.org` <b@example.org> [c@example.org](https://e.org/?m=d@example.org)"
    )
    assert "@example" not in html
    assert "ines.beispiel@…" in html
    assert mask_addresses("see @handle, 3 @ 4") == "see @handle, 3 @ 4"


def test_headings_begin_below_the_page() -> None:
    assert "<h3" in render("# a")
    assert "<h6" in render("###### a")
    assert "<h1" not in render_document(SAMPLE).html
    assert "id=" not in render(SAMPLE)


def test_document_has_contents_and_permalinks() -> None:
    document = render_document(SAMPLE)
    assert document.toc == [(1, "s-the-root-zone", "The root zone"), (2, "s-the-numbers", "The numbers")]
    kinds = [block.kind for block in document.blocks]
    assert kinds == [
        "heading",
        "paragraph",
        "item",
        "item",
        "paragraph",
        "table",
        "heading",
        "paragraph",
        "paragraph",
    ]
    assert 'href="#s-the-numbers"' in document.html
    assert 'class="align-end"' in document.html
    assert "style" not in document.html
    for block in document.blocks:
        assert f'id="{block.id}"' in document.html
    assert [block.line for block in document.blocks][:4] == [1, 3, 5, 6]


def test_ids_are_unique_and_survive_a_revision() -> None:
    before = render_document("# A\n\nsame text\n\nsame text\n\n# A\n\n# A 2").blocks
    ids = [block.id for block in before]
    assert len(set(ids)) == len(ids)
    after = {block.id for block in render_document("new first\n\n" + SAMPLE).blocks}
    assert {block.id for block in render_document(SAMPLE).blocks} <= after


def test_plain_text_reads() -> None:
    text = plain(SAMPLE + "\n1. first\n2. second [x](https://example.org)\n\n> quoted\n")
    assert "The root zone\n\nWho oversees it?" in text
    assert "- one\n" in text
    assert "1 | 2" in text
    assert "2. second x (https://example.org)" in text
    assert "@example" not in text
    assert "~~" not in text


@settings(max_examples=150)
@given(st.text(alphabet="ab*_`~[]()<>!#|-: \n\t\\&;^{}'\"@.1é\u202e"))
def test_any_text_gives_safe_html(text: str) -> None:
    try:
        html = render_document(text).html
    except MarkupRefused:
        return
    assert "<script" not in html
    assert "\u202e" not in html
    assert " style=" not in html.replace("&quot;", "") or "style" in text


@pytest.mark.parametrize("rich", [False, True])
def test_the_rules_of_a_parser_are_made_before_threads_share_it(rich):
    parser = markdown._parser(rich=rich)
    rulers = (parser.core.ruler, parser.block.ruler, parser.inline.ruler, parser.inline.ruler2)
    assert all(ruler.__cache__ for ruler in rulers)
