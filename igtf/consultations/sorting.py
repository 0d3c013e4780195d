"""What those who ask make of the replies: baskets, statements, the summary; and issues that anybody files from them."""

import hashlib
from typing import Any

from sqlalchemy import delete, select

from igtf.consultations import events, lookups
from igtf.consultations.commands import index
from igtf.consultations.models import WHOLE, Basket, Consultation, DrawnStatement, Sorted
from igtf.consultations.states import CONSULTATION
from igtf.consultations.words import SUMMARY
from igtf.core.db import session
from igtf.core.errors import Invalid, Unchanged
from igtf.core.i18n import gettext as _
from igtf.issues.states import ISSUE
from igtf.record.acts import By
from igtf.record.mentions import mention
from igtf.record.moves import carries_out
from igtf.record.references import render
from igtf.record.subjects import relate

MOST_STATEMENTS = 50


@carries_out(CONSULTATION, "set-baskets")
def set_baskets(consultation: Consultation, *, baskets: list[dict[str, Any]], by: By) -> events.BasketsSet:
    """Name the baskets: new ones, those that are there in other words; one without a name any more goes.

    Invalid without any, with a name twice, for one that goes with something in it, and when nothing would change.
    """
    known = {row.number: row for row in lookups.baskets_of(consultation.id)}
    named = [row for row in baskets if row.get("name")]
    names = [row["name"] for row in named]
    if not named or len({name.casefold() for name in names}) < len(names):
        raise Invalid(baskets=_("Name at least one basket, and each differently."))
    before = [(row.name, row.note) for row in known.values()]
    last, kept = max(known, default=0), set()
    for row in named:
        basket = known.get(row.get("number") or 0)
        if basket is None or basket.number in kept:
            last += 1
            basket = Basket(consultation_id=consultation.id, number=last, name="", note="")
            session.add(basket)
        kept.add(basket.number)
        basket.name, basket.note = row["name"], row.get("note") or ""
    _take_away(consultation, [row for number, row in known.items() if number not in kept])
    if before == [(row.name, row.note) for row in lookups.baskets_of(consultation.id)]:
        raise Unchanged
    return events.BasketsSet(names)


def _take_away(consultation: Consultation, gone: list[Basket]) -> None:
    lies = (Sorted.consultation_id == consultation.id, Sorted.basket.in_([basket.number for basket in gone]))
    if session.scalar(select(Sorted.basket).where(*lies).limit(1)):
        raise Invalid(baskets=_("A basket in which something lies keeps a name; sort what lies in it elsewhere first."))
    for basket in gone:
        session.delete(basket)
    session.flush()


@carries_out(CONSULTATION, "sort")
def sort(consultation: Consultation, *, reply: int, places: list[dict[str, Any]], by: By) -> events.ReplySorted:
    """Lay the texts of a reply, or the whole of it, into baskets, instead of where they lay.

    Invalid for a basket or a text that is not there, and when nothing would change.
    """
    found = lookups.reply_named(consultation.id, reply)
    names = {row.number: row.name for row in lookups.baskets_of(consultation.id)}
    answered = {WHOLE, *lookups.texts_of(found.id)}
    wanted = {(row.get("question") or WHOLE, int(basket)) for row in places for basket in row.get("baskets") or ()}
    if any(question not in answered or basket not in names for question, basket in wanted):
        raise Invalid(places=_("Choose among the answers of this reply and the baskets that are there."))
    lay = session.execute(select(Sorted.question, Sorted.basket).where(Sorted.reply_id == found.id)).all()
    if wanted == {(row.question, row.basket) for row in lay}:
        raise Unchanged
    session.execute(delete(Sorted).where(Sorted.reply_id == found.id))
    session.add_all(
        Sorted(consultation_id=consultation.id, reply_id=found.id, question=question, basket=basket)
        for question, basket in sorted(wanted)
    )
    into = sorted({basket for _question, basket in wanted})
    return events.ReplySorted(consultation.subject.ref, reply, [names[number] for number in into])


@carries_out(CONSULTATION, "draw-statement")
def draw_statement(consultation: Consultation, *, reply: int, text: str, by: By) -> events.StatementDrawn:
    """Draw a statement from a reply; whoever wrote that is told. Invalid for one that is there already.

    Nobody answers more than MOST_STATEMENTS, which is Invalid too.
    """
    found = lookups.reply_named(consultation.id, reply)
    drawn = lookups.statements_of(consultation.id)
    if len(drawn) >= MOST_STATEMENTS:
        raise Invalid(text=_("There are %(most)d statements, as many as people can be asked.", most=MOST_STATEMENTS))
    if text.casefold() in {row.text.casefold() for row in drawn}:
        raise Invalid(text=_("This statement is there already."))
    number = max((row.number for row in drawn), default=0) + 1
    session.add(DrawnStatement(consultation_id=consultation.id, number=number, text=text, reply_id=found.id, at=by.at))
    return events.StatementDrawn(consultation.subject.ref, number, reply, hashlib.sha256(text.encode()).hexdigest())


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
        lookups.reply_named(consultation.id, reply)
    elif lookups.basket_numbered(consultation.id, basket or 0) is None:
        raise Invalid(basket=_("There is no such basket here."))
    issue = ISSUE.commands["file"](by=by, **given)
    relate(issue.id, "from-consultation", consultation.id, at=by.at)
    return events.IssueFiled(consultation.subject.ref, f"#{issue.subject.ref}", reply or 0, basket or 0)
