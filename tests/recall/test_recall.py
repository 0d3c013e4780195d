"""The recall of a member through the pages, from the petition to the vacant seat: success and refusal together."""

import json
from datetime import timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from igtf.cli import main
from igtf.cli.drawing import lines
from igtf.core.clock import now
from igtf.core.db import session, writing
from igtf.core.finding import search
from igtf.council import seating
from igtf.council.models import Ballot, BallotSeat, Council, Seat, Term
from igtf.discussion.commands import follow
from igtf.people import secretariat as accounts
from igtf.people.roles import end_role, give_role, roles_of
from igtf.recall import panel
from igtf.recall.models import PanelVolunteer, Recall
from igtf.recall.states import RECALL
from igtf.record.models import Actor, Event, Hat, Payload
from igtf.record.subjects import open_subject
from igtf.selection.draw import order
from igtf.selection.filling import FORMATS
from igtf.selection.filling import POOL as OF_SELECTION
from igtf.selection.filling import repeat as repeat_selection
from igtf.selection.models import Nominee, Selection
from igtf.selection.published import NoDraw, hash_of
from tests.council.councils import make_council
from tests.factories import acts_of, broken_promises, by, close_account, later, mails_to, make_person, sign_in, tick
from tests.procedure.changing import adopt
from tests.selection.choosing import sources

URL, BALLOT = "/recalls/1", "/ballots/1"
ENDED = "person.end-support"
CIVIL = 28


def move(client, name, status=302, **given):
    answer = client.post(f"{URL}/moves/{name}", data={"step": "done"} | given)
    assert answer.status_code == status, answer.text
    return answer.text


def vote(app, person, status=302, **given):
    """Take a position on the ballot of the panel: Yes, unless another one is given."""
    data = {"step": "done", "position": "yes"} | given
    answer = sign_in(app, person).post(f"{BALLOT}/moves/take-position", data=data)
    assert answer.status_code == status, answer.text
    return answer.text


def decide(app, people):
    """Draw the panel, as its volunteers are known by now, and let each of some people say Yes."""
    tick()
    for person in people:
        vote(app, person)


def told(kind):
    return session.query(Event).filter(Event.kind == kind).count()


def holders_in_order():
    rows = session.query(Actor.handle).join(BallotSeat, BallotSeat.holder_id == Actor.id).order_by(BallotSeat.number)
    return [row.handle for row in rows]


def recall():
    session.rollback()
    return session.query(Recall).order_by(Recall.id).limit(1).one()


def petition(client, member, reason="Did not take a position for a year."):
    return client.post("/recalls/new", data={"person": member.actor.handle, "reason": reason, "step": "done"})


def signed(app, number, **more):
    for _each in range(number):
        move(sign_in(app, make_person(**more)), "sign")


def selected(seat, member, following):
    """Let a confirmed selection have given the seat to ``member``, with ``following`` next on its list."""
    both = ((1, member, "african"), (2, following, "asia_pacific"))
    rows = [{"group": "civil", "number": n, "name": p.actor.name, "handle": p.actor.handle, "region": region,
             "affiliation": ""} for n, p, region in both]  # fmt: skip
    numbers = next([n] for n in range(100) if order(f"{n}./", 2)[0] == 1)
    file = {
        "format": FORMATS[-1], "selection": "1", "terms": "3", "caps": {"per_affiliation": 2, "per_region": 2},
        "seats": [{"number": seat, "group": "civil", "region": None}], "sitting": [], "gone": [], "changes": [],
        "nominees": rows,
        "sources": [{"name": "Lottery", "at": "2026-01-05 12:00", "bits": 23, "numbers": numbers, "evidence": "G."}],
    }  # fmt: skip
    act = by(member)
    subject = open_subject("selection", "1", "Members", "confirmed", by=act)
    search.put(subject.id, subject.title, "")
    own = Selection(id=subject.id, subject=subject, nominations_until=act.at, starts_at=act.at,
                    objections_until=act.at, file=file | {"pool_hash": hash_of(file, OF_SELECTION)})  # fmt: skip
    session.add(own)
    session.flush()
    for number, person in enumerate((member, following), 1):
        session.add(Nominee(selection_id=own.id, person_id=person.id, nominated_by_id=person.id, reason="", at=act.at,
                            answer="accepted", hat_id=by(person).hat_id, number=number))  # fmt: skip
    session.commit()


