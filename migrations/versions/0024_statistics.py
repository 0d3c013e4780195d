"""PostgreSQL learns which states belong to which kind: taken one by one it expects few rows, and joins them slowly."""

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

NAME = "st_subject_kind_state_phase"


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"CREATE STATISTICS {NAME} (dependencies, mcv) ON kind, state, phase FROM subject")
        op.execute("ANALYZE subject")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"DROP STATISTICS {NAME}")
