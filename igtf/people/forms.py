"""Forms of accounts and of the secretariat: shape and messages."""

from typing import Any

from wtforms import Form, HiddenField
from wtforms.widgets import CheckboxInput, ListWidget

from igtf.core.errors import Invalid
from igtf.core.forms import Choice, Line, Paragraphs, Radio, Secret, Several, Tick, formdata
from igtf.core.i18n import Text, languages, locale
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.i18n import lazy_pgettext as _lp
from igtf.core.when import zones
from igtf.people.countries import country_choices
from igtf.people.models import NO_MAIL
from igtf.people.roles import GIVEN, ROLES
from igtf.people.spoken import spoken_by_name
from igtf.people.stakeholders import ALL_GROUPS, CAPACITIES
from igtf.record.terms import Explained

EMAIL: dict[str, Any] = {"render_kw": {"type": "email", "autocomplete": "email"}, "most": 254}
PLAIN = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
PACES = {
    "at-once": _l("At once"), "daily": _l("Once a day"), "weekly": _l("Once a week"), NO_MAIL: _l("Never"),
}  # fmt: skip


def countries() -> list[tuple[str, Any]]:
    """Return every country for a form, after 'not stated'."""
    return [("", _l("Not stated")), *country_choices(locale())]


def offered_by_name() -> list[tuple[str, str]]:
    """Return the languages that the site speaks, by the names that they give themselves: (code, name)."""
    return [(code, name) for code, name, _direction in languages()]


class Checked(Form):
    """A form of accounts; ``fill`` sets the choices that depend on the reader."""

    class Meta:
        locales = False

    def fill(self) -> None:
        """Set choices that depend on the reader's language."""


def checked_as(form: type[Checked], **given: str) -> dict[str, Any]:
    """Return what the operator gives at the command line, cleaned as the page with this form does it; Invalid for what
    the page would refuse."""
    filled = form(formdata(given))
    if not filled.validate():
        raise Invalid({name: [str(error) for error in errors] for name, errors in filled.errors.items()})
    return {name: filled[name].data for name in given}


class NameForm(Checked):
    """How somebody is called."""

    name = Line(
        _l("Display name"), needed=_l("Say how you want to be called."), most=80,
        hint=_l("In any script. It stands beside all that you say here."), render_kw={"autocomplete": "name"},
    )  # fmt: skip
    handle = Line(
        _l("Handle"), needed=_l("Choose a handle."), most=30, render_kw=PLAIN,
        hint=_l("The address of your page: 2 to 30 of a-z, 0-9 and hyphens. It cannot be changed."),
    )  # fmt: skip


class ReachForm(Checked):
    """Where mail goes."""

    email = Line(
        _l("E-mail address"),
        needed=_l("Give your e-mail address."),
        hint=_l("Never shown to the public."),
        **EMAIL,
    )


class PresentPasswordForm(Checked):
    """The password in force."""

    present = Secret(_l("Present password"), needed=_l("Give your present password."))


def _new_password(label: Text) -> Secret:
    return Secret(
        label, needed=_l("Choose a password."), autocomplete="new-password",
        hint=_l("At least 10 characters; a sentence is easy to remember."),
    )  # fmt: skip


class FirstPasswordForm(Checked):
    """A password to begin with."""

    password = _new_password(_l("Password"))


class NewPasswordForm(Checked):
    """A password in place of another one."""

    password = _new_password(_l("New password"))


class CountryForm(Checked):
    """Where somebody comes from."""

    country = Choice(_l("Country"), hint=_l("Gives your region in the balance of each discussion."))

    def fill(self) -> None:
        self.country.choices = countries()


class HatForm(Checked):
    """A hat: for whom somebody speaks."""

    stakeholder_group = Radio(
        _l("Stakeholder group"), ALL_GROUPS.items(), needed=_l("Choose a stakeholder group."), hint=Explained("hat")
    )
    capacity = Radio(
        _l("Capacity"), CAPACITIES.items(), default="personal", needed=_l("Choose a capacity."),
        hint=_l("Acting for an organisation counts as not stated until the secretariat has confirmed it."),
    )  # fmt: skip
    organisation = Line(_l("Organisation"), render_kw={"autocomplete": "organization"})
    evidence = Line(
        _l("Where it can be seen that you act for it"), most=500,
        hint=_l("A page, a letter, somebody to ask: for the secretariat alone, if your address is not one of the "
                "organisation."),
    )  # fmt: skip


class JoinForm(NameForm, FirstPasswordForm, CountryForm, HatForm):
    """Who somebody is; the address is known from an invitation."""


class WayForm(Checked):
    """The page that somebody came for, and goes on to once they are in."""

    next = HiddenField()


class RegisterForm(NameForm, ReachForm, FirstPasswordForm, CountryForm, HatForm, WayForm):
    """Who somebody is, and how to reach them."""


class AskResetForm(ReachForm, WayForm):
    """Where the link for a new password goes."""


class SignInForm(WayForm):
    """Address or handle, and the password."""

    login = Line(_l("E-mail address or handle"), needed=_l("Give your address or handle."), most=254, render_kw=PLAIN)
    password = Secret(_l("Password"), needed=_l("Give your password."))


