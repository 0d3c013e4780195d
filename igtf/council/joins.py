"""What the council gives to what is below."""

from igtf.council.models import Ballot, BallotPosition
from igtf.council.openings import take_ballot_back
from igtf.council.seating import end_terms, end_terms_before, end_with_account
from igtf.council.sitting import begin_when_seated
from igtf.council.threads import DISCUSS
from igtf.discussion.parts import PARTS
from igtf.issues import two_step
from igtf.people.secretariat import ALSO_ENDS
from igtf.record.due import ALSO_DUE, BEFORE_ACTS
from igtf.record.texts import COPIES, WRITTEN, Texts, related_by

ALSO_DUE += [begin_when_seated, end_terms]
BEFORE_ACTS.append(end_terms_before)
COPIES.append(lambda about: related_by("decides-on", about))
WRITTEN += [
    Texts(Ballot, Ballot.id.in_, "question"),
    Texts(BallotPosition, BallotPosition.ballot_id.in_, "text comment"),
]
ALSO_ENDS.append(end_with_account)
PARTS["ballot"] = DISCUSS
two_step.ENDED.append(take_ballot_back)
