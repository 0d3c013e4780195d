"""What the processes of one site share in Redis: kept pages and calls to the worker. Nothing in it is needed.

When Redis does not answer it is left alone for a moment, and each process goes on by itself.
"""

import hashlib
import threading
import time
from collections.abc import Callable
from typing import Any, TypeVar, cast

from flask import Flask, Response

from igtf.core.db import Database
from igtf.core.logs import log

Result = TypeVar("Result")

QUICK = {"socket_connect_timeout": 0.5, "socket_timeout": 0.5}
"""Seconds that Redis has to answer: what it saves is not worth a longer wait."""

PAUSE = 5.0
"""Seconds for which it is left alone after it did not answer."""

_CALLS = "igtf:calls"


class Shared:
    """The Redis at ``url``; without one nothing is shared."""

    def __init__(self, url: str) -> None:
        self.silent_until = 0.0
        self._client: Any = None
        self._heard: Any = None
        if url:
            from redis import Redis
            from redis.backoff import NoBackoff
            from redis.retry import Retry

            self._client = Redis.from_url(url, retry=Retry(NoBackoff(), 1), **QUICK)

    def __bool__(self) -> bool:
        return self._client is not None

    def _try(self, act: Callable[[], Result]) -> Result | None:
        if self._client is None or time.monotonic() < self.silent_until:
            return None
        from redis.exceptions import RedisError

        try:
            return act()
        except (RedisError, OSError) as error:
            log.warning("redis does not answer", error=f"{type(error).__name__}: {error}")
            self.silent_until, self._heard = time.monotonic() + PAUSE, None
            return None

    def get(self, key: str) -> bytes | None:
        """Return what is kept under ``key``; None without it, or without Redis."""
        return cast(bytes | None, self._try(lambda: self._client.get(key)))

    def put(self, key: str, value: bytes, seconds: int) -> None:
        """Keep ``value`` for ``seconds``."""
        self._try(lambda: self._client.set(key, value, ex=seconds))

    def call(self) -> None:
        """Call the workers: there is something to do."""
        self._try(lambda: self._client.publish(_CALLS, b""))

    def wait(self, stop: threading.Event, seconds: float) -> None:
        """Wait until somebody calls, at most ``seconds``; without Redis until ``stop`` is set or they are over."""
        end = time.monotonic() + seconds
        if self._try(lambda: self._listen(seconds)) is None:
            stop.wait(max(0.0, end - time.monotonic()))

    def _listen(self, seconds: float) -> bool:
        """Hear the calls that have come, or wait for one."""
        if self._heard is None:
            self._heard = self._client.pubsub(ignore_subscribe_messages=True)
            self._heard.subscribe(_CALLS)
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if self._heard.get_message(timeout=left):
                while self._heard.get_message(timeout=0):
                    pass
                break
        return True


def short(*parts: object) -> str:
    """Return a key made of ``parts``, which may hold what is secret or long."""
    return f"igtf:{hashlib.blake2b(repr(parts).encode(), digest_size=20).hexdigest()}"


def init_app(app: Flask, db: Database) -> Shared:
    """Share in the Redis of REDIS_URL, call the workers after every write, and return what shares."""
    shared = app.extensions["igtf.shared"] = Shared(app.config["REDIS_URL"])

    @app.after_request
    def call(response: Response) -> Response:
        if db.has_written():
            shared.call()
        return response

    return shared
