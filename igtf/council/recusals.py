"""Why a seat is recused: for an organisation that its holder belongs to, or for a reason of the table (section 6)."""

from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l

REASONS: dict[str, Text] = {"author": _l("wrote the draft, or edits it")}
"""Why somebody stands aside whatever they belong to: nobody decides in their own case. Upper floors add theirs."""

_REASON = "reason:"


def as_kept(reason: str) -> str:
    """Return a reason, a key of REASONS, as a seat keeps it beside the names of organisations."""
    return f"{_REASON}{reason}"


def in_words(recused_for: str) -> Text:
    """Return what a seat is recused for: the reason in words, or the name of the organisation."""
    reason = recused_for.removeprefix(_REASON)
    return recused_for if reason == recused_for else REASONS[reason]


def said_to_holder(recused_for: str) -> Text:
    """Return to the holder of a seat in a sentence what it is recused for."""
    words = in_words(recused_for)
    if words == recused_for:
        return _l("You are recused, as you belong to %(name)s.", name=words)
    return _l("You are recused, as somebody who %(why)s.", why=words)


def sentence(recused_for: str) -> str:
    """Return in a sentence what a seat is recused for."""
    words = in_words(recused_for)
    return _("Belongs to %(name)s.", name=words) if words == recused_for else _("stands aside: %(why)s", why=words)
