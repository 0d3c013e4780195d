"""What an act brings about in concepts above its own: one rule foretells it, does it, and says who is told."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import select

from igtf.core.db import session
from igtf.core.workflow import WORKFLOWS
from igtf.record.by import By
from igtf.record.models import Subject


@dataclass(frozen=True)
class Consequence:
    """What follows from an act: the move ``kind.name`` of ``subjects``; ``said`` foretells it, ``do`` does it.

    Where that depends on what is given, the act does it by itself, and there is no ``do``.
    """

    move: str
    subjects: Sequence[Subject]
    said: Callable[[], str]
    do: Callable[[], object] | None = None


Rule = TypeVar("Rule", bound=Callable[[Any, By], Iterable[Consequence]])

_RULES: dict[str, list[Callable[[Any, By], Iterable[Consequence]]]] = {}


def follows_from(*acts: str) -> Callable[[Rule], Rule]:
    """Decorator: ``function(thing, by)`` returns what follows from the moves ``acts``, as kind.name, on ``thing``.

    What asks most of people comes first: whoever is told of it is not told of the rest (``Move.through``).
    """

    def bind(function: Rule) -> Rule:
        for act in acts:
            _RULES.setdefault(act, []).append(function)
        return function

    return bind


def consequences(act: str, thing: Any, by: By) -> list[Consequence] | None:
    """Return what follows from the move ``act`` (kind.name) on ``thing``, as things stand; None without a rule."""
    return [each for rule in _RULES[act] for each in rule(thing, by)] if act in _RULES else None


def come_true(foretold: list[Consequence] | None) -> list[Consequence] | None:
    """Return what of ``foretold`` came about, after the act: all but moves whose subjects are not where they lead."""
    return None if foretold is None else [each for each in foretold if all(map(_led(each.move), each.subjects))]


def _led(act: str) -> Callable[[Subject], bool]:
    kind, _dot, name = act.partition(".")
    targets = WORKFLOWS[kind].move_by_name[name].targets
    state = select(Subject.state)
    return lambda subject: not targets or session.scalar(state.where(Subject.id == subject.id)) in targets


def bring_about(act: str, thing: Any, by: By) -> None:
    """Do what follows from the move ``act`` on ``thing``, within its command."""
    for each in consequences(act, thing, by) or ():
        if each.do is not None:
            each.do()
