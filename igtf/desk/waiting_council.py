"""What the council's own places ask of a person: the election of the chair, recalls, vacant seats."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, Text, cast, exists, func, literal, or_, select
from sqlalchemy.orm import aliased

from igtf.core import clock
from igtf.core.clock import NOW, moment
from igtf.core.database.jsonrows import as_text, items_of
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.workflow import UNDER_WAY
from igtf.council.chairing import chair_wanted, seat_ends
from igtf.council.models import Seat, Term
from igtf.council.tally import BLOCK, DISCUSS
from igtf.council.waiting import (
    has_discuss,
    lone_discuss,
    looks_again,
    opens_alternate,
    owes_position,
    stopped_by,
)
from igtf.council.words import LOOK_AGAIN, TO_ALTERNATE
from igtf.desk.rows import COUNCIL, SECRETARIAT, Waits, asked_about, holds, responsible
from igtf.election.models import Candidate, ChairVote
from igtf.people.models import Person, Role
from igtf.people.offices import unchaired
from igtf.people.roles import CLEARING_HOUSE
from igtf.procedure.policy import RUNNING
from igtf.recall.models import PanelVolunteer, PetitionSignature, Recall
from igtf.recall.states import OPEN
from igtf.record.deadlines import number_of
from igtf.record.models import Event, Hat, Relation, Subject
from igtf.record.numbers import whole_number
from igtf.record.queries import is_
from igtf.routing.models import Body
from igtf.selection.lookups import waits
from igtf.selection.models import Nominee, Selection, SelectionObjection


def _named(me: Any) -> ColumnElement[bool]:
    """Return whether somebody is nominated for the chair and has not answered."""
    return exists().where(Candidate.election_id == Subject.id, Candidate.person_id == me, Candidate.answer == "open")


def _owes_vote(me: Any) -> ColumnElement[bool]:
    """Return whether the person's seat was filled when the vote opened, and has not voted."""
    then = aliased(Term)
    filled = exists().where(
        then.seat_id == Seat.id, then.started_at <= Subject.state_since,
        or_(then.ended_at.is_(None), then.ended_at > Subject.state_since),
    ).correlate(Seat, Subject)  # fmt: skip
    voted = exists().where(ChairVote.election_id == Subject.id, ChairVote.seat_number == Seat.number)
    mine = (Term.person_id == me, Term.ended_at.is_(None), Seat.id == Term.seat_id, Seat.voting)
    return exists().where(*mine, filled, ~voted.correlate(Seat, Subject)).correlate(Subject)


def _calls_election(me: Any) -> ColumnElement[bool]:
    """Return whether the person is of those who call an election of the chair, and one is to be called."""
    return is_("council", "sitting") & holds(me, *CLEARING_HOUSE) & (chair_wanted() != "")


def _concerned(me: Any) -> ColumnElement[bool]:
    """Return whether a recall is about the person, who has not answered the petition."""
    answered = exists().where(Event.subject_id == Subject.id, Event.kind == "recall.answer")
    return exists().where(Recall.id == Subject.id, Recall.person_id == me) & ~answered


def _same_organisation() -> ColumnElement[bool]:
    """Return whether a hat names the organisation of a recall's member, or the same body by another of its names."""
    own, named = func.lower(func.trim(Hat.organisation)), aliased(Subject)
    names = (named.ref, func.lower(Body.acronym), func.lower(named.title))
    body = exists().where(Body.id == named.id, own != "", own.in_(names), Recall.affiliation.in_(names))
    return (own == Recall.affiliation) | body.correlate(Hat, Recall)


def _may_volunteer(me: Any) -> ColumnElement[bool]:
    """Return whether the person may be on the panel of a recall, as ``can_volunteer`` has it, and did not volunteer.

    Who ever wore a hat of the member's organisation is not asked: whether it binds still is for the policy to say.
    """
    of_member = exists().where(Hat.actor_id == me, Recall.affiliation != "", _same_organisation())
    open_to_me = exists().where(
        Recall.id == Subject.id, Recall.volunteers_until > NOW, ~of_member.correlate(Recall),
        ~exists().where(PetitionSignature.recall_id == Recall.id, PetitionSignature.person_id == me).correlate(Recall),
        ~exists().where(PanelVolunteer.recall_id == Recall.id, PanelVolunteer.person_id == me).correlate(Recall),
    )  # fmt: skip
    takes_part = exists().where(Person.id == me, Person.verified_at.is_not(None), Hat.actor_id == Person.id,
                                Hat.ended_at.is_(None))  # fmt: skip
    sits = exists().where(Term.person_id == me, Term.ended_at.is_(None)) | holds(me, "council", "council-chair")
    return takes_part & ~sits & open_to_me


