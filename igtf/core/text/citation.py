"""How what stands here is cited: in a sentence, BibTeX, RIS, CSL-JSON."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from igtf.core.moments import day
from igtf.core.text.plaintext import mask_addresses

_TEX = {
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}",
    "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip
"""BibTeX counts braces whether or not a backslash stands before them, so those of a text are named."""

_NO_ASTERISK = ("AU", "KW")
"""Tags of RIS that may have none."""


@dataclass(frozen=True)
class Work:
    """What is cited: ``genre`` what it is, in words, and ``number`` which of these (draft-x-00, #42).

    ``key``: by what a text names it to the program that makes its list of references; letters, digits and hyphens.
    """

    key: str
    number: str
    title: str
    authors: tuple[str, ...]
    day: date
    genre: str
    publisher: str
    url: str
    abstract: str
    keywords: tuple[str, ...] = ()


def _tex(text: str) -> str:
    return "".join(_TEX.get(sign, sign) for sign in " ".join(text.split()))


def bibtex(work: Work) -> str:
    """Return an entry of BibTeX; names and title are kept as they are written."""
    fields = {
        "author": " and ".join(f"{{{_tex(name)}}}" for name in work.authors),
        "title": f"{{{_tex(work.title)}}}",
        "type": _tex(work.genre),
        "number": _tex(work.number),
        "institution": f"{{{_tex(work.publisher)}}}",
        "year": f"{work.day:%Y}",
        "month": str(work.day.month),
        "day": str(work.day.day),
        "url": re.sub(r"[{}\\\s]", "", work.url),
        "keywords": ", ".join(_tex(word) for word in work.keywords),
        "abstract": _tex(work.abstract),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@techreport{{{work.key},", *lines, "}", ""])


def ris(work: Work) -> str:
    """Return a record of RIS; its lines end as the format says, with CR LF."""
    pairs = [
        ("TY", "RPRT"), *(("AU", name) for name in work.authors), ("TI", work.title), ("PY", f"{work.day:%Y}"),
        ("DA", f"{work.day:%Y/%m/%d}"), ("M3", work.genre), ("SN", work.number), ("PB", work.publisher),
        ("UR", work.url), ("AB", work.abstract), *(("KW", word) for word in work.keywords), ("ER", ""),
    ]  # fmt: skip
    lines = [f"{tag}  - {' '.join(value.split())}" for tag, value in pairs if value or tag == "ER"]
    lines = [line.replace("*", "") if line.startswith(_NO_ASTERISK) else line for line in lines]
    return "\r\n".join([*lines, ""])


def csl_json(work: Work) -> str:
    """Return a list of one item of CSL-JSON."""
    item = {
        "id": work.key, "type": "report", "title": work.title, "genre": work.genre, "number": work.number,
        "author": [{"literal": name} for name in work.authors],
        "issued": {"date-parts": [[work.day.year, work.day.month, work.day.day]]},
        "publisher": work.publisher, "URL": work.url, "abstract": " ".join(work.abstract.split()),
        "keyword": ", ".join(work.keywords),
    }  # fmt: skip
    return json.dumps([{name: value for name, value in item.items() if value}], ensure_ascii=False, indent=2) + "\n"


def sentence(work: Work) -> str:
    """Return a line to be copied as it is, for who writes a text; the date in the reader's language."""
    named = " ".join(f"{', '.join(work.authors)}: {work.title}".split())
    return f"{named}. {work.genre} {work.number}, {work.publisher}, {day(work.day)}. {work.url}\n"


FORMS: dict[str, tuple[str, Callable[[Work], str]]] = {
    "citation": ("text/plain", sentence),
    "bib": ("application/x-bibtex", bibtex),
    "ris": ("application/x-research-info-systems", ris),
    "csl.json": ("application/vnd.citationstyles.csl+json", csl_json),
}
"""Ending of an address → the type of what it gives, and how that is made."""

ENDINGS = ", ".join(f"'{ending}'" for ending in FORMS)
"""The endings, as the map of addresses reads them."""


def cited(work: Work, form: str) -> str:
    """Return how a work is cited, in one of ``FORMS``; no e-mail address that stands in it is given away."""
    return mask_addresses(FORMS[form][1](work))
