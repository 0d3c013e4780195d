"""The command line ``igtf``: one command each to start, import, check and look inside.

Nothing heavy is imported before a command runs, so that ``igtf --help`` answers at once.
"""

import gc
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from igtf.cli.mishaps import Commands

PORT = click.IntRange(1, 65535)


def loaded(**overrides: Any) -> Any:
    """Return the application. Meanwhile no garbage is looked for: all that is loaded stays."""
    from igtf import create_app

    gc.disable()
    try:
        return create_app(overrides)
    finally:
        gc.freeze()
        gc.enable()


def application(**overrides: Any) -> Any:
    """Return the application over a database that is brought to the newest schema first."""
    app = loaded(**overrides)
    from igtf.core.database.schema import migrate

    migrate(app.config["DATABASE_URL"])
    return app


def within(function: Callable[..., None]) -> Callable[..., None]:
    """Decorator: run a command inside the application."""
    from functools import wraps

    @wraps(function)
    def run(*args: Any, **kwargs: Any) -> None:
        with application().app_context():
            function(*args, **kwargs)

    return run


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="igtf")
def main() -> None:
    """IGTF: a policy clearing house and bottom-up policy development in one place.

    Every command that uses the database, but web and backup, brings it to the newest schema by itself. Settings are
    read from IGTF_… in the environment; config.py names them all.
    """


@main.command()
@click.option("--handle", prompt=True, help="Handle of the first account.")
@click.option("--name", prompt=True, help="Name shown on pages.")
@click.option("--email", prompt=True, help="Address for mail; never shown.")
@click.password_option(help="At least ten characters.")
@within
def init(handle: str, name: str, email: str, password: str) -> None:
    """Make the first account, of the secretariat, and list the bodies."""
    from igtf.core.clock import now
    from igtf.core.db import writing
    from igtf.people.commands import first_secretariat
    from igtf.people.forms import NameForm, checked_as
    from igtf.record.by import by_importer
    from igtf.routing.bodies import seed_bodies

    named = checked_as(NameForm, handle=handle, name=name)
    with writing():  # all or nothing: with a secretariat and no bodies there would be no way on
        first_secretariat(**named, email=email, password=password, at=now())
        seed_bodies(by=by_importer(now()))
    click.echo(f"{named['handle']} is the secretariat. Start with: igtf serve")


@main.command()
@click.option("--port", type=PORT, default=8000, show_default=True, help="Port on --host.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--demo", is_flag=True, help="Demonstration: fill an empty database with the story; become anyone.")
def serve(port: int, host: str, demo: bool) -> None:
    """Serve the site, with the worker beside it."""
    from igtf.cli.serving import serve as run

    if demo:
        os.environ["IGTF_DEMO"] = "1"
    run(host, port)


