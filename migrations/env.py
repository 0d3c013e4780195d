"""Alembic: settings come from pyproject.toml; ``igtf.core.database.schema.migrate`` hands over the engine."""

import os
from collections.abc import Mapping

from alembic import context
from sqlalchemy import Connection

import config as settings
from igtf import concepts
from igtf.core.database.engines import make_engine
from igtf.core.db import Base

concepts.load()

# Triggers, full text tables and partial indexes over expressions are written by hand and not compared.
BY_HAND = ("search_text", "search_people", "search_comment")
MADE = ("comment", "words")
"""The table and its column that PostgreSQL makes of another one."""


def include_name(name: str | None, kind: str, parents: Mapping[str, str | None]) -> bool:
    """Leave out of the comparison what Alembic cannot see rightly."""
    if kind == "column" and (parents["table_name"], name) == MADE:
        return False
    return not (kind in ("table", "index") and name is not None and name.startswith(BY_HAND))


def references(connection: Connection, state: str) -> None:
    """Turn the checks of references ON or OFF on SQLite, which rebuilds a table by dropping it; in no transaction."""
    if connection.dialect.name == "sqlite":
        connection.connection.dbapi_connection.execute(f"PRAGMA foreign_keys={state}")


def take_time(connection: Connection) -> None:
    """Let PostgreSQL take as long as it has to, whatever bounds the queries of pages."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")


def check_references(connection: Connection) -> None:
    """Raise RuntimeError when a row refers to one that is not there: nothing is committed then."""
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if broken:
            raise RuntimeError(f"The migration would leave references that lead nowhere: {broken[:5]}")


engine = context.config.attributes.get("engine") or make_engine(settings.load(os.environ)["DATABASE_URL"])
with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=Base.metadata, include_name=include_name,
                      render_as_batch=True, user_module_prefix="")  # fmt: skip
    references(connection, "OFF")
    try:
        with context.begin_transaction():
            take_time(connection)
            before = context.get_context().get_current_heads()
            context.run_migrations()
            if context.get_context().get_current_heads() != before:  # it reads every row: not at each start
                check_references(connection)
        connection.commit()
    finally:
        connection.rollback()
        references(connection, "ON")
