"""A version of the procedure may give former numbers back, by an appeal; a change may be decided on again after it."""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

_CHANGE, _APPEAL = "uq_procedure_version_change_id", "uq_procedure_version_appeal_id"
_BY = "ck_procedure_version_by_one"


def upgrade() -> None:
    with op.batch_alter_table("procedure_version") as table:
        table.drop_constraint(op.f(_CHANGE), type_="unique")
        table.alter_column("ballot_id", existing_type=sa.Integer(), nullable=True)
        table.add_column(sa.Column("appeal_id", sa.Integer()))
        table.create_foreign_key(op.f("fk_procedure_version_appeal_id"), "subject", ["appeal_id"], ["id"])
        table.create_unique_constraint(op.f(_APPEAL), ["appeal_id"])
        table.create_check_constraint(op.f(_BY), "(ballot_id IS NULL) = (appeal_id IS NOT NULL)")


def downgrade() -> None:
    op.execute("delete from procedure_version where appeal_id is not null")
    with op.batch_alter_table("procedure_version") as table:
        table.drop_constraint(op.f(_BY), type_="check")
        table.drop_constraint(op.f(_APPEAL), type_="unique")
        table.drop_constraint(op.f("fk_procedure_version_appeal_id"), type_="foreignkey")
        table.drop_column("appeal_id")
        table.alter_column("ballot_id", existing_type=sa.Integer(), nullable=False)
        table.create_unique_constraint(op.f(_CHANGE), ["change_id"])
