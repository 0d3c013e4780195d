"""Posting to an address that somebody named: over TLS, to public addresses alone, and never for long.

A name is looked up once, and what is connected to is an address that was judged: a name that means another one a moment
later leads nowhere else. Nothing is followed, and of an answer only its status is read.
"""

import socket
import ssl
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from http.client import HTTPException, HTTPSConnection
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l

SILENCE = 10.0
"""Seconds without a sign after which a server is given up."""

LONGEST = 20.0
"""Seconds after which it is in any case."""

FAILURES: dict[str, Text] = {
    "unknown": _l("Its name was not found."),
    "inside": _l("It leads to a network that is not public."),
    "certificate": _l("Its certificate does not hold for this name."),
    "silent": _l("It did not answer."),
    "refused": _l("It answered with status %(status)s; 200 to 299 says that a message was taken."),
}
"""Why a message was not taken → the sentence for it."""

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


class Unreached(Exception):
    """No answer came; ``failure`` is one of FAILURES."""

    def __init__(self, failure: str) -> None:
        super().__init__(failure)
        self.failure = failure


def networks(listed: str) -> list[Network]:
    """Return the networks of a list, comma separated. ValueError for what is none."""
    return [ip_network(part.strip()) for part in listed.split(",") if part.strip()]


_TRANSLATED = IPv6Network("64:ff9b::/96")
_UNICAST = IPv6Network("2000::/3")


def _meant(address: Address) -> Address:
    """Return the IPv4 address that is written in an IPv6 one (RFC 4291, RFC 6052, RFC 3056), else the address."""
    if isinstance(address, IPv4Address):
        return address
    translated = IPv4Address(int(address) & 0xFFFFFFFF) if address in _TRANSLATED else None
    return address.ipv4_mapped or address.sixtofour or translated or address


def _is_public(address: Address) -> bool:
    """Return whether anyone can have an address: of IPv6 those that are given out (RFC 4291, section 2.4)."""
    given_out = isinstance(address, IPv4Address) or address in _UNICAST
    return given_out and address.is_global and not address.is_multicast


def is_open(address: Address, within: Sequence[Network] = ()) -> bool:
    """Return whether an address is public, or in one of the networks ``within``."""
    meant = _meant(address)
    return _is_public(meant) or any(meant in network for network in within)


def _look_up(host: str, port: int, within: Sequence[Network]) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unreached("unknown") from error
    addresses = [str(place[0]) for *_kind, place in found]
    if not all(is_open(ip_address(address.partition("%")[0]), within) for address in addresses):
        raise Unreached("inside")
    return addresses


class _Judged(HTTPSConnection):
    """A connection to one of some addresses that were judged, for the name that they were found by."""

    def __init__(self, host: str, port: int, addresses: Sequence[str]) -> None:
        self.own = ssl.create_default_context()
        super().__init__(host, port, timeout=SILENCE, context=self.own)
        self.addresses = addresses

    def connect(self) -> None:
        self.sock = self._reached()
        self.sock.settimeout(SILENCE)
        self.sock = self.own.wrap_socket(self.sock, server_hostname=self.host)

    def _reached(self) -> socket.socket:
        """Return the first of the addresses that answers, connected; all together have SILENCE for that."""
        *others, last = self.addresses
        patience = SILENCE / len(self.addresses)
        for address in others:
            with suppress(OSError):
                return socket.create_connection((address, self.port), patience)
        return socket.create_connection((last, self.port), patience)

    def cut(self) -> None:
        """End it, whoever waits for it."""
        with suppress(AttributeError, OSError):  # it may have no socket yet, or have lost it
            self.sock.shutdown(socket.SHUT_RDWR)


@contextmanager
def _not_for_long(connection: _Judged) -> Iterator[None]:
    end = threading.Timer(LONGEST, connection.cut)
    end.start()
    try:
        yield
    finally:
        end.cancel()
        connection.close()


def post(url: str, body: bytes, headers: Mapping[str, str], within: Sequence[Network] = ()) -> int:
    """Post ``body`` to an https address and return the status of the answer; Unreached when there is none.

    Addresses that are not public are reached in the networks ``within`` alone.
    """
    place = urlsplit(url)
    host, port = place.hostname or "", place.port or 443
    connection = _Judged(host, port, _look_up(host, port, within))
    path = (place.path or "/") + (f"?{place.query}" if place.query else "")
    try:
        with _not_for_long(connection):
            connection.request("POST", path, body, dict(headers))
            return connection.getresponse().status
    except ssl.SSLCertVerificationError as error:
        raise Unreached("certificate") from error
    except (OSError, HTTPException) as error:
        raise Unreached("silent") from error
