"""What recalls give to what is below."""

from igtf.council.matter import STATED
from igtf.council.purposes import PURPOSES
from igtf.people.secretariat import SUPPORTED
from igtf.recall import queries
from igtf.recall.commands import signatures_of
from igtf.recall.deciding import PURPOSE

SUPPORTED.append(signatures_of)
STATED["recall"] = lambda ballot: queries.stated(ballot.decides_on_id)
PURPOSES["recall"] = PURPOSE
