"""The page of a form: what stands against it beside its fields, and 422 while something has to be corrected."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Response, make_response, render_template
from wtforms import Form

from igtf.core.errors import Invalid
from igtf.core.forms import put_errors
from igtf.core.i18n import Text
from igtf.core.security import kept_nowhere


def shown(template: str, form: Form, **content: Any) -> tuple[str, int]:
    """Return the page of a form with its status: 422 when something in it has to be corrected."""
    page = render_template(template, form=form, form_errors=bool(form.errors), **content)
    return page, Invalid.status if form.errors else 200


def shown_once(title: Text, said: Text, way_on: str) -> Response:
    """Return the one answer that has a secret, in what is ``said``: it is kept nowhere, nor in a cookie."""
    return kept_nowhere(make_response(render_template("account/secret.html", title=title, said=said, way_on=way_on)))


@contextmanager
def refusals_in(form: Form) -> Iterator[None]:
    """Within the block, put into the form what a command refuses in its answers; the view goes on behind the block."""
    try:
        yield
    except Invalid as refused:
        put_errors(form, refused)
