"""An ask can end without an answer: it is settled then, and no longer waited for."""

import sqlalchemy as sa
from alembic import op

revision = "0085"
down_revision = "0082"
branch_labels = None
depends_on = None

_STATUSES = "'open','promised','in part','declined','passed on','commented','done','overdue'"
_SETTLED = "'done', 'declined'"


def upgrade() -> None:
    _renew(_STATUSES.replace("'overdue'", "'no answer','overdue'"), f"{_SETTLED}, 'no answer'")


def downgrade() -> None:
    for table in ("ask", "ask_answer"):
        op.execute(f"UPDATE {table} SET status = 'declined' WHERE status = 'no answer'")
    _renew(_STATUSES, _SETTLED)


def _renew(statuses: str, settled: str) -> None:
    """Let the status of an ask be one of ``statuses``; the index has the asks that are not ``settled``."""
    op.drop_index("ix_ask_until", table_name="ask")
    with op.batch_alter_table("ask") as table:
        table.drop_constraint(op.f("ck_ask_status"), type_="check")
        table.create_check_constraint(op.f("ck_ask_status"), f"status IN ({statuses})")
    where = sa.text(f"status NOT IN ({settled})")
    op.create_index(
        "ix_ask_until", "ask", ["promised_by", "due", "recommendation_id"], sqlite_where=where, postgresql_where=where
    )
