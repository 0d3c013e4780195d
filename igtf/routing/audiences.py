"""The audiences that statements add."""

from collections.abc import Iterable

from sqlalchemy import select

from igtf.core.db import session
from igtf.core.i18n import lazy_gettext as _l
from igtf.issues.audiences import follow_or_support
from igtf.people.roles import holders
from igtf.record.audiences import audience
from igtf.record.models import Event, Relation, Subject
from igtf.routing.models import Statement
from igtf.routing.ties import tied_to


@audience("drafter", _l("who drafted it"), _l("you drafted it"), affected=True)
def _drafter(subject: Subject, _event: Event | None) -> Iterable[int]:
    return session.scalars(
        select(Statement.drafted_by_id).where(Statement.id == subject.id, Statement.drafted_by_id.is_not(None))
    )


@audience(
    "chairs of its group", _l("the chairs of the group"), _l("you chair the group"), beside="drafter",
    ends_with="office", affected=True,
)  # fmt: skip
def _chairs(subject: Subject, _event: Event | None) -> Iterable[int]:
    """A group's letter is the group's: whoever drafted it may chair it no more."""
    return holders("chair", subject.group_id) if subject.group_id else ()


@audience(
    "concerned", _l("who follows or supports what it is about"), _l("it is about what you follow"),
    ends_with="following",
)  # fmt: skip
def _concerned(subject: Subject, _event: Event | None) -> Iterable[int]:
    """Those too of the issues that a recommendation in it addresses."""
    return session.scalars(follow_or_support(tied_to(subject.id, "refers", "suggests", "concerns")))


@audience("answered drafter", _l("who drafted the statement it answers"), _l("you drafted the statement it answers"))
def _answered(subject: Subject, _event: Event | None) -> Iterable[int]:
    ours = select(Relation.target_id).where(Relation.subject_id == subject.id, Relation.kind == "answers")
    return session.scalars(
        select(Statement.drafted_by_id).where(Statement.id.in_(ours), Statement.drafted_by_id.is_not(None))
    )


@audience("contact", _l("the contact of the body"), _l("you are a contact of the body"))
def _contact(_subject: Subject, _event: Event | None) -> Iterable[int]:
    """Contacts have no account: the command itself queues their mails (``letters``)."""
    return ()


@audience("contacts of the bodies", _l("the contacts of the bodies"), _l("you are a contact of the body"))
def _contacts(_subject: Subject, _event: Event | None) -> Iterable[int]:
    return ()


@audience("contact by mail", _l("the contact, where it goes by mail"), _l("you are a contact of the body"))
def _contact_by_mail(_subject: Subject, _event: Event | None) -> Iterable[int]:
    return ()


@audience("contact with a new link", _l("the contact, where a new link is sent"), _l("you are a contact of the body"))
def _contact_with_a_new_link(_subject: Subject, _event: Event | None) -> Iterable[int]:
    return ()
