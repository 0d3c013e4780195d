"""What kramdown-rfc writers add to Markdown, turned into CommonMark line for line: line numbers hold."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from igtf.core.i18n import gettext as _
from igtf.core.text.markdown import slug
from igtf.drafts.front import FrontFinding, Reference

FENCE = re.compile(r"\s*(```|~~~)")
"""Where code that stands on lines of its own begins or ends."""
_MARKED = re.compile(r"[{<#]|\*\[|\(\(\(")
"""What each line has that is not written as it stands; a long text has few such lines."""
_HEADING = re.compile(r"#{1,6}\s+")
_ATTRIBUTES = re.compile(r"\s*\{:[^:}][^}]*\}\s*$")
_EXTENSION = re.compile(r"\s*\{::[^}]*\}\s*$")
_COMMENT = re.compile(r"\s*\{::comment\}")
_COMMENT_ENDS = re.compile(r"\{:/(?:comment)?\}\s*$")
_ABBREVIATION = re.compile(r"\*\[[^\]]{1,80}\]:")
_SPAN = re.compile(r"(?<=[)\]*_`}])\{:[^{}]{0,200}\}")  # attributes of a span stand right behind it
_INDEX = re.compile(r"\(\(\([^()]{1,200}\)\)\)")
_XREF = re.compile(r"""<xref\s[^<>]{0,200}?target=["']([\w.:-]{1,80})["'][^<>]{0,200}>(?:\s*</xref>)?""")
_TAG = re.compile(
    r"</?(?:xref|eref|iref|cref|figure|artwork|sourcecode|t|list|section|contact|bcp14|br|sup|sub|tt|em|strong)"
    r"(?:\s[^<>]{0,200})?/?>",
    re.IGNORECASE,
)
_CODE = re.compile(r"(`+[^`]+`+)")
_TITLE = re.compile(r"""title=["']([^"']{1,100})["']""")
_NAMED = re.compile(r"#([\w.-]+)")
_REFERENCE = re.compile(r"\{\{\s*(?:(Sections?\s[\w., -]{1,40}?)\s+of\s+)?[!?]?([A-Za-z][\w.:-]{0,80})\s*\}\}")
_SOURCES = (
    (re.compile(r"RFC0*(\d{1,5})"), "RFC {}", "https://www.rfc-editor.org/info/rfc{}"),
    (re.compile(r"BCP0*(\d{1,4})"), "BCP {}", "https://www.rfc-editor.org/info/bcp{}"),
    (re.compile(r"I-D\.([a-z0-9-]+)"), "draft-{}", "https://datatracker.ietf.org/doc/draft-{}/"),
)


Links = dict[str, tuple[str, str]]
"""What ``{{name}}`` leads to: words and address."""


def plain_markdown(
    lines: Sequence[str], first: int, references: Sequence[Reference]
) -> tuple[list[str], list[FrontFinding]]:  # fmt: skip
    """Return ``lines``, numbered from ``first``, as as many lines of CommonMark, and what was left out.

    ``{{anchor}}`` becomes a link to the heading, ``{{RFC4053}}`` and ``{{I-D.name}}`` links to their pages, as do the
    ``references`` of the front matter.
    """
    links: Links = {found.name: (found.title or found.name, found.url) for found in references if found.url}
    links |= _anchors(lines)
    out: list[str] = []
    left_out: list[FrontFinding] = []
    in_comment = False
    for number, (fenced, line) in enumerate(_fences(lines), first):
        if not fenced and (in_comment or _COMMENT.match(line)):
            in_comment = not _COMMENT_ENDS.search(line)
            out.append("")
        elif fenced or not _ATTRIBUTES.match(line):
            out.append(line if fenced else _line(line, number, links, left_out))
        else:
            out.append("")
    return out, left_out[:50]


def _line(line: str, number: int, links: Links, left_out: list[FrontFinding]) -> str:
    """Return a line as CommonMark; what it loses is added to ``left_out``."""
    if not _MARKED.search(line):
        return line
    if _EXTENSION.match(line) or _ABBREVIATION.match(line):
        message = _("Line %(line)d has an instruction that is not understood: %(text)s", line=number, text=line[:80])
        left_out.append(
            FrontFinding(number, "warning", message, _("It is left out of the page. Write its text instead."))
        )
        return ""
    found = _heading(line)
    line = f"{found[0]} {found[1]}" if found else line
    parts = _CODE.split(line)
    parts[::2] = [_inline(part, number, links, left_out) for part in parts[::2]]
    return "".join(parts)


def _inline(text: str, number: int, links: Links, left_out: list[FrontFinding]) -> str:
    text = _SPAN.sub("", _XREF.sub(r"{{\1}}", text))
    for pattern in (_TAG, _INDEX):
        for lost in pattern.findall(text):
            message = _("Line %(line)d has a mark that is not understood: %(text)s", line=number, text=lost[:80])
            left_out.append(
                FrontFinding(number, "warning", message, _("It is left out of the page. Use Markdown instead."))
            )
        text = pattern.sub("", text)
    return _REFERENCE.sub(lambda found: _link(found, links), text)


def _fences(lines: Sequence[str]) -> Iterator[tuple[bool, str]]:
    fence = ""
    for line in lines:
        found = FENCE.match(line)
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


def _anchors(lines: Sequence[str]) -> Links:
    """Return for each name given to a heading its title and place.

    A name given to anything else leads to the heading above it, by the title given with it.
    """
    anchors: Links = {}
    seen: Counter[str] = Counter()
    heading_before = False
    last: tuple[str, str] | None = None
    for fenced, line in _fences(lines):
        heading = None if fenced else _heading(line)
        if heading:
            title = re.sub(r"[\[\]*_`\\]", "", heading[1])
            name = slug(title)
            seen[name] += 1
            last = (title, f"#{name}" if seen[name] == 1 else f"#{name}-{seen[name]}")
            anchors.setdefault(name, last)
            if heading[2]:
                anchors[heading[2]] = last
        elif last and not fenced and _ATTRIBUTES.match(line) and (named := _NAMED.search(line)):
            titled = _TITLE.search(line)
            words = last[0] if heading_before else titled[1] if titled else named[1]
            anchors[named[1]] = (words, last[1])
        if line.strip():
            heading_before = heading is not None
    return anchors


def _link(found: re.Match[str], links: Links) -> str:
    section, name = found[1], found[2]
    words, url = links.get(name) or links.get(name.lower(), ("", ""))  # names in the front matter are small letters
    for pattern, label, address in _SOURCES:
        if not url and (source := pattern.fullmatch(name)):
            words, url = label.format(source[1]), address.format(source[1])
    if not url:
        return found[0]
    return f"[{section} of {words}]({url})" if section else f"[{words}]({url})"
