"""The frame of every page: the name of the site, and links that never change, made once in each language."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any
from urllib.parse import quote, urlencode

from flask import Flask, current_app, request
from markupsafe import Markup, escape

from igtf.core.i18n import Text, language, languages, offered
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.security import own_path
from igtf.core.sent.typed import form_page

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

NAMES: Mapping[str, Text] = {"Internet Governance Task Force": _l("Internet Governance Task Force")}
"""Names of sites that are said in each language."""


def site_name() -> str:
    """Return the name of the site: the program's own in the present language, another one as it is set."""
    name = current_app.config["SITE_NAME"]
    return str(NAMES.get(name, name))


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


REPEATED = 1000
"""Characters of parameters that each link to another language repeats at most; it leaves out longer ones."""


def language_links() -> Markup:
    """Return the links to the present page in the other languages; nothing where one is offered."""
    offered = current_app.config["LANGUAGES"]
    if "," not in offered:
        return Markup()
    links = _languages(language(), offered)
    asked = asked_without("lang")
    return Markup(links.replace(_ASKS, f"{_ASKS}{escape(asked)}&amp;") if 0 < len(asked) <= REPEATED else links)


def present_address() -> str:
    """Return the address of the present page, in the language that is chosen then; of the form's where one was sent.

    Empty where there is none to come back to, and for a page that only who was sent a secret link may open.
    """
    page = form_page()
    if page is None or "token" in (request.view_args or {}):
        return ""
    asked = asked_without("lang") if request.method == "GET" else ""
    return f"{quote(page)}?{asked}" if 0 < len(asked) <= REPEATED else quote(page)


ENTRANCES = ("/sign-in", "/register", "/reset")
"""Pages that lead on to where they were asked for."""


def sign_in_address() -> str:
    """Return the address of the sign-in that leads back to the present page, from the home page to the desk."""
    back = own_path(request.args.get("next")) if request.path.startswith(ENTRANCES) else present_address()
    return f"/sign-in?next={quote(back)}" if back and back != "/" and len(back) <= REPEATED else "/sign-in"


def feed_url(path: str, asked: str = "") -> str:
    """Return the address of a feed or calendar at ``path``, with the parameters ``asked``, in the present language.

    A program that reads it has no cookie and seldom says a language; it gets the first one where none is named.
    """
    named = "" if language() == offered()[0] else f"lang={language()}"
    parameters = "&".join(filter(None, (asked, named)))
    return f"{path}?{parameters}" if parameters else path


def asked_without(*names: str) -> str:
    """Return the parameters of the present address, but for some, as an address has them."""
    return urlencode([(name, text) for name, text in request.args.items(multi=True) if name not in names])


_ASKS = 'href="?'


@cache
def _languages(present: str, _offered: str) -> str:
    return "\n".join(_in_language(*each, current=each[0] == present) for each in languages())


def _in_language(code: str, name: str, direction: str, *, current: bool) -> str:
    tag = "en" if code.startswith("pseudo") else code
    mark = ' aria-current="true"' if current else ""
    return (f'<li><a {_ASKS}lang={code}" hreflang="{tag}" lang="{tag}" dir="{direction}" rel="nofollow"{mark}>'
            f"{escape(name)}</a></li>")  # fmt: skip


def init_app(app: Flask) -> None:
    """Give templates the name and the links."""
    app.jinja_env.globals.update(
        site_name=site_name, main_links=main_links, list_links=list_links, about_links=about_links,
        language_links=language_links, present_address=present_address, sign_in_address=sign_in_address,
        feed_url=feed_url,
    )  # fmt: skip
