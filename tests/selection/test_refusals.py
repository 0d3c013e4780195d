"""A draw that cannot be trusted is refused at every door: page, API and command line (bad input)."""

import json
import re

import pytest

from igtf.cli.drawing import lines
from igtf.core.clock import now
from igtf.core.db import session, writing
from igtf.council import seating
from igtf.council.models import Term
from igtf.people import secretariat as office
from igtf.people.roles import give_role, roles_of
from igtf.selection.filling import POOL
from igtf.selection.published import NoDraw, hash_of
from tests.api.kit import Caller, is_problem
from tests.factories import broken_promises, by, events, later, make_person, sign_in, tick
from tests.selection.choosing import URL, call_form, candidate, day, move, selection, sources, stand, standing

PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")


def spoil(**changes):
    """Change the published file behind the program's back; return it as it was."""
    own = selection()
    before = own.file
    own.file = own.file | changes
    session.commit()
    return before


def test_a_call_is_made_for_days_within_two_years(app, db):
    desk = sign_in(app, make_person(roles=("secretariat",)))
    for wrong in ({"until": "2100-01-01", "starts": "2100-02-01"}, {"starts": "2100-02-01"}):
        refused = desk.post("/selections/new", data=call_form(**wrong))
        assert (refused.status_code, "Choose a day within two years." in refused.text) == (422, True)
    assert desk.post("/selections/new", data=call_form(starts=day(729))).status_code == 302


def test_nobody_is_asked_to_object_where_nobody_was_chosen(app, db):
    desk = sign_in(app, make_person(roles=("secretariat",)))
    desk.post("/selections/new", data=call_form())
    with later(app, 16):
        tick()
        move(desk, "fill")
        reader = sign_in(app, make_person())
        assert "/moves/object" not in reader.get(URL).text
        assert "Objections are to who was chosen." in move(reader, "object", 403, person="ghost", reason="No.")


def test_a_form_that_comes_back_has_room_for_more_sources(app, db):
    desk = sign_in(app, make_person(roles=("secretariat",)))
    desk.post("/selections/new", data=call_form())
    stand(app, desk, *(candidate(country=country) for country in ("KE", "JP", "PL", "BR", "DE")))
    with later(app, 16):
        tick()
        page = move(desk, "announce", 422, **sources(1, 5) | {"sources-0-at": ""})
        assert len(set(re.findall(r'name="sources-\d+-name"', page))) == 3
        page = move(desk, "announce", 422, **sources(1, 5, 5, 5) | {"sources-0-at": ""})
        assert len(set(re.findall(r'name="sources-\d+-name"', page))) == 4


def test_a_draw_is_refused_with_a_missing_or_late_source_a_name_twice_or_a_changed_pool(app, db):
    secretariat = make_person(roles=("secretariat",))
    desk = sign_in(app, secretariat)
    desk.post("/selections/new", data=call_form())
    stand(app, desk, *(candidate(country=country) for country in ("KE", "JP", "PL", "BR", "DE")))
    with later(app, 16):
        tick()
        caller = Caller(app, secretariat)
        lacking = caller.post(f"{URL}/moves/announce", {"sources": [{"name": "Lottery", "at": ""}]})
        assert is_problem(lacking, 422)
        assert {*lacking.json["errors"]} == {"sources.0.at", "sources.0.bits"}
        move(desk, "announce", **sources(1, 23, 23))
        value = {"source": "2", "numbers": "7", "evidence": "E."}
        late = caller.post("/selections/1/moves/enter-value", value)
        assert is_problem(late, 422)
        assert "a value before that is none" in late.text
    with later(app, 19):
        move(desk, "enter-value", source="1", numbers="9, 2, 41", evidence="Gazette 1.")
        before, caller = events(), Caller(app, secretariat)
        assert is_problem(caller.post("/selections/1/moves/draw"), 403, "Missing: Lottery 2")
        with pytest.raises(NoDraw, match="no value yet: Lottery 2"):
            list(lines(desk.get(f"{URL}/draw.json").text))
        move(desk, "enter-value", source="2", numbers="7", evidence="Gazette 2.")
        before = events()
        for change, sentence in (
            ({"nominees": selection().file["nominees"][:-1]}, "pool was changed after its publication"),
            ({"sources": []}, "needs sources of randomness"),
        ):
            good = spoil(**change)
            assert sentence in move(desk, "draw", 422)
            refused = caller.post("/selections/1/moves/draw")
            assert (refused.status_code, sentence in refused.text) == (422, True)
            with pytest.raises(NoDraw, match=sentence):
                list(lines(desk.get(f"{URL}/draw.json").text))
            spoil(**good)
        twice = [*selection().file["nominees"][:-1], selection().file["nominees"][0] | {"number": 5}]
        twice_hashed = {"nominees": twice, "pool_hash": hash_of(selection().file | {"nominees": twice}, POOL)}
        good = spoil(**twice_hashed)
        assert "stands in the pool twice" in move(desk, "draw", 422)
        spoil(**good)
        assert (events(), selection().subject.state) == (before, "announced")
        move(desk, "draw")
        spoil(nominees=[])
        page = desk.get(URL).text
        assert "The draw cannot be repeated." in page
        assert "pool was changed after its publication" in page
        spoil(**good)
        assert json.loads(desk.get(f"{URL}/draw.json").text)["pool_hash"] == good["pool_hash"]


