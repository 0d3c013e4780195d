"""What is left to who is told of an act: a sentence in its mail, and the page where it is done."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import exists, select

from igtf.consensus.models import Objection
from igtf.consensus.policy import next_step
from igtf.consensus.raisers import raiser_link
from igtf.consensus.states import CALL, UNSETTLED
from igtf.consensus.words import LEFT_WHEN_OVERRULED
from igtf.core.clock import now
from igtf.core.db import session
from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.moments import day, moment_text
from igtf.core.workflow import WORKFLOWS, Move
from igtf.discussion.models import Report
from igtf.discussion.queries import paused_until, related
from igtf.discussion.timeline import TimelineEntry
from igtf.groups.approving import path_for
from igtf.groups.charter_states import UNDER_REVIEW
from igtf.groups.models import Group
from igtf.issues.states import AT_CLEARING_HOUSE
from igtf.meetings.models import Meeting
from igtf.people.named import newest_hat_id
from igtf.record.audiences import AUDIENCES
from igtf.record.by import By
from igtf.record.models import Event, Subject
from igtf.record.moves import shown_title, url_of
from igtf.record.queries import left_by

Ways = list[tuple[Text, str]]
"""Sentences, each with the path of the page that it leads to, or ''."""


_TURN = _l("What you can do now:")
MOST = 5
"""Of so many subjects around the one that an act is about a mail says what is asked."""


def _begun(words: Text) -> str:
    """Return words as they stand before a link."""
    colon = _(": ")
    return f"{words}{colon}".rstrip()


def _reminded(_act: TimelineEntry, subject: Subject, _reader: int) -> Ways:
    """Return where a meeting is, so that its reminder leads there; nothing once it is over."""
    if subject.state not in ("called", "open"):
        return []
    meeting = session.get_one(Meeting, subject.id)
    there: Ways = [(meeting.place, "")] if meeting.place else []
    return [*there, (_begun(_("Join on line")), meeting.link)] if meeting.link else there


def _estimated(_act: TimelineEntry, call: Subject, _reader: int) -> Ways:
    if call.state not in CALL.move_by_name["react"].sources:
        return []  # a digest tells of it days later, maybe when it is declared
    said = _("Does it say what the group said? Say so, or what it misses, before the chair declares:")
    return [(said, f"/calls/{call.ref}/moves/react")]


def _declared(_act: TimelineEntry, call: Subject, _reader: int) -> Ways:
    said = _(
        "Whoever took a position and does not agree can attach a minority statement, which goes with the document:"
    )
    return [(said, f"/calls/{call.ref}/moves/dissent")]


def _overruled(_act: TimelineEntry, _objection: Subject, _reader: int) -> Ways:
    return [(LEFT_WHEN_OVERRULED, "")]


def _read_first(_act: TimelineEntry, subject: Subject, _reader: int) -> Ways:
    """Return where that is read on which a call or ballot takes positions; nothing once it is over."""
    if subject.phase != "work":
        return []
    about = [one for kind in ("asks-about", "decides-on") for one in related(subject.id, kind)]
    return [(_begun(_("What it is about")) + f" {shown_title(one)}", url_of(one)) for one in about]


def _read_anew(act: TimelineEntry, call: Subject, reader: int) -> Ways:
    """Return the same of a call that started anew, and that whoever took part in it is asked once more."""
    read = _read_first(act, call, reader)
    return [*read, (_taken_anew(), "")] if read else []


def _taken_anew() -> str:
    return _("Whoever took a position on the revision before takes one on this.")


def _reviewed(_act: TimelineEntry, group: Subject, _reader: int) -> Ways:
    """Return where a charter is read that is under review; nothing once it is not."""
    charter = session.get_one(Group, group.id).pending
    if charter is None or charter.state not in UNDER_REVIEW:
        return []
    return [(_begun(_("Read the charter, and comment on it")), f"{url_of(group)}/charter")]


def _ask_raiser(_act: TimelineEntry, objection: Subject, reader: int) -> Ways:
    """Return the link by which the raiser answers, and where the call that started anew asks for a position again;
    nothing once it is answered."""
    row = session.get_one(Objection, objection.id)
    if row.asked_about is None or objection.state not in UNSETTLED:
        return []
    said = _("Say yes or no here; it needs no sign-in, and opening the link changes nothing:")
    ways: Ways = [(said, raiser_link(objection.id, reader)),
                  (_("Only you can say that it is answered. Your answer is public."), "")]  # fmt: skip
    call = session.get_one(Subject, row.call_id)
    return [*ways, (_taken_anew(), f"{url_of(call)}/moves/take-position")] if call.state == "open" else ways


def _approve_milestone(act: TimelineEntry, _group: Subject, reader: int) -> Ways:
    """Return the link that approves the wording which an act proposes; nothing once that waits no more."""
    path = path_for(act.number, reader)
    said = _("Approve it in one step. Opening the link changes nothing; it leads to a page with one button, for you "
             "alone and signed in:")  # fmt: skip
    return [(said, path)] if path else []


def _reported(act: TimelineEntry, subject: Subject, _reader: int) -> Ways:
    """Return where moderators decide on a report, as long as one waits there."""
    comment, part = (left_by(act.number).get(name) for name in ("comment", "reply"))
    about = Report.comment_id == comment if comment else (Report.subject_id == subject.id) & (Report.part == part)
    waits = session.scalar(select(exists().where(about, Report.settled_at.is_(None))))
    return [(_("Read it, and why it was reported, and decide:"), "/comments/reported")] if waits else []


def _raised(act: TimelineEntry, call: Subject) -> list[Subject]:
    """Return the objection that was raised by an act in a call, if it is there."""
    return list(session.scalars(
        select(Subject)
        .join(Objection, Objection.id == Subject.id)
        .join(Event, (Event.actor_id == Objection.person_id) & (Event.at == Subject.opened_at))
        .where(Objection.call_id == call.id, Event.id == act.number).limit(1)
    ))  # fmt: skip


def _unanswered(_act: TimelineEntry, call: Subject) -> list[Subject]:
    """Return the first objections in a call that wait for an answer; the call's page has all."""
    found = select(Subject).join(Objection, Objection.id == Subject.id).where(Objection.call_id == call.id)
    return list(session.scalars(found.where(Subject.state == "raised").order_by(Subject.id).limit(MOST)))


