"""Who calls: the person of the bearer token, or an anonymous reader. The pages' cookie counts for nothing."""

import re
from typing import Any

from flask import Response, g, request
from werkzeug.datastructures import LanguageAccept

from igtf.core.i18n import gettext as _
from igtf.core.i18n import offered
from igtf.core.page.errorpages import problem
from igtf.people.signins import person_by_token
from igtf.people.visitor import Nobody, Visitor, load_visitor

UNSAFE = ("POST", "PUT", "PATCH", "DELETE")
OWN = re.compile(r"api\.v1\.own_.+")
"""Endpoints that ask for a token to read too: they show what is the caller's own."""
OPEN = re.compile(r"api\.v1\.(move_clock|.+_none)")
"""Endpoints that ask for no token: the demonstration's clock, which belongs to whoever looks at it, and those that only
say that nothing is created there."""


def visitor_of_request() -> Visitor | Nobody | None:
    """Return who calls: nobody without a token, None when the token is wrong or ended."""
    header = request.headers.get("Authorization")
    if header is None:
        return Nobody()
    scheme, _space, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        return None
    person_id = person_by_token(token.strip())
    return load_visitor(person_id) if person_id else None


def _unauthorised(detail: str, error: str = "") -> Response:
    response = problem(401, _("A token is needed"), detail)
    response.headers["WWW-Authenticate"] = f'Bearer realm="IGTF"{error}'
    return response


def authorise() -> Response | None:
    """Make the caller the current user of this request, or answer 401."""
    visitor: Any = visitor_of_request()
    if visitor is None:
        return _unauthorised(
            _("This token is not known, or it has ended. Make a new one on your account page."),
            ', error="invalid_token"',
        )
    if request.method in UNSAFE and not visitor.is_authenticated and not OPEN.fullmatch(request.endpoint or ""):
        return _unauthorised(_("Writing needs a token: Authorization: Bearer …. Reading needs none."))
    if not visitor.is_authenticated and OWN.fullmatch(request.endpoint or ""):
        return _unauthorised(_("This shows what is your own. It needs a token: Authorization: Bearer …."))
    g._login_user = visitor  # Flask-Login's place for current_user: it would look into the cookie first
    if visitor.is_authenticated and not language_named():
        g.person_language = visitor.language
    return None


def language_named() -> bool:
    """Return whether Accept-Language names a language of this site: a program that says one means this answer.

    "*" names none: some programs send it by themselves.
    """
    named = LanguageAccept((code, quality) for code, quality in request.accept_languages if code != "*")
    return named.best_match(offered()) is not None
