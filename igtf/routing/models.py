"""Bodies, changes to their list, contacts; liaison statements with asks, answers, and the links of contacts."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint, exists, text
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from igtf.core.database.conditions import among
from igtf.core.db import Base
from igtf.drafts.models import Ask
from igtf.drafts.words import SETTLED
from igtf.record.models import Subject


class Body(Base):
    """A body that issues and recommendations can be sent to; its name is the subject's title, its slug the ref.

    ``members``: who belongs to it, in words, where that is known.
    """

    __tablename__ = "body"
    id: Mapped[int] = mapped_column(ForeignKey("subject.id"), primary_key=True)
    acronym: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str] = mapped_column(index=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("body.id"), index=True)
    family: Mapped[str]
    url: Mapped[str]
    mandate: Mapped[str]
    topics: Mapped[list[str]]
    members: Mapped[str] = mapped_column(default="")
    subject: Mapped[Subject] = relationship(lazy="joined", innerjoin=True)


class BodyChange(Base):
    """A change to the list of bodies that somebody proposes; ``body_id`` None: a body that is not listed yet.

    ``before`` and ``after`` hold what would change, by field, as it stood and as it would be; both are kept.
    """

    __tablename__ = "body_change"
    id: Mapped[int] = mapped_column(ForeignKey("subject.id"), primary_key=True)
    body_id: Mapped[int | None] = mapped_column(ForeignKey("body.id"), index=True)
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]
    reason: Mapped[str]
    source: Mapped[str]
    subject: Mapped[Subject] = relationship(lazy="joined", innerjoin=True)


class Contact(Base):
    """Whom a body named to answer for it; an actor without account. The address is never public.

    ``asked_at``: when the contact was last asked to confirm, since ``confirmed_at``. ``quiet_since``: since when the
    contact wants no announcements and reminders.
    """

    __tablename__ = "contact"
    id: Mapped[int] = mapped_column(primary_key=True)
    body_id: Mapped[int] = mapped_column(ForeignKey("body.id"))
    actor_id: Mapped[int] = mapped_column(ForeignKey("actor.id"), unique=True)
    name: Mapped[str]
    role: Mapped[str]
    email: Mapped[str]
    language: Mapped[str]
    confirmed_at: Mapped[datetime]
    asked_at: Mapped[datetime | None]
    quiet_since: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    body: Mapped[Body] = relationship(lazy="select")
    __table_args__ = (
        Index("ix_contact_confirmed_at", "confirmed_at"),
        Index("uq_contact_email", "body_id", "email", unique=True, sqlite_where=text("ended_at IS NULL"),
              postgresql_where=text("ended_at IS NULL")),
    )  # fmt: skip


class Statement(Base):
    """A liaison statement (RFC 4053); subject line and sending group are those of its subject.

    ``direction``: ``out`` to the body, or ``in`` from it. ``answer_by`` is when an answer was due at first; the
    subject's ``due_at`` moves with a date that the body proposes or promises. ``sent_text`` is what was sent or
    received, letter for letter; ``sent_hash`` its SHA-256 (hex); only what went out has ``sent_at``.
    ``contacts``: whom to turn to on the sender's side. ``attachments``: title, address and SHA-256 of each.
    ``replies``: what one of ours answers to the points of the body's letter that it responds to, as
    ``answering.replies_of`` makes them.
    """

    __tablename__ = "statement"
    id: Mapped[int] = mapped_column(ForeignKey("subject.id"), primary_key=True)
    direction: Mapped[str] = mapped_column(default="out")
    from_text: Mapped[str]
    to_body_id: Mapped[int] = mapped_column(ForeignKey("body.id"))
    purpose: Mapped[str]
    text: Mapped[str]
    html: Mapped[str]
    deadline: Mapped[datetime | None]
    consensus: Mapped[str]
    minority: Mapped[str]
    contacts: Mapped[str] = mapped_column(default="")
    attachments: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)
    replies: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    drafted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    sent_at: Mapped[datetime | None]
    channel: Mapped[str | None]
    channel_evidence: Mapped[str | None]
    sent_text: Mapped[str | None]
    sent_hash: Mapped[str | None]
    answer_by: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    acknowledged_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    reference: Mapped[str | None]
    closed_evidence: Mapped[str | None]
    subject: Mapped[Subject] = relationship(lazy="joined", innerjoin=True)
    body: Mapped[Body] = relationship(lazy="joined", innerjoin=True)
    asks: Mapped[list["StatementAsk"]] = relationship(order_by="StatementAsk.number", lazy="select")
    __table_args__ = (
        CheckConstraint("sent_at IS NULL OR sent_hash IS NOT NULL", name="sent_hash"),
        Index("ix_statement_sent_hash", "sent_hash"),
        Index("ix_statement_to_body_id", "to_body_id", "sent_at"),
    )


class StatementAsk(Base):
    """One thing that a statement asks for, and the latest answer to it: of the body, or ours to the letter of one.

    ``deadline``: when an answer to this point is wanted, where the letter of a body gives it a day of its own.
    ``settled``: the ask of a recommendation that it words is, by this letter or by what became known otherwise.
    """

    __tablename__ = "statement_ask"
    id: Mapped[int] = mapped_column(primary_key=True)
    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id"))
    number: Mapped[int]
    ask_id: Mapped[int | None] = mapped_column(ForeignKey("ask.id"), index=True)
    text: Mapped[str]
    deadline: Mapped[datetime | None]
    status: Mapped[str] = mapped_column(default="open")
    answer: Mapped[str | None]
    promised_by: Mapped[datetime | None]
    settled: Mapped[bool] = column_property(
        exists().where(Ask.id == ask_id, among(Ask.status, SETTLED)).correlate_except(Ask)
    )
    __table_args__ = (UniqueConstraint("statement_id", "number"),)


class ContactLink(Base):
    """A link in a mail by which one contact does one thing; only the hash of its token is kept.

    ``purpose``: ``answer`` a statement, ``confirm`` that one is still the contact, ``write`` a statement to us;
    ``about_id`` is what the contact was told of, and may write about.
    """

    __tablename__ = "contact_link"
    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    statement_id: Mapped[int | None] = mapped_column(ForeignKey("statement.id"), index=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)
    about_id: Mapped[int | None] = mapped_column(ForeignKey("subject.id"), index=True)
    purpose: Mapped[str]
    sent_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]
    contact: Mapped[Contact] = relationship(lazy="joined", innerjoin=True)
    statement: Mapped[Statement | None] = relationship(lazy="joined")
    about: Mapped[Subject | None] = relationship(lazy="select")
    __table_args__ = (CheckConstraint("(purpose = 'answer') = (statement_id IS NOT NULL)", name="purpose"),)
