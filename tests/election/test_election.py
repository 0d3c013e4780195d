"""The election of the chair through the pages, from the call to the successor: success and refusal together."""

import re
from datetime import timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup
from sqlalchemy import update

from igtf.core import clock
from igtf.core.db import session, writing
from igtf.core.errors import Invalid
from igtf.council import seating
from igtf.council.counting import rule_in
from igtf.council.models import Seat, Term
from igtf.council.tally import HALF
from igtf.election import counting
from igtf.election.counting import CountedCandidate, Voter
from igtf.election.models import Election
from igtf.people.roles import holders, roles_of
from igtf.people.secretariat import deactivate
from igtf.record.models import Event, Payload
from igtf.record.values import FIRST
from tests.council.councils import make_council
from tests.factories import acts_of, broken_promises, by, later, mails_to, make_person, sign_in, state_of, tick


def move(client, name, status=302, ref=1, **given):
    answer = client.post(f"/elections/{ref}/moves/{name}", data={"step": "done"} | given)
    assert answer.status_code == status, answer.text
    return answer.text


def newest():
    session.rollback()
    return session.query(Election).order_by(Election.id.desc()).limit(1).one()


def made(*kinds):
    session.rollback()
    return {kind for (kind,) in session.query(Event.kind).filter(Event.kind.in_(kinds))}


def chairs():
    session.rollback()
    return list(holders("council-chair"))


def test_with_the_first_chair_the_members_are_told_who_sits(app, db):
    secretariat, members = make_council(1)
    assert sign_in(app, secretariat).post("/elections/new", data={"step": "done"}).status_code == 302
    one = next(iter(members.values()))
    move(sign_in(app, one), "stand", reason="I would.")
    with later(app, 15):
        tick()
        for person in members.values():
            move(sign_in(app, person), "vote", accepts=one.actor.handle)
    with later(app, 31):
        tick()
    assert chairs() == [one.id]
    said = session.query(Payload.data).join(Event, Event.id == Payload.event_id).filter(Event.kind.like("election.%"))
    sit = [data["members"] for (data,) in said if data.get("members")]
    assert [len(each) for each in sit] == [len(members)]


def test_the_page_of_a_vote_changes_with_who_sits(app, db):
    secretariat, members = make_council(1)
    assert sign_in(app, secretariat).post("/elections/new", data={"step": "done"}).status_code == 302
    one, *_others, leaves = members.values()
    move(sign_in(app, one), "stand", reason="I would.")
    with later(app, 15):
        tick()
        visitor = app.test_client()
        before = visitor.get("/elections/1")
        deactivate(leaves, reason="Lost.", by=by(secretariat))
        after = visitor.get("/elections/1", headers={"If-None-Match": before.headers["ETag"]})
    assert f"of {len(members)}" in before.text
    assert (after.status_code, f"of {len(members) - 1}" in after.text) == (200, True)


