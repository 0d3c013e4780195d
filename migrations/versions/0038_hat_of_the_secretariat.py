"""The secretariat has a hat of its own: whoever holds the role wears it."""

from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "insert into hat (actor_id, stakeholder_group, capacity, organisation, region, counts_as) "
        "select person_id, 'unstated', 'office', '', 'none', 'unstated' from role "
        "where name = 'secretariat' and ended_at is null and person_id not in "
        "(select actor_id from hat where capacity = 'office' and ended_at is null)"
    )


def downgrade() -> None:
    op.execute("update hat set capacity = 'personal' where capacity = 'office'")
