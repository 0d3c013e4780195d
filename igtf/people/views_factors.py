"""The second factor: asked for at sign-in, added and removed in the account; recovery codes."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, session
from flask_login import current_user
from markupsafe import Markup

from igtf.core.errors import Invalid
from igtf.core.i18n import gettext as _
from igtf.core.limits import GUESSING, limiter, passwords
from igtf.core.page.formpage import refusals_in, shown
from igtf.core.security import kept_nowhere
from igtf.people import factors, forms, sessions
from igtf.people.entry import check_present
from igtf.people.models import Person
from igtf.people.passwords import new_token
from igtf.people.queries_account import device_name, factors_of, get_factor_or_404
from igtf.people.signins import has_factor
from igtf.people.views_entry import Page, guarded
from igtf.people.visitor import myself, sign_in_first

bp = Blueprint("factors", __name__)

OVERVIEW = "/account/#second"
A_DAY, IN_ALL = "100 per day", "300 per day"
"""Codes that are tried on one account: behind one password, and behind all that it has in the day."""


def _who_waits() -> str:
    return f"second factor {session.get('waits', {}).get('person')}"


def _with_this_password() -> str:
    return f"{_who_waits()} {session.get('waits', {}).get('knew')}"


def guarded_for_each(view: Callable[..., Page]) -> Callable[..., Page]:
    """Bound the codes that are tried on one account, from wherever they come.

    Whoever has the password can use up its tries, and a new one has its own. What these refuse counts in all no more.
    """
    bounded = limiter.limit(IN_ALL, methods=["POST"], key_func=_who_waits)(view)
    return limiter.limit(f"{GUESSING}; {A_DAY}", methods=["POST"], key_func=_with_this_password)(bounded)


bp.after_request(kept_nowhere)  # these pages hold secrets


def _may_add() -> Person | None:
    """Return whose factors this browser may add to: who is signed in, or who waits for a first one."""
    if current_user.is_authenticated:
        return myself()
    waits = sessions.waiting()
    return waits if waits and not has_factor(waits.id) else None


def _challenge() -> Any:
    """Return the challenge that this browser was given, None without one. It is not taken back: it is spent once."""
    from igtf.people.passkeys import Challenge

    given = session.get("challenge")
    return Challenge(*given) if given else None


def _wish(kind: str, person: Person) -> str:
    """Return what the browser is asked for a passkey, with a challenge that is fresh."""
    from igtf.people import passkeys

    challenge = _challenge()
    if challenge is None or not challenge.is_fresh:
        challenge = passkeys.Challenge.new()
        session["challenge"] = list(challenge)
    return (passkeys.wish_for_new if kind == "create" else passkeys.wish_for_proof)(person, challenge)


@bp.route("/sign-in/second", methods=["GET", "POST"])
@guarded
@guarded_for_each
def second() -> Page:
    """Ask who has given the password for the second factor."""
    person = sessions.waiting()
    if person is None or not has_factor(person.id):
        return redirect(sessions.again(person))
    form: Any = (forms.PasskeyProofForm if "proof" in request.form else forms.CodeForm)(request.form)
    if request.method == "POST" and form.validate():
        with refusals_in(form):
            _prove(person, form)
            return redirect(sessions.let_in())
    has = factors_of(person.id)
    wish = _wish("get", person) if has.passkeys else None
    return shown("account/second.html", form, has=has, wish=wish, asked=forms.CodeForm())


def _prove(person: Person, form: Any) -> None:
    if isinstance(form, forms.PasskeyProofForm):
        from igtf.people import passkeys

        passkeys.spend_proof(person, answer=form.proof.data, challenge=_challenge())
        return
    try:
        factors.spend_code(person, form.code.data)
    except Invalid:
        factors.note_wrong(person)
        raise


@bp.route("/account/app", methods=["GET", "POST"])
@passwords
def add_app() -> Page:
    """Add an app that shows codes: it learns its secret here, and proves itself by a code."""
    person = _may_add()
    if person is None:
        return sign_in_first()
    salt = session.setdefault("salt", new_token())
    form = _form(forms.AppForm, forms.FirstAppForm, _("App on my phone"))
    done = _try(person, form, lambda: factors.add_app(
        person, salt=salt, code=form.code.data, name=form.name.data, this=_this()))  # fmt: skip
    address = factors.address_of(person, salt)
    shows = {"address": address, "picture": _picture(address), "secret": factors.secret_of(salt)}
    return done or shown("account/app.html", form, passkeys=factors.has_passkeys(), **shows)


def _picture(text: str) -> Markup:
    """Return a text as a picture that cameras read (ISO/IEC 18004), dark on light in any mode."""
    import segno

    return Markup(segno.make(text, error="m").svg_inline(scale=4, dark="#000", light="#fff", title=_("QR code")))


@bp.route("/account/passkey", methods=["GET", "POST"])
@passwords
def add_passkey() -> Page:
    """Add a passkey, which the browser makes."""
    person = _may_add()
    if person is None:
        return sign_in_first()
    form = _form(forms.PasskeyForm, forms.FirstPasskeyForm, device_name(request.user_agent.string))
    done = _try(person, form, lambda: _take_passkey(person, form))
    wish = _wish("create", person) if factors.has_passkeys() and not done else None
    return done or shown("account/passkey.html", form, wish=wish)


def _take_passkey(person: Person, form: Any) -> None:
    from igtf.people import passkeys

    passkeys.add_passkey(
        person, answer=form.proof.data, challenge=_challenge(), name=form.name.data, this=_this()
    )  # fmt: skip


def _this() -> str:
    """Return the token of the present sign-in, empty for who waits."""
    return current_user.token if current_user.is_authenticated else ""


def _form(kind: type[forms.Checked], first: type[forms.Checked], name: str) -> Any:
    """Return the form of who adds a factor: with the password, unless it was given just now."""
    return (kind if current_user.is_authenticated else first)(request.form, data={"name": name})


def _try(person: Person, form: Any, add: Callable[[], None]) -> Page | None:
    """Do what was answered, and return what comes next; None when the form is to be shown."""
    if request.method == "POST" and form.validate():
        with refusals_in(form):
            if current_user.is_authenticated:
                check_present(person, form.present.data)
            add()
            return _added(person)
    return None


def _added(person: Person) -> Page:
    """Go on after a factor was added: with the first one come recovery codes."""
    way_on = OVERVIEW if current_user.is_authenticated else sessions.let_in()
    session.pop("salt", None)
    session.pop("challenge", None)
    flash(_("Your second factor is added. You are asked for it when you sign in."))
    return redirect(way_on) if factors_of(person.id).codes else _new_codes(person, way_on)


def _new_codes(person: Person, way_on: str) -> str:
    """Show new recovery codes, in the one answer that has them: they are kept nowhere, nor in a cookie."""
    return render_template("account/codes.html", codes=factors.new_codes(person), way_on=way_on)


@bp.route("/account/codes", methods=["GET", "POST"])
@passwords
def codes() -> Page:
    """Make recovery codes in place of the former ones."""
    if not current_user.is_authenticated:
        return sign_in_first()
    if not has_factor(current_user.id):
        return redirect(OVERVIEW)
    person, form = myself(), forms.PresentPasswordForm(request.form)
    if request.method == "POST" and form.validate():
        with refusals_in(form):
            check_present(person, form.present.data)
            return _new_codes(person, OVERVIEW)
    return shown("account/codes.html", form, has=factors_of(person.id))


@bp.route("/account/app/<int:number>/remove", methods=["GET", "POST"], defaults={"kind": "app"})
@bp.route("/account/passkey/<int:number>/remove", methods=["GET", "POST"], defaults={"kind": "passkey"})
@passwords
def remove(kind: str, number: int) -> Page:
    """Remove an app or a passkey."""
    if not current_user.is_authenticated:
        return sign_in_first()
    person, form = myself(), forms.PresentPasswordForm(request.form)
    found = get_factor_or_404(person.id, kind, number)
    if request.method == "POST" and form.validate():
        with refusals_in(form):
            check_present(person, form.present.data)
            factors.remove_factor(person, kind, number)
            flash(_("The second factor is removed."))
            return redirect(OVERVIEW)
    return shown("account/remove_factor.html", form, factor=found, only=factors_of(person.id).how_many == 1)
