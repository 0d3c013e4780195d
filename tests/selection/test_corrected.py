"""The value of a source that was entered wrongly, or is corrected by its publisher: another one, until the draw."""

from datetime import timedelta

from igtf.core.db import session
from igtf.recall.models import Recall
from igtf.record.models import Event, Payload
from igtf.selection.draw import key_of, order
from igtf.selection.filling import repeat
from tests.appeals.house import House, decision, upheld
from tests.council.councils import make_council
from tests.factories import broken_promises, later, make_person, sign_in, tick
from tests.recall.test_recall import CIVIL, in_search_of_a_panel, volunteers
from tests.selection.choosing import URL, called, move, selection, sources

WRONG = {"source": "1", "numbers": "9, 18", "evidence": "A paper."}
RIGHT = {"source": "1", "numbers": "9, 81", "evidence": "The gazette."}
WHY = "Two figures were turned round."


def left_by_values():
    """Return what the entries of values left, the first first."""
    session.rollback()
    rows = session.query(Payload.data).join(Event, Event.id == Payload.event_id)
    return [data for (data,) in rows.filter(Event.kind == "selection.enter-value").order_by(Event.id)]


def drawn_order():
    """Return the order of the civil list, as the file has it drawn."""
    return next(own.order for own in repeat(selection().file).lists if own.drawn)


def announced(app):
    """Return the client of the secretariat, which waits for the value of one source for four people and two seats."""
    desk, _people = called(app, "KE", "JP", "PL", "BR")
    with later(app, 16):
        tick()
        move(desk, "announce", **sources(1, 40))
    return desk


def test_another_value_comes_in_place_of_a_wrong_one_with_the_reason_until_the_draw(app, db):
    desk = announced(app)
    with later(app, 18):
        move(desk, "enter-value", **WRONG)
        form = desk.get(f"{URL}/moves/enter-value").text
        assert "Lottery 1: 9, 18" in form, "who corrects it sees what stands there"
        refused = move(desk, "enter-value", 422, **RIGHT)
        assert "This source has a value: 9, 18. Say why it is another one." in refused
        assert "This is the value of this source already." in move(desk, "enter-value", 422, **WRONG, reason=WHY)
        assert "the secretariat, which runs" in move(sign_in(app, make_person()), "enter-value", 403, **RIGHT)
        move(desk, "enter-value", **RIGHT, reason=WHY)
        assert selection().file["sources"][0]["numbers"] == [9, 81]
        page = desk.get(URL).text
        assert all(said in page for said in ("In place of", "9, 18", WHY, "9, 81", "The gazette."))
        move(desk, "draw")
        assert drawn_order() == order(key_of([[9, 81]]), 4)
        move(desk, "enter-value", 409, **WRONG, reason=WHY)
        assert broken_promises() == []
    first, second = left_by_values()
    assert (first["before"], first["reason"]) == ("", "")
    assert (second["before"], second["reason"], second["numbers"]) == ("9, 18", WHY, "9, 81")


def test_a_first_value_needs_no_reason_and_keeps_none(app, db):
    desk = announced(app)
    with later(app, 18):
        move(desk, "enter-value", **RIGHT, reason=WHY)
    assert [(data["before"], data["reason"]) for data in left_by_values()] == [("", "")]


def test_a_draw_that_was_annulled_for_a_wrong_value_is_drawn_from_the_right_one(app, db):
    house = House()
    desk = announced(app)
    with later(app, 18):
        move(desk, "enter-value", **WRONG)
        move(desk, "draw")
    house.at += timedelta(days=19)
    upheld(house, decision("selection.draw"))
    with later(app, 25):
        move(desk, "enter-value", **RIGHT, reason=WHY)
        move(desk, "draw")
        assert drawn_order() == order(key_of([[9, 81]]), 4)
    assert broken_promises() == []


def test_the_value_of_a_source_of_a_panel_is_corrected_too(app, db):
    secretariat, members = make_council(1)
    in_search_of_a_panel(app, members[CIVIL])
    volunteers(app, 11)
    desk, url = sign_in(app, secretariat), "/recalls/1"
    with later(app, 15):
        tick()
        move(desk, "announce", url=url, **sources(1, 23))
    with later(app, 17):
        move(desk, "enter-value", url=url, **WRONG)
        move(desk, "enter-value", 422, url=url, **RIGHT)
        move(desk, "enter-value", url=url, **RIGHT, reason=WHY)
        session.rollback()
        assert session.query(Recall).one().file["sources"][0]["numbers"] == [9, 81]
        move(desk, "draw", url=url)
