"""The acts of the secretariat: invite, settle claims, give and end roles, close and open accounts."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from flask import current_app
from sqlalchemy import func, select

from igtf.core import clock
from igtf.core.command import command, housekeeping
from igtf.core.db import session
from igtf.core.errors import Invalid, Stale
from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _
from igtf.core.mail import Mail, came_back, queue_mail
from igtf.core.moments import day, moment_text
from igtf.core.policy import require
from igtf.core.replies import NOBODY, returns_to
from igtf.core.transports import message_id
from igtf.core.wording import Listed, in_turn
from igtf.core.workflow import Nothing
from igtf.people import events, policy
from igtf.people.account_mails import tell_person
from igtf.people.entry import invitation_path
from igtf.people.found import index, remove
from igtf.people.links import LASTS
from igtf.people.models import Address, Invitation, Person, Role
from igtf.people.names import check_email
from igtf.people.queries import account_facts
from igtf.people.roles import GIVEN, ROLES, end_role, end_roles, give_role, roles_of
from igtf.people.shown import note_shown
from igtf.people.signins import end_sign_ins, end_tokens
from igtf.record.by import By
from igtf.record.due import settle_before
from igtf.record.events import record, record_numbered
from igtf.record.models import Actor, Subject
from igtf.record.subjects import touch

ALSO_ENDS: list[Callable[[int, By], Sequence[tuple[Subject, Text]]]] = []
"""What ends with an account beside its roles, and before them, in the concepts above: each ends it, and returns for
which subjects the person was what, where these do not say it themselves."""


class SupportingRow(NamedTuple):
    """A row, under a lock, with which a person supports what waits for enough people.

    With its subject, by how much that one's count of supporters falls, and what follows for others once it is gone.
    """

    row: Any
    subject: Subject
    counts: int
    follows: Text = ""


SUPPORTED: list[Callable[[int], Iterable[SupportingRow]]] = []
"""What a person supports, in the concepts above. It goes with the account: who registers again with the same address is
counted once."""

AGAIN_AFTER = timedelta(days=1)
"""How long after an invitation the same address is not invited again."""


def _key(mail: str, invitation: Invitation) -> str:
    """Return the key of a mail about an invitation, whose number may come again once its row is gone."""
    return f"{mail}:{invitation.id}:{invitation.asked_at.isoformat()}"


def _mail_invitation(invitation: Invitation, person: Person | None, host: str) -> None:
    queue_mail(
        to=invitation.email, template="invite", key=_key("invite", invitation), path=invitation_path(invitation),
        host=host, profile=person.actor if person else None, reason=invitation.reason if not person else "",
        language=invitation.language, headers=returns_to(NOBODY, invitation.id),
    )  # fmt: skip


@housekeeping
def invitation_came_back(number: int, message: str, said: str) -> None:
    """Note what a mail server said of the mail with the invitation ``number``; nothing where ``message``, the
    Message-ID that came back, is not of that mail."""
    found = session.get(Invitation, number)
    key = _key("invite", found) if found else ""
    if message == message_id(key, current_app.config):
        came_back(key, said)


def not_delivered(sent: Iterable[Invitation], failed: Iterable[Mail]) -> set[int]:
    """Return which of the invitations, by their numbers, went out with one of the mails that ``failed``."""
    keys = {mail.key for mail in failed}
    return {each.id for each in sent if _key("invite", each) in keys}


@command
def invite(*, email: str, language: str, reason: str, by: By) -> Invitation:
    """Invite somebody by mail, in a language; ``reason`` is a word of welcome.

    Invalid when the address has an account, and when it was invited within the last day.
    """
    require(policy.can_administer(account_facts(by, lock=True)))
    email = check_email(email)
    if session.scalar(select(Address.id).where(Address.email == email)):
        raise Invalid(email=_("This address has an account already."))
    at = clock.real_now()
    _check_not_just_invited(email, at)
    made = Invitation(email=email, language=language, reason=reason, asked_at=at, sent_at=at, sent_by_id=by.author)
    session.add(made)
    session.flush()
    _mail_invitation(made, None, session.get_one(Actor, by.author).name)
    record(by, None, events.INVITE, Nothing())
    return made


def _check_not_just_invited(email: str, at: datetime) -> None:
    """Raise Invalid while the mail of an invitation that nobody used yet may still be on its way.

    Later it may be lost, and another one is sent.
    """
    waits = (Invitation.email == email, Invitation.used_at.is_(None), Invitation.sent_at > at - AGAIN_AFTER)
    sent_at = session.scalar(select(func.max(Invitation.sent_at)).where(*waits))
    if sent_at:
        raise Invalid(email=_(
            "This address was invited already, on %(sent)s, and the link in that mail works until %(until)s. If no "
            "mail arrives, invite it again after %(again)s.",
            sent=moment_text(sent_at), until=day(sent_at + LASTS["invite"]), again=moment_text(sent_at + AGAIN_AFTER),
        ))  # fmt: skip


def _hold_claim(invitation: Invitation, seen: str) -> None:
    """Lock a claim that is decided on; Stale where it is none that was ``seen``, by when it was asked.

    A number comes again once its row is gone, and who asks again gives another reason.
    """
    session.refresh(invitation, with_for_update=True)
    if seen and invitation.asked_at.isoformat() != seen:
        raise Stale(_("Meanwhile another claim came in the place of this one. Read what it says, then decide."))


@command
def approve_claim(invitation: Invitation, *, seen: str = "", by: By) -> None:
    """Approve a claim: the claimant gets a link with which the profile becomes their account.

    Invalid when another account has the address, Stale where the claim is not the one that was ``seen``.
    """
    _hold_claim(invitation, seen)
    person = session.get_one(Person, invitation.person_id)
    settled = bool(invitation.sent_at or invitation.refused_at or person.password_hash)
    require(policy.can_settle(account_facts(by, person, settled=settled, lock=True)))
    if session.scalar(select(Address.id).where(Address.email == invitation.email)):
        raise Invalid({"": [_("Another account has this address. Ask the claimant for a different one.")]})
    invitation.sent_at, invitation.sent_by_id = clock.real_now(), by.author
    session.flush()
    _mail_invitation(invitation, person, session.get_one(Actor, by.author).name)
    record(by, None, events.APPROVE_CLAIM, events.AboutPerson(person.actor.handle or ""))


@housekeeping
def refuse_claim(invitation: Invitation, *, seen: str = "", by: By) -> None:
    """Refuse a claim; the profile stays unclaimed, and a mail tells the claimant so. Stale as for ``approve_claim``."""
    _hold_claim(invitation, seen)
    settled = bool(invitation.sent_at or invitation.refused_at)
    require(policy.can_settle(account_facts(by, settled=settled, lock=True)))
    invitation.refused_at = clock.real_now()
    queue_mail(to=invitation.email, template="invite/refused", key=_key("refuse-claim", invitation),
               profile=session.get_one(Actor, invitation.person_id), language=invitation.language)  # fmt: skip


@command
def assign_role(person: Person, name: str, *, reason: str, by: By) -> None:
    """Give one of the roles in GIVEN from now on, with a public reason; it has its start in the record.

    Invalid for a role that is given elsewhere, and for one that is held.
    """
    settle_before(by)
    require(policy.can_give_role(account_facts(by, person, lock=True)))
    _check_given(name)
    if roles_of(person.id).has(name):
        raise Invalid(role=_("%(name)s holds this role already.", name=person.actor.name))
    give_role(person.id, name, at=by.at)
    _role_changed(person, name, events.GIVE_ROLE, "give-role", reason, by)


def _role_changed(person: Person, name: str, kind: str, said: str, reason: str, by: By) -> None:
    """Record, on the council where there is one, that a role was given or ended, and tell the person."""
    council = session.scalar(select(Subject).where(Subject.kind == "council"))
    event = record_numbered(by, council, kind, events.RoleChanged(person.actor.handle or "", name, reason))
    if council:
        touch(council.id, by.at)
    tell_person(person, said, event, ROLES[name][0], reason=reason)


def _check_given(name: str) -> None:
    """Raise Invalid for a role that is not one of GIVEN."""
    if name not in GIVEN:
        raise Invalid(role=_("This role is given elsewhere: with a seat, in a group, a draft or a body."))


@command
def withdraw_role(person: Person, name: str, *, reason: str, by: By) -> None:
    """End one of the roles in GIVEN as of now, with a public reason; the last of the secretariat stays.

    Invalid for a role that is given elsewhere, and for one that is not held.
    """
    settle_before(by)
    require(policy.can_end_role(account_facts(by, person, ends=name, lock=True)))
    _check_given(name)
    if not roles_of(person.id).has(name):
        raise Invalid(role=_("%(name)s does not hold this role.", name=person.actor.name))
    end_role(person.id, name, at=by.at)
    _role_changed(person, name, events.END_ROLE, "end-role", reason, by)


@command
def deactivate(person: Person, *, reason: str, by: By) -> None:
    """Close an account: no sign-in, no token, no role from now on; what the person did stays.

    Nobody is kept by an office: its end is entered on its subject, and told there. ``by`` is the person or the
    secretariat.
    """
    session.refresh(person, with_for_update=True)
    require(policy.can_close(account_facts(by, person, lock=True)))
    close_account(person, by)
    event = record_numbered(by, None, events.CLOSE, events.Closed(reason, person.actor.handle or ""))
    tell_person(person, "leave" if by.actor_id == person.id else "close", event, reason)


def close_account(person: Person, by: By) -> None:
    """Close an account, and end what its person is. For commands."""
    person.deactivated_at = by.at
    end_sign_ins(person.id)
    end_tokens(person.id)
    _end_support(person, by)
    _end_offices(person, by)
    remove(person.id)
    note_shown()


def open_account(person: Person) -> None:
    """Open an account that was closed. For commands."""
    person.deactivated_at = None
    index(person.id)
    note_shown()


def _end_support(person: Person, by: By) -> None:
    """Let a person support nothing any more that waits for enough people, and enter it on each subject."""
    ended: dict[Subject, list[SupportingRow]] = defaultdict(list)
    for each in [found for supported in SUPPORTED for found in supported(person.id)]:
        ended[each.subject].append(each)
        session.delete(each.row)
    session.flush()
    for subject in sorted(ended, key=lambda subject: subject.id):
        follows = in_turn(each.follows for each in ended[subject])
        record(by, subject, events.END_SUPPORT, events.SupportEnded(person.actor.handle or "", follows))
        touch(subject.id, by.at, support_count=-sum(each.counts for each in ended[subject]))


def _end_offices(person: Person, by: By) -> None:
    """End what a person is, and enter it on each subject for which they were it."""
    beside = [pair for end in ALSO_ENDS for pair in end(person.id, by)]
    held = session.execute(
        select(Subject, Role.name).join(Role, Role.subject_id == Subject.id)
        .where(Role.person_id == person.id, Role.ended_at.is_(None)).order_by(Role.id)
    ).all()  # fmt: skip
    end_roles(person.id, at=by.at)
    ended: dict[Subject, list[Text]] = defaultdict(list)
    for subject, office in [*((subject, ROLES[name][0]) for subject, name in held), *beside]:
        ended[subject].append(office)
    for subject in sorted(ended, key=lambda subject: subject.id):
        left = events.OfficesEnded(person.actor.handle or "", Listed(ended[subject]))
        record(by, subject, events.END_OFFICES, left)
        touch(subject.id, by.at)


@command
def reactivate(person: Person, *, by: By) -> None:
    """Open a closed account again, without its former roles."""
    session.refresh(person, with_for_update=True)
    require(policy.can_reopen(account_facts(by, person, lock=True)))
    open_account(person)
    event = record_numbered(by, None, events.REOPEN, events.AboutPerson(person.actor.handle or ""))
    tell_person(person, "reopen", event)
