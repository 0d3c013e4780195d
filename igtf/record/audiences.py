"""Audiences: who is told of an act. Moves name them; here each name is a label and a query for persons."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from igtf.core.db import session
from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _
from igtf.core.wording import listed
from igtf.core.workflow import Move
from igtf.record.consequences import Consequence
from igtf.record.kinds import kind_of
from igtf.record.models import Actor, Event, Subject
from igtf.record.queries import left_by

SaidOf = Callable[[Subject], Sequence[Text]]
Query = Callable[[Subject, Event | None], Iterable[int]]
Followed = Callable[[Subject], int | str | None]
OfKind = Callable[[str], bool]


@dataclass(frozen=True)
class Audience:
    """A named audience: how it is called on pages and in mails ('you follow this'), and who belongs to it.

    ``said_of`` says how it is called before an act on one subject, where that differs between the kinds.
    ``concerned``: the act is about the persons themselves. Their mail speaks to them, in words of its own, and comes at
    once, whatever mail they want.
    ``beside``: the audience that it comes with, wherever a table names that. ``later``: nobody belongs to it before its
    subject is there, so of the act that opens one only those are told that come with it.
    ``followed``: what its members follow, a subject by its id or a topic; of an audience that is left by a click.
    ``of_kind``: whether subjects of a kind have that; None: those of all kinds.
    ``ends_with``: with what its members cease to be of it, so that what waits for them is theirs no more: an "office",
    membership too, or "following", support too.
    ``affected``: what is decided about the subject is decided about its members, so that their mail says until when
    they can appeal it.
    """

    name: str
    label: Text
    why: Text
    members: Query
    said_of: SaidOf | None = None
    concerned: bool = False
    beside: str = ""
    later: bool = False
    followed: Followed | None = None
    ends_with: str = ""
    affected: bool = False
    of_kind: OfKind | None = None

    def may_have_somebody(self, kind: str, thing: Any) -> bool:
        """Return whether what its members follow is there: of the subject of ``thing``; None: of any of a kind."""
        if thing and self.followed:
            return self.followed(thing.subject) is not None
        return self.of_kind is None or self.of_kind(kind)

    def called(self, thing: Any) -> Sequence[Text]:
        """Return how it is called for the subject of ``thing``; None: for any."""
        return self.said_of(thing.subject) if self.said_of and thing else [self.label]


AUDIENCES: dict[str, Audience] = {}


def audience(
    name: str,
    label: Text,
    why: Text,
    said_of: SaidOf | None = None,
    *,
    concerned: bool = False,
    beside: str = "",
    later: bool = False,
    followed: Followed | None = None,
    ends_with: str = "",
    affected: bool = False,
    of_kind: OfKind | None = None,
) -> Callable[[Query], Query]:
    """Decorator: ``function(subject, event)`` returns the person ids of the audience ``name``."""

    def bind(function: Query) -> Query:
        AUDIENCES[name] = Audience(
            name, label, why, function, said_of, concerned, beside, later, followed, ends_with, affected, of_kind
        )
        return function

    return bind


def named_in(event: Event | None, field: str) -> Iterable[int]:
    """Return the persons whose handles an act left in a field of its payload, with commas; nobody if it is empty."""
    handles = left_by(event.id if event else None).get(field)
    return session.scalars(select(Actor.id).where(Actor.handle.in_(handles.split(", ")))) if handles else ()


def whom_it_names(_subject: Subject, event: Event | None) -> Iterable[int]:
    """Return the person whom an act names as its ``handle``, for any audience of that one."""
    return named_in(event, "handle")


def come_with(name: str) -> list[str]:
    """Return the names of the audiences that come with one, wherever a table names it."""
    return [each.name for each in AUDIENCES.values() if each.beside == name]


def told_sentence(kind: str, move: Move, thing: Any, following: Sequence[Consequence] | None = None) -> str:
    """Return the sentence that says who is told of a move of a kind on ``thing``, and of what it opens or brings about.

    That is what the table names, or what is ``following`` from the move as things stand.
    """
    first = move.through if following is None else [each.move for each in following]
    tells = [name for each in first for name in kind_of(each).tells]
    told = [*tells, *(each for name in move.tells for each in _there(name, kind, move, thing))]
    names = [str(said) for name in dict.fromkeys(told) for said in AUDIENCES[name].called(thing)]
    return _("Told: %(who)s.", who=listed(names)) if names else _("Nobody is told by mail.")


def recorded(move: Move, thing: Any, follows: Text) -> dict[str, str]:
    """Return what a page says after a move by the link of a mail: that it is done, what ``follows``, who is told."""
    return {
        "done": _("Recorded: %(act)s. Thank you. It is public from now on.", act=move.label),
        "next": str(follows),
        "told": told_sentence(thing.subject.kind, move, thing),
    }


def _there(name: str, kind: str, move: Move, thing: Any) -> list[str]:
    """Return which audiences that a move names can have somebody when it is made."""
    if not AUDIENCES[name].later or move.sources:
        return [name]
    return [each for each in come_with(name) if AUDIENCES[each].may_have_somebody(kind, thing)]