def _objected(act: TimelineEntry, call: Subject, _reader: int) -> Ways:
    """Return where the objection is read."""
    return [(_begun(_("The objection")) + f" {raised.title}", url_of(raised)) for raised in _raised(act, call)]


def _suggested(_act: TimelineEntry, issue: Subject, _reader: int) -> Ways:
    """Return where it stands beside the bodies by mandate, as long as somebody decides on the issue."""
    if issue.state not in AT_CLEARING_HOUSE:
        return []
    return [(_("It stands beside the bodies found by their mandates, where you decide:"), f"{url_of(issue)}/decide")]


def _paused(_act: TimelineEntry, subject: Subject, reader: int) -> Ways:
    """Return from when on a reader can reply whose posting is paused before a consultation closes."""
    until = session.scalar(select(paused_until(reader, now())))
    if until is None or subject.state != "open" or subject.due_at is None or until >= subject.due_at:
        return []
    return [(_("Your posting is paused until %(moment)s; from then on you can reply.", moment=moment_text(until)), "")]


ONWARD: Mapping[str, Callable[[TimelineEntry, Subject, int], Ways]] = {
    "meeting.remind": _reminded, "call.estimate": _estimated, "call.declare": _declared,
    "issue.suggest-body": _suggested, "objection.outweigh": _overruled, "objection.set-aside": _overruled,
    "call.start-anew": _read_anew, "call.object": _objected, "objection.ask-raiser": _ask_raiser,
    "call.open": _read_first, "call.remind": _read_first, "ballot.open": _read_first, "ballot.remind": _read_first,
    "group.charter-internal-review": _reviewed, "group.charter-external-review": _reviewed,
    "group.propose-milestone": _approve_milestone, "group.reword-milestone": _approve_milestone,
    "comment.report": _reported, "consultation.report-reply": _reported, "draft.report": _reported,
    "group.report": _reported, "issue.report": _reported,
    "consultation.invite": _paused, "consultation.remind": _paused,
}  # fmt: skip
"""Kind of act → what is left after it to a reader."""

