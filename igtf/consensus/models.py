"""Calls, the positions and choices taken in them, estimates, objections with what became of them, dissent."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from igtf.core.db import Base
from igtf.record.models import Subject

KINDS = ("adoption", "last-call", "council-last-call", "charter", "question", "options")


class Call(Base):
    """One question about one revision or decision, from an opening to a closing time (UTC).

    ``about`` is the draft or group it asks about, ``revision_number`` the revision of the draft or charter.
    ``round`` counts from 1 and rises when the call starts anew. ``review_until``: position holders look at a
    revision made after the close. The last fields are the chair's declaration.
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
    round: Mapped[int] = mapped_column(default=1)
    reminded_at: Mapped[datetime | None]
    review_until: Mapped[datetime | None]
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
        CheckConstraint(
            "kind IN ('adoption','last-call','council-last-call','charter','question','options')", name="kind"
        ),
        CheckConstraint("closes_at > opens_at", name="closes_after_opening"),
    )


class Position(Base):
    """Where a person stands in a call: one, changed until the end; the hat is fixed with the first.

    ``round`` is the one of the call in which it was taken: an earlier one is shown, and not counted.
    """

    __tablename__ = "position"
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    hat_id: Mapped[int] = mapped_column(ForeignKey("hat.id"))
    value: Mapped[str]
    reason: Mapped[str]
    at: Mapped[datetime]
    round: Mapped[int] = mapped_column(default=1)
    __table_args__ = (
        CheckConstraint("value IN ('support','can-live-with','object','abstain','need-time')", name="value"),
        Index("ix_position_person_id", "person_id"),
        Index("ix_position_at", "call_id", "at", "person_id"),
    )


class OptionChoice(Base):
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

    ``raised_on`` is the revision it was raised on, by the name and number that it had then: a draft that gets another
    name begins again at -00. ``disposition`` is the reason given with the last disposition; ``revision_number`` the
    revision, of the draft or charter, that accommodates it; ``asked_about`` the one of which the raiser is asked
    whether it does.
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
    raised_on: Mapped[str | None]
    revision_number: Mapped[int | None]
    asked_about: Mapped[str | None]
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


class Estimate(Base):
    """What the chair believes that a call has found, put before the group; a newer one takes its place.

    ``round`` is the one of the call in which it was published; 0 once the declaration that followed it is annulled.
    """

    __tablename__ = "estimate"
    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"), index=True)
    round: Mapped[int]
    result: Mapped[str]
    reasons: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


class Reaction(Base):
    """What a person says of an estimate, under a hat: that it is right, or what it misses."""

    __tablename__ = "reaction"
    estimate_id: Mapped[int] = mapped_column(ForeignKey("estimate.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    hat_id: Mapped[int] = mapped_column(ForeignKey("hat.id"))
    value: Mapped[str]
    text: Mapped[str]
    at: Mapped[datetime]
    __table_args__ = (
        CheckConstraint("value IN ('right','misses')", name="value"),
        Index("ix_reaction_person_id", "person_id"),
    )


class Minority(Base):
    """A minority statement attached to a call: its title and text are those of its subject."""

    __tablename__ = "minority"
    id: Mapped[int] = mapped_column(ForeignKey("subject.id"), primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    subject: Mapped[Subject] = relationship(lazy="joined", innerjoin=True)
    call: Mapped[Call] = relationship(lazy="joined", innerjoin=True)


class MinoritySignature(Base):
    """A person signs a minority statement, under a hat; who wrote it is the first."""

    __tablename__ = "minority_signature"
    minority_id: Mapped[int] = mapped_column(ForeignKey("minority.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    hat_id: Mapped[int] = mapped_column(ForeignKey("hat.id"))
    at: Mapped[datetime]
    __table_args__ = (Index("ix_minority_signature_person_id", "person_id"),)
