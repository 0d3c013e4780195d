"""The door for mail: an LMTP server (RFC 2033) on this machine, behind the mail server that takes mail from the world.

What cannot be taken now is answered by a code that begins with 4, and the mail server keeps it and tries again. A mail
has one recipient here, as LMTP answers for each of them.
"""

import asyncio
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import Envelope
from flask import Flask

from igtf.core.logs import log
from igtf.core.replies import EndedAddress, NoReplyAddress, ReplyAddress, read_address
from igtf.notice.receiving import BROKEN, receive

HOST = "127.0.0.1"
LARGEST = 5_000_000
"""Bytes of a mail that are taken: words with a few pictures, which are left out."""
MOST_OPEN = 10
"""Connections at once: each may hold a mail in memory."""
AT_WORK = 2
"""Mails that are worked on at once."""
SILENCE = 120.0
"""Seconds that a connection may be silent."""
PATIENCE = 30.0
"""Seconds that a mail which is worked on has when the server is stopped."""

NO_ADDRESS = "550 5.1.1 This is no address to reply to, or not the whole of it; nothing was written"
ENDED = "550 5.2.1 This address to reply to has ended; write your comment on the page that the mail names"
ONE_AT_A_TIME = "452 4.5.3 One recipient at a time, please"
FULL = "421 4.3.2 Too many connections; please try again"
STOPPING = "421 4.3.2 This server is being stopped; please try again"
_IN_FULL = {
    "552": f"552 5.3.4 This mail is larger than {LARGEST // 1_000_000} MB; send it without files",
    "500 Line too long": "500 5.5.2 A line of this mail is longer than RFC 5321 allows",
}
"""How the library's answer begins → the one with a code of RFC 3463."""


class _Door:
    """What is asked at each step of a connection; the library finds these by their names."""

    def __init__(self, app: Flask, workers: ThreadPoolExecutor) -> None:
        self.app, self.workers = app, workers

    async def handle_RCPT(
        self, server: "_Line", _session: Any, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Take the one recipient of a mail, when the address is one of ours."""
        if envelope.rcpt_tos:
            return ONE_AT_A_TIME
        try:
            with self.app.app_context():
                server.reply = read_address(address)
        except EndedAddress:
            return ENDED
        except NoReplyAddress:
            return NO_ADDRESS
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: "_Line", _session: Any, envelope: Envelope) -> str:
        """Take a mail, in a thread."""
        raw, sender = envelope.original_content or b"", envelope.mail_from or ""
        server.at_work = True
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self.workers, receive, self.app, server.reply, raw, sender)
        finally:
            server.at_work = False

    async def handle_exception(self, error: Exception) -> str:
        """Say that something broke, and no more."""
        log.error("mail broke", exc_info=error)
        return BROKEN


class _Line(LMTP):
    """One connection, for one ``reply`` after the other; ``lines`` are all that are open."""

    reply: ReplyAddress
    at_work = leaving = False

    def __init__(self, door: _Door, lines: "set[_Line]") -> None:
        super().__init__(
            door, hostname=door.app.config["REPLY_ADDRESS"].partition("@")[2], ident="IGTF", data_size_limit=LARGEST,
            enable_SMTPUTF8=True, timeout=SILENCE, loop=asyncio.get_running_loop(),
        )  # fmt: skip
        self.lines = lines

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if len(self.lines) >= MOST_OPEN:
            _say_goodbye(transport, FULL)
            return
        self.lines.add(self)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        if self in self.lines:
            self.lines.remove(self)
            super().connection_lost(error)

    async def push(self, status: Any) -> None:
        """Send an answer; the last one when the server is being stopped."""
        await super().push(next((full for begin, full in _IN_FULL.items() if status.startswith(begin)), status))
        if self.leaving and self.transport:
            self.transport.close()

    def leave(self) -> None:
        """End the connection, at once or with the answer to the mail that is worked on."""
        self.leaving = True
        if not self.at_work and self.transport:
            _say_goodbye(self.transport, STOPPING)


def _say_goodbye(transport: asyncio.BaseTransport, why: str) -> None:
    if isinstance(transport, asyncio.WriteTransport):
        transport.write(f"{why}\r\n".encode())
    transport.close()


async def serve(app: Flask, port: int, stop: asyncio.Event, *, ready: Callable[[], object] = lambda: None) -> None:
    """Take mail on ``port`` of this machine until ``stop`` is set; ``ready`` is called once it listens.

    Then nothing new is taken, and what is worked on is answered. OSError when nobody can listen there.
    """
    lines: set[_Line] = set()
    with ThreadPoolExecutor(AT_WORK) as workers:
        door = _Door(app, workers)
        server = await asyncio.get_running_loop().create_server(lambda: _Line(door, lines), HOST, port)
        ready()
        await stop.wait()
        server.close()
        for line in list(lines):
            line.leave()
        end = asyncio.get_running_loop().time() + PATIENCE
        while lines and asyncio.get_running_loop().time() < end:
            await asyncio.sleep(0.02)


def run(app: Flask, port: int, *, ready: Callable[[], object]) -> None:
    """Take mail until SIGTERM or SIGINT arrives."""

    async def until_stopped() -> None:
        stop = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        await serve(app, port, stop, ready=ready)

    asyncio.run(until_stopped())
