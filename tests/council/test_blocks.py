"""A Block on a charter's ballot: steps, entries, mails, feeds and desks call it so, and a Discuss a Discuss."""

import re

import pytest
from sqlalchemy import select, update

from igtf.core.clock import now
from igtf.core.db import session, writing
from igtf.core.i18n import in_language
from igtf.council import commands, discusses, seating
from igtf.council.models import Ballot, BallotPosition
from igtf.council.opening import open_ballot
from igtf.council.states import BALLOT
from igtf.notice.recipients import audience_of
from igtf.record.audiences import AUDIENCES
from igtf.record.by import by_clock
from igtf.record.due import run_due
from igtf.record.models import Event
from tests.council.councils import make_council
from tests.council.test_openings import balloted_draft, facts
from tests.factories import acts_of, by, later, mails_to, make_person, sign_in
from tests.groups.making import active_group

__all__ = ["facts"]
BLOCK = {"position": "block", "ground": "review", "text": "Who pays for it?"}


@pytest.fixture
def charter(app, db):
    """Return the secretariat, ten members with a chair in seat 1, and a charter's ballot that seat 28 blocks."""
    secretariat, members = make_council(per_group=2)
    seating.name_chair(members[1], by=by(secretariat))
    group = active_group(app, make_person())
    ballot = open_ballot(group.subject, purpose="charter", question="Shall the new charter hold?", by=by(members[2]))
    for seat, member in members.items():
        given = BLOCK if seat == 28 else {"position": "yes"}
        commands.take_position(ballot, **given, by=by(member))
    return secretariat, members, ballot


def alternate():
    session.rollback()
    return session.scalars(select(Ballot).where(Ballot.purpose == "alternate")).one()


def of_discuss(page):
    """Return what a page says of a Discuss, each from the beginning of its text."""
    return re.findall(r"[^<>]*\bDiscuss(?:es)?\b(?! this;)(?: does)?", page)


def test_the_steps_of_a_charters_ballot_speak_of_a_block(app, charter):
    _secretariat, members, ballot = charter
    url, desk = f"/ballots/{ballot.subject.ref}", sign_in(app, members[33])
    assert "Second a Block" in desk.get(url).text
    assert of_discuss(desk.get(url).text) == [
        ": A position in a ballot on a charter that holds it up as a Discuss does",
        "all five conditions, Block in place of Discuss",
    ]
    form = desk.get(f"{url}/moves/second").text
    assert "<h1>Second a Block</h1>" in form
    assert "another member's Block; with a second it does not stand alone" in form
    assert of_discuss(form) == ["Told: whoever follows this, whoever holds a standing Discuss"]
    nothing = desk.post(f"{url}/moves/second", data={"step": "done"})
    assert (nothing.status_code, "Choose the position that this is about." in nothing.text) == (422, True)
    assert "Check: Second a Block" in desk.post(f"{url}/moves/second", data={"seat": "28"}).text
    done = desk.post(f"{url}/moves/second", data={"seat": "28", "step": "done"}, follow_redirects=True)
    assert "Done: Second a Block." in done.text
    assert "The Block does not stand alone with it; you can withdraw your second." in done.text
    own = sign_in(app, members[28]).post(f"{url}/moves/second", data={"seat": "28", "step": "done"})
    assert (own.status_code, "There is no Block of another member" in own.text) == (403, True)
    third = sign_in(app, members[34])
    assert "You second no Block of this ballot." in third.post(f"{url}/moves/withdraw-second").text
    assert "that was inherited." in third.post(f"{url}/moves/re-assert").text
    assert "earlier revision" not in third.post(f"{url}/moves/re-assert").text


def test_the_record_of_a_charters_ballot_speaks_of_a_block(app, charter):
    _secretariat, members, ballot = charter
    url, reader = f"/ballots/{ballot.subject.ref}", sign_in(app, make_person())
    discusses.second(ballot, seat=28, by=by(members[33]))
    entry = session.scalars(select(Event).where(Event.kind == "ballot.second")).one()
    assert members[28].id in audience_of(entry, ballot.subject)
    assert "you hold a Discuss or a Block of the ballot" in str(AUDIENCES["discuss holders"].why)
    told = mails_to(app, members[28].actor.handle)[-1]
    assert "seconded a Block" in told.text
    assert f"Position of:</span> <bdi>{members[28].actor.name}" in reader.get(url).text
    for path in (url, f"{url}/seats/28", "/record", f"/people/{members[33].actor.handle}"):
        page = reader.get(path).text
        assert "seconded a Block" in page, path
        assert "seconded a Discuss<" not in page.partition("Acts")[0], path
    desk = sign_in(app, members[28]).get("/desk").text
    assert "seconded a Block" in desk
    assert reader.get(f"/api/v1/events/{entry.id}").json["said"] == "seconded a Block"
    seat = reader.get(f"{url}/seats/28").text
    assert "Discussion under the Block" in seat
    assert "Who holds the Block is told of each answer." in seat
    discusses.withdraw_second(ballot, seat=28, by=by(members[33]))
    assert "seconds a Block no longer" in reader.get(url).text


