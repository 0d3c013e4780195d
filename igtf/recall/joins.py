"""What recalls give to what is below."""

from sqlalchemy import select

from igtf.core.db import session
from igtf.council.matter import STATED
from igtf.council.purposes import PURPOSES
from igtf.council.seating import AFTER_SEATED
from igtf.discussion import redacting
from igtf.people.secretariat import SUPPORTED
from igtf.recall import queries
from igtf.recall.commands import signatures_of
from igtf.recall.deciding import PURPOSE, goes_on_about
from igtf.recall.models import Recall
from igtf.selection.seating import BARRED

SUPPORTED.append(signatures_of)
STATED["recall"] = lambda ballot: queries.stated(ballot.decides_on_id)
PURPOSES["recall"] = PURPOSE
AFTER_SEATED.append(goes_on_about)
BARRED["recalled"] = queries.recalled_since
redacting.CONCERNS["recall"] = lambda number: session.scalars(select(Recall.person_id).where(Recall.id == number))
