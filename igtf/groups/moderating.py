"""What hiding a proposed group means, beside what it means to whatever anybody opens (section 12)."""

from collections.abc import Collection
from datetime import datetime

from markupsafe import Markup
from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from igtf.core.db import session
from igtf.discussion.moderating import Hiding, judged_by_moderators
from igtf.discussion.reports import Read
from igtf.groups.charters import index
from igtf.groups.deadlines import wait_for_responsible
from igtf.groups.models import Charter, Group
from igtf.groups.policy import GroupFacts, UnderWay
from igtf.groups.refusals import forget_requests
from igtf.groups.states import FORMING, GROUP
from igtf.groups.words import JUDGED
from igtf.record.by import By
from igtf.record.models import Relation, Subject


def _falls(group: Group, _by: By) -> None:
    """Let nobody ask the council any more for a BoF after all."""
    forget_requests(group.id)


def _due(group: Group, state: str, by: By) -> datetime | None:
    """Return until when a responsible member is needed, where that is still so: they have the whole time again."""
    if state in FORMING:
        wait_for_responsible(group, by.at)
    return group.subject.due_at


def _read(ids: Collection[int]) -> dict[int, Read]:
    """Return of proposed groups their charters, whether the council ballots on them, and the second proposers."""
    newer, ballot = aliased(Charter), aliased(Subject)
    balloted = exists().where(Relation.target_id == Group.id, Relation.kind == "decides-on",
                              ballot.id == Relation.subject_id, ballot.state == "open")  # fmt: skip
    newest = ~exists().where(newer.group_id == Group.id, newer.number > Charter.number)
    rows = session.execute(
        select(Group.id, Group.second_id, Charter.html, balloted.label("balloted"))
        .join(Charter, Charter.group_id == Group.id).where(Group.id.in_(ids), newest)
    )  # fmt: skip
    return {
        row.id: Read(
            Markup(row.html), GroupFacts(signed_in=True, under_way=UnderWay(ballot_open=row.balloted)),
            [row.second_id] if row.second_id else [],
        )
        for row in rows
    }  # fmt: skip


judged_by_moderators(GROUP, Hiding(JUDGED, index, _falls, _due, _read))