def test_the_council_elects_its_chair_for_a_year_and_the_group_rotates(app, db):
    secretariat, members = make_council(2)
    numbers = sorted(members)
    gov, gov2, private, private2, civil, _civil2 = (members[n] for n in numbers[:6])
    desk, outside = sign_in(app, secretariat), sign_in(app, make_person())
    seating.name_chair(gov, by=by(secretariat))
    client = {n: sign_in(app, person) for n, person in members.items()}
    for_gov, for_gov2, for_private, _p2, for_civil, _c2 = (client[n] for n in numbers[:6])
    assert "A member of the council or the secretariat calls it" in outside.post("/elections/new").text
    assert for_gov.post("/elections/new", data={"step": "done"}).status_code == 302
    assert "under way already" in desk.post("/elections/new", data={"step": "done"}).text
    assert "members of the council" in move(outside, "stand", 403, reason="I would.")
    move(for_gov2, "nominate", person=private.actor.handle, reason="Patient.")
    assert "Choose one of the list" in move(for_gov2, "nominate", 422, person=private.actor.handle, reason="Again.")
    assert "Choose one of the list" in move(for_gov2, "nominate", 422, person=secretariat.actor.handle, reason="No.")
    assert "who was nominated" in move(for_civil, "decline", 403)
    move(for_private, "stand", reason="I have the time.")
    assert "stand already" in move(for_private, "stand", 403, reason="Again.")
    move(for_gov2, "stand", reason="Continuity.")
    move(for_civil, "stand", reason="It is our turn.")
    assert "Waits group of the last chair" in Markup(outside.get("/elections/1").text).striptags()
    assert "possible only while" in move(for_gov, "vote", 409, accepts="x")
    with later(app, 15):
        tick()
        assert "Choose all whom you accept" in move(for_gov, "vote", 422)
        assert "Choose from the list" in move(for_gov, "vote", 422, accepts=gov2.actor.handle)  # set aside
        form = for_gov.get("/elections/1/moves/vote").text
        assert ("It is our turn." in form, "Continuity." in form) == (True, False)
        assert "either candidates" in move(for_gov, "vote", 422, accepts=[private.actor.handle, "-"])
        late = make_person(group="technical")
        seating.seat(35, late, by=by(secretariat))
        assert "vacant when the vote opened" in move(sign_in(app, late), "vote", 403, accepts=private.actor.handle)
        assert "members of the council" in move(outside, "vote", 403, accepts=private.actor.handle)
        for n in numbers:
            both = [private.actor.handle, civil.actor.handle] if n != numbers[-1] else [private.actor.handle]
            move(client[n], "vote", accepts=both)
        move(for_gov, "vote", accepts="-")
        assert "your vote already" in move(for_gov, "vote", 422, accepts="-")
        page = outside.get("/elections/1").text
        assert "10 of 10 seats have voted" in page
        assert "Would be elected:" in page
    with later(app, 31):
        assert "time for this is over" in move(sign_in(app, gov), "vote", 403, accepts=private.actor.handle)
        tick()
        first = newest()
        assert (first.subject.state, chairs()) == ("in-office", [private.id])
        assert counting.again(first.result, first.last_group, rule_in(HALF, FIRST)) == first.result
        assert first.result["elected"] == private.actor.handle
        assert [row["handle"] for row in first.result["aside"]] == [gov2.actor.handle]
        with pytest.raises(Invalid, match="has elected a chair"):
            seating.name_chair(civil, by=by(secretariat))
        session.rollback()
        assert "term goes on; the next" in sign_in(app, secretariat).post("/elections/new", data={"step": "done"}).text
        assert "Chair of the council" in outside.get(f"/council/members/{private.actor.handle}").text
    with later(app, 31 + 331):  # the clock calls the next one; interim terms of a year go on for three days
        tick()
        assert newest().last_group == "private"
        assert made("election.call-next", "election.take-office") == {"election.call-next", "election.take-office"}
        assert newest().id != first.id
        move(sign_in(app, private2), "stand", ref=2, reason="Only I do.")  # nobody else stands
    with later(app, 31 + 331 + 2):
        said = told(app, 2)
        assert "Only I do. Stands" in said
        assert "Waits group of the last chair" not in said
        seating.unseat(numbers[2], reason="Resigned.", by=by(secretariat))
        tick()
        assert (first_state(first), chairs()) == ("over", [])
        assert broken_promises() == []


def test_whoever_nominated_a_member_for_the_chair_is_told_whether_they_stand(app, db):
    secretariat, members = make_council(2)
    first, second, third, fourth = list(members.values())[:4]
    assert sign_in(app, secretariat).post("/elections/new", data={"step": "done"}).status_code == 302

    def told(person):
        mails = [" ".join(mail.text.split()) for mail in mails_to(app, person.actor.handle)]
        return [said for text in mails if "you nominated the person for the chair" in text
                for said in ("stands for the chair", "declined") if said in text]  # fmt: skip

    for person in (second, third):
        move(sign_in(app, first), "nominate", person=person.actor.handle, reason="Patient.")
    assert told(first) == []
    move(sign_in(app, second), "stand", reason="I have the time.")
    move(sign_in(app, third), "decline")
    assert told(first) == ["stands for the chair", "declined"]
    with later(app, 15):
        tick()
        move(sign_in(app, second), "decline")
        assert told(first) == ["stands for the chair", "declined", "declined"]
    assert told(fourth) == []


def test_who_votes_reads_what_is_said_until_when_and_what_the_seat_accepts_so_far(app, db):
    _secretariat, members = make_council(1)
    one, two, *_others = members.values()
    for_one, for_two, outside = sign_in(app, one), sign_in(app, two), sign_in(app, make_person())
    for_one.post("/elections/new", data={"step": "done"})
    move(for_one, "nominate", person=two.actor.handle, reason="She listens.")
    assert "You are nominated" in for_two.get("/elections/1").text
    assert "You are nominated" not in for_one.get("/elections/1").text
    move(for_two, "stand", reason="I have the time.")
    assert "You are nominated" not in for_two.get("/elections/1").text
    with later(app, 15):
        tick()
        for_one, for_two, outside = sign_in(app, one), sign_in(app, two), sign_in(app, make_person())
        assert "Your seat" not in outside.get("/elections/1").text
        assert "Your seat has not voted yet" in for_one.get("/elections/1").text
        form = for_one.get("/elections/1/moves/vote").text
        assert "I have the time." in form
        assert "vote closes" in form
        assert "checked" not in form
        move(for_one, "vote", accepts=two.actor.handle)
        assert f"Your seat accepts: {two.actor.name}" in Markup(for_one.get("/elections/1").text).striptags()
        assert f'value="{two.actor.handle}" checked' in ordered(for_one.get("/elections/1/moves/vote").text)
        move(for_one, "vote", accepts="-")
        assert "Your seat accepts: none of them" in Markup(for_one.get("/elections/1").text).striptags()
        assert 'value="-" checked' in ordered(for_one.get("/elections/1/moves/vote").text)


