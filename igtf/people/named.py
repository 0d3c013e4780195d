"""Persons named by handle or full name, as proposers, chairs, editors, nominees, holders of a seat; and their hats."""

import re
from collections.abc import Collection, Sequence
from typing import Any

from markupsafe import escape
from sqlalchemy import ColumnElement, Integer, Select, and_, bindparam, case, cast, func, literal, null, select
from sqlalchemy.orm import aliased

from igtf.core.database.prepared import prepared
from igtf.core.db import Listing, fetch, session
from igtf.core.errors import Invalid
from igtf.core.i18n import Text, Worded
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.i18n import lazy_pgettext as _lp
from igtf.core.text.plaintext import COMMAS
from igtf.core.text.references import PERSON
from igtf.core.wording import listed
from igtf.people.models import Person
from igtf.people.stakeholders import UNSTATED
from igtf.record.models import Actor, Hat


def handles_in(text: str) -> list[str]:
    """Return the handles written in ``text``, in lower case, without repetition and without a leading @."""
    words = re.split(rf"[\s{COMMAS}]+", text)
    return list(dict.fromkeys(word.lstrip("@").lower() for word in words if word.strip("@")))


def counted_at(moment: Any) -> ColumnElement[str]:
    """Return as which group what was done under a hat at ``moment`` counts, whatever became of the hat later.

    Until it was confirmed it was not stated (section 1), and when that is, is kept: whoever counts later counts the
    same.
    """
    return case((Hat.confirmed_at > moment, UNSTATED), else_=Hat.counts_as).label("counts_as")


def newest_hat(person: Any) -> Any:
    """Return the expression for the id of the newest hat in use of ``person``, a column or a number."""
    own = aliased(Hat)
    return select(func.max(own.id)).where(own.actor_id == person, own.ended_at.is_(None)).scalar_subquery()


def newest_hat_id(person_id: int) -> int | None:
    """Return the id of the newest hat in use of a person, None without one."""
    return fetch(_newest(), {"person": person_id}).scalar()


@prepared
def _newest() -> Listing:
    return select(newest_hat(bindparam("person")))


def hats_held(person_id: int) -> Select[Hat]:
    """Return the query of the hats in use of a person, the newest first; none of them is laid down before the act ends.

    For commands.
    """
    worn = select(Hat).where(Hat.actor_id == person_id, Hat.ended_at.is_(None)).order_by(Hat.id.desc())
    return worn.with_for_update(read=True, key_share=True)


PASSED_OVER = _lp("people", "Passed over")
"""What entries call whoever was accepted and does not take the office or seat, because they do not fit by now."""
HAT_GONE = _l("no longer wears the hat under which this person was accepted")


def still_worn(hat_id: int | None) -> int | None:
    """Return the id of the hat in use that says of its wearer what a hat said when somebody was accepted under it.

    That is the hat itself, or one that counts for the same group, region and organisation; None when it is laid down
    or not confirmed any more.
    """
    return fetch(_still_worn(), {"hat": hat_id}).scalar()


@prepared
def _still_worn() -> Listing:
    return select(_worn_alike(bindparam("hat")))


def _worn_alike(hat: Any) -> Any:
    """Return the expression for the id of the hat that ``still_worn`` finds for ``hat``, a column or a number."""
    worn, accepted = aliased(Hat), aliased(Hat)
    same = and_(*(getattr(worn, name) == getattr(accepted, name)
                  for name in ("actor_id", "counts_as", "region", "organisation")))  # fmt: skip
    alike = select(func.max(worn.id)).join(accepted, same)
    return alike.where(accepted.id == hat, worn.ended_at.is_(None)).scalar_subquery()


def takes_office_under(hat: Any, person: Any) -> Any:
    """Return the expression for the id of the hat under which ``person``, accepted under ``hat``, takes an office now.

    That is the one ``still_worn``, or else the newest in use; NULL without one.
    """
    return func.coalesce(_worn_alike(hat), newest_hat(person))


def active_handles(handles: Collection[str]) -> Any:
    """Return the query of which handles are those of active and verified persons, as texts are searched for names."""
    return (
        select(literal(PERSON), Actor.handle, cast(null(), Integer))
        .join(Person, Person.id == Actor.id)
        .where(Actor.handle.in_(handles), Person.deactivated_at.is_(None), Person.verified_at.is_not(None))
    )


