"""Recalls: who signed the petition, and who volunteers for the panel, which decides by ballot."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from igtf.core.db import Base
from igtf.record.models import Actor, Subject


class Recall(Base):
    """A recall of who holds the seat of a term. ``file`` is what is published of the draw: pool, sources with values.

    ``affiliation``: the member's, as it was when the petition began; who shares it is not on the panel.
    """

    __tablename__ = "recall"
    id: Mapped[int] = mapped_column(ForeignKey("subject.id"), primary_key=True)
    term_id: Mapped[int] = mapped_column(ForeignKey("term.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    seat_number: Mapped[int]
    affiliation: Mapped[str]
    petition_until: Mapped[datetime]
    volunteers_until: Mapped[datetime | None]
    file: Mapped[dict[str, Any]]
    subject: Mapped[Subject] = relationship(lazy="joined", innerjoin=True)
    member: Mapped[Actor] = relationship(
        lazy="joined", innerjoin=True, primaryjoin="foreign(Recall.person_id) == Actor.id", viewonly=True
    )


class PetitionSignature(Base):
    """A signature under a petition; ``counted`` False: two of the same affiliation signed before."""

    __tablename__ = "recall_signature"
    id: Mapped[int] = mapped_column(primary_key=True)
    recall_id: Mapped[int] = mapped_column(ForeignKey("recall.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    hat_id: Mapped[int] = mapped_column(ForeignKey("hat.id"))
    affiliation: Mapped[str]
    counted: Mapped[bool]
    at: Mapped[datetime]
    __table_args__ = (UniqueConstraint("recall_id", "person_id"),)


class PanelVolunteer(Base):
    """Who volunteers for the panel; ``number`` in the published pool; on the panel once ``drawn``."""

    __tablename__ = "panel_volunteer"
    id: Mapped[int] = mapped_column(primary_key=True)
    recall_id: Mapped[int] = mapped_column(ForeignKey("recall.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    hat_id: Mapped[int] = mapped_column(ForeignKey("hat.id"))
    at: Mapped[datetime]
    number: Mapped[int | None]
    drawn: Mapped[bool] = mapped_column(default=False)
    __table_args__ = (UniqueConstraint("recall_id", "person_id"),)
