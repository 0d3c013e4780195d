"""What is related to a subject, of any kind."""

from typing import Any

from flask import Blueprint, render_template, request
from flask_login import current_user

from igtf.core.errors import NotFound
from igtf.core.i18n import gettext as _
from igtf.core.page.paging import paginate
from igtf.core.workflow import WORKFLOWS
from igtf.record.models import Subject
from igtf.record.relations import MENTIONS, RELATIONS
from igtf.subject.lists import row_of, rows_dated
from igtf.subject.relations import label_of, related_by

bp = Blueprint("subject", __name__)


def _row(row: Any) -> dict[str, Any]:
    return row_of(row, [], [])


@bp.get("/related/<kind>/<ref>/<relation>")
def related(kind: str, ref: str, relation: str) -> str:
    """List the subjects that are related to one in the same way, by last activity."""
    reverse = "reverse" in request.args
    if kind not in WORKFLOWS or relation not in RELATIONS or (relation == MENTIONS and not reverse):
        raise NotFound(_("There is no such relation."))
    subject = WORKFLOWS[kind].load(current_user.id, ref).subject
    page = paginate(related_by(subject.id, relation, reverse=reverse), Subject.active_at, Subject.id)
    return render_template(
        "subject/related.html", subject=subject, label=label_of(relation, reverse=reverse), page=page,
        items=rows_dated(_row, page.rows), prefix=WORKFLOWS[kind].name_of(subject.ref),
    )  # fmt: skip
