"""The mails of notice, rendered and not yet queued: one act at once, or a digest of several."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, cached_property, lru_cache, partial
from pathlib import Path
from typing import Any

from flask import current_app
from jinja2 import Environment
from jinja2.filters import do_wordwrap

from igtf.core.db import session
from igtf.core.i18n import Text, in_language
from igtf.core.mail import Mail, absolute, render_mail
from igtf.core.replies import LASTS, returns_to
from igtf.core.stopping import stop_headers, stop_url
from igtf.core.text.plaintext import show_bidi
from igtf.core.transports import RETURN_PATH, domain, thread_headers
from igtf.core.wording import name_said
from igtf.core.workflow import WORKFLOWS
from igtf.discussion.digested import CHOSEN, digest_title
from igtf.discussion.policy import CommentFacts, can_comment
from igtf.discussion.queries import due_label, due_said, heard_on, state_label
from igtf.discussion.timeline import TimelineEntry
from igtf.meetings.calendar import INVITES, invitation
from igtf.meetings.models import Meeting
from igtf.notice.in_time import asks
from igtf.notice.onward import Ways, onward
from igtf.notice.recipients import Recipient
from igtf.record.audiences import AUDIENCES, Audience
from igtf.record.kinds import SubjectPath
from igtf.record.models import HIDDEN, Subject
from igtf.record.moves import shown_title
from igtf.record.queries import left_by
from igtf.record.stated import speaking_of

LONGEST = 4000
"""Characters of a text that a mail carries; the rest is read on the page."""
_MARKS, _NARROWEST = re.compile(r"(> ?)*"), 20


@dataclass(frozen=True)
class Told:
    """An act as mails and feeds tell it; ``more`` when a text was too long to be carried whole."""

    entry: TimelineEntry
    subject: Subject
    texts: list[tuple[Text, str]]
    more: bool

    @property
    def who(self) -> str:
        """The name of who acted."""
        return name_said(self.entry.actor.kind, self.entry.actor.name)

    @property
    def title(self) -> str:
        """The subject's title."""
        return shown_title(self.subject)

    @property
    def line(self) -> str:
        """What mails have as their subject line: the title, the same in a thread; who did what, where that is none.

        What is the only one of its kind, as the council, has acts of all sorts under one title.
        """
        alone = WORKFLOWS[self.subject.kind].alone
        return f"{self.who} {self.entry.said}" if alone else self.title

    @property
    def name(self) -> str:
        """The subject's short name: 'issue #42'."""
        return name_of(self.subject)

    @property
    def heading(self) -> str:
        """The short name as it begins a line: 'Issue #42'."""
        return heading_of(self.subject)

    @property
    def state(self) -> Text:
        return state_label(self.subject.kind, self.subject.state)

    @property
    def due_at(self) -> datetime | None:
        """By when the subject is waited for."""
        return self._due[0]

    @property
    def due_label(self) -> str:
        """What the deadline is for in that state."""
        return due_label(self._due[1])

    @cached_property
    def _due(self) -> tuple[datetime | None, Text]:
        return due_said(self.subject)

    @cached_property
    def list_id(self) -> str:
        """The list (RFC 2919) that its mails belong to, for filters: of the group, else of the kind.

        It is made of the names in addresses, so it is the same in all languages.
        """
        of_group = session.get(Subject, self.subject.group_id) if self.subject.group_id else None
        owner = self.subject if self.subject.kind == "group" or of_group is None else of_group
        collection = WORKFLOWS[owner.kind].collection
        name = f"{owner.ref}.{collection}" if owner.kind == "group" else collection
        return f"<{name}.{domain(current_app.config)}>"

    def onward(self, audience: str, reader: int, *, later: bool = False) -> Ways:
        """What is left to a reader as one of an audience, and what is asked of them; ``later``: in a digest."""
        return onward(self.entry, audience, self.subject, reader, later=later)

    @property
    def path(self) -> str:
        """The address that leads to the act, or its comment, on the subject's page, however much comes after it."""
        comment = self.entry.comment
        return f"/comments/{comment.id}" if comment else f"/record/{self.entry.number}"


def name_of(subject: Subject) -> str:
    """Return the short name of a subject within a sentence: 'issue #42'."""
    return WORKFLOWS[subject.kind].name_within(subject.ref)


def heading_of(subject: Subject) -> str:
    """Return that name as it begins a line: 'Issue #42'."""
    name = name_of(subject)
    return f"{name[:1].upper()}{name[1:]}"


def told(entry: TimelineEntry, subject: Subject) -> Told:
    """Return an act with the texts it carries, what turns their lines visible; a hidden comment carries none."""
    texts = [(label, _carried(text)) for label, text in entry.texts]
    if entry.comment and not entry.comment.hidden_at:
        texts.append(("", _carried(entry.comment.text)))
    cut = [(label, text if len(text) <= LONGEST else text[:LONGEST] + "…") for label, text in texts]
    return Told(entry, subject, cut, cut != texts)


