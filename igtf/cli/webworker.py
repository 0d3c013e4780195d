"""A web process: gunicorn starts it, and starts it again; waitress talks to clients, many at a time in one thread.

Only whole requests come to the threads that answer them, and what a client does not read yet waits beside them. So a
client that is slow, or does not read at all, takes memory within bounds and no thread, until its time is over.
"""

import logging
import os
import resource
import socket
import time
from typing import Any

from gunicorn.workers.base import Worker
from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer
from waitress.task import ErrorTask, Task, WSGITask
from waitress.utilities import Error

MEBI = 1024 * 1024
LIMITS = {
    "connection_limit": 1000,
    "max_request_header_size": 64 * 1024,
    "max_request_body_size": 8 * MEBI,  # pages refuse 6 MiB with a sentence
    "inbuf_overflow": 64 * 1024,  # what is longer waits in a file until it is whole, and nearly nothing sent is
    "outbuf_overflow": 256 * 1024,
    "outbuf_high_watermark": 8 * MEBI,
}
FILES = 4096
"""Open files of a process, as far as the system lets it: each connection is one, and long bodies wait in files."""

TO_SEND = 60.0
"""Seconds that a client has to send a whole request."""

SILENCE = 30.0
"""Seconds after which a client is given up that neither sends nor reads anything."""

LOOKS = 1.0
"""Seconds between two looks for clients that are too slow."""

SHORT = 64 * 1024
"""Bytes of an answer that wait for its next part: so the head of a page goes out with the page."""

WAITING = 200
"""Requests that wait for a thread; whoever comes then is sent away at once."""

TO_END = 10.0
"""Seconds to finish what was begun, when the process is to end."""


LEFT, NEXT = 0.002, 0.001
"""Seconds for which a process that is busy leaves a new connection to one that is not, and for which who has just taken
one leaves the next to others."""


class TooSlow(Error):
    """The request did not come to its end."""

    code, reason = 408, "Request Timeout"


class TooBusy(Error):
    """There are more requests than can be answered in time."""

    code, reason = 503, "Service Unavailable"


class _AtOnce(Task):
    """What is answered with parts that go out together."""

    def finish(self) -> None:
        """Send what was kept."""
        super().finish()
        self.channel.send_kept()


class WebRefusal(_AtOnce, ErrorTask):
    """The answer to what is no request, or to one for which there is no time."""


class WebAnswer(_AtOnce, WSGITask):
    """The answer to a request. After one without a body (204, 304) waitress would close the connection for nothing."""

    def set_close_on_finish(self) -> None:
        """Close the connection after this answer, unless it has no body and the client keeps its connection."""
        keeps = self.version == "1.1" and self.request.headers.get("CONNECTION", "").lower() != "close"
        if self.has_body or not keeps:
            super().set_close_on_finish()

    def write(self, data: bytes) -> None:
        """Take in a part of the answer; of one whose length nobody knows (a stream of events), send it at once."""
        super().write(data)
        if self.content_length is None:
            self.channel.send_kept()


class Channel(HTTPChannel):
    """A connection, since when a request is coming in, and whether the next one waits until the answer is read.

    And what was kept of an answer for its next part, and whether somebody sends at the moment.
    """

    task_class, error_task_class = WebAnswer, WebRefusal
    request: Any
    began = 0.0
    held = False
    kept = b""
    sending = False

    def received(self, data: bytes) -> Any:
        """Take in what the client sent."""
        if self.request is None:
            self.began = time.time()
        return super().received(data)

    def writable(self) -> Any:
        """Return whether there is something to do as soon as the client takes more.

        Not while somebody sends: a loop that looks again and again takes the interpreter from the thread that answers,
        for five milliseconds each time.
        """
        return self.held or self.will_close or (not self.sending and super().writable())

    def write_soon(self, data: Any) -> Any:
        """Send what the client takes of ``data``, or keep it for what follows when it is short, as a head is."""
        if isinstance(data, bytes) and len(data) < SHORT:
            self.kept += data
            if len(self.kept) >= SHORT:
                self.send_kept()
            return len(data)
        self.send_kept()
        return self._give(data)

    def _give(self, data: Any) -> Any:
        """Send what the client takes of ``data``. It is silent from now on at the earliest, however long this took."""
        if not self.total_outbufs_len:
            self.last_activity = time.time()
        return super().write_soon(data)

    def send_kept(self) -> None:
        """Send what was kept."""
        kept, self.kept = self.kept, b""
        self._give(kept)

    def _flush_some(self, do_close: bool = True) -> bool:
        self.sending = True
        try:
            return bool(super()._flush_some(do_close=do_close))
        finally:
            self.sending = False

    def handle_write(self) -> None:
        """Send what the client takes; once it has read all, the next request that it sent along goes on."""
        super().handle_write()
        if self.held and self.connected and not self.total_outbufs_len:
            self.held = False
            self.server.add_task(self)

    def give_up(self) -> None:
        """Answer a request that does not come to its end with a sentence, and close the connection."""
        with self.requests_lock:
            self.request.error = TooSlow("The request did not arrive in time. Nothing was written; please try again.")
            self.requests.append(self.request)
            self.request = None
        self.service()

    def check(self, now: float) -> None:
        """End the connection when its client did not do its part in time: asked nothing, or read no answer."""
        silent = self.last_activity < now - SILENCE
        if self.request is not None and not self.requests:
            if silent or self.began < now - TO_SEND:
                self.give_up()
        elif silent and (not self.requests or self.total_outbufs_len):
            self.handle_close()