def sits(number, person):
    """Seat a person as one whom another selection chose."""
    with writing():
        place = session.query(Seat).filter(Seat.number == number).one()
        seating.take_seat(place, person, by(person).hat_id, until=now() + timedelta(days=365), by=by(person))


def test_a_petition_fills_with_two_of_an_affiliation_and_refuses_the_rest(app, db):
    _secretariat, members = make_council(1)
    member, colleague = members[CIVIL], members[1]
    starter, outside = sign_in(app, make_person()), app.test_client()
    assert "Sign in first" in petition(outside, member).text
    assert "Choose one of the list" in petition(starter, make_person()).text
    assert "own recall" in petition(sign_in(app, member), member).text
    assert "Say why" in petition(starter, member, reason="").text
    assert petition(starter, member).status_code == 302
    assert "Recall 1 of this member is under way" in petition(sign_in(app, make_person()), member).text
    assert "a person signs once" in move(starter, "sign", 403)
    assert "not signed by you" in move(sign_in(app, member), "sign", 403)
    assert "Verify your e-mail" in move(sign_in(app, make_person(verified=False)), "sign", 403)
    assert "about" in move(starter, "answer", 403, answer="No.")
    move(sign_in(app, member), "answer", answer="I was ill; my deputy told the chair.")
    for organisation in ("Exemplar Union", "exemplar  union", "EXEMPLAR UNION"):
        signed(app, 1, organisation=organisation)
    page = outside.get(URL).text
    assert "3 of 20" in page
    assert "no: 2 of this affiliation signed before" in page
    asked = sign_in(app, colleague).get(f"{URL}/moves/sign").text
    assert ("A signature cannot be taken back." in asked, "Nothing is recorded yet." in asked) == (True, True)
    move(sign_in(app, colleague), "sign")  # the council's members are people too
    assert "possible only while" in move(starter, "volunteer", 409)
    signed(app, 15)
    tick()
    assert recall().subject.state == "petition"
    signed(app, 1)
    tick()
    assert told("recall.call-volunteers") == 1
    assert recall().subject.state == "volunteers"
    page = outside.get(URL).text
    assert ("20 signatures; 20 were needed" in page, "20 of 20" in page) == (True, False)
    assert "possible only while" in move(sign_in(app, make_person()), "sign", 409)


def test_who_closes_the_account_signs_no_open_petition(app, db):
    _secretariat, members = make_council(1)
    assert petition(sign_in(app, make_person()), members[CIVIL]).status_code == 302
    gone = make_person()
    move(sign_in(app, gone), "sign")
    signed(app, 16)
    ours = [make_person(organisation="Exemplar Union") for _each in range(3)]
    for person in ours:
        move(sign_in(app, person), "sign")
    assert "no: 2 of this affiliation signed before" in app.test_client().get(URL).text
    close_account(app, ours[0])
    page = app.test_client().get(URL).text
    assert "no: 2 of this affiliation signed before" not in page
    third = f"{ours[2].actor.name} ({ours[2].actor.handle})"
    assert page.count(f"In its place counts that of: {third}. Signatures that count now: 20.") == 1
    close_account(app, gone)
    page = app.test_client().get(URL).text
    assert (page.count("In its place counts"), page.count("Signatures that count now: 19.")) == (1, 1)
    ended = session.scalars(
        select(Payload.data).join(Event).where(Event.kind == "person.end-support").order_by(Event.id)
    ).all()
    assert [data["person"] for data in ended] == [ours[0].actor.handle, gone.actor.handle]
    tick()
    assert recall().subject.state == "petition"
    assert "19 of 20" in app.test_client().get(URL).text
    signed(app, 1)
    tick()
    assert recall().subject.state == "volunteers"


