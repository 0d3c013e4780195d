"""What a draft's text should not contain: looked for in the parsed Markdown, so that code is left alone."""

import re
from collections.abc import Iterator, Sequence
from urllib.parse import unquote

from markdown_it.token import Token

from igtf.core.i18n import gettext as _
from igtf.core.text.markdown import DRAFT_LIMIT, line_of, tokens, words
from igtf.core.text.markup import heading_ids
from igtf.core.text.plaintext import MarkupRefused
from igtf.core.wording import Numeral
from igtf.drafts.front import FrontFinding

MOST = 200  # findings of one draft that help its author
MOST_HEADINGS = 1_000
MOST_PARAGRAPHS = 5_000

_PLACEHOLDER = re.compile(r"\b(?:TBD|TBC|TODO|FIXME|XXX+)\b|\{\{[^{}]{0,80}\}\}")
_NUMBERED = ("inline", "fence", "code_block")
_UNDEFINED = re.compile(r"\[[^\[\]]{1,200}\]\[[^\[\]]{0,200}\]")


def check_body(body: str, first: int) -> list[FrontFinding]:
    """Return findings about the CommonMark ``body``, whose first line is line ``first`` of the source."""
    try:
        # Empty lines before it make every line number, in refusals too, the one of the source.
        parsed = tokens("\n" * (first - 1) + body, limit=DRAFT_LIMIT + first)
    except MarkupRefused as refused:
        return [
            FrontFinding(refused.line, "error", refused.message, _("Correct this first; the rest is checked then."))
        ]
    if too_many := _too_many(parsed):
        return [too_many]
    findings = []
    for finding in _findings(parsed):
        findings.append(finding)
        if len(findings) == MOST:
            message = _("There are more than %(most)d findings; the rest is not listed.", most=MOST)
            findings.append(FrontFinding(finding.line, "warning", message, _("Correct these first, then check again.")))
            break
    return findings


def _too_many(parsed: Sequence[Token]) -> FrontFinding | None:
    """Return what is wrong with a text of more headings or paragraphs than anybody reads, or the program compares."""
    for found, most, message in (
        ([token for token in parsed if token.type == "heading_open"], MOST_HEADINGS,
         _("The draft has %(num)s headings; %(most)s are accepted.")),
        (_paragraphs(parsed), MOST_PARAGRAPHS, _("The draft has %(num)s paragraphs; %(most)s are accepted.")),
    ):  # fmt: skip
        if len(found) > most:
            said = message % {"num": Numeral(len(found)), "most": Numeral(most)}
            return FrontFinding(line_of(found[most]), "error", said, _("Divide it into several drafts."))
    return None


def _paragraphs(parsed: Sequence[Token]) -> list[Token]:
    """Return all that gets a number as a paragraph: also code, and an item of a list that says nothing."""
    kinds = [token.type for token in parsed]
    return [
        token for token, kind, after in zip(parsed, kinds, [*kinds[1:], ""], strict=False)
        if kind in _NUMBERED or (kind, after) == ("list_item_open", "list_item_close")
    ]  # fmt: skip


def _findings(parsed: Sequence[Token]) -> Iterator[FrontFinding]:
    yield from _levels(parsed)
    targets = heading_ids(parsed)
    for line, child in _inline(parsed):
        if child.type == "text":
            yield from _in_text(child.content, line)
        href = unquote(str(child.attrs.get("href", "")))
        if child.type == "link_open" and href.startswith("#") and not {href[1:], f"s-{href[1:]}"} & targets:
            if href.startswith(("#p-", "#fn")):
                continue
            yield FrontFinding(
                line,
                "error",
                _(
                    "Line %(line)d links to “%(target)s”, but no heading has that name.",
                    line=line,
                    target=href[:80],
                ),
                _("A heading “Next steps” is reached by #next-steps."),
            )


def _levels(parsed: Sequence[Token]) -> Iterator[FrontFinding]:
    before = 1
    for index, token in enumerate(parsed):
        if token.type != "heading_open":
            continue
        level = int(token.tag[1])
        line = line_of(token)
        title = " ".join(words(parsed[index + 1]).split())[:80]
        if not title:
            yield FrontFinding(line, "warning", _("The heading at line %(line)d is empty.", line=line), _("Name it."))
        if level > before + 1:
            yield FrontFinding(
                line,
                "warning",
                _(
                    "Line %(line)d has a heading of level %(level)d, “%(title)s”, after level %(before)d.",
                    title=title,
                    line=line,
                    level=level,
                    before=before,
                ),
                _("Go down one level at a time: the contents and screen readers depend on it."),
            )
        before = level


def _inline(parsed: Sequence[Token]) -> Iterator[tuple[int, Token]]:
    """Yield each inline token with its line in the source."""
    for token in parsed:
        line = line_of(token)
        for child in token.children or ():
            yield line, child
            line += child.type in ("softbreak", "hardbreak")


def _in_text(content: str, line: int) -> Iterator[FrontFinding]:
    for found in _PLACEHOLDER.finditer(content):
        yield FrontFinding(
            line,
            "warning",
            _("Line %(line)d has an open place: %(text)s.", line=line, text=found[0]),
            _("Write what belongs there, or name the reference by its address."),
        )
    for found in _UNDEFINED.finditer(content):
        yield FrontFinding(
            line,
            "error",
            _("Line %(line)d has a link that leads nowhere: %(text)s.", line=line, text=found[0][:80]),
            _("Define it in a line of its own: [name]: https://…"),
        )
