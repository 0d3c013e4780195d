"""Who sits on the council against who should, whose terms end when, and liaisons: pages and refusals."""

import re
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from igtf.core import clock
from igtf.core.db import session
from igtf.core.errors import Invalid, NotAllowed
from igtf.council import composition, liaisons, overview, seating
from igtf.council.models import Ballot, Seat, Term
from igtf.council.seats import SEATS
from igtf.people.roles import roles_of
from igtf.record.by import by_clock
from igtf.record.due import run_due
from igtf.record.numbers import whole_number
from tests.council.councils import COUNTRY_OF, in_seat, make_ballot, make_council
from tests.factories import acts_of, broken_promises, by, later, make_person, sign_in


def day(days):
    return (clock.now() + timedelta(days=days)).date().isoformat()


def test_who_sits_until_a_day_sits_on_all_of_it(app, db):
    secretariat, member, liaison = make_person(roles=("secretariat",)), make_person(), make_person()
    desk, last = sign_in(app, secretariat), day(10)
    seat = {"act": "seat", "seat-seat": "28", "seat-person": member.actor.handle, "seat-until": last}
    sent = {"act": "liaison", "liaison-person": liaison.actor.handle, "liaison-organisation": "Example Union",
            "liaison-evidence": "Letter of 3 May.", "liaison-until": last}  # fmt: skip
    limit = clock.now() + timedelta(days=whole_number("interim_days"))
    refused = desk.post("/council/seats", data=seat | {"seat-until": day(whole_number("interim_days") + 1)})
    assert (refused.status_code, f"until {limit.day} " in refused.text) == (422, True)
    assert [desk.post("/council/seats", data=form).status_code for form in (seat, sent)] == [302, 302]
    other = seat | {
        "seat-seat": "29",
        "seat-person": make_person().actor.handle,
        "seat-until": limit.date().isoformat(),
    }
    assert desk.post("/council/seats", data=other).status_code == 302, "the day that the refusal names is taken"
    evening = datetime.combine(date.fromisoformat(last), time(22), UTC)
    for moment, sits in ((evening, True), (evening + timedelta(hours=3), False)):
        with later(app, (moment - clock.now()) / timedelta(days=1)):
            run_due(by_clock(clock.now()))
            held = roles_of(member.id).has("council"), roles_of(liaison.id).has("liaison")
            assert held == (sits, sits)


def test_a_liaison_sits_for_a_time_can_comment_and_has_no_vote(app, db):
    secretariat, members = make_council()
    liaison, desk = make_person(), sign_in(app, secretariat)
    form = {"act": "liaison", "liaison-person": liaison.actor.handle, "liaison-organisation": "Example Union",
            "liaison-evidence": "Letter of 3 May.", "liaison-until": day(300)}  # fmt: skip
    assert sign_in(app, liaison).post("/council/seats", data=form).status_code == 403
    with pytest.raises(NotAllowed):
        liaisons.send(liaison, organisation="E", evidence="E", until=clock.now(), by=by(liaison))
    for wrong, sentence in (
        ({"liaison-organisation": ""}, "Name the organisation that sends"),
        ({"liaison-evidence": ""}, "Say where it said so"),
        ({"liaison-until": ""}, "until when"),
        ({"liaison-until": day(-1)}, "3 years at most"),
        ({"liaison-until": day(1200)}, "3 years at most"),
        ({"liaison-person": "nobody"}, "Nobody here has the handle"),
        ({"liaison-person": members[1].actor.handle}, "holds a seat already"),
    ):
        answer = desk.post("/council/seats", data=form | wrong)
        assert (answer.status_code, sentence in answer.text) == (422, True), sentence
    assert desk.post("/council/seats", data=form).status_code == 302
    assert "holds a seat already" in desk.post("/council/seats", data=form).text
    session.rollback()
    assert roles_of(liaison.id).has("liaison")
    assert not roles_of(liaison.id).has("council")
    seat = session.scalars(select(Seat).where(~Seat.voting)).one()
    assert seat.number == len(SEATS) + 1
    page = app.test_client().get("/council/").text
    assert "Example Union" in page
    assert "Liaison of Example Union" in app.test_client().get(f"/council/members/{liaison.actor.handle}").text
    ballot = make_ballot(members)
    own = sign_in(app, liaison)
    url = f"/ballots/{ballot.subject.ref}"
    refused = own.post(f"{url}/moves/take-position", data={"position": "yes", "step": "done"})
    assert (refused.status_code, "holders of the seats" in refused.text) == (403, True)
    assert own.post(f"{url}/comments", data={"body": "Our members would like to see numbers."}).status_code == 302
    assert len(session.scalars(select(Ballot)).one().result or []) == 0
    assert len(overview.seats_now(clock.now())) == len(SEATS)
    with pytest.raises(Invalid, match="seat this person first"):
        seating.name_chair(liaison, by=by(secretariat))
    assert broken_promises() == []
    with later(app, 301):
        run_due(by_clock(clock.now()))
        assert not roles_of(liaison.id).has("liaison")
        again = make_person()
        liaisons.send(again, organisation="Other", evidence="E", until=clock.now() + timedelta(days=9),
                      by=by(secretariat))  # fmt: skip
        assert session.query(Seat).filter(~Seat.voting).count() == 1  # the seat is used again
        ended = {"act": "unseat", "unseat-seat": in_seat(seat.number), "unseat-reason": "Recalled by them."}
        assert sign_in(app, secretariat).post("/council/seats", data=ended).status_code == 302
        session.rollback()
        assert not roles_of(again.id).has("liaison")


