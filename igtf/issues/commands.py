"""The acts on issues: filing, editing, triage, decisions in two steps, resolution, support."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, select, update

from igtf.core.database.adding import add_known
from igtf.core.db import session
from igtf.core.errors import Invalid, Unchanged
from igtf.core.i18n import gettext as _
from igtf.core.text.links import NO_LINK, is_link, links_in
from igtf.core.workflow import Reasoned
from igtf.discussion.commands import follow
from igtf.discussion.models import Follow, Mute
from igtf.discussion.queries import related
from igtf.issues import events, policy, two_step
from igtf.issues.assigning import least_assigned, next_assigned
from igtf.issues.deadlines import due_again
from igtf.issues.found import index, index_new
from igtf.issues.homes import leave_group
from igtf.issues.models import (
    MOST_EVIDENCE,
    MOST_SUMMARY,
    Issue,
    IssueTranslation,
    IssueTranslationVersion,
    IssueVersion,
    Support,
)
from igtf.issues.numbered import open_issue, shown_issue
from igtf.issues.queries import has_suggested
from igtf.issues.states import ISSUE, MERGED
from igtf.issues.supporting import move_support
from igtf.issues.texts import described, evidenced, with_evidence
from igtf.issues.ties import named, ties
from igtf.issues.wording import OF_SUBJECT, TEXTS, says_else, wording_of
from igtf.record.by import By
from igtf.record.events import record
from igtf.record.mentions import mention
from igtf.record.models import HIDDEN, Actor, Subject
from igtf.record.moves import carries_out, creates
from igtf.record.subjects import next_number, open_subject, relate, touch, unrelate

_NONE = ("language", "topic", "layer", "function")
"""The parts that are None where they are not given; others are an empty text."""


def add_issue(*, title: str, summary: str, by: By, assigned: Actor | None, follower_id: int | None = None,
              ref: str | None = None, language: str | None = None, layer: str | None = None, topic: str | None = None,
              description: str = "", function: str | None = None, source: str = "", affected: str = "",
              evidence: str = "", concerned: str = "", import_key: str | None = None, state: str = "submitted",
              group_id: int | None = None) -> Issue:  # fmt: skip
    """Add an issue that somebody may follow from now on, and return it. For commands: records no event.

    It begins in its first state; only an importer gives another one, and the group it is in.
    """
    texts = {"description_html": described(description, import_key), "evidence_html": evidenced(evidence)}
    subject = open_subject(  # whoever files at the same moment waits for the number from here on
        "issue", ref or str(next_number("issue")), title, state, by=by, summary=summary, topic=topic or None,
        group_id=group_id,
    )  # fmt: skip
    if follower_id:
        follow(subject.id, person_id=follower_id, by=by)
    issue = add_known(Issue, texts | {
        "id": subject.id, "language": language or None, "layer": layer or None, "function": function or None,
        "description": description, "source": source, "affected": affected, "concerned": concerned,
        "evidence": evidence, "import_key": import_key,
        **dict.fromkeys(("assigned_id", "turn_id"), assigned.id if assigned else None),
    }, subject=subject)  # fmt: skip
    mention(issue.id, _html(issue))
    index_new(issue)
    return issue


def _html(issue: Issue) -> str:
    return f"{issue.description_html}\n{issue.evidence_html}"


@creates(ISSUE, "file")
def file(*, by: By, **given: Any) -> tuple[Issue, events.Filed]:
    """File an issue; who files it follows it, the assigned member is told."""
    assigned = next_assigned(by.author)
    issue = add_issue(by=by, assigned=assigned, follower_id=by.author, **given)
    return issue, events.Filed(issue.subject.title, assigned.handle if assigned else None, issue.source)


def keep_version(issue: Issue, *, by: By) -> int:
    """Keep the present wording of an issue, which is about to change, and return the number of the version."""
    number = 1 + (session.scalar(select(func.max(IssueVersion.number)).where(IssueVersion.issue_id == issue.id)) or 0)
    parts = wording_of(issue)
    texts = {name: parts.pop(name) for name in TEXTS}
    session.add(IssueVersion(issue_id=issue.id, number=number, rest=parts, until=by.at, by_id=by.author, **texts))
    return number


def reword(issue: Issue, *, title: str, summary: str, description: str, by: By) -> None:
    """Give an issue the wording that its source has now; the former one is kept. Records no event.

    One that is hidden is found by it once it is shown again.
    """
    keep_version(issue, by=by)
    said, before = wording_of(issue), _html(issue)
    issue.subject.title, issue.subject.summary = title, summary
    issue.description, issue.description_html = description, described(description, issue.import_key)
    _worded(issue, said, by)
    mention(issue.id, _html(issue), before)
    if issue.subject.state != HIDDEN:
        index(issue)


def _worded(issue: Issue, before: Mapping[str, str | None], by: By) -> None:
    """Note since when an issue says what it says, where that is not what it said ``before``.

    Who words it anew supports what it says now, where that person supports it.
    """
    if says_else(before, wording_of(issue)):
        issue.worded_at = by.at
        own = (Support.issue_id == issue.id, Support.person_id == by.author)
        session.execute(update(Support).where(*own).values(at=by.at))


@carries_out(ISSUE, "edit")
def edit(issue: Issue, *, by: By, note: str = "", **given: str) -> events.Edited:
    """Change the wording; the former one is kept. Unchanged when nothing changed: that is no act."""
    before = wording_of(issue)
    changed = [name for name in before if (given[name] or "") != (before[name] or "")]
    if not changed:
        raise Unchanged
    number, html = keep_version(issue, by=by), _html(issue)
    for name in changed:
        thing = issue.subject if name in OF_SUBJECT else issue
        setattr(thing, name, given[name] or (None if name in _NONE else ""))
    issue.description_html = described(issue.description, issue.import_key)
    issue.evidence_html = evidenced(issue.evidence)
    mention(issue.id, _html(issue), html)
    index(issue)
    _worded(issue, before, by)
    short = {name: text for name in changed if (text := before[name]) and len(text) <= MOST_SUMMARY}
    told = {name: given[name] for name in changed if name in ("title", "summary")}
    told |= {f"old_{name}": short.pop(name, "") for name in told}
    return events.Edited(number, changed, short, note, issue.subject.ref, **told)


@carries_out(ISSUE, "ask")
def ask(issue: Issue, *, question: str, by: By) -> events.Asked:
    """Ask the filer for information; a proposal to decline falls, as there may be more to decide on."""
    two_step.drop_pending(issue, "needs-information", by)
    issue.subject.due_at = due_again(issue, "needs-information", by)
    return events.Asked(question)


@carries_out(ISSUE, "answer")
def answer(issue: Issue, *, answer: str, by: By) -> events.Answered:
    """Answer the clearing house's question; the issue goes back to it."""
    issue.subject.due_at = None
    return events.Answered(answer)


