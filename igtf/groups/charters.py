"""Writing charters and who takes office or joins with them. For commands: these record no event."""

import hashlib
from collections.abc import Iterable
from datetime import datetime

from markupsafe import Markup
from sqlalchemy import Select, func, select, update

from igtf.core.db import session
from igtf.core.finding import search
from igtf.core.moments import stamp
from igtf.discussion.commands import follow
from igtf.groups import events
from igtf.groups.charter_states import PENDING, UNDER_REVIEW, step_of
from igtf.groups.deadlines import review_ends, set_due
from igtf.groups.kinds import KINDS
from igtf.groups.models import Charter, Group, GroupSupport, Membership, NamedChair
from igtf.people.models import Person
from igtf.people.named import newest_hat_id, takes_office_under
from igtf.people.roles import check_not_closed, give_role
from igtf.record.by import By
from igtf.record.mentions import mention
from igtf.record.models import Actor
from igtf.record.references import render_below


def add_charter(group: Group, text: str, *, by: By, changed: str = "") -> Charter:
    """Add and return a draft of the charter, replacing what was pending. MarkupRefused for bad Markdown."""
    html = render_below(text).html
    put_charters(group, PENDING, "replaced", by)
    last = session.scalar(select(func.max(Charter.number)).where(Charter.group_id == group.id)) or 0
    charter = Charter(
        group_id=group.id,
        number=last + 1,
        text=text,
        html=html,
        hash=hashlib.sha256(text.encode()).hexdigest(),
        changed=changed,
        state="draft",
        since=by.at,
        at=by.at,
        by_id=by.author,
    )
    session.add(charter)
    session.flush()
    mention(group.id, html)
    session.expire(group, ["pending"])
    index(group)
    return charter


def newest_charter(group_id: int) -> Charter:
    """Return the newest revision of a charter; one was written with the proposal."""
    own = select(Charter).where(Charter.group_id == group_id).order_by(Charter.number.desc()).limit(1)
    return session.scalars(own).one()


def index(group: Group) -> None:
    """Let a group be found by its acronym, its name, its summary and its newest charter. For commands.

    The charter is read as it was rendered: nothing is rendered under the lock.
    """
    subject, words = group.subject, Markup(newest_charter(group.id).html).striptags()
    search.put(group.id, f"{subject.ref} {subject.title}", f"{subject.summary}\n{words}")


def put_charters(group: Group, states: tuple[str, ...], state: str, by: By) -> None:
    """Put the versions of the charter that are in one of ``states`` into another one."""
    session.execute(
        update(Charter).where(Charter.group_id == group.id, Charter.state.in_(states)).values(state=state, since=by.at)
    )


def step_charter(group: Group, move: str, *, by: By) -> Charter:
    """Take the pending revision where a move of CHARTER_STEPS takes it, and return it."""
    step, charter = step_of(move, reviewed=KINDS[group.kind].reviewed), group.pending
    if step is None or charter is None:
        raise RuntimeError(f"{move} needs a pending revision of the charter")
    charter.state, charter.since = step.target, by.at
    set_due(group, by.at)
    return charter


def end_reviews(group: Group, *, by: By) -> None:
    """End the review that a charter is in: where the group goes on after all, its reviews begin anew."""
    if group.pending is not None and group.pending.state in UNDER_REVIEW:
        step_charter(group, "return-charter", by=by)


def moved(group: Group, charter: Charter) -> events.CharterMoved:
    """Return the payload that says where a revision stands now."""
    until = review_ends(group)
    return events.CharterMoved(charter.number, charter.hash, stamp(until) if until else "")


def put_in_force(group: Group, *, by: By) -> Charter:
    """Put the pending revision in force in place of the former one, and return it."""
    charter = session.scalars(select(Charter).where(Charter.group_id == group.id, Charter.state.in_(PENDING))).one()
    put_charters(group, ("in-force",), "replaced", by)
    charter.state, charter.since = "in-force", by.at
    session.flush()
    session.expire(group, ["pending", "in_force"])
    return charter


def bring_into_force(group: Group, *, by: By) -> tuple[Charter, str]:
    """Put the first charter in force: named chairs take office, proposers and supporters become members.

    Whose account is closed does not. Return the charter, and the handles of the chairs.
    """
    charter = put_in_force(group, by=by)
    chairs = seat(group, select(NamedChair).where(NamedChair.due_at.is_(None)), at=by.at)
    for person_id, hat_id in _joining(group):
        add_member(group, person_id, hat_id, at=by.at)
    set_due(group, by.at)
    return charter, chairs


def _joining(group: Group) -> list[tuple[int, int | None]]:
    """Return who becomes a member with the first charter, each with a hat: those of them whose account is open."""
    supports = select(GroupSupport).where(GroupSupport.group_id == group.id).order_by(GroupSupport.person_id)
    found: dict[int, int | None] = {group.subject.opened_by_id: group.subject.opened_hat_id}
    found = {one.person_id: one.hat_id for one in session.scalars(supports)} | found
    if group.second_id:
        found.setdefault(group.second_id, newest_hat_id(group.second_id))
    opened = select(Person.id).where(Person.id.in_(found), Person.deactivated_at.is_(None))
    return [(person_id, found[person_id]) for person_id in session.scalars(opened.order_by(Person.id))]


def seat(group: Group, named: Select[NamedChair], *, at: datetime) -> str:
    """Give the chair's role to the ``named`` who wait in ``group``, under a hat worn by now; return their handles."""
    under = takes_office_under(NamedChair.hat_id, NamedChair.person_id)
    found = session.execute(
        named.add_columns(under).where(NamedChair.group_id == group.id, NamedChair.settled_at.is_(None))
        .order_by(NamedChair.id)
    ).all()  # fmt: skip
    for row, hat_id in found:
        give_role(row.person_id, "chair", at=at, subject_id=group.id, hat_id=hat_id)
        add_member(group, row.person_id, hat_id, at=at)
        row.settled_at = at
    return ", ".join(handles(row.person_id for row, _hat in found))


def handles(people: Iterable[int]) -> list[str]:
    """Return the handles of persons, in their order."""
    wanted = list(people)
    found = {
        row.id: row.handle or "" for row in session.execute(select(Actor.id, Actor.handle).where(Actor.id.in_(wanted)))
    }
    return [found[person] for person in wanted]


def name_chair(
    group: Group,
    person_id: int,
    hat_id: int | None,
    *,
    due_at: datetime | None = None,
    instead_of: int | None = None,
) -> None:
    """Note a chair who takes office at ``due_at``, or (None) with the charter.

    Invalid where the account was closed in the same moment.
    """
    session.add(
        NamedChair(group_id=group.id, person_id=person_id, hat_id=hat_id, due_at=due_at, instead_of_id=instead_of)
    )
    session.flush()
    check_not_closed(person_id)


def add_member(group: Group, person_id: int, hat_id: int | None, *, at: datetime) -> None:
    """Make a person a member as of ``at``, who follows the group from then on; a member stays one."""
    known = session.get(Membership, (group.id, person_id))
    if known is None:
        session.add(Membership(group_id=group.id, person_id=person_id, hat_id=hat_id, since=at))
    elif known.ended_at:
        known.since, known.ended_at, known.hat_id = at, None, hat_id
    session.flush()
    follow(group.id, person_id=person_id, by=By(person_id, at, hat_id))
