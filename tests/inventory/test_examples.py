"""What the page of the API shows is pasted: each example is run as it stands, against the story."""

import html
import re
import shlex
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from sqlalchemy import select

from igtf.core.db import session
from igtf.hooks.signing import secret_of, signed
from igtf.people.models import Person
from igtf.record.models import Actor
from tests.api.kit import give_token


def shown(app: Flask, language: str = "en") -> dict[str, str]:
    """Return the examples of the page by name."""
    page = app.test_client().get(f"/api/?lang={language}").text
    return {name: html.unescape(text) for name, text in re.findall(r'<code id="(\w+)">(.*?)</code>', page, re.DOTALL)}


def pasted(app: Flask, text: str, token: str) -> list[Any]:
    """Do what the lines of curl say as a shell reads them, each with a fresh key; return the answers."""
    answers = []
    for line in text.replace("\\\n", " ").splitlines():
        key = f"key-{len(answers)}-{hash(line)}"
        unquoted = re.sub(r"'[^']*'", "", line)
        assert not re.search(r"[?&*]", re.sub(r'"[^"]*"', "", unquoted)), "a shell would take this for its own"
        command, address, *options = shlex.split(line.replace("$TOKEN", token).replace("$(uuidgen)", key))
        assert command == "curl"
        pairs = list(zip(options[::2], options[1::2], strict=True))
        assert {name for name, _value in pairs} <= {"-H", "-d"}
        body = dict(pairs).get("-d")
        answers.append(app.test_client().open(
            urlsplit(address)._replace(scheme="", netloc="").geturl(), method="POST" if body else "GET", data=body,
            headers=dict(value.split(": ", 1) for name, value in pairs if name == "-H"),
        ))  # fmt: skip
    return answers


def test_the_examples_work_as_they_stand(story: Flask) -> None:
    with story.app_context():
        token = give_token(session.scalars(select(Person).join(Actor).where(Actor.handle == "amadou")).one())
    for language in ("en", "fr"):
        text = shown(story, language)
        assert list(text) == ["read", "create", "comment", "position", "next", "desk", "verify"]
        assert [answer.status_code for answer in pasted(story, text["read"], token)] == [200] * 3
        for name, status in (("create", 201), ("comment", 201), ("desk", 200), ("position", 200)):
            (answer,) = pasted(story, text[name], token)
            assert answer.status_code == status, (name, answer.text)
    assert answer.json["state"] == "open"


def test_the_example_knows_what_is_from_here(story: Flask) -> None:
    example: dict[str, Any] = {}
    exec(shown(story)["verify"], example)
    with story.app_context():
        secret = secret_of("salt")
    headers = signed(secret, "1-7-9", datetime.now(UTC), b"{}")
    assert example["is_ours"](headers, b"{}", secret)
    assert not example["is_ours"](headers, b"{ }", secret)
    assert not example["is_ours"](signed(secret, "1-7-9", datetime(2026, 1, 1, tzinfo=UTC), b"{}"), b"{}", secret)


def test_the_example_reads_the_record_to_its_end(story: Flask) -> None:
    loop = shown(story)["next"]
    (following,) = re.findall(r"^next='([^']+)'", loop)
    assert re.search(r'curl -s "https?://[^/"]+\$next"', loop)
    numbers: list[int] = []
    while following:
        page = story.test_client().get(following).json
        numbers += [item["log_index"] for item in page["items"]]
        following = page["next"]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) > 300
