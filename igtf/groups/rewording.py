"""The proposal of a group said in other words, or for other issues, by who proposes it (section 3)."""

from igtf.core.errors import Unchanged
from igtf.groups import events
from igtf.groups.charters import index
from igtf.groups.choices import issues_worked_on
from igtf.groups.models import Group
from igtf.groups.states import GROUP
from igtf.issues.numbered import numbers_in, open_issues
from igtf.record.by import By
from igtf.record.moves import carries_out
from igtf.record.subjects import relate, touch, unrelate
from igtf.record.texts import FOUND_BY


@carries_out(GROUP, "edit")
def edit(group: Group, *, title: str, summary: str, issues: str, note: str, by: By) -> events.ProposalEdited:
    """Change name, summary or issues of a proposal; what they were until now stays in the entry.

    Unchanged when nothing changed; Invalid for an issue that is unknown, or closed and was none of the proposal's.
    """
    subject, now = group.subject, {issue.ref: issue.id for issue in issues_worked_on(group.id)}
    wanted = numbers_in(issues)
    added = open_issues([ref for ref in wanted if ref not in now], "issues")
    gone = [ref for ref in now if ref not in wanted]
    if (title, summary, [], []) == (subject.title, subject.summary, added, gone):
        raise Unchanged
    former = events.ProposalEdited(
        note,
        subject.title if title != subject.title else "",
        subject.summary if summary != subject.summary else "",
        ", ".join(f"#{ref}" for ref in now) if added or gone else "",
    )
    subject.title, subject.summary = title, summary
    for issue in added:
        relate(group.id, "works-on", issue.id, at=by.at)
    for ref in gone:
        unrelate(group.id, "works-on", now[ref])
        touch(now[ref], by.at)
    index(group)
    FOUND_BY[GROUP.kind](group.id)
    return former
