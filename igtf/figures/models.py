"""Figures that the worker keeps: what each subject adds to them, their sums, and how far the record was read."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from igtf.core.db import Base


class Tally(Base):
    """What a subject adds to the figures now. ``cells`` (of issues only) are lists of what, name and bucket."""

    __tablename__ = "tally"
    subject_id: Mapped[int] = mapped_column(ForeignKey("subject.id"), primary_key=True)
    kind: Mapped[str]
    state: Mapped[str]
    year: Mapped[int]
    topic: Mapped[str | None]
    layer: Mapped[str | None]
    region: Mapped[str | None]
    source: Mapped[str | None]
    cells: Mapped[list[Any]] = mapped_column(JSON)
    __table_args__ = (
        Index("ix_tally_topic", "topic", "region"),
        Index("ix_tally_source", "source"),
        Index("ix_tally_region", "region", "layer", "year"),
    )


class TallyPart(Base):
    """A draft, recommendation or statement that belongs to the way of an issue, or what the issue was filed from."""

    __tablename__ = "tally_part"
    part_id: Mapped[int] = mapped_column(ForeignKey("subject.id"), primary_key=True)
    issue_id: Mapped[int] = mapped_column(ForeignKey("subject.id"), primary_key=True)
    __table_args__ = (Index("ix_tally_part_issue_id", "issue_id"),)


class Figure(Base):
    """One sum: of a slice of the issues (``queries.slice_of``), of the states of all subjects, or of the people."""

    __tablename__ = "figure"
    slice: Mapped[str] = mapped_column(primary_key=True)
    what: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    bucket: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int]


class Presence(Base):
    """That a person acted in a year, under a stakeholder group, a region and a country ('civil|african|KE')."""

    __tablename__ = "presence"
    actor_id: Mapped[int] = mapped_column(ForeignKey("actor.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    footing: Mapped[str] = mapped_column(primary_key=True)


class Progress(Base):
    """Up to which place in the log the figures go, when that entry was made, and by which rules they were made."""

    __tablename__ = "progress"
    name: Mapped[str] = mapped_column(primary_key=True)
    place: Mapped[int]
    at: Mapped[datetime | None]
    rules: Mapped[str]
