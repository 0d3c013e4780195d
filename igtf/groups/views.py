"""Pages of groups: the list, a group, its drafts, its members, its charter, and the link that approves a milestone."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request
from flask_login import current_user
from markupsafe import Markup
from werkzeug.wrappers import Response as BaseResponse

from igtf.core.clock import now
from igtf.core.database.looking import to_look_at
from igtf.core.i18n import Text, locale, ngettext
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.keeping.pages import same_for_all
from igtf.core.page.paging import paginate
from igtf.core.workflow import OVER, PHASES, WORKFLOWS, Known
from igtf.groups import page, queries, versions
from igtf.groups.approving import milestone_asked
from igtf.groups.charter_states import CHARTER_STATES
from igtf.groups.choices import would_until_now
from igtf.groups.deadlines import ballot_closes, due_for, due_in, overdue, shown_due
from igtf.groups.ending import what_ends
from igtf.groups.forms import SUPPORT
from igtf.groups.kinds import KINDS
from igtf.groups.milestones import approve_milestone
from igtf.groups.models import Group, Membership
from igtf.groups.on_issue import before_house, groups_forming
from igtf.groups.picture import picture, ties
from igtf.groups.states import FORMING, GROUP, STAGES
from igtf.groups.thresholds import missing_sentence, thresholds
from igtf.people.balance import balance_of
from igtf.people.countries import Region
from igtf.people.taking_part import asked_in, with_what_asks
from igtf.people.visitor import acting, own_hat_label, sign_in_first
from igtf.record.models import Subject
from igtf.record.moves import url_of
from igtf.record.narrowed import filters_in_force, narrowed
from igtf.subject.lists import PHASE_LABELS, filters, filters_asked, page_of, row_of, rows_made
from igtf.subject.page import people_page, subject_page

bp = Blueprint("groups", __name__)

STAGE_LABELS: dict[str, Text] = {"active": _l("At work"), "forming": _l("Being formed"), "ended": _l("Ended")}
_ASKED = GROUP.move_by_name["ask-council"].sources
"""The states in which people may ask the council for a BoF after all."""
_LISTS: dict[str, tuple[Text, str]] = {
    "issue": (_l("Issues"), "/related/group/%s/works-on"), "draft": (_l("Drafts"), "/groups/%s/drafts"),
    "call": (_l("Calls"), "/calls/?group=%s"), "meeting": (_l("Meetings"), "/meetings/?group=%s"),
    "consultation": (_l("Consultations"), "/consultations/?group=%s"), "appeal": (_l("Appeals"), "/appeals/?group=%s"),
}  # fmt: skip
"""Kind → what its part of the work is called, and where all of it is listed: also the issues that a proposal names,
which are not in the group yet."""
Page = BaseResponse | str


@bp.get("/groups/")
@same_for_all
def groups() -> str:
    """List groups by last activity; the tabs and filters are the URL."""
    asked = filters_asked(GROUP)
    found = page_of(GROUP, queries.visible_groups(current_user.id, state=asked["state"]), asked)
    kinds = [(name, kind.label) for name, kind in KINDS.items()]
    return render_template(
        "groups/list.html",
        page=found,
        items=rows_made(_row, found.rows),
        tabs=_tabs(asked["stage"]),
        **filters(GROUP, {"kind": (_("Kind"), kinds), "stage": (_("Stage"), list(STAGE_LABELS.items()))}),
    )


def _tabs(stage: str | None) -> list[dict[str, Any]]:
    found = [{"label": _("All"), "url": "/groups/", "current": stage not in STAGES}]
    for name in STAGES:
        found.append({"label": STAGE_LABELS[name], "url": f"/groups/?stage={name}", "current": name == stage})
    return found


def _row(row: Any) -> dict[str, Any]:
    shown = row_of(
        row,
        [KINDS[row.group_kind].label, _("under %(parent)s", parent=row.parent) if row.parent else None],
        [ngettext("%(num)d member", "%(num)d members", row.members) if row.members else None],
    )
    late = [ngettext("%(num)d milestone late", "%(num)d milestones late", row.late)] if row.late else []
    late += [word for word, _said in overdue(row, row, now())]
    shown |= {"deadline": shown_due(row, row.due_at, now()), "due_word": due_in(row)}
    return shown | {"end": Markup(" ").join(Markup('<b class="badge late">{}</b>').format(word) for word in late)}


@bp.get("/groups/<ref>")
@to_look_at
def group(ref: str) -> Response:
    """Show a group: how far it is, its charter, its work, its people, its timeline."""
    thing = queries.get_group_or_404(current_user.id, ref)
    forming = thing.subject.state in FORMING
    counts = cache(lambda: page.counts_of(thing, forming=forming))
    may_ask = thing.subject.state in _ASKED and KINDS[thing.kind].proposed
    return subject_page(
        "groups/group.html", thing, has_days=True, kind=KINDS[thing.kind], forming=forming,
        due=lambda: shown_due(thing, thing.subject.due_at, now()), ballot_closes=lambda: ballot_closes(thing),
        overdue=lambda: overdue(thing, thing.subject, now()), work=lambda: _work(thing),
        **_support_in(counts, thing.subject, forming=forming), **_led_by(thing, forming=forming),
        asked=lambda: page.asked_of(thing) if may_ask else None,
        milestones=lambda: page.milestones_of(thing, now()) if thing.in_force else [],
        own={"supports": lambda: SUPPORT.get(would_until_now(thing.id, current_user.id), "")},
        fill={"shown_as": _shown_as},
    )  # fmt: skip


def _shown_as() -> Text:
    """Return how the reader is shown as a member; empty for who chooses among hats."""
    if len(current_user.hats) != 1:
        return ""
    hat = current_user.main_hat
    return _("As a member you are shown as: %(hat)s, %(region)s.", hat=own_hat_label(hat),
             region=Region(hat.region or "none").label)  # fmt: skip


def _led_by(thing: Group, *, forming: bool) -> dict[str, Any]:
    """Return who has which part in a group, and where its charter is on its way."""
    people = cache(lambda: _people(thing))
    return {
        "people": people, "vacant": lambda: page.vacant(thing, forming=forming), "charter_states": CHARTER_STATES,
        "coming": lambda: page.coming_of(thing, now(), is_led="responsible" in people()),
        "failed": lambda: queries.charter_failed(thing),
    }  # fmt: skip


def _support_in(counts: Callable[[], Any], subject: Subject, *, forming: bool) -> dict[str, Any]:
    """Return how who takes part is balanced, and what a group that forms has still to reach."""
    return {
        "balance": lambda: balance_of(counts()),
        "thresholds": lambda: thresholds(counts(), subject) if forming else [],
        "missing": lambda: missing_sentence(thresholds(counts(), subject)) if forming else "",
    }


def _people(thing: Group) -> dict[str, list[Any]]:
    """Return the people of a group by their part in it."""
    found: dict[str, list[Any]] = {}
    for row in page.people_of(thing):
        found.setdefault(row.role, []).append(row)
    return found


def _work(thing: Group) -> list[dict[str, Any]]:
    """Return what is in a group's work by kind: some of it in parts, of how many, and where all of it is listed."""
    rows, found = page.work_of(thing), []
    for kind in page.WORK:
        own = [row for row in rows if row.kind == kind]
        label, address = _LISTS[kind]
        if own:
            found.append({
                "kind": kind, "label": label, "parts": by_state(own) if kind == "draft" else _one_list(own),
                "shown": len(own), "all": own[0].all, "url": address % thing.subject.ref,
            })  # fmt: skip
    return found


