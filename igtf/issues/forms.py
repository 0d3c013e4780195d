"""Forms of issues: shape and messages."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, ClassVar

from wtforms import Form, FormField, SelectChoice
from wtforms.validators import Regexp, ValidationError

from igtf.core.forms import Choice, Line, MoveForm, Needed, Paragraphs, Radio, Whole
from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _
from igtf.core.i18n import language as language_here
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.sent.rows import Rows
from igtf.core.text.links import links_in
from igtf.core.text.plaintext import LISTED_NUMBERS
from igtf.core.wording import listed
from igtf.discussion.forms import MARKDOWN, ReasonForm, shown_by
from igtf.issues.events import RESULT_WORDS
from igtf.issues.forms_letter import WITHOUT_CONTACT, AskingForm, asked, purpose_of, subject_of, text_of, wanted_by
from igtf.issues.lookups import is_relied_on
from igtf.issues.models import MOST_EVIDENCE, MOST_SUMMARY
from igtf.issues.texts import described, evidenced, with_evidence
from igtf.issues.ties import named, ties
from igtf.issues.topics import CLUSTERS, TOPICS
from igtf.issues.wording import says_else, wording_of
from igtf.issues.words import FUNCTIONS, LAYERS, REFERRED, RELATABLE
from igtf.people.offices import groups_with
from igtf.people.spoken import BY_CODE, SPOKEN, spoken_by_name
from igtf.record.references import render
from igtf.record.stated import Stated

MOST_CONSIDERED = 20
MOST_NAME = 100
"""Characters of the name of a body that need not be listed."""


def topic_choices() -> list[SelectChoice]:
    """Return slug and name of every topic under its cluster, after an empty first choice."""
    under = [SelectChoice(topic.slug, topic.label, optgroup=CLUSTERS[topic.cluster]) for topic in TOPICS.values()]
    return [SelectChoice("", _l("Choose a topic")), *under]


class DeclineForm(MoveForm):
    """Why an issue is out of scope, which stands on its page as long as it can be objected to."""

    reason = Paragraphs(
        _l("Reason"), needed=_l("Say why; the reason is public."), most=5_000, markdown=True, hint=MARKDOWN,
        validators=[shown_by(render)],
    )  # fmt: skip


class IssueForm(MoveForm):
    """What an issue is."""

    title = Line(_l("Title"), needed=_l("Give the issue a title."), hint=_l("The question in one line."))
    summary = Paragraphs(
        _l("Summary"), needed=_l("Sum the issue up."), most=MOST_SUMMARY, rows=4,
        hint=_l("What is the question, for whom, and why now? 500 characters."),
    )  # fmt: skip
    language = Choice(_l("Language"), BY_CODE, hint=_l("In which title, summary and description are written."))
    layer = Radio(_l("Layer"), LAYERS, needed=_l("Choose the layer."))
    topic = Choice(_l("Topic"), topic_choices(), needed=_l("Choose the topic that comes closest."))
    description = Paragraphs(_l("Description"), rows=8, most=60_000, markdown=True, hint=MARKDOWN)
    function = Choice(_l("Function"), FUNCTIONS)
    source = Line(_l("Source"), hint=_l("Where does it come from: a session, a statement, your own experience?"))
    affected = Line(_l("Regions and people affected"), most=500)
    evidence = Paragraphs(
        _l("Evidence"), hint=_l("One link on a line, with a sentence: facts, not fears."), most=MOST_EVIDENCE, rows=3,
        validators=[shown_by(evidenced)],
    )  # fmt: skip
    concerned = Paragraphs(
        _l("Bodies already concerned"), hint=_l("Which body deals with it, and why is that not enough?"), most=2_000,
        rows=3,
    )  # fmt: skip

    import_key: str | None = None
    evidence_before: str = ""

    def prepare(self, thing: Any, visitor: Any) -> None:
        """Know the evidence that is there, and whether it was written elsewhere: its numbers are none of ours then."""
        self.language.choices = [("", _("Not stated")), *spoken_by_name()]
        self.import_key = getattr(thing, "import_key", None)
        self.evidence_before = getattr(thing, "evidence", None) or ""

    def validate_evidence(self, field: Any) -> None:
        """Refuse a new line that holds no link, as "Add evidence" refuses it; those of former times stay."""
        known = self.evidence_before.splitlines()
        for line in (field.data or "").splitlines():
            if line.strip() and line not in known and not links_in(line):
                said = _("Each line needs a link that begins with https://. This one has none: %(line)s", line=line)
                raise ValidationError(said)

    def validate_description(self, field: Any) -> None:
        """Refuse a description that cannot be shown."""
        shown_by(partial(described, import_key=self.import_key))(self, field)

    def begun(self, thing: Any) -> None:
        """Begin with the language that is read here: what programs leave out stays open."""
        if thing is None and language_here() in SPOKEN:
            self.language.data = language_here()

    @classmethod
    def initial(cls, thing: Any) -> dict[str, Any]:
        if thing is None:
            return {}
        own = ("language", "layer", "description", "function", "source", "affected", "evidence", "concerned")
        values = {name: getattr(thing, name) for name in own}
        return values | {name: getattr(thing.subject, name) for name in ("title", "summary", "topic")}


class EditForm(IssueForm):
    """Another wording of an issue; who did not file it says why, and who did once others rely on what it says.

    What it will say then is shown once more, compared with what it says.
    """

    note = Line(
        _l("What changed, and why"), most=500,
        hint=_l("Those who filed, support and follow it read this. A few words do, such as: a typing error."),
    )  # fmt: skip
    before: Mapping[str, str | None]
    relied_on: bool = False

    def prepare(self, thing: Any, visitor: Any) -> None:
        super().prepare(thing, visitor)
        self.before, self.relied_on = wording_of(thing), is_relied_on(thing, visitor.id)
        if visitor.id != thing.subject.opened_by_id:
            self._need_note(_l("Say what you changed, and why: somebody else filed this issue."))
        elif self.relied_on:
            self._need_note(
                _l("Say what you changed, and why: others support this issue, work on it, or were asked about it.")
            )

    def _need_note(self, said: Text) -> None:
        self.note.needed = said
        self.note.validators = [Needed(said), *self.note.validators[1:]]
        self.note.flags.required = True

    def doubts(self) -> list[str]:
        """Say that others rely on what the issue says, where that is about to change."""
        if not self.relied_on or not says_else(self.before, self.data):
            return []
        return [
            _(
                "Others support this issue, work on it, or were asked about it as it is worded now. They are told what "
                "changes, and its page says who supported it, and what was sent, before."
            )
        ]


class QuestionForm(MoveForm):
    """What the clearing house asks the filer."""

    question = Paragraphs(_l("Question"), needed=_l("Write the question."), most=5_000)


class AnswerForm(MoveForm):
    """The filer's answer."""

    answer = Paragraphs(_l("Answer"), needed=_l("Write the answer."), most=20_000)


