"""Writing through the API: creating, moving, commenting, each once for an Idempotency-Key."""

from typing import Any

from flask import Response
from flask_login import current_user

from igtf.api.details import shown
from igtf.api.inputs import KEY, Changed, flat, json_object, misfits, revision_asked, submit_asked, unknown
from igtf.api.queries import comments
from igtf.api.shapes import answer, comment_of, place_of
from igtf.core.db import TRIES
from igtf.core.errors import AlreadyDone, Invalid, NotAllowed, NotFound, Refusal, Reused, Stale
from igtf.core.forms import MoveForm, formdata
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.markup import MarkupRefused
from igtf.core.policy import require
from igtf.core.submits import Submit
from igtf.core.workflow import WORKFLOWS, Move, Workflow
from igtf.desk.moves import act_of, form_for
from igtf.discussion import policy
from igtf.discussion.commands import comment_name, comment_once
from igtf.discussion.forms import CommentForm
from igtf.discussion.queries import comment_facts
from igtf.people.visitor import acting, hat_choices
from igtf.record.models import Subject
from igtf.record.moves import act_name, admit, perform
from igtf.record.once import done_under, earlier, same


def creating(workflow: Workflow) -> list[Move]:
    """Return the moves by which a person brings a subject of this kind into being."""
    return [move for move in workflow.moves if move.offered and not move.sources]


def sources_of(workflow: Workflow) -> str:
    """Return the sentence that says where subjects of a kind come from that nobody makes by itself."""
    follows = [str(move.follows) for move in workflow.moves if not move.sources and move.follows]
    return " ".join(follows) or _("%(what)s arise from moves of other subjects.", what=workflow.plural)


def _start(move: Move, thing: Any) -> dict[str, Any]:
    kind: type[MoveForm] = move.form or MoveForm
    values = kind.initial(thing)
    return {
        name: value if isinstance(value, str | int | list) else str(value)
        for name, value in values.items()
        if value is not None
    }


def filled(move: Move, thing: Any, given: dict[str, Any]) -> MoveForm:
    """Return the form filled and valid; what is left out keeps the value it starts with. Raises Invalid."""
    errors = misfits(form_for(move, thing, None, current_user, start=False), given)
    if errors:
        raise Invalid(errors)
    form = form_for(move, thing, formdata(_start(move, thing) | given), current_user, start=False)
    if not form.validate():
        raise Invalid(flat(form.errors))
    return form


def _submit(name: str, given: dict[str, Any]) -> Submit | None:
    """Return the submit of ``given`` for the act ``name``, None without a key.

    Invalid where the key is that of another act, or of other words (IETF draft, The Idempotency-Key HTTP Header Field,
    section 2.7).
    """
    submit = submit_asked(given)
    done = done_under(acting(), submit) if submit else ()
    if any(each.act != name for each in done):
        raise Invalid({KEY: [_("This key was used for another act. Take a new one.")]})
    if submit and not all(same(each, submit) for each in done):
        raise _other_words()
    return submit


def _other_words() -> Invalid:
    return Invalid({KEY: [_("This key was used with another body, and that was done. Take a new one.")]})


def _first_result(once: Submit | None, name: str, workflow: Workflow) -> Any | None:
    """Return what the first request for the act ``name`` under the same key led to, if there was one."""
    try:
        url = earlier(acting(), once, name)
    except Reused as refusal:  # both came at once
        raise _other_words() from refusal
    return workflow.load(current_user.id, url.split("/", 2)[2]) if url else None


def _done(workflow: Workflow, thing: Any, status: int) -> Response:
    """Answer with the subject as it is after the act; it may have left the actor's sight."""
    try:
        thing = workflow.load(current_user.id, thing.subject.ref)
    except NotFound:
        return answer({"ref": thing.subject.ref, "state": thing.subject.state}, status)
    response = shown(thing, workflow, status)
    response.headers["Location"] = place_of(thing.subject)
    return response


