"""What pages of notice show: who is told of what, the mails of the demonstration, the acts in a feed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import exists, func, or_, select

from igtf.core.db import Listing, session
from igtf.core.errors import NotFound
from igtf.core.files import Enclosed
from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.mail import Mail
from igtf.core.workflow import WORKFLOWS
from igtf.discussion.models import Comment, Follow
from igtf.discussion.timeline import entries
from igtf.issues.models import Support
from igtf.notice.letters import Told, told
from igtf.notice.models import TopicFollow
from igtf.record.audiences import AUDIENCES
from igtf.record.kinds import event_kinds
from igtf.record.models import HIDDEN, Event, File, Subject

FEED = 50
"""Acts in a feed."""

MAILS = 100
"""Mails on the page of the demonstration."""

OTHER = _l("On everything, and on people")


@dataclass(frozen=True)
class ToldRow:
    """An act and who is told of it; no audience: nobody is told by mail."""

    event: str
    act: Text
    audiences: list[Text]


def followed_topics(person_id: int | None) -> list[str]:
    """Return the topics that a person follows, EVERYTHING among them."""
    own = select(TopicFollow.topic).where(TopicFollow.person_id == person_id).order_by(TopicFollow.topic)
    return list(session.scalars(own))


def followed_subjects(person_id: int, kind: str | None) -> Listing:
    """Return the query of the subjects that a person follows (of a kind, where one is named), to be paginated.

    With ``since``, and whether the person ``opened`` or ``supports`` it; never what a moderator hid.
    """
    supports = exists().where(Support.issue_id == Subject.id, Support.person_id == person_id)
    query = (
        select(
            Subject.id, Subject.kind, Subject.ref, Subject.title, Subject.state, Subject.phase, Subject.active_at,
            Subject.due_at, Follow.since, (Subject.opened_by_id == person_id).label("opened"),
            supports.label("supports"),
        )
        .join(Follow, Follow.subject_id == Subject.id)
        .where(Follow.person_id == person_id, Subject.state != HIDDEN)
    )  # fmt: skip
    return query.where(Subject.kind == kind) if kind else query


def told_table() -> list[tuple[Text, list[ToldRow]]]:
    """Return who is told, from the tables of the procedure: for each kind of subject its acts."""
    parts: dict[Text, list[ToldRow]] = {}
    for name, kind in event_kinds().items():
        workflow = WORKFLOWS.get(name.partition(".")[0])
        move = workflow.move_by_name.get(name.partition(".")[2]) if workflow else None
        heading = workflow.plural if workflow and move else OTHER
        audiences = [AUDIENCES[audience].label for audience in kind.tells]
        parts.setdefault(heading, []).append(ToldRow(name, move.label if move else kind.said, audiences))
    last = parts.pop(OTHER, [])
    return [*parts.items(), (OTHER, last)]


def sent_mails(to: str) -> Sequence[Any]:
    """Return the newest MAILS to an address that contains ``to``, newest first: for the demonstration only."""
    return session.execute(
        select(Mail.id, Mail.to, Mail.subject, Mail.queued_at, Mail.sent_at, Mail.attempts, Mail.last_error)
        .where(Mail.to.contains(to, autoescape=True))
        .order_by(Mail.id.desc())
        .limit(MAILS)
    ).all()


def subject_of(subject_id: int | None) -> Subject | None:
    """Return the subject that a link to stop mail names, hidden or not; None without one."""
    return session.get(Subject, subject_id) if subject_id else None


def get_subject_or_404(subject_id: int, person_id: int) -> Subject:
    """Return a subject by its id, as a person may see it; NotFound when there is none."""
    found = session.get(Subject, subject_id)
    if found is None:
        raise NotFound(_("There is no such page."))
    subject: Subject = WORKFLOWS[found.kind].load(person_id, found.ref).subject
    return subject


def comment_told(event_id: int, subject_id: int) -> Comment | None:
    """Return the comment on a subject that an event made; None for another act, and for one on another subject."""
    own = (Comment.event_id == event_id, Comment.subject_id == subject_id)
    return session.scalar(select(Comment).where(*own))


def count_mails() -> int:
    """Return how many mails there are."""
    return session.scalar(select(func.count()).select_from(Mail)) or 0


def get_mail_or_404(number: int) -> Mail:
    """Return one mail; NotFound when there is none."""
    found = session.get(Mail, number)
    if found is None:
        raise NotFound(_("There is no mail %(number)s.", number=number))
    return found


def enclosed(mail: Mail) -> list[Enclosed]:
    """Return the files that go along with a mail, with their bytes."""
    if not mail.files:
        return []
    rows = session.execute(select(File.name, File.mimetype, File.data).where(File.id.in_(mail.files)).order_by(File.id))
    return [Enclosed(*row) for row in rows]


def subjects_in_feed(kind: str | None, *, where: Sequence[Any] = (), within: Subject | None = None) -> Sequence[Any]:
    """Return the subjects that were active last: those of a kind, or one with a group's work."""
    query = select(Subject).where(Subject.state != HIDDEN)
    if within is not None:
        query = query.where(or_(Subject.id == within.id, Subject.group_id == within.id))
    elif kind:
        query = query.where(Subject.kind == kind)
    query = query.where(*where)
    return session.scalars(query.order_by(Subject.active_at.desc(), Subject.id.desc()).limit(2 * FEED)).all()


def subjects_by(ids: Sequence[int]) -> Sequence[Any]:
    """Return the subjects with these ids, those that were active last first."""
    return session.scalars(
        select(Subject).where(Subject.id.in_(ids)).order_by(Subject.active_at.desc(), Subject.id.desc())
    ).all()


def acts_of(subjects: Sequence[Subject]) -> list[Told]:
    """Return the newest acts on the given subjects, newest first; one query."""
    by_id = {subject.id: subject for subject in subjects}
    found = entries(Event.subject_id.in_(by_id), limit=FEED)
    return [told(entry, by_id[entry.subject_id]) for entry in found if entry.subject_id]
