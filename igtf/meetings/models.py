"""Meetings, their agenda, documents, attendance, decisions, corrections and hums."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column, relationship

from igtf.core.db import Base
from igtf.record.models import Subject


class Meeting(Base):
    """A meeting of the subject that its own subject names as group; ``length`` is in minutes, times in UTC.

    ``agenda_set``: the agenda was edited, or fixed at the opening; before that it follows the open work.
    """

    __tablename__ = "meeting"
    id: Mapped[int] = mapped_column(ForeignKey("subject.id"), primary_key=True)
    starts_at: Mapped[datetime] = mapped_column(index=True)
    length: Mapped[int]
    place: Mapped[str]
    link: Mapped[str]
    reminded_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    agenda_set: Mapped[bool] = mapped_column(default=False)
    minutes: Mapped[str] = mapped_column(default="")
    minutes_html: Mapped[str] = mapped_column(default="")
    minutes_at: Mapped[datetime | None]
    subject: Mapped[Subject] = relationship(lazy="joined", innerjoin=True)
    __table_args__ = (CheckConstraint("length BETWEEN 15 AND 720", name="length"),)


class AgendaItem(Base):
    """A point of an agenda as who leads set it; ``subject_id`` is what it is about, if that has a page."""

    __tablename__ = "agenda_item"
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    minutes: Mapped[int]
    subject_id: Mapped[int | None] = mapped_column(ForeignKey("subject.id"))


class MeetingDocument(Base):
    """A document for a meeting that is no draft: slides, a text elsewhere; late when it came after its day."""

    __tablename__ = "meeting_document"
    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    title: Mapped[str]
    link: Mapped[str]
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


class Attendance(Base):
    """A person is present in a meeting under a hat, on site or remote."""

    __tablename__ = "attendance"
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    hat_id: Mapped[int] = mapped_column(ForeignKey("hat.id"))
    mode: Mapped[str]
    at: Mapped[datetime]
    __table_args__ = (
        CheckConstraint("mode IN ('remote','on-site')", name="mode"),
        Index("ix_attendance_person_id", "person_id"),
    )


class MeetingDecision(Base):
    """A decision that the minutes list: open until it is confirmed or somebody objected.

    One that was taken in the meeting by a move is recorded with its event: it is in force, and nothing is confirmed.
    """

    __tablename__ = "meeting_decision"
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]
    state: Mapped[str]
    objector_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(default="")
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"))
    __table_args__ = (
        CheckConstraint("state IN ('open','confirmed','contested','recorded')", name="state"),
        CheckConstraint("(state = 'recorded') = (event_id IS NOT NULL)", name="recorded"),
    )


class MeetingCorrection(Base):
    """A dated correction of published minutes, which themselves stay as they are."""

    __tablename__ = "meeting_correction"
    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    text: Mapped[str]
    html: Mapped[str]


class Hum(Base):
    """A poll of the room. ``salt`` exists while it is open; ``result`` and ``answered`` from its closing on."""

    __tablename__ = "hum"
    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    question: Mapped[str]
    asked_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    salt: Mapped[str | None]
    answered: Mapped[int | None]
    result: Mapped[list[Any] | None] = mapped_column(JSON)
    __table_args__ = (
        Index(
            "uq_hum_open",
            "meeting_id",
            unique=True,
            sqlite_where=sql("closed_at IS NULL"),
            postgresql_where=sql("closed_at IS NULL"),
        ),
    )


class HumCount(Base):
    """How often an answer was given in a group, plus a number that only this site's key gives; gone at the closing."""

    __tablename__ = "hum_count"
    hum_id: Mapped[int] = mapped_column(ForeignKey("hum.id"), primary_key=True)
    group: Mapped[str] = mapped_column(primary_key=True)
    answer: Mapped[str] = mapped_column(primary_key=True)
    masked: Mapped[int]


class HumToken(Base):
    """That somebody answered: a keyed hash of hum and person, without time or answer; gone at the closing."""

    __tablename__ = "hum_token"
    hum_id: Mapped[int] = mapped_column(ForeignKey("hum.id"), primary_key=True)
    token: Mapped[str] = mapped_column(primary_key=True)
