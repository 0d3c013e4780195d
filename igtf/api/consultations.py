"""What the API says of a consultation: its replies, what lies in the baskets, what people say of the statements."""

from collections import Counter, defaultdict
from typing import Any

from igtf.api.schemas import TEXT, WHOLE, Schema, keyed, many, maybe, record, ref
from igtf.consultations import queries, tallies
from igtf.consultations.models import Consultation
from igtf.consultations.words import STANCES
from igtf.core.page.paging import PAGE

CONSULTATION: dict[str, Schema] = {
    "replies": many(ref("Reply")), "replies_all": WHOLE,
    "baskets": many(record(number=WHOLE, name=TEXT, note=TEXT, people=keyed(WHOLE))),
    "statements": many(record(number=WHOLE, text=TEXT, reply=WHOLE, withdrawn_reason=maybe(TEXT),
                              **{value: keyed(WHOLE) for value in STANCES})),
}  # fmt: skip


def consultation_shown(consultation: Consultation) -> dict[str, Any]:
    """Return the first replies with their answers by question, baskets and statements with their counts; three queries.

    Of a reply that a moderator hid its place and the reason are left. All of them, page by page: ``replies_of``.
    """
    parts, people = tallies.parts_of(consultation.id), defaultdict[int, dict[str, int]](dict)
    for row in parts["lies"]:
        people[row.number][row.text] = row.people
    return {
        "replies": replies_of(consultation, 0, PAGE), "replies_all": parts["replies"][0].people,
        "baskets": [
            {"number": row.number, "name": row.text, "note": row.more, "people": people[row.number]}
            for row in parts["basket"]
        ],
        "statements": [_statement(row, parts["stance"]) for row in parts["statement"]],
    }  # fmt: skip


def replies_of(consultation: Consultation, after: int, limit: int) -> list[dict[str, Any]]:
    """Return at most ``limit`` replies by their numbers, from the one after ``after`` on; two queries."""
    rows = queries.replies_after(consultation.id, after, limit)
    texts: dict[int, dict[str, Any]] = defaultdict(dict)
    for row in queries.texts_in([row.Reply.id for row in rows]):
        texts[row.reply_id][f"q{row.question}"] = row.text
    return [_reply(row, texts[row.Reply.id]) for row in rows]


def _reply(row: Any, texts: dict[str, Any]) -> dict[str, Any]:
    reply, hat = row.Reply, row.Hat
    hidden = reply.hidden_at is not None
    chosen = {f"q{number}": picked for number, picked in reply.chosen.items()}
    return {
        "number": reply.number, "by": row.Actor.handle, "counts_as": hat.counts_as, "region": hat.region,
        "organisation": hat.organisation, "at": reply.at, "revised_at": reply.revised_at,
        "sort_again": reply.sort_again,
        "answers": None if hidden else chosen | texts, "hidden_reason": reply.hidden_reason,
    }  # fmt: skip


def _statement(row: Any, stances: list[Any]) -> dict[str, Any]:
    """Return a statement with how many of each stakeholder group agree, disagree and pass; nobody, once withdrawn."""
    counts: dict[str, Counter[str]] = {value: Counter() for value in STANCES}
    for one in stances:
        if one.number == row.number and not row.more:
            counts[one.text][one.more.split(" ")[0]] += one.people
    return {"number": row.number, "text": row.text, "reply": row.of, "withdrawn_reason": row.more,
            **{value: dict(found) for value, found in counts.items()}}  # fmt: skip
