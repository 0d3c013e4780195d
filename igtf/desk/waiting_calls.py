"""What calls and objections wait for: rows of the desk, in the order in which a call comes to its declaration."""

from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, exists, or_, select
from sqlalchemy.orm import aliased

from igtf.appeals.models import Appeal
from igtf.consensus.closing import annulled, goes_on, heard, passed_over
from igtf.consensus.due import is_silent
from igtf.consensus.leading import leads
from igtf.consensus.maintaining import waits_again
from igtf.consensus.models import Call, Estimate, Minority, Objection, Position, Reaction
from igtf.consensus.queries import PUBLISHED
from igtf.consensus.states import OVERRULED, UNSETTLED
from igtf.core import clock
from igtf.core.i18n import lazy_gettext as _l
from igtf.desk.rows import Waits, member, placed
from igtf.drafts.writers import leads_drafts, wrote
from igtf.people.offices import OFFICES
from igtf.record.appealable import appealable_since
from igtf.record.deadlines import days_before
from igtf.record.models import Relation, Subject
from igtf.record.queries import is_


def _owes_position(me: Any) -> ColumnElement[bool]:
    """Return whether the person is asked in the call, and has not answered in its present round."""
    return exists().where(Call.id == Subject.id, is_silent(me))


def _about(call: Any) -> ScalarSelect[Any]:
    """Return what a call asks about."""
    link = aliased(Relation)
    asked = select(link.target_id).where(link.subject_id == call, link.kind == "asks-about")
    return asked.correlate(Subject).limit(1).scalar_subquery()


def _decides(me: Any, call: Any = Subject.id) -> ColumnElement[bool]:
    """Return whether the person leads a call and need not stand aside from judging it (``policy.decides``)."""
    asked = aliased(Subject)
    proposed = exists().where(
        asked.id == _about(call), asked.kind == "procedure-change", asked.opened_by_id == me
    )  # fmt: skip
    own = aliased(Subject)
    chairs = exists().where(own.id == call, own.topic == "council-last-call", leads_drafts(me, own.group_id))
    return leads(me, call) & ~wrote(me, _about(call)) & ~proposed & ~chairs


def _call_of_objection() -> ScalarSelect[Any]:
    """Return the call in which an objection was raised."""
    return select(Objection.call_id).where(Objection.id == Subject.id).correlate(Subject).scalar_subquery()


def _objected(*states: str) -> ColumnElement[bool]:
    """Return whether the call has objections: any, or any in one of the states."""
    raised = aliased(Subject)
    found = exists().where(Objection.call_id == Subject.id, raised.id == Objection.id)
    return found.where(raised.state.in_(states)) if states else found


def _to_estimate() -> ColumnElement[bool]:
    """Return whether an estimate comes before the declaration: there were objections, or the last one was annulled."""
    return _objected() | annulled(Subject.id)


def _estimated() -> ColumnElement[bool]:
    """Return whether this round of the call has an estimate."""
    return exists().where(Estimate.call_id == Subject.id, Call.id == Subject.id, Estimate.round == Call.round)


def _reacting() -> ColumnElement[bool]:
    """Return whether the group can still react to the first estimate of this round."""
    over = Estimate.at <= days_before(clock.now, "estimate_days")
    return _estimated() & ~exists().where(
        Estimate.call_id == Subject.id, Call.id == Subject.id, Estimate.round == Call.round, over
    )


def _reacted(me: Any) -> ColumnElement[bool]:
    """Return whether the person has reacted to the newest estimate of the call."""
    newer = aliased(Estimate)
    last = ~exists().where(newer.call_id == Estimate.call_id, newer.id > Estimate.id)
    return exists().where(
        Estimate.call_id == Subject.id, last, Reaction.estimate_id == Estimate.id, Reaction.person_id == me
    )


def _took_part(me: Any) -> ColumnElement[bool]:
    """Return whether the person took a position in the call."""
    return exists().where(Position.call_id == Subject.id, Position.person_id == me)


def _overruled(me: Any) -> ColumnElement[bool]:
    """Return whether an objection of the person in the call was overruled, and they have not dissented or appealed."""
    raised, statement = aliased(Subject), aliased(Subject)
    mine = exists().where(
        Objection.call_id == Subject.id, Objection.person_id == me, raised.id == Objection.id,
        raised.state.in_(OVERRULED),
    )  # fmt: skip
    dissents = exists().where(
        Minority.call_id == Subject.id, Minority.person_id == me, statement.id == Minority.id,
        statement.state == "attached",
    )  # fmt: skip
    return mine & ~dissents & ~exists().where(Appeal.about_id == Subject.id, Appeal.appellant_id == me)


def _about_published() -> ColumnElement[bool]:
    about, (kind, state) = aliased(Subject), PUBLISHED
    return exists().where(Call.id == Subject.id, about.id == Call.about_id, about.kind == kind, about.state == state)


