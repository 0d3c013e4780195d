"""What usually goes wrong with a command, by kind of exception, and the sentence that says so instead of a traceback.

Anything else is a fault of the program, and is shown as one.
"""

import errno
from collections.abc import Callable, Iterator
from typing import Any

import click

from config import CannotStart

Said = Callable[[Any], str | None]
"""Makes the sentence of an exception; None when it is none of ours."""


class Commands(click.Group):
    """Commands that say what went wrong in a sentence, with the exit code 1."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run what was asked for."""
        try:
            return super().invoke(ctx)
        except Exception as error:
            sentence = said_of(error)
            if sentence is None:
                raise
            click.echo(sentence, err=True)
            ctx.exit(1)


def said_of(error: Exception) -> str | None:
    """Return the sentence that says what went wrong; None when ``error`` is a fault of the program."""
    return next((say(error) for kind, say in _kinds() if isinstance(error, kind)), None)


def _kinds() -> Iterator[tuple[type[Exception], Said]]:
    """Yield each kind and what is said of it; libraries are loaded only when something went wrong."""
    yield CannotStart, str
    yield OSError, _of_system
    yield ModuleNotFoundError, _of_extra
    from igtf.core.errors import Refusal

    yield Refusal, lambda refusal: str(refusal.message)
    from igtf.core.database.backup import BackupRefused

    yield BackupRefused, str
    from sqlalchemy.exc import DatabaseError, IntegrityError, InterfaceError, TimeoutError

    yield IntegrityError, _of_same_moment
    yield DatabaseError, _of_database
    yield InterfaceError, _of_database
    yield TimeoutError, _of_database
    from alembic.util import CommandError

    yield (
        CommandError,
        lambda error: (
            f"The database cannot be brought to the schema of this program: {error}. If a newer program was here, go "
            "on with that, or restore the backup that was made before it."
        ),
    )


ROOM = "Make room on the disk, then run it again."

SYSTEM = {
    errno.EADDRINUSE: "Another program listens there: end it, or choose another --port.",
    errno.EADDRNOTAVAIL: "Choose one of this machine's own addresses as --host.",
    errno.EACCES: "Run the command as the account to which the folders of IGTF belong; ports below 1024 are root's.",
    errno.EPERM: "Run the command as the account to which the folders of IGTF belong.",
    errno.EROFS: "Choose a place that can be written to, such as with IGTF_VAR.",
    errno.ENOSPC: ROOM,
    errno.EDQUOT: ROOM,
    errno.ENOTDIR: "Choose another place, such as with IGTF_VAR.",
    errno.EEXIST: "Choose another place, such as with IGTF_VAR.",
    errno.EISDIR: "Choose another place, such as with IGTF_VAR.",
    errno.ENOENT: "Choose a place that is there or can be made.",
    errno.ENAMETOOLONG: "Choose a shorter name.",
}
"""What to do about what the system refuses."""

EXTRAS = {
    "redis": "IGTF_REDIS_URL is set, and the library for Redis is not installed. Install it: .ci/environment extras",
}
"""What to do where a library is missing that not every site needs."""

DATABASE = {
    "locked": "Another process writes into it: wait until that is done, then run it again.",
    "readonly": "Run the command as the account to which the file belongs.",
    "unable to open": "Look whether IGTF_VAR and IGTF_DATABASE_URL are right, and as which account this runs.",
    "not a database": "Look whether IGTF_DATABASE_URL names the right file, or restore the backup.",
    "malformed": "Restore the backup.",
    "does not exist": "Make the role and the database as docs/deploy.md says, or look at IGTF_DATABASE_URL.",
    "authentication": "Look at user and password in IGTF_DATABASE_URL, and as which account this runs.",
    "permission denied": "Let the database and all in it belong to the role in IGTF_DATABASE_URL; see docs/deploy.md.",
    "must be owner": "Let the database and all in it belong to the role in IGTF_DATABASE_URL; see docs/deploy.md.",
    "statement timeout": "It takes longer than statement_timeout lets it: set that higher for the role, or run it when "
    "less goes on.",
    "": "Look whether its server runs, and whether IGTF_DATABASE_URL is right.",
}
"""What to do by words in what a database says; the last holds for all else."""


TWICE = ("UNIQUE constraint failed", "duplicate key")
"""What both engines say of a row that is there already."""


def _of_system(error: OSError) -> str | None:
    advice = SYSTEM.get(error.errno or 0)
    what = ", ".join(str(part) for part in (error.filename, error.strerror) if part)
    return advice and f"The system refuses: {what}. {advice}"


def _of_extra(error: ModuleNotFoundError) -> str | None:
    return EXTRAS.get(error.name or "")


def _of_same_moment(error: Any) -> str | None:
    said = str(error.orig).strip().splitlines()[0]
    sentence = f"Another process writes the same at this moment: {said}. Wait until it is done, then run it again."
    return sentence if any(words in said for words in TWICE) else None


def _of_database(error: Exception) -> str | None:
    from igtf.core.database.engines import is_full

    said = str(getattr(error, "orig", None) or error).strip()
    advice = ROOM if is_full(error) else next(advice for words, advice in DATABASE.items() if words in said)
    return f"The database cannot be used: {said.splitlines()[0]}. {advice}"
