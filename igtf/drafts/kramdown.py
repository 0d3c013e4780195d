"""What kramdown-rfc writers add to Markdown, turned into CommonMark line for line: line numbers hold."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from flask_babel import gettext as _

from igtf.core.markdown import slug
from igtf.drafts.front import Finding

_FENCE = re.compile(r"\s*(```|~~~)")
_HEADING = re.compile(r"#{1,6}\s+")
_ATTRIBUTES = re.compile(r"\s*\{:[^:}][^}]*\}\s*$")
_EXTENSION = re.compile(r"\s*\{::[^}]*\}\s*$")
_NAMED = re.compile(r"#([\w.-]+)")
_REFERENCE = re.compile(r"\{\{\s*(?:(Sections?\s[\w., -]{1,40}?)\s+of\s+)?[!?]?([A-Za-z][\w.:-]{0,80})\s*\}\}")
_SOURCES = (
    (re.compile(r"RFC0*(\d{1,5})"), "RFC {}", "https://www.rfc-editor.org/info/rfc{}"),
    (re.compile(r"BCP0*(\d{1,4})"), "BCP {}", "https://www.rfc-editor.org/info/bcp{}"),
    (re.compile(r"I-D\.([a-z0-9-]+)"), "draft-{}", "https://datatracker.ietf.org/doc/draft-{}/"),
)


def plain_markdown(lines: Sequence[str], first: int) -> tuple[list[str], list[Finding]]:
    """Return ``lines``, numbered from ``first``, as as many lines of CommonMark, and what was left out.

    ``{{anchor}}`` becomes a link to the heading, ``{{RFC4053}}`` and ``{{I-D.name}}`` links to their pages.
    """
    anchors = _anchors(lines)
    out: list[str] = []
    left_out: list[Finding] = []
    for number, (fenced, line) in enumerate(_fences(lines), first):
        if fenced:
            out.append(line)
        elif _ATTRIBUTES.match(line):
            out.append("")
        elif _EXTENSION.match(line):
            out.append("")
            message = _(
                "Line %(line)d has an instruction that is not understood: %(text)s",
                line=number,
                text=line[:80],
            )
            left_out.append(
                Finding(number, "warning", message, _("It is left out of the page. Write its text instead."))
            )
        else:
            found = _heading(line)
            line = f"{found[0]} {found[1]}" if found else line
            out.append(_REFERENCE.sub(lambda found: _link(found, anchors), line) if "{{" in line else line)
    return out, left_out[:50]


def _fences(lines: Sequence[str]) -> Iterator[tuple[bool, str]]:
    fence = ""
    for line in lines:
        found = _FENCE.match(line)
        mark = found[1] if found else ""
        yield bool(fence or mark), line
        if mark and not fence:
            fence = mark
        elif mark == fence:
            fence = ""


def _heading(line: str) -> tuple[str, str, str] | None:
    """Return the marks, the title and the name, if any, of a heading such as ``## Next steps {#next}``."""
    marks = _HEADING.match(line)
    if not marks:
        return None
    title, name = line[marks.end() :].strip(), ""
    start = title.rfind("{")
    if title.endswith("}") and title[start + 1 : start + 2] in ("#", ":"):
        named = _NAMED.search(title, start)
        title, name = title[:start].rstrip(), named[1] if named else ""
    return marks[0].strip(), title, name


def _anchors(lines: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Return for each name given to a heading its title and the end of its id on the page."""
    anchors: dict[str, tuple[str, str]] = {}
    seen: Counter[str] = Counter()
    last: tuple[str, str] | None = None
    for fenced, line in _fences(lines):
        heading = None if fenced else _heading(line)
        if heading:
            title = re.sub(r"[\[\]*_`\\]", "", heading[1])
            name = slug(title)
            seen[name] += 1
            last = (title, name if seen[name] == 1 else f"{name}-{seen[name]}")
            anchors.setdefault(name, last)
            if heading[2]:
                anchors[heading[2]] = last
        elif last and _ATTRIBUTES.match(line) and (named := _NAMED.search(line)):
            anchors[named[1]] = last
        elif line.strip():
            last = None
    return anchors


def _link(found: re.Match[str], anchors: dict[str, tuple[str, str]]) -> str:
    section, name = found[1], found[2]
    if name in anchors:
        title, target = anchors[name]
        return f"[{title}](#{target})"
    for pattern, words, url in _SOURCES:
        if source := pattern.fullmatch(name):
            label = words.format(source[1])
            return (
                f"[{section} of {label}]({url.format(source[1])})" if section else f"[{label}]({url.format(source[1])})"
            )
    return found[0]
