"""What the council has before it when it decides on a draft."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select

from igtf.core.db import Listing, fetch
from igtf.core.i18n import Text
from igtf.core.prepared import prepared
from igtf.drafts.models import Draft, Revision
from igtf.drafts.questions import answered
from igtf.drafts.thread import is_dissent, on_the_way
from igtf.record.models import HIDDEN, Event, Payload, Subject


class Decided(NamedTuple):
    """What a ballot on a draft decides on: the newest abstract and asks, and the write-up as it is kept.

    ``put``: what was recorded when it was put to the ballot (``events.ToBallot``); ``dissent``: what goes with
    it, as rows of subjects.
    """

    abstract: str
    asks: list[Any]
    write_up: dict[str, str] | None
    put: dict[str, str] | None
    dissent: list[Any]

    @property
    def answers(self) -> list[tuple[Text, str]]:
        """The shepherd's answers as pages show them."""
        return answered(self.write_up)

    @property
    def came_in(self) -> str:
        """What the responsible member said came in during the last call."""
        return (self.put or {}).get("came_in", "")


def decided_on(draft_id: int, opened_at: datetime) -> Decided:
    """Return what the page of a ballot that was opened at a moment shows of the draft that it decides on."""
    rows = fetch(_decided_on(), {"draft": draft_id, "at": opened_at, "here": draft_id}).all()
    one = rows[0]
    return Decided(one.abstract, one.asks, one.write_up, one.put, [row for row in rows if row.id is not None])


@prepared
def _decided_on() -> Listing:
    newest = Revision.id == Draft.current_id
    entry = (Event.subject_id == Draft.id, Event.kind == "draft.to-ballot", Event.at == bindparam("at"))
    put = select(Payload.data).join(Event, Event.id == Payload.event_id).where(*entry)
    return (
        select(
            Revision.abstract, Revision.asks, Draft.write_up, put.correlate(Draft).scalar_subquery().label("put"),
            Subject.id, Subject.kind, Subject.ref, Subject.title, Subject.summary, Subject.state, Subject.phase,
        )
        .select_from(Draft)
        .join(Revision, newest)
        .outerjoin(Subject, Subject.id.in_(on_the_way()) & (Subject.state != HIDDEN) & is_dissent())
        .where(Draft.id == bindparam("draft"))
        .order_by(Subject.id)
    )  # fmt: skip
