"""Commenting, editing, reporting, hiding, following."""

from collections.abc import Callable
from typing import Any, cast

from sqlalchemy import ColumnElement, bindparam, delete, select, update
from sqlalchemy.sql.dml import ReturningInsert

from igtf.core.command import command, housekeeping
from igtf.core.database.adding import NOTHING, Beside, add_known, own_insert
from igtf.core.database.prepared import prepared
from igtf.core.database.wholes import number_of
from igtf.core.db import dialect, fetch, session
from igtf.core.errors import Invalid, Unchanged
from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _
from igtf.core.policy import require
from igtf.core.sent.submits import Submit
from igtf.discussion import events, policy
from igtf.discussion.importing import html_of, replace_comment
from igtf.discussion.mentions import mentioned_in
from igtf.discussion.models import Comment, CommentVersion, Follow, Mute, Report
from igtf.discussion.parts import PARTS
from igtf.discussion.queries import comment_facts, get_comment_or_404
from igtf.discussion.removing import from_mails
from igtf.people.models import Person
from igtf.record.by import By
from igtf.record.events import record, record_numbered
from igtf.record.mentions import mention
from igtf.record.models import CLOCK_ID, Subject
from igtf.record.once import once_only
from igtf.record.references import render
from igtf.record.subjects import check_cleared, count, lock, touch

MOST_QUOTED = 2_000  # characters of a paragraph kept with a comment on it


def comment(subject: Subject, *, text: str, by: By, part: int | None = None) -> Comment:
    """Add a comment (Markdown) to ``subject`` or a ``part`` of its text, and return it.

    Invalid when that part does not stand in the text as it is now, and where the comment quoted is on another subject;
    NotFound where there is none; MarkupRefused for what cannot be shown.
    """
    return _add(subject, text, render(text), by=by, quotes_id=None, part=part, seen=None)


@command
def _add(
    subject: Subject, text: str, html: str, *, by: By, quotes_id: int | None, part: int | None, seen: int | None
) -> Comment:  # fmt: skip
    """Add a comment whose HTML was made before anybody had to wait."""
    require(policy.can_comment(comment_facts(by, on=subject)))
    if seen is not None:
        check_cleared(lock(session.get_one(Subject, number_of(subject))), seen)
    quoted = _as_it_stands(subject, part) if part else None
    number = number_of(subject)
    if quotes_id and get_comment_or_404(quotes_id).subject_id != number:
        raise Invalid(quotes=_("Only a comment on the same subject can be quoted. Give the address of the other one."))
    began = _begin_to_follow(number, by.author, by)
    said = events.CommentMade(0, part, mentioned=", ".join(mentioned_in(html)))
    event_id = record_numbered(by, subject, events.COMMENT, said)
    made = add_known(Comment, {
        "subject_id": number, "event_id": event_id, "actor_id": by.author, "text": text, "html": html,
        "quotes_id": quotes_id, "part": part, "quoted": quoted,
    })  # fmt: skip
    mention(number, html)
    touch(number, by.at, comment_count=1, follower_count=int(began))
    return made


def _as_it_stands(subject: Subject, part: int) -> str:
    parts = PARTS.get(subject.kind)
    found = parts.text(subject.id, part) if parts else None
    if found is None:
        none = _("This has no parts to comment on. Comment on the whole.")
        raise Invalid(paragraph=parts.gone(part) if parts else none)
    return found[:MOST_QUOTED]


def comment_name(subject: Subject) -> str:
    """Return the name of the act of commenting on ``subject``, to which the key of a submit belongs."""
    return f"comment {number_of(subject)}"


def comment_once(
    subject: Subject, *, text: str, by: By, once: Submit | None, quotes_id: int | None = None, part: int | None = None,
    seen: int | None = None,
) -> Comment:  # fmt: skip
    """Add a comment once for the key ``once`` of a submit; AlreadyDone, with its place, for a second one.

    Stale where a passage went from the texts of the subject since its revision ``seen``, of which one may be quoted.
    """
    html = render(text)

    def act() -> tuple[Comment, str]:
        made = _add(subject, text, html, by=by, quotes_id=quotes_id, part=part, seen=seen)
        return made, f"/comments/{made.id}"

    return once_only(by, once, comment_name(subject), act)


