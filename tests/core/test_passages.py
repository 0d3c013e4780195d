"""A passage is found as it reads, in Markdown and in the page made of it, and only its words go."""

import re
from html import escape, unescape
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from igtf.core.text.markup import render, render_document
from igtf.core.text.passages import REMOVED, Passage
from igtf.core.text.targets import as_written, with_masked_addresses

_TAG = re.compile("<[^>]*>")
MANY = "Jane Doe lives there"


@pytest.mark.parametrize(
    ("passage", "text"),
    [
        (MANY, "So Jane Doe lives there, they say."),
        (MANY, "So Jane\nDoe  lives there."),
        (MANY, "So **Jane** Doe _lives_ there."),
        (MANY, "So [Jane Doe](https://jane.example/) lives there."),
        (MANY, "So [Jane](https://jane.example/Jane_(judge)) Doe [lives](/a_(b)_\\(c) there."),
        (MANY, 'So [Jane](https://jane.example/ "a ( b") Doe lives there.'),
        (MANY, "> So Jane\n> Doe lives there."),
        (MANY, "- Jane\n- Doe lives\n- there"),
        ("jane_doe", "It is jane\\_doe who wrote."),
        ("https://jane.example/a?b=1&c=2", "See https://jane.example/a?b=1&c=2 for it."),
        ("jane@doe.example", "Write to jane@doe.example at once."),
        ("王明", "是王明写的"),
        (MANY, "So \u2066Jane\u2069 Doe li\u200fves \u200ethere."),
        ("\u2066Jane\u2069 Doe li\u200fves \u200ethere", "So \u2066Jane\u2069 Doe li\u200fves \u200ethere."),
        ("⟦LRI⟧Jane⟦PDI⟧ Doe li⟦RLM⟧ves ⟦LRM⟧there", "So \u2066Jane\u2069 Doe li\u200fves \u200ethere."),
    ],
)
def test_a_passage_goes_from_a_text_and_from_its_page(passage, text):
    gone = Passage(passage)
    source, page = gone.out_of(text), gone.out_of_html(str(render(text)))
    assert (REMOVED in source, REMOVED in page) == (True, True)
    for word in ("Jane", "jane", "Doe", "lives", "王明"):
        assert word not in source + page


@pytest.mark.parametrize(
    ("text", "goes"),
    [
        ("See [the list](https://jane.example/)Meier now.", True),
        ("See [the list]Meier now.\n\n[the list]: https://jane.example/", True),
        ("See foo[Meier](https://jane.example/) now.", True),
        ("Meier[foo](https://jane.example/) now.", True),
        ("Of <https://jane.example/>Meier.", True),
        ("Of [Meier](https://jane.example/)s.", False),
        ("Of x[Meier](https://jane.example/)s.", False),
        ("Of [Meier](https://jane.example/Jane_(judge))s.", False),
        ("Of [Meier](https://jane.example/Jane_(judge)).", True),
        ("Of [Meier](https://jane.example/a_(b_(c)))s.", False),
    ],
)
def test_a_word_ends_at_a_link_in_a_text_and_in_its_page_alike(text, goes):
    gone = Passage("Meier")
    assert (REMOVED in gone.out_of(text), REMOVED in gone.out_of_html(str(render(text)))) == (goes, goes)


def test_tags_stay_and_other_words_too():
    page = (
        '<h2 id="s-of-jane-doe-2">Of Jane Doe</h2>\n<p>Ask <em>Jane</em> Doe &amp; others, '
        '<a href="#s-of-jane-doe-2">there</a>.</p>'
    )
    assert Passage("Jane Doe").out_of_html(page) == (
        f'<h2 id="s-of-removed-2">Of {REMOVED}</h2>\n<p>Ask <em>{REMOVED}</em> &amp; others, '
        '<a href="#s-of-removed-2">there</a>.</p>'
    )
    assert Passage("Janet").out_of_html(page) == page


def test_data_is_looked_through():
    data = {
        "html": "<p>Jane &amp; <b>Doe</b></p>",
        "said": ["Jane & Doe", 7, None],
        "toc": [[2, "s-jane-doe", "Jane & Doe"]],
    }
    assert Passage("Jane & Doe").out_of_data(data) == {
        "html": f"<p>{REMOVED}<b></b></p>", "said": [REMOVED, 7, None], "toc": [[2, "s-removed", REMOVED]],
    }  # fmt: skip


