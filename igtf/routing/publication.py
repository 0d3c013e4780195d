"""Publishing an approved draft: the recommendation, and one statement for each body it addresses (section 7)."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from sqlalchemy import exists, select

from igtf.consensus.letters import in_letter
from igtf.core.db import session
from igtf.core.text.markdown import DRAFT_LIMIT
from igtf.discussion.queries import related
from igtf.drafts.asks import around
from igtf.drafts.events import Published
from igtf.drafts.models import Ask, Draft, Recommendation
from igtf.drafts.recommending import make_recommendation
from igtf.drafts.states import DRAFT
from igtf.drafts.thread import thread
from igtf.record.by import By
from igtf.record.models import Relation, Subject
from igtf.record.moves import carries_out
from igtf.record.numbers import period
from igtf.record.references import render
from igtf.routing.models import Statement, StatementAsk
from igtf.routing.naming import bodies_named
from igtf.routing.over import is_unsent
from igtf.routing.releasing import release
from igtf.routing.statements import draft as draft_statement
from igtf.routing.statements import usual_day
from igtf.subject.relations import relations


@carries_out(DRAFT, "publish")
def publish(draft: Draft, *, by: By) -> Published:
    """Publish the draft as the next recommendation and draft a statement to each listed body that it addresses."""
    made = make_recommendation(draft, by=by)
    for earlier in _superseded(made.id):
        release(earlier, by=by)
    consensus = _decided(draft)
    minority = _dissent(made)
    addressed = _by_body(made.asks)
    for slug, asks in addressed.items():
        _draft_to(slug, asks, made, consensus=consensus, minority=minority, by=by)
    for slug, lapsed in _to_be_told(made.id).items():
        if slug not in addressed:
            _inform(slug, lapsed, made, by)
    return Published(made.subject.ref)


def _draft_to(slug: str, asks: Sequence[Ask], made: Recommendation, *, consensus: str, minority: str, by: By) -> None:
    days = [_answer_day(ask, by) for ask in asks]
    draft_statement(
        body=slug, purpose="action", subject=made.subject.title, by=by, deadline=max(days),
        **_text(_opening(made), made),
        asks=[{"text": _said(ask), "deadline": day} for ask, day in zip(asks, days, strict=True)],
        ask_ids=[ask.id for ask in asks], tied={"carries": [made.id]},
        consensus=consensus,
        minority=minority, why=f"R-{made.subject.ref}",
    )  # fmt: skip


def _inform(slug: str, lapsed: Collection[str], made: Recommendation, by: By) -> None:
    """Draft a statement to a body of which the recommendation asks nothing, and which others asked that lapsed."""
    names = ", ".join(f"R-{ref}" for ref in sorted(lapsed, key=int))
    draft_statement(
        body=slug, purpose="information", subject=made.subject.title, by=by,
        tied={"carries": [made.id]}, why=f"R-{made.subject.ref}",
        **_text(f"{_opening(made)} What {names} asked of you is no longer waited for.", made),
    )  # fmt: skip


def _text(opening: str, made: Recommendation) -> dict[str, str]:
    """Return the text of a letter and the same as HTML: its abstract passed the checks of a draft, and may be as long
    as one."""
    text = f"{opening}\n\n{made.abstract}"
    return {"text": text, "html": render(text, limit=DRAFT_LIMIT)}


def _superseded(recommendation_id: int) -> Mapping[int, str]:
    """Return the recommendations that one supersedes, by their ids, each with its number."""
    return {row.id: row.ref for row in around(relations(recommendation_id))["supersedes"]}


def _to_be_told(recommendation_id: int) -> dict[str, set[str]]:
    """Return the bodies, by their slugs, that know only what asked something of them before, with the numbers of that.

    They were sent what this recommendation supersedes; or what that did, and no letter says what took its place.
    """
    found: dict[str, set[str]] = {}
    for earlier, ref in _superseded(recommendation_id).items():
        reached, before = _sent_to(earlier), _to_be_told(earlier)
        known = {slug: numbers for slug, numbers in before.items() if slug not in reached}
        for slug, numbers in [*known.items(), *((slug, {ref}) for slug in _sent_to(earlier, asked=True))]:
            found.setdefault(slug, set()).update(numbers)
    return found


def _sent_to(recommendation_id: int, *, asked: bool = False) -> set[str]:
    """Return the bodies, by their slugs, that were sent a letter with a recommendation; ``asked``: with asks of it."""
    asks = exists().where(
        StatementAsk.statement_id == Statement.id, StatementAsk.ask_id == Ask.id,
        Ask.recommendation_id == recommendation_id,
    )  # fmt: skip
    query = (
        select(Subject.ref)
        .join(Statement, Statement.to_body_id == Subject.id)
        .join(Relation, Relation.subject_id == Statement.id)
        .where(Relation.target_id == recommendation_id, Relation.kind == "carries", Statement.sent_at.is_not(None),
               ~is_unsent(Statement.id))
    )  # fmt: skip
    return set(session.scalars(query.where(asks) if asked else query))


def _opening(made: Recommendation) -> str:
    """Return the first sentences of a letter: what is published, and which recommendations it updates or supersedes."""
    earlier = around(relations(made.id))
    said = [(earlier["supersedes"], "supersedes"), (earlier["updates"], "updates")]
    first = f"The council has published recommendation R-{made.subject.ref}, “{made.subject.title}”."
    return first + "".join(f" It {word} {', '.join(f'R-{row.ref}' for row in rows)}." for rows, word in said if rows)


def _said(ask: Ask) -> str:
    due = f" (by {ask.due:%Y-%m-%d})" if ask.due else ""
    shown = f" Done when: {ask.shown_by}" if ask.shown_by else ""
    return f"{ask.action}{due}{shown}"


def _answer_day(ask: Ask, by: By) -> date:
    """Return when an answer to an ask is wanted: in the usual time, or by the date asked for if that is earlier.

    A date that leaves too little time for approval, sending and answering is not taken.
    """
    usual, soonest = usual_day(by), (by.at + period("least_answer_days")).date()
    return min(usual, ask.due) if ask.due and ask.due >= soonest else usual


def _by_body(asks: Sequence[Ask]) -> Mapping[str, Sequence[Ask]]:
    """Return the asks of each listed body that the text names."""
    listed = bodies_named(ask.addressee for ask in asks if ask.addressee_slug)
    found: dict[str, list[Ask]] = {}
    for ask in asks:
        if ask.addressee in listed:
            found.setdefault(listed[ask.addressee], []).append(ask)
    return found


def _decided(draft: Draft) -> str:
    """Return how the council decided, by its ballots on the draft."""
    passed = [ballot.ref for ballot in related(draft.id, "decides-on", reverse=True) if ballot.state == "passed"]
    return f"Approved by the council in ballot {', '.join(passed)}." if passed else ""


def _dissent(made: Recommendation) -> str:
    """Return the minority statements, and the objections that were not met: they travel along (section 5)."""
    return in_letter(thread(made.subject).dissent)