def ordered(page):
    """Return a page in which what is ticked says so behind its value."""
    return re.sub(r'<input checked ([^>]*value="[^"]*")', r"<input \1 checked", page)


def first_state(election):
    session.rollback()
    return session.get(Election, election.id).subject.state


def test_nobody_is_elected_without_candidates_or_without_enough(app, db):
    _secretariat, members = make_council(1)
    one, *others = members.values()
    client = sign_in(app, one)
    client.post("/elections/new", data={"step": "done"})
    with later(app, 15):
        tick()
        assert newest().subject.state == "no-result"
        page = client.get("/elections/1").text
        assert "Nobody was elected; a member calls another election." in page
        assert 'href="/elections/new"' in page
        assert 'href="/elections/new"' not in sign_in(app, make_person()).get("/elections/1").text
        client.post("/elections/new", data={"step": "done"})
        move(client, "stand", ref=2, reason="I would.")
    with later(app, 30):
        tick()
        move(client, "vote", ref=2, accepts=one.actor.handle)
        move(sign_in(app, others[0]), "vote", ref=2, accepts=one.actor.handle)
    with later(app, 45):
        tick()
        assert newest().subject.state == "no-result"  # silent groups accept nobody
        assert "Nobody is accepted by 1/2 of the base" in client.get("/elections/2").text
        client = sign_in(app, one)
        client.post("/elections/new", data={"step": "done"})
        move(client, "stand", ref=3, reason="Again.")
        move(sign_in(app, others[0]), "stand", ref=3, reason="I too.")
    with later(app, 60):
        tick()
        move(sign_in(app, others[0]), "decline", ref=3)
        for person in members.values():
            move(sign_in(app, person), "vote", ref=3, accepts=one.actor.handle)
        seating.unseat(min(members), reason="Resigned.", by=by(_secretariat))
    with later(app, 75):
        tick()
        assert newest().subject.state == "no-result"  # the only candidate left the council
        assert made("election.open-vote", "election.close", "election.end") == {"election.open-vote", "election.close"}
        assert chairs() == []


def test_who_is_elected_waits_for_the_end_of_the_year_and_has_to_be_a_member_then(app, db):
    secretariat, members = make_council(1)
    first, second, *_others = members.values()
    for person in (first, second):
        sign_in(app, person).post("/elections/new", data={"step": "done"})
    move(sign_in(app, first), "stand", reason="I would.")
    with later(app, 15):
        tick()
        for person in members.values():
            move(sign_in(app, person), "vote", accepts=first.actor.handle)
    with later(app, 30):
        tick()
        assert chairs() == [first.id]
        assert roles_of(first.id).has("council-chair")
        own = newest()
        own.ends_at = clock.now() + timedelta(days=30)
        session.commit()
        sign_in(app, second).post("/elections/new", data={"step": "done"})
        move(sign_in(app, second), "stand", ref=2, reason="My turn.")
    with later(app, 45):
        tick()
        for person in members.values():
            move(sign_in(app, person), "vote", ref=2, accepts=second.actor.handle)
    with later(app, 59.5):
        tick()
        assert (newest().subject.state, chairs()) == ("elected", [first.id])
        assert "term goes on" in sign_in(app, second).post("/elections/new", data={"step": "done"}).text
        seating.unseat(max(n for n in members if members[n] is second), reason="Resigned.", by=by(secretariat))
    with later(app, 61):
        tick()
        assert (newest().subject.state, chairs()) == ("nominating", [first.id])  # the clock called the next


GROUPS = ("government", "private", "civil")
HANDLES = ("a", "b", "c")