def _seeks_volunteers(_me: Any) -> ColumnElement[bool]:
    return is_("recall", "volunteers")


def _left_vacant() -> ColumnElement[bool]:
    """Return whether a seat that a selection was the last to fill is vacant before its time, and none is filling it."""
    held, later = aliased(Term), aliased(Term)
    return exists().where(
        Nominee.selection_id == Subject.id, Nominee.number.is_not(None), Term.person_id == Nominee.person_id,
        Term.started_at >= Subject.state_since, Term.ended_at.is_not(None), Term.ends_at > NOW,
        Term.ended_at < Term.ends_at, ~exists().where(held.seat_id == Term.seat_id, held.ended_at.is_(None)),
        ~exists().where(later.seat_id == Term.seat_id, later.started_at >= Term.ended_at),
        Seat.id == Term.seat_id, ~_being_filled(Seat.number),
    )  # fmt: skip


def _being_filled(number: Any) -> ColumnElement[bool]:
    """Return whether the seat of a number is one of those that a selection under way is for, as its file names them,
    and which it has not left to another one."""
    under_way, own = aliased(Subject), aliased(Selection)
    seats = func.replace(as_text(own.file["seats"]), " ", "")
    named = seats.like(literal('%"number":') + cast(number, Text) + literal(",%"))
    left = items_of(func.coalesce(as_text(own.file["taken"]), "[]"), "left_to_another")
    return exists().where(
        under_way.kind == "selection", under_way.phase.in_(UNDER_WAY), own.id == under_way.id, named,
        ~exists().where(cast(left.c.value, Integer) == number).correlate(own, Seat),
    ).correlate(Seat)  # fmt: skip


DRAWING = timedelta(days=60)
"""What a selection takes beside nominations and the time to object: it is called, sources are announced and come."""


def _soon_filled() -> datetime:
    """Return until when terms end of which the successors are to be nominated now."""
    days = whole_number("nomination_days") + whole_number("selection_objection_days")
    return clock.now() + timedelta(days=days) + DRAWING


def _to_renew() -> ColumnElement[bool]:
    """Return whether a seat that no selection is filling was held and is vacant, or its term ends before one called
    later could fill it."""
    held = aliased(Term)
    vacant = ~exists().where(held.seat_id == Term.seat_id, held.ended_at.is_(None))
    ends = Term.ended_at.is_(None) & (Term.ends_at <= moment(_soon_filled))
    return exists().where(Seat.id == Term.seat_id, Seat.voting, vacant | ends, ~_being_filled(Seat.number))


def _chair_proposed() -> ColumnElement[bool]:
    """Return whether who chairs the council opened the subject."""
    chairs = (Role.name == "council-chair", Role.subject_id.is_(None), Role.ended_at.is_(None))
    return exists().where(Role.person_id == Subject.opened_by_id, *chairs)


def _supported() -> ColumnElement[bool]:
    """Return whether enough people support a change of the procedure for it to be called."""
    enough: ColumnElement[bool] = Subject.support_count >= number_of("procedure_people")
    return enough


def _without_consensus() -> ColumnElement[bool]:
    """Return whether a call on a change found no consensus, and its text is the same since."""
    call, opened = aliased(Subject), aliased(Event)
    revised = exists().where(
        opened.subject_id == call.id, opened.kind == "call.open", Event.subject_id == Subject.id,
        Event.kind == "procedure-change.revise", Event.id > opened.id,
    ).correlate(Subject, call)  # fmt: skip
    return exists().where(
        Relation.target_id == Subject.id, Relation.kind == "asks-about", call.id == Relation.subject_id,
        call.state == "no-consensus", ~revised,
    )  # fmt: skip


def _nominated(me: Any) -> ColumnElement[bool]:
    """Return whether somebody is nominated and has not answered."""
    return exists().where(Nominee.selection_id == Subject.id, Nominee.person_id == me, Nominee.answer == "open")


def _runs(me: Any) -> ColumnElement[bool]:
    """Return whether the person is of the secretariat, which runs a selection, and does not stand in it."""
    return holds(me, "secretariat") & ~_stands(me)