def _raiser_is_asked(me: Any) -> ColumnElement[bool]:
    """Return whether the person raised the objection, and is asked whether a revision answers it."""
    return exists().where(
        Objection.id == Subject.id, Objection.person_id == me, Objection.asked_about.is_not(None)
    )  # fmt: skip


_LEADERS = (*OFFICES, "council-chair")


def _led(me: Any) -> ColumnElement[bool]:
    """Return whether a call is closed, and the person has a role by which it may be theirs to lead."""
    places = placed(me, _LEADERS, Subject.group_id, Call.about_id)
    return is_("call", "closed") & exists().where(Call.id == Subject.id, places.correlate(Call, Subject))


def _led_objection(me: Any) -> ColumnElement[bool]:
    """Return whether an objection is not settled, and the person has a role by which its call may be theirs to lead."""
    call = aliased(Subject)
    places = placed(me, _LEADERS, call.group_id, Call.about_id).correlate(Call, call)
    mine = exists().where(Objection.id == Subject.id, Call.id == Objection.call_id, call.id == Call.id, places)
    return is_("objection", *UNSETTLED) & mine


def _closed(me: Any) -> ColumnElement[bool]:
    return leads(me, Subject.id) & ~passed_over()


def _call_closes() -> ScalarSelect[Any]:
    """Return when the call in which an objection was raised closes; nothing once it has."""
    call = aliased(Subject)
    of_call = select(call.due_at).join(Objection, Objection.call_id == call.id).where(call.state == "open")
    return of_call.where(Objection.id == Subject.id).correlate(Subject).scalar_subquery()


def _to_declare(me: Any) -> ColumnElement[bool]:
    return _closed(me) & heard() & _decides(me)


def _of_group(me: Any) -> ColumnElement[bool]:
    """Return whether a call that is closed, or reviewed, is one of the person's group, or they took part in it."""
    return is_("call", "closed", "review") & or_(member(me), _took_part(me))


def _lost(me: Any) -> ColumnElement[bool]:
    """Return whether an objection of the person in the call was overruled, not so long ago that no appeal is open."""
    ended = is_("call", "closed", "review", "consensus", "no-consensus")
    lost: ColumnElement[bool] = ended & _overruled(me) & (Subject.state_since >= appealable_since(clock.now))
    return lost


OF_CALLS: list[Waits] = [
    Waits("call", _l("Take a position"), "me", lambda me: is_("call", "open") & _owes_position(me)),
    Waits("objection", _l("Answer the objection"), "me",
          lambda me: (Subject.state == "raised") & goes_on() & leads(me, _call_of_objection()), "answer",
          only=_LEADERS, first=_led_objection, due=_call_closes(), due_word=_l("call closes")),
    Waits("maintained", _l("A revision does not answer it, says who raised it: deal with that"), "me",
          lambda me: waits_again() & goes_on() & _decides(me, _call_of_objection()), only=_LEADERS,
          first=_led_objection, due=_call_closes(), due_word=_l("call closes")),
    Waits("unanswered-objections", _l("It is closed: see that each objection is answered"), "me",
          lambda me: _closed(me) & _objected("raised"), page="#objections", only=_LEADERS, first=_led),
    Waits("estimate", _l("Publish an estimate, so that the group can react"), "me",
          lambda me: _to_declare(me) & _to_estimate() & ~_objected("raised") & ~_estimated(), "estimate",
          only=_LEADERS, first=_led),
    Waits("reacting", _l("The group reacts to the estimate; declare after that"), "others",
          lambda me: _to_declare(me) & _to_estimate() & ~_objected("raised") & _reacting(), only=_LEADERS,
          first=_led),
    Waits("react", _l("React to the estimate"), "me",
          lambda me: ~leads(me, Subject.id) & _reacting() & ~_reacted(me), "react", first=_of_group),
    Waits("declare", _l("Declare what the call found"), "me",
          lambda me: _to_declare(me)
          & or_(~_to_estimate(), ~_objected("raised") & _estimated() & ~_reacting()), "declare", only=_LEADERS,
          first=_led),
    Waits("unheard", _l("Nobody took a position: withdraw the call"), "me",
          lambda me: _closed(me) & _decides(me) & ~heard() & (Subject.topic != "council-last-call"), "withdraw",
          only=_LEADERS, first=_led),
    Waits("raiser", _l("Say whether the new revision answers your objection"), "me",
          lambda me: is_("objection", *UNSETTLED) & _raiser_is_asked(me) & goes_on()),
    Waits("objection-mine", _l("Waits for those who decide on your objection"), "others",
          lambda me: is_("objection", "raised", "answered") & (Subject.opened_by_id == me) & ~_raiser_is_asked(me)
          & goes_on()),
    Waits("overruled", _l("Attach a minority statement"), "soon",
          lambda _me: ~_about_published(), "dissent", first=_lost),
    Waits("appeal", _l("Or appeal what was declared"), "soon",
          lambda _me: Subject.state.in_(("consensus", "no-consensus")), page="#declared", first=_lost),
    Waits("review", _l("Look at the late revision"), "soon",
          lambda me: is_("call", "review") & _took_part(me)),
]  # fmt: skip