def test_who_closes_the_account_leaves_the_seat(app, db):
    secretariat, member = make_person(roles=("secretariat",)), make_person()
    seating.seat(28, member, by=by(secretariat))
    office.deactivate(member, reason="Asked for it.", by=by(secretariat))
    tick()
    assert session.query(Term).filter(Term.ended_at.is_(None)).count() == 0
    assert not roles_of(member.id).has("council")
    assert broken_promises() == []


def test_a_member_of_the_secretariat_who_stands_runs_nothing_of_the_selection(app, db):
    desk, insider = sign_in(app, make_person(roles=("secretariat",))), candidate()
    desk.post("/selections/new", data=call_form())
    own = sign_in(app, insider)
    move(own, "stand", reason="I know networks.")
    with writing():
        give_role(insider.id, "secretariat", at=now())
    backing = {"person": insider.actor.handle, "constituency": "Civil society caucus", "evidence": "Minutes."}
    aside = "aside here: you stand for a seat here"
    assert aside in move(own, "put-forward", 403, **backing)
    move(desk, "put-forward", **backing)
    stand(app, desk, *(candidate(country=country) for country in ("JP", "PL", "BR")))
    with later(app, 16):
        tick()
        for name, given in (("announce", sources(1, 23)), ("withdraw", {"reason": "No."})):
            assert aside in move(own, name, 403, **given), name
        move(desk, "announce", **sources(1, 23))
    with later(app, 18):
        value = {"source": "1", "numbers": "7", "evidence": "Gazette."}
        assert aside in move(own, "enter-value", 403, **value)
        move(desk, "enter-value", **value)
        assert aside in move(own, "draw", 403)
        move(desk, "draw")


def test_time_and_value_of_a_source_are_read_in_the_figures_of_any_keyboard(app, db):
    desk = sign_in(app, make_person(roles=("secretariat",)))
    standing(app, desk)
    with later(app, 16):
        tick()
        typed = sources(1, 40, 40)
        theirs = {name: text.translate(PERSIAN) for name, text in typed.items() if name.endswith(("at", "bits"))}
        move(desk, "announce", **typed | theirs)
    with later(app, 19):
        move(desk, "enter-value", source="1", numbers="9, 18".translate(PERSIAN), evidence="A paper.")
    kept = selection().file["sources"]
    assert [row["at"] for row in kept] == [typed["sources-0-at"], typed["sources-1-at"]]
    assert kept[0]["numbers"] == [9, 18]


def test_who_posts_a_step_that_comes_after_the_draw_before_it_is_told_when_it_is_possible(app, db):
    desk = sign_in(app, make_person(roles=("secretariat",)))
    standing(app, desk)
    anyone = sign_in(app, make_person())
    with later(app, 16):
        for state in ("nominating", "pool"):
            assert selection().subject.state == state
            assert "possible only while" in move(anyone, "object", 409, person="x", reason="Holds two offices.")
            assert "possible only while" in move(desk, "fill-vacancy", 409, seat="29")
            tick()
