"""The yearly report (Tunis Agenda, paragraph 71), counted from the entries of the record of one year, UTC.

It rests on entries, the changes of state that they made, and on what of a subject never changes: so a past year stays
as it was. Only what is redacted goes, and what an archive brings in later counts in the year in which it was done.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any

from igtf.core import clock
from igtf.core.errors import NotFound
from igtf.core.i18n import gettext as _
from igtf.core.workflow import WORKFLOWS
from igtf.figures import yearly
from igtf.figures.whole import PeopleShare
from igtf.people.balance import Balance, balance_of
from igtf.people.stakeholders import UNSTATED

LAST = 9998


@dataclass(frozen=True)
class ActCount:
    """How often an act was done in the year, and on how many subjects; ``kind`` is that of its entries."""

    kind: str
    acts: int
    subjects: int


@dataclass(frozen=True)
class BodyYear:
    """What a body was sent and did in a year. Median days are of what it acknowledged or answered in the year,
    from the sending; ``waiting`` and ``overdue`` (by the latest date proposed) are as of the year's end."""

    ref: str
    acronym: str
    sent: int
    acknowledged: int
    in_process: int
    answered: int
    answers: dict[str, int]
    closed: int
    no_answer: int
    to_acknowledge: float | None
    to_answer: float | None
    waiting: int
    overdue: int


@dataclass(frozen=True)
class YearReport:
    """The report of a year, from ``begins`` to before ``until``; ``running``: the year is not over.

    ``standing``: issues by the state in which they stood at the end. ``results``: of the issues resolved, the last of
    each that was reopened and resolved again.
    ``asks``: answers to asks of recommendations by status. ``ballots``: purpose → opened, passed, failed, recalled.
    ``points``: of bodies' letters, how many were asked, first answered, and open at the end.
    ``recommendations`` are (number, title, state): those published in the year, as they stood at the end.
    ``people`` and ``acted`` are (stakeholder group, region, country, number).
    """

    year: int
    begins: datetime
    until: datetime
    running: bool
    acts: list[ActCount]
    standing: dict[str, int]
    results: dict[str, int]
    recommendations: list[tuple[str, str, str]]
    asks: dict[str, int]
    bodies: list[BodyYear]
    points: dict[str, int]
    ballots: dict[str, dict[str, int]]
    persons: int
    newcomers: int
    people: list[PeopleShare]
    acted: list[PeopleShare]

    @property
    def balance(self) -> Balance:
        """People by stakeholder group and region."""
        return balance_of(self.people)

    @property
    def balance_of_acts(self) -> Balance:
        """Acts by stakeholder group and region."""
        return balance_of(self.acted)

    def act(self, kind: str) -> ActCount:
        """Return how often an act was done: never, where nothing is recorded."""
        return next((act for act in self.acts if act.kind == kind), ActCount(kind, 0, 0))

    def of(self, kind: str) -> list[ActCount]:
        """Return the acts on subjects of a kind, in the order of its table, then those of no table."""
        moves = list(WORKFLOWS[kind].move_by_name) if kind in WORKFLOWS else []
        own = [act for act in self.acts if act.kind.partition(".")[0] == kind]
        order = {f"{kind}.{name}": place for place, name in enumerate(moves)}
        return sorted(own, key=lambda act: (order.get(act.kind, len(order)), act.kind))

    @property
    def kinds(self) -> list[str]:
        """What was acted on: the kinds of subject in the order of the procedure, then what is no subject."""
        seen = {act.kind.partition(".")[0] for act in self.acts}
        return [*(kind for kind in WORKFLOWS if kind in seen), *sorted(seen - set(WORKFLOWS))]

    @property
    def open_issues(self) -> int:
        """How many issues were not closed at the end."""
        states = WORKFLOWS["issue"].state_by_name
        return sum(number for name, number in self.standing.items() if states[name].phase != "closed")


def bounds(year: int) -> tuple[datetime, datetime]:
    """Return the first moment of a year and that of the next, UTC. NotFound for what is no year."""
    if not 1 <= year <= LAST:
        raise NotFound(_("There is no such year."))
    return datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC)


def report_of(year: int) -> YearReport:
    """Return the report of a year; of the year that runs, up to now. NotFound when it has not begun yet."""
    begins, until = bounds(year)
    now = clock.now()
    if begins > now:
        raise NotFound(_("The year %(year)s is still to come; its report begins on its first day.", year=year))
    running = until > now
    until = min(until, now + timedelta(microseconds=1))
    span = (begins, until)
    who = yearly.people(*span)
    return YearReport(
        year, begins, until, running, [ActCount(*row) for row in yearly.acts(*span)], _standing(until),
        _said(yearly.last_payloads("issue.resolve", *span), "result"), yearly.published(*span),
        _said(yearly.payloads("recommendation.ask-status", *span), "status"), _bodies(*span), yearly.points(*span),
        _ballots(*span),
        who.persons, who.newcomers,
        *([PeopleShare(*key, n) for key, n in rows.items()] for rows in (who.people, who.acts)),
    )  # fmt: skip