@carries_out(ISSUE, "take-back")
def take_back(issue: Issue, *, reason: str, by: By) -> Reasoned:
    """Take the question to the filer back; the issue waits for the clearing house again."""
    issue.subject.due_at = None
    return Reasoned(reason)


@carries_out(ISSUE, "lapse")
def lapse(issue: Issue, *, by: By) -> None:
    """End an issue whose filer has not answered."""


@carries_out(ISSUE, "accept")
def accept(issue: Issue, *, reason: str, by: By) -> Reasoned:
    """Take the issue on: a home for it is looked for from now on."""
    return Reasoned(reason)


@carries_out(ISSUE, "propose-decline")
def propose_decline(issue: Issue, *, reason: str, by: By) -> events.Proposed:
    """Propose to decline; it takes effect after ``two_step_days`` unless stopped."""
    return two_step.propose(issue, "decline", reason=reason, by=by)


@carries_out(ISSUE, "decline")
def decline(issue: Issue, *, by: By) -> Reasoned:
    """Carry the proposed refusal out."""
    return Reasoned(two_step.take(issue).reason)


@carries_out(ISSUE, "propose-finding")
def propose_finding(
    issue: Issue, *, bodies: list[dict[str, str]], reason: str, by: By, left_out: Sequence[str] = ()
) -> events.Proposed:
    """Propose to find that no body can take care of the issue.

    ``left_out`` are the bodies that come up for it and were not considered; who may object is told of them.
    """
    said = {"considered": _considered(bodies), "left_out": left_out}
    return two_step.propose(issue, "find-no-body", reason=reason, by=by, bodies=bodies, left_out=left_out, said=said)


