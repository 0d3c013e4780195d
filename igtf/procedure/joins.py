"""What changes of the procedure give to what is below."""

from sqlalchemy import select

from igtf.people.secretariat import SUPPORTED
from igtf.procedure.commands import supports_of
from igtf.procedure.models import Change
from igtf.record.references import SHOWN_TEXTS
from igtf.record.texts import WRITTEN, Texts

SHOWN_TEXTS.append(select(Change.id, Change.html))
WRITTEN.append(Texts(Change, Change.id.in_, "reason", {"html": "reason"}))
SUPPORTED.append(supports_of)
