"""What appeals give to what is below."""

from sqlalchemy import exists, select

from igtf.appeals.decisions import DECISIONS, TABLE
from igtf.appeals.hidden import decides_about
from igtf.appeals.involved import involved
from igtf.appeals.models import Appeal, AppealMember, AppealRung
from igtf.appeals.queries import AT_ITS_RUNG, goes_on, speaks_on, stated
from igtf.appeals.states import OPEN
from igtf.appeals.words import ASIDE
from igtf.core.db import session
from igtf.council.matter import GOES_ON, STATED
from igtf.council.overview import ALSO_UNDER_WAY
from igtf.council.recusals import REASONS
from igtf.discussion import redacting
from igtf.discussion.heard import HEARD
from igtf.discussion.judged import SEEN_BY
from igtf.record.about import ABOUT
from igtf.record.appealable import APPEALABLE, BY_PERSON
from igtf.record.models import Subject
from igtf.record.queries import is_
from igtf.record.references import SHOWN_TEXTS
from igtf.record.texts import WRITTEN, Texts

ABOUT["appeal"] = (Appeal.about_id, ("call", "objection", "minority", "review"))
APPEALABLE |= DECISIONS
BY_PERSON |= {row.kind for row in TABLE if row.by_person}
SHOWN_TEXTS.append(select(Appeal.id, Appeal.html))
WRITTEN += [
    Texts(Appeal, Appeal.id.in_, "text wanted", {"html": "text"}),
    Texts(AppealRung, AppealRung.appeal_id.in_, "reasons"),
    Texts(AppealMember, AppealMember.appeal_id.in_, "reasons"),
]
redacting.CONCERNS["appeal"] = lambda number: involved(session.get_one(Appeal, number))
HEARD["appeal"] = speaks_on
SEEN_BY.append(decides_about)
GOES_ON["appeal"] = goes_on
STATED["appeal"] = stated
ALSO_UNDER_WAY.append(
    is_("appeal", *OPEN)
    & exists().where(Appeal.id == Subject.id, AT_ITS_RUNG, AppealRung.name == "council").correlate(Subject)
)  # fmt: skip
REASONS |= ASIDE
