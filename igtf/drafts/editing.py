"""Who edits the draft of a group: whom its chairs name, until they name others or the group frees it (section 1)."""

from collections.abc import Iterable
from typing import Any

from igtf.core.errors import Invalid
from igtf.core.i18n import gettext as _
from igtf.discussion.commands import follow
from igtf.drafts import events
from igtf.drafts.models import Draft
from igtf.drafts.policy import EDITOR_NEEDED
from igtf.drafts.states import DRAFT
from igtf.people.named import people_named
from igtf.people.roles import end_role, give_role, holders
from igtf.record.by import By
from igtf.record.moves import carries_out
from igtf.record.queries import handle_of


def editors_named(text: str) -> list[Any]:
    """Return the persons named as editors, as ``people_named`` does; Invalid when nobody is."""
    people = list(people_named(text, "editors"))
    if not people:
        raise Invalid(editors=str(EDITOR_NEEDED))
    return people


def let_edit(draft: Draft, people: Iterable[Any], by: By) -> list[int]:
    """Let ``people`` edit a draft, who follow it, and nobody else; return who edits it no more. For commands."""
    ended = [person for person in holders("editor", draft.id) if person not in {named.id for named in people}]
    for former in ended:
        end_role(former, "editor", at=by.at, subject_id=draft.id)
    for person in people:
        give_role(person.id, "editor", at=by.at, subject_id=draft.id)
        follow(draft.id, person_id=person.id, by=by)
    return ended


@carries_out(DRAFT, "name-editors")
def name_editors(draft: Draft, *, editors: str, reason: str, by: By) -> events.EditorsNamed:
    """Name who edits the draft from now on, by handles or full names, in place of whoever did.

    Invalid without an editor, and where these are the editors already, as that is no act.
    """
    people = editors_named(editors)
    if {person.id for person in people} == set(holders("editor", draft.id)):
        raise Invalid(editors=_("They are its editors already, so nothing was recorded."))
    former = [handle_of(person) or "" for person in let_edit(draft, people, by)]
    return events.EditorsNamed(reason, ", ".join(person.handle for person in people), ", ".join(former))


@carries_out(DRAFT, "stop-editing")
def stop_editing(draft: Draft, *, by: By) -> None:
    """End the own office of an editor; whoever wrote as its editor has written it still (``writers.wrote``)."""
    end_role(by.author, "editor", at=by.at, subject_id=draft.id)


def end_editors(draft_id: int, by: By) -> None:
    """Let nobody edit a draft, as it is no group's any more but its authors'. For commands."""
    for person in holders("editor", draft_id):
        end_role(person, "editor", at=by.at, subject_id=draft_id)
