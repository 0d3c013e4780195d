"""Countries and areas, the groups they belong to, and how to read them from free text.

In data/countries.csv the least developed, land-locked and small island countries are those of the lists of 2025, of
which graduation changes the first; the World Bank's income classes are those in force from July 2023.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from types import MappingProxyType

from babel import Locale
from flask_babel import LazyString

from igtf.core.i18n import lazy_gettext as _l
from igtf.core.i18n import locale
from igtf.core.text.plaintext import alphabetical, without_accents

READ_IN = ("en", "fr", "es", "pt", "de", "it", "ru", "ar", "zh")
"""Languages in which a country's name is recognised in free text."""

SHORTEST_DAMAGED = 5
"""Letters a name must keep, after losing those outside ASCII, to be recognised: 'Sngal' yes, 'Per' no."""


class Region(StrEnum):
    """Regional groups of the United Nations; `none` for territories, organisations and *not stated*."""

    AFRICAN = "african"
    ASIA_PACIFIC = "asia_pacific"
    EASTERN_EUROPEAN = "eastern_european"
    GRULAC = "grulac"
    WEOG = "weog"
    NONE = "none"

    @property
    def label(self) -> LazyString:
        """The group's name in the reader's language."""
        return REGION_LABELS[self]

    @property
    def letters(self) -> LazyString | str:
        """How the group is written in a seat of a picture and where a column is narrow; empty for `none`."""
        return _LETTERS.get(self, "")


REGIONS = tuple(region for region in Region if region is not Region.NONE)
"""The five regional groups, in the order in which they are shown."""

REGION_LABELS: Mapping[Region, LazyString] = {
    Region.AFRICAN: _l("African Group"),
    Region.ASIA_PACIFIC: _l("Asia-Pacific Group"),
    Region.EASTERN_EUROPEAN: _l("Eastern European Group"),
    Region.GRULAC: _l("Latin American and Caribbean Group"),
    Region.WEOG: _l("Western European and Others Group"),
    Region.NONE: _l("No region"),
}

_LETTERS: Mapping[Region, LazyString] = {
    Region.AFRICAN: _l("Af"), Region.ASIA_PACIFIC: _l("AP"), Region.EASTERN_EUROPEAN: _l("EE"),
    Region.GRULAC: _l("LA"), Region.WEOG: _l("WE"),
}  # fmt: skip


M49 = ("002", "019", "142", "150", "009")
"""The regions of the UN's standard M49, by their numbers: Africa, Americas, Asia, Europe, Oceania."""


def m49_name(number: str) -> str:
    """Return the name of an M49 region in the reader's language, from CLDR."""
    return str(locale().territories[number])


@dataclass(frozen=True, slots=True)
class Country:
    """A country or area of ISO 3166-1; `m49` is its region in M49, by the number, empty for Antarctica.

    `income` is the World Bank's class, empty where it gives none.
    """

    iso2: str
    un_regional_group: Region
    m49: str
    ldc: bool
    lldc: bool
    sids: bool
    income: str
    also: tuple[str, ...]

    @property
    def name(self) -> str:
        """The name in the reader's language (English outside a request)."""
        return country_name(self.iso2, locale())

    @property
    def m49_region(self) -> str:
        """The name of its region in M49; empty for Antarctica."""
        return m49_name(self.m49) if self.m49 else ""

    @property
    def is_developing(self) -> bool:
        """Whether it is a developing country: a least developed one, or not of high income by the World Bank."""
        return self.ldc or self.income not in ("", "high")


def country_name(iso2: str, spoken: Locale | str) -> str:
    """The name of a country in a language, from CLDR; the code itself where CLDR has none."""
    names: Mapping[str, str] = Locale.parse(spoken).territories
    return names.get(iso2, iso2)


def _country(row: dict[str, str]) -> Country:
    return Country(
        iso2=row["iso2"],
        un_regional_group=Region(row["un_regional_group"]),
        m49=row["m49"],
        ldc=row["ldc"] == "1",
        lldc=row["lldc"] == "1",
        sids=row["sids"] == "1",
        income=row["income"],
        also=tuple(filter(None, row["also"].split(";"))),
    )


