"""The numbers of the procedure (section 15), in one versioned table that pages, code and tests read.

``TABLE`` says what each is; ``values.VALUES`` is the first version. The later ones are rows that say which numbers
differ from the version before: the council decides on each by a ballot. A subject keeps the version in which it was
opened, and every deadline and threshold of it comes from there: ``period("ballot_days", subject)``. Without a
subject it is the version in force, which is what a subject that is about to be opened runs under.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from math import inf
from time import monotonic
from weakref import WeakKeyDictionary

from flask import has_app_context
from sqlalchemy import Engine, func, select

from igtf.core.database.prepared import prepared
from igtf.core.db import Listing, database, fetch, in_transaction, session, source
from igtf.core.forms import LONGEST_OPEN
from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.text.plaintext import plain_figures
from igtf.record.models import ProcedureVersion, Subject
from igtf.record.values import FIRST, LARGEST_PART, VALUES, exactly, unfit

_NUMBER = re.compile(r"[0-9]{1,6}(?:[.,][0-9]{1,6}|/[1-9][0-9]?)?")


@dataclass(frozen=True)
class ProcedureNumber:
    """One number: its unit, what it is for, and within which bounds it may be changed.

    Its value in the first version is in ``values.VALUES``. A share is more than 0 and 1 at most; every other number is
    whole.
    """

    name: str
    unit: Text
    meaning: Text
    least: float = 1
    most: float = 1_000

    @property
    def words(self) -> str:
        """What it is, in one line: a ballot runs (days)."""
        return f"{self.meaning} ({self.unit})"

    @property
    def is_share(self) -> bool:
        """Whether it is a share of a whole."""
        return self.unit is _SHARE

    def read(self, said: str) -> float:
        """Return the value that ``said`` gives; ValueError with the sentence why it cannot be one."""
        ours = plain_figures(said)
        if not _NUMBER.fullmatch(ours):
            raise ValueError(_("“%(said)s” is no number.", said=said[:40]))
        value = Fraction(ours.replace(",", ".")).limit_denominator(LARGEST_PART)
        if self.is_share:
            if not 0 < value <= 1:
                raise ValueError(_("A share is more than 0 and at most 1, such as 2/3."))
        elif value.denominator != 1 or not self.least <= value <= self.most:
            raise ValueError(
                _("Give a whole number from %(least)d to %(most)d.", least=self.least, most=self.most)
            )  # fmt: skip
        return float(value)

    def said(self, value: float) -> str:
        """Return a value as people write it: 21, or 2/3."""
        return str(exactly(value)) if self.is_share else str(int(value))


_DAYS, _PEOPLE, _SHARE = _l("days"), _l("people"), _l("share")
_OPEN = LONGEST_OPEN.days
"""What is open for at least so long cannot have to be open for longer than anything is."""

TABLE = (
    ProcedureNumber("two_step_days", _DAYS, _l("a two-step decision of the clearing house waits")),
    ProcedureNumber("two_step_stoppers", _PEOPLE, _l("of different stakeholder groups stop a two-step decision"), 1, 5),
    ProcedureNumber("lapse_days", _DAYS, _l("an issue that needs information lapses without an answer")),
    ProcedureNumber("contest_days", _DAYS, _l("a resolution can be contested")),
    ProcedureNumber("chair_notice_days", _DAYS, _l("notice before a chair is appointed")),
    ProcedureNumber("late_revision_days", _DAYS, _l("position holders review a revision made after the close")),
    ProcedureNumber("call_days", _DAYS, _l("a group last call or a call for adoption, at least"), most=_OPEN),
    ProcedureNumber(
        "call_reminder_days", _DAYS, _l("before the end of a call, members who have not answered are reminded")
    ),
    ProcedureNumber("consultation_days", _DAYS, _l("a consultation is open for replies, at least"), most=_OPEN),
    ProcedureNumber(
        "consultation_reminder_days", _DAYS, _l("before the end of a consultation, who was asked is reminded")
    ),
    ProcedureNumber("estimate_days", _DAYS, _l("the group reacts to an estimate, where there were objections")),
    ProcedureNumber("council_last_call_days", _DAYS, _l("a council last call on a group draft, at least"), most=_OPEN),
    ProcedureNumber(
        "council_last_call_individual_days", _DAYS, _l("a council last call on an individual draft"), most=_OPEN
    ),
    ProcedureNumber("internal_review_days", _DAYS, _l("internal review of a charter, at least")),
    ProcedureNumber("external_review_days", _DAYS, _l("external review of a charter, at least")),
    ProcedureNumber("bof_people", _PEOPLE, _l("support a proposed group before a BoF")),
    ProcedureNumber("bof_groups", _l("stakeholder groups"), _l("among the supporters of a proposed group"), 1, 5),
    ProcedureNumber("bof_regions", _l("regions"), _l("among the supporters of a proposed group"), 1, 5),
    ProcedureNumber("bof_writers", _PEOPLE, _l("of the supporters of a proposed group would write")),
    ProcedureNumber("bofs", _l("BoFs"), _l("of one proposal, at most")),
    ProcedureNumber("refusal_people", _PEOPLE, _l("ask the council for a BoF after a refusal")),
    ProcedureNumber("quiet_days", _DAYS, _l("without a revision, and a group's draft shows on its chairs' desk")),
    ProcedureNumber("answer_comment_days", _DAYS, _l("without an answer, and a comment shows on the chairs' desk")),
    ProcedureNumber("expiry_days", _DAYS, _l("a draft expires without a revision")),
    ProcedureNumber("expiry_first_warning_days", _DAYS, _l("before a draft expires its authors are warned")),
    ProcedureNumber("expiry_last_warning_days", _DAYS, _l("before a draft expires its authors are warned again")),
    ProcedureNumber("triage_days", _DAYS, _l("target for triage and for a responsible member")),
    ProcedureNumber("ballot_days", _DAYS, _l("a ballot runs")),
    ProcedureNumber(
        "ballot_reminder_days", _DAYS, _l("before the end of a ballot, members without a position are reminded")
    ),
    ProcedureNumber("deferral_days", _DAYS, _l("a deferral adds, once")),
    ProcedureNumber("early_close_days", _DAYS, _l("before a ballot may close early")),
    ProcedureNumber("inherited_discuss_days", _DAYS, _l("to re-assert an inherited Discuss or Block")),
    ProcedureNumber("lone_discuss_days", _DAYS, _l("before a lone Discuss or Block may go to the alternate ballot")),
    ProcedureNumber("publication_days", _DAYS, _l("publication waits for appeals")),
    ProcedureNumber("base_share", _SHARE, _l("of the base that must take Yes or No objection")),
    ProcedureNumber("group_share", _SHARE, _l("of each stakeholder group in the base")),
    ProcedureNumber("base_groups", _l("stakeholder groups"), _l("in the base of a ballot, at least"), 1, 5),
    ProcedureNumber("half_share", _SHARE, _l("of the base, where a ballot asks for less than on a recommendation")),
    ProcedureNumber("alternate_noes", _SHARE, _l("of the base that may say No in an alternate ballot, at most")),
    ProcedureNumber("panel_share", _SHARE, _l("of a panel that must say Yes to the recall of a member")),
    ProcedureNumber("procedure_call_days", _DAYS, _l("a call on a change of the procedure, at least"), most=_OPEN),
    ProcedureNumber("procedure_people", _PEOPLE, _l("support a change of the procedure, and it is called")),
    ProcedureNumber("answer_days", _DAYS, _l("a liaison statement waits for an answer, if no date is set")),
    ProcedureNumber("least_answer_days", _DAYS, _l("after publication a body is asked to answer, at the earliest")),
    ProcedureNumber("reminder_days", _DAYS, _l("between reminders, while an overdue answer is missing")),
    ProcedureNumber("hand_reminder_days", _DAYS, _l("between a reminder and another by the secretariat")),
    ProcedureNumber("no_answer_days", _DAYS, _l("overdue before a statement may be closed as no answer")),
    ProcedureNumber("link_days", _DAYS, _l("a link by which a contact answers a statement works")),
    ProcedureNumber("contact_days", _DAYS, _l("after which a contact of a body has to be confirmed again")),
    ProcedureNumber("contact_notice_days", _DAYS, _l("before that a contact is asked, and again after as long")),
    ProcedureNumber("participation_floor", _PEOPLE, _l("of a stakeholder group before it gets a consensus score")),
    ProcedureNumber("document_days", _DAYS, _l("before a meeting its documents are due")),
    ProcedureNumber("decision_days", _DAYS, _l("a decision of a meeting is open to objection")),
    ProcedureNumber("meeting_reminder_days", _DAYS, _l("before a meeting its members are reminded, once")),
    ProcedureNumber("early_minutes", _l("minutes"), _l("before its time a meeting may be opened, at most")),
    ProcedureNumber("close_hours", _l("hours"), _l("after its end a meeting is closed that was left open")),
    ProcedureNumber("night_from", _l("o'clock"), _l("the night of the planner of meetings begins"), 12, 23),
    ProcedureNumber("night_until", _l("o'clock"), _l("the night of the planner of meetings ends"), 0, 11),
    ProcedureNumber("term_years", _l("years"), _l("of a seat of the council"), 1, 10),
    ProcedureNumber("nomination_days", _DAYS, _l("nominations for the council are open, at least")),
    ProcedureNumber("nominee_support", _PEOPLE, _l("of the same stakeholder group put a nominee forward")),
    ProcedureNumber("selection_objection_days", _DAYS, _l("to object to who was chosen for the council")),
    ProcedureNumber("appeal_months", _l("months"), _l("a decision can be appealed")),
    ProcedureNumber("appeal_acknowledge_days", _DAYS, _l("an appeal is acknowledged, at the latest")),
    ProcedureNumber("appeal_decide_days", _DAYS, _l("after that an appeal is decided, at the latest")),
    ProcedureNumber("appeal_next_days", _DAYS, _l("after a decision the appellant may go to the next rung")),
    ProcedureNumber("appeal_hold_days", _DAYS, _l("publication and sending wait for an appeal, at most")),
    ProcedureNumber("appeal_panel", _PEOPLE, _l("drawn by lot sit on a panel that decides on an appeal")),
    ProcedureNumber("appeal_moderators", _l("moderators"), _l("who are not involved decide on an appeal together")),
    ProcedureNumber("interim_days", _DAYS, _l("an interim council sits, at most")),
    ProcedureNumber(
        "former_hat_months", _l("months"), _l("a hat that was laid down counts where its wearer stands aside"), 1, 60
    ),
    ProcedureNumber("per_affiliation", _PEOPLE, _l("of one affiliation on the council, at most")),
    ProcedureNumber("chair_days", _DAYS, _l("a chair of the council is elected for")),
    ProcedureNumber("chair_nomination_days", _DAYS, _l("nominations for the chair of the council are open")),
    ProcedureNumber("chair_vote_days", _DAYS, _l("the vote on the chair of the council is open")),
    ProcedureNumber("chair_ahead_days", _DAYS, _l("before a chair's term ends the next election is called")),
    ProcedureNumber("recall_signatures", _PEOPLE, _l("sign a petition for the recall of a member")),
    ProcedureNumber("recall_per_affiliation", _PEOPLE, _l("of one affiliation count in a petition, at most")),
    ProcedureNumber("recall_petition_days", _DAYS, _l("a petition for recall is open for signatures")),
    ProcedureNumber("recall_panel", _PEOPLE, _l("drawn by lot decide on a recall")),
    ProcedureNumber("recall_volunteer_days", _DAYS, _l("people volunteer for the panel on a recall, at least")),
    ProcedureNumber("pause_days", _DAYS, _l("a moderator pauses the posting of somebody, at most")),
    ProcedureNumber(
        "pause_appeal_acknowledge_days",
        _DAYS,
        _l("an appeal against a pause that runs is acknowledged, at the latest"),
        1,
        30,
    ),
    ProcedureNumber(
        "pause_appeal_decide_days", _DAYS, _l("after that such an appeal is decided, at the latest"), 1, 30
    ),
    ProcedureNumber("pause_appeal_share", _SHARE, _l("of what is left of a pause for each of these, at most")),
    ProcedureNumber("per_region", _PEOPLE, _l("of one region in a stakeholder group's seats at large, at most")),
)

BY_NAME = {number.name: number for number in TABLE}


def misfits(values: Mapping[str, float]) -> list[Text]:
    """Return a sentence for each pair of numbers that do not go together; empty when they all do."""
    return [
        _l("“%(one)s” has to be less than “%(other)s”.", one=BY_NAME[one].meaning, other=BY_NAME[other].meaning)
        for one, other in unfit(values)
    ]  # fmt: skip


Versions = tuple[frozenset[tuple[str, float]], ...]
"""The numbers of versions."""

_READ: WeakKeyDictionary[Engine, dict[int, dict[str, float]]] = WeakKeyDictionary()
"""The later versions that this process has read: none of them ever changes."""


_NEWEST: WeakKeyDictionary[Engine, tuple[float, int]] = WeakKeyDictionary()
"""When this process last asked which version is in force, and which it was."""

FRESH = 5
"""Seconds for which a reader takes that for granted; whoever writes asks the database."""


def in_force() -> int:
    """Return the number of the version in force; a query where something is written, else at most one in 5 seconds."""
    asked, version = _NEWEST.get(source(), (-inf, FIRST))
    reads = not in_transaction()
    if reads and monotonic() - asked < FRESH:
        return version
    version = int(fetch(_newest()).scalar_one())
    if reads:
        _NEWEST[source()] = monotonic(), version
    return version


@prepared
def _newest() -> Listing:
    return select(func.coalesce(func.max(ProcedureVersion.number), FIRST))


def forget() -> None:
    """Let readers of this process ask again which versions there are: another one begins."""
    _NEWEST.clear()
    _READ.clear()


def later_versions() -> Versions:
    """Return the numbers of all versions after the first one: what a query says that is written for all of them."""
    return tuple(frozenset(values.items()) for version, values in _all().items() if version != FIRST)


def values_of(version: int) -> Mapping[str, float]:
    """Return all numbers of a version by name; KeyError when there is no such version."""
    if version == FIRST:
        return VALUES
    read = _READ.setdefault(database().engine, {})
    if version in read:
        return read[version]
    found = {row.number: row.values for row in versions()}
    if not in_transaction():  # what is being written now may not last
        read.update(found)
    return found[version]


@dataclass(frozen=True)
class Version:
    """A version: since when it is in force (None: from the beginning), what it changed, and all its numbers.

    ``change_id`` and ``ballot_id`` are the subjects of the proposal and of the ballot that decided it; None: an appeal.
    """

    number: int
    since: datetime | None
    changes: Mapping[str, float]
    values: dict[str, float]
    change_id: int | None = None
    ballot_id: int | None = None


def versions() -> list[Version]:
    """Return all versions, oldest first; one query."""
    found = [Version(FIRST, None, {}, dict(VALUES))]
    for row in session.scalars(select(ProcedureVersion).order_by(ProcedureVersion.number)):
        changed = {name: float(value) for name, value in row.changes.items() if name in BY_NAME}
        values = found[-1].values | changed
        found.append(Version(row.number, row.since, changed, values, row.change_id, row.ballot_id))
    return found


def number(name: str, subject: Subject | None = None) -> float:
    """Return a number of the version that ``subject`` runs under (None: the one in force); KeyError for no such."""
    if subject is not None:
        return values_of(subject.procedure)[name]
    return values_of(in_force() if has_app_context() else FIRST)[name]


def whole_number(name: str, subject: Subject | None = None) -> int:
    """Return a number as a whole one, as ``number`` does."""
    return int(number(name, subject))


def period(name: str, subject: Subject | None = None) -> timedelta:
    """Return a number of days as the time that they last, as ``number`` does."""
    return timedelta(days=whole_number(name, subject))


def share(name: str, subject: Subject | None = None) -> Fraction:
    """Return a share exactly, as ``number`` does: 2/3 is two thirds."""
    return exactly(number(name, subject))


def of_versions(name: str) -> dict[int, float]:
    """Return a number by version of the procedure."""
    return {version: numbers[name] for version, numbers in _all().items()}


def _all() -> dict[int, Mapping[str, float]]:
    return {version: values_of(version) for version in range(FIRST, in_force() + 1)}


class InForce(Mapping[str, float]):
    """The numbers in force by name, for what is about no subject."""

    def __getitem__(self, name: str) -> float:
        return number(name)

    def __iter__(self) -> Iterator[str]:
        return iter(VALUES)

    def __len__(self) -> int:
        return len(VALUES)


NUMBERS = InForce()
