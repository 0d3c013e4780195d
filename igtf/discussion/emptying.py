"""Removing what is in a file, where law or privacy requires it to go (procedure, section 12).

Title, name, size and hash of the file stay, as letters and entries name it: whoever has it can still prove that it is
the one. A file that holds nothing is taken from nobody (``core.sent.files``), so one that holds nothing was emptied.
"""

from sqlalchemy import select, update

from igtf.core.db import session
from igtf.core.errors import Invalid
from igtf.core.i18n import gettext as _
from igtf.record.models import Event, File


def files_left(entry: int) -> list[tuple[str, str]]:
    """Return number and title of the files of the subject of an entry that hold something; one query."""
    of_it = select(File.number, File.title).join(Event, Event.subject_id == File.subject_id).where(Event.id == entry)
    return [(str(row.number), row.title) for row in session.execute(of_it.where(~File.emptied).order_by(File.number))]


def empty(event: Event, number: str) -> int:
    """Remove what is in a file of the subject of an entry, and return its number; Invalid for another. For commands."""
    own = (File.subject_id == event.subject_id, File.number == int(number), ~File.emptied)
    if session.scalar(update(File).where(*own).values(data=b"").returning(File.id)) is None:
        raise Invalid(file=_("Choose a file that holds something still."))
    return int(number)
