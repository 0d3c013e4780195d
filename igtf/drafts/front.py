"""A draft's front matter: what it says about itself, read from YAML that anybody may have written."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import yaml

from igtf.core.i18n import gettext as _
from igtf.core.text.links import is_link
from igtf.core.text.plaintext import COMMAS, MarkupRefused, controls, has_control, mask_addresses, shows

LIMIT = 32_000  # bytes; the YAML reader takes about half a second for it
MAX_DEPTH = 8

MOST_ASKS = 100
"""How many things a draft asks at most: all that it asks of one body is one letter, each answered by itself."""

# kramdown-rfc's names for what we ask for
_SAME = {
    "author": "authors",
    "addressee": "addressees",
    "keyword": "keywords",
    "category": "status",
}
_KNOWN = {
    "title",
    "abbrev",
    "abstract",
    "authors",
    "addressees",
    "addresses",
    "keywords",
    "status",
    "asks",
    "updates",
    "supersedes",
}
_KNOWN |= {"normative", "informative"}


@dataclass(frozen=True, slots=True)
class FrontFinding:
    """Something about a draft that its author should know; an error keeps it from being submitted.

    ``entry`` is the entry of the front matter that it is about, such as ``asks.0.action``; empty: the text.
    """

    line: int
    severity: str
    message: str
    advice: str
    entry: str = ""


def said(finding: FrontFinding) -> str:
    """Return a finding as one text: line, message, advice."""
    shown = finding.line > 0 and str(finding.line) not in finding.message
    where = _("Line %(line)d:", line=finding.line) + " " if shown else ""
    return f"{where}{finding.message} {finding.advice}"


@dataclass(frozen=True, slots=True)
class FrontAuthor:
    """Who wrote it, as the text says; ``hat`` is a stakeholder group in the author's words."""

    name: str
    organisation: str = ""
    hat: str = ""


@dataclass(frozen=True, slots=True)
class FrontAsk:
    """What a draft asks of one body (procedure, section 7); ``due`` is None where no date is given."""

    addressee: str
    action: str
    due: date | None
    shown_by: str
    line: int


@dataclass(frozen=True, slots=True)
class Reference:
    """A text that the draft cites by ``name``; without ``url`` it is one that the name itself points to."""

    name: str
    title: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Front:
    """``addressees`` are acronyms of bodies, ``addresses`` numbers of issues; ``lines`` says where each entry stands.

    ``updates`` and ``supersedes`` are numbers of earlier recommendations.
    ``references`` are those that kramdown-rfc lists as normative and informative.
    """

    title: str = ""
    abbrev: str = ""
    abstract: str = ""
    authors: tuple[FrontAuthor, ...] = ()
    addressees: tuple[str, ...] = ()
    addresses: tuple[int, ...] = ()
    keywords: tuple[str, ...] = ()
    status: str = ""
    asks: tuple[FrontAsk, ...] = ()
    references: tuple[Reference, ...] = ()
    updates: tuple[int, ...] = ()
    supersedes: tuple[int, ...] = ()
    lines: Mapping[str, int] = field(default_factory=dict)


def read_front(source: str, first: int) -> tuple[Front, list[FrontFinding]]:
    """Return the front matter in ``source``, whose first line is number ``first``, and what is not used.

    Raises ``MarkupRefused`` where it is too large, not YAML, not lines of ``name: value``, nested too deep or
    uses aliases. Every scalar stays a string: no date, number or boolean that YAML would guess.
    """
    node = composed(source, first)
    if node is None:
        return Front(), []
    if not isinstance(node, yaml.MappingNode):
        raise MarkupRefused(_("The front matter must consist of lines such as “title: …”."), first)
    values, lines = _mapping(node, first)
    values = {_SAME.get(name, name): value for name, value in values.items()}
    lines = {_SAME.get(name, name): line for name, line in lines.items()}
    return _front(values, lines, first)


