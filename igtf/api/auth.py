"""Who calls: the person of the bearer token, or an anonymous reader. The pages' cookie counts for nothing."""

import re
from typing import Any

from flask import Response, g, request
from werkzeug.datastructures import LanguageAccept

from igtf.core.i18n import gettext as _
from igtf.core.i18n import offered
from igtf.core.page.errorpages import problem
from igtf.people.models import ApiToken
from igtf.people.signins import token_given
from igtf.people.visitor import Nobody, load_visitor

UNSAFE = ("POST", "PUT", "PATCH", "DELETE")
OWN = re.compile(r"api\.v1\.own_.+")
"""Endpoints that ask for a token to read too: they show what is the caller's own."""
OPEN = re.compile(r"api\.v1\.(move_clock|.+_none)")
"""Endpoints that ask for no token: the demonstration's clock, which belongs to whoever looks at it, and those that only
say that nothing is created there."""


def _token_of_request() -> ApiToken | None:
    """Return the token that the call names; None when there is none, or it is wrong or ended."""
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    return token_given(token.strip()) if scheme.lower() == "bearer" and token.strip() else None


def _refused(status: int, title: str, detail: str, error: str = "") -> Response:
    """Return the refusal of a call with the ``error`` of its token (RFC 6750, section 3), '' where it has none."""
    response = problem(status, title, detail)
    response.headers["WWW-Authenticate"] = 'Bearer realm="IGTF"' + (f', error="{error}"' if error else "")
    return response


def _unauthorised(detail: str, error: str = "") -> Response:
    return _refused(401, _("A token is needed"), detail, error)


def authorise() -> Response | None:
    """Make the caller the current user of this request, or answer 401, or 403 to who acts with a token that reads."""
    token = _token_of_request()
    visitor: Any = load_visitor(token.person_id) if token else None
    if visitor is None and "Authorization" in request.headers:
        return _unauthorised(
            _("This token is not known, or it has ended. Make a new one on your account page."), "invalid_token"
        )
    if request.method in UNSAFE and not OPEN.fullmatch(request.endpoint or ""):
        if token is None:
            return _unauthorised(_("Writing needs a token: Authorization: Bearer …. Reading needs none."))
        if token.reads_only:
            said = _("It was made for reading alone. Make one that may act on your account page.")
            return _refused(403, _("This token only reads"), said, "insufficient_scope")
    if visitor is None and OWN.fullmatch(request.endpoint or ""):
        return _unauthorised(_("This shows what is your own. It needs a token: Authorization: Bearer …."))
    g._login_user = visitor or Nobody()  # Flask-Login's place for current_user: it would look into the cookie first
    if visitor and not language_named():
        g.person_language = visitor.language
    return None


def language_named() -> bool:
    """Return whether Accept-Language names a language of this site: a program that says one means this answer.

    "*" names none: some programs send it by themselves.
    """
    named = LanguageAccept((code, quality) for code, quality in request.accept_languages if code != "*")
    return named.best_match(offered()) is not None
