"""What is new on a desk is counted in the order in which it came there, so that only what was seen is marked.

What stands there already came before all of that.
"""

import sqlalchemy as sa
from alembic import op

revision = "0097"
down_revision = "0096"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("unseen", sa.Column("number", sa.Integer(), nullable=False, server_default="0"))
    op.create_index("ix_unseen_person_number", "unseen", ["person_id", "number"])


def downgrade() -> None:
    op.drop_index("ix_unseen_person_number", "unseen")
    op.drop_column("unseen", "number")
