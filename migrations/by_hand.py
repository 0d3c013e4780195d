"""What Alembic cannot see: the triggers that keep the record append-only, and the full text tables.

A later migration that rebuilds the table ``event`` on SQLite (batch mode) has to call ``append_only`` again; a
test proves that the triggers hold after every migration.
"""

import sqlite3

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


_CHANGED_BY_REMOVAL = {
    "sqlite": (
        "DROP TRIGGER {table}_no_update",
        "CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} WHEN NOT ({removed})\n"
        "BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END",
    ),
    "postgresql": (
        "DROP TRIGGER {table}_no_change ON {table}",
        "CREATE TRIGGER {table}_no_change BEFORE DELETE OR TRUNCATE ON {table} EXECUTE FUNCTION refuse_change()",
        "CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} FOR EACH ROW WHEN (NOT ({removed})) "
        "EXECUTE FUNCTION refuse_change()",
    ),
}
_NEVER_CHANGED = {
    "sqlite": ("DROP TRIGGER {table}_no_update", _SQLITE.replace("{verb}", "update")),
    "postgresql": (
        "DROP TRIGGER {table}_no_update ON {table}",
        "DROP TRIGGER {table}_no_change ON {table}",
        _POSTGRESQL,
    ),
}


def changed_by_removal(table: str, *, fixed: tuple[str, ...], texts: tuple[str, ...], mark: str) -> None:
    """Let the triggers of a table refuse an update unless a text has the ``mark`` then, and what is ``fixed`` stays."""
    removed = [f"NEW.{column} = OLD.{column}" for column in fixed]
    removed.append("(" + " OR ".join(f"NEW.{column} LIKE '%{mark}%'" for column in texts) + ")")
    for statement in _CHANGED_BY_REMOVAL[_dialect()]:
        op.execute(statement.format(table=table, removed=" AND ".join(removed)))


def never_changed(table: str) -> None:
    """Let the triggers of a table refuse every update again (for a downgrade)."""
    for statement in _NEVER_CHANGED[_dialect()]:
        op.execute(statement.format(table=table))


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


_COMMENTS = {
    "sqlite": (
        "CREATE VIEW search_comment_texts AS SELECT id, text FROM comment WHERE hidden_at IS NULL",
        "CREATE VIRTUAL TABLE search_comment USING fts5(text, content='search_comment_texts', content_rowid='id', "
        "tokenize='unicode61 remove_diacritics 2')",
        "INSERT INTO search_comment (search_comment) VALUES ('rebuild')",
        "CREATE TRIGGER search_comment_changed AFTER UPDATE OF text, hidden_at ON comment "
        "WHEN old.id <= (SELECT max(id) FROM search_comment_docsize) BEGIN "
        "INSERT INTO search_comment (search_comment, rowid, text) "
        "SELECT 'delete', old.id, old.text WHERE old.hidden_at IS NULL; "
        "INSERT INTO search_comment (rowid, text) SELECT new.id, new.text WHERE new.hidden_at IS NULL; END",
    ),
    "postgresql": (
        "CREATE FUNCTION search_words(said text) RETURNS tsvector LANGUAGE plpgsql IMMUTABLE STRICT COST 10000 "
        "AS $$ BEGIN RETURN to_tsvector('simple', said); END $$",
        "CREATE INDEX search_comment ON comment USING gin (search_words(text)) WHERE hidden_at IS NULL",
        "CREATE STATISTICS search_comment_words ON (search_words(text)) FROM comment",
    ),
}
_NO_COMMENTS = {
    "sqlite": (
        "DROP TRIGGER search_comment_changed", "DROP TABLE search_comment", "DROP VIEW search_comment_texts",
    ),
    "postgresql": ("DROP STATISTICS search_comment_words", "DROP INDEX search_comment", "DROP FUNCTION search_words"),
}  # fmt: skip


