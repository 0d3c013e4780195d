"""Mail: queued in the transaction of the act that causes it, sent later by the worker.

A mail is rendered when it is queued, in the language of who gets it, from
``templates/mail/<template>/{subject.txt,body.txt,body.html}``. ``key`` makes it one mail however often the same
event is worked on.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import current_app, g, render_template
from flask_babel import force_locale
from jinja2 import TemplateNotFound
from sqlalchemy import Index, select, text
from sqlalchemy.orm import Mapped, mapped_column

from igtf.core.clock import real_now
from igtf.core.db import Base, session


class Mail(Base):
    """One mail to one address; sent when ``sent_at`` is set."""

    __tablename__ = "mail"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    to: Mapped[str]
    subject: Mapped[str]
    text: Mapped[str]
    html: Mapped[str | None]
    headers: Mapped[dict[str, Any]]
    queued_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None]
    __table_args__ = (
        Index("ix_mail_unsent", "id", sqlite_where=text("sent_at IS NULL"), postgresql_where=text("sent_at IS NULL")),
    )


def absolute(path: str) -> str:
    """Return the full address of a path of this site, for mails."""
    return f"{current_app.config['BASE_URL'].rstrip('/')}{path}"


def queue_mail(
    *, to: str, template: str, key: str, language: str | None = None, headers: Mapping[str, str] | None = None,
    **context: Any,
) -> bool:  # fmt: skip
    """Queue one mail in the running transaction; False when one with this ``key`` is queued or sent already."""
    if session.scalar(select(Mail.id).where(Mail.key == key)):
        return False
    shown = {**context, "absolute": absolute, "site_name": current_app.config["SITE_NAME"]}
    before = g.pop("language", None)
    g.language = language or "en"
    with force_locale(g.language):
        subject = " ".join(render_template(f"mail/{template}/subject.txt", **shown).split())
        body = render_template(f"mail/{template}/body.txt", **shown)
        try:
            html = render_template(f"mail/{template}/body.html", **shown)
        except TemplateNotFound:
            html = None
    g.language = before or "en"
    session.add(
        Mail(key=key, to=to, subject=subject, text=body, html=html, headers=dict(headers or {}), queued_at=real_now())
    )
    session.flush()
    return True
