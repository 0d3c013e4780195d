"""Links that stop mail with one click: signed, so that whoever holds the mail needs no sign-in (RFC 8058)."""

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from igtf.core.errors import NotFound
from igtf.core.i18n import gettext as _
from igtf.core.mail import absolute


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="notice-stop")


def stop_url(actor_id: int, subject_id: int | None) -> str:
    """Return the address that stops mail about a subject (None: all mail) to an actor; it never expires."""
    return absolute(f"/notice/stop/{_signer().dumps([actor_id, subject_id or 0])}")


def read_token(token: str) -> tuple[int, int | None]:
    """Return actor and subject (None: all mail) of a link; NotFound when it was not signed here."""
    try:
        actor_id, subject_id = _signer().loads(token)
    except (BadSignature, ValueError, TypeError) as error:
        raise NotFound(_("This link is not complete. Use the whole link at the end of the mail.")) from error
    return int(actor_id), int(subject_id) or None


def stop_headers(url: str) -> dict[str, str]:
    """Return the headers by which mail programs offer to stop the mail (RFC 2369, RFC 8058)."""
    return {"List-Unsubscribe": f"<{url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
