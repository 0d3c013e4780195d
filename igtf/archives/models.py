"""What was taken from an archive, so that importing again finds it."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from igtf.core.db import Base


class ArchiveItem(Base):
    """An issue (no ``comment_id``) or a comment that came from an archive, by its key there.

    ``seen`` is how the archive had it last: only what changed there since is changed here, and only where nobody
    changed it here. Of texts it holds digests: it tells what changed, and keeps no words that were removed here.
    ``agreed`` is the state and result before those that were left, as the issue had been changed here.
    ``labels`` are those it had last, ``former`` those it had before; None where the former program kept no whole ones.
    """

    __tablename__ = "archive_item"
    key: Mapped[str] = mapped_column(primary_key=True)
    subject_id: Mapped[int] = mapped_column(ForeignKey("subject.id"), index=True)
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"), unique=True)
    seen: Mapped[dict[str, Any]]
    seen_at: Mapped[datetime]
