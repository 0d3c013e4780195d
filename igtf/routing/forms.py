"""Forms of bodies and statements: shape and messages."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Form, FormField
from wtforms.validators import Email, Regexp

from igtf.core.forms import Choice, Day, Line, MoveForm, Paragraphs, Radio
from igtf.core.rows import Rows
from igtf.issues.forms import MARKDOWN
from igtf.routing.answering import ANSWERS, PURPOSES
from igtf.routing.choices import body_choices, contact_choices, sender_choices
from igtf.routing.registry import KIND_LABELS

LANGUAGES = [(code, code) for code in ("en", "ar", "es", "fr", "pt", "ru", "zh")]
CHANNELS = (
    ("mail", _l("Mail to the contacts, with a link to answer")),
    ("other", _l("Another way: a letter, a portal, a meeting")),
)
DEADLINE = _l("A statement for action needs a deadline.")


class BodyForm(MoveForm):
    """A body to list."""

    acronym = Line(_l("Acronym"), needed=_l("Give the acronym."), most=30)
    name = Line(_l("Name"), needed=_l("Give the full name."))
    slug = Line(
        _l("Short name in addresses"), needed=_l("Give the short name."), most=40,
        hint=_l("Small letters, digits and hyphens."),
        validators=[Regexp(r"^(?!new$)[a-z0-9]+(-[a-z0-9]+)*$",
                           message=_l("Use small letters, digits and hyphens only."))],
    )  # fmt: skip
    kind = Radio(_l("Kind"), tuple(KIND_LABELS.items()), needed=_l("Choose the kind."))
    parent = Choice(_l("Part of"))
    url = Line(_l("Web address"), most=500)
    mandate = Paragraphs(_l("Mandate"), needed=_l("Say in a few sentences what the body is for."), most=5_000)
    topics = Paragraphs(_l("Topics"), hint=_l("One on a line."), most=2_000, rows=3)

    def prepare(self, thing: Any, visitor: Any) -> None:
        self.parent.choices = body_choices()


class ContactForm(MoveForm):
    """A contact that a body named."""

    name = Line(_l("Name"), needed=_l("Give the name."))
    role = Line(_l("Role"), hint=_l("Such as: liaison officer."))
    email = Line(_l("E-mail address"), needed=_l("Give the e-mail address."), hint=_l("Never shown."),
                 validators=[Email(message=_l("Write a full address, such as name@example.org."))])  # fmt: skip
    language = Choice(_l("Language"), LANGUAGES, needed=_l("Choose the language of the mails."))
    evidence = Paragraphs(_l("How the body named this contact"), needed=_l("Say how the body named this contact."),
                          most=1_000, rows=2)  # fmt: skip


class EndContactForm(MoveForm):
    """A contact that no longer answers for the body."""

    contact = Choice(_l("Contact"), needed=_l("Choose the contact."))
    reason = Line(_l("Reason"), needed=_l("Say why."), most=500)

    def prepare(self, thing: Any, visitor: Any) -> None:
        self.contact.choices = contact_choices(thing.id)


class EditForm(MoveForm):
    """The wording of a statement."""

    purpose = Radio(_l("Purpose"), tuple(PURPOSES.items()), needed=_l("Choose the purpose."))
    subject = Line(_l("Subject"), needed=_l("Give the subject."))
    text = Paragraphs(_l("Text"), needed=_l("Write the text."), rows=10, hint=MARKDOWN)
    deadline = Day(_l("Answer wanted by"), hint=_l("Required for action; else 60 days from sending."))
    asks = Rows(Line("", most=500), _l("What is asked"), min_entries=3, max_entries=20,
                     description=_l("Leave it empty when the subject says it all."))  # fmt: skip
    consensus = Line(_l("Level of consensus"), most=500)
    minority = Paragraphs(_l("Minority statements"), most=5_000, rows=3)

    def validate(self, extra_validators: Any = None) -> bool:
        """For action, a deadline is required (RFC 4053)."""
        fine = bool(super().validate(extra_validators))
        if self.purpose.data == "action" and not self.deadline.data and not self.deadline.errors:
            self.deadline.errors = [DEADLINE]
            return False
        return fine

    @classmethod
    def initial(cls, thing: Any) -> dict[str, Any]:
        if thing is None:
            return {}
        own = {name: getattr(thing, name) for name in ("purpose", "text", "consensus", "minority")}
        day = thing.deadline.date() if thing.deadline else None
        return own | {
            "subject": thing.subject.title,
            "deadline": day,
            "asks": [ask.text for ask in thing.asks],
        }


class StatementForm(EditForm):
    """A new statement: from whom, to which body, and its wording."""

    sender = Choice(_l("From"), needed=_l("Choose who sends it."))
    body = Choice(_l("To"), needed=_l("Choose the body."))

    def prepare(self, thing: Any, visitor: Any) -> None:
        self.sender.choices = sender_choices(visitor)
        self.body.choices = body_choices()


class SendForm(MoveForm):
    """How a statement is sent."""

    channel = Radio(_l("Channel"), CHANNELS, needed=_l("Choose the channel."))
    evidence = Line(_l("Evidence"), most=500, hint=_l("For another way: what shows that it was sent."))


class FromBodyForm(MoveForm):
    """An act of the body: by its contact, or entered by the secretariat with evidence."""

    evidence = Line(_l("Evidence"), needed=_l("Say how this reached you: a letter, a link, a call."), most=500)

    def prepare(self, thing: Any, visitor: Any) -> None:
        if getattr(visitor, "is_contact", False):
            del self.evidence


class InProcessForm(FromBodyForm):
    """The body deals with it."""

    reference = Line(_l("Reference at the body"), needed=_l("Give the reference under which the body deals with it."))


class AskAnswerForm(Form):
    """The answer to one ask."""

    answer = Choice(_l("Answer"), [("", _l("No answer yet")), *((a.name, a.label) for a in ANSWERS.values())])
    date = Day(_l("By which date"), hint=_l("If you will do it by a date."))
    body = Choice(_l("Passed on to"), [])
    text = Paragraphs(_l("Explanation"), most=5_000, rows=3, hint=_l("What was done, why not, or your comments."))

    def validate(self, extra_validators: Any = None) -> bool:
        """Each answer needs what its row in the table says."""
        fine = bool(super().validate(extra_validators))
        chosen = ANSWERS.get(self.answer.data or "")
        if chosen and not self[chosen.needs].data and not self[chosen.needs].errors:
            self[chosen.needs].errors = [chosen.missing]
            return False
        return fine


class AnswerForm(FromBodyForm):
    """The answers to all asks of a statement, in their order."""

    answers = Rows(FormField(AskAnswerForm), _l("Your answer to each point"), max_entries=20)

    def prepare(self, thing: Any, visitor: Any) -> None:
        super().prepare(thing, visitor)
        while len(self.answers.entries) < len(thing.asks):
            self.answers.append_entry()
        choices = body_choices()
        for entry, ask in zip(self.answers.entries, thing.asks, strict=False):
            entry.form.answer.label.text = f"{ask.number}. {ask.text}"
        for entry in self.answers.entries:
            entry.form.body.choices = choices


class DateForm(MoveForm):
    """Another date for the answer."""

    date = Day(_l("Another date"), needed=_l("Give the date."))
    reason = Paragraphs(_l("Reason"), needed=_l("Say why."), most=2_000, rows=3)


class CloseForm(MoveForm):
    """The end of a statement."""

    evidence = Paragraphs(
        _l("Evidence"), most=2_000, rows=3,
        hint=_l("What shows how it ended; leave it empty only when no answer came."),
    )  # fmt: skip
