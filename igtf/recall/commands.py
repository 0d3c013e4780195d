"""The acts of a recall: the petition, its signatures, and the volunteers."""

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import delete, select, update

from igtf.core import clock
from igtf.core.db import session
from igtf.core.errors import Invalid, Unchanged
from igtf.core.finding import search
from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.moments import stamp
from igtf.core.wording import Listed, in_english, in_turn
from igtf.core.workflow import Nothing, Reasoned
from igtf.discussion.commands import follow
from igtf.people.secretariat import SupportingRow
from igtf.people.stakeholders import folded
from igtf.recall import events, lookups, queries
from igtf.recall.models import PanelVolunteer, PetitionSignature, Recall
from igtf.recall.panel import FORMATS
from igtf.recall.states import RECALL
from igtf.record.by import By
from igtf.record.models import Hat, Subject
from igtf.record.moves import carries_out, creates
from igtf.record.numbers import period, whole_number
from igtf.record.queries import left_last
from igtf.record.subjects import next_number, open_subject

_TITLE = RECALL.titles.add(_l("Recall of %(name)s, seat %(seat)s"))


@creates(RECALL, "file")
def file_recall(*, person: str, reason: str, by: By) -> tuple[Recall, events.Petitioned]:
    """Start a petition for the recall of a member, with the first signature.

    Invalid for who holds no seat, for oneself, and while another recall of the same term is under way.
    """
    row = next((row for row in lookups.members() if row.handle == person), None)
    if row is None:
        raise Invalid(person=_("Only who holds a seat of the council can be recalled."))
    if row.Term.person_id == by.actor_id:
        raise Invalid(
            person=_("You cannot ask for your own recall; tell the secretariat if you want to leave the seat.")
        )
    number = next_number("recall")  # locks the series, so that of two petitions in one moment one sees the other
    known = queries.running(row.Term.id)
    if known:
        raise Invalid(person=_("Recall %(n)s of this member is under way already.", n=known))
    until = by.at + period("recall_petition_days")
    title = in_english(_TITLE.of(name=row.name, seat=row.number))
    subject = open_subject("recall", str(number), title, "petition", by=by, summary=reason[:500], due_at=until)
    places = whole_number("recall_panel")
    recall = Recall(
        id=subject.id, subject=subject, term_id=row.Term.id, person_id=row.Term.person_id, seat_number=row.number,
        affiliation=folded(row.organisation), petition_until=until,
        file={"format": FORMATS[-1], "recall": str(number), "places": places, "pool": None, "pool_hash": None,
              "sources": [], "gone": []},
    )  # fmt: skip
    session.add(recall)
    session.flush()
    _sign(recall, by)
    follow(subject.id, person_id=row.Term.person_id, by=by)
    search.put(subject.id, title, reason)
    return recall, events.Petitioned(reason, person, row.name, row.number, stamp(until))


def _sign(recall: Recall, by: By) -> bool:
    """Add a signature; return whether it counts: of one affiliation two do, whichever hat is chosen."""
    hat = session.get_one(Hat, by.hat_id)
    counted = not queries.signs_too_late(recall, by.author, by.at)
    session.add(
        PetitionSignature(recall_id=recall.id, person_id=by.author, hat_id=hat.id, affiliation=folded(hat.organisation),
                          counted=counted, at=by.at)
    )  # fmt: skip
    session.flush()
    follow(recall.id, person_id=by.author, by=by)
    return counted


@carries_out(RECALL, "sign")
def sign(recall: Recall, *, by: By) -> events.Signed:
    """Sign the petition."""
    counted = _sign(recall, by)
    before = _l("%(most)d of this affiliation signed before: this signature does not count.",
               most=whole_number("recall_per_affiliation", recall.subject))  # fmt: skip
    note = "" if counted else before
    return events.Signed(counted, queries.counting(recall.id), note)


def signatures_of(person_id: int) -> Iterable[SupportingRow]:
    """Return the signatures of a person under petitions that are open."""
    rows = session.execute(
        select(PetitionSignature, Subject).join(Subject, Subject.id == PetitionSignature.recall_id)
        .where(PetitionSignature.person_id == person_id, Subject.state == "petition")
        .order_by(Subject.id).with_for_update()
    ).all()  # fmt: skip
    return [SupportingRow(row.PetitionSignature, row.Subject, 0, _count_without(row.PetitionSignature)) for row in rows]


def _count_without(signature: PetitionSignature) -> Text:
    """Let a signature count no more, and in its place one that it kept from counting; return what that means."""
    if not signature.counted:
        return _l("The signature did not count.")
    signature.counted = False
    session.flush()
    recall, counting = session.get_one(Recall, signature.recall_id), []
    aside = (PetitionSignature.recall_id == recall.id, ~PetitionSignature.counted, PetitionSignature.id != signature.id)
    for other in session.scalars(select(PetitionSignature).where(*aside).order_by(PetitionSignature.id)).all():
        other.counted = not queries.signs_too_late(recall, other.person_id, clock.now())
        session.flush()
        counting += [other.person_id] if other.counted else []
    return in_turn([
        _l("In its place counts that of: %(who)s.", who=Listed(queries.names(counting))) if counting else "",
        _l("Signatures that count now: %(count)d.", count=queries.counting(recall.id)),
    ])  # fmt: skip


@carries_out(RECALL, "call-volunteers")
def call_volunteers(recall: Recall, *, by: By) -> events.PanelCalled:
    """End a petition that has its signatures, and look for volunteers for the panel.

    Where too few of a published pool can sit on it by now, that pool is given up, and who volunteered stays.
    """
    again = recall.file["pool"] is not None
    if again:
        recall.file = recall.file | {"pool": None, "pool_hash": None, "sources": [], "gone": []}
        session.execute(update(PanelVolunteer).where(PanelVolunteer.recall_id == recall.id).values(number=None))
    recall.volunteers_until = recall.subject.due_at = by.at + timedelta(
        days=whole_number("recall_volunteer_days", recall.subject)
    )  # fmt: skip
    note = _l("Too few of the pool can sit on the panel by now; pool and sources are made anew.") if again else ""
    return events.PanelCalled(queries.counting(recall.id), stamp(recall.volunteers_until), note)


@carries_out(RECALL, "answer")
def answer(recall: Recall, *, answer: str, by: By) -> Reasoned:
    """Answer the petition, as the member whom it is about. Unchanged for the answer that was given last."""
    if left_last(recall.id, "recall.answer").get("reason") == answer:
        raise Unchanged
    return Reasoned(answer)


@carries_out(RECALL, "lapse")
def lapse(recall: Recall, *, by: By) -> Nothing:
    """End a petition whose time has run out."""
    return Nothing()


@carries_out(RECALL, "volunteer")
def volunteer(recall: Recall, *, by: By) -> Nothing:
    """Volunteer for the panel."""
    session.add(PanelVolunteer(recall_id=recall.id, person_id=by.author, hat_id=by.hat_id or 0, at=by.at))
    follow(recall.id, person_id=by.author, by=by)
    return Nothing()


@carries_out(RECALL, "step-back")
def step_back(recall: Recall, *, by: By) -> Nothing:
    """Volunteer no more; the record keeps both."""
    session.execute(
        delete(PanelVolunteer).where(PanelVolunteer.recall_id == recall.id, PanelVolunteer.person_id == by.author)
    )
    return Nothing()