def test_a_signature_that_did_not_count_ends_without_another_in_its_place(app, db):
    _secretariat, members = make_council(1)
    petition(sign_in(app, make_person()), members[CIVIL])
    ours = [make_person(organisation="Exemplar Union") for _each in range(4)]
    for person in ours:
        move(sign_in(app, person), "sign")
    close_account(app, ours[2])
    page = app.test_client().get(URL).text
    assert ("The signature did not count." in page, "In its place counts" in page) == (True, False)
    assert "no: 2 of this affiliation signed before" in page


def test_no_fresh_hat_makes_a_third_signature_of_an_affiliation_count(app, db):
    _secretariat, members = make_council(1)
    petition(sign_in(app, make_person()), members[CIVIL])
    hat = {"stakeholder_group": "civil", "capacity": "personal"}
    for number in range(2):
        first = make_person(organisation="Exemplar Union")
        client = sign_in(app, first)
        if number:  # signs under a hat of no organisation
            assert client.post("/account/hat", data=hat).status_code == 302
        move(client, "sign", hat=by(first).hat_id)
    for lays_down in (False, True):
        third = make_person(organisation="exemplar  union")
        client, own = sign_in(app, third), by(third).hat_id
        assert client.post("/account/hat", data=hat | {"organisation": "Another House"}).status_code == 302
        if lays_down:
            assert client.post(f"/account/hats/{own}/end").status_code == 302
        session.rollback()
        move(client, "sign", hat=by(third).hat_id)
    assert "3 of 20" in client.get(URL).text
    signed(app, 1, organisation="Another House")
    assert "4 of 20" in client.get(URL).text


def test_who_left_the_organisation_of_the_member_not_long_ago_is_not_on_the_panel(app, db):
    secretariat, _members = make_council(1)
    member = make_person(organisation="Exemplar House")
    with writing():
        give_role(member.id, "secretariat", at=now())
    seating.seat(CIVIL + 1, member, by=by(secretariat))
    in_search_of_a_panel(app, member)
    ally = make_person(organisation="exemplar house")
    client, own = sign_in(app, ally), by(ally).hat_id
    assert client.post("/account/hat", data={"stakeholder_group": "civil", "capacity": "personal"}).status_code == 302
    assert client.post(f"/account/hats/{own}/end").status_code == 302
    assert "organisation of the member, so you stand aside" in move(client, "volunteer", 403)
    volunteers(app, 11)
    with later(app, 15):
        tick()
        assert "aside here: you hold the seat" in move(sign_in(app, member), "announce", 403, **sources(1, 23))
        assert "Announce the sources for the draw of the panel" not in acts_of(member)
        move(sign_in(app, secretariat), "announce", **sources(1, 23))


def test_a_petition_lapses_and_a_recall_is_moot_when_the_member_leaves(app, db):
    secretariat, members = make_council(1)
    petition(sign_in(app, make_person()), members[CIVIL])
    with later(app, 91):
        assert "time for this is over" in move(sign_in(app, make_person()), "sign", 403)
        tick()
        assert recall().subject.state == "lapsed"
        assert petition(sign_in(app, make_person()), members[CIVIL]).location == "/recalls/2"
        seating.unseat(CIVIL, reason="Resigned.", by=by(secretariat))
        tick()
        assert [own.subject.state for own in session.query(Recall).order_by(Recall.id)] == ["lapsed", "moot"]


def in_search_of_a_panel(app, member):
    """Let 20 people sign against ``member``; return one who signed."""
    first = make_person()
    petition(sign_in(app, first), member)
    own = recall()
    for _each in range(19):
        RECALL.commands["sign"](own, by=by(make_person()))
    tick()
    return first


def volunteers(app, number):
    people, own = [make_person() for _each in range(number)], recall()
    move(sign_in(app, people[0]), "volunteer")
    for person in people[1:]:
        RECALL.commands["volunteer"](own, by=by(person))
    return people


