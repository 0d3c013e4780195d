"""The audiences that appeals add."""

from collections.abc import Iterable

from sqlalchemy import select

from igtf.appeals.decisions import ONLY_ITSELF
from igtf.appeals.involved import concerned
from igtf.appeals.models import Appeal, AppealMember
from igtf.core.db import session
from igtf.core.i18n import lazy_gettext as _l
from igtf.discussion.audiences import followers_of
from igtf.people.models import Person
from igtf.record.audiences import AUDIENCES, audience
from igtf.record.kinds import kind_of
from igtf.record.models import Event, Subject
from igtf.record.queries import left_by


@audience("appeal deciders", _l("those who decide on the appeal"), _l("you decide on this appeal"))
def _deciders(subject: Subject, _event: Event | None) -> Iterable[int]:
    return session.scalars(
        select(AppealMember.person_id)
        .join(Appeal, (Appeal.id == AppealMember.appeal_id) & (Appeal.rung == AppealMember.rung))
        .where(Appeal.id == subject.id, AppealMember.aside == "")
    )


@audience("who decided", _l("who made the decision"), _l("you made the decision"))
def _who_decided(subject: Subject, _event: Event | None) -> Iterable[int]:
    return session.scalars(
        select(Person.id).join(Event, Event.actor_id == Person.id).join(Appeal, Appeal.event_id == Event.id)
        .where(Appeal.id == subject.id)
    )  # fmt: skip


def _of(appeal: Subject) -> Appeal:
    return session.get_one(Appeal, appeal.id)


def _told_by(decision: Event, names: Iterable[str]) -> set[int]:
    """Return whom some audiences of a decision name, as it stands now."""
    about = session.get(Subject, decision.subject_id) if decision.subject_id else None
    return {person for name in names if about for person in AUDIENCES[name].members(about, decision)}


@audience("whom the decision is about", _l("whom the decision is about"), _l("the decision is about you"))
def _about(subject: Subject, _event: Event | None) -> Iterable[int]:
    appeal = _of(subject)
    judged = [name for name in kind_of(appeal.event.kind).tells if AUDIENCES[name].concerned]
    return {*concerned(appeal), *_told_by(appeal.event, judged)}


@audience("told of the decision", _l("whoever was told of the decision, where it is annulled"),
          _l("you were told of the decision that is annulled"))  # fmt: skip
def _told(subject: Subject, event: Event | None) -> Iterable[int]:
    """Return whom the entry that annuls it does not tell; of a part of a subject there is none."""
    decision = _of(subject).event
    if event is None or left_by(event.id).get("outcome") != "upheld":
        return ()
    kind, _dot, _move = decision.kind.partition(".")
    annulling = () if decision.kind in ONLY_ITSELF else kind_of(f"{kind}.annul").tells
    return _told_by(decision, [name for name in kind_of(decision.kind).tells if name not in annulling])


def _appealed(subject: Subject) -> int | None:
    return session.scalar(select(Appeal.about_id).where(Appeal.id == subject.id))


followers_of(
    _appealed,
    "followers of what is appealed",
    _l("whoever follows what is appealed"),
    _l("you follow what is appealed"),
)
