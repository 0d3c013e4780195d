"""The acts on drafts, from submission to approval; publication makes a recommendation (``recommending``)."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from igtf.core.db import session
from igtf.core.errors import Invalid
from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.workflow import Reasoned
from igtf.discussion.commands import follow
from igtf.discussion.queries import related
from igtf.drafts import events, expiring
from igtf.drafts.authors import contacts_in, named_by_posting, names_of
from igtf.drafts.calls import after_last_call, calls_on, open_call_on
from igtf.drafts.editing import editors_named, let_edit
from igtf.drafts.known import unlisted
from igtf.drafts.models import Draft
from igtf.drafts.naming import adopted, free_name
from igtf.drafts.policy import NO_ADDRESSEE
from igtf.drafts.replacing import forget_agreed
from igtf.drafts.responsible import become_responsible, wait_for_responsible
from igtf.drafts.revising import add_revision, source_hash
from igtf.drafts.states import BEFORE_COUNCIL, DRAFT
from igtf.drafts.succeeding import WOULD
from igtf.drafts.typeset import manuscript_of
from igtf.drafts.whose import home_of
from igtf.drafts.writers import CONFIRMED
from igtf.groups.states import LIVING
from igtf.issues.merging import merged_at_last
from igtf.people.named import person_named
from igtf.people.roles import end_role, give_role, holders
from igtf.record.by import By, by_clock
from igtf.record.consequences import bring_about
from igtf.record.events import record
from igtf.record.models import Subject
from igtf.record.moves import bound, carries_out, creates
from igtf.record.numbers import period
from igtf.record.queries import handle_of
from igtf.record.subjects import open_subject

RESERVED = "igtf"
_repeat_last_call = bound(DRAFT, "repeat-last-call")


@creates(DRAFT, "submit")
def submit(*, name: str, source: str, by: By, note: str = "") -> tuple[Draft, events.Submitted]:
    """Submit an individual draft as draft-<handle>-<name>-00. Invalid with every error of the checks."""
    handle = handle_of(by.author) or ""
    if handle == RESERVED or handle.startswith(f"{RESERVED}-"):
        raise Invalid(name=_("Names that begin with draft-igtf- are for drafts that a group has adopted."))
    kept, manuscript = manuscript_of(source)
    whole = free_name(f"draft-{handle}-{name}")
    subject = open_subject("draft", whole, manuscript.front.title, "individual", by=by)
    draft = Draft(id=subject.id, subject=subject, abbrev="", name=name)
    session.add(draft)
    session.flush()
    revision = add_revision(draft, kept, manuscript, note=note, by=by, contacts=contacts_in(source))
    follow(subject.id, person_id=by.author, by=by)
    return draft, events.Submitted(revision.label, revision.hash, note, issues=_newly_addressed(draft, ()))


def _newly_addressed(draft: Draft, before: Sequence[Subject]) -> str:
    """Return the names of the issues that a draft addresses and that are none of those of ``before``."""
    return ", ".join(f"#{issue.ref}" for issue in related(draft.id, "addresses") if issue not in before)


@carries_out(DRAFT, "revise")
def revise(
    draft: Draft, *, source: str, note: str, by: By, authors_reason: str = "", substantive: bool = False
) -> events.Submitted:
    """Post the next revision. Invalid when nothing changed, which is no act, or authors did without a reason; before
    the council also while no letter reaches one of its addressees.

    One that changes the substance after the council's last call repeats that call: what is ``substantive`` as its
    author says, and any that asks something else, of somebody else, addresses another issue, or takes the place of
    something else.
    """
    late, before = after_last_call(draft), _substance(draft)
    asked = [kind for kind, (state, _group) in calls_on(draft.id).items() if state == "open"]
    said = _post(draft, source, note, authors_reason, by, may_add_authors=not late)
    if draft.subject.state in BEFORE_COUNCIL:
        check_reached(draft)
    repeated = late and (substantive or _substance(draft) != before)
    if repeated:  # first, as what it recalls and withdraws is not asked to look at the revision
        _repeat_last_call(draft, reason=note, by=by_clock(by.at))
    bring_about("draft.revise", draft, by)
    repeats = _l("A call on the draft was open; it starts anew on this revision.") if asked else ""
    return replace(said, repeats=repeats, substantive=repeated)


def _substance(draft: Draft) -> tuple[Any, ...]:
    """Return what the newest revision asks, of whom, which issues it would move, and which recommendations it would
    update or supersede."""
    earlier = {(kind, subject.id) for kind in WOULD for subject in related(draft.id, kind)}
    issues = {issue.id for issue in merged_at_last(related(draft.id, "addresses"))}
    return draft.current.asks, draft.current.addressees, earlier, issues


@carries_out(DRAFT, "revive")
def revive(
    draft: Draft, *, source: str, note: str, by: By, authors_reason: str = "", substantive: bool = False
) -> tuple[events.Submitted, str]:
    """Revive an expired draft by its next revision; it is its group's or its authors' again."""
    said = _post(draft, source, note, authors_reason, by)
    bring_about("draft.revive", draft, by)
    return said, home_of(draft)


def _post(
    draft: Draft, source: str, note: str, authors_reason: str, by: By, *, may_add_authors: bool = True
) -> events.Submitted:
    kept, manuscript = manuscript_of(source)
    if source_hash(kept) == draft.current.hash:
        raise Invalid(source=_("The text is the one of the newest revision, so nothing was recorded."))
    before, addressed = names_of(draft.id), related(draft.id, "addresses")
    revision = add_revision(draft, kept, manuscript, note=note, by=by, contacts=contacts_in(source))
    new = set(names_of(draft.id)) - set(before)
    if new and not may_add_authors:
        raise Invalid(source=_("After the council's last call nobody becomes an author: %(names)s.",
                               names=", ".join(sorted(new))))  # fmt: skip
    changed = bool(set(before) ^ set(names_of(draft.id)))
    if changed and not authors_reason:
        raise Invalid(authors_reason=_("This revision names other authors than the one before; say why."))
    session.expire(draft, ["current"])
    if named := named_by_posting(draft, by):
        record(by, draft.subject, CONFIRMED, events.Authorship(named))
    draft.consent_call_id = None
    expiring.put_expiry_off(draft)
    return events.Submitted(
        revision.label, revision.hash, note, authors=authors_reason if changed else "",
        issues=_newly_addressed(draft, addressed),
    )  # fmt: skip


@carries_out(DRAFT, "consent")
def consent(draft: Draft, *, reason: str, by: By) -> Reasoned:
    """Consent to a revision during the call that is open; the call starts anew with it."""
    draft.consent_call_id = open_call_on(draft.id)
    return Reasoned(reason)


@carries_out(DRAFT, "adopt")
def adopt(draft: Draft, *, name: str, editors: str, by: By) -> events.Adopted:
    """Make the draft the group's: a new name from -00, the old one an alias, editors named.

    Invalid without an editor, and where the group that asked has ended. One that rests adopts what it agreed on: the
    draft waits in its work, as its others do.
    """
    group = session.get_one(Subject, calls_on(draft.id)["adoption"][1])
    if group.state not in LIVING:
        raise Invalid({"": [_("The group %(name)s is not active, so it adopts no draft now.", name=group.ref)]})
    former = draft.current.label
    people = editors_named(editors)
    draft.subject.group_id, draft.subject.due_at, draft.name = group.id, None, name
    forget_agreed(draft.id)
    whole = f"draft-{RESERVED}-{group.ref}-{name}"
    if whole != draft.subject.ref:  # a draft that a group gave up keeps its name, and may come back to it
        adopted(draft, whole, by)
    let_edit(draft, people, by)
    return events.Adopted(former, whole, ", ".join(person.handle for person in people))


@carries_out(DRAFT, "decline-adoption")
def decline_adoption(draft: Draft, *, reason: str, by: By) -> Reasoned:
    """Give the draft back to its authors; it stays an individual draft."""
    draft.subject.due_at = None
    return Reasoned(reason)


@carries_out(DRAFT, "back-to-work")
def back_to_work(draft: Draft, *, reason: str, by: By) -> Reasoned:
    """Take the draft back to the group's work."""
    draft.subject.due_at = None
    return Reasoned(reason)


