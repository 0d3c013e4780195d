"""What is kept of the tree over the record: the roots of its complete parts, the checkpoints, who witnessed them."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from igtf.core.db import Base


class TreeNode(Base):
    """The hash of a complete subtree: of 256 leaves at level 1, of 256 of those at level 2, and so on.

    ``place`` counts the nodes of a level from 0. What lies below and between is made anew when it is asked for.
    """

    __tablename__ = "tree_node"
    level: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    hash: Mapped[bytes] = mapped_column(LargeBinary)


class SignedCheckpoint(Base):
    """A checkpoint of the record at ``size`` entries, as it was signed (``note``), and the key line that reads it."""

    __tablename__ = "signed_checkpoint"
    size: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    root: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime]
    note: Mapped[str]
    key: Mapped[str]


class Cosignature(Base):
    """That a witness (by its name) saw the record of ``size`` entries grow out of what it had seen before, and when.

    ``line`` is its signature as it stands below the note of the checkpoint, with its line end.
    """

    __tablename__ = "cosignature"
    size: Mapped[int] = mapped_column(ForeignKey("signed_checkpoint.size"), primary_key=True, autoincrement=False)
    witness: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    line: Mapped[str]
    __table_args__ = (Index("ix_cosignature_witness", "witness", "size"),)
