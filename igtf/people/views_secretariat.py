"""The secretariat's desk: hats and claims that wait, invitations, roles, accounts."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request
from flask_login import current_user
from werkzeug.wrappers import Response

from igtf.core import clock
from igtf.core.errors import Invalid, NotFound, Refusal
from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.i18n import lazy_ngettext as _ln
from igtf.core.mail import not_arrived
from igtf.core.page.formpage import refusals_in, shown
from igtf.core.policy import Decision, require
from igtf.people import forms, policy, queries, secretariat
from igtf.people.commands import confirm_hat, refuse_hat, take_back_hat
from igtf.people.links import LASTS
from igtf.people.models import Person
from igtf.people.queries_secretariat import (
    closed_accounts,
    get_invitation_or_404,
    roles_of_the_whole,
    sent_invitations,
    waiting_claims,
    waiting_hats,
)
from igtf.people.roles import GIVEN, ROLES
from igtf.people.visitor import acting
from igtf.record.due import late_moves

bp = Blueprint("secretariat", __name__, url_prefix="/secretariat")

FORMS: dict[str, tuple[Text, Text, type[forms.Checked], Text]] = {
    "invite": (_l("Invite somebody"), _l("Send the invitation"), forms.InviteForm,
               _ln("The invitation is on its way; its link works for %(num)d day.",
                   "The invitation is on its way; its link works for %(num)d days.", LASTS["invite"].days)),
    "role": (_l("Give a role"), _l("Give the role"), forms.RoleForm, _l("The role begins now.")),
    "end-role": (_l("End a role"), _l("End the role"), forms.RoleForm, _l("The role has ended; it is in the record.")),
}  # fmt: skip


REQUIRED = {"invite": policy.can_administer, "role": policy.makes_roles, "end-role": policy.opens_end_role}
"""What opens each of the FORMS."""


def _perform(name: str, given: dict[str, Any]) -> None:
    by = acting()
    if name == "invite":
        secretariat.invite(**given, by=by)
        return
    person = _named(given["person"])
    acts: dict[str, Callable[[], object]] = {
        "role": lambda: secretariat.assign_role(person, given["role"], reason=given["reason"], by=by),
        "end-role": lambda: secretariat.withdraw_role(person, given["role"], reason=given["reason"], by=by),
    }
    acts[name]()


def _named(handle: str) -> Person:
    try:
        return queries.get_person_or_404(handle)
    except NotFound as missing:
        raise Invalid(person=missing.message) from missing


def _require_secretariat() -> None:
    require(policy.can_administer(policy.AccountFacts(current_user.roles.has("secretariat"))))


@bp.get("/")
def desk() -> str:
    """Show what waits for the secretariat and what it has done."""
    _require_secretariat()
    sent, failed = sent_invitations(), not_arrived()
    return render_template(
        "people/secretariat.html", hats=waiting_hats(), claims=waiting_claims(), sent=sent, not_arrived=failed,
        undelivered=secretariat.not_delivered((row[0] for row in sent), failed), held=roles_of_the_whole(),
        closed=closed_accounts(), late=late_moves(), role_names=ROLES, ended_here=GIVEN,
        links_end=clock.real_now() - LASTS["invite"],
        makes_roles=bool(policy.makes_roles(queries.account_facts(acting()))),
    )  # fmt: skip


@bp.route("/<name>", methods=["GET", "POST"])
def form_page(name: str) -> Response | tuple[str, int]:
    """Show and take one of the FORMS."""
    if name not in FORMS:
        raise NotFound(_("There is no such page."))
    require(REQUIRED[name](queries.account_facts(acting())))
    title, button, kind, done = FORMS[name]
    form = kind(request.form, data=request.args.to_dict())
    form.fill()
    if request.method == "POST" and form.validate():
        with refusals_in(form):
            _perform(name, form.data)
            flash(str(done))
            return redirect("/secretariat/" if current_user.roles.has("secretariat") else "/council/")
    return _shown(form, title, button, grave=name == "end-role")


def _shown(form: forms.Checked, title: Text, button: Text, *, grave: bool = False, **about: Any) -> tuple[str, int]:
    return shown("people/secretariat_form.html", form, title=title, button=button, grave=grave, **about)


@bp.route("/close", methods=["GET", "POST"])
def close() -> Response | tuple[str, int]:
    """Close an account, once whose it is and what ends with it was shown."""
    _require_secretariat()
    form = forms.CloseForm(request.form, data=request.args.to_dict())
    if request.method == "POST" and form.validate() and request.form.get("step") != "back":
        with refusals_in(form):
            person = _named(form.person.data)
            if request.form.get("step") != "done":
                return _closing(person, form)
            secretariat.deactivate(person, reason=form.reason.data, by=acting())
            flash(_("The account is closed: sign-ins, tokens and roles have ended. What was done stays."))
            return redirect("/secretariat/")
    return _shown(form, _("Close an account"), _("Check: %(act)s", act=_("Close the account")))


def _closing(person: Person, form: forms.CloseForm) -> tuple[str, int]:
    """Show whose account would be closed and what ends with it; refused where it cannot be."""
    require(policy.can_close(queries.account_facts(acting(), person)))
    held = [ROLES[role.name][0] for role, _subject in queries.person_roles(person.id) if role.ended_at is None]
    page = render_template("people/close_check.html", form=form, actor=person.actor, ending=list(dict.fromkeys(held)))
    return page, 200


def _done(act: Callable[[], Any], said: str) -> Response:
    """Perform an act that one button makes; what stands against it is shown on the desk."""
    _require_secretariat()
    try:
        act()
        flash(said)
    except Refusal as refused:
        flash(refused.message, "warning")
    return redirect("/secretariat/")


@bp.post("/hats/<int:number>/confirm")
def confirm(number: int) -> Response:
    """Confirm that a person acts for an organisation."""
    return _done(lambda: confirm_hat(queries.get_hat_or_404(number), by=acting()),
                 _("The hat is confirmed and counts as its group from now on."))  # fmt: skip


HATS: dict[str, tuple[Text, Callable[[policy.HatFacts], Decision], Callable[..., None], Text]] = {
    "refuse": (_l("Do not confirm the hat"), policy.can_refuse_hat, refuse_hat,
               _l("The hat is not confirmed; its person is told why, and it goes on counting as not stated.")),
    "take-back": (_l("Take the confirmation back"), policy.can_take_back_hat, take_back_hat,
                  _l("The hat counts as not stated from now on; its person is told why.")),
}  # fmt: skip
"""What is decided against a hat, with a reason: the words on its page, who may, the command, what is said after it."""


@bp.route("/hats/<int:number>/refuse", methods=["GET", "POST"], defaults={"verb": "refuse"})
@bp.route("/hats/<int:number>/take-back", methods=["GET", "POST"], defaults={"verb": "take-back"})
def judge_hat(number: int, verb: str) -> Response | tuple[str, int]:
    """Do not confirm that a person acts for an organisation, or take that back; with the reason."""
    hat, (title, allowed, judge, done) = queries.get_hat_or_404(number), HATS[verb]
    require(allowed(queries.hat_facts(hat, acting())))
    form = forms.HatReasonForm(request.form)
    if request.method == "POST" and form.validate():
        judge(hat, reason=form.reason.data, by=acting())
        flash(str(done))
        return redirect("/secretariat/")
    return _shown(form, title, title, grave=True, hat=hat, actor=queries.actor_of(hat))


def _seen() -> str:
    """Return when the claim was asked that the desk showed beside its buttons."""
    return request.args.get("asked", "")


@bp.post("/claims/<int:number>/approve")
def approve(number: int) -> Response:
    """Approve a claim to a profile."""
    return _done(lambda: secretariat.approve_claim(get_invitation_or_404(number), seen=_seen(), by=acting()),
                 _("The claimant gets a link; with it the profile becomes their account."))  # fmt: skip


@bp.post("/claims/<int:number>/refuse")
def refuse(number: int) -> Response:
    """Refuse a claim to a profile."""
    return _done(lambda: secretariat.refuse_claim(get_invitation_or_404(number), seen=_seen(), by=acting()),
                 _("The claim is refused; the profile stays unclaimed."))  # fmt: skip


@bp.post("/people/<handle>/reopen")
def reopen(handle: str) -> Response:
    """Open a closed account again."""
    return _done(lambda: secretariat.reactivate(queries.get_person_or_404(handle), by=acting()),
                 _("The account is open again, without its former roles."))  # fmt: skip
