"""How much of everything there is, by the number of issues: as at a million, in proportion, with a floor."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sizes:
    """What is loaded for ``issues`` issues; ``thread`` is the number of comments of the longest discussion."""

    issues: int

    def _share(self, at_a_million: int, least: int) -> int:
        return max(least, self.issues * at_a_million // 1_000_000)

    @property
    def people(self) -> int:
        return self._share(100_000, 100)

    @property
    def thread(self) -> int:
        return 5_000 if self.issues >= 1_000 else 50

    @property
    def copies(self) -> dict[str, int]:
        """Return how many copies there are of each sample."""
        return {
            "group": self._share(2_000, 10),
            "draft": self._share(19_000, 20),
            "recommendation": self._share(1_000, 10),
            "statement": self._share(5_000, 10),
            "ballot": self._share(2_000, 10),
            "open ballot": 20 if self.issues >= 1_000 else 2,
        }
