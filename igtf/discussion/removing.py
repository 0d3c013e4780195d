"""Taking a passage out of every text of a subject: where they lie, the entries on it, the search, mails that wait."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple, cast

from sqlalchemy import Table, delete, select, union, update
from sqlalchemy.orm import aliased

from igtf.core.db import session
from igtf.core.errors import Invalid
from igtf.core.finding import search
from igtf.core.i18n import gettext as _
from igtf.core.mail import Mail
from igtf.core.stopping import stop_headers
from igtf.core.text.passages import Passage, PassagePlace, out_of_quotes
from igtf.core.text.plaintext import MarkupRefused
from igtf.discussion.digested import block_of, take_out
from igtf.record.kinds import EventKind, kind_of, known_in, words_in
from igtf.record.mentions import mention
from igtf.record.models import Event, Payload, Relation, Subject
from igtf.record.subjects import clear
from igtf.record.texts import COPIES, ELSEWHERE, FOUND_BY, MADE, MAILED, WRITTEN, Texts

_WAITING = select(Mail).where(Mail.sent_at.is_(None)).with_for_update()


class Removed(NamedTuple):
    """What lost a passage: the ids of subjects, the places in their texts and entries, how many mails that wait, and
    the entries."""

    ids: list[int]
    places: list[PassagePlace]
    mails: int
    entries: Sequence[Event]


def remove(given: str, subject_id: int) -> Removed:
    """Take a passage out of all texts of a subject and of those that have the same text.

    For commands. Invalid where it is too short, stands nowhere, or in one text in another way than in the page made
    of it. Nothing is rendered: HTML loses the words and keeps the rest.
    """
    passage = _passage(given)
    ids = [subject_id]
    for number in ids:
        ids += {copy for copies in COPIES for copy in session.scalars(copies(number))}.difference(ids)
    session.scalars(select(Subject.id).where(Subject.id.in_(ids)).order_by(Subject.id).with_for_update()).all()
    held = [each for each in WRITTEN if _holds(each, passage, ids)]
    places = [place for number in ids for each in held for place in _from_texts(each, passage, number)]
    told, entries = _from_entries(passage, ids)
    places += [place for found in told.values() for place in found]
    ids += [number for number in told if number and number not in ids]
    if not places:
        raise Invalid(passage=_("It stands neither in a text of what this entry is about nor in an entry on it."))
    for made in MADE:
        session.execute(made(ids), execution_options={"synchronize_session": False})
    _from_search(passage, ids)
    mails = _from_mails(passage, ids)
    for number in ids:
        clear(number)
    return Removed(ids, places, mails, entries)


def _passage(given: str) -> Passage:
    try:
        return Passage(given)
    except ValueError as short:
        raise Invalid(passage=_("Give at least a word of three letters: less stands everywhere.")) from short


def _holds(texts: Texts, passage: Passage, ids: list[int]) -> bool:
    """Return whether a row of a table that one of the subjects has holds a passage: of hundreds a few tables do."""
    table = cast(Table, texts.table.__table__)
    rows = session.execute(select(*(table.c[name] for name in texts.columns)).where(texts.of(ids))).mappings()
    return any(passage.out_of_data(row[name], name) != row[name] for row in rows for name in texts.columns)


def _from_texts(texts: Texts, passage: Passage, subject_id: int) -> list[PassagePlace]:
    """Take a passage out of the rows that a subject has in a table; return where it stood."""
    table = cast(Table, texts.table.__table__)
    keys = [*table.primary_key.columns]
    asked = {column.name: column for column in (*keys, *(table.c[name] for name in texts.columns))}
    places: list[PassagePlace] = []
    for row in session.execute(select(*asked.values()).where(texts.of([subject_id]))).mappings().all():
        now = {name: passage.out_of_data(row[name], name) for name in texts.columns}
        now = {name: value for name, value in now.items() if value != row[name]}
        if now:
            _check(texts, dict(row), now, passage)
            session.execute(update(table).where(*(key == row[key.name] for key in keys)).values(now))
            for page in texts.pages:
                if page in now:
                    mention(subject_id, str(now[page]), str(row[page]))
            places += _places(passage, dict(row), [name for name in now if not texts.pages.get(name)])
    return [place.alone for place in places] if texts.secret else places


def _places(passage: Passage, data: Mapping[str, Any], names: Iterable[str]) -> list[PassagePlace]:
    return [place for name in names for place in passage.places(data[name])]


def _check(texts: Texts, row: Mapping[str, Any], now: Mapping[str, Any], passage: Passage) -> None:
    """Raise Invalid where a row could not be read any more, or a passage goes from a page and not from its source.

    It may stand in more places of a source: a page does not show all of it.
    """
    try:
        texts.check({**row, **now})
    except MarkupRefused as refused:
        said = _("Without it one of the texts cannot be read any more. Give more of it, or less.")
        raise Invalid({"passage": [said, refused.message]}) from refused
    for page, sources in texts.pages.items():
        in_source = any(name in now for name in sources.split())
        differs = in_source != (page in now) and (page in now or len(now) == 1)
        parts = row[page] if isinstance(row[page], list) else [row[page] or ""]
        shown = sum(map(passage.count_in_html, parts))
        if sources and (differs or shown > len(_places(passage, row, sources.split()))):
            raise Invalid(passage=_(
                "In one of the texts it is written in another way than it reads there. Give it in parts, one after "
                "the other, as they read on the page."
            ))  # fmt: skip


def _from_entries(
    passage: Passage, ids: list[int]
) -> tuple[dict[int | None, list[PassagePlace]], Sequence[Event]]:  # fmt: skip
    """Take a passage out of what entries on subjects hold, and with it their salt, as when all their words go.

    Also out of those that the same acts left on what is related to them, or are ``ELSEWHERE``. Return where it stood,
    by the ids of the subjects, and the entries.
    """
    own = aliased(Event)
    together = select(Event.id).join(own, (own.at == Event.at) & (own.actor_id == Event.actor_id)).where(
        own.subject_id.in_(ids), Event.subject_id.in_(_related(ids)) | Event.kind.in_(ELSEWHERE)
    )  # fmt: skip
    theirs = union(select(own.id).where(own.subject_id.in_(ids)), together)
    rows = select(Event.kind, Event.subject_id, Payload).join(Event, Event.id == Payload.event_id)
    places: dict[int | None, list[PassagePlace]] = {}
    lost: list[int] = []
    for kind, subject_id, payload in session.execute(rows.where(Event.id.in_(theirs)).order_by(Event.id)).all():
        data = payload.data or {}
        now = _without(kind_of(kind), data, passage)
        if now != data:
            payload.data, payload.salt = now, ""
            found = _places(passage, data, [name for name in data if now[name] != data[name]])
            places.setdefault(subject_id, []).extend(found)
            lost.append(payload.event_id)
    return places, session.scalars(select(Event).where(Event.id.in_(lost))).all()


def _without(kind: EventKind, data: dict[str, Any], passage: Passage) -> dict[str, Any]:
    known, words = known_in(kind), words_in(kind, data)
    within = passage.out_of_data({name: value for name, value in data.items() if name not in known | {*words}})
    return {**data, **within, **{name: passage.out_of_data(data[name], name) for name in words}}


def _from_search(passage: Passage, ids: list[int]) -> None:
    texts = search.TEXTS.c
    for row in session.execute(select(*texts).where(texts.rowid.in_(ids))).all():
        title, body = passage.out_of(row.title), passage.out_of(row.body)
        if (title, body) != (row.title, row.body):
            search.put(row.rowid, title, body)
    titled = select(Subject.id, Subject.kind).where(Subject.id.in_(ids), Subject.kind.in_(FOUND_BY))
    for row in session.execute(titled).all():
        FOUND_BY[row.kind](row.id)


def from_mails(event_id: int, texts: Iterable[str]) -> None:
    """Take texts of an entry out of the mails that still wait, as they quote them; such a mail goes without HTML."""
    own, texts = f"event:{event_id}:", [text for text in texts if text]
    for mail in session.scalars(_WAITING):
        now, subject = mail.text, mail.subject
        for text in texts:
            now = out_of_quotes(now, text, anywhere=mail.key.startswith(own))
            subject = out_of_quotes(subject, text, anywhere=mail.key.startswith(own))
        if (now, subject) != (mail.text, mail.subject):
            mail.subject, mail.text, mail.html = subject, now, None


def drop_mails(subject_id: int) -> None:
    """Let none of the mails go that still wait and tell of a subject which is hidden, but to whom an act is about.

    Those are the ones that nobody stops.
    """
    own = set(session.scalars(select(Event.id).where(Event.subject_id == subject_id)))
    news = (Mail.sent_at.is_(None), Mail.news, Mail.key.startswith("event:"))
    waiting = session.execute(select(Mail.id, Mail.key, Mail.headers).where(*news)).all()
    gone = [row.id for row in waiting if int(row.key.split(":")[1]) in own and row.headers.keys() & stop_headers("")]
    session.execute(delete(Mail).where(Mail.id.in_(gone)), execution_options={"synchronize_session": False})
    take_out(subject_id)


def _from_mails(passage: Passage, ids: list[int]) -> int:
    """Take a passage out of the mails that wait and are about subjects, or about what is related to them, as that
    names them; return how many those were.

    One whose HTML has it in another way goes without HTML.
    """
    ids = [*ids, *_related(ids)]
    about = {name: set(session.scalars(numbers(ids))) for name, numbers in MAILED.items()}
    changed = 0
    for mail in session.scalars(_WAITING):
        name, _colon, rest = mail.key.partition(":")
        number = rest.partition(":")[0]
        if name == "digest":
            changed += _from_digest(mail, passage, ids)
        elif number.isdecimal() and int(number) in about.get(name, ()):
            changed += _from_mail(mail, passage)
    return changed


def _related(ids: list[int]) -> set[int]:
    """Return the subjects that have a relation to some, or of which these have one, beside these."""
    ways = ((Relation.subject_id, Relation.target_id), (Relation.target_id, Relation.subject_id))
    return {one for this, other in ways for one in session.scalars(select(other).where(this.in_(ids)))} - {*ids}


def _from_digest(mail: Mail, passage: Passage, ids: list[int]) -> bool:
    had = mail.text
    for number in ids:
        before, block, after = block_of(mail, number)
        mail.text = before + passage.out_of(block) + after
    return mail.text != had


def _from_mail(mail: Mail, passage: Passage) -> bool:
    had = (mail.subject, mail.text, mail.calendar)
    text, html = passage.out_of(mail.text), mail.html and passage.out_of_html(mail.html)
    if text != mail.text and html == mail.html:
        html = None
    mail.subject, mail.text, mail.html = passage.out_of(mail.subject), text, html
    mail.calendar = mail.calendar and passage.out_of(mail.calendar)
    return (mail.subject, mail.text, mail.calendar) != had
