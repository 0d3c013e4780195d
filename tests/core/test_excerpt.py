"""What is shown of a text that a search found."""

from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from igtf.core.finding.excerpt import BEFORE, LONG, excerpts
from igtf.core.finding.search import words_of


def excerpt(text, words):
    """Return the excerpt of a text that stands between others."""
    before, shown, behind = excerpts([f"{words[0]} <", text, f"> {words[0]}"], words)
    assert (before, behind) == (f"<b>{words[0]}</b> &lt;", f"&gt; <b>{words[0]}</b>")
    return shown


FAR = "Nobody asked before. " * 40


@pytest.mark.parametrize(
    ("text", "words", "shown"),
    [
        ("Two prices of transit", "PRICES", "Two <b>prices</b> of transit"),
        ("Two pricess of transit", "prices of", "Two pricess <b>of</b> transit"),
        ("A < B & prices", "prices", "A &lt; B &amp; <b>prices</b>"),
        ("Interconnection", "inter", "<b>Interconnection</b>"),
        ("Interconnection here", "inter here", "Interconnection <b>here</b>"),
        ("Терминалы и Транзит", "транзит", "Терминалы и <b>Транзит</b>"),
        ("Le résumé de l’été", "RESUME l'ete", "Le <b>résumé</b> de <b>l’été</b>"),
        ("关于网络治理的问题", "网络治理", "关于<b>网络治理</b>的问题"),
        ("السَّلامُ عليكم", "السلام", "<b>السَّلامُ</b> عليكم"),
        ("In İstanbul, LS-6", "istanbul ls-6", "In <b>İstanbul</b>, <b>LS</b>-<b>6</b>"),
        ("Title\n=====\n\nIt begins   so.", "nothing", "Title It begins so."),
        ("", "nothing", ""),
    ],
)
def test_the_words_found_are_bold_in_what_is_shown(text, words, shown):
    assert excerpt(text, words_of(words)) == shown


def test_a_long_text_shows_the_place_where_most_of_the_words_stand():
    text = f"Transit. {FAR}Prices of transit fell. {FAR}Prices."
    shown = excerpt(text, words_of("prices transit"))
    assert shown.startswith("… ")
    assert "<b>Prices</b> of <b>transit</b> fell" in shown
    assert shown.endswith(" …")


TEXT = st.characters(exclude_characters="=*_~#-…")


@given(
    st.text(TEXT, max_size=600), st.text(TEXT, min_size=1, max_size=20).filter(words_of), st.text(TEXT, max_size=600)
)
def test_what_is_shown_stands_in_the_text_and_is_bounded(before, words, behind):
    text = f"{before} {words} {behind}"
    shown = excerpt(text, words_of(words)).replace("<b>", "").replace("</b>", "")
    assert "<" not in shown
    said = unescape(shown).removeprefix("… ").removesuffix(" …")
    assert said in " ".join(text.split())
    assert len(said) <= LONG


@given(st.integers(0, 60), st.integers(0, 60))
def test_a_word_of_the_text_is_shown_wherever_it_stands(before, behind):
    text = "word " * before + "transit " + "word " * behind
    shown = excerpt(text, ["transit"])
    assert "<b>transit</b>" in shown
    assert shown.startswith("… ") == (5 * before > BEFORE)
