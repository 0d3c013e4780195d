"""Ballots: seconds, the alternate ballot, panels, comments beside positions, the text that was balloted."""

import sqlalchemy as sa
from alembic import op

from igtf.core.db import UTCDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_VALUES = "'yes','no-objection','discuss','block','abstain','recuse'"
_IN_FAVOUR = "value IN ('yes','no-objection')"


def upgrade() -> None:
    op.add_column("ballot", sa.Column("panel", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("ballot", sa.Column("text_hash", sa.Text(), nullable=True))
    op.add_column("ballot", sa.Column("lone_seat", sa.Integer(), nullable=True))
    with op.batch_alter_table("ballot_position") as batch:
        batch.drop_constraint(op.f("ck_ballot_position_value"), type_="check")
        batch.create_check_constraint(op.f("ck_ballot_position_value"), f"value IN ({_VALUES},'no')")
        batch.add_column(sa.Column("comment", sa.Text(), nullable=False, server_default=""))
        batch.add_column(sa.Column("stands_since", UTCDateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("seconds", sa.JSON(), nullable=False, server_default="[]"))
        batch.add_column(sa.Column("set_aside_at", UTCDateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("set_aside_on", sa.Integer(), nullable=True))
    # What was said beside a position in favour is a comment; a Discuss has stood since it was last taken.
    op.execute(f"UPDATE ballot_position SET comment = text, text = '' WHERE {_IN_FAVOUR}")
    op.execute("UPDATE ballot_position SET stands_since = at WHERE value IN ('discuss','block')")


def downgrade() -> None:
    op.execute(f"UPDATE ballot_position SET text = comment WHERE {_IN_FAVOUR}")
    op.execute("DELETE FROM ballot_position WHERE value = 'no'")
    with op.batch_alter_table("ballot_position") as batch:
        batch.drop_constraint(op.f("ck_ballot_position_value"), type_="check")
        batch.create_check_constraint(op.f("ck_ballot_position_value"), f"value IN ({_VALUES})")
        for name in ("set_aside_on", "set_aside_at", "seconds", "stands_since", "comment"):
            batch.drop_column(name)
    for name in ("lone_seat", "text_hash", "panel"):
        op.drop_column("ballot", name)
