"""What the election gives to what is below."""

from igtf.council.seating import BY_SEATS
from igtf.election.commands import call_where_vacant
from igtf.election.models import Candidate
from igtf.election.queries import UNDER_WAY
from igtf.record.due import ALSO_DUE
from igtf.record.texts import WRITTEN, Texts

ALSO_DUE.append(call_where_vacant)
WRITTEN.append(Texts(Candidate, Candidate.election_id.in_, "reason"))
BY_SEATS.append(UNDER_WAY)
