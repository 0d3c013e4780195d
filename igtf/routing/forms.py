"""Forms of statements: shape and messages."""

import re
from collections.abc import Sequence
from typing import Any

from wtforms import Form, FormField
from wtforms.widgets import CheckboxInput, ListWidget

from igtf.core.clock import now
from igtf.core.forms import Choice, Day, Line, MoveForm, Paragraphs, Radio, Several
from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.i18n import lazy_pgettext as _lp
from igtf.core.moments import day
from igtf.core.sent.rows import Rows
from igtf.core.sent.uploads import Files
from igtf.core.text.links import NO_LINK, begins_link, is_link
from igtf.drafts.words import ONLY_PROMISED
from igtf.issues.forms_letter import WITHOUT_CONTACT, AskingForm, asked, purpose_of, subject_of, text_of, wanted_by
from igtf.record.stated import Stated
from igtf.routing.choices import (
    addressee_choices,
    body_choices,
    contact_choices,
    copied_to,
    file_choices,
    frame_of,
    onward_choices,
    points_of,
    points_responded,
    rows_of,
    sender_choices,
)
from igtf.routing.events import CHANNELS
from igtf.routing.expecting import long_past
from igtf.routing.points import ANSWERS, MOST_POINTS, OURS, UNANSWERED, WITHOUT_ANSWER, day_of
from igtf.routing.ties import concerned_by

NAMES = _l("Names or addresses, such as LS-3, #12, R-1, draft-igtf-terms, /calls/4.")
PROOF = _l("Give the SHA-256 of the document: 64 digits from 0 to f. It proves later that this was meant.")


class AttachmentForm(Form):
    """A document that goes along: one published here, or elsewhere with its hash."""

    title = Line(_l("Title of the document"))
    url = Line(
        _l("Address"), most=500, hint=_l("A link, or the name of what is published here: R-1, draft-igtf-terms.")
    )
    sha256 = Line("SHA-256", most=64, hint=_l("For a link: of the file, so that everybody can check it."))

    def validate(self, extra_validators: Any = None) -> bool:
        """A document has an address, and one elsewhere a title and a hash."""
        fine = bool(super().validate(extra_validators))
        if not self.url.data and (self.title.data or self.sha256.data):
            self.url.errors = self.url.errors or [_l("Give the link to it.")]
            return False
        if not self.url.data:
            return fine
        if begins_link(self.url.data):
            if not is_link(self.url.data):
                self.url.errors = [NO_LINK]
                fine = False
            if not self.title.data:
                self.title.errors = [_l("Give the title of the document.")]
                fine = False
            if not re.fullmatch("[0-9a-fA-F]{64}", self.sha256.data or ""):
                self.sha256.errors = [PROOF]
                fine = False
        return fine


_ANSWERS = [(answer.name, answer.label) for answer in ANSWERS.values()]
_OURS = [(name, ANSWERS[name].label) for name in OURS]


class PointRows(Rows):
    """A row for each point of a letter: where one was not sent, the others keep their places."""

    def _extract_indices(self, prefix: str, formdata: Any) -> list[int]:
        found = super()._extract_indices(prefix, formdata)
        self.beyond = any(number >= self.max_entries for number in found)
        return found if self.beyond or not found else list(range(max(found) + 1))


class PointAnswerForm(Form):
    """The answer to one point; the fields are those of the side that answers."""

    answer: Any
    due: Any

    def validate(self, extra_validators: Any = None) -> bool:
        """Each answer needs what its row in the table says; what is said with none, or a day without a promise, would
        be lost."""
        fine = bool(super().validate(extra_validators))
        given = {name for name, field in self._fields.items() if field.data} - {"answer"}
        chosen = ANSWERS.get(self.answer.data or "")
        if given and chosen is None and not self.answer.errors:
            self.answer.errors = [_l("Choose the answer that you explain here, or empty the fields of this point.")]
            return False
        needed = chosen and self._fields.get(chosen.needs)
        if chosen and needed and not needed.data and not needed.errors:
            needed.errors = [chosen.missing]
            return False
        if chosen and not chosen.promises and "due" in given:
            self.due.errors = [ONLY_PROMISED]
            return False
        return fine


def _due() -> Day:
    return Day(_l("Promised by"), hint=_l("Only if you promise it for a date."))


def _explained() -> Paragraphs:
    return Paragraphs(_l("Explanation"), most=5_000, rows=3, hint=_l("What was done, why not, or your comments."))


class AskAnswerForm(PointAnswerForm):
    """The answer of a body to one ask."""

    answer = Choice(_l("Answer"), [("", _l("No answer yet")), *_ANSWERS])
    due = _due()
    body = Choice(_l("Passed on to"), [])
    text = _explained()


class OurAnswerForm(PointAnswerForm):
    """Our answer to one point of the letter of a body."""

    answer = Choice(_l("Answer"), [("", _l("Not in this response")), *_OURS])
    due = _due()
    text = _explained()


