"""Words for issues that nobody wrote: some common, thousands rare, as in real text."""

import random
from itertools import product

COMMON = [
    "access",
    "addresses",
    "capacity",
    "children",
    "competition",
    "content",
    "cost",
    "countries",
    "data",
    "development",
    "domain",
    "emerging",
    "exchange",
    "freedom",
    "governance",
    "identifiers",
    "infrastructure",
    "interconnection",
    "internet",
    "languages",
    "law",
    "markets",
    "names",
    "networks",
    "openness",
    "operators",
    "oversight",
    "participation",
    "points",
    "policy",
    "prices",
    "privacy",
    "protection",
    "public",
    "registries",
    "rights",
    "root",
    "routing",
    "security",
    "services",
    "stability",
    "standards",
    "transit",
    "trust",
    "users",
    "zone",
]
RARE = ["".join(parts) for parts in product(("ba", "ke", "lu", "mo", "ni", "ra", "so", "ti"), repeat=4)]
TIMES = 38
"""How many times as frequent a common word is as a rare one: each is in about every third issue's text."""

_ALL = COMMON * TIMES + RARE


def words(chance: random.Random, count: int) -> list[str]:
    """Return ``count`` words."""
    return chance.choices(_ALL, k=count)


def sentence(chance: random.Random, count: int) -> str:
    """Return a sentence of ``count`` words."""
    return " ".join(words(chance, count)).capitalize() + "."


def title_of(chance: random.Random) -> str:
    """Return a title of four to eight words."""
    return " ".join(words(chance, chance.randrange(4, 9))).capitalize()
