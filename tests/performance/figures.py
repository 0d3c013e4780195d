"""The figures of issues that are loaded in bulk, by the program's own rules, while their rows are made."""

from collections import Counter, defaultdict
from datetime import datetime
from types import SimpleNamespace

from igtf.figures import ways
from igtf.figures.commands import Change, _adds, _people, _Row
from igtf.figures.models import Figure, Presence, Tally
from tests.performance.bulk import Bulk, raw


class Figures:
    """What the loaded issues and acts add to the figures."""

    def __init__(self, bulk: Bulk) -> None:
        self.bulk = bulk
        self.tally = bulk.into(Tally, "subject_id", "kind", "state", "year", "topic", "layer", "region", "source",
                               "cells")  # fmt: skip
        self.change: Change = Counter()
        self.footing: dict[int, tuple[str, str, str]] = {}
        self.present: dict[int, set[tuple[int, int]]] = defaultdict(set)
        self.acts: Counter[tuple[int, int]] = Counter()

    def act(self, who: tuple[int, int], year: int) -> None:
        """Count an act on a subject, of a person under a hat."""
        self.acts[who[1], year] += 1
        self.present[who[0]].add((year, who[1]))

    def issue(
        self, number: int, state: str, since: datetime, entries: list[ways.WayEntry], hat: int, at: datetime,
        topic: str | None, layer: str, source: str,
    ) -> None:  # fmt: skip
        """Count an issue with its entries."""
        way = ways.IssueWay(ways.WayPart("issue", state, since, entries), "filer")
        seen = SimpleNamespace(
            id=number, kind="issue", state=state, topic=topic, layer=layer, region=self.footing[hat][1], source=source,
            opened_at=at,
        )  # fmt: skip
        row = _Row(seen, ways.cells_of(way, "|".join(self.footing[hat])))
        for key in _adds(row):
            self.change[key] += 1
        self.tally(*map(raw, vars(row).values()))

    def write(self) -> None:
        """Write the sums, and that the figures go up to the last place in the log."""
        for (hat, year), number in self.acts.items():
            self.change["site", "acts", str(year), "|".join(self.footing[hat])] += number
        present = self.bulk.into(Presence, "actor_id", "year", "footing")
        for actor, years in self.present.items():
            rows = {(actor, year, "|".join(self.footing[hat])) for year, hat in years}
            for row in rows:
                present(*row)
            for key in _people(rows):
                self.change[key] += 1
        self._add()
        place = self.bulk.last["outbox", "log_index"]
        self.bulk.ask(f"UPDATE progress SET place = {place} WHERE name = 'figures'")

    def _add(self) -> None:
        known = self.bulk.ask("SELECT slice, what, name, bucket, number FROM figure")
        self.bulk.ask("DELETE FROM figure")
        sums = self.bulk.into(Figure, "slice", "what", "name", "bucket", "number")
        for key, number in (Counter({tuple(row[:4]): row[4] for row in known}) + self.change).items():
            sums(*key, number)
        self.bulk.flush()
