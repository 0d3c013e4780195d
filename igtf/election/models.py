"""Elections of the council's chair: who stands, and whom each seat accepts."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from igtf.core.db import Base
from igtf.record.models import Subject


class Election(Base):
    """An election. ``last_group``: the stakeholder group of the last chair when the vote opened, '' for none.

    ``seats``: the numbers of the seats that vote, frozen when the vote opened. ``result`` is what was counted, frozen
    when it closed. ``starts_at`` to ``ends_at``: the year of who was elected.
    """

    __tablename__ = "election"
    id: Mapped[int] = mapped_column(ForeignKey("subject.id"), primary_key=True)
    last_group: Mapped[str]
    nominations_until: Mapped[datetime]
    votes_until: Mapped[datetime | None]
    seats: Mapped[list[str]]
    closed_at: Mapped[datetime | None]
    result: Mapped[dict[str, Any] | None]
    elected_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    subject: Mapped[Subject] = relationship(lazy="joined", innerjoin=True)


class Candidate(Base):
    """A member named for the chair, by another or by themselves; stands once accepted."""

    __tablename__ = "candidate"
    id: Mapped[int] = mapped_column(primary_key=True)
    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    nominated_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str]
    answer: Mapped[str] = mapped_column(default="open")
    at: Mapped[datetime]
    __table_args__ = (
        UniqueConstraint("election_id", "person_id"),
        CheckConstraint("answer IN ('open','accepted','declined')", name="answer"),
    )


class ChairVote(Base):
    """Whom a seat accepts as chair, by handle (nobody: none of them); one for each seat, replaced when it changes."""

    __tablename__ = "chair_vote"
    id: Mapped[int] = mapped_column(primary_key=True)
    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"))
    seat_number: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    accepts: Mapped[list[str]]
    at: Mapped[datetime]
    __table_args__ = (UniqueConstraint("election_id", "seat_number"),)
