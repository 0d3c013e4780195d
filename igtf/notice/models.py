"""What notice keeps: topics followed, what waits for a digest or to be seen.

Mail itself is in ``core.mail``.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from igtf.core.db import Base

EVERYTHING = "everything"
"""In place of a topic: all subjects."""


class TopicFollow(Base):
    """A person follows a topic by its slug, or EVERYTHING; private, as following a subject is."""

    __tablename__ = "topic_follow"
    topic: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    since: Mapped[datetime]


class DigestItem(Base):
    """An event that waits for a person's next digest, and the audience through which the person is told.

    Behind the name of an audience of who follows stands what was followed: "topic followers:root-zone".
    """

    __tablename__ = "digest_item"
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True)
    audience: Mapped[str]
    at: Mapped[datetime]


class Unseen(Base):
    """An event that a person was told of, with or without mail, and has not marked as seen.

    ``number`` counts what was told, in the order in which it came to desks; that of events says nothing of it.
    """

    __tablename__ = "unseen"
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True, index=True)
    number: Mapped[int]

    __table_args__ = (Index("ix_unseen_person_number", "person_id", "number"),)
