"""Which revision of what a ballot decides on is the newest: a position names the one it was taken on."""

from igtf.record.models import Subject


def current_revision(subject: Subject) -> int | None:
    """Return the number of the newest revision of a draft, None of anything else."""
    return None
