"""An archive of our own with the dirt that real ones have; accounts are plainly fictional."""

import json
from typing import Any

from sqlalchemy import select

from igtf.archives.importing import ArchiveReport, import_archive
from igtf.core.db import session
from igtf.issues.models import Issue

REPO = "example/policy-future"
HOME = f"https://forge.example/{REPO}"


def remark(author: Any, body: Any, day: int = 3, **more: Any) -> dict[str, Any]:
    """Return a comment of 2020."""
    return {"author": author, "body": body, "createdAt": f"2020-05-{day:02d}T10:00:00Z"} | more


def row(number: Any, title: Any = "A question", **changes: Any) -> dict[str, Any]:
    """Return an open issue of 2020 without comments."""
    return {
        "number": number, "id": f"I_{number}", "title": title, "url": f"{HOME}/issues/{number}", "state": "OPEN",
        "author": "lamp-keeper", "authorAssociation": "MEMBER", "assignees": [], "labels": [], "body": "The *text*.",
        "createdAt": "2020-05-01T09:00:00Z", "updatedAt": "2020-05-20T09:00:00Z", "closedAt": None, "comments": [],
    } | changes  # fmt: skip


def closed(number: int, *labels: str, **changes: Any) -> dict[str, Any]:
    """Return a closed issue with labels."""
    return row(number, state="CLOSED", labels=list(labels)) | {"closedAt": "2020-05-10T09:00:00Z"} | changes


def pull(number: int, **changes: Any) -> dict[str, Any]:
    """Return a merged pull request, reviewed once with one comment in the text."""
    review = remark("wick-trimmer", "", 6, state="APPROVED", comments=[remark(None, "Twice?", 6)])
    review["comments"][0].pop("author")
    return closed(number) | {
        "state": "MERGED", "mergedAt": "2020-05-10T09:00:00Z", "mergedBy": "lamp-keeper",
        "mergeCommit": {"oid": "1d6da2807792da6d"}, "headRefName": "patch-1", "reviews": [review],
    } | changes  # fmt: skip


def archive(*issues: Any, pulls: Any = (), **changes: Any) -> bytes:
    """Return the file that holds these rows."""
    found = {"magic": "E!vIA5L86J2I", "timestamp": "2022-05-01T00:00:00+00:00", "repo": REPO, "labels": [],
             "issues": list(issues), "pulls": list(pulls)}  # fmt: skip
    return json.dumps(found | changes).encode()


def taken(*issues: Any, group: str = "icost", **changes: Any) -> ArchiveReport:
    """Import an archive that holds these rows, and return the report."""
    session.rollback()
    return import_archive(archive(*issues, **changes), group=group)


def issue_of(number: int) -> Issue:
    """Return the issue that has this number in the archive."""
    session.rollback()
    return session.scalars(select(Issue).where(Issue.import_key == f"{REPO}#{number}")).one()


GOOD = (
    row(1, "Who may speak?", comments=[remark("wick-trimmer", "Write to me@people.example, all."),
                                       remark("lamp-keeper", "> quoted\n\nDone.", 4)]),
    closed(2, "Consensus", "Text needed", title="Where is it kept?"),
    closed(3, "duplicate", title="Who else may speak?", comments=[remark("lamp-keeper", "A duplicate of Issue 1.")]),
    closed(4, "duplicate", title="Of what?"),
    closed(5, "Multilingualism", "Consensus to reject", title="One language only?"),
    closed(6, title="Asked keeper@lamp.example"),
)  # fmt: skip
