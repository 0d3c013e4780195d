"""Serving: web processes (gunicorn and waitress) and the worker beside them, from one command or from two."""

import gc
import subprocess
import sys
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


def run_site(app: Flask, host: str, port: int) -> None:
    """Serve ``app`` with the number of processes and threads of its settings, until interrupted."""
    gc.set_threshold(20_000, 20, 20)
    _Site(
        app,
        {
            "bind": f"{host}:{port}",
            "workers": app.config["WEB_WORKERS"],
            "threads": app.config["WEB_THREADS"],
            "worker_class": "igtf.cli.webworker.WebWorker",
            "backlog": 1024,
            "preload_app": True,
            "loglevel": "warning",
            "control_socket_disable": True,
        },
    ).run()


def serve(host: str, port: int) -> None:
    """Serve until interrupted; a demonstration is filled first when its database is empty."""
    app = application()
    if app.config["DEMO"]:
        from igtf.cli.demo import fill

        with app.app_context():
            fill(say=click.echo)
    app.extensions["igtf.db"].dispose()
    click.echo(f"IGTF is at http://{host}:{port} (stop it with Ctrl-C)")
    worker = subprocess.Popen([sys.executable, "-m", "igtf.cli", "worker"])
    try:
        run_site(app, host, port)
    finally:
        worker.terminate()
        worker.wait(timeout=10)


def serve_web(host: str, port: int) -> None:
    """Serve without a worker beside it, and without touching the schema: a replica alone is enough to start."""
    run_site(loaded(), host, port)
