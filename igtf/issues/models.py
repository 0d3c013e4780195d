"""Occasions and their outcomes, issues with their versions and supporters, decisions in two steps."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from igtf.core.database.conditions import among
from igtf.core.db import Base
from igtf.record.models import Subject

MOST_SUMMARY = 500
"""Characters of the summary of an issue."""

MOST_EVIDENCE = 15_000
"""Characters of the evidence of an issue, whoever added it."""


class Occasion(Base):
    """A meeting or consultation that brings out outcomes; closed when each of them is disposed of."""

    __tablename__ = "occasion"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    year: Mapped[int]
    kind: Mapped[str]
    url: Mapped[str] = mapped_column(default="")


class Outcome(Base):
    """What an occasion brought out; waiting until the clearing house disposes of it."""

    __tablename__ = "outcome"
    id: Mapped[int] = mapped_column(ForeignKey("subject.id"), primary_key=True)
    occasion_id: Mapped[int] = mapped_column(ForeignKey("occasion.id"), index=True)
    session_name: Mapped[str]
    text: Mapped[str]
    html: Mapped[str]
    url: Mapped[str]
    subject: Mapped[Subject] = relationship(lazy="joined", innerjoin=True)
    occasion: Mapped[Occasion] = relationship(lazy="joined", innerjoin=True)


class Issue(Base):
    """A question of public policy; title, summary and topic are its subject's.

    ``turn_id``: the member to whom it was assigned when it was filed, whose turn it was; whoever takes it on later
    changes ``assigned_id`` alone. ``worded_at``: since when its text says what it says; None as long as that is what it
    was filed with. ``language`` is that of its text, a code of ISO 639-1; None where nobody said.
    """

    __tablename__ = "issue"
    id: Mapped[int] = mapped_column(ForeignKey("subject.id"), primary_key=True)
    language: Mapped[str | None] = mapped_column(index=True)
    layer: Mapped[str | None]
    function: Mapped[str | None]
    description: Mapped[str]
    description_html: Mapped[str]
    source: Mapped[str] = mapped_column(index=True)
    affected: Mapped[str]
    concerned: Mapped[str]
    evidence: Mapped[str]
    evidence_html: Mapped[str]
    assigned_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    turn_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    state_before: Mapped[str | None]
    result: Mapped[str | None]
    import_key: Mapped[str | None] = mapped_column(unique=True)
    worded_at: Mapped[datetime | None]
    subject: Mapped[Subject] = relationship(lazy="joined", innerjoin=True)
    __table_args__ = (
        Index("ix_issue_assigned_id_id", "assigned_id", "id"),
        Index("ix_issue_turn_id_id", "turn_id", "id"),
    )


class IssueVersion(Base):
    """A former wording of an issue, kept for comparison.

    ``rest`` holds its parts that are not its text, by name; None in versions of former times, which did not keep them.
    """

    __tablename__ = "issue_version"
    id: Mapped[int] = mapped_column(primary_key=True)
    issue_id: Mapped[int] = mapped_column(ForeignKey("issue.id"))
    number: Mapped[int]
    title: Mapped[str]
    summary: Mapped[str]
    description: Mapped[str]
    rest: Mapped[dict[str, Any] | None]
    until: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("actor.id"))
    __table_args__ = (UniqueConstraint("issue_id", "number"),)


class Support(Base):
    """A person supports an issue, under a hat.

    ``at``: when it began, or was said once more of a later wording.
    """

    __tablename__ = "support"
    issue_id: Mapped[int] = mapped_column(ForeignKey("issue.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    hat_id: Mapped[int | None] = mapped_column(ForeignKey("hat.id"))
    at: Mapped[datetime]
    __table_args__ = (Index("ix_support_person_id", "person_id"),)


class CameAlong(Base):
    """A support came along from an issue when that was merged; it goes on with the support, and ends with it."""

    __tablename__ = "came_along"
    issue_id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(primary_key=True)
    from_id: Mapped[int] = mapped_column(ForeignKey("issue.id"), primary_key=True, index=True)
    __table_args__ = (
        ForeignKeyConstraint([issue_id, person_id], [Support.issue_id, Support.person_id], onupdate="CASCADE",
                             ondelete="CASCADE"),
    )  # fmt: skip


class TwoStep(Base):
    """A decision of the clearing house in two steps: it waits for objections, then takes effect.

    ``move`` is what it leads to, ``given`` that move's arguments; ``state`` is pending, done, stopped (a ballot
    decides), withdrawn or dropped. ``first_id`` is the number of the first of several that one act proposed together,
    one for each issue; None when it stands alone.
    """

    __tablename__ = "two_step"
    id: Mapped[int] = mapped_column(primary_key=True)
    issue_id: Mapped[int] = mapped_column(ForeignKey("issue.id"))
    move: Mapped[str]
    given: Mapped[dict[str, Any]]
    reason: Mapped[str]
    proposer_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    effective_at: Mapped[datetime]
    state: Mapped[str]
    first_id: Mapped[int | None]
    __table_args__ = (
        Index("uq_two_step_pending", "issue_id", unique=True, sqlite_where=text("state IN ('pending','stopped')"),
              postgresql_where=text("state IN ('pending','stopped')")),
        Index("ix_two_step_effective_at", "state", "effective_at"),
    )  # fmt: skip


PENDING = among(TwoStep.state, ("pending", "stopped"))
"""The condition that a proposal is pending, or stopped and before a ballot."""


class TwoStepObjection(Base):
    """A member objects to a decision in two steps, with the stakeholder group that counts."""

    __tablename__ = "two_step_objection"
    two_step_id: Mapped[int] = mapped_column(ForeignKey("two_step.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    stakeholder_group: Mapped[str]
    reason: Mapped[str]
    at: Mapped[datetime]


class IssueTranslation(Base):
    """Title and summary of an issue in another language, as proposed."""

    __tablename__ = "issue_translation"
    issue_id: Mapped[int] = mapped_column(ForeignKey("issue.id"), primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    summary: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey("actor.id"))
    at: Mapped[datetime]


class IssueTranslationVersion(Base):
    """A former translation of an issue, with who proposed it and when; another one took its place."""

    __tablename__ = "issue_translation_version"
    id: Mapped[int] = mapped_column(primary_key=True)
    issue_id: Mapped[int] = mapped_column(ForeignKey("issue.id"), index=True)
    language: Mapped[str]
    title: Mapped[str]
    summary: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey("actor.id"))
    at: Mapped[datetime]
