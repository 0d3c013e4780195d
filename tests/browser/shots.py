"""Screenshots of the main pages into docs/shots: ``python -m tests.browser.shots [NAME…]``."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.chromium import chromium

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "shots"
WIDE, SMALL = 1280, 320
TALLEST = 2400


class Shot(NamedTuple):
    """One picture. A path that ends in ``*`` is the first page of that folder which its list links to."""

    name: str
    path: str
    width: int
    dark: bool = False
    language: str = "en"


PAGES = {
    "home": "/",
    "outcomes": "/outcomes/",
    "issues": "/issues/",
    "issue": "/issues/1",
    "groups": "/groups/",
    "group": "/groups/*",
    "drafts": "/drafts/",
    "draft": "/drafts/*",
    "call": "/calls/1",
    "council": "/council/",
    "ballot": "/ballots/1",
    "recommendation": "/recommendations/1",
    "bodies": "/bodies/",
    "body": "/bodies/itu-d",
    "statement": "/statements/1",
    "search": "/search?q=root",
    "statistics": "/statistics",
    "report": "/reports/2026",
    "how-it-works": "/how-it-works",
    "proposal": "/proposal",
    "record": "/record",
}
"""The pages that are pictured, and tested as pages."""

MORE = {
    "words": "/how-it-works/words",
    "contact": "/contact",
    "feeds": "/feeds/",
    "procedure": "/procedure",
    "procedure-version": "/procedure/1",
    "procedure-changes": "/procedure-changes/",
    "procedure-change": "/procedure-changes/1",
    "recommendations": "/recommendations/",
    "group-drafts": "/groups/newiss/drafts",
    "group-charter": "/groups/newiss/charter",
    "group-members": "/groups/newiss/members",
    "directorate": "/groups/hrdir",
    "draft-people": "/drafts/draft-igtf-newiss-terms/people",
    "draft-bodies": "/drafts/draft-igtf-newiss-terms/bodies",
    "paragraph": "/drafts/draft-igtf-newiss-terms/paragraphs/1",
    "revision": "/drafts/draft-igtf-newiss-terms/00",
    "compare": "/drafts/draft-igtf-newiss-terms/compare",
    "ballot-seat": "/ballots/4/seats/18",
    "objections": "/objections/",
    "objection": "/objections/1",
    "minority-statements": "/minority-statements/",
    "minority-statement": "/minority-statements/*",
    "statement-link": "/statements/4/link",
    "queue": "/issues/queue",
    "decide": "/issues/6/decide",
    "reviews": "/reviews/",
    "review": "/reviews/*",
    "appeals": "/appeals/",
    "appeal": "/appeals/1",
    "meetings": "/meetings/",
    "meeting": "/meetings/*",
    "planner": "/meetings/planner?group=newiss",
    "consultations": "/consultations/",
    "consultation": "/consultations/1",
    "consultation-open": "/consultations/2",
    "consultation-reply": "/consultations/1/replies/7",
    "consultation-question": "/consultations/1/questions/3",
    "consultation-basket": "/consultations/1/baskets/5",
    "selections": "/selections/",
    "selection": "/selections/2",
    "elections": "/elections/",
    "election": "/elections/1",
    "recalls": "/recalls/",
    "recall": "/recalls/1",
    "member": "/council/members/faisal",
    "council-meetings": "/council/council",
    "council-meeting": "/meetings/3",
    "council-point": "/meetings/4/items/1",
    "bodies-figures": "/bodies/figures",
    "body-changes": "/body-changes/",
    "body-change": "/body-changes/1",
    "statement-received": "/statements/?direction=in",
    "statements-check": "/statements/check?sha256=0",
    "reports": "/reports/",
    "search-comments": "/search?q=body&in=comments",
}
"""The pages that are tested as those are, and not pictured."""

SHOTS = [
    *(Shot(name, path, WIDE) for name, path in PAGES.items()),
    *(Shot(f"{name}-320", path, SMALL) for name, path in PAGES.items()),
    *(Shot(f"{name}-dark", PAGES[name], WIDE, dark=True) for name in ("home", "issue", "ballot")),
    *(Shot(f"{name}-ar", PAGES[name], WIDE, language="ar") for name in ("home", "issue", "ballot")),
    *(Shot(f"home-{language}", "/", SMALL, language=language) for language in ("fr", "es", "ru")),
]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def demonstration() -> Iterator[str]:
    """Yield the URL of a demonstration served from a folder of its own; TimeoutError after two minutes."""
    port = _free_port()
    url = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as var:
        environment = {**os.environ, "IGTF_VAR": var, "IGTF_BASE_URL": url, "IGTF_DATABASE_URL": ""}
        command = [str(Path(sys.executable).with_name("igtf")), "serve", "--demo", "--port", str(port)]
        with subprocess.Popen(command, env=environment, cwd=ROOT) as server:
            try:
                _wait(f"{url}/healthz", server)
                yield url
            finally:
                server.terminate()


def _wait(url: str, server: subprocess.Popen[bytes], seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while server.poll() is None and time.monotonic() < deadline:
        try:
            with urlopen(url):
                return
        except URLError:
            time.sleep(0.2)
    raise TimeoutError(f"{url} does not answer")


def visit(page: Page, base: str, path: str) -> None:
    """Go to ``path``; LookupError when there is no such page."""
    if path.endswith("*"):
        folder = path.removesuffix("*")
        page.goto(base + folder)
        links = page.locator(f"main .rows a.t[href^='{folder}']")
        if not links.count():
            raise LookupError(f"{folder} links to nothing in it")
        path = links.first.get_attribute("href") or folder
    answer = page.goto(base + path)
    if answer is None or not answer.ok:
        raise LookupError(f"{path} answers {answer and answer.status}")


def context_for(browser: Browser, shot: Shot) -> BrowserContext:
    """Return a context that looks at a page as ``shot`` does, and in which nothing moves."""
    return browser.new_context(
        viewport={"width": shot.width, "height": 800},
        color_scheme="dark" if shot.dark else "light",
        reduced_motion="reduce",  # or a link is caught while it changes its colour
        locale=shot.language,
        java_script_enabled=False,
    )


def take(browser: Browser, base: str, shot: Shot) -> None:
    """Write the picture ``shot`` of the site at ``base``: the whole page, or its first 2,400 pixels."""
    context = context_for(browser, shot)
    page = context.new_page()
    visit(page, base, shot.path)
    height = min(page.evaluate("document.documentElement.scrollHeight"), TALLEST)
    page.set_viewport_size({"width": shot.width, "height": height})
    page.screenshot(path=FOLDER / f"{shot.name}.png")
    context.close()


def gallery() -> str:
    """Return a page of all pictures, as Markdown: a line for each page, with width, scheme and language."""
    lines = ["# What it looks like", "", "Pictures of the demonstration, made by `make shots`.", ""]
    for path in PAGES.values():
        shots = (shot for shot in SHOTS if shot.path == path)
        ways = (f"[{shot.width} px{', dark' * shot.dark}, {shot.language}]({shot.name}.png)" for shot in shots)
        lines.append(f"* `{path}`: {' · '.join(ways)}")
    return "\n".join(lines) + "\n"


def main(names: list[str]) -> int:
    """Take the pictures ``names`` (all, if empty); say which pages are not there and return 1 if any."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / "README.md").write_text(gallery())
    missing = 0
    with demonstration() as url, chromium() as browser:
        for shot in SHOTS:
            if names and shot.name not in names:
                continue
            try:
                take(browser, url, shot)
            except LookupError as error:
                missing += 1
                print(f"{shot.name}: {error}", file=sys.stderr)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
