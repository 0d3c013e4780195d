"""Where a moderator removes the words of an entry of the record, or what is in a file."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from igtf.core.i18n import gettext as _
from igtf.core.page.formpage import refusals_in, shown
from igtf.core.page.paging import number_asked
from igtf.core.policy import require
from igtf.discussion import policy, redacting
from igtf.discussion.emptying import files_left
from igtf.discussion.forms import RedactForm
from igtf.discussion.queries import comment_facts
from igtf.discussion.removing import Removed
from igtf.people.visitor import acting
from igtf.record.models import Event

bp = Blueprint("redacting", __name__)


@bp.get("/record/redact")
def asked() -> str | tuple[str, int]:
    """Ask for an entry, and show what of it would be removed."""
    number = number_asked("entry")
    require(policy.can_redact(comment_facts(acting())))
    if not number:
        return render_template("discussion/redact_which.html")
    return _page(_form(data={"entry": number}), number)


def _form(**given: Any) -> RedactForm:
    """Return the form with the files of what its entry is about; it asks for none where there are none."""
    form = RedactForm(**given)
    files = files_left(form.entry.data or 0)
    form.file.choices = [("", _("No file")), *files]
    if not files and not form.file.data:
        del form.file
    return form


def _page(form: RedactForm, number: int) -> tuple[str, int]:
    event = redacting.get_entry_or_404(number)
    redacting.check_may_redact(event, acting())
    return shown("discussion/redact.html", form, event=event, words=redacting.words_of(event))


@bp.post("/record/redact")
def redact() -> BaseResponse | tuple[str, int]:
    """Remove the words of an entry, with the reason, once what would go was shown."""
    form, step = _form(formdata=request.form), request.form.get("step")
    number = form.entry.data or 0
    if form.validate() and step != "back":
        event = redacting.get_entry_or_404(number)
        given = {name: value for name, value in form.data.items() if name != "entry"}
        with refusals_in(form):
            if step != "done":
                return _check(form, event, redacting.foretell(event, **given, by=acting()))
            redacting.redact(event, **given, by=acting())
            flash(_("It is removed. Hashes stay, and why it went is an entry of its own."))
            return redirect(f"/record/{event.id}" if event.subject_id else "/record")
    require(policy.can_redact(comment_facts(acting())))
    return _page(form, number)


def _check(form: RedactForm, event: Event, removed: Removed) -> tuple[str, int]:
    """Show what would be removed, with the words around it, before it is."""
    file = dict(files_left(event.id)).get(form.data.get("file", ""))
    words = [] if form.passage.data or file else redacting.words_of(event)
    return shown("discussion/redact_check.html", form, event=event, removed=removed, words=words, file=file)
