"""Numbers of the procedure as sentences say them.

A sentence takes its number from the table when it is said, and the form for it, because numbers may change:
``_ln("within %(num)d day", "within %(num)d days", Stated("contest_days"))``. A sentence with two numbers says the
second without a noun.
On the page of a subject, in its forms, answers, mails and refusals that is the number of the version under which the
subject runs, because these are made within ``speaking_of(subject)``; elsewhere it is the one in force.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flask import g, has_app_context

from igtf.record.models import Subject
from igtf.record.numbers import BY_NAME, number, values_of


@dataclass(frozen=True)
class Stated:
    """A number of the table, by its name, that is read when a text says it: ``%(x)d``, or ``%(x)s`` for a share.

    ``in_force``: the one in force is said on the page of a subject too, because what the move opens runs under it.
    KeyError at once for a name that the table does not have.
    """

    name: str
    in_force: bool = False

    def __post_init__(self) -> None:
        BY_NAME[self.name]

    def __int__(self) -> int:
        return int(self._value())

    def __str__(self) -> str:
        return BY_NAME[self.name].said(self._value())

    def _value(self) -> float:
        version = g.get("procedure") if has_app_context() and not self.in_force else None
        return number(self.name) if version is None else values_of(version)[self.name]


@contextmanager
def speaking_of(subject: Subject | None) -> Iterator[None]:
    """Say, within the block, the numbers of the version that ``subject`` runs under (None: the one in force)."""
    before = g.get("procedure")
    g.procedure = subject.procedure if subject else None
    try:
        yield
    finally:
        g.procedure = before
