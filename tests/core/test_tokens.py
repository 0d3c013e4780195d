"""The words of a text: the same of what is indexed and of what is asked, in any script."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from igtf.core.finding.tokens import LONGEST, MOST, asked, end_at, folded, folded_at, words, written

SCRIPTS = "aZéÉßøİıŁœ'’- ./@_:5٥५二ЖйёΣςάابَّأ्हिन्दी ส ว ั ด ี关于网络治理ガか\u3099ひ"
SCRIPTS += "\uac00\u1100\u1161ﷺ½ﬁ№™²\u00ad\u200b\u200d\u0301😀"
TEXT = st.text(st.sampled_from(SCRIPTS) | st.characters(), max_size=60)


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("LS-6 of CA/Browser", ["ls", "6", "of", "ca", "browser"]),
        ("2026-01-08, A/RES/70/125, v3.2", ["2026", "01", "08", "a", "res", "70", "125", "v3", "2"]),
        ("foo@icann.org snake_case", ["foo", "icann", "org", "snake", "case"]),
        ("Résumé d’été", ["resume", "d", "ete", "dete"]),
        ("O'Brien 'so' rock’n’roll", ["o", "brien", "obrien", "so", "rock", "n", "roll", "rocknroll"]),
        ("İstanbul ISPARTA ığdır", ["istanbul", "isparta", "igdir"]),
        ("Straße Łódź ﬁn Σίσυφος", ["strasse", "lodz", "fin", "σισυφοσ"]),
        ("السَّلامُ الأحمد ســلام ٢٠٢٦", ["السلام", "الاحمد", "سلام", "2026"]),
        ("关于DNS的", ["关", "于", "关于", "dns", "的"]),
        ("co\u00adoperate می\u200cخواهم Foo™ №5 ½", ["cooperate", "میخواهم", "foo", "5", "1", "2"]),
        ("!? … _ \u0301", []),
    ],
)
def test_a_text_has_these_words(said, found):
    assert words(said) == found


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("O’Brien OBRIEN", ["obrien"]),
        ("网络治理", ["网络", "络治", "治理"]),
        ("理 DNS网络", ["理", "dns", "网络"]),
        ("résumé RESUME", ["resume"]),
        ("'", []),
    ],
)
def test_what_is_asked_has_these_words(query, wanted):
    assert asked(query) == wanted


@given(TEXT)
def test_each_word_of_a_text_is_among_those_it_is_found_by(said):
    found = set(words(said))
    assert set(asked(said)) <= found
    for part in said.split():
        assert set(asked(part)) <= found, part
    for word in written(said):
        assert set(asked(word)) <= found, word


@given(TEXT)
def test_words_have_letters_and_digits_alone_and_are_bounded(said):
    for word in (*words(said), *asked(said)):
        assert 0 < len(word) <= LONGEST
        assert not set(word) & set(" '\"&|!():*<>\\"), word
        assert folded(word) == word or not word.isascii()


@given(TEXT)
def test_each_letter_of_what_is_searched_stands_at_its_place(said):
    shown, places = folded_at(said)
    assert shown == folded(said)
    assert len(shown) == (len(said) if places is None else len(places))
    for letter, place in zip(shown, places if places is not None else range(len(said)), strict=True):
        assert letter in folded(said[place])
        assert end_at(said, place) > place


def test_a_text_of_words_alone_is_bounded():
    assert len(words("a " * 100_000)) == MOST
    assert len(words("网" * 100_000)) == MOST


@given(st.text(st.characters(max_codepoint=127), max_size=60))
def test_plain_letters_are_read_as_they_are_among_others(said):
    assert folded(said) == folded(f"{said}é")[:-1]