ASKED: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("ballot.open", "ballot seats"): ("take-position",), ("draft.approve", "who may waive"): ("waive",),
    ("call.review", "position takers"): ("object",), ("call.start-anew", "position takers"): ("take-position",),
    ("call.remind", "asked and silent"): ("take-position",), ("ballot.remind", "silent seats"): ("take-position",),
    ("consultation.remind", "who has not replied"): ("reply",), ("call.object", "call lead"): ("objection.answer",),
    ("call.object", "authors of the draft"): ("objection.answer",),
    ("objection.maintain", "authors of the draft"): ("answer",),
    ("call.close", "call lead"): ("objection.answer", "estimate", "declare", "withdraw"),
    ("call.end-reactions", "call lead"): ("declare",),
    ("objection.answer", "objection raiser"): ("retract",),
    ("objection.maintain", "call lead"): ("answer", "set-aside", "outweigh", "let-stand"),
    ("draft.consent", "authors"): ("revise",), ("group.approve-bof", "proposers"): ("call-meeting",),
    ("issue.edit", "supporters"): ("renew-support", "end-support"),
    ("issue.file", "assigned member"): ("accept", "ask"), ("issue.reassign", "assigned member"): ("accept", "ask"),
    ("issue.ask", "filer"): ("answer",),
    ("issue.resolve", "filer"): ("contest",),
    ("issue.resolve", "supporters"): ("contest",), ("issue.contest", "assigned member"): ("reopen", "let-stay"),
    ("issue.propose-decline", "clearing house"): ("object",), ("issue.propose-referral", "clearing house"): ("object",),
    ("issue.propose-finding", "clearing house"): ("object",),
    ("statement.draft", "council chair"): ("approve",), ("statement.draft", "responsible member"): ("approve",),
    ("statement.approve", "secretariat"): ("send",), ("body-change.propose", "secretariat"): ("approve", "decline"),
    ("draft.annul", "responsible member"): ("to-ballot",),
    ("draft.submit-to-council", "council"): ("volunteer",), ("group.propose", "council"): ("volunteer",),
    ("draft.give-up", "council"): ("volunteer",), ("group.give-up", "council"): ("volunteer",),
    ("draft.lose-responsible", "council"): ("volunteer",), ("group.lose-responsible", "council"): ("volunteer",),
    ("procedure-change.give-up", "council"): ("take-on",),
    ("procedure-change.lose-responsible", "council"): ("take-on",),
    ("appeal.file", "appeal deciders"): ("acknowledge",), ("appeal.draw", "appeal deciders"): ("acknowledge",),
    ("appeal.next-rung", "appeal deciders"): ("acknowledge",), ("appeal.go-on", "appeal deciders"): ("acknowledge",),
    ("appeal.pass-on", "appeal deciders"): ("acknowledge", "decide"), ("appeal.note-late", "filer"): ("next-rung",),
    ("appeal.note-late", "appeal deciders"): ("acknowledge", "decide", "to-ballot"),
    ("group.propose", "chairs named"): ("step-aside",), ("group.propose", "second proposer"): ("step-aside",),
    ("group.name-others", "chair named now"): ("step-aside",),
    ("group.name-others", "second named now"): ("step-aside",),
    ("group.establish", "chairs named"): ("step-aside",), ("group.propose-chair", "chairs named"): ("step-aside",),
    ("group.ask-relief", "responsible member"): ("propose-chair",),
    ("group.charter-fails", "chairs"): ("revise-charter",), ("group.report-late", "responsible member"): ("conclude",),
    ("procedure-change.propose", "council"): ("take-on", "support"),
    ("review.request", "review leads"): ("assign",), ("review.assign", "reviewer"): ("accept", "decline"),
    ("review.decline", "reviewer"): ("accept", "decline"), ("review.decline", "review leads"): ("assign",),
    ("review.lose-reviewer", "reviewer"): ("accept", "decline"), ("review.lose-reviewer", "review leads"): ("assign",),
    ("review.deliver", "authors of the draft"): ("answer",), ("review.remind", "reviewer"): ("deliver", "decline"),
    ("review.remind", "review leads"): ("assign",),
    ("selection.call", "council"): ("nominate", "stand"), ("selection.call", "followers"): ("nominate", "stand"),
    ("selection.nominate", "nominee"): ("stand", "decline"),
    ("selection.draw", "followers"): ("object",), ("selection.draw", "nominees"): ("object", "decline"),
    ("selection.draw", "council"): ("object",), ("selection.fill", "followers"): ("object",),
    ("selection.fill", "nominees"): ("object", "decline"), ("selection.fill", "council"): ("object",),
    ("selection.object", "secretariat"): ("answer",), ("selection.object", "council chair"): ("answer",),
    ("election.call", "council"): ("stand", "nominate"), ("election.nominate", "candidate"): ("stand", "decline"),
    ("election.open-vote", "council"): ("vote",),
    ("recall.file", "member concerned"): ("answer",), ("recall.call-volunteers", "followers"): ("volunteer",),
    ("recall.call-volunteers", "panel volunteers"): ("volunteer",),
    ("recall.call-volunteers", "council followers"): ("volunteer",),
    ("recall.call-volunteers", "secretariat"): ("volunteer",),
    ("meeting.publish-minutes", "invited"): ("object",), ("meeting.run-out", "leaders"): ("publish-minutes",),
    ("consultation.invite", "who is invited now"): ("reply",), ("consultation.open", "members who reply"): ("reply",),
    ("consultation.open", "who is invited"): ("reply",), ("consultation.close", "who asks"): ("sum-up",),
}  # fmt: skip
"""Kind of act and audience → the moves for which this audience is told of it.

One with its kind before it is a move of the subjects that ``AROUND`` finds.
"""

