"""What bodies are told of before it is decided: each of their contacts gets a link to send one statement about it.

A charter in external review goes to every body that has a contact (procedure, section 3), a council last call to
those that the draft names (section 4).
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, or_, select
from sqlalchemy.orm import aliased

from igtf.consensus.events import Announced
from igtf.consensus.models import Call
from igtf.consensus.states import CALL
from igtf.core import clock
from igtf.core.db import Listing, session
from igtf.core.i18n import lazy_gettext as _l
from igtf.drafts.models import Draft, Revision
from igtf.groups import events
from igtf.groups.charters import moved, step_charter
from igtf.groups.deadlines import review_ends
from igtf.groups.ending import END
from igtf.groups.models import Group
from igtf.groups.states import GROUP
from igtf.record.by import By
from igtf.record.due import falls_due
from igtf.record.models import Event, Subject
from igtf.record.moves import carries_out
from igtf.record.queries import left_by
from igtf.routing.letters import apart, keep_links_about, pass_over, write_again, write_with_link
from igtf.routing.models import Body, Contact, ContactLink
from igtf.routing.naming import bodies_named


def links_about_calls(ids: Collection[int]) -> Select[int]:
    """Return the query of the links about calls on subjects: what tells of a call tells of its draft."""
    calls = select(Call.id).where(or_(Call.id.in_(ids), Call.about_id.in_(ids)))
    return select(ContactLink.id).where(ContactLink.about_id.in_(calls))


def _good() -> ColumnElement[bool]:
    """Return whether a link was used, or works still."""
    return or_(ContactLink.used_at.is_not(None), ContactLink.expires_at > clock.now())


def untold(about: Subject, bodies: ColumnElement[bool], since: datetime) -> Sequence[Contact]:
    """Return the contacts of bodies who were told nothing about a subject from a moment on.

    ``bodies`` is a condition on ``Body``, whose ``Subject`` is joined. Whose link expired unused is told anew.
    """
    known = exists().where(
        ContactLink.contact_id == Contact.id, ContactLink.about_id == about.id, ContactLink.sent_at >= since,
        or_(ContactLink.revoked_at.is_not(None), _good()),
    )  # fmt: skip
    return session.scalars(
        select(Contact)
        .join(Body, Body.id == Contact.body_id)
        .join(Subject, Subject.id == Body.id)
        .where(Contact.ended_at.is_(None), bodies, ~known)
        .order_by(Body.acronym, Contact.id)
    ).all()


def announce(about: Subject, contacts: Iterable[Contact], template: str, by: By, **more: Any) -> Announced:
    """Write to each of these contacts, with a link by which one statement about the subject can be sent to us.

    Those who have stopped announcements are passed over, and counted.
    """
    told, quiet = apart(contacts)
    for contact in told:
        write_with_link(contact, "write", template, by, about=about, **more)
    for contact in quiet:
        pass_over(contact, about, by)
    return Announced(list(dict.fromkeys(contact.body.acronym for contact in told)), len(told), len(quiet))


def links_about(about: Subject) -> Sequence[ContactLink]:
    """Return the links of the contacts who were told of a subject, and were not passed over."""
    held = (ContactLink.about_id == about.id, ContactLink.revoked_at.is_(None), _good(), Contact.ended_at.is_(None))
    links = select(ContactLink).join(Contact, Contact.id == ContactLink.contact_id)
    links = links.join(Body, Body.id == Contact.body_id)
    return session.scalars(links.where(*held).order_by(Body.acronym, Contact.id)).all()


def told_before(about: Subject, since: datetime) -> Sequence[ContactLink]:
    """Return the links of the contacts who were told from a moment on of an end of a call or a consultation that is
    another one by now: it was extended, or goes on after an appeal.
    """
    acts = select(Event.id).where(Event.subject_id == about.id).order_by(Event.id.desc()).limit(1)
    later = session.scalar(acts.where(Event.kind.in_((f"{about.kind}.extend", f"{about.kind}.annul")))) or 0
    announced = session.scalar(acts.where(Event.kind == f"{about.kind}.announce")) or 0
    return [link for link in links_about(about) if link.sent_at >= since] if later > announced else ()


NEWS = timedelta(days=3)
"""How long it is news that something was withdrawn: of what is older nobody is told, as by a clock that stood still."""


def known_still(kind: str) -> ColumnElement[bool]:
    """Return whether contacts who were told of the ``Subject`` of a query, of a kind, that has come to another end than
    they know within ``NEWS``, have links that still work, and were not told of that end."""
    link, told = aliased(ContactLink), aliased(Event)
    works = exists().where(
        link.about_id == Subject.id, link.revoked_at.is_(None), link.expires_at > clock.NOW,
        Contact.id == link.contact_id, Contact.ended_at.is_(None),
    )  # fmt: skip
    since = (told.kind == f"{kind}.announce-end", told.at >= Subject.state_since)
    new = Subject.state_since > clock.moment(clock.now, -NEWS)
    return works & new & ~exists().where(told.subject_id == Subject.id, *since)


def announce_end(about: Subject, template: str, **more: Any) -> Announced:
    """Write to the contacts who were told of a subject that it was withdrawn, and why."""
    links = [link for link in links_about(about) if link.expires_at > clock.now()]
    return announce_again(links, template, f"{about.state_since:%Y-%m-%dT%H%M%S}", reason=_why_withdrawn(about), **more)


def _why_withdrawn(about: Subject) -> Any:
    """Return the reason with which a subject was withdrawn, as the record keeps it; that of an appeal in words."""
    ways = [f"{about.kind}.{name}" for name in ("withdraw", END, "annul")]
    newest = select(Event.id).where(Event.subject_id == about.id, Event.kind.in_(ways)).order_by(Event.id.desc())
    return left_by(session.scalar(newest.limit(1))).get("reason") or _l("An appeal was upheld.")


def announce_again(links: Iterable[ContactLink], template: str, mark: str, **more: Any) -> Announced:
    """Write to contacts who were told before, as ``announce`` does, but with the link that they have."""
    found = {link.contact: link for link in links}
    wanted, quiet = apart(found)
    for contact in wanted:
        write_again(found[contact], template, mark, **more)
    return Announced(list(dict.fromkeys(contact.body.acronym for contact in wanted)), len(wanted), len(quiet))


def together(*told: Announced) -> Announced:
    """Return what was announced to some, and again to others, as one."""
    bodies = dict.fromkeys(body for each in told for body in each.bodies)
    return Announced(list(bodies), sum(each.contacts for each in told), sum(each.quiet for each in told))


@carries_out(GROUP, "charter-external-review")
def charter_external_review(group: Group, *, by: By) -> events.CharterAnnounced:
    """Open the public review and write to each contact of each body; anyone may comment."""
    charter = step_charter(group, "charter-external-review", by=by)
    everybody = untold(group.subject, Body.id.is_not(None), by.at)
    told = announce(
        group.subject, everybody, "charter-review", by, charter=charter, until=review_ends(group),
        beside=group.in_force.number if group.in_force else None,
    )  # fmt: skip
    at = moved(group, charter)
    return events.CharterAnnounced(at.number, at.charter, at.until, told.contacts, told.quiet)


def _asked(call: Call) -> Revision:
    """Return the revision that an open call on a draft asks about: a newer one starts the call anew."""
    newest = select(Revision).join(Draft, Draft.current_id == Revision.id).where(Draft.id == call.about_id)
    return session.scalars(newest).one()


def _untold(call: Call, _at: datetime | None = None) -> Sequence[Contact]:
    """Return the contacts of the bodies that a draft names who do not know of its call as it was opened last."""
    slugs = bodies_named(_asked(call).addressees).values()
    return untold(call.subject, Subject.ref.in_(slugs), call.opens_at)


def _told_before(call: Call) -> Sequence[ContactLink]:
    """Return the links of the contacts who know an end of a call, as it was opened last, that is another one since."""
    return told_before(call.subject, call.opens_at)


@falls_due(CALL, "announce", Call, only=lambda call, at: bool(_untold(call, at) or _told_before(call)))
def calls_to_announce(there: Listing) -> Listing:
    """Return the query of the open council last calls, among them those that a body named was not told of yet."""
    return there.where(Call.kind == "council-last-call")


@carries_out(CALL, "announce")
def announce_call(call: Call, *, by: By) -> Announced:
    """Tell the bodies named in a draft that the council is about to decide on it, and what it asks of each.

    Those who were told before are told of an end that is another one since, until which their links work.
    """
    mark, revision, contacts = f"{call.closes_at:%Y-%m-%dT%H%M}", _asked(call), _untold(call)
    keep_links_about(call.subject, by)
    again = announce_again(_told_before(call), "contact-later-call", mark, call=call)
    asks = _by_body(revision)
    first = announce(call.subject, contacts, "contact-call", by, call=call, revision=revision, asks=asks)
    return together(again, first)


@falls_due(CALL, "announce-end", Call)
def withdrawn_calls_to_announce(there: Listing) -> Listing:
    """Return the query of the council last calls that were withdrawn, of which bodies that were told do not know it.

    Of one that was repeated they are told by the call that took its place.
    """
    newer = aliased(Call)
    repeated = exists().where(newer.about_id == Call.about_id, newer.kind == Call.kind, newer.id > Call.id)
    return there.where(Call.kind == "council-last-call", known_still(CALL.kind), ~repeated)


@carries_out(CALL, "announce-end")
def announce_withdrawn_call(call: Call, *, by: By) -> Announced:
    """Tell the bodies that were told of a call that it was withdrawn."""
    return announce_end(call.subject, "contact-withdrawn-call", call=call)


def _by_body(revision: Revision) -> dict[str, list[str]]:
    """Return what a revision asks of each listed body, by its slug."""
    slugs = bodies_named(ask["addressee"] for ask in revision.asks)
    found: dict[str, list[str]] = {}
    for ask in revision.asks:
        if ask["addressee"] in slugs:
            found.setdefault(slugs[ask["addressee"]], []).append(ask["action"])
    return found
