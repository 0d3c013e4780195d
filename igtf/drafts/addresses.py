"""A draft's source as it is stored: its front matter is without e-mail addresses, and is read as before."""

import re
from collections.abc import Iterator, Sequence

import yaml

from igtf.core.text.plaintext import MarkupRefused, empty_items, normalise, remove_addresses
from igtf.drafts.front import composed, line_of
from igtf.drafts.text import end_of_front

MAIL_KEY = re.compile(r"""(\s*(?:-\s+)*)["']?e-?mail["']?\s*:""", re.IGNORECASE)
_MAIL = ("email", "e-mail")
"""The names of an entry that gives an address."""


def clean(source: str) -> str:
    """Return ``source`` as it is stored and hashed: ``\\n`` as line break, front matter without addresses.

    An entry that gives one goes as a whole, on however many lines it stands; a line of a text is none. A list in
    brackets keeps the place of an item that was an address, so that it is still a list.
    """
    lines = normalise(source).split("\n")
    end = (end_of_front(lines) or len(lines)) if lines[0].rstrip() == "---" else 0
    return "\n".join([*_without_addresses(lines[:end]), *lines[end:]])


def _without_addresses(lines: Sequence[str]) -> Iterator[str]:
    """Yield the lines of front matter, with that which opens it, that stay; of one that is not read, by their looks."""
    going = {index for index, line in enumerate(lines) if MAIL_KEY.match(line)}
    listed = {index for index, line in enumerate(lines) if empty_items(line) != line}
    tree = _tree(lines) if going or listed else None
    if tree is not None:
        going = {line for entry in _mail_entries(tree) if entry.start in going for line in entry}
    listed &= set(_items_in_brackets(tree))
    for index, line in enumerate(lines):
        found = MAIL_KEY.match(line)
        if index not in going:
            yield remove_addresses(empty_items(line) if index in listed else line)
        elif found and "-" in found[1]:
            yield found[1].rstrip()


def _tree(lines: Sequence[str]) -> yaml.Node | None:
    """Return the tree of front matter, whose nodes have the lines of ``lines``; None where it is not read."""
    try:
        return composed("\n".join(["", *lines[1:], ""]), 0)
    except MarkupRefused:  # what is wrong with it is said where it is read
        return None


def _mail_entries(node: yaml.Node) -> Iterator[range]:
    """Yield the lines of each entry that is an address by its name, with all that it says.

    Those within brackets are none: others stand on their lines.
    """
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            named = isinstance(key, yaml.ScalarNode) and str(key.value).strip().lower() in _MAIL
            if named and not node.flow_style:
                yield range(line_of(key, 0), _last_line(value) + 1)
            else:
                yield from _mail_entries(value)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _mail_entries(item)


def _last_line(node: yaml.Node) -> int:
    """Return the last line of a value; a block of text ends where the next line begins."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style:
        parts = (part for entry in node.value for part in (entry if isinstance(entry, tuple) else [entry]))
        return max(map(_last_line, parts), default=line_of(node, 0))
    block = isinstance(node, yaml.ScalarNode) and node.style in ("|", ">")
    return (node.end_mark.line if node.end_mark else 0) - block


def _items_in_brackets(node: yaml.Node | None) -> Iterator[int]:
    """Yield the lines on which items of lists in brackets begin."""
    if isinstance(node, yaml.MappingNode):
        for _key, value in node.value:
            yield from _items_in_brackets(value)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            if node.flow_style and isinstance(item, yaml.ScalarNode):
                yield line_of(item, 0)
            yield from _items_in_brackets(item)