@given(
    st.lists(st.tuples(st.sampled_from(GROUPS), st.none() | st.frozensets(st.sampled_from(HANDLES)), st.booleans()),
             min_size=1, max_size=9),
    st.lists(st.sampled_from(GROUPS), min_size=3, max_size=3),
    st.sampled_from(("", *GROUPS)),
)  # fmt: skip
@settings(max_examples=200)
def test_the_count_is_what_a_slow_count_finds(seats, groups, last_group):
    voters = [Voter(n, f"v{n}" if here else "", group, accepts) for n, (group, accepts, here) in enumerate(seats, 1)]
    standing = [CountedCandidate(handle, handle.upper(), group) for handle, group in zip(HANDLES, groups, strict=True)]
    rule = rule_in(HALF, FIRST)
    result = counting.counted(standing, voters, last_group, rule)
    base = [voter for voter in voters if voter.name]
    able = [one for one in standing if one.group != last_group] or standing

    def accepted(one, group=None):
        return sum(bool(v.accepts) and one.handle in v.accepts for v in base if group in (None, v.group))

    def weakest(one):
        return min(accepted(one, group) / sum(v.group == group for v in base) for group in {v.group for v in base})

    fit = [one for one in able if base and accepted(one) * 2 >= len(base) and weakest(one) >= 0.5 and accepted(one)]
    best = None
    for one, _again in product(fit, range(1)):
        if best is None or (accepted(one), weakest(one)) > (accepted(best), weakest(best)):
            best = one
    assert result["elected"] == (best.handle if best else None)
    assert counting.again(result, last_group, rule) == result


def elected(app, members, *standing, ref=1, after=0):
    """Let members elect among those who stand, all of whom all accept, in an election called ``after`` days."""
    with later(app, after + 1):
        for person in standing:
            move(sign_in(app, person), "stand", ref=ref, reason="I have the time.")
    with later(app, after + 15):
        tick()
        for person in members.values():
            move(sign_in(app, person), "vote", ref=ref, accepts=[person.actor.handle for person in standing])
    with later(app, after + 30):
        tick()


@pytest.mark.parametrize(
    ("seat", "why"), [(None, "holds no seat any more"), (36, "sits for another stakeholder group by now")]
)
def test_the_next_of_those_elected_takes_office_where_the_first_no_longer_fits(app, db, seat, why):
    secretariat, members = chaired(app)
    chair, first, second = (sitting(members)[place] for place in (0, 2, 4))
    with later(app, 361):
        tick()
    elected(app, members, first, second, ref=2, after=361)
    with later(app, 392):
        assert (newest().subject.state, newest().elected_id, chairs()) == ("elected", first.id, [chair.id])
        seating.unseat(sorted(members)[2], reason="Moved to a university.", by=by(secretariat))
        if seat:
            place = session.query(Seat).filter(Seat.number == seat).one()
            with writing():
                seating.take_seat(place, first, by(first).hat_id, until=clock.now() + timedelta(days=90),
                                  by=by(secretariat))  # fmt: skip
    with later(app, 398):
        tick()
        page = " ".join(app.test_client().get("/elections/2").text.split())
        assert f"{first.actor.name}, {why}" in page
        assert (newest().subject.state, chairs()) == ("in-office", [second.id])
        assert f"<b>Chair: </b><bdi>{second.actor.name}</bdi>" in page
        assert broken_promises() == []


def test_nobody_takes_office_where_nobody_who_was_elected_fits(app, db):
    secretariat, members = chaired(app)
    chair, first = (sitting(members)[place] for place in (0, 4))
    with later(app, 361):
        tick()
    elected(app, members, first, ref=2, after=361)
    with later(app, 392):
        seating.unseat(sorted(members)[4], reason="Resigned.", by=by(secretariat))
    with later(app, 398):
        tick()
        assert "Nobody who was elected can take office." in app.test_client().get("/elections/2").text
        assert (state_of("election", "2"), chairs()) == ("no-result", [chair.id])


def told(app, ref):
    """Return what the page of an election says, in one line."""
    return " ".join(Markup(app.test_client().get(f"/elections/{ref}").text).striptags().split())


def chaired(app):
    """Return the secretariat, and the members by seat of a council that sits for long, who elected the first chair."""
    secretariat, members = make_council(2)
    with writing():
        session.execute(update(Term).values(ends_at=clock.now() + timedelta(days=1000)))
    chair, *_others = sitting(members)
    sign_in(app, chair).post("/elections/new", data={"step": "done"})
    elected(app, members, chair)
    return secretariat, members


def sitting(members):
    """Return the members in the order of their seats."""
    return [members[number] for number in sorted(members)]


def test_who_was_elected_takes_office_at_once_where_the_chair_leaves_before(app, db):
    secretariat, members = chaired(app)
    chair, first = (sitting(members)[place] for place in (0, 2))
    with later(app, 361):
        tick()
    elected(app, members, first, ref=2, after=361)
    with later(app, 392) as moment:
        assert (state_of("election", "2"), chairs()) == ("elected", [chair.id])
        seating.unseat(min(members), reason="Resigned.", by=by(secretariat))
        tick()
        tick()
        assert (state_of("election", "2"), chairs()) == ("in-office", [first.id])
        assert (newest().ends_at - moment).days == 365
        said = told(app, 1)
        assert "who was elected takes office at once" in said
        assert "A successor has taken office." not in said
        assert broken_promises() == []