@main.command()
@click.option("--port", type=PORT, default=8000, show_default=True, help="Port on --host.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
def web(port: int, host: str) -> None:
    """Serve the site alone, for a machine whose worker is a service of its own; the schema is left as it is."""
    from igtf.cli.serving import serve_web

    serve_web(host, port)


@main.command()
@click.option("--once", is_flag=True, help="Do what waits, then end.")
def worker(once: bool) -> None:
    """Carry out what is due: the clock's moves, the log, mail."""
    from igtf.notice.worker import work, work_once

    if not once:
        work(application())
    elif not work_once(application()):
        sys.exit("Not all that waited is done: the log says which step failed.")


@main.command()
@click.option("--port", type=PORT, default=8025, show_default=True, help="Port on 127.0.0.1.")
def receive(port: int) -> None:
    """Take replies to mails from this machine's mail server (LMTP): each becomes a comment."""
    from config import CannotStart
    from igtf.notice.lmtp import HOST, run

    app = application()
    if not app.config["REPLY_ADDRESS"]:
        raise CannotStart("IGTF_REPLY_ADDRESS is not set, so that no mail has an address to reply to. Set it first.")
    run(app, port, ready=lambda: click.echo(f"Replies are taken at {HOST}:{port} by LMTP (stop it with Ctrl-C)"))


@main.command()
@click.option("--advance", type=int, help="Move the demonstration's clock ahead by days.")
def demo(advance: int | None) -> None:
    """Fill an empty database with the demonstration story, or move its clock."""
    from igtf.cli.demo import fill
    from igtf.core import clock

    app = application(DEMO=True)
    with app.app_context():
        if fill(say=click.echo) is False:
            click.echo("The database is not empty: the story was not told again.")
        if advance is not None:
            moment = clock.advance(advance)
            from igtf.notice.worker import work_once

            work_once(app)
            click.echo(f"The clock of the demonstration shows {moment:%A %d %B %Y, %H:%M} UTC.")


@main.command()
@click.argument("handle")
@click.option("--label", default="command line", show_default=True)
@click.option("--reads-only", is_flag=True, help="It reads what its person may read, and does nothing.")
@within
def token(handle: str, label: str, reads_only: bool) -> None:
    """Make a bearer token of the API for HANDLE and print it, once."""
    from igtf.people.forms import TokenLabelForm, checked_as
    from igtf.people.queries import get_person_or_404
    from igtf.people.signins import make_token

    checked = checked_as(TokenLabelForm, label=label)
    click.echo(make_token(get_person_or_404(handle), **checked, reads_only=reads_only))


@main.command()
@click.argument("handle")
@within
def unlock(handle: str) -> None:
    """Remove the second factors of HANDLE, who has lost them, recovery codes included; a mail tells the person."""
    from igtf.people.factors import forget_factors
    from igtf.people.queries import get_person_or_404

    forget_factors(get_person_or_404(handle))
    click.echo(f"{handle} signs in with the password alone, and adds a new second factor then if a role needs one.")


@main.command()
@click.argument("handle")
@click.argument("email")
@within
def readdress(handle: str, email: str) -> None:
    """Put EMAIL in the place of the addresses of HANDLE, who reads none of them any more.

    A link for a new password goes there, and the former addresses are told.
    """
    from igtf.people.accounts import replace_addresses
    from igtf.people.queries import get_person_or_404

    replace_addresses(get_person_or_404(handle), email)
    click.echo(f"A link for a new password, which works for an hour, is on its way to {email}.")


@main.group(name="import")
def import_() -> None:
    """Bring data in; every row is imported or reported with its reason."""


def _report(result: Any) -> None:
    from igtf.core.text.plaintext import on_a_line

    for line in result.lines:
        click.echo(on_a_line(line), err=True)
    click.echo(result.totals())
    sys.exit(1 if result.refused and not result.imported and not result.known else 0)


@import_.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@within
def outcomes(file: Path) -> None:
    """Import outcomes of occasions from a CSV FILE: occasion, year, session, title, text, url."""
    from igtf.issues.outcome_lists import import_outcomes

    _report(import_outcomes(file.read_bytes(), progress=_progress))


@import_.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--source", default="NETmundial 2014", show_default=True, help="Source shown with each issue.")
@within
def contributions(file: Path, source: str) -> None:
    """Import contributions to a meeting from a JSON FILE as issues."""
    from igtf.issues.importing import import_contributions

    _report(import_contributions(file.read_bytes(), source=source, progress=_progress))


@import_.command("github-archive")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--group", required=True, metavar="ACRONYM", help="Group whose issues they become.")
@within
def github_archive(file: Path, group: str) -> None:
    """Import issues, comments and people of an IETF group's archive (JSON FILE) into a group; again to update."""
    from igtf.archives.importing import import_archive

    _report(import_archive(file.read_bytes(), group=group, progress=_progress))


@import_.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--source", default="IETF", show_default=True, help="Source shown with each profile.")
@within
def drafts(folder: Path, source: str) -> None:
    """Import the dated revisions of drafts that INDEX.csv in FOLDER names."""
    from igtf.drafts.importing import import_drafts

    _report(import_drafts(folder, source=source, progress=_progress))


def _progress(done: int, total: int) -> None:
    if sys.stderr.isatty() or done == total:
        click.echo(f"\r{done} of {total}", nl=done == total, err=True)


@main.command()
@click.option("--deploy", is_flag=True, help="Also say which settings are too weak for production.")
@within
def check(deploy: bool) -> None:
    """Check the named invariants over the whole database, and the names of the settings."""
    import config
    from igtf.record.invariants import broken

    values, failed = config.load(os.environ), 0
    click.echo(f"The database at {config.without_password(values['DATABASE_URL'])}:")
    for name, sentence, found in broken():
        failed += bool(found)
        click.echo(f"{'FAILED' if found else 'holds '}  {name}: {sentence}" + (f" {found}" if found else ""))
    for sentence in config.unknown(os.environ):
        failed += 1
        click.echo(f"UNKNOWN {sentence}")
    for sentence in [*config.weaknesses(values), *config.unwritable(values)] if deploy else []:
        failed += 1
        click.echo(f"WEAK    {sentence}")
    sys.exit(1 if failed else 0)


@main.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Write all that the database holds to FILE, from which it can be restored; the site may go on meanwhile."""
    from igtf.core.database.backup import back_up

    rows = back_up(_database(), file)
    click.echo(f"{file} holds {rows:,} rows, {file.stat().st_size:,} bytes. Keep it where only you can read it.")


@main.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def restore(file: Path) -> None:
    """Bring all that the backup FILE holds into the database, which has to be a new one, of either engine."""
    from igtf.core.database.backup import restore as bring_back

    rows = bring_back(_database(), file)
    click.echo(f"The database holds the {rows:,} rows of {file}. Look whether all is right with: igtf check")
    click.echo("What moderators removed after that backup was made is there again: remove it again.")


def _database() -> str:
    """Return the address of the database; what the program knows of tables is loaded."""
    import config
    from igtf import concepts

    concepts.load()
    return str(config.load(os.environ)["DATABASE_URL"])


@main.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def draw(file: Path) -> None:
    """Repeat the draw of a selection from its published FILE: order, seats, who was passed over and why."""
    from igtf import create_app
    from igtf.cli.drawing import lines
    from igtf.issues.importing import decoded

    with create_app().app_context():
        try:
            for line in lines(decoded(file.read_bytes())):
                click.echo(line)
        except ValueError as refusal:
            click.echo(str(refusal), err=True)
            sys.exit(1)


@main.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@within
def tiles(folder: Path) -> None:
    """Write the signed record into FOLDER as files, which any web server or mirror can give; again to add to them."""
    from igtf.proof.exporting import export

    size, written = export(folder)
    click.echo(f"{folder} holds the {size:,} signed entries of the record; {written:,} tiles are new.")


@main.command()
@click.argument("source")
@click.option("--key", default="", help="The line of the key that you know; without it the one that SOURCE names.")
@click.option("--memory", type=click.Path(dir_okay=False, path_type=Path), help="Keeps the last checkpoint seen.")
@click.option("--witness", "witnesses", multiple=True, help="The key of a witness that has to have signed too.")
def verify(source: str, key: str, memory: Path | None, witnesses: tuple[str, ...]) -> None:
    """Verify SOURCE, the file of a receipt, the address of a site or a folder with its record: on any machine.

    Of a record each ballot is counted again. With --memory it also has to go on from what was signed when it was looked
    at last; with --witness another organisation has to have seen that it does.
    """
    from igtf.cli.verifying import verified
    from igtf.core.text.plaintext import on_a_line
    from igtf.proof.notes import NotSigned

    try:
        for line in verified(source, key, memory, witnesses):
            click.echo(on_a_line(line))
    except NotSigned as refusal:
        click.echo(f"FAILED  {on_a_line(str(refusal))}", err=True)
        sys.exit(1)


@main.command()
def tour() -> None:
    """Print the map of the program: address → command → policy → event → who is told."""
    from igtf.cli.tour import lines

    for line in lines(application()):
        click.echo(line)
