"""Links and addresses that are one reader's alone: who quotes a mail whole must not hand them to everybody."""

import re

from flask import current_app, request
from werkzeug.exceptions import HTTPException

from igtf.notice.replies import NoReplyAddress, read_address

_ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w.-]+")
_LINK = re.compile(r"https?://[^\s/<>\"']+(/[^\s<>\"'?#)\]]*)")


def _is_signed(path: str) -> bool:
    """Return whether a path of this site is that of a signed link."""
    adapter = current_app.create_url_adapter(request)
    try:
        _endpoint, given = adapter.match(path, method="GET") if adapter else ("", {})
    except HTTPException:
        return False
    return "token" in given


def _is_to_reply(address: str) -> bool:
    try:
        read_address(address)
    except NoReplyAddress:
        return False
    return True


def holds_key(text: str) -> bool:
    """Return whether a text holds a signed link of this site, or an address to reply to."""
    site = current_app.config["BASE_URL"].lower()
    links = (found[1] for found in _LINK.finditer(text) if found[0].lower().startswith(f"{site}/"))
    return any(_is_signed(path) for path in links) or any(_is_to_reply(found[0]) for found in _ADDRESS.finditer(text))
