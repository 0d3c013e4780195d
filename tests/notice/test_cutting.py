"""Of a reply only its own words are taken, and none of these is lost."""

import re
import time
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from igtf.notice.cutting import own_words, writer_of
from igtf.notice.incoming import UnreadableMail, incoming, unflowed
from igtf.notice.mailhtml import LONGEST, words_of
from tests.notice.corpus import QUOTED

IGTF = writer_of("IGTF <secretariat@igtf.example>")
SITE = "http://127.0.0.1:8000"

LINES = st.lists(
    st.one_of(
        st.text(st.characters(categories=("L", "N", "P", "S", "Zs"), exclude_characters=">"), max_size=40),
        st.sampled_from(["", "Best regards,", "Thanks,", "- a point", "Note: 2026-11-27 10:30:", "On Monday we wrote:",
                         "From: here", "To: there", "Subject: costs", "Warning: mail", "-----", "____"]),
    ),
    max_size=12,
)  # fmt: skip


def cut(text: str) -> str:
    return own_words(text, IGTF, SITE)


def spared(lines: list[str]) -> list[str]:
    """Return lines that no mail program writes below a text."""
    furniture = re.compile(r"\s*(Sent |Envoyé |Enviado |Отправлено |发|从我|أ|--[ \xa0]?$)")
    return [line for line in lines if not furniture.match(line) and "IGTF" not in line]


def words(text: str) -> list[str]:
    lines = (line.rstrip() for line in re.sub("\r\n?", "\n", text).split("\n"))
    return "\n".join(lines).strip("\n").split("\n")


@given(lines=LINES)
def test_what_a_person_wrote_alone_is_kept_to_the_letter(lines):
    text = "\n".join(spared(lines))
    assert words(cut(text)) == words(text)


@given(lines=LINES)
def test_what_stands_above_a_quote_is_kept_and_the_quote_is_not(lines):
    own = "\n".join([*spared(lines), "The last word."])
    text = f"{own}\n\nLe ven. 27 nov. 2026 à 10:30, IGTF <secretariat@igtf.example> a\nécrit :\n\n{QUOTED}\n"
    assert words(cut(text)) == words(own)


@given(text=st.text(max_size=400))
def test_no_text_breaks_it(text):
    assert isinstance(cut(text), str)
    assert isinstance(words_of(text), str)
    assert isinstance(unflowed(text, joined=True), str)
    read = incoming(f"From: a@people.example\n{text}".encode("utf-8", "replace"), "a@people.example")
    assert read.number == "" or "message-id" in text.lower()


@pytest.mark.parametrize(
    "text",
    ["The IGTF charter says:\n> We decide.\n\nSo it is.",
     "Write to secretariat@igtf.example:\n\n1. what\n2. why",
     "Note: IGTF is asked.\nSee below.",
     "We, IGTF: members of 2026, agree.\n\nAll of it.",
     "My points:\nRole of the IGTF: it coordinates.\nFunding: none is needed.\nTimeline: 2027.\nI object to section 3.",
     "IGTF: a forum\nITU: a union\nISOC: a society\n\nThese three.",
     "In its reply of 2026 the IGTF said:\n> We decide.\n\nDoes it?",
     "First part.\n--\n" + "A line of the second part.\n" * 6 + "The end."],
)  # fmt: skip
def test_who_names_this_site_is_not_taken_for_a_head(text):
    assert cut(text) == text


@pytest.mark.parametrize(
    "text",
    ["IGTF 2026:\n" * 30_000, "a:" * 200_000, "> " * 200_000, "From: IGTF\n" * 40_000, "\n" * 400_000, "-" * 400_000,
     "On 2026 IGTF <secretariat@igtf.example>" * 10_000 + ":", ("-----\n" * 3 + "From: IGTF\n\n") * 20_000,
     f"{SITE}/notice/stop/" * 20_000, "* \t" * 100_000 + ":"],
)  # fmt: skip
def test_the_time_goes_with_the_length(text):
    began = time.process_time()
    cut(text)
    assert time.process_time() - began < 3


@pytest.mark.parametrize(
    "html",
    ["<blockquote>x" * 20_000, "<div>x" * 40_000, "<a " * 100_000, "<!--" * 60_000, "&" * 200_000, "</" * 100_000],
)
def test_html_without_sense_is_read_in_seconds(html):
    began = time.process_time()
    assert isinstance(words_of(html), str)
    assert time.process_time() - began < 15


