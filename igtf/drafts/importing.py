"""Bringing drafts in from a folder: a list of revisions (INDEX.csv) with their dates, and a Markdown file for each.

Every row is imported or reported with its reason, none twice; rows are taken in the order of their revisions. Authors
and who posted become unclaimed profiles. A revision has the date of the list, its entry in the record that of the
import.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select

from igtf.core.clock import now
from igtf.core.command import command
from igtf.core.db import session
from igtf.core.errors import Invalid
from igtf.core.i18n import gettext as _
from igtf.core.text.markdown import DRAFT_LIMIT
from igtf.core.text.plaintext import shows
from igtf.drafts.events import Submitted
from igtf.drafts.expiring import put_expiry_off
from igtf.drafts.models import Draft, DraftAuthor, Revision, cited
from igtf.drafts.queries import draft_named
from igtf.drafts.revising import add_revision, source_hash
from igtf.drafts.states import IN_WORK
from igtf.drafts.text import Manuscript, check
from igtf.drafts.typeset import manuscript_of
from igtf.issues.importing import ImportedTable, ImportReport, Progress, decoded, each, fits, moment_in, table
from igtf.people.models import Person
from igtf.people.profiles import imported_hat, imported_profile
from igtf.people.stakeholders import UNSTATED
from igtf.record.by import By, by_importer
from igtf.record.consequences import bring_about
from igtf.record.events import record
from igtf.record.subjects import hold, open_subject, touch

INDEX = "INDEX.csv"
LONGEST = 1_000_000
"""Bytes of a file that are read: those of the largest draft, and of addresses in it that are taken out."""
LONGEST_NAME = 150
"""Characters of the name of a draft, which with its number is that of a file."""
_LABEL = re.compile(r"(draft-[a-z0-9]+(?:-[a-z0-9]+)+)-(\d{2,4})", re.ASCII)


@dataclass(frozen=True)
class ListedRevision:
    """A row of the list: a revision, when it was posted and by whom."""

    name: str
    number: int
    at: datetime
    by: str

    @property
    def label(self) -> str:
        return cited(self.name, self.number)


def import_drafts(folder: Path, *, source: str, progress: Progress = lambda _done, _all: None) -> ImportReport:
    """Import the revisions that the list in ``folder`` names, and return the report.

    Invalid when there is no such list, or it lacks a column. ``source`` is shown with each profile.
    """
    listed = folder / INDEX
    if not listed.is_file():
        raise Invalid(folder=_("There is no %(INDEX)s in %(name)s.", INDEX=INDEX, name=folder.name))
    found, report = _rows(decoded(listed.read_bytes())), ImportReport()
    found.say_unread(report)
    return each(
        sorted(found.rows, key=_order), report, progress, lambda index, row: _take(index, row, folder, source, report)
    )


def _rows(text: str) -> ImportedTable:
    found = table(text, ("revision", "tag_date"), ("committer", "bytes"))
    return ImportedTable([{name: value.strip() for name, value in row.items()} for row in found.rows], found.unread)


def _order(row: dict[str, str]) -> tuple[str, int]:
    """Return what sorts revisions by name and number; a label that is none stands at its own place."""
    label = row.get("revision", "")
    named = _LABEL.fullmatch(label)
    return (named[1], int(named[2])) if named else (label, 0)


def _take(index: int, row: dict[str, str], folder: Path, source: str, report: ImportReport) -> bool:
    fits(row)
    listed = _listed(row)
    draft = draft_named(listed.name)
    text = _file(folder, listed, row.get("bytes", ""))
    kept, manuscript = manuscript_of(text)
    if draft and _known(draft, listed, kept, source):
        return False
    _store(draft, listed, kept, manuscript, source)
    for finding in check(text):
        report.say(index, f"{listed.label} line {finding.line}", f"{finding.message} {finding.advice}")
    return True


def _listed(row: dict[str, str]) -> ListedRevision:
    named = _LABEL.fullmatch(row.get("revision", ""))
    if not named or len(named[1]) > LONGEST_NAME or named[1].startswith("draft-igtf-"):
        raise Invalid(
            revision=_(
                "'%(revision)s' is not the name of a draft with its number.", revision=row.get("revision", "")[:80]
            )
        )
    try:
        at = moment_in(row.get("tag_date", ""))
    except ValueError:
        at = None
    if at is None or at > now():
        said = row.get("tag_date", "")[:40]
        raise Invalid(
            tag_date=_("%(named)s: '%(said)s' is not a past date with time and zone.", named=named[0], said=said)
        )
    return ListedRevision(named[1], int(named[2]), at, row.get("committer", ""))


def _file(folder: Path, listed: ListedRevision, size: str) -> str:
    path = folder / f"{listed.label}.md"
    if not path.is_file() or path.resolve().parent != folder.resolve():  # a link that leads out is none of its files
        raise Invalid(file=_("%(name)s is missing.", name=path.name))
    with path.open("rb") as file:
        data = file.read(LONGEST + 1)
    if len(data) > LONGEST:
        raise Invalid(file=_("The draft is larger than %(limit)d kB.", limit=DRAFT_LIMIT // 1000))
    if size and size != str(len(data)):
        raise Invalid(
            bytes=_(
                "%(name)s has %(data)s bytes, the list says %(size)s: it was cut off or changed.",
                name=path.name,
                data=len(data),
                size=size[:12],
            )
        )
    return decoded(data)


def _known(draft: Draft, listed: ListedRevision, kept: str, source: str) -> bool:
    """Return whether the revision is here; Invalid where it cannot be put into the draft that is here."""
    opener = session.get(Person, draft.subject.opened_by_id)
    if opener is None or opener.source != source:
        raise Invalid(
            revision=_(
                "There is a draft %(name)s already that was not imported from %(source)s.",
                name=listed.name,
                source=source,
            )
        )
    hashes: dict[int, str] = {
        row.number: row.hash
        for row in session.execute(
            select(Revision.number, Revision.hash).where(Revision.draft_id == draft.id, Revision.name == listed.name)
        )
    }
    if listed.number in hashes:
        if hashes[listed.number] != source_hash(kept):
            raise Invalid(
                file=_("%(label)s is here with another text; a revision is never changed.", label=listed.label)
            )
        return True
    if listed.number < max(hashes):
        raise Invalid(
            revision=_(
                "%(label)s comes too late: the draft has -%(hashes)s already, and paragraphs follow their order.",
                label=listed.label,
                hashes=f"{max(hashes):02d}",
            )
        )
    return False


def _check_open(draft: Draft, listed: ListedRevision) -> None:
    """Raise Invalid unless the draft is its authors' still: a group or the council decides on the text that is here."""
    if draft.subject.ref != listed.name:
        raise Invalid(
            revision=_(
                "%(name)s was adopted here as %(now)s; it takes no more revisions from elsewhere.",
                name=listed.name,
                now=draft.subject.ref,
            )
        )
    if draft.subject.state not in IN_WORK:
        raise Invalid(
            revision=_(
                "%(name)s takes no revision from elsewhere now: it is before a group or the council, parked or closed.",
                name=listed.name,
            )
        )


