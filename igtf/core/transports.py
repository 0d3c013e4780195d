"""How a mail leaves: printed to the console, kept as a file, or handed to an SMTP relay.

A transport is a context manager that yields ``deliver(mail, files)``. It raises ``RelayDown`` when nothing can be
delivered at present, which is no fault of the mail; any other error is about this one mail.
"""

import hashlib
import re
import smtplib
import ssl
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from email.header import Header
from email.headerregistry import BaseHeader, HeaderRegistry
from email.message import EmailMessage, MIMEPart
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime, parseaddr
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from igtf.core.clock import real_now
from igtf.core.mail import Mail
from igtf.core.sent.files import Enclosed

Settings = Mapping[str, Any]


class Deliver(Protocol):
    """Sends one mail, with the files that go along."""

    def __call__(self, mail: Mail, files: Sequence[Enclosed] = ()) -> None: ...


TIMEOUT = 10.0
"""Seconds that the relay may take for one answer."""

TO_TAKE_IN = 60.0
"""Seconds for its answer to a whole mail, which it looks at first. What is given up before is sent again, as a copy.

RFC 5321 (section 4.5.3.2.6) asks for ten minutes, for which the worker would stand still, or be killed when it has to
end.
"""


class _Headers(HeaderRegistry):
    """Headers by their classes; the library makes a class anew for each header of each mail, twice."""

    def __init__(self) -> None:
        super().__init__()
        self._classes: dict[str, type[BaseHeader]] = {}

    def __getitem__(self, name: str) -> type[BaseHeader]:
        if name not in self._classes:
            self._classes[name] = super().__getitem__(name)
        return self._classes[name]


# Folding at 78 would turn long links in List-Unsubscribe into encoded words, which mail programs do not
# follow; RFC 5322 (2.1.1) allows lines of 998.
_POLICY = SMTP.clone(max_line_length=998, header_factory=_Headers())
_SEVEN_BIT = _POLICY.clone(cte_type="7bit")


_ENCODED = "=?"
"""How an encoded word begins (RFC 2047, section 2)."""


RETURN_PATH = "Return-Path"
"""Among the headers of a mail that waits: whom it comes back to. Whoever delivers a mail writes it anew."""


class RelayDown(Exception):
    """The relay cannot be reached or refuses us; the mails wait."""


def address(settings: Settings) -> str:
    """Return the address that mails come from, at which the secretariat is reached."""
    return _address_in(settings["MAIL_FROM"])


def sender_of(mail: Mail, settings: Settings) -> str:
    """Return the address with which a mail leaves, and to which it comes back (RFC 5321, section 4.4)."""
    return mail.headers.get(RETURN_PATH) or address(settings)


def domain(settings: Settings) -> str:
    """Return the domain of this address, in which message ids and tags are made."""
    return address(settings).rpartition("@")[2] or "localhost"


@lru_cache(8)
def _address_in(sender: str) -> str:
    return parseaddr(sender)[1]


def message_id(key: str, settings: Settings) -> str:
    """Return the Message-ID of a key, always the same, so that a second copy can be recognised."""
    name = key.replace(":", ".")
    if not re.fullmatch(r"[A-Za-z0-9.-]+", name):
        name = hashlib.blake2b(key.encode(), digest_size=12).hexdigest()
    return f"<{name}@{domain(settings)}>"


def thread_headers(what: int, settings: Settings) -> dict[str, str]:
    """Return the headers by which mail programs keep all mails about a subject, by its id, in one thread."""
    thread = message_id(f"subject:{what}", settings)
    return {"In-Reply-To": thread, "References": thread}


class _Subject(str):
    """People's words as a subject that reads as they wrote it.

    The library takes what they wrote like an encoded word for one, and Python before CVE-2024-6923 was mended writes
    the line ends that it holds into the mail.
    """

    name = "Subject"

    def fold(self, *, policy: EmailPolicy) -> str:
        """Return the header's lines: the words with their marks, encoded."""
        lines = Header(str(self), "utf-8", header_name=self.name).encode(linesep=policy.linesep)
        return f"{self.name}: {lines}{policy.linesep}"


def _literal(value: str) -> str:
    if _ENCODED in value:
        raise ValueError("an address or header of a mail cannot hold encoded words")
    return value


