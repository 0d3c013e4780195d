"""Opening a ballot: the seats are frozen as they are (procedure, section 6). For commands."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from igtf.core.db import session
from igtf.core.errors import Invalid
from igtf.core.finding import search
from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _
from igtf.core.wording import in_english
from igtf.council.commands import recall
from igtf.council.events import Opened
from igtf.council.freezing import copy_seats, freeze, freeze_panel
from igtf.council.models import Ballot
from igtf.council.purposes import PURPOSES
from igtf.council.queries import text_hash
from igtf.council.running import running_on
from igtf.council.states import BALLOT
from igtf.council.tally import NUMBERS
from igtf.discussion.commands import follow
from igtf.groups.policy_charter import not_again
from igtf.people.roles import hold_council
from igtf.record.by import By, by_clock
from igtf.record.models import Subject
from igtf.record.moves import creates
from igtf.record.numbers import period, values_of
from igtf.record.subjects import next_number, open_subject, relate


def open_ballot(
    subject: Subject, *, purpose: str, question: Text, by: By, revision_number: int | None = None,
    addressees: Sequence[str] = (), organisations: Sequence[str] = (), aside: Mapping[int, str] | None = None,
    panel: Sequence[int] = (), seats_of: Ballot | None = None, objectors: Sequence[str] = (),
) -> Ballot:  # fmt: skip
    """Open a ballot on ``subject`` and return it, joining the transaction of the move.

    Its seats are the council's as they are now; those of the persons of a ``panel`` drawn for it, in their order; or
    those of another ballot (``seats_of``). Holders who belong to one of ``addressees`` or the authors'
    ``organisations`` are recused, and the persons ``aside`` (by their ids, with a key of ``aside.REASONS``).
    ``objectors`` are the handles of those whose objections opened it. KeyError for an unknown purpose; Invalid when a
    ballot on the subject is open already, or one failed for the same purpose on the same text.
    """
    done: Ballot = _open(
        subject=subject, purpose=purpose, question=question, by=by, revision_number=revision_number,
        organisations=[name for name in dict.fromkeys((*addressees, *organisations)) if name],
        aside=aside or {}, panel=panel, seats_of=seats_of, objectors=", ".join(objectors),
    )  # fmt: skip
    return done


def take_back(subject_id: int, *, reason: Text, by: By) -> None:
    """Recall the ballot that runs on a subject, as there is nothing left to decide; not one whose time is over."""
    running = running_on(subject_id)
    if running is not None and running.closes_at > by.at:
        recall(running, reason=reason, by=by_clock(by.at))


def _may_open(subject: Subject, purpose: str) -> None:
    """Raise Invalid where a ballot on ``subject`` runs, or failed on the text as it still reads (section 6).

    What enough people asked for after a refusal is about that refusal, for which they ask once, and not about a text.
    """
    if running_on(subject.id) is not None:
        raise Invalid({"": [_("A ballot on this is open already.")]})
    text = None if PURPOSES[purpose].opened_by_asking else text_hash(subject)
    own = aliased(Subject)
    held = text and session.scalar(
        select(own.ref).join(Ballot, Ballot.id == own.id)
        .where(Ballot.decides_on_id == subject.id, Ballot.purpose == purpose, Ballot.text_hash == text,
               own.state == "failed")
        .order_by(own.id.desc()).limit(1)
    )  # fmt: skip
    if held:
        raise Invalid({"": [str(not_again(held).reason)]})


def _frozen(ballot: Ballot, seats_of: Ballot | None, by: By) -> list[dict[str, Any]]:
    """Freeze the seats of the council, or those of another ballot, and return them as the record keeps them.

    A seat that changes hands in the same moment is either frozen so, or knows of this ballot.
    """
    hold_council()
    return copy_seats(ballot, seats_of) if seats_of else freeze(ballot, by)


@creates(BALLOT, "open")
def _open(
    *,
    subject: Subject,
    purpose: str,
    question: Text,
    by: By,
    revision_number: int | None,
    organisations: list[str],
    aside: Mapping[int, str],
    panel: Sequence[int],
    seats_of: Ballot | None,
    objectors: str,
) -> tuple[Ballot, Opened]:
    _may_open(subject, purpose)
    rule, closes = PURPOSES[purpose].rule, by.at + period("ballot_days")
    title = in_english(question)
    own = open_subject(
        "ballot", str(next_number("ballot")), title, "open", by=by, topic=subject.topic, due_at=closes,
        group_id=subject.id if subject.kind == "group" else subject.group_id,
    )  # fmt: skip
    ballot = Ballot(
        id=own.id, subject=own, purpose=purpose, rule=rule, decides_on=subject, question=title,
        organisations=organisations, aside={str(person): why for person, why in aside.items()}, opened_by_id=by.author,
        opens_at=by.at, closes_at=closes, revision_number=revision_number, panel=bool(panel),
    )  # fmt: skip
    session.add(ballot)
    session.flush()
    seats = freeze_panel(ballot, panel, by) if panel else _frozen(ballot, seats_of, by)
    relate(own.id, "decides-on", subject.id, at=by.at)
    follow(own.id, person_id=by.author, by=by)
    search.put(own.id, title, f"{in_english(PURPOSES[purpose].label)} {subject.ref}")
    numbers = {name: value for name, value in values_of(own.procedure).items() if name in NUMBERS}
    return ballot, Opened(
        question, purpose, rule, closes.isoformat(), revision_number, organisations, seats, own.procedure, numbers,
        objectors,
    )  # fmt: skip
