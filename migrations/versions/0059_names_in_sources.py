"""What a source calls a person is kept beside the name that the person may change."""

import sqlalchemy as sa
from alembic import op

revision = "0059"
down_revision = "0058"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("person", sa.Column("source_name", sa.Text(), nullable=True))
    name = "SELECT name FROM actor WHERE actor.id = person.id"
    op.execute(f"UPDATE person SET source_name = ({name}) WHERE source IS NOT NULL")
    op.create_index("ix_person_source", "person", ["source", "source_name"])


def downgrade() -> None:
    op.drop_index("ix_person_source", "person")
    op.drop_column("person", "source_name")