def _credit(draft: Draft, named: Mapping[str, tuple[int, int]], at: datetime) -> None:
    """Link the authors that the source states to their profiles, as confirmed by it: nobody is asked by mail."""
    known = set(session.scalars(select(DraftAuthor.name).where(DraftAuthor.draft_id == draft.id)))
    last = session.scalar(select(func.max(DraftAuthor.position)).where(DraftAuthor.draft_id == draft.id)) or 0
    new = [(name, link) for name, link in named.items() if name not in known]
    session.add_all(
        DraftAuthor(draft_id=draft.id, position=position, name=name, organisation="", person_id=person_id,
                    hat_id=hat_id, confirmed_at=at)
        for position, (name, (person_id, hat_id)) in enumerate(new, last + 1)
    )  # fmt: skip
    session.flush()


@command
def _store(draft: Draft | None, listed: ListedRevision, kept: str, manuscript: Manuscript, source: str) -> None:
    importer = by_importer(now())
    if draft:
        draft = hold(draft)
        _check_open(draft, listed)
    named = {
        author.name: _author(author.name, author.organisation, source, importer) for author in manuscript.front.authors
    }
    poster = listed.by if shows(listed.by) else next(iter(named), source)
    person_id, hat_id = named.get(poster) or _author(poster, "", source, importer)
    posted, act = By(person_id, listed.at, hat_id), By(importer.actor_id, importer.at, hat_id)
    move = "draft.revise" if draft else "draft.submit"
    draft = draft or _open(listed, manuscript, posted)
    note = f"Imported from {source}."
    _credit(draft, named, act.at)
    revision = add_revision(draft, kept, manuscript, note=note, by=posted, number=listed.number)
    if move == "draft.revise":
        session.expire(draft, ["current"])
        put_expiry_off(draft)
        bring_about(move, draft, act)
    record(act, draft.subject, move, Submitted(revision.label, revision.hash, note))
    touch(draft.id, listed.at)


def _author(name: str, organisation: str, source: str, by: By) -> tuple[int, int]:
    """Return the profile and the hat of who is named: a group is not stated by a draft."""
    person = imported_profile(name, source=source, by=by)
    hat = imported_hat(person, stakeholder_group=UNSTATED, organisation=organisation, country=None, by=by)
    return person.id, hat.id


def _open(listed: ListedRevision, manuscript: Manuscript, by: By) -> Draft:
    subject = open_subject("draft", listed.name, manuscript.front.title, "individual", by=by)
    draft = Draft(id=subject.id, subject=subject, abbrev="", name=listed.name.split("-", 2)[2][:40])
    session.add(draft)
    session.flush()
    return draft
