"""Correcting statements: drafted when the decision behind a statement that was sent is annulled (sections 9, 10)."""

from sqlalchemy import select

from igtf.core.db import session, writing
from igtf.core.errors import WrongState
from igtf.core.i18n import gettext as _
from igtf.record.by import By
from igtf.record.models import Relation, Subject
from igtf.record.subjects import touch
from igtf.routing.choices import frame_of
from igtf.routing.models import Statement
from igtf.routing.queries import get_statement_or_404
from igtf.routing.statements import draft
from igtf.routing.states import STATEMENT


def draft_correction(statement: Statement, *, why: str, by: By) -> Statement:
    """Draft the statement that tells a body that ``statement`` no longer stands, because of ``why``.

    Who got a copy of that gets one of it, too.
    When it is sent, ``statement`` becomes *corrected*; until then nothing of it is waited for. A second call returns
    the draft of the first. ``by`` is the clock, or a member of the clearing house. WrongState when it was never
    sent: that one is dropped instead.
    """
    if statement.subject.state not in STATEMENT.move_by_name["correct"].sources:
        raise WrongState(_("Only a statement that was sent is corrected; drop one that was not."))
    known = session.scalar(
        select(Subject.ref).join(Relation, Relation.subject_id == Subject.id)
        .where(Relation.target_id == statement.id, Relation.kind == "corrects", Subject.state != "dropped")
    )  # fmt: skip
    if known:
        return get_statement_or_404(None, known)
    with writing():
        made = _draft(statement, why, by)
        statement.subject.due_at = None
        touch(statement.id, by.at)
    return made


def _draft(statement: Statement, why: str, by: By) -> Statement:
    number, body = statement.subject.ref, statement.body.subject.ref
    group = session.get(Subject, statement.subject.group_id) if statement.subject.group_id else None
    made: Statement = draft(
        body=body, purpose="information", by=by, sender=group.ref if group else "council",
        subject=f"Correction of LS-{number}: {statement.subject.title}"[:200],
        text=f"The decision behind our statement LS-{number}, “{statement.subject.title}”, was annulled. {why}\n\n"
        "Please take it as not sent. What you did on the strength of it stays yours to judge.",
        drafted_by=statement.drafted_by_id, cc=frame_of(statement)["cc"],
        tied={"corrects": [statement.id]}, why=f"LS-{number}",
    )  # fmt: skip
    return made
