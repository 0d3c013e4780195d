"""Who closes the account stands in no selection any more."""

from tests.factories import broken_promises, close_account, later, tick
from tests.selection.choosing import URL, called, draw, move, placed, selection


def test_a_closed_account_is_not_in_the_pool_and_forces_no_draw(app, db):
    desk, people = called(app, "KE", "JP", "PL")
    close_account(app, people[0])
    assert "passed over a nominee whose account is closed" in desk.get(URL).text
    with later(app, 16):
        tick()
        assert len(selection().file["nominees"]) == 2
        move(desk, "fill")
        assert set(placed().values()) == {person.actor.handle for person in people[1:]}
    assert broken_promises() == []


def test_whoever_takes_over_for_a_closed_account_is_open_to_objections(app, db):
    desk, people = called(app, "KE", "JP", "PL")
    draw(app, desk)
    with later(app, 20):
        before, until = placed(), selection().objections_until
        first = next(person for person in people if person.actor.handle in before.values())
        close_account(app, first)
        assert first.actor.handle not in placed().values()
        assert len(placed()) == 2
        assert selection().objections_until > until, "a new name is looked at, too"
        assert selection().file["changes"][-1]["why"] == "closed"
    assert broken_promises() == []


def test_the_pool_says_of_who_closed_the_account_before_the_draw_that_they_did(app, db):
    desk, people = called(app, "KE", "JP", "PL")
    with later(app, 16):
        tick()
        close_account(app, people[0])
        assert ">Closed the account<" in desk.get(URL).text
    assert broken_promises() == []
