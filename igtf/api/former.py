"""Former texts in the API, of comments and of issues, and the numbers of the procedure with their versions."""

from typing import Any

from flask_login import current_user

from igtf.api.inputs import asked
from igtf.api.lists import Numbered, NumberedList
from igtf.api.schemas import ref
from igtf.core.workflow import Workflow
from igtf.discussion.queries import comment_versions, get_comment_or_404, get_commented_or_404
from igtf.issues.versions import former
from igtf.record.numbers import TABLE, versions


def history(number: int) -> NumberedList:
    """Return the list of the former texts of a comment, newest first; of a hidden one nothing, as on its page."""
    get_commented_or_404(current_user.id, number)
    comment, _given = get_comment_or_404(number), asked(paged=("before",))

    def page(before: int | None, _limit: int) -> Numbered:
        if comment.hidden_at:
            return [], None
        rows, older = comment_versions(number, before)
        return [{"number": row.id, "text": row.text, "until": row.until} for row in rows], older

    return NumberedList("history", "before", page, ref("FormerText"))


def wordings(workflow: Workflow, name: str) -> NumberedList:
    """Return the list of the former wordings of an issue, newest first, each with who replaced it."""
    issue, _given = workflow.load(current_user.id, name), asked(paged=("before",))

    def page(before: int | None, _limit: int) -> Numbered:
        rows, older = former(issue.id, before)
        return [_wording(row) for row in rows], older

    return NumberedList("versions", "before", page, ref("FormerWording"))


def _wording(row: Any) -> dict[str, Any]:
    version = row.IssueVersion
    return {
        "number": version.number, "title": version.title, "summary": version.summary,
        "description": version.description, "rest": version.rest, "until": version.until, "by": row.handle,
    }  # fmt: skip


def procedure() -> dict[str, Any]:
    """Return the numbers of the procedure in force, each with its unit and what it is for, and all versions."""
    known = versions()
    return {
        "version": known[-1].number, "since": known[-1].since,
        "numbers": [
            {"name": row.name, "value": known[-1].values[row.name], "unit": str(row.unit), "meaning": str(row.meaning)}
            for row in TABLE
        ],
        "versions": [{"number": one.number, "since": one.since, "changes": dict(one.changes)} for one in known],
    }  # fmt: skip
