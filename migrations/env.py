"""Alembic: settings come from pyproject.toml; ``igtf.core.db.migrate`` hands over the engine."""

import os

from alembic import context

import config as settings
from igtf import concepts
from igtf.core.db import Base, make_engine

concepts.load()

# Triggers, full text tables and partial indexes over expressions are written by hand and not compared.
BY_HAND = ("search_text",)


def include_name(name: str | None, kind: str, _parents: object) -> bool:
    """Leave out of the comparison what Alembic cannot see rightly."""
    return not (kind in ("table", "index") and name is not None and name.startswith(BY_HAND))


engine = context.config.attributes.get("engine") or make_engine(settings.load(os.environ)["DATABASE_URL"])
with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=Base.metadata, include_name=include_name,
                      render_as_batch=True, user_module_prefix="")  # fmt: skip
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
