"""Forms of what a body sends us: shape and messages."""

from typing import Any

from igtf.core.forms import Choice, Day, Line, MoveForm
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.i18n import lazy_pgettext as _lp
from igtf.core.sent.uploads import Files
from igtf.core.text.markup import plain
from igtf.discussion.forms import shown_by
from igtf.issues.forms import IssueForm
from igtf.issues.forms_letter import points, purpose_of, subject_of, text_of
from igtf.record.references import render
from igtf.routing.choices import answered_by, body_choices, listed_points, matter_of, waiting_for_us
from igtf.routing.forms import NAMES, AnswerForm, DateForm, StatementForm, reached_us
from igtf.routing.quoting import as_comment


class WriteForm(MoveForm):
    """A statement as a body sends it to us."""

    purpose = purpose_of()
    subject = subject_of()
    text = text_of()
    asks = points(_l("What is asked of us"), 2, _l("One point in a row: each is answered by itself."))
    deadline = Day(_l("Answer wanted by"), hint=_l("For the whole, or for each point without a day of its own."))
    about = Line(_l("What it is about"), most=300, hint=NAMES)
    reference = Line(_l("Reference at the body"))
    files = Files()


class ReceiveForm(WriteForm):
    """A statement of a body that reached us by another way, as the secretariat records it."""

    body = Choice(_lp("letter", "From"), needed=_l("Choose the body."))
    evidence = reached_us()

    def prepare(self, thing: Any, visitor: Any) -> None:
        self.body.choices = body_choices()


def _source(thing: Any) -> str:
    return f"LS-{thing.subject.ref}, {thing.body.subject.title}"


class RaiseForm(IssueForm):
    """The issue that a statement of a body raises."""

    @classmethod
    def initial(cls, thing: Any) -> dict[str, Any]:
        return {
            "title": thing.subject.title,
            "description": thing.text,
            "summary": plain(thing.text)[:300].strip(),
            "source": _source(thing),
        }


class AttachForm(MoveForm):
    """Where a statement of a body belongs."""

    matter = Line(_l("Into the discussion of"), needed=_l("Name the call, draft or other matter."), hint=NAMES)

    @classmethod
    def initial(cls, thing: Any) -> dict[str, Any]:
        return {"matter": matter_of(thing)}

    def prepare(self, thing: Any, visitor: Any) -> None:
        """Know what is put there."""
        self.quoted = as_comment(thing)

    def validate_matter(self, field: Any) -> None:
        """Refuse what cannot be shown as a comment."""
        shown_by(lambda _matter: render(self.quoted))(self, field)


class OfferDateForm(DateForm):
    """Another date for our answer to a body: to the points that are due before it, or to one."""

    def prepare(self, thing: Any, visitor: Any) -> None:
        self.offer(waiting_for_us(thing))


class CountForm(AnswerForm):
    """What a statement of a body says to each point of ours; its files stay with it."""

    files = None  # type: ignore[assignment]

    def prepare(self, thing: Any, visitor: Any) -> None:
        ours = answered_by(thing)
        del self.evidence
        if ours is not None:
            self.name_points(ours)


class RespondForm(StatementForm):
    """Our response to a statement of a body."""

    body = None  # type: ignore[assignment]

    def prepare(self, thing: Any, visitor: Any) -> None:
        self.prepare_frame(visitor, listed_points(thing.id))

    @classmethod
    def initial(cls, thing: Any) -> dict[str, Any]:
        return {"purpose": "response", "subject": thing.subject.title}
