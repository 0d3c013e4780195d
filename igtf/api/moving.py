"""Writing through the API: creating and moving, each once for an Idempotency-Key."""

from typing import Any

from flask import Response
from flask_login import current_user

from igtf.api.details import shown
from igtf.api.inputs import RevisionChanged, filled, json_object, revision_asked
from igtf.api.once import first_place, submit_of
from igtf.api.shapes import answer, place_of
from igtf.core.db import TRIES
from igtf.core.errors import Invalid, NotAllowed, NotFound, Refusal, Stale
from igtf.core.forms import MoveForm
from igtf.core.i18n import gettext as _
from igtf.core.sent.submits import Submit
from igtf.core.text.plaintext import MarkupRefused
from igtf.core.workflow import WORKFLOWS, Move, Workflow
from igtf.desk.moves import act_of, form_for
from igtf.people.visitor import acting, hat_choices
from igtf.record.moves import act_name, admit, perform


def creating(workflow: Workflow) -> list[Move]:
    """Return the moves by which a person brings a subject of this kind into being."""
    return [move for move in workflow.moves if move.offered and not move.sources]


def sources_of(workflow: Workflow) -> str:
    """Return the sentence that says where subjects of a kind come from that nobody makes by itself."""
    follows = [str(move.follows) for move in workflow.moves if not move.sources and move.follows]
    return " ".join(follows) or _("These arise from moves of other subjects.")


def _start(move: Move, thing: Any) -> dict[str, Any]:
    kind: type[MoveForm] = move.form or MoveForm
    values = kind.initial(thing)
    return {
        name: value if isinstance(value, str | int | list) else str(value)
        for name, value in values.items()
        if value is not None
    }


def _filled(move: Move, thing: Any, given: dict[str, Any]) -> MoveForm:
    """Return the form filled and valid; what is left out keeps the value it starts with. Raises Invalid."""
    given = {name: value for name, value in given.items() if name != "hat" or not _goes_without_saying(value)}
    if "hat" in given and len(hat_choices(current_user)) <= 1:  # no form asks for it
        raise Invalid(hat=_("This is none of your hats."))
    return filled(lambda data: form_for(move, thing, data, current_user, start=False), given, begun=_start(move, thing))


def _goes_without_saying(hat: Any) -> bool:
    """Return whether a hat is none, or the only one that whoever calls has: no form asks for that one."""
    return hat is None or [str(hat)] == [number for number, _label in hat_choices(current_user)]


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
        form, asked = _filled(move, thing, given), revision_asked()
        seen = thing.subject.revision if asked is None and thing is not None and _start(move, thing) else asked
        by = act_of(form, acting())
        try:
            return perform(workflow, move.name, thing, form.given(), by=by, revision=seen, once=once)
        except MarkupRefused as refusal:
            raise Invalid({"": [str(refusal)]}) from refusal
        except Stale as refusal:
            if asked is not None or not left:
                raise RevisionChanged(refusal.message) from refusal
            thing = workflow.load(current_user.id, thing.subject.ref)
    raise AssertionError


def _act(workflow: Workflow, move: Move, thing: Any, given: dict[str, Any], status: int) -> Response:
    name = act_name(workflow, move.name, thing)
    once = submit_of(name, given)
    try:
        done = _made(workflow, move, thing, given, once)
    except Refusal:
        first = first_place(once, name)
        if first is None:
            raise
        done = workflow.load(current_user.id, first.split("/", 2)[2])
    return _done(WORKFLOWS[done.subject.kind], done, status)


def create(workflow: Workflow) -> Response:
    """Create a subject from the body, by its first creating move or the one that ``move`` names.

    Invalid for one that it does not have.
    """
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