def _carried(text: Any) -> Any:
    """Return a text as it is read elsewhere; what is said in a reader's language is none yet."""
    if isinstance(text, SubjectPath):
        return absolute(text)
    return show_bidi(text) if isinstance(text, str) else text


def quoted(text: str, width: int = 74) -> str:
    """Return a text for a plain mail: wrapped at ``width``, its own lines kept, links never broken.

    What a line quotes stays so where it is wrapped: each part of it stands behind the line's own marks.
    """
    return _wrapped(current_app.jinja_env, text, width)


@lru_cache(32)
def _wrapped(environment: Environment, text: str, width: int) -> str:
    """Wrap a text once for all who are told of it."""
    wrapped = partial(do_wordwrap, environment, break_long_words=False, break_on_hyphens=False)
    parts: list[str] = []
    for line in text.splitlines():
        marks = _marks(line)
        own = wrapped(line[len(marks) :], max(width - len(marks), _NARROWEST))
        parts.extend(f"{marks}{part}" for part in own.split("\n"))
    return "\n".join(parts)


def _marks(line: str) -> str:
    """Return the marks by which a line quotes others: '> > '; '' for who writes."""
    return _MARKS.match(line)[0]  # type: ignore[index]


def template_of(kind: str, *, concerned: bool = False) -> str:
    """Return the folder of an event kind's own mail, where it has one, else the common one.

    ``concerned``: that of its mail to whom the act is about.
    """
    own = kind.replace(".", "-")
    return f"{own}/concerned" if concerned else _template_in(str(current_app.template_folder), own)


@cache
def _template_in(folder: str, own: str) -> str:
    return own if (Path(folder) / "mail" / own / "body.txt").exists() else "event"


def _calendar_of(act: Told, reader: Recipient) -> str | None:
    """Return what brings a meeting into the reader's calendar, or updates it there."""
    meeting = session.get(Meeting, act.subject.id) if act.entry.kind in INVITES else None
    if meeting is None:
        return None
    with in_language(reader.language):
        return invitation(meeting)


def _own_address(act: Told, reader: Recipient) -> dict[str, str]:
    """Return the headers with the address that is the reader's for the subject: what is not delivered comes back there,
    and a reply to it becomes a comment, unless the reader may write none. None where no mail is taken."""
    heard = reader.paused is not None and heard_on(act.subject, reader.id)
    facts = CommentFacts(signed_in=True, verified=True, paused=reader.paused, heard=heard)
    open_to = not reader.concerned and act.subject.state != HIDDEN and can_comment(facts)
    back = returns_to(reader.id, act.subject.id)
    return back | ({"Reply-To": back[RETURN_PATH]} if back and open_to else {})


def event_mail(act: Told, reader: Recipient) -> Mail:
    """Return the mail that tells one reader of one act; all mails about a subject form one thread.

    Whom the act is about is told in words of their own, without a link that stops them and an address to reply to.
    """
    stop, own = "" if reader.concerned else stop_url(reader.id, act.subject.id), _own_address(act, reader)
    headers = {
        **thread_headers(act.subject.id, current_app.config), "List-Id": act.list_id, **own,
        **(stop_headers(stop) if stop else {}),
    }  # fmt: skip
    with speaking_of(act.subject):
        return render_mail(
            to=reader.email, template=template_of(act.entry.kind, concerned=reader.concerned),
            key=f"event:{act.entry.number}:{reader.id}", language=reader.language, act=act, reader=reader,
            why=AUDIENCES[reader.audience].why, stop=stop, quoted=quoted,
            decided=left_by(act.entry.number) if reader.concerned else None,
            calendar=_calendar_of(act, reader), reply_days=LASTS.days if "Reply-To" in own else None,
            asks=asks(act.entry.kind, reader.audience), headers=headers, news=True,
        )  # fmt: skip


def digest_mail(acts: Sequence[tuple[Told, str]], reader: Recipient) -> Mail:
    """Return the digest of ``acts``, each with its audience, oldest first; together by subject."""
    subjects: dict[int, list[tuple[Told, Audience]]] = {}
    for act, audience in acts:
        subjects.setdefault(act.subject.id, []).append((act, AUDIENCES[audience]))
    stop = stop_url(reader.id, None)
    last = max(act.entry.number for act, _audience in acts)
    with in_language(reader.language):
        title = digest_title(len(acts), reader.pace)
    return render_mail(
        to=reader.email, template="digest", key=f"digest:{last}:{reader.id}", language=reader.language,
        subjects=list(subjects.values()), title=title, chosen=CHOSEN.get(reader.pace), reader=reader, stop=stop,
        quoted=quoted, stops={number: stop_url(reader.id, number) for number in subjects},
        headers=stop_headers(stop) | returns_to(reader.id), news=True,
    )  # fmt: skip
