"""Bodies in full: members, proposed changes, confirmed contacts, links for one purpose, all of a statement's fields."""

import sqlalchemy as sa
from alembic import op

from igtf.core.db import UTCDateTime

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("body", schema=None) as batch:
        batch.add_column(sa.Column("members", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("body", schema=None) as batch:
        batch.alter_column("members", server_default=None)
    op.create_table(
        "body_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=True),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["subject.id"], name=op.f("fk_body_change_id")),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_body_change_body_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_body_change")),
    )
    op.create_index("ix_body_change_body_id", "body_change", ["body_id"])
    with op.batch_alter_table("contact", schema=None) as batch:
        batch.add_column(sa.Column("asked_at", UTCDateTime(timezone=True), nullable=True))
    op.create_index("ix_contact_confirmed_at", "contact", ["confirmed_at"])
    with op.batch_alter_table("statement", schema=None) as batch:
        batch.add_column(sa.Column("contacts", sa.Text(), nullable=False, server_default=""))
        batch.add_column(sa.Column("attachments", sa.JSON(), nullable=False, server_default="[]"))
    with op.batch_alter_table("statement", schema=None) as batch:
        batch.alter_column("contacts", server_default=None)
        batch.alter_column("attachments", server_default=None)
    op.create_index("ix_statement_sent_hash", "statement", ["sent_hash"])
    with op.batch_alter_table("contact_link", schema=None) as batch:
        batch.alter_column("statement_id", existing_type=sa.Integer(), nullable=True)
        batch.create_check_constraint(
            op.f("ck_contact_link_purpose"), "(purpose = 'answer') = (statement_id IS NOT NULL)"
        )


def downgrade() -> None:
    op.execute("DELETE FROM contact_link WHERE statement_id IS NULL")
    with op.batch_alter_table("contact_link", schema=None) as batch:
        batch.drop_constraint(op.f("ck_contact_link_purpose"), type_="check")
        batch.alter_column("statement_id", existing_type=sa.Integer(), nullable=False)
    op.drop_index("ix_statement_sent_hash", "statement")
    with op.batch_alter_table("statement", schema=None) as batch:
        batch.drop_column("attachments")
        batch.drop_column("contacts")
    op.drop_index("ix_contact_confirmed_at", "contact")
    with op.batch_alter_table("contact", schema=None) as batch:
        batch.drop_column("asked_at")
    op.drop_table("body_change")
    with op.batch_alter_table("body", schema=None) as batch:
        batch.drop_column("members")
