"""What the API says of a call: of an options poll what was chosen, as it has choices in place of positions."""

from typing import Any

from igtf.api.schemas import TEXT, WHOLE, Schema, keyed, many, maybe, record
from igtf.consensus.models import Call
from igtf.consensus.options import CHOICES
from igtf.consensus.tallies import choices_by_footing, summed

_PEOPLE: Schema = record(**dict.fromkeys(CHOICES, WHOLE))
CALL: dict[str, Schema] = {
    "chosen": maybe(record(
        people=keyed(WHOLE),
        options=many(record(number=WHOLE, text=TEXT, all=_PEOPLE, counts_as=keyed(_PEOPLE), region=keyed(_PEOPLE))),
    )),
}  # fmt: skip


def call_shown(call: Call) -> dict[str, Any]:
    """Return how many people think what of each option of a poll, in all, by group and by region; one query.

    ``people`` is how many of each group chose at all. Null for a call that is no poll.
    """
    if call.kind != "options":
        return {"chosen": None}
    rows, heard = choices_by_footing(call.id)
    options = [_option(number, text, [row for row in rows if row.option == number])
               for number, text in enumerate(call.options, 1)]  # fmt: skip
    return {"chosen": {"people": heard, "options": options}}


def _option(number: int, text: str, rows: list[Any]) -> dict[str, Any]:
    all_of_them = summed(rows, "value")
    found: dict[str, Any] = {"number": number, "text": text, "all": {value: all_of_them[value] for value in CHOICES}}
    for axis in ("counts_as", "region"):
        people = summed(rows, axis, "value")
        names = sorted({name for name, _value in people})
        found[axis] = {name: {value: people[name, value] for value in CHOICES} for name in names}
    return found
