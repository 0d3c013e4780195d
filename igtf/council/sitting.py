"""The council as a subject, which calls its meetings: there from the moment when somebody sits on it."""

from sqlalchemy import exists, select

from igtf.core.db import session
from igtf.core.workflow import Nothing
from igtf.council.models import Council, Term
from igtf.council.states import COUNCIL
from igtf.record.acts import By, by_clock
from igtf.record.due import ALSO_DUE
from igtf.record.models import Subject
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
    return council, Nothing()


def the_council(by: By) -> Subject:
    """Return the council as a subject, which begins with what is the first act on its seats. For commands."""
    found = session.scalar(select(Council))
    return (found or begin(by=by_clock(by.at))).subject  # type: ignore[no-any-return]


def begin_when_seated(by: By) -> int:
    """Begin where somebody was seated before the council was a subject, and return 1; else 0. For the clock."""
    wanted = exists().where(Term.id > 0) & ~exists().where(Council.id > 0)
    if not session.scalar(select(wanted)):
        return 0
    begin(by=by)
    return 1


ALSO_DUE.append(begin_when_seated)
