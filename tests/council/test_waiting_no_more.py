"""A ballot waits for the alternate ballot on its lone Discuss no longer than there is a Discuss to decide on."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from igtf.core.clock import now
from igtf.core.db import session
from igtf.core.errors import NotAllowed
from igtf.council import commands, discusses, seating
from igtf.council.models import Ballot
from igtf.drafts import commands as drafts
from tests.council.test_discusses import DISCUSS, council, put, put_and_inherited
from tests.council.test_openings import TEXT, author_of, facts
from tests.databases import upgraded_from_before
from tests.factories import broken_promises, by, later, make_person, sign_in, tick

__all__ = ["council", "facts"]


def stand_on_a_newer_revision(council):
    """Let the author revise the draft, and the holder of seat 28 say that the Discuss stands on that."""
    _secretariat, members, draft, ballot = council
    drafts.revise(draft, source=TEXT.replace("should", "must"), note="Stronger.", by=by(author_of(draft)))
    discusses.re_assert(ballot, by=by(members[28]))


def test_a_cleared_lone_discuss_lets_its_ballot_close_when_it_would_have(app, council):
    _secretariat, members, draft, ballot = council
    ends, desk = ballot.closes_at, sign_in(app, members[28])
    path = f"/ballots/{ballot.subject.ref}/moves/take-position"
    with later(app, 20.5):
        alternate = put(council)
        assert ballot.closes_at == alternate.closes_at > ends
        assert "this ballot closes when it would have without the other one" in desk.get(path).text
        assert desk.post(path, data={"position": "yes", "step": "done"}).status_code == 302
        session.rollback()
        assert alternate.subject.state == "recalled"
        assert ballot.closes_at == ballot.subject.due_at == draft.subject.due_at == ends
        page = app.test_client().get(f"/ballots/{alternate.subject.ref}").text
        assert "The ballot that waited for it closes" in page
    with later(app, 21.1):
        with pytest.raises(NotAllowed):
            commands.take_position(ballot, **DISCUSS, by=by(members[33]))
        tick()
    session.rollback()
    assert (ballot.subject.state, draft.subject.state) == ("passed", "approved")
    assert broken_promises() == []


def test_a_discuss_cleared_after_the_end_of_its_ballot_lets_that_close_at_once(app, council):
    _secretariat, members, draft, ballot = council
    with later(app, 20.5):
        put(council)
    with later(app, 30):
        commands.take_position(ballot, position="yes", by=by(members[28]))
        session.rollback()
        assert ballot.closes_at <= now()
        with pytest.raises(NotAllowed):
            commands.take_position(ballot, **DISCUSS, by=by(members[33]))
        tick()
    session.rollback()
    assert (ballot.subject.state, draft.subject.state) == ("passed", "approved")


def test_the_clock_that_lets_a_lone_discuss_lapse_lets_its_ballot_close(app, council):
    ballot = council[-1]
    ends = ballot.closes_at
    with later(app, 20):
        alternate = put_and_inherited(council, make_person())
        assert ballot.closes_at == alternate.closes_at > ends
    with later(app, 34.1):  # 14 days after the seat changed hands
        tick()
        session.rollback()
        assert alternate.subject.state == "recalled"
        assert ballot.closes_at <= now()
        tick()
    session.rollback()
    assert ballot.subject.state == "passed"
    assert broken_promises() == []


@pytest.mark.parametrize(("position", "result"), [("yes", "passed"), ("no", "failed")])
def test_an_alternate_ballot_that_is_closed_early_lets_its_ballot_close_when_it_would_have(
    app, council, position, result
):
    _secretariat, members, draft, ballot = council
    ends = ballot.closes_at
    with later(app, 20.5):
        alternate = put(council)
        for number, member in members.items():
            commands.take_position(alternate, position="no" if number == 28 else position, by=by(member))
    with later(app, 27.6):
        commands.close_early(alternate, by=by(members[1]))
        session.rollback()
        assert alternate.subject.state == result
        assert ends < ballot.closes_at <= now(), "that time is over"
        page = app.test_client().get(f"/ballots/{alternate.subject.ref}").text
        assert "The ballot that waited for it closes" in page
        with pytest.raises(NotAllowed):
            commands.take_position(ballot, **DISCUSS, by=by(members[33]))
        tick()
    session.rollback()
    assert (ballot.subject.state, draft.subject.state) == {
        "passed": ("passed", "approved"), "failed": ("failed", "individual"),
    }[result]  # fmt: skip
    assert broken_promises() == []


def test_a_discuss_that_stands_on_a_newer_revision_keeps_the_time_for_another_alternate_ballot(app, council):
    _secretariat, members, draft, ballot = council
    with later(app, 15):
        until = put(council).closes_at
        stand_on_a_newer_revision(council)
        session.rollback()
        assert session.scalars(select(Ballot.closed_at).where(Ballot.purpose == "alternate")).one() is not None
        assert ballot.closes_at == ballot.subject.due_at == draft.subject.due_at == until
        discusses.put_to_alternate(ballot, reason="Still alone.", by=by(members[1]))


def test_a_discuss_put_to_two_alternate_ballots_gives_back_the_time_of_both(app, council):
    _secretariat, members, _draft, ballot = council
    ends = ballot.closes_at
    with later(app, 15):
        put(council)
    with later(app, 16):
        stand_on_a_newer_revision(council)
        session.rollback()
        discusses.put_to_alternate(ballot, reason="Still alone.", by=by(members[1]))
        commands.take_position(ballot, position="yes", by=by(members[28]))
        session.rollback()
        assert ballot.closes_at == ends


def kept_for_another(app, council):
    """Put the Discuss of seat 28 to an alternate ballot, and let it stand on a newer revision; return the end kept."""
    with later(app, 15):
        until = put(council).closes_at
        stand_on_a_newer_revision(council)
    session.rollback()
    return until


def foretold(app, member, ballot):
    """Return what the form of a position, and the page that shows the answer once more, say of the ballot's end."""
    desk, path = sign_in(app, member), f"/ballots/{ballot.subject.ref}/moves/take-position"
    pages = desk.get(path), desk.post(path, data={"position": "yes", "on": "-01"})
    return [page.text.partition("waits for another alternate ballot on your Discuss.")[2][:400] for page in pages]