def test_words_go_from_a_plain_text_with_the_address_behind_them():
    assert (
        Passage("Jane Doe").out_of("Of Jane (https://jane.example/Jane_(judge)) Doe there.") == f"Of {REMOVED} there."
    )


@pytest.mark.parametrize(
    "piece",
    [
        "\u200f",
        "⟦RLM⟧",
        "⟦",
        "](",
        "](a(",
        "[Jane](a(b)",
        "[Jane](a(b))",
        "](a)",
        " (https://a(",
        "](\\(",
        "](((a",
        "](a",
        '](a "',
        "](<a",
    ],
)
def test_no_text_takes_long_to_look_through(piece):
    began = process_time()
    for text in (f"Jane{piece * 5000}", f"Jane {piece * 5000} Do", f"{piece * 5000}Jane"):
        Passage("Jane Doe").out_of(text)
    assert process_time() - began < 5


def test_it_goes_from_the_id_of_a_heading_with_what_turns_its_words():
    page = render_document("# So \u2066Jane\u2069 D\u200foe there").html
    assert 'id="s-so-lri-jane-pdi-d-rlm-oe-there"' in page
    for passage in ("Jane Doe", "⟦LRI⟧Jane⟦PDI⟧ D⟦RLM⟧oe"):
        gone = Passage(passage).out_of_html(page)
        assert 'id="s-so-lri-removed-there"' in gone


@pytest.mark.parametrize("short", ["", "  ", "a", "**", "[]()", "- >", "ab", "明"])
def test_what_stands_everywhere_is_no_passage(short):
    with pytest.raises(ValueError, match="too few"):
        Passage(short)


_PIECES = st.lists(
    st.sampled_from(["Jane", " ", "Doe", "\n", "&", "x", "<b>", "</b>", "<br>", "</p>\n<p>"]), max_size=30
)


@given(_PIECES)
def test_of_html_goes_what_goes_of_its_words_and_nothing_else(pieces):
    page = "".join(escape(piece) if piece == "&" else piece for piece in pieces)
    gone = Passage("Jane Doe").out_of_html(page)
    assert _words(gone) == Passage("Jane Doe").out_of(_words(page))
    assert _TAG.findall(gone) == _TAG.findall(page)


def _words(page: str) -> str:
    return unescape(_TAG.sub("", page))


_SIGNS = st.sampled_from(["a", "_", "/", "-", "b", "%20", "\\(", "\\)", "*"])
_CLOSED = st.recursive(
    st.lists(_SIGNS, min_size=1, max_size=4).map("".join),
    lambda within: st.lists(st.one_of(within, within.map("({})".format)), min_size=1, max_size=4).map("".join),
    max_leaves=12,
)
_TITLES = st.sampled_from(["", ' "said (once"', " 'said)'", ' "a\nb"', " (said)"])


@given(
    _CLOSED,
    _TITLES,
    st.sampled_from(["[Jane]({}) Doe", "[x Jane]( {} ) Doe", "[Jane Doe]({}) and more", "[x]({}) Jane Doe"]),
)
def test_an_address_ends_for_a_passage_where_it_ends_on_the_page(address, title, link):
    """However deep its parentheses are, and whatever its title holds."""
    text = f"So {link.format(f'https://jane.example/{address}{title}')}, they say."
    gone, page = Passage("Jane Doe"), str(render(text))
    source, shown = gone.out_of(text), gone.out_of_html(page)
    assert (source.count(REMOVED), shown.count(REMOVED), gone.count_in_html(page)) == (1, 1, 1)
    assert len(gone.places(text)) == 1
    for left in (source, _words(shown)):
        assert not re.search("Jane|Doe", left), left
    assert source.endswith(", they say." if "more" not in link else " and more, they say.")


@given(st.lists(st.sampled_from(["[Jane]", "(", "](", ")", "/a", " ", "Doe", '"', "\\", "[", "\n", "x"]), max_size=14))
def test_of_any_link_as_much_goes_from_a_text_as_from_its_page(pieces):
    text = "".join(["x ", *pieces])
    gone = Passage("Jane Doe")
    assert (REMOVED in gone.out_of(text)) == (REMOVED in gone.out_of_html(str(render(text))))


@given(st.text(alphabet="](a https://\n\"'<>\\)", max_size=60))
def test_masking_addresses_changes_parentheses_and_breaks_alone(text):
    masked = with_masked_addresses(text)
    assert len(masked) == len(text)
    assert all(now == was or was in "()\n" for now, was in zip(masked, text, strict=True))
    assert as_written(masked).replace(" ", "\n") == text.replace(" ", "\n")
