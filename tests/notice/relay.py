"""A real SMTP relay on 127.0.0.1 for tests, which keeps what it receives."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller


class Relay:
    """What the relay received, in order, with the senders of the envelopes.

    ``refused`` addresses get 550, and as long as it is ``full`` all get 452.
    While it is ``closing`` they get 421, and so many mails as it ``drops`` are taken in without a word: the connection
    is gone. It takes ``seconds`` for each.
    """

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.senders: list[str] = []
        self.refused: set[str] = set()
        self.full = self.closing = False
        self.drops = 0
        self.seconds = 0.0

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:
        if address in self.refused:
            return f"550 no such mailbox of {address}"
        if self.closing:
            return "421 closing the connection"
        if self.full:
            return "452 insufficient system storage"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:
        await asyncio.sleep(self.seconds)
        self.senders.append(envelope.mail_from)
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
        if self.drops:
            self.drops -= 1
            server.transport.abort()
        return "250 OK"

    def to(self) -> list[str]:
        """Return the addressees, one for each mail received."""
        return [str(mail["To"]) for mail in self.mails]


@contextmanager
def running(relay: Relay, port: int) -> Iterator[Relay]:
    """Let ``relay`` answer on ``port`` within the block."""
    controller = Controller(relay, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield relay
    finally:
        controller.stop()
