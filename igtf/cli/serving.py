"""Serving: web processes (gunicorn and waitress) and the worker beside them, from one command or from two."""

import errno
import gc
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import click
from flask import Flask
from gunicorn.app.base import BaseApplication

from igtf.cli import application, loaded


class _Site(BaseApplication):
    """The application under gunicorn, with its options given here instead of in a file."""

    def __init__(self, app: Flask, options: dict[str, Any]) -> None:
        self.app, self.options = app, options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return self.app


def run_site(app: Flask, host: str, port: int, *, ready: Callable[[], object] = lambda: None) -> None:
    """Serve ``app`` with the number of processes and threads of its settings, until interrupted.

    ``ready`` is called once it listens.
    """
    gc.set_threshold(5_000, 10, 10)
    _Site(
        app,
        {
            "bind": _address(host, port),
            "workers": app.config["WEB_WORKERS"],
            "threads": app.config["WEB_THREADS"],
            "worker_class": "igtf.cli.webworker.WebWorker",
            "backlog": 1024,
            "preload_app": True,
            "loglevel": "warning",
            "control_socket_disable": True,
            "when_ready": lambda _server: ready(),
        },
    ).run()


def _address(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _refuse_taken(host: str, port: int) -> None:
    """Raise OSError unless a server can listen there: the one that serves would try again and again, and then say so.

    What is told before it begins takes a minute.
    """
    try:
        socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET).close()
    except OSError as error:
        number = max(error.errno or 0, 0) or errno.EADDRNOTAVAIL  # that of a name which is not found is below 0
        raise OSError(number, os.strerror(number), _address(host, port)) from error


def serve(host: str, port: int) -> None:
    """Serve until interrupted; a demonstration is filled first when its database is empty."""
    _refuse_taken(host, port)
    address = f"http://{_address(host, port)}"
    os.environ.setdefault("IGTF_BASE_URL", address)
    app = application()
    if app.config["DEMO"]:
        from igtf.cli.demo import fill

        with app.app_context():
            fill(say=click.echo)
    app.extensions["igtf.db"].dispose()
    worker = subprocess.Popen([sys.executable, "-m", "igtf.cli", "worker"])
    try:
        run_site(app, host, port, ready=lambda: click.echo(f"IGTF is at {address} (stop it with Ctrl-C)"))
    finally:
        worker.terminate()
        worker.wait()  # what it has begun it ends: nobody may move the database before


def _refuse_another_schema(app: Flask) -> None:
    from sqlalchemy.exc import DBAPIError

    from igtf.core.database.schema import refuse_another

    databases = app.extensions["igtf.db"]
    try:
        refuse_another(databases.engine)
    except DBAPIError:
        pass  # it is away: a replica alone is enough to start
    finally:
        databases.dispose()


def serve_web(host: str, port: int) -> None:
    """Serve without a worker beside it, and without touching the schema: a replica alone is enough to start."""
    _refuse_taken(host, port)
    app = loaded()
    _refuse_another_schema(app)
    if app.config["DEMO"]:
        from igtf.cli.demo import is_told

        with app.app_context():
            is_told()
    run_site(app, host, port)
