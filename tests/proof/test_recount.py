"""Whoever verifies counts each ballot again from its entries: what agrees, what cannot be counted, what is forged."""

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from config import ROOT
from igtf.core.clock import now
from igtf.core.database.schema import migrate
from igtf.core.db import session
from igtf.council import commands as council_acts
from igtf.council import discusses, seating
from igtf.council.counting import rule_in
from igtf.council.models import Ballot, Term
from igtf.council.models import Seat as SeatRow
from igtf.council.opening import open_ballot
from igtf.council.purposes import PURPOSES, Purpose
from igtf.council.tally import FIVE, TallySeat, result
from igtf.drafts import commands as drafts
from igtf.people import commands as people
from igtf.proof import commands, notes, tiles, tree, verifying
from igtf.proof.entries import read_entry
from igtf.record import invariants
from igtf.record.by import by_clock
from igtf.record.due import run_due
from igtf.record.hashing import canonical, payload_hash
from igtf.record.models import Event, Subject
from igtf.record.queries import left_by
from igtf.record.values import FIRST
from tests.appeals.house import House, appealed, decided, decision
from tests.appeals.test_annulling import ballots
from tests.council.councils import make_ballot, make_council, make_issue
from tests.council.test_counted import SEATS, STEPS, World
from tests.council.test_discusses import council
from tests.council.test_openings import TEXT, author_of, balloted_draft, facts
from tests.databases import lead
from tests.factories import by, later, make_person
from tests.proof.test_record import own_folder, published, signed
from tests.story import told

__all__ = ["council", "facts", "own_folder"]

AGAIN = "Ballots counted again from their entries with the same result: {} of {} that have one."
Rows = list[dict[str, Any]]


def verified(app: Flask) -> list[str]:
    """Sign the record, and return what the verifier says of the site."""
    signed()
    return list(verifying.whole(published(app)))


def rows_of(app: Flask) -> Rows:
    """Return all entries of the site with their contents."""
    signed()
    fetch, found = published(app), []
    for place, width in tiles.of_level(notes.read(fetch("checkpoint").decode()).size):
        texts = tiles.unbundled(fetch(f"tile/entries/{tiles.name_of(place, width)}"))
        contents = json.loads(fetch(f"contents/{tiles.name_of(place)}"))
        found += [{"entry": read_entry(text.decode()), **said} for text, said in zip(texts, contents, strict=True)]
    return found


def lying(app: Flask, rows: Rows) -> Callable[[str], bytes]:
    """Return how a site is read that has put other contents into its record, and signs all of it anew with its key."""
    name, seed = commands.origin(), commands._seed()
    texts = []
    for place, row in enumerate(rows, 1):
        said = {"hash": payload_hash(row["salt"], row["data"])} if row["salt"] else {}
        texts.append(canonical(row["entry"] | said | {"place": place}))
    hashes = [tree.leaf_hash(one.encode()) for one in texts]
    root = tree.root(len(texts), lambda first, count: tree.fold(hashes[first : first + count]))
    note = notes.sign(notes.Checkpoint(name, len(texts), root).text, name, seed)

    def fetch(asked: str) -> bytes:
        if asked in (said := {"key": notes.key_line(name, seed), "checkpoint": note}):
            return said[asked].encode()
        if asked.startswith(("tile/0", "tile/1")):
            (place, width), step = tiles.read_name(asked[len("tile/0/") :]), tiles.WIDTH ** int(asked[len("tile/")])
            nodes = range(place * tiles.WIDTH, place * tiles.WIDTH + width)
            return b"".join(tree.fold(hashes[node * step : (node + 1) * step]) for node in nodes)
        first = tiles.read_name(asked.partition("contents/")[2] or asked.partition("entries/")[2])[0] * tiles.WIDTH
        if "entries" in asked:
            return tiles.bundle(texts[first : first + tiles.WIDTH])
        shown = [{"salt": row["salt"], "data": row["data"]} if row["salt"] else None for row in rows]
        return json.dumps(shown[first : first + tiles.WIDTH]).encode()

    return fetch


def of_kind(rows: Rows, kind: str) -> dict[str, Any]:
    return next(row for row in rows if row["entry"]["kind"] == kind)


def counts_as(said: dict[str, Any]) -> None:
    """Make a result of its own seats: a liar's result holds together."""
    made = result([TallySeat(**row) for row in said["result"]["seats"]], rule_in(FIVE, FIRST))
    said["passes"] = said["result"]["passes"] = made.passes
    said["result"] |= {
        "base": made.base,
        "conditions": [{**vars(each), "groups": [vars(one) for one in each.groups]} for each in made.conditions],
    }


