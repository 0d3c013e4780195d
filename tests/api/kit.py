"""Callers of the API for tests: clients with a token, and a counter of queries."""

from typing import Any

from flask import Flask

from igtf.core.clock import real_now
from igtf.core.db import writing
from igtf.people.models import ApiToken, Person
from igtf.people.passwords import new_token, token_hash

ROOT = "/api/v1"


def give_token(person: Person, *, ended: bool = False, reads_only: bool = False) -> str:
    """Return a new token of ``person``."""
    token, now = new_token(), real_now()
    with writing() as own:
        own.add(
            ApiToken(token_hash=token_hash(token), person_id=person.id, label="test", reads_only=reads_only,
                     made_at=now, ended_at=now if ended else None)
        )  # fmt: skip
    return token


class Caller:
    """Calls the API, with the token of a person or without."""

    def __init__(self, app: Flask, person: Person | None = None, *, reads_only: bool = False) -> None:
        self.client = app.test_client()
        token = give_token(person, reads_only=reads_only) if person else ""
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def get(self, path: str, **headers: str) -> Any:
        return self.client.get(ROOT + path, headers=self.headers | _named(headers))

    def post(self, path: str, data: Any = None, **headers: str) -> Any:
        return self.client.post(ROOT + path, json={} if data is None else data, headers=self.headers | _named(headers))

    def put(self, path: str, data: Any = None) -> Any:
        return self.client.put(ROOT + path, json={} if data is None else data, headers=self.headers)

    def delete(self, path: str) -> Any:
        return self.client.delete(ROOT + path, headers=self.headers)

    def raw(self, path: str, body: bytes, kind: str = "application/json", **headers: str) -> Any:
        return self.client.post(ROOT + path, data=body, content_type=kind, headers=self.headers | _named(headers))


def _named(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


def issue_fields(**changes: Any) -> dict[str, Any]:
    """Return the body that files an issue."""
    return {
        "title": "Interconnection costs of landlocked countries",
        "summary": "Who can set cost-based principles?",
        "layer": "evolution", "topic": "communications-infrastructure",
    } | changes  # fmt: skip


def is_problem(answer: Any, status: int, words: str = "") -> bool:
    """Return whether an answer is a problem (RFC 9457) of this status that says ``words``."""
    said = answer.json
    return bool(
        answer.status_code == status == said["status"]
        and answer.mimetype == "application/problem+json"
        and said["title"]
        and words in said["detail"]
    )
