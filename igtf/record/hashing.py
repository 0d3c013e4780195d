"""What hashes of the record are made of. Nothing is loaded here: whoever verifies has only this."""

import hashlib
import json
from typing import Any


def canonical(data: Any) -> str:
    """Return the one JSON text of ``data`` that hashes are made of."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def payload_hash(salt: str, data: Any) -> str:
    """Return the SHA-256 (hex) of the salt and the canonical text of the payload."""
    return hashlib.sha256(f"{salt}\n{canonical(data)}".encode()).hexdigest()
