"""How far each addressee of a recommendation is, for its page and for that of an issue that it answers (section 7)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from igtf.core import clock
from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _
from igtf.drafts.asks import AskNow, asks_and_answers
from igtf.drafts.letters import DraftLetter, beside_letters, by_ask, first_day, letters_of, wanted_by
from igtf.drafts.lookups import GOING_ON
from igtf.drafts.models import Ask, Commitment
from igtf.drafts.words import ASK_STATES

_PRESSING = ("overdue", "open", "unsent", "passed on", "commented", "in part", "promised")
"""Of several asks of an addressee the first of these is said; what is settled comes last."""
SHOWN = 6
"""The most addressees that are named; the page of the recommendation has all."""


@dataclass(frozen=True)
class AddresseeStanding:
    """How an addressee stands: the ``ask`` of theirs that presses most, its status, until when, and by which letter.

    ``status``: as ``status_of``. ``day``: the first until which an answer, or what was promised, is or was waited for;
    None where nothing is. ``letter``: whose day that is; of one that is not overdue, else the one that waits.
    """

    ask: Ask
    listed: bool
    status: str
    day: date | None
    letter: str | None

    @property
    def said(self) -> tuple[Text, str]:
        """The status in a word, and the phase that its badge shows."""
        return _said(self.status)


def _said(status: str) -> tuple[Text, str]:
    return (_("not sent yet"), "new") if status == "unsent" else ASK_STATES[status]


def status_of(row: AskNow, brought: Sequence[DraftLetter]) -> str:
    """Return how an ask stands beside the letters that bring it: 'unsent', or a key of ``words.ASK_STATES``."""
    unsent = row.status == "open" and brought and not any(letter.sent for letter in brought)
    return "unsent" if unsent else row.status


class OnPage(NamedTuple):
    """An ask as the page of its recommendation shows it: its status in a word and the phase of its badge, its letters,
    by when these want the answer, and each commitment with who made it and whether it goes on past its day.
    """

    now: AskNow
    said: tuple[Text, str]
    letters: Sequence[DraftLetter]
    wanted_by: datetime | None
    commitments: Sequence[tuple[Commitment, Any, bool]]


def on_page(asks: Iterable[AskNow], letters: Mapping[int, Sequence[DraftLetter]]) -> list[OnPage]:
    """Return the asks of a recommendation, each of ``beside_letters``, as its page shows them."""
    today = clock.now().date()
    return [_on_page(row, letters.get(row.ask.id, ()), today) for row in asks]


def _on_page(row: AskNow, brought: Sequence[DraftLetter], today: date) -> OnPage:
    made = [(one, actor, is_past(one, today)) for one, actor in row.commitments]
    return OnPage(row, _said(status_of(row, brought)), brought, wanted_by(brought), made)


def standings(asks: Sequence[AskNow], letters: Mapping[int, Sequence[DraftLetter]]) -> list[AddresseeStanding]:
    """Return how each addressee stands, those that press most first.

    Each ask is one of ``beside_letters``, which knows whether it is late by one of them.
    """
    found: dict[str | None, AddresseeStanding] = {}
    for one in sorted((_standing(row, letters.get(row.ask.id, ())) for row in asks), key=_place):
        found.setdefault(one.ask.addressee_slug or one.ask.addressee_group, one)
    return list(found.values())


def _place(one: AddresseeStanding) -> tuple[int, bool, date, int]:
    place = _PRESSING.index(one.status) if one.status in _PRESSING else len(_PRESSING)
    return place, one.day is None, one.day or date.max, one.ask.number


def _standing(row: AskNow, brought: Sequence[DraftLetter]) -> AddresseeStanding:
    status = status_of(row, brought)
    day = None if status == "unsent" else first_day(row.ask, brought)
    named = [letter for letter in brought if letter.due_at and letter.due_at.date() == day]
    if not named and status != "overdue":
        named = [letter for letter in brought if letter.due_at] or list(brought)
    return AddresseeStanding(row.ask, row.listed, status, day, named[-1].ref if named else None)


@dataclass(frozen=True)
class AddresseesInShort:
    """What the page of an issue says of its recommendation: a link to it, how its addressees stand, and of how many."""

    link: Mapping[str, Any]
    standings: Sequence[AddresseeStanding]
    all: int


def asked_of(relations: Iterable[tuple[Text, Sequence[Mapping[str, Any]]]]) -> AddresseesInShort | None:
    """Return how the addressees stand of the newest recommendation in force on an issue, among the links to what is
    related to it; None without one. Two queries."""
    made = [
        link for _name, links in relations for link in links
        if link["row"].kind == "recommendation" and link["row"].relation == "addresses" and link["phase"] != "closed"
    ]  # fmt: skip
    if not made:
        return None
    newest = max(made, key=lambda link: link["row"].id)
    asks = asks_and_answers(newest["row"].id, clock.now().date())
    letters = by_ask(letters_of(newest["row"].id))
    found = standings(beside_letters(list(asks.values()), letters), letters)
    return AddresseesInShort(newest, found[:SHOWN], len(found))


def is_past(commitment: Commitment, today: date) -> bool:
    """Return whether a commitment goes on and the day until which it was made has passed."""
    return commitment.state in GOING_ON and commitment.until is not None and commitment.until < today
