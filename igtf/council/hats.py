"""The hat under which a seat acts in a ballot (procedure, section 1). For commands."""

from igtf.consensus.positions import HAT_NEEDED, fixed_or_worn
from igtf.core.i18n import gettext as _
from igtf.council.lookups import fixed_hat
from igtf.council.models import Ballot
from igtf.record.by import By


def check_hat(ballot: Ballot, by: By) -> None:
    """Raise Invalid when the actor wears another hat than the one that is fixed in the ballot, or none."""
    fixed_or_worn(
        fixed_hat(ballot, by.author), by, str(HAT_NEEDED),
        lambda hat: _("Your hat in this ballot is fixed: %(hat)s. Choose that one.", hat=hat),
    )  # fmt: skip