def test_the_year_of_a_chair_who_is_elected_again_is_that_of_the_later_election(app, db):
    _secretariat, members = chaired(app)
    chair, other = (sitting(members)[place] for place in (0, 2))
    with writing():
        session.execute(update(Term).values(ends_at=clock.now() + timedelta(days=2000)))
    with later(app, 361):
        tick()
    elected(app, members, chair, ref=2, after=361)
    with later(app, 396):
        tick()
        tick()
        assert (state_of("election", "1"), state_of("election", "2"), chairs()) == ("over", "in-office", [chair.id])
        assert "The same member was elected again" in told(app, 1)
        assert "term goes on" in sign_in(app, other).post("/elections/new", data={"step": "done"}).text
    year_over = newest().ends_at
    with later(app, 396 + 331):
        tick()
        assert (elections(), state_of("election", "3")) == (3, "nominating")
        assert "called the next election" in told(app, 2)
    elected(app, members, other, ref=3, after=396 + 331)
    with later(app, 396 + 362):
        tick()
        assert (newest().starts_at, state_of("election", "3"), chairs()) == (year_over, "elected", [chair.id])
    with later(app, 396 + 367):
        tick()
        tick()
        assert (state_of("election", "2"), state_of("election", "3"), chairs()) == ("over", "in-office", [other.id])
        assert broken_promises() == []


def test_the_chair_is_vacant_until_the_election_that_is_under_way_is_over(app, db):
    secretariat, members = chaired(app)
    chair, first = (sitting(members)[place] for place in (0, 2))
    with later(app, 361):
        tick()
        seating.unseat(min(members), reason="Resigned.", by=by(secretariat))
        tick()
        said = told(app, 1)
        assert "The chair is vacant until somebody is elected; the election is under way." in said
        assert ("A successor has taken office." in said, chairs()) == (False, [])
    elected(app, {n: person for n, person in members.items() if person is not chair}, first, ref=2, after=361)
    with later(app, 392):
        tick()
        assert (state_of("election", "2"), chairs()) == ("in-office", [first.id])


def test_seats_that_voted_in_time_count_though_the_clock_comes_round_after_their_terms(app, db):
    _secretariat, members = make_council(1)
    one, *_others = members.values()
    sign_in(app, one).post("/elections/new", data={"step": "done"})
    move(sign_in(app, one), "stand", reason="I would.")
    with later(app, 15):
        tick()
        for person in members.values():
            move(sign_in(app, person), "vote", accepts=one.actor.handle)
        with writing():
            session.execute(update(Term).values(ends_at=clock.now() + timedelta(days=20)))
    with later(app, 40):
        tick()
        result = newest().result
        assert (result["elected"], result["voted"], result["candidates"][0]["base"]) == (one.actor.handle, 5, 5)
        assert counting.again(result, newest().last_group, rule_in(HALF, FIRST)) == result
        assert "Nobody who was elected can take office." in told(app, 1)


def test_who_was_elected_declines_the_chair_and_the_next_whom_enough_seats_accept_follows(app, db):
    _secretariat, members = chaired(app)
    chair, first, second = (sitting(members)[place] for place in (0, 2, 4))
    with later(app, 361):
        tick()
    elected(app, members, first, second, ref=2, after=361)
    with later(app, 392):
        assert (state_of("election", "2"), newest().elected_id) == ("elected", first.id)
        assert "for who was elected" in move(sign_in(app, second), "decline-office", 403, ref=2)
        assert "possible only while" in move(sign_in(app, chair), "decline-office", 409)
        move(sign_in(app, first), "decline-office", ref=2)
        assert (state_of("election", "2"), newest().elected_id) == ("elected", second.id)
        assert f"{second.actor.name} is elected, whom enough seats accept too." in told(app, 2)
        assert f"Takes office: {second.actor.name}" in told(app, 2)
        assert "for who was elected" in move(sign_in(app, first), "decline-office", 403, ref=2)
    with later(app, 398):
        tick()
        assert (state_of("election", "2"), chairs()) == ("in-office", [second.id])
        assert broken_promises() == []


def test_where_the_only_one_elected_declines_nobody_is_and_the_clock_calls_again(app, db):
    _secretariat, members = chaired(app)
    chair, first = (sitting(members)[place] for place in (0, 2))
    with later(app, 361):
        tick()
    elected(app, members, first, ref=2, after=361)
    with later(app, 392):
        move(sign_in(app, first), "decline-office", ref=2)
        assert (state_of("election", "2"), newest().elected_id, chairs()) == ("no-result", None, [chair.id])
        assert "Nobody who was elected can take office." in told(app, 2)
        tick()
        assert (newest().subject.ref, newest().subject.state) == ("3", "nominating")
        assert broken_promises() == []


