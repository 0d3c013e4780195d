"""Whoever is named as a chair hears what becomes of that, and who proposed a group nothing more once they left it."""

import pytest

from igtf.core.db import session, writing
from igtf.groups import chartering
from igtf.groups.models import Group
from igtf.record.queries import subject_of
from igtf.record.subjects import enter
from tests.factories import by, mails_to, make_person, responsible_of, sign_in
from tests.groups.making import active_group, bof, issue_unhoused, propose_form, step
from tests.groups.test_charters import NEW

STEP = "/groups/icost/moves/step-aside"


def told(app, handle, said):
    """Return the mails to a person that say something, each on one line."""
    found = (" ".join(mail.text.split()) for mail in mails_to(app, handle))
    return [text for text in found if said in text]


@pytest.mark.parametrize("act", ["decline", "abandon"])
def test_who_was_to_chair_a_group_hears_that_none_is_formed(app, db, act):
    issue_unhoused(app)
    proposer, second, member = make_person(), make_person(group="technical"), make_person(roles=("council",))
    make_person("tobe"), make_person("other", group="private")
    named = propose_form(second, chairs="tobe, other")
    assert sign_in(app, proposer).post("/groups/new", data=named).status_code == 302
    assert step(sign_in(app, member), "volunteer").status_code == 302
    assert STEP in told(app, "tobe", "proposed this group")[0]
    assert step(sign_in(app, proposer), "name-others", chairs="tobe").status_code == 302
    done = step(sign_in(app, member if act == "decline" else proposer), act, reason="Too few came.")
    assert done.status_code == 302, done.text
    said = "declined to form the group" if act == "decline" else "abandoned the proposal"
    (mail,) = told(app, "tobe", said)
    assert "Why this mail came: you are named as its chair." in mail
    assert STEP not in mail, "there is nothing to step aside from"
    assert told(app, "other", said) == [], "nobody who is named no more"


def test_who_is_announced_as_a_chair_hears_of_its_end_that_they_are_named_no_more(app, db):
    make_person("new", group="private")
    client = sign_in(app, responsible_of(active_group(app, make_person())))
    for act, given in (("withdraw-chair", {"reason": "Another time."}), ("conclude", {"report": "It is done."})):
        assert step(client, "propose-chair", person="new", reason="Good.").status_code == 302
        assert STEP in told(app, "new", "announced a chair")[-1]
        assert step(client, act, **given).status_code == 302
        (mail,) = told(app, "new", {"conclude": "concluded the group"}.get(act, "withdrew the announced chair"))
        assert "Why this mail came: you were named until now" in mail


def test_a_group_that_was_told_of_a_chair_is_told_that_they_step_aside(app, db):
    new, member = make_person("new", group="private"), make_person("member")
    client = sign_in(app, responsible_of(active_group(app, make_person())))
    assert step(sign_in(app, member), "join").status_code == 302
    assert step(client, "propose-chair", person="new", reason="Good.").status_code == 302
    assert len(told(app, "member", "announced a chair")) == 1
    assert step(sign_in(app, new), "step-aside").status_code == 302
    assert len(told(app, "member", "stepped aside")) == 1, "else the notice would hold for them"


def test_who_left_a_group_hears_nothing_more_as_one_who_proposed_or_supported_it(app, db):
    backer, stays = make_person("backer"), make_person("stays")
    proposer, _second, overseer = bof(app, backer, stays)
    group = session.get_one(Group, subject_of("group", "icost").id)
    client = sign_in(app, overseer)
    assert step(client, "revise-charter", **NEW).status_code == 302
    assert len(told(app, "backer", "wrote a new revision of the charter")) == 1, "it is a proposal still"
    with writing():  # the ballot of the council belongs to an upper floor; here its result is carried out
        enter(group.subject, "chartering", by(overseer).at)
        chartering.charter(group, by=by(overseer))
    for person in (proposer, backer):
        assert step(sign_in(app, person), "leave").status_code == 302
    assert step(client, "revise-charter", **NEW | {"charter": "# Scope\n\nPeering alone."}).status_code == 302
    found = {name: len(told(app, name, "wrote a new revision")) for name in ("backer", "stays", "proposer")}
    assert found == {"backer": 1, "stays": 2, "proposer": 1}
