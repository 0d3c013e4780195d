"""Forms of bodies, changes of their list, and contacts: shape and messages."""

from typing import Any

from wtforms.validators import Email, NoneOf, Regexp

from igtf.core.forms import Choice, Line, MoveForm, Paragraphs, Radio
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.i18n import lazy_pgettext as _lp
from igtf.people.forms import offered_by_name
from igtf.routing.choices import body_choices, contact_choices, entry_of
from igtf.routing.forms import reached_us
from igtf.routing.registry import KIND_LABELS


class BodyForm(MoveForm):
    """A body to list."""

    acronym = Line(_l("Acronym"), needed=_l("Give the acronym."), most=30)
    name = Line(_l("Name"), needed=_l("Give the full name."))
    slug = Line(
        _l("Short name in addresses"), needed=_l("Give the short name."), most=40,
        hint=_l("Small letters, digits and hyphens."),
        validators=[Regexp(r"^[a-z0-9]+(-[a-z0-9]+)*$", message=_l("Use small letters, digits and hyphens only.")),
                    NoneOf(("figures", "new"), message=_l("This short name is reserved; choose another one."))],
    )  # fmt: skip
    kind = Radio(_l("Kind"), tuple(KIND_LABELS.items()), needed=_l("Choose the kind."))
    parent = Choice(_l("Part of"))
    url = Line(_l("Web address"), most=500)
    mandate = Paragraphs(_l("Mandate"), needed=_l("Say in a few sentences what the body is for."), most=5_000)
    topics = Paragraphs(_l("Topics"), hint=_l("One on a line."), most=2_000, rows=3)
    members = Line(_l("Members"), most=500, hint=_l("Who belongs to it, where that is known."))

    def prepare(self, thing: Any, visitor: Any) -> None:
        self.parent.choices = body_choices(_("No other body"))


class NewBodyForm(BodyForm):
    """A body that somebody proposes to list."""

    reason = Paragraphs(_l("Why"), needed=_l("Say why; the reason is public."), most=2_000, rows=3)
    source = Line(_l("Source"), most=500, hint=_l("Where it can be checked: a link, a document."))


class ChangeForm(NewBodyForm):
    """What should read otherwise in the entry of a body; its address stays."""

    slug = None  # type: ignore[assignment]

    @classmethod
    def initial(cls, thing: Any) -> dict[str, Any]:
        return entry_of(thing)


class ContactForm(MoveForm):
    """A contact that a body named."""

    name = Line(_lp("person", "Name"), needed=_l("Give the name."))
    role = Line(_l("Function at the body"), hint=_l("Such as: liaison officer."))
    email = Line(_l("E-mail address"), needed=_l("Give the e-mail address."), hint=_l("Never shown."),
                 validators=[Email(message=_l("Write a full address, such as name@example.org."))])  # fmt: skip
    language = Choice(_l("Language"), needed=_l("Choose the language of the mails."))
    evidence = Paragraphs(_l("How the body named this contact"), needed=_l("Say how the body named this contact."),
                          most=1_000, rows=2)  # fmt: skip

    def prepare(self, thing: Any, visitor: Any) -> None:
        """Offer the languages that the site has."""
        self.language.choices = offered_by_name()


class OfContactForm(MoveForm):
    """One of the contacts of the body."""

    contact = Choice(_l("Contact"), needed=_l("Choose the contact."))

    def prepare(self, thing: Any, visitor: Any) -> None:
        """Offer the contacts of the body."""
        self.contact.choices = contact_choices(thing.id)


class EndContactForm(OfContactForm):
    """A contact that no longer answers for the body."""

    reason = Line(_l("Reason"), needed=_l("Say why."), most=500)


class ConfirmContactForm(OfContactForm):
    """A contact that still answers for the body."""

    evidence = reached_us()
