from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from igtf.core.text.diff import compare
from igtf.core.text.diff_html import side_by_side_html
from igtf.core.text.markup import render_document
from igtf.core.text.plaintext import MarkupRefused
from igtf.drafts.addresses import clean
from igtf.drafts.front import FrontFinding
from igtf.drafts.text import check, parse
from tests.shared_data import real_file, shared
from tests.timing import cpu_seconds

REVISIONS = [f"drafts/draft-iab-rfc4053bis-0{number}.md" for number in range(6)]

OURS = """---
title: "Yearly figures of the root zone"
abbrev: Root figures
authors:
  - name: Amadou Exemplar
    organisation: Example Society
    hat: civil society
    email: amadou@example.org
addressees: [ICANN, ITU]
addresses: [12, "#34"]
keywords: oversight, transparency
status: individual
abstract: |
  The registry publishes its figures.

  Every year.
asks:
  - addressee: ICANN
    action: Publish the figures
    due: 2027-01-31
    shown_by: a page with the figures
---

# Why

See [next steps](#next-steps).

## Next steps

Nothing.
"""

KRAMDOWN = """---
title: "Handling of figures"
category: info
venue:
  mail: "list@example.org"
author:
 -
    fullname: Ines Beispiel
    organization: Example Office
    email: ines@example.org
 - email: otso@example.org
   fullname: Otso Esimerkki

normative:

--- abstract

How figures are handled.

--- middle

# Introduction

As {{consensus}} says, and {{?RFC4053}}, {{Section 3 of I-D.example-figures}}, {{?unknown}}.

## Level of Consensus {#consensus}
{::boilerplate bcp14}

~~~
{{consensus}} TODO
~~~

# Thanks
{:numbered="false"}

Term:
: its meaning

--- back

# Appendix
"""


def messages(source: str) -> list[str]:
    return [finding.message for finding in check(source)]


def with_body(body: str) -> str:
    return OURS.partition("# Why")[0] + body


def test_our_own_front_matter() -> None:
    manuscript = parse(OURS)
    front = manuscript.front
    assert front.title == "Yearly figures of the root zone"
    assert front.addressees == ("ICANN", "ITU")
    assert front.addresses == (12, 34)
    assert front.keywords == ("oversight", "transparency")
    assert (front.authors[0].name, front.authors[0].hat) == ("Amadou Exemplar", "civil society")
    assert (front.asks[0].addressee, front.asks[0].due, front.asks[0].line) == (
        "ICANN",
        date(2027, 1, 31),
        18,
    )
    assert manuscript.abstract == "The registry publishes its figures.\n\nEvery year."
    assert OURS.split("\n")[manuscript.body_line - 1] == manuscript.body.split("\n")[0]
    assert check(OURS) == []


def test_kramdown_becomes_commonmark_line_for_line() -> None:
    manuscript = parse(KRAMDOWN)
    assert [author.name for author in manuscript.front.authors] == ["Ines Beispiel", "Otso Esimerkki"]
    assert manuscript.front.authors[0].organisation == "Example Office"
    assert manuscript.abstract == "How figures are handled."
    assert "[Level of Consensus](#level-of-consensus)" in manuscript.body
    assert "[RFC 4053](https://www.rfc-editor.org/info/rfc4053)" in manuscript.body
    assert "[Section 3 of draft-example-figures](https://datatracker.ietf.org/doc/" in manuscript.body
    assert "{{consensus}} TODO" in manuscript.body
    assert "numbered" not in manuscript.body
    assert manuscript.body.count("\n") == KRAMDOWN.count("\n") - manuscript.body_line + 1
    said = [(finding.line, finding.message) for finding in check(KRAMDOWN)]
    assert said == [
        (1, "The draft names no addressee."),
        (4, "The front matter has entries that are not used here: venue."),
        (24, "Line 24 has an open place: {{?unknown}}."),
        (27, "Line 27 has an instruction that is not understood: {::boilerplate bcp14}"),
    ]
    document = render_document(manuscript.body)
    assert [title for _level, _id, title in document.toc][-1] == "Appendix"
    assert "<dl>" in document.html


@pytest.mark.parametrize("source", [OURS, KRAMDOWN])
def test_addresses_are_taken_out_before_storing(source: str) -> None:
    cleaned = clean(source.replace("\n", "\r\n"))
    assert "@" not in cleaned
    assert "\r" not in cleaned
    assert clean(cleaned) == cleaned
    assert parse(cleaned).front.authors == parse(source).front.authors
    assert "a@example.org" in clean(OURS + "a@example.org")
    assert "@" not in clean("---\nauthors: [{name: A B <a@example.org>, email: b@example.org}]\n---\n")


