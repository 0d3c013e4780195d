"""Bounded load on the site: writers that send each text until it is acknowledged, or give up, and readers.

Each client turns to the next web process when one does not answer, as a proxy in front would.
"""

import html
import json
import random
import re
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from http.cookiejar import CookieJar

from tests.factories import issue_form
from tests.failover.site import PASSWORD, READERS, WRITERS, Site

PAGES = ("/", "/issues/", "/issues/1", "/search?q=landlocked", "/api/v1/issues", "/record")
TIMEOUT = 15.0
API = "/api/v1"

Send = Callable[[], tuple[int, str, str]]
"""Sends a text under its key, once more whenever it is called; returns status, body and place."""


@dataclass(frozen=True)
class Way:
    """How a text gets into the record: the page of its form, and where that and a program send what is made of it."""

    page: str
    sent_to: str
    field: str
    called: str
    named: str
    beside: dict[str, str] = field(default_factory=dict)

    def answers(self, text: str) -> dict[str, str]:
        """Return what is filled in."""
        return self.beside | {self.field: text}

    def given(self, text: str) -> dict[str, str]:
        """Return what a program sends."""
        return {name: value for name, value in self.beside.items() if name != "step"} | {self.named: text}


_POSITION = "/calls/1/moves/take-position"
WAYS = {
    "comment": Way("/issues/1", "/issues/1/comments", "body", "/issues/1/comments", "text"),
    "position": Way(_POSITION, _POSITION, "reason", _POSITION, "reason", {"position": "support"}),
    "issue": Way("/issues/new", "/issues/new", "title", "/issues", "title", issue_form()),
}
"""What is written, by name."""

_ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')


@dataclass
class Seen:
    """What the clients saw: texts that were acknowledged, counts of answers, the longest waits in seconds.

    ``places`` are what was answered to them, ``given_up`` those that nobody sent again when no answer came, ``sends``
    send each once more.
    """

    acknowledged: dict[str, float] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    given_up: set[str] = field(default_factory=set)
    sends: dict[str, Send] = field(default_factory=dict)
    answers: Counter[str] = field(default_factory=Counter)
    unseen: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    slowest: dict[str, float] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, what: str, seconds: float = 0.0) -> None:
        """Count an answer."""
        with self.lock:
            self.answers[what] += 1
            self.slowest[what] = max(self.slowest.get(what, 0.0), seconds)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_asked: object) -> None:
        return None


class Browser:
    """A client with cookies, which comes from another address each time (for the rate limits)."""

    def __init__(self, site: Site, seen: Seen) -> None:
        self.site, self.seen, self.turn = site, seen, random.randrange(len(site.ports))
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()), _NoRedirect)

    def ask(self, path: str, form: dict[str, str] | bytes | None = None, **headers: str) -> tuple[int, str, str]:
        """Return status, body and place of one answer; status 0 when no web process answered."""
        data = urllib.parse.urlencode(form).encode() if isinstance(form, dict) else form
        given = {"X-Forwarded-For": f"10.{random.randrange(250)}.{random.randrange(250)}.1"} | {
            name.replace("_", "-"): text for name, text in headers.items()
        }
        for _web in self.site.ports:
            self.turn += 1
            place = f"http://127.0.0.1:{self.site.ports[self.turn % len(self.site.ports)]}{path}"
            try:
                answer = self.opener.open(urllib.request.Request(place, data, given), timeout=TIMEOUT)
                return answer.status, answer.read().decode(), answer.headers.get("Location", "")
            except urllib.error.HTTPError as error:
                return error.code, error.read().decode(errors="replace"), error.headers.get("Location", "")
            except (OSError, urllib.error.URLError, ValueError) as error:
                self.seen.note("turned to the next web process")
                refused = isinstance(getattr(error, "reason", None), ConnectionRefusedError)  # it has got nothing
                if form is not None and not refused:
                    return 0, "", ""
            except Exception as error:  # the answer was cut off
                self.seen.note(f"cut off: {type(error).__name__}")
                if form is not None:
                    return 0, "", ""
        return 0, "", ""