def test_a_discuss_cleared_before_another_alternate_ballot_lets_its_ballot_close_when_it_would_have(app, council):
    _secretariat, members, draft, ballot = council
    ends, desk = ballot.closes_at, sign_in(app, members[28])
    until, url = kept_for_another(app, council), f"/ballots/{ballot.subject.ref}"
    with later(app, 16):
        commands.take_position(ballot, **DISCUSS | {"text": "Which costs of transit?"}, by=by(members[28]))
        commands.take_position(ballot, position="no-objection", by=by(members[33]))
        session.rollback()
        assert ballot.closes_at == until, "the Discuss stands still"
        ends_on = f"{ends:%A %-d %B %Y}"
        said = foretold(app, members[28], ballot)
        assert ["If you clear the Discuss, it closes" in page and ends_on in page for page in said] == [True, True]
        assert foretold(app, members[33], ballot) == ["", ""], "it is about no other seat"
        done = desk.post(f"{url}/moves/take-position", data={"position": "yes", "step": "done", "on": "-01"})
        assert done.status_code == 302
        session.rollback()
        session.expire_all()
        assert ballot.closes_at == ballot.subject.due_at == draft.subject.due_at == ends
        newest = app.test_client().get(url).text.partition('<li class="event"')[2].partition("</li>")[0]
        assert f"Closes:</span> <bdi>{ends:%A %-d %B}" in newest
        commands.take_position(ballot, **DISCUSS, by=by(members[33]))
    with later(app, 21.1):
        with pytest.raises(NotAllowed):
            commands.take_position(ballot, position="yes", by=by(members[33]))
        tick()
    session.rollback()
    assert (ballot.subject.state, draft.subject.state) == ("failed", "individual"), "no other gains time"
    assert broken_promises() == []


@pytest.mark.parametrize("lapses", [False, True])
def test_a_discuss_that_is_gone_after_the_end_of_its_ballot_lets_that_close_at_once(app, council, lapses):
    secretariat, members, draft, ballot = council
    with later(app, 14.5):
        commands.take_position(ballot, position="no-objection", by=by(members[33]))
    kept_for_another(app, council)
    if lapses:
        with later(app, 16):
            seating.unseat(28, reason="Resigned.", by=by(secretariat))
            seating.seat(28, make_person(), by=by(secretariat))
    with later(app, 30.1):
        if not lapses:
            assert ["it closes at once" in page for page in foretold(app, members[28], ballot)] == [True, True]
            commands.take_position(ballot, position="yes", by=by(members[28]))
        tick()
        tick()
    session.rollback()
    assert (ballot.subject.state, draft.subject.state) == ("passed", "approved")
    assert broken_promises() == []


def test_a_ballot_that_is_deferred_while_it_waits_closes_when_it_would_have_with_that(app, council):
    _secretariat, members, _draft, ballot = council
    ends = ballot.closes_at
    until = kept_for_another(app, council)
    with later(app, 16):
        commands.defer(ballot, reason="Time to read.", by=by(members[33]))
        session.rollback()
        assert ballot.closes_at == until + timedelta(days=14)
        commands.take_position(ballot, position="yes", by=by(members[28]))
        session.rollback()
        assert ballot.closes_at == ends + timedelta(days=14)


def test_the_time_of_an_alternate_ballot_that_was_deferred_is_given_back_too(app, council):
    _secretariat, members, _draft, ballot = council
    ends = ballot.closes_at
    with later(app, 15):
        commands.defer(put(council), reason="Time to read.", by=by(members[33]))
    with later(app, 16):
        stand_on_a_newer_revision(council)
        session.rollback()
        discusses.put_to_alternate(ballot, reason="Still alone.", by=by(members[1]))
        commands.take_position(ballot, position="yes", by=by(members[28]))
        session.rollback()
        assert ballot.closes_at == ends


def test_a_ballot_that_waits_when_the_program_is_renewed_closes_when_it_would_have(app, council, db_url):
    ends, ballot = council[-1].closes_at, council[-1]
    kept_for_another(app, council)
    upgraded_from_before(db_url, "0099")
    with later(app, 16):
        commands.take_position(ballot, position="yes", by=by(council[1][28]))
        session.rollback()
        assert ballot.closes_at == ends
