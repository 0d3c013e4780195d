"""Small look-ups that forms and queries share."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, bindparam, exists, func, or_, select
from sqlalchemy.orm import aliased

from igtf.consensus.models import Call, Estimate, Minority, Objection, OptionChoice, Position
from igtf.consensus.policy import Objections
from igtf.core.database.conditions import among
from igtf.core.database.prepared import prepared
from igtf.core.db import fetch, session
from igtf.drafts.lookups import leads_drafts, only_writers_lead, wrote
from igtf.drafts.models import Draft, Revision
from igtf.groups.models import Charter
from igtf.people.models import Role
from igtf.people.offices import DUTIES, may
from igtf.people.roles import Roles
from igtf.procedure.policy import RUNNING
from igtf.record.models import Actor, Event, Hat, Subject
from igtf.record.moves import url_of


def call_of(thing: Call | Objection | Minority) -> Call:
    """Return the call itself, or the one of an objection or minority statement."""
    return thing if isinstance(thing, Call) else thing.call


def is_running(call: Call) -> bool:
    """Return whether nothing is declared of a call yet, so that positions in it can change."""
    return call.subject.state in RUNNING


def leaders(call: Any) -> Select[Any]:
    """Return the query of the persons (``person``) who lead the call with a number, and are asked to bring it on.

    A call of a group is led by its chairs and delegates, and where none of them is there who did not write what it asks
    about, by the responsible member of the group; a council last call, or one without a group, by the responsible
    member of what it asks about or of its group, and where there is none by the council chair.
    """
    own, asked, held, other = aliased(Subject), aliased(Call), aliased(Role), aliased(Role)
    group, about = own.group_id, asked.about_id
    council = (asked.kind == "council-last-call") | group.is_(None)

    def overseen(role: Any) -> Any:
        return (role.name == "responsible") & or_(role.subject_id == about, role.subject_id == group)

    in_place = (held.name == "responsible") & only_writers_lead(group, about)
    by_office = (held.subject_id == group) & or_(among(held.name, DUTIES["lead"].roles), in_place)
    nobody = ~exists().where(overseen(other), other.ended_at.is_(None))
    chairs_council = (held.name == "council-chair") & held.subject_id.is_(None) & nobody
    return select(held.person_id.label("person")).where(
        own.id == call, asked.id == own.id, held.ended_at.is_(None),
        or_(~council & by_office, council & (overseen(held) | chairs_council)),
    )  # fmt: skip


def leads(person: Any, call: Any) -> ColumnElement[bool]:
    """Return the condition that a person is one of the ``leaders`` of the call with a number."""
    found = leaders(call)
    is_one: ColumnElement[bool] = exists(found.where(found.selected_columns.person == person))
    return is_one


def judges(call: Call) -> list[str]:
    """Return the names of who leads a call and does not stand aside: who wrote the draft, proposed the change of the
    procedure, or chairs the draft's group when the council asks."""
    people = leaders(call.id)
    aside = [wrote(Actor.id, call.about_id)]
    if call.about.kind == "procedure-change":
        aside.append(Actor.id == call.about.opened_by_id)
    if call.kind == "council-last-call":
        aside.append(leads_drafts(Actor.id, call.subject.group_id))
    names = select(Actor.name).where(Actor.id.in_(people), ~or_(*aside)).order_by(Actor.id)
    return list(session.scalars(names))


def chairs_group(roles: Roles, call: Call) -> bool:
    """Return whether an actor with these roles leads the group whose draft the council asks about in its last call."""
    return call.kind == "council-last-call" and may(roles, "drafts", of=call.subject.group_id)


def newest_call(about_id: int, kind: str) -> Call | None:
    """Return the newest call of a kind about something, whatever became of it; None without one."""
    of_kind = select(Call).where(Call.about_id == about_id, Call.kind == kind)
    return session.scalar(of_kind.order_by(Call.id.desc()).limit(1))