@cache
def _table() -> Mapping[str, Country]:
    text = resources.files("igtf.people").joinpath("data/countries.csv").read_text("utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return MappingProxyType({row["iso2"]: _country(row) for row in csv.DictReader(lines)})


class _Lazy(Mapping[str, Country]):
    """The table, read from its file at first use."""

    def __getitem__(self, code: str) -> Country:
        return _table()[code]

    def __iter__(self) -> Iterator[str]:
        return iter(_table())

    def __len__(self) -> int:
        return len(_table())


COUNTRIES: Mapping[str, Country] = _Lazy()
"""All countries and areas by ISO 3166-1 alpha-2 code."""


def country(code: str | None) -> Country | None:
    """The country of a two-letter code in any case; None where there is none."""
    return COUNTRIES.get((code or "").strip().upper())


@cache
def country_choices(spoken: Locale | str) -> tuple[tuple[str, str], ...]:
    """(code, name) of all countries for a form, in the order of the alphabet."""
    named = [(code, country_name(code, spoken)) for code in COUNTRIES]
    return tuple(sorted(named, key=lambda pair: (alphabetical(pair[1]), pair[0])))


def read_countries(text: str) -> list[str]:
    """ISO codes of the countries named in a free-text place, in order of mention, each once.

    Takes names in several languages, with their accents lost or their accented letters dropped,
    beside cities, regions and other words ('Geneva, Switzerland', 'USA / Poland', 'Sngal').
    A bare code counts only where the text consists of codes, for 'CA' beside a city is California.
    """
    parts = [part.strip() for part in re.split(r"[,/;&\s]+", text.strip()) if part.strip()]
    if parts and all(part in COUNTRIES for part in parts):
        return list(dict.fromkeys(parts))
    return list(dict.fromkeys(_mentions(_words(text))))


def _mentions(words: list[str]) -> Iterator[str]:
    """Longest names first at each place, so that South Sudan is not read as Sudan."""
    names, longest = _names()
    at = 0
    while at < len(words):
        for size in range(min(longest, len(words) - at), 0, -1):
            found = words[at : at + size]
            code = names.get(tuple(found)) or names.get(tuple(map(_fold, found)))
            if code:
                yield code
                at += size
                break
        else:
            at += 1


@cache
def _names() -> tuple[Mapping[tuple[str, ...], str], int]:
    """Names as words → code, and the number of words of the longest. English and own aliases win."""
    names: dict[tuple[str, ...], str] = {}
    for code, found in COUNTRIES.items():
        for alias in found.also:
            is_code = alias.isupper()
            names[tuple(_words(alias) if is_code else map(_fold, _words(alias)))] = code
    for language in READ_IN:
        for code in COUNTRIES:
            for form in _forms(country_name(code, language)):
                names.setdefault(form, code)
    return names, max(map(len, names))


def _forms(name: str) -> Iterator[tuple[str, ...]]:
    """A name whole, without its brackets, and as bad transport leaves it: letters outside ASCII gone."""
    for variant in {name, re.sub(r"\(.*?\)", " ", name)}:
        if words := tuple(map(_fold, _words(variant))):
            yield words
        damaged = variant.replace("’", "'").encode("ascii", "ignore").decode()
        if damaged != variant and sum(map(str.isalpha, damaged)) >= SHORTEST_DAMAGED:
            yield tuple(map(_fold, _words(damaged)))


_JOINING = {"and", "the", "of"}


def _words(text: str) -> list[str]:
    """Words in their case without accents and joining words; 'U.S.' is one word."""
    joined = re.sub(r"\b(?:[A-Z]\.){2,}", lambda found: found[0].replace(".", "") + " ", without_accents(text))
    return [word for word in re.findall(r"[^\W_]+", joined) if word.casefold() not in _JOINING]


def _fold(word: str) -> str:
    folded = word.casefold()
    return "saint" if folded == "st" else folded