def _called(number: int) -> str:
    return _("Point %(number)d", number=number)


def name_points(rows: Rows, points: Sequence[Any], answers: Sequence[tuple[str, Text]]) -> None:
    """Give each point of a statement its row, with the day of its own for which it is waited.

    One that was answered can be left as it is, or get another of these.
    """
    while len(rows.entries) < min(len(points), rows.max_entries):
        rows.append_entry()
    for entry, ask in zip(rows.entries, points, strict=False):
        entry.form.answer.label.text = f"{ask.number}. {ask.text}"
        entry.form.answer.flags.written = entry.form.answer.flags.offered = True
        wanted = ask.promised_by or ask.deadline
        if ask.status == "open" and ask.settled:
            entry.form.answer.description = _("Known otherwise: no answer is waited for")
        elif wanted and ask.status == "open":
            entry.form.answer.description = _("Answer wanted by %(day)s.", day=day(wanted))
        if ask.status not in WITHOUT_ANSWER:
            entry.form.answer.choices = [("", _l("Leave our answer as it is")), *answers]


class EditForm(AskingForm):
    """The wording of a statement, and what goes along with it."""

    purpose = purpose_of()
    subject = subject_of()
    text = text_of()
    answers = PointRows(FormField(OurAnswerForm), _l("Our answers to the points of the body"), max_entries=20,
                   called=_called, description=_l("Each counts once this is sent. What is left open, or done in part, "
                                                  "still waits for us."))  # fmt: skip
    deadline = wanted_by(Stated("answer_days"))
    asks = asked(MOST_POINTS)
    consensus = Line(_l("Level of consensus"), most=500)
    minority = Paragraphs(_l("Minority statements"), most=5_000, rows=3)
    contacts = Line(_l("Contact on our side"), most=300, hint=_l("Whom to turn to with questions: name and role."))
    cc = Rows(Choice("", most=40), _l("Copy to"), min_entries=2, max_entries=10)
    related = Line(_l("Related statements"), most=300, hint=_l("Such as LS-3, LS-5."))
    attachments = Rows(FormField(AttachmentForm), _l("Documents that go along"), min_entries=1, max_entries=10)
    remove = Several(_l("Files to take off"), widget=ListWidget(), option_widget=CheckboxInput())
    files = Files()

    def prepare(self, thing: Any, visitor: Any) -> None:
        self.shape(thing, points_responded(thing.id) if thing else ())
        if thing:
            self._take_as_it_stands(thing)

    def _take_as_it_stands(self, thing: Any) -> None:
        """Take what stands in the letter at its length: what follows from another act may be longer than is typed."""
        self.subject.take(len(thing.subject.title))
        for name in ("text", "consensus", "minority"):
            self[name].take(len(getattr(thing, name)))
        longest = max(len(point.text) for point in points_of(thing.id))
        for row in self.asks.entries:
            row.form.text.take(longest)

    def shape(self, thing: Any, points: Sequence[Any]) -> None:
        """Set what can be chosen, with a row for each of the ``points`` of a body that it responds to."""
        if points:
            name_points(self.answers, points, _OURS)
        else:
            del self.answers
        self.remove.choices = file_choices(thing.id) if thing else []
        if not self.remove.choices:
            del self.remove
        choices = body_choices()
        for entry in self.cc.entries:
            entry.choices = choices

    @classmethod
    def initial(cls, thing: Any) -> dict[str, Any]:
        if thing is None:
            return {}
        own = {name: getattr(thing, name) for name in ("purpose", "text", "consensus", "minority")}
        by_when = thing.deadline.date() if thing.deadline else None
        return (
            own
            | {
                "subject": thing.subject.title,
                "deadline": by_when,
                "asks": [
                    {"text": ask.text, "deadline": ask.deadline and ask.deadline.date()}
                    for ask in thing.asks[:MOST_POINTS]
                ],
                "answers": rows_of(thing.replies, points_responded(thing.id)),
            }
            | frame_of(thing)
        )


class StatementForm(EditForm):
    """A new statement: from whom, to which body, and its wording."""

    sender = Choice(_lp("letter", "From"), needed=_l("Choose who sends it."))
    body = Choice(_lp("letter", "To"), needed=_l("Choose the body."), hint=WITHOUT_CONTACT)

    def prepare(self, thing: Any, visitor: Any) -> None:
        self.prepare_frame(visitor)
        self.body.choices = addressee_choices()

    def prepare_frame(self, visitor: Any, points: Sequence[Any] = ()) -> None:
        """Set what can be chosen but the body, with the ``points`` that are answered."""
        self.shape(None, points)
        self.sender.choices = sender_choices(visitor)


