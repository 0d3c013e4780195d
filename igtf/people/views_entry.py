"""The doors in: register, verify, invitations, sign in and out, reset. A GET changes nothing."""

import secrets
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, session
from flask_login import current_user
from werkzeug.wrappers import Response

from igtf.core import clock
from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.limits import GUESSING, limiter
from igtf.core.page.formpage import refusals_in, shown
from igtf.core.security import own_path
from igtf.core.workflow import workflow_of
from igtf.people import accounts, browsers, entry, forms, sessions
from igtf.people.links import LASTS, LinkEnded, read_link
from igtf.people.models import Invitation, Person, Registration
from igtf.people.visitor import sign_in_first

bp = Blueprint("entry", __name__)

_LONGEST_WAY = 1_000
"""Characters of a path that is kept until somebody is signed in: the cookie has room for four times as much."""

Page = Response | str | tuple[str, int]
ON_ONE_ACCOUNT = "100 per hour"
"""Passwords that are tried on one account, from wherever they come (NIST SP 800-63B, section 5.2.2)."""


def _login_tried() -> str:
    """Return what the tries of the login that was posted are counted as."""
    return browsers.counted(forms.SignInForm(request.form).login.data or "")


guarded = limiter.limit(GUESSING, methods=["POST"])
NOT_TOGETHER = _l("Address or handle and password do not belong together. Try again, or ask for a new password.")
NOT_VERIFIED = _l(
    "Your address is not verified yet. Open the link in the mail that went to it; if none came, register again with "
    "the same handle and address."
)


def _answer(form: Any, name: str) -> str:
    """Return an answer; none where it has something to correct already, as a length that nothing is made for."""
    return "" if form[name].errors else form[name].data or ""


def _applicant(form: forms.JoinForm) -> accounts.Applicant:
    names = ("handle", "name", "password", "country", "stakeholder_group", "capacity", "organisation", "evidence")
    given: dict[str, Any] = {name: _answer(form, name) for name in names}
    return accounts.Applicant(**given | {"handle": given["handle"].lower(), "country": given["country"] or None})


def next_path(form: Any = None) -> str:
    """Return the path of this site that a sign-in leads to, from the address or the form, else ''."""
    asked = own_path(form.next.data if form else request.args.get("next")) or ""
    return asked if len(asked) <= _LONGEST_WAY else ""


def _meant(path: str) -> Text:
    """Return what the step is called to which a path of this site leads; nothing of one that leads to none."""
    _root, collection, *rest = [*path.partition("?")[0].split("/"), ""]
    workflow = workflow_of(collection)
    if workflow and rest[1:2] == ["moves"]:
        move = workflow.move_by_name.get(rest[2])
        return move.label if move else ""
    return ""


def _browser(email: str) -> str:
    """Remember where the mail went, and return the mark by which this browser is known when the link is opened."""
    session["browser"] = session.get("browser") or secrets.token_urlsafe(16)
    session["mailed_to"] = email
    return str(session["browser"])


@bp.route("/register", methods=["GET", "POST"])
@guarded
def register() -> Page:
    """Ask who somebody is, and send a link to the address."""
    if current_user.is_authenticated:
        return redirect("/account/")
    form = forms.RegisterForm(request.form, data={"next": next_path()})
    form.fill()
    if request.method == "POST":
        fits = form.validate()
        applicant, email = _applicant(form), _answer(form, "email")
        with refusals_in(form):
            accounts.check_registration(applicant, email)  # all that is wrong is said at once
            if fits:
                accounts.register(applicant, email=email, browser=_browser(email), next_path=next_path(form))
                return redirect("/register/sent")
    return shown("account/register.html", form)


@bp.get("/register/sent")
def sent() -> str:
    """Say where the mail went, whether or not the address was known."""
    return render_template("account/sent.html", email=session.get("mailed_to"), days=LASTS["verify"].days)


@bp.route("/verify/<token>", methods=["GET", "POST"])
@guarded
def verify(token: str) -> Page:
    """Verify an address: one button, so that a scanner of mails verifies nothing; once done, the link says so."""
    data = read_link("verify", token)
    return _verify_added(data) if "person" in data else _verify(token)


def _verified() -> str:
    return render_template("account/verified.html")