@pytest.mark.parametrize("listed", [
    "[a@example.org, b@example.org]", "[\n  <a@example.org>,\n  b@example.org\n]",
    "[{name: A B, email: [a@example.org, b@example.org]}, b@example.org , c@example.org]",
])  # fmt: skip
def test_a_list_of_addresses_in_brackets_is_still_read_once_they_are_gone(listed: str) -> None:
    source = f"---\ntitle: T\nabstract: >\n  Write to [x, a@example.org, all].\nauthors: {listed}\n---\n"
    cleaned = clean(source)
    assert "@" not in cleaned
    assert clean(cleaned) == cleaned
    assert parse(cleaned).front.abstract == "Write to [x, , all]."
    assert [author.name for author in parse(cleaned).front.authors] == ["A B"] * ("A B" in listed)


def test_an_abstract_may_be_a_section() -> None:
    manuscript = parse("---\ntitle: T\n---\n\n# Abstract\n\nShort.\n\n# One\n\ntext\n")
    assert manuscript.abstract == "Short."
    assert manuscript.body.startswith("# One")
    assert manuscript.body_line == 9


def test_what_is_missing_is_named() -> None:
    said = messages("Just text.")
    assert said[:2] == ["The draft has no title.", "The draft has no abstract."]
    assert "The draft names no addressee." in said
    assert {finding.severity for finding in check("Just text.")} == {"error", "warning"}


@pytest.mark.parametrize(
    ("body", "line", "severity", "message"),
    [
        ("# A\n\n### C\n", 26, "warning", "Line 26 has a heading of level 3, “C”, after level 1."),
        ("a\nb TBD c\n", 25, "warning", "Line 25 has an open place: TBD."),
        ("[a](#nowhere)\n", 24, "error", "Line 24 links to “#nowhere”, but no heading has that name."),
        ("a\n\nsee [a][nowhere]\n", 26, "error", "Line 26 has a link that leads nowhere: [a][nowhere]."),
        ("a\x07\n", 24, "error", "U+0007 is a control character."),
        ("a\u202eb\n", 24, "warning", "Line 24 has a hidden sign that changes the direction of writing."),
        ("a\n\n" + "> " * 30 + "b\n", 26, "error", "Line 26 is nested deeper than 20 levels."),
    ],
)
def test_findings_say_where(body: str, line: int, severity: str, message: str) -> None:
    found = check(with_body(body))
    assert [(finding.line, finding.severity) for finding in found] == [(line, severity)]
    assert found[0].message.startswith(message)
    assert found[0].advice.endswith((".", "…"))


def test_code_is_left_alone_and_unicode_anchors_are_found() -> None:
    assert check(with_body("`TODO` `[a][b]`\n\n```\nXXX {{a}} [a](#b)\n```\n")) == []
    assert check(with_body("# Über uns\n\n[a](#über-uns) [b][c]\n\n[c]: https://example.org\n")) == []


def test_asks_are_checked() -> None:
    source = OURS.replace("    action: Publish the figures\n", "").replace("2027-01-31", "next year")
    assert messages(source) == [
        "Ask 1 does not say what is asked.",
        "Ask 1 is due on “next year”, which is not a date.",
    ]
    assert messages(OURS.replace('"#34"', "many")) == ["“many” is not the number of an issue."]
    assert "Ask 1 is not a list of “name: value”." in messages("---\nasks: all\n---\n")
    many = "A draft asks for at most 100 things; this one asks for 101."
    asks = ["  - {addressee: a body, action: do it}\n"] * 101
    assert many in messages("---\nasks:\n" + "".join(asks) + "---\n")
    assert many not in messages("---\nasks:\n" + "".join(asks[1:]) + "---\n")


FRONTS = {
    "never closed": "title: a\n\n# Text\n",
    "not YAML": "title: [a\n---\n",
    "a tab": "title:\n\t- a\n---\n",
    "a list": "- a\n---\n",
    "aliases": "a: &a [x]\n" + "".join(f"b{n}: [*a, *a]\n" for n in range(50)) + "---\n",
    "nested": "a: " + "[" * 15_000 + "\n---\n",
    "nested mappings": "".join(" " * n + "a:\n" for n in range(200)) + "---\n",
    "large": "a: " + "x" * 40_000 + "\n---\n",
    "control": "a: \x07\n---\n",
}


@pytest.mark.parametrize("name", FRONTS)
def test_bad_front_matter_is_one_clear_error(name: str) -> None:
    source = "---\n" + FRONTS[name]
    with pytest.raises(MarkupRefused):
        parse(source)
    assert [finding.severity for finding in check(source)] == ["error"]
    assert cpu_seconds(lambda: check(source), tries=1) < 2


