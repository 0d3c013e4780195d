"""What the API says of a recommendation: what it asks, with answers and commitments, and where its text is."""

from collections.abc import Sequence
from typing import Any

from igtf.api.schemas import PATH, WHOLE, Schema, many, ref
from igtf.core import clock
from igtf.drafts.asks import PASSIVE, AskNow, around, asks_of
from igtf.drafts.letters import DraftLetter, beside_letters, by_ask, letters_of, wanted_by
from igtf.drafts.models import Recommendation
from igtf.record.moves import url_of
from igtf.subject.relations import relations

RECOMMENDATION: dict[str, Schema] = {
    "source": PATH,
    "asks": many(ref("Ask")),
    **{name: many(WHOLE) for name in (*PASSIVE, *PASSIVE.values())},
}  # fmt: skip


def recommendation_shown(recommendation: Recommendation) -> dict[str, Any]:
    """Return the asks with answers and commitments, and the recommendations that it is tied to by number.

    ``source`` is the address of its Markdown.
    """
    found = around(relations(recommendation.id))
    earlier_and_later = {name: [int(row.ref) for row in rows] for name, rows in found.items()}
    return {
        "source": f"{url_of(recommendation.subject)}.md",
        "asks": _shown_of(recommendation), **earlier_and_later,
    }  # fmt: skip


def asks_after(recommendation: Recommendation, after: int, limit: int) -> list[dict[str, Any]]:
    """Return at most ``limit`` asks of a recommendation, from the one after number ``after`` on; three queries."""
    return [ask for ask in _shown_of(recommendation) if ask["number"] > after][:limit]


def _shown_of(recommendation: Recommendation) -> list[dict[str, Any]]:
    letters = by_ask(letters_of(recommendation.id))
    asks = beside_letters(asks_of(recommendation, clock.now().date()), letters)
    return [_shown(row, letters.get(row.ask.id, ())) for row in asks]


def _shown(now: AskNow, letters: Sequence[DraftLetter]) -> dict[str, Any]:
    """Return what is said of an ask, with the letters that bring it; the newest says by when it wants the answer."""
    ask = now.ask
    return {
        "number": ask.number, "addressee": ask.addressee, "body": ask.addressee_slug, "group": ask.addressee_group,
        "action": ask.action, "due": ask.due, "shown_by": ask.shown_by, "status": now.status,
        "late": now.late, "overdue_since": now.overdue_since, "promised_by": ask.promised_by,
        "answer_wanted_by": wanted_by(letters),
        "letters": [
            {"ref": letter.ref, "state": letter.state, "late": letter.late, "url": f"/statements/{letter.ref}"}
            for letter in letters
        ],
        "answers": [
            {"at": row.at, "by": name, "status": row.status, "text": row.text, "due": row.due, "evidence": row.evidence}
            for row, name in now.answers
        ],
        "commitments": [
            {"number": row.id, "organisation": row.organisation, "by": actor.handle, "what": row.what,
             "due": row.until, "at": row.at, "state": row.state, "told": row.told, "evidence": row.evidence}
            for row, actor in now.commitments
        ],
    }  # fmt: skip
