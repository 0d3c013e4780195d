"""The audiences that consultations add."""

from collections.abc import Iterable

from sqlalchemy import select

from igtf.consultations import queries
from igtf.consultations.due import silent_people
from igtf.consultations.models import INVITED, Consultation, Reply, Sorted
from igtf.core.db import session
from igtf.core.i18n import lazy_gettext as _l
from igtf.discussion.models import Report
from igtf.discussion.queries import settled_by
from igtf.people.named import handles_in
from igtf.people.offices import in_charge
from igtf.people.roles import CLEARING_HOUSE, LEADS_COUNCIL, holders
from igtf.record.audiences import AUDIENCES, audience
from igtf.record.models import Actor, Event, Subject
from igtf.record.queries import left_by


@audience("who replied", _l("who replied to the consultation"), _l("you replied to the consultation"), affected=True)
def _replied(subject: Subject, _event: Event | None) -> Iterable[int]:
    return session.scalars(select(Reply.person_id).where(Reply.consultation_id == subject.id))


@audience("who is invited", _l("who is invited to reply"), _l("you are invited to reply"))
def _invited(subject: Subject, _event: Event | None) -> Iterable[int]:
    return queries.invited(subject.id)


@audience(
    "members who reply",
    _l("the members of the group, who are asked to reply where everyone may"),
    _l("you are a member of the group that asks"),
    said_of=lambda _subject: (),
    ends_with="office",
)
def _members_who_reply(subject: Subject, event: Event | None) -> Iterable[int]:
    """Return the members of the group where everyone replies; where only who is invited does, they just get to know."""
    everyone = session.get_one(Consultation, subject.id).admits != INVITED
    return AUDIENCES["members"].members(subject, event) if everyone else ()


@audience("who is invited now", _l("who is invited, once it is open"), _l("you are invited to reply"))
def _invited_now(subject: Subject, event: Event | None) -> Iterable[int]:
    """Return whom an invitation to an open consultation names; those of a draft are told with the opening."""
    if event is None or subject.state == "draft":
        return []
    named = handles_in(left_by(event.id).get("people", ""))
    return session.scalars(select(Actor.id).where(Actor.handle.in_(named)))


@audience(
    "who has not replied",
    _l("members of the group and people who are invited, as far as they have not replied"),
    _l("you were asked and have not replied"),
)
def _silent(subject: Subject, _event: Event | None) -> Iterable[int]:
    return silent_people(subject.id)


@audience("who asks", _l("those who ask"), _l("you are of those who ask"), ends_with="office")
def _asks(subject: Subject, _event: Event | None) -> Iterable[int]:
    """Return who consults for the group; of the clearing house its lead, and who drafted it while they belong to it."""
    if subject.group_id:
        return in_charge("consult", subject.group_id)
    house, lead = ({person for role in roles for person in holders(role)} for roles in (CLEARING_HOUSE, LEADS_COUNCIL))
    return lead | ({subject.opened_by_id} & house)


def _named(subject: Subject, event: Event | None) -> Iterable[int]:
    """Return who wrote the reply that an act names by its number."""
    number = left_by(event.id if event else None).get("reply", 0)
    own = (Reply.consultation_id == subject.id, Reply.number == number)
    return session.scalars(select(Reply.person_id).where(*own)).all()


@audience("who wrote the reply", _l("who wrote the reply"), _l("it comes from your reply"))
def _drawn_from(subject: Subject, event: Event | None) -> Iterable[int]:
    """Return who wrote the reply that an act names; of a basket whoever has something in it to see."""
    basket = left_by(event.id if event else None).get("basket", 0)
    lies = (Sorted.consultation_id == subject.id, Sorted.basket == basket)
    of_basket = (
        select(Reply.person_id).join(Sorted, Sorted.reply_id == Reply.id).where(*lies, Reply.hidden_at.is_(None))
    )
    return {*_named(subject, event), *session.scalars(of_basket)}


@audience("who reported the reply", _l("who reported the reply"), _l("you reported it"))
def _reporters(subject: Subject, event: Event | None) -> Iterable[int]:
    if event is None:
        return ()
    settled = (Report.subject_id == subject.id, settled_by(event))
    number = left_by(event.id).get("reply", 0)
    return session.scalars(select(Report.person_id).where(*settled, Report.part == number))


@audience("judged in a reply", _l("whom it is about"), _l("it is about what you wrote"), concerned=True)
def _judged(subject: Subject, event: Event | None) -> Iterable[int]:
    return _named(subject, event)
