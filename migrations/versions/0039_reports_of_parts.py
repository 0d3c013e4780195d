"""A report is of a comment, or of a part of a subject such as a reply to a consultation."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

_WAITING = sa.text("settled_at IS NULL")


def _index(name: str, *columns: str) -> None:
    op.create_index(name, "report", list(columns), sqlite_where=_WAITING, postgresql_where=_WAITING)


def upgrade() -> None:
    op.drop_index("ix_report_waiting", table_name="report")
    with op.batch_alter_table("report") as table:
        table.alter_column("comment_id", existing_type=sa.Integer(), nullable=True)
        table.add_column(sa.Column("subject_id", sa.Integer()))
        table.add_column(sa.Column("part", sa.Integer()))
        table.create_foreign_key(op.f("fk_report_subject_id"), "subject", ["subject_id"], ["id"])
        table.create_check_constraint(
            op.f("ck_report_of_one"),
            "(comment_id IS NULL) = (subject_id IS NOT NULL) AND (subject_id IS NULL) = (part IS NULL)",
        )
    _index("ix_report_waiting", "comment_id")
    _index("ix_report_part", "subject_id", "part")


def downgrade() -> None:
    op.execute("delete from report where comment_id is null")
    for name in ("ix_report_part", "ix_report_waiting"):
        op.drop_index(name, table_name="report")
    with op.batch_alter_table("report") as table:
        table.drop_constraint(op.f("ck_report_of_one"), type_="check")
        table.drop_constraint(op.f("fk_report_subject_id"), type_="foreignkey")
        table.drop_column("part")
        table.drop_column("subject_id")
        table.alter_column("comment_id", existing_type=sa.Integer(), nullable=False)
    _index("ix_report_waiting", "comment_id")
