"""What is promised of every page: one heading, a title, nothing inline, no link that leads nowhere or elsewhere.

And what the HTML standard asks of it that was once missed; a checker of the W3C found it.
"""

import re
from collections.abc import Collection, Iterator
from html.parser import HTMLParser

from sqlalchemy import select
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter

from igtf.core.db import session
from igtf.core.workflow import WORKFLOWS
from igtf.drafts.models import Revision
from igtf.record.models import Subject

NAMELESS = {"div", "p", "pre", "span", "code", "em", "strong"}
"""Elements that take no name (``aria-label``) unless they have a role (ARIA in HTML)."""

MOMENT = re.compile(r"\d{4}-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(\+00:00)?)?)?")
"""What we write of the texts that ``datetime`` takes (HTML standard, 2.3.5)."""


class Page(HTMLParser):
    """What of a page the promises are about."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.faults: list[str] = []
        self.title = ""
        self.ids: list[str] = []
        self.regions: list[str] = []
        self.links: dict[str, set[str]] = {}
        self.places: set[str] = set()
        self.link: list[str] | None = None
        self.select: str | None = None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self._as_the_standard_asks(tag, dict(attrs))
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

    def _as_the_standard_asks(self, tag, given):
        if "aria-label" in given and tag in NAMELESS and "role" not in given:
            self.faults.append(f"{tag} has a name and no role")
        if given.get("role") == "region":
            self.regions.append(given.get("aria-label", ""))
        if tag == "time" and not MOMENT.fullmatch(given.get("datetime", "")):
            self.faults.append(f"time {given.get('datetime')}")
        if self.select and (tag != "option" or given.get("value") != ""):
            self.faults.append(f"{self.select} is required, and has no empty option at its top")
        required = tag == "select" and "required" in given and "multiple" not in given
        self.select = f"select {given.get('name')}" if required else None

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
        """What is said twice on the page and should not be: ids, names of regions, and of links to several places."""
        named = {name for names in (self.ids, self.regions) for name in names if names.count(name) > 1}
        return named | {name for name, places in self.links.items() if len(places) > 1}


def subjects_there() -> set[str]:
    """Return the path of each subject, and of each draft by the names that it had before."""
    rows = session.execute(select(Subject.kind, Subject.ref))
    own = {f"/{WORKFLOWS[kind].collection}/{ref}" for kind, ref in rows if kind in WORKFLOWS}
    return own | {f"/drafts/{name}" for name in session.scalars(select(Revision.name))}


def _leads_nowhere(place: str, doors: MapAdapter, there: Collection[str]) -> bool:
    """Tell whether a path is none of the site, or names a subject that is not ``there``."""
    try:
        rule, _values = doors.match(place, "GET", return_rule=True)
    except HTTPException:
        return not doors.test(place, "GET")
    collection, named = (*rule.rule.split("/"), "")[1:3]
    of_subject = re.fullmatch("<[^>]+>", named) and collection in {each.collection for each in WORKFLOWS.values()}
    return bool(of_subject) and "/".join(place.split("/")[:3]) not in there


def faults_of(html: str, doors: MapAdapter, there: Collection[str]) -> Iterator[str]:
    """Yield what is wrong with a page; ``doors`` are the addresses of the site, ``there`` those of its subjects."""
    page = Page(html)
    if page.tags.count("h1") != 1:
        yield f"{page.tags.count('h1')} h1"
    if not page.title:
        yield "no title"
    if page.doubled:
        yield f"twice: {sorted(page.doubled)}"
    yield from page.faults
    for place in page.places:
        if _leads_nowhere(place, doors, there):
            yield f"leads nowhere: {place}"
