"""What a new revision of a draft or charter does to the calls about it, and the question to each raiser."""

from collections.abc import Sequence

from sqlalchemy import select

from igtf.consensus.closing import ASKED_IN
from igtf.consensus.models import Call, Objection
from igtf.consensus.objecting import ask_raiser
from igtf.consensus.renewing import review, start_anew
from igtf.consensus.states import UNSETTLED
from igtf.core.db import session
from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.drafts import revising
from igtf.drafts.models import Draft
from igtf.groups import charters
from igtf.groups.models import Group
from igtf.record.acts import By
from igtf.record.models import Subject


def _undeclared(about_id: int) -> Sequence[Call]:
    return session.scalars(
        select(Call)
        .join(Subject, Subject.id == Call.id)
        .where(Call.about_id == about_id, Subject.state.in_(("open", "closed", "review")))
        .order_by(Call.id)
    ).all()


def _follow(call: Call, why: Text, by: By) -> None:
    """Let an open call start anew on the new revision; give the revision to the position takers of a closed one."""
    if call.subject.state == "open":
        start_anew(call, why=why, by=by)
    else:
        review(call, by=by)


def _objections(draft: Draft) -> Sequence[Objection]:
    asked = select(Call.id).join(Subject, Subject.id == Call.id).where(
        Call.about_id == draft.id, Subject.state != "withdrawn"
    )  # fmt: skip
    return session.scalars(
        select(Objection)
        .join(Subject, Subject.id == Objection.id)
        .where(Objection.call_id.in_(asked), Subject.state.in_(UNSETTLED))
        .order_by(Objection.id)
    ).all()


def after_revision(draft: Draft, by: By) -> None:
    """Let the calls about a draft follow its new revision, and ask each raiser whether it answers the objection."""
    for call in _undeclared(draft.id):
        if ASKED_IN.get(call.kind) == draft.subject.state:
            _follow(call, _l("The draft was revised during the call."), by)
    for objection in _objections(draft):
        ask_raiser(objection, by=by)


def after_charter(group: Group, by: By) -> None:
    """Let the calls about a charter follow its new revision."""
    for call in _undeclared(group.id):
        if call.kind == "charter":
            _follow(call, _l("The charter was revised during the call."), by)


revising.AFTER_REVISION.append(after_revision)
charters.AFTER_REVISION.append(after_charter)
