"""What waited longest, and what is newest in a group's work, is found by an index: all was read to show the first.

And no meeting is found by the name of a group that is hidden.
"""

import sqlalchemy as sa
from alembic import op

revision = "0080"
down_revision = "0078"
branch_labels = None
depends_on = None

_WAITS = sa.text("settled_at IS NULL")

_MET = """
SELECT search_text.rowid, search_text.body, owner.title
FROM subject AS owner
JOIN subject ON subject.group_id = owner.id AND subject.kind = 'meeting'
JOIN search_text ON search_text.rowid = subject.id
WHERE owner.state = 'hidden'
"""


def upgrade() -> None:
    op.create_index("ix_report_oldest", "report", ["at", "id"], sqlite_where=_WAITS, postgresql_where=_WAITS)
    work = ["group_id", "kind", "phase", "active_at", "id", "state"]
    op.create_index("ix_subject_group_id_kind", "subject", work)
    connection = op.get_bind()
    for number, body, owner in connection.execute(sa.text(_MET)).all():
        given = {"number": number, "body": body.replace(f"\n{owner}\n", "\n\n", 1)}
        connection.execute(sa.text("UPDATE search_text SET body = :body WHERE rowid = :number"), given)


def downgrade() -> None:
    op.drop_index("ix_subject_group_id_kind", table_name="subject")
    op.drop_index("ix_report_oldest", table_name="report")
