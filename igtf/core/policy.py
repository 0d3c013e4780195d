"""Decisions with reasons: every no says why."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple, TypeVar, cast

from werkzeug.local import LocalProxy

from igtf.core.errors import Invalid, NotAllowed
from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l

Facts = TypeVar("Facts")
First = tuple[Text, str]
Condition = tuple[bool, Text] | tuple[bool, Text, First]


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether something may be done; ``reason`` is the sentence shown when it may not.

    ``first`` leads to the page where the actor does what has to be done before, as (label, path); pages lead back from
    there.
    """

    ok: bool
    reason: Text = ""
    first: First | None = None

    def __bool__(self) -> bool:
        return self.ok


YES = Decision(True)


def no(reason: Text) -> Decision:
    """Return a refusal with the sentence that says why and, where there is one, the way to a yes."""
    return Decision(False, reason)


def check(*conditions: Condition) -> Decision:
    """Return yes when every condition holds, else a refusal with the reason of the first that does not.

    Behind its reason a condition may have what the actor has to do first.
    """
    for holds, reason, *first in conditions:
        if not holds:
            return Decision(False, reason, *first)
    return YES


def aside(concerned: bool, why: Text) -> tuple[bool, Text]:
    """Return the condition that the actor is not concerned: whoever decides stands aside in a case of their own."""
    return not concerned, _l("You stand aside here: %(why)s.", why=why)


class Aside(NamedTuple):
    """Whom a case concerns, by the facts, and who so stands aside.

    ``why`` is said to the actor, as by ``aside``; ``named`` to whoever names such a person for it.
    """

    concerns: Callable[[Any], bool]
    why: Text
    named: Text


def not_aside(rules: Iterable[Aside], facts: Any) -> list[Condition]:
    """Return the conditions that the actor of the facts is concerned by none of the rules."""
    return [aside(rule.concerns(facts), rule.why) for rule in rules]


def late(look_up: Callable[[], Facts]) -> Facts:
    """Return facts that are looked up when a policy first asks for one of them, and then once.

    For what only few moves depend on, so that the others need not wait for it.
    """
    return cast(Facts, LocalProxy(cache(look_up)))


def always(_facts: object) -> Decision:
    """The clock, and what follows from another step."""
    return YES


def demand(**fields: Decision) -> None:
    """Raise Invalid where one of the decisions is a no, with its reason beside the field that it is given for."""
    refused = {name: [str(decision.reason)] for name, decision in fields.items() if not decision}
    if refused:
        raise Invalid(refused)


def require(decision: Decision) -> None:
    """Raise NotAllowed with the decision's reason unless it is a yes."""
    if not decision.ok:
        raise NotAllowed(str(decision.reason), first=decision.first)
