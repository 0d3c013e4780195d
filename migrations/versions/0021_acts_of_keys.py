"""The key of a submit stands beside the act it belongs to, so that what was done under a key is found by an index."""

import sqlalchemy as sa
from alembic import op

from igtf.core.db import UTCDateTime

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_SPLIT = {"sqlite": "instr(key, ' ')", "postgresql": "strpos(key, ' ')"}


def _table(*columns: sa.Column) -> None:
    """Make the table anew beside the old one: on SQLite the primary key of a table cannot be changed."""
    op.create_table(
        "once_new",
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        *columns,
        sa.Column("at", UTCDateTime(timezone=True), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["actor.id"], name=op.f("fk_once_actor_id")),
        sa.PrimaryKeyConstraint("actor_id", "key", *(column.name for column in columns), name=op.f("pk_once_new")),
    )


def _in_place() -> None:
    op.drop_index("ix_once_at", table_name="once")
    op.drop_table("once")
    op.rename_table("once_new", "once")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE once RENAME CONSTRAINT pk_once_new TO pk_once")
    op.create_index("ix_once_at", "once", ["at"])


def upgrade() -> None:
    _table(sa.Column("act", sa.Text(), nullable=False))
    split = _SPLIT[op.get_bind().dialect.name]
    op.execute(
        "INSERT INTO once_new (actor_id, key, act, at, url)"
        f" SELECT actor_id, substr(key, 1, {split} - 1), substr(key, {split} + 1), at, url FROM once WHERE {split} > 0"
    )
    _in_place()


def downgrade() -> None:
    _table()
    op.execute("INSERT INTO once_new (actor_id, key, at, url) SELECT actor_id, key || ' ' || act, at, url FROM once")
    _in_place()
