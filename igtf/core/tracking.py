"""Tracking parameters: what social networks, newsletters and search engines add to an address is dropped at the door.

They follow who clicked, and mean nothing here. Left in place, each click would have an address of its own: its page
would be made anew, and the links on it would carry the mark of that reader on to whoever gets them next.
"""

import re

FAMILIES = ("utm_", "mtm_", "pk_", "hsa_", "__hs")
"""How the names begin that come in families: of campaigns (also Matomo's), and of HubSpot."""

NAMES = (
    "_ga", "_gl", "dclid", "gbraid", "gclid", "gclsrc", "srsltid", "wbraid",  # Google
    "fbclid", "igsh", "igshid",  # Meta
    "msclkid", "li_fat_id",  # Microsoft, LinkedIn
    "ScCid", "epik", "rdt_cid", "ttclid", "twclid",  # Snapchat, Pinterest, Reddit, TikTok, X
    "_openstat", "yclid", "ysclid",  # Yandex
    "_hsenc", "_hsmi", "_kx", "ck_subscriber_id", "mc_cid", "mc_eid", "mkt_tok", "oly_anon_id", "oly_enc_id", "vero_id",
)  # fmt: skip
"""The others, by who adds them; the last line is of those who send newsletters."""

_TRACKS = re.compile(rf"(?:(?:{'|'.join(FAMILIES)})[^=]*|{'|'.join(NAMES)})(?:=|\Z)")


def untracked(query: str) -> str:
    """Return the query of an address without its tracking parameters; the others stay as they are."""
    parts = query.split("&")
    return "&".join(part for part in parts if not _TRACKS.match(part))
