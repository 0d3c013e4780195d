"""The totals of a year, counted from the entries of the record alone, and read from what the pages show."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select

from igtf.core.clock import now
from igtf.core.db import session
from igtf.core.workflow import WORKFLOWS
from igtf.issues.states import AT_CLEARING_HOUSE
from igtf.record.kinds import in_words
from igtf.record.models import Event, Payload, Subject


@dataclass
class Totals:
    """What happened: acts by kind, where each subject stands, and what each body was sent and answered."""

    acts: Counter[str] = field(default_factory=Counter)
    states: dict[tuple[str, str], str] = field(default_factory=dict)
    sent: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    answered: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    asks: dict[tuple[str, int], str] = field(default_factory=dict)
    promised: dict[str, dict[int, str]] = field(default_factory=lambda: defaultdict(dict))
    """By statement and ask the day that its latest answer promised."""
    body_of: dict[str, str] = field(default_factory=dict)
    referred_by: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    drafted: Counter[str] = field(default_factory=Counter)
    """By issue how many statements about it are agreed on, or follow from an answer that passed it on, and not sent."""

    def by_state(self, kind: str) -> dict[str, int]:
        """Return how many subjects of a kind stand in each state."""
        return dict(Counter(state for (of, _ref), state in self.states.items() if of == kind))

    def by_answer(self) -> dict[str, int]:
        """Return how many asks have each answer as their latest."""
        return dict(Counter(self.asks.values()))

    def issues(self, act: str) -> int:
        """Return how often the move of issues was made."""
        return self.acts[f"issue.{act}"]


def _entries() -> Iterator[Any]:
    session.rollback()
    return iter(
        session.execute(
            select(Event.kind, Subject.kind.label("of"), Subject.ref, Payload.data)
            .outerjoin(Subject, Subject.id == Event.subject_id)
            .outerjoin(Payload, Payload.event_id == Event.id)
            .order_by(Event.id)
        ).all()
    )


def _target(row: Any) -> str | None:
    """Return the one state to which the move of an entry leads."""
    workflow = WORKFLOWS.get(row.of or "")
    move = workflow.move_by_name.get(row.kind.partition(".")[2]) if workflow else None
    return move.target if move and isinstance(move.target, str) else None


def from_events() -> Totals:
    """Count from the entries of the record, in their order; no table of subjects, issues or statements is asked."""
    found = Totals()
    for row in _entries():
        found.acts[row.kind] += 1
        target = _target(row)
        if target:
            found.states[row.of, row.ref] = target
        if row.kind == "statement.draft":
            found.body_of[row.ref] = row.data["body"]
        elif row.kind == "statement.send":
            found.sent[found.body_of[row.ref]].add(row.ref)
        elif row.kind == "statement.answer":
            found.states["statement", row.ref] = "partly-answered" if row.data.get("left") else "answered"
            found.answered[found.body_of[row.ref]].add(row.ref)
            found.asks |= {(row.ref, ask["ask"]): ask["status"] for ask in row.data["answers"]}
            _promised(found.promised[row.ref], row.data)
        elif row.kind == "issue.refer":
            found.referred_by[row.ref].add(row.data["text"].rpartition("LS-")[2])
            found.drafted[row.ref] -= 1
        elif row.kind == "issue.agree-referral" or (
            row.kind == "issue.body-answered" and " Passed on (" in in_words(row.data["said"])
        ):
            found.drafted[row.ref] += 1
    return found


def _promised(days: dict[int, str], data: dict[str, Any]) -> None:
    for ask, said in zip(data["answers"], data["said"], strict=True):
        days.pop(ask["ask"], None)
        if ask["status"] == "promised":
            days[ask["ask"]] = re.findall(r"'day': '(\d{4}-\d\d-\d\d)", str(said))[0]


def _over(found: Totals, ref: str, state: str) -> bool:
    """Return whether nothing more is waited for of a statement: it is closed, or answered and no promise is to come."""
    first = min(found.promised[ref].values(), default="")
    return state == "closed" or (state == "answered" and first < f"{now():%Y-%m-%d}")


def waiting(found: Totals) -> set[str]:
    """Return the numbers of the issues that wait for the clearing house, by the entries alone."""
    over = {ref for (kind, ref), state in found.states.items() if kind == "statement" and _over(found, ref, state)}
    return {
        ref
        for (kind, ref), state in found.states.items()
        if kind == "issue"
        and state in AT_CLEARING_HOUSE
        and (state != "referred" or (found.referred_by[ref] <= over and found.drafted[ref] < 1))
    }


def shown_states(client: FlaskClient, collection: str) -> dict[str, int]:
    """Return the numbers that the page of statistics shows for the states of a collection."""
    page = client.get("/statistics").text
    link = rf'href="/{collection}/\?state=([a-z-]+)"[^>]*>(?:<span[^>]*>[^<]*</span>)?[^<]*</a>'
    cells = re.findall(link + r"\s*</td>\s*<td[^>]*>([\d ,]+)</td>", page)
    return {state: int(re.sub(r"\D", "", number)) for state, number in cells}


def shown_of_body(client: FlaskClient, slug: str) -> dict[str, int]:
    """Return the numbers that the page of a body shows: what was sent, and answered."""
    page = unescape(client.get(f"/bodies/{slug}").text)
    return {label: int(number) for label, number in re.findall(r"<dt>(Sent|Answered)</dt><dd>(\d+)</dd>", page)}
