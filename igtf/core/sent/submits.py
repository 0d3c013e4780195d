"""Submits: the key of each, and a fingerprint of what was asked, so that another text under a key is not lost."""

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

BESIDE = ("csrf_token", "once", "revision", "step")
"""What a form carries beside its answers."""


@dataclass(frozen=True)
class Submit:
    """What was sent once or twice: its key, and the fingerprint of what it asked for."""

    key: str
    asked: str


def submit_of(key: str, given: Any) -> Submit:
    """Return the submit of ``given``, a JSON value; in objects the order of names says nothing."""
    return Submit(key, sha256(json.dumps(given, sort_keys=True).encode()).hexdigest())