class KnownPasswordForm(Checked):
    """The password chosen before."""

    password = Secret(_l("The password you chose"), needed=_l("Give the password that you chose when you registered."))


class AddAddressForm(ReachForm, PresentPasswordForm):
    """One more address of somebody who knows the password: whoever reads its mail can choose a new one."""


class ChangePasswordForm(PresentPasswordForm, NewPasswordForm):
    """A new password of somebody who knows the present one."""


ONE_TIME = {"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}


class CodeForm(Checked):
    """A code of an app, or a recovery code."""

    code = Line(
        _l("Code"), needed=_l("Give the code that your app shows, or a recovery code."), most=30, render_kw=ONE_TIME,
        hint=_l("Six figures that the app shows now, or one of your recovery codes."),
    )  # fmt: skip


class PasskeyProofForm(Checked):
    """What the browser signed with a passkey."""

    proof = HiddenField()


def _factor_name() -> Line:
    return Line(_l("Name"), needed=_l("Give it a name."), most=60, hint=_l("So that you know it again."))


class FirstAppForm(Checked):
    """An app that shows codes, of somebody who has just given the password."""

    name = _factor_name()
    code = Line(_l("Code"), needed=_l("Give the code that the app shows now."), most=30, render_kw=ONE_TIME)


class AppForm(PresentPasswordForm, FirstAppForm):
    """An app that shows codes, of somebody who is signed in."""


class FirstPasskeyForm(PasskeyProofForm):
    """A passkey of somebody who has just given the password."""

    name = _factor_name()


class PasskeyForm(PresentPasswordForm, FirstPasskeyForm):
    """A passkey of somebody who is signed in."""


class ProfileForm(Checked):
    """What a person's page says."""

    name = Line(_l("Display name"), needed=_l("Say how you want to be called."), most=80)
    country = Choice(
        _l("Country"),
        hint=_l("Hats keep the region that they were declared with; declare a new one after a move."),
    )
    languages = Several(
        _l("Languages"),
        hint=_l("In which you can take part."),
        widget=ListWidget(),
        option_widget=CheckboxInput(),
    )
    about = Line(_l("About you"), most=300, hint=_l("One line: affiliations, with years."))

    def fill(self) -> None:
        self.country.choices = countries()
        self.languages.choices = spoken_by_name()


class PreferencesForm(Checked):
    """What is nobody else's business."""

    mail_pace = Radio(
        _l("Mail"), PACES.items(), needed=_l("Choose how often."),
        hint=_l("A reminder of a day that is near comes at once, unless you choose never."),
    )  # fmt: skip
    time_zone = Choice(_l("Time zone"), needed=_l("Choose a time zone."))

    def fill(self) -> None:
        self.time_zone.choices = zones()


class LanguageForm(Checked):
    """In which language the site speaks to a person."""

    language = Choice(_l("Language of pages and mail"), needed=_l("Choose a language."))

    def fill(self) -> None:
        self.language.choices = offered_by_name()


class InterestForm(Checked):
    """A statement of interest."""

    text = Paragraphs(
        _l("Statement of interest"), rows=10, needed=_lp("of interest", "Write the statement."),
        markdown=True,
        hint=_l("Who pays you, for whom you speak, what you gain or lose by a decision. Markdown works."),
    )  # fmt: skip


class TokenLabelForm(Checked):
    """What a token of the API is for, and whether it reads alone."""

    label = Line(_l("What is it for?"), needed=_l("Say what the token is for."), most=80)
    reads_only = Tick(_l("It only reads: what is public and what is yours, and does nothing"))


class TokenForm(PresentPasswordForm, TokenLabelForm):
    """A token of the API: it reads and acts as the person, so whoever makes one knows the password."""


class ClaimForm(ReachForm):
    """Why an imported profile is the asker's."""

    reason = Paragraphs(
        _l("How can the secretariat know that it is you?"), needed=_l("Say how it can be known."), most=2_000
    )


class InviteForm(Checked):
    """Whom to invite."""

    email = Line(_l("E-mail address"), needed=_l("Give the e-mail address."), **EMAIL)
    language = Choice(_l("Language"), needed=_l("Choose the language of the mails."))
    reason = Line(_l("A word of welcome"), most=500)

    def fill(self) -> None:
        self.language.choices = offered_by_name()


def _public_reason() -> Paragraphs:
    return Paragraphs(_l("Reason"), needed=_l("Say why; the reason is public."), most=2_000, rows=3)


class RoleForm(Checked):
    """A role and who gets it."""

    person = Line(_l("Handle"), needed=_l("Give the person's handle."), most=30)
    role = Choice(_l("Role"), [(name, ROLES[name][0]) for name in GIVEN], needed=_l("Choose a role."))
    reason = _public_reason()


class HatReasonForm(Checked):
    """Why a hat is not confirmed, or no longer."""

    reason = _public_reason()


class CloseForm(Checked):
    """Whose account to close, and why."""

    person = Line(_l("Handle"), needed=_l("Give the person's handle."), most=30)
    reason = _public_reason()
