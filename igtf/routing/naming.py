"""Names that people write for subjects: LS-3, #12, R-1, draft-igtf-terms, /calls/4, or a whole address; and bodies."""

import re
from collections.abc import Iterable, Sequence

from flask import current_app
from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import aliased

from igtf.core.database.prepared import prepared
from igtf.core.db import Listing, fetch, session
from igtf.core.errors import Invalid
from igtf.core.i18n import gettext as _
from igtf.core.text.links import begins_link
from igtf.core.text.plaintext import COMMAS
from igtf.core.text.references import readings
from igtf.core.workflow import workflow_of
from igtf.drafts.known import addressee_of
from igtf.people.stakeholders import folded
from igtf.record.models import HIDDEN, Subject
from igtf.routing.models import Body, BodyChange


def _key(name: str) -> tuple[str, str] | None:
    """Return kind and ref of one name, an address also with a place on its page; None for what names nothing."""
    path = re.split("[?#]", name.removeprefix(str(current_app.config["BASE_URL"]).rstrip("/")), maxsplit=1)[0]
    parts = path.strip("/").split("/")
    if path.startswith("/") and len(parts) >= 2:
        workflow = workflow_of(parts[0])
        return (workflow.kind, parts[1]) if workflow else None
    return next(((one.kind, one.ref) for one in readings(name)), None)


def is_own(name: str) -> bool:
    """Return whether a name is meant to be of this site, and no link elsewhere."""
    return not begins_link(name) or name.startswith(str(current_app.config["BASE_URL"]))


def named(names: str, field: str, *, kind: str | None = None) -> Sequence[Subject]:
    """Return the subjects that a line names, apart by commas or blanks, each once; one query.

    Invalid for ``field`` when a name leads to nothing, or to another than ``kind``.
    """
    words = list(dict.fromkeys(re.findall(rf"[^\s{COMMAS}]+", names)))
    keys = {word: _key(word) for word in words}
    wanted = list(dict.fromkeys(key for key in keys.values() if key))
    same = [and_(Subject.kind == of, Subject.ref == ref) for of, ref in wanted]
    rows = session.scalars(select(Subject).where(or_(*same), Subject.state != HIDDEN)).all() if same else []
    found = {(row.kind, row.ref): row for row in rows if kind in (None, row.kind)}
    unknown = [word for word, key in keys.items() if key not in found]
    if unknown:
        raise Invalid({field: [_("These names lead to nothing here: %(names)s.", names=", ".join(unknown))]})
    return [found[key] for key in wanted]


def bodies_named(names: Iterable[str], *, formerly: bool = True) -> dict[str, str]:
    """Return those of ``names`` that mean a listed body, by slug, acronym or name, each with its slug; one query.

    ``formerly``: also by one that it had before a change of its entry, where no other body has that now. So what was
    written before reaches it still.
    """
    rows = fetch(_called()).all()
    former = [(row.ref, row.former_acronym or "", row.former_name or "") for row in rows] if formerly else []
    return meant_among([(row.ref, row.acronym, row.title) for row in rows], names, former)


@prepared
def _called() -> Listing:
    change = aliased(Subject)
    approved = exists().where(change.id == BodyChange.id, change.state == "approved")
    had = [BodyChange.before[name].as_string().label(f"former_{name}") for name in ("acronym", "name")]
    return (
        select(Subject.ref, Body.acronym, Subject.title, *had).join(Body, Body.id == Subject.id)
        .outerjoin(BodyChange, and_(BodyChange.body_id == Body.id, approved)).order_by(BodyChange.id)
    )  # fmt: skip


def meant_among(
    bodies: Sequence[tuple[str, str, str]], names: Iterable[str], former: Sequence[tuple[str, str, str]] = ()
) -> dict[str, str]:  # fmt: skip
    """Return those of ``names`` that mean one of ``bodies`` (slug, acronym, name), each with its slug.

    ``former``: what these were called before, the latest last; empty for what was called as it is.
    """
    slugs = {slug for slug, _acronym, _title in bodies}
    called = {
        folded(said): slug for slug, acronym, title in [*former, *bodies] for said in (title, acronym) if said
    }  # fmt: skip
    own = {name: addressee_of(name)[0] for name in names}
    found = {name: slug if slug in slugs else called.get(folded(name)) for name, slug in own.items()}
    return {name: slug for name, slug in found.items() if slug}
