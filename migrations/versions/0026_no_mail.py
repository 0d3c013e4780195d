"""Who stopped all mail has the pace that the account page knows; it had one that the page could not show."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_PERSON = sa.table("person", sa.column("mail_pace"))


def upgrade() -> None:
    op.execute(sa.update(_PERSON).where(_PERSON.c.mail_pace == "none").values(mail_pace="never"))


def downgrade() -> None:
    """Leave it: people have chosen this pace before, too."""
