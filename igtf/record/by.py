"""Who acts: the actor, the hat and the moment, passed to every command."""

from dataclasses import dataclass
from datetime import datetime

from igtf.record.models import CLOCK_ID, IMPORTER_ID


@dataclass(frozen=True, slots=True)
class By:
    """The actor of an act (``actor_id`` None: an anonymous reader), the hat worn, and when (UTC, procedure's clock)."""

    actor_id: int | None
    at: datetime
    hat_id: int | None = None

    @property
    def author(self) -> int:
        """The actor's id; RuntimeError for an anonymous reader, who cannot act."""
        if self.actor_id is None:
            raise RuntimeError("an anonymous reader cannot act")
        return self.actor_id


def by_clock(at: datetime) -> By:
    """Return the clock as actor at ``at``."""
    return By(CLOCK_ID, at)


def by_importer(at: datetime) -> By:
    """Return the importer as actor at ``at``."""
    return By(IMPORTER_ID, at)
