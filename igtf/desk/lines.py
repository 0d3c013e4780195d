"""The rows of a desk, made here in one step: they stand there in hundreds."""

from collections.abc import Iterable
from typing import Any

from markupsafe import Markup, escape

from igtf.core.elements import badge, time
from igtf.core.i18n import Text
from igtf.core.workflow import WORKFLOWS
from igtf.desk.waiting import Item
from igtf.discussion.queries import state_label
from igtf.record.moves import url_of


def lines(items: Iterable[Item]) -> Markup:
    """Return a row for each item: its subject, the acts that it waits for, its state and its deadline."""
    return Markup("").join(_line(item.row, item.acts) for item in items)


def _line(row: Any, acts: list[tuple[Text, str | None]]) -> Markup:
    name = escape(WORKFLOWS[row.kind].name_of(row.ref))
    due = f'<span class="due">{time(row.due_at, "until")}</span>' if row.due_at else ""
    return Markup(
        f'<li><div><a class="t" href="{escape(url_of(row))}"><bdi>{escape(row.title)}</bdi></a>'
        f'<p class="small">{name} · {" · ".join(_act(act, address) for act, address in acts)}</p></div>\n'
        f'<div class="end">{badge(state_label(row.kind, row.state), row.phase)}{due}</div></li>'
    )


def _act(act: Text, address: str | None) -> str:
    said = f"<b>{escape(act)}</b>"
    return f'<a href="{escape(address)}">{said}</a>' if address else said
