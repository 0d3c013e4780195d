"""Of two issues somebody may say that they say the same; a duplicate is of the issue that it was merged into alone."""

import sqlalchemy as sa
from alembic import op

revision = "0065"
down_revision = "0063"
branch_labels = None
depends_on = None

RELATION = sa.table("relation", *map(sa.column, ("subject_id", "kind", "target_id")))
SUBJECT = sa.table("subject", *map(sa.column, ("id", "ref", "state")))
TARGET = SUBJECT.alias("target")
EVENT = sa.table("event", *map(sa.column, ("id", "subject_id", "kind")))
PAYLOAD = sa.table("event_payload", sa.column("event_id"), sa.column("data", sa.JSON()))
MERGED, SAID = "duplicate-of", "says-the-same"


def _into() -> sa.ScalarSelect[object]:
    """The number of the issue that the subject of a relation was merged into last; NULL where no entry says so."""
    return (
        sa.select(PAYLOAD.c.data["into"].as_string())
        .join(EVENT, EVENT.c.id == PAYLOAD.c.event_id)
        .where(EVENT.c.subject_id == RELATION.c.subject_id, EVENT.c.kind == "issue.merge")
        .order_by(EVENT.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )


def upgrade() -> None:
    may_be = SUBJECT.c.state.in_(("duplicate", "hidden"))
    merged = sa.select(SUBJECT.c.id).where(SUBJECT.c.id == RELATION.c.subject_id, may_be)
    other = sa.select(TARGET.c.id).where(TARGET.c.id == RELATION.c.target_id, TARGET.c.ref != _into())
    said = RELATION.update().where(RELATION.c.kind == MERGED, sa.or_(~merged.exists(), other.exists()))
    op.execute(said.values(kind=SAID))


def downgrade() -> None:
    both = RELATION.alias("both")
    twice = sa.select(both.c.kind).where(
        both.c.subject_id == RELATION.c.subject_id, both.c.target_id == RELATION.c.target_id, both.c.kind == MERGED
    )
    op.execute(RELATION.delete().where(RELATION.c.kind == SAID, twice.exists()))
    op.execute(RELATION.update().where(RELATION.c.kind == SAID).values(kind=MERGED))
