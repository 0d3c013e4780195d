"""A subject keeps which revision a moderator left who took a passage out of its texts; an objection keeps the revisions
it was raised on and its raiser is asked about by their names, for a draft that gets another one begins again at -00."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0071"
down_revision = "0069"
branch_labels = None
depends_on = None

SUBJECT = sa.table("subject", *map(sa.column, ("id", "ref", "opened_at")))
CALL = sa.table("call", *map(sa.column, ("id", "about_id")))
DRAFT = sa.table("draft", sa.column("id"))
REVISION = sa.table("revision", *map(sa.column, ("id", "draft_id", "name", "number", "at")))
COLUMNS = ("id", "call_id", "on_revision", "asked_revision", "raised_on", "asked_about")
OBJECTION = sa.table("objection", *map(sa.column, COLUMNS))
LAST = datetime(9999, 1, 1, tzinfo=UTC)
"""After any moment: of revisions with a number the newest is meant."""


def _name(draft: int, number: int, moment: object) -> str | None:
    """Return the name that a revision had: of those of its number the newest that was there, or the first one after."""
    then = sa.case((REVISION.c.at <= moment, REVISION.c.id)).desc().nulls_last()
    numbered = sa.select(REVISION.c.name).where(REVISION.c.draft_id == draft, REVISION.c.number == number)
    return op.get_bind().scalar(numbered.order_by(then, REVISION.c.id).limit(1))


def upgrade() -> None:
    op.add_column("subject", sa.Column("cleared", sa.Integer(), nullable=True))
    op.add_column("objection", sa.Column("raised_on", sa.Text(), nullable=True))
    op.add_column("objection", sa.Column("asked_about", sa.Text(), nullable=True))
    own, about, old = SUBJECT, SUBJECT.alias("about"), OBJECTION.c
    found = (
        sa.select(
            old.id,
            old.on_revision,
            old.asked_revision,
            CALL.c.about_id,
            about.c.ref,
            own.c.opened_at,
            DRAFT.c.id.label("draft"),
        )
        .join(own, own.c.id == old.id)
        .join(CALL, CALL.c.id == old.call_id)
        .join(about, about.c.id == CALL.c.about_id)
    )
    found = found.outerjoin(DRAFT, DRAFT.c.id == CALL.c.about_id).where(old.on_revision.is_not(None))
    for row in op.get_bind().execute(found).all():
        name = row.draft and _name(row.draft, row.on_revision, row.opened_at)
        newest = row.asked_revision is not None and row.draft and _name(row.draft, row.asked_revision, LAST)
        asked = None if row.asked_revision is None else f"{newest or row.ref}-{row.asked_revision:02d}"
        values = {"raised_on": f"{name or row.ref}-{row.on_revision:02d}", "asked_about": asked}
        op.execute(OBJECTION.update().where(old.id == row.id).values(values))
    op.drop_column("objection", "on_revision")
    op.drop_column("objection", "asked_revision")


def downgrade() -> None:
    op.add_column("objection", sa.Column("on_revision", sa.Integer(), nullable=True))
    op.add_column("objection", sa.Column("asked_revision", sa.Integer(), nullable=True))
    for row in op.get_bind().execute(sa.select(OBJECTION).where(OBJECTION.c.raised_on.is_not(None))).all():
        numbers = {
            "on_revision": int(row.raised_on.rpartition("-")[2]),
            "asked_revision": row.asked_about and int(row.asked_about.rpartition("-")[2]),
        }
        op.execute(OBJECTION.update().where(OBJECTION.c.id == row.id).values(numbers))
    op.drop_column("objection", "asked_about")
    op.drop_column("objection", "raised_on")
    op.drop_column("subject", "cleared")
