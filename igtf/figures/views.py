"""Statistics, and the yearly reports, as pages and as data."""

from typing import Any

from flask import Blueprint, Response, jsonify, render_template, request

from igtf.core.errors import Invalid
from igtf.core.i18n import Text, locale
from igtf.core.i18n import gettext as _
from igtf.core.keeping.counts import kept
from igtf.core.keeping.pages import same_for_all
from igtf.core.page.elements import Choices
from igtf.core.text.plaintext import whole
from igtf.core.workflow import Known
from igtf.figures import queries
from igtf.figures.outputs import FORMS, output, words
from igtf.figures.picture import flow_picture
from igtf.figures.report import report_of
from igtf.figures.whole import WholeFigures, labels, plain, whole_of
from igtf.issues.choices import LAYER_CHOICES, TOPIC_CHOICES
from igtf.issues.topics import TOPICS
from igtf.issues.words import LAYERS
from igtf.people.balance import balance_of
from igtf.people.countries import Region
from igtf.record.filters import NO_FILTER, require_known, unknown
from igtf.record.narrowed import ALL, filters_in_force, narrowed

bp = Blueprint("figures", __name__)


def _asked() -> tuple[int | None, dict[str, str | None]]:
    asked = filters_in_force(KNOWN, "year", *queries.DIMENSIONS)
    return whole(asked.pop("year")), asked


_REGIONS = Choices((ALL, *((str(region), region.label) for region in Region)))


KNOWN: dict[str, Known] = {
    "year": lambda value: whole(value) in range(1000, 10_000), "topic": TOPICS,
    "layer": [name for name, _label in LAYERS], "region": list(Region),
}  # fmt: skip
"""The values of the filters; of the sources those that several issues share are offered, and others are known too."""


def _choices(whole: WholeFigures) -> dict[str, tuple[Text, Any]]:
    return {
        "year": (_("Filed in"), [(str(row.year), str(row.year)) for row in whole.years]),
        "topic": (_("Topic"), TOPIC_CHOICES),
        "layer": (_("Layer"), LAYER_CHOICES),
        "region": (_("Region of who filed it"), _REGIONS),
        "source": (_("Source"), [(name, name) for name in whole.sources]),
    }


@bp.get("/statistics")
@same_for_all
def statistics() -> str:
    """Show the flow of all issues, how long steps take, where things wait, and who takes part; the URL filters."""
    year, asked = _asked()
    whole, named, heard = whole_of(year, asked), labels(), queries.heard()
    picture = flow_picture(
        whole.flow, named, title=_("The flow of the issues"), mirror=locale().text_direction == "rtl",
        describe=_("From their sources down to the answers; the table below has the same numbers."),
    )  # fmt: skip
    return render_template(
        "figures/statistics.html", whole=whole, labels=named, picture=picture,
        people=balance_of(heard), persons=heard[0].persons if heard else 0,
        filtered=bool(year or any(asked.values())), **narrowed(_choices(whole), KNOWN),
        top=max((step.slowest or 0 for step in whole.steps), default=0) or 1,
    )  # fmt: skip


@bp.get("/statistics.json")
def statistics_data() -> Response:
    """Give the same figures as data; Invalid for a filter that is not known, or whose value is not."""
    strangers = unknown(request.args, ("year", *queries.DIMENSIONS, "lang"), NO_FILTER)
    if strangers:
        raise Invalid(strangers)
    require_known(KNOWN, request.args)
    return jsonify(plain(whole_of(*_asked())))


known_report = kept()(report_of)


@bp.get("/reports/")
def reports() -> str:
    """List the years of which there is a report."""
    return render_template("figures/reports.html", years=whole_of(None, {}).years)


@bp.get("/reports/<int:year>")
def report(year: int) -> str:
    """Show the report of a year: of any that has begun, though nothing is recorded of it."""
    return render_template("figures/report.html", report=known_report(year), words=words(), linked=True)


@bp.get(f"/reports/<int:year>.<{FORMS}:ending>")
def report_taken(year: int, ending: str) -> Response:
    """Give the report of a year as one HTML file, PDF, JSON or CSV."""
    return output(known_report(year), ending)
