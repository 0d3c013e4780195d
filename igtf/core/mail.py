"""Mail: queued in the transaction of the act that causes it, sent later by the worker.

A mail is rendered when it is queued, in the language of who gets it, from
``templates/mail/<template>/{subject.txt,body.txt,body.html}``. ``key`` makes it one mail however often the
same event is worked on.
"""

import re
import textwrap
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from flask import current_app
from jinja2 import TemplateNotFound
from markupsafe import Markup, escape
from sqlalchemy import JSON, ColumnElement, Index, func, or_, select, update
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from igtf.core import clock
from igtf.core.database.adding import own_insert
from igtf.core.db import Base, dialect, session
from igtf.core.i18n import in_language

SUBJECT_LENGTH = 200


class Mail(Base):
    """One mail to one address; sent when ``sent_at`` is set, not tried before ``next_try_at``.

    ``calendar`` is an iCalendar object that goes along, ``files`` are the ids of those that do: their bytes are not
    kept once for each mail. ``counted`` names what it is counted with, where only so many go within a day. ``news``
    tells what others did, and goes behind what its reader waits for: a link to sign in, a letter. ``last_error`` is why
    it was not sent when it was tried last; of one that was sent, with what it came back.
    """

    __tablename__ = "mail"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    to: Mapped[str]
    subject: Mapped[str]
    text: Mapped[str]
    html: Mapped[str | None]
    headers: Mapped[dict[str, Any]]
    calendar: Mapped[str | None]
    files: Mapped[list[int]] = mapped_column(JSON, default=list)
    counted: Mapped[str | None]
    news: Mapped[bool] = mapped_column(default=False)
    queued_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime | None]
    last_error: Mapped[str | None]
    __table_args__ = (
        Index(
            "ix_mail_unsent",
            "news",
            "id",
            "attempts",
            "next_try_at",
            "sent_at",
            sqlite_where=sql("sent_at IS NULL"),
            postgresql_where=sql("sent_at IS NULL"),
        ),
        Index(
            "ix_mail_failed",
            "id",
            sqlite_where=sql("last_error IS NOT NULL"),
            postgresql_where=sql("last_error IS NOT NULL"),
        ),
        Index(
            "ix_mail_counted",
            "counted",
            "queued_at",
            sqlite_where=sql("counted IS NOT NULL"),
            postgresql_where=sql("counted IS NOT NULL"),
        ),
    )


def absolute(path: str) -> str:
    """Return the full address of a path of this site, for mails and feeds; one that is full already stays."""
    return path if path.startswith(("http://", "https://")) else f"{current_app.config['BASE_URL'].rstrip('/')}{path}"


_OWN_LINK = re.compile('<a href="(?=/)')


def with_absolute_links(html: str) -> Markup:
    """Return safe HTML in which links to pages of this site have their full address, for what is read elsewhere."""
    here = escape(absolute(""))
    return Markup(_OWN_LINK.sub(lambda found: f"{found[0]}{here}", html))


_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def _one_line(value: str) -> str:
    if _CONTROL.search(value):
        raise ValueError("a mail header cannot hold control characters")
    return value


WIDTH = 76
"""Characters of a line: RFC 5322 (section 2.1.1) asks for 78 at most, and who answers puts a mark before it."""

_KEPT_FROM, _KEPT_TO = "\x02", "\x03"


def as_it_is(text: str) -> str:
    """Return a text for a plain mail that is not wrapped in it, such as a letter of which the hash is told."""
    return f"{_KEPT_FROM}{text}{_KEPT_TO}"


def _in_lines(text: str) -> str:
    """Return the text of a mail with its long lines wrapped, but for quotes, links and what is ``as_it_is``."""
    parts = re.split(f"[{_KEPT_FROM}{_KEPT_TO}]", text)
    parts[::2] = ["\n".join(map(_wrapped, part.split("\n"))) for part in parts[::2]]
    return "".join(parts)