def test_a_panel_drawn_by_lot_ends_the_term_and_the_next_on_the_list_sits(app, db, tmp_path):
    secretariat, members = make_council(1)
    member, following = members[CIVIL], make_person(country="JP")
    selected(CIVIL, member, following)
    signer, desk = in_search_of_a_panel(app, member), sign_in(app, secretariat)
    assert "who asks for a recall does not decide" in move(sign_in(app, signer), "volunteer", 403)
    assert "outside the council; you sit" in move(sign_in(app, members[1]), "volunteer", 403)
    people = volunteers(app, 13)
    assert "You volunteered already" in move(sign_in(app, people[0]), "volunteer", 403)
    move(sign_in(app, people[0]), "step-back")
    assert "who volunteered" in move(sign_in(app, people[0]), "step-back", 403)
    assert desk.get(f"{URL}/draw.json").status_code == 404
    with later(app, 15):
        sits(CIVIL + 1, people[1])  # sits on the council by the time the pool is made
        tick()
        assert recall().subject.state == "pool"
        assert len(recall().file["pool"]) == 11
        assert "bits of entropy; this draw needs 3.5" in move(desk, "announce", 422, **sources(1, 3))
        assert "Known already" in move(desk, "announce", 422, **sources(-1, 23))
        assert "runs the draw" in move(sign_in(app, people[2]), "announce", 403, **sources(1, 23))
        with writing():
            give_role(people[2].id, "secretariat", at=now())
        assert "you volunteered for the panel" in move(sign_in(app, people[2]), "announce", 403, **sources(1, 23))
        asks = "Announce the sources for the draw of the panel"
        assert (asks in acts_of(secretariat), asks in acts_of(people[2])) == (True, False)
        with writing():
            end_role(people[2].id, "secretariat", at=now())
        move(desk, "announce", **sources(1, 23))
        assert "a value before that is none" in move(desk, "enter-value", 422, source="1", numbers="1", evidence="E.")
        assert "Missing: Lottery 1" in move(desk, "draw", 403)
    with later(app, 17):
        with writing():
            give_role(people[2].id, "secretariat", at=now())
        asks = "Enter the values of the sources, and draw the panel"
        assert (asks in acts_of(secretariat), asks in acts_of(people[2])) == (True, False)
        with writing():
            end_role(people[2].id, "secretariat", at=now())
        move(desk, "announce-again", **sources(1, 23), reason="It was not published.")
    with later(app, 18.5):
        move(desk, "enter-value", source="1", numbers="9, 18, 26", evidence="Gazette.")
        assert "although its time has come" in move(desk, "announce-again", 403, **sources(1, 23), reason="Again.")
        tampered = recall()
        tampered.file = tampered.file | {"pool": tampered.file["pool"][:10]}
        session.commit()
        assert "pool was changed after its publication" in move(desk, "draw", 422)
        tampered = recall()
        tampered.file = tampered.file | {"pool": pool_again(tampered)}
        session.commit()
        move(desk, "draw")
        file = json.loads(desk.get(f"{URL}/draw.json").text)
        path = tmp_path / "recall.json"
        path.write_text(json.dumps(file))
        lot = CliRunner().invoke(main, ["draw", str(path)], env={"IGTF_VAR": str(tmp_path)})
        assert "key: 9.18.26./" in lot.output
        on_panel = {row.person_id for row in session.query(PanelVolunteer).filter(PanelVolunteer.drawn)}
        assert len(on_panel) == 10
        in_order = [row["handle"] for row in panel.repeat(file)[1][:10]]
        assert holders_in_order() == in_order
        for person in people:
            if person.id in on_panel:
                assert f"({person.actor.handle}): on the panel" in lot.output
        drawn = [person for person in people if person.id in on_panel]
        for who in (people[0], members[1], member, secretariat):
            assert "holders of the seats" in vote(app, who, 403)
        chair = sign_in(app, members[1])
        for name in ("recall", "close-early"):
            for client in (chair, desk):  # nobody leads it: neither the chair nor who drew the panel
                answer = client.post(f"{BALLOT}/moves/{name}", data={"step": "done", "reason": "So."})
                assert (answer.status_code, "Nobody leads the ballot of a panel" in answer.text) == (403, True)
        for n, person in enumerate(drawn[:8]):
            vote(app, person, position="yes" if n else "no", comment="I read the record.")
        vote(app, drawn[0])
        assert "position already" in vote(app, drawn[0], 422)
        assert "Take a position" in acts_of(drawn[9])
        sits(CIVIL + 2, drawn[9])
        assert "you sit on it" in vote(app, drawn[9], 403, position="no")
        assert "Take a position" not in acts_of(drawn[9])
        assert f'<a href="{BALLOT}"><bdi>Ballot 1: Shall' in app.test_client().get(URL).text
        page = app.test_client().get(BALLOT).text
        assert "8, needed 8" in page
        assert "It passes: all conditions hold." in page
    with later(app, 41):
        assert "what comes later is not counted" in vote(app, drawn[8], 403, position="no")
        tick()
        assert recall().subject.state == "recalled"
        assert told("recall.end-term") == 1
        assert not roles_of(member.id).has("council")
        held = session.query(Term.person_id).filter(Term.ended_at.is_(None)).all()
        assert following.id in {row.person_id for row in held}
        placed = repeat_selection(session.query(Selection).one().file).placed
        assert placed[CIVIL].handle == following.actor.handle
        assert broken_promises() == []
        page = app.test_client().get(URL).text
        assert "The next on the list takes the seat" in page
        assert "Ballot 1: All conditions hold." in page
        assert "Passed" in page
        assert "The member&#39;s term ends. The next on the list takes the seat" in app.test_client().get(BALLOT).text
        first, second = session.query(BallotSeat).order_by(BallotSeat.number).limit(2)
        first.holder_id, second.holder_id = second.holder_id, first.holder_id
        session.commit()
        assert broken_promises()  # whoever changes the seats of a panel is found