class ConsideredForm(Form):
    """One body that was considered."""

    body = Line(
        _l("Body"), needed=_l("Name the body."), most=MOST_NAME, render_kw={"list": "listed-bodies"},
        hint=_l("Its acronym; the list of bodies comes up as you write. A body that is not in it may be named too."),
    )  # fmt: skip
    reason = Line(_l("Why it cannot"), needed=_l("Say why this body cannot."), most=500)


class FindingForm(MoveForm):
    """The finding that no body can take care of an issue.

    The bodies that were asked stand in it already, with what they answered, and those that participants suggest or that
    are found by their mandates. Bodies
    belong to an upper floor, which binds the functions that return the rows (acronym, reason) for an issue, and which
    of them the names given leave out.
    """

    found_for: ClassVar[Callable[[Any], list[tuple[str, str]]]] = staticmethod(lambda _issue: [])
    left_out_of: ClassVar[Callable[[Any, list[str]], list[str]]] = staticmethod(lambda _issue, _names: [])

    bodies = Rows(FormField(ConsideredForm), _l("Bodies considered"), min_entries=3, max_entries=MOST_CONSIDERED + 2)
    reason = Paragraphs(
        _l("Why no body can"), needed=_l("Say why no body can."), most=5_000, validators=[shown_by(render)]
    )  # fmt: skip

    @classmethod
    def initial(cls, thing: Any) -> dict[str, Any]:
        rows = cls.found_for(thing)[:MOST_CONSIDERED]
        return {"bodies": [*({"body": acronym, "reason": reason} for acronym, reason in rows), {}, {}]}

    def validate(self, extra_validators: Any = None) -> bool:
        """Rows left empty do not count; at least one body has to be considered, and each of them once."""
        self.bodies.keep_filled()
        valid, named = super().validate(extra_validators), set()
        for entry in self.bodies.entries:
            name = (entry.form.body.data or "").casefold()
            if name in named:
                self.bodies.refuse(entry, _("This body is named twice."), "body")
            named.add(name)
        return bool(valid) and len(named) == len(self.bodies.entries)

    def prepare(self, thing: Any, visitor: Any) -> None:
        """Know the issue: which bodies come up for it is asked of what was filled in."""
        self.issue = thing

    def doubts(self) -> list[str]:
        """Name the bodies that were asked, suggested, or found by their mandates, and are not considered."""
        left_out = self._left_out()
        said = _(
            "Asked before, suggested by participants, or found by their mandates, and not considered here: %(bodies)s. "
            "Whoever may object is told so; better say of each why it cannot.", bodies=listed(left_out),
        )  # fmt: skip
        return [said] if left_out else []

    def given(self) -> dict[str, Any]:
        return super().given() | {"left_out": self._left_out()}

    def _left_out(self) -> list[str]:
        return type(self).left_out_of(self.issue, [row["body"] for row in self.bodies.data])