def comment_search() -> None:
    """Make the index of the words of all comments that are shown, which holds no text a second time.

    PostgreSQL keeps it itself. On SQLite a trigger does where a comment changes; new ones, behind the last that is in
    the index, are added by the worker (``discussion.found.index_new``).
    A migration that rebuilds the table ``comment`` on SQLite takes it away before, and makes it again: SQLite refuses
    otherwise. PostgreSQL thinks that to part a text into words costs it next to nothing, and would do so with every
    comment from the newest back where the index has the few that it looks for: the function says what that costs. And
    it uses no statistics of a partial index, without which it takes each word for as rare as any other.
    """
    for statement in _COMMENTS[_dialect()]:
        op.execute(statement)


_KEPT = (
    "DROP STATISTICS search_comment_words", "DROP INDEX search_comment", "DROP FUNCTION search_words",
    "ALTER TABLE comment ADD words tsvector NOT NULL GENERATED ALWAYS AS (to_tsvector('simple', text)) STORED",
    "CREATE INDEX search_comment ON comment USING gin (words) WHERE hidden_at IS NULL",
    "ALTER TABLE comment ALTER words SET STATISTICS 500",
)  # fmt: skip
_NOT_KEPT = ("ALTER TABLE comment DROP words",)
"""With the column goes its index."""


def keep_comment_words() -> None:
    """Let PostgreSQL keep the words of each comment beside it, and say by them how common a word is.

    Of several common words its index reads all comments that have each, however few are looked for; from the newest
    back it need not, where it has the words of each at hand. It knows the 5,000 commonest words: of the thousand that
    it knows by itself, it took each other one for common enough to look for it through all comments.
    """
    for statement in _KEPT if _dialect() == "postgresql" else ():
        op.execute(statement)


def forget_comment_words() -> None:
    """Keep no words beside comments (for a downgrade)."""
    if _dialect() == "postgresql":
        for statement in (*_NOT_KEPT, *_COMMENTS["postgresql"]):
            op.execute(statement)


_NO_TEXT = "content='', contentless_delete=1, " if sqlite3.sqlite_version_info >= (3, 43) else ""
"""An older SQLite takes nothing out of an index without its texts: there it holds the words a second time."""
_BLANKS = f"{_NO_TEXT}tokenize='ascii'"
"""Words that the program has parted: they end at blanks, as all their signs are letters or digits or not of ASCII."""