class SendForm(MoveForm):
    """How a statement is sent: by mail, where the body has a contact, unless another way is chosen."""

    channel = Radio(_l("Channel"), tuple(CHANNELS.items()), needed=_l("Choose the channel."))
    evidence = Line(_l("Evidence"), most=500, hint=_l("For another way: what shows that it was sent."))

    def prepare(self, thing: Any, visitor: Any) -> None:
        self.recipients = [label for _number, label in contact_choices(thing.to_body_id)]
        self.copies = copied_to(thing.id)
        self.channel.choices = [(name, label) for name, label in CHANNELS.items() if self.recipients or name != "mail"]

    @classmethod
    def initial(cls, thing: Any) -> dict[str, Any]:
        return {"channel": "mail", "evidence": ""}

    def answered(self) -> bool:
        """By mail to the contacts there is nothing to say but yes."""
        return bool(self.recipients) and self.channel.data == "mail"


def reached_us() -> Any:
    """Return the field of how what a body says reached the secretariat."""
    return Line(_l("Evidence"), needed=_l("Say how this reached you: a letter, a link, a call."), most=500)


class FromBodyForm(MoveForm):
    """An act of the body: by its contact, or entered by the secretariat with evidence."""

    evidence = reached_us()

    def prepare(self, thing: Any, visitor: Any) -> None:
        if getattr(visitor, "is_contact", False):
            del self.evidence


class InProcessForm(FromBodyForm):
    """The body deals with it."""

    reference = Line(_l("Reference at the body"), needed=_l("Give the reference under which the body deals with it."))


class AnswerForm(FromBodyForm):
    """The answers to all asks of a statement, in their order."""

    answers = PointRows(
        FormField(AskAnswerForm),
        _l("Your answer to each point"),
        max_entries=MOST_POINTS,
        called=_called,
        description=_l("Answer what you can now; a point that you leave out stays open until its day."),
    )
    files = Files()
    has_answers = True

    def prepare(self, thing: Any, visitor: Any) -> None:
        super().prepare(thing, visitor)
        self.name_points(thing)

    def name_points(self, thing: Any) -> None:
        """Give each point of a statement its row, with the bodies above the asked one first among the next."""
        asks, choices = points_of(thing.id), onward_choices(thing.body)
        name_points(self.answers, asks, _ANSWERS)
        if thing.subject.due_at is None or concerned_by(thing.id)[1]:
            for entry in self.answers.entries:
                entry.form.answer.description = ""  # no answer is waited for by a day any more
        self.has_answers = any(ask.status not in WITHOUT_ANSWER for ask in asks)
        for entry in self.answers.entries:
            entry.form.body.choices = choices

    def validate(self, extra_validators: Any = None) -> bool:
        """Where no point was answered before, one is now; else the first says so."""
        fine = bool(super().validate(extra_validators))
        rows = self.answers.entries
        blank = fine and not self.has_answers and not any(row.form.answer.data for row in rows)
        if blank:
            self.answers.refuse(rows[0], UNANSWERED, "answer")
        return fine and not blank


class DateForm(MoveForm):
    """Another date for the answer: to the points that are due before it, or to one."""

    point = Choice(_l("Which point"), [])
    deadline = Day(_l("Another date"), needed=_l("Give the date."))
    reason = Paragraphs(_l("Reason"), needed=_l("Say why."), most=2_000, rows=3)

    def prepare(self, thing: Any, visitor: Any) -> None:
        self.offer([ask for ask in points_of(thing.id) if ask.status == "open" and day_of(thing, ask)], 2)

    def offer(self, points: Sequence[Any], least: int = 1) -> None:
        """Let one of these be chosen, where there are at ``least`` so many."""
        self.point.choices = [("", _l("Those that are due before that day")),
                              *((str(one.number), f"{one.number}. {one.text}") for one in points)]  # fmt: skip
        if len(points) < least:
            del self.point


class RevokeForm(MoveForm):
    """The contact whose link ends, and whether a new one follows."""

    contact = Choice(_l("Contact"), needed=_l("Choose the contact."))
    reason = Line(_l("Reason"), needed=_l("Say why."), most=500)
    again = Radio(_l("A new link"), (("yes", _l("Send the contact a new one")), ("no", _l("Send none"))),
                  needed=_l("Say whether a new link is sent."))  # fmt: skip

    def prepare(self, thing: Any, visitor: Any) -> None:
        self.contact.choices = contact_choices(thing.to_body_id)


class GiveUpForm(MoveForm):
    """The point that was never answered."""

    point = Choice(_l("Which point"), needed=_l("Choose the point."))
    evidence = Paragraphs(
        _l("Evidence"), most=2_000, rows=3, hint=_l("What shows that no answer came, such as how often you asked.")
    )  # fmt: skip

    def prepare(self, thing: Any, visitor: Any) -> None:
        over = long_past(thing, now())
        self.point.choices = [(str(one.number), f"{one.number}. {one.text}") for one in over]


class CloseForm(MoveForm):
    """The end of a statement."""

    evidence = Paragraphs(
        _l("Evidence"), most=2_000, rows=3,
        hint=_l("What shows how it ended; leave it empty only when no answer came."),
    )  # fmt: skip