LARGE = {
    "5 MB": "text " * 1_000_000,
    "one line of 1 MB": "x" * 1_000_000,
    "10,000 headings": "# heading\n\n" * 10_000,
    "nested quotes": ">" * 100_000,
    "many findings": "TODO [a][b]\n\n" * 20_000,
    "numbers": "---\naddresses: [" + "9" * 30_000 + "]\n---\n",
    "references": "{{" * 100_000,
    "attributes": "{:" * 100_000,
    "headings of braces": "# " + "{#" * 100_000,
    "spaces in a heading": "# a" + " " * 400_000 + "b {#c",
    "spaces in a reference": "{{" + " " * 200_000 + "{{Section " + " " * 200_000,
    "brackets": "a [" * 100_000,
    "long words": "---\n" + "a" * 400_000 + "@" * 10,
    "sections": "--- note_a\n" * 20_000,
}


@pytest.mark.parametrize("name", LARGE)
def test_large_input_is_answered_in_bounded_time(name: str) -> None:
    findings: list[FrontFinding] = []
    assert cpu_seconds(lambda: findings.extend(check(clean(LARGE[name]))), tries=1) < 6
    assert findings
    assert all(finding.line >= 1 for finding in findings)


@settings(max_examples=200)
@given(
    st.lists(st.sampled_from([*OURS.split("\n"), *KRAMDOWN.split("\n"), "{{", "a: [", "\x07"])).map("\n".join)
    | st.text()
)
def test_check_never_raises(source: str) -> None:
    assert all(isinstance(finding, FrontFinding) for finding in check(source))
    assert clean(clean(source)) == clean(source)


def _read(relative: str) -> str:
    path = shared(relative)
    assert path
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("relative", [pytest.param(name, marks=real_file(name)) for name in REVISIONS])
def test_real_drafts_go_through(relative: str) -> None:
    source = clean(_read(relative))
    manuscript = parse(source)
    assert "@" not in source.partition("--- abstract")[0]
    assert manuscript.front.title == "Procedures for Handling Liaison Statements to and from the IETF"
    assert len(manuscript.front.authors) == 3
    assert manuscript.abstract.startswith("This document describes the procedures")
    assert [finding.severity for finding in check(source)] == ["warning", "warning"]
    document = render_document(manuscript.body)
    assert len(document.toc) >= 18
    assert "{{" not in document.html


@pytest.mark.parametrize(
    ("old", "new"),
    [pytest.param(old, new, marks=[real_file(old), real_file(new)]) for old, new in pairwise(REVISIONS)],
)
def test_real_revisions_are_compared_in_time(old: str, new: str) -> None:
    before, after = _read(old) * 3, _read(new) * 3
    assert cpu_seconds(lambda: side_by_side_html(compare(before, after)), enough=0.5) < 0.5
    cmp = compare(before, after)
    assert cmp.count("same") > 200
    assert cmp.count("changed") >= 3


MARKS = """---
title: T
abstract: a
informative:
  EXAMPLE:
    title: An example
    target: https://example.org/e
---

# One
{: #one}

See <xref target="one"/>, {{EXAMPLE}}, {{Section 2 of EXAMPLE}}, {{fig}}, *word*{: .special}, (((term)))
and `<xref target="one"/>` in code.

{::comment}
TODO nobody reads this {{nothing}}
{:/comment}

*[ABBR]: An abbreviation

~~~
a figure
~~~
{: #fig title="A figure"}

<t>text</t>
"""


def test_more_of_kramdown_is_read_and_the_rest_is_listed() -> None:
    body = parse(MARKS).body
    for wanted in (
        "See [One](#one), [An example](https://example.org/e), [Section 2 of An example](https://example.org/e)",
        "[A figure](#one), *word*, ",
        'and `<xref target="one"/>` in code.',
        "\ntext\n",
    ):
        assert wanted in body
    said = [finding.message for finding in check(MARKS)]
    for lost in ("(((term)))", "*[ABBR]: An abbreviation", "<t>", "</t>"):
        assert any(lost in message and "is not understood" in message for message in said), lost
    assert not any("open place" in message for message in said)
    assert all(finding.severity == "warning" for finding in check(MARKS))


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("# a\n\n" * 1_001, "The draft has 1,001 headings; 1,000 are accepted."),
        ("a\n\n" * 5_001, "The draft has 5,001 paragraphs; 5,000 are accepted."),
        ("a\n\n" * 4_000 + "```\na\n```\n" * 1_001, "The draft has 5,001 paragraphs; 5,000 are accepted."),
        ("a\n\n" + "    a\n\nb\n\n" * 2_500, "The draft has 5,001 paragraphs; 5,000 are accepted."),
        ("-\n" * 5_001, "The draft has 5,001 paragraphs; 5,000 are accepted."),
    ],
)
def test_more_than_anybody_reads_is_refused(body: str, sentence: str) -> None:
    found = check(with_body(body))
    assert [(finding.severity, finding.message) for finding in found] == [("error", sentence)]
