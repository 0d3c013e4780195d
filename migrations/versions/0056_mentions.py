"""Subjects say where they are mentioned: what the texts that are there name, read from the links in their HTML."""

import re

import sqlalchemy as sa
from alembic import op

revision = "0056"
down_revision = "0055"
branch_labels = None
depends_on = None

_TEXTS = (
    ("id", "description_html", "issue"),
    ("id", "evidence_html", "issue"),
    ("id", "html", "outcome"),
    ("subject_id", "html", "comment WHERE hidden_at IS NULL"),
    ("draft.id", "revision.html", "draft JOIN revision ON revision.id = draft.current_id"),
    ("id", "html", "recommendation"),
    ("group_id", "html", "charter"),
    ("group_id", "html", "bof"),
    ("id", "report_html", "policy_group"),
    ("id", "minutes_html", "meeting"),
    ("meeting_id", "html", "meeting_correction"),
    ("id", "html", "procedure_change"),
    ("id", "html", "review"),
    ("id", "answer_html", "review"),
    ("id", "html", "statement"),
    ("id", "html", "appeal"),
    ("id", "introduction_html", "consultation"),
    ("id", "summary_html", "consultation"),
    (
        "consultation_id",
        "html",
        "consultation_answer JOIN consultation_reply ON consultation_reply.id = reply_id WHERE hidden_at IS NULL",
    ),
)
_KINDS = {
    "issues": "issue", "drafts": "draft", "recommendations": "recommendation", "calls": "call", "ballots": "ballot",
    "objections": "objection", "statements": "statement", "appeals": "appeal", "body-changes": "body-change",
    "procedure-changes": "procedure-change", "consultations": "consultation",
}  # fmt: skip
_NAME = r"(?:#|[A-Z]+-|[A-Za-z]+ #?)[0-9]+|draft-[a-z0-9-]+"
_LINK = re.compile(rf'<a href=\\?"/({"|".join(_KINDS)})/([^/"\\]+)(?:/[0-9]+)?\\?"[^>]*>(?:{_NAME})</a>')
_ADDED = """
INSERT INTO relation (subject_id, kind, target_id)
SELECT CAST(:of AS integer), 'mentions', subject.id FROM subject
WHERE subject.id IN (SELECT id FROM subject WHERE kind = :kind AND ref = :ref
                     UNION SELECT subject_id FROM alias WHERE kind = :kind AND ref = :ref)
  AND subject.id <> :of AND subject.state <> 'hidden'
ON CONFLICT DO NOTHING
"""


def upgrade() -> None:
    connection, found = op.get_bind(), set()
    for number, html, table in _TEXTS:
        linked = (
            f"SELECT whose, html FROM (SELECT {number} AS whose, CAST({html} AS text) AS html FROM {table}) AS shown"
        )
        for row in connection.execute(sa.text(f"{linked} WHERE html LIKE '%<a href=%'")):
            found |= {(row.whose, _KINDS[collection], ref) for collection, ref in _LINK.findall(row.html)}
    if found:
        rows = [{"of": whose, "kind": kind, "ref": ref} for whose, kind, ref in sorted(found)]
        connection.execute(sa.text(_ADDED), rows)


def downgrade() -> None:
    op.execute("DELETE FROM relation WHERE kind = 'mentions'")
