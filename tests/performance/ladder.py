"""The rungs of the ladder: what Flask, a template, a query, an insert cost by themselves, under the same server.

All but the first are plain Flask and SQLAlchemy over the tables of the program; the first is nginx with a file.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask, redirect, render_template, request
from jinja2 import DictLoader
from sqlalchemy import DateTime, Engine, MetaData, String, create_engine, select, text
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from werkzeug.wrappers import Response

from igtf.core.database.engines import make_engine
from tests.performance.data import LONG_EVERY

RUNGS = {
    "static": "static file of 20 kB, nginx",
    "bare": "bare answer of 20 kB",
    "template": "template of 50 rows",
    "query": "the same, one Core query (r)",
    "objects": "the same, ORM objects",
    "item": "an item with 20 comments, plain code",
    "insert": "form, one durable insert",
}
READ, WRITTEN = "query", "insert"
"""The rungs that pages and writes are measured by."""

_TEXT = "x" * 20_000
_ROWS = 50
_COLUMNS = "ref, title, state, active_at"
_QUERY = text(f"SELECT {_COLUMNS} FROM subject ORDER BY id LIMIT {_ROWS}")
_ITEM = text("SELECT s.id, s.ref, s.title, s.summary, s.state, i.description_html AS html FROM subject s "
             "JOIN issue i ON i.id = s.id WHERE s.kind = 'issue' AND s.ref = :ref")  # fmt: skip
_COMMENTS = text("SELECT c.html, e.at, a.name FROM comment c JOIN event e ON e.id = c.event_id "
                 "JOIN actor a ON a.id = c.actor_id WHERE c.subject_id = :id ORDER BY c.id LIMIT 20")  # fmt: skip
_KEPT = {"sqlite": "integer PRIMARY KEY", "postgresql": "serial PRIMARY KEY"}
_TABLE = "CREATE TABLE IF NOT EXISTS ladder_entry (id {id}, title text, body text, at text)"
_INSERT = text("INSERT INTO ladder_entry (title, body, at) VALUES (:title, :body, :at)")
_TEMPLATES = {
    "rows.html": """<!doctype html><title>Rows</title><table>
{% for row in rows %}<tr><td><a href="/issues/{{ row.ref }}">{{ row.title }}</a></td><td>{{ row.state }}</td>
<td>{{ row.active_at }}</td></tr>{% endfor %}</table>""",
    "item.html": """<!doctype html><title>{{ item.title }}</title><h1>{{ item.title }}</h1><p>{{ item.summary }}</p>
{{ item.html|safe }}{% for row in comments %}<article><h2>{{ row.name }}, {{ row.at }}</h2>{{ row.html|safe }}</article>
{% endfor %}""",
}


class _Base(DeclarativeBase):
    metadata = MetaData()


class _Subject(_Base):
    __tablename__ = "subject"
    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String)
    title: Mapped[str] = mapped_column(String)
    state: Mapped[str] = mapped_column(String)
    active_at: Mapped[datetime] = mapped_column(DateTime)


def create_app() -> Flask:
    """Return an application with one page for each rung, over the database at IGTF_DATABASE_URL."""
    app = Flask(__name__)
    app.jinja_loader = DictLoader(_TEMPLATES)
    app.config.update(WEB_WORKERS=int(os.environ["IGTF_WEB_WORKERS"]), WEB_THREADS=int(os.environ["IGTF_WEB_THREADS"]))
    fixed = [{"ref": n, "title": f"Issue number {n}", "state": "open", "active_at": "2026-01-05"} for n in range(_ROWS)]
    app.add_url_rule("/bare", "bare", lambda: _TEXT)
    app.add_url_rule("/template", "template", lambda: render_template("rows.html", rows=fixed))
    _reads(app, create_engine(os.environ["IGTF_DATABASE_URL"]))
    _writes(app, make_engine(os.environ["IGTF_DATABASE_URL"]))
    return app


def _reads(app: Flask, engine: Engine) -> None:
    @app.get("/query")
    def query() -> str:
        with engine.connect() as connection:
            rows: Any = connection.execute(_QUERY).all()
            return render_template("rows.html", rows=rows)

    @app.get("/objects")
    def objects() -> str:
        with Session(engine) as session:
            rows = session.scalars(select(_Subject).order_by(_Subject.id).limit(_ROWS)).all()
            return render_template("rows.html", rows=rows)

    @app.get("/item")
    def item() -> str:
        with engine.connect() as connection:
            found = connection.execute(_ITEM, {"ref": str(LONG_EVERY * 10)}).one()
            rows = connection.execute(_COMMENTS, {"id": found.id}).all()
            return render_template("item.html", item=found, comments=rows)


def _writes(app: Flask, engine: Engine) -> None:
    """Durable as the program's own writes are: SQLite with synchronous=FULL, PostgreSQL with its defaults."""
    with engine.connect().execution_options(igtf_write=True) as connection, connection.begin():
        connection.execute(text(_TABLE.format(id=_KEPT[engine.dialect.name])))
    engine.dispose()

    @app.post("/insert")
    def insert() -> Response:
        given = {"title": request.form["title"], "body": request.form["body"], "at": datetime.now(UTC).isoformat()}
        with engine.connect().execution_options(igtf_write=True) as connection, connection.begin():
            connection.execute(_INSERT, given)
        return redirect("/bare")


_NGINX = """
daemon off; worker_processes 2; pid {folder}/pid; error_log {folder}/errors;
events {{ worker_connections 64; }}
http {{ access_log off; client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;
uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s; server {{ listen 127.0.0.1:{port}; root {folder}/files; }} }}
"""


@contextmanager
def nginx(port: int) -> Iterator[bool]:
    """Serve a file of 20 kB as /static by nginx; yield whether it is installed."""
    program = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if program is None:
        yield False
        return
    with tempfile.TemporaryDirectory(prefix="igtf-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "files").mkdir()
        (folder / "files" / "static").write_text(_TEXT)
        (folder / "conf").write_text(_NGINX.format(folder=folder, port=port))
        with subprocess.Popen([program, "-c", str(folder / "conf"), "-e", str(folder / "errors")]) as server:
            try:
                yield True
            finally:
                server.terminate()
