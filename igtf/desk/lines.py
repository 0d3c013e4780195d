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

Made = dict[Any, str]
"""What many rows have, made once for all of them."""


def lines(items: Iterable[Item]) -> Markup:
    """Return a row for each item: its subject, the acts that it waits for, its state and its deadline."""
    made: Made = {}
    return Markup("".join(_line(item.row, item.acts, made) for item in items))


def _line(row: Any, acts: list[tuple[Text, str | None]], made: Made) -> str:
    state = (row.kind, row.state, row.phase)
    if state not in made:
        made[state] = badge(state_label(row.kind, row.state), row.phase)
    due = f'<span class="due">{time(row.due_at, "until")}</span>' if row.due_at else ""
    return (
        f'<li><div><a class="t" href="{escape(url_of(row))}"><bdi>{escape(row.title)}</bdi></a>'
        f'<p class="small">{escape(WORKFLOWS[row.kind].name_of(row.ref))} · '
        f"{' · '.join(_act(act, address, made) for act, address in acts)}</p></div>\n"
        f'<div class="end">{made[state]}{due}</div></li>'
    )


def _act(act: Text, address: str | None, made: Made) -> str:
    if id(act) not in made:
        made[id(act)] = f"<b>{escape(act)}</b>"
    return f'<a href="{escape(address)}">{made[id(act)]}</a>' if address else made[id(act)]
