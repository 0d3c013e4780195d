"""The schema of the database: brought to the newest one by Alembic."""

from pathlib import Path

from sqlalchemy import Engine, inspect

from config import CannotStart
from igtf.core.database.engines import make_engine
from igtf.core.workflow import seed_states

_ROOT = Path(__file__).resolve().parents[3]


def migrate(url: str, to: str = "") -> None:
    """Bring the database at ``url`` to the newest schema and seed the table of states; safe to repeat.

    With ``to`` it gets that former schema, and nothing else.
    """
    engine = make_engine(url)
    if to or not is_newest(engine):
        _upgrade(engine, to or "head")
    if not to:
        with engine.begin() as connection:
            seed_states(connection)
    engine.dispose()


def newest() -> str:
    """Return the number of the newest migration, with which the name of its file begins."""
    return max(file.name for file in (_ROOT / "migrations/versions").glob("[0-9]*.py")).partition("_")[0]


def is_newest(engine: Engine) -> bool:
    """Return whether the database has the newest schema."""
    return schema_of(engine) == newest()


def refuse_another(engine: Engine) -> None:
    """Raise CannotStart unless the database has the schema of this program."""
    found = schema_of(engine)
    if found is None:
        raise CannotStart("There are no tables in this database: look at IGTF_DATABASE_URL and IGTF_VAR.")
    if found != newest():
        raise CannotStart(
            f"The database has schema {found}, and this program is made for {newest()}: go on with the program that "
            "it is used with, or bring a former one to the newest schema with igtf check."
        )


def schema_of(engine: Engine) -> str | None:
    """Return the number of a database's schema, None for one without tables.

    It is asked without Alembic, whose loading is a tenth of a start.
    """
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()


def _upgrade(engine: Engine, to: str) -> None:
    from alembic import command
    from alembic.config import Config

    settings = Config(toml_file=str(_ROOT / "pyproject.toml"))
    settings.attributes["engine"] = engine
    command.upgrade(settings, to)
