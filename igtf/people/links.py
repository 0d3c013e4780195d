"""Signed links in mails: each for one purpose and a time, nothing kept for them."""

from datetime import timedelta
from typing import Any

from flask import current_app
from itsdangerous import BadData, URLSafeTimedSerializer

from igtf.core.errors import Refusal
from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l

LASTS = {"verify": timedelta(days=7), "reset": timedelta(hours=1), "invite": timedelta(days=30),
         "does-this-answer": timedelta(days=30), "milestone": timedelta(days=60),
         "authorship": timedelta(days=90)}  # fmt: skip
"""Purpose → how long a link of it works, in real time."""


_SIGN_IN, _RESET = (_l("Sign in"), "/sign-in"), (_l("New password"), "/reset")
_INSTEAD: dict[str, tuple[tuple[Text, str], ...]] = {
    "verify": (_SIGN_IN, (_l("Register"), "/register"), _RESET), "reset": (_RESET, _SIGN_IN),
    "invite": (_SIGN_IN, _RESET),
}  # fmt: skip
"""Purpose → where whoever comes with a link that has ended gets in, or gets a new one."""


class LinkEnded(Refusal):
    """A link from a mail that is too old, used, or damaged."""

    status = 410
    title: Text = _l("This link works no longer")


def _signer(purpose: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt=f"people.{purpose}")


def link_path(purpose: str, data: dict[str, Any]) -> str:
    """Return the path of a link that proves ``data`` for ``purpose``, a key of LASTS."""
    return f"/{purpose}/{_signer(purpose).dumps(data)}"


def ended(purpose: str) -> LinkEnded:
    """Return the refusal of a link that was used or is too old, with what to do instead."""
    said = _("It is too old or was used already. Ask for a new one; nothing is lost.")
    return LinkEnded(said, *((str(words), path) for words, path in _INSTEAD.get(purpose, ())))


def read_link(purpose: str, token: str) -> dict[str, Any]:
    """Return the data of a link; LinkEnded when it is too old, for something else, or damaged."""
    try:
        data: dict[str, Any] = _signer(purpose).loads(token, max_age=int(LASTS[purpose].total_seconds()))
    except BadData:
        raise ended(purpose) from None
    return data
