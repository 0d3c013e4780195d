"""Markdown as plain text in columns, and citations."""

import json
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from igtf.core.text.citation import Work, bibtex, csl_json, ris
from igtf.core.text.columns import in_columns

SAMPLE = """# A heading

Words that go on and on, [with a link](https://example.org/a/b), until the line is full and the next one begins.

## Second

- tight
- list
  with a second line

1. loose

   with more

> quoted words
> > deeper

```
code   stays
```

| a | b |
|---|---|
| 1 | 2 |

term
: its meaning
"""


def test_a_text_is_laid_out(built):
    assert in_columns(SAMPLE).split("\n") == [
        "A heading", "=========", "",
        "Words that go on and on, with a link (https://example.org/a/b), until",
        "the line is full and the next one begins.",
        "", "Second", "------", "", "- tight", "- list with a second line", "", "1. loose", "", "   with more", "",
        "> quoted words", ">", "> > deeper", "", "    code   stays", "", "a | b", "1 | 2", "",
        "term", "", "    its meaning",
    ]  # fmt: skip


LINES = [line for line in SAMPLE.split("\n") if "`" not in line]
PARTS = st.sampled_from([*LINES, "> - a\n>   > b", "  - deep", "[^1]", "[^1]: note", "a " * 50])


@settings(max_examples=150)
@given(st.lists(PARTS, max_size=12).map("\n".join))
def test_no_line_of_words_is_longer_than_the_page(text):
    for line in in_columns(text).split("\n"):
        assert len(line) <= 72 or " " not in line.strip() or "|" in line or line.lstrip("> ").startswith(" ")


WORK = Work("draft-x-00", "draft-x-00", "50 % of {all} & more_", ("Ines Beispiel", "A \\ B"), date(2026, 2, 3), "Draft",
            "Site", "https://igtf.example/drafts/x/00", "One.\n\nTwo.", ("a", "b"))  # fmt: skip


def test_citations_escape_what_their_format_means():
    bib = bibtex(WORK)
    assert r"title = {{50 \% of \textbraceleft{}all\textbraceright{} \& more\_}}" in bib
    assert r"{Ines Beispiel} and {A \textbackslash{} B}" in bib
    assert ris(WORK).split("\r\n")[:2] == ["TY  - RPRT", "AU  - Ines Beispiel"]
    assert "AB  - One. Two.\r\n" in ris(WORK)
    assert ris(WORK).endswith("ER  - \r\n")
    assert json.loads(csl_json(WORK))[0]["issued"] == {"date-parts": [[2026, 2, 3]]}


@given(st.text())
def test_no_field_breaks_out(text):
    work = Work("n", "n", text, (text,), date(2026, 1, 1), "g", text, "https://x.example", text)
    assert all(line[2:6] == "  - " for line in ris(work).rstrip("\r\n").split("\r\n"))
    depth = 0
    for sign in bibtex(work):
        depth += (sign == "{") - (sign == "}")
        assert depth >= 0
    assert depth == 0
    assert json.loads(csl_json(work))[0]["id"] == "n"
