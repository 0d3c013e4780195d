"""Pages of groups: the list, a group, its members, the versions of its charter."""

from typing import Any

from flask import Blueprint, Response, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_login import current_user

from igtf.core.i18n import Text
from igtf.core.pages import paginate
from igtf.discussion.lists import filters, row_of
from igtf.discussion.pages import subject_page
from igtf.groups import content, queries
from igtf.groups.balance import balance_of
from igtf.groups.kinds import KINDS
from igtf.groups.models import Group, Membership
from igtf.groups.states import FORMING, GROUP, STAGES
from igtf.groups.thresholds import missing_sentence, thresholds
from igtf.record.models import Subject

bp = Blueprint("groups", __name__)

STAGE_LABELS: dict[str, Text] = {"active": _l("At work"), "forming": _l("Being formed"), "ended": _l("Ended")}
WORK_LABELS: dict[str, Text] = {
    "issue": _l("Issues"),
    "draft": _l("Drafts"),
    "call": _l("Calls"),
    "meeting": _l("Meetings"),
}
"""Reviews have a part of the page of their own (``reviews.views``)."""


@bp.get("/groups/")
def groups() -> str:
    """List groups by last activity; the tabs and filters are the URL."""
    asked: dict[str, Any] = {name: request.args.get(name) or None for name in ("state", "phase", "kind", "stage")}
    page = paginate(queries.visible_groups(current_user.id, **asked), Subject.active_at, Subject.id)
    kinds = [(name, kind.label) for name, kind in KINDS.items()]
    return render_template(
        "groups/list.html",
        page=page,
        items=[_row(row) for row in page.rows],
        tabs=_tabs(asked["stage"]),
        **filters(GROUP, {"kind": (_("Kind"), kinds), "stage": (_("Stage"), list(STAGE_LABELS.items()))}),
    )


def _tabs(stage: str | None) -> list[dict[str, Any]]:
    found = [{"label": _("All"), "url": "/groups/", "current": stage not in STAGES}]
    for name in STAGES:
        found.append({"label": STAGE_LABELS[name], "url": f"/groups/?stage={name}", "current": name == stage})
    return found


def _row(row: Any) -> dict[str, Any]:
    return row_of(
        row,
        [KINDS[row.group_kind].label, _("under %(parent)s", parent=row.parent) if row.parent else None],
        [
            ngettext("%(num)d member", "%(num)d members", row.members) if row.members else None,
        ],
    )


@bp.get("/groups/<ref>")
def group(ref: str) -> Response:
    """Show a group: how far it is, its charter, its work, its people, its timeline."""
    thing = queries.get_group_or_404(current_user.id, ref)
    forming = thing.subject.state in FORMING
    counts = content.counts_of(thing, forming=forming)
    return subject_page(
        "groups/group.html",
        thing,
        kind=KINDS[thing.kind],
        forming=forming,
        balance=balance_of(counts),
        thresholds=thresholds(counts) if forming else [],
        missing=missing_sentence(thresholds(counts)) if forming else "",
        charter=lambda: content.charter_of(thing),
        people=lambda: _people(thing),
        work=lambda: _work(thing),
    )


def _people(thing: Group) -> dict[str, list[Any]]:
    """Return the people of a group by their part in it."""
    found: dict[str, list[Any]] = {}
    for row in content.people_of(thing):
        found.setdefault(row.role, []).append(row)
    return found


def _work(thing: Group) -> list[tuple[Text, list[dict[str, Any]]]]:
    """Return the subjects in a group's work by kind, the kinds in the order of the procedure."""
    rows = content.work_of(thing)
    kinds = [(label, [row_of(row, [], []) for row in rows if row.kind == kind]) for kind, label in WORK_LABELS.items()]
    return [(label, items) for label, items in kinds if items]


@bp.get("/groups/<ref>/members")
def members(ref: str) -> str:
    """List the members with hat and region, the newest first."""
    thing = queries.get_group_or_404(current_user.id, ref)
    page = paginate(content.members_of(thing), Membership.since, Membership.person_id, limit=100)
    return render_template("groups/members.html", thing=thing, subject=thing.subject, page=page)


@bp.get("/groups/<ref>/charter")
def charter(ref: str) -> str:
    """Show every version of the charter, each compared with the one before."""
    thing = queries.get_group_or_404(current_user.id, ref)
    versions = content.charter_versions(thing)
    return render_template(
        "groups/charter.html", thing=thing, subject=thing.subject, versions=versions, kind=KINDS[thing.kind]
    )
