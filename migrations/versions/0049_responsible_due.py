"""Until when a responsible member of a group is to be found."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None

_group = sa.table("policy_group", sa.column("id"), sa.column("responsible_due", sa.DateTime(timezone=True)))
_subject = sa.table("subject", sa.column("id"), sa.column("state"), sa.column("due_at", sa.DateTime(timezone=True)))
_role = sa.table("role", sa.column("subject_id"), sa.column("name"), sa.column("ended_at"))
_WITHOUT = ~sa.exists().where(
    _role.c.subject_id == _group.c.id, _role.c.name == "responsible", _role.c.ended_at.is_(None)
)


def _in(*states: str) -> sa.ColumnElement[bool]:
    return sa.exists().where(_subject.c.id == _group.c.id, _subject.c.state.in_(states))


def upgrade() -> None:
    with op.batch_alter_table("policy_group") as table:
        table.add_column(sa.Column("responsible_due", sa.DateTime(timezone=True), nullable=True))
    due = sa.select(_subject.c.due_at).where(_subject.c.id == _group.c.id).scalar_subquery()
    op.execute(_group.update().where(_WITHOUT, _in("proposed")).values(responsible_due=due))
    lost = _in("bof", "chartering", "active", "dormant")
    op.execute(_group.update().where(_WITHOUT, lost).values(responsible_due=datetime.now(UTC)))


def downgrade() -> None:
    with op.batch_alter_table("policy_group") as table:
        table.drop_column("responsible_due")
