"""The page of a form: what stands against it beside its fields, and 422 while something has to be corrected."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import render_template
from wtforms import Form

from igtf.core.errors import Invalid
from igtf.core.forms import put_errors


def shown(template: str, form: Form, **content: Any) -> tuple[str, int]:
    """Return the page of a form with its status: 422 when something in it has to be corrected."""
    page = render_template(template, form=form, form_errors=bool(form.errors), **content)
    return page, Invalid.status if form.errors else 200


@contextmanager
def refusals_in(form: Form) -> Iterator[None]:
    """Within the block, put into the form what a command refuses in its answers; the view goes on behind the block."""
    try:
        yield
    except Invalid as refused:
        put_errors(form, refused)
