"""The page door of every move: /<collection>/new and /<collection>/<ref>/moves/<name>.

One view for all: it loads, makes the form from the table, and calls the command bound to the move.
"""

from collections.abc import Callable, Iterable
from contextlib import nullcontext
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple, cast

from flask import Flask, flash, make_response, redirect, render_template, request
from flask_login import current_user
from jinja2 import Template
from markupsafe import Markup
from werkzeug.wrappers import Response
from wtforms import FieldList, FormField

from igtf.core import clock
from igtf.core.database.looking import looking
from igtf.core.errors import AlreadyDone, Invalid, NotFound, Reused, Stale
from igtf.core.forms import MoveForm, put_errors
from igtf.core.i18n import gettext as _
from igtf.core.moments import moment_text
from igtf.core.security import answers_given, once_given, once_token, own_path, returned_to, revision_given
from igtf.core.sent.rows import Rows
from igtf.core.sent.submits import Submit
from igtf.core.sent.uploads import posted
from igtf.core.text.plaintext import MarkupRefused
from igtf.core.wording import labelled, listed
from igtf.core.workflow import WORKFLOWS, Move, Workflow
from igtf.discussion.followed import followed
from igtf.discussion.forms import with_hats
from igtf.discussion.queries import due_label, due_said, state_label
from igtf.people.visitor import acting
from igtf.record.audiences import told_sentence
from igtf.record.by import By
from igtf.record.consequences import Consequence, come_true, consequences
from igtf.record.moves import act_name, admit, perform, rehearse, url_of
from igtf.record.once import earlier
from igtf.record.queries import opened_last
from igtf.record.references import render_below
from igtf.record.stated import speaking_of


def form_for(move: Move, thing: Any, data: Any, visitor: Any, *, start: bool = True) -> MoveForm:
    """Return the form of a move, with a choice of hats for whoever has several, filled from ``data``."""
    form_of: type[MoveForm] = move.form or MoveForm
    kind = with_hats(form_of.shaped(thing), visitor, data)
    form = kind(data, data=kind.initial(thing) if start else None)
    form.prepare(thing, visitor)
    return form


def act_of(form: MoveForm, by: By) -> By:
    """Return the act under the hat that the form names, if it names one."""
    hat = form.data.get("hat")
    return replace(by, hat_id=int(hat)) if hat else by


def _templates(workflow: Workflow, move: Move, step: str) -> list[str | Template]:
    """Return what shows a step of a move, the first there is: its own template, that of its kind, that of all."""
    name = f"{move.name}_{step}" if step != "form" else move.name
    return [f"{workflow.collection}/{name}.html", f"{workflow.collection}/moves_{step}.html", f"moves/{step}.html"]


def _show(
    workflow: Workflow, move: Move, thing: Any, form: MoveForm, *, step: str = "form", status: int = 200,
    foretold: dict[str, Any] | None = None, anew: bool = False,
) -> tuple[str, int]:  # fmt: skip
    """Show the form, with a new key and the newest revision (``anew``) once its reader was told what happened since."""
    subject = thing.subject if thing else None
    following = consequences(f"{workflow.kind}.{move.name}", thing, acting())
    move = workflow.worded(move, acting(), thing)
    if anew:
        form.anew(thing)
    for rows in (field for field in form if isinstance(field, Rows) and step == "form"):
        rows.make_room()
    page = render_template(
        _templates(workflow, move, step), workflow=workflow, move=move, thing=thing, subject=subject, form=form,
        form_errors=bool(form.errors), url=url_of(subject) if subject else f"/{workflow.collection}/",
        revision=(not anew and request.form.get("revision")) or (subject.revision if subject else ""),
        once=(not anew and request.form.get("once")) or once_token(), following=following or (),
        told=told_sentence(workflow.kind, move, thing, following),
        answers=[
            {"name": field.short_name, "label": field.label.text, "value": shown_value(field)}
            for field in form if step == "check"
        ],
        typed=_typed(form),
        foretold=foretold or {},
    )  # fmt: skip
    return page, status


