"""A ballot knows who stands aside, so that it is known of who takes a seat while it runs."""

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None

ballots = sa.table(
    "ballot", sa.column("id", sa.Integer()), sa.column("decides_on_id", sa.Integer()), sa.column("aside", sa.JSON()),
    sa.column("organisations", sa.JSON()), sa.column("closed_at"), sa.column("panel", sa.Boolean()),
)  # fmt: skip
authors = sa.table(
    "draft_author", sa.column("draft_id", sa.Integer()), sa.column("person_id", sa.Integer()),
    sa.column("confirmed_at"),
)  # fmt: skip
seats = sa.table(
    "ballot_seat", sa.column("ballot_id", sa.Integer()), sa.column("number", sa.Integer()),
    sa.column("holder_id", sa.Integer()), sa.column("successor_for", sa.Text()),
)  # fmt: skip
held = sa.table("seat", sa.column("id", sa.Integer()), sa.column("number", sa.Integer()))
terms = sa.table(
    "term", sa.column("seat_id", sa.Integer()), sa.column("person_id", sa.Integer()), sa.column("ended_at")
)
hats = sa.table("hat", sa.column("actor_id", sa.Integer()), sa.column("organisation", sa.Text()), sa.column("ended_at"))


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()


def _successor_for(person: int, aside: dict[str, str], organisations: list[str]) -> str | None:
    if str(person) in aside:
        return f"reason:{aside[str(person)]}"
    query = sa.select(hats.c.organisation).where(hats.c.actor_id == person, hats.c.ended_at.is_(None))
    own = {_folded(name) for name in op.get_bind().execute(query).scalars() if name}
    return next((name for name in organisations if _folded(name) in own), None)


def _fill() -> None:
    """Find for the ballots that run who stands aside, and who of those that took a seat since then does."""
    db = op.get_bind()
    running = sa.select(ballots).where(ballots.c.closed_at.is_(None), ~ballots.c.panel)
    for ballot in db.execute(running).all():
        wrote = sa.select(authors.c.person_id).where(
            authors.c.draft_id == ballot.decides_on_id, authors.c.person_id.is_not(None),
            authors.c.confirmed_at.is_not(None),
        )  # fmt: skip
        aside = {str(person): "author" for person in db.execute(wrote).scalars()}
        db.execute(ballots.update().where(ballots.c.id == ballot.id).values(aside=aside))
        sitting = (
            sa.select(seats.c.number, terms.c.person_id)
            .join(held, held.c.number == seats.c.number)
            .join(terms, (terms.c.seat_id == held.c.id) & terms.c.ended_at.is_(None))
            .where(seats.c.ballot_id == ballot.id, seats.c.holder_id != terms.c.person_id)
        )
        for number, person in db.execute(sitting).all():
            found = _successor_for(person, aside, ballot.organisations)
            where = (seats.c.ballot_id == ballot.id) & (seats.c.number == number)
            db.execute(seats.update().where(where).values(successor_for=found))


def upgrade() -> None:
    op.add_column("ballot", sa.Column("aside", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column("ballot_seat", sa.Column("successor_for", sa.Text(), nullable=True))
    _fill()


def downgrade() -> None:
    # not by op.drop_column: it would make the table anew on SQLite, without its triggers
    op.execute("ALTER TABLE ballot_seat DROP COLUMN successor_for")
    op.execute("ALTER TABLE ballot DROP COLUMN aside")
