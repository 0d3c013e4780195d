"""What is kept of the tree over the record: the roots of its complete parts, and the checkpoints that were signed."""

from datetime import datetime

from sqlalchemy import LargeBinary
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