def test_where_nobody_follows_a_chair_whose_year_is_over_the_clock_calls_again_after_a_pause(app, db):
    _secretariat, members = chaired(app)
    chair, other = (sitting(members)[place] for place in (0, 2))
    with later(app, 361):
        tick()
        assert (elections(), state_of("election", "2")) == (2, "nominating")
    with later(app, 376):
        tick()
        tick()
        assert (elections(), state_of("election", "2"), chairs()) == (2, "no-result", [chair.id])
        assert about_the_chair(app, other)[0] == [FAILED], "members may call at once"
    with later(app, 410):
        tick()
        assert (elections(), chairs()) == (2, [chair.id]), "34 days on"
    with later(app, 412):
        tick()
        assert (elections(), state_of("election", "3"), chairs()) == (3, "nominating", [chair.id])
        assert about_the_chair(app, other)[0] == []
        assert broken_promises() == []


def test_a_chair_gives_the_chair_up_and_keeps_the_seat(app, db):
    secretariat, members = chaired(app)
    chair, other = (sitting(members)[place] for place in (0, 2))
    with later(app, 40):
        for person in (other, secretariat):
            assert "chairs the council by this election" in move(sign_in(app, person), "give-up", 403)
        assert 'href="/elections/"' in sign_in(app, chair).get(f"/council/members/{chair.actor.handle}").text
        asked = sign_in(app, chair).post("/elections/1/moves/give-up", data={})
        assert (asked.status_code, chairs()) == (200, [chair.id]), "it is asked once more"
        desk = sign_in(app, chair)
        move(desk, "give-up")
        assert "an election is called" in desk.get("/elections/1").text
        assert (chairs(), roles_of(chair.id).has("council")) == ([], True)
        assert "chairs the council by this election" in move(desk, "give-up", 403)
        tick()
        assert (state_of("election", "1"), state_of("election", "2")) == ("over", "nominating")
        assert "The chair is vacant; an election is called." in told(app, 1)
        assert broken_promises() == []


def test_who_gives_up_the_chair_comes_back_by_no_election_that_waits_or_runs(app, db):
    _secretariat, members = chaired(app)
    chair, other = (sitting(members)[place] for place in (0, 2))
    with later(app, 361):
        tick()
    elected(app, members, chair, ref=2, after=361)
    with later(app, 392):
        assert (state_of("election", "2"), newest().elected_id) == ("elected", chair.id)
        desk = sign_in(app, chair)
        assert "who stands in the next election declines there too" in desk.get("/elections/1/moves/give-up").text
        move(desk, "give-up")
        assert state_of("election", "2") == "no-result"
        for _round in range(3):
            tick()
        assert (chairs(), state_of("election", "3")) == ([], "nominating")
        assert broken_promises() == []
    elected(app, members, other, ref=3, after=392)
    with later(app, 425):
        tick()
        assert chairs() == [other.id]


def test_who_gives_up_the_chair_stands_no_more_in_the_vote_that_runs(app, db):
    _secretariat, members = chaired(app)
    chair, other = (sitting(members)[place] for place in (0, 2))
    with later(app, 361):
        tick()
        for person in (chair, other):
            move(sign_in(app, person), "stand", ref=2, reason="I have the time.")
    with later(app, 376):
        tick()
        move(sign_in(app, chair), "give-up")
        assert "declined" in told(app, 2)
        move(sign_in(app, other), "vote", status=422, ref=2, accepts=[chair.actor.handle])


def test_who_gives_up_the_chair_as_a_vote_is_over_and_not_counted_does_not_come_back_by_it(app, db):
    _secretariat, members = chaired(app)
    chair = sitting(members)[0]
    with later(app, 361):
        tick()
        move(sign_in(app, chair), "stand", ref=2, reason="Once more.")
    with later(app, 376):
        tick()
        for person in members.values():
            move(sign_in(app, person), "vote", ref=2, accepts=[chair.actor.handle])
    with later(app, 391):
        move(sign_in(app, chair), "give-up")
        for _round in range(3):
            tick()
        assert (chairs(), state_of("election", "2")) == ([], "no-result")
        assert broken_promises() == []


def test_who_stands_declines_and_the_chair_gives_up_as_nominations_are_over_and_the_vote_is_not_open(app, db):
    _secretariat, members = chaired(app)
    chair, other = (sitting(members)[place] for place in (0, 2))
    with later(app, 361):
        tick()
        for person in (chair, other):
            move(sign_in(app, person), "stand", ref=2, reason="I have the time.")
    with later(app, 376):
        assert state_of("election", "2") == "nominating"
        move(sign_in(app, other), "decline", ref=2)
        move(sign_in(app, chair), "give-up")
        tick()
        assert (chairs(), state_of("election", "2")) == ([], "no-result")
        assert broken_promises() == []


