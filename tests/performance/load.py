"""A load generator on plain sockets, so that it takes little from the processors that it shares with the server."""

import selectors
import socket
import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field

CONNECTIONS = 8
REQUESTS_EACH = 25
"""Requests on one connection before a new one is opened: so the web processes get even shares."""


@dataclass
class Measured:
    """What a round of requests took: seconds of each, seconds in all, bytes of one answer's body, the status."""

    seconds: list[float] = field(default_factory=list)
    wall: float = 0.0
    size: int = 0
    status: int = 0

    def add(self, other: "Measured") -> None:
        """Take in another round of the same requests."""
        self.seconds += other.seconds
        self.wall += other.wall
        self.size, self.status = other.size, other.status

    @property
    def rate(self) -> float:
        """Requests per second."""
        return len(self.seconds) / self.wall

    def percentile(self, share: float) -> float:
        """Return the time in milliseconds within which ``share`` of the requests were answered."""
        return sorted(self.seconds)[min(int(len(self.seconds) * share), len(self.seconds) - 1)] * 1000


def request(path: str, headers: dict[str, str] | None = None, body: bytes | None = None) -> bytes:
    """Return the bytes of a GET, or of a POST of a form when there is a ``body``."""
    lines = [f"{'GET' if body is None else 'POST'} {path} HTTP/1.1", "Host: 127.0.0.1", "Accept: text/html",
             "Accept-Encoding: gzip, deflate, br, zstd", "User-Agent: bench"]  # fmt: skip
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    if body is not None:
        lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + (body or b"")


class _Talk:
    """One connection: sends a request, gathers the answer."""

    def __init__(self, port: int) -> None:
        self.port, self.left = port, 0
        self.connection: socket.socket | None = None

    def send(self, asked: bytes) -> socket.socket:
        if self.left == 0 or self.connection is None:
            self.close()
            self.connection, self.left = socket.create_connection(("127.0.0.1", self.port), 30), REQUESTS_EACH
        self.left -= 1
        self.asked, self.gathered, self.began = asked, b"", time.perf_counter()
        self.connection.sendall(asked)
        return self.connection

    def finished(self) -> bool:
        """Read what is there; return whether the answer is complete. ConnectionError when it was cut off."""
        assert self.connection is not None
        part = self.connection.recv(262_144)
        if not part:
            raise ConnectionError("the server closed the connection within an answer")
        self.gathered += part
        head, found, body = self.gathered.partition(b"\r\n\r\n")
        if not found:
            return False
        self.head, self.body = head, body
        return int(head.split(b" ", 2)[1]) == 304 or len(body) >= int(self.header("Content-Length") or 0)

    def header(self, name: str) -> str | None:
        for line in self.head.decode("latin-1").split("\r\n")[1:]:
            key, _colon, value = line.partition(":")
            if key.lower() == name.lower():
                return value.strip()
        return None

    def close(self) -> None:
        if self.connection is not None:
            self.connection.close()
            self.connection = None


def once(port: int, asked: bytes) -> tuple[int, dict[str, str], bytes]:
    """Return status, headers and body of one answer."""
    talk = _Talk(port)
    with closing(talk):
        talk.send(asked)
        while not talk.finished():
            pass
    lines = talk.head.decode("latin-1").split("\r\n")
    pairs = (line.partition(":") for line in lines[1:])
    return int(lines[0].split(" ")[1]), {key.lower(): value.strip() for key, _colon, value in pairs}, talk.body


def hammer(port: int, requests: Iterator[bytes], seconds: float) -> Measured:
    """Send ``requests`` over ``CONNECTIONS`` connections, each when the one before it was answered.

    Stops sending after ``seconds``, but not before each connection had an answer. RuntimeError on one with 4xx or 5xx.
    """
    measured = Measured()
    talks = [_Talk(port) for _number in range(CONNECTIONS)]
    began = time.perf_counter()
    with selectors.DefaultSelector() as ready:
        _start(talks, requests, ready)
        while ready.get_map():
            for key, _events in ready.select(30):
                talk = key.data
                if not talk.finished():
                    continue
                measured.seconds.append(time.perf_counter() - talk.began)
                measured.size, measured.status = len(talk.body), int(talk.head.split(b" ", 2)[1])
                if measured.status >= 400:
                    raise RuntimeError(f"{talk.asked.split(b' HTTP')[0].decode()} was answered with {measured.status}")
                ready.unregister(key.fileobj)
                if time.perf_counter() - began < seconds:
                    _start([talk], requests, ready)
    measured.wall = time.perf_counter() - began
    for talk in talks:
        talk.close()
    return measured


def _start(talks: Iterable[_Talk], waiting: Iterator[bytes], ready: selectors.BaseSelector) -> None:
    for talk, asked in zip(talks, waiting, strict=False):
        ready.register(talk.send(asked), selectors.EVENT_READ, talk)
