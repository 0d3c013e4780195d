"""Replying to mails in tests: the real LMTP server on a port, and mails handed over to it by a socket."""

import asyncio
import re
import smtplib
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from sqlalchemy import select

from igtf.core.db import session
from igtf.core.mail import Mail
from igtf.core.replies import reply_address
from igtf.discussion.models import Comment
from igtf.notice.lmtp import serve
from igtf.record.models import Subject
from tests.factories import issue_form, make_person, sign_in
from tests.performance.server import free_port

INES = "Ines Exemplar <ines@people.example>"


@contextmanager
def receiving(app: Flask) -> Iterator[int]:
    """Let the server take mail within the block, and yield its port."""
    port, listens = free_port(), threading.Event()
    loop, stop = asyncio.new_event_loop(), asyncio.Event()
    thread = threading.Thread(target=lambda: loop.run_until_complete(serve(app, port, stop, ready=listens.set)))
    thread.start()
    assert listens.wait(10)
    try:
        yield port
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(30)
        loop.close()
        assert not thread.is_alive()


def hand_over(port: int, to: str, raw: bytes, *, sender: str = "ines@people.example") -> str:
    """Hand one mail over to the server, and return its answer: that to the mail, or the first refusal."""
    with smtplib.LMTP("127.0.0.1", port, timeout=30) as server:
        server.ehlo_or_helo_if_needed()
        for code, said in (server.mail(sender), server.rcpt(to)):
            if code >= 400:
                return f"{code} {said.decode()}"
        code, said = server.data(re.sub(b"\r?\n", b"\r\n", raw))
        return f"{code} {said.decode()}"


def mail(text: str = "I agree.", *, sender: str = INES, number: str = "<one@people.example>", **headers: str) -> bytes:
    """Return a plain reply; ``headers`` with ``_`` for their hyphens."""
    more = "".join(f"{name.replace('_', '-')}: {value}\n" for name, value in headers.items())
    return (
        f"From: {sender}\nTo: x@policy.example.org\nSubject: Re: [IGTF issue #1]\nMessage-ID: {number}\n{more}"
        f"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{text}\n"
    ).encode()


def discussed(app: Flask) -> tuple[object, object]:
    """File an issue by ines and comment on it by otso; return both, after their mails were made."""
    ines, otso = make_person("ines"), make_person("otso")
    assert sign_in(app, ines).post("/issues/new", data=issue_form()).status_code == 302
    said = {"body": "Transit through two neighbours doubles the price."}
    assert sign_in(app, otso).post("/issues/1/comments", data=said).status_code == 302
    return ines, otso


def address_of(person: object, subject: Subject | None = None) -> str:
    """Return the address to which a person replies about a subject, the first issue without one."""
    session.rollback()
    subject = subject or session.scalars(select(Subject).where(Subject.kind == "issue").order_by(Subject.id)).first()
    address = reply_address(person.id, subject.id)  # type: ignore[attr-defined]
    assert address
    return address


def comments() -> list[Comment]:
    """Return all comments but the one that ``discussed`` made."""
    session.rollback()
    return list(session.scalars(select(Comment).order_by(Comment.id).offset(1)))


def answers() -> list[Mail]:
    """Return the mails that answer replies."""
    session.rollback()
    return list(session.scalars(select(Mail).where(Mail.key.like("mail-%")).order_by(Mail.id)))
