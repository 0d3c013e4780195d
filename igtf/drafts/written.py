"""Front matter written of what the fields of a form say, and a text taken apart into them; the reader is ``front``."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import yaml

from igtf.core.text.plaintext import MarkupRefused, normalise
from igtf.drafts.addresses import MAIL_KEY
from igtf.drafts.front import Front, FrontAuthor, front_data, items_of
from igtf.drafts.known import addressee_of
from igtf.drafts.text import Manuscript, end_of_front, has_front, parse
from igtf.people.stakeholders import GROUPS

ENTRIES = ("title", "abstract", "authors", "addresses", "asks")
"""The entries of the front matter that have fields; all others are ``further`` ones."""

MOST = {
    "title": 300, "abstract": 20_000, "addresses": 500, "further": 20_000, "name": 300, "organisation": 300,
    "addressee": 300, "action": 2_000, "shown_by": 2_000,
}  # fmt: skip
"""How many characters a field takes."""
MOST_ROWS = 50
"""How many authors and how many asks the fields take."""

AUTHOR = ("name", "organisation", "hat")
ASK = ("addressee", "action", "due", "shown_by")


class _Writer(yaml.SafeDumper):
    """Writes entries as people do: paragraphs as they stand, short lists on one line, no aliases."""

    def ignore_aliases(self, _data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, indentless=False)

    def text(self, text: str) -> yaml.ScalarNode:
        """Return a text: paragraphs as they stand, unless a line reads as an address, which would be taken out."""
        text = normalise(text)
        lines = text.split("\n")
        as_it_stands = lines[-1] and not any(map(MAIL_KEY.match, lines))
        style = None if len(lines) == 1 else "|" if as_it_stands else '"'
        return self.represent_scalar("tag:yaml.org,2002:str", text, style=style)

    def numbers(self, items: Sequence[Any]) -> yaml.SequenceNode:
        return self.represent_sequence("tag:yaml.org,2002:seq", items, flow_style=True)


_Writer.add_representer(str, _Writer.text)
_Writer.add_representer(tuple, _Writer.numbers)


def numbers_in(text: str) -> tuple[int | str, ...]:
    """Return the numbers of issues that a line names, what is none as it stands: the reader says so."""
    return tuple(int(item) if re.fullmatch("[1-9][0-9]{0,8}", item) else item for item in items_of(text))


def with_front(entries: Mapping[str, Any], further: str, body: str) -> tuple[str, int]:
    """Return a whole text, and the number of its first line when those of ``body`` are counted from 1.

    ``entries`` are those of the front matter, of which empty ones are left out; ``further`` are lines of YAML beside
    them.
    """
    said = {name: value for name, value in entries.items() if value}
    written = yaml.dump(said, Dumper=_Writer, allow_unicode=True, sort_keys=False, width=math.inf) if said else ""
    front = f"---\n{written}{further}" + ("\n---\n" if further else "---\n")
    return front + body, 1 - front.count("\n")


def taken_apart(source: str) -> dict[str, Any] | None:
    """Return what the fields of a form say for a text to be read as ``source`` is; None where no fields can.

    ``further`` are the lines of entries that have no field, ``source`` is the text below the front matter.
    """
    if not has_front(source):
        return None
    lines = normalise(source).split("\n")
    try:
        whole = parse(source)
        above = lines[: end_of_front(lines)]
        fields = _fields(whole, above) | {"source": "\n".join(lines[whole.body_line - 1 :]).strip()}
        again = parse(with_front(entries_of(fields), fields["further"], fields["source"])[0])
    except MarkupRefused:
        return None
    return fields if _read(again) == _read(whole) and _has_fields(above) and _fits(fields) else None


def in_one_order(source: str) -> str:
    """Return a text to be compared: its front matter as the form writes it, where fields can say it, in one order.

    So nothing is shown as changed that only stands in another place. A text without front matter, or one that cannot
    be read, stays as it is.
    """
    fields = taken_apart(source)
    text = source if fields is None else with_front(entries_of(fields), fields["further"], fields["source"])[0]
    lines = normalise(text).split("\n")
    try:
        front = parse(text).front
    except MarkupRefused:
        return source
    end = (end_of_front(lines) or 0) if has_front(text) else 0
    found = _entries(front, lines[:end])
    head = [line for entry in sorted(found, key=_place) for line in entry[1]]
    return "\n".join([*lines[: end - len(head)], *head, *lines[end:]])


def entries_of(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the entries of the front matter that fields stand for."""
    said = {name: fields.get(name) for name in ENTRIES}
    return {**said, "addresses": numbers_in(fields.get("addresses") or "")}


