"""Forms by which those who ask make something of the replies, and by which a moderator decides about one."""

from collections.abc import Iterable
from typing import Any

from wtforms import FormField, HiddenField

from igtf.consultations import lookups
from igtf.consultations.drafting import drafted
from igtf.consultations.forms import EMPTY_ROWS, MOST_QUESTIONS, BasketForm, PlaceForm
from igtf.consultations.models import WHOLE, Consultation, Reply
from igtf.consultations.questions import questions_of
from igtf.consultations.words import SUMMARY
from igtf.core.forms import Line, MoveForm, Paragraphs, Radio, Whole
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.i18n import lazy_pgettext as _lp
from igtf.core.sent.rows import Rows
from igtf.core.text.plaintext import shorten
from igtf.discussion.forms import MARKDOWN, REPORTED, shown_by
from igtf.discussion.policy import PAUSE
from igtf.issues.forms import IssueForm
from igtf.issues.models import MOST_SUMMARY
from igtf.record.references import render

MOST_BASKETS = 30


class BasketsForm(MoveForm):
    """The baskets of a consultation; one that has a number is there already, and an empty row has none."""

    baskets = Rows(FormField(BasketForm), _l("Baskets"), max_entries=MOST_BASKETS,
                   called=lambda number: str(_("Basket %(n)d", n=number)))  # fmt: skip

    @classmethod
    def initial(cls, thing: Consultation) -> dict[str, Any]:
        rows = [{"number": row.number, "name": row.name, "note": row.note} for row in lookups.baskets_of(thing.id)]
        return {"baskets": [*rows, *({} for _row in range(min(EMPTY_ROWS, MOST_BASKETS - len(rows))))]}


class _ReplyNumber(MoveForm):
    """Which reply a move is about."""

    reply = Whole(_l("Number of the reply"), needed=_l("Give the number of the reply."))


def laid_as(reply: Reply, places: Iterable[tuple[int, int]]) -> str:
    """Return where a reply lies as the form carries it: question:basket of each place, and when it was revised."""
    revised = [f"@{reply.revised_at.isoformat()}"] if reply.revised_at else []
    return " ".join([f"{question}:{basket}" for question, basket in places] + revised)


class SortForm(_ReplyNumber):
    """In which baskets the texts of a reply lie, and the whole of it; begins with the next that waits for that.

    ``lay`` is where they lay when it was shown, so that nobody undoes in silence what another one sorts meanwhile, or
    sorts words that are others now. ``again``: the reply was revised since it was sorted.
    """

    places = Rows(FormField(PlaceForm), _l("Answers"), max_entries=MOST_QUESTIONS + 1)
    lay = HiddenField(
        _l("Where they lay, such as 1:2 3:2 for questions 1 and 3 in basket 2, and after @ when the reply was revised")
    )

    texts: dict[int, str]
    again = False

    def prepare(self, thing: Consultation, visitor: Any) -> None:
        self.choices = [(row.number, row.name) for row in lookups.baskets_of(thing.id)]
        self.texts, self.asked = {}, {each.number: each for each in questions_of(thing)}
        for entry in self.places.entries:
            self._name(entry)
        if self.reply.data:
            self._read(thing)

    def begun(self, thing: Consultation) -> None:
        self.reply.data = self.reply.data or lookups.next_to_sort(thing.id)
        self.anew(thing)

    def anew(self, thing: Consultation) -> None:
        """Carry where the reply lies now; without answers yet, begin with that."""
        reply = self._read(thing)
        lies = lookups.laid(reply.id) if reply else []
        self.lay.data = laid_as(reply, lies) if reply else ""
        for number in () if self.places.entries else self.texts:
            into = [str(basket) for question, basket in lies if question == number]
            self.places.append_entry({"question": number, "baskets": into})
            self._name(self.places.entries[-1])

    def _read(self, thing: Consultation) -> Any:
        found = lookups.reply_numbered(thing.id, self.reply.data or 0)
        found = found if found and not found.hidden_at else None
        self.texts, self.again = ({WHOLE: ""} | lookups.texts_of(found.id), found.sort_again) if found else ({}, False)
        return found

    def _name(self, entry: Any) -> None:
        number = entry.form.question.data or WHOLE
        asked = self.asked.get(number)
        entry.form.baskets.label.text = f"{number}. {asked.text}" if asked else _("The whole reply")
        entry.form.baskets.choices = self.choices


