"""What is one's own through the API: what waits for whoever calls, what they follow, their webhooks."""

import re
from typing import Any

from flask import Response, request
from flask_login import current_user

from igtf.api import queries
from igtf.api.inputs import filled, json_object, named, nothing_asked
from igtf.api.lists import ApiList, items_of
from igtf.api.schemas import ref
from igtf.api.shapes import answer, link_of
from igtf.core.i18n import Text
from igtf.core.workflow import Workflow
from igtf.desk.waiting import beside, on_desk
from igtf.discussion import commands
from igtf.hooks.acts import ACTS
from igtf.hooks.commands import add_hook
from igtf.hooks.forms import HookForm
from igtf.hooks.models import Hook
from igtf.hooks.queries import get_hook_or_404, hooks_of
from igtf.hooks.signing import secret_of
from igtf.hooks.words import standing, why_not
from igtf.people.visitor import acting, myself
from igtf.proof.shapes import ROOT
from igtf.record.models import Subject
from igtf.record.moves import url_of

FOLLOWED = ApiList(
    "following", lambda: queries.followed(current_user.id), Subject.active_at, Subject.id, items_of, ref("Subject")
)
"""What whoever calls follows, by last activity."""


_MOVE = re.compile(r"/[^?#]+/moves/([a-z-]+)")


def _act(act: Text, page: str) -> dict[str, Any]:
    """Return an act with its page; where that is the page of a move, also the move's name and address in the API."""
    move = _MOVE.fullmatch(page)
    return {"act": str(act), "url": page, "move": move and move[1], "self": f"{ROOT}{page}" if move else None}


def desk() -> dict[str, Any]:
    """Return what waits for whoever calls, as their desk has it: the most pressing first."""
    items = [
        {
            "part": item.part, "due_at": item.due_at, **link_of(item.row),
            "acts": [_act(act, place or url_of(item.row)) for act, place in item.acts],
        }
        for item in on_desk(current_user.id)
    ]  # fmt: skip
    others = [{"said": said, "act": str(act), "url": page} for said, act, page in beside(current_user.id)]
    return {"items": items, "next": None, "beside": others}


def follow(workflow: Workflow, ref: str) -> Response:
    """Follow a subject (PUT), or stop (DELETE)."""
    subject, begins = workflow.load(current_user.id, ref).subject, request.method == "PUT"
    nothing_asked()
    verb = commands.follow if begins else commands.unfollow
    verb(subject.id, person_id=current_user.id, by=acting())
    return answer({"following": begins})


def _hook(hook: Hook) -> dict[str, Any]:
    return {
        "number": hook.id, "address": hook.address, "about": hook.about, "standing": str(standing(hook).label),
        "failure": hook.failure or None, "status": hook.status, "why_not": str(why_not(hook)) or None,
        "made_at": hook.made_at, "taken_at": hook.taken_at, "next_try_at": hook.next_try_at,
        "paused_at": hook.paused_at, "read_to": hook.read_to,
    }  # fmt: skip


def hooks() -> list[dict[str, Any]]:
    """Return the webhooks of whoever calls, the oldest first."""
    return [_hook(hook) for hook in hooks_of(current_user.id)]


def hook_form(data: Any) -> HookForm:
    """Return the form of a webhook, filled from the data of a form."""
    form = HookForm(data)
    form.fill()
    return form


def add() -> Response:
    """Add a webhook; its secret is in the answer, once."""
    form = filled(hook_form, json_object())
    made = add_hook(myself(), address=form.address.data, about=form.about.data)
    return answer(_hook(made) | {"secret": secret_of(made.salt)}, 201)


def act(number: int, name: str) -> Response:
    """Do one of the ACTS with a webhook of one's own; one that is removed leaves nothing to show."""
    chosen, hook = named(ACTS, name), get_hook_or_404(current_user.id, number)
    nothing_asked()
    secret = chosen.do(hook)
    if name == "remove":
        return Response(status=204)
    return answer(_hook(hook) | ({"secret": secret} if secret else {}))
