"""The public record: who acts, on what, and each act as an entry that is never changed."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    UniqueConstraint,
    func,
    select,
    text,
)
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from igtf.core.db import Base

CLOCK_ID = 1
IMPORTER_ID = 2
HIDDEN = "hidden"
"""The state of what a moderator hid: shown nowhere but to moderators and to who filed it."""


class Actor(Base):
    """Who acts: a person, a contact of a body, the clock, or an importer."""

    __tablename__ = "actor"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    handle: Mapped[str | None] = mapped_column(unique=True)
    name: Mapped[str]
    __table_args__ = (CheckConstraint("kind IN ('person','contact','clock','importer')", name="kind"),)


class Hat(Base):
    """A stakeholder group, a capacity and an organisation, from start to end; never changed, only ended.

    ``capacity``: 'personal', 'for' the organisation, or 'office', the hat of the secretariat, which goes with its role.
    ``counts_as``: as which group, 'unstated' for an organisation until it is confirmed. ``refused_at``: when the
    secretariat said that it does not confirm it, or took the confirmation back. ``evidence``: where it can be seen that
    its person acts for the organisation, for the secretariat alone.
    """

    __tablename__ = "hat"
    id: Mapped[int] = mapped_column(primary_key=True)
    actor_id: Mapped[int] = mapped_column(ForeignKey("actor.id"), index=True)
    stakeholder_group: Mapped[str]
    capacity: Mapped[str]
    organisation: Mapped[str]
    country: Mapped[str | None]
    region: Mapped[str]
    counts_as: Mapped[str]
    started_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    refused_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    evidence: Mapped[str] = mapped_column(default="")


class ProcedureVersion(Base):
    """A version of the numbers of the procedure after the first, never changed: what differs from the one before.

    ``change_id`` is the change that was proposed, ``ballot_id`` the ballot that decided it, both by their subjects.
    Where an appeal annulled that, ``appeal_id`` is the appeal: the version gives back what the change had replaced.
    """

    __tablename__ = "procedure_version"
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    since: Mapped[datetime]
    changes: Mapped[dict[str, Any]]
    change_id: Mapped[int] = mapped_column(ForeignKey("subject.id"))
    ballot_id: Mapped[int | None] = mapped_column(ForeignKey("subject.id"), unique=True)
    appeal_id: Mapped[int | None] = mapped_column(ForeignKey("subject.id"), unique=True)
    __table_args__ = (CheckConstraint("(ballot_id IS NULL) = (appeal_id IS NOT NULL)", name="by_one"),)


class Subject(Base):
    """Whatever the record is about; the table of its kind points here with its primary key.

    ``revision`` rises with edits and moves (forms and If-Match carry it); ``cleared`` is the one that a moderator left
    who took a passage out of its texts. ``touched`` rises with whatever changes the page (ETags are made of it).
    ``due_at`` is the next deadline. ``procedure`` is the version of the numbers that was in force when it was opened,
    and that it runs under to its end.
    """

    __tablename__ = "subject"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    ref: Mapped[str]
    title: Mapped[str]
    summary: Mapped[str] = mapped_column(default="")
    state: Mapped[str]
    phase: Mapped[str]
    topic: Mapped[str | None]
    group_id: Mapped[int | None] = mapped_column(ForeignKey("subject.id"))
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("actor.id"))
    opened_hat_id: Mapped[int | None] = mapped_column(ForeignKey("hat.id"))
    opened_at: Mapped[datetime]
    active_at: Mapped[datetime]
    state_since: Mapped[datetime]
    due_at: Mapped[datetime | None]
    revision: Mapped[int] = mapped_column(default=1)
    cleared: Mapped[int | None]
    touched: Mapped[int] = mapped_column(default=1)
    comment_count: Mapped[int] = mapped_column(default=0)
    support_count: Mapped[int] = mapped_column(default=0)
    follower_count: Mapped[int] = mapped_column(default=0)
    procedure: Mapped[int] = mapped_column(
        default=select(func.coalesce(func.max(ProcedureVersion.number), 1)).scalar_subquery()
    )

    opened_by: Mapped[Actor] = relationship(lazy="raise")
    group: Mapped["Subject | None"] = relationship(remote_side=[id], lazy="raise")

    __table_args__ = (
        UniqueConstraint("kind", "ref"),
        ForeignKeyConstraint(["kind", "state"], ["state.kind", "state.name"], deferrable=True, initially="DEFERRED"),
        Index("ix_subject_kind_active_at", "kind", "active_at", "id"),
        Index("ix_subject_kind_state_active_at", "kind", "state", "active_at", "id"),
        Index("ix_subject_kind_phase_active_at", "kind", "phase", "active_at", "id"),
        Index("ix_subject_kind_topic_active_at", "kind", "topic", "active_at", "id"),
        Index("ix_subject_kind_opened_at", "kind", "opened_at", "id"),
        Index("ix_subject_kind_state_opened_at", "kind", "state", "opened_at", "id"),
        Index("ix_subject_kind_phase_opened_at", "kind", "phase", "opened_at", "id"),
        Index("ix_subject_kind_topic_opened_at", "kind", "topic", "opened_at", "id"),
        Index("ix_subject_kind_support_count", "kind", "support_count", "id"),
        Index("ix_subject_kind_state_support_count", "kind", "state", "support_count", "id"),
        Index("ix_subject_kind_phase_support_count", "kind", "phase", "support_count", "id"),
        Index("ix_subject_kind_topic_support_count", "kind", "topic", "support_count", "id"),
        Index("ix_subject_group_id_active_at", "group_id", "active_at", "id"),
        Index("ix_subject_group_id_kind", "group_id", "kind", "phase", "active_at", "id", "state"),
        Index("ix_subject_due_at", "due_at"),
        Index("ix_subject_kind_state_due_at", "kind", "state", "due_at"),
        Index("ix_subject_kind_state_since", "kind", "state", "state_since", "id"),
        Index("ix_subject_opened_by_id", "opened_by_id", "kind", "state"),
    )


class Event(Base):
    """One entry of the record. Append-only: triggers refuse update and delete."""

    __tablename__ = "event"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor_id: Mapped[int] = mapped_column(ForeignKey("actor.id"))
    hat_id: Mapped[int | None] = mapped_column(ForeignKey("hat.id"))
    subject_id: Mapped[int | None] = mapped_column(ForeignKey("subject.id"))
    kind: Mapped[str]
    payload_hash: Mapped[str]
    __table_args__ = (
        Index("ix_event_subject_id_id", "subject_id", "id"),
        Index("ix_event_actor_id_id", "actor_id", "id"),
        Index("ix_event_kind_at", "kind", "at"),
        Index("ix_event_at", "at", "actor_id", "hat_id", "subject_id"),
    )


class Payload(Base):
    """The data of an event, beside it, so that a moderator can redact it and its hash stays.

    The salt goes with the words that are redacted: without it nobody can try out from the hash what they were.
    """

    __tablename__ = "event_payload"
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True)
    salt: Mapped[str]
    data: Mapped[dict[str, Any] | None]


class Outbox(Base):
    """What the worker has still to do for an event: give it its place in the log, tell its audience.

    On PostgreSQL the order of numbers is not the order of commits; ``log_index`` is given after commit, and
    whatever reads *since* reads by it.
    """

    __tablename__ = "outbox"
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True)
    log_index: Mapped[int | None] = mapped_column(unique=True)
    told_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime | None]
    last_error: Mapped[str | None]
    __table_args__ = (
        Index("ix_outbox_unlogged", "event_id", sqlite_where=text("log_index IS NULL"),
              postgresql_where=text("log_index IS NULL")),
        Index("ix_outbox_untold", "event_id", "attempts", "next_try_at", "told_at",
              sqlite_where=text("told_at IS NULL"), postgresql_where=text("told_at IS NULL")),
    )  # fmt: skip


class StateChange(Base):
    """From which state to which one an event led its subject."""

    __tablename__ = "state_change"
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True)
    subject_id: Mapped[int] = mapped_column(ForeignKey("subject.id"))
    before: Mapped[str]
    after: Mapped[str]
    __table_args__ = (Index("ix_state_change_subject_id", "subject_id", "event_id"),)


class VoidEvent(Base):
    """An event without effect any more: the subject ``by_id``, an appeal, annulled it or what it followed from."""

    __tablename__ = "void_event"
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("subject.id"), index=True)


class Hold(Base):
    """Publishing and sending what hangs on a subject waits because of ``by_id``, an appeal, at most ``until``."""

    __tablename__ = "hold"
    subject_id: Mapped[int] = mapped_column(ForeignKey("subject.id"), primary_key=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("subject.id"), primary_key=True)
    until: Mapped[datetime]
    lifted_at: Mapped[datetime | None]
    __table_args__ = (Index("ix_hold_by_id", "by_id"),)


class Relation(Base):
    """Subject → subject, with a kind from ``relations.RELATIONS``."""

    __tablename__ = "relation"
    subject_id: Mapped[int] = mapped_column(ForeignKey("subject.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    target_id: Mapped[int] = mapped_column(ForeignKey("subject.id"), primary_key=True)
    __table_args__ = (Index("ix_relation_target_id", "target_id", "kind"),)


class File(Base):
    """A file of a subject, by its ``number`` there; nothing but what asks for ``data`` itself loads the bytes.

    ``came_at`` is the moment of the answer that it came with; None: it goes along with the subject itself.
    ``emptied``: a moderator removed what was in it.
    """

    __tablename__ = "file"
    id: Mapped[int] = mapped_column(primary_key=True)
    subject_id: Mapped[int] = mapped_column(ForeignKey("subject.id"))
    number: Mapped[int]
    title: Mapped[str]
    name: Mapped[str]
    mimetype: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    came_at: Mapped[datetime | None]
    data: Mapped[bytes] = mapped_column(LargeBinary, deferred=True, deferred_raiseload=True)
    emptied: Mapped[bool] = column_property(func.length(data) == 0, deferred=True, raiseload=True)
    __table_args__ = (UniqueConstraint("subject_id", "number"), UniqueConstraint("subject_id", "sha256"))


class Alias(Base):
    """A former name of a subject, which still leads to it (a draft adopted by a group)."""

    __tablename__ = "alias"
    kind: Mapped[str] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(primary_key=True)
    subject_id: Mapped[int] = mapped_column(ForeignKey("subject.id"), index=True)


class Number(Base):
    """The last number that was given in a series: issues, calls, recommendations, seats of statements."""

    __tablename__ = "number"
    series: Mapped[str] = mapped_column(primary_key=True)
    last: Mapped[int]


class Once(Base):
    """Submits already received: their key, the act that was done under it, and where its result is (``once``).

    ``asked`` is the fingerprint of what was asked; null in a row that is older than fingerprints.
    """

    __tablename__ = "once"
    actor_id: Mapped[int] = mapped_column(ForeignKey("actor.id"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    act: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    url: Mapped[str]
    asked: Mapped[str | None]
