"""What people give to what is below."""

from igtf.core.mail import OFFICE
from igtf.core.text.references import PERSON
from igtf.people.named import active_handles
from igtf.record.references import BESIDE

OFFICE.append("invite:")
BESIDE[PERSON] = active_handles
