"""The languages that people speak here, and write in: more than the site speaks."""

from operator import itemgetter

from igtf.core.i18n import locale

SPOKEN = (
    "ar", "bn", "de", "en", "es", "fa", "fi", "fr", "ha", "hi", "id", "it", "ja", "ko", "nl", "pl", "pt",
    "ru", "sv", "sw", "ta", "th", "tr", "uk", "ur", "vi", "yo", "zh", "zu",
)  # fmt: skip
"""Their codes of ISO 639-1."""


def language_name(code: str) -> str:
    """Return the name of a language in the reader's language."""
    return str(locale().languages.get(code, code))


def spoken_by_name() -> list[tuple[str, str]]:
    """Return the languages that people speak here, by their names in the reader's language: (code, name)."""
    return sorted(((code, language_name(code)) for code in SPOKEN), key=itemgetter(1))