def _named(authors: Sequence[FrontAuthor]) -> tuple[FrontAuthor, ...]:
    """Return authors with the stakeholder groups of their hats as the field of the form has them."""
    return tuple(replace(author, hat=addressee_of(author.hat)[1] or author.hat) for author in authors)


def _fields(whole: Manuscript, above: Sequence[str]) -> dict[str, Any]:
    front = whole.front
    return {
        "title": front.title,
        "abstract": whole.abstract,
        "authors": [filled({name: getattr(author, name) for name in AUTHOR}) for author in _named(front.authors)],
        "addresses": ", ".join(map(str, front.addresses)),
        "asks": [filled({name: getattr(ask, name) for name in ASK}) for ask in front.asks],
        "further": "\n".join(_further(front, above)).strip(),
    }


def filled(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a row says, without what was left empty."""
    return {name: value for name, value in row.items() if value}


def _further(front: Front, above: Sequence[str]) -> list[str]:
    """Return the lines of the entries that have no field."""
    return [line for name, lines in _entries(front, above) if name not in ENTRIES for line in lines]


def _entries(front: Front, above: Sequence[str]) -> list[tuple[str, Sequence[str]]]:
    """Return each entry of the front matter with its lines: it goes on to where the next one begins."""
    starts = sorted((line, name) for name, line in front.lines.items())
    ends = [*(line for line, _name in starts[1:]), len(above) + 1]
    return [(name, above[start - 1 : end - 1]) for (start, name), end in zip(starts, ends, strict=bool(starts))]


def _place(entry: tuple[str, Sequence[str]]) -> tuple[int, str]:
    """Return where an entry stands when all are in one order: as the form has them, then the further ones by name."""
    name = entry[0]
    return (ENTRIES.index(name) if name in ENTRIES else len(ENTRIES), name)


def _read(whole: Manuscript) -> Any:
    """Return what is read of a text, wherever in it that stands."""
    asks = tuple(replace(ask, line=0) for ask in whole.front.asks)
    front = replace(whole.front, abstract="", authors=_named(whole.front.authors), asks=asks, lines={})
    return front, whole.abstract, whole.body.strip()


def _has_fields(above: Sequence[str]) -> bool:
    """Return whether authors and asks say no more than there are fields for."""
    front = front_data("\n".join(above[1:])) or {}
    said = {str(name).strip().lower(): value for name, value in front.items()}
    rows = ((said.get("authors") or said.get("author"), AUTHOR), (said.get("asks"), ASK))
    return all(
        set(row) <= set(names)
        for found, names in rows
        for row in (found if isinstance(found, list) else [found])
        if isinstance(row, dict)
    )


def _fits(fields: Mapping[str, Any]) -> bool:
    """Return whether nothing is longer than its field takes, and each hat is one that can be chosen."""
    authors, asks = fields["authors"], fields["asks"]
    parts = [fields, *authors, *asks]
    short = all(len(str(part.get(name, ""))) <= most for part in parts for name, most in MOST.items())
    known = all(author.get("hat", "") in ("", *GROUPS) for author in authors)
    return short and known and max(len(authors), len(asks)) <= MOST_ROWS
