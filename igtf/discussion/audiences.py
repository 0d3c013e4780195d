"""The audiences that every kind of subject has."""

from collections.abc import Callable, Iterable

from sqlalchemy import false, select

from igtf.core.db import session
from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.discussion.models import Comment, Follow, Report
from igtf.discussion.parts import PARTS
from igtf.discussion.queries import settled_by
from igtf.people.models import Role
from igtf.people.roles import CLEARING_HOUSE, MODERATORS, holders
from igtf.record.audiences import Followed, audience, named_in
from igtf.record.models import Event, Payload, Subject
from igtf.record.queries import left_by


def followers_of(followed: Followed, name: str, label: Text, why: Text, *, later: bool = False) -> None:
    """Add the audience ``name`` of those who follow a subject: the one whose id ``followed`` returns, if it does."""

    def members(subject: Subject, _event: Event | None) -> Iterable[int]:
        return session.scalars(select(Follow.person_id).where(Follow.subject_id == (followed(subject) or 0)))

    audience(name, label, why, later=later, followed=followed)(members)


STANDS_FOR: dict[str, Callable[[int, int | None], Iterable[int]]] = {}
"""Kind → who wrote a part of a subject, by its number, or (None) stands for the whole beside who opened it; a concept
whose subjects are reported adds itself."""


def group_of(subject: Subject) -> int | None:
    """Return the id of the group in whose work a subject is; None where it is in none."""
    return subject.group_id


followers_of(lambda subject: subject.id, "followers", _l("whoever follows this"), _l("you follow it"), later=True)
followers_of(group_of, "group followers", _l("whoever follows its group"), _l("you follow its group"))


@audience("filer", _l("who opened it"), _l("you opened it"), affected=True)
def _filer(subject: Subject, _event: Event | None) -> Iterable[int]:
    return [subject.opened_by_id]


@audience("clearing house", _l("the clearing house"), _l("you belong to the clearing house"), ends_with="office")
def _clearing_house(_subject: Subject, _event: Event | None) -> Iterable[int]:
    return {person for role in CLEARING_HOUSE for person in holders(role)}


@audience("council", _l("the council"), _l("you are a member of the council"), ends_with="office")
def _council(_subject: Subject, _event: Event | None) -> Iterable[int]:
    return holders("council")


@audience("council chair", _l("the council chair"), _l("you chair the council"), ends_with="office")
def _council_chair(_subject: Subject, _event: Event | None) -> Iterable[int]:
    return holders("council-chair")


@audience("secretariat", _l("the secretariat"), _l("you belong to the secretariat"), ends_with="office")
def _secretariat(_subject: Subject, _event: Event | None) -> Iterable[int]:
    return holders("secretariat")


@audience("moderators", _l("the moderators"), _l("you are a moderator"), ends_with="office")
def _moderators(subject: Subject, event: Event | None) -> Iterable[int]:
    """Return who moderates; of a report, without who wrote what it is about: nobody decides on their own."""
    wrote = _reported(subject, event)
    return next((found for role in MODERATORS if (found := {*holders(role)} - wrote)), ())


def _reported(subject: Subject, event: Event | None) -> set[int]:
    """Return whom an act reports: who wrote the comment, or the part of a subject; who opened the subject, and who
    stands for it beside. Nobody for an act that reports nothing."""
    if event is None:
        return set()
    made = (Report.person_id == event.actor_id, Report.at == event.at)
    said = select(Comment.actor_id).join(Report, Report.comment_id == Comment.id)
    own = {*session.scalars(said.where(Comment.subject_id == subject.id, *made))}
    for part in session.scalars(select(Report.part).where(Report.subject_id == subject.id, *made)):
        own |= {subject.opened_by_id} if part is None else set()
        own |= {*STANDS_FOR[subject.kind](subject.id, part)} if subject.kind in STANDS_FOR else set()
    return own


@audience("chairs", _l("the chairs of the group"), _l("you chair the group"), ends_with="office", affected=True)
def _chairs(subject: Subject, _event: Event | None) -> Iterable[int]:
    return holders("chair", subject.id if subject.kind == "group" else subject.group_id or 0)


@audience("responsible member", _l("the responsible member"), _l("you are the responsible member"), ends_with="office")
def _responsible(subject: Subject, _event: Event | None) -> Iterable[int]:
    return [*holders("responsible", subject.id), *holders("responsible", subject.group_id or 0)]


@audience("in charge", _l("the responsible member"), _l("you are the responsible member"), ends_with="office")
def _in_charge(subject: Subject, _event: Event | None) -> Iterable[int]:
    """Return who is responsible for the subject itself: whoever is for its group is not told of each word in it."""
    return holders("responsible", subject.id)


@audience("mentioned", _l("whom it mentions"), _l("it mentions you"))
def _mentioned(_subject: Subject, event: Event | None) -> Iterable[int]:
    return named_in(event, "mentioned")


@audience(
    "responsible until now", _l("who was the responsible member until now"),
    _l("you were the responsible member until now"), affected=True,
)  # fmt: skip
def _responsible_until_now(subject: Subject, event: Event | None) -> Iterable[int]:
    """Return whose office as responsible member of the subject ended with this act."""
    ended = Role.ended_at == event.at if event else false()
    return session.scalars(
        select(Role.person_id).where(Role.subject_id == subject.id, Role.name == "responsible", ended)
    )


@audience("part owners", _l("who wrote the part that it is on"), _l("it is on something that you wrote"))
def _part_owners(subject: Subject, event: Event | None) -> Iterable[int]:
    number = event and session.scalar(select(Comment.part).where(Comment.event_id == event.id))
    return PARTS[subject.kind].owners(subject.id, number) if number else ()


@audience("reporters", _l("who reported it"), _l("you reported it"))
def _reporters(subject: Subject, event: Event | None) -> Iterable[int]:
    """Return whose reports a moderator settled: of the comment that it is about; without one, of the subject."""
    if event is None:
        return ()
    number = left_by(event.id).get("comment")
    place = Report.comment_id == number if number else (Report.subject_id == subject.id) & Report.part.is_(None)
    return session.scalars(select(Report.person_id).where(place, settled_by(event)))


@audience("comment author", _l("who wrote the comment"), _l("you wrote it"))
def _comment_author(_subject: Subject, event: Event | None) -> Iterable[int]:
    return comment_author(event)


def comment_author(event: Event | None) -> Iterable[int]:
    """Return who wrote the comment that an entry is about; nobody for one that is about none."""
    return session.scalars(
        select(Comment.actor_id)
        .join(Payload, Payload.event_id == (event.id if event else 0))
        .where(Comment.id == Payload.data["comment"].as_integer())
    )


@audience("whose entry", _l("whose entry it is"), _l("it is about your entry in the record"), concerned=True)
def _whose_entry(_subject: Subject, event: Event | None) -> Iterable[int]:
    redacted = session.get(Event, left_by(event.id).get("entry", 0)) if event else None
    return [redacted.actor_id] if redacted else []


@audience("judged", _l("whom it is about"), _l("it is about what you wrote"), concerned=True)
def _judged(subject: Subject, event: Event | None) -> Iterable[int]:
    """Return who wrote the comment that a moderator decided on; without one, who opened the subject."""
    return [*comment_author(event)] or [subject.opened_by_id]
