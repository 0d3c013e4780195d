"""A call is found by its title, which names what it asks about, and not by its question alone; and so is the council.

Revisions are compared with their front matter in one order: what was kept is made anew when it is looked at.
"""

import sqlalchemy as sa
from alembic import op

revision = "0095"
down_revision = "0094"
branch_labels = None
depends_on = None

_CALLS = """
SELECT subject.id, subject.title, search_text.title AS searched, search_text.body FROM subject
JOIN search_text ON search_text.rowid = subject.id
WHERE subject.kind = 'call'
"""

_COUNCIL = """
INSERT INTO search_text (rowid, title, body)
SELECT id, title, '' FROM subject WHERE kind = 'council' AND id NOT IN (SELECT rowid FROM search_text)
"""


def _whole(title: str, searched: str) -> str:
    """Return what is searched as title: that of the call, and behind it what was, where it was cut for its length."""
    if title in searched:
        return searched
    return title if searched in title else f"{title} / {searched}"


def upgrade() -> None:
    own = op.get_bind()
    for number, title, searched, body in own.execute(sa.text(_CALLS)).all():
        given = {"number": number, "title": _whole(title, searched), "body": body}
        own.execute(sa.text("UPDATE search_text SET title = :title, body = :body WHERE rowid = :number"), given)
    op.execute(_COUNCIL)
    op.execute("DELETE FROM draft_comparison")


def downgrade() -> None:
    """What is found by more words does no harm to the former program; it compares anew, as it did."""
    op.execute("DELETE FROM draft_comparison")