def _shepherd(draft: Draft, person_id: int, by: By) -> None:
    for former in holders("shepherd", draft.id):
        end_role(former, "shepherd", at=by.at, subject_id=draft.id)
    give_role(person_id, "shepherd", at=by.at, subject_id=draft.id)
    follow(draft.id, person_id=person_id, by=by)


@carries_out(DRAFT, "write-up")
def write_up(draft: Draft, *, shepherd: str, by: By, **answers: str) -> Any:
    """Answer the questionnaire for the council, and name the shepherd by handle."""
    named = person_named(shepherd, "shepherd")
    _shepherd(draft, named.id, by)
    draft.write_up = answers | {"shepherd": named.handle}
    draft.subject.due_at = None
    return events.WrittenUp(**draft.write_up)


def check_reached(draft: Draft) -> None:
    """Refuse a text without addressees, or one of which one is neither a body of the list nor a stakeholder group.

    As before the council each of them is to get a letter (section 7). For commands.
    """
    if not draft.current.addressees:
        raise Invalid({"": [str(NO_ADDRESSEE)]})
    names = unlisted(draft.current.addressees)
    if names:
        raise Invalid({"": [_(
            "No letter reaches %(names)s: neither a body of the list nor a stakeholder group. Propose the body on the "
            "page of the list, or name another addressee in a revision.", names=", ".join(names),
        )]})  # fmt: skip


@carries_out(DRAFT, "submit-to-council")
def submit_to_council(draft: Draft, *, by: By) -> None:
    """Put the draft before the council. Invalid while no letter reaches one of its addressees."""
    check_reached(draft)
    wait_for_responsible(draft, by)


@carries_out(DRAFT, "sponsor")
def sponsor(draft: Draft, *, by: By, **answers: str) -> Any:
    """Take an individual draft to the council, as its shepherd and responsible member; Invalid as submitting is."""
    check_reached(draft)
    handle = handle_of(by.author) or ""
    draft.write_up, draft.subject.due_at = answers | {"shepherd": handle}, None
    _shepherd(draft, by.author, by)
    become_responsible(draft, by.author, by=by, hat_id=by.hat_id)
    return events.WrittenUp(**draft.write_up)


@carries_out(DRAFT, "return")
def return_draft(
    draft: Draft, *, reason: Text, by: By, ground: str = "", ballot: str = ""
) -> tuple[events.Returned, str]:
    """Return the draft to its group, or to its authors if there is none; a failed ballot is named, and no ground."""
    draft.subject.due_at = None
    return events.Returned(reason, ground, ballot), home_of(draft)


@carries_out(DRAFT, "ballot-recalled")
def ballot_recalled(draft: Draft, *, reason: Text, by: By) -> Reasoned:
    """Return from a ballot that was recalled: the last call stands, so that it may be balloted again."""
    draft.subject.due_at = None
    bring_about("draft.ballot-recalled", draft, by)
    return Reasoned(reason)


@carries_out(DRAFT, "approve")
def approve(draft: Draft, *, by: By) -> None:
    """Approve the draft after a passed ballot; publication waits for appeals."""
    draft.subject.due_at = by.at + period("publication_days", draft.subject)
