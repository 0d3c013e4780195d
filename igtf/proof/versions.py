"""The versions of the procedure as the entries make them: by an adopted change, and by an appeal that annulled one."""

from typing import Any

from igtf.proof.verdicts import CannotCount, Disagrees
from igtf.record.values import FIRST, VALUES, given_back, unfit

ADOPTED, ANNULLED = "procedure-change.adopt", "procedure-change.annul"


class Versions:
    """Reads the entries that make versions, in their order, and says which numbers a ballot runs under."""

    def __init__(self) -> None:
        self._last, self._sure = FIRST, True
        self._known: dict[int, dict[str, float]] = {FIRST: dict(VALUES)}
        self._made: dict[int, tuple[int, dict[str, float]] | None] = {}

    def read(self, entry: dict[str, Any], data: Any) -> None:
        """Take in an entry of a change of the procedure; ``data`` is its content, None when that is withheld."""
        change = entry["subject"]
        if entry["kind"] == ANNULLED:
            if change in self._made:
                self._give_back(self._made.pop(change))
        elif data is None:
            self._last, self._made[change] = self._last + 1, None
        else:
            self._last, self._sure = data["version"], True
            self._made[change] = self._last, data["changes"]
            if self._last - 1 in self._known:
                self._known[self._last] = self._known[self._last - 1] | data["changes"]

    def _give_back(self, made: tuple[int, dict[str, float]] | None) -> None:
        """Make the version that has the former numbers again, where these fit those that were changed since."""
        version, changes = made or (FIRST, {})
        if not {self._last, version, version - 1} <= self._known.keys():
            self._sure = False  # whether one was made is withheld with the numbers
            return
        now = self._known[self._last]
        former = given_back(changes, now, self._known[version], self._known[version - 1])
        if former and not unfit(now | former):
            self._last += 1
            self._known[self._last] = now | former

    def numbers(self, opening: Any) -> dict[str, float]:
        """Return the numbers that a ballot runs under, as the content of its opening says.

        Disagrees where that is not the version in force then; CannotCount where the entries lack its numbers.
        """
        if "numbers" not in opening:
            if self._last > FIRST:
                raise CannotCount("its opening does not say under which version of the procedure it runs")
            return self._known[FIRST]
        said = opening["procedure"]
        if said != self._last and self._sure:
            raise Disagrees(f"was opened under version {said} of the procedure, when version {self._last} was in force")
        if said not in self._known or not self._sure:
            raise CannotCount(f"the entries do not say which numbers version {said} of the procedure has")
        known: dict[str, float] = self._known[said]
        if any(known.get(name, value) != value for name, value in opening["numbers"].items()):
            raise Disagrees(f"was opened with other numbers than version {said} of the procedure has")
        return {**known, **opening["numbers"]}
