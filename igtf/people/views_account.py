"""One's own account: a page that shows it all, and a table of what can be changed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request
from flask_login import current_user
from werkzeug.wrappers import Response

from igtf.core.errors import Invalid, NotFound
from igtf.core.i18n import Text, in_language, languages, remember_language
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.i18n import lazy_ngettext as _ln
from igtf.core.limits import passwords
from igtf.core.page.formpage import refusals_in, shown, shown_once
from igtf.core.security import own_path
from igtf.people import accounts, addresses, commands, entry, forms, queries, signins
from igtf.people.countries import country
from igtf.people.links import LASTS
from igtf.people.models import Person
from igtf.people.passwords import token_hash
from igtf.people.queries_account import addresses_of, device_name, factors_of, sign_ins_of, tokens_of
from igtf.people.spoken import language_name
from igtf.people.visitor import acting, myself, sign_in_first

bp = Blueprint("account", __name__, url_prefix="/account")
bp.add_app_template_global(language_name)


@dataclass(frozen=True)
class AccountPage:
    """A page of the account: its form, the values it starts with, what it does, the sentence afterwards.

    ``act`` takes the person and the form's fields; it may return a sentence of its own. ``once``: that holds a secret.
    """

    title: Text
    button: Text
    form: type[forms.Checked]
    act: Callable[..., str | None]
    done: Text
    initial: Callable[[Person], dict[str, Any]] = lambda _person: {}
    lead: Text = ""
    once: bool = False


def _profile(person: Person, *, country: str, **given: Any) -> None:
    commands.change_profile(person, country=country or None, by=acting(), **given)


def _hat(person: Person, **given: Any) -> None:
    commands.add_hat(person, by=acting(), **given)


def _interest(person: Person, *, text: str) -> None:
    commands.state_interest(person, text=text, by=acting())


def _language(person: Person, *, language: str) -> str:
    accounts.change_preferences(person, language=language)
    remember_language(language)
    with in_language(language):
        return _("Pages and mails come in this language from now on.")


def _password(person: Person, *, present: str, password: str) -> None:
    entry.check_present(person, present)
    accounts.change_password(person, password, keep=current_user.token)


def _address(person: Person, *, present: str, email: str) -> None:
    entry.check_present(person, present)
    accounts.ask_address(person, email)


def _token(person: Person, *, present: str, label: str, reads_only: bool) -> str:
    entry.check_present(person, present)
    token = signins.make_token(person, label, reads_only=reads_only)
    return str(_("Copy this token now; it is shown once: %(token)s", token=token))


def _newest_interest(person: Person) -> dict[str, Any]:
    versions = queries.interest_versions(person.id)
    return {"text": versions[0].text} if versions else {}


_OWN = ("country", "languages", "about")
CHANGES = {
    "profile": AccountPage(
        _l("Profile"), _l("Save the profile"), forms.ProfileForm, _profile, _l("Your page says so now."),
        lambda p: {"name": p.actor.name} | {name: getattr(p, name) for name in _OWN},
        _l("All of this is public."),
    ),
    "preferences": AccountPage(
        _l("Preferences"), _l("Save the preferences"), forms.PreferencesForm, accounts.change_preferences,
        _l("Your preferences are saved."),
        lambda p: {"mail_pace": p.mail_pace, "time_zone": p.time_zone},
        _l("None of this is public; only the planner of meetings of your groups shows, beside your country, what hour "
           "it is where you are."),
    ),
    "language": AccountPage(
        _l("Language"), _l("Use this language"), forms.LanguageForm, _language, "",
        lambda p: {"language": p.language or "en"},
    ),
    "interest": AccountPage(
        _l("Statement of interest"), _l("Publish the statement"), forms.InterestForm, _interest,
        _l("Your statement is public; former versions stay readable."), _newest_interest,
        _l("Public, in all its versions. Who stands for a seat on the council has to give one; everybody else may."),
    ),
    "hat": AccountPage(
        _l("Add a hat"), _l("Add the hat"), forms.HatForm, _hat,
        _l("You can act under this hat now; where you have several, each form asks which."),
        lead=_l("A hat says for whom you speak. It is fixed with your first position in a call or ballot."),
    ),
    "address": AccountPage(
        _l("Add an address"), _l("Send the link"), forms.AddAddressForm, _address,
        _ln("If nobody has this address yet, a link went to it; open it within %(num)d day.",
            "If nobody has this address yet, a link went to it; open it within %(num)d days.", LASTS["verify"].days),
        lead=_l("Addresses are never public. One of your organisation helps to confirm your hat."),
    ),
    "password": AccountPage(
        _l("Change the password"), _l("Change the password"), forms.ChangePasswordForm, _password,
        _l("Your password is changed; every other sign-in and every API token has ended. A mail tells you so."),
    ),
    "token": AccountPage(
        _l("Make an API token"), _l("Make the token"), forms.TokenForm, _token, "",
        lead=_l("Whoever has the token reads as you through the API, and acts as you unless it only reads."), once=True,
    ),
}  # fmt: skip


@bp.get("/")
def account() -> Response | str:
    """Show everything about one's own account."""
    if not current_user.is_authenticated:
        return sign_in_first()
    me = myself()
    return render_template(
        "account/account.html", me=me, actor=me.actor, country=country(me.country),
        hats=queries.hats_of(me.id), addresses=addresses_of(me.id), statements=queries.interest_versions(me.id),
        sign_ins=sign_ins_of(me.id), tokens=tokens_of(me.id), factors=factors_of(me.id), device_name=device_name,
        this=token_hash(current_user.token), pace=forms.PACES[me.mail_pace],
        spoken=[language_name(code) for code in me.languages],
        rest_after=addresses.REST_AFTER,
        page_language={code: name for code, name, _way in languages()}.get(me.language or "en", "English"),
    )  # fmt: skip


