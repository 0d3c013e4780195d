"""Keeping the figures: the worker reads the record on from where it stopped, and renews what each subject adds."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import delete, insert, select

from igtf.core.command import housekeeping
from igtf.core.database.adding import own_insert
from igtf.core.db import dialect, session
from igtf.figures import queries, ways
from igtf.figures.models import Figure, Presence, Progress, Tally, TallyPart
from igtf.record.models import HIDDEN
from igtf.record.queries import last_place

BATCH = 1000
"""Entries that are read in one transaction."""

Change = Counter[tuple[str, str, str, str]]
"""Slice, what, name, bucket → by how much its number changes."""


def keep_figures(stopping: Callable[[], bool] = lambda: False) -> None:
    """Bring the figures up to the last place in the log; from the beginning when the rules of counting changed."""
    while not stopping():
        known = queries.progress()
        if known.rules == ways.rules() and known.place >= last_place():
            return
        _keep()


@housekeeping
def _keep() -> None:
    """Take the next entries into the figures: each once, in the transaction that says so."""
    place = session.get_one(Progress, "figures", with_for_update=dialect() == "postgresql" or None)
    if place.rules != ways.rules():
        _forget(place)
    rows = queries.entries_after(place.place, BATCH)
    if not rows:
        return
    change: Change = Counter()
    quiet = ways.quiet()
    changed = {row.subject_id for row in rows if row.subject_id and row.kind not in quiet}
    _renew(changed | queries.issues_of(changed), change)
    _note_people([row for row in rows if row.actor_kind == "person" and row.subject_id], change)
    _add(change)
    place.place, place.at = rows[-1].log_index, rows[-1].at


def _forget(place: Progress) -> None:
    for table in (Tally, TallyPart, Figure, Presence):
        session.execute(delete(table))
    place.place, place.at, place.rules = 0, None, ways.rules()


def _renew(ids: set[int], change: Change) -> None:
    """Count subjects anew: what they added before goes, what they add now comes."""
    before = session.execute(select(*_COLUMNS).where(Tally.subject_id.in_(ids))).all()
    after = _tallies(ids)
    for sign, rows in ((-1, before), (1, after)):
        for row in rows:
            for key in _adds(row):
                change[key] += sign
    session.execute(delete(Tally).where(Tally.subject_id.in_(ids)))
    if after:
        session.execute(insert(Tally), [dict(row.__dict__) for row in after])


_COLUMNS = tuple(Tally.__table__.columns)


class _Row:
    """A row of Tally before it is written."""

    def __init__(self, row: Any, cells: Sequence[ways.Cell]) -> None:
        self.subject_id, self.kind, self.state = row.id, row.kind, row.state
        self.year, self.topic, self.layer = row.opened_at.year, row.topic, row.layer
        self.region = row.region if row.kind == "issue" else None
        self.source = (row.source or None) if row.state != HIDDEN else None
        self.cells = [list(cell) for cell in cells]


def _tallies(ids: set[int]) -> list[_Row]:
    """Return what subjects add now."""
    rows = queries.counted_subjects(ids)
    issues = {row.id for row in rows if row.kind == "issue"}
    parts = queries.parts_of(issues)
    others = {part for own in parts.values() for part in own}
    known = {row.id: row for row in rows} | {row.id: row for row in queries.counted_subjects(others - ids)}
    entries, sources = queries.entries_of(issues | others), queries.came_from(issues)
    session.execute(delete(TallyPart).where(TallyPart.issue_id.in_(issues)))
    pairs = {(part, issue) for issue, own in parts.items() for part in own}
    pairs |= {(source, issue) for issue, (source, _name) in sources.items()}
    if pairs:
        session.execute(insert(TallyPart), [{"part_id": part, "issue_id": issue} for part, issue in sorted(pairs)])
    found = []
    for row in rows:
        cells: list[ways.Cell] = []
        if row.kind == "issue":
            _id, source = sources.get(row.id) or (None, "import" if row.import_key else "filer")
            own = [queries.way_of(known[part], entries[part]) for part in sorted(parts.get(row.id, ()))]
            way = ways.IssueWay(queries.way_of(row, entries[row.id]), source, own)
            cells = ways.cells_of(way, queries.footing_of(row))
        found.append(_Row(row, cells))
    return found


def _adds(row: Any) -> Iterator[tuple[str, str, str, str]]:
    """Yield each figure that a row of Tally adds one to."""
    yield "site", "state", row.kind, row.state
    if row.source:
        yield "sources", "source", row.source, ""
    for key in _slices(row) if row.cells else ():
        for cell in row.cells:
            yield key, cell[0], cell[1], cell[2]


def _slices(row: Any) -> Iterator[str]:
    for year in (None, row.year):
        yield queries.slice_of(year)
        for name in queries.DIMENSIONS:
            if getattr(row, name):
                yield queries.slice_of(year, **{name: getattr(row, name)})


def _note_people(rows: Sequence[Any], change: Change) -> None:
    """Count the acts of people on subjects by year and footing, who acted, and who had never acted before."""
    for row in rows:
        change["site", "acts", str(row.at.year), queries.footing_of(row)] += 1
    seen = {(row.actor_id, row.at.year, queries.footing_of(row)) for row in rows}
    actors = {actor for actor, _year, _footing in seen}
    query = select(Presence.actor_id, Presence.year, Presence.footing).where(Presence.actor_id.in_(actors))
    known = {(row.actor_id, row.year, row.footing) for row in session.execute(query)}
    new = seen - known
    if not new:
        return
    for sign, presence in ((-1, known), (1, known | new)):
        for key in _people(presence):
            change[key] += sign
    session.execute(
        insert(Presence), [{"actor_id": actor, "year": year, "footing": footing} for actor, year, footing in new]
    )


def _people(presence: Iterable[tuple[int, int, str]]) -> Iterator[tuple[str, str, str, str]]:
    """Yield each figure that the presence of people adds one to."""
    years = defaultdict(set)
    for actor, year, footing in presence:
        years[actor].add(year)
        yield "site", "people", str(year), footing
    for actor, year, footing in presence:
        if year == min(years[actor]):
            yield "site", "newcomers", str(year), footing
    for own in years.values():
        for year in own:
            yield "site", "persons", str(year), "newcomers" if year == min(own) else "others"


def _add(change: Change) -> None:
    """Add to the sums, in one order for all workers; what comes to nought goes."""
    rows = [
        {"slice": key[0], "what": key[1], "name": key[2], "bucket": key[3], "number": number}
        for key, number in sorted(change.items()) if number
    ]  # fmt: skip
    if not rows:
        return
    wanted = own_insert(Figure, dialect())
    sums = wanted.on_conflict_do_update(
        index_elements=["slice", "what", "name", "bucket"], set_={"number": Figure.number + wanted.excluded.number}
    )
    session.execute(sums, rows)
    session.execute(delete(Figure).where(Figure.number == 0))
