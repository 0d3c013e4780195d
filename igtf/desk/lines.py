"""The rows of a desk, made here in one step: they stand there in hundreds."""

from collections.abc import Iterable
from typing import Any

from markupsafe import Markup, escape

from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _
from igtf.core.page.elements import badge, deadline, escaped
from igtf.core.page.icons import icon
from igtf.core.workflow import WORKFLOWS
from igtf.desk.waiting import Item
from igtf.discussion.queries import state_label
from igtf.record.moves import shown_title, url_of

Made = dict[Any, str]
"""What many rows have, made once for all of them."""


def lines(items: Iterable[Item]) -> Markup:
    """Return a row for each item: its subject, the acts that it waits for, its state and its deadline.

    Each act is a link to where it is done: a page of its own, or that of the subject.
    """
    shown, made = list(items), Made()
    titles = escaped(shown_title(item.row) for item in shown)
    names = escaped(WORKFLOWS[item.row.kind].name_of(item.row.ref) for item in shown)
    addresses = escaped(url_of(item.row) for item in shown)
    return Markup("".join([_line(*line, made) for line in zip(shown, titles, names, addresses, strict=True)]))


def _line(item: Item, title: str, name: str, address: str, made: Made) -> str:
    row = item.row
    state = (row.kind, row.state, row.phase)
    if state not in made:
        made[state] = badge(state_label(row.kind, row.state), row.phase)
    due = deadline(item.due_at, item.due_word, item.due_as, icon("clock")) if item.due_at else ""
    colon = _(": ")
    about = f'<span class="unseen">{colon}<bdi>{title}</bdi></span>'
    acts = "".join([_act(act, escape(move) if move else address, about, made) for act, move in item.acts])
    return (
        f'<li><div><p class="kicker"><b><bdi>{name}</bdi></b></p><a class="t" href="{address}"><bdi>{title}</bdi></a>'
        f'<p class="tools more">{acts}</p></div>\n'
        f'<div class="end">{made[state]}{due}</div></li>'
    )


def _act(act: Text, address: str, about: str, made: Made) -> str:
    if id(act) not in made:
        made[id(act)] = f"<b>{escape(act)}</b>"
    return f'<a href="{address}">{made[id(act)]}{about}</a>'
