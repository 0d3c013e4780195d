"""What waits for a responsible member is found by its date; each group without one has a date."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

from igtf.core.db import UTCDateTime

revision = "0069"
down_revision = "0067"
branch_labels = None
depends_on = None

GROUP = sa.table("policy_group", *map(sa.column, ("id", "responsible_due")))
SUBJECT = sa.table("subject", *map(sa.column, ("id", "phase", "due_at")))
ROLE = sa.table("role", *map(sa.column, ("subject_id", "name", "ended_at")))
AWAITED = sa.text("responsible_due IS NOT NULL")


def upgrade() -> None:
    answered = sa.exists().where(
        ROLE.c.subject_id == GROUP.c.id, ROLE.c.name == "responsible", ROLE.c.ended_at.is_(None)
    )
    over = sa.exists().where(SUBJECT.c.id == GROUP.c.id, SUBJECT.c.phase == "closed")
    alone = GROUP.update().where(GROUP.c.responsible_due.is_(None), ~answered, ~over)
    by_then = sa.bindparam("by_then", datetime.now(UTC) + timedelta(days=14), UTCDateTime())
    late = SUBJECT.c.due_at.is_(None) | (SUBJECT.c.due_at > by_then)
    alone_now = sa.select(GROUP.c.id).where(GROUP.c.responsible_due.is_(None), ~answered, ~over)
    op.execute(SUBJECT.update().where(SUBJECT.c.id.in_(alone_now), late).values(due_at=by_then))
    op.execute(alone.values(responsible_due=by_then))
    op.execute(GROUP.update().where(answered).values(responsible_due=None))
    op.create_index(
        "ix_policy_group_responsible_due", "policy_group", ["responsible_due", "id"],
        sqlite_where=AWAITED, postgresql_where=AWAITED,
    )  # fmt: skip


def downgrade() -> None:
    op.drop_index("ix_policy_group_responsible_due", "policy_group")
