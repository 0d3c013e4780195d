"""Forms of meetings: shape and messages."""

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from wtforms import Form, FormField
from wtforms.validators import NumberRange

from igtf.core.forms import Choice, Line, MoveForm, Paragraphs, Radio, Whole
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.i18n import lazy_pgettext as _lp
from igtf.core.sent.rows import Rows
from igtf.core.text.links import web_address
from igtf.core.text.markup import plain
from igtf.core.when import WhenForm, zones
from igtf.core.workflow import WORKFLOWS
from igtf.discussion.forms import MARKDOWN, shown_by
from igtf.groups.calling import LONGEST, WhereForm, late_papers
from igtf.meetings import agenda, drafting, lookups
from igtf.meetings.events import MODES
from igtf.meetings.points import name_of, title_of
from igtf.people.visitor import acting
from igtf.record.references import render_below

MOST_POINTS = 33
EMPTY_POINTS = 3
MOST_DECISIONS = 20
LONGEST_TITLE = 600
"""More than any title that an agenda makes: the name of a subject and its title, such as the question of a ballot."""


class ChangeForm(WhereForm):
    """What a meeting is called, how long it takes and where it is."""

    @classmethod
    def initial(cls, thing: Any) -> dict[str, Any]:
        return {"title": thing.subject.title, "length": thing.length, "place": thing.place, "link": thing.link}


class MoveMeetingForm(WhenForm):
    """The new time, and why; it starts from the time that is set, in the zone of who moves it."""

    reason = Paragraphs(_l("Reason"), needed=_l("Say why it is moved; everyone who planned to come reads it."),
                        most=2_000, rows=3)  # fmt: skip

    def doubts(self) -> list[str]:
        return late_papers(self.moment)

    def begun(self, thing: Any) -> None:
        if self.day.data is None and self.zone.data in dict(zones()):
            set_for = thing.starts_at.astimezone(ZoneInfo(self.zone.data))
            self.day.data, self.time.data = set_for.date(), f"{set_for:%H:%M}"


class CancelForm(MoveForm):
    """Why a meeting does not take place."""

    reason = Paragraphs(_l("Reason"), needed=_l("Say why it does not take place."), most=2_000, rows=3)


class PointForm(Form):
    """One point of an agenda; without a title it has that of what it is newly about, else it is left out."""

    place = Whole(_lp("in a list", "Place"))
    title = Line(_l("Title"), most=LONGEST_TITLE)
    length = Whole(_l("Length in minutes"), validators=[NumberRange(0, LONGEST, _l("Give at most 720 minutes."))])
    about = Choice(_l("About"))


class AgendaForm(MoveForm):
    """The points of an agenda; their order is that of the numbers."""

    points = Rows(FormField(PointForm), _l("Points"), max_entries=MOST_POINTS)
    reason = Paragraphs(_l("Why points were taken out"), rows=2, most=2_000,
                        hint=_l("Needed where the council leaves out what waits for it."))  # fmt: skip

    @classmethod
    def initial(cls, thing: Any) -> dict[str, Any]:
        rows = [
            {"place": place, "title": point.title, "length": point.minutes,
             "about": name_of(point.about) if point.about else ""}
            for place, point in enumerate(agenda.shown(thing), 1)
        ]  # fmt: skip
        empty = range(len(rows) + 1, min(len(rows) + EMPTY_POINTS, MOST_POINTS) + 1)
        return {"points": rows + [{"place": place, "about": ""} for place in empty]}

    def prepare(self, thing: Any, visitor: Any) -> None:
        known = [(name, title_of(row)[:120]) for name, row in agenda.may_be_about(thing).items()]
        choices = [("", _("nothing that has a page here")), *known]
        for entry in self.points.entries:
            entry.form.about.choices = choices


class DocumentForm(MoveForm):
    """A document that is no draft of the group."""

    title = Line(_l("Title"), needed=_l("Give the document a title."), most=200)
    link = Line(_l("Link"), needed=_l("Give the link to it."), most=500, validators=[web_address])


class RemoveDocumentForm(MoveForm):
    """Which document is removed, and why: any by who leads or moderates, else one's own."""

    document = Radio(_l("Document"), needed=_l("Choose the document."))
    reason = Paragraphs(_l("Reason"), needed=_l("Say why; the reason is public."), most=2_000, rows=3)

    def prepare(self, thing: Any, visitor: Any) -> None:
        facts = WORKFLOWS["meeting"].facts(acting(), thing)
        self.document.choices = [
            (row.id, _("%(title)s, added by %(name)s", title=row.title, name=row.name))
            for row in lookups.documents_of(thing.id)
            if facts.removes_any or row.by_id == visitor.id
        ]


class AttendForm(MoveForm):
    """How somebody is present; where there is one way to be, that is meant unless the other one is said."""

    mode = Radio(_l("You are"), list(MODES.items()), needed=_l("Say whether you are remote or on site."))

    def prepare(self, thing: Any, visitor: Any) -> None:
        if bool(thing.place) != bool(thing.link):
            self.begin_with(mode="on-site" if thing.place else "remote")


class HumForm(MoveForm):
    """The question of a hum."""

    question = Line(_l("Question"), needed=_l("Write the question."), most=300,
                    hint=_l("So that a loud hum means yes, such as: who could live with option two?"))  # fmt: skip


class DecisionForm(Form):
    """One decision; an empty one is left out."""

    text = Paragraphs(_l("Decision"), rows=2, most=1_000)


class MinutesForm(MoveForm):
    """The minutes, and the decisions that are open to objection before they are confirmed."""

    minutes = Paragraphs(_l("Minutes"), needed=_l("Write the minutes."), most=100_000, rows=16, hint=MARKDOWN,
                         markdown=True, validators=[shown_by(render_below, plain)])  # fmt: skip
    decisions = Rows(FormField(DecisionForm), _l("Other decisions, open to objection"), max_entries=MOST_DECISIONS,
                     min_entries=3)  # fmt: skip

    taken: Sequence[tuple[int, str]] = ()
    """What was decided in the meeting, which is recorded whatever the minutes say."""

    @classmethod
    def initial(cls, thing: Any) -> dict[str, Any]:
        return {"minutes": drafting.draft(thing)}

    def prepare(self, thing: Any, visitor: Any) -> None:
        self.taken = drafting.decisions(thing, agenda.agenda_of(thing))


class CorrectionForm(MoveForm):
    """What was wrong in published minutes, and what is right."""

    text = Paragraphs(_l("Correction"), needed=_l("Say what is wrong and what is right."), most=10_000,
                      hint=MARKDOWN, markdown=True, validators=[shown_by(render_below)])  # fmt: skip


class ObjectionForm(MoveForm):
    """Why a decision should not be confirmed."""

    decision = Radio(_l("Decision"), needed=_l("Choose the decision."))
    reason = Paragraphs(_l("Reason"), needed=_l("Say why; the reason is public."), most=5_000)

    def prepare(self, thing: Any, visitor: Any) -> None:
        self.decision.choices = [(row.number, row.text) for row in lookups.decisions_open(thing.id)]
