"""Drafts with their revisions and authors, recommendations with their asks, comparisons once made."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column, relationship

from igtf.core.db import Base
from igtf.record.models import Subject

TEXTS = "texts"
"""What is long in a revision: read when it is asked for, all in one query; ``undefer_group`` reads it with the row."""


class Draft(Base):
    """A draft; its name is the subject's ref. ``name`` is the last part of it, ``write_up`` the
    shepherd's answers by question, ``adopted_from`` the last revision it had under its old name. ``consent_call_id``
    is the open call during which a revision may be posted, ``declared_on_id`` the revision that the newest declared
    call of its kind was declared on, ``warned_at`` when the clock last warned of expiry."""

    __tablename__ = "draft"
    id: Mapped[int] = mapped_column(ForeignKey("subject.id"), primary_key=True)
    abbrev: Mapped[str]
    name: Mapped[str] = mapped_column("topic_slug")
    adopted_from: Mapped[str | None]
    write_up: Mapped[dict[str, Any] | None]
    current_id: Mapped[int | None]
    consent_call_id: Mapped[int | None]
    declared_on_id: Mapped[int | None]
    warned_at: Mapped[datetime | None]
    subject: Mapped[Subject] = relationship(lazy="joined", innerjoin=True)
    current: Mapped["Revision"] = relationship(
        primaryjoin="foreign(Draft.current_id) == Revision.id", viewonly=True, uselist=False
    )


def cited(name: str, number: int) -> str:
    """Return how a revision is cited: draft-x-y-00."""
    return f"{name}-{number:02d}"


class Revision(Base):
    """A revision, changed by removed words alone. ``name`` is the draft's name then: adoption starts again at 00.

    ``source`` is the Markdown as cleaned, ``hash`` its SHA-256 (hex) as posted; ``toc`` lists [level, id, title].
    ``keywords`` and ``intended_status`` are as the front matter says.
    """

    __tablename__ = "revision"
    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("draft.id"))
    name: Mapped[str]
    number: Mapped[int]
    title: Mapped[str]
    abstract: Mapped[str]
    source: Mapped[str] = mapped_column(deferred=True, deferred_group=TEXTS)
    html: Mapped[str] = mapped_column(deferred=True, deferred_group=TEXTS)
    text: Mapped[str] = mapped_column(deferred=True, deferred_group=TEXTS)
    hash: Mapped[str]
    toc: Mapped[list[Any]] = mapped_column(JSON)
    addressees: Mapped[list[str]]
    keywords: Mapped[list[str]] = mapped_column(default=list)
    intended_status: Mapped[str] = mapped_column(default="")
    asks: Mapped[list[Any]] = mapped_column(JSON)
    note: Mapped[str]
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("actor.id"))
    __table_args__ = (UniqueConstraint("draft_id", "name", "number"),)

    @property
    def label(self) -> str:
        """The name with the number, as a revision is cited."""
        return cited(self.name, self.number)


class Paragraph(Base):
    """A paragraph as it stands in one revision. ``number`` counts within the draft and stays with it (``paragraphs``).

    ``anchor`` is its id on the page of that revision, ``text`` its words.
    """

    __tablename__ = "paragraph"
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("draft.id"))
    position: Mapped[int]
    kind: Mapped[str]
    anchor: Mapped[str]
    text: Mapped[str]
    __table_args__ = (Index("ix_paragraph_draft_id", "draft_id", "number"),)


class DraftAuthor(Base):
    """An author of the newest revision, as the front matter names it; never an address.

    ``person_id`` is the participant who is or may be meant: an author once ``confirmed_at`` is set, by that person.
    ``addressed`` is the mark of the address by which the name is asked; empty where none was given.
    """

    __tablename__ = "draft_author"
    draft_id: Mapped[int] = mapped_column(ForeignKey("draft.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str]
    organisation: Mapped[str]
    hat_id: Mapped[int | None] = mapped_column(ForeignKey("hat.id"))
    confirmed_at: Mapped[datetime | None]
    denied_at: Mapped[datetime | None]
    addressed: Mapped[str] = mapped_column(default="")


class DraftReplacement(Base):
    """That one draft replaces another; it does once both sides agree: chairs of group drafts, authors of others."""

    __tablename__ = "draft_replacement"
    new_id: Mapped[int] = mapped_column(ForeignKey("draft.id"), primary_key=True)
    old_id: Mapped[int] = mapped_column(ForeignKey("draft.id"), primary_key=True)
    reason: Mapped[str]
    at: Mapped[datetime]
    new_agreed_at: Mapped[datetime | None]
    old_agreed_at: Mapped[datetime | None]
    __table_args__ = (Index("ix_draft_replacement_old_id", "old_id"),)


class DraftWaiver(Base):
    """That a person waives the wait before an approved draft is published."""

    __tablename__ = "draft_waiver"
    draft_id: Mapped[int] = mapped_column(ForeignKey("draft.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    at: Mapped[datetime]


class DraftComparison(Base):
    """A comparison of two revisions, kept, as neither changes; ``view`` is side or inline, ``changes`` the list."""

    __tablename__ = "draft_comparison"
    from_id: Mapped[int] = mapped_column(ForeignKey("revision.id"), primary_key=True)
    to_id: Mapped[int] = mapped_column(ForeignKey("revision.id"), primary_key=True)
    view: Mapped[str] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    html: Mapped[str]
    summary: Mapped[str]
    changes: Mapped[str] = mapped_column(default="")


class Recommendation(Base):
    """A published recommendation: text, page, hash of the revision it was made from; changed by removed words alone."""

    __tablename__ = "recommendation"
    id: Mapped[int] = mapped_column(ForeignKey("subject.id"), primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"), unique=True)
    abstract: Mapped[str]
    html: Mapped[str]
    text: Mapped[str] = mapped_column(deferred=True)
    toc: Mapped[list[Any]] = mapped_column(JSON)
    hash: Mapped[str]
    subject: Mapped[Subject] = relationship(lazy="joined", innerjoin=True)
    asks: Mapped[list["Ask"]] = relationship(order_by="Ask.number", lazy="select")


_UNSETTLED = sql("status NOT IN ('done', 'declined', 'no answer')")


class Ask(Base):
    """What a recommendation asks of one addressee: a body (``addressee_slug``) or a stakeholder group.

    Status, answer, evidence and the day promised are those of the latest answer; one in part leaves an earlier promise.
    ``overdue_told_at``: when the clock said that its day
    has passed, since the latest answer.
    """

    __tablename__ = "ask"
    id: Mapped[int] = mapped_column(primary_key=True)
    recommendation_id: Mapped[int] = mapped_column(ForeignKey("recommendation.id"))
    number: Mapped[int]
    addressee: Mapped[str]
    addressee_slug: Mapped[str | None]
    addressee_group: Mapped[str | None]
    action: Mapped[str]
    due: Mapped[date | None]
    shown_by: Mapped[str]
    status: Mapped[str] = mapped_column(default="open")
    promised_by: Mapped[date | None]
    answer: Mapped[str] = mapped_column(default="")
    evidence: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None]
    overdue_told_at: Mapped[datetime | None]
    __table_args__ = (
        UniqueConstraint("recommendation_id", "number"),
        Index("ix_ask_addressee_slug", "addressee_slug"),
        Index(
            "ix_ask_until",
            "promised_by",
            "due",
            "recommendation_id",
            sqlite_where=_UNSETTLED,
            postgresql_where=_UNSETTLED,
        ),
        CheckConstraint("(addressee_slug IS NULL) <> (addressee_group IS NULL)", name="addressee"),
        CheckConstraint(
            "status IN ('open','promised','in part','declined','passed on','commented','done','no answer','overdue')",
            name="status",
        ),
    )


class AskAnswer(Base):
    """An answer to an ask, never changed; the latest one counts. ``due`` is the day promised."""

    __tablename__ = "ask_answer"
    id: Mapped[int] = mapped_column(primary_key=True)
    ask_id: Mapped[int] = mapped_column(ForeignKey("ask.id"), index=True)
    status: Mapped[str]
    text: Mapped[str]
    evidence: Mapped[str]
    due: Mapped[date | None]
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("actor.id"))


class Commitment(Base):
    """An organisation commits to an ask, by a person under a confirmed hat; what it reported of it last.

    ``told`` is the report or, once withdrawn, the reason.
    """

    __tablename__ = "commitment"
    id: Mapped[int] = mapped_column(primary_key=True)
    ask_id: Mapped[int] = mapped_column(ForeignKey("ask.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    hat_id: Mapped[int] = mapped_column(ForeignKey("hat.id"))
    organisation: Mapped[str]
    what: Mapped[str]
    until: Mapped[date | None]
    at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default="open")
    told: Mapped[str] = mapped_column(default="")
    evidence: Mapped[str] = mapped_column(default="")
    told_at: Mapped[datetime | None]
    __table_args__ = (CheckConstraint("state IN ('open','in part','done','withdrawn')", name="state"),)