def _typed(form: MoveForm) -> list[tuple[str, str]]:
    """Return the answers as they were posted, for a page that posts them again; as the form begins where none were."""
    if request.method == "POST":
        return answers_given()
    return [(name, str(value)) for name, value in form.data.items() if value]


def shown_entry(entry: Any) -> str:
    """Return what was answered in a row: a small form, which may have words of its own for it, or one field."""
    if in_words := getattr(getattr(entry, "form", None), "in_words", None):
        return str(in_words())
    fields = [field for field in entry.form if field.data] if isinstance(entry, FormField) else [entry]
    return listed(shown_value(field) for field in fields)


def shown_rows(texts: Iterable[str]) -> str:
    """Return rows as a list."""
    items = Markup("").join(Markup("<li>{}</li>").format(text) for text in texts if text)
    return Markup('<ul class="plainlist">{}</ul>').format(items) if items else ""


def shown_value(field: Any) -> str:
    """Return what was answered in a field, in words; Markdown as it will look. Rows without an answer are left out."""
    if isinstance(field, FieldList):
        return shown_rows([shown_entry(entry) for entry in field.entries])
    if hasattr(field, "iter_choices"):
        picked = field.data if isinstance(field.data, list) else [field.data]
        return listed(label for value, label, *_rest in field.iter_choices() if str(value) in picked)
    if isinstance(field.data, bool):
        return str(_("yes") if field.data else _("no"))
    if field.data and getattr(field, "markdown", False):
        return Markup('<div class="prose document" dir="auto">{}</div>').format(render_below(field.data).html)
    return str(field.data or "")


class Before(NamedTuple):
    """How it was before a move: how that was worded, the subject's deadline, and what was foretold to follow."""

    move: Move
    due: datetime | None
    foretold: list[Consequence] | None


def _before(workflow: Workflow, move: Move, thing: Any) -> Before:
    if thing is None or current_user.id is None:  # who may do nothing brings nothing about
        return Before(move, None, None)
    foretold = consequences(f"{workflow.kind}.{move.name}", thing, acting())
    return Before(workflow.worded(move, acting(), thing), thing.subject.due_at, foretold)


def said_of(workflow: Workflow, thing: Any, before: Before) -> dict[str, Any]:
    """Return what the page says after a move: that it is done, what it opened, where the subject stands, who was told.

    What else it opened, such as a ballot, is given as (name, address, state), and the deadline is that of the first of
    these; else the subject's own where it is not as ``before``. What the actor follows from now on is added.
    """
    state, move = workflow.state_by_name[thing.subject.state], before.move
    others = [subject for subject in opened_last() if subject is not thing.subject]
    whose = others[0] if others else thing.subject
    due, what = due_said(whose) if others or whose.due_at != before.due else (None, "")
    words = [labelled(state.label, state.hint)] if move.targets else []
    words += [str(move.then)] if move.then and not others else []  # what it opened says what comes next
    if due and due > clock.now():
        words.append(labelled(due_label(what), moment_text(due)) + ".")
    return {
        "done": _("Done: %(act)s.", act=move.label),
        "opened": [
            (WORKFLOWS[one.kind].name_of(one.ref), url_of(one), str(state_label(one.kind, one.state))) for one in others
        ],
        "next": " ".join(words),
        "told": told_sentence(workflow.kind, move, thing, come_true(before.foretold)),
        **followed(current_user.id),
    }


def _refuse(workflow: Workflow, move: Move, thing: Any, once: Submit | None) -> None:
    """Raise what keeps the actor from the move, before a form is shown again; ``perform`` looks by itself."""
    known = earlier(acting(), once, act_name(workflow, move.name, thing))
    if known:
        raise AlreadyDone(known)
    admit(workflow, move, thing, acting())


