"""What a ballot is for: its rule, and what its end does to what it decides on (procedure, section 6)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from igtf.core.db import session
from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.wording import in_turn
from igtf.core.workflow import WORKFLOWS, Reasoned
from igtf.council.alternate import lone_discuss
from igtf.council.events import DROP
from igtf.council.models import Ballot
from igtf.council.tally import RULE_OF, STOPPED
from igtf.council.words import CLEARED_MEANWHILE, STANDS
from igtf.groups.refusals import forget_requests
from igtf.groups.states import GROUP
from igtf.groups.words import NAME_OTHERS
from igtf.issues import two_step
from igtf.issues.queries import pending_two_step
from igtf.procedure.commands import unfit
from igtf.record.by import By
from igtf.record.events import record
from igtf.record.models import Subject
from igtf.record.subjects import touch

Effect = Callable[[Subject, Text, By], Text]
"""Takes the subject decided on, the result in a sentence, and the clock's act; returns what followed."""


@dataclass(frozen=True)
class Purpose:
    """A purpose of a ballot; its rule is the one that ``tally.RULE_OF`` names.

    ``of_clearing_house``: it decides what the clearing house was asked to do in two steps; objections opened it, so
    its opener may not recall it or close it early: an objector who recalled it would have decided alone.
    ``of_a_group``: it decides on a group, whose way to the council passes no draft.
    ``opened_by_asking``: it opened because enough people asked, so the last of them leads nothing either.
    ``led_by_opener``: nobody is responsible for what it decides on, so who put it to the ballot leads it.
    """

    name: str
    label: Text
    passed: Effect
    failed: Effect
    recalled: Effect
    of_clearing_house: bool = False
    of_a_group: bool = False
    opened_by_asking: bool = False
    led_by_opener: bool = False

    @property
    def rule(self) -> str:
        return RULE_OF[self.name]


def _load(subject: Subject) -> Any:
    return WORKFLOWS[subject.kind].load(None, subject.ref)


def moved(subject: Subject, name: str, by: By, **given: Any) -> Text:
    """Perform a move of the subject, unless its state has changed so that nothing can follow; return what follows."""
    workflow = WORKFLOWS[subject.kind]
    move = workflow.move_by_name[name]
    if not workflow.possible(move, subject.state):
        return _l("Its state has changed meanwhile; nothing follows.")
    thing = _load(subject)
    workflow.commands[name](thing, by=by, **given)
    return workflow.worded(move, by, thing).then


def _first(subject: Subject, names: tuple[str, ...], by: By, **given: Any) -> Text:
    """Perform the first of the moves that its state allows; the last one says why when none does."""
    workflow = WORKFLOWS[subject.kind]
    fit = (name for name in names if workflow.possible(workflow.move_by_name[name], subject.state))
    return moved(subject, next(fit, names[-1]), by, **given)


def _charter(subject: Subject, _why: Text, by: By) -> Text:
    fit = GROUP.move_by_name["charter"].policy(GROUP.facts(by, _load(subject)))
    if not fit and GROUP.possible(GROUP.move_by_name["charter"], subject.state):
        said = _l("The ballot passed, but not all who were named as chairs may take office still.")
        _no_charter(subject, in_turn([said, fit.reason]), by)
        return NAME_OTHERS
    return _first(subject, ("charter", "recharter"), by)


def _no_charter(subject: Subject, why: Text, by: By) -> Text:
    return moved(subject, "charter-fails", by, reason=why, ballot=newest_ballot(subject.id))


def _ask_anew(subject: Subject, why: Text, by: By) -> Text:
    forget_requests(subject.id)
    return stays(subject, why, by)


def _returned(subject: Subject, why: Text, by: By) -> Text:
    return moved(subject, "return", by, reason=why, ballot=newest_ballot(subject.id))


def _ballot_recalled(subject: Subject, why: Text, by: By) -> Text:
    return moved(subject, "ballot-recalled", by, reason=why)


def stays(subject: Subject, _why: Text, by: By) -> Text:
    """Leave the subject of a ballot as it is, and say so."""
    touch(subject.id, by.at)
    return _l("It stays where it was.")