def _made(workflow: Workflow, move: Move, thing: Any, given: dict[str, Any], once: Submit | None) -> Any:
    """Check, fill the form and perform the move; what the body leaves out is as it is in the moment of the act."""
    for left in reversed(range(TRIES)):
        admit(workflow, move, thing, acting())
        form, asked = filled(move, thing, given), revision_asked()
        seen = thing.subject.revision if asked is None and thing is not None and _start(move, thing) else asked
        by = act_of(form, acting())
        try:
            return perform(workflow, move.name, thing, form.given(), by=by, revision=seen, once=once)
        except MarkupRefused as refusal:
            raise Invalid({"": [str(refusal)]}) from refusal
        except Stale as refusal:
            if asked is not None or not left:
                raise Changed(refusal.message) from refusal
            thing = workflow.load(current_user.id, thing.subject.ref)
    raise AssertionError


def _act(workflow: Workflow, move: Move, thing: Any, given: dict[str, Any], status: int) -> Response:
    name = act_name(workflow, move.name, thing)
    once = _submit(name, given)
    try:
        done = _made(workflow, move, thing, given, once)
    except Refusal:
        done = _first_result(once, name, workflow)
        if done is None:
            raise
    return _done(WORKFLOWS[done.subject.kind], done, status)


def create(workflow: Workflow) -> Response:
    """Create a subject from the body, by its first creating move or the one that ``move`` names."""
    given, moves = json_object(), creating(workflow)
    name = given.pop("move", moves[0].name)
    move = next((move for move in moves if move.name == name), None)
    if move is None:
        raise Invalid(move=_("This is one of: %(names)s.", names=", ".join(each.name for each in moves)))
    return _act(workflow, move, None, given, 201)


def make_move(workflow: Workflow, thing: Any, name: str) -> Response:
    """Make a move of a subject. NotFound for an unknown one, NotAllowed for one that no person makes."""
    move = workflow.move_by_name.get(name)
    if move is None or not move.sources:
        raise NotFound(_("This kind of subject has no such move."))
    if move.follows:
        raise NotAllowed(str(move.follows))
    if move.clock:
        raise NotAllowed(_("Nobody makes this move: the clock does. It needs: %(needs)s.", needs=move.needs or "–"))
    return _act(workflow, move, thing, json_object(), 200)


def comment(subject: Subject) -> Response:
    """Comment on a subject: {"text": …}, or on a paragraph of its text: {"text": …, "paragraph": 7}."""
    given = json_object()
    once = _submit(comment_name(subject), given)
    require(policy.can_comment(comment_facts(acting(), on=subject)))
    errors = unknown(given, ["text", "paragraph", "hat"], _l("field"))
    part = given.get("paragraph")
    if part is not None and (isinstance(part, bool) or not isinstance(part, int) or not 0 < part < 10**9):
        errors["paragraph"] = [_("This is the number of a paragraph.")]
    hat = given.get("hat")
    if hat is not None and str(hat) not in dict(hat_choices(current_user)):
        errors["hat"] = [_("This is none of your hats.")]
    if not isinstance(given.get("text", ""), str):
        errors["text"] = [_("This is a text.")]
    form = CommentForm(formdata({"body": "" if errors else given.get("text", "")}))
    if not form.validate() or errors:
        raise Invalid(errors or {"text": [str(sentence) for sentence in form.body.errors]})
    by = acting(int(hat) if hat else None)
    try:
        url = f"/comments/{comment_once(subject, text=form.body.data, by=by, once=once, part=part).id}"
    except Reused as refusal:
        raise _other_words() from refusal
    except Invalid as refusal:
        raise Invalid(paragraph=str(refusal)) from refusal
    except MarkupRefused as refusal:
        raise Invalid(text=str(refusal)) from refusal
    except AlreadyDone as again:
        url = again.url
    (row,) = comments(subject.id, str(int(url.rsplit("/", 1)[1]) - 1), 1)
    response = answer(comment_of(row), 201)
    response.headers["Location"] = url
    return response
