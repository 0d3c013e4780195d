"""Proposed changes of the procedure, and who supports them."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from igtf.core.db import Base
from igtf.record.models import Subject


class Change(Base):
    """A proposed change: ``changes`` is each number by its name with the value proposed; ``html`` shows the reason."""

    __tablename__ = "procedure_change"
    id: Mapped[int] = mapped_column(ForeignKey("subject.id"), primary_key=True)
    changes: Mapped[dict[str, Any]]
    reason: Mapped[str]
    html: Mapped[str]
    subject: Mapped[Subject] = relationship(lazy="joined", innerjoin=True)


class ChangeSupport(Base):
    """A person supports a change, under a hat."""

    __tablename__ = "procedure_support"
    change_id: Mapped[int] = mapped_column(ForeignKey("procedure_change.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    hat_id: Mapped[int | None] = mapped_column(ForeignKey("hat.id"))
    at: Mapped[datetime]
    __table_args__ = (Index("ix_procedure_support_person_id", "person_id"),)
