"""Forms of consultations: shape and messages."""

from typing import Any

from wtforms import Form, FormField
from wtforms.widgets import CheckboxInput, ListWidget

from igtf.consultations import lookups
from igtf.consultations.models import EVERYONE, INVITED, Consultation
from igtf.consultations.questions import KINDS, ONE, SCALE, SEVERAL, Question, questions_of
from igtf.consultations.words import STANCES
from igtf.core.forms import Choice, Line, MoveForm, Paragraphs, Radio, Several, Tick, Whole, up_to_a_year
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.i18n import lazy_pgettext as _lp
from igtf.core.sent.rows import Rows
from igtf.discussion.forms import MARKDOWN, offer_fixed, shown_by
from igtf.people.named import SEVERAL_PEOPLE
from igtf.people.offices import groups_with
from igtf.record.numbers import whole_number
from igtf.record.references import render
from igtf.routing.choices import addressee_choices

MOST_QUESTIONS, EMPTY_ROWS = 30, 3
LONGEST_ANSWER = 20_000
HOUSE = "clearing-house"
"""Who asks, where it is no group."""


class _OwnerForm(MoveForm):
    """Who asks."""

    owner = Choice(_l("Who asks"), needed=_l("Choose who asks."))

    def prepare(self, thing: Any, visitor: Any) -> None:
        held = groups_with(visitor.id, "consult")
        house = [(HOUSE, _("The clearing house"))] if visitor.roles.clearing_house else []
        self.owner.choices = [*house, *((row.ref, f"{row.ref}: {row.title}") for row in held)]


class DescriptionForm(MoveForm):
    """What a consultation is about, and who may reply."""

    title = Line(_l("Title"), needed=_l("Give the consultation a title."), most=200)
    summary = Paragraphs(
        _l("What it is for"), needed=_l("Say in a few sentences what it is for."), most=500, rows=4,
        hint=_l("What is to be found out, and what will be done with the replies?"),
    )  # fmt: skip
    introduction = Paragraphs(_l("Introduction"), rows=6, most=LONGEST_ANSWER, markdown=True, hint=MARKDOWN,
                              validators=[shown_by(render)])  # fmt: skip
    admits = Radio(
        _l("Who replies"), ((EVERYONE, _l("Everyone")), (INVITED, _l("Those who are invited; everybody can read"))),
        needed=_l("Choose who replies."), default=EVERYONE,
    )  # fmt: skip

    @classmethod
    def initial(cls, thing: Consultation | None) -> dict[str, Any]:
        if thing is None:
            return {}
        return {"title": thing.subject.title, "summary": thing.subject.summary, "introduction": thing.introduction,
                "admits": thing.admits}  # fmt: skip


class DraftForm(_OwnerForm, DescriptionForm):
    """A new consultation."""


class QuestionForm(Form):
    """One question; without a text it is left out."""

    place = Whole(_lp("in a list", "Place"))
    text = Paragraphs(_l("Question"), rows=2, most=1_000)
    kind = Choice(_l("Answered by"), list(KINDS.items()))
    options = Paragraphs(_l("Options"), rows=3, most=4_000,
                         hint=_l("One on a line; of a scale the names of its two ends."))  # fmt: skip
    required = Tick(_l("It has to be answered"))


class QuestionsForm(MoveForm):
    """The questions of a consultation; their order is that of the places."""

    questions = Rows(FormField(QuestionForm), _l("Questions"), max_entries=MOST_QUESTIONS,
                     called=lambda number: str(_("Question %(n)d", n=number)))  # fmt: skip

    @classmethod
    def initial(cls, thing: Consultation) -> dict[str, Any]:
        rows = [
            {"place": each.number, "text": each.text, "kind": each.kind, "options": "\n".join(each.options),
             "required": each.required}
            for each in questions_of(thing)
        ]  # fmt: skip
        empty = range(len(rows) + 1, min(len(rows) + EMPTY_ROWS, MOST_QUESTIONS) + 1)
        return {"questions": rows + [{"place": place, "kind": "text"} for place in empty]}


class InviteForm(MoveForm):
    """Who is invited to reply."""

    people = Paragraphs(_l("People"), needed=_l("Name whom you invite."), rows=3, most=2_000,
                        hint=SEVERAL_PEOPLE)  # fmt: skip


class InviteBodiesForm(MoveForm):
    """Which bodies are invited."""

    bodies = Rows(Choice("", most=40), _l("Bodies"), min_entries=3, max_entries=20)

    def prepare(self, thing: Any, visitor: Any) -> None:
        choices = addressee_choices()
        for entry in self.bodies.entries:
            entry.choices = choices


