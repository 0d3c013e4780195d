"""The council as a subject, which calls its meetings: there from the moment when somebody sits on it."""

from sqlalchemy import exists, select

from igtf.core.db import session
from igtf.core.finding import search
from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.workflow import Nothing
from igtf.council.events import CHAIR, CHAIR_ELECTED
from igtf.council.models import Council, Seat, Term
from igtf.council.states import COUNCIL
from igtf.record.by import By, by_clock
from igtf.record.models import Actor, Event, Subject
from igtf.record.moves import creates
from igtf.record.subjects import open_subject

NAME = "council"
"""Its reference: there is one."""


@creates(COUNCIL, "begin")
def begin(*, by: By) -> tuple[Council, Nothing]:
    """Bring the council into being as a subject."""
    subject = open_subject("council", NAME, "The council", "sitting", by=by)
    council = Council(id=subject.id, subject=subject)
    session.add(council)
    session.flush()
    search.put(council.id, subject.title, "")
    return council, Nothing()


def the_council(by: By) -> Subject:
    """Return the council as a subject, which begins with what is the first act on its seats. For commands."""
    found = session.scalar(select(Council))
    return (found or begin(by=by_clock(by.at))).subject  # type: ignore[no-any-return]


def is_complete(before: int | None = None) -> bool:
    """Return whether the council has had a chair, before an entry of this number or ever; else it is being gathered."""
    known = select(Event.id).where(Event.kind.in_((CHAIR, CHAIR_ELECTED))).limit(1)
    return session.scalar(known.where(Event.id < before) if before else known) is not None


def members_now() -> list[Text]:
    """Return who sits in which voting seat, in the order of the seats. For the record."""
    rows = session.execute(
        select(Seat.number, Actor.name).join(Term, Term.seat_id == Seat.id).join(Actor, Actor.id == Term.person_id)
        .where(Term.ended_at.is_(None), Seat.voting).order_by(Seat.number)
    )  # fmt: skip
    return [in_seat(row.name, row.number) for row in rows]


def in_seat(name: str, seat: int) -> Text:
    """Return a person with the number of the seat, as the record keeps them."""
    return _l("%(name)s, seat %(seat)d", name=name, seat=seat)


def begin_when_seated(by: By) -> int:
    """Begin where somebody was seated before the council was a subject, and return 1; else 0. For the clock."""
    wanted = exists().where(Term.id > 0) & ~exists().where(Council.id > 0)
    if not session.scalar(select(wanted)):
        return 0
    begin(by=by)
    return 1