def edit_comment(
    comment: Comment, *, text: str, url: str, by: By, once: Submit | None, seen: int | None = None
) -> None:  # fmt: skip
    """Replace the text of a comment, once for the key ``once`` as ``act_once`` has it; the former one stays readable.

    Unchanged for the text that it has; MarkupRefused for what cannot be shown; Stale where a passage went from the
    texts of its subject since the revision ``seen``. Who is mentioned by it for the first time is told.
    """
    act_once(_edit, comment, url=url, by=by, once=once, text=text, html=html_of(comment, text), seen=seen)


def edit_name(comment: Comment) -> str:
    """Return the name of the act of editing a comment, under which it is done once for a key."""
    return act_name(_edit, comment)


@command
def _edit(comment: Comment, *, text: str, html: str, by: By, seen: int | None) -> None:
    """Replace the text of a comment by one whose HTML was made before anybody had to wait."""
    subject = lock(session.get_one(Subject, comment.subject_id))
    session.refresh(comment, with_for_update=True)
    require(policy.can_edit(comment_facts(by, comment)))
    check_cleared(subject, seen)
    if text == comment.text:
        raise Unchanged
    replace_comment(comment, subject, text=text, html=html, by=by)


@command
def report_comment(comment: Comment, *, reason: str, by: By) -> None:
    """Report a comment to the moderators; once for each person, until they have settled it."""
    session.refresh(comment, with_for_update=True)
    require(policy.can_report(comment_facts(by, comment)))
    session.add(Report(comment_id=comment.id, person_id=by.author, reason=reason, at=by.at))
    record(by, session.get_one(Subject, comment.subject_id), events.REPORT, events.CommentMade(comment.id))
    count(comment.subject_id)


def report_subject(subject_id: int, part: int | None = None, *, reason: str, by: By) -> None:
    """Report a subject, or a part of it, to the moderators, within the move of its kind that records it."""
    session.add(Report(subject_id=subject_id, part=part, person_id=by.author, reason=reason, at=by.at))


def settle(subject_id: int, part: int | None = None, *, by: By) -> None:
    """Settle the reports of a subject, or of a part of it, within the move by which a moderator decides."""
    _settle((Report.subject_id == subject_id) & (Report.part == part), by)


@command
def hide_comment(comment: Comment, *, reason: str, by: By) -> None:
    """Hide a comment with a public reason; a tombstone stays, and its reports are settled."""
    subject = lock(session.get_one(Subject, comment.subject_id))  # mails that tell of it are queued before, or after
    session.refresh(comment, with_for_update=True)
    require(policy.can_hide(comment_facts(by, comment)))
    comment.hidden_at, comment.hidden_reason = by.at, reason
    mention(comment.subject_id, "", comment.html)
    former = select(CommentVersion.text).where(CommentVersion.comment_id == comment.id)
    from_mails(comment.event_id, [comment.text, *session.scalars(former)])
    _settle_reports(comment, by)
    record(by, subject, events.HIDE, events.CommentJudged(reason, comment.id))
    touch(comment.subject_id, by.at, comment_count=-1)


@command
def keep_comment(comment: Comment, *, reason: str, by: By) -> None:
    """Leave a reported comment as it is, with a public reason; its reports are settled."""
    session.refresh(comment, with_for_update=True)
    require(policy.can_keep(comment_facts(by, comment)))
    _settle_reports(comment, by)
    judged(comment, events.KEEP, events.CommentJudged(reason, comment.id), by)


def _settle_reports(comment: Comment, by: By) -> None:
    _settle(Report.comment_id == comment.id, by)


def _settle(which: ColumnElement[bool], by: By) -> None:
    session.execute(update(Report).where(which, Report.settled_at.is_(None)).values(settled_at=by.at))


