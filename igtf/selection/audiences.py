"""The audiences that selections add."""

from collections.abc import Iterable

from sqlalchemy import select

from igtf.core.db import session
from igtf.core.i18n import lazy_gettext as _l
from igtf.record.audiences import audience, whom_it_names
from igtf.record.models import Event, Subject
from igtf.selection.models import Nominee


@audience("nominees", _l("the nominees"), _l("you are nominated for the council"), affected=True)
def _nominees(subject: Subject, _event: Event | None) -> Iterable[int]:
    return session.scalars(
        select(Nominee.person_id).where(Nominee.selection_id == subject.id, Nominee.answer != "declined")
    )


audience("nominee", _l("the nominee"), _l("it is about your nomination for the council"), affected=True)(whom_it_names)


@audience("nominator", _l("whoever nominated the person"), _l("you nominated the person for the council"))
def _nominator(subject: Subject, event: Event | None) -> Iterable[int]:
    """Return who nominated whom an act names, where that was somebody else."""
    by, named, about = Nominee.nominated_by_id, Nominee.person_id, list(whom_it_names(subject, event))
    return session.scalars(select(by).where(Nominee.selection_id == subject.id, named.in_(about), by != named))
