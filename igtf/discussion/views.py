"""Comments and following, on any subject, at /<collection>/<ref>/…"""

from collections.abc import Callable
from functools import partial
from typing import Any, cast

from flask import Blueprint, Flask, flash, redirect, render_template, request
from flask_login import current_user
from markupsafe import Markup
from werkzeug.wrappers import Response as BaseResponse

from igtf.core import clock
from igtf.core.database.looking import looking
from igtf.core.errors import AlreadyDone, Invalid, NotAllowed, NotFound, Refusal, Stale
from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.page.formpage import refusals_in, shown
from igtf.core.page.paging import number_asked
from igtf.core.policy import require
from igtf.core.security import once_given, own_path, revision_given
from igtf.core.text.plaintext import MarkupRefused, visible, whole
from igtf.core.workflow import WORKFLOWS, workflow_of
from igtf.discussion import commands, policy
from igtf.discussion.acts import ACTS, CommentAct
from igtf.discussion.followed import followed
from igtf.discussion.forms import CommentForm, comment_form
from igtf.discussion.mentions import mentioned_in
from igtf.discussion.models import Comment
from igtf.discussion.parts import PARTS
from igtf.discussion.queries import (
    comment_facts,
    comment_versions,
    get_comment_or_404,
    get_commented_or_404,
    part_answered,
)
from igtf.discussion.reports import QUEUE, paused_now, reported, reports_of, reports_on
from igtf.discussion.timeline import place_of
from igtf.people.visitor import acting
from igtf.record.models import Subject
from igtf.record.moves import url_of
from igtf.record.references import render

bp = Blueprint("discussion", __name__)
bp.add_app_template_global(reports_on, "reports_on")
bp.add_app_template_global(lambda: policy.PAUSE, "closed_by_pause")


def load(collection: str, ref: str) -> Subject:
    """Return the subject at an address, as visible to the reader."""
    workflow = workflow_of(collection)
    if workflow is None:
        raise NotFound(_("There is no such page."))
    return cast(Subject, workflow.load(current_user.id, ref).subject)


def _subject_of(comment_id: int) -> Subject:
    return get_commented_or_404(current_user.id, comment_id)


def comment(collection: str, ref: str) -> BaseResponse | tuple[str, int]:
    """Add a comment."""
    with looking():
        subject = load(collection, ref)
    form = comment_form(current_user, request.form)
    try:
        if not form.validate() or _is_preview():
            require(policy.can_comment(comment_facts(acting(), on=subject)))
            return _written(form, subject, looks=_looks(form))
        return _added(_commented(form, subject), subject)
    except AlreadyDone as again:
        flash(again.message)
        return redirect(again.url)
    except (MarkupRefused, Invalid, Stale) as refused:
        return _written(form, subject, refused)


def _written(
    form: CommentForm, subject: Subject, refused: MarkupRefused | Refusal | None = None, **content: Any
) -> tuple[str, int]:  # fmt: skip
    """Return the page of a comment that is written, which carries the revision at which its writer began."""
    if refused:
        form.body.errors = [refused.message]
    stale = isinstance(refused, Stale)
    revision = (not stale and request.form.get("revision")) or subject.revision
    page, status = shown("discussion/comment.html", form, subject=subject, revision=revision, **content)
    return page, Stale.status if stale else status


def _is_preview() -> bool:
    return request.form.get("step") == "check"


def _looks(form: CommentForm) -> Markup | None:
    """Return the comment as it will look, for whoever wants to see it first. MarkupRefused when it cannot be shown."""
    return None if form.errors else render(form.body.data)


def _commented(form: CommentForm, subject: Subject) -> Comment:
    return commands.comment_once(
        subject, text=form.body.data, quotes_id=whole(form.quotes.data) or None, part=whole(form.part.data),
        by=acting(whole(form.data.get("hat"))), once=once_given(), seen=revision_given(),
    )  # fmt: skip


def _added(comment: Comment, subject: Subject) -> BaseResponse:
    """Say that a comment was added: on the page of the part that it is on, else where the subject's page shows it."""
    said = (
        _("Your comment is in the record. Whoever follows this is told, and whom you mention.")
        if mentioned_in(comment.html)
        else _("Your comment is in the record. Whoever follows this is told.")
    )
    message = cast(Any, {"told": said, **followed(comment.actor_id)})  # components/done.html shows the parts
    if comment.part:
        flash(message)
        return redirect(_part_of(comment, subject))
    flash(message, "here")
    return redirect(f"{url_of(subject)}#here")


def _part_of(comment: Comment, subject: Subject) -> str:
    """Return the page of the part that a comment is on."""
    return f"{url_of(subject)}/{PARTS[subject.kind].place}/{comment.part}"


def follow(collection: str, ref: str) -> BaseResponse:
    """Follow a subject, or stop; lead to the page that asks for it (``next``), else to the subject's."""
    subject = load(collection, ref)
    if not current_user.is_authenticated:
        raise NotAllowed(_("Sign in to follow; reading and feeds need no account."))
    verb = commands.unfollow if request.form.get("stop") else commands.follow
    verb(subject.id, person_id=current_user.id, by=acting())
    flash(
        _("You follow this no longer.") if request.form.get("stop") else _("You follow this; mail says what changes.")
    )
    return redirect(own_path(request.form.get("next")) or url_of(subject))


