"""What waits for a person: one table of rows, each a query for subjects and the act that they wait for.

A desk shows them in three parts: what needs me, what closes soon, what I wait for from others.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import chain
from typing import Any

from sqlalchemy import Integer, TextualSelect, bindparam, literal, select

from igtf.core import clock
from igtf.core.clock import NOW, moment
from igtf.core.database.fixed import WrittenQuery, all_of, written_out
from igtf.core.database.prepared import Prepared
from igtf.core.db import dialect, fetch, plans
from igtf.core.i18n import Text, ngettext
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.page.paging import PAGE
from igtf.core.workflow import OVER
from igtf.desk.rows import SECRETARIAT, Waits, Where
from igtf.desk.waiting_appeals import OF_APPEALS
from igtf.desk.waiting_bodies import OF_BODIES
from igtf.desk.waiting_calls import OF_CALLS
from igtf.desk.waiting_comments import OF_COMMENTS
from igtf.desk.waiting_consultations import OF_CONSULTATIONS
from igtf.desk.waiting_council import OF_THE_COUNCIL
from igtf.desk.waiting_drafts import OF_DRAFTS
from igtf.desk.waiting_groups import OF_GROUPS
from igtf.desk.waiting_issues import OF_ISSUES
from igtf.discussion.models import Follow
from igtf.discussion.queries import due_word, dues_said
from igtf.people.queries_secretariat import waiting_for_secretariat
from igtf.people.roles import roles_of
from igtf.record.awaited import due
from igtf.record.due import late_moves
from igtf.record.models import Subject
from igtf.record.moves import url_of
from igtf.record.numbers import Versions, later_versions

SOON = timedelta(days=14)
"""Within which a deadline of what one follows is near."""


MOST = PAGE
"""How many subjects are looked at for each row, as on a page of a list; a desk that has as many says so."""

OLDEST = 10
"""How many are where thousands may wait: of issues to decide on, of which the clearing house's queue has more."""


WAITING: list[Waits] = [
    *OF_ISSUES, *OF_CALLS, *OF_DRAFTS, *OF_GROUPS, *OF_BODIES, *OF_APPEALS, *OF_THE_COUNCIL, *OF_CONSULTATIONS,
    *OF_COMMENTS,
    Waits("follow", _l("You follow it"), "soon",
          lambda me: Subject.due_at.between(NOW, moment(clock.now, SOON))
          & Subject.phase.not_in(OVER) & due().is_not(None)
          & Subject.id.in_(select(Follow.subject_id).where(Follow.person_id == me))),
]  # fmt: skip


@dataclass(frozen=True)
class WaitingCount:
    """What waits for whoever holds one of the roles ``only`` and is no subject: how many, said in ``words``.

    ``act`` is what they wait for, done on the page ``page``.
    """

    only: tuple[str, ...]
    count: Callable[[], int]
    words: Callable[[int], str]
    act: Text
    page: str


BESIDE: list[WaitingCount] = [
    WaitingCount(SECRETARIAT, lambda: len(late_moves()),
                 lambda number: ngettext("%(num)d step of the clock is late", "%(num)d steps of the clock are late",
                                         number),
                 _l("See which, and tell whoever runs the site"), "/secretariat/#late"),
    WaitingCount(SECRETARIAT, waiting_for_secretariat,
                 lambda number: ngettext("%(num)d hat or claim waits for the secretariat",
                                         "%(num)d hats or claims wait for the secretariat", number),
                 _l("Confirm, or say why not"), "/secretariat/"),
]  # fmt: skip


def beside(me: Any) -> list[tuple[str, Text, str]]:
    """Return what waits for a person beside subjects, as words, act and page; one query for each role that asks."""
    roles = {name for name, _subject in roles_of(me).held}
    counted = [(each, each.count()) for each in BESIDE if roles.intersection(each.only)]
    return [(each.words(number), each.act, each.page) for each, number in counted if number]


def _most(row: Waits) -> int:
    return OLDEST if row.oldest else MOST


FIRST: list[Where] = list(dict.fromkeys(row.first for row in WAITING if row.first is not None))
"""The conditions that are asked first; one that finds a subject has the place behind the rows that its own has here."""


@lru_cache(200)
def _written(engine: str, _versions: Versions, place: int) -> WrittenQuery:
    """Return the query of the row, or of what is asked first, at ``place`` as text for ``engine``.

    The numbers of the procedure are in it.
    """
    me, row = bindparam("me", type_=Integer()), WAITING[place] if place < len(WAITING) else None
    where, most = (row.condition, _most(row)) if row else (FIRST[place - len(WAITING)], 1)
    query = select(
        Subject.id, Subject.kind, Subject.ref, Subject.title, Subject.state, Subject.phase,
        (Subject.due_at if row is None or row.due is None else row.due).label("due_at"), Subject.state_since,
        literal(place).label("place"),
    ).where(where(me)).limit(most)  # fmt: skip
    ordered = query.order_by(Subject.state_since, Subject.id) if row and row.oldest else query
    return written_out(select(ordered.subquery()), engine, f"of_{place}_")


Asked = Prepared[TextualSelect]
"""A query of rows; its parameter is ``me``, the person."""


@lru_cache(100)
def asked(engine: str, versions: Versions, places: tuple[int, ...]) -> Asked:
    """Return the query of the rows, and of what is asked first, at ``places``, while the procedure has ``versions``."""
    return all_of(_written(engine, versions, place) for place in places)