@bp.route("/<name>", methods=["GET", "POST"])
@passwords
def change(name: str) -> Response | tuple[str, int]:
    """Show and take one of the CHANGES; ``back`` of the address is where it leads afterwards."""
    if name not in CHANGES:
        raise NotFound(_("There is no such page of your account."))
    if not current_user.is_authenticated:
        return sign_in_first()
    kind, me, back = CHANGES[name], myself(), own_path(request.args.get("back")) or "/account/"
    form = kind.form(request.form, data=kind.initial(me))
    form.fill()
    if request.method == "POST" and form.validate():
        with refusals_in(form):
            said = str(kind.act(me, **form.data) or kind.done)
            if kind.once:
                return shown_once(kind.title, said, back)
            flash(said)
            return redirect(back)
    return shown("account/change.html", form, change=kind, back=back)


def _end(act: Callable[[Person], None], said: str) -> Response:
    try:
        act(myself())
        flash(said)
    except Invalid as refused:
        flash(refused.message, "warning")
    return redirect("/account/")


@bp.post("/sign-ins/<int:number>/end")
def end_sign_in(number: int) -> Response:
    """End a sign-in on another device, or on this one."""
    return _end(lambda me: signins.end_sign_ins(me.id, only=number), _("This sign-in has ended."))


@bp.post("/sign-ins/end")
def end_others() -> Response:
    """End every sign-in but this one."""
    return _end(lambda me: signins.end_sign_ins(me.id, but=current_user.token), _("Every other sign-in has ended."))


@bp.post("/tokens/<int:number>/end")
def end_token(number: int) -> Response:
    """End an API token."""
    return _end(lambda me: signins.end_token(me.id, number), _("The token works no longer."))


@bp.post("/hats/<int:number>/end")
def end_hat(number: int) -> Response:
    """Lay down a hat."""
    hat = queries.get_hat_or_404(number)
    return _end(
        lambda _me: commands.end_hat(hat, by=acting()),
        _("You wear this hat no longer; what you did under it stays."),
    )


@bp.post("/addresses/<int:number>/main")
def mail_to(number: int) -> Response:
    """Send mail to an address from now on."""
    return _end(lambda me: accounts.mail_to(me, number), _("Mail goes to this address from now on."))


@bp.post("/addresses/<int:number>/works")
def mail_arrives(number: int) -> Response:
    """Let news go to an address again from which mail came back."""
    return _end(lambda me: addresses.mail_arrives(me.id, number), _("Mail goes to this address as before."))


@bp.post("/addresses/<int:number>/remove")
def remove_address(number: int) -> Response:
    """Remove an address."""
    return _end(lambda me: accounts.remove_address(me, number), _("The address is removed."))
