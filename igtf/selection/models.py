"""Selections of members of the council: nominees, who puts them forward, and objections to who was chosen."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from igtf.core.db import Base
from igtf.record.models import Hat, Subject


class Selection(Base):
    """A call for members. ``file`` is what is published: seats and caps from the call, then pool, sources, changes.

    ``starts_at``: when the terms begin. ``objections_until`` is set by the draw, and again when a name changes.
    """

    __tablename__ = "selection"
    id: Mapped[int] = mapped_column(ForeignKey("subject.id"), primary_key=True)
    nominations_until: Mapped[datetime]
    starts_at: Mapped[datetime]
    objections_until: Mapped[datetime | None]
    file: Mapped[dict[str, Any]]
    subject: Mapped[Subject] = relationship(lazy="joined", innerjoin=True)


class Nominee(Base):
    """A person named for a selection; under ``hat_id`` once accepted, ``number`` in the published pool."""

    __tablename__ = "nominee"
    id: Mapped[int] = mapped_column(primary_key=True)
    selection_id: Mapped[int] = mapped_column(ForeignKey("selection.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    nominated_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str]
    answer: Mapped[str] = mapped_column(default="open")
    hat_id: Mapped[int | None] = mapped_column(ForeignKey("hat.id"))
    number: Mapped[int | None]
    at: Mapped[datetime]
    hat: Mapped[Hat | None] = relationship(lazy="raise")
    __table_args__ = (
        UniqueConstraint("selection_id", "person_id"),
        CheckConstraint("answer IN ('open','accepted','declined')", name="answer"),
        Index("ix_nominee_person_id", "person_id"),
    )


class Backing(Base):
    """A nominee is put forward: by a constituency, recorded with evidence, or by the support of a participant."""

    __tablename__ = "backing"
    id: Mapped[int] = mapped_column(primary_key=True)
    nominee_id: Mapped[int] = mapped_column(ForeignKey("nominee.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    constituency: Mapped[str]
    evidence: Mapped[str]
    at: Mapped[datetime]
    __table_args__ = (
        UniqueConstraint("nominee_id", "person_id", "constituency"),
        Index("ix_backing_person_id", "person_id"),
    )


class SelectionObjection(Base):
    """An objection to a person chosen; ``upheld`` None until it is answered."""

    __tablename__ = "selection_objection"
    id: Mapped[int] = mapped_column(primary_key=True)
    selection_id: Mapped[int] = mapped_column(ForeignKey("selection.id"), index=True)
    nominee_id: Mapped[int] = mapped_column(ForeignKey("nominee.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str]
    at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(default="")
    upheld: Mapped[bool | None]
    answered_at: Mapped[datetime | None]
    __table_args__ = (UniqueConstraint("nominee_id", "person_id"),)