@pytest.mark.parametrize(
    "raw",
    [
        b"Content-Type: text/plain; " + b';"\r\n ' * 900_000,
        b"X: y\rContent-Type: text/plain; " + b';"\r\n ' * 900_000,
        b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n" * 1_200_000,
        b"Content-Type: multipart/mixed; boundary=b\n\n" * 100_000,
        b"Content-Type: message/rfc822\n\n" * 100_000,
    ],
)
def test_what_would_be_read_for_minutes_is_not_read(raw):
    with pytest.raises(UnreadableMail):
        incoming(raw, "a@people.example")


def test_a_header_of_a_part_of_millions_of_lines_takes_no_memory():
    raw = b"Content-Type: text/plain;" + b"\n " * 2_000_000
    tracemalloc.start()
    try:
        with pytest.raises(UnreadableMail):
            incoming(raw, "a@people.example")
        _now, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 10 * len(raw)


@pytest.mark.parametrize(
    "raw", [b"From: a\n" * 60_000, b"From: " + b"(" * 4_000_000, b"X: y\n " * 700_000, b"From: " + b"a," * 2_000_000]
)
def test_absurd_headers_are_read_in_seconds(raw):
    began = time.process_time()
    assert incoming(raw, "a@people.example").sender == ""
    assert time.process_time() - began < 10


HEADS = [b"", b"From: ", b"Content-Type: multipart/mixed; boundary=", b"Content-Type: text/plain; charset=",
         b"Content-Type: text/html\nContent-Transfer-Encoding: base64\n\n",
         b"Content-Disposition: attachment; filename*=",
         b"Content-Transfer-Encoding: x-uuencode\n\nbegin 1\n"]  # fmt: skip


@given(raw=st.binary(max_size=600), head=st.sampled_from(HEADS))
def test_no_bytes_break_the_reading(head, raw):
    read = incoming(head + raw, "a@people.example")
    assert isinstance(read.text, str)
    assert all(isinstance(name, str) and len(name) <= 60 for name in read.left_out)
    read.text.encode()


def test_flowed_lines_are_as_they_were_written():
    assert unflowed("one \ntwo\n three\n  four \nfive\n-- \nx", joined=False) == "one two\nthree\n four five\n-- \nx"
    assert unflowed("一 \n二", joined=True) == "一二"
    assert unflowed("> a \n> b\nc", joined=False) == "> a\n> b\nc"


def test_html_that_is_not_read_to_its_end_did_not_arrive_whole():
    for length, damaged in ((LONGEST - 1_000, False), (LONGEST + 1_000, True)):
        html = f"<p>{'word ' * (length // 5)}</p>"
        read = incoming(f"From: a@people.example\nContent-Type: text/html\n\n{html}".encode(), "a@people.example")
        assert read.damaged == damaged, length


SIGNED = "Ines Exemplar\nExample Union\n1 Example Street\nEverytown\nTel. +254 20 555 0100\nines@people.example"


@pytest.mark.parametrize("mark", ["-- ", "--", "--\xa0"])
def test_a_signature_that_says_how_somebody_is_reached_is_not_posted(mark):
    assert cut(f"I agree.\n\n{mark}\n{SIGNED}") == "I agree."
    html = f"<div>I agree.</div><span>{mark}</span><br>" + "".join(f"<div>{line}</div>" for line in SIGNED.split("\n"))
    assert cut(words_of(html)) == "I agree."


@pytest.mark.parametrize(
    "head",
    ["De : IGTF\nEnvoyé : 29 novembre 2026 11 h 06\nÀ : Ines\nObjet : Re",
     "发件人: IGTF\n日期: 2026年11月29日 下午3时06分\n收件人: Ines\n主题: Re",
     "From: IGTF\nSent by: <Secretariat@IGTF.example>\nTo: Ines\nSubject: Re"],
)  # fmt: skip
def test_a_block_of_headers_is_known_by_a_time_as_it_is_written_or_an_address(head):
    assert cut(f"I agree.\n\n{head}\n\nThe text that is answered.") == "I agree."


def test_line_ends_of_word_processors_are_line_ends():
    assert cut("One\x0btwo.\x0cThree.\r\nFour.\rFive.") == "One\ntwo.\nThree.\nFour.\nFive."
