"""The map of the program, read from the code: address → command → policy → event → mail → who is told."""

from collections.abc import Iterator

from flask import Flask

from igtf.core.workflow import WORKFLOWS, Move, Workflow
from igtf.desk.moves import opening_path
from igtf.notice.mails import template_of


def _way(move: Move) -> str:
    """Return from which states to which: 'submitted → open'; '–' where it begins, '=' where the state stays."""
    return f"{', '.join(move.sources) or '–'} → {', '.join(move.targets) or '='}"


def _move_lines(workflow: Workflow, move: Move) -> Iterator[str]:
    command = workflow.commands[move.name]
    address = f"/{workflow.collection}/<ref>/moves/{move.name}" if move.sources else opening_path(workflow, move)
    how = f"POST {address}" if move.offered else "the clock" if move.clock else str(move.follows)
    kind = f"{workflow.kind}.{move.name}"
    told = f"mail/{template_of(kind)} → {', '.join(move.tells)}" if move.tells else "no mail"
    yield f"  {move.name:20} {_way(move)}: {how}"
    yield (
        f"  {'':20} → {command.__module__.removeprefix('igtf.')}.{command.__name__}"
        f" → policy {move.policy.__name__} → event {kind} → {told}"
    )


def lines(app: Flask) -> Iterator[str]:
    """Yield the lines of the tour of ``app``: every kind with its moves, then every address with its view."""
    for workflow in WORKFLOWS.values():
        yield f"{workflow.kind} (/{workflow.collection}/): {', '.join(state.name for state in workflow.states)}"
        with app.app_context():
            yield from [line for move in workflow.moves for line in _move_lines(workflow, move)]
        yield ""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        methods = "/".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
        view = app.view_functions[rule.endpoint]
        view = getattr(view, "func", view)  # the function inside a partial
        yield f"{methods:9} {rule.rule:55} {view.__module__.removeprefix('igtf.')}.{view.__name__}"