@bp.route("/comments/<int:number>", methods=["GET"])
def permalink(number: int) -> BaseResponse:
    """Lead to a comment in its thread."""
    comment = get_comment_or_404(number)
    return redirect(place_of(_subject_of(number), comment.event_id))


@bp.route("/comments/<int:number>/history")
def history(number: int) -> str:
    """Show the former texts of a comment."""
    comment, before = get_comment_or_404(number), number_asked("before")
    versions, older = comment_versions(number, before)
    return render_template(
        "discussion/history.html", comment=comment, versions=versions, subject=_subject_of(number), older=older,
        before=before,
    )  # fmt: skip


@bp.route("/comments/<int:number>/quote")
def quote(number: int) -> str:
    """Show the form for an answer that quotes a comment."""
    comment = get_comment_or_404(number)
    quoted = "" if comment.hidden_at else "\n".join(f"> {line}" for line in visible(comment.text).split("\n")) + "\n\n"
    subject = _subject_of(number)
    form = comment_form(current_user, body=quoted, quotes=number, part=part_answered(comment, subject))
    return _written(form, subject)[0]


def _done_once(do: Callable[..., None], url: str, done: Text) -> BaseResponse:
    """Do something to a comment, for a double click once, say that it is ``done``, and lead to ``url``."""
    try:
        do(url=url, by=acting(), once=once_given())
        flash(str(done))
        return redirect(url)
    except AlreadyDone as again:
        flash(again.message)
        return redirect(again.url)


@bp.route("/comments/<int:number>/edit", methods=["GET", "POST"])
def edit(number: int) -> BaseResponse | tuple[str, int]:
    """Edit a comment of one's own."""
    comment, subject = get_comment_or_404(number), _subject_of(number)
    require(policy.can_edit(comment_facts(acting(), comment)))
    form = CommentForm(request.form, data={"body": comment.text})
    if request.method == "POST" and form.validate():
        try:
            if _is_preview():
                return _written(form, subject, editing=True, looks=_looks(form))
            return _done_once(partial(_edited, comment, form.body.data), f"/comments/{number}", _EDITED)
        except (MarkupRefused, Invalid, Stale) as refused:
            return _written(form, subject, refused, editing=True)
    return _written(form, subject, editing=True)


_EDITED = _l("The comment is changed; its former text stays readable.")


def _edited(comment: Comment, text: str, **how: Any) -> None:
    commands.edit_comment(comment, text=text, seen=revision_given(), **how)


@bp.route("/comments/<int:number>/part")
def part(number: int) -> BaseResponse:
    """Lead to the paragraph, or another part, that a comment is on."""
    comment = get_comment_or_404(number)
    if comment.part is None:
        raise NotFound(_("This comment is on no paragraph."))
    return redirect(_part_of(comment, _subject_of(number)))


@bp.get(QUEUE)
def reports() -> str:
    """Show the moderators what was reported and waits for them."""
    require(policy.can_judge(comment_facts(acting())))
    return render_template("discussion/reported.html", found=reported(), paused=paused_now(clock.now()))


@bp.route("/comments/<int:number>/report", methods=["GET", "POST"], defaults={"verb": "report"})
@bp.route("/comments/<int:number>/hide", methods=["GET", "POST"], defaults={"verb": "hide"})
@bp.route("/comments/<int:number>/keep", methods=["GET", "POST"], defaults={"verb": "keep"})
@bp.route("/comments/<int:number>/warn", methods=["GET", "POST"], defaults={"verb": "warn"})
@bp.route("/comments/<int:number>/pause", methods=["GET", "POST"], defaults={"verb": "pause"})
@bp.route("/comments/<int:number>/end-pause", methods=["GET", "POST"], defaults={"verb": "end-pause"})
@bp.route("/comments/<int:number>/resolve", methods=["GET", "POST"], defaults={"verb": "resolve"})
@bp.route("/comments/<int:number>/reopen", methods=["GET", "POST"], defaults={"verb": "reopen"})
def moderate(number: int, verb: str) -> BaseResponse | tuple[str, int]:
    """Report a comment, or decide on it as a moderator; resolve one on a paragraph, or open it again."""
    comment, subject, act = get_comment_or_404(number), _subject_of(number), ACTS[verb]
    form = act.form(request.form)
    if request.method == "POST" and form.validate():
        with refusals_in(form):
            do = partial(commands.act_once, act.command, comment, **form.data)
            return _done_once(do, _after(comment, subject, act), act.done)
    require(act.policy(comment_facts(acting(), comment)))
    why = reports_of(number) if act.judges else ()
    return shown("discussion/reason.html", form, subject=subject, act=act, comment=comment, reports=why)


def _after(comment: Comment, subject: Subject, act: CommentAct) -> str:
    """Return where an act on a comment leads: back to what it stands on, a moderator to the other reports."""
    if act.judges:
        return QUEUE
    return f"/comments/{comment.id}/part" if comment.part else url_of(subject)


def add_routes(app: Flask) -> None:
    """Add the addresses of comments and following below each collection."""
    for workflow in WORKFLOWS.values():
        for name, view in (("comments", comment), ("follow", follow)):
            app.add_url_rule(
                f"/{workflow.collection}/<ref>/{name}", f"{workflow.kind}.{name}", view, methods=["POST"],
                defaults={"collection": workflow.collection},
            )  # fmt: skip
