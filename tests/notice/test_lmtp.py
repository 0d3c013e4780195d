"""The door for mail as mail servers meet it: codes, bounds, and an end that loses nothing."""

import os
import signal
import smtplib
import socket
import subprocess
import sys
import threading
import time
from contextlib import ExitStack

import pytest

from config import ROOT
from igtf.core.db import session, writing
from igtf.notice import lmtp
from igtf.people.models import Address
from tests.notice.replying import address_of, comments, discussed, hand_over, mail, receiving
from tests.performance.server import free_port


def connected(port: int) -> smtplib.LMTP:
    server = smtplib.LMTP("127.0.0.1", port, timeout=20)
    server.ehlo_or_helo_if_needed()
    return server


def test_one_recipient_for_each_mail_and_two_mails_on_one_connection(replying, db, door):
    ines, otso = discussed(replying)
    with connected(door) as server:
        assert server.esmtp_features["size"] == str(lmtp.LARGEST)
        server.mail("ines@people.example")
        assert server.rcpt(address_of(ines)) == (250, b"2.1.5 OK")
        assert server.rcpt(address_of(otso)) == (452, b"4.5.3 One recipient at a time, please")
        assert server.data(b"From: ines@people.example\r\n\r\nOne.\r\n") == (250, b"2.0.0 Your reply is posted")
        server.mail("otso@people.example")
        assert server.rcpt(address_of(otso))[0] == 250
        assert server.data(b"From: otso@people.example\r\n\r\nTwo.\r\n")[0] == 250
        assert server.docmd("EHLO", "x")[0] == 500
    assert [(made.actor_id, made.text) for made in comments()] == [(ines.id, "One."), (otso.id, "Two.")]


def test_what_is_too_large_or_too_long_is_refused_with_its_code(replying, db, door):
    ines, _otso = discussed(replying)
    with connected(door) as server:
        assert server.mail("a@people.example", [f"SIZE={lmtp.LARGEST + 1}"])[1].startswith(b"5.3.4 This mail is larger")
    long = f"From: ines@people.example\r\n\r\n{'x' * 1200}\r\n".encode()
    assert hand_over(door, address_of(ines), long).startswith("500 5.5.2 A line of this mail is longer")
    assert comments() == []


def test_addresses_in_any_script_are_taken_as_they_come(replying, db, door):
    ines, _otso = discussed(replying)
    with writing():
        session.add(
            Address(person_id=ines.id, email="ines@xn--e1afmkfd.example", verified_at=ines.joined_at, is_main=False)
        )
    with connected(door) as server:
        server.command_encoding = "utf-8"
        assert server.mail("инес@пример.example", ["SMTPUTF8"]) == (250, b"OK")
        assert server.rcpt(address_of(ines))[0] == 250
        raw = "From: Инес <ines@пример.example>\r\nMessage-ID: <это@пример.example>\r\n\r\nДа.\r\n"
        assert server.data(raw.encode())[0] == 250
    assert [made.text for made in comments()] == ["Да."]


def test_connections_are_bounded_and_one_that_ends_makes_room(replying, db, door):
    with ExitStack() as all_open:
        held = [all_open.enter_context(connected(door)) for _line in range(lmtp.MOST_OPEN)]
        with socket.create_connection(("127.0.0.1", door), timeout=20) as more:
            assert more.recv(200).startswith(b"421 4.3.2 Too many connections")
            assert more.recv(200) == b""
        held[0].quit()
        with connected(door) as server:
            assert server.noop()[0] == 250


def test_who_waits_is_told_at_the_end_and_what_is_worked_on_is_finished(replying, db, monkeypatch):
    ines, _otso = discussed(replying)
    began, said = threading.Event(), []
    take = lmtp.receive

    def slowly(*given):
        began.set()
        time.sleep(0.5)
        return take(*given)

    monkeypatch.setattr(lmtp, "receive", slowly)
    to = address_of(ines)
    with receiving(replying) as port:
        idle = socket.create_connection(("127.0.0.1", port), timeout=20)
        assert idle.recv(200).startswith(b"220")
        sending = threading.Thread(target=lambda: said.append(hand_over(port, to, mail())))
        sending.start()
        assert began.wait(20)
    sending.join(20)
    assert idle.recv(200).startswith(b"421 4.3.2 This server is being stopped")
    idle.close()
    assert said == ["250 2.0.0 Your reply is posted"]
    assert [made.text for made in comments()] == ["I agree."]


def test_a_fault_is_no_refusal_and_says_nothing_of_the_inside(replying, db, door, monkeypatch):
    ines, _otso = discussed(replying)
    to = address_of(ines)
    with monkeypatch.context() as broken:
        broken.setattr("igtf.notice.receiving.own_words", lambda *_given: 1 / 0)
        assert (
            hand_over(door, to, mail()) == "451 4.3.0 Something broke here; please try again, nothing was half written"
        )
    with monkeypatch.context() as broken:
        broken.setattr(lmtp, "read_address", lambda _address: 1 / 0)
        assert hand_over(door, to, mail()).startswith("451 4.3.0 Something broke here")
    assert comments() == []
    assert hand_over(door, to, mail()) == "250 2.0.0 Your reply is posted"


@pytest.mark.engine("sqlite")
def test_the_command_takes_mail_until_it_is_told_to_stop(tmp_path, engine_name):
    settings = {"IGTF_VAR": str(tmp_path), "IGTF_REPLY_ADDRESS": "reply@policy.example.org", "PYTHONPATH": str(ROOT)}
    port = free_port()
    command = [sys.executable, "-m", "igtf.cli", "receive", "--port", str(port)]
    with subprocess.Popen(command, env=os.environ | settings, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            assert f"Replies are taken at 127.0.0.1:{port}" in process.stdout.readline()
            assert hand_over(port, f"reply+{'a' * 40}@policy.example.org", mail()).startswith("550 5.1.1")
            second = subprocess.run(command, env=os.environ | settings, capture_output=True, text=True, timeout=60)
            assert second.returncode == 1
            assert "Another program listens there" in second.stderr
            process.send_signal(signal.SIGTERM)
            assert process.wait(20) == 0
        finally:
            process.kill()
    without = {**settings, "IGTF_REPLY_ADDRESS": ""}
    refused = subprocess.run(command, env=os.environ | without, capture_output=True, text=True, timeout=60)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "IGTF_REPLY_ADDRESS is not set" in refused.stderr
