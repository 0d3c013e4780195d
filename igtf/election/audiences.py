"""The audiences that elections of the chair add."""

from collections.abc import Iterable

from sqlalchemy import select

from igtf.core.db import session
from igtf.core.i18n import lazy_gettext as _l
from igtf.election.models import Candidate
from igtf.record.audiences import audience, whom_it_names
from igtf.record.models import Event, Subject

audience("candidate", _l("the candidate"), _l("you are nominated as chair of the council"))(whom_it_names)


@audience("candidate's nominator", _l("whoever nominated the person"), _l("you nominated the person for the chair"))
def _nominator(subject: Subject, event: Event | None) -> Iterable[int]:
    """Return who nominated the candidate whom an act names, where that was somebody else."""
    by, named, about = Candidate.nominated_by_id, Candidate.person_id, list(whom_it_names(subject, event))
    return session.scalars(select(by).where(Candidate.election_id == subject.id, named.in_(about), by != named))
