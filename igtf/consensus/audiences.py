"""The audiences that calls and objections add."""

from collections.abc import Iterable

from sqlalchemy import select

from igtf.consensus.due import silent_people
from igtf.consensus.leading import leaders
from igtf.consensus.lookups import call_of
from igtf.consensus.models import Call, Minority, Objection, OptionChoice, Position
from igtf.core.db import session
from igtf.core.i18n import lazy_gettext as _l
from igtf.discussion.audiences import followers_of
from igtf.procedure.policy import RUNNING
from igtf.record.audiences import audience
from igtf.record.models import Event, Subject


def _call(subject: Subject) -> Call | None:
    if subject.kind == "call":
        return session.get(Call, subject.id)
    found: Objection | Minority | None = None
    if subject.kind == "objection":
        found = session.get(Objection, subject.id)
    elif subject.kind == "minority":
        found = session.get(Minority, subject.id)
    return call_of(found) if found else None


@audience(
    "position takers", _l("who took a position in the call"), _l("you took a position in the call"), affected=True
)
def _takers(subject: Subject, _event: Event | None) -> Iterable[int]:
    """Return who took part in a call; of a draft or group, in the calls about it that are not over."""
    call = _call(subject)
    going = select(Call.id).join(Subject, Subject.id == Call.id).where(
        Call.about_id == subject.id, Subject.state.in_(RUNNING)
    )  # fmt: skip
    asked = [call.id] if call else list(session.scalars(going))
    positions = session.scalars(select(Position.person_id).where(Position.call_id.in_(asked)))
    choices = session.scalars(select(OptionChoice.person_id).where(OptionChoice.call_id.in_(asked)))
    return {*positions, *choices}


@audience(
    "asked and silent",
    _l("whoever is asked and has not answered"),
    _l("you are asked and have not answered"),
)
def _silent(subject: Subject, _event: Event | None) -> Iterable[int]:
    return silent_people(subject.id)


@audience("call lead", _l("who leads the call"), _l("you lead the call"), ends_with="office")
def _leads(subject: Subject, _event: Event | None) -> Iterable[int]:
    call = _call(subject)
    return set(session.scalars(leaders(call.id))) if call else ()


def _about(subject: Subject) -> int | None:
    call = _call(subject)
    return call.about_id if call else None


followers_of(
    _about,
    "followers of what is asked about",
    _l("whoever follows what it asks about"),
    _l("you follow what it asks about"),
)


@audience("objection raiser", _l("who raised the objection"), _l("you raised the objection"), affected=True)
def _raiser(subject: Subject, _event: Event | None) -> Iterable[int]:
    return session.scalars(select(Objection.person_id).where(Objection.id == subject.id))
