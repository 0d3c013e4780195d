"""The panel of a recall: its pool, and its draw, which opens its ballot."""

from typing import Any

from sqlalchemy import select

from igtf.core.db import session
from igtf.core.errors import Invalid
from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.i18n import lazy_pgettext as _lp
from igtf.core.moments import stamp
from igtf.council.models import Ballot
from igtf.recall import events, queries
from igtf.recall.deciding import put_to_panel
from igtf.recall.models import PanelVolunteer, Recall
from igtf.recall.panel import FORMATS, POOL, bits_needed, repeat, seated
from igtf.recall.states import RECALL
from igtf.record.by import By
from igtf.record.moves import carries_out
from igtf.record.numbers import period
from igtf.selection.announcing import takes_sources
from igtf.selection.published import NoDraw, hash_of
from igtf.selection.words import CHANGES

takes_sources(RECALL, bits_needed)


@carries_out(RECALL, "close-volunteers")
def close_volunteers(recall: Recall, *, by: By) -> tuple[events.PanelPool, str]:
    """Number the volunteers who can be on the panel still (``queries.unfit``), and publish the pool with its hash.

    With fewer than a panel, more are waited for; with as many, they are the panel, and nothing is drawn.
    """
    rows = queries.pool(recall)
    if len(rows) < recall.file["places"]:
        recall.volunteers_until = by.at + period("recall_volunteer_days", recall.subject)
        recall.subject.due_at = recall.volunteers_until
        names: list[Text] = [row.Actor.name for row in rows] or [_lp("result", "nobody")]
        return events.PanelPool(names, until=stamp(recall.volunteers_until)), "volunteers"
    pool: list[dict[str, Any]] = []
    for number, row in enumerate(rows, 1):
        row.PanelVolunteer.number = number
        pool.append({"number": number, "name": row.Actor.name, "handle": row.Actor.handle, "region": row.Hat.region,
                     "group": row.Hat.counts_as, "affiliation": row.Hat.organisation})  # fmt: skip
    file = recall.file | {"format": FORMATS[-1], "pool": pool, "gone": []}
    recall.file = file | {"pool_hash": hash_of(file, POOL)}
    recall.subject.due_at = None
    told = events.PanelPool([_numbered(row) for row in pool], recall.file["pool_hash"])
    if len(pool) > recall.file["places"]:
        return told, "pool"
    _seat_panel(recall, by)
    return told, "panel"


def _numbered(row: dict[str, Any]) -> str:
    return f"{row['number']}: {row['name']}"


def _seat_panel(recall: Recall, by: By) -> tuple[list[dict[str, Any]], Ballot]:
    """Put the first of the order on the panel, and open its ballot; Invalid when the draw cannot be repeated."""
    try:
        order = repeat(recall.file)[1]
    except NoDraw as refusal:
        raise Invalid({"": [str(refusal)]}) from refusal
    chosen = seated(recall.file, order)
    own = session.scalars(select(PanelVolunteer).where(PanelVolunteer.recall_id == recall.id))
    by_number = {row.number: row for row in own}
    panel = [by_number[row["number"]] for row in chosen]
    for volunteer in panel:
        volunteer.drawn = True
    return chosen, put_to_panel(recall, [volunteer.person_id for volunteer in panel], by)


@carries_out(RECALL, "draw")
def draw(recall: Recall, *, by: By) -> events.Drawn:
    """Draw the panel: it follows from the values of the sources, without who of the pool cannot sit on it by now.

    Invalid where too few are left; the clock calls for more volunteers then.
    """
    if queries.too_few(recall):
        raise Invalid({"": [_("Too few of the pool can sit on the panel by now: more volunteers are called for.")]})
    gone = queries.gone(recall)
    recall.file = recall.file | {"format": FORMATS[-1], "gone": gone}
    chosen, ballot = _seat_panel(recall, by)
    names = {row["number"]: _numbered(row) for row in recall.file["pool"]}
    aside: list[Text] = [_l("%(name)s, %(why)s", name=names[row["number"]], why=CHANGES[row["why"]]) for row in gone]
    return events.Drawn([_numbered(row) for row in chosen], stamp(ballot.closes_at), recall.file, aside)
