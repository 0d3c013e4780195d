"""The page to which the mail to an author leads: it shows what is asked and changes nothing; its buttons do."""

from collections.abc import Mapping
from typing import Any, cast

from flask import Blueprint, flash, redirect, render_template
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from igtf.core import clock
from igtf.core.errors import AlreadyDone, NotFound
from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.limits import GUESSING, limiter
from igtf.core.security import once_given, once_token
from igtf.drafts.confirming import answer_by_link, asked_by_link, open_by_link, sent_to
from igtf.drafts.states import DRAFT
from igtf.people.named import newest_hat_id
from igtf.people.visitor import sign_in_first
from igtf.record.audiences import recorded
from igtf.record.by import By

bp = Blueprint("authorship", __name__)

ANSWERS: Mapping[str, Text] = {
    "confirm-authorship": _l("You stand among its authors, and may post revisions until it is approved."),
    "deny-authorship": _l("The next revision has to leave your name out; without one the draft goes no further."),
}
"""The moves that the link is good for, and what follows from each."""


@bp.get("/authorship/<token>")
def asked(token: str) -> str:
    """Ask whether somebody is an author; who has no account yet signs in or registers first."""
    draft, author, person_id = asked_by_link(token)
    decided = {name: open_by_link(draft, name, person_id, clock.now()) for name in ANSWERS}
    return render_template(
        "drafts/authorship.html", subject=draft.subject, author=author, token=token,
        may_answer=person_id is not None or current_user.is_authenticated,
        once=once_token(), decided=decided, answers=[name for name in ANSWERS if decided[name]],
    )  # fmt: skip


@bp.post("/authorship/<token>/<name>")
@limiter.limit(GUESSING)
def answer(token: str, name: str) -> BaseResponse:
    """Record the answer, as the person whom the mail asked."""
    if name not in ANSWERS:
        raise NotFound(_("There is no such step."))
    person_id = sent_to(token) or current_user.id
    if person_id is None:
        return sign_in_first(f"/authorship/{token}")
    by = By(person_id, clock.now(), newest_hat_id(person_id))
    try:
        draft = answer_by_link(token, name, by=by, once=once_given())
    except AlreadyDone as again:
        flash(again.message)
        return redirect(again.url)
    flash(cast(Any, recorded(DRAFT.move_by_name[name], draft, ANSWERS[name])))  # base.html shows the parts of a mapping
    return redirect(f"/drafts/{draft.subject.ref}")