def elections():
    session.rollback()
    return session.query(Election).count()


def test_where_a_named_chair_leaves_and_nobody_was_elected_the_clock_calls_an_election_once(app, db):
    secretariat, members = make_council(1)
    chair, other, *_others = sitting(members)
    vacant = "Nobody chairs the council: call an election"
    tick()
    assert vacant not in acts_of(other)
    assert elections() == 0, "the council is being gathered"
    seating.name_chair(chair, by=by(secretariat))
    tick()
    assert elections() == 0, "somebody chairs"
    with writing():
        session.execute(update(Term).where(Term.person_id == chair.id).values(ends_at=clock.now()))
    assert vacant not in acts_of(other)
    tick()
    with later(app, 13):
        tick()
        assert (elections(), chairs()) == (0, []), "the secretariat may name another"
        assert (vacant in acts_of(other), vacant in acts_of(secretariat)) == (True, True)
        assert 'href="/elections/new' in sign_in(app, other).get("/desk").text
    with later(app, 15):
        tick()
        tick()
        assert (elections(), state_of("election", "1"), chairs()) == (1, "nominating", [])
        mine = acts_of(other)
        assert ("Stand for the chair, or nominate a member" in mine, vacant in mine) == (True, False)
        assert [mail for mail in mails_to(app, other.actor.handle) if "called the election of the chair" in mail.text]
    with later(app, 30):
        tick()
        tick()
        assert (elections(), state_of("election", "1")) == (1, "no-result"), "a member calls the next one"
        assert vacant in acts_of(other)
        assert broken_promises() == []


def test_an_election_that_is_under_way_as_the_named_chair_leaves_is_not_called_twice(app, db):
    secretariat, members = make_council(1)
    chair, other, *_others = sitting(members)
    seating.name_chair(chair, by=by(secretariat))
    assert sign_in(app, other).post("/elections/new", data={"step": "done"}).status_code == 302
    seating.unseat(min(members), reason="Moved to another post.", by=by(secretariat))
    tick()
    assert (elections(), chairs()) == (1, [])
    rest = {seat: person for seat, person in members.items() if person is not chair}
    elected(app, rest, other)
    assert (elections(), chairs()) == (1, [other.id])


def test_the_group_of_a_chair_who_is_named_while_nominations_are_open_waits_and_not_that_of_the_one_before(app, db):
    secretariat, members = make_council(1)
    first, other, *_others = sitting(members)
    named = members[28]
    seating.name_chair(first, by=by(secretariat))
    reader = sign_in(app, other)
    assert reader.post("/elections/new", data={"step": "done"}).status_code == 302
    move(sign_in(app, first), "stand", reason="I would.")
    move(sign_in(app, named), "stand", reason="I would too.")
    assert waits_in(reader) == first.actor.name
    seating.name_chair(named, by=by(secretariat), reason="The first one has no time.")
    assert waits_in(reader) == named.actor.name
    with later(app, 15):
        tick()
        assert waits_in(reader) == named.actor.name
        refused = move(sign_in(app, other), "vote", 422, accepts=named.actor.handle)
        assert first.actor.name in refused
        for person in members.values():
            move(sign_in(app, person), "vote", accepts=first.actor.handle)
    with later(app, 30):
        tick()
        tick()
        assert chairs() == [first.id]
        assert broken_promises() == []


def test_the_page_of_seats_offers_no_act_that_is_over_for_good(app, db):
    secretariat, members = make_council(2)
    chair, *_others = sitting(members)
    acts = ("Seat this person", "Name this member chair", "Seat this liaison")
    desk = sign_in(app, secretariat)
    assert all(act in desk.get("/council/seats").text for act in acts)
    assert sign_in(app, chair).post("/elections/new", data={"step": "done"}).status_code == 302
    elected(app, members, chair)
    with later(app, 60):
        desk = sign_in(app, secretariat)
        page = desk.get("/council/seats").text
        assert [act in page for act in acts] == [True, False, True]
        assert "The council has elected a chair; from then on it elects the next one too." in page
        named = {"act": "chair", "chair-person": members[28].actor.handle, "chair-reason": "So."}
        refused = desk.post("/council/seats", data=named)
        assert (refused.status_code, "it elects the next one too" in refused.text) == (422, True)
    with later(app, 366):
        page = sign_in(app, secretariat).get("/council/seats").text
        assert [act in page for act in acts] == [False, False, True]
        assert "The interim council sits until" in page


