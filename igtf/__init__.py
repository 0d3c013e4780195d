"""IGTF: the Internet Governance Task Force, a policy clearing house and bottom-up policy development."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import config as settings

if TYPE_CHECKING:  # the command line names this package, and must not load Flask for --help
    from flask import Flask


LOOKS = 20
"""How often the kept key is looked for, over a second in all, before it is said that there is none."""


def create_app(overrides: Mapping[str, Any] | None = None) -> Flask:
    """Return the application; ``overrides`` win over the environment.

    The path of a request, here for POST /issues/42/moves/accept: ``desk.moves.view_move`` loads the issue with
    ``issues.queries.get_issue_or_404`` (also 404 when it is not visible to the reader) → makes the move's form →
    calls the command bound to the move, ``issues.commands.accept(issue, reason=…, by=…)``; around it
    ``record.moves.carries_out`` takes the lock, checks the revision, asks ``issues.policy.assigned(facts)``, enters
    the new state, records the event and its outbox row, and commits once. Then it redirects. Later the worker
    takes the outbox row → the move's audiences → a mail in each reader's language → SMTP.

    Raises RuntimeError for a move without command; CannotStart for a setting that is not allowed, in production for a
    weak one, and for a copy of the program without its other folders.
    """
    _refuse_copy()
    from igtf import concepts, doors
    from igtf.core.workflow import unbound

    values = settings.load(os.environ, overrides)
    _refuse_weakness(values)
    app = _bare(values)
    _connect(app, values)
    _furnish(app)
    concepts.load()
    doors.open_all(app)
    _refuse_gaps(unbound())
    _trust_proxies(app, values["PROXIES"])
    return app


def _connect(app: Flask, values: Mapping[str, Any]) -> None:
    """Give ``app`` its database, what it shares, its log, and its kept pages, which answer before all that follows."""
    from igtf.core import db, logs
    from igtf.core.keeping import pages, shared, shared_pages
    from igtf.core.keeping.doorstep import Doorstep
    from igtf.people.visitor import Somebody
    from igtf.record.events import STATE, state_of_record

    own = db.Database(values["DATABASE_URL"], values["REPLICA_URL"])
    own.init_app(app)
    redis = shared.init_app(app, own)
    logs.init_app(app)
    shelf = pages.init_app(app, state_of_record, Somebody, shared_pages.shelf(redis, settings.ROOT))
    if shelf:
        glance = partial(own.glance, STATE[own.engine.dialect.name])
        app.wsgi_app = Doorstep(app.wsgi_app, shelf, glance)  # type: ignore[method-assign]


def _furnish(app: Flask) -> None:
    """Give ``app`` what happens before and after each request, in the order in which it does."""
    from igtf.core import i18n, limits, moments, security, wording
    from igtf.core.keeping import impersonal
    from igtf.core.page import assets, compression, elements, errorpages, frame, paging, textpage
    from igtf.core.text import prose
    from igtf.people.visitor import login_manager
    from igtf.subject import navigation
    from igtf.subject import page as subject_page

    for part in (i18n, wording, security, paging, assets, moments, elements, frame, navigation, errorpages, limits,
                 impersonal, subject_page, login_manager, compression, textpage, prose):  # fmt: skip
        part.init_app(app)


def _bare(values: Mapping[str, Any]) -> Flask:
    from importlib.metadata import version

    from igtf.core.site import Site

    root = settings.ROOT
    app = Site(__name__, template_folder=root / "templates", static_folder=root / "static", static_url_path=None)
    app.config.update(values, RELEASE=version("igtf"), HOSTS=settings.trusted_hosts(values), TRUSTED_HOSTS=None)
    app.secret_key = values["SECRET_KEY"] or _kept_key(Path(values["VAR"]))
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    return app


def _trust_proxies(app: Flask, count: int) -> None:
    from werkzeug.middleware.proxy_fix import ProxyFix

    if count:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]


def _kept_key(folder: Path) -> str:
    """Return the key kept in ``folder``, making it once: nothing weak, and sign-ins outlast a restart."""
    file = folder / "secret-key"
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        try:
            with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as new:
                new.write(secrets.token_urlsafe(48))
        except FileExistsError:  # another process made it at the same moment
            pass
        except OSError:  # the disk is full, for instance: half a key would be taken for a whole one
            file.unlink(missing_ok=True)
            raise
    for _look in range(LOOKS):
        key = file.read_text()
        if key:
            return key
        time.sleep(0.05)  # whoever makes it at this moment has not written it yet
    raise settings.CannotStart(f"{file} is empty, and sessions would be signed with nothing: remove it.")


def _refuse_copy() -> None:
    missing = [name for name in ("templates", "static", "migrations") if not (settings.ROOT / name).is_dir()]
    if missing:
        raise settings.CannotStart(
            f"{', '.join(missing)} are not beside the program in {settings.ROOT}: it was copied there without them. "
            "Install it in its checkout, where it stays: .ci/environment run"
        )


def _refuse_weakness(values: Mapping[str, Any]) -> None:
    found = settings.weaknesses(values) if values["PRODUCTION"] else []
    if found:
        raise settings.CannotStart("Production refuses to start: " + " ".join(found))


def _refuse_gaps(missing: list[str]) -> None:
    if missing:
        raise RuntimeError("Moves that nothing carries out: " + "; ".join(missing))