def pool_again(own):
    """Return the pool as it was published, from the record."""
    found = {row.number: row for row in session.query(PanelVolunteer).filter(PanelVolunteer.number.is_not(None))}
    rows = []
    for number in sorted(found):
        actor, hat = session.get(Actor, found[number].person_id), session.get(Hat, found[number].hat_id)
        rows.append({"number": number, "name": actor.name, "handle": actor.handle, "region": hat.region,
                     "group": hat.counts_as, "affiliation": hat.organisation})  # fmt: skip
    assert hash_of(own.file | {"pool": rows}, panel.POOL) == own.file["pool_hash"]
    return rows


def test_ten_volunteers_need_no_draw_and_seven_votes_keep_the_member(app, db):
    secretariat, _members = make_council(1)
    member = make_person(organisation="Exemplar House")
    seating.seat(CIVIL + 1, member, by=by(secretariat))
    in_search_of_a_panel(app, member)
    ally = make_person(organisation="exemplar house")
    assert "organisation of the member, so you stand aside" in move(sign_in(app, ally), "volunteer", 403)
    volunteers(app, 9)
    with later(app, 15):
        tick()
        assert recall().subject.state == "volunteers"  # one is missing: 14 more days
        assert told("recall.close-volunteers") == 1
        volunteers(app, 1)
    with later(app, 30):
        tick()
        assert recall().subject.state == "panel"
        for row in session.query(PanelVolunteer).limit(7).all():
            vote(app, session.get(type(member), row.person_id))
        assert session.query(Ballot).one().organisations == ["Exemplar House"]
    with later(app, 52):
        tick()
        assert recall().subject.state == "kept"
        assert told("recall.keep") == 1
        ballot = session.query(Ballot).one()
        assert (ballot.subject.state, ballot.result["base"]) == ("failed", 10)  # who is silent stays in the base
        assert [(c["have"], c["need"]) for c in ballot.result["conditions"]] == [(7, 8)]
        assert broken_promises() == []
        assert roles_of(member.id).has("council")
        assert told("council.vacate") == 0


