"""What those who ask make of the replies: baskets, statements, the summary; and issues that anybody files from them."""

import hashlib
from typing import Any

from sqlalchemy import delete, exists, select

from igtf.consultations import events, lookups, queries
from igtf.consultations.commands import index
from igtf.consultations.forms_sorting import MOST_BASKETS, laid_as
from igtf.consultations.models import WHOLE, Basket, Consultation, DrawnStatement, Reply, Sorted
from igtf.consultations.policy import ConsultationFacts
from igtf.consultations.states import CONSULTATION
from igtf.consultations.words import SUMMARY
from igtf.core.db import session
from igtf.core.errors import Invalid, Stale, Unchanged
from igtf.core.i18n import gettext as _
from igtf.core.i18n import ngettext
from igtf.core.wording import listed
from igtf.issues.commands import file
from igtf.record.by import By
from igtf.record.mentions import mention
from igtf.record.models import Event
from igtf.record.moves import carries_out
from igtf.record.queries import left_by
from igtf.record.references import render
from igtf.record.subjects import relate

MOST_STATEMENTS = 50


@carries_out(CONSULTATION, "set-baskets")
def set_baskets(consultation: Consultation, *, baskets: list[dict[str, Any]], by: By) -> events.BasketsSet:
    """Name the baskets: new ones, those that are there in other words; one without a name any more goes.

    A row without the number of one that is there is a new basket. One that no row numbers, as somebody added it
    meanwhile, stays as it is.
    Invalid without any, with too many, with a name twice or a note without one, for one that goes with something in it,
    and when nothing would change.
    """
    unnamed = {row.number: row for row in lookups.baskets_of(consultation.id)}
    before = [(row.name, row.note) for row in unnamed.values()]
    stay, gone, unsaid = [], [], False
    for row in baskets:
        basket = unnamed.pop(row.get("number") or 0, None)
        if row.get("name"):
            basket = basket or _added(consultation)
            basket.name, basket.note = row["name"], row.get("note") or ""
            stay.append(basket)
        elif basket:
            gone.append(basket)
        unsaid = unsaid or (bool(row.get("note")) and not (row.get("name") or row.get("number")))
    found = sorted([*unnamed.values(), *stay], key=lambda basket: basket.number)
    names = [basket.name for basket in found]
    if not names or unsaid or len({name.casefold() for name in names}) < len(names):
        raise Invalid(baskets=_("Name at least one basket, and each differently."))
    if len(names) > MOST_BASKETS:
        raise Invalid(baskets=_("Give at most %(most)d.", most=MOST_BASKETS))
    _take_away(consultation, gone)
    if before == [(basket.name, basket.note) for basket in found]:
        raise Unchanged
    return events.BasketsSet(names)


def _added(consultation: Consultation) -> Basket:
    """Add a basket under a number that none had before: links and forms that name a former one do not mean it."""
    consultation.last_basket += 1
    basket = Basket(consultation_id=consultation.id, number=consultation.last_basket, name="", note="")
    session.add(basket)
    return basket


def _take_away(consultation: Consultation, gone: list[Basket]) -> None:
    """Take baskets away. Invalid for one in which something lies; not by a hidden reply, which nobody can sort."""
    lies = (Sorted.consultation_id == consultation.id, Sorted.basket.in_([basket.number for basket in gone]))
    shown = exists().where(Reply.id == Sorted.reply_id, Reply.hidden_at.is_(None))
    if session.scalar(select(Sorted.basket).where(*lies, shown).limit(1)):
        raise Invalid(baskets=_("A basket in which something lies keeps a name; sort what lies in it elsewhere first."))
    session.execute(delete(Sorted).where(*lies))
    for basket in gone:
        session.delete(basket)
    session.flush()


@carries_out(CONSULTATION, "sort")
def sort(
    consultation: Consultation, *, reply: int, places: list[dict[str, Any]], by: By, lay: str | None = None
) -> events.ReplySorted:
    """Lay the texts of a reply, or the whole of it, into baskets, instead of where they lay.

    ``lay`` is where they did when the actor looked, as ``laid_as`` writes it. Invalid for a basket or a text that is
    not there, and when nothing would change, unless the reply was revised since; Stale when they lie elsewhere now than
    where they lay, or say something else.
    """
    found = queries.reply_named(consultation.id, reply)
    names = {row.number: row.name for row in lookups.baskets_of(consultation.id)}
    answered = {WHOLE, *lookups.texts_of(found.id)}
    wanted = {(row.get("question") or WHOLE, int(basket)) for row in places for basket in row.get("baskets") or ()}
    if any(question not in answered or basket not in names for question, basket in wanted):
        raise Invalid(places=_("Choose among the answers of this reply and the baskets that are there."))
    now = lookups.laid(found.id)
    if wanted == set(now) and not found.sort_again:
        raise Unchanged
    if lay not in (None, laid_as(found, now)):
        raise Stale(_meanwhile(found, [names[number] for number in dict.fromkeys(basket for _question, basket in now)]))
    found.sort_again = False
    session.execute(delete(Sorted).where(Sorted.reply_id == found.id))
    session.add_all(
        Sorted(consultation_id=consultation.id, reply_id=found.id, question=question, basket=basket)
        for question, basket in sorted(wanted)
    )
    into = sorted({basket for _question, basket in wanted})
    return events.ReplySorted(consultation.subject.ref, reply, [names[number] for number in into])


