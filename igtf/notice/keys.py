"""Links and addresses that are one reader's alone: who quotes a mail whole must not hand them to everybody."""

import re

from flask import current_app, request
from werkzeug.exceptions import HTTPException

from igtf.core.replies import NoReplyAddress, read_address

LEFT_OUT = "[…]"
"""What stands where a link or an address was."""

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


def without_keys(text: str) -> str:
    """Return a text without the signed links of this site and the addresses to reply to that it holds."""
    site = current_app.config["BASE_URL"].lower()

    def link(found: re.Match[str]) -> str:
        ours = found[0].lower().startswith(f"{site}/")
        return LEFT_OUT if ours and _is_signed(found[1]) else found[0]

    return _ADDRESS.sub(lambda found: LEFT_OUT if _is_to_reply(found[0]) else found[0], _LINK.sub(link, text))


def holds_key(text: str) -> bool:
    """Return whether a text holds a signed link of this site, or an address to reply to."""
    return without_keys(text) != text
