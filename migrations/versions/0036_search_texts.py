"""The full text table keeps the texts on PostgreSQL too, as SQLite's does, and both name its columns alike.

What a backup of one engine holds is enough for the other then. Of the texts that were indexed before, PostgreSQL kept
the words alone: they stand for them until the subject is indexed again.
"""

from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

_WORDS = """
coalesce((SELECT string_agg(lexeme, ' ' ORDER BY place)
          FROM unnest(words) AS word (lexeme, places, weights), unnest(places, weights) AS at (place, weight)
          WHERE weight {which} 'A'), '')
"""
_UPGRADE = (
    "ALTER TABLE search_text RENAME COLUMN subject_id TO rowid",
    "ALTER TABLE search_text ADD title text, ADD body text",
    f"UPDATE search_text SET title = {_WORDS.format(which='=')}, body = {_WORDS.format(which='<>')}",
    "ALTER TABLE search_text ALTER title SET NOT NULL, ALTER body SET NOT NULL, DROP words",
    "ALTER TABLE search_text ADD words tsvector NOT NULL GENERATED ALWAYS AS"
    " (setweight(to_tsvector('simple', title), 'A') || to_tsvector('simple', body)) STORED",
    "CREATE INDEX search_text_words ON search_text USING gin (words)",
)
_DOWNGRADE = (
    "ALTER TABLE search_text ALTER words DROP EXPRESSION",
    "ALTER TABLE search_text DROP title, DROP body",
    "ALTER TABLE search_text RENAME COLUMN rowid TO subject_id",
)


def upgrade() -> None:
    _on_postgresql(_UPGRADE)


def downgrade() -> None:
    _on_postgresql(_DOWNGRADE)


def _on_postgresql(statements: tuple[str, ...]) -> None:
    if op.get_bind().dialect.name == "postgresql":
        for statement in statements:
            op.execute(statement)
