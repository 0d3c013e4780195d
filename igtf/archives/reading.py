"""Taking an archive apart: the JSON file that holds the issues and pull requests of a repository, as groups of the
IETF keep it. Nothing is read from anywhere else, and nothing is written.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import accumulate
from typing import Any

from igtf.core.clock import now
from igtf.core.errors import Invalid
from igtf.core.i18n import gettext as _
from igtf.core.text.links import is_link
from igtf.core.text.plaintext import mask_addresses, shorten, visible
from igtf.issues.importing import MOST_TITLE, is_number, json_in, moment_in, text_of

STATES = ("OPEN", "CLOSED", "MERGED")
_TAKEN = {
    "number", "title", "body", "author", "createdAt", "updatedAt", "closedAt", "mergedAt", "mergedBy", "mergeCommit",
    "state", "labels", "comments", "reviews", "url",
}  # fmt: skip
_TAKEN_OF_COMMENT = {"author", "body", "createdAt", "updatedAt", "state", "comments"}
_TOP = {"magic", "timestamp", "repo", "labels", "issues", "pulls"}
MOST_NAME = 100
"""Characters of the name of an account; MOST_REPO: of a repository."""
MOST_REPO = 200
MOST_LABELS = 5_000
"""Characters of the labels of a row together."""


@dataclass(frozen=True)
class Remark:
    """A comment or a review of an archive; ``place`` is where it stands in its row, ``text`` has no address."""

    place: str
    author: str
    at: datetime
    text: str


@dataclass(frozen=True)
class ArchivedIssue:
    """An issue or pull request of an archive; ``merged`` is the commit that brought the change, empty without one.

    ``faults`` are (field, sentence) for what in it was not taken.
    """

    number: int
    is_pull: bool
    title: str
    body: str
    author: str
    created: datetime
    updated: datetime
    closed: datetime | None
    state: str
    merged: str
    labels: tuple[str, ...]
    url: str
    comments: tuple[Remark, ...]
    faults: tuple[tuple[str, str], ...]

    @property
    def open(self) -> bool:
        """Whether work on it goes on."""
        return self.state == "OPEN"

    @property
    def ended(self) -> datetime:
        """When it was closed, not before it was made; where that is not said, when it was touched last."""
        return max(self.created, self.closed or self.updated)


@dataclass(frozen=True)
class Archive:
    """A file: the name of the repository, its rows as they stand (pulls marked), and fields without a place here."""

    repo: str
    rows: list[tuple[bool, Any]]
    left_out: Counter[str] = field(default_factory=Counter)


def read_archive(data: bytes) -> Archive:
    """Return the archive in a file; Invalid, with nothing taken, when it is none or is cut off."""
    found = json_in(data)
    if not isinstance(found, dict) or not isinstance(found.get("issues"), list):
        raise Invalid(file=_("The file is no archive of issues: it has no list “issues”. Nothing was imported."))
    repo = visible(" ".join(text_of(found, "repo").split())) if isinstance(found.get("repo"), str) else ""
    if not 0 < len(repo) <= MOST_REPO:
        raise Invalid(file=_("The file does not say of which repository it is (“repo”). Nothing was imported."))
    pulls = found.get("pulls", [])
    if not isinstance(pulls, list):
        raise Invalid(file=_("“pulls” in the file is no list. Nothing was imported."))
    rows = [(False, row) for row in found["issues"]] + [(True, row) for row in pulls]
    return Archive(repo, rows, _left_out(found, [row for _pull, row in rows]))


def _left_out(top: dict[str, Any], rows: list[Any]) -> Counter[str]:
    """Count the fields that hold something and have no place here."""
    found = Counter(name for name in top if name not in _TOP)
    for row in rows:
        if isinstance(row, dict):
            found.update(name for name, value in row.items() if name not in _TAKEN and value)
            for remark in _nested(row):
                found.update(f"comments.{name}" for name, value in remark.items() if name not in _TAKEN_OF_COMMENT
                             and value)  # fmt: skip
    return found


def _nested(row: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the remarks of a row and those within them, which may lie deeper than calls do."""
    lists = [row.get("comments"), row.get("reviews")]
    while lists:
        listed = lists.pop()
        for remark in listed if isinstance(listed, list) else ():
            if isinstance(remark, dict):
                yield remark
                lists.append(remark.get("comments"))


def name_of(is_pull: bool, row: Any, index: int) -> str:
    """Return how a row is called in the report: by its number, else by its place in the file."""
    number = row.get("number") if isinstance(row, dict) else None
    if not is_number(number):
        return f"row {index}"
    return f"pull request {number}" if is_pull else f"issue {number}"


