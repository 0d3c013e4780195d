"""Appeals, the rungs each went through, and who decides there or stands aside."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from igtf.core.db import Base
from igtf.record.models import Event, Subject


class Appeal(Base):
    """An appeal against the decision ``event_id`` of the record, about ``about_id``.

    ``kind`` is the kind of decision, which names the rungs; ``rung`` counts them in ``AppealRung``, from 1. What was
    decided last is its subject's topic too, so that lists can show it.
    """

    __tablename__ = "appeal"
    id: Mapped[int] = mapped_column(ForeignKey("subject.id"), primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    about_id: Mapped[int] = mapped_column(ForeignKey("subject.id"), index=True)
    appellant_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str]
    ground: Mapped[str]
    text: Mapped[str]
    html: Mapped[str]
    wanted: Mapped[str]
    rung: Mapped[int]
    subject: Mapped[Subject] = relationship(lazy="joined", innerjoin=True, foreign_keys=id)
    about: Mapped[Subject] = relationship(lazy="joined", innerjoin=True, foreign_keys=about_id)
    event: Mapped[Event] = relationship(lazy="joined", innerjoin=True)
    __table_args__ = (
        UniqueConstraint("event_id", "appellant_id"),
        CheckConstraint("ground IN ('views','procedure','wrong')", name="ground"),
        CheckConstraint("kind IN ('group','house','moderator')", name="kind"),
    )


class AppealRung(Base):
    """A rung that an appeal came to; ``passed`` says which were passed over on the way, and why, as
    ``core.wording.as_data`` keeps sentences.

    ``drawn``: where people are drawn by lot, the ids of the persons of the pool in the order of the draw.
    """

    __tablename__ = "appeal_rung"
    appeal_id: Mapped[int] = mapped_column(ForeignKey("appeal.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    since: Mapped[datetime]
    passed: Mapped[list[Any]] = mapped_column(JSON)
    drawn: Mapped[list[Any]] = mapped_column(JSON)
    late_told_at: Mapped[datetime | None]
    acknowledged_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    verdict: Mapped[str | None]
    reasons: Mapped[str] = mapped_column(default="")
    __table_args__ = (CheckConstraint("verdict IN ('upheld','in-part','denied')", name="verdict"),)


class AppealMember(Base):
    """A person who decides on an appeal at a rung, or stands ``aside`` (a key of ``words.ASIDE``).

    ``verdict`` and ``reasons`` are what the person found.
    """

    __tablename__ = "appeal_member"
    appeal_id: Mapped[int] = mapped_column(ForeignKey("appeal.id"), primary_key=True)
    rung: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    aside: Mapped[str] = mapped_column(default="")
    verdict: Mapped[str | None]
    reasons: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime | None]
    __table_args__ = (
        Index("ix_appeal_member_person_id", "person_id"),
        CheckConstraint("verdict IN ('upheld','in-part','denied')", name="verdict"),
    )
