"""Words of a text as terms that can be compared: folded, lightly stemmed, with synonyms of the field.

English only, like the mandate texts; words of other languages simply do not match.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from igtf.core.text.plaintext import without_accents

STOP_WORDS = """
a about above after again against all also although always am among an and another any are as at available
be because become been before begin being below between both bring but by call can cannot carry change come
could country day decide did different do does doing done down during each either etc even ever every
everybody fail far few find first follow for from further get give given go great had happen has have having
he held help her here hers him his hold how however i if important in into is it its itself just keep know
large last leave let like long longer look made make many may me mean might more most much must my need
neither new no nobody nor not now of off often old on once one only onto or order other others our out over
own part per place point put rather refuse said same say see shall she should show since so some something
start such take than that the their them then there these they thing this those through thus to today
together too toward try two under until up upon us use used using very via want was way we well were what
when where whether which while who whom whose why will with within without work world would wrong year yet
you your
internet online digital governance policy issue question matter subject people include concern
"""
"""Words without weight; the last line is of this field, where it tells nothing about who is in charge."""

CONCEPTS = {
    "artificial intelligence": ("ai", "machine learning"),
    "autonomous systems": ("autonomous system number", "asn"),
    "capacity building": ("capacity development", "capacity-building"),
    "children": ("child", "minor"),
    "copyright": ("author's right", "related right"),
    "cybercrime": ("computer crime", "cyber crime", "cybercriminal"),
    "cybersecurity": ("cyber security", "network security", "information security", "digital security"),
    "disability": ("disabled", "accessibility", "accessible", "visually impaired"),
    "dispute resolution": ("settlement of disputes", "settles disputes", "arbitration", "mediation"),
    "domain names": ("domain name system", "dns", "top-level domain", "gtld", "cctld"),
    "e-commerce": ("electronic commerce", "ecommerce"),
    "education": ("learning", "teaching", "school"),
    "electronic signature": ("digital signature", "e-signature"),
    "freedom of expression": ("free speech", "freedom of speech", "freedom of opinion"),
    "gender": ("woman", "women", "girl"),
    "incident response": ("cert", "csirt", "computer emergency response", "security incident"),
    "international security": ("cyber conflict", "cyber war", "cyberwar", "responsible state behaviour",
                               "confidence building", "peace and security"),
    "internet of things": ("iot", "connected device"),
    "ip addresses": ("internet protocol number", "ipv4", "ipv6", "ip addressing", "address space"),
    "labour": ("labor", "worker", "employment", "working condition"),
    "language": ("multilingual", "multilingualism", "script", "internationalised domain name", "idn"),
    "least developed countries": ("ldc",),
    "privacy": ("personal data", "data protection"),
    "tax": ("taxation", "taxes"),
    "trademark": ("trade mark", "brand"),
}  # fmt: skip
"""Synonyms of the field: a concept and other names for it. General language, no names of bodies."""

_ENDINGS = (
    ("isation", 5),
    ("ation", 3),
    ("ition", 5),
    ("ing", 4),
    ("ed", 4),
    ("al", 5),
    ("ion", 5),
    ("ly", 4),
)
"""Endings taken off, with the letters that must remain."""


@lru_cache(maxsize=1024)
def terms(text: str) -> tuple[tuple[str, str], ...]:
    """(term, as written) of each word or concept of a text, in order, stop words left out."""
    return tuple(_terms(_surface(text)))


def _terms(words: list[str]) -> Iterator[tuple[str, str]]:
    stems = [stem(word) for word in words]
    concepts, longest = _concepts()
    at = 0
    while at < len(words):
        for size in range(min(longest, len(words) - at), 0, -1):
            if concept := concepts.get(tuple(stems[at : at + size])):
                yield concept, " ".join(words[at : at + size])
                at += size
                break
        else:
            if stems[at] not in _stop_stems() and len(words[at]) > 1:
                yield stems[at], words[at]
            at += 1


@cache
def _stop_stems() -> frozenset[str]:
    return frozenset(map(stem, STOP_WORDS.split()))


@cache
def _concepts() -> tuple[dict[tuple[str, ...], str], int]:
    """Stems of each name of a concept → the concept, and the number of words of the longest name."""
    table = {
        tuple(map(stem, _surface(name))): f"={concept}"
        for concept, others in CONCEPTS.items()
        for name in (concept, *others)
    }
    return table, max(map(len, table))


def _surface(text: str) -> list[str]:
    """Words without accents, in lower case; 'e-commerce' is one word, 'cross-border' two."""
    folded = re.sub(r"['’]s?\b", "", without_accents(text).casefold())
    return re.findall(r"[^\W_]+", re.sub(r"\b(e)-(?=[a-z])", r"\1", folded))


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """A word without plural and the commonest endings ('standardisation', 'standards' → 'standard')."""
    word = _singular(word.replace("iza", "isa").replace("ize", "ise"))
    for ending, left in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= left:
            word = word.removesuffix(ending)
            if ending in {"ing", "ed"} and word[-1] == word[-2] and word[-1] not in "sl":
                word = word[:-1]
            break
    return word.removesuffix("e") if len(word) > 4 else word


def _singular(word: str) -> str:
    if len(word) < 4 or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    return word.removesuffix("s")
