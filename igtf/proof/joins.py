"""What the proof gives to what is below."""

from igtf.notice import worker
from igtf.proof.commands import prove_record
from igtf.proof.witnesses import ask_witnesses

worker.ALSO.append(prove_record)
worker.OUTSIDE[ask_witnesses] = 1
