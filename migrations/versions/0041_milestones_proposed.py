"""A milestone does not repeat when it was proposed: its entry of the record says that."""

import sqlalchemy as sa
from alembic import op

from igtf.core.db import UTCDateTime

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

_MOMENT = UTCDateTime(timezone=True)


def _columns(names: str) -> list[sa.ColumnClause[object]]:
    return [sa.column(name) for name in names.split()]


def upgrade() -> None:
    op.drop_column("milestone", "proposed_at")


def downgrade() -> None:
    op.add_column("milestone", sa.Column("proposed_at", _MOMENT))
    connection = op.get_bind()
    milestone = sa.table("milestone", sa.column("proposed_at", _MOMENT), *_columns("group_id number due_at"))
    event = sa.table("event", sa.column("at", _MOMENT), *_columns("id kind subject_id"))
    payload = sa.table("event_payload", sa.column("data", sa.JSON()), *_columns("event_id"))
    connection.execute(milestone.update().values(proposed_at=milestone.c.due_at))  # where nobody can say any more
    told = sa.select(event.c.subject_id, event.c.at, payload.c.data).join(payload, payload.c.event_id == event.c.id)
    for row in connection.execute(told.where(event.c.kind == "group.propose-milestone")).all():
        if row.data:
            own = (milestone.c.group_id == row.subject_id, milestone.c.number == row.data["number"])
            connection.execute(milestone.update().where(*own).values(proposed_at=row.at))
    with op.batch_alter_table("milestone") as table:
        table.alter_column("proposed_at", existing_type=_MOMENT, nullable=False)