def _one_list(rows: Sequence[Any]) -> list[tuple[Text, str, list[dict[str, Any]]]]:
    """Return rows as one list of what goes on and one of what is over."""
    over = [row for row in rows if row.phase in OVER]
    parts = [("", "work", [row for row in rows if row not in over]), (_("Over"), "closed", over)]
    return [
        (label, phase, [row_of(row, [], before_house(row)) for row in part]) for label, phase, part in parts if part
    ]


def by_state(rows: Sequence[Any]) -> list[tuple[Text, str, list[dict[str, Any]]]]:
    """Return drafts grouped by their states, in the order of the procedure: label, phase, rows."""
    states = WORKFLOWS["draft"].states
    parts = [(state, [row_of(row, [], []) for row in rows if row.state == state.name]) for state in states]
    return [(state.label, state.phase, items) for state, items in parts if items]


@bp.get("/groups/<ref>/drafts")
def drafts(ref: str) -> str:
    """Show the drafts of a group by state, filtered or not, and how they hang together."""
    thing = queries.get_group_or_404(current_user.id, ref)
    known: dict[str, Known] = {"phase": PHASES}
    words, phase = (value or "" for value in filters_in_force(known, "q", "phase").values())
    rows, tied = page.drafts_of(thing), ties(page.ties_of(thing))
    fit = [row for row in rows if words.casefold() in f"{row.ref} {row.title}".casefold() and phase in ("", row.phase)]
    return render_template(
        "groups/drafts.html", subject=thing.subject, parts=by_state(fit), ties=tied,
        shown=len(rows), all=rows[0].all if rows else 0,
        picture=picture(tied, mirror=locale().text_direction == "rtl"),
        **narrowed({"q": (_("Words"), None), "phase": (_("Phase"), list(PHASE_LABELS.items()))}, known),
    )  # fmt: skip