class StatementForm(_ReplyNumber):
    """A statement drawn from a reply."""

    text = Line(_lp("from replies", "Statement"), needed=_lp("from replies", "Write the statement."), most=200,
                hint=_l("One sentence that says one thing, so that people can agree or disagree."))  # fmt: skip


class WithdrawStatementForm(MoveForm):
    """Which statement is withdrawn, and why: of those that the reader may withdraw."""

    statement = Radio(_lp("from replies", "Statement"), needed=_lp("from replies", "Choose the statement."))
    reason = Paragraphs(_l("Reason"), needed=_l("Say why; the reason is public."), most=2_000, rows=3)

    def prepare(self, thing: Consultation, visitor: Any) -> None:
        own = None if lookups.leads(visitor.roles, thing) else visitor.id
        self.statement.flags.written = True
        self.statement.choices = [(row.number, row.text) for row in lookups.statements_shown(thing.id, own)]

    def given(self) -> dict[str, Any]:
        return super().given() | {"statement": int(self.statement.data)}


def _part(name: str, needed: Any) -> Paragraphs:
    return Paragraphs(SUMMARY[name], needed=needed, rows=6, most=50_000, markdown=True, hint=MARKDOWN,
                      validators=[shown_by(render)])  # fmt: skip


class SummaryForm(MoveForm):
    """The summary; it begins with what the program knows."""

    asked = _part("asked", _l("Say what was asked."))
    replied = _part("replied", _l("Say who replied, and who was not heard."))
    found = _part("found", _l("Say what the replies say."))
    follows = _part("follows", _l("Say what follows from it; those who replied wait for that."))

    @classmethod
    def initial(cls, thing: Consultation) -> dict[str, Any]:
        return drafted(thing)


class IssueFromReplyForm(IssueForm):
    """An issue that comes from a reply or from a basket."""

    reply = Whole(_l("Number of the reply it comes from"))
    basket = Whole(_l("Number of the basket it comes from"))

    @classmethod
    def initial(cls, thing: Any) -> dict[str, Any]:
        return {}

    def begun(self, thing: Consultation) -> None:
        """Fill in title, summary and source from the reply or the basket that the address names."""
        for name, value in _whence(thing, self.reply.data, self.basket.data).items():
            self[name].data = self[name].data or value


def _whence(thing: Consultation, reply: int | None, basket: int | None) -> dict[str, str]:
    ref = thing.subject.ref
    if basket and (lies := lookups.basket_numbered(thing.id, basket)):
        source = _("The basket “%(name)s” of consultation %(n)s", name=lies.name, n=ref)
        return {"title": lies.name, "summary": lies.note, "source": source}
    found = lookups.reply_numbered(thing.id, reply) if reply else None
    texts = lookups.texts_of(found.id) if found and not found.hidden_at else {}
    source = _("Reply %(reply)d to consultation %(n)s", reply=found.number, n=ref) if found else ""
    summary = shorten(next(iter(texts.values()), ""), MOST_SUMMARY)
    return {"title": thing.subject.title, "summary": summary, "source": source}


class ReportForm(_ReplyNumber):
    """Which reply is reported to the moderators, and why."""

    reason = Paragraphs(_l("Reason"), needed=_l("Say why."), most=2_000, rows=3, hint=REPORTED)


class JudgeForm(_ReplyNumber):
    """On which reply, or on who wrote it, a moderator decides, and why."""

    reason = Paragraphs(_l("Reason"), needed=_l("Say why; the reason is public."), most=2_000, rows=3)


class PauseReplierForm(JudgeForm):
    """The posting of who wrote which reply is paused, for how many days, and why."""

    days = Whole(_l("Days"), needed=_l("Say for how many days."), hint=PAUSE)
