"""The rungs of an appeal: who decides there, how many, and how they agree (section 10)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlalchemy import exists, func, or_, select

from igtf.core.db import session
from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.i18n import lazy_ngettext as _ln
from igtf.drafts.calls import calls_on
from igtf.groups.events import RETURNED
from igtf.people.models import Person, Role
from igtf.people.roles import holders
from igtf.record.models import Event, Relation, Subject
from igtf.record.numbers import whole_number
from igtf.record.stated import Stated


@dataclass(frozen=True)
class Rung:
    """A rung: ``office`` gives the persons who may decide there on a decision about a subject.

    ``drawn``: the name of the number of people drawn by lot from them; empty: each of them decides. ``ballot``: they
    decide together, by a ballot. ``for_good``: who was drawn decides also when the office has ended since.
    """

    name: str
    label: Text
    who: Text
    office: Callable[[Subject], Iterable[int]]
    drawn: str = ""
    ballot: bool = False
    for_good: bool = False

    def size(self, appeal: Subject) -> int:
        """How many are drawn for an appeal; 0 where nobody is."""
        return whole_number(self.drawn, appeal) if self.drawn else 0

    def least(self, appeal: Subject) -> int:
        """How many who are not involved it needs at least."""
        return self.size(appeal) or 1

    def agree(self, appeal: Subject) -> int:
        """How many have to find the same: more than half of those drawn, anyone alone where nobody is."""
        return self.size(appeal) // 2 + 1


def group_of(subject: Subject) -> int | None:
    """Return the group whose decisions on a subject are: itself, its own, or the one asked to adopt a draft.

    Of an issue that is in none, it is the one that returned it last.
    """
    if subject.kind == "group":
        return subject.id
    if subject.group_id is None and subject.kind == "issue":
        return _returned_by(subject)
    asked = calls_on(subject.id).get("adoption") if subject.kind == "draft" and not subject.group_id else None
    return asked[1] if asked else subject.group_id


def _returned_by(issue: Subject) -> int | None:
    """Return the group that returned an issue last; its own entry of the same act says which."""
    returned = select(func.max(Event.at)).where(Event.subject_id == issue.id, Event.kind == "issue.return")
    home = select(Event.subject_id).where(Event.kind == RETURNED, Event.at == returned.scalar_subquery())
    return session.scalar(home.limit(1))


def _chairs(subject: Subject) -> Iterable[int]:
    return holders("chair", group_of(subject) or 0) if group_of(subject) else ()


def _responsible(subject: Subject) -> Iterable[int]:
    about = session.scalars(
        select(Relation.target_id).where(Relation.subject_id == subject.id, Relation.kind == "asks-about")
    ).all()
    places = [subject.id, group_of(subject), *about]
    return dict.fromkeys(person for place in places if place for person in holders("responsible", place))


def _council(_subject: Subject) -> Iterable[int]:
    return holders("council")


def _moderators(_subject: Subject) -> Iterable[int]:
    return dict.fromkeys([*holders("moderator"), *holders("secretariat")])


def _panel(_subject: Subject) -> Iterable[int]:
    """Return who chairs or chaired a group, or volunteered for panels."""
    chaired = (Role.name == "chair") & Role.subject_id.is_not(None)
    volunteered = (Role.name == "panelist") & Role.ended_at.is_(None)
    found = exists().where(Role.person_id == Person.id, or_(chaired, volunteered))
    active = (Person.deactivated_at.is_(None), Person.verified_at.is_not(None))
    return session.scalars(select(Person.id).where(found, *active).order_by(Person.id)).all()


RUNGS: dict[str, Rung] = {
    rung.name: rung
    for rung in (
        Rung("chairs", _l("The chairs of the group"), _l("any chair who is not involved"), _chairs),
        Rung("responsible", _l("The responsible member"), _l("the responsible member"), _responsible),
        Rung("council", _l("The council"), _l("the council, by a ballot"), _council, ballot=True),
        Rung("moderators", _ln("%(num)d moderator", "%(num)d moderators", Stated("appeal_moderators")),
             _ln("%(num)d moderator who is not involved", "%(num)d moderators who are not involved",
                 Stated("appeal_moderators")), _moderators,
             "appeal_moderators"),
        Rung("panel", _l("A panel of %(people)d", people=Stated("appeal_panel")),
             _ln("%(num)d person drawn by lot from those who chaired or volunteered; more than half have to agree",
                 "%(num)d people drawn by lot from those who chaired or volunteered; more than half have to agree",
                 Stated("appeal_panel")), _panel,
             "appeal_panel", for_good=True),
    )
}  # fmt: skip