def test_a_share_of_the_panel_that_changed_since_the_petition_is_said_as_the_ballot_counts_it(app, db):
    _secretariat, members = make_council(1)
    started = now()
    petition(sign_in(app, make_person()), members[CIVIL])
    reader, note = app.test_client(), "of the 10 end the term"
    assert f"3/4 {note}" in reader.get(URL).text
    days = (adopt(members, {"panel_share": "1/2"}, started) - now()).days + 1
    with later(app, days):
        own = recall()
        for _each in range(19):
            RECALL.commands["sign"](own, by=by(make_person()))
        tick()
        assert f"1/2 {note}" in reader.get(URL).text
        people = volunteers(app, 10)
    with later(app, days + 15):
        tick()
        assert note not in reader.get(URL).text, "the ballot says by which share it is counted"
        for person in people[:4]:
            yes = {"step": "done", "position": "yes"}
            assert sign_in(app, person).post("/ballots/2/moves/take-position", data=yes).status_code == 302
        assert "1/2 of the panel" in reader.get("/ballots/2").text
    with later(app, days + 37):
        tick()
        assert recall().subject.state == "kept"
        page = reader.get(URL).text
        assert ("Too few of the panel were for it." in page, "3/4" in page) == (True, False)


def test_a_recall_with_too_few_volunteers_lapses_after_the_time_of_a_petition(app, db):
    _secretariat, members = make_council(1)
    signer = in_search_of_a_panel(app, members[CIVIL])
    people = volunteers(app, 9)
    for days in (15, 30, 45, 60, 75, 89.5, 91):  # those who were told of another time on the last but one have it
        with later(app, days):
            tick()
            assert recall().subject.state == "volunteers", days
    with later(app, 106):
        tick()
        assert (recall().subject.state, recall().subject.due_at) == ("lapsed", None)
        for person in (signer, people[0]):
            assert "let the petition lapse" in mails_to(app, person.actor.handle)[-1].text
        assert petition(sign_in(app, make_person()), members[CIVIL]).location == "/recalls/2"
        assert broken_promises() == []


def test_the_time_in_which_the_clock_stood_still_lets_no_recall_lapse(app, db):
    _secretariat, members = make_council(1)
    in_search_of_a_panel(app, members[CIVIL])
    volunteers(app, 9)
    with later(app, 100):
        assert "time for this is over" in move(sign_in(app, make_person()), "volunteer", 403)
        tick()
        assert recall().subject.state == "volunteers"
        move(sign_in(app, make_person()), "volunteer")
        move(sign_in(app, make_person()), "volunteer")
    with later(app, 115):
        tick()
        assert recall().subject.state == "pool"
    assert broken_promises() == []


def test_a_recall_that_has_its_volunteers_at_last_does_not_lapse(app, db):
    _secretariat, members = make_council(1)
    in_search_of_a_panel(app, members[CIVIL])
    volunteers(app, 9)
    with later(app, 89):
        tick()
        volunteers(app, 1)
    with later(app, 104):
        tick()
        assert recall().subject.state == "panel"


def test_who_closed_the_account_comes_into_no_pool(app, db):
    secretariat, members = make_council(1)
    in_search_of_a_panel(app, members[CIVIL])
    people = volunteers(app, 12)
    with later(app, 15):
        accounts.deactivate(people[3], reason="Asked for it.", by=by(secretariat))
        tick()
        handles = {row["handle"] for row in recall().file["pool"]}
        assert handles == {person.actor.handle for person in people if person is not people[3]}


def announced(app, number):
    """Bring a recall with ``number`` volunteers to the value of its source; return secretariat, and them by handle."""
    secretariat, members = make_council(1)
    in_search_of_a_panel(app, members[CIVIL])
    people = {person.actor.handle: person for person in volunteers(app, number)}
    with later(app, 15):
        tick()
        move(sign_in(app, secretariat), "announce", **sources(1, 23))
    with later(app, 17):
        move(sign_in(app, secretariat), "enter-value", source="1", numbers="9, 18", evidence="Gazette.")
    return secretariat, people