def test_the_verifier_loads_neither_the_site_nor_its_database() -> None:
    code = "import sys, igtf.cli.verifying; print(sorted({'flask', 'sqlalchemy', 'babel'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.apart
def test_each_ballot_of_the_story_is_counted_again(request, engine_name, app_over, tmp_path, monkeypatch) -> None:
    with request.getfixturevalue(engine_name).fresh(told) as url:
        app = app_over(url)
        monkeypatch.setitem(app.config, "VAR", str(tmp_path))
        with app.app_context():
            closed = session.scalar(text("SELECT count(*) FROM event WHERE kind LIKE 'ballot.close%'"))
            assert closed > 1
            assert AGAIN.format(closed, closed) in verified(app)


def test_a_forged_result_is_found_though_it_holds_together_and_is_signed(app, council) -> None:
    _secretariat, _members, _draft, ballot = council
    with later(app, 22):
        run_due(by_clock(now()))
        assert ballot.subject.state == "failed"
        rows = rows_of(app)
    assert AGAIN.format(1, 1) in list(verifying.whole(lying(app, rows))), "the liar's tools work"

    def refused(lie: Callable[[Rows], None]) -> str:
        told = json.loads(json.dumps(rows))
        lie(told)
        with pytest.raises(notes.NotSigned) as refusal:
            list(verifying.whole(lying(app, told)))
        return str(refusal.value)

    def no_discuss(told: Rows) -> None:
        said = of_kind(told, "ballot.close")["data"]
        next(seat for seat in said["result"]["seats"] if seat["number"] == 28)["position"] = "yes"
        counts_as(said)

    why = refused(no_discuss)
    assert why.startswith("Ballot 1 does not agree: counted again it does not pass with a base of 10: yes 9 (1), "
                          "no-discuss 1 (0), "), why  # fmt: skip
    assert "the record says that it passes with a base of 10: yes 10 (1), no-discuss 0 (0), " in why

    def a_vacant_seat(told: Rows) -> None:
        said = of_kind(told, "ballot.close")["data"]
        next(seat for seat in said["result"]["seats"] if seat["number"] == 28)["vacant_at_close"] = True
        counts_as(said)

    assert "the record says that it passes with a base of 9" in refused(a_vacant_seat)

    def exchanged(told: Rows) -> None:
        seats = of_kind(told, "ballot.close")["data"]["result"]["seats"]
        one, other = (next(seat for seat in seats if seat["number"] == number) for number in (28, 29))
        one["position"], other["position"] = other["position"], one["position"]

    assert "other positions of the seats [28, 29] than their entries" in refused(exchanged)

    def milder(told: Rows) -> None:
        of_kind(told, "ballot.open")["data"]["numbers"]["base_groups"] = 1

    assert "was opened with other numbers than version 1 of the procedure has" in refused(milder)

    def before_its_time(told: Rows) -> None:
        close = of_kind(told, "ballot.close")["entry"]
        close["at"] = of_kind(told, "ballot.open")["entry"]["at"]

    assert "was closed before its time, and the rule does not let it" in refused(before_its_time)
    for kind, told_late in (("ballot.close", "got a result when it was over"),):
        assert told_late in refused(lambda told, kind=kind: told.append(of_kind(told, kind)))


def test_what_the_entries_lack_is_said_of_each_ballot(app, council) -> None:
    with later(app, 22):
        run_due(by_clock(now()))
        rows = rows_of(app)

    def said(lie: Callable[[Rows], None]) -> list[str]:
        told = json.loads(json.dumps(rows))
        lie(told)
        return list(verifying.whole(lying(app, told)))[4:]

    def withheld(told: Rows) -> None:
        of_kind(told, "ballot.take-position").update(data=None, salt=None)

    number = of_kind(rows, "ballot.take-position")["entry"]["number"]
    again = AGAIN.format(0, 1)
    assert said(withheld) == [again, f"Ballot 1 cannot be counted again: the content of entry {number} is withheld."]
    seat = of_kind(rows, "council.seat")["entry"]["number"]
    assert said(lambda told: of_kind(told, "council.seat").update(data=None, salt=None)) == [
        again,
        f"Ballot 1 cannot be counted again: the content of entry {seat}, about a seat of the council, is withheld.",
    ]

    def former(told: Rows) -> None:
        """As entries were before: neither numbers nor seconds, and of a term the day alone."""
        opening = of_kind(told, "ballot.open")["data"]
        del opening["numbers"], opening["procedure"]
        opening["closes"] = f"{opening['closes'][:10]} {opening['closes'][11:16]} UTC"
        for row in told:
            if row["entry"]["kind"] == "council.seat":
                del row["data"]["aside"]
                row["data"]["until"] = row["data"]["until"][:10]

    assert said(former) == [AGAIN.format(1, 1)], "what is there is enough"

    def ends_that_day(told: Rows) -> None:
        former(told)
        of_kind(told, "council.seat")["data"]["until"] = of_kind(told, "ballot.open")["data"]["closes"][:10]

    assert "the entries do not say whether" in said(ends_that_day)[1]

    def another_version(told: Rows) -> None:
        former(told)
        adopted = {"version": 2, "said": [], "changes": {"base_groups": 3}, "ballot": "1"}
        entry = told[0]["entry"] | {"kind": "procedure-change.adopt"}
        told.insert(0, {"entry": entry, "data": adopted, "salt": "x"})

    assert "does not say under which version of the procedure it runs" in said(another_version)[1]


