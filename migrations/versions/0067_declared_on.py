"""A draft keeps on which revision its newest declaration was made; a called change is due when its call closes."""

import sqlalchemy as sa
from alembic import op

revision = "0067"
down_revision = "0065"
branch_labels = None
depends_on = None

SUBJECT = sa.table("subject", *map(sa.column, ("id", "kind", "state", "state_since", "due_at")))
CALL = sa.table("call", *map(sa.column, ("id", "kind", "about_id", "closes_at")))
DRAFT = sa.table("draft", *map(sa.column, ("id", "declared_on_id")))
REVISION = sa.table("revision", *map(sa.column, ("id", "draft_id", "at")))
OF_CALL, NEWER = SUBJECT.alias("of_call"), CALL.alias("newer")


def _newest_declared() -> sa.ScalarSelect[object]:
    """When the newest declaration of consensus about a draft was made, of the calls that no newer one of their kind
    followed; NULL without one."""
    again = sa.exists().where(NEWER.c.about_id == CALL.c.about_id, NEWER.c.kind == CALL.c.kind, NEWER.c.id > CALL.c.id)
    declared = sa.select(sa.func.max(OF_CALL.c.state_since)).join(CALL, CALL.c.id == OF_CALL.c.id)
    declared = declared.where(CALL.c.about_id == DRAFT.c.id, OF_CALL.c.state == "consensus", ~again)
    return declared.correlate(DRAFT).scalar_subquery()


def upgrade() -> None:
    op.add_column("draft", sa.Column("declared_on_id", sa.Integer(), nullable=True))
    then = sa.select(sa.func.max(REVISION.c.id)).where(
        REVISION.c.draft_id == DRAFT.c.id, REVISION.c.at <= _newest_declared()
    )
    op.execute(DRAFT.update().values(declared_on_id=then.scalar_subquery()))
    closes = sa.select(sa.func.max(CALL.c.closes_at)).join(OF_CALL, OF_CALL.c.id == CALL.c.id)
    closes = closes.where(CALL.c.about_id == SUBJECT.c.id, OF_CALL.c.state == "open")
    called = SUBJECT.update().where(SUBJECT.c.kind == "procedure-change", SUBJECT.c.state == "called")
    op.execute(called.values(due_at=closes.scalar_subquery()))


def downgrade() -> None:
    op.drop_column("draft", "declared_on_id")