def _meanwhile(reply: Reply, into: list[str]) -> str:
    """Return the sentence that says that a reply was revised, or in which baskets somebody else has laid it."""
    if reply.sort_again:
        return _("Meanwhile this reply was revised. Look at it again, then submit once more.")
    if not into:
        return _("Meanwhile this reply was taken out of its baskets. Look at it again, then submit once more.")
    return _(
        "Meanwhile this reply was sorted into %(baskets)s. Look at it again, then submit once more.",
        baskets=listed(into),
    )


@carries_out(CONSULTATION, "draw-statement")
def draw_statement(consultation: Consultation, *, reply: int, text: str, by: By) -> events.StatementDrawn:
    """Draw a statement from a reply; whoever wrote that is told. Invalid for one about which people are asked.

    Nobody answers more than MOST_STATEMENTS, which is Invalid too.
    """
    found = queries.reply_named(consultation.id, reply)
    drawn, stand = queries.statements_of(consultation.id), lookups.statements_shown(consultation.id)
    if len(stand) >= MOST_STATEMENTS:
        raise Invalid(
            text=ngettext(
                "There is %(num)d statement, as many as people can be asked.",
                "There are %(num)d statements, as many as people can be asked.",
                MOST_STATEMENTS,
            )
        )
    if text.casefold() in {row.text.casefold() for row in stand}:
        raise Invalid(text=_("This statement is there already."))
    number = max((row.number for row in drawn), default=0) + 1
    session.add(DrawnStatement(consultation_id=consultation.id, number=number, text=text, reply_id=found.id, at=by.at))
    return events.StatementDrawn(consultation.subject.ref, number, reply, hashlib.sha256(text.encode()).hexdigest())


@carries_out(CONSULTATION, "withdraw-statement")
def withdraw_statement(
    consultation: Consultation, *, statement: int, reason: str, facts: ConsultationFacts, by: By
) -> events.StatementWithdrawn:
    """Withdraw a statement, with a public reason: nobody is asked about it any more, and its answers count no more.

    Invalid for one that nobody is asked about, and, unless the actor asks, for one from the reply of somebody else.
    """
    asked = lookups.statements_shown(consultation.id, None if facts.leads else by.author)
    found = next((row for row in asked if row.number == statement), None)
    if found is None:
        raise Invalid(statement=_("Choose one of the list."))
    found.withdrawn_at, found.withdrawn_reason = by.at, reason
    reply = session.get_one(Reply, found.reply_id).number
    return events.StatementWithdrawn(consultation.subject.ref, reason, statement, reply)


def erase_drawn(event: Event) -> bool:
    """Erase the text of a statement that is withdrawn, or was drawn from a reply that is hidden."""
    key = (event.subject_id, left_by(event.id)["statement"])
    drawn = session.get_one(DrawnStatement, key, with_for_update=True)
    if not (drawn.withdrawn_at or session.get_one(Reply, drawn.reply_id).hidden_at):
        raise Invalid(entry=_("People are asked about it: withdraw it first, then its text can be removed."))
    had, drawn.text = bool(drawn.text), ""
    return had


@carries_out(CONSULTATION, "sum-up")
def sum_up(
    consultation: Consultation, *, asked: str, replied: str, found: str, follows: str, by: By
) -> events.SummedUp:
    """Publish the summary, which ends the consultation; everybody who replied is told."""
    consultation.asked, consultation.replied, consultation.found, consultation.follows = asked, replied, found, follows
    consultation.summary_html = [str(render(getattr(consultation, name))) for name in SUMMARY]
    mention(consultation.id, "\n".join(consultation.summary_html))
    consultation.summed_up_at, consultation.summed_up_by_id = by.at, by.author
    index(consultation)
    return events.SummedUp(asked, replied, found, follows)


@carries_out(CONSULTATION, "file-issue")
def file_issue(
    consultation: Consultation, *, by: By, reply: int | None = None, basket: int | None = None, **given: Any
) -> events.IssueFiled:
    """File an issue from a reply or from a basket; the issue and the consultation show each other.

    Invalid unless it comes from one of the two, which is there.
    """
    if bool(reply) == bool(basket):
        raise Invalid(reply=_("Give the number of the reply or that of the basket that the issue comes from."))
    if reply:
        queries.reply_named(consultation.id, reply)
    elif lookups.basket_numbered(consultation.id, basket or 0) is None:
        raise Invalid(basket=_("There is no such basket here."))
    issue = file(by=by, **given)
    relate(issue.id, "from-consultation", consultation.id, at=by.at)
    return events.IssueFiled(consultation.subject.ref, f"#{issue.subject.ref}", reply or 0, basket or 0)
