"""A draft as one Markdown text: front matter, abstract, body; ours and the kind written with kramdown-rfc."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from igtf.core.i18n import gettext as _
from igtf.core.keeping.made import made_once
from igtf.core.text.markdown import DRAFT_LIMIT
from igtf.core.text.plaintext import BIDI, MarkupRefused, controls, normalise
from igtf.drafts.checks import check_body
from igtf.drafts.front import Front, FrontFinding, read_front
from igtf.drafts.kramdown import FENCE, plain_markdown

_SECTION = re.compile(r"---\s+(abstract|middle|back|note_\S*|to_be_removed\S*)\s*$")
_ABSTRACT = re.compile(r"#{1,2}\s+abstract\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Manuscript:
    """A draft in parts. ``body`` is CommonMark and begins at ``body_line`` of the source, line for line."""

    front: Front
    abstract: str
    body: str
    body_line: int
    notices: tuple[FrontFinding, ...]


@dataclass(slots=True)
class _Parts:
    """Where the parts of a source lie: indexes of lines, the end exclusive."""

    front: tuple[int, int] = (0, 0)
    abstract: tuple[int, int] = (0, 0)
    body: int = 0
    left_out: tuple[int, ...] = ()


def dated(name: str, at: datetime) -> str:
    """Return the line of a plain text that says under which name it is cited, and of which day it is."""
    return f"{name}  {at:%Y-%m-%d}"


def has_front(source: str) -> bool:
    """Return whether a text begins as one with front matter does, closed or not."""
    return normalise(source).split("\n", 1)[0].rstrip() == "---"


def parse(source: str, first: int = 1) -> Manuscript:
    """Return the parts of a draft, whose lines are counted from ``first``; a text is read once for each request.

    Raises ``MarkupRefused`` where it is larger than 500 kB, or its front matter is not closed or not read.
    """
    return _parsed(normalise(source), first)


@made_once
def _parsed(text: str, first: int) -> Manuscript:
    if len(text.encode("utf-8", "replace")) > DRAFT_LIMIT:
        raise MarkupRefused(_("The draft is larger than %(limit)d kB.", limit=DRAFT_LIMIT // 1000), 1)
    lines = text.split("\n")
    parts = _divide(lines)
    front, notices = read_front("\n".join(lines[slice(*parts.front)]), parts.front[0] + first)
    body, unknown = plain_markdown(lines[parts.body :], parts.body + first, front.references)
    abstract, more = plain_markdown(lines[slice(*parts.abstract)], parts.abstract[0] + first, front.references)
    said = "\n".join(abstract).strip() or front.abstract
    left_out = _left_out(parts, first)
    return Manuscript(front, said, "\n".join(body), parts.body + first, (*notices, *left_out, *more, *unknown))


def check(source: str, first: int = 1) -> list[FrontFinding]:
    """Return what is wrong with a draft, in the order of its lines, counted from ``first``; never raises.

    Lines before the first one are those that the program wrote of the fields of a form: these check their signs.
    """
    text = normalise(source)
    try:
        manuscript = parse(text, first)
    except MarkupRefused as refused:
        return [
            FrontFinding(refused.line, "error", refused.message, _("Correct this first; the rest is checked then."))
        ]
    findings = [*manuscript.notices, *_about(manuscript, first), *_signs(text, first)]
    if not controls(text):
        findings += check_body(manuscript.body, manuscript.body_line)
    return sorted(findings, key=lambda finding: (finding.line, finding.severity))


def end_of_front(lines: list[str]) -> int | None:
    """Return the index of the line that closes the front matter."""
    for index, line in enumerate(lines[1:], 1):
        if line.rstrip() in ("---", "...") or _SECTION.match(line):
            return index
    return None


def _divide(lines: list[str]) -> _Parts:
    """Find the parts, and blank the lines that only divide them."""
    parts = _Parts()
    if lines[0].rstrip() == "---":
        end = end_of_front(lines)
        if end is None:
            raise MarkupRefused(_("The front matter that begins at line 1 is never closed with “---”."), 1)
        parts.front, parts.body = (1, end), end
        if lines[end].rstrip() in ("---", "..."):
            parts.body = end + 1
    fence = ""
    opened: tuple[str, int] | None = None
    for index in range(parts.body, len(lines)):
        found = FENCE.match(lines[index])
        if found and (not fence or fence == found[1]):
            fence = "" if fence else found[1]
        section = None if fence else _SECTION.match(lines[index])
        if not section:
            continue
        if opened and opened[0] == "abstract":
            parts.abstract = (opened[1], index)
        if opened or section[1] == "abstract":
            parts.body = parts.body if section[1] == "back" else index + 1
        if section[1].startswith(("note_", "to_be_removed")):
            parts.left_out += (index,)
        opened = (section[1], index + 1)
        lines[index] = ""
    if not any(parts.abstract):
        _find_abstract(lines, parts)
    return parts


def _left_out(parts: _Parts, first: int) -> list[FrontFinding]:
    message = _("Notes to the editor are not part of the page.")
    advice = _("Move what readers need to the body.")
    return [FrontFinding(index + first, "warning", message, advice) for index in parts.left_out]


def _find_abstract(lines: list[str], parts: _Parts) -> None:
    """Take a first section called *Abstract* as the abstract."""
    start = next((i for i in range(parts.body, len(lines)) if lines[i].strip()), len(lines))
    if start == len(lines) or not _ABSTRACT.match(lines[start]):
        return
    end = next((i for i in range(start + 1, len(lines)) if re.match(r"#{1,2}\s", lines[i])), len(lines))
    parts.abstract, parts.body = (start + 1, end), end


def _about(manuscript: Manuscript, first: int) -> list[FrontFinding]:
    front = manuscript.front
    missing = [
        ("title", front.title, "error", _("The draft has no title."), _("Add “title: …” to the front matter.")),
        (
            "abstract",
            manuscript.abstract,
            "error",
            _("The draft has no abstract."),
            _("Add “abstract: …” to the front matter or begin with a section called Abstract."),
        ),
        (
            "asks",
            front.addressees or front.asks,
            "warning",
            _("The draft names no addressee."),
            _("Name in an ask, or in “addressees: [ACRONYM]”, the bodies that should act."),
        ),
        (
            "authors",
            front.authors,
            "warning",
            _("The draft names no author."),
            _("Add “authors:” with a name for each."),
        ),
    ]
    found = [
        FrontFinding(first, severity, message, advice, entry)
        for entry, value, severity, message, advice in missing
        if not value
    ]
    found += _named_twice(front, front.lines.get("authors", first))
    if front.abstract and manuscript.abstract != front.abstract:
        message = _("The text has an abstract of its own, which is shown in place of that of the front matter.")
        found.append(FrontFinding(first, "warning", message, _("Keep one of the two."), "abstract"))
    return found


def _named_twice(front: Front, line: int) -> Iterator[FrontFinding]:
    """Yield the names that two authors have: by the name each is asked, and says to be one."""
    names = [author.name for author in front.authors]
    for place, name in enumerate(names):
        if name in names[:place]:
            message = _("“%(name)s” is named as an author twice.", name=name[:80])
            advice = _("Name each author once. Tell authors of the same name apart, as by an initial.")
            yield FrontFinding(line, "error", message, advice, f"authors.{place}.name")


def _signs(text: str, first: int) -> list[FrontFinding]:
    findings = [
        FrontFinding(line + first - 1, "error", _("%(sign)s is a control character.", sign=sign), _("Remove it."))
        for line, sign in controls(text)
    ]
    for number, line in enumerate(text.split("\n"), first):
        if number > 0 and len(findings) < 200 and BIDI.search(line):
            findings.append(
                FrontFinding(
                    number,
                    "warning",
                    _("Line %(line)d has a hidden sign that changes the direction of writing.", line=number),
                    _("It is shown as a mark. Remove it unless the text needs it."),
                )
            )
    return findings
