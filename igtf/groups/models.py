"""Groups, their charters, BoFs, milestones, supporters, members with their absences, chairs not in office yet."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, UniqueConstraint, literal_column
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column, relationship

from igtf.core.database.conditions import among
from igtf.core.db import Base
from igtf.groups.charter_states import PENDING
from igtf.record.models import Subject

_NEEDS_RESPONSIBLE = sql("responsible_due IS NOT NULL")


class Group(Base):
    """A group of one of the KINDS; acronym, name and summary are its subject's ref, title and summary.

    ``responsible_due``: until when a responsible member is to be found, while there is none.
    """

    __tablename__ = "policy_group"
    id: Mapped[int] = mapped_column(ForeignKey("subject.id"), primary_key=True)
    kind: Mapped[str]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("subject.id"), index=True)
    second_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    report_due: Mapped[datetime | None]
    responsible_due: Mapped[datetime | None]
    bofs: Mapped[int] = mapped_column(default=0)
    report: Mapped[str] = mapped_column(default="")
    report_html: Mapped[str] = mapped_column(default="")
    subject: Mapped[Subject] = relationship(lazy="joined", innerjoin=True, foreign_keys=[id])
    parent: Mapped[Subject | None] = relationship(lazy="joined", foreign_keys=[parent_id])
    pending: Mapped["Charter | None"] = relationship(
        primaryjoin=lambda: (Group.id == Charter.group_id) & among(Charter.state, PENDING),
        foreign_keys=lambda: Charter.group_id,
        viewonly=True,
        uselist=False,
        lazy="joined",
    )
    in_force: Mapped["Charter | None"] = relationship(
        primaryjoin=lambda: (Group.id == Charter.group_id) & (Charter.state == _WRITTEN),
        foreign_keys=lambda: Charter.group_id,
        viewonly=True,
        uselist=False,
        lazy="joined",
    )
    bof: Mapped["Bof | None"] = relationship(
        primaryjoin=lambda: (Group.id == Bof.group_id) & (Group.bofs == Bof.number),
        foreign_keys=lambda: (Bof.group_id, Bof.number),
        viewonly=True,
        uselist=False,
        lazy="joined",
    )

    __table_args__ = (
        Index("ix_policy_group_responsible_due", "responsible_due", "id",
              sqlite_where=_NEEDS_RESPONSIBLE, postgresql_where=_NEEDS_RESPONSIBLE),
    )  # fmt: skip


_PENDING = sql("state IN ('draft','internal-review','external-review','ballot')")
_IN_FORCE = sql("state = 'in-force'")
_WRITTEN: ColumnElement[str] = literal_column("'in-force'")
"""Not a parameter: SQLite would plan the query anew each time, to see whether it asks what the index is about."""


class Charter(Base):
    """A revision of a group's charter, in one of the CHARTER_STATES since ``since``; its text is never changed."""

    __tablename__ = "charter"
    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("policy_group.id"))
    number: Mapped[int]
    text: Mapped[str]
    html: Mapped[str]
    hash: Mapped[str]
    changed: Mapped[str] = mapped_column(default="")
    state: Mapped[str]
    since: Mapped[datetime]
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("actor.id"))

    __table_args__ = (
        UniqueConstraint("group_id", "number"),
        CheckConstraint(
            "state IN ('draft','internal-review','external-review','ballot','in-force','replaced')", name="state"
        ),
        Index("uq_charter_in_force", "group_id", unique=True, sqlite_where=_IN_FORCE, postgresql_where=_IN_FORCE),
        Index("uq_charter_pending", "group_id", unique=True, sqlite_where=_PENDING, postgresql_where=_PENDING),
    )


class Bof(Base):
    """A BoF that was held for a group: what it found, and the link to its minutes or recording."""

    __tablename__ = "bof"
    group_id: Mapped[int] = mapped_column(ForeignKey("policy_group.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    found: Mapped[str]
    html: Mapped[str]
    link: Mapped[str]
    at: Mapped[datetime]


class BofRequest(Base):
    """A person asks the council, under a hat, to let a refused proposal have a BoF after all."""

    __tablename__ = "bof_request"
    group_id: Mapped[int] = mapped_column(ForeignKey("policy_group.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    hat_id: Mapped[int | None] = mapped_column(ForeignKey("hat.id"))
    at: Mapped[datetime]
    __table_args__ = (Index("ix_bof_request_person_id", "person_id"),)


_PLANNED = sql("accepted_at IS NOT NULL AND done_at IS NULL AND dropped_at IS NULL")


class Milestone(Base):
    """A deliverable with a month, which ends at ``due_at``.

    Without ``accepted_at`` it is proposed only; ``rewording`` is a new wording that waits for approval.
    """

    __tablename__ = "milestone"
    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("policy_group.id"))
    number: Mapped[int]
    deliverable: Mapped[str]
    rewording: Mapped[str] = mapped_column(default="")
    due_at: Mapped[datetime]
    note: Mapped[str] = mapped_column(default="")
    accepted_at: Mapped[datetime | None]
    late_told_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    dropped_at: Mapped[datetime | None]
    __table_args__ = (
        UniqueConstraint("group_id", "number"),
        Index("ix_milestone_planned", "due_at", "group_id", sqlite_where=_PLANNED, postgresql_where=_PLANNED),
    )


class MilestoneDraft(Base):
    """A draft by which a milestone is reached."""

    __tablename__ = "milestone_draft"
    milestone_id: Mapped[int] = mapped_column(ForeignKey("milestone.id"), primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("subject.id"), primary_key=True)
    __table_args__ = (Index("ix_milestone_draft_draft_id", "draft_id"),)


class GroupSupport(Base):
    """A person supports a proposed group under a hat, and would write, review or follow."""

    __tablename__ = "group_support"
    group_id: Mapped[int] = mapped_column(ForeignKey("policy_group.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    hat_id: Mapped[int | None] = mapped_column(ForeignKey("hat.id"))
    would: Mapped[str]
    at: Mapped[datetime]
    __table_args__ = (
        CheckConstraint("would IN ('write','review','follow')", name="would"),
        Index("ix_group_support_person_id", "person_id"),
    )


class Membership(Base):
    """A person is a member of a group under a hat; one row for each person, ended when they leave."""

    __tablename__ = "membership"
    group_id: Mapped[int] = mapped_column(ForeignKey("policy_group.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    hat_id: Mapped[int | None] = mapped_column(ForeignKey("hat.id"))
    since: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    __table_args__ = (
        Index("ix_membership_person_id", "person_id"),
        Index("ix_membership_group_id_since", "group_id", "since"),
    )


class NamedChair(Base):
    """A chair who is named but not in office: from ``due_at`` on, or (None) once the charter is in force."""

    __tablename__ = "named_chair"
    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("policy_group.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    hat_id: Mapped[int | None] = mapped_column(ForeignKey("hat.id"))
    instead_of_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    due_at: Mapped[datetime | None] = mapped_column(index=True)
    settled_at: Mapped[datetime | None]
    __table_args__ = (
        Index(
            "uq_named_chair_pending",
            "group_id",
            "person_id",
            unique=True,
            sqlite_where=sql("settled_at IS NULL"),
            postgresql_where=sql("settled_at IS NULL"),
        ),
    )


class Absence(Base):
    """A member of a directorate reviews nothing from the first to the last day; ended when back before."""

    __tablename__ = "absence"
    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("policy_group.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    starts: Mapped[date]
    ends: Mapped[date]
    ended_at: Mapped[datetime | None]
    __table_args__ = (
        CheckConstraint("ends >= starts", name="order"),
        Index("ix_absence_group_id", "group_id", "person_id"),
    )