def _considered(bodies: list[dict[str, str]]) -> str:
    return "; ".join(f"{row['body']}: {row['reason'].rstrip('.。')}" for row in bodies)


@carries_out(ISSUE, "find-no-body")
def find_no_body(issue: Issue, *, by: By) -> events.Finding:
    """Carry the proposed finding out: the issue is unhoused, and a new policy process may start."""
    proposal = two_step.take(issue)
    bodies, left_out = proposal.given["bodies"], proposal.given.get("left_out", ())  # none in a proposal of before
    return events.Finding(proposal.reason, _considered(bodies), bodies, left_out)


@carries_out(ISSUE, "withdraw-proposal")
def withdraw_proposal(issue: Issue, *, reason: str, by: By) -> Reasoned:
    """Take the pending proposal back."""
    two_step.withdraw(issue, reason, by)
    return Reasoned(reason)


@carries_out(ISSUE, "merge")
def merge(issue: Issue, *, other: int, reason: str, by: By) -> events.Merged:
    """Merge into another open issue. Invalid unless the other one is open.

    Supporters and followers move along, but who wants no mail about the other one; and the groups that work on it or
    would work on both from now on.
    """
    target = open_issue(other, "other")
    if target.id == issue.id:
        raise Invalid(other=_("Give the number of another issue that is still open."))
    moved = move_support(issue.id, target.id)
    two_step.drop_pending(issue, MERGED, by)
    stopped = select(Mute.person_id).where(Mute.subject_id == target.id)
    along = select(Follow.person_id).where(Follow.subject_id == issue.id, Follow.person_id.not_in(stopped))
    for person_id in session.scalars(along).all():
        follow(target.id, person_id=person_id, by=by)
    touch(target.id, by.at, support_count=moved)
    touch(issue.id, by.at, support_count=-moved)
    relate(issue.id, "duplicate-of", target.id, at=by.at)
    for group in related(issue.id, "works-on", reverse=True):
        if group.phase != "closed":  # a proposal needs an issue that lives on
            relate(group.id, "works-on", target.id, at=by.at)
            touch(group.id, by.at)
    return events.Merged(reason, target.ref, moved)


def unmerge(issue: Issue) -> None:
    """Let an issue be a duplicate of no other one any more. For commands; its supporters stay where they are."""
    for other in related(issue.id, "duplicate-of"):
        unrelate(issue.id, "duplicate-of", other.id)
        touch(other.id, issue.subject.active_at)


@carries_out(ISSUE, "resolve")
def resolve(issue: Issue, *, result: str, done: str, evidence: str, by: By) -> events.Resolved:
    """Record what was done about the issue, with evidence."""
    issue.result = result
    two_step.drop_pending(issue, "resolved", by)
    return events.Resolved(result, done, evidence)


@carries_out(ISSUE, "contest")
def contest(issue: Issue, *, reason: str, by: By) -> Reasoned:
    """Contest a resolution; the assigned member reopens the issue, or lets it stay resolved."""
    return Reasoned(reason)


@carries_out(ISSUE, "let-stay")
def let_stay(issue: Issue, *, reason: str, by: By) -> Reasoned:
    """Let a resolution stay that was contested, with the answer to who contested it."""
    return Reasoned(reason)


@carries_out(ISSUE, "withdraw")
def withdraw(issue: Issue, *, reason: str, by: By) -> Reasoned:
    """Take the issue back; what is pending ends with it."""
    two_step.drop_pending(issue, "withdrawn", by)
    return Reasoned(reason)


@carries_out(ISSUE, "reopen")
def reopen(issue: Issue, *, reason: str, by: By) -> events.Reopened:
    """Open a closed issue again; what was merged is no duplicate any more, and it leaves the work of its group."""
    issue.result = None
    if issue.subject.state == MERGED:
        unmerge(issue)
    before, home = issue.state_before or "", leave_group(issue, by)
    return events.Reopened(reason, home, before)


@carries_out(ISSUE, "volunteer")
def volunteer(issue: Issue, *, by: By) -> events.Assigned:
    """Become the assigned member."""
    return _assign(issue, session.get_one(Actor, by.author))