@bp.get("/groups/<ref>/people")
def people(ref: str) -> str:
    """Show who took part in a group and in its work, by stakeholder group and region, year by year."""
    thing = queries.get_group_or_404(current_user.id, ref)
    lead = _("Whoever acted on the group and on the drafts, calls, meetings and objections in its work, under the hat "
             "worn then.")  # fmt: skip
    return people_page(thing.subject, lead, with_what_asks(thing.id), asked_in(thing.id))


@bp.get("/groups/<ref>/members")
def members(ref: str) -> str:
    """List the members with hat and region, the newest first."""
    thing = queries.get_group_or_404(current_user.id, ref)
    found = paginate(page.members_of(thing), Membership.since, Membership.person_id, limit=100)
    return render_template("groups/members.html", subject=thing.subject, page=found)


@bp.get("/groups/<ref>/charter")
def charter(ref: str) -> str:
    """List the versions of the charter, and compare any two of them: ?from=1&to=2&view=side."""
    thing = queries.get_group_or_404(current_user.id, ref)
    old, new, view = (request.args.get(name, "") for name in ("from", "to", "view"))
    return render_template(
        "groups/charter.html", subject=thing.subject, versions=versions.versions_of(thing),
        kind=KINDS[thing.kind], states=CHARTER_STATES, view=view if view in versions.VIEWS else "inline",
        found=versions.compared(thing, old, new, view) if old and new else None,
    )  # fmt: skip


@bp.get("/groups/<ref>/charter/<number>")
def charter_version(ref: str, number: str) -> str:
    """Show one version of the charter as a document."""
    thing = queries.get_group_or_404(current_user.id, ref)
    return render_template(
        "groups/version.html", subject=thing.subject, kind=KINDS[thing.kind], states=CHARTER_STATES,
        charter=versions.get_version_or_404(thing, number),
    )  # fmt: skip


@bp.route("/milestone/<token>", methods=["GET", "POST"])
def milestone(token: str) -> Page:
    """Approve a milestone from the mail: one button for who is signed in; opening the link changes nothing."""
    asked = milestone_asked(token, acting())
    if request.method == "POST" and asked.decision:
        if not current_user.is_authenticated:
            return sign_in_first()
        approve_milestone(asked.group, milestone=str(asked.milestone.number), by=acting())
        flash(_("Approved. The members of the group are told."))
        return redirect(url_of(asked.group.subject))
    answer = make_response(render_template("groups/milestone.html", asked=asked, subject=asked.group.subject))
    answer.headers["Cache-Control"], answer.headers["Referrer-Policy"] = "no-store", "no-referrer"
    return answer


bp.add_app_template_global(groups_forming)
bp.add_app_template_global(what_ends)
bp.add_app_template_global(due_for, "group_due_for")