def newest_revision(call: Call) -> int | None:
    """Return the number of the newest revision of what a call asks about; None where it has no revisions."""
    newest = {
        "draft": select(Revision.number).join(Draft, Draft.current_id == Revision.id).where(Draft.id == call.about_id),
        "charter": select(func.max(Charter.number)).where(Charter.group_id == call.about_id),
    }.get("charter" if call.kind == "charter" else call.about.kind)
    return None if newest is None else session.scalar(newest)


def revision_label(about: Subject, number: int | None) -> str:
    """Return how a revision of what a call asks about is cited: draft-x-00, or the name alone."""
    return about.ref if number is None else f"{about.ref}-{number:02d}"


def newest_label(call: Call) -> str | None:
    """Return how the newest revision of what a call asks about is cited; None where it has no revisions."""
    number = newest_revision(call)
    return None if number is None else revision_label(call.about, number)


def name_and_number(label: str) -> tuple[str, int]:
    """Return the name and the number of a revision that is cited: draft-x and 0 of draft-x-00."""
    name, _dash, number = label.rpartition("-")
    return name, int(number)


def raised_on(objection: Objection) -> dict[str, Any]:
    """Return the values by which ``later_revision`` finds the revision on which an objection was raised."""
    name, number = name_and_number(objection.raised_on) if objection.raised_on else ("", -1)
    return {"about": objection.call.about_id, "raised_name": name, "raised_number": number}


def later_revision(*, newest: bool = False) -> ColumnElement[bool]:
    """Return the condition that a draft, or a charter, has a revision made since the one with the values of
    ``raised_on``, of another text; ``newest``: that its newest is one.

    Adoption begins again at -00, so that numbers alone do not tell which one is later.
    """
    raised, made = aliased(Revision), aliased(Revision)
    found = exists().where(
        raised.draft_id == bindparam("about"), raised.name == bindparam("raised_name"),
        raised.number == bindparam("raised_number"), made.draft_id == raised.draft_id, made.id > raised.id,
        made.hash != raised.hash,
    )  # fmt: skip
    found = found.where(Draft.id == raised.draft_id, made.id == Draft.current_id) if newest else found
    return found | _later_charter(newest=newest)


def _later_charter(*, newest: bool) -> ColumnElement[bool]:
    raised, made, newer = aliased(Charter), aliased(Charter), aliased(Charter)
    found = exists().where(
        raised.group_id == bindparam("about"), raised.number == bindparam("raised_number"),
        made.group_id == raised.group_id, made.id > raised.id, made.hash != raised.hash,
    )  # fmt: skip
    return found.where(~exists().where(newer.group_id == made.group_id, newer.id > made.id)) if newest else found


def newest_is_later(objection: Objection) -> bool:
    """Return whether the newest revision of what an objection is about was made since, with another text."""
    return bool(session.scalar(select(later_revision(newest=True)), raised_on(objection)))


def asks_about_text(call: Call) -> bool:
    """Return whether a call asks about a draft or a charter, whose revisions can accommodate what is objected."""
    return call.about.kind == "draft" or call.kind == "charter"


def unrevised(objection: Objection, *, later: bool) -> dict[str, Any]:
    """Return the facts on the draft or charter that an objection is about, while it has no ``later`` text than was
    objected to."""
    if later or not asks_about_text(objection.call):
        return {}
    about, call = objection.call.about, objection.call.subject
    charter = objection.call.kind == "charter"
    return {
        "unrevised": objection.raised_on or about.ref, "to_text": f"{url_of(about)}{'/charter' if charter else ''}",
        "in_call": call.state == "open", "charter": charter,
    }  # fmt: skip


def awaited(objection: Objection) -> str:
    """Return the revision, as it is cited, of which the raiser is asked and whose answer is waited for; '' without one.

    The time for it is over in a call that is closed, its late revision reviewed, and not declared.
    """
    return "" if objection.call.subject.state == "closed" else objection.asked_about or ""


def revision_of(draft: Subject, label: str) -> Revision | None:
    """Return a revision of a draft as it is cited, also under a former name of the draft; None when there is none."""
    name, number = name_and_number(label)
    return session.scalar(select(Revision).filter_by(draft_id=draft.id, name=name, number=number))


