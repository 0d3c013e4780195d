"""A shelf: what a process keeps in memory, so that it need not make it again, in a bounded room."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, Protocol, TypeVar

Key = tuple[Hashable, ...]


class Sized(Protocol):
    """What knows how many bytes it takes."""

    @property
    def size(self) -> int: ...


Thing = TypeVar("Thing", bound=Sized)


class Shelf(Generic[Thing]):
    """Things by key, up to ``room`` bytes in all; those not asked for the longest go first."""

    def __init__(self, room: int) -> None:
        self.room, self.used = room, 0
        self._things: OrderedDict[Key, Thing] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Key) -> Thing | None:
        """Return the thing under ``key``."""
        with self._lock:
            found = self._things.get(key)
            if found:
                self._things.move_to_end(key)
            return found

    def find(self, key: Key, holds: Callable[[Thing], bool]) -> Thing | None:
        """Return the thing under ``key`` if it ``holds``."""
        thing = self.get(key)
        return thing if thing and holds(thing) else None

    def put(self, key: Key, thing: Thing) -> None:
        """Keep a thing, in the place of one that was under ``key``."""
        with self._lock:
            before = self._things.pop(key, None)
            self.used += thing.size - (before.size if before else 0)
            self._things[key] = thing
            while self.used > self.room:
                self.used -= self._things.popitem(last=False)[1].size
