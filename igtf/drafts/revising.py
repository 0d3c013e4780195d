"""Making a revision of a source: checks, page, text, authors, the issues it addresses. For commands."""

import hashlib
from textwrap import wrap

from sqlalchemy import func, select

from igtf.core.db import session
from igtf.core.errors import Invalid
from igtf.core.finding import search
from igtf.core.text.columns import WIDTH
from igtf.core.wording import in_english
from igtf.drafts.authors import Contacts, set_authors
from igtf.drafts.known import addressee_of, missing_issues, subjects_named
from igtf.drafts.models import Draft, Revision
from igtf.drafts.paragraphs import number_paragraphs
from igtf.drafts.succeeding import set_earlier
from igtf.drafts.text import Manuscript, dated, parse
from igtf.drafts.typeset import Typeset, typeset
from igtf.people.stakeholders import GROUPS
from igtf.record.by import By
from igtf.record.mentions import mention
from igtf.record.models import Relation
from igtf.record.subjects import relate, unrelate


def source_hash(source: str) -> str:
    """Return the SHA-256 (hex) of a cleaned source."""
    return hashlib.sha256(source.encode()).hexdigest()


def add_revision(
    draft: Draft, source: str, manuscript: Manuscript, *, note: str, by: By, contacts: Contacts | None = None,
    number: int | None = None, stored: bool = False,
) -> Revision:  # fmt: skip
    """Add a revision under the draft's present name and let the draft follow it.

    It is the next one, or has the ``number`` that it has elsewhere, where it was written. ``contacts`` are the
    addresses that the front matter gave for its authors, before they were taken out. ``stored``: the text is one that
    the draft had, so it names issues as it did, also those that moderators have hidden since.
    """
    subject, front = draft.subject, manuscript.front
    shown = typeset(manuscript, elsewhere=number is not None)
    known = select(func.max(Revision.number)).where(Revision.draft_id == draft.id, Revision.name == subject.ref)
    last = session.scalar(known)
    following = 0 if last is None else last + 1
    revision = Revision(
        draft_id=draft.id, name=subject.ref, number=following if number is None else number, title=front.title[:300],
        abstract=shown.abstract, source=source, html=str(shown.document.html), text="", hash=source_hash(source),
        toc=[list(entry) for entry in shown.document.toc], addressees=_addressees(manuscript),
        keywords=list(front.keywords), intended_status=front.status, asks=_asks(manuscript),
        note=note, at=by.at, by_id=by.author,
    )  # fmt: skip
    names = set_authors(draft, manuscript.front.authors, contacts or {}, by)
    hats = {author.name[:200]: author.hat for author in front.authors}
    revision.text = _as_text(revision, [_with_hat(name, hats.get(name, "")) for name in names], shown)
    session.add(revision)
    session.flush()
    number_paragraphs(revision, shown.document.blocks, after=draft.current_id)
    before = session.scalar(select(Revision.html).where(Revision.id == draft.current_id)) if draft.current_id else None
    draft.current_id, draft.abbrev = revision.id, front.abbrev[:100]
    mention(draft.id, revision.html, before or "")
    subject.title, subject.summary = revision.title, " ".join(shown.abstract.split())[:500]
    _set_issues(draft, front.addresses, by, stored=stored)
    set_earlier(draft, front.updates, front.supersedes, by=by)
    session.flush()
    index(draft, revision.text)
    return revision


def index(draft: Draft, text: str) -> None:
    """Let a draft be found by its title, its name, and the ``text`` of its newest revision. For commands."""
    search.put(draft.id, f"{draft.subject.title} {draft.subject.ref}", text)


def post_again(draft: Draft, text: Revision, *, note: str, by: By) -> None:
    """Post the text of a revision that the draft has as its next one, under its present name."""
    add_revision(draft, text.source, parse(text.source), note=note, by=by, stored=True)
    session.expire(draft, ["current"])


def _addressees(manuscript: Manuscript) -> list[str]:
    """Return whom the draft addresses: those it names, and those of its asks, each once."""
    front = manuscript.front
    return list(dict.fromkeys([*front.addressees, *(ask.addressee for ask in front.asks)]))


def _asks(manuscript: Manuscript) -> list[dict[str, str | None]]:
    return [
        {"addressee": ask.addressee, "action": ask.action, "due": ask.due.isoformat() if ask.due else None,
         "shown_by": ask.shown_by}
        for ask in manuscript.front.asks
    ]  # fmt: skip


def _with_hat(name: str, hat: str) -> str:
    """Return an author as the plain text, which is in English, names them, with the hat that the text states."""
    group = addressee_of(hat)[1]
    return f"{name} ({in_english(GROUPS[group]) if group else hat}, as stated)" if hat else name


def _as_text(revision: Revision, authors: list[str], shown: Typeset) -> str:
    head = [*wrap(revision.title, WIDTH), dated(revision.label, revision.at), *wrap(", ".join(authors), WIDTH)]
    abstract, body = shown.lines
    return "\n".join([*head, "", "Abstract", "", abstract, "", *_asked(revision), body, ""])


def _asked(revision: Revision) -> list[str]:
    """Return what the draft asks, as lines of its plain text."""
    if not revision.asks:
        return []
    lines = ["What it asks", ""]
    for ask in revision.asks:
        due = f" ({ask['due']})" if ask["due"] else ""
        lines += wrap(
            f"- {ask['addressee']}: {ask['action']}{due}", WIDTH, subsequent_indent="  ", break_long_words=False
        )
    return [*lines, ""]


def _set_issues(draft: Draft, numbers: tuple[int, ...], by: By, *, stored: bool) -> None:
    """Relate the draft to the issues it addresses now; Invalid where there is no such issue."""
    known = subjects_named("issue", numbers, hidden=stored)
    missing = missing_issues(numbers, known)
    if missing:
        raise Invalid(source=missing)
    before = session.scalars(
        select(Relation.target_id).where(Relation.subject_id == draft.id, Relation.kind == "addresses")
    ).all()
    for gone in set(before) - {issue.id for issue in known.values()}:
        unrelate(draft.id, "addresses", gone)
    for issue in known.values():
        relate(draft.id, "addresses", issue.id, at=by.at)
    draft.subject.topic = next((issue.topic for issue in known.values() if issue.topic), draft.subject.topic)
