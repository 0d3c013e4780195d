"""What is reached, and what is not: networks inside, other names, slow servers, redirects."""

import time
from ipaddress import ip_address, ip_network

import pytest

from igtf.hooks import reaching
from igtf.hooks.reaching import Unreached, is_open, networks, post
from tests.hooks.conftest import HOME
from tests.hooks.receiver import Receiver, certified, running

INSIDE = [
    "127.0.0.1",
    "127.8.8.8",
    "0.0.0.0",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "192.0.2.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::127.0.0.1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::1",
    "2002:7f00:1::",
    "fe80::1",
    "fec0::1",
    "fc00::1",
    "ff0e::1",
    "2001:db8::1",
    "2001::1",
]
PUBLIC = ["8.8.8.8", "193.0.6.139", "2001:67c:2e8:22::c100:68b", "64:ff9b::808:808", "::ffff:8.8.8.8"]


@pytest.mark.parametrize("address", INSIDE)
def test_what_is_inside_is_not_reached(address):
    assert not is_open(ip_address(address))


@pytest.mark.parametrize("address", PUBLIC)
def test_what_is_public_is(address):
    assert is_open(ip_address(address))


def test_the_operator_may_open_a_network():
    assert is_open(ip_address("10.1.2.3"), [ip_network("10.0.0.0/8")])
    assert is_open(ip_address("::ffff:10.1.2.3"), [ip_network("10.0.0.0/8")])
    assert not is_open(ip_address("10.1.2.3"), [ip_network("10.2.0.0/16")])


def refused(url, within=HOME):
    with pytest.raises(Unreached) as unreached:
        post(url, b"{}", {}, networks(within))
    return unreached.value.failure


def test_what_is_posted_arrives_as_it_is(receiver):
    assert post(f"https://localhost:{receiver.port}/in?a=1", b'{"x": 1}', {"webhook-id": "7"}, networks(HOME)) == 204
    (message,) = receiver.messages
    assert (message.path, message.body, message.headers["webhook-id"]) == ("/in?a=1", b'{"x": 1}', "7")
    assert message.headers["host"] == f"localhost:{receiver.port}"


def test_this_machine_is_not_reached_unless_it_is_opened(receiver):
    for host in ("localhost", "127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "0x7f.1", "2130706433", "0"):
        assert refused(f"https://{host}:{receiver.port}/", "") == "inside", host
    assert receiver.messages == []


def test_a_name_that_nobody_has():
    assert refused("https://nobody.invalid/") == "unknown"
    assert refused(f"https://{'a' * 70}.example/") == "unknown"


def test_a_certificate_of_another_name(trusted, tmp_path):
    other = Receiver()
    with running(other, *certified(tmp_path, "else.example")) as port:
        assert refused(f"https://localhost:{port}/") == "certificate"
    assert other.messages == []


def test_nobody_listens(receiver):
    assert refused("https://localhost:1/") == "silent"


def test_where_one_address_of_a_name_does_not_answer_the_next_one_is_tried(receiver, monkeypatch):
    look_up = reaching.socket.getaddrinfo

    def found(host, port, *asked, **named):
        hosts = ("127.0.0.2", "127.0.0.1") if host == "localhost" else (host,)
        return [place for each in hosts for place in look_up(each, port, *asked, **named)]

    monkeypatch.setattr(reaching.socket, "getaddrinfo", found)
    assert post(f"https://localhost:{receiver.port}/", b"{}", {}, networks(HOME)) == 204
    assert len(receiver.messages) == 1
    assert refused("https://localhost:1/") == "silent"


def test_a_redirect_is_not_followed(receiver):
    receiver.status, receiver.headers = 307, {"Location": f"https://localhost:{receiver.port}/elsewhere"}
    assert post(f"https://localhost:{receiver.port}/", b"{}", {}, networks(HOME)) == 307
    assert len(receiver.messages) == 1


def test_a_server_that_is_silent_is_given_up(receiver, monkeypatch):
    monkeypatch.setattr(reaching, "SILENCE", 0.2)
    receiver.pause = 2.0
    began = time.monotonic()
    assert refused(f"https://localhost:{receiver.port}/") == "silent"
    assert time.monotonic() - began < 1.5


def test_a_server_that_drips_is_cut_off(receiver, monkeypatch):
    monkeypatch.setattr(reaching, "LONGEST", 0.5)
    receiver.drips = True
    began = time.monotonic()
    assert refused(f"https://localhost:{receiver.port}/") == "silent"
    assert time.monotonic() - began < 5
