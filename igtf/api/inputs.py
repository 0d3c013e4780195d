"""What callers send: JSON bodies, filters, If-Match, Idempotency-Key; all bounded, each no said by name."""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, TypeVar

from flask import request
from wtforms import FieldList, Form, FormField

from igtf.core.errors import Invalid, NotFound, Refusal
from igtf.core.forms import AtMost, formdata
from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.sent.described import describe
from igtf.core.sent.rows import sample
from igtf.core.sent.submits import Submit, submit_of
from igtf.record.filters import NO_FIELD, NO_FILTER, one_of_these, unknown

DEEPEST = 6
KEY = "Idempotency-Key"
_KEY = re.compile(r"[\x21-\x7e]{1,200}")
_TAG = re.compile(r'(?:W/)?"?(\d{1,9})(?:\.[0-9a-f]+)?"?')
_NOTHING: Mapping[str, Any] = MappingProxyType({})
PAGED = ("after", "before", "limit")
"""The parameters by which a list is read page by page."""

Filled = TypeVar("Filled", bound=Form)
Thing = TypeVar("Thing")


class UnreadableBody(Refusal):
    """The body is no JSON object."""

    title: Text = _l("This cannot be read as JSON")


class NotJson(UnreadableBody):
    """What was sent does not say that it is JSON (RFC 9110, section 15.5.16)."""

    status = 415


class RevisionChanged(Refusal):
    """The subject has another revision than If-Match names (RFC 9110, section 13.1.1)."""

    status = 412
    title: Text = _l("Somebody changed this meanwhile")


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise UnreadableBody(_("The name “%(name)s” stands twice in one object.", name=name[:60]))
        found[name] = value
    return found


def _no_constant(name: str) -> Any:
    raise UnreadableBody(_("%(name)s is no JSON value.", name=name))


def _nested_too_deep() -> UnreadableBody:
    return UnreadableBody(_("The JSON is nested deeper than %(most)d levels.", most=DEEPEST))


def _bounded(value: Any, depth: int = 0) -> None:
    if depth > DEEPEST:
        raise _nested_too_deep()
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError as error:
            raise UnreadableBody(_("A text holds half of a surrogate pair, which is no character.")) from error
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for part in [*(value if isinstance(value, dict) else ()), *parts]:
        _bounded(part, depth + 1)