class Naming(Worded):
    """The hint of a field that names people, with a link to the list of them on pages."""

    def __init__(self, sentence: Text) -> None:
        super().__init__(str, sentence)

    def __html__(self) -> str:
        people = escape(_("Who takes part"))
        return f'{escape(str(self))} <a href="/people/">{people}</a>'


ONE_PERSON = Naming(_l("A handle, or a full name that one person has."))
SEVERAL_PEOPLE = Naming(_l("Handles, or full names that one person each has, with commas between them."))

ALIKE = 4
"""How many people whose names hold what was written are looked at."""


def _people() -> Listing:
    """Return the query of id, handle, name, hat_id and counts_as of the active and verified persons."""
    return (
        select(
            Person.id,
            Actor.handle,
            Actor.name,
            Hat.id.label("hat_id"),
            func.coalesce(Hat.counts_as, UNSTATED).label("counts_as"),
        )
        .join(Actor, Actor.id == Person.id)
        .outerjoin(Hat, Hat.id == newest_hat(Person.id))
        .where(Person.deactivated_at.is_(None), Person.verified_at.is_not(None))
    )


def people_named(text: str, field: str) -> Sequence[Any]:
    """Return id, handle, name, hat_id and counts_as (by the newest hat) of each person named, in order.

    People are named by handles, or by full names with commas between them. Invalid, beside ``field``, for what is
    neither a handle of an active and verified person nor the name of one alone, and for words that are both; it says
    who may have been meant.
    """
    known = {row.handle: row for row in session.execute(_people().where(Actor.handle.in_(handles_in(text)))).all()}
    found: dict[int, Any] = {}
    wrong: list[str] = []
    for part in _PARTS.split(text):
        handles, name = handles_in(part), " ".join(part.split())
        unknown = [handle for handle in handles if handle not in known]
        meant = [known[handle] for handle in handles if handle in known]
        named, refusal = _called(name, unknown) if unknown else (meant, _either(name, meant))
        found |= {row.id: row for row in named}
        wrong += [refusal] if refusal else []
    if wrong:
        raise Invalid({field: wrong})
    return list(found.values())


_PARTS = re.compile(rf"[{COMMAS}\n]+")


def _either(name: str, meant: Sequence[Any]) -> str:
    """Return the sentence that refuses several words, handles of those who are ``meant``, that are a full name too."""
    if "@" in name or " " not in name:
        return ""
    called = [row for row in _alike(name) if row.name.casefold() == name.casefold()]
    if not called:
        return ""
    people = listed(f"@{row.handle} ({row.name})" for row in {row.id: row for row in [*called, *meant]}.values())
    return _("%(name)s is a full name, and its words are handles too. Did you mean %(people)s? Give the handles, each "
             "with @.", name=name, people=people)  # fmt: skip


def _alike(name: str) -> Sequence[Any]:
    """Return the first of the people whose names hold ``name``, the shortest name first."""
    alike = _people().where(Actor.name.icontains(name, autoescape=True))
    return session.execute(alike.order_by(func.length(Actor.name), Actor.handle).limit(ALIKE)).all()


def _called(name: str, unknown: Sequence[str]) -> tuple[Sequence[Any], str]:
    """Return the one person who is called ``name``; or nobody, and the sentence that refuses it."""
    rows = _alike(name)
    called = [row for row in rows if row.name.casefold() == name.casefold()]
    if len(called) == 1:
        return called, ""
    people = listed(f"@{row.handle} ({row.name})" for row in called or rows)
    if called:
        return [], _("Several people are called %(name)s: %(people)s. Give the handle.", name=name, people=people)
    handle = ", ".join(unknown)
    if rows:
        return [], _("Nobody here has the handle %(handle)s. Did you mean %(people)s?", handle=handle, people=people)
    return [], _("Nobody here has the handle %(handle)s.", handle=handle)


def person_named(text: str, field: str) -> Any:
    """Return the one person named in ``text``; Invalid, beside ``field``, when there is not exactly one."""
    found = people_named(text, field)
    if len(found) != 1:
        raise Invalid({field: [_("Name one person.")]})
    return found[0]


def account_named(handle: str) -> Person:
    """Return the account of the one person named in the field ``person``; Invalid as for ``person_named``."""
    return session.get_one(Person, person_named(handle, "person").id)
