"""What groups give to what is below."""

from sqlalchemy import select

from igtf.core.db import session
from igtf.discussion.audiences import STANDS_FOR
from igtf.discussion.queries import DUES_SAID
from igtf.groups.commands import supports_of
from igtf.groups.deadlines import dues_said
from igtf.groups.events import RETURNED, TAKEN_UP
from igtf.groups.models import Bof, Charter, Group, Milestone
from igtf.groups.officers import named_no_more
from igtf.groups.refusals import asked_by
from igtf.people.secretariat import ALSO_ENDS, SUPPORTED
from igtf.record.references import SHOWN_TEXTS
from igtf.record.texts import ELSEWHERE, WRITTEN, Texts

SHOWN_TEXTS += [
    select(Charter.group_id, Charter.html), select(Bof.group_id, Bof.html), select(Group.id, Group.report_html),
]  # fmt: skip
ELSEWHERE |= {TAKEN_UP, RETURNED}
WRITTEN += [
    Texts(Group, Group.id.in_, "report", {"report_html": "report"}),
    Texts(Charter, Charter.group_id.in_, "text changed", {"html": "text"}),
    Texts(Bof, Bof.group_id.in_, "found link", {"html": "found"}),
    Texts(Milestone, Milestone.group_id.in_, "deliverable rewording note"),
]
ALSO_ENDS.append(named_no_more)
SUPPORTED += [asked_by, supports_of]
STANDS_FOR["group"] = lambda group, _whole: session.scalars(
    select(Group.second_id).where(Group.id == group, Group.second_id.is_not(None))
)
DUES_SAID["group"] = dues_said