@carries_out(ISSUE, "reassign")
def reassign(issue: Issue, *, by: By) -> events.Assigned:
    """Give an issue whose assigned member has left the clearing house, or filed it, to another member."""
    return _assign(issue, least_assigned(issue.subject.opened_by_id))


def _assign(issue: Issue, member: Actor) -> events.Assigned:
    former = session.get(Actor, issue.assigned_id) if issue.assigned_id else None
    issue.assigned_id = member.id
    return events.Assigned(member.handle or "", (former.handle or "") if former else "")


@carries_out(ISSUE, "add-evidence")
def add_evidence(issue: Issue, *, link: str, sentence: str, by: By) -> events.Added:
    """Add a link with a sentence to the evidence.

    Invalid for what is no link, for one that is there already, and for more than can be edited.
    """
    if not is_link(link):
        raise Invalid(link=str(NO_LINK))
    if links_in(link)[0] in links_in(issue.evidence):
        raise Invalid(link=_("This link is among the evidence already. Say in a comment what else it shows."))
    whole = with_evidence(issue.evidence, link, sentence)
    if len(whole) > MOST_EVIDENCE:
        raise Invalid({"": [_("There is as much evidence here as an issue holds. Give yours in a comment.")]})
    issue.evidence, issue.evidence_html = whole, evidenced(whole)
    mention(issue.id, issue.evidence_html)
    return events.Added(f"{sentence} {link}")


@carries_out(ISSUE, "suggest-body")
def suggest_body(issue: Issue, *, body: str, reason: str, by: By) -> events.BodySuggested:
    """Suggest a body that could take care of the issue, beside those by mandate; Unchanged for one's own words."""
    if has_suggested(issue.id, by.author, body, reason):
        raise Unchanged
    return events.BodySuggested(body, reason)


@carries_out(ISSUE, "translate")
def translate(issue: Issue, *, language: str, title: str, summary: str, by: By) -> events.Translated:
    """Propose title and summary in another language; an earlier one gives way, and is kept; Unchanged for its words."""
    former = session.get(IssueTranslation, (issue.id, language))
    if former and (former.title, former.summary) == (title, summary):
        raise Unchanged
    if former:
        session.add(
            IssueTranslationVersion(issue_id=issue.id, language=language, title=former.title, summary=former.summary,
                                    by_id=former.by_id, at=former.at)
        )  # fmt: skip
    session.merge(
        IssueTranslation(issue_id=issue.id, language=language, title=title, summary=summary, by_id=by.author, at=by.at)
    )
    index(issue)
    return events.Translated(f"{language}: {title}", summary)


@carries_out(ISSUE, "relate")
def relate_issue(issue: Issue, *, relation: str, other: int, by: By) -> events.Related:
    """Relate the issue to another one. Invalid where they are so related already, and for one that is hidden."""
    target = shown_issue(other, "other")
    if target.id == issue.id or not relate(issue.id, relation, target.id, at=by.at):
        raise Invalid(other=_("Give the number of another issue that is not so related yet."))
    return events.Related(named(relation, target.ref), relation, target.ref)


@carries_out(ISSUE, "withdraw-relation")
def withdraw_relation(
    issue: Issue, *, relation: str, reason: str, by: By, facts: policy.IssueFacts
) -> events.RelationWithdrawn:
    """Take a relation back: ``relation`` is its kind and the other issue's number, on whose page it is told too.

    Invalid for one that does not stand, or that another person stated on somebody else's issue.
    """
    every = facts.is_filer or facts.is_assigned
    known = {f"{row.kind} {row.ref}": row for row in ties(issue.id, of=None if every else by.author)}
    if relation not in known:
        raise Invalid(relation=_("Choose one of the relations that stand here and that you may take back."))
    row = known[relation]
    other = session.get_one(Subject, row.target_id)
    unrelate(issue.id, row.kind, other.id)
    stated = session.get_one(Actor, row.by_id).handle or "" if row.by_id else ""
    told = events.RelationWithdrawn(reason, named(row.kind, issue.subject.ref, reverse=True), stated)
    record(by, other, events.RELATION_WITHDRAWN, told)
    touch(other.id, by.at)
    return events.RelationWithdrawn(reason, named(row.kind, row.ref), stated)
