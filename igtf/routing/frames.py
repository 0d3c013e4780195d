"""What goes along with a statement: contact, copies, related statements, documents, files. For commands only."""

from collections.abc import Iterable, Mapping

from sqlalchemy import select

from igtf.core.db import session
from igtf.core.errors import Invalid
from igtf.core.i18n import gettext as _
from igtf.record.by import By
from igtf.record.models import Relation
from igtf.record.subjects import relate, unrelate
from igtf.routing import enclosing
from igtf.routing.models import Statement
from igtf.routing.naming import is_own, named
from igtf.routing.queries import body_by


def put(
    statement: Statement, by: By, *, contacts: str = "", cc: Iterable[str] = (), related: str = "",
    attachments: Iterable[Mapping[str, str]] = (), files: enclosing.Given = (), remove: Iterable[str] | None = (),
) -> list[str]:  # fmt: skip
    """Write down what goes along with a draft, and return the names of what differs from before.

    ``cc`` are slugs of bodies, ``related`` names statements; an attachment with an address elsewhere has its title
    and SHA-256, one of this site is named. ``files`` are added, those whose number is in ``remove`` are taken off.
    Invalid for a name that leads to nothing.
    """
    given = [row for row in attachments if row.get("url")]
    own = " ".join(row["url"] for row in given if is_own(row["url"]))
    others = [
        {"title": row["title"], "url": row["url"], "sha256": row["sha256"].lower()}
        for row in given if not is_own(row["url"])
    ]  # fmt: skip
    differs = ["contacts"] if contacts != statement.contacts else []
    differs += ["attachments"] if others != statement.attachments else []
    differs += ["files"] if enclosing.change(statement, files, remove or ()) else []
    statement.contacts, statement.attachments = contacts, others
    ties = {
        "copied-to": {_body(slug, statement) for slug in cc if slug},
        "see-also": {subject.id for subject in named(related, "related", kind="statement")} - {statement.id},
        "encloses": {subject.id for subject in named(own, "attachments")},
    }
    return differs + [kind for kind, targets in ties.items() if _tie(statement, kind, targets, by)]


def _body(slug: str, statement: Statement) -> int:
    found = body_by(slug)
    if found is None or found.id == statement.to_body_id:
        raise Invalid(cc=_("Choose bodies of the list, other than the one it is sent to."))
    return found.id


def _tie(statement: Statement, kind: str, targets: set[int], by: By) -> bool:
    """Relate a statement to these and no others; return whether that changed anything."""
    before = set(
        session.scalars(select(Relation.target_id).where(Relation.subject_id == statement.id, Relation.kind == kind))
    )
    for target_id in sorted(targets - before):
        relate(statement.id, kind, target_id, at=by.at)
    for target_id in before - targets:
        unrelate(statement.id, kind, target_id)
    return before != targets
