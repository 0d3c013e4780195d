"""How a message to a webhook is signed: by the Standard Webhooks specification (1.0), which libraries check."""

import hmac
from base64 import b64decode, b64encode
from datetime import datetime

from flask import current_app

_PREFIX = "whsec_"


def secret_of(salt: str) -> str:
    """Return the secret that the webhook with this salt shares with the site: 256 bits, as the specification writes it.

    It is made of the site's key: a copy of the database signs nothing.
    """
    key = str(current_app.secret_key).encode()
    return _PREFIX + b64encode(hmac.digest(key, f"hook {salt}".encode(), "sha256")).decode()


def signed(secret: str, number: str, at: datetime, body: bytes) -> dict[str, str]:
    """Return the headers of a message: its number, when it was sent (seconds since 1970), and both signed with it.

    A message that is sent again has the same number, and another moment.
    """
    moment = str(int(at.timestamp()))
    said = f"{number}.{moment}.".encode() + body
    signature = b64encode(hmac.digest(b64decode(secret.removeprefix(_PREFIX)), said, "sha256")).decode()
    return {"webhook-id": number, "webhook-timestamp": moment, "webhook-signature": f"v1,{signature}"}
