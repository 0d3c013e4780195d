"""A hat says since when it is worn: an affiliation has dates (procedure, section 1)."""

import sqlalchemy as sa
from alembic import op

revision = "0060"
down_revision = "0059"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
SAME = ("stakeholder_group", "capacity", "organisation")

HAT = sa.table("hat", *map(sa.column, ("id", "actor_id", *SAME)), sa.column("started_at", MOMENT),
               sa.column("ended_at", MOMENT))  # fmt: skip
FORMER = HAT.alias("former")
PERSON = sa.table("person", sa.column("id"), sa.column("joined_at"))
ROLE = sa.table("role", *map(sa.column, ("person_id", "name", "started_at")))
EVENT = sa.table("event", *map(sa.column, ("id", "actor_id", "kind", "at")))
PAYLOAD = sa.table("event_payload", sa.column("event_id"), sa.column("data", sa.JSON()))


def _declared() -> sa.ScalarSelect[object]:
    """When its person declared a hat last."""
    said = [PAYLOAD.c.data[name].as_string() == HAT.c[name] for name in SAME]
    return (
        sa.select(sa.func.max(EVENT.c.at))
        .join(PAYLOAD, PAYLOAD.c.event_id == EVENT.c.id)
        .where(EVENT.c.actor_id == HAT.c.actor_id, EVENT.c.kind == "person.hat", *said)
        .scalar_subquery()
    )


def _in_office() -> sa.ScalarSelect[object]:
    """When its person came into the secretariat last, of the hat that goes with that role."""
    held = (ROLE.c.person_id == HAT.c.actor_id, ROLE.c.name == "secretariat", HAT.c.capacity == "office")
    return sa.select(sa.func.max(ROLE.c.started_at)).where(*held).scalar_subquery()


def _joined() -> sa.ScalarSelect[object]:
    return sa.select(PERSON.c.joined_at).where(PERSON.c.id == HAT.c.actor_id).scalar_subquery()


def _exchanged() -> sa.ScalarSelect[object]:
    """When the same hat ended as another one, since the secretariat confirmed it or took that back."""
    same = [FORMER.c[name] == HAT.c[name] for name in ("actor_id", *SAME)]
    return sa.select(sa.func.max(FORMER.c.ended_at)).where(FORMER.c.id < HAT.c.id, *same).scalar_subquery()


def upgrade() -> None:
    op.add_column("hat", sa.Column("started_at", MOMENT, nullable=True))
    op.execute(HAT.update().values(started_at=sa.func.coalesce(_in_office(), _declared(), _joined())))
    op.execute(HAT.update().where(_exchanged() > HAT.c.started_at).values(started_at=_exchanged()))
    with op.batch_alter_table("hat") as table:
        table.alter_column("started_at", nullable=False)


def downgrade() -> None:
    op.drop_column("hat", "started_at")
