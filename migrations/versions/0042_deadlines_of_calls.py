"""A draft that waits for an open call is due when the call closes."""

from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

_STATES = (("adoption", "call-for-adoption"), ("last-call", "group-last-call"), ("council-last-call", "last-call"))


def _set(due: str) -> None:
    for kind, state in _STATES:
        asking = (
            "from call join subject asked on asked.id = call.id "
            f"where call.about_id = subject.id and call.kind = '{kind}' and asked.state = 'open'"
        )
        op.execute(
            f"update subject set due_at = {due.format(asking=asking)} "
            f"where kind = 'draft' and state = '{state}' and exists (select 1 {asking})"
        )


def upgrade() -> None:
    _set("(select max(call.closes_at) {asking})")


def downgrade() -> None:
    _set("null")
