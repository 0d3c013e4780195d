"""Comments, following, reports and pauses, on any subject."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from igtf.core.db import Base

_WAITING = sql("settled_at IS NULL")


class Comment(Base):
    """A comment on a subject; its event is in the record, its text here. A hidden one leaves a tombstone.

    On a part of the subject's text: ``part`` is the part's number, ``quoted`` how it read when it was commented on;
    whoever edits the text resolves it, with what was done about it.
    """

    __tablename__ = "comment"
    id: Mapped[int] = mapped_column(primary_key=True)
    subject_id: Mapped[int] = mapped_column(ForeignKey("subject.id"))
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), unique=True)
    actor_id: Mapped[int] = mapped_column(ForeignKey("actor.id"), index=True)
    text: Mapped[str]
    html: Mapped[str]
    quotes_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"))
    edited_at: Mapped[datetime | None]
    hidden_at: Mapped[datetime | None]
    hidden_reason: Mapped[str | None]
    part: Mapped[int | None]
    quoted: Mapped[str | None]
    resolved_at: Mapped[datetime | None]
    resolved_reason: Mapped[str | None]
    __table_args__ = (Index("ix_comment_subject_id", "subject_id", "id"),)


class CommentVersion(Base):
    """A former text of an edited comment, kept for all to see."""

    __tablename__ = "comment_version"
    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"), index=True)
    text: Mapped[str]
    html: Mapped[str]
    until: Mapped[datetime]


class Follow(Base):
    """A person follows a subject; private, and ended by one click."""

    __tablename__ = "follow"
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    subject_id: Mapped[int] = mapped_column(ForeignKey("subject.id"), primary_key=True)
    since: Mapped[datetime]
    __table_args__ = (Index("ix_follow_subject_id", "subject_id"),)


class Mute(Base):
    """A person wants no mail about a subject in any role; following it again lifts this, for good.

    What names them for something later, such as an office, is told all the same (``Move.names``).
    """

    __tablename__ = "mute"
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    subject_id: Mapped[int] = mapped_column(ForeignKey("subject.id"), primary_key=True)
    since: Mapped[datetime]


class Report(Base):
    """A report to the moderators: of a comment, or of a subject.

    ``part`` is the number of the part that is meant, such as a reply to a consultation; None for the whole: an issue.
    """

    __tablename__ = "report"
    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"), index=True)
    subject_id: Mapped[int | None] = mapped_column(ForeignKey("subject.id"))
    part: Mapped[int | None]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str]
    at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    __table_args__ = (
        CheckConstraint(
            "(comment_id IS NULL) = (subject_id IS NOT NULL) AND (part IS NULL OR subject_id IS NOT NULL)",
            name="of_one",
        ),
        Index("ix_report_waiting", "comment_id", sqlite_where=_WAITING, postgresql_where=_WAITING),
        Index("ix_report_part", "subject_id", "part", sqlite_where=_WAITING, postgresql_where=_WAITING),
        Index("ix_report_oldest", "at", "id", sqlite_where=_WAITING, postgresql_where=_WAITING),
    )


class Pause(Base):
    """The posting of a person is paused by an event until a moment; ``ended_at`` when it ended before that.

    It is for a comment, or, without one, for the subject of the event, which the person opened, or replied to.
    """

    __tablename__ = "pause"
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"))
    until: Mapped[datetime] = mapped_column(index=True)
    ended_at: Mapped[datetime | None]
    __table_args__ = (Index("ix_pause_person_id", "person_id", "until"),)


class PauseMark(Base):
    """By what an address that was let go is known while a pause of its person's posting runs; it goes with the pause.

    The address is not kept. ``person_id`` is who has it since, for whom the pause goes on; None while nobody has.
    """

    __tablename__ = "pause_mark"
    event_id: Mapped[int] = mapped_column(ForeignKey("pause.event_id"), primary_key=True)
    mark: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
