"""What stands on the page of a body for each statement, made here in one step as ``core.page.elements`` are."""

from datetime import datetime
from typing import Any

from markupsafe import Markup, escape

from igtf.core.clock import now
from igtf.core.i18n import gettext as _
from igtf.core.moments import day
from igtf.core.page.elements import badge, kicker, time
from igtf.core.wording import in_figures
from igtf.discussion.queries import state_label
from igtf.issues.words import PURPOSES
from igtf.routing.picture import StatementSpan
from igtf.routing.points import STATUSES, given_in


def _titled(row: Any, said: str) -> str:
    name = kicker([f"LS-{row.ref}", str(PURPOSES[row.purpose])])
    link = f'<a class="t" href="/statements/{escape(row.ref)}"><bdi>{escape(row.title)}</bdi></a>'
    return f'<div>{name}{link}\n<p class="small">{said}</p></div>'


def sent(row: Any) -> Markup:
    """Return the row of a statement that was sent: when, how it was answered, whether the answer is overdue."""
    overdue = row.awaited and row.due_at <= now()
    said = escape(_("sent %(day)s")) % {"day": time(row.sent_at, "day")}
    if row.answered_at:
        said += " · " + escape(_("first answer %(day)s")) % {"day": time(row.answered_at, "day")}
    state = badge(_("Overdue"), "late") if overdue else badge(state_label("statement", row.state), row.phase)
    answers = "".join(f"<span>{escape(STATUSES[name][0])}</span>" for name in given_in(row.statuses) if name != "open")
    due = f'<span class="due">{time(row.due_at, "until")}</span>' if overdue else ""
    return Markup(f'<li>{_titled(row, said)}\n<div class="end">{state}{answers}{due}</div></li>')


def received(row: Any) -> Markup:
    """Return the row of a statement that a body sent us: when, how many of its points wait for us, and until when."""
    waits = row.points_open and row.due_at
    said = escape(_("received %(day)s")) % {"day": time(row.opened_at, "day")}
    said += " · " + escape(points_left(row.points_open)) if waits else ""
    overdue = waits and row.due_at <= now()
    state = badge(_("Overdue"), "late") if overdue else badge(state_label("statement", row.state), row.phase)
    due = f'<span class="due">{time(row.due_at, "until")}</span>' if waits else ""
    return Markup(f'<li>{_titled(row, said)}<div class="end">{state}{due}</div></li>')


def points_left(number: int, direction: str = "in") -> str:
    """Return in words how many points of the letter of a body wait for us, or of ours for the body."""
    if direction == "out":
        return _("points without an answer: %(number)s", number=in_figures(number))
    return _("points that wait for us: %(number)s", number=in_figures(number))


def sender(group_id: int | None, from_text: str) -> str:
    """Return who sends a statement of ours, as pages name it: ``from_text``, in English where it is the council."""
    return from_text if group_id else _("The council")


def span(shown: StatementSpan) -> Markup:
    """Return one statement on the line of time."""
    words = {
        "answered": _("answered"), "open": _("open"), "late": _("overdue"), "ended": _("ended without an answer"),
    }[shown.kind]  # fmt: skip
    ref = escape(shown.row.ref)
    label = _("LS-%(ref)s: sent %(sent)s, %(state)s", ref=shown.row.ref, sent=day(shown.row.sent_at), state=words)
    dot = due = ""
    if shown.acknowledged is not None:
        dot = f'<circle class="received" cx="{shown.acknowledged}%" cy="12" r="3"/>'
    if shown.due is not None:
        due = f'<line class="due" x1="{shown.due}%" x2="{shown.due}%" y1="1" y2="23"/>'
    bar = f'<rect class="{shown.kind}" x="{shown.start}%" y="6" width="{shown.width}%" height="12" rx="3"/>'
    return Markup(
        f'<li><a href="/statements/{ref}">LS-{ref}</a><svg role="img" aria-label="{escape(label)}">'
        f'{bar}{dot}{due}</svg><span class="n">{escape(words)}</span></li>'
    )


def measured(row: Any) -> Markup:
    """Return the row of a table that says of a statement what the line shows."""
    ref, due = escape(row.ref), day(row.answer_by) if row.answer_by else "–"
    cells = [
        _cell(_("Sent"), day(row.sent_at)), _cell(_("Answer due"), due),
        _cell(_("Days to acknowledge"), _days(row.sent_at, row.acknowledged_at), ' class="num"'),
        _cell(_("Days to the first answer"), _days(row.sent_at, row.answered_at), ' class="num"'),
        _cell(_("State"), state_label("statement", row.state)),
    ]  # fmt: skip
    return Markup(f'<tr><th scope="row"><a href="/statements/{ref}">LS-{ref}</a></th>{"".join(cells)}</tr>')


def _cell(head: Any, words: Any, more: str = "") -> str:
    return f'<td{more} data-label="{escape(head)}">{escape(words)}</td>'


def _days(first: datetime, then: datetime | None) -> str:
    return in_figures(round((then - first).total_seconds() / 86400, 1)) if then else "–"
