"""Comments through the API: a new one, one of them, and what is done to one; each once for an Idempotency-Key."""

from typing import Any

from flask import Response
from flask_login import current_user

from igtf.api import queries
from igtf.api.inputs import RevisionChanged, filled, json_object, named, revision_asked
from igtf.api.once import first_place, submit_of, unless_done
from igtf.api.shapes import answer, comment_of
from igtf.core.errors import Invalid, NotFound, Refusal, Stale
from igtf.core.forms import formdata
from igtf.core.i18n import gettext as _
from igtf.core.policy import require
from igtf.core.sent.submits import Submit
from igtf.core.text.plaintext import MarkupRefused
from igtf.core.workflow import Workflow
from igtf.discussion import commands, policy
from igtf.discussion.acts import ACTS
from igtf.discussion.forms import CommentForm
from igtf.discussion.models import Comment
from igtf.discussion.queries import comment_facts, get_comment_or_404, get_commented_or_404
from igtf.people.visitor import acting, hat_choices
from igtf.proof.shapes import ROOT
from igtf.record.filters import NO_FIELD, unknown
from igtf.record.models import Subject

EDIT = "edit"
"""The name of the act by which a comment of one's own is changed, beside those of ``ACTS``."""


def _shown(number: int, status: int = 200) -> Response:
    response = answer(comment_of(queries.comment_row(number)), status)
    response.headers["Location"] = f"{ROOT}/comments/{number}"
    return response


def show(number: int) -> Response:
    """Show one comment."""
    get_commented_or_404(current_user.id, number)
    return answer(comment_of(queries.comment_row(number)))


def _text(given: dict[str, Any], errors: dict[str, list[str]]) -> str:
    """Return the text of a comment; Invalid for one that cannot be used, and where there are ``errors`` already."""
    if not isinstance(given.get("text", ""), str):
        errors["text"] = [_("This is a text.")]
    form = CommentForm(formdata({"body": "" if errors else given.get("text", "")}))
    if not form.validate() or errors:
        raise Invalid(errors or {"text": [str(sentence) for sentence in form.body.errors]})
    text: str = form.body.data
    return text


def _misfits(given: dict[str, Any]) -> dict[str, list[str]]:
    """Return what of a new comment beside its text cannot be used."""
    errors = unknown(given, ["text", "paragraph", "quotes", "hat"], NO_FIELD)
    hat = given.get("hat")
    if not _numbers(given.get("paragraph")):
        errors["paragraph"] = [_("This is the number of a paragraph.")]
    if not _numbers(given.get("quotes")):
        errors["quotes"] = [_("This is the number of a comment.")]
    if hat is not None and str(hat) not in dict(hat_choices(current_user)):
        errors["hat"] = [_("This is none of your hats.")]
    return errors


def _numbers(value: Any) -> bool:
    return value is None or (isinstance(value, int) and not isinstance(value, bool) and 0 < value < 10**9)


def add(workflow: Workflow, ref: str) -> Response:
    """Comment on a subject: {"text": …}, or on a paragraph of its text: {"text": …, "paragraph": 7}.

    ``quotes`` is the number of the comment that this one answers. Changed where a passage went from the texts of the
    subject since the revision that If-Match names.
    """
    subject, given = workflow.load(current_user.id, ref).subject, json_object()
    name = commands.comment_name(subject)
    once = submit_of(name, given)
    try:
        return _shown(_added(subject, given, once), 201)
    except Refusal:
        first = first_place(once, name)
        if first is None:
            raise
        return _shown(int(first.rpartition("/")[2]), 201)


def _added(subject: Subject, given: dict[str, Any], once: Submit | None) -> int:
    """Return the number of a new comment. AlreadyDone for one that is there under the same key."""
    require(policy.can_comment(comment_facts(acting(), on=subject)))
    text, hat = _text(given, _misfits(given)), given.get("hat")
    said: dict[str, Any] = {"text": text, "quotes_id": given.get("quotes"), "part": given.get("paragraph")}
    try:
        return commands.comment_once(
            subject, **said, seen=revision_asked(), by=acting(int(hat) if hat else None), once=once
        ).id
    except NotFound as refusal:
        raise Invalid(quotes=refusal.message) from refusal
    except Stale as refusal:
        raise RevisionChanged(refusal.message) from refusal
    except MarkupRefused as refusal:
        raise Invalid(text=str(refusal)) from refusal


def act(number: int, name: str) -> Response:
    """Do something to a comment: edit it, {"text": …}, or one of ``ACTS``, {"reason": …}.

    An edit is refused as a new comment is (Changed) after a passage went.
    """
    get_commented_or_404(current_user.id, number)
    comment = get_comment_or_404(number)
    chosen = named({EDIT: None, **ACTS}, name)
    if chosen is None:
        return _edit(comment)
    given, by, called = json_object(), acting(), commands.act_name(chosen.command, comment)
    once = submit_of(called, given)
    with unless_done(once, called):
        require(chosen.policy(comment_facts(by, comment)))
        said = filled(chosen.form, given).data
        commands.act_once(chosen.command, comment, url=f"/comments/{number}", by=by, once=once, **said)
    return _shown(number)


def _edit(comment: Comment) -> Response:
    given, by, called = json_object(), acting(), commands.edit_name(comment)
    once = submit_of(called, given)
    with unless_done(once, called):
        require(policy.can_edit(comment_facts(by, comment)))
        text = _text(given, unknown(given, ["text"], NO_FIELD))
        try:
            url, seen = f"/comments/{comment.id}", revision_asked()
            commands.edit_comment(comment, text=text, url=url, by=by, once=once, seen=seen)
        except Stale as refusal:
            raise RevisionChanged(refusal.message) from refusal
        except MarkupRefused as refusal:
            raise Invalid(text=str(refusal)) from refusal
    return _shown(comment.id)
