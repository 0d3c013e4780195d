"""Appeals with their rungs; what acts changed of states, what is void, what waits."""

import sqlalchemy as sa
from alembic import op

from igtf.core.db import UTCDateTime

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_MOMENT = UTCDateTime(timezone=True)


def upgrade() -> None:
    _record()
    _appeals()


def _record() -> None:
    op.create_table(
        "state_change",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_state_change_event_id")),
        sa.ForeignKeyConstraint(["subject_id"], ["subject.id"], name=op.f("fk_state_change_subject_id")),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_state_change")),
    )
    op.create_index("ix_state_change_subject_id", "state_change", ["subject_id", "event_id"])
    op.create_table(
        "void_event",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["subject.id"], name=op.f("fk_void_event_by_id")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_void_event_event_id")),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_void_event")),
    )
    op.create_index("ix_void_event_by_id", "void_event", ["by_id"])
    op.create_table(
        "hold",
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("until", _MOMENT, nullable=False),
        sa.Column("lifted_at", _MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["subject.id"], name=op.f("fk_hold_by_id")),
        sa.ForeignKeyConstraint(["subject_id"], ["subject.id"], name=op.f("fk_hold_subject_id")),
        sa.PrimaryKeyConstraint("subject_id", "by_id", name=op.f("pk_hold")),
    )
    op.create_index("ix_hold_by_id", "hold", ["by_id"])


def _appeals() -> None:
    op.create_table(
        "appeal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("about_id", sa.Integer(), nullable=False),
        sa.Column("appellant_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("wanted", sa.Text(), nullable=False),
        sa.Column("rung", sa.Integer(), nullable=False),
        sa.CheckConstraint("ground IN ('views','procedure','wrong')", name=op.f("ck_appeal_ground")),
        sa.CheckConstraint("kind IN ('group','house','moderator')", name=op.f("ck_appeal_kind")),
        sa.ForeignKeyConstraint(["about_id"], ["subject.id"], name=op.f("fk_appeal_about_id")),
        sa.ForeignKeyConstraint(["appellant_id"], ["person.id"], name=op.f("fk_appeal_appellant_id")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_appeal_event_id")),
        sa.ForeignKeyConstraint(["id"], ["subject.id"], name=op.f("fk_appeal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal")),
        sa.UniqueConstraint("event_id", "appellant_id", name=op.f("uq_appeal_event_id_appellant_id")),
    )
    op.create_index("ix_appeal_about_id", "appeal", ["about_id"])
    op.create_index("ix_appeal_appellant_id", "appeal", ["appellant_id"])
    verdict = "verdict IN ('upheld','in-part','denied')"
    op.create_table(
        "appeal_rung",
        sa.Column("appeal_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("since", _MOMENT, nullable=False),
        sa.Column("passed", sa.JSON(), nullable=False),
        sa.Column("drawn", sa.JSON(), nullable=False),
        sa.Column("late_told_at", _MOMENT, nullable=True),
        sa.Column("acknowledged_at", _MOMENT, nullable=True),
        sa.Column("decided_at", _MOMENT, nullable=True),
        sa.Column("verdict", sa.Text(), nullable=True),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.CheckConstraint(verdict, name=op.f("ck_appeal_rung_verdict")),
        sa.ForeignKeyConstraint(["appeal_id"], ["appeal.id"], name=op.f("fk_appeal_rung_appeal_id")),
        sa.PrimaryKeyConstraint("appeal_id", "number", name=op.f("pk_appeal_rung")),
    )
    op.create_table(
        "appeal_member",
        sa.Column("appeal_id", sa.Integer(), nullable=False),
        sa.Column("rung", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("aside", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=True),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("at", _MOMENT, nullable=True),
        sa.CheckConstraint(verdict, name=op.f("ck_appeal_member_verdict")),
        sa.ForeignKeyConstraint(["appeal_id"], ["appeal.id"], name=op.f("fk_appeal_member_appeal_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_appeal_member_person_id")),
        sa.PrimaryKeyConstraint("appeal_id", "rung", "person_id", name=op.f("pk_appeal_member")),
    )
    op.create_index("ix_appeal_member_person_id", "appeal_member", ["person_id"])


def downgrade() -> None:
    for name in ("appeal_member", "appeal_rung", "appeal", "hold", "void_event", "state_change"):
        op.drop_table(name)