def test_the_alternate_ballot_on_a_block_speaks_of_it(app, charter):
    _secretariat, members, ballot = charter
    url, chair = f"/ballots/{ballot.subject.ref}", sign_in(app, members[1])
    early = chair.post(f"{url}/moves/put-to-alternate", data={"reason": "It stands alone.", "step": "done"})
    assert "A Block goes to the alternate ballot when it has stood for 14 days." in early.text
    with later(app, 15):
        assert "A lone Block may go to the alternate ballot" in acts_of(members[1])
        assert "A lone Discuss may go to the alternate ballot" not in acts_of(members[1])
        given = {"reason": "It stands alone.", "step": "done"}
        assert chair.post(f"{url}/moves/put-to-alternate", data=given).status_code == 302
        assert "put a lone Block to the alternate ballot" in chair.get(url).text
        other, place = alternate(), f"/ballots/{alternate().subject.ref}"
        page = chair.get(place).text
        assert f"although the Block of {members[28].actor.name} stands alone?" in page
        assert "Discuss of" not in page
        with in_language("fr"):
            title = BALLOT.title_of(other.subject.title)
            assert f"bien que le Blocage de {members[28].actor.name}" in title
        holder = sign_in(app, members[28]).get(f"{url}/moves/take-position").text
        assert "It is about your Block. If you take another position" in holder
        for member in members.values():
            commands.take_position(other, position="no" if member is members[28] else "yes", by=by(member))
    with later(app, 36.1):
        assert run_due(by_clock(now())) == 1
        page = chair.get(url).text
        assert "set the Block aside" in page
        assert "The Block is set aside" in chair.get(place).text
        assert of_discuss(chair.get(place).text) == []


def test_what_becomes_of_the_alternate_ballot_on_a_block_that_lapsed_or_is_cleared(app, charter):
    secretariat, members, ballot = charter
    successor, at = make_person(group="civil"), f"/ballots/{ballot.subject.ref}/moves/take-position"
    commands.defer(ballot, reason="Time.", by=by(members[33]))
    with later(app, 15):
        discusses.put_to_alternate(ballot, reason="It stands alone.", by=by(members[1]))
        seating.unseat(28, reason="Resigned.", by=by(secretariat))
        seating.seat(28, successor, by=by(secretariat))
    with later(app, 30):
        desk, place = sign_in(app, successor), f"/ballots/{alternate().subject.ref}"
        assert desk.post(at, data=BLOCK | {"step": "done"}).status_code == 302
        assert "The Block lapsed." in desk.get(place).text
        form = desk.get(at).text
        assert "If you clear the Block, it closes when it would have without that" in form
    with later(app, 35.5):
        assert "If you clear the Block, it closes at once" in sign_in(app, successor).get(at).text


def test_an_inherited_block_is_looked_at_again_or_lapses(app, charter):
    secretariat, members, ballot = charter
    url, successor = f"/ballots/{ballot.subject.ref}", make_person(group="civil")
    seating.unseat(28, reason="Resigned.", by=by(secretariat))
    seating.seat(28, successor, by=by(secretariat))
    assert "Look again: say that your Block stands, or change your position" in acts_of(successor)
    desk = sign_in(app, successor)
    assert "<h1>Say that your Block stands</h1>" in desk.get(f"{url}/moves/re-assert").text.replace("Check: ", "")
    assert desk.post(f"{url}/moves/re-assert", data={"step": "done"}).status_code == 302
    assert "said that the Block stands" in desk.get(url).text
    assert not any("Look again" in act for act in acts_of(successor))
    with writing():
        session.execute(update(BallotPosition).where(BallotPosition.seat_number == 28).values(
            person_id=members[28].id))  # fmt: skip
    with later(app, 15):
        run_due(by_clock(now()))
        assert "let an inherited Block lapse" in desk.get(url).text


def test_a_ballot_on_a_draft_still_speaks_of_a_discuss_and_help_says_both(app, db, facts):
    secretariat, members = make_council(per_group=2)
    seating.name_chair(members[1], by=by(secretariat))
    _draft, ballot = balloted_draft(members)
    taken = {"position": "discuss", "ground": "unclear", "text": "Which costs?"}
    commands.take_position(ballot, **taken, by=by(members[28]))
    url, desk = f"/ballots/{ballot.subject.ref}", sign_in(app, members[33])
    assert "Second a Discuss" in desk.get(url).text
    assert "Block" not in desk.get(url).text
    discusses.second(ballot, seat=28, by=by(members[33]))
    assert "seconded a Discuss" in desk.get(url).text
    old = session.scalars(select(Event).where(Event.kind == "ballot.second")).one()
    assert desk.get(f"/api/v1/events/{old.id}").json["data"]["position"] == "discuss"
    assert "Second a Discuss / Second a Block</h3>" in desk.get("/how-it-works/ballot").text
    assert "Second a Discuss / Second a Block" in desk.get("/notice/told").text