def test_who_cannot_vote_by_the_draw_is_passed_over_in_its_order(app, db):
    secretariat, people = announced(app, 12)
    in_order = [row["handle"] for row in panel.repeat(recall().file)[1]]
    seated, closed = (people[handle] for handle in in_order[:2])
    with later(app, 17):
        sits(CIVIL + 1, seated)
        accounts.deactivate(closed, reason="Asked for it.", by=by(secretariat))
        tick()
        desk = sign_in(app, secretariat)
        move(desk, "draw")
        assert holders_in_order() == in_order[2:]
        page = desk.get(URL).text
        assert "sits on the council already" in page
        assert "closed the account" in page
        text = desk.get(f"{URL}/draw.json").text
        file, told_again = json.loads(text), "\n".join(lines(text))
        assert [row["handle"] for row in panel.seated(file, panel.repeat(file)[1])] == in_order[2:]
        assert f"({seated.actor.handle}): passed over: sits on the council already" in told_again
        assert f"({closed.actor.handle}): passed over: closed the account" in told_again
        assert told_again.count(": on the panel") == 10
        assert broken_promises() == []
    assert (file["format"], len(file["pool"])) == ("igtf-panel-2", 12)


def test_a_pool_of_which_too_few_can_sit_on_the_panel_waits_for_more_volunteers(app, db):
    secretariat, people = announced(app, 11)
    gone = list(people.values())[3:5]
    with later(app, 17):
        for person in gone:
            accounts.deactivate(person, reason="Asked for it.", by=by(secretariat))
        desk = sign_in(app, secretariat)
        assert "more volunteers are called for" in move(desk, "draw", 422)
        before = recall().file["pool_hash"]
        tick()
        tick()
        assert (recall().subject.state, told("recall.call-volunteers")) == ("volunteers", 2)
        assert "Too few of the pool can sit on the panel by now; pool and sources are made anew." in desk.get(URL).text
        assert desk.get(f"{URL}/draw.json").status_code == 404
        came = make_person()
        move(sign_in(app, came), "volunteer")
    with later(app, 32):
        tick()
        assert recall().subject.state == "panel", "ten are left, so nothing is drawn"
        assert recall().file["pool_hash"] != before
        left = {person.actor.handle for person in people.values() if person not in gone}
        assert set(holders_in_order()) == left | {came.actor.handle}
        assert broken_promises() == []


def test_an_interim_member_who_is_recalled_leaves_a_vacant_seat(app, db):
    _secretariat, members = make_council(1)
    in_search_of_a_panel(app, members[CIVIL])
    people = volunteers(app, 10)
    with later(app, 15):
        decide(app, people[:8])
    with later(app, 37):
        tick()
        assert recall().subject.state == "recalled"
        assert "waits for the next selection" in app.test_client().get(URL).text
        assert session.query(Term).filter(Term.ended_at.is_not(None)).count() == 1


@pytest.mark.parametrize("days", [20, 37])
def test_a_member_who_leaves_while_the_panel_decides_makes_it_moot(app, db, days):
    secretariat, members = make_council(1)
    in_search_of_a_panel(app, members[CIVIL])
    people = volunteers(app, 10)
    with later(app, 15):
        decide(app, people)
    with later(app, days):  # the ballot runs still, or its time is over and nobody has counted yet
        session.rollback()
        seating.unseat(CIVIL, reason="Resigned.", by=by(secretariat))
        seating.seat(CIVIL, make_person(), by=by(secretariat))
        tick()
        ballot = session.query(Ballot).one()
        assert (recall().subject.state, recall().subject.due_at) == ("moot", None)
        assert ballot.subject.state == ("recalled" if days == 20 else "passed")
        assert "The member left the seat" in app.test_client().get(BALLOT).text
        assert session.query(Term).filter(Term.ended_at.is_not(None)).count() == 1  # the successor stays
        assert broken_promises() == []


FILE = {
    "format": panel.FORMATS[0], "recall": "1", "places": 10,
    "pool": [{"number": n, "name": f"Volunteer {n}", "handle": f"v{n}", "region": "african", "group": "civil",
              "affiliation": ""} for n in range(1, 13)],
    "sources": [{"name": "Lottery", "at": "2026-01-05 12:00", "bits": 23, "numbers": [8, 15], "evidence": "Gazette."}],
}  # fmt: skip