def composed(source: str, first: int) -> yaml.Node | None:
    """Return the tree of front matter, None where it is empty; MarkupRefused for what is no tree to read."""
    if len(source.encode("utf-8", "replace")) > LIMIT:
        raise MarkupRefused(
            _("The front matter is larger than %(limit)d kB. Move text to the body.", limit=LIMIT // 1000),
            first,
        )
    try:
        _guard(source, first)
        return yaml.compose(source, Loader=yaml.BaseLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = first + (mark.line if mark else 0)
        raise MarkupRefused(
            _("The front matter cannot be read at line %(line)d: it is not YAML there.", line=line), line
        ) from error


def _guard(source: str, first: int) -> None:
    """Refuse aliases, deep nesting and control characters, also those that are written as escapes such as "\\0".

    While the stream is read, before anything is built of it.
    """
    depth = 0
    for event in yaml.parse(source, Loader=yaml.BaseLoader):
        line = first + (event.start_mark.line if event.start_mark else 0)
        if isinstance(event, yaml.AliasEvent):
            raise MarkupRefused(
                _("Line %(line)d uses a YAML alias (*name). Write the value out instead.", line=line), line
            )
        for _line_of_it, sign in controls(event.value) if isinstance(event, yaml.ScalarEvent) else ():
            raise has_control(line, sign)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > MAX_DEPTH:
            raise MarkupRefused(_("The front matter is nested too deep at line %(line)d.", line=line), line)


def _value(node: yaml.Node, first: int) -> Any:
    if isinstance(node, yaml.MappingNode):
        values, _lines = _mapping(node, first)
        return {**values, "line": line_of(node, first)}
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, first) for item in node.value]
    return mask_addresses(str(node.value))


def line_of(node: yaml.Node, first: int) -> int:
    """Return the line on which a node of front matter begins whose first line is number ``first``."""
    return first + (node.start_mark.line if node.start_mark else 0)


def _mapping(node: yaml.MappingNode, first: int) -> tuple[dict[str, Any], dict[str, int]]:
    values: dict[str, Any] = {}
    lines: dict[str, int] = {}
    for key, value in node.value:
        name = str(key.value).strip().lower() if isinstance(key, yaml.ScalarNode) else "?"
        values[name] = _value(value, first)
        lines[name] = line_of(key, first)
    return values, lines


