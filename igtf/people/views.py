"""Pages of persons: the directory, a person's page, the claim to an unclaimed profile."""

from flask import Blueprint, Response, current_app, flash, g, redirect, render_template, request
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from igtf.core.i18n import gettext as _
from igtf.core.limits import GUESSING, limiter
from igtf.core.page.formpage import refusals_in, shown
from igtf.core.page.paging import number_asked, paginate
from igtf.core.transports import address
from igtf.people import accounts, lists, policy, queries, views_account, views_entry, views_factors, views_secretariat
from igtf.people.countries import country
from igtf.people.directory import find_people
from igtf.people.forms import ClaimForm
from igtf.people.models import Person
from igtf.people.queries_secretariat import roles_of_the_whole
from igtf.people.roles import CLEARING_HOUSE, GIVEN, MODERATORS, ROLES
from igtf.people.signins import seen
from igtf.people.spoken import language_name
from igtf.people.visitor import acting
from igtf.record.narrowed import filters_in_force, narrowed

bp = Blueprint("people", __name__)
for part in (views_entry, views_factors, views_account, views_secretariat):
    bp.register_blueprint(part.bp)


@bp.after_app_request
def note_use(response: Response) -> Response:
    """Note that a sign-in is in use, at most hourly (``visitor`` says when)."""
    token = g.pop("seen_token", None)
    if token:
        seen(token)
    return response


@bp.get("/people/")
def people() -> str:
    """List persons, the newest first; the filters are the URL."""
    offered = lists.choices()
    asked = filters_in_force(lists.KNOWN, *offered)
    page = paginate(find_people(**asked), Person.joined_at, Person.id)
    return render_template(
        "people/list.html", page=page, items=[lists.line_of(row) for row in page.rows], filtered=any(asked.values()),
        **narrowed(offered, lists.KNOWN),
    )  # fmt: skip


@bp.get("/contact")
def contact() -> str:
    """Show how to reach the secretariat, who keeps the site, and what it keeps of people."""
    keepers = roles_of_the_whole(*MODERATORS)
    return render_template("people/contact.html", keepers=keepers, roles=ROLES, address=address(current_app.config))


def _may_give_role(person: Person) -> bool:
    """Return whether the reader may give a person a role: nobody outside the clearing house may, so few look it up."""
    gives = current_user.roles.has(*CLEARING_HOUSE)
    return gives and policy.can_give_role(queries.account_facts(acting(), person)).ok


@bp.get("/people/<handle>")
def person(handle: str) -> str:
    """Show a person: hats, roles, statement of interest, what they did."""
    found = queries.get_person_or_404(handle)
    acts, hats = queries.acts_of(found.id, before=number_asked("before")), queries.hats_of(found.id)
    return render_template(
        "people/person.html", person=found, actor=found.actor, country=country(found.country), roles=ROLES,
        spoken=[language_name(code) for code in found.languages], hats=hats, decided=queries.decided_hats(hats),
        held=queries.person_roles(found.id), statements=queries.interest_versions(found.id), acts=acts,
        closing=queries.closing_of(found), lays_down=GIVEN if found.id == current_user.id else (),
        may_get_role=lambda: _may_give_role(found),
        older=acts[-1].number if len(acts) == queries.ACTS else None,
        counts=[{"label": said, "value": times} for said, times in queries.act_counts(found.id)],
    )  # fmt: skip


@bp.route("/people/<handle>/claim", methods=["GET", "POST"])
@limiter.limit(GUESSING, methods=["POST"])
def claim(handle: str) -> BaseResponse | tuple[str, int]:
    """Ask the secretariat for an unclaimed profile."""
    found = queries.get_person_or_404(handle)
    form = ClaimForm(request.form)
    if request.method == "POST" and form.validate():
        with refusals_in(form):
            accounts.claim(found, email=form.email.data, reason=form.reason.data)
            flash(_("The secretariat has your request and answers by mail."))
            return redirect(f"/people/{handle}")
    return shown("people/claim.html", form, actor=found.actor)
