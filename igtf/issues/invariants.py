"""What always holds of issues and outcomes."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import func, select

from igtf.core.db import session
from igtf.issues.models import PENDING, Issue, Support, TwoStep
from igtf.issues.states import MERGED
from igtf.record.invariants import invariant
from igtf.record.models import HIDDEN, Relation, Subject


@invariant("supporters-counted", "The count of supporters of each issue is the number of people who support it.")
def _supporters() -> Iterable[Any]:
    counted = select(func.count()).where(Support.issue_id == Subject.id).scalar_subquery()
    return session.execute(select(Subject.ref).where(Subject.kind == "issue", Subject.support_count != counted))


@invariant("in-group-has-group", "An issue in a group names its group and the state it came from.")
def _in_group() -> Iterable[Any]:
    return session.execute(
        select(Subject.ref).join(Issue, Issue.id == Subject.id).where(
            Subject.kind == "issue", Subject.state == "in-group",
            (Subject.group_id.is_(None)) | (Issue.state_before.is_(None)))
    )  # fmt: skip


@invariant("resolved-has-result", "A resolved issue has its result, and no other issue has one.")
def _results() -> Iterable[Any]:
    return session.execute(
        select(Subject.ref).join(Issue, Issue.id == Subject.id).where(
            Subject.kind == "issue", (Subject.state == "resolved") != (Issue.result.is_not(None)))
    )  # fmt: skip


@invariant("duplicate-has-original", "A duplicate, and no other issue, names the issue it was merged into.")
def _duplicates() -> Iterable[Any]:
    merged = (
        select(Relation.target_id).where(Relation.subject_id == Subject.id, Relation.kind == "duplicate-of").exists()
    )
    issues = select(Subject.ref).where(Subject.kind == "issue", Subject.state != HIDDEN)
    return session.execute(issues.where((Subject.state == MERGED) != merged))


@invariant("proposals-of-open-issues", "A proposal in two steps is pending for open issues only.")
def _proposals() -> Iterable[Any]:
    return session.execute(
        select(Subject.ref).join(TwoStep, TwoStep.issue_id == Subject.id).where(
            PENDING, Subject.phase == "closed")
    )  # fmt: skip
