"""What every entry of a timeline begins with, made in one step as ``core.elements`` are."""

from typing import Any

from markupsafe import Markup, escape

from igtf.core.elements import badge, person, time
from igtf.core.i18n import gettext as _
from igtf.discussion.queries import Entry


def why(label: Any, text: str) -> Markup:
    """Return one text that an act carries, under its name if it has one."""
    named = f'<span class="small">{escape(label)}:</span> ' if str(label) else ""
    return Markup(f'<p class="why" dir="auto">{named}{escape(text)}</p>')


def _void(number: str) -> str:
    words = escape(_("by appeal %(n)s", n=number))
    return f' {badge(_("Void"), "closed")} <a class="small" href="/appeals/{escape(number)}">{words}</a>'


def told(entry: Entry) -> Markup:
    """Return who did what and when, whether an appeal made it void, and the texts that it carries."""
    void = _void(entry.void_by) if entry.void_by else ""
    said = f"{person(entry.actor, entry.hat)} {escape(entry.said)} <small>· {time(entry.at)}</small>{void}"
    return Markup(f'<p class="line">{said}</p>{"".join(why(label, text) for label, text in entry.texts)}')