def _stands(me: Any) -> ColumnElement[bool]:
    """Return whether the person stands for a seat in a selection, chosen or not."""
    return exists().where(Nominee.selection_id == Subject.id, Nominee.person_id == me, Nominee.answer == "accepted")


def _draws(me: Any) -> ColumnElement[bool]:
    """Return whether the person is of the secretariat, and neither is a recall about them nor may its panel be."""
    about = exists().where(Recall.id == Subject.id, Recall.person_id == me)
    volunteered = exists().where(PanelVolunteer.recall_id == Subject.id, PanelVolunteer.person_id == me)
    return holds(me, "secretariat") & ~about & ~volunteered


def _all_aside(names: tuple[str, ...], *aside: Select[int]) -> ColumnElement[bool]:
    """Return whether all who hold one of the roles are among the persons of a query, so that nobody does what they do.

    ``aside`` are of the subject: who stands aside in it.
    """
    office = aliased(Role)
    free = (office.person_id.not_in(persons.correlate(Subject)) for persons in aside)
    return ~exists().where(office.name.in_(names), office.subject_id.is_(None), office.ended_at.is_(None), *free)


def _makes_secretariat(me: Any) -> ColumnElement[bool]:
    """Return whether the person gives the role of the secretariat, as ``people.policy.makes_roles`` has it."""
    return holds(me, "council-chair") | (unchaired() & holds(me, "secretariat"))


def _selection_unrun(me: Any) -> ColumnElement[bool]:
    """Return whether all who run a selection, or answer an objection in it, stand for a seat, and the person helps."""
    stand = select(Nominee.person_id).where(Nominee.selection_id == Subject.id, Nominee.answer == "accepted")
    run = is_("selection", "nominating", "pool", "announced") & _all_aside(SECRETARIAT, stand)
    objections = exists().where(SelectionObjection.selection_id == Subject.id, waits())
    answered = is_("selection", "drawn") & objections & _all_aside((*SECRETARIAT, "council-chair"), stand)
    return (run | answered) & _makes_secretariat(me)


def _recall_unrun(me: Any) -> ColumnElement[bool]:
    """Return whether nobody of the secretariat may draw the panel of a recall, and the person helps."""
    volunteered = select(PanelVolunteer.person_id).where(PanelVolunteer.recall_id == Subject.id)
    about = select(Recall.person_id).where(Recall.id == Subject.id)
    return is_("recall", "pool", "announced") & _all_aside(SECRETARIAT, volunteered, about) & _makes_secretariat(me)


def _objected_to(me: Any) -> ColumnElement[bool]:
    """Return whether an objection to who was chosen waits for an answer, which is not the person's own."""
    return exists().where(SelectionObjection.selection_id == Subject.id, SelectionObjection.person_id != me, waits())


def _discussed(_me: Any) -> ColumnElement[bool]:
    """Return whether a ballot is open, and a Discuss stands in it."""
    return is_("ballot", "open") & has_discuss()


_OF = (("", DISCUSS), ("-block", BLOCK))
"""How the names of rows end, by the position that stops their ballots."""


def _looks_again(stop: str, me: Any) -> ColumnElement[bool]:
    """Return whether the person is to look again at a position that stops a ballot."""
    return stopped_by(stop) & looks_again(me)


def _lone(stop: str, me: Any) -> ColumnElement[bool]:
    """Return whether the person may put such a position, which stands alone, to the alternate ballot."""
    return stopped_by(stop) & opens_alternate(me) & lone_discuss()


def _callable(_me: Any) -> ColumnElement[bool]:
    return is_("procedure-change", "proposed") & _supported()


def _voting(_me: Any) -> ColumnElement[bool]:
    return is_("election", "voting")