def test_the_page_shows_composition_renewal_and_vacancies(app, db):
    secretariat, _members = make_council(2, organisation="")
    poor, rich = make_person(country="ML"), make_person(country="CH", organisation="Exemplar  House")
    seating.seat(30, poor, by=by(secretariat), until=clock.now() + timedelta(days=100))
    seating.seat(31, rich, by=by(secretariat))
    other = make_person(country="NO", organisation="exemplar house")
    seating.seat(32, other, by=by(secretariat))
    seats = overview.seats_now(clock.now())
    rows = composition.picture(seats)
    civil = rows[3]
    assert civil["held"] == (5, 5)
    assert [mark["developing"] for mark in civil["seats"]] == [True, True, True, False, False]
    assert [mark["letters"] for mark in civil["seats"]] == ["Af", "Af", "Af", "WE", "WE"]
    assert [(len(r.seats), r.day is None) for r in composition.renewals(seats)] == [(1, False), (12, False), (29, True)]
    page = app.test_client().get("/council/").text
    assert "<bdi>Exemplar  House</bdi> (2)" in page
    assert page.count('<li class="seat held">') == 13
    assert page.count('<li class="seat vacant">') == 29
    drawn = page.partition("<b>Civil society</b>")[2].partition("</ul>")[0]
    assert re.findall(r'held">(?:<u>)?(\w\w)<', drawn) == ["Af", "Af", "Af", "WE", "WE"]
    assert drawn.count("<u>") == 3
    assert "Which seats end when" in page
    assert '<span class="tallied">5 of 5 held</span>' in page
    table = page.partition("Members by stakeholder group and region</caption>")[2].partition("</table>")[0]
    row = table.partition(">Civil society</th>")[2].partition("</tr>")[0]
    assert re.findall(r"<td[^>]*>(\d+)</td>", row) == ["3", "0", "0", "0", "2", "0", "5"]
    assert re.findall(r'<td class="h(\d)">(\d)</td>', row) == [("4", "3"), *[("0", "0")] * 3, ("3", "2")]
    assert "<td>0</td><td>5</td>" in row, "that nobody has no region is no gap"
    people = app.test_client().get("/statistics").text.partition("UN regional group, today</caption>")[2]
    nobody = people.partition(">Not stated</th>")[2].partition("</tr>")[0]
    assert "<td>0</td>" in nobody
    assert 'class="h0"' not in nobody, "nor that nobody has no group"
    assert page.count('<th scope="col" data-letters="Af">African Group</th>') == 2, "both tables stand under letters"
    intended = page.partition("Seats held and intended</caption>")[2].partition(">Civil society</th>")[2]
    assert '5/5</span><span class="unseen">5 of 5</span>' in intended.partition("</tr>")[0]


def test_a_members_page_shows_what_was_missed_and_hats(app, db):
    _secretariat, members = make_council()
    ballot = make_ballot(members)
    first, silent, *_others = members.values()
    with later(app, 3):
        sign_in(app, first).post(
            f"/ballots/{ballot.subject.ref}/moves/take-position", data={"position": "yes", "step": "done"}
        )
    reader = app.test_client()
    assert "<b>Missed</b>" not in reader.get(f"/council/members/{silent.actor.handle}").text
    with later(app, 22):
        run_due(by_clock(clock.now()))
        page = reader.get(f"/council/members/{silent.actor.handle}").text
        assert "<b>Missed</b>" in page
        assert "Hat:" in page
        assert "Start a petition for recall" in page
        own = reader.get(f"/council/members/{first.actor.handle}").text
        assert '<td class="num" data-label="Days it took">3</td>' in own


