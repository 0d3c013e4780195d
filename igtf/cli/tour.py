"""The map of the program, read from the code: address → command → policy → event → who is told."""

from collections.abc import Iterator

from flask import Flask

from igtf.core.workflow import WORKFLOWS, Move, Workflow


def _move_line(workflow: Workflow, move: Move) -> str:
    command = workflow.commands[move.name]
    address = (
        f"POST /{workflow.collection}/<ref>/moves/{move.name}" if move.sources else f"POST /{workflow.collection}/new"
    )
    how = address if move.offered else "the clock" if move.clock else f"({move.follows})"
    place = command.__module__.removeprefix("igtf.")
    told = ", ".join(move.tells) or "nobody"
    return (
        f"  {move.name:20} {how}\n"
        f"  {'':20} → {place}.{command.__name__} → policy {move.policy.__name__}"
        f" → event {workflow.kind}.{move.name} → told: {told}"
    )


def lines(app: Flask) -> Iterator[str]:
    """Yield the lines of the tour of ``app``: every kind with its moves, then every address with its view."""
    for workflow in WORKFLOWS.values():
        yield f"{workflow.kind} (/{workflow.collection}/): {', '.join(state.name for state in workflow.states)}"
        yield from (_move_line(workflow, move) for move in workflow.moves)
        yield ""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        methods = "/".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
        view = app.view_functions[rule.endpoint]
        view = getattr(view, "func", view)  # the function inside a partial
        yield f"{methods:9} {rule.rule:55} {view.__module__.removeprefix('igtf.')}.{view.__name__}"
