"""Where somebody whose posting is paused is heard all the same: what a kind above says of its subjects."""

from collections.abc import Callable

HEARD: dict[str, Callable[[int, int], bool]] = {}
"""Kind → whether a subject of it, by its id, is one on which a person whose posting is paused may comment."""
