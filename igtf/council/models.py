"""The council's seats and terms; ballots with the seats frozen when they opened, and the positions taken."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from igtf.core.db import Base
from igtf.record.models import Actor, Subject

_OPEN = text("ended_at IS NULL")


class Council(Base):
    """The council itself: the one subject that calls its meetings and that these belong to."""

    __tablename__ = "council"
    id: Mapped[int] = mapped_column(ForeignKey("subject.id"), primary_key=True)
    subject: Mapped[Subject] = relationship(lazy="joined", innerjoin=True)


class Seat(Base):
    """A seat of the council; ``region`` None: at large; ``voting`` False: a liaison's."""

    __tablename__ = "seat"
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    stakeholder_group: Mapped[str]
    region: Mapped[str | None]
    voting: Mapped[bool] = mapped_column(default=True)


class Term(Base):
    """A person holds a seat, under a hat, until ``ends_at`` or, if ended before, ``ended_at``.

    ``sent_by``: the organisation that sent a liaison, '' for a member.
    """

    __tablename__ = "term"
    id: Mapped[int] = mapped_column(primary_key=True)
    seat_id: Mapped[int] = mapped_column(ForeignKey("seat.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    hat_id: Mapped[int] = mapped_column(ForeignKey("hat.id"))
    started_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    sent_by: Mapped[str] = mapped_column(default="")
    __table_args__ = (
        Index("uq_term_seat_held", "seat_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("uq_term_person_holds", "person_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
    )


class Ballot(Base):
    """A ballot of the council on ``decides_on``; ``result`` is what was counted, frozen when it closes.

    ``organisations`` are the addressees and the authors' organisations: who belongs to one stands aside, and so do the
    persons ``aside``, by their ids, each with a key of ``aside.REASONS``. ``panel``:
    its seats are those of a panel drawn for it, not of the council. ``text_hash``: of the text as it read at the end.
    ``lone_seat``: whose Discuss was put to the alternate ballot; ``would_close_at``: when it would have closed without,
    as long as it waits for that one, or for another. ``reminded_at``: when the silent ones were reminded.
    """

    __tablename__ = "ballot"
    id: Mapped[int] = mapped_column(ForeignKey("subject.id"), primary_key=True)
    purpose: Mapped[str]
    rule: Mapped[str]
    decides_on_id: Mapped[int] = mapped_column(ForeignKey("subject.id"))
    question: Mapped[str]
    organisations: Mapped[list[str]]
    aside: Mapped[dict[str, Any]] = mapped_column(default=dict)
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("actor.id"))
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    deferred_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    closed_at: Mapped[datetime | None]
    revision_number: Mapped[int | None]
    result: Mapped[dict[str, Any] | None]
    panel: Mapped[bool] = mapped_column(default=False)
    text_hash: Mapped[str | None]
    lone_seat: Mapped[int | None]
    would_close_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    subject: Mapped[Subject] = relationship(lazy="joined", innerjoin=True, foreign_keys=id)
    decides_on: Mapped[Subject] = relationship(lazy="joined", innerjoin=True, foreign_keys=decides_on_id)
    opened_by: Mapped[Actor] = relationship(lazy="joined", innerjoin=True, foreign_keys=opened_by_id)
    __table_args__ = (
        Index(
            "uq_ballot_running",
            "decides_on_id",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
        Index("ix_ballot_closes_at", "closes_at", sqlite_where=text("closed_at IS NULL"),
              postgresql_where=text("closed_at IS NULL")),
    )  # fmt: skip


class BallotSeat(Base):
    """A seat as it was when the ballot opened; ``holder_id`` None: vacant.

    ``recused_for``: the organisation of an author or addressee that the holder belongs to, or a reason (``aside``).
    ``successor_for``: the same of who took the seat last since then; it counts while that person holds the seat.
    """

    __tablename__ = "ballot_seat"
    ballot_id: Mapped[int] = mapped_column(ForeignKey("ballot.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    holder_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str]
    stakeholder_group: Mapped[str]
    region: Mapped[str]
    affiliation: Mapped[str]
    recused_for: Mapped[str | None]
    successor_for: Mapped[str | None]


class BallotPosition(Base):
    """The position that a seat has taken; one for each seat, replaced when its holder changes it.

    ``comment`` does not block. ``stands_since``: since when the seat has had a Discuss without a break; ``seconds``:
    the seats that second it. ``asked_since``: since when a successor is asked whether it stands, if that is after the
    seat was taken, as the ballot was recalled. ``set_aside_at``: an alternate ballot set the seat's Discuss on revision
    ``set_aside_on`` aside.
    """

    __tablename__ = "ballot_position"
    id: Mapped[int] = mapped_column(primary_key=True)
    ballot_id: Mapped[int]
    seat_number: Mapped[int]
    value: Mapped[str]
    ground: Mapped[str | None]
    text: Mapped[str]
    revision_number: Mapped[int | None]
    at: Mapped[datetime]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    comment: Mapped[str] = mapped_column(default="")
    stands_since: Mapped[datetime | None]
    asked_since: Mapped[datetime | None]
    seconds: Mapped[list[int]] = mapped_column(JSON, default=list)
    set_aside_at: Mapped[datetime | None]
    set_aside_on: Mapped[int | None]
    __table_args__ = (
        UniqueConstraint("ballot_id", "seat_number"),
        ForeignKeyConstraint(["ballot_id", "seat_number"], ["ballot_seat.ballot_id", "ballot_seat.number"]),
        CheckConstraint("value IN ('yes','no-objection','discuss','block','abstain','recuse','no')", name="value"),
    )
