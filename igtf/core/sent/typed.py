"""The form that was sent with the present request, where it was refused before it was read."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from flask import current_app, g, request
from werkzeug.exceptions import HTTPException
from wtforms import Form, FormField, HiddenField
from wtforms.fields.core import UnboundField

from igtf.core.database.servers import SAFE
from igtf.core.forms import Choice, Several, Tick
from igtf.core.i18n import Text
from igtf.core.sent.rows import Rows
from igtf.core.wording import listed
from igtf.core.workflow import WORKFLOWS

_SECRET = {"password", "present", "code", "proof"}
_HIDDEN = {"csrf_token", "once", "revision", "step", "stop", "next", "hat", "quotes", "part", *_SECRET}
_CHOSEN = (Choice, Several, Tick, HiddenField)


def keep_typed(forms: Iterable[Form]) -> None:
    """Say which forms were sent with the present request, where its address does not tell."""
    g.typed = list(forms)


def typed_in(forms: Iterable[Form]) -> str:
    """Return what was typed into forms, each text with its label; '' where nothing was."""
    return _together([pair for form in forms for pair in _texts(form)])


def _texts(form: Form, called: str = "") -> Iterator[tuple[str, str]]:
    """Yield label and text of what was typed into a form, also in its rows; ``called`` is the row that it is in."""
    for field in form:
        if isinstance(field, Rows):
            for number, entry in enumerate(field.entries, 1):
                yield from _texts(entry.form, field.called(number)) if isinstance(entry, FormField) else ()
        elif not isinstance(field, _CHOSEN):
            texts = [text for text in field.raw_data or () if isinstance(text, str) and text.strip()]
            yield from ((listed(filter(None, (called, field.label.text))), text) for text in texts)


def kept_text() -> str:
    """Return what was typed into the form, so that no refusal loses it; several texts with the labels of a step."""
    if "typed" in g:
        return typed_in(g.typed)
    try:
        given = [(name.partition("-")[0], text) for name, text in request.form.items() if text.strip()]
    except HTTPException:  # the form itself is what is too large
        return ""
    form = form_of_step()
    fields = [(getattr(form, name, None), text) for name, text in given if name not in _HIDDEN]
    typed = [(_label(field), text) for field, text in fields if not _is_chosen(field)]
    return _together(typed)


def _together(typed: Sequence[tuple[Text | str, str]]) -> str:
    if len(typed) == 1:
        return typed[0][1]
    return "\n\n".join(f"{label}:\n{text}" if str(label) else text for label, text in typed)


def sent_again() -> list[tuple[str, str]]:
    """Return the answers of the form that was sent, for a page that sends them again with a key of its own session.

    Empty where one of them is a secret or a file, and where the form stood on no page of this site.
    """
    if request.method != "POST" or request.origin != request.host_url.rstrip("/"):
        return []
    try:
        given = [(name, text) for name, text in request.form.items(multi=True) if name != "csrf_token"]
        whole = not any(file.filename for file in request.files.values())
    except HTTPException:
        return []
    return given if whole and not _SECRET & {name for name, _text in given} else []


def form_of_step() -> type[Form] | None:
    """Return the form of the step of a subject that the request would take."""
    asked = request.view_args or {}
    workflow = WORKFLOWS.get(asked.get("kind", ""))
    move = workflow.move_by_name.get(asked.get("name", "")) if workflow else None
    return move.form if move else None


def _label(field: UnboundField | None) -> Text:
    return next((said for said in (field.args if field else ()) if isinstance(said, Text)), "")


def _is_chosen(field: UnboundField | None) -> bool:
    return field is not None and issubclass(field.field_class, _CHOSEN)


def form_page() -> str | None:
    """Return the page of the form itself, or else that on which it stands, of a subject or a link; None without."""
    own = request.url_rule and "GET" in (request.url_rule.methods or ())
    return request.path if own else page_around()


def page_without_slash() -> str | None:
    """Return the page that the present address would be without the slash at its end; None where there is none.

    With a slash end lists and folders only; it is easily typed at the end of any other address. A file is no page.
    """
    path, adapter = request.path.rstrip("/"), current_app.create_url_adapter(request)
    if not adapter or path == request.path or request.method not in ("GET", "HEAD"):
        return None
    try:
        _endpoint, asked = adapter.match(path, method="GET")
    except HTTPException:
        return None
    return None if any("/" in str(part) for part in asked.values()) else path


def page_of_name() -> str | None:
    """Return the present address with the number of a subject in place of its name: /recommendations/1 for …/R-1.

    None where no such name stands in it. Pages, mails and letters call the subject so, and whoever reads that types it.
    """
    for kind in WORKFLOWS.values():
        named = f"((?:/api/v1)?/{kind.collection}/){re.escape(kind.prefix)}([0-9]+(?:[/.].*)?)"
        found = re.fullmatch(named, request.path, re.IGNORECASE) if kind.prefix and request.method in SAFE else None
        if found:
            return found[1] + found[2]
    return None


def page_around() -> str | None:
    """Return the page that the form stands on, of a subject or of a link from a mail; None for others."""
    return page_of_subject() or page_of_link()


def page_of_subject() -> str | None:
    """Return the page of the subject that the form stands on: /issues/13 for /issues/13/comments; None for others."""
    return "/".join(request.path.split("/")[:3]) if "ref" in _sent_with() else None


def page_of_link() -> str | None:
    """Return the page of the link from a mail that the form stands on: /answer/xyz for /answer/xyz/acknowledge.

    None for others. Nobody has to sign in there.
    """
    sent = _sent_with()
    return request.path.rpartition("/")[0] if "token" in sent and "name" in sent else None


def _sent_with() -> Mapping[str, Any]:
    """Return what the address of a form says: of a subject its ``ref``, of a link its ``token``."""
    adapter = current_app.create_url_adapter(request)
    try:
        return adapter.match(method="POST")[1] if adapter else {}
    except HTTPException:
        return {}
