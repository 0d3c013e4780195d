"""To whom an issue was assigned when it was filed: the rotation goes by that, whoever takes the issue on later.

Of issues of before it is who is assigned now, as the rotation went by until then.
"""

from alembic import op

revision = "0098"
down_revision = "0097"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE issue ADD COLUMN turn_id INTEGER CONSTRAINT fk_issue_turn_id_person REFERENCES person (id)")
    op.execute("UPDATE issue SET turn_id = assigned_id")
    op.create_index("ix_issue_turn_id_id", "issue", ["turn_id", "id"])


def downgrade() -> None:
    op.drop_index("ix_issue_turn_id_id", table_name="issue")
    op.drop_column("issue", "turn_id")
