"""Webhooks: whose, where to, about what, and how far they have been told."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from igtf.core.db import Base


class Hook(Base):
    """An address that is told of the entries after ``read_to`` (a ``log_index``).

    ``about`` is everything, what its owner follows, or a kind of subject (``forms.abouts``). Its secret is made of
    ``salt`` and the site's key, and kept nowhere. Before the first entry, and whenever ``tested_at`` is empty, it is
    sent a test. ``failure`` says why the last message was not taken (``reaching.FAILURES``), ``status`` with what it
    was answered. One that is paused is told nothing, and goes on where it stopped.
    """

    __tablename__ = "hook"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    address: Mapped[str]
    about: Mapped[str]
    salt: Mapped[str]
    made_at: Mapped[datetime]
    read_to: Mapped[int]
    tested_at: Mapped[datetime | None]
    taken_at: Mapped[datetime | None]
    failure: Mapped[str] = mapped_column(default="")
    status: Mapped[int | None]
    attempts: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime | None]
    paused_at: Mapped[datetime | None]
