"""What a yearly report can be taken as: one HTML file, PDF, JSON, CSV; and the words for what it counts."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

from flask import Response, current_app

from igtf.core.i18n import Text, language
from igtf.core.i18n import gettext as _
from igtf.core.page.tables import CsvTable
from igtf.core.text.paper import pdf, single_file
from igtf.core.workflow import WORKFLOWS
from igtf.council.purposes import PURPOSES
from igtf.drafts.words import ASK_STATES
from igtf.figures.report import PATH, YearReport, flat, plain
from igtf.issues.events import SHOWN_RESULTS
from igtf.record.kinds import kind_of
from igtf.routing.points import STATUSES

FORMS = "any(json, csv, html, pdf)"
"""The endings of addresses, as the map of addresses reads them."""

WORDS: dict[str, Any] = {
    "results": SHOWN_RESULTS, "asks": ASK_STATES, "statuses": STATUSES, "purposes": PURPOSES,
    "said": lambda kind: said_of(kind), "plural": lambda kind: WORKFLOWS[kind].plural if kind in WORKFLOWS else "–",
}  # fmt: skip


def said_of(kind: str) -> Text:
    """Return how an act is called: by the label of its move, or as the timeline says it."""
    workflow, name = WORKFLOWS.get(kind.partition(".")[0]), kind.partition(".")[2]
    if workflow and name in workflow.move_by_name:
        return workflow.move_by_name[name].labels
    return kind_of(kind).said


def words() -> dict[str, Any]:
    """Return the words of the reports' parts, for templates."""
    return WORDS | {"redacted": _("redacted")}


def _html(report: YearReport) -> str:
    url = f"{current_app.config['BASE_URL']}/reports/{report.year}"
    return single_file("figures/report_paper.html", report=report, words=words(), linked=False, url=url)


def _pdf(report: YearReport) -> bytes:
    html = _html(report)
    digest = hashlib.blake2b(html.encode(), digest_size=10).hexdigest()
    page, path = (_("Its page"), f"/reports/{report.year}"), f"/reports/{report.year}.html"
    return pdf(html, f"report-{report.year}-{language()}-{digest}", page, (_("One HTML file"), path))


def _csv(report: YearReport) -> bytes:
    table = CsvTable((*PATH, "value"))
    table.add(flat(plain(report)))
    return table.data


_MAKERS: dict[str, tuple[str, Callable[[YearReport], str | bytes]]] = {
    "json": ("application/json", lambda report: json.dumps(plain(report), ensure_ascii=False, indent=1)),
    "csv": ("text/csv", _csv),
    "html": ("text/html", _html),
    "pdf": ("application/pdf", _pdf),
}


def output(report: YearReport, ending: str) -> Response:
    """Return a report in one of its forms."""
    mimetype, make = _MAKERS[ending]
    answer = Response(make(report), mimetype=mimetype)
    if ending in ("csv", "html"):
        name = f"igtf-report-{report.year}.{ending}"
        answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
