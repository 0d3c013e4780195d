"""The navigation of every page: the main links, and more at its foot; made once in each language."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from flask import Flask
from markupsafe import Markup, escape

from igtf.core.i18n import Text, language
from igtf.core.i18n import lazy_gettext as _l

MAIN: Mapping[str, Text] = {
    "/outcomes/": _l("Outcomes"), "/issues/": _l("Issues"), "/groups/": _l("Groups"), "/drafts/": _l("Drafts"),
    "/council/": _l("Council"), "/recommendations/": _l("Recommendations"), "/bodies/": _l("Bodies"),
}  # fmt: skip

WITHIN: Mapping[str, str] = {
    "/ballots/": "/council/", "/selections/": "/council/", "/elections/": "/council/", "/recalls/": "/council/",
    "/appeals/": "/council/", "/calls/": "/groups/", "/objections/": "/groups/", "/meetings/": "/groups/",
    "/consultations/": "/groups/", "/reviews/": "/drafts/", "/minority-statements/": "/drafts/",
    "/statements/": "/bodies/", "/body-changes/": "/bodies/",
}  # fmt: skip
"""Under which of the main links the pages of a collection are that has none of its own."""

OWNED: dict[str, Callable[[Any], str]] = {}
"""Collection → under which of the main links a subject of it is, where that hangs on whose it is; rooms add theirs."""

LISTS: Mapping[str, Text] = {
    "/calls/": _l("Calls"), "/meetings/": _l("Meetings"), "/consultations/": _l("Consultations"),
    "/statements/": _l("Liaison statements"), "/appeals/": _l("Appeals"),
}  # fmt: skip
"""Lists that everybody may look for, and that are under a main link: at the foot of each page."""

ABOUT: Mapping[str, Text] = {
    "/how-it-works": _l("How it works"), "/proposal": _l("The proposal"), "/record": _l("The record"),
    "/people/": _l("People"), "/statistics": _l("Statistics"), "/reports/": _l("Yearly reports"),
    "/api/": _l("API"), "/feeds/": _l("Feeds"), "/contact": _l("Contact"),
}  # fmt: skip


def main_links(path: str, subject: Any = None) -> Markup:
    """Return the links of the main navigation on the page at ``path``, a page of ``subject``, if any: it is marked."""
    at = next((one for one in (*MAIN, *WITHIN) if path.startswith(one)), "")
    part = OWNED[at](subject) if subject and at in OWNED else WITHIN.get(at, at)
    return _main(language(), part, "page" if path == part else "true")


@cache
def _main(_language: str, part: str, current: str) -> Markup:
    marks = {part: f' aria-current="{current}"'}
    return Markup("\n").join(
        Markup(f'<a href="{path}"{marks.get(path, "")}>{escape(word)}</a>') for path, word in MAIN.items()
    )


def list_links() -> Markup:
    """Return the links to more lists, at the foot of a page."""
    return _foot(language(), "lists")


def about_links() -> Markup:
    """Return the links to what this is, at the foot of a page."""
    return _foot(language(), "about")


_FOOT = {"lists": LISTS, "about": ABOUT}


@cache
def _foot(_language: str, part: str) -> Markup:
    links = _FOOT[part].items()
    return Markup("\n").join(Markup(f'<li><a href="{path}">{escape(word)}</a></li>') for path, word in links)


def init_app(app: Flask) -> None:
    """Give templates the links."""
    app.jinja_env.globals.update(main_links=main_links, list_links=list_links, about_links=about_links)
