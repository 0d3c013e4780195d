"""Who confirmed to be an author of a draft has written it, also once a revision leaves the name out (section 1)."""

from typing import Any

import pytest

from igtf.core.db import session
from igtf.core.errors import NotAllowed
from igtf.drafts.lookups import newest_source
from igtf.people.roles import holders
from igtf.record.models import Event
from tests.appeals.house import House, decision, state
from tests.appeals.test_annulling import DECLARED, QUESTIONS, active_group, called, submitted
from tests.factories import broken_promises, sign_in

WRITES = "You stand aside here: you write this draft."


def revise(house: House, who: Any, draft: Any, source: str) -> None:
    house.do(who, "draft", "revise", draft, source=source, note="Next", authors_reason="It is so.")


def adopted(house: House) -> tuple[Any, Any, str, str]:
    """Return a chair, a draft that the group has adopted, its source, and the same with the chair among its authors."""
    _group, chair = active_group(house)
    draft = submitted(house)
    called(house, chair, draft, "call-for-adoption", group="lamps")
    house.do(chair, "draft", "adopt", draft, name="lamps", editors=house.filer.actor.handle)
    session.rollback()
    source = newest_source(draft)
    line = next(line for line in source.split("\n") if "name:" in line)
    other = line.replace(house.filer.actor.name, chair.actor.name)
    assert other != line
    return chair, draft, source, source.replace(line, f"{line}\n{other}")


@pytest.mark.parametrize("how", ["confirms", "posts"])
def test_a_chair_whose_name_a_co_author_took_out_judges_it_no_more(app, db, how):
    house = House()
    chair, draft, alone, together = adopted(house)
    if how == "confirms":
        revise(house, house.filer, draft, together)
        house.do(chair, "draft", "confirm-authorship", draft)
    else:
        revise(house, chair, draft, together)
    assert decision("draft.confirm-authorship").actor_id == chair.id
    revise(house, house.filer, draft, f"{alone}\nAll my words.\n")
    assert "confirmed to be an author" in app.test_client().get(f"/drafts/{draft.subject.ref}").text
    house.do(chair, "draft", "group-last-call", draft, days=14, question="Ready?")
    call = house.newest("call")
    house.do(house.appellant, "call", "take-position", call, position="support")
    house.tick(15)
    refused = sign_in(app, chair).post(f"/calls/{call.subject.ref}/moves/declare", data=DECLARED | {"step": "done"})
    assert (refused.status_code, WRITES in refused.text) == (403, True)
    (other,) = set(holders("chair", draft.subject.group_id)) - {chair.id}
    house.do(house.person(other), "call", "declare", call, **DECLARED)
    assert state(call) == "consensus"
    with pytest.raises(NotAllowed):
        house.do(chair, "draft", "write-up", draft, shepherd=chair.actor.handle, **QUESTIONS)
    assert broken_promises() == []


def test_who_was_only_named_or_posted_for_the_authors_as_a_chair_judges_it(app, db):
    house = House()
    chair, draft, alone, together = adopted(house)
    revise(house, house.filer, draft, together)
    revise(house, house.filer, draft, alone)
    revise(house, chair, draft, f"{alone}\nThe words of the authors.\n")
    assert session.query(Event).filter_by(kind="draft.confirm-authorship").count() == 0
    assert state(called(house, chair, draft, "group-last-call")) == "consensus"


def test_what_speaks_for_a_draft_is_its_present_authors(app, db):
    house = House()
    draft = submitted(house)
    session.rollback()
    source = newest_source(draft)
    line = next(line for line in source.split("\n") if "name:" in line)
    other = f"{line}\n{line.replace(house.filer.actor.name, house.appellant.actor.name)}"
    revise(house, house.filer, draft, source.replace(line, other))
    house.do(house.appellant, "draft", "confirm-authorship", draft)
    revise(house, house.filer, draft, source)
    refused = sign_in(app, house.appellant).post(f"/drafts/{draft.subject.ref}/moves/park", data={"reason": "Later."})
    assert refused.status_code == 403
    house.do(house.filer, "draft", "park", draft, reason="Later.")
    assert state(draft) == "parked"