def _parsed(raw: bytes) -> Any:
    try:
        return json.loads(raw.decode(), object_pairs_hook=_once_each, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        where = {"line": error.lineno, "column": error.colno, "what": error.msg.removesuffix(" at")}
        raise UnreadableBody(_("Line %(line)d, column %(column)d: %(what)s.", **where)) from error
    except UnicodeDecodeError as error:
        raise UnreadableBody(_("Byte %(place)d is not UTF-8.", place=error.start + 1)) from error
    except RecursionError as error:
        raise _nested_too_deep() from error
    except ValueError as error:
        raise UnreadableBody(_("A number has too many digits.")) from error


def json_object() -> dict[str, Any]:
    """Return the body as an object, empty when there is none; 415, or Unreadable (400) with the place."""
    raw = request.get_data(cache=False)
    if not raw:
        return {}
    if request.mimetype != "application/json":
        raise NotJson(_("Send JSON, with Content-Type: application/json."))
    found = _parsed(raw)
    _bounded(found)
    if not isinstance(found, dict):
        raise UnreadableBody(_("The body must be an object: { … }."))
    return found


def nothing_asked() -> None:
    """Invalid where the body of this request holds anything."""
    errors = unknown(json_object(), [], NO_FIELD)
    if errors:
        raise Invalid(errors)


def named(known: Mapping[str, Thing], name: str) -> Thing:
    """Return what an act in an address stands for; NotFound, with the ones that there are, for an unknown one."""
    if name not in known:
        raise NotFound(_("There is no such act. There are: %(names)s.", names=", ".join(known)))
    return known[name]


def _texts(values: Iterable[Any]) -> bool:
    return all(isinstance(value, str) for value in values)


def _fits(kind: str, value: Any) -> bool:
    if kind == "boolean":
        return isinstance(value, bool)
    if kind in ("array", "list"):
        return isinstance(value, list)
    if kind == "file":
        return isinstance(value, dict) and set(value) == {"name", "base64"} and _texts(value.values())
    if kind in ("integer", "choice"):
        return isinstance(value, int | str) and not isinstance(value, bool)
    return isinstance(value, str)


_WRONG: dict[str, Text] = {
    "boolean": _l("This is true or false."),
    "array": _l("This is a list of texts."),
    "list": _l("This is a list of objects."),
    "integer": _l("Write a whole number."),
    "file": _l('This is a file: {"name": "report.pdf", "base64": "…"}.'),
}


def _not_offered(spec: Mapping[str, Any], value: Any) -> list[str]:
    """Return the sentence that names what can be chosen in a field, where ``value`` is none of that; empty is none."""
    known, chosen = spec.get("choices"), value if isinstance(value, list) else [value]
    return [one_of_these(known)] if known and not {str(part) for part in chosen} <= {*known, ""} else []


def misfits(form: Form, given: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return what in ``given`` the form cannot hold: unknown names and values, wrong types, lists that are too long."""
    errors: dict[str, list[str]] = {}
    specs = describe(form)
    for spec in specs:
        name, value = spec["name"], given.get(spec["name"])
        if value is None:
            continue
        if not _fits(spec["type"], value):
            errors[name] = [str(_WRONG.get(spec["type"], _l("This is a text.")))]
        elif rows := _rows(form[name], name, value) if isinstance(form[name], FieldList) else {}:
            errors |= rows
        elif spec["type"] == "array" and not _texts(value):
            errors[name] = [str(_WRONG["array"])]
        elif spec["type"] in ("line", "text") and len(value) > spec.get("max_length", len(value)):
            errors[name] = [AtMost(spec["max_length"]).said(len(value))]
        elif wrong := _not_offered(spec, value):
            errors[name] = wrong
    return errors | unknown(given, [spec["name"] for spec in specs], NO_FIELD)


def filled(make: Callable[[Any], Filled], given: Mapping[str, Any], begun: Mapping[str, Any] = _NOTHING) -> Filled:
    """Return the form that ``make`` makes of the data of a form, filled and valid; Invalid otherwise.

    What is left out of ``given`` keeps the value with which it was ``begun``.
    """
    errors = misfits(make(None), given)
    if errors:
        raise Invalid(errors)
    form = make(formdata({**begun, **given}))
    if not form.validate():
        raise Invalid(flat(form.errors))
    return form


def _rows(field: FieldList, name: str, rows: list[Any]) -> dict[str, list[str]]:
    if field.max_entries and len(rows) > field.max_entries:
        return {name: [_("Give at most %(most)d.", most=field.max_entries)]}
    entry = sample(field)
    form = entry.form if isinstance(entry, FormField) else None
    if not all(isinstance(row, str if form is None else dict) for row in rows):
        return {name: [str(_WRONG["array" if form is None else "list"])]}
    if form is None:
        return {}
    return {
        f"{name}.{place}.{part}": sentences
        for place, row in enumerate(rows)
        for part, sentences in misfits(form, row).items()
    }


def flat(errors: Any, path: str = "") -> dict[str, list[str]]:
    """Return WTForms' nested errors as path → sentences; '' is the whole form."""
    if isinstance(errors, dict):
        pairs = [(str(name or ""), part) for name, part in errors.items()]
    elif errors and all(isinstance(part, dict | list | tuple) for part in errors):
        pairs = [(str(place), part) for place, part in enumerate(errors)]
    else:
        return {path: [str(sentence) for sentence in errors]} if errors else {}
    found: dict[str, list[str]] = {}
    for name, part in pairs:
        found |= flat(part, f"{path}.{name}".strip("."))
    return found


def asked(*names: str, paged: tuple[str, ...] = ()) -> dict[str, str]:
    """Return the filters of this request by name.

    ``paged`` are the parameters by which the list is read on; none where it comes whole. Invalid for one that this list
    does not have, for one that is empty, and for one that is given twice: only one of two would count.
    """
    known = (*names, *paged, "lang")
    errors = unknown(request.args, known, NO_FILTER)
    for name in known:
        texts = request.args.getlist(name)
        if len(texts) > 1:
            errors[name] = [_("This is given twice; give it once.")]
        elif name in names and texts and not texts[0].strip():
            errors[name] = [_("This filter is empty; leave it out.")]
    if errors:
        raise Invalid(errors)
    return {name: text for name, text in request.args.items() if name in names}


def number_asked(text: str, name: str) -> int:
    """Return a filter that is a whole number; Invalid otherwise."""
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise Invalid({name: [_("Write a whole number.")]})
    return int(text)


def moment_asked(text: str, name: str) -> datetime:
    """Return a filter that is a date or a moment (ISO 8601, UTC unless it says otherwise), else Invalid."""
    try:
        moment = datetime.fromisoformat(text)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Invalid({name: [_("Write a date or a moment, such as 2026-11-30 or 2026-11-30T12:00:00Z.")]}) from error


def revision_asked() -> int | None:
    """Return the revision that If-Match names, plain or as in an ETag, None without one; else Changed."""
    header = request.headers.get("If-Match", "").strip()
    if header in ("", "*"):
        return None
    found = _TAG.fullmatch(header)
    if found is None:
        raise RevisionChanged(_('If-Match holds the revision you saw, such as "3".'))
    return int(found[1])


def submit_asked(given: Any) -> Submit | None:
    """Return the submit of the body ``given`` under the caller's key, None without one.

    Invalid unless the key is visible and short.
    """
    key = request.headers.get(KEY)
    if key is None:
        return None
    if not _KEY.fullmatch(key):
        raise Invalid({KEY: [_("The key is 1 to 200 visible ASCII characters.")]})
    return submit_of(f"api:{key}", given)