def _said(payloads: Iterable[dict[str, Any] | None], name: str) -> dict[str, int]:
    """Return how often each value was given; what was redacted is counted as such."""
    return dict(sorted(Counter(data[name] if data else "redacted" for data in payloads).items()))


def _standing(until: datetime) -> dict[str, int]:
    """Return the states in which issues stood, in the order of their table."""
    found = yearly.standing("issue", until)
    return {state.name: found[state.name] for state in WORKFLOWS["issue"].states if state.name in found}


def _bodies(begins: datetime, until: datetime) -> list[BodyYear]:
    """Return what each body was sent and did, by acronym; those with nothing to tell are left out."""
    released, days, said = yearly.released(until), yearly.days_asked(), yearly.asks_said(until)
    rows = [
        yearly.SentStatement.of(history, days.get(number, {}), said.get(number, {}), released)
        for history in yearly.statements(until) for number in [history[0].subject_id]
    ]  # fmt: skip
    names = sorted({(row.acronym, row.ref) for row in rows if row.concerns(begins)})
    return [_body(ref, acronym, [row for row in rows if row.ref == ref], begins, until) for acronym, ref in names]


def _body(ref: str, acronym: str, rows: list[yearly.SentStatement], begins: datetime, until: datetime) -> BodyYear:
    def within(name: str) -> list[yearly.SentStatement]:
        return [row for row in rows if getattr(row, name) and getattr(row, name) >= begins]

    def days_to(name: str) -> float | None:
        taken = [(getattr(row, name) - row.sent) / timedelta(days=1) for row in within(name) if row.sent]
        return round(median(taken), 1) if taken else None

    answers = Counter(status for row in rows for at, status in row.answers if at >= begins)
    waiting = [row for row in rows if row.waiting]
    closed = within("closed")
    return BodyYear(
        ref, acronym, len(within("sent")), len(within("acknowledged")), len(within("in_process")),
        len(within("completed")), dict(sorted(answers.items())), len(closed),
        sum(row.result == "no answer" for row in closed), days_to("acknowledged"), days_to("answered"), len(waiting),
        sum(row.due is not None and row.due < until for row in waiting),
    )  # fmt: skip


def _ballots(begins: datetime, until: datetime) -> dict[str, dict[str, int]]:
    """Return for each purpose how many ballots were opened, and how they ended."""
    found: dict[str, Counter[str]] = {}
    for purpose, kind, data in yearly.ballots(begins, until):
        end = kind.partition(".")[2]
        if "passes" in (data or {}):
            end = "passed" if data["passes"] else "failed"
        found.setdefault(purpose, Counter())[{"open": "opened", "recall": "recalled"}.get(end, end)] += 1
    ends = ("opened", "passed", "failed", "recalled")
    return {purpose: {end: counts[end] for end in ends} for purpose, counts in sorted(found.items())}


def plain(report: YearReport) -> dict[str, Any]:
    """Return the report as data."""
    data = asdict(report)
    data["begins"], data["until"] = report.begins.isoformat(), report.until.isoformat()
    data["acts"] = {act.kind: {"acts": act.acts, "subjects": act.subjects} for act in report.acts}
    data["recommendations"] = {ref: {"title": title, "state": state} for ref, title, state in report.recommendations}
    data["bodies"] = {body.ref: {k: v for k, v in asdict(body).items() if k != "ref"} for body in report.bodies}
    for name in ("people", "acted"):
        data[name] = dict(_by_footing(getattr(report, name)))
    return data


def _by_footing(shares: Iterable[PeopleShare]) -> Counter[str]:
    """Return the numbers by stakeholder group, region and country, as one word.

    Nothing is stated by the hat of an office, nor without a hat.
    """
    found = Counter[str]()
    for share in shares:
        footing = (share.counts_as or UNSTATED, share.region or "none", share.country)
        found["|".join(filter(None, footing))] += share.people
    return found


PATH = ("part", "what", "which", "detail")
"""The columns of CSV before the value."""


def flat(data: dict[str, Any], before: tuple[str, ...] = ()) -> Iterable[tuple[Any, ...]]:
    """Yield the report as rows for CSV: the places of PATH, then the value; shorter paths have empty places."""
    for name, value in data.items():
        if isinstance(value, dict):
            yield from flat(value, (*before, str(name)))
        else:
            path = (*before, str(name))
            yield (*path, *([""] * (len(PATH) - len(path))), value)