class _AnyKey(yaml.BaseLoader):
    """Reads a mapping whatever its keys are: one that is no word is ``?``, as where its entries are checked."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        return {
            str(key.value) if isinstance(key, yaml.ScalarNode) else "?": self.construct_object(value, deep=deep)
            for key, value in node.value
        }


def front_data(source: str) -> Any:
    """Return what stands in front matter that was read, by its own words, with its addresses."""
    return yaml.load(source, Loader=_AnyKey)


def _front(values: Mapping[str, Any], lines: Mapping[str, int], first: int) -> tuple[Front, list[FrontFinding]]:
    findings: list[FrontFinding] = []
    unknown = sorted(set(values) - _KNOWN)
    if unknown:
        findings.append(
            FrontFinding(
                min(lines[name] for name in unknown),
                "warning",
                _(
                    "The front matter has entries that are not used here: %(names)s.",
                    names=", ".join(unknown[:20]),
                ),
                _("They stay in the source; nothing needs to be done."),
            )
        )
    front = Front(
        title=_text(values.get("title")),
        abbrev=_text(values.get("abbrev")),
        abstract=str(values["abstract"]).strip() if isinstance(values.get("abstract"), str) else "",
        authors=_authors(values.get("authors")),
        addressees=tuple(items_of(values.get("addressees"))),
        addresses=_issues(values.get("addresses"), lines.get("addresses", first), findings),
        keywords=tuple(items_of(values.get("keywords"))),
        status=_text(values.get("status")),
        asks=_asks(values.get("asks"), lines.get("asks", first), findings),
        references=(*_references(values.get("normative")), *_references(values.get("informative"))),
        updates=_earlier("updates", values, lines.get("updates", first), findings),
        supersedes=_earlier("supersedes", values, lines.get("supersedes", first), findings),
        lines=lines,
    )
    return front, findings


def _text(value: Any) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""


def items_of(value: Any) -> list[str]:
    """Return the items of a list, or of one line with commas of any script."""
    items: Sequence[Any] = value if isinstance(value, list) else re.split(f"[{COMMAS}]", _text(value))
    return [_text(item) for item in items if _text(item)]


def _references(value: Any) -> Iterator[Reference]:
    """Yield the references of kramdown-rfc: ``NAME:`` alone, or with a title and where to find it."""
    for name, said in (value if isinstance(value, dict) else {}).items():
        found = said if isinstance(said, dict) else {}
        url = _text(found.get("target"))
        if name != "line":
            yield Reference(name, _text(found.get("title")), url if is_link(url) else "")


def _authors(value: Any) -> tuple[FrontAuthor, ...]:
    items = value if isinstance(value, list) else [value]
    authors = []
    for item in items:
        if isinstance(item, dict):
            name = _text(item.get("name")) or _text(item.get("fullname")) or _text(item.get("ins"))
            authors.append(
                FrontAuthor(name, _text(item.get("organisation") or item.get("organization")), _text(item.get("hat")))
            )
        elif _text(item):
            authors.append(FrontAuthor(_text(item)))
    return tuple(author for author in authors if shows(author.name))


def _issues(value: Any, line: int, findings: list[FrontFinding]) -> tuple[int, ...]:
    numbers = []
    for item in items_of(value):
        if found := re.fullmatch(r"(?:issue\s*)?#?\s*([1-9]\d{0,8})", item, re.IGNORECASE | re.ASCII):
            numbers.append(int(found[1]))
        else:
            findings.append(
                FrontFinding(
                    line,
                    "error",
                    _("“%(item)s” is not the number of an issue.", item=item[:80]),
                    _("List numbers of issues, for example: addresses: [12, 34]."),
                    "addresses",
                )
            )
    return tuple(numbers)


def _earlier(name: str, values: Mapping[str, Any], line: int, findings: list[FrontFinding]) -> tuple[int, ...]:
    """Return the numbers of the recommendations that the entry ``name`` lists."""
    numbers = []
    for item in items_of(values.get(name)):
        if found := re.fullmatch(r"(?:R-)?([1-9]\d{0,8})", item, re.IGNORECASE | re.ASCII):
            numbers.append(int(found[1]))
        else:
            message = _("“%(item)s” in “%(name)s” is not the number of a recommendation.", item=item[:80], name=name)
            findings.append(
                FrontFinding(line, "error", message, _("List recommendations, for example: [R-1, R-2]."), name)
            )
    return tuple(dict.fromkeys(numbers))


def _asks(value: Any, line: int, findings: list[FrontFinding]) -> tuple[FrontAsk, ...]:
    asks = []
    example = _("Each ask has “addressee” and “action”, and may have “due” and “shown_by”.")
    for number, item in enumerate(value if isinstance(value, list) else [value] if value else [], 1):
        if not isinstance(item, dict):
            findings.append(
                FrontFinding(line, "error", _("Ask %(number)d is not a list of “name: value”.", number=number), example)
            )
            continue
        where = int(item["line"])
        for name, message in (
            ("addressee", _("Ask %(number)d does not say whom it asks.", number=number)),
            ("action", _("Ask %(number)d does not say what is asked.", number=number)),
        ):
            if not _text(item.get(name)):
                findings.append(FrontFinding(where, "error", message, example, f"asks.{number - 1}.{name}"))
        due = _due(_text(item.get("due")), number, where, findings)
        asks.append(
            FrontAsk(
                _text(item.get("addressee")),
                _text(item.get("action")),
                due,
                _text(item.get("shown_by")),
                where,
            )
        )
    if len(asks) > MOST_ASKS:
        message = _("A draft asks for at most %(most)d things; this one asks for %(count)d.",
                    most=MOST_ASKS, count=len(asks))  # fmt: skip
        findings.append(FrontFinding(line, "error", message, _("Ask for fewer, or write two drafts."), "asks"))
    return tuple(asks)


def _due(value: str, number: int, line: int, findings: list[FrontFinding]) -> date | None:
    if not value:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        findings.append(
            FrontFinding(
                line,
                "error",
                _(
                    "Ask %(number)d is due on “%(value)s”, which is not a date.",
                    number=number,
                    value=value[:40],
                ),
                _("Write year, month and day, for example 2027-01-31."),
            )
        )
        return None
