"""Calls, the positions and choices taken in them, objections with what became of them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from igtf.core.db import Base
from igtf.record.models import Subject

KINDS = ("adoption", "last-call", "council-last-call", "question", "options")


class Call(Base):
    """One question about one revision or decision, from an opening to a closing time (UTC).

    ``about`` is the draft or group it asks about, ``revision_number`` the draft's revision. ``procedure`` is the
    version of the table of numbers in force at opening. The last fields are the chair's declaration.
    """

    __tablename__ = "call"
    id: Mapped[int] = mapped_column(ForeignKey("subject.id"), primary_key=True)
    kind: Mapped[str]
    about_id: Mapped[int] = mapped_column(ForeignKey("subject.id"), index=True)
    question: Mapped[str]
    note: Mapped[str]
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    revision_number: Mapped[int | None]
    options: Mapped[list[str]]
    procedure: Mapped[int]
    result: Mapped[str | None]
    decided: Mapped[str] = mapped_column(default="")
    dealt: Mapped[str] = mapped_column(default="")
    tradeoffs: Mapped[str] = mapped_column(default="")
    look_again: Mapped[str] = mapped_column(default="")
    declared_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    declared_at: Mapped[datetime | None]
    subject: Mapped[Subject] = relationship(lazy="joined", innerjoin=True, foreign_keys=id)
    about: Mapped[Subject] = relationship(lazy="joined", innerjoin=True, foreign_keys=about_id)
    __table_args__ = (
        CheckConstraint("kind IN ('adoption','last-call','council-last-call','question','options')", name="kind"),
        CheckConstraint("closes_at > opens_at", name="closes_after_opening"),
    )


class Position(Base):
    """Where a person stands in a call: one, changed until the end; the hat is fixed with the first."""

    __tablename__ = "position"
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    hat_id: Mapped[int] = mapped_column(ForeignKey("hat.id"))
    value: Mapped[str]
    reason: Mapped[str]
    at: Mapped[datetime]
    __table_args__ = (
        CheckConstraint("value IN ('support','can-live-with','object','abstain','need-time')", name="value"),
        Index("ix_position_person_id", "person_id"),
    )


class Choice(Base):
    """What a person thinks of one option of an options poll; ``option`` counts from 1."""

    __tablename__ = "choice"
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    option: Mapped[int] = mapped_column(primary_key=True)
    hat_id: Mapped[int] = mapped_column(ForeignKey("hat.id"))
    value: Mapped[str]
    at: Mapped[datetime]
    __table_args__ = (
        CheckConstraint("value IN ('prefer','can-live-with','reject')", name="value"),
        Index("ix_choice_person_id", "person_id"),
    )


class Objection(Base):
    """An objection: why, the change that would remove it, the answer, and how it was disposed of.

    ``disposition`` is the reason given with the last disposition; ``revision_number`` the draft's revision that
    accommodates it.
    """

    __tablename__ = "objection"
    id: Mapped[int] = mapped_column(ForeignKey("subject.id"), primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    hat_id: Mapped[int] = mapped_column(ForeignKey("hat.id"))
    reason: Mapped[str]
    change: Mapped[str]
    answer: Mapped[str] = mapped_column(default="")
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    disposition: Mapped[str] = mapped_column(default="")
    alternatives: Mapped[str] = mapped_column(default="")
    revision_number: Mapped[int | None]
    subject: Mapped[Subject] = relationship(lazy="joined", innerjoin=True)
    call: Mapped[Call] = relationship(lazy="joined", innerjoin=True)


class Second(Base):
    """A person seconds an objection, under a hat."""

    __tablename__ = "second"
    objection_id: Mapped[int] = mapped_column(ForeignKey("objection.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    hat_id: Mapped[int] = mapped_column(ForeignKey("hat.id"))
    at: Mapped[datetime]
    __table_args__ = (Index("ix_second_person_id", "person_id"),)