@lru_cache(512)
def _wrapped(line: str) -> str:
    """Wrap a line once for all who are told the same."""
    if len(line) <= WIDTH or line.lstrip().startswith(">"):
        return line
    return textwrap.fill(line, WIDTH, break_long_words=False, break_on_hyphens=False)


def render_mail(
    *, to: str, template: str, key: str, language: str | None = None,
    headers: Mapping[str, str] | None = None, calendar: str | None = None, files: Sequence[int] = (),
    news: bool = False, **context: Any,
) -> Mail:  # fmt: skip
    """Return one mail, rendered, not queued; ValueError when an address or header has control characters."""
    shown = {**context, "absolute": absolute, "as_it_is": as_it_is, "site_name": current_app.config["SITE_NAME"]}

    def part(name: str) -> str:
        return current_app.jinja_env.get_template(f"mail/{template}/{name}").render(shown)

    with in_language(language):
        subject, body = " ".join(part("subject.txt").split()), _in_lines(part("body.txt"))
        try:
            html = part("body.html")
        except TemplateNotFound:
            html = None
    if len(subject) > SUBJECT_LENGTH:
        subject = subject[: SUBJECT_LENGTH - 1] + "…"
    kept = {name: _one_line(value) for name, value in (headers or {}).items()}
    return Mail(
        key=key, to=_one_line(to), subject=_one_line(subject), text=body, html=html, headers=kept,
        calendar=calendar, files=list(files), news=news, queued_at=clock.now(),
    )  # fmt: skip


def queue_mail(
    *, to: str | None, template: str, key: str, language: str | None = None,
    headers: Mapping[str, str] | None = None, files: Sequence[int] = (), counted: str | None = None, **context: Any,
) -> bool:  # fmt: skip
    """Queue one mail in the running transaction; False when one with this ``key`` is queued or sent.

    ``files`` are the ids of files that go along; ``counted`` is what ``queued_within_a_day`` is asked about. To nobody
    (None) it takes as long and nothing is sent: only the key is kept.
    """
    if session.scalar(select(Mail.id).where(Mail.key == key)):
        return False
    mail = render_mail(
        to=to or "", template=template, key=key, language=language, headers=headers, files=files, **context
    )
    mail.counted, mail.sent_at = counted, mail.queued_at if to is None else None
    if to is None:
        mail.subject, mail.text, mail.html, mail.files = "", "", None, []
    row = {name: value for name, value in vars(mail).items() if name in Mail.__table__.c}
    once = own_insert(Mail, dialect()).values(row).on_conflict_do_nothing(index_elements=["key"])
    return session.scalar(once.returning(Mail.id)) is not None  # somebody else may queue it in the same moment


OFFICE: list[str] = []
"""How the keys of mails begin that the secretariat answers for; the rooms that queue such add theirs."""


def not_arrived(number: int = 50) -> Sequence[Mail]:
    """Return the secretariat's mails that were tried in vain, or came back, the newest first, ``number`` at most."""
    of_office = or_(*(Mail.key.startswith(beginning, autoescape=True) for beginning in OFFICE))
    tried = (Mail.attempts > 0, Mail.last_error.is_not(None), ~Mail.news)
    return session.scalars(select(Mail).where(*tried, of_office).order_by(Mail.id.desc()).limit(number)).all()


def came_back(key: str, said: str, *which: ColumnElement[bool]) -> None:
    """Let the mail with a key keep what it came back with, where it was sent and is one of ``which``. For commands."""
    sent = (Mail.key == key, Mail.sent_at.is_not(None), *which)
    session.execute(update(Mail).where(*sent).values(last_error=said), execution_options={"synchronize_session": False})


def queued_within_a_day(counted: str) -> int:
    """Return how many mails that are ``counted`` together were queued within a day."""
    lately = Mail.queued_at > clock.now() - timedelta(days=1)
    return session.scalar(select(func.count()).where(Mail.counted == counted, lately)) or 0
