"""Consultations, who is invited, the replies with their answers, baskets, statements and what people say of them."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from igtf.core.db import Base
from igtf.record.models import Subject

EVERYONE, INVITED = "everyone", "invited"
"""Who may reply."""

WHOLE = 0
"""In place of a question: the whole reply."""


class Consultation(Base):
    """A questionnaire of the group that its subject names, else of the clearing house.

    ``questions`` are ``questions.Question``s in their order, which nobody changes once it is open. ``admits``:
    everyone, or those who are invited. ``last_basket`` is the highest number that a basket had. The last fields are
    the summary, in Markdown: what was asked, who replied and who was not heard, what was found, what follows.
    """

    __tablename__ = "consultation"
    id: Mapped[int] = mapped_column(ForeignKey("subject.id"), primary_key=True)
    introduction: Mapped[str]
    introduction_html: Mapped[str]
    admits: Mapped[str]
    questions: Mapped[list[Any]] = mapped_column(JSON, default=list)
    opened_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    last_basket: Mapped[int] = mapped_column(default=0)
    asked: Mapped[str] = mapped_column(default="")
    replied: Mapped[str] = mapped_column(default="")
    found: Mapped[str] = mapped_column(default="")
    follows: Mapped[str] = mapped_column(default="")
    summary_html: Mapped[list[str]] = mapped_column(JSON, default=list)
    summed_up_at: Mapped[datetime | None]
    summed_up_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    subject: Mapped[Subject] = relationship(lazy="joined", innerjoin=True)
    __table_args__ = (
        CheckConstraint("admits IN ('everyone','invited')", name="admits"),
        CheckConstraint("(opened_at IS NULL) = (closes_at IS NULL)", name="closes_once_open"),
    )


class ConsultationInvitation(Base):
    """A person is invited to reply."""

    __tablename__ = "consultation_invitation"
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    at: Mapped[datetime]
    __table_args__ = (Index("ix_consultation_invitation_person_id", "person_id"),)


class Reply(Base):
    """The reply of a person under a hat, by its ``number`` in the consultation; the hat is fixed with the first one.

    ``chosen``: number of a question, as text → the options or the point of the scale, which count from 1. The texts
    are ``Answer``s. One that a moderator hid leaves its place, with the reason. ``sort_again``: it was revised since it
    was laid into baskets.
    """

    __tablename__ = "consultation_reply"
    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    number: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    hat_id: Mapped[int] = mapped_column(ForeignKey("hat.id"))
    at: Mapped[datetime]
    revised_at: Mapped[datetime | None]
    sort_again: Mapped[bool] = mapped_column(default=False)
    chosen: Mapped[dict[str, Any]]
    hidden_at: Mapped[datetime | None]
    hidden_reason: Mapped[str | None]
    __table_args__ = (
        UniqueConstraint("consultation_id", "person_id"),
        UniqueConstraint("consultation_id", "number"),
        Index("ix_consultation_reply_at", "consultation_id", "at", "id"),
        Index("ix_consultation_reply_person_id", "person_id"),
    )


class Answer(Base):
    """The text with which a reply answers a question."""

    __tablename__ = "consultation_answer"
    reply_id: Mapped[int] = mapped_column(ForeignKey("consultation_reply.id"), primary_key=True)
    question: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]
    html: Mapped[str]


class ReplyVersion(Base):
    """A former wording of a reply, kept for all to see: what was chosen, and the texts as HTML by question."""

    __tablename__ = "consultation_reply_version"
    reply_id: Mapped[int] = mapped_column(ForeignKey("consultation_reply.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    chosen: Mapped[dict[str, Any]]
    texts: Mapped[dict[str, Any]]
    until: Mapped[datetime]


class Basket(Base):
    """A basket into which answers are sorted, by its ``number`` in the consultation."""

    __tablename__ = "consultation_basket"
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    note: Mapped[str]


class Sorted(Base):
    """An answer, or with ``WHOLE`` as question a whole reply, lies in a basket; it may lie in several."""

    __tablename__ = "consultation_sorted"
    reply_id: Mapped[int] = mapped_column(ForeignKey("consultation_reply.id"), primary_key=True)
    question: Mapped[int] = mapped_column(primary_key=True)
    basket: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int]
    __table_args__ = (
        ForeignKeyConstraint(
            ["consultation_id", "basket"], ["consultation_basket.consultation_id", "consultation_basket.number"]
        ),
        Index("ix_consultation_sorted_basket", "consultation_id", "basket"),
    )


class DrawnStatement(Base):
    """A short sentence drawn from a reply, by its ``number`` in the consultation, with which people agree or not.

    One that was withdrawn leaves its place, with the reason.
    """

    __tablename__ = "consultation_statement"
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]
    reply_id: Mapped[int] = mapped_column(ForeignKey("consultation_reply.id"), index=True)
    at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str | None]


class Stance(Base):
    """What a person says of a statement, under the hat that is fixed in the consultation."""

    __tablename__ = "consultation_stance"
    consultation_id: Mapped[int] = mapped_column(primary_key=True)
    statement: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    hat_id: Mapped[int] = mapped_column(ForeignKey("hat.id"))
    value: Mapped[str]
    at: Mapped[datetime]
    __table_args__ = (
        ForeignKeyConstraint(
            ["consultation_id", "statement"],
            ["consultation_statement.consultation_id", "consultation_statement.number"],
        ),
        CheckConstraint("value IN ('agree','disagree','pass')", name="value"),
        Index("ix_consultation_stance_person_id", "person_id"),
    )
