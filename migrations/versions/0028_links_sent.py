"""A link in a mail knows when it was sent: how long it works depends on the date of the answer, too."""

from datetime import timedelta

import sqlalchemy as sa
from alembic import op

from igtf.core.db import UTCDateTime

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

_LINK = sa.table(
    "contact_link", sa.column("id"), sa.column("sent_at", UTCDateTime()), sa.column("expires_at", UTCDateTime())
)  # fmt: skip
_WORKED = timedelta(days=90)


def upgrade() -> None:
    with op.batch_alter_table("contact_link") as table:
        table.add_column(sa.Column("sent_at", UTCDateTime(timezone=True)))
    connection = op.get_bind()
    for number, expires_at in connection.execute(sa.select(_LINK.c.id, _LINK.c.expires_at)).all():
        connection.execute(sa.update(_LINK).where(_LINK.c.id == number).values(sent_at=expires_at - _WORKED))
    with op.batch_alter_table("contact_link") as table:
        table.alter_column("sent_at", nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("contact_link") as table:
        table.drop_column("sent_at")