class ReferralForm(AskingForm):
    """The body that should take care of an issue, and the statement it would get.

    Bodies belong to an upper floor, which binds the function that returns the choices for an issue.
    """

    bodies_for: ClassVar[Callable[[Any], list[tuple[str, Any]]]] = staticmethod(lambda _issue: [])

    body = Choice(_l("Body"), needed=_l("Choose the body."), hint=WITHOUT_CONTACT)
    purpose = purpose_of(REFERRED)
    subject = subject_of()
    text = text_of()
    asks = asked()
    deadline = wanted_by(Stated("answer_days", in_force=True))
    issues = Line(
        _l("Also for issues"),
        hint=_l("Numbers of other issues for the same statement, such as: 4, 17. Each is objected to by itself."),
        validators=[Regexp(f"^{LISTED_NUMBERS}$", message=_l("Write numbers with commas between them."))],
    )  # fmt: skip
    reason = Paragraphs(
        _l("Why this body"), needed=_l("Say why this body; the reason is public."), most=5_000,
        validators=[shown_by(render)],
    )  # fmt: skip

    def prepare(self, thing: Any, visitor: Any) -> None:
        self.body.choices = type(self).bodies_for(thing)

    @classmethod
    def initial(cls, thing: Any) -> dict[str, Any]:
        return {"subject": thing.subject.title, "text": thing.subject.summary}


class MergeForm(ReasonForm):
    """Which issue says the same."""

    other = Whole(_l("Number of the other issue"), needed=_l("Give the number of the issue that says the same."))


class ResolveForm(MoveForm):
    """What was done about an issue."""

    result = Radio(_l("Result"), tuple(RESULT_WORDS.items()), needed=_l("Choose the result."))
    done = Paragraphs(_l("What was done"), needed=_l("Say what was done."), most=5_000)
    evidence = Paragraphs(_l("Evidence"), needed=_l("Give the evidence: a link, with a sentence."), most=5_000, rows=3)


class EvidenceForm(MoveForm):
    """A piece of evidence."""

    link = Line(_l("Link"), needed=_l("Give the link."), most=500)
    sentence = Line(_l("What it shows"), needed=_l("Say in a sentence what it shows."), most=500)
    before: str = ""

    def prepare(self, thing: Any, visitor: Any) -> None:
        """Know the evidence that is there: what is added is shown with it."""
        self.before = thing.evidence

    def validate_sentence(self, field: Any) -> None:
        """Refuse what cannot be shown together with what is there."""
        shown_by(lambda said: evidenced(with_evidence(self.before, self.link.data or "", said)))(self, field)


class SuggestForm(MoveForm):
    """A body that might take care of an issue."""

    body = Line(_l("Body"), needed=_l("Name the body."), most=MOST_NAME, hint=_l("Acronym or name."))
    reason = Line(_l("Why"), needed=_l("Say why this body could take care of it."), most=500)


class TranslationForm(MoveForm):
    """Title and summary in another language."""

    language = Choice(_l("Language"), BY_CODE, needed=_l("Choose the language."))
    title = Line(_l("Title"), needed=_l("Translate the title."))
    summary = Paragraphs(_l("Summary"), needed=_l("Translate the summary."), most=700, rows=4)

    def prepare(self, thing: Any, visitor: Any) -> None:
        self.language.choices = spoken_by_name()


class RelateForm(MoveForm):
    """A relation to another issue."""

    relation = Choice(_l("This issue"), RELATABLE, needed=_l("Choose the relation."))
    other = Whole(_l("Number of the other issue"), needed=_l("Give the number of the other issue."))


class WithdrawRelationForm(ReasonForm):
    """Which relation is taken back; of somebody else's issue those are offered that one stated."""

    relation = Choice(_l("Relation"), needed=_l("Choose the relation."))

    def prepare(self, thing: Any, visitor: Any) -> None:
        judges = visitor.roles.clearing_house and visitor.id == thing.assigned_id
        every = judges or visitor.id == thing.subject.opened_by_id
        self.relation.choices = [
            (f"{row.kind} {row.ref}", f"{named(row.kind, row.ref)}: {row.title}")
            for row in ties(thing.id, of=None if every else visitor.id)
        ]


class TakeUpForm(MoveForm):
    """The group that takes an issue up, and why it belongs there."""

    group = Choice(_l("Group"), needed=_l("Choose the group."))
    paragraph = Paragraphs(
        _l("Paragraph of the charter"), needed=_l("Give the paragraph of the charter that the issue falls under."),
        most=2_000, rows=3,
    )  # fmt: skip

    def prepare(self, thing: Any, visitor: Any) -> None:
        groups = groups_with(visitor.id, "take-up")
        self.group.choices = [(row.ref, f"{row.ref}: {row.title}") for row in groups]
