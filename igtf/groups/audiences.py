"""The audiences that groups add."""

from collections.abc import Iterable, Sequence

from sqlalchemy import false, select
from sqlalchemy.orm import aliased

from igtf.core.db import session
from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.groups.forms import NAMED_OFFICES
from igtf.groups.models import Group, GroupSupport, Membership, NamedChair
from igtf.groups.states import FORMED, FORMING
from igtf.people.models import Role
from igtf.record.audiences import SaidOf, audience, named_in
from igtf.record.models import Event, Subject
from igtf.record.queries import left_by


@audience(
    "members", _l("the members of the group"), _l("you are a member of the group"), ends_with="office", affected=True
)
def _members(subject: Subject, _event: Event | None) -> Iterable[int]:
    group_id = subject.id if subject.kind == "group" else subject.group_id
    return session.scalars(
        select(Membership.person_id).where(Membership.group_id == group_id, Membership.ended_at.is_(None))
    )


_PROPOSERS, _SUPPORTERS = _l("the proposers"), _l("who supports the proposal")


def _is_proposal(subject: Subject) -> bool:
    """Return whether a group is a proposal still: of what came of one its members are told, and who left is not."""
    return subject.state not in FORMED


def _of_proposal(label: Text) -> SaidOf:
    return lambda subject: [label] if _is_proposal(subject) else []


@audience("proposers", _PROPOSERS, _l("you proposed it"), _of_proposal(_PROPOSERS), affected=True)
def _proposers(subject: Subject, _event: Event | None) -> Iterable[int]:
    if not _is_proposal(subject):
        return []
    second = session.scalar(select(Group.second_id).where(Group.id == subject.id))
    return [subject.opened_by_id, *([second] if second else [])]


_AS_SECOND = _l("you are named as second proposer; you can step aside on its page")
_AS_CHAIR = _l("you are named as chair; you can step aside on its page")


@audience("second proposer", _l("the second proposer"), _AS_SECOND, affected=True)
def _second(subject: Subject, _event: Event | None) -> Iterable[int]:
    return session.scalars(select(Group.second_id).where(Group.id == subject.id, Group.second_id.is_not(None)))


_NAMED = _l("whoever is named as chair")


@audience("chairs named", _NAMED, _AS_CHAIR, affected=True)
def _chairs_named(subject: Subject, _event: Event | None) -> Iterable[int]:
    """Return who is named as chair and not in office."""
    waits = (NamedChair.group_id == subject.id, NamedChair.settled_at.is_(None))
    return session.scalars(select(NamedChair.person_id).where(*waits))


@audience("chairs of no group", _NAMED, _l("you are named as its chair"), affected=True)
def _chairs_of_none(subject: Subject, event: Event | None) -> Iterable[int]:
    """Return the same where the proposal is over: nobody has to step aside, and it may go on after all."""
    return _chairs_named(subject, event)


@audience("chair named now", _l("who is newly named as chair"), _AS_CHAIR)
def _chair_named_now(_subject: Subject, event: Event | None) -> Iterable[int]:
    return named_in(event, "joined")


@audience("second named now", _l("who is newly named as second proposer"), _AS_SECOND)
def _second_named_now(_subject: Subject, event: Event | None) -> Iterable[int]:
    return named_in(event, "second")


@audience(
    "named until now",
    _l("who was named until now"),
    _l("you were named until now, as chair or as second proposer"),
    affected=True,
)
def _named_until_now(subject: Subject, event: Event | None) -> Iterable[int]:
    """Return whom an act says to be named no more; of one that names nobody whoever was named as a chair until then."""
    if event is None or "former" in left_by(event.id):
        return named_in(event, "former")
    settled = (NamedChair.group_id == subject.id, NamedChair.settled_at == event.at)
    return session.scalars(select(NamedChair.person_id).where(*settled))


@audience(
    "officer named",
    _l("who is named"),
    _l("you hold this office from now on; you can step down on its page"),
    affected=True,
)
def _officer_named(subject: Subject, event: Event | None) -> Iterable[int]:
    begun = Role.started_at == event.at if event else false()
    return session.scalars(
        select(Role.person_id).where(Role.subject_id == subject.id, Role.name.in_(NAMED_OFFICES), begun)
    )


@audience("proposal supporters", _SUPPORTERS, _l("you support the proposal"), _of_proposal(_SUPPORTERS), affected=True)
def _proposal_supporters(subject: Subject, _event: Event | None) -> Iterable[int]:
    support = select(GroupSupport.person_id).where(GroupSupport.group_id == subject.id)
    return session.scalars(support) if _is_proposal(subject) else ()


def _while_it_forms(subject: Subject) -> Sequence[Text]:
    return [_SUPPORTERS] if subject.state in FORMING else []


@audience(
    "supporters while it forms", _l("who supports the proposal, before there is a group"),
    _l("you support the proposal"), _while_it_forms, affected=True,
)  # fmt: skip
def _supporters_while_it_forms(subject: Subject, _event: Event | None) -> Iterable[int]:
    """Return who supports the group that a subject is, or is of: of its call, as its members are told of it."""
    group = aliased(Subject)
    forming = select(GroupSupport.person_id).join(group, group.id == GroupSupport.group_id)
    return session.scalars(
        forming.where(
            group.id == (subject.id if subject.kind == "group" else subject.group_id), group.state.in_(FORMING)
        )
    )
