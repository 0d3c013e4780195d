"""Who has addresses has one that mail goes to, and a pause of posting goes on for whoever has the address next.

Who was let in again and gave an address was told nothing of the account.
"""

import sqlalchemy as sa
from alembic import op

revision = "0093"
down_revision = "0092"
branch_labels = None
depends_on = None

_FIRST = """
    UPDATE address SET is_main = true WHERE id IN (
        SELECT coalesce(min(CASE WHEN verified_at IS NOT NULL THEN id END), min(id))
        FROM address GROUP BY person_id HAVING max(CASE WHEN is_main THEN 1 ELSE 0 END) = 0
    )
"""
"""The oldest address that is verified, else the oldest of all."""


def upgrade() -> None:
    op.execute(_FIRST)
    op.create_table(
        "pause_mark",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["pause.event_id"], name="fk_pause_mark_event_id_pause"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_pause_mark_person_id_person"),
        sa.PrimaryKeyConstraint("event_id", "mark", name="pk_pause_mark"),
    )
    op.create_index("ix_pause_mark_person_id", "pause_mark", ["person_id"])


def downgrade() -> None:
    op.drop_table("pause_mark")  # the main addresses stay: mail has to go somewhere
