"""An appeal that was filed before it named what it holds up does so too: its holds say what waits for it."""

from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        insert into relation (subject_id, kind, target_id)
        select hold.by_id, 'holds-up', hold.subject_id
        from hold join appeal on appeal.id = hold.by_id
        where hold.subject_id != appeal.about_id and not exists (
            select 1 from relation
            where relation.subject_id = hold.by_id and relation.kind = 'holds-up'
              and relation.target_id = hold.subject_id
        )
    """)


def downgrade() -> None:
    """Nothing: such relations stand beside those that appeals name themselves."""