AROUND: Mapping[str, Callable[[TimelineEntry, Subject], list[Subject]]] = {
    "call.object": _raised,
    "call.close": _unanswered,
}
"""Kind of act → the subjects around the one that it is about, of which it asks something too."""

INSTEAD = {("options", "take-position"): "choose"}
"""The topic of a subject and a move → the move that takes its place there: in a poll one chooses among its options."""

NEXT: Mapping[tuple[str, str], Callable[[Any], str]] = {("call lead", CALL.kind): next_step}
"""Audience and kind of subject → the one move that the desk asks for next."""

WITHOUT_RESPONSIBLE = {("council", "volunteer"), ("council", "take-on"), ("council chair", "approve")}
"""Audience and move: those that fall to it only where there is no responsible member (section 1)."""

ALLOWED = {
    "call lead", "authors of the draft", "appeal.note-late", "issue.edit", "recall.call-volunteers",
    "consultation.invite", "consultation.remind",
}  # fmt: skip
"""The audience, and the acts, of which each of a few is asked at once for what the policy allows, as everybody is in a
digest, which comes when much may be over: to declare comes after an
estimate, and who wrote the draft stands aside; of its authors those answer an objection who edit it; nobody goes to a
next rung during a ballot; support is given anew only where the issue says something else; who signed a petition, or
sits on the council, is on no panel; whose posting is paused does not reply."""


def onward(act: TimelineEntry, audience: str, subject: Subject, reader: int, *, later: bool = False) -> Ways:
    """Return what is left to a reader who is told of an act as one of an audience, what it asks of them, and until when
    they can appeal it. ``later``: they are told by a digest."""
    left = ONWARD.get(act.kind)
    ways = left(act, subject, reader) if left else []
    return [*ways, *_asked(act, audience, subject, reader, later=later), *_appealed(act, audience)]


def _appealed(act: TimelineEntry, audience: str) -> Ways:
    if not AUDIENCES[audience].affected or act.appeal_until is None:
        return []
    until = _("If you think that this is wrong, you can appeal it until %(day)s:", day=day(act.appeal_until))
    return [(until, f"/appeals/new?decision={act.number}")]


def _asked(act: TimelineEntry, audience: str, subject: Subject, reader: int, *, later: bool) -> Ways:
    """Return what a reader is asked to do after an act: the moves that the state of ``subject``, or of what is around
    it, is still open to, and ``later`` the policy too."""
    names = [name for name in ASKED.get((act.kind, audience), ())
             if (audience, name) not in WITHOUT_RESPONSIBLE or not _responsible(subject)]  # fmt: skip
    by_policy = reader if later or ALLOWED & {audience, act.kind} else None
    around = AROUND[act.kind](act, subject) if any("." in name for name in names) else []
    ways: Ways = [
        (_begun(move.label) + (f" {each.title}" if each is not subject else ""), f"{url_of(each)}/moves/{move.name}")
        for each in (*around, subject)
        for move in _open(each, [_of(each, name, subject) for name in names], audience, by_policy)
    ]
    return [(_TURN, ""), *ways] if ways else []


def _of(each: Subject, name: str, subject: Subject) -> str:
    """Return the name of a move in ``ASKED`` as that of one of ``each``; '' where it is a move of another subject."""
    kind, dot, own = name.rpartition(".")
    if (kind if dot else subject.kind) != each.kind:
        return ""
    return INSTEAD.get((each.topic or "", own), own)


def _open(subject: Subject, names: list[str], audience: str, reader: int | None) -> list[Move]:
    """Return those of the moves to which the state is open; to a ``reader`` who is given, by the policy too.

    Where ``NEXT`` knows the audience and the kind, that one alone which comes next.
    """
    workflow = WORKFLOWS[subject.kind]
    moves = [move for name in names if name and subject.state in (move := workflow.move_by_name[name]).sources]
    if reader is None or not moves:
        return moves
    facts = workflow.facts(By(reader, now(), newest_hat_id(reader)), workflow.load(reader, subject.ref))
    moves = [move for move in moves if move.policy(facts)]
    next_one = NEXT.get((audience, subject.kind))
    return [move for move in moves if move.name == next_one(facts)] if next_one else moves


def _responsible(subject: Subject) -> bool:
    return any(AUDIENCES["responsible member"].members(subject, None))