def read_row(is_pull: bool, row: Any) -> ArchivedIssue:
    """Return a row taken apart; Invalid, by field, when something that it cannot do without is missing or wrong."""
    if not isinstance(row, dict):
        raise Invalid(row=_("This is not an object."))
    number = row.get("number")
    if not is_number(number) or not number:
        raise Invalid(number=_("The number is missing, or is no whole number."))
    state = text_of(row, "state", needed=True).upper()
    if state not in STATES:
        raise Invalid(state=_("“%(state)s” is no state; there are: %(known)s.", state=visible(state)[:40],
                              known=", ".join(STATES)))  # fmt: skip
    title, faults = visible(" ".join(text_of(row, "title", needed=True).split())), []
    if len(title) > MOST_TITLE:
        faults.append(("title", _("It has more than %(most)d characters and was shortened.", most=MOST_TITLE)))
    created = _moment(row, "createdAt")
    remarks = list(_remarks(row, faults))
    return ArchivedIssue(
        number=number, is_pull=is_pull, title=shorten(title, MOST_TITLE),
        body=mask_addresses(text_of(row, "body")), author=_author(row), created=created,
        updated=max(created, _moment(row, "updatedAt", created)),
        closed=_moment(row, "closedAt", created) if row.get("closedAt") else None,
        state=state, merged=_merged(row), labels=_labels(row, faults), url=_url(row),
        comments=tuple(sorted(remarks, key=lambda remark: remark.at)), faults=tuple(faults),
    )  # fmt: skip


def _author(row: dict[str, Any]) -> str:
    name = visible(text_of(row, "author", needed=True))
    if "\n" in name or len(name) > MOST_NAME:
        raise Invalid(author=_("This is no name of an account."))
    return name


def _moment(row: dict[str, Any], name: str, instead: datetime | None = None) -> datetime:
    text = text_of(row, name, needed=instead is None)
    if not text and instead is not None:
        return instead
    try:
        found = moment_in(text, UTC)
    except ValueError as error:
        raise Invalid({name: [_("“%(text)s” is no moment such as 2020-04-01T09:28:24Z.", text=text[:40])]}) from error
    if found > now():
        raise Invalid({name: [_("“%(text)s” lies ahead.", text=text[:40])]})
    return found


def _labels(row: dict[str, Any], faults: list[tuple[str, str]]) -> tuple[str, ...]:
    """Return the labels of a row; those that are too many are added to ``faults``."""
    labels = row.get("labels") or []
    if not isinstance(labels, list) or not all(isinstance(label, str) for label in labels):
        raise Invalid(labels=_("This must be a list of texts."))
    named = dict.fromkeys(" ".join(visible(label).split()) for label in labels if label.strip())
    kept = [label for label, end in zip(named, accumulate(map(len, named)), strict=True) if end <= MOST_LABELS]
    if len(kept) < len(named):
        faults.append(("labels", _("It has more than %(most)d characters and was shortened.", most=MOST_LABELS)))
    return tuple(kept)


def _url(row: dict[str, Any]) -> str:
    url = text_of(row, "url", needed=True)
    if not is_link(url):
        raise Invalid(url=_("This is no link."))
    return url


def _merged(row: dict[str, Any]) -> str:
    """Return the commit by which a change was merged, as far as the archive names it, and by whom."""
    if not text_of(row, "mergedAt"):
        return ""
    commit = row.get("mergeCommit")
    oid = visible(text_of(commit, "oid"))[:12] if isinstance(commit, dict) else ""
    who = shorten(visible(text_of(row, "mergedBy")), MOST_NAME)
    return " ".join(part for part in (oid, f"({who})" if who else "") if part) or "merged"


def _remarks(row: dict[str, Any], faults: list[tuple[str, str]]) -> Iterator[Remark]:
    """Yield the comments, reviews and comments in reviews of a row; what is amiss with one is added to ``faults``."""
    for name in ("comments", "reviews"):
        listed = row.get(name) or []
        if not isinstance(listed, list):
            raise Invalid({name: [_("This must be a list.")]})
        for index, remark in enumerate(listed, 1):
            place = f"{name}.{index}"
            yield from _remark(place, remark, faults, _said_in_review(remark) if name == "reviews" else "")
            inner = remark.get("comments") if name == "reviews" and isinstance(remark, dict) else None
            for number, part in enumerate(inner if isinstance(inner, list) else (), 1):
                whole = {"author": remark.get("author")} | part if isinstance(part, dict) else part
                yield from _remark(f"{place}.comments.{number}", whole, faults, "")


def _said_in_review(remark: Any) -> str:
    state = remark.get("state") if isinstance(remark, dict) else None
    return f"*{state.replace('_', ' ').capitalize()}*" if isinstance(state, str) and state else "*Reviewed*"


def _remark(place: str, remark: Any, faults: list[tuple[str, str]], before: str) -> Iterator[Remark]:
    """Yield a remark, or note why it is none. ``before`` is what a review says beside its text."""
    try:
        if not isinstance(remark, dict):
            raise Invalid(row=_("This is not an object."))
        text = "\n\n".join(part for part in (before, mask_addresses(text_of(remark, "body"))) if part)
        if not text:
            raise Invalid(body=_("It is empty."))
        yield Remark(place, _author(remark), _moment(remark, "createdAt"), text)
    except Invalid as refusal:
        for name, sentences in refusal.errors.items():
            faults.append((place if name == "row" else f"{place}.{name}", " ".join(sentences)))