WITHDRAWN = _l("The proposal was withdrawn meanwhile; nothing follows.")


def _carry_out(subject: Subject, why: Text, by: By) -> Text:
    proposal = pending_two_step(subject.id)
    if proposal is None:
        return WITHDRAWN
    if not WORKFLOWS["issue"].possible(WORKFLOWS["issue"].move_by_name[proposal.move], subject.state):
        return _drop(subject, why, by)
    return moved(subject, proposal.move, by)


def _drop(subject: Subject, why: Text, by: By) -> Text:
    if pending_two_step(subject.id) is None:
        return WITHDRAWN
    two_step.end(_load(subject), "dropped", by)
    record(by, subject, DROP, Reasoned(why))
    return in_turn([stays(subject, why, by), _l("The proposal is dropped.")])


def _adopt(subject: Subject, _why: Text, by: By) -> Text:
    wrong = unfit(_load(subject))
    if wrong:
        said = _l("The ballot passed, but the numbers in force have changed since it opened.")
        return moved(subject, "reject", by, reason=in_turn([said, *wrong]))
    return moved(subject, "adopt", by)


def _stop(subject: Subject) -> str:
    """Return which position stops the ballot that an alternate one is about."""
    return STOPPED[session.get_one(Ballot, subject.id).rule]


def _set_aside(subject: Subject, why: Text, by: By) -> Text:
    if lone_discuss(subject.id) is None:
        return in_turn([CLEARED_MEANWHILE[_stop(subject)], _l("Nothing follows.")])
    return moved(subject, "set-aside", by, reason=why)


def _discuss_stands(subject: Subject, _why: Text, by: By) -> Text:
    touch(subject.id, by.at)
    return STANDS[_stop(subject)]


def _put_back(subject: Subject, why: Text, by: By) -> Text:
    session.get_one(Ballot, subject.id).lone_seat = None  # the chair may put it to an alternate ballot again
    return _discuss_stands(subject, why, by)


PURPOSES: dict[str, Purpose] = {
    purpose.name: purpose
    for purpose in (
        Purpose(
            "recommendation",
            _l("Recommendation"),
            lambda subject, _why, by: moved(subject, "approve", by),
            _returned,
            _ballot_recalled,
        ),
        Purpose(
            "charter",
            _l("Charter"),
            _charter,
            _no_charter,
            _no_charter,
            of_a_group=True,
        ),
        Purpose(
            "establish",
            _l("Establishing a group"),
            _charter,
            _no_charter,
            _no_charter,
            of_a_group=True,
        ),
        Purpose(
            "bof-after-refusal",
            _l("BoF after a refusal"),
            lambda subject, why, by: moved(subject, "approve-after-refusal", by, reason=why),
            stays,
            _ask_anew,
            of_a_group=True,
            opened_by_asking=True,
        ),
        Purpose(
            "procedure",
            _l("Change of the procedure"),
            _adopt,
            lambda subject, why, by: moved(subject, "reject", by, reason=why),
            _ballot_recalled,
        ),
        Purpose("two-step", _l("Decision in two steps"), _carry_out, _drop, _drop, of_clearing_house=True),
        Purpose("alternate", _l("Alternate ballot"), _set_aside, _discuss_stands, _put_back),
        Purpose(
            "appeal",
            _l("Appeal"),
            lambda subject, why, by: moved(subject, "uphold", by, reason=why),
            lambda subject, why, by: moved(subject, "deny", by, reason=why),
            stays,
            led_by_opener=True,
        ),
    )
}  # fmt: skip
"""Name → purpose. A folder above adds its own here, with its rule in ``tally.RULE_OF``: ``PURPOSES["appeal"] = …``."""


def newest_ballot(subject_id: int) -> str:
    """Return the number of the last ballot on a subject; NoResultFound when there was none."""
    on_it = select(Subject.ref).join(Ballot, Ballot.id == Subject.id).where(Ballot.decides_on_id == subject_id)
    return session.scalars(on_it.order_by(Ballot.id.desc()).limit(1)).one()