def message_of(
    mail: Mail, settings: Settings, files: Sequence[Enclosed] = (), *, seven_bit: bool = False
) -> EmailMessage:
    """Return the message of a queued mail: text, HTML alternative, calendar and files where it has them, headers.

    ValueError when its address or one of its headers would be read as another one (RFC 2047).
    """
    message = EmailMessage(_SEVEN_BIT if seven_bit else _POLICY)
    message["From"] = settings["MAIL_FROM"]
    message["To"] = _literal(mail.to)
    message["Subject"] = _Subject(mail.subject) if _ENCODED in mail.subject else mail.subject
    message["Date"] = format_datetime(real_now())
    message["Message-ID"] = message_id(mail.key, settings)
    for name, value in {"Auto-Submitted": "auto-generated", **mail.headers}.items():
        if name != RETURN_PATH:
            message[name] = _literal(value)
    message.set_content(mail.text)
    if mail.html:
        message.add_alternative(mail.html, subtype="html")
    if mail.calendar:  # RFC 6047: the method of the part is that of the object
        message.add_attachment(mail.calendar, subtype="calendar", filename="meeting.ics",
                               params={"method": "PUBLISH"})  # fmt: skip
    if files and message.get_content_subtype() != "mixed":
        message.make_mixed()
    for file in files:
        message.attach(_part(file))  # type: ignore[arg-type]
    return message


def _part(file: Enclosed) -> MIMEPart:
    part = MIMEPart(SMTP)  # base64 has lines of 76 characters (RFC 2045), whatever the headers of the mail may have
    main, _slash, sub = file.mimetype.partition("/")
    part.set_content(file.data, main, sub, disposition="attachment", filename=file.name)
    return part


@contextmanager
def to_console(settings: Settings) -> Iterator[Deliver]:
    """Yield what prints a mail to the standard output."""

    def deliver(mail: Mail, files: Sequence[Enclosed] = ()) -> None:
        head = "".join(f"{name}: {value}\n" for name, value in message_of(mail, settings, files).items())
        sys.stdout.write(f"{head}\n{mail.text}\n{'-' * 78}\n")
        sys.stdout.flush()

    yield deliver


@contextmanager
def to_files(settings: Settings) -> Iterator[Deliver]:
    """Yield what writes a mail to IGTF_VAR/mail/<number>.eml, readable and openable by mail programs."""
    folder = Path(settings["VAR"]) / "mail"
    folder.mkdir(parents=True, exist_ok=True)

    def deliver(mail: Mail, files: Sequence[Enclosed] = ()) -> None:
        unfinished = folder / f".{mail.id:06}.part"
        unfinished.write_bytes(message_of(mail, settings, files).as_bytes())
        unfinished.rename(folder / f"{mail.id:06}.eml")

    yield deliver


class _Relay(smtplib.SMTP):
    """A connection that waits longer for the answer to a whole mail than for others."""

    def data(self, msg: Any) -> tuple[int, bytes]:
        """Send a whole mail and return what was answered to it."""
        assert self.sock
        self.sock.settimeout(TO_TAKE_IN)
        answered = super().data(msg)
        self.sock.settimeout(TIMEOUT)
        return answered


def _connected(settings: Settings) -> smtplib.SMTP:
    server = None
    try:
        server = _Relay(settings["SMTP_HOST"], settings["SMTP_PORT"], timeout=TIMEOUT)
        if settings["SMTP_STARTTLS"]:
            server.starttls(context=ssl.create_default_context())
        if settings["SMTP_USER"]:
            server.login(settings["SMTP_USER"], settings["SMTP_PASSWORD"])
    except (OSError, smtplib.SMTPException) as error:
        if server:
            server.close()
        raise RelayDown(f"{type(error).__name__}: {error}") from error
    return server


@contextmanager
def to_relay(settings: Settings) -> Iterator[Deliver]:
    """Yield what hands a mail to the SMTP relay; one connection for many mails, a new one after an error."""
    server: smtplib.SMTP | None = None

    def deliver(mail: Mail, files: Sequence[Enclosed] = ()) -> None:
        nonlocal server
        server = server or _connected(settings)
        try:
            message = message_of(mail, settings, files, seven_bit=True)
            server.send_message(message, sender_of(mail, settings), [mail.to])
        except BaseException:
            server.close()
            server = None
            raise

    try:
        yield deliver
    finally:
        if server:
            with suppress(OSError, smtplib.SMTPException):
                server.quit()


TRANSPORTS: dict[str, Callable[[Settings], AbstractContextManager[Deliver]]] = {
    "console": to_console,
    "file": to_files,
    "smtp": to_relay,
}


def transport(settings: Settings) -> AbstractContextManager[Deliver]:
    """Return the transport that the setting MAIL names.

    Nothing leaves a demonstration, whose persons are invented: there ``smtp`` means files.
    """
    name = "file" if settings["DEMO"] and settings["MAIL"] == "smtp" else settings["MAIL"]
    return TRANSPORTS[name](settings)
