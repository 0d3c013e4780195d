"""What people give to what is below."""

from igtf.core.mail import OFFICE
from igtf.core.text.references import PERSON
from igtf.people.events import CLOSE, END_ROLE
from igtf.people.named import active_handles
from igtf.record.appealable import OF_ONESELF
from igtf.record.references import BESIDE

OFFICE.append("invite:")
OF_ONESELF |= {CLOSE, END_ROLE}
BESIDE[PERSON] = active_handles
