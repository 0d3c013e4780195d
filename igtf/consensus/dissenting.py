"""Minority statements: attached to a call, signed under hats, travelling with the document (section 5)."""

from sqlalchemy import select

from igtf.consensus import events
from igtf.consensus.models import Call, Minority, MinoritySignature
from igtf.consensus.positions import check_hat
from igtf.consensus.states import CALL, MINORITY
from igtf.core.db import session
from igtf.core.errors import Invalid
from igtf.core.finding import search
from igtf.core.i18n import gettext as _
from igtf.core.workflow import Reasoned
from igtf.discussion.commands import follow
from igtf.record.by import By
from igtf.record.models import Subject
from igtf.record.moves import carries_out, creates
from igtf.record.subjects import count, next_number, open_subject, relate, touch


@carries_out(CALL, "dissent")
def dissent(call: Call, *, title: str, text: str, by: By) -> events.Dissented:
    """Attach a minority statement to a call. Invalid while the person has another one attached to it."""
    hat_id = check_hat(call, by)
    other = select(Subject.ref).join(Minority, Minority.id == Subject.id).where(
        Minority.call_id == call.id, Minority.person_id == by.author, Subject.state == "attached"
    )  # fmt: skip
    known = session.scalar(other)
    if known:
        said = _("Your minority statement %(ref)s is attached already; take it back to attach another.", ref=known)
        raise Invalid({"": [said]})
    made: Minority = attach(call=call, title=title, text=text, hat_id=hat_id, by=by)
    return events.Dissented(made.subject.ref, title, text)


@creates(MINORITY, "attach")
def attach(*, call: Call, title: str, text: str, hat_id: int, by: By) -> tuple[Minority, events.Dissented]:
    """Make a minority statement, signed by who wrote it; part of the call's move *dissent*."""
    subject = open_subject(
        "minority", str(next_number("minority")), title, "attached", by=by, summary=text, topic=call.kind,
        group_id=call.subject.group_id,
    )  # fmt: skip
    minority = Minority(id=subject.id, subject=subject, call=call, person_id=by.author)
    session.add(minority)
    session.flush()
    session.add(MinoritySignature(minority_id=minority.id, person_id=by.author, hat_id=hat_id, at=by.at))
    relate(subject.id, "dissents-in", call.id, at=by.at)
    relate(subject.id, "dissents-on", call.about_id, at=by.at)
    search.put(subject.id, title, text)
    follow(subject.id, person_id=by.author, by=by)
    return minority, events.Dissented(subject.ref, title, text)


@carries_out(MINORITY, "sign")
def sign(minority: Minority, *, by: By) -> None:
    """Sign a minority statement under the hat worn in its call, or the one worn now."""
    hat_id = check_hat(minority.call, by)
    session.add(MinoritySignature(minority_id=minority.id, person_id=by.author, hat_id=hat_id, at=by.at))
    follow(minority.id, person_id=by.author, by=by)
    touch(minority.id, by.at, support_count=1)
    _signatures_changed(minority, by)


@carries_out(MINORITY, "withdraw-signature")
def withdraw_signature(minority: Minority, *, by: By) -> None:
    """Sign a minority statement no longer; what was sent with it stays as it was sent."""
    session.delete(session.get_one(MinoritySignature, (minority.id, by.author)))
    touch(minority.id, by.at, support_count=-1)
    _signatures_changed(minority, by)


def _signatures_changed(minority: Minority, by: By) -> None:
    """Say so to the call and to what it is about: the page of the draft, and those joined to it, name who signed."""
    touch(minority.call_id, by.at)
    count(minority.call.about_id)


@carries_out(MINORITY, "take-back")
def take_back(minority: Minority, *, reason: str, by: By) -> Reasoned:
    """Take a minority statement back; what was sent with it stays as it was sent."""
    touch(minority.call_id, by.at)
    touch(minority.call.about_id, by.at)
    return Reasoned(reason)
