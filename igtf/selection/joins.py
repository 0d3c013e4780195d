"""What the selection gives to what is below."""

from igtf.people.secretariat import ALSO_ENDS, SUPPORTED
from igtf.record.texts import WRITTEN, Texts, through
from igtf.selection.commands import lets_stand_no_more, supports_of
from igtf.selection.models import Backing, Nominee, SelectionObjection

WRITTEN += [
    Texts(Nominee, Nominee.selection_id.in_, "reason"),
    Texts(Backing, through(Backing.nominee_id, Nominee.id, Nominee.selection_id), "constituency evidence"),
    Texts(SelectionObjection, SelectionObjection.selection_id.in_, "reason answer"),
]
SUPPORTED.append(supports_of)
ALSO_ENDS.append(lets_stand_no_more)
