"""The moves of issues, drafts and groups that open a ballot, carried out here, on the floor above them."""

from flask_babel import gettext as _

from igtf.council.opening import open_ballot
from igtf.issues import two_step
from igtf.issues.events import Objected
from igtf.issues.models import Issue
from igtf.issues.queries import pending_two_step
from igtf.issues.states import ISSUE
from igtf.record.acts import By
from igtf.record.moves import carries_out


@carries_out(ISSUE, "object")
def object_to_proposal(issue: Issue, *, reason: str, by: By) -> Objected:
    """Object to what is pending; the second objection, from another stakeholder group, opens a ballot."""
    stopped = two_step.add_objection(issue, reason=reason, by=by)
    proposal = pending_two_step(issue.id)
    if stopped and proposal is not None:
        what = ISSUE.move_by_name[proposal.move].label
        question = _("Shall this be carried out: “%(what)s”, on issue %(ref)s, “%(title)s”?",
                     what=what, ref=issue.subject.ref, title=issue.subject.title)  # fmt: skip
        open_ballot(issue.subject, purpose="two-step", question=question, by=by)
    return Objected(reason, stopped)
