"""Markdown from people to HTML that is safe on our pages: one parser, one sanitiser, one set of limits."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType
from typing import Any

import nh3
from markdown_it.common.normalize_url import normalizeLink
from markdown_it.token import Token
from markupsafe import Markup

from igtf.core.keeping.made import made_once
from igtf.core.text.markdown import (
    COMMENT,
    COMMENT_LIMIT,
    DOCUMENT,
    DRAFT_LIMIT,
    Parser,
    heading_id,
    line_of,
    tokens,
    words,
)
from igtf.core.text.plaintext import mask_addresses
from igtf.core.text.references import Named

_TAGS = {"a", "blockquote", "br", "code", "dd", "del", "dl", "dt", "em", "hr", "li", "ol", "p", "pre", "s"}
_TAGS |= {"h2", "h3", "h4", "h5", "h6", "section", "strong", "sup", "ul"}
_TAGS |= {"table", "tbody", "td", "th", "thead", "tr"}
_ATTRIBUTES = {"*": {"id", "dir", "class"}, "a": {"href", "title"}, "ol": {"start"}, "th": {"scope"}}
_CLASSES = {
    "footnote-ref",
    "footnotes",
    "footnotes-list",
    "footnote-item",
    "footnote-backref",
    "footnotes-sep",
}
_CLASSES |= {"align-end", "align-center", "bare"}
_KINDS = {
    "heading_open": "heading",
    "paragraph_open": "paragraph",
    "list_item_open": "item",
    "dt_open": "item",
    "dd_open": "item",
    "table_open": "table",
    "fence": "code",
    "code_block": "code",
}
_DIRECTED = {"heading_open", "paragraph_open", "list_item_open", "td_open", "th_open", "dt_open", "dd_open"}

COMMENT_TOP = 3
"""Level of the highest heading of a comment."""

_ALIGNED = {"text-align:right": "align-end", "text-align:center": "align-center"}


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a text that can be pointed to: ``line`` counts from 1 in the Markdown."""

    id: str
    line: int
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Document:
    """A rendered text: ``toc`` holds (level from 1, id, title) of each heading."""

    html: Markup
    toc: list[tuple[int, str, str]]
    blocks: list[Block]


_NONE: Named = MappingProxyType({})


def render(text: str, *, limit: int = COMMENT_LIMIT, named: Named = _NONE) -> Markup:
    """Return safe HTML of a comment, in which the names in ``named`` are links. Raises ``MarkupRefused``.

    Its highest heading becomes an h3.
    """
    return _rendered(text, limit, tuple(named.items()))


@made_once
def _rendered(text: str, limit: int, links: tuple[tuple[str, str], ...]) -> Markup:
    parsed = tokens(text, limit=limit, rich=False, env={"named": dict(links)})
    _shape(parsed, COMMENT_TOP)
    return _safe(COMMENT, parsed, {})


def render_document(text: str, *, top: int = 2, named: Named = _NONE) -> Document:
    """Return the HTML, contents and blocks of a long text, its highest heading an ``h<top>``. Raises ``MarkupRefused``.

    The names in ``named`` are links. An id is made of the block's own words, so a link to a paragraph holds across
    revisions that keep it.
    """
    return _document(text, top, tuple(named.items()))


@made_once
def _document(text: str, top: int, links: tuple[tuple[str, str], ...]) -> Document:
    env: dict[str, Any] = {"docId": "note", "named": dict(links)}
    parsed = tokens(text, limit=DRAFT_LIMIT, env=env)
    blocks = _identify(parsed)
    levels = [int(token.tag[1]) for token in parsed if token.type == "heading_open"]
    headings = [block for block in blocks if block.kind == "heading"]
    toc = [(level, block.id, block.text) for level, block in zip(levels, headings, strict=True)]
    _shape(parsed, top)
    return Document(_safe(DOCUMENT, parsed, env), toc, blocks)


def heading_ids(parsed: Sequence[Token]) -> set[str]:
    """Return the ids of all headings among the parser's tokens."""
    return {block.id for block in _identify(parsed) if block.kind == "heading"}