class WebServer(TcpWSGIServer):
    """The connections of a web process, which shares its address with ``others`` or has it alone."""

    channel_class = Channel
    others = False
    left_until = 0.0
    next_at = 0.0
    looks_at = 0.0

    @property
    def busy(self) -> bool:
        """Whether who asks now would have to wait."""
        threads = self.task_dispatcher
        return bool(threads.queue) or threads.active_count >= len(threads.threads)

    def readable(self) -> bool:
        """Return whether the next connection is taken, if there is one."""
        accepts, now = bool(super().readable()), time.monotonic()
        return accepts and now >= self.next_at and (now >= self.left_until or not self.busy)

    def handle_accept(self) -> None:
        """Take a connection; as long as all threads are busy, leave it a moment to a process that has nothing to do.

        That one sleeps, and the loop of one that answers is awake: it would take all, and half of the processors idle.
        """
        now = time.monotonic()
        if self.others and self.busy and now > self.left_until + 4 * LEFT:
            self.left_until = now + LEFT
            return
        super().handle_accept()
        self.next_at = now + NEXT if self.others else now

    def add_task(self, task: Channel) -> None:
        """Let a thread answer the request of a channel; when too many wait, with a sentence that says so, at once.

        Who sends many requests along reads each answer before the next is made: else the thread would wait for that.
        """
        if task.total_outbufs_len:
            task.held = True
            self.pull_trigger()  # who sends may wait already for something else
            return
        waiting = self.task_dispatcher
        if len(waiting.queue) < WAITING:
            super().add_task(task)
            return
        task.requests[0].error = TooBusy("Too many people ask at the same time. Please try again in a minute.")
        with waiting.lock:
            waiting.queue.appendleft(task)
            waiting.queue_cv.notify()

    def turn(self, timeout: float) -> None:
        """Do what there is to do, for which it waits so many seconds; end the connections of clients that are too slow.

        Never while the loop gathers what it waits for: who came then would be given the number of a connection that was
        just closed, and its end with it.
        """
        wasyncore.loop(timeout=timeout, use_poll=True, map=self._map, count=1)
        now = time.time()
        if not self.looks_at - LOOKS <= now < self.looks_at:  # a clock that was set back stops nothing
            self.looks_at = now + LOOKS
            for channel in list(self.active_channels.values()):
                channel.check(now)

    def is_idle(self) -> bool:
        """Return whether nobody waits for an answer or for the rest of one."""
        return not any(channel.requests or channel.total_outbufs_len for channel in self.active_channels.values())


def make_server(application: Any, listener: socket.socket, threads: int, *, others: bool) -> WebServer:
    """Return what answers with ``application``, in so many threads, to whoever connects to ``listener``.

    ``others``: more processes listen there.
    """
    listener.setblocking(False)
    server = WebServer(
        application, _sock=listener, bind_socket=False, sockets=[listener], threads=threads, ident=None,
        sockinfo=(listener.family, listener.type, listener.proto, listener.getsockname()),
        clear_untrusted_proxy_headers=False, **LIMITS,
    )  # fmt: skip
    server.others = others
    return server


class WebWorker(Worker):
    """Serves until it is told to stop, or gunicorn is gone; then finishes what it has begun."""

    def run(self) -> None:
        """Serve."""
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)
        most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(FILES, most), most))
        server = make_server(self.wsgi, self.sockets[0].sock, self.cfg.threads, others=self.cfg.workers > 1)
        while self.alive and os.getppid() == self.ppid:
            self.notify()
            self._look(server)
        self._finish(server)

    def _look(self, server: WebServer) -> None:
        until = time.monotonic() + 1.0
        while self.alive and time.monotonic() < until:
            leaves = max(0.0, server.next_at - time.monotonic(), server.left_until - time.monotonic())
            server.turn(min(leaves + NEXT, LEFT) if leaves else 1.0)

    def _finish(self, server: WebServer) -> None:
        server.accepting = False
        end = time.monotonic() + TO_END
        while not server.is_idle() and time.monotonic() < end:
            server.turn(0.1)
        server.task_dispatcher.shutdown()