@command
def show_comment(comment: Comment, *, reason: Text, by: By) -> None:
    """Show a hidden comment again: the decision to hide it is annulled. For whoever upholds an appeal."""
    session.refresh(comment, with_for_update=True)
    comment.hidden_at = comment.hidden_reason = None
    mention(comment.subject_id, comment.html)
    record(by, session.get_one(Subject, comment.subject_id), events.SHOW, events.CommentJudged(reason, comment.id))
    touch(comment.subject_id, by.at, comment_count=1)


@command
def resolve_comment(comment: Comment, *, reason: str, by: By) -> None:
    """Resolve a comment on a paragraph, saying what was done about it."""
    session.refresh(comment, with_for_update=True)
    require(policy.can_resolve(comment_facts(by, comment)))
    comment.resolved_at, comment.resolved_reason = by.at, reason
    judged(comment, events.RESOLVE, events.CommentJudged(reason, comment.id), by)


@command
def reopen_comment(comment: Comment, *, reason: str, by: By) -> None:
    """Open a resolved comment again, with the reason."""
    session.refresh(comment, with_for_update=True)
    require(policy.can_reopen(comment_facts(by, comment)))
    comment.resolved_at = comment.resolved_reason = None
    judged(comment, events.REOPEN, events.CommentJudged(reason, comment.id), by)


def act_once(
    act: Callable[..., object], comment: Comment, *, url: str, by: By, once: Submit | None, **given: Any
) -> None:  # fmt: skip
    """Do ``act``, a command on a comment, once for the key ``once``; AlreadyDone, with ``url``, for a second time."""
    once_only(by, once, act_name(act, comment), lambda: (act(comment, **given, by=by), url))


def act_name(act: Callable[..., object], comment: Comment) -> str:
    """Return the name of ``act``, a command on a comment, under which it is done once for a key."""
    return f"{act.__name__} {comment.id}"


def judged(comment: Comment, kind: str, said: events.CommentJudged, by: By, beside: Beside = NOTHING) -> None:
    """Record what was decided about a comment, and what belongs to that event."""
    record(by, session.get_one(Subject, comment.subject_id), kind, said, beside=beside)
    touch(comment.subject_id, by.at)


@housekeeping
def follow(subject_id: int, *, person_id: int, by: By) -> bool:
    """Follow a subject; False when the person follows it already. The clock follows nothing."""
    began = _begin_to_follow(subject_id, person_id, by)
    if began:
        count(subject_id, follower_count=1)
    return began


def _begin_to_follow(subject_id: int, person_id: int, by: By) -> bool:
    """Let a person follow a subject, which is still to be counted; False when nothing is to be counted."""
    if person_id == CLOCK_ID:
        return False
    given = {"person_id": person_id, "subject_id": subject_id, "since": by.at}
    began = fetch(_followed(dialect()), given).all()
    session.info["followed"] += began
    return bool(began)


@prepared
def _followed(engine: str) -> ReturningInsert[*tuple[Any, ...]]:
    """Return what lets a person follow a subject, and returns what ``discussion.followed`` says of it."""
    values: dict[str, Any] = {name: bindparam(name) for name in ("person_id", "subject_id", "since")}
    added = own_insert(Follow, engine).values(values).on_conflict_do_nothing()
    pace, kind, ref = (
        select(column).where(key == values[name]).scalar_subquery().label(column.key)
        for column, key, name in (
            (Person.mail_pace, Person.id, "person_id"),
            (Subject.kind, Subject.id, "subject_id"),
            (Subject.ref, Subject.id, "subject_id"),
        )
    )
    return cast("ReturningInsert[*tuple[Any, ...]]", added.returning(Follow.person_id, pace, kind, ref))


@housekeeping
def unfollow(subject_id: int, *, person_id: int, by: By) -> bool:
    """Stop following a subject; False when the person did not follow it.

    What was silenced before the person followed it stays lifted: no other audience of it is meant here.
    """
    gone = session.execute(
        delete(Follow).where(Follow.person_id == person_id, Follow.subject_id == subject_id).returning(Follow.since)
    ).first()
    if gone:
        session.execute(delete(Mute).where(Mute.person_id == person_id, Mute.subject_id == subject_id))
        count(subject_id, follower_count=-1)
    return gone is not None
