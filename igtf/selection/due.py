"""What the clock owes a selection: the end of nominations, and the confirmation of who was drawn."""

from sqlalchemy import exists

from igtf.core.clock import NOW
from igtf.core.db import Listing
from igtf.record.due import falls_due
from igtf.selection import lookups
from igtf.selection.models import Selection, SelectionObjection
from igtf.selection.states import SELECTION


@falls_due(SELECTION, "close", Selection)
def selections_to_close(there: Listing) -> Listing:
    """Return the query of the selections whose time for nominations has run out."""
    return there.where(Selection.nominations_until <= NOW)


@falls_due(SELECTION, "confirm", Selection, first=True)
def selections_to_confirm(there: Listing) -> Listing:
    """Return the query of the selections whose terms begin, with no time for objections left and none that waits.

    They begin as the former ones end: before the ballot of a panel is counted that may be about who sits on.
    """
    waits = exists().where(SelectionObjection.selection_id == Selection.id, lookups.waits())
    return there.where(Selection.objections_until <= NOW, Selection.starts_at <= NOW, ~waits)
