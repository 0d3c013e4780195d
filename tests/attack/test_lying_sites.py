"""``igtf verify`` of sites and receipts that lie: a sentence, on one line, whatever they answer."""

import json
import socket
import struct
import threading
from contextlib import contextmanager, suppress

import pytest
from click.testing import CliRunner

from igtf.cli import main, verifying
from igtf.proof import notes, tree
from tests.timing import cpu_seconds

SEED = b"x" * 32
ENTRY = {"place": 1, "number": 1, "kind": "issue.file", "at": "2026-01-01", "hash": "x"}
OK = b"HTTP/1.1 200 OK\r\n"


def receipt_of(name="lies.example/record", **changes):
    """Return a receipt that is signed by the key that it names."""
    entry = json.dumps(ENTRY | changes)
    note = notes.sign(notes.Checkpoint("lies.example", 1, tree.leaf_hash(entry.encode())).text, name, SEED)
    found = {"entry": entry, "payload": None, "path": [], "key": notes.key_line(name, SEED), "checkpoint": note}
    return json.dumps(found)


def verified(*arguments):
    """Return the exit code of ``igtf verify`` and the lines that it printed."""
    done = CliRunner().invoke(main, ["verify", *map(str, arguments)])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    assert not any(sign in done.output for sign in ("\x1b", "\x9b", "\u202e"))
    return done.exit_code, done.output.splitlines()


@contextmanager
def site(answer, reset=False):
    """Answer whatever is asked with some bytes, and end the connection; yield the address."""

    def run():
        while True:
            try:
                connection, _address = server.accept()
            except OSError:
                return
            with connection, suppress(ConnectionError):  # who reads a part ends it
                connection.recv(65536)
                connection.sendall(answer)
                if reset:
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=run)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
        server.shutdown(socket.SHUT_RDWR)
    thread.join()


def test_a_receipt_writes_no_line_of_its_own(tmp_path):
    file = tmp_path / "receipt.json"
    file.write_text(receipt_of())
    code, honest = verified(file)
    assert (code, len(honest)) == (0, 4)
    for changes in ({"kind": "\ud800"}, {"kind": "x\nSigned by the key you know"}, {"at": "\x1b[2J\x9b\u202e"},
                    {"name": "a\u202e\nb"}):  # fmt: skip
        file.write_text(receipt_of(**changes))
        code, lines = verified(file)
        assert (code, len(lines)) == (0, 4) if "name" not in changes else code in (0, 1), changes
        assert [line for line in lines if line.startswith("Signed by the key")] == []


def test_what_is_no_file_or_has_no_folder_is_said(tmp_path):
    for source in (tmp_path / "nothing.json", tmp_path):
        code, lines = verified(source)
        assert (code, len(lines), "is no file that can be read" in lines[0]) == (1, 1, True)
    file = tmp_path / "receipt.json"
    file.write_text(receipt_of())
    code, lines = verified(file, "--memory", tmp_path / "nowhere" / "seen")
    assert (code, "There is no folder" in lines[0]) == (1, True)


@pytest.mark.parametrize(
    ("answer", "reset", "why"),
    [(OK + b"Content-Length: 100\r\n\r\nabc", True, "gave no answer to go by"),
     (b"HTTP/1.1 302 x\r\nLocation: /record/key\r\n\r\n", False, "infinite loop"),
     (b"HTTP/1.1 302 x\r\nLocation: file:///etc/passwd\r\n\r\n", False, "is not allowed"),
     (b"HTTP/1.1 500 \x1b[2J\xc2\x9b\r\n\r\n", False, "gave no answer to go by"),
     (OK + b"a: b\r\n" * 10_000 + b"\r\n", False, "more than 100 headers")],
    ids=["reset", "loop", "a file", "signs", "headers"],
)  # fmt: skip
def test_a_site_that_answers_nonsense_is_refused_on_one_line(answer, reset, why):
    with site(answer, reset) as address:
        code, lines = verified(address)
    assert (code, len(lines)) == (1, 1)
    assert why in lines[0]


def test_an_answer_without_end_is_read_in_part(monkeypatch):
    monkeypatch.setattr(verifying, "LARGEST", 1_000_000)
    with site(OK + b"\r\n" + b"x" * 3_000_000) as address:
        answers = []
        assert cpu_seconds(lambda: answers.append(verified(address)), tries=1) < 2
    (code, lines), *_none = answers
    assert (code, "gave an answer of more than" in lines[0]) == (1, True)
