"""What Alembic cannot see: the triggers that keep the record append-only, and the full text tables.

A later migration that rebuilds the table ``event`` on SQLite (batch mode) has to call ``append_only`` again; a
test proves that the triggers hold after every migration.
"""

from alembic import op

_SQLITE = """
CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END
"""
_POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the record is append-only'; END $$
"""
_POSTGRESQL = (
    "CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} EXECUTE FUNCTION refuse_change()"
)


def _dialect() -> str:
    return op.get_bind().dialect.name


def append_only(*tables: str) -> None:
    """Let triggers refuse update and delete of each table."""
    if _dialect() == "sqlite":
        for table in tables:
            for verb in ("update", "delete"):
                op.execute(_SQLITE.format(table=table, verb=verb))
    else:
        op.execute(_POSTGRESQL_FUNCTION)
        for table in tables:
            op.execute(_POSTGRESQL.format(table=table))


def drop_append_only(*tables: str) -> None:
    """Take the triggers of each table away (for a downgrade)."""
    if _dialect() == "sqlite":
        for table in tables:
            for verb in ("update", "delete"):
                op.execute(f"DROP TRIGGER {table}_no_{verb}")
    else:
        for table in tables:
            op.execute(f"DROP TRIGGER {table}_no_change ON {table}")
        op.execute("DROP FUNCTION refuse_change()")


def search_table() -> None:
    """Make the full text table ``search_text`` of the engine."""
    if _dialect() == "sqlite":
        op.execute("CREATE VIRTUAL TABLE search_text USING fts5(title, body, tokenize='unicode61 remove_diacritics 2')")
    else:
        op.execute("CREATE TABLE search_text (subject_id integer PRIMARY KEY, words tsvector NOT NULL)")
        op.execute("CREATE INDEX search_text_words ON search_text USING gin (words)")


_PEOPLE = {
    "sqlite": (
        "CREATE VIRTUAL TABLE search_people USING fts5(name, organisation, "
        "tokenize=\"unicode61 remove_diacritics 0 categories 'L* N* M* Co'\", prefix='2 3 4 5 6 7 8 9 10 11 12')",
    ),
    "postgresql": (
        "CREATE TABLE search_people (rowid integer PRIMARY KEY, name text NOT NULL, organisation text NOT NULL, "
        "named tsvector NOT NULL GENERATED ALWAYS AS (array_to_tsvector(string_to_array(name, ' '))) STORED, "
        "words tsvector NOT NULL GENERATED ALWAYS AS (array_to_tsvector(array_remove("
        "string_to_array(name || ' ' || organisation, ' '), ''))) STORED)",
        "CREATE INDEX search_people_named ON search_people USING gin (named)",
        "CREATE INDEX search_people_words ON search_people USING gin (words)",
    ),
}


def people_table() -> None:
    """Make the full text table ``search_people`` of the engine, of words that the program has parted.

    SQLite has an index of all beginnings: else it gathers everybody whose word begins so before it has the first.
    """
    for statement in _PEOPLE[_dialect()]:
        op.execute(statement)


def first_actors() -> None:
    """Add the clock and the importer, which act from the first day."""
    op.execute("INSERT INTO actor (id, kind, name) VALUES (1, 'clock', 'The clock'), (2, 'importer', 'Importer')")
    if _dialect() == "postgresql":
        op.execute("SELECT setval(pg_get_serial_sequence('actor', 'id'), 2)")
