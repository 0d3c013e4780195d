"""Reviews, and who was asked for each."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from igtf.core.db import Base
from igtf.drafts.models import Revision
from igtf.record.models import Subject


class Review(Base):
    """A review of one revision by the directorate that is its subject's group; due at its subject's deadline.

    ``reviewer_id`` is who has it or delivered it, ``verdict`` one of ``words.VERDICTS``, ``answer`` the editors'. The
    verdict is its subject's topic too, so that whatever lists subjects can show it.
    """

    __tablename__ = "review"
    id: Mapped[int] = mapped_column(ForeignKey("subject.id"), primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("draft.id"), index=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    note: Mapped[str]
    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    verdict: Mapped[str | None]
    text: Mapped[str] = mapped_column(default="")
    html: Mapped[str] = mapped_column(default="")
    delivered_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(default="")
    answer_html: Mapped[str] = mapped_column(default="")
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reminded_at: Mapped[datetime | None]
    subject: Mapped[Subject] = relationship(lazy="joined", innerjoin=True, foreign_keys=id)
    revision: Mapped[Revision] = relationship(lazy="joined", innerjoin=True)
    __table_args__ = (CheckConstraint("verdict IN ('ready','nits','issues')", name="verdict"),)


class ReviewAsked(Base):
    """A member was asked for a review; ``declined_at`` when the member said no."""

    __tablename__ = "review_asked"
    id: Mapped[int] = mapped_column(primary_key=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("review.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    group_id: Mapped[int] = mapped_column(ForeignKey("policy_group.id"))
    at: Mapped[datetime]
    declined_at: Mapped[datetime | None]
    __table_args__ = (
        Index("ix_review_asked_review_id", "review_id"),
        Index("ix_review_asked_group_id", "group_id", "person_id", "at"),
    )
