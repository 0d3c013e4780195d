"""Languages: which one a reader gets, its direction, and the pseudo-locales that prove every string is caught."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, lru_cache
from typing import Any, SupportsInt

from babel import Locale
from babel.numbers import format_decimal
from babel.support import NullTranslations
from flask import Flask, current_app, g, has_app_context, has_request_context, request
from flask_babel import Babel, Domain, force_locale
from flask_babel.speaklater import LazyString
from markupsafe import escape
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from igtf.core.context import context

Text = str | LazyString

# A pseudo language reads like English with marks, so that a string which misses gettext stands out.
PSEUDO = {"pseudo": ("en", "Pseudo"), "pseudo-rtl": ("ar", "Pseudo, right to left")}
_ACCENTED = str.maketrans("AaEeIiOoUuCcNnSsYyZz", "ÅåËëÏïÖöÜüÇçÑñŠšÝýŽž")
_KEPT = re.compile(r"(%\([A-Za-z0-9_]+\)[-#0-9.]*[a-z]|%[sd%]|<[^>]+>|&[a-z]+;)")


def pseudo(text: str) -> str:
    """Return ``text`` accented, a third longer and bracketed; placeholders and tags stay as they are."""
    parts = _KEPT.split(text)
    said = "".join(part if i % 2 else part.translate(_ACCENTED) for i, part in enumerate(parts))
    return f"[{said}{'·' * (len(text) // 3)}]" if text else text


class PseudoTranslations(NullTranslations):
    """A catalogue that answers every message with its pseudo form."""

    def ugettext(self, message: str) -> str:
        return pseudo(message)

    gettext = ugettext

    def ungettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return pseudo(msgid1 if n == 1 else msgid2)

    ngettext = ungettext

    def upgettext(self, context: str, message: str) -> str:
        return pseudo(message)

    pgettext = upgettext


def offered() -> tuple[str, ...]:
    """Return the codes of the languages offered."""
    return _codes(current_app.config["LANGUAGES"])


@cache
def _codes(listed: str) -> tuple[str, ...]:
    return tuple(code.strip() for code in listed.split(",") if code.strip())


@lru_cache(64)
def _best(accepted: str, codes: tuple[str, ...]) -> str:
    return parse_accept_header(accepted, LanguageAccept).best_match(codes) or codes[0]


def language() -> str:
    """Return the code of the language of this request: ?lang=, cookie, the person's own, the browser's."""
    here = context().g
    try:
        known: str = here.language
    except AttributeError:
        if not has_request_context():
            return "en"
        codes = offered()
        asked = [request.args.get("lang"), request.cookies.get("lang"), g.get("person_language")]
        named = next((code for code in asked if code in codes), None)
        here.language = known = named or _best(request.headers.get("Accept-Language", ""), codes)
    return known


def _select() -> str:
    return PSEUDO.get(language(), (language(), ""))[0]


@cache
def _locale(code: str) -> Locale:
    return Locale.parse(PSEUDO.get(code, (code, ""))[0], sep="-")


def locale() -> Locale:
    """Return the locale of the present language, of English outside any application."""
    return _locale(language() if has_app_context() else "en")


OWN_NAMES = {
    "en": ("English", "ltr"), "fr": ("Français", "ltr"), "es": ("Español", "ltr"), "ar": ("العربية", "rtl"),
    "ru": ("Русский", "ltr"), "zh": ("中文", "ltr"),
}  # fmt: skip
"""The name that each language of a catalogue gives itself, and its direction: Babel would load a megabyte for each."""


def _own_name(code: str) -> tuple[str, str]:
    known = _locale(code)
    return PSEUDO[code][1] if code in PSEUDO else str(known.display_name).capitalize(), known.text_direction


def languages() -> list[tuple[str, str, str]]:
    """Return code, own name and direction of each language offered."""
    return [(code, *(OWN_NAMES.get(code) or _own_name(code))) for code in offered()]


def _in_context(context: str, message: str) -> str:
    """Return the key of a message that has this meaning in this context, as catalogues have it."""
    return f"{context}\x04{message}"


def _found(catalogue: Any, key: str) -> str:
    context, mark, message = key.rpartition("\x04")
    return str(catalogue.upgettext(context, message) if mark else catalogue.ugettext(message))


class SpokenCatalogue(dict[str, str]):
    """What a catalogue says, message by message, looked up once each: the messages are those of the program."""

    def __init__(self, catalogue: Any) -> None:
        super().__init__()
        self.catalogue = catalogue

    def __missing__(self, key: str) -> str:
        self[key] = said = _found(self.catalogue, key)
        return said


_UNSPOKEN, _PSEUDO = NullTranslations(), PseudoTranslations()
"""What is asked for outside any application (the text as it is), and the pseudo languages."""


GROUPED = 1000
"""The first number that languages write in groups of digits."""


class _ReaderDomain(Domain):
    """The catalogue of the reader's language, or the pseudo one."""

    def __init__(self) -> None:
        super().__init__()
        self._found: dict[str, Any] = {}

    def get_translations(self) -> Any:
        """Return the catalogue, found once for each request: a page asks for it hundreds of times."""
        try:
            here = context().g
        except LookupError:
            return _UNSPOKEN
        try:
            return here.translations
        except AttributeError:
            found = self._found.get(language()) or self._find(language())
            here.translations, here.said = found, found.said
            return found

    def _find(self, code: str) -> Any:
        found: Any = _PSEUDO if code in PSEUDO else super().get_translations()
        if not hasattr(found, "said"):
            found.said = SpokenCatalogue(found)
        self._found[code] = found
        return found


