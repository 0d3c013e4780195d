"""A witness that nobody here wrote: ``sigsum-witness`` of Debian's sigsum-go.

It witnesses one log, which it knows by its key, under the name that Sigsum gives a log: made of the hash of its key.
Debian builds it so that Go takes the patterns of its addresses as they were understood before Go 1.22, unless its
environment says otherwise.
"""

import base64
import hashlib
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tests.performance.server import free_port

_AS_WRITTEN = {"GODEBUG": "httpmuxgo121=0"}


class Running(NamedTuple):
    """A witness that answers: its name, the line of its key, and its address."""

    name: str
    key: str
    address: str

    @property
    def setting(self) -> str:
        """The setting by which a site asks it."""
        return f"{self.key} {self.address}"


def public_of(line: str) -> bytes:
    """Return the public key that the line of a key holds."""
    return base64.b64decode(line.rpartition("+")[2])[1:]


def log_name(public: bytes) -> str:
    """Return the name of the log with this key, as Sigsum makes it."""
    return f"sigsum.org/v1/tree/{hashlib.sha256(public).hexdigest()}"


def ssh_line(public: bytes) -> str:
    """Return a public key as SSH writes it (RFC 8709)."""
    parts = b"".join(len(part).to_bytes(4, "big") + part for part in (b"ssh-ed25519", public))
    return f"ssh-ed25519 {base64.b64encode(parts).decode()}\n"


def vkey(name: str, public: bytes) -> str:
    """Return the line of a witness's key (C2SP, tlog-cosignature)."""
    kind = b"\x04" + public
    number = hashlib.sha256(f"{name}\n".encode() + kind).digest()[:4].hex()
    return f"{name}+{number}+{base64.b64encode(kind).decode()}"


def _new_key(file: Path) -> bytes:
    subprocess.run(["sigsum-key", "generate", "-o", str(file)], check=True, capture_output=True)
    return base64.b64decode(file.with_suffix(".pub").read_text().split()[1])[-32:]


def _wait(port: int) -> None:
    end = time.monotonic() + 10
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.02)
    raise TimeoutError("the witness does not answer")


@contextmanager
def running(folder: Path, log: bytes) -> Iterator[Running]:
    """Yield a witness of the log with the public key ``log``, which has seen nothing yet; it ends with the block."""
    own, known, port = folder / "witness", folder / "log.pub", free_port()
    public = _new_key(own)
    known.write_text(ssh_line(log))
    name = f"sigsum.org/v1/witness/{hashlib.sha256(public).hexdigest()}"
    with subprocess.Popen(
        ["sigsum-witness", "-k", str(own), "--log-key", str(known), "--state-file", str(folder / "seen"),
         f"127.0.0.1:{port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=os.environ | _AS_WRITTEN,
    ) as process:  # fmt: skip
        try:
            _wait(port)
            yield Running(name, vkey(name, public), f"http://127.0.0.1:{port}")
        finally:
            process.send_signal(signal.SIGTERM)