OF_THE_COUNCIL: list[Waits] = [
    Waits("ballot", _l("Take a position"), "me", lambda me: is_("ballot", "open") & owes_position(me)),
    *(Waits(f"look-again{name}", LOOK_AGAIN[stop], "me", partial(_looks_again, stop), "re-assert", first=_discussed)
      for name, stop in _OF),
    *(Waits(f"lone-discuss{name}", TO_ALTERNATE[stop], "soon", partial(_lone, stop), only=("council-chair", "council"),
            first=_discussed) for name, stop in _OF),
    Waits("change", _l("Call for consensus on the change of the procedure"), "me",
          lambda me: ~_without_consensus()
          & or_(Subject.opened_by_id == me, responsible(me), holds(me, "council") & ~responsible()), "call",
          first=_callable),
    Waits("change-called", _l("Put the change to the ballot, take it back to discussion, or reject it"), "me",
          lambda me: is_("procedure-change", "called") & ~asked_about(*RUNNING)
          & or_(responsible(me), holds(me, "council-chair") & ~responsible() & (Subject.opened_by_id != me)),
          only=("responsible", "council-chair")),
    Waits("change-take-on", _l("Become the responsible member: the council chair proposed it, and stands aside"), "me",
          lambda me: is_("procedure-change", "called") & holds(me, "council") & ~responsible() & _chair_proposed()
          & (Subject.opened_by_id != me), "take-on", only=COUNCIL, invites=True),
    Waits("change-unled", _l("Become the responsible member: nobody chairs the council"), "me",
          lambda me: is_("procedure-change", "called") & holds(me, "council") & ~responsible() & unchaired()
          & (Subject.opened_by_id != me), "take-on", only=COUNCIL, invites=True),
    *(Waits(name, _l("Nobody of the secretariat may act here, as all stand aside: add somebody to it"), "me", unrun,
            page="/secretariat/role", only=("council-chair", "secretariat"))
      for name, unrun in (("selection-unrun", _selection_unrun), ("recall-unrun", _recall_unrun))),
    Waits("nomination", _l("Stand for a seat, or decline"), "me",
          lambda me: is_("selection", "nominating") & _nominated(me)),
    Waits("pool", _l("Announce the sources of a draw, or fill the seats"), "me",
          lambda me: is_("selection", "pool") & _runs(me), only=SECRETARIAT),
    Waits("values", _l("Enter the values of the sources, and draw"), "me",
          lambda me: is_("selection", "announced") & _runs(me) & (Subject.due_at <= NOW),
          only=SECRETARIAT),
    Waits("objected", _l("Answer the objection to who was chosen"), "me",
          lambda me: is_("selection", "drawn") & holds(me, "secretariat", "council-chair") & ~_stands(me)
          & _objected_to(me),
          only=("secretariat", "council-chair")),
    Waits("named-for-chair", _l("Stand for the chair, or decline"), "me",
          lambda me: is_("election", "nominating") & _named(me)),
    Waits("chair-nominations", _l("Stand for the chair, or nominate a member"), "soon",
          lambda me: is_("election", "nominating") & holds(me, "council"), only=COUNCIL),
    Waits("chair-vote", _l("Vote on the chair"), "me",
          _owes_vote, "vote", first=_voting),
    Waits("chair-vacant", _l("Nobody chairs the council: call an election"), "me",
          lambda _me: chair_wanted() == "vacant", page="/elections/new", only=CLEARING_HOUSE,
          first=_calls_election),
    Waits("chair-not-elected", _l("The last election of the chair elected nobody: call another"), "me",
          lambda _me: chair_wanted() == "nobody", page="/elections/new", only=CLEARING_HOUSE,
          first=_calls_election),
    Waits("chair-ends", _l("The seat of the chair ends soon: call an election"), "me",
          lambda _me: chair_wanted() == "ends", page="/elections/new", only=CLEARING_HOUSE,
          first=_calls_election,
          due=seat_ends(), due_word=_l("term ends")),
    Waits("recall-answer", _l("Answer the petition for your recall"), "me",
          lambda me: is_("recall", *OPEN) & _concerned(me), "answer"),
    Waits("recall-volunteer", _l("Volunteer for the panel"), "soon", _may_volunteer, "volunteer", invites=True,
          first=_seeks_volunteers),
    Waits("recall-pool", _l("Announce the sources for the draw of the panel"), "me",
          lambda me: is_("recall", "pool") & _draws(me), "announce", only=SECRETARIAT),
    Waits("recall-values", _l("Enter the values of the sources, and draw the panel"), "me",
          lambda me: is_("recall", "announced") & _draws(me) & (Subject.due_at <= NOW),
          only=SECRETARIAT),
    Waits("recall-others", _l("Waits for signatures, or for the panel"), "others",
          lambda me: is_("recall", *OPEN)
          & (Subject.opened_by_id == me)),
    Waits("vacancy", _l("A seat is vacant: fill it from the list, or call for nominations"), "me",
          lambda me: is_("selection", "confirmed") & _runs(me) & _left_vacant(), only=SECRETARIAT),
    Waits("renewal", _l("Seats are vacant, or their terms end soon: call for nominations"), "me",
          lambda me: is_("council", "sitting") & holds(me, "secretariat") & _to_renew(), page="/selections/new",
          only=SECRETARIAT),
]  # fmt: skip
