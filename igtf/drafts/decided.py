"""What the council has before it when it decides on a draft."""

from typing import Any, NamedTuple

from sqlalchemy import bindparam, select

from igtf.core.db import Listing, fetch
from igtf.core.i18n import Text
from igtf.core.prepared import prepared
from igtf.drafts.models import Draft, Revision
from igtf.drafts.questions import answered


class Decided(NamedTuple):
    """What a ballot on a draft decides on: the newest abstract and asks, and the write-up as it is kept."""

    abstract: str
    asks: list[Any]
    write_up: dict[str, str] | None

    @property
    def answers(self) -> list[tuple[Text, str]]:
        """The shepherd's answers as pages show them."""
        return answered(self.write_up)


def decided_on(draft_id: int) -> Decided:
    """Return what the page of a ballot shows of the draft that it decides on."""
    return Decided(*fetch(_decided_on(), {"draft": draft_id}).one())


@prepared
def _decided_on() -> Listing:
    newest = Revision.id == Draft.current_id
    return (
        select(Revision.abstract, Revision.asks, Draft.write_up)
        .join(Draft, newest)
        .where(Draft.id == bindparam("draft"))
    )
