"""Errors are pages with a way on: the sentence why, the text kept; JSON problems (RFC 9457) in the API."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from flask import Flask, Response, current_app, g, jsonify, redirect, render_template, request
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from igtf.core.database.engines import is_full
from igtf.core.database.servers import SAFE
from igtf.core.db import database
from igtf.core.errors import Invalid, Refusal
from igtf.core.i18n import Text, ngettext
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.limits import COSTLY, to_wait
from igtf.core.logs import log
from igtf.core.moments import lasting
from igtf.core.page.frame import asked_without
from igtf.core.security import there_and_back
from igtf.core.sent.typed import (
    form_of_step,
    form_page,
    kept_text,
    page_around,
    page_of_link,
    page_of_name,
    page_of_subject,
    page_without_slash,
    sent_again,
)
from igtf.core.text.plaintext import MarkupRefused

_SENTENCES = {
    401: (_l("Sign in first"), _l("Your session has ended or you have not signed in. Nothing was written.")),
    404: (_l("There is no such page"), _l("The address leads nowhere. It may have been mistyped.")),
    405: (_l("This address does not take that"), _l("Open the page it belongs to and use the form there.")),
    413: (_l("This is too large"), _l("What you sent is larger than this site takes (6 MB). Nothing was written.")),
    414: (
        _l("This address is too long"),
        _l("It asks for more than a page can show. Search for fewer words, or leave filters out."),
    ),
    429: (_l("Too many attempts"), _l("Please wait a minute, then try again. Nothing was written.")),
    500: (_l("Something broke here"), _l("It is our fault, and it is in our log. Nothing was half written.")),
    503: (_l("The database is not reachable"), _l("Please try again in a minute. Nothing was written.")),
}

_A_MINUTE = timedelta(minutes=1)
"""How long the sentence of 429 says that it is; some limits are for an hour or a day."""

_NO_TOKEN = (
    _l("Pages take no token"),
    _l("A page is for who is signed in. Programs use the API, whose addresses begin with /api/v1; /api/ says how."),
)

_FULL = (
    _l("There is no room left here"),
    _l("The disk of this site is full, and nothing was written. Keep your text, and tell the operator of this site."),
)


def problem(status: int, title: str, detail: str, **more: Any) -> Response:
    """Return an RFC 9457 problem answer."""
    response = jsonify({"type": "about:blank", "title": title, "status": status, "detail": detail, **more})
    response.status_code, response.mimetype = status, "application/problem+json"
    return response


def _asks_program() -> bool:
    """Return whether the address is one of the API, a feed or data, which have no pages to lead to.

    One's own data below /account/ is asked for by a browser, whose reader may have to sign in.
    """
    of_data = request.path.endswith(".json") and not request.path.startswith("/account/")
    return of_data or request.path.startswith(("/api/", "/feeds/"))


def answer(
    status: int, title: str, message: str, *, instead: Iterable[tuple[str, str]] = (),
    first: tuple[Text, str] | None = None, again: bool = False, **more: Any,
) -> Response:  # fmt: skip
    """Return the error as a page, or as a problem where a program asks; ``instead`` leads to what can be done.

    ``first`` leads to what has to be done before, and from there back. ``again``: the page sends the form again.
    """
    if _asks_program():
        return problem(status, title, message, **more)
    if status in (401, 403) and request.headers.get("Authorization", "").casefold().startswith("bearer "):
        return problem(status, *(str(text) for text in _NO_TOKEN), **more)
    if status >= 500:  # whoever reads this is not looked up now: Flask-Login would, for every template
        g.setdefault("_login_user", current_app.login_manager.anonymous_user())  # type: ignore[attr-defined]
    way_on = [*instead, (_("Home"), "/"), (_("Search"), "/search"), (_("How it works"), "/how-it-works")]
    page = page_around() if status not in (404, 410) else None
    if page:
        way_on = [(_("Back to its page"), page), *way_on]
    if first:
        way_on = [(str(first[0]), there_and_back(first[1], form_page())), *way_on]
    if status in (401, 403) and not current_user.is_authenticated and not page_of_link():
        place = form_page()
        then = f"?next={quote(place)}" if place else ""
        if request.method == "POST":
            message, again = " ".join((_("You are signed out."), message)), True
        entries = [(_("Sign in"), f"/sign-in{then}"), (_("Make an account"), f"/register{then}")]
        title, way_on = _("Sign in to go on"), [*entries, *way_on]
    html = render_template(
        "errors/error.html", status=status, title=title, message=message, way_on=way_on, kept=kept_text(),
        again=sent_again() if again else (), request_id=g.get("request_id"),
    )  # fmt: skip
    return Response(html, status=status)


def _moved(page: str) -> Response:
    """Lead to the address that was meant, with what was asked there."""
    asked = asked_without()
    return current_app.make_response(redirect(f"{quote(page)}?{asked}" if asked else quote(page), 308))


def _refusal(error: Refusal) -> Response:
    if error.status == 404 and (page := page_of_name()):
        return _moved(page)
    more: dict[str, Any] = {"errors": error.errors} if isinstance(error, Invalid) else {}
    return _later(
        answer(error.status, str(error.title), error.message, instead=error.way_on, first=error.first, **more)
    )


def _later(response: Response) -> Response:
    """Say when to come back, where something could not be had now."""
    if response.status_code == 503:
        response.headers["Retry-After"] = "10"
    return response


def _again() -> Response:
    """Return what this request leads to when it is begun once more."""
    try:
        begun = current_app.preprocess_request()
        return current_app.make_response(current_app.dispatch_request() if begun is None else begun)
    except Exception as error:
        return current_app.make_response(current_app.handle_user_exception(error))


def _markup(error: MarkupRefused) -> Response:
    return answer(422, str(Invalid.title), error.message, errors={"": [error.message]})


def _sentence(error: HTTPException, status: int) -> tuple[Text, Text]:
    """Return title and sentence of an error; a program is told what its address takes, as it has no form."""
    title, message = _SENTENCES.get(status, (error.name, error.description or error.name))
    if status == 429 and request.method in SAFE:
        message = ngettext("It takes long to make this: it is given %(num)d time a minute. Ask again in a minute.",
                           "It takes long to make this: it is given %(num)d times a minute. Ask again in a minute.",
                           COSTLY)  # fmt: skip
    elif status == 429 and (time := to_wait()) > _A_MINUTE:
        message = _("Please try again later. Time to wait: %(time)s. Nothing was written.", time=lasting(time))
    if isinstance(error, MethodNotAllowed) and error.valid_methods and _asks_program():
        message = _("This address takes %(methods)s.", methods=", ".join(sorted(error.valid_methods)))
    return title, message


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    if status < 400:
        return error.get_response()  # type: ignore[return-value]
    if isinstance(error, CSRFError):
        return _expired()
    if status == 404 and (page := page_without_slash()):
        return _moved(page)
    if status == 405 and request.method == "GET" and not _asks_program() and (page := page_of_subject()):
        return current_app.make_response(redirect(page))
    title, message = _sentence(error, status)
    response = answer(status, str(title), str(message))
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            response.headers[name] = value
    return response


def _expired() -> Response:
    """Return the answer to a form of another session: whoever signed out meanwhile is led back by signing in."""
    if not current_user.is_authenticated and (page_of_subject() or form_of_step()):
        return answer(403, "", _("Sign in, then send it again."))
    place = form_page()
    again = current_user.is_authenticated and bool(sent_again())
    said = _("Nothing is recorded yet.") if again else _("Open it again and send what you wrote, kept below.")
    instead = [(_("Open the form again"), place)] if place and place != page_around() else []
    return answer(400, _("This form has expired"), said, instead=instead, again=again)


def _said(error: BaseException | None) -> str:
    """Return which constraint a database names, without the values that PostgreSQL adds."""
    told = getattr(error, "diag", None)
    return str(told.constraint_name if told else error)


def _database(error: Exception) -> Response:
    if isinstance(error, IntegrityError):
        log.warning("constraint", detail=_said(error.orig))
        return answer(409, _("This was done meanwhile"), _("Somebody did the same a moment before. Look at it again."))
    if isinstance(error, DataError):
        log.warning("data", detail=type(error.orig).__name__)
        return answer(
            422, str(Invalid.title), _("Something in this is a character or a number that cannot be kept. Correct it.")
        )
    if isinstance(error, OperationalError | PoolTimeout):
        log.error("database", exc_info=error)
        if is_full(error):
            return _later(answer(503, *(str(text) for text in _FULL)))
        if database().turn_away():
            return _again()
        return _later(answer(503, *(str(text) for text in _SENTENCES[503])))
    return _broken(error)


def _broken(error: Exception) -> Response:
    log.error("broken", exc_info=error)
    return answer(500, *(str(text) for text in _SENTENCES[500]))


def init_app(app: Flask) -> None:
    """Register the handlers; unexpected errors are raised in tests rather than shown."""
    app.register_error_handler(Refusal, _refusal)
    app.register_error_handler(MarkupRefused, _markup)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(DBAPIError, _database)
    app.register_error_handler(PoolTimeout, _database)
    if not app.config.get("TESTING"):
        app.register_error_handler(500, _broken)
