"""Bodies invited to a consultation: their contacts are told once it is open, and send a statement about it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, select

from igtf.consensus.events import Announced
from igtf.consultations import events
from igtf.consultations.models import Consultation
from igtf.consultations.states import CONSULTATION
from igtf.core.db import Listing, session
from igtf.core.errors import Invalid
from igtf.core.i18n import gettext as _
from igtf.record.by import By
from igtf.record.due import falls_due
from igtf.record.models import Relation, Subject
from igtf.record.moves import carries_out
from igtf.record.subjects import relate
from igtf.routing.announcing import (
    announce,
    announce_again,
    announce_end,
    known_still,
    together,
    told_before,
    untold,
)
from igtf.routing.models import Body, Contact, ContactLink


@carries_out(CONSULTATION, "invite-bodies")
def invite_bodies(consultation: Consultation, *, bodies: Sequence[str], by: By) -> events.BodiesInvited:
    """Invite bodies by their slugs. Invalid without any, and when all are invited already."""
    slugs = [slug for slug in bodies if slug]
    if not slugs:
        raise Invalid(bodies=_("Choose at least one body."))
    named = (Subject.kind == "body", Subject.ref.in_(slugs))
    found = session.scalars(select(Body).join(Subject, Subject.id == Body.id).where(*named).order_by(Body.acronym))
    new = [body for body in found if relate(consultation.id, "invites", body.id, at=by.at)]
    if not new:
        raise Invalid(bodies=_("These bodies are invited already."))
    return events.BodiesInvited([body.acronym for body in new])


def _untold(consultation: Consultation, _at: datetime | None = None) -> Sequence[Contact]:
    """Return the contacts of the bodies invited who were not told yet that a consultation is open."""
    invited = select(Relation.target_id).where(Relation.subject_id == consultation.id, Relation.kind == "invites")
    return untold(consultation.subject, Body.id.in_(invited), consultation.subject.opened_at)


def _told_before(consultation: Consultation) -> Sequence[ContactLink]:
    """Return the links of the contacts who know an end of a consultation that is another one since."""
    return told_before(consultation.subject, consultation.subject.opened_at)


@falls_due(
    CONSULTATION, "announce", Consultation,
    only=lambda consultation, at: bool(_untold(consultation, at) or _told_before(consultation)),
)  # fmt: skip
def consultations_to_announce(there: Listing) -> Listing:
    """Return the query of the open consultations to which a body is invited."""
    invites = exists().where(Relation.subject_id == Consultation.id, Relation.kind == "invites")
    return there.where(invites)


@carries_out(CONSULTATION, "announce")
def announce_consultation(consultation: Consultation, *, by: By) -> Announced:
    """Tell the contacts of the bodies invited, and let each send one statement about the consultation.

    Those who were told before are told of an end that is another one since.
    """
    mark, about = f"{consultation.closes_at:%Y-%m-%dT%H%M}", consultation.subject
    again = announce_again(_told_before(consultation), "contact-extended", mark, consultation=consultation)
    first = announce(about, _untold(consultation), "contact-consultation", by, consultation=consultation)
    return together(again, first)


@falls_due(CONSULTATION, "announce-end", Consultation)
def withdrawn_to_announce(there: Listing) -> Listing:
    """Return the query of the consultations that were withdrawn, of which bodies that were told do not know it."""
    return there.where(known_still(CONSULTATION.kind))


@carries_out(CONSULTATION, "announce-end")
def announce_withdrawn(consultation: Consultation, *, by: By) -> Announced:
    """Tell the contacts of the bodies who were told of a consultation that it was withdrawn."""
    return announce_end(consultation.subject, "contact-withdrawn")
