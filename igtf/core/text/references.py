"""Names in texts, such as #42, draft-x-y-00 or @handle: finding them, and making links of those whose place is given.

What a name looks like says the table of each kind (``Workflow.cited``); a person is named by handle. Whether there is
what it names, and who may see it, is the question of whoever makes the HTML.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import nh3
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markupsafe import Markup, escape

from igtf.core.workflow import WORKFLOWS

# Letters of Chinese, Japanese and Korean, which are written without spaces between words, end no name.
_OF_A_WORD = r"[^\W\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]"
_BEGINS = rf"(?<!{_OF_A_WORD})(?<![#&/@\\-])"
_ENDS = rf"(?!{_OF_A_WORD})(?![-./:@]\w)"

PERSON = "person"
_HANDLE = "@([A-Za-z](?:[A-Za-z0-9]|-(?=[A-Za-z0-9])){1,29})"

Named = Mapping[str, str]
"""The names of a text that become links, as they are written → the path of what they name."""


@dataclass(frozen=True)
class Name:
    """A name as it is written, and one way to read it: kind, reference, and the number of a version, or None."""

    written: str
    kind: str
    ref: str
    version: int | None = None

    @property
    def path(self) -> str:
        """The path of what it names."""
        if self.kind == PERSON:
            return f"/people/{self.ref}"
        whole = f"/{WORKFLOWS[self.kind].collection}/{self.ref}"
        return whole if self.version is None else f"{whole}/{self.version:02d}"


@cache
def _any_name() -> re.Pattern[str]:
    every = "|".join([*(pattern for workflow in WORKFLOWS.values() for pattern in workflow.cited), _HANDLE])
    return re.compile(f"{_BEGINS}(?:{every}){_ENDS}")


def names_in(text: str, most: int) -> list[Name]:
    """Return the readings of the first ``most`` different names in a text, which may stand in code or links too."""
    written: dict[str, None] = {}
    for found in _any_name().finditer(text):
        written[found[0]] = None
        if len(written) == most:
            break
    return [reading for name in written for reading in readings(name)]


def readings(written: str) -> Iterator[Name]:
    """Yield the ways to read a name, in any case: a draft's may end in digits, or in the number of a revision."""
    if written.startswith("@"):
        yield Name(written, PERSON, written[1:].lower())
    for workflow in WORKFLOWS.values():
        for pattern in workflow.cited:
            if found := re.fullmatch(pattern, written, re.IGNORECASE):
                ref, *version = found.groups()
                yield Name(written, workflow.kind, ref, *map(int, version))


def linked(text: str) -> Markup:
    """Return a text of the program with the names in it as links: it names only what there is."""
    parts, seen = [], 0
    for found in _any_name().finditer(text):
        name = next(readings(found[0]))
        parts += [escape(text[seen : found.start()]), Markup('<a href="{}">{}</a>').format(name.path, name.written)]
        seen = found.end()
    return Markup("").join([*parts, escape(text[seen:])])


def link_names(state: StateCore) -> None:
    """Rule of the parser: make links of the names in ``env["named"]``, where they stand in plain words."""
    named: Named = state.env.get("named", {})
    for token in state.tokens if named else ():
        if token.type == "inline":
            token.children = list(_linked(token.children or [], named))


def _linked(children: Sequence[Token], named: Named) -> Iterator[Token]:
    within = 0
    for place, child in enumerate(children):
        within += child.nesting * (child.type in ("link_open", "link_close"))
        if child.type == "text" and not within:
            before, after = (_escaped(children[n : n + 1]) for n in (max(0, place - 1), place + 1))
            yield from _parted(child, before if place else "", after, named)
        else:
            yield child


def _escaped(neighbours: Iterable[Token]) -> str:
    """Return the sign that stands beside a text and was written with a backslash or as an entity, if one does."""
    return "".join(token.content for token in neighbours if token.type == "text_special")


def _parted(token: Token, before: str, after: str, named: Named) -> Iterator[Token]:
    """Yield a text in parts, the names in it as links. What is around it belongs to no name, and may end one."""
    whole, start, end = before + token.content + after, len(before), len(before + token.content)
    for found in _any_name().finditer(whole):
        path = named.get(found[0])
        if path and start <= found.start() and found.end() <= end:
            if found.start() > start:
                yield Token("text", "", 0, content=whole[start : found.start()], level=token.level)
            yield Token("reference", "", 0, attrs={"href": path}, content=found[0], level=token.level)
            start = found.end()
    if start < end:
        yield Token("text", "", 0, content=whole[start:end], level=token.level)


def show_name(self: Any, parsed: Sequence[Token], index: int, options: Any, env: Any) -> str:
    """Rule of the renderer: show a name as a link."""
    href, words = (nh3.clean_text(text) for text in (str(parsed[index].attrs["href"]), parsed[index].content))
    return f'<a href="{href}">{words}</a>'
