"""Each point of our letters has its day, and a body answers one after the other."""

import sqlalchemy as sa
from alembic import op

revision = "0087"
down_revision = "0086"
branch_labels = None
depends_on = None

_OURS = "SELECT statement.id FROM statement JOIN subject ON subject.id = statement.id WHERE statement.direction = 'out'"
_WAITING = f"{_OURS} AND subject.state IN ('sent', 'acknowledged', 'in-process')"

_DAYS = f"""
    UPDATE statement_ask
    SET deadline = (SELECT answer_by FROM statement WHERE statement.id = statement_ask.statement_id)
    WHERE statement_id IN ({_OURS} AND statement.sent_at IS NOT NULL) AND deadline IS NULL
"""
"""What was sent is to be answered by the day of its letter, point by point."""
_PROPOSED = f"""
    UPDATE statement_ask SET promised_by = (SELECT due_at FROM subject WHERE subject.id = statement_ask.statement_id)
    WHERE status = 'open' AND promised_by IS NULL AND statement_id IN (
        {_WAITING} AND subject.due_at IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM statement_ask AS own WHERE own.statement_id = statement.id
            AND subject.due_at IN (own.deadline, own.promised_by)
        )
    )
"""
"""Another date that a body proposed stood with its letter alone."""

_OPEN = """
    UPDATE subject SET state = 'partly-answered', phase = 'waiting' WHERE kind = 'statement' AND state = 'answered'
    AND EXISTS (SELECT 1 FROM statement_ask WHERE statement_id = subject.id AND status = 'open')
"""
"""A point that was given up is open again once the way was gone back."""

_BACK = (
    f"""UPDATE statement_ask SET deadline = NULL WHERE statement_id IN ({_OURS}) AND deadline = (
        SELECT answer_by FROM statement WHERE statement.id = statement_ask.statement_id)""",
    "UPDATE statement_ask SET status = 'open', answer = NULL WHERE status = 'no answer'",
    "UPDATE subject SET state = 'in-process' WHERE kind = 'statement' AND state = 'partly-answered'",
)
"""A letter that is answered in part waits for all that is left, as the former program had it."""


def upgrade() -> None:
    op.execute(_DAYS)
    op.execute(_PROPOSED)
    op.execute(_OPEN)


def downgrade() -> None:
    for back in _BACK:
        op.execute(sa.text(back))