def text_of(call: Call, label: str) -> Revision | Charter | None:
    """Return the revision, as it is cited, of the draft or charter that a call asks about; None when there is none."""
    if call.kind != "charter":
        return revision_of(call.about, label)
    number = name_and_number(label)[1]
    return session.scalar(select(Charter).filter_by(group_id=call.about_id, number=number))


def newest_estimate(call_id: int, round_number: int) -> Estimate | None:
    """Return the newest estimate in a round of a call."""
    return session.scalar(
        select(Estimate)
        .where(Estimate.call_id == call_id, Estimate.round == round_number)
        .order_by(Estimate.id.desc())
        .limit(1)
    )


def raiser_of(objection: Objection) -> Actor:
    """Return who raised an objection."""
    return session.get_one(Actor, objection.person_id)


def annulled(call_id: Any) -> ColumnElement[bool]:
    """Return whether something of a call was annulled, so that it is estimated again before it is declared again."""
    return exists().where(Event.subject_id == call_id, Event.kind == "call.annul")


def position_of(call_id: int, person_id: int | None) -> Position | None:
    """Return the position of a person in a call; None when there is none yet."""
    return session.get(Position, (call_id, person_id)) if person_id else None


def choices_of(call_id: int, person_id: int | None) -> dict[int, str]:
    """Return what a person chose in an options poll: option → choice."""
    found = select(OptionChoice.option, OptionChoice.value).where(OptionChoice.call_id == call_id)
    return {row.option: row.value for row in session.execute(found.where(OptionChoice.person_id == (person_id or 0)))}


def fixed_hat(call_id: int, person_id: int | None) -> Hat | None:
    """Return the hat that a person's first position or choice in a call has fixed; None before it."""
    return cast("Hat | None", fetch(_fixed_hat(), {"call": call_id, "person": person_id or 0}).scalar())


@prepared
def _fixed_hat() -> Select[Hat]:
    call: Any = bindparam("call")
    person: Any = bindparam("person")
    position = select(Position.hat_id).where(Position.call_id == call, Position.person_id == person)
    choice = select(OptionChoice.hat_id).where(OptionChoice.call_id == call, OptionChoice.person_id == person).limit(1)
    return select(Hat).where(Hat.id == func.coalesce(position.scalar_subquery(), choice.scalar_subquery()))


_PARTS = {"raised": "raised", "answered": "answered", "stands": "standing", "outweighed": "overruled",
          "not-bearing": "overruled"}  # fmt: skip


def by_state(rows: Iterable[Any]) -> Objections:
    """Return the numbers of the objections that keep a consensus from being declared, or a full one, by their state."""
    found: dict[str, list[str]] = {part: [] for part in _PARTS.values()}
    for row in rows:
        if row.state in _PARTS:
            found[_PARTS[row.state]].append(row.ref)
    return Objections(**{part: tuple(refs) for part, refs in found.items()})


def against_result(rows: Iterable[Any]) -> Objections:
    """Return what ``objection_rows`` keep from being declared: ``by_state``, and whose raisers still object."""
    found = list(rows)
    return replace(by_state(found), objecting=tuple(row.ref for row in found if row.objects))


def _objects() -> ColumnElement[bool]:
    """Return whether who raised ``Objection`` objects in the present round of its call."""
    own = aliased(Call)
    return exists().where(
        own.id == Objection.call_id, Position.call_id == own.id, Position.person_id == Objection.person_id,
        Position.round == own.round, Position.value == "object",
    )  # fmt: skip


def objection_rows(call_id: int) -> list[Any]:
    """Return number, title, state, and disposition of each objection in a call, in their order; and whether its raiser
    ``objects`` in the present round."""
    return list(
        session.execute(
            select(Subject.ref, Subject.state, Subject.phase, Subject.title, Objection.disposition,
                   Objection.revision_number, _objects().label("objects"))
            .join(Objection, Objection.id == Subject.id)
            .where(Objection.call_id == call_id)
            .order_by(Subject.id)
        )
    )  # fmt: skip
