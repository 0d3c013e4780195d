"""A report can be of a subject as a whole, and posting is paused for one too; lists can be by when was opened what.

A pause is known by its event.
"""

import sqlalchemy as sa
from alembic import op

from igtf.core.db import UTCDateTime

revision = "0057"
down_revision = "0056"
branch_labels = None
depends_on = None

_WAITING = sa.text("settled_at IS NULL")
_REPORTS = {"ix_report_waiting": ["comment_id"], "ix_report_part": ["subject_id", "part"]}
_COLUMNS = "event_id, person_id, comment_id, until, ended_at"
_NEWEST = {
    f"ix_subject_{'_'.join(columns)}_opened_at": [*columns, "opened_at", "id"]
    for columns in (["kind"], ["kind", "state"], ["kind", "phase"], ["kind", "topic"])
}


def upgrade() -> None:
    _check("(comment_id IS NULL) = (subject_id IS NOT NULL) AND (part IS NULL OR subject_id IS NOT NULL)")
    _remake(
        sa.Column("event_id", sa.Integer(), sa.ForeignKey("event.id"), primary_key=True, autoincrement=False),
        sa.Column("comment_id", sa.Integer(), sa.ForeignKey("comment.id")),
    )
    for name, columns in _NEWEST.items():
        op.create_index(name, "subject", columns)


def downgrade() -> None:
    for name in _NEWEST:
        op.drop_index(name, table_name="subject")
    op.execute("DELETE FROM report WHERE comment_id IS NULL AND part IS NULL")
    op.execute("DELETE FROM pause WHERE comment_id IS NULL")
    _check("(comment_id IS NULL) = (subject_id IS NOT NULL) AND (subject_id IS NULL) = (part IS NULL)")
    _remake(
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("event_id", sa.Integer(), sa.ForeignKey("event.id"), nullable=False, unique=True),
        sa.Column("comment_id", sa.Integer(), sa.ForeignKey("comment.id"), nullable=False),
    )


def _check(said: str) -> None:
    """Let the table of reports hold what the condition says."""
    for name in _REPORTS:
        op.drop_index(name, table_name="report")
    with op.batch_alter_table("report") as table:
        table.drop_constraint(op.f("ck_report_of_one"), type_="check")
        table.create_check_constraint(op.f("ck_report_of_one"), said)
    for name, columns in _REPORTS.items():
        op.create_index(name, "report", columns, sqlite_where=_WAITING, postgresql_where=_WAITING)


def _remake(*columns: sa.Column) -> None:
    """Make the table of pauses anew, with these columns beside those that stay, and with what is in it."""
    op.execute(f"CREATE TABLE former_pause AS SELECT {_COLUMNS} FROM pause")
    op.drop_table("pause")
    op.create_table(
        "pause",
        *columns,
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("until", UTCDateTime(timezone=True), nullable=False),
        sa.Column("ended_at", UTCDateTime(timezone=True)),
    )
    op.create_index("ix_pause_person_id", "pause", ["person_id", "until"])
    op.create_index("ix_pause_until", "pause", ["until"])
    op.execute(f"INSERT INTO pause ({_COLUMNS}) SELECT {_COLUMNS} FROM former_pause ORDER BY event_id")
    op.drop_table("former_pause")
