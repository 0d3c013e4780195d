"""What is said to who began to follow something by an act, such as a comment: on the page behind that act."""

from typing import Any

from igtf.core.db import session
from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.wording import labelled
from igtf.core.workflow import WORKFLOWS
from igtf.people.models import NO_MAIL
from igtf.record.moves import url_of

_BY_PACE: dict[str, Text] = {
    "at-once": _l("You follow it now, and are told by mail at once."),
    "daily": _l("You follow it now, and are told by mail once a day."),
    "weekly": _l("You follow it now, and are told by mail once a week."),
    NO_MAIL: _l("You follow it now, and are told on your desk; mail you have chosen not to get."),
}


def followed(person_id: int) -> dict[str, Any]:
    """Return what a page says of what a person began to follow by the latest act of this session; nothing for nothing.

    ``followed``: the sentence, by how often they get mail; ``stops``: where each of it ends, as (label, address).
    """
    begun = [row for row in session.info.get("followed", ()) if row.person_id == person_id]
    if not begun:
        return {}
    stop = _("Stop following")
    return {
        "followed": str(_BY_PACE[begun[0].mail_pace]),
        "stops": [(labelled(stop, WORKFLOWS[row.kind].name_of(row.ref)), f"{url_of(row)}#follow") for row in begun],
    }
