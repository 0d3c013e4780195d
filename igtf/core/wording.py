"""Texts of the program as values: kept in no language, said in that of whoever reads; words in lists, and numbers."""

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from typing import Any
from unicodedata import bidirectional

from flask import Flask

from igtf.core.i18n import Lazy, Text, Worded, figures, locale, say
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l

_WAYS = {"L": "ltr", "R": "rtl", "AL": "rtl"}
"""The way that lines run in which a letter of a class stands (UAX #9, strong types)."""

_COMMA, _SEMICOLON = _l(", "), _l("; ")


def as_data(value: Any) -> Any:
    """Return as JSON what is kept of a text: its message and variables, in no language; of an object what it says."""
    if isinstance(value, Listed):
        return [as_data(one) for one in value._args[0]]
    if value is None or isinstance(value, str | int | float):
        return value
    if not isinstance(value, Lazy):
        return int(str(value)) if str(value).isdecimal() else str(value)
    message, variables, context, many = value._args
    parts = {"says": message, "context": context, "many": many,
             "with": {name: as_data(one) for name, one in variables.items()}}  # fmt: skip
    return {name: part for name, part in parts.items() if part}


def in_english(text: Any) -> str:
    """Return a text in English, for the columns that hold one for all readers, such as titles."""
    if isinstance(text, Numeral):
        return f"{text:,d}"
    if isinstance(text, Listed):
        said = [in_english(one) for one in text._args[0]]
        return in_english(_between(said)).join(said)
    if not isinstance(text, Lazy):
        return str(text)
    message, variables, _context, many = text._args
    given = {
        name: in_english(one) if isinstance(one, Worded | Numeral) else as_data(one) for name, one in variables.items()
    }
    said = many if many and given["num"] != 1 else message
    return str(said % given) if given else str(said)


_OWN_NAMES: dict[str | None, Text] = {"clock": _l("The clock"), "importer": _l("The importer")}


def name_said(kind: str | None, name: str) -> str:
    """Return who acts by ``name``; what of the program acts, a ``kind`` of its own, in the words of the reader."""
    return str(_OWN_NAMES[kind]) if kind in _OWN_NAMES else name


_NUMBERED = {"%(people)d moderators": ("%(num)d moderator", "%(num)d moderators", "people")}
"""Texts that stand in the record as they were before they had a form for each number: one, many, which number it is."""


def said_by(data: Mapping[str, Any], variables: dict[str, Any]) -> str:
    """Return in the present language what ``as_data`` made of a text, with these variables filled in."""
    if data["says"] in _NUMBERED:
        one, many, number = _NUMBERED[data["says"]]
        return say(one, {"num": variables[number]}, many=many)
    return say(data["says"], variables, data.get("context", ""), data.get("many", ""))


def keeping_way(words: str) -> str:
    """Return words that begin the other way than the present language runs, marked so that what is around leaves them
    as they are (UAX #9, FSI and PDI); others as they are given.

    So are those with an address: mail programs would take the mark for a part of it.
    """
    ways = (_WAYS.get(bidirectional(letter)) for letter in words)
    way = next((way for way in ways if way), None)
    return f"\u2068{words}\u2069" if way not in (None, locale().text_direction) and "://" not in words else words


def listed(words: Iterable[Any]) -> str:
    """Return words one after the other, as the present language parts them; those with a comma of their own apart."""
    said = [str(one) for one in words]
    return str(_between(said)).join(said)


def _between(words: Iterable[str]) -> Text:
    return _SEMICOLON if any(comma in one for one in words for comma in ",،、") else _COMMA


class Listed(Worded):
    """Words one after the other, as ``listed`` says them."""

    def __init__(self, words: Sequence[Text]) -> None:
        super().__init__(listed, words)


def labelled(label: Any, value: Any) -> str:
    """Return 'Label: value', as ``parts_from`` parts the two."""
    return str(label) + parts_from(label) + str(value)


def parts_from(label: Any) -> str:
    """Return what stands behind a label: the colon of the present language, where it ``ends`` as a sentence a space."""
    return " " if ends(label) else _(": ")


def ends(label: Any) -> bool:
    """Return whether a label is a sentence of its own, a question or an ask, which takes no colon."""
    return str(label).endswith((".", "?", "!", "؟", "。", "？"))


def in_turn(sentences: Iterable[Text]) -> Text:
    """Return sentences one after the other as one text, said when somebody reads it; empty when there are none."""
    given = [sentence for sentence in sentences if sentence]
    return reduce(lambda one, other: _l("%(one)s %(other)s", one=one, other=other), given) if given else ""


def in_figures(value: float, places: int | None = None) -> str:
    """Return a number as the present language writes it: 5,000 and 0.55, or 5 000 and 0,55; so many ``places``."""
    return figures(value, None if places is None else f"#,##0.{'0' * places}", locale())


class Numeral(int):
    """A number that texts write as their reader's language does."""

    __slots__ = ()

    def __str__(self) -> str:
        return in_figures(int(self))


def init_app(app: Flask) -> None:
    """Register the template filters."""
    app.jinja_env.filters.update(in_figures=in_figures, listed=listed, parts_from=parts_from)
