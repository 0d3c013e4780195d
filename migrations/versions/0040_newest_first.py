"""The positions of a call and the replies to a consultation are found newest first, some at a time."""

from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

_INDEXES = (
    ("ix_position_at", "position", ["call_id", "at", "person_id"]),
    ("ix_consultation_reply_at", "consultation_reply", ["consultation_id", "at", "id"]),
)


def upgrade() -> None:
    for name, table, columns in _INDEXES:
        op.create_index(name, table, columns)


def downgrade() -> None:
    for name, table, _columns in _INDEXES:
        op.drop_index(name, table)
