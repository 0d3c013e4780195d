"""Why a seat is recused is kept as a reason of the table, no longer in English words."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

WORDS = {
    "author": "author of the draft",
    "appellant": "made the appeal",
    "decided": "made the decision",
    "proposed": "proposed what was decided, or put it to the ballot",
    "opened": "opened what the decision is about",
    "earlier": "decided on this appeal at an earlier rung",
    "own": "stood aside",
}
seats = sa.table("ballot_seat", sa.column("recused_for", sa.Text()))


def _put(new: str, old: str) -> None:
    op.execute(seats.update().where(seats.c.recused_for == old).values(recused_for=new))


def upgrade() -> None:
    for reason, words in WORDS.items():
        _put(f"reason:{reason}", words)


def downgrade() -> None:
    for reason, words in WORDS.items():
        _put(words, f"reason:{reason}")
