"""Meetings with agenda, documents, attendance, decisions and hums; a calendar that goes along with a mail."""

import sqlalchemy as sa
from alembic import op

from igtf.core.db import UTCDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_OPEN = {"sqlite_where": sa.text("closed_at IS NULL"), "postgresql_where": sa.text("closed_at IS NULL")}


def _key(name: str, target: str, table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([name], [f"{target}.id"], name=op.f(f"fk_{table}_{name}"))


def _meetings() -> None:
    op.create_table(
        "meeting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("starts_at", UTCDateTime(timezone=True), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("reminded_at", UTCDateTime(timezone=True), nullable=True),
        sa.Column("opened_at", UTCDateTime(timezone=True), nullable=True),
        sa.Column("closed_at", UTCDateTime(timezone=True), nullable=True),
        sa.Column("agenda_set", sa.Boolean(), nullable=False),
        sa.Column("minutes", sa.Text(), nullable=False),
        sa.Column("minutes_html", sa.Text(), nullable=False),
        sa.Column("minutes_at", UTCDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("length BETWEEN 15 AND 720", name=op.f("ck_meeting_length")),
        _key("id", "subject", "meeting"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
    )
    op.create_index(op.f("ix_meeting_starts_at"), "meeting", ["starts_at"])


def _papers() -> None:
    op.create_table(
        "agenda_item",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        _key("meeting_id", "meeting", "agenda_item"),
        _key("subject_id", "subject", "agenda_item"),
        sa.PrimaryKeyConstraint("meeting_id", "place", name=op.f("pk_agenda_item")),
    )
    op.create_table(
        "meeting_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("at", UTCDateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        _key("meeting_id", "meeting", "meeting_document"),
        _key("by_id", "person", "meeting_document"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_document")),
    )
    op.create_index(op.f("ix_meeting_document_meeting_id"), "meeting_document", ["meeting_id"])
    op.create_table(
        "meeting_decision",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("objector_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("state IN ('open','confirmed','contested')", name=op.f("ck_meeting_decision_state")),
        _key("meeting_id", "meeting", "meeting_decision"),
        _key("objector_id", "person", "meeting_decision"),
        sa.PrimaryKeyConstraint("meeting_id", "number", name=op.f("pk_meeting_decision")),
    )


def _people() -> None:
    op.create_table(
        "attendance",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("hat_id", sa.Integer(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("at", UTCDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("mode IN ('remote','on-site')", name=op.f("ck_attendance_mode")),
        _key("meeting_id", "meeting", "attendance"),
        _key("person_id", "person", "attendance"),
        _key("hat_id", "hat", "attendance"),
        sa.PrimaryKeyConstraint("meeting_id", "person_id", name=op.f("pk_attendance")),
    )
    op.create_index("ix_attendance_person_id", "attendance", ["person_id"])
    op.create_table(
        "hum",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("asked_at", UTCDateTime(timezone=True), nullable=False),
        sa.Column("closed_at", UTCDateTime(timezone=True), nullable=True),
        sa.Column("salt", sa.Text(), nullable=True),
        sa.Column("answered", sa.Integer(), nullable=True),
        sa.Column("result", sa.JSON(), nullable=True),
        _key("meeting_id", "meeting", "hum"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hum")),
    )
    op.create_index(op.f("ix_hum_meeting_id"), "hum", ["meeting_id"])
    op.create_index("uq_hum_open", "hum", ["meeting_id"], unique=True, **_OPEN)
    op.create_table(
        "hum_count",
        sa.Column("hum_id", sa.Integer(), nullable=False),
        sa.Column("group", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("masked", sa.Integer(), nullable=False),
        _key("hum_id", "hum", "hum_count"),
        sa.PrimaryKeyConstraint("hum_id", "group", "answer", name=op.f("pk_hum_count")),
    )
    op.create_table(
        "hum_token",
        sa.Column("hum_id", sa.Integer(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        _key("hum_id", "hum", "hum_token"),
        sa.PrimaryKeyConstraint("hum_id", "token", name=op.f("pk_hum_token")),
    )


def upgrade() -> None:
    op.add_column("mail", sa.Column("calendar", sa.Text(), nullable=True))
    _meetings()
    _papers()
    _people()


def downgrade() -> None:
    op.drop_table("hum_token")
    op.drop_table("hum_count")
    op.drop_index("uq_hum_open", "hum", **_OPEN)
    op.drop_index(op.f("ix_hum_meeting_id"), "hum")
    op.drop_table("hum")
    op.drop_index("ix_attendance_person_id", "attendance")
    op.drop_table("attendance")
    op.drop_table("meeting_decision")
    op.drop_index(op.f("ix_meeting_document_meeting_id"), "meeting_document")
    op.drop_table("meeting_document")
    op.drop_table("agenda_item")
    op.drop_index(op.f("ix_meeting_starts_at"), "meeting")
    op.drop_table("meeting")
    op.drop_column("mail", "calendar")
