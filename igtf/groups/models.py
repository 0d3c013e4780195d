"""Groups, their charters, supporters of the proposal, members, and chairs named but not in office yet."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column, relationship

from igtf.core.db import Base
from igtf.record.models import Subject


class Group(Base):
    """A group of one of the KINDS; acronym, name and summary are its subject's ref, title and summary."""

    __tablename__ = "policy_group"
    id: Mapped[int] = mapped_column(ForeignKey("subject.id"), primary_key=True)
    kind: Mapped[str]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("subject.id"), index=True)
    second_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    report_due: Mapped[datetime | None]
    bofs: Mapped[int] = mapped_column(default=0)
    report: Mapped[str] = mapped_column(default="")
    report_html: Mapped[str] = mapped_column(default="")
    subject: Mapped[Subject] = relationship(lazy="joined", innerjoin=True, foreign_keys=[id])
    parent: Mapped[Subject | None] = relationship(lazy="joined", foreign_keys=[parent_id])
    draft: Mapped["Charter | None"] = relationship(
        primaryjoin=lambda: (Group.id == Charter.group_id) & (Charter.state == "draft"),
        foreign_keys=lambda: Charter.group_id,
        viewonly=True,
        uselist=False,
    )


class Charter(Base):
    """A version of a group's charter: draft, in-force or replaced; its text is never changed."""

    __tablename__ = "charter"
    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("policy_group.id"))
    number: Mapped[int]
    text: Mapped[str]
    html: Mapped[str]
    hash: Mapped[str]
    changed: Mapped[str] = mapped_column(default="")
    state: Mapped[str]
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("actor.id"))
    __table_args__ = (
        UniqueConstraint("group_id", "number"),
        CheckConstraint("state IN ('draft','in-force','replaced')", name="state"),
        Index(
            "uq_charter_in_force",
            "group_id",
            unique=True,
            sqlite_where=sql("state = 'in-force'"),
            postgresql_where=sql("state = 'in-force'"),
        ),
        Index(
            "uq_charter_draft",
            "group_id",
            unique=True,
            sqlite_where=sql("state = 'draft'"),
            postgresql_where=sql("state = 'draft'"),
        ),
    )


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