ROLES = frozenset(name for row in WAITING for name in row.only)
"""The roles by which desks differ."""


@lru_cache(16)
def _places(roles: frozenset[str]) -> dict[Where | None, tuple[int, ...]]:
    """Return the places of the rows for who holds ``roles`` of ``ROLES``, by what is asked first."""
    own = [(place, row) for place, row in enumerate(WAITING) if not row.only or roles.intersection(row.only)]
    return {first: tuple(place for place, row in own if row.first is first) for first in {row.first for _, row in own}}


def everything(engine: str, versions: Versions, roles: frozenset[str]) -> tuple[Asked, dict[int, Asked]]:
    """Return the queries for who holds ``roles`` of ``ROLES``, while the procedure has those ``versions``.

    The first one has the rows that nothing is asked before, and looks for the others, each of which is asked where
    its place is found.
    """
    own = dict(_places(roles))
    plain = own.pop(None, ())
    later = {len(WAITING) + FIRST.index(first): places for first, places in own.items() if first}
    at_once = asked(engine, versions, (*plain, *sorted(later)))
    return at_once, {found: asked(engine, versions, places) for found, places in later.items()}


def rows_for(me: Any, roles: frozenset[str]) -> list[Any]:
    """Return the rows of all that waits for a person, who holds ``roles`` of ``ROLES``.

    One query, and one for each condition asked first that finds something. PostgreSQL keeps its plans for all people:
    of so many parts, one takes as long as ten pages.
    """
    at_once, later = everything(dialect(), later_versions(), roles)
    with plans("force_generic_plan"):
        found = fetch(at_once, {"me": me}).all()
        more = [fetch(later[row.place], {"me": me}).all() for row in found if row.place in later]
    return [row for row in found if row.place not in later] + list(chain.from_iterable(more))


@dataclass(frozen=True)
class Item:
    """One thing on a desk: the subject's row and the acts it waits for, each with its address (None: its page).

    ``due_at`` is its deadline, ``due_as`` how that is said, ``due_word`` what it is for. ``most`` is how many subjects
    were looked at for the first act, where there may be more; 0 where these are all.
    """

    row: Any
    part: str
    acts: list[tuple[Text, str | None]]
    due_at: datetime | None
    due_as: str
    due_word: Text
    most: int


Dues = Mapping[int, tuple[datetime | None, Text]]


def _led(rows: Sequence[Any]) -> Mapping[tuple[int, int], str]:
    """Return the paths that acts of rows have for each subject, by the row's place and id; one query for each act."""
    found: dict[tuple[int, int], str] = {}
    for place in {row.place for row in rows}:
        leads = WAITING[place].leads
        paths = leads([row.id for row in rows if row.place == place]) if leads else {}
        found |= {(place, number): path for number, path in paths.items()}
    return found


def _address(row: Any, waits: Waits, led: Mapping[tuple[int, int], str]) -> str | None:
    if waits.leads:
        return led.get((row.place, row.id))
    if waits.move:
        return f"{url_of(row)}/moves/{waits.move}"
    within = waits.page.startswith(("#", "."))
    return f"{url_of(row)}{waits.page.lstrip('.')}" if within else waits.page or None


def _due(row: Any, waits: Waits, dues: Dues) -> tuple[datetime | None, Text]:
    """Return by when something waits, and the word for it: its own, or what the subject's page says is due."""
    if waits.due is not None:
        return row.due_at, waits.due_word
    return dues.get(row.id, (row.due_at, due_word(row.kind, row.state)))


def _pressing(row: Any, due_at: datetime | None, soon: datetime) -> tuple[Any, ...]:
    """Return the place of a row: near deadlines, what others wait for, the oldest first, later ones; then invitations.

    What has no deadline stands where those that are near end: after it was ``soon`` in any case.
    """
    return WAITING[row.place].invites, due_at or soon, row.state_since, row.place, row.id


def _full(rows: Sequence[Any]) -> dict[int, int]:
    """Return the places of which as many rows were found as are looked at, each with that number."""
    found = Counter(row.place for row in rows)
    return {place: number for place, number in found.items() if number == _most(WAITING[place])}


def on_desk(me: Any) -> list[Item]:
    """Return what waits for a person, the most pressing first, each subject once in each part.

    Those of ``rows_for``, one for the roles, and one more where groups are among it.

    What needs the person's act stands there alone, and not among what closes soon or waits for others.
    """
    soon = clock.now() + SOON
    roles = ROLES.intersection(name for name, _subject in roles_of(me).held)
    rows = rows_for(me, roles)
    mine = {row.id for row in rows if WAITING[row.place].part == "me"}
    full = _full(rows)
    found, led = dict[tuple[str, int], Item](), _led(rows)
    dues = dues_said(row for row in rows if WAITING[row.place].due is None)
    days = [_due(row, WAITING[row.place], dues) for row in rows]
    for row, (due_at, word) in sorted(
        zip(rows, days, strict=True), key=lambda each: _pressing(each[0], each[1][0], soon)
    ):
        waits = WAITING[row.place]
        if waits.part != "me" and row.id in mine:
            continue
        made = Item(row, waits.part, [], due_at, waits.due_as, word, full.get(row.place, 0))
        item = found.setdefault((waits.part, row.id), made)
        item.acts.append((waits.act, _address(row, waits, led)))
    return list(found.values())
