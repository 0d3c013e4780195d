"""The Markdown parser: the constructs we take, what is a link, and the limits that keep it fast."""

import re
from collections.abc import Sequence
from typing import Any, cast

import nh3
from linkify_it import LinkifyIt  # type: ignore[import-untyped]
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from igtf.core.i18n import gettext as _
from igtf.core.text.plaintext import MAX_DEPTH, MarkupRefused, accept, normal, show_bidi, too_deep
from igtf.core.text.references import link_names, show_name

COMMENT_LIMIT = 64_000
DRAFT_LIMIT = 500_000
LONGEST_LINK = 2_000  # characters, as the longest that browsers took for long
MAX_OPEN_BRACKETS = 200  # the link rule looks ahead from each open bracket

_PATH = re.compile(r"(?!.*%(?:5c|[01][0-9a-f]|7f))/(?!/)[!-\[\]-~]*", re.IGNORECASE)
"""A path of this site, as the parser writes addresses: what is beside ASCII, and blanks, have their numbers."""

_SCHEME = re.compile("(?:^|[^a-z0-9.+-])(https?)$", re.IGNORECASE)
"""The schemes of our links at the end of a text, as no part of another one (RFC 3986, section 3.1)."""

_ENDS = re.compile("[،؛؟।“”„‘’«»、。〈-】〔-〛！（），．：；？［］｛｝｟-･]")
"""Marks of other scripts, and quotation marks, at which an address ends: the library knows those of ASCII."""

_CONTAINERS = {"blockquote_open", "list_item_open", "dd_open"}


class Addresses(LinkifyIt):  # type: ignore[misc]
    """What finds the addresses that stand by themselves in a text, each at most LONGEST_LINK long.

    The library looks from each scheme as far as there is no blank, which may be the end of the text each time.
    """

    def test_schema_at(self, text: str, name: str, position: int) -> int:
        """Return how many characters from ``position`` on, behind the scheme ``name``, belong to an address."""
        before, end = min(position, 3), position + LONGEST_LINK
        length = int(super().test_schema_at(text[position - before : end], name, before))
        mark = _ENDS.search(text, position, position + length)
        if mark:
            return len(text[position : mark.start()].rstrip(".,;:!?"))
        return length if position + length < end else 0


class Parser(MarkdownIt):
    """markdown-it with our idea of a link."""

    def validateLink(self, url: str) -> bool:
        """Allow http, https, places in the same text and paths of this site.

        A user name before the host deceives readers. Browsers take ``//`` and a backslash for the beginning of a host.
        """
        found = re.match(r"https?://([^/?#]+)", url, re.IGNORECASE)
        return url.startswith("#") or bool(_PATH.fullmatch(url)) or bool(found and "@" not in found[1])


def tokens(text: str, *, limit: int = DRAFT_LIMIT, rich: bool = True, env: Any = None) -> list[Token]:
    """Return the parser's tokens of ``text``, checked against every limit. Raises ``MarkupRefused``.

    The names in ``env["named"]`` are links (``core.text.references``).
    """
    parser = DOCUMENT if rich else COMMENT
    parsed = parser.parse(show_bidi(accept(text, limit)), {} if env is None else env)
    _check_depth(parsed)
    return parsed


def slug(title: str) -> str:
    """Return ``title`` as the last part of an anchor: letters and digits of any script, joined by hyphens."""
    words = re.findall(r"\w+", normal("NFKC", title).casefold())
    return "-".join(words)[:60].strip("-") or "section"


def heading_id(title: str) -> str:
    """Return the id of the first heading called ``title``; the prefix keeps it apart from ids of the page."""
    return f"s-{slug(title)}"


def line_of(token: Token) -> int:
    """Return the line of the Markdown, from 1, at which ``token`` begins."""
    return token.map[0] + 1 if token.map else 1