class OpenForm(MoveForm):
    """For how many days a consultation is open."""

    days = Whole(_l("Days"), needed=_l("Say for how many days it is open."), validators=[up_to_a_year])

    def prepare(self, thing: Any, visitor: Any) -> None:
        self.shortest = whole_number("consultation_days", thing.subject if thing else None)

    @classmethod
    def initial(cls, thing: Consultation) -> dict[str, Any]:
        return {"days": whole_number("consultation_days", thing.subject)}


class UnderHat(MoveForm):
    """A form whose hat is fixed once the person has taken part in the consultation."""

    def prepare(self, thing: Any, visitor: Any) -> None:
        if "hat" in self and visitor.id:
            offer_fixed(self, lookups.fixed_hat(thing.id, visitor.id))


def _field(question: Question) -> Any:
    """Return the field of a reply in which a question is answered."""
    label = f"{question.number}. {question.text}"
    needed = _l("Question %(n)d has to be answered.", n=question.number) if question.required else None
    choices = list(enumerate(question.choices(), 1))
    if question.kind in (ONE, SCALE):
        return Radio(label, choices, needed=needed)
    if question.kind == SEVERAL:
        return Several(label, choices, needed=needed, widget=ListWidget(), option_widget=CheckboxInput())
    return Paragraphs(
        label, needed=needed, rows=6, most=LONGEST_ANSWER, markdown=True, hint=MARKDOWN, validators=[shown_by(render)]
    )


class ReplyForm(UnderHat):
    """A reply: a field for each question of the consultation, which ``shaped`` gives it."""

    @classmethod
    def shaped(cls, thing: Consultation | None) -> type[MoveForm]:
        fields = {question.name: _field(question) for question in questions_of(thing)} if thing else {}
        return type(cls.__name__, (cls,), fields)

    def prepare(self, thing: Consultation, visitor: Any) -> None:
        """Begin with what was replied before, where nothing is given."""
        super().prepare(thing, visitor)
        self.questions = questions_of(thing)
        mine = lookups.answers_of(lookups.reply_of(thing.id, visitor.id)) if visitor.id else {}
        for question in self.questions:
            field = self[question.name]
            field.flags.written = True
            if field.raw_data is None and question.number in mine:
                field.data = _as_typed(question, mine[question.number])

    def given(self) -> dict[str, Any]:
        answers: dict[int, Any] = {}
        for question in self.questions:
            data = self[question.name].data
            picked = dict.fromkeys(data if isinstance(data, list) else [data])
            answers[question.number] = [int(each) for each in picked if each] if question.counts else data
        return {"answers": {number: answer for number, answer in answers.items() if answer}}


def _as_typed(question: Question, answer: Any) -> Any:
    if not question.counts:
        return answer
    picked = [str(number) for number in answer]
    return picked if question.kind == SEVERAL else picked[0]


class StanceForm(Form):
    """What somebody says of one statement."""

    statement = Whole(_lp("from replies", "Statement"), needed=_l("Give the number of the statement."))
    value = Radio(_l("Your answer"), list(STANCES.items()))


class StancesForm(UnderHat):
    """What somebody says of the statements."""

    stances = Rows(FormField(StanceForm), _lp("from replies", "Statements"))

    @classmethod
    def initial(cls, thing: Consultation) -> dict[str, Any]:
        return {"stances": [{"statement": row.number} for row in lookups.statements_shown(thing.id)]}

    def prepare(self, thing: Consultation, visitor: Any) -> None:
        """Name each statement, and mark what was said before where nothing is given."""
        super().prepare(thing, visitor)
        texts = {row.number: row.text for row in lookups.statements_shown(thing.id)}
        mine = lookups.stances_of(thing.id, visitor.id) if visitor.id else {}
        for entry in self.stances.entries:
            number = entry.form.statement.data or 0
            entry.form.value.label.text = texts.get(number, str(number))
            entry.form.value.flags.written = True
            if entry.form.value.raw_data is None:
                entry.form.value.data = mine.get(number)

    def anew(self, thing: Consultation) -> None:
        """Leave out the statements about which nobody is asked any more, and keep what is said of the others."""
        asked = {row.number for row in lookups.statements_shown(thing.id)}
        self.stances.entries = [row for row in self.stances.entries if row.form.statement.data in asked]


class BasketForm(Form):
    """One basket; without a name it is left out."""

    number = Whole(_lp("which one", "Number"))
    name = Line(_l("Name"), most=120)
    note = Line(_l("What lies in it"), most=500)


class PlaceForm(Form):
    """In which baskets the answer to a question lies; 0: the whole reply."""

    question = Whole(_l("Number of the question"))
    baskets = Several(_l("Baskets"), widget=ListWidget(), option_widget=CheckboxInput())
