"""Which remarks of an archive are here already. An archive numbers no remarks: they are told by moment and author."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from igtf.archives.models import ArchiveItem
from igtf.archives.reading import Remark


@dataclass(frozen=True)
class KeptRemark:
    """A remark that can be shown: the key of its issue, the remark, and its HTML."""

    issue_key: str
    remark: Remark
    html: str

    @property
    def moment(self) -> str:
        """What the keys of all remarks of this moment on the issue begin with."""
        return f"{self.issue_key} {self.remark.at.isoformat()}"

    @property
    def name(self) -> str:
        """What the keys of all remarks of this moment and author begin with; a number follows."""
        return f"{self.moment} {self.remark.author}"


Pair = tuple[KeptRemark, ArchiveItem | None]
"""A remark, and what it was when it was imported last; None for a new one."""


def digest(text: str) -> str:
    """Return what is kept of a text to see whether it is the same: a moderator's removal would not reach the words."""
    return sha256(text.encode()).hexdigest()


def digests(texts: Iterable[str]) -> list[str]:
    """Return the digests of some texts, in their order."""
    return [digest(text) for text in texts]


def paired(kept: Sequence[KeptRemark], known: Sequence[ArchiveItem]) -> list[Pair]:
    """Return each remark with the one of the ``known`` of its issue, in their order, that it was.

    Of several remarks of one author in one moment, those that say the same are the same, the others go by their order.
    What is left was said in the same words in the same moment by an account that has another name now; in other words
    too, where of that moment one alone is left of both.
    """
    if not kept:
        return []
    found: dict[int, ArchiveItem] = {}
    ways: tuple[tuple[Callable[[KeptRemark], object], Callable[[ArchiveItem], object]], ...] = (
        (lambda each: (each.name, digest(each.remark.text)), lambda item: (_name(item), item.seen["text"])),
        (lambda each: each.name, _name),
        (lambda each: (each.moment, digest(each.remark.text)), lambda item: (_moment(item, kept), item.seen["text"])),
    )  # fmt: skip
    for of_remark, of_item in ways:
        taken, free = {item.key for item in found.values()}, defaultdict[object, list[ArchiveItem]](list)
        for item in reversed(known):
            if item.key not in taken:
                free[of_item(item)].append(item)
        for place, each in enumerate(kept):
            if place not in found and free[of_remark(each)]:
                found[place] = free[of_remark(each)].pop()
    _add_lone(found, kept, known)
    return [(each, found.get(place)) for place, each in enumerate(kept)]


def _add_lone(found: dict[int, ArchiveItem], kept: Sequence[KeptRemark], known: Sequence[ArchiveItem]) -> None:
    """Find for a remark without a partner the one that has none either, where both are alone in their moment."""
    taken = {item.key for item in found.values()}
    came, stayed = defaultdict[str, list[int]](list), defaultdict[str, list[ArchiveItem]](list)
    for place, each in enumerate(kept):
        if place not in found:
            came[each.moment].append(place)
    for item in known:
        if item.key not in taken:
            stayed[_moment(item, kept)].append(item)
    for moment, places in came.items():
        if len(places) == len(stayed[moment]) == 1:
            found[places[0]] = stayed[moment][0]


def _name(item: ArchiveItem) -> str:
    return item.key.rpartition(" ")[0]


def _moment(item: ArchiveItem, kept: Sequence[KeptRemark]) -> str:
    """Return the moment in the key of a remark: names of accounts may have blanks, as may those of repositories."""
    issue_key = kept[0].issue_key
    return f"{issue_key} {item.key.removeprefix(f'{issue_key} ').partition(' ')[0]}"


def renamed(pairs: Iterable[Pair]) -> list[tuple[KeptRemark, ArchiveItem]]:
    """Return those that were said by an account which has another name now."""
    return [(each, item) for each, item in pairs if item is not None and _name(item) != each.name]


def keys_for(kept: Iterable[KeptRemark], taken: Iterable[str]) -> list[str]:
    """Return a key for each of the remarks: their moment and author, with the first number that is not ``taken``."""
    used, last, found = set(taken), Counter[str](), []
    for each in kept:
        last[each.name] += 1
        while f"{each.name} {last[each.name]}" in used:
            last[each.name] += 1
        found.append(f"{each.name} {last[each.name]}")
    return found