def test_who_took_a_seat_since_and_stands_aside_is_counted_so(app, db, facts) -> None:
    secretariat, members = make_council(per_group=2)
    _draft, ballot = balloted_draft(members)
    for member in list(members.values())[:9]:
        council_acts.take_position(ballot, position="yes", by=by(member))
    seating.unseat(28, reason="Resigned.", by=by(secretariat))
    seating.seat(28, make_person(organisation="Exemplar Union"), by=by(secretariat))
    seating.unseat(38, reason="Resigned too.", by=by(secretariat))
    with later(app, 22):
        run_due(by_clock(now()))
        session.rollback()
        assert ballot.result["base"] == 8
        rows = rows_of(app)
        assert AGAIN.format(1, 1) in verified(app)

        def former(told: Rows) -> None:
            for row in told:
                if row["entry"]["kind"] == "council.seat":
                    del row["data"]["aside"]

        former(rows)
        lacks = "the entries do not say whether who took seat 28 since stands aside"
        assert f"Ballot 1 cannot be counted again: {lacks}." in list(verifying.whole(lying(app, rows)))


def test_who_gets_a_seat_back_by_an_appeal_stands_aside_as_whoever_takes_one(app, db, facts) -> None:
    house = House(seats=2)
    at_28 = select(Term).join(SeatRow, SeatRow.id == Term.seat_id).where(SeatRow.number == 28)
    back = session.scalars(at_28).one().person_id
    people.add_hat(house.person(back), stakeholder_group="civil", capacity="personal", organisation="Exemplar Union",
                   by=house.by(house.person(back)))  # fmt: skip
    seating.unseat(28, reason="Absent.", by=house.by(house.desk))
    unseated = decision("council.unseat")
    house.council = [member for member in house.council if member.id != back]
    seating.seat(28, make_person(), by=house.by(house.desk))
    with later(app, 0.5):
        _draft, ballot = balloted_draft({1: house.council[0]})
        for member in house.council:
            council_acts.take_position(ballot, position="yes", by=by(member))
        house.at = now()
    seating.unseat(28, reason="Resigned.", by=house.by(house.desk))
    decided(house, appealed(house, unseated), "upheld")
    term = session.scalars(at_28.where(Term.ended_at.is_(None))).one()
    assert term.person_id == back
    said = left_by(decision("council.take-seat").id)
    assert (said["aside"], said["until"]) == ([ballot.subject.ref], term.ends_at.isoformat())
    with later(app, 23):
        run_due(by_clock(now()))
        session.rollback()
        assert ballot.result["base"] == 9
        assert AGAIN.format(2, 2) in verified(app)


def test_an_alternate_ballot_and_its_deferral_are_counted(app, council) -> None:
    _secretariat, members, _draft, ballot = council
    council_acts.take_position(ballot, position="recuse", text="My employer gains.", by=by(members[2]))
    with later(app, 15):
        discusses.put_to_alternate(ballot, reason="It stands alone.", by=by(members[1]))
        alternate = session.scalars(select(Ballot).where(Ballot.purpose == "alternate")).one()
        for seat, member in members.items():
            if seat not in (2, 28):
                council_acts.take_position(alternate, position="yes", by=by(member))
        council_acts.defer(alternate, reason="Time to read.", by=by(members[28]))
    with later(app, 51):
        run_due(by_clock(now()))
        run_due(by_clock(now()))
        session.rollback()
        assert [alternate.subject.state, ballot.subject.state] == ["passed", "passed"]
        assert [alternate.result["base"], ballot.result["base"]] == [9, 9]
        assert AGAIN.format(2, 2) in verified(app)


