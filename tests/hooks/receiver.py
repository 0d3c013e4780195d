"""A real server behind TLS on 127.0.0.1 that takes messages, with a certificate of an authority of its own."""

import json
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


class Message(NamedTuple):
    """What came: headers in lower case, and the bytes."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def said(self) -> Any:
        return json.loads(self.body)


class Receiver:
    """What was received, in order, and what is answered: a status and headers, after so many seconds or once let go."""

    def __init__(self) -> None:
        self.messages: list[Message] = []
        self.status, self.headers, self.pause = 204, {}, 0.0
        self.drips, self.let_go = False, threading.Event()

    def entries(self) -> list[int]:
        """Return the places of all entries received, in order."""
        return [item["log_index"] for message in self.messages for item in message.said["data"].get("items", [])]


def certified(folder: Path, name: str) -> tuple[Path, Path]:
    """Write a certificate for ``name`` that vouches for itself; return the files of certificate and key."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    files = folder / f"{name}.pem", folder / f"{name}.key"
    files[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    files[1].write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return files


@contextmanager
def running(receiver: Receiver, certificate: Path, key: Path) -> Iterator[int]:
    """Let ``receiver`` answer within the block; yield its port."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): text for name, text in self.headers.items()}
            receiver.messages.append(Message(self.path, headers, body))
            receiver.let_go.wait(receiver.pause)
            if receiver.drips:
                self._drip()
                return
            self.send_response(receiver.status)
            for name, text in receiver.headers.items():
                self.send_header(name, text)
            self.end_headers()

        def _drip(self) -> None:
            try:
                for _byte in range(600):
                    self.wfile.write(b"x")
                    time.sleep(0.05)
            except OSError:
                pass

        def log_message(self, *_said: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
