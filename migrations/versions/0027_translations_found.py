"""Issues are found by the words of their translations too."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

_TRANSLATED = """
SELECT subject.id, subject.title, subject.summary, issue.description, issue_translation.title, issue_translation.summary
FROM issue_translation
JOIN subject ON subject.id = issue_translation.issue_id
JOIN issue ON issue.id = subject.id
WHERE subject.state != 'hidden'
ORDER BY subject.id, issue_translation.language
"""
_PUT = {
    "sqlite": "INSERT OR REPLACE INTO search_text (rowid, title, body) VALUES (:id, :title, :body)",
    "postgresql": "UPDATE search_text SET words ="
    " setweight(to_tsvector('simple', :title), 'A') || to_tsvector('simple', :body) WHERE subject_id = :id",
}


def upgrade() -> None:
    connection = op.get_bind()
    found: dict[int, dict[str, str]] = {}
    for number, title, summary, description, other, other_summary in connection.execute(sa.text(_TRANSLATED)).all():
        known = found.setdefault(number, {"title": title, "body": f"{summary}\n{description}"})
        known["title"] += f" / {other}"
        known["body"] = f"{other_summary}\n{known['body']}"
    for number, known in found.items():
        given = {"id": number, "title": known["title"], "body": known["body"][:100_000]}
        connection.execute(sa.text(_PUT[connection.dialect.name]), given)


def downgrade() -> None:
    """Leave them: what they are found by does no harm, and the next change of an issue writes it anew."""