def test_a_discuss_upheld_on_a_newer_text_than_the_one_it_was_set_aside_on_is_counted(app, council) -> None:
    _secretariat, members, draft, ballot = council
    with later(app, 15):
        discusses.put_to_alternate(ballot, reason="It stands alone.", by=by(members[1]))
        alternate = session.scalars(select(Ballot).where(Ballot.purpose == "alternate")).one()
        for member in members.values():
            council_acts.take_position(alternate, position="yes", by=by(member))
        council_acts.defer(ballot, reason="Time to read.", by=by(members[1]))
        drafts.revise(draft, source=TEXT.replace("should", "must"), note="Stronger.", by=by(author_of(draft)))
    with later(app, 36.5):  # before the clock was there
        discusses.re_assert(ballot, by=by(members[28]))
    with later(app, 51):
        run_due(by_clock(now()))
        session.rollback()
        assert [alternate.subject.state, ballot.subject.state] == ["passed", "failed"]
        assert AGAIN.format(2, 2) in verified(app)


def test_a_recalled_ballot_has_no_result_and_an_inherited_discuss_lapses(app, council) -> None:
    secretariat, members, _draft, ballot = council
    seating.unseat(28, reason="Resigned.", by=by(secretariat))
    seating.seat(28, make_person(), by=by(secretariat))
    with later(app, 15):
        run_due(by_clock(now()))
        session.rollback()
        assert kinds_of(ballot)[-1] == "ballot.lapse-discuss"
    with later(app, 22):
        run_due(by_clock(now()))
        session.rollback()
        assert {seat["number"]: seat["position"] for seat in ballot.result["seats"]}[28] is None
        assert AGAIN.format(1, 1) in verified(app)
        other = make_ballot(dict(list(members.items())[:3]))
        council_acts.recall(other, reason="A mistake.", by=by_clock(now()))
        assert AGAIN.format(1, 1) in verified(app)


def kinds_of(ballot: Ballot) -> list[str]:
    """Return the kinds of a ballot's entries."""
    return list(session.scalars(select(Event.kind).where(Event.subject_id == ballot.id).order_by(Event.id)))


def test_a_ballot_that_was_closed_early_and_annulled_since_is_counted(app, db) -> None:
    house = House()
    ballots(house)
    early = decision("ballot.close-early")
    decided(house, appealed(house, early), "upheld")
    session.rollback()
    assert session.get_one(Subject, early.subject_id).state == "annulled"
    closed = session.scalar(text("SELECT count(*) FROM event WHERE kind LIKE 'ballot.close%'"))
    assert AGAIN.format(closed, closed) in verified(app)


def test_the_ballot_of_a_panel_is_counted_by_its_own_seats(app, db, monkeypatch) -> None:
    monkeypatch.setitem(PURPOSES, "recall", Purpose("recall", "Recall", *[lambda _subject, _why, _by: "Done."] * 3))
    secretariat, members = make_council()
    panel = [make_person(group=group) for group in ("civil", "private") for _n in range(5)]
    recall = open_ballot(
        make_issue(members[1]).subject, purpose="recall", question="Shall this member go?", by=by(members[1]),
        panel=[person.id for person in panel],
    )  # fmt: skip
    for person in panel[:8]:
        council_acts.take_position(recall, position="yes", by=by(person))
    seating.unseat(1, reason="Resigned.", by=by(secretariat))  # a seat of the council, not of the panel
    with later(app, 22):
        run_due(by_clock(now()))
        session.rollback()
        assert (recall.result["base"], recall.subject.state) == (10, "passed")
        assert AGAIN.format(1, 1) in verified(app)


@pytest.mark.usefixtures("facts")
@given(steps=STEPS, late=st.integers(0, 5), left=st.sampled_from((None, *SEATS)))
@settings(max_examples=6, suppress_health_check=list(HealthCheck))
def test_whatever_members_do_the_entries_give_the_same_result(db, engine_name, request, steps, late, left) -> None:
    with request.getfixturevalue(engine_name).fresh(migrate) as url:
        lead(db, url)
        try:
            check_counted_again(steps, late, left)
        finally:
            db.leave()


class Drafts(World):
    """The same world, whose ballot is on a draft: under the rule of five conditions, as its entries say too."""

    def open(self) -> Ballot:
        return balloted_draft(self.members)[1]


def check_counted_again(steps: Any, late: int, left: int | None) -> None:
    world = Drafts(*make_council(), now())
    for name, seat, value, days in steps:
        world.wait(days)
        if world.at >= world.closes:
            break
        getattr(world, name)(seat, value)
    world.at = world.closes + timedelta(days=late)
    if left and world.held[left] and late:
        world.change(left, "")
    run_due(by_clock(world.at))
    found = {name: broken for name, _sentence, broken in invariants.broken()}
    assert (session.get_one(Ballot, world.ballot.id).result is not None, found["ballots-again"]) == (True, [])