def words(inline: Token, *, links: bool = False) -> str:
    """Return the text of an inline token; with ``links``, each address follows its words in brackets."""
    out: list[str] = []
    target: list[tuple[str, int]] = []
    for child in inline.children or ():
        if child.type in ("text", "code_inline", "reference"):
            out.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            out.append("\n")
        elif child.type == "image":
            out.append(child.content)
        elif child.type == "link_open":
            target.append((str(child.attrs.get("href", "")), len(out)))
        elif child.type == "link_close" and target:
            url, start = target.pop()
            if links and url.startswith("http") and url != "".join(out[start:]):
                out.append(f" ({url})")
    return "".join(out)


def _check_brackets(state: StateCore) -> None:
    for token in state.tokens:
        if token.type != "inline" or token.content.count("[") <= MAX_OPEN_BRACKETS:
            continue
        depth = 0
        for sign in re.findall(r"[\[\]]", token.content):
            depth = depth + 1 if sign == "[" else max(0, depth - 1)
            if depth > MAX_OPEN_BRACKETS:
                line = line_of(token)
                raise MarkupRefused(
                    _(
                        "The paragraph at line %(line)d opens too many square brackets. Close them.",
                        line=line,
                    ),
                    line,
                )


def _check_depth(parsed: Sequence[Token]) -> None:
    depth = 0
    for token in parsed:
        if token.type in _CONTAINERS:
            depth += 1
        elif token.type.replace("_close", "_open") in _CONTAINERS:
            depth -= 1
        inner = 0
        for child in token.children or ():
            inner += child.nesting
            if inner > MAX_DEPTH:
                raise too_deep(line_of(token))
        if depth > MAX_DEPTH:
            raise too_deep(line_of(token))


def _address(state: StateInline, silent: bool) -> bool:
    """Rule of the parser: make a link of an address that stands by itself, before its signs are taken for emphasis.

    The library's rule looks for the scheme in all that came before, at each ``://``.
    """
    found = (
        _SCHEME.search(state.pending[-6:]) if state.src.startswith("://", state.pos) and not state.linkLevel else None
    )
    if found is None:
        return False
    begins = state.pos - len(found[1])
    link = cast(Any, state.md.linkify).match_at_start(state.src[begins : begins + 2 * LONGEST_LINK])
    words = link.url.rstrip("*") if link else ""
    href = state.md.normalizeLink(words)
    if not words or not state.md.validateLink(href):
        return False
    if not silent:
        state.pending = state.pending[: -len(found[1])]
        state.push("link_open", "a", 1).attrs = {"href": href}
        state.push("text", "", 0).content = state.md.normalizeLinkText(words)
        state.push("link_close", "a", -1)
    state.pos += len(words) - len(found[1])
    return True


def _image(self: Any, parsed: Sequence[Token], index: int, options: Any, env: Any) -> str:
    """Show a picture as a link to it: pages load nothing from elsewhere."""
    token = parsed[index]
    href, words = nh3.clean_text(str(token.attrs["src"])), nh3.clean_text(token.content)
    return f'<a href="{href}">{words or href}</a>'


def _parser(*, rich: bool) -> Parser:
    """Return a parser; an address that stands by itself is a link when it begins with http:// or https://."""
    # A container takes two levels; a few more let the check below see that there are too many.
    parser = Parser("commonmark", {"html": False, "maxNesting": 2 * MAX_DEPTH + 6, "linkify": True})
    parser.linkify = Addresses()
    parser.enable(["table", "strikethrough", "linkify"])
    cast(Any, parser.linkify).set({"fuzzy_link": False, "fuzzy_email": False, "fuzzy_ip": False})
    if rich:
        parser.use(footnote_plugin, inline=False).use(deflist_plugin)
    parser.core.ruler.after("block", "brackets", _check_brackets)
    parser.core.ruler.after("linkify", "references", link_names)
    parser.inline.ruler.at("linkify", _address)
    parser.add_render_rule("image", _image)
    parser.add_render_rule("reference", show_name)
    for ruler in (parser.core.ruler, parser.block.ruler, parser.inline.ruler, parser.inline.ruler2):
        ruler.getRules("")  # made at the first text otherwise, and a thread that comes meanwhile reads by half of them
    return parser


COMMENT = _parser(rich=False)
DOCUMENT = _parser(rich=True)