_TEXTS_BY_WORDS = {
    "sqlite": (
        "ALTER TABLE search_text RENAME TO search_text_former",
        "CREATE TABLE search_text (rowid INTEGER PRIMARY KEY, title TEXT NOT NULL, body TEXT NOT NULL)",
        "INSERT INTO search_text (rowid, title, body) SELECT rowid, title, body FROM search_text_former",
        "DROP TABLE search_text_former",
        f"CREATE VIRTUAL TABLE search_text_words USING fts5(title, body, {_BLANKS})",
    ),
    "postgresql": (
        "ALTER TABLE search_text DROP words",  # and its index
        "ALTER TABLE search_text ADD words tsvector",
    ),
}
_TEXTS_FOUND = {"sqlite": (), "postgresql": ("CREATE INDEX search_text_words ON search_text USING gin (words)",)}
_TEXTS_BY_THE_ENGINE = {
    "sqlite": (
        "DROP TABLE search_text_words",
        "ALTER TABLE search_text RENAME TO search_text_former",
        "CREATE VIRTUAL TABLE search_text USING fts5(title, body, tokenize='unicode61 remove_diacritics 2')",
        "INSERT INTO search_text (rowid, title, body) SELECT rowid, title, body FROM search_text_former",
        "DROP TABLE search_text_former",
    ),
    "postgresql": (
        "ALTER TABLE search_text DROP words",
        "ALTER TABLE search_text ADD words tsvector NOT NULL GENERATED ALWAYS AS"
        " (setweight(to_tsvector('simple', title), 'A') || to_tsvector('simple', body)) STORED",
        *_TEXTS_FOUND["postgresql"],
    ),
}
_COMMENTS_BY_WORDS = {
    "sqlite": (
        *_NO_COMMENTS["sqlite"],
        f"CREATE VIRTUAL TABLE search_comment USING fts5(words, {_BLANKS})",
        "CREATE TABLE search_comment_late (id INTEGER PRIMARY KEY)",
        "CREATE TRIGGER search_comment_added AFTER INSERT ON comment BEGIN "
        "INSERT OR IGNORE INTO search_comment_late (id) VALUES (new.id); END",
        "CREATE TRIGGER search_comment_changed AFTER UPDATE OF text, hidden_at ON comment BEGIN "
        "DELETE FROM search_comment WHERE rowid = new.id; "
        "INSERT OR IGNORE INTO search_comment_late (id) VALUES (new.id); END",
    ),
    "postgresql": (
        *_NOT_KEPT,
        "CREATE TABLE search_comment (rowid integer PRIMARY KEY, words tsvector NOT NULL)",
        "ALTER TABLE search_comment ALTER words SET STATISTICS 500",
        "CREATE TABLE search_comment_late (id integer PRIMARY KEY)",
        "CREATE FUNCTION search_comment_late() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "INSERT INTO search_comment_late (id) VALUES (new.id) ON CONFLICT (id) DO UPDATE SET id = excluded.id; "
        "IF TG_OP = 'UPDATE' THEN DELETE FROM search_comment WHERE rowid = new.id; END IF; RETURN NULL; END $$",
        "CREATE TRIGGER search_comment_late AFTER INSERT OR UPDATE OF text, hidden_at ON comment "
        "FOR EACH ROW EXECUTE FUNCTION search_comment_late()",
    ),
}
_COMMENTS_FOUND = {
    "sqlite": (), "postgresql": ("CREATE INDEX search_comment_words ON search_comment USING gin (words)",),
}  # fmt: skip
_COMMENTS_BY_THE_ENGINE = {
    "sqlite": (
        "DROP TRIGGER search_comment_added", "DROP TRIGGER search_comment_changed",
        "DROP TABLE search_comment_late", "DROP TABLE search_comment", *_COMMENTS["sqlite"],
    ),
    "postgresql": (
        "DROP TRIGGER search_comment_late ON comment", "DROP FUNCTION search_comment_late",
        "DROP TABLE search_comment_late", "DROP TABLE search_comment", *_KEPT[3:],
    ),
}  # fmt: skip


def words_by_the_program() -> None:
    """Let texts and comments be found by words that the program parts; without any, until it has parted them.

    The index of comments holds no text. Whoever writes or changes one leaves its number in ``search_comment_late``, by
    a trigger, and the worker takes it from there (``discussion.found.index_new``). A row there is taken by nobody while
    somebody changes the comment: on PostgreSQL it is written anew, and so held until the change is there.
    A migration that rebuilds the table ``comment`` on SQLite has to make its triggers again.
    """
    for statement in (*_TEXTS_BY_WORDS[_dialect()], *_COMMENTS_BY_WORDS[_dialect()]):
        op.execute(statement)


def words_found() -> None:
    """Make the indexes of PostgreSQL over those words, once they are there."""
    for statement in (*_TEXTS_FOUND[_dialect()], *_COMMENTS_FOUND[_dialect()]):
        op.execute(statement)


def words_by_the_engine() -> None:
    """Let the engines part texts and comments again (for a downgrade)."""
    for statement in (*_TEXTS_BY_THE_ENGINE[_dialect()], *_COMMENTS_BY_THE_ENGINE[_dialect()]):
        op.execute(statement)


def drop_comment_search() -> None:
    """Take that index away."""
    for statement in _NO_COMMENTS[_dialect()]:
        op.execute(statement)


def first_actors() -> None:
    """Add the clock and the importer, which act from the first day."""
    op.execute("INSERT INTO actor (id, kind, name) VALUES (1, 'clock', 'The clock'), (2, 'importer', 'Importer')")
    if _dialect() == "postgresql":
        op.execute("SELECT setval(pg_get_serial_sequence('actor', 'id'), 2)")
