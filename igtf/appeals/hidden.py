"""What a moderator hid, for those who decide on an appeal about it: who cannot read it cannot judge (section 12)."""

from collections.abc import Iterable
from typing import Any

from markupsafe import Markup
from sqlalchemy import Select, select

from igtf.appeals.models import Appeal, AppealMember
from igtf.appeals.states import OPEN
from igtf.consultations.models import Answer, Reply
from igtf.core.db import session
from igtf.discussion.models import Comment
from igtf.people.roles import sees_hidden
from igtf.record.models import HIDDEN, Payload, Subject
from igtf.record.moves import url_of


def decides_about(subject_id: int, person_id: int) -> bool:
    """Return whether a person has still to decide on an appeal against what a moderator did about a subject; one query.

    At its present rung. Other decisions on the subject are judged by their entries, as anybody reads them.
    """
    pending = (Appeal.about_id == subject_id, Appeal.kind == "moderator", Subject.state.in_(OPEN))
    mine = (AppealMember.person_id == person_id, AppealMember.aside == "", AppealMember.rung == Appeal.rung)
    return bool(session.scalar(
        select(Appeal.id).join(AppealMember, AppealMember.appeal_id == Appeal.id).join(Subject, Subject.id == Appeal.id)
        .where(*pending, *mine).limit(1)
    ))  # fmt: skip


def words_for(appeal: Appeal, members: Iterable[AppealMember], person_id: int | None) -> Markup:
    """Return what an appeal is about and a moderator hid, as safe HTML; empty for who does not read it there.

    The moderators do, and of the ``members`` of its present rung whoever has still to decide. At most one query.
    """
    if person_id is None or appeal.kind != "moderator":
        return Markup()
    deciding = {one.person_id for one in members if not one.aside} if appeal.subject.state in OPEN else ()
    return _words(appeal) if sees_hidden(person_id) or person_id in deciding else Markup()


def _words(appeal: Appeal) -> Markup:
    """Return title, summary and link of a subject, the words of a comment or a reply; empty for what is shown."""
    about = appeal.about
    part = _of_comment() if appeal.event.kind.startswith("comment.") else _of_reply(about.id)
    said = Markup("").join(map(Markup, session.scalars(part.where(Payload.event_id == appeal.event_id))))
    if about.state != HIDDEN:
        return said
    link = Markup('<p><a href="{}"><bdi>{}</bdi></a></p><p><bdi>{}</bdi></p>')
    return link.format(url_of(about), about.title, about.summary) + said


def _of_comment() -> Select[Any]:
    which = Payload.data["comment"].as_integer() == Comment.id
    return select(Comment.html).join(Payload, which).where(Comment.hidden_at.is_not(None))


def _of_reply(consultation_id: int) -> Select[Any]:
    which = Payload.data["reply"].as_integer() == Reply.number
    return (
        select(Answer.html).join(Reply, Reply.id == Answer.reply_id).join(Payload, which)
        .where(Reply.consultation_id == consultation_id, Reply.hidden_at.is_not(None)).order_by(Answer.question)
    )  # fmt: skip
