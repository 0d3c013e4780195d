"""The languages that people speak here, and write in: more than the site speaks."""

from functools import lru_cache

from igtf.core.i18n import language, locale, offered
from igtf.core.text.plaintext import alphabetical

SPOKEN = (
    "ar", "bn", "de", "en", "es", "fa", "fi", "fr", "ha", "hi", "id", "it", "ja", "ko", "nl", "pl", "pt",
    "ru", "sv", "sw", "ta", "th", "tr", "uk", "ur", "vi", "yo", "zh", "zu",
)  # fmt: skip
"""Their codes of ISO 639-1."""

BY_CODE = tuple(zip(SPOKEN, SPOKEN, strict=True))
"""The choices of a field for one of them before its reader is known, as programs choose: by codes alone."""


def language_name(code: str) -> str:
    """Return the name of a language in the reader's language."""
    return str(locale().languages.get(code, code))


def spoken_by_name() -> tuple[tuple[str, str], ...]:
    """Return the languages that people speak here, by their names in the reader's language: (code, name).

    First the one that is read here, then the others of the site, as most write in those.
    """
    return _by_name(language(), offered())


@lru_cache(16)
def _by_name(here: str, ours: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    named = sorted(((code, language_name(code)) for code in SPOKEN), key=lambda pair: alphabetical(pair[1]))
    return tuple(sorted(named, key=lambda pair: (pair[0] != here, pair[0] not in ours)))
