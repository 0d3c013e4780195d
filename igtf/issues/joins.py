"""What issues give to what is below."""

from sqlalchemy import select

from igtf.discussion.queries import DUES_SAID
from igtf.issues.models import (
    Issue,
    IssueTranslation,
    IssueTranslationVersion,
    IssueVersion,
    Outcome,
    TwoStep,
    TwoStepObjection,
)
from igtf.issues.page import dues_said
from igtf.record.references import SHOWN_TEXTS
from igtf.record.texts import COPIES, WRITTEN, Texts, related_by, through

SHOWN_TEXTS += [
    select(Issue.id, Issue.description_html), select(Issue.id, Issue.evidence_html), select(Outcome.id, Outcome.html),
]  # fmt: skip
COPIES.append(lambda outcome: related_by("from-outcome", outcome))
WRITTEN += [
    Texts(Issue, Issue.id.in_, "source affected concerned description evidence",
          {"description_html": "description", "evidence_html": "evidence"}),
    Texts(IssueVersion, IssueVersion.issue_id.in_, "title summary description rest"),
    Texts(IssueTranslation, IssueTranslation.issue_id.in_, "title summary"),
    Texts(IssueTranslationVersion, IssueTranslationVersion.issue_id.in_, "title summary"),
    Texts(TwoStep, TwoStep.issue_id.in_, "given reason"),
    Texts(TwoStepObjection, through(TwoStepObjection.two_step_id, TwoStep.id, TwoStep.issue_id), "reason"),
    Texts(Outcome, Outcome.id.in_, "session_name text url", {"html": "text"}),
]  # fmt: skip
DUES_SAID["issue"] = dues_said
