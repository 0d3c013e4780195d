"""The doors: every blueprint, and the addresses that exist for all kinds of subject."""

from importlib import import_module
from importlib.util import find_spec

from flask import Flask

VIEWS = (
    "people", "discussion", "issues", "groups", "drafts", "consensus", "council", "routing", "notice", "desk", "api",
)  # fmt: skip


def open_all(app: Flask) -> None:
    """Register the blueprint ``bp`` of each concept's views, the moves, the comments and following."""
    from igtf.desk import moves
    from igtf.discussion import views as discussion

    for name in VIEWS:
        if find_spec(f"igtf.{name}") and find_spec(f"igtf.{name}.views"):
            app.register_blueprint(import_module(f"igtf.{name}.views").bp)
    moves.add_routes(app)
    discussion.add_routes(app)
