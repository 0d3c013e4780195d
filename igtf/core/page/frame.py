"""The frame of every page: the name of the site, and links that never change, made once in each language."""

from collections.abc import Mapping
from functools import cache
from urllib.parse import quote, urlencode

from flask import Flask, current_app, request
from markupsafe import Markup, escape

from igtf.core.i18n import Text, language, languages, offered
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.security import own_path
from igtf.core.sent.typed import form_page

NAMES: Mapping[str, Text] = {"Internet Governance Task Force": _l("Internet Governance Task Force")}
"""Names of sites that are said in each language."""


def site_name() -> str:
    """Return the name of the site: the program's own in the present language, another one as it is set."""
    name = current_app.config["SITE_NAME"]
    return str(NAMES.get(name, name))


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
        site_name=site_name, language_links=language_links, present_address=present_address,
        sign_in_address=sign_in_address, feed_url=feed_url,
    )  # fmt: skip