@made_once
def plain(text: str, *, limit: int = DRAFT_LIMIT) -> str:
    """Return the words of ``text`` without its marks, for search, mail and pages of plain text."""
    lines: list[str] = []
    mark = ""
    row = 0
    for token in tokens(text, limit=limit):
        if token.type == "list_item_open":
            mark = "  " * ((token.level - 1) // 2) + (f"{token.info}{token.markup} " if token.info else "- ")
        elif token.type == "inline" or token.type in ("fence", "code_block"):
            said = words(token, links=True) if token.type == "inline" else token.content.rstrip("\n")
            lines.append(mark + said.replace("\n", "\n" + " " * len(mark)))
            mark = ""
        elif token.type == "tr_open":
            row = len(lines)
        elif token.type == "tr_close":
            lines[row:] = [" | ".join(lines[row:])]
        if token.level == 0 and token.nesting < 1 and lines and lines[-1]:
            lines.append("")
    return mask_addresses("\n".join(lines).strip("\n"))


def _identify(parsed: Sequence[Token]) -> list[Block]:
    """Give each block an id and return them; the first paragraph of a list item has the item's."""
    blocks: list[Block] = []
    used: dict[str, int] = {}
    taken = -1
    for index, token in enumerate(parsed):
        kind = _KINDS.get(token.type)
        if not kind or index == taken or token.hidden:
            continue
        text = token.content if kind == "code" else _text_of(parsed, index, whole=kind == "table")
        if kind == "item" and parsed[index + 1].type == "paragraph_open":
            taken = index + 1
        ident = _free(heading_id(text) if kind == "heading" else f"p-{_digest(text)}", used)
        token.attrSet("id", ident)
        blocks.append(Block(ident, line_of(token), kind, mask_addresses(" ".join(text.split()))))
    return blocks


def _free(name: str, used: dict[str, int]) -> str:
    """Return ``name``, or ``name`` with the next number that nobody has."""
    ident = name
    while ident in used:
        used[name] += 1
        ident = f"{name}-{used[name]}"
    used[ident] = 1
    return ident


def _text_of(parsed: Sequence[Token], index: int, *, whole: bool) -> str:
    """Return the words of the block that opens at ``index``; unless ``whole``, its first paragraph only."""
    closing = parsed[index].type.replace("_open", "_close")
    out: list[str] = []
    while parsed[index].type != closing and (whole or not out):
        token = parsed[index]
        if token.type == "inline":
            out.append(words(token))
        elif token.type in ("fence", "code_block"):
            out.append(token.content)
        index += 1
    return " ".join(out)


def _digest(text: str) -> str:
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:10]


def _shape(parsed: Sequence[Token], top: int) -> None:
    """Fit headings under the page's, give each block its own direction, point links to our ids."""
    before = ""
    for token in parsed:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, int(token.tag[1]) - 1 + top)}"
        if token.type in _DIRECTED and before != "list_item_open":
            token.attrSet("dir", "auto")
        if token.type == "th_open":
            token.attrSet("scope", "col")
        if align := _ALIGNED.get(str(token.attrs.pop("style", ""))):
            token.attrSet("class", align)
        for child, inner in pairwise(token.children or ()):
            href = str(child.attrs.get("href", ""))
            if href and href in (inner.content, normalizeLink(inner.content)):
                child.attrSet("class", "bare")  # its words are its address: on paper that stands there once
            if href.startswith("#") and not href.startswith(("#s-", "#p-", "#fn")):
                child.attrSet("href", f"#s-{href[1:]}")
        before = token.type


def _safe(parser: Parser, parsed: Sequence[Token], env: Any) -> Markup:
    html = parser.renderer.render(parsed, parser.options, env)
    clean = nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=lambda tag, name, value: value if name != "class" or value in _CLASSES else None,
        url_schemes={"http", "https"},
        link_rel="nofollow ugc noopener",
    )
    return Markup(mask_addresses(clean))