class Load:
    """Writers and readers in threads, until the block ends.

    They write in the ``ways`` in turn, ``pause`` seconds apart (by default slower than POSTING allows), and of those
    who get no answer ``gives_up`` send their text never again.
    """

    def __init__(
        self, site: Site, *ways: str, pause: float = 0.55, readers: int = READERS, gives_up: float = 0.0,
        chance: random.Random | None = None,
    ) -> None:  # fmt: skip
        self.site, self.seen, self.stop = site, Seen(), threading.Event()
        self.ways, self.pause, self.gives_up, self.chance = ways, pause, gives_up, chance or random.Random()
        work = [(self._write, (number,)) for number in range(WRITERS)] + [(self._fill_in, ())]
        work += [(self._read, ()) for _number in range(readers)]
        self.threads = [threading.Thread(target=self._run, args=(act, given), daemon=True) for act, given in work]

    def __enter__(self) -> Seen:
        for thread in self.threads:
            thread.start()
        return self.seen

    def __exit__(self, *_error: object) -> None:
        self.stop.set()
        for thread in self.threads:
            thread.join(timeout=60)
        assert not [thread for thread in self.threads if thread.is_alive()]

    def _run(self, act: object, given: tuple[int, ...]) -> None:
        try:
            act(*given)  # type: ignore[operator]
        except Exception as error:
            self.seen.failed.append(f"{type(error).__name__}: {error}")

    def _until_acknowledged(self, text: str, send: Send) -> str | None:
        """Send ``text`` again and again, under the same key, until it is acknowledged; return where it is.

        None when it was given up.
        """
        self.seen.sends[text], began = send, time.monotonic()
        while True:
            status, body, place = send()
            if status in (200, 201, 302):
                self.seen.places[text], self.seen.acknowledged[text] = place, time.monotonic()
                self.seen.note("written", time.monotonic() - began)
                return place
            self.seen.note(f"write answered with {status}")
            if status not in (0, 503):
                raise AssertionError(f"{status}: {body[:500]}")
            if status == 503 and text not in body and "/problem" not in body and '"status"' not in body:
                raise AssertionError(f"the text was not kept: {body[:500]}")
            if status == 0 and self.chance.random() < self.gives_up:
                self.seen.given_up.add(text)
                return None
            time.sleep(0.3)

    def _write(self, number: int) -> None:
        """Write through the API."""
        browser, count = Browser(self.site, self.seen), 0
        while not self.stop.is_set():
            way = WAYS[self.ways[count % len(self.ways)]]
            count += 1
            text = f"api-{number}-{count}."
            headers = {"Authorization": f"Bearer {self.site.tokens[number]}", "Content_Type": "application/json",
                       "Idempotency_Key": f"key-{number}-{count}"}  # fmt: skip
            body = json.dumps(way.given(text)).encode()
            self._until_acknowledged(text, lambda w=way, b=body, h=headers: browser.ask(API + w.called, b, **h))
            time.sleep(self.pause)

    def _hidden(self, browser: Browser, path: str, field: str) -> dict[str, str]:
        """Return the hidden fields of the form on a page that has ``field``; empty at the end."""
        while not self.stop.is_set():
            status, page, _place = browser.ask(path)
            forms = [form for form in re.findall(r"<form.*?</form>", page, re.DOTALL) if f'name="{field}"' in form]
            if status == 200 and forms:
                inputs = [dict(_ATTRIBUTE.findall(one)) for one in re.findall(r"<input [^>]*>", forms[-1])]
                return {one["name"]: html.unescape(one["value"]) for one in inputs if one.get("type") == "hidden"}
            self.seen.note(f"form answered with {status}")
            time.sleep(0.3)
        return {}

    def _fill_in(self) -> None:
        """Write by forms, signed in, and look whether what was written is there."""
        browser, count = Browser(self.site, self.seen), 0
        status = 0
        while status != 302:
            hidden = self._hidden(browser, "/sign-in", "login")
            status, body, _place = browser.ask(
                "/sign-in", hidden | {"login": self.site.handles[-1], "password": PASSWORD}
            )
            assert status in (0, 302, 503), body
        while not self.stop.is_set():
            way = WAYS[self.ways[count % len(self.ways)]]
            count += 1
            text = f"form-{count}."
            hidden = self._hidden(browser, way.page, way.field)
            if not hidden:
                return
            given = hidden | way.answers(text)
            place = self._until_acknowledged(text, lambda w=way, g=given: browser.ask(w.sent_to, g))
            if place:
                self._look(browser, place, text)
            time.sleep(self.pause)

    def _look(self, browser: Browser, place: str, text: str) -> None:
        """Note whether a reader sees the own write; while no primary answers, it may be behind."""
        for _redirect in range(3):
            status, page, further = browser.ask(urllib.parse.urldefrag(place)[0])
            while status == 0:  # nobody serves at the moment
                time.sleep(0.1)
                status, page, further = browser.ask(urllib.parse.urldefrag(place)[0])
            if status == 302:
                place = urllib.parse.urlsplit(further)._replace(scheme="", netloc="").geturl()
        if status == 200 and text in page:
            self.seen.note("own write seen")
        else:
            self.seen.unseen.append(f"{text} ({status})")

    def _read(self) -> None:
        browser = Browser(self.site, self.seen)
        while not self.stop.is_set():
            path, began = random.choice(PAGES), time.monotonic()
            status, body, _place = browser.ask(path)
            if status == 200:
                self.seen.note("read", time.monotonic() - began)
            else:
                self.seen.note(f"read answered with {status}")
                self.seen.failed.append(f"{path}: {status} {body[:300]}")
            time.sleep(0.05)
