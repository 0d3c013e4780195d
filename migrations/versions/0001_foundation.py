"""The first schema."""

from alembic import op

from igtf.core.db import Base
from migrations.by_hand import append_only, drop_append_only, first_actors, search_table

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

NEVER_CHANGED = ("event", "revision", "recommendation")


def upgrade() -> None:
    Base.metadata.create_all(op.get_bind())
    append_only(*NEVER_CHANGED)
    search_table()
    first_actors()


def downgrade() -> None:
    drop_append_only(*NEVER_CHANGED)
    op.execute("DROP TABLE search_text")
    Base.metadata.drop_all(op.get_bind())
