"""The doors: every blueprint, and the addresses that exist for all kinds of subject."""

from importlib import import_module

from flask import Flask

VIEWS = (
    "people.views", "discussion.views", "discussion.views_redacting", "subject.views",
    "issues.views", "issues.views_outcomes", "groups.views", "procedure.views",
    "drafts.views", "drafts.views_authors", "consensus.views", "reviews.views",
    "council.views", "selection.views", "election.views", "recall.views",
    "routing.views", "routing.views_contacts", "routing.views_deciding", "appeals.views", "meetings.views",
    "consultations.views",
    "notice.views", "figures.views", "proof.views", "hooks.views",
    "desk.views", "desk.views_leaving", "desk.health", "desk.robots", "desk.demo", "api.views",
)  # fmt: skip


def open_all(app: Flask) -> None:
    """Register the blueprint ``bp`` of each concept's views, the moves, the citations, the comments and following."""
    from igtf.desk import citing, moves
    from igtf.discussion import views as discussion

    for name in VIEWS:
        app.register_blueprint(import_module(f"igtf.{name}").bp)
    moves.add_routes(app)
    citing.add_routes(app)
    discussion.add_routes(app)
