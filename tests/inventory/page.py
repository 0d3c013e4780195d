"""What is promised of every page: one heading, a title, nothing inline, no link that leads nowhere or elsewhere."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from werkzeug.routing import MapAdapter


class Page(HTMLParser):
    """What of a page the promises are about."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.faults: list[str] = []
        self.title = ""
        self.ids: list[str] = []
        self.links: dict[str, set[str]] = {}
        self.places: set[str] = set()
        self.link: list[str] | None = None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        for name, value in attrs:
            if name == "style" or name.startswith("on"):
                self.faults.append(f"{tag} {name}")
            if name == "id":
                self.ids.append(value)
            if name in ("href", "src") and (value or "").startswith("/"):
                self.places.add(re.split("[?#]", value)[0])
            if name in ("href", "src", "action") and (value or "").strip().lower().startswith("javascript:"):
                self.faults.append(f"{tag} {name}={value}")
        # Titles that people gave may be alike: the line above each says what it is.
        if tag == "a" and "main" in self.tags and "footer" not in self.tags and dict(attrs).get("class") != "t":
            self.link = [dict(attrs)["href"], dict(attrs).get("aria-label", "")]
        if (tag == "script" and not dict(attrs).get("src")) or tag == "style":
            self.faults.append(tag)

    def handle_data(self, data):
        if self.link and not self.link[1]:
            self.link.append(data)
        if self.tags and self.tags[-1] == "title" and not self.title:
            self.title = data.strip()

    def handle_endtag(self, tag):
        if tag == "a" and self.link:
            place, label, *words = self.link
            name = label or " ".join("".join(words).split())
            self.links.setdefault(name, set()).add(place.partition("#")[0] or place)
            self.link = None

    @property
    def doubled(self) -> set[str]:
        """What is said twice on the page and should not be: ids, and names of links that lead to several places."""
        ids = {name for name in self.ids if self.ids.count(name) > 1}
        return ids | {name for name, places in self.links.items() if len(places) > 1}


def faults_of(html: str, doors: MapAdapter) -> Iterator[str]:
    """Yield what is wrong with a page; ``doors`` are the addresses of the site."""
    page = Page(html)
    if page.tags.count("h1") != 1:
        yield f"{page.tags.count('h1')} h1"
    if not page.title:
        yield "no title"
    if page.doubled:
        yield f"twice: {sorted(page.doubled)}"
    yield from page.faults
    for place in page.places:
        if not doors.test(place, "GET"):
            yield f"leads nowhere: {place}"