def published(**changes):
    file = json.loads(json.dumps(FILE | changes))
    return file | {"pool_hash": hash_of(file, panel.POOL)}


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        ({key: value for key, value in published().items() if key != "pool"}, "lacks: pool"),
        (published() | {"pool": FILE["pool"][:11]}, "pool was changed after its publication"),
        (published(pool=[FILE["pool"][0], FILE["pool"][0]]), "numbered from 1, without gaps"),
        (published(pool=[FILE["pool"][0], FILE["pool"][0] | {"number": 2}]), "in the pool twice"),
        (published(sources=[FILE["sources"][0] | {"numbers": None}]), "no value yet: Lottery"),
        (published(sources=[]), "needs sources"),
        (published(sources=[{"numbers": [1]}]), "missing or of another kind"),
    ],
)
def test_igtf_draw_refuses_a_panel_with_a_sentence(file, sentence):
    with pytest.raises(NoDraw, match=sentence):
        list(lines(json.dumps(file)))


def test_whoever_may_be_on_a_panel_is_asked_and_nobody_else(app, db):
    secretariat, members = make_council(1)
    member, colleague = make_person(organisation="Exemplar House"), members[1]
    seating.seat(CIVIL + 1, member, by=by(secretariat))
    first = in_search_of_a_panel(app, member)
    willing, follows, outside = make_person(roles=("panelist",)), make_person(), make_person()
    ally = make_person(organisation="exemplar house")
    with writing():
        follow(session.scalars(select(Council.id)).one(), person_id=follows.id, by=by(follows))
    tick()
    assert recall().subject.state == "volunteers"
    asks = "Volunteer for the panel"
    for person, told_of, may in ((willing, True, True), (follows, True, True), (outside, False, True),
                                 (first, True, False), (colleague, True, False), (ally, False, False),
                                 (secretariat, True, True)):  # fmt: skip
        mails = [mail.text for mail in mails_to(app, person.actor.handle) if "called for volunteers" in mail.text]
        assert len(mails) == told_of
        assert [f"{URL}/moves/volunteer" in text for text in mails] == [may] * told_of
        assert (asks in acts_of(person)) == may
    move(sign_in(app, outside), "volunteer")
    assert asks not in acts_of(outside)
    with later(app, 15):
        assert asks not in acts_of(willing)


def test_the_panel_reads_why_the_recall_is_asked_for_and_what_the_member_answers(app, db):
    _secretariat, members = make_council(1)
    member = members[CIVIL]
    first = in_search_of_a_panel(app, member)
    asked, answered, none = "Did not take a position for a year.", "I was ill, as I wrote then.", "has not answered"
    page = app.test_client().get(URL).text
    assert (asked in page, none in page) == (True, True)
    move(sign_in(app, member), "answer", answer=answered)
    page = app.test_client().get(URL).text
    above = page[: page.index("The signatures")]
    for said in (asked, answered, first.actor.name, member.actor.name):
        assert said in above
    assert none not in page
    people = volunteers(app, 10)
    with later(app, 15):
        tick()
        on_panel = sign_in(app, people[0])
        opened = next(mail for mail in mails_to(app, people[0].actor.handle) if "Shall" in mail.subject).text
        for text in (on_panel.get(BALLOT).text, on_panel.get(f"{BALLOT}/moves/take-position").text,
                     " ".join(opened.split())):  # fmt: skip
            assert asked in text
            assert answered in text


def test_a_recall_passes_where_nobody_is_left_on_the_list_and_leaves_the_seat_vacant(app, db):
    _secretariat, members = make_council(1)
    member, following = members[CIVIL], make_person(country="JP")
    selected(CIVIL, member, following)
    close_account(app, following)
    in_search_of_a_panel(app, member)
    people = volunteers(app, 10)
    with later(app, 15):
        decide(app, people)
    with later(app, 37):
        tick()
        assert recall().subject.state == "recalled"
        assert not roles_of(member.id).has("council")
        page = app.test_client().get(URL).text
        assert "The seat is vacant. Nobody is left on the list who can take this seat" in page
