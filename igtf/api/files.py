"""What the API says of a statement's files."""

from typing import Any

from igtf.routing.letters import file_path
from igtf.routing.lookups import files_of
from igtf.routing.models import Statement


def files_shown(statement: Statement) -> dict[str, Any]:
    """Return the files that go along with a statement or came with an answer to it; ``came_at``: that answer's time."""
    return {
        "files": [
            {"number": file.number, "title": file.title, "name": file.name, "type": file.mimetype, "size": file.size,
             "sha256": file.sha256, "came_at": file.came_at, "url": file_path(statement, file)}
            for file in files_of(statement.id)
        ]
    }  # fmt: skip