def _verify(token: str) -> Page:
    registration = entry.registration_of(token)
    if registration is None:
        return _verified()
    same = entry.is_same_browser(registration, session.get("browser"))
    form = forms.Checked(request.form) if same else forms.KnownPasswordForm(request.form)
    if request.method == "POST" and form.validate():
        if same or entry.knows_password(registration, form["password"].data):
            return _begin(token, registration)
        form["password"].errors = [_("This is not the password that was chosen with this registration.")]
    return shown("account/verify.html", form, registration=registration)


def _begin(token: str, registration: Registration) -> Page:
    target = registration.next or sessions.START
    try:
        person = accounts.verify(registration, at=clock.now())
    except LinkEnded:  # it was used in this moment
        return _verify(token)
    sessions.begin(person.id)  # new here, so without any role
    flash(_("Your address is verified and you are signed in: comment, support, file issues."))
    return redirect(target)


def _verify_added(data: dict[str, Any]) -> Page:
    if not current_user.is_authenticated:
        return sign_in_first()
    if request.method == "POST":
        accounts.add_address(current_user.id, data)
        flash(_("The address is verified and yours."))
        return redirect("/account/")
    if entry.is_owner(current_user.id, data["email"]):
        return _verified()
    return render_template("account/verify_address.html", email=data["email"])


def _let_in(invitation: Invitation, form: Any, profile: Person | None) -> Person:
    if profile:
        return accounts.take_over(invitation, password=form["password"].data, at=clock.now())
    return accounts.join_invited(invitation, _applicant(form), at=clock.now())


@bp.route("/invite/<token>", methods=["GET", "POST"])
@guarded
def invited(token: str) -> Page:
    """Let somebody in whom the secretariat invited, or the claimant of a profile."""
    invitation = entry.invitation_of(token)
    if invitation is None:
        return _verified()
    profile = entry.profile_of(invitation)
    form: Any = (forms.NewPasswordForm if profile else forms.JoinForm)(request.form)
    form.fill()
    if request.method == "POST" and form.validate():
        with refusals_in(form):
            way_on = sessions.come_in(_let_in(invitation, form, profile))
            flash(_("Welcome. Your address is verified."))
            return redirect(way_on)
    return shown("account/invited.html", form, invitation=invitation, profile=profile)


@bp.route("/sign-in", methods=["GET", "POST"])
@guarded
@limiter.limit(ON_ONE_ACCOUNT, methods=["POST"], key_func=_login_tried)
def sign_in() -> Page:
    """Sign somebody in; the answer to a wrong password and to an unknown person is the same."""
    if current_user.is_authenticated and request.method == "GET":
        return redirect(next_path() or sessions.START)
    form = forms.SignInForm(request.form, data={"next": next_path()})
    if request.method == "POST" and form.validate():
        person = entry.person_by_login(form.login.data, form.password.data)
        if person:
            return browsers.remember(redirect(sessions.come_in(person, next_path(form))), form.login.data)
        waits = entry.waits_for_link(form.login.data, form.password.data)
        form.form_errors = [str(NOT_VERIFIED if waits else NOT_TOGETHER)]
    way = next_path(form) if form.next.data else ""
    return shown("account/sign_in.html", form, next=way, meant=_meant(way))


@bp.post("/sign-out")
def sign_out() -> Response:
    """End the sign-in of this browser."""
    sessions.finish()
    flash(_("You are signed out."))
    return redirect("/")


@bp.route("/reset", methods=["GET", "POST"])
@guarded
def ask_reset() -> Page:
    """Send a link for a new password, and say the same whether or not the address is known."""
    form = forms.AskResetForm(request.form, data={"next": next_path()})
    if request.method == "POST" and form.validate():
        accounts.ask_reset(form.email.data, next_path(form))
        session["mailed_to"] = form.email.data
        return redirect("/reset/sent")
    return shown("account/ask_reset.html", form)


@bp.get("/reset/sent")
def reset_sent() -> str:
    """Say what to do with the mail."""
    return render_template("account/reset_sent.html", email=session.get("mailed_to"))


@bp.route("/reset/<token>", methods=["GET", "POST"])
@guarded
def reset(token: str) -> Page:
    """Take a new password, and lead on to the page that the person came for; every other sign-in ends."""
    person, came_for = entry.person_by_reset(token), read_link("reset", token).get("next", "")
    form = forms.NewPasswordForm(request.form)
    if request.method == "POST" and form.validate():
        with refusals_in(form):
            way_on = sessions.come_in(accounts.reset_password(token, form.password.data), came_for)
            flash(_("You have a new password. Every other sign-in and every API token has ended."))
            return redirect(way_on)
    return shown("account/reset.html", form, actor=person.actor)