def record_shown(app, person):
    """Return a member's record as it is read: the positions in words, how many were taken and how many missed."""
    page = app.test_client().get(f"/council/members/{person.actor.handle}").text
    shown = re.findall(r'data-label="Position">(?:<b>)?([^<(]+)', page)
    numbers = [re.search(rf"<dt>{name}</dt><dd>(?:<[^>]+>)*(\d+)", page) for name in ("Positions taken", "Missed")]
    return [text.strip() for text in shown], *(int(found[1]) for found in numbers)


def test_a_member_answers_for_the_own_positions_and_for_the_seat_while_holding_it(app, db):
    """What a successor takes is not the predecessor's, who misses nothing that ended after the term."""
    secretariat, members = make_council(2)
    first, other, silent, *_others = members.values()
    seats = {person.id: number for number, person in members.items()}
    ballot = make_ballot(members)
    path = f"/ballots/{ballot.subject.ref}/moves/take-position"

    def replace(person):
        seating.unseat(seats[person.id], reason="Moved on.", by=by(secretariat))
        place = next(seat for seat in SEATS if seat.number == seats[person.id])
        follower = make_person(group=place.group, country=COUNTRY_OF[place.region])
        seating.seat(seats[person.id], follower, by=by(secretariat))
        return follower

    with later(app, 1):
        yes = {"position": "yes", "step": "done"}
        assert sign_in(app, first).post(path, data=yes).status_code == 302
        assert sign_in(app, other).post(path, data=yes).status_code == 302
    with later(app, 3):
        changed, kept, quiet = replace(first), replace(other), replace(silent)
        assert sign_in(app, first).post(path, data=yes).status_code == 403, "who left the seat has no say"
        answer = sign_in(app, changed).post(path, data={"position": "no-objection", "step": "done"})
        assert answer.status_code == 302
    assert record_shown(app, quiet) == (["No position"], 0, 0)
    with later(app, 22):
        run_due(by_clock(clock.now()))
        assert record_shown(app, first) == (["Yes"], 1, 0)
        assert record_shown(app, changed) == (["No objection"], 1, 0)
        assert record_shown(app, other) == (["Yes"], 1, 0)
        assert record_shown(app, kept) == (["No position"], 0, 0), "the seat had one, which goes on"
        assert record_shown(app, silent) == (["No position"], 0, 0), "the ballot was not over when the term ended"
        assert record_shown(app, quiet) == (["Missed"], 0, 1)


def test_the_desk_knows_what_waits_in_an_election_and_a_recall(app, db):
    secretariat, members = make_council(1)
    one, two, *_rest = members.values()
    sign_in(app, one).post("/elections/new", data={"step": "done"})
    given = {"person": two.actor.handle, "reason": "Patient.", "step": "done"}
    sign_in(app, one).post("/elections/1/moves/nominate", data=given)
    assert "Stand for the chair, or decline" in acts_of(two)
    assert "Stand for the chair, or nominate a member" in acts_of(one)
    sign_in(app, two).post("/elections/1/moves/stand", data={"reason": "Yes.", "step": "done"})
    starter = make_person()
    petition = {"person": one.actor.handle, "reason": "Silent.", "step": "done"}
    sign_in(app, starter).post("/recalls/new", data=petition)
    assert "Answer the petition for your recall" in acts_of(one)
    assert "Waits for signatures, or for the panel" in acts_of(starter)
    sign_in(app, one).post("/recalls/1/moves/answer", data={"answer": "I was ill."})
    assert "Answer the petition for your recall" not in acts_of(one)
    with later(app, 15):
        session.rollback()
        run_due(by_clock(clock.now()))
    with later(app, 16):
        late = make_person(group="technical")
        seating.seat(35, late, by=by(secretariat))
        assert "Vote on the chair" in acts_of(one)
        assert "Vote on the chair" not in acts_of(late)
        sign_in(app, one).post("/elections/1/moves/vote", data={"accepts": "-", "step": "done"})
        assert "Vote on the chair" not in acts_of(one)
    with later(app, 30):
        session.rollback()
        run_due(by_clock(clock.now()))
        assert "Nobody chairs the council: call an election" in acts_of(one)
        assert session.query(Term).filter(Term.ended_at.is_(None)).count() == len(members) + 1
