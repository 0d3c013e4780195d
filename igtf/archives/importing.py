"""``igtf import github-archive``: an archive of issues becomes the issues, comments, people and state of a group.

Every row is imported, known already, or reported with its number, field and reason.
"""

from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from graphlib import TopologicalSorter
from typing import Any

from sqlalchemy import select

from igtf.archives.commands import Import, bring_in, remarks_of, sum_up
from igtf.archives.linking import renewed
from igtf.archives.matching import KeptRemark, paired, renamed
from igtf.archives.meaning import Meaning, meaning_of, original_of, without_circles
from igtf.archives.models import ArchiveItem
from igtf.archives.reading import ArchivedIssue, name_of, read_archive, read_row
from igtf.archives.updating import (
    HERE,
    add_closing,
    bring_up,
    changed_since,
    is_to_declare,
    lacks_closing,
    learn_labels,
    remarks_known,
    rename,
)
from igtf.core.db import session
from igtf.core.errors import Invalid
from igtf.core.i18n import gettext as _
from igtf.groups.kinds import KINDS
from igtf.groups.models import Group
from igtf.groups.queries import get_group_or_404
from igtf.groups.states import LIVING
from igtf.issues.importing import ImportReport, Progress, each
from igtf.issues.models import Issue


@dataclass
class ArchiveReport(ImportReport):
    """The report of an archive: what was written beside the issues, and what has no meaning here."""

    updated: int = 0
    comments: int = 0
    calls: int = 0
    people: int = 0
    linked: int = 0
    closings: int = 0
    unused: Counter[str] = field(default_factory=Counter)

    def totals(self) -> str:
        """Return the counts as sentences."""
        more = (f"{self.updated} of the known changed. Written: {self.comments} comments by {self.people} people "
                f"in all, {self.calls} declared calls. Links were added to {self.linked} texts.")  # fmt: skip
        if self.closings:
            more += f" To {self.closings} of the known the day was added on which they were closed there."
        return f"{super().totals()} {more}"


def _group_for(acronym: str) -> Group:
    """Return the group that takes the archive; Invalid when it takes no issues, or is not at work."""
    group: Group = get_group_or_404(None, acronym)
    if not KINDS[group.kind].takes_issues:
        raise Invalid(group=_("The group %(name)s takes up no issues. Nothing was imported.", name=acronym))
    if group.subject.state not in LIVING:
        raise Invalid(group=_("The group %(name)s is not at work. Nothing was imported.", name=acronym))
    return group


def import_archive(data: bytes, *, group: str, progress: Progress = lambda _done, _all: None) -> ArchiveReport:
    """Import the archive in ``data`` into the group with the acronym ``group`` and return the report.

    Invalid, and nothing imported, when the file is no archive or is cut off. NotFound when there is no such group.
    """
    archive = read_archive(data)
    running, report = Import(_group_for(group), archive.repo), ArchiveReport()
    numbers: Counter[int] = Counter()
    names = {index: name_of(*row, index) for index, row in enumerate(archive.rows, 1)}
    repeats, order = _in_order(archive.rows)

    def take(place: int, index: int) -> bool:
        return _take(running, report, names[index], numbers, repeats, *archive.rows[index - 1])

    each(order, report, progress, take, called=lambda _place, index: names[index])
    report.updated, report.comments, report.calls = running.updated, running.comments, running.calls
    report.people, report.unused = len(running.people), running.unused
    for name, count in archive.left_out.most_common():
        report.lines.append(f"not taken, {name[:80]}: {count} times; there is no place for it here.")
    for label, count in running.unused.most_common():
        report.lines.append(f"label “{label}”: {count} times; it has no meaning here and stays named in the record.")
    texts = renewed(running.repo)
    report.linked = len(texts)
    if report.imported or report.updated or texts:
        sum_up(running, report.imported, texts)
    return report


def _in_order(rows: list[tuple[bool, Any]]) -> tuple[dict[int, int], list[int]]:
    """Return which number repeats which, and the places of the rows, from 1: what is repeated comes first."""
    numbers, said = dict[int, int](), dict[int, int | None]()
    for index, raw in enumerate(rows, 1):
        with suppress(Invalid):  # what cannot be read repeats nothing
            row = read_row(*raw)
            numbers[index] = row.number
            said.setdefault(row.number, original_of(row))
    repeats = without_circles({number: original for number, original in said.items() if original is not None})
    chain = TopologicalSorter({number: [original] for number, original in repeats.items()}).static_order()
    steps = {number: step for step, number in enumerate(chain, 1)}
    return repeats, sorted(range(1, len(rows) + 1), key=lambda index: steps.get(numbers.get(index, 0), 0))


def _take(
    running: Import, report: ArchiveReport, name: str, numbers: Counter[int], repeats: Mapping[int, int], is_pull: bool,
    raw: Any,
) -> bool:  # fmt: skip
    row = read_row(is_pull, raw)
    numbers[row.number] += 1
    if numbers[row.number] > 1:
        raise Invalid(number=_("The number %(n)d is there twice; the first one counts.", n=row.number))
    kept, refused = remarks_of(running.key(row.number), row)
    issue, original = _issue(running, row.number), _issue(running, repeats.get(row.number))
    meaning = meaning_of(row, has_original=original is not None)
    if issue is None:
        running.count(bring_in(running, row, meaning, kept, original))
    else:
        _again(running, report, name, issue, row, meaning, kept, original)
    for place, sentence in (*row.faults, *refused):
        report.say(name, place, sentence)
    running.unused.update(meaning.unused)
    return issue is None


def _issue(running: Import, number: int | None) -> Issue | None:
    if number is None:
        return None
    found: Issue | None = session.scalar(select(Issue).where(Issue.import_key == running.key(number)))
    return found


def _again(
    running: Import, report: ArchiveReport, name: str, issue: Issue, row: ArchivedIssue, meaning: Meaning,
    kept: list[KeptRemark], original: Issue | None,
) -> None:  # fmt: skip
    """Bring a known issue up to date, where the archive has something newer than what was seen last."""
    item = session.get_one(ArchiveItem, running.key(row.number))
    if issue.subject.group_id not in (None, running.group.id):
        raise Invalid(group=_("It was imported into another group; it stays there."))
    if row.updated < item.seen_at:
        report.say(name, "updatedAt", "The archive is older than the one imported last; nothing was changed.")
        return
    if item.seen["labels"] is None:
        learn_labels(issue, item.key, row)
    pairs = paired(kept, remarks_known(issue))
    if is_to_declare(issue, meaning) or changed_since(issue, item, row, meaning, pairs):
        written, left = bring_up(running, issue, row, meaning, kept, original=original)
        running.count(written)
        running.updated += 1
        for place in left:
            report.say(name, place, HERE)
    elif renamed(pairs):
        rename(issue, kept)
    if lacks_closing(issue, item.key, row, meaning):
        add_closing(issue, row)
        report.closings += 1