def waits_in(client):
    """Return who of the candidates waits, as the page of the first election says."""
    rows = re.findall(r"<li><div><a class=\"t\".*?</li>", client.get("/elections/1").text, re.DOTALL)
    waiting = [row for row in rows if "group of the last chair" in row]
    return "; ".join(re.search("<bdi>(.*?)</bdi>", row)[1] for row in waiting)


def test_who_has_a_seat_reads_on_the_own_page_how_it_is_left_and_everybody_else_of_the_recall(app, db):
    _secretariat, members = make_council(1)
    member, other = list(members.values())[:2]
    page = f"/council/members/{member.actor.handle}"
    own = sign_in(app, member).get(page).text
    assert "To leave the seat, tell the secretariat in writing" in own
    assert "/recalls/new" not in own
    assert "To give up the chair" not in own
    for client in (sign_in(app, other), app.test_client()):
        shown = client.get(page).text
        assert ("/recalls/new" in shown, "To leave the seat" in shown) == (True, False)


FAILED, ENDS = (
    "The last election of the chair elected nobody: call another", "The seat of the chair ends soon: call an election"
)  # fmt: skip


def about_the_chair(app, person):
    """Return which of the acts that call for an election are on a person's desk, and what the council's page says."""
    shown = " ".join(Markup(sign_in(app, person).get("/council/").text).striptags().split())
    said = shown.partition("Who sits on it")[2].partition("seats are held")[0]
    return [act for act in acts_of(person) if act in (FAILED, ENDS)], said


def test_after_an_election_that_elected_nobody_another_stands_on_the_desks_while_the_chair_still_chairs(app, db):
    secretariat, members = make_council(1)
    chair, other, *_others = sitting(members)
    seating.name_chair(chair, by=by(secretariat))
    assert about_the_chair(app, other)[0] == []
    assert sign_in(app, other).post("/elections/new", data={"step": "done"}).status_code == 302
    with later(app, 15):
        assert about_the_chair(app, other)[0] == [], "one is under way"
        tick()
        assert (state_of("election", "1"), chairs()) == ("no-result", [chair.id])
        for person in (chair, other, secretariat):
            acts, said = about_the_chair(app, person)
            assert (acts, "elected nobody: Election of the chair 1." in said) == ([FAILED], True)
            assert "Call the election of the chair" in said
        acts, said = about_the_chair(app, make_person())
        assert (acts, "A member of the council or the secretariat calls the next election." in said) == ([], True)
        assert "Call the election of the chair" not in said
        assert sign_in(app, chair).post("/elections/new", data={"step": "done"}).status_code == 302
        acts, said = about_the_chair(app, other)
        assert (acts, "elected nobody" in said) == ([], False)


def test_shortly_before_the_seat_of_a_named_chair_ends_an_election_is_to_be_called(app, db):
    secretariat, members = make_council(1)
    chair, other, *_others = sitting(members)
    seating.name_chair(chair, by=by(secretariat))
    ends = session.query(Term.ends_at).filter(Term.person_id == chair.id).scalar()
    left = (ends - clock.now()).days
    with later(app, left - 37):
        acts, said = about_the_chair(app, other)
        assert (acts, f"until {ends.day} {ends:%B %Y}" in said, "ends soon" in said) == ([], True, False)
    with later(app, left - 34):
        for person in (chair, other, secretariat):
            acts, said = about_the_chair(app, person)
            assert (acts, "The seat of the chair ends soon, and nobody has called" in said) == ([ENDS], True)
        assert sign_in(app, other).post("/elections/new", data={"step": "done"}).status_code == 302
        assert about_the_chair(app, chair)[0] == []


def test_an_elected_chair_whose_seat_ends_before_the_year_is_followed_at_that_end(app, db):
    _secretariat, members = chaired(app)
    chair, other = (sitting(members)[place] for place in (0, 2))
    ends = clock.now() + timedelta(days=90)
    with writing():
        session.execute(update(Term).where(Term.person_id == chair.id).values(ends_at=ends))
    with later(app, 50):
        tick()
        acts, said = about_the_chair(app, other)
        assert (acts, "ends soon" in said) == ([], False)
        assert "term goes on" in sign_in(app, other).post("/elections/new", data={"step": "done"}).text
    with later(app, 56):
        assert about_the_chair(app, other)[0] == [ENDS], "35 days before, until the clock has called it"
        tick()
        assert (state_of("election", "2"), about_the_chair(app, other)[0]) == ("nominating", [])
    elected(app, members, other, ref=2, after=56)
    with later(app, 89):
        tick()
        assert (newest().starts_at, chairs()) == (ends, [chair.id]), "not after a year, when nobody would chair"
    with later(app, 90.1):
        tick()
        tick()
        assert chairs() == [other.id]
        assert {state_of("election", ref) for ref in "12"} == {"over", "in-office"}
    assert broken_promises() == []