class _Babel(Babel):
    domain_instance = _ReaderDomain()


def translations() -> Any:
    """Return the catalogue of the present language."""
    return _Babel.domain_instance.get_translations()


def gettext(message: str, **variables: Any) -> str:
    """Return ``message`` in the present language, with its variables filled in."""
    try:
        said: str = context().g.said[message]
    except (AttributeError, LookupError):  # the first text of a request, or none
        said = _found(translations(), message)
    return said % variables if variables else said


def pgettext(context: str, message: str, **variables: Any) -> str:
    """Return ``message`` as it is meant in ``context``: for English words that have more than one meaning."""
    return gettext(_in_context(context, message), **variables)


def ngettext(one: str, many: str, num: SupportsInt, **variables: Any) -> str:
    """Return the form for ``num`` in the present language; ``num`` is a variable too."""
    return _counted(one, many, num) % {"num": num, **variables}


def _counted(one: str, many: str, num: SupportsInt) -> str:
    """Return the form for ``num``, with ``num`` in it where it is long enough to be written in groups of digits."""
    number = int(num)
    said: str = translations().ungettext(one, many, number)
    return said.replace("%(num)d", figures(number, None, locale())) if number >= GROUPED else said


@lru_cache(1024)
def figures(value: float, pattern: str | None, written_by: Locale) -> str:
    """Return a number as a language writes it."""
    return str(format_decimal(value, pattern, locale=written_by))


class Worded(LazyString):
    """What a function says of something: asked when somebody reads it, so in their language; escaped on pages."""

    def __init__(self, function: Callable[..., str], *given: Any) -> None:
        super().__init__(function, *given)

    def __str__(self) -> str:
        return self._func(*self._args)

    def __html__(self) -> str:
        return escape(str(self))

    def __bool__(self) -> bool:
        """No text is empty, in any language."""
        return True


class Lazy(Worded):
    """A message of the catalogues that is said when somebody reads it; ``many`` is its plural."""

    def __init__(self, message: str, variables: dict[str, Any], context: str = "", many: str = "") -> None:
        super().__init__(say, message, variables, context, many)

    def __str__(self) -> str:
        message, variables, context, many = self._args
        return say(message, variables, context, many) if context or many else gettext(message, **variables)

    def __html__(self) -> str:
        """What the program says alone is no danger to a page."""
        return super().__html__() if self._args[1] else str(self)


def say(message: str, variables: dict[str, Any], context: str = "", many: str = "") -> str:
    """Return a message in the present language: as it is meant in ``context``, in the form for the variable ``num``."""
    if many:
        return ngettext(message, many, **variables)
    return gettext(_in_context(context, message) if context else message, **variables)


def lazy_gettext(message: str, **variables: Any) -> LazyString:
    """Return a text that is said in the language of whoever reads it, when they do."""
    return Lazy(message, variables)


def lazy_pgettext(context: str, message: str, **variables: Any) -> LazyString:
    """Return such a text as it is meant in ``context``."""
    return Lazy(message, variables, context)


def lazy_ngettext(one: str, many: str, num: SupportsInt, **variables: Any) -> LazyString:
    """Return such a text in the form for ``num``, which is a variable too: a number, or a ``Stated`` one."""
    return Lazy(one, {"num": num, **variables}, many=many)


def spoken(code: str | None) -> str:
    """Return the code of the language in which the site speaks to who wants ``code``; English to who wants none.

    Where it has no such catalogue this is its first language, for the dates too: a text is never half in another.
    """
    codes = ("en", *offered())
    return code if code in codes else "en" if code is None else offered()[0]


@contextmanager
def in_language(code: str | None) -> Iterator[None]:
    """Speak the language ``code`` within the block, as far as the site can, whatever the present reader's is."""
    before = {name: g.pop(name, None) for name in ("language", "translations", "said")}
    g.language = spoken(code)
    try:
        with force_locale(_select()):
            yield
    finally:
        for name, value in before.items():
            g.pop(name, None)
            if value is not None:
                setattr(g, name, value)


def chosen_here() -> str:
    """Return the code that ?lang= of this request chose, empty without one that is offered."""
    asked = request.args.get("lang", "")
    return asked if asked in offered() else ""


def remember_language(code: str) -> None:
    """Let the browser ask for the language ``code`` from the answer to this request on, as after ?lang=."""
    g.remembered_language = code


def init_app(app: Flask) -> None:
    """Set up translations; what was chosen is remembered in a cookie."""
    _Babel(app, locale_selector=_select, default_translation_directories=f"{app.root_path}/translations")
    app.jinja_env.globals["get_locale"] = locale
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda message: translations().ugettext(message),
        _counted,
        newstyle=True,
        pgettext=lambda context, message: translations().upgettext(context, message),
    )

    @app.after_request
    def remember(response: Any) -> Any:
        chosen = g.get("remembered_language") or chosen_here()
        if chosen and request.cookies.get("lang") != chosen:
            response.set_cookie("lang", chosen, max_age=31_536_000, samesite="Lax", httponly=True,
                                secure=app.config["PRODUCTION"])  # fmt: skip
        return response
