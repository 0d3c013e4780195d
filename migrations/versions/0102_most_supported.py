"""Lists of subjects can be asked for with the most supported first."""

from alembic import op

revision = "0102"
down_revision = "0101"
branch_labels = None
depends_on = None

_MOST = {
    f"ix_subject_{'_'.join(columns)}_support_count": [*columns, "support_count", "id"]
    for columns in (["kind"], ["kind", "state"], ["kind", "phase"], ["kind", "topic"])
}


def upgrade() -> None:
    for name, columns in _MOST.items():
        op.create_index(name, "subject", columns)


def downgrade() -> None:
    for name in _MOST:
        op.drop_index(name, table_name="subject")
