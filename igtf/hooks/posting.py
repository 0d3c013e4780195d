"""Posting to webhooks: at least once, in the order of the record; each has its own attempts and waits for no other."""

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import current_app

from igtf.core import clock
from igtf.core.db import session
from igtf.core.i18n import in_language
from igtf.core.logs import log
from igtf.core.text.jsontext import json_text
from igtf.hooks import commands
from igtf.hooks.models import Hook
from igtf.hooks.queries import HookNews, lost, news_for
from igtf.hooks.reaching import Unreached, networks, post
from igtf.hooks.signing import secret_of, signed
from igtf.notice.leases import claim
from igtf.people.models import Person
from igtf.proof.shapes import event_of

HANDS = 4
"""How many servers may keep the worker waiting at once."""

LARGEST = 100_000
"""Bytes of the entries in one message, unless a single one has more: what servers take that nobody told otherwise."""

TEST, ENTRIES = "test", "entries"
"""The types of messages."""


def _message(kind: str, data: dict[str, Any]) -> bytes:
    """Return a message as the specification of Standard Webhooks advises: type, moment, data."""
    return (json_text({"type": kind, "timestamp": clock.real_now(), "data": data}) + "\n").encode()


def _number(hook: Any, news: HookNews) -> str:
    """Return the number of a message: the same when it is sent again with the same entries."""
    return f"{hook.id}-{news.rows[0].log_index}-{news.read_to}"


def _items(news: HookNews) -> list[dict[str, Any]]:
    """Return the oldest entries that one message holds, one at least."""
    items: list[dict[str, Any]] = []
    left = LARGEST
    for item in map(event_of, news.rows):
        left -= len(json_text(item).encode())
        if items and left < 0:
            break
        items.append(item)
    return items


def _send(hook: Any, number: str, body: bytes) -> int:
    headers = {
        "Content-Type": "application/json", "User-Agent": f"IGTF/{current_app.config['RELEASE']}",
        **signed(secret_of(hook.salt), number, clock.real_now(), body),
    }  # fmt: skip
    return post(hook.address, body, headers, networks(current_app.config["HOOKS_WITHIN"]))


def _tell(hook: Any, number: str, body: bytes, taken: Callable[[int], None]) -> None:
    """Send a message and note what became of it; ``taken`` gets the status with which it was taken."""
    try:
        status = _send(hook, number, body)
    except Unreached as unreached:
        commands.note_failed(hook, unreached.failure, None)
    else:
        if 200 <= status < 300:
            taken(status)
        else:
            commands.note_failed(hook, "refused", status)


def tell(hook: Any) -> None:
    """Send a claimed webhook its test, or what comes next in the record, and note what became of it."""
    if hook.tested_at is None:
        number = f"{hook.id}-{TEST}-{clock.real_now():%Y%m%d%H%M%S}"
        _tell(hook, number, _message(TEST, {}), partial(commands.note_tested, hook))
        return
    news = news_for(hook)
    if not news.rows:
        commands.note_read(hook, news)
        return
    with in_language(session.get_one(Person, hook.person_id).language or "en"):
        items = _items(news)
    news = news.first(len(items))
    body = _message(ENTRIES, {"items": items, "read_to": news.read_to})
    session.rollback()  # no transaction is open while the server takes its time
    _tell(hook, _number(hook, news), body, partial(commands.note_taken, hook, news))


def tell_all(stopping: Callable[[], bool]) -> None:
    """Tell every webhook that waits, until ``stopping()``."""
    if session.scalar(lost().limit(1)):
        commands.note_lost()
    while not stopping():
        hook = claim(Hook)
        if hook is None:
            return
        try:
            tell(hook)
        except Exception as error:  # of one, which waits until its lease ends; the others go on
            log.error("webhook not told", hook_id=hook.id, exc_info=error)
