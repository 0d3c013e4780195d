"""The rungs of the ladder: what Flask, a template and one query cost by themselves, under the same server."""

import os
from typing import Any

from flask import Flask, render_template
from jinja2 import DictLoader
from sqlalchemy import create_engine, text

RUNGS = {"bare": "bare answer of 20 kB", "template": "template of 50 rows", "query": "the same, one Core query"}

_TEXT = "x" * 20_000
_ROWS = 50
_QUERY = text("SELECT ref, title, state, active_at FROM subject ORDER BY id LIMIT 50")
_TEMPLATE = """<!doctype html><title>Rows</title><table>
{% for row in rows %}<tr><td><a href="/issues/{{ row.ref }}">{{ row.title }}</a></td><td>{{ row.state }}</td>
<td>{{ row.active_at }}</td></tr>{% endfor %}</table>"""


def create_app() -> Flask:
    """Return an application with one page for each rung, over the database at IGTF_DATABASE_URL."""
    app = Flask(__name__)
    app.jinja_loader = DictLoader({"rows.html": _TEMPLATE})
    app.config.update(WEB_WORKERS=int(os.environ["IGTF_WEB_WORKERS"]), WEB_THREADS=int(os.environ["IGTF_WEB_THREADS"]))
    engine = create_engine(os.environ["IGTF_DATABASE_URL"])
    fixed = [{"ref": n, "title": f"Issue number {n}", "state": "open", "active_at": "2026-01-05"} for n in range(_ROWS)]

    @app.get("/bare")
    def bare() -> str:
        return _TEXT

    @app.get("/template")
    def template() -> str:
        return render_template("rows.html", rows=fixed)

    @app.get("/query")
    def query() -> str:
        with engine.connect() as connection:
            rows: Any = connection.execute(_QUERY).all()
            return render_template("rows.html", rows=rows)

    return app