def _attempt(workflow: Workflow, move: Move, thing: Any) -> Response | tuple[str, int]:
    """Make the move from the posted form, or say what keeps it from being made.

    Answers are shown once more, for a move that is checked or with the form's doubts, only when it would be made.
    ``thing`` is there to look at: what is decided on is loaded under the lock, what is shown again is as it is then.
    """
    once, step, before = once_given(), request.form.get("step"), _before(workflow, move, thing)
    form = form_for(move, thing, posted(), current_user, start=False)
    valid = form.validate()

    def shown(**how: Any) -> tuple[str, int]:
        return _show(workflow, move, thing and workflow.load(current_user.id, thing.subject.ref), form, **how)

    try:
        if not valid or step == "back":
            _refuse(workflow, move, thing, once)
            return shown(status=200 if valid else 422)
        asks = step == "check" or (step != "done" and (move.checked or form.doubts()))
        do: Callable[..., Any] = rehearse if asks else perform
        done = do(
            workflow, move.name, thing, form.given(), by=act_of(form, acting()), revision=revision_given(), once=once
        )
        if do is rehearse:
            return shown(step="check", foretold=done)
    except AlreadyDone as again:
        flash(again.message)
        return redirect(again.url)
    except (Invalid, MarkupRefused, NotFound, Stale) as refusal:
        put_errors(form, refusal)
        status = Stale.status if isinstance(refusal, Stale) else Invalid.status
        return shown(status=status, anew=isinstance(refusal, Stale | Reused))
    flash(cast(Any, said_of(workflow, done, before)))  # base.html shows the parts of a mapping
    return redirect(own_path(request.args.get("back")) or url_of(done.subject))


def view_move(kind: str, name: str, ref: str | None = None) -> Response:
    """Show the form of a move, or make the move; what it shows again is there for who comes back to it."""
    return returned_to(make_response(_move(kind, name, ref)))


def _move(kind: str, name: str, ref: str | None) -> Response | tuple[str, int]:
    workflow = WORKFLOWS[kind]
    move = workflow.move_by_name.get(name)
    if move is None or not move.offered or (ref is not None and not move.sources):
        raise NotFound(_("There is no such step."))
    with looking() if request.method == "POST" else nullcontext():
        thing = workflow.load(current_user.id, ref) if ref is not None else None
    with speaking_of(thing.subject if thing else None):
        if request.method == "POST":
            return _attempt(workflow, move, thing)
        admit(workflow, move, thing, acting())
        form = _begun(form_for(move, thing, None, current_user), thing)
        if move.checked and ref is not None and form.answered():
            return _check_at_once(workflow, move, ref, form)
        return _show(workflow, move, thing, form)


def _check_at_once(workflow: Workflow, move: Move, ref: str, form: MoveForm) -> tuple[str, int]:
    """Show the answers that a form begins with, to be checked; the form itself, where the move would be refused."""
    foretold = None
    with looking():
        thing = workflow.load(current_user.id, ref)
    try:
        foretold = rehearse(workflow, move.name, thing, form.given(), by=act_of(form, acting()))
    except (Invalid, MarkupRefused) as refusal:
        put_errors(form, refusal)
    step = "form" if foretold is None else "check"
    return _show(workflow, move, workflow.load(current_user.id, ref), form, step=step, foretold=foretold)


def _begun(form: MoveForm, thing: Any) -> MoveForm:
    """Put what the address says into the fields of a form that is shown for the first time."""
    for field in form:
        if field.name in request.args and not isinstance(field, FieldList | FormField):
            field.process(request.args)
    form.begun(thing)
    return form


def opening_path(workflow: Workflow, move: Move) -> str:
    """Return the path of the form that opens a new subject by ``move``: /groups/new, /groups/new/establish."""
    return f"/{workflow.collection}/new" + ("" if move is workflow.moves[0] else f"/{move.name}")


def add_routes(app: Flask) -> None:
    """Add the address of every kind's moves, and of the form that opens a new subject."""
    for workflow in WORKFLOWS.values():
        app.add_url_rule(
            f"/{workflow.collection}/<ref>/moves/<name>", f"{workflow.kind}.move", view_move,
            methods=["GET", "POST"], defaults={"kind": workflow.kind},
        )  # fmt: skip
        for move in workflow.moves:
            if not move.sources and move.offered:
                app.add_url_rule(
                    opening_path(workflow, move), f"{workflow.kind}.{move.name}", view_move,
                    methods=["GET", "POST"], defaults={"kind": workflow.kind, "name": move.name},
                )  # fmt: skip
