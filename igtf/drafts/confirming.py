"""Saying that one is, or is not, the author that somebody else named: from the page, the desk, or the mail."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from igtf.core.db import session
from igtf.core.policy import Decision
from igtf.core.sent.submits import Submit
from igtf.discussion.commands import follow
from igtf.discussion.judged import check_seen
from igtf.drafts import events
from igtf.drafts.models import Draft, DraftAuthor
from igtf.drafts.states import DRAFT
from igtf.drafts.words import JUDGED
from igtf.people.entry import check_reads
from igtf.people.links import ended, read_link
from igtf.record.by import By
from igtf.record.moves import carries_out, url_of
from igtf.record.once import once_only


def _mine(draft: Draft, by: By) -> Sequence[DraftAuthor]:
    return session.scalars(
        select(DraftAuthor).where(DraftAuthor.draft_id == draft.id, DraftAuthor.person_id == by.author)
    ).all()


@carries_out(DRAFT, "confirm-authorship")
def confirm_authorship(draft: Draft, *, by: By) -> events.Authorship:
    """Confirm to be an author, under the actor's hat; an author follows the draft."""
    rows = _mine(draft, by)
    for row in rows:
        row.confirmed_at, row.denied_at, row.hat_id = by.at, None, by.hat_id
    follow(draft.id, person_id=by.author, by=by)
    return events.Authorship(", ".join(row.name for row in rows))


@carries_out(DRAFT, "deny-authorship")
def deny_authorship(draft: Draft, *, by: By) -> events.Authorship:
    """Say that one is no author; the name has to leave the text before the draft goes on."""
    rows = _mine(draft, by)
    for row in rows:
        row.confirmed_at, row.denied_at = None, by.at
    return events.Authorship(", ".join(row.name for row in rows))


def asked_by_link(token: str) -> tuple[Draft, DraftAuthor, int | None]:
    """Return what a link from a mail asks about, and the person it was sent to (None: an address without account).

    LinkEnded when the link is too old, the account was closed or lost the address that it was sent to, the name stands
    in the draft no longer or is asked by another address; Hidden where a moderator hid the draft.
    """
    data: dict[str, Any] = read_link("authorship", token)
    draft = session.get(Draft, data["draft"])
    row = session.scalar(
        select(DraftAuthor).where(DraftAuthor.draft_id == data["draft"], DraftAuthor.name == data["name"])
    )
    if draft is None or row is None or not _still_asks(row, data):
        raise ended("authorship")
    check_seen(draft.subject, data["person"], JUDGED)
    if data["person"]:
        check_reads(data["person"], data.get("email", ""))
    return draft, row, data["person"]


def _still_asks(row: DraftAuthor, data: dict[str, Any]) -> bool:
    """Return whether a link asks about an author still, and it is not another person's to say.

    Whoever reads the mail to an address may have registered since: until an answer is given the link is good for them.
    """
    if row.addressed != data.get("addressed", ""):
        return False
    answered = row.confirmed_at or row.denied_at
    unknown = row.addressed and not data["person"] and not answered
    return row.person_id in (None, data["person"]) or bool(unknown)


def sent_to(token: str) -> int | None:
    """Return the person that a link was sent to, None for an address without account; LinkEnded for one too old."""
    person_id: int | None = read_link("authorship", token)["person"]
    return person_id


def open_by_link(draft: Draft, name: str, person_id: int | None, at: datetime) -> Decision:
    """Return whether the move ``name`` can be made by the link that a person was sent; None: by who registers for it.

    Such a link is good until there is an answer, so what else is asked is whether the draft goes on.
    """
    move, state = DRAFT.move_by_name[name], draft.subject.state
    if person_id is None:
        return DRAFT.possible(move, state)
    return DRAFT.decide(move, DRAFT.facts(By(person_id, at), draft), state)


def answer_by_link(token: str, name: str, *, by: By, once: Submit | None) -> Draft:
    """Make the move ``name`` by a link, once for the key ``once``; LinkEnded and Hidden as ``asked_by_link`` says.

    Who comes by a mail to an address without account is linked to the author.
    """

    def act() -> tuple[Draft, str]:
        draft, row, _person = asked_by_link(token)
        row.person_id = by.author
        session.flush()
        DRAFT.commands[name](draft, by=by)
        return draft, url_of(draft.subject)

    return once_only(by, once, f"{name} by link {read_link('authorship', token)['draft']}", act)
