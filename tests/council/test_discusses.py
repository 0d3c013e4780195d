"""A Discuss: its thread, seconds, new revisions, successors, and the alternate ballot; success and refusal together."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from igtf.core.clock import now
from igtf.core.db import session, writing
from igtf.core.errors import Invalid, NotAllowed
from igtf.council import commands, discusses, seating
from igtf.council.counting import counted
from igtf.council.models import Ballot, BallotPosition, Term
from igtf.council.opening import open_ballot
from igtf.council.purposes import PURPOSES, Purpose
from igtf.council.queries import tally_seats
from igtf.discussion import commands as discussion
from igtf.discussion.models import Comment
from igtf.drafts import commands as drafts
from igtf.drafts.raisers import concerned
from igtf.notice.recipients import audience_of
from igtf.record.audiences import AUDIENCES
from igtf.record.by import by_clock
from igtf.record.due import run_due
from igtf.record.models import Event, Subject
from igtf.record.numbers import NUMBERS
from tests.appeals.house import House, state
from tests.appeals.test_annulling import QUESTIONS, active_group, called, submitted, to_council_ballot
from tests.council.councils import in_seat, make_council, make_issue
from tests.council.test_openings import TEXT, author_of, balloted_draft, facts
from tests.factories import acts_of, broken_promises, by, later, mails_to, make_person, sign_in

__all__ = ["facts"]
DISCUSS = {"position": "discuss", "ground": "unclear", "text": "Which costs?"}


@pytest.fixture
def council(app, db, facts):
    """Return a council of ten with its chair in seat 1, and the ballot on a draft in which seat 28 has a Discuss."""
    secretariat, members = make_council(per_group=2)
    seating.name_chair(members[1], by=by(secretariat))
    draft, ballot = balloted_draft(members)
    for seat, member in members.items():
        if seat != 28:
            commands.take_position(ballot, position="yes", by=by(member))
    commands.take_position(ballot, **DISCUSS, by=by(members[28]))
    return secretariat, members, draft, ballot


def standing(ballot):
    session.rollback()
    return [seat.number for seat in tally_seats(ballot, now()) if seat.in_base and seat.stops]


def test_who_clears_a_discuss_leaves_its_ground_and_text_behind(app, council):
    _secretariat, members, _draft, ballot = council
    url, desk = f"/ballots/{ballot.subject.ref}", sign_in(app, members[28])
    began = DISCUSS | {"position": "yes", "comment": "Better now."}
    check = desk.post(f"{url}/moves/take-position", data=began)
    assert check.status_code == 200
    assert "<dd>Which costs?" not in check.text
    assert desk.post(f"{url}/moves/take-position", data=began | {"position": "abstain"}).status_code == 422
    assert desk.post(f"{url}/moves/take-position", data=began | {"step": "done"}).status_code == 302
    session.rollback()
    position = session.query(BallotPosition).filter_by(seat_number=28).one()
    assert (position.value, position.ground, position.text, position.comment) == ("yes", None, "", "Better now.")
    assert "Which costs?" not in desk.get(url).text.partition("Timeline and discussion")[0]
    assert "Which costs?" in desk.get(f"{url}/seats/28").text
    own = began | {"text": "Thank you for the new section.", "step": "done"}
    assert desk.post(f"{url}/moves/take-position", data=own).status_code == 302
    session.rollback()
    assert "Thank you for the new section." in session.query(BallotPosition).filter_by(seat_number=28).one().comment


def test_the_discussion_under_a_discuss_is_comments_on_its_seat(app, council):
    _secretariat, members, _draft, ballot = council
    url = f"/ballots/{ballot.subject.ref}"
    reader = sign_in(app, make_person())
    posted = reader.post(f"{url}/comments", data={"body": "Those of transit.", "part": "28"})
    assert (posted.status_code, posted.location) == (302, f"{url}/seats/28")
    refused = reader.post(f"{url}/comments", data={"body": "And?", "part": "33"})
    assert refused.status_code == 422
    assert "Seat 33 has no position that stops the ballot" in refused.text
    for page in (url, f"{url}/seats/28"):
        assert "Those of transit." in app.test_client().get(page).text
    assert "On the position of seat 28" in reader.get(url).text
    comment = session.scalars(select(Comment)).one()
    assert comment.quoted == "Which costs?"
    assert members[28].id in audience_of(session.get(Event, comment.event_id), ballot.subject)
    assert "On the position of seat 28" in reader.get(f"/comments/{comment.id}/quote").text
    assert sign_in(app, members[28]).get(f"/comments/{comment.id}/resolve").status_code == 403
    commands.take_position(ballot, position="yes", by=by(members[28]))
    gone = reader.get(f"{url}/seats/28").text
    assert "does not stand any more" in gone
    assert "Which costs?" in gone
    assert reader.get(f"{url}/seats/40").status_code == 404


def test_all_positions_of_a_seat_stay_visible_and_comments_do_not_block(app, council):
    _secretariat, members, _draft, ballot = council
    commands.take_position(ballot, position="no-objection", comment="A table would help.", by=by(members[28]))
    page = app.test_client().get(f"/ballots/{ballot.subject.ref}").text
    assert "Comments that do not block" in page
    assert "A table would help." in page
    assert "1 earlier" in page
    seat = app.test_client().get(f"/ballots/{ballot.subject.ref}/seats/28").text
    assert seat.index("A table would help.") < seat.rindex("Which costs?")
    assert standing(ballot) == []
    assert [row.handle for row in concerned(ballot.decides_on_id)][-1] == members[28].actor.handle


def test_a_new_revision_shows_older_positions_and_asks_who_holds_a_discuss(app, council):
    _secretariat, members, draft, ballot = council
    url = f"/ballots/{ballot.subject.ref}/moves"
    desk = sign_in(app, members[28])
    assert desk.post(f"{url}/re-assert", data={"step": "done"}).status_code == 403
    drafts.revise(draft, source=TEXT.replace("should", "must"), note="Stronger.", by=by(author_of(draft)))
    asked = session.scalars(select(Event).where(Event.kind == "ballot.ask-again")).one()
    assert set(audience_of(asked, ballot.subject)) == {members[28].id}
    assert "Look again: say that your Discuss stands, or change your position" in acts_of(members[28])
    assert not any("Look again" in act for act in acts_of(members[33]))
    page = app.test_client().get(f"/ballots/{ballot.subject.ref}").text
    assert "on an earlier revision" in page
    assert "asked to look again" in page
    assert f"Asked to look again:</span> <bdi>{members[28].actor.name}" in page
    stale = desk.post(f"{url}/take-position", data={"position": "yes", "on": "-00", "step": "done"})
    assert stale.status_code == 422
    assert "Revision -01 was posted meanwhile" in stale.text
    assert desk.post(f"{url}/re-assert", data={"step": "done"}).status_code == 302
    session.rollback()
    position = session.scalars(select(BallotPosition).where(BallotPosition.seat_number == 28)).one()
    assert (position.value, position.revision_number) == ("discuss", 1)
    assert not any("Look again" in act for act in acts_of(members[28]))


def test_a_discuss_is_seconded_and_the_second_withdrawn(app, council):
    _secretariat, members, _draft, ballot = council
    url = f"/ballots/{ballot.subject.ref}/moves"
    own = sign_in(app, members[28]).post(f"{url}/second", data={"seat": "28", "step": "done"})
    assert own.status_code == 403
    assert "no Discuss of another member" in own.text
    desk = sign_in(app, members[33])
    assert desk.post(f"{url}/second", data={"seat": "34", "step": "done"}).status_code == 422
    assert sign_in(app, make_person()).post(f"{url}/second", data={"seat": "28"}).status_code == 403
    assert desk.post(f"{url}/withdraw-second", data={"seat": "28"}).status_code == 403
    assert desk.post(f"{url}/second", data={"seat": "28", "step": "done"}).status_code == 302
    assert f"seconded by {members[33].actor.name}" in desk.get(f"/ballots/{ballot.subject.ref}").text
    with pytest.raises(NotAllowed):
        discusses.second(ballot, seat=28, by=by(members[33]))
    waits = "A lone Discuss may go to the alternate ballot"
    with later(app, 15):
        assert waits not in acts_of(members[1])
        with pytest.raises(NotAllowed, match="has a second"):
            discusses.put_to_alternate(ballot, reason="Alone.", by=by(members[1]))
        for ended, alone in ((now(), True), (None, False)):  # a second by who has left counts no more
            with writing():
                session.execute(update(Term).where(Term.person_id == members[33].id).values(ended_at=ended))
            assert (waits in acts_of(members[1])) == alone
    assert desk.post(f"{url}/withdraw-second", data={"seat": "34"}).status_code == 422
    other = sign_in(app, members[34]).post(f"{url}/withdraw-second", data={"seat": "28"})
    assert (other.status_code, "You second no Discuss of this ballot." in other.text) == (403, True)
    assert desk.post(f"{url}/withdraw-second", data={"seat": "28"}).status_code == 302
    assert desk.post(f"{url}/withdraw-second", data={"seat": "28"}).status_code == 403
    with later(app, 15):
        assert waits in acts_of(members[1])
    discusses.second(ballot, seat="28", by=by(members[34]))
    commands.take_position(ballot, **DISCUSS | {"text": "Which costs of transit?"}, by=by(members[28]))
    position = session.scalars(select(BallotPosition).where(BallotPosition.seat_number == 28)).one()
    assert position.seconds == [34]
    commands.take_position(ballot, position="yes", by=by(members[28]))
    commands.take_position(ballot, **DISCUSS, by=by(members[28]))
    assert session.scalars(select(BallotPosition).where(BallotPosition.seat_number == 28)).one().seconds == []


def test_who_is_recused_neither_seconds_nor_defers(app, council):
    _secretariat, members, _draft, ballot = council
    url, desk = f"/ballots/{ballot.subject.ref}/moves", sign_in(app, members[33])
    recused = {"position": "recuse", "text": "I advise the authors.", "step": "done"}
    assert desk.post(f"{url}/take-position", data=recused).status_code == 302
    for name, given in {"second": {"seat": "28", "step": "done"}, "defer": {"reason": "Time.", "step": "done"}}.items():
        refused = desk.post(f"{url}/{name}", data=given)
        assert refused.status_code == 403
        assert "You are recused by your own position" in refused.text
    assert desk.post(f"{url}/take-position", data={"position": "yes", "step": "done"}).status_code == 302
    assert desk.post(f"{url}/second", data={"seat": "28", "step": "done"}).status_code == 302


def test_a_lone_discuss_goes_to_the_alternate_ballot_and_is_set_aside(app, council):
    _secretariat, members, draft, ballot = council
    chair, url = sign_in(app, members[1]), f"/ballots/{ballot.subject.ref}"
    given = {"reason": "It stands alone.", "step": "done"}
    early = chair.post(f"{url}/moves/put-to-alternate", data=given)
    assert "stood for 14 days" in early.text
    with later(app, 15):
        other = sign_in(app, members[33]).post(f"{url}/moves/put-to-alternate", data=given)
        assert "opened by the council chair" in other.text
        assert "A lone Discuss may go to the alternate ballot" in acts_of(members[1])
        with writing():  # of a seat that is vacant by now none stands
            session.execute(update(Term).where(Term.person_id == members[28].id).values(ended_at=now()))
        assert "A lone Discuss may go to the alternate ballot" not in acts_of(members[1])
        with writing():
            session.execute(update(Term).where(Term.person_id == members[28].id).values(ended_at=None))
        assert chair.post(f"{url}/moves/put-to-alternate", data=given).status_code == 302
        session.rollback()
        alternate = session.scalars(select(Ballot).where(Ballot.purpose == "alternate")).one()
        assert (alternate.decides_on_id, alternate.rule, alternate.organisations) == (
            ballot.id, "alternate", ballot.organisations,
        )  # fmt: skip
        assert ballot.closes_at == alternate.closes_at == ballot.subject.due_at == draft.subject.due_at
        again = chair.post(f"{url}/moves/put-to-alternate", data=given)
        assert "has had it" in again.text
        with pytest.raises(NotAllowed, match="before the alternate"):
            discusses.second(ballot, seat=28, by=by(members[33]))
        place = f"/ballots/{alternate.subject.ref}"
        assert "yes or no" in chair.get(place).text
        assert (
            chair.post(f"{place}/moves/take-position", data={"position": "abstain", "text": "Why."}).status_code == 422
        )
        for seat, member in members.items():
            commands.take_position(alternate, position="no" if seat == 28 else "yes", by=by(member))
        assert "It passes" in chair.get(place).text
        discussion.comment(alternate.subject, text="Well.", by=by(members[28]))
    with later(app, 36.1):
        with pytest.raises(NotAllowed, match="waits for its alternate"):
            commands.close(ballot, by=by_clock(now()))
        assert run_due(by_clock(now())) == 1
        session.rollback()
        assert (alternate.subject.state, ballot.subject.state) == ("passed", "open")
        page = chair.get(url).text
        assert "set aside by the alternate ballot" in page
        assert "It passes: all conditions hold." in page
        assert run_due(by_clock(now())) == 1
    session.rollback()
    assert (ballot.subject.state, draft.subject.state) == ("passed", "approved")
    kept = ballot.result["seats"][27]
    assert (kept["position"], kept["set_aside"]) == ("discuss", True)


def test_who_took_part_in_a_ballot_is_shown_by_group_and_region(app, council):
    _secretariat, members, _draft, ballot = council
    reader, place = app.test_client(), f"/ballots/{ballot.subject.ref}"
    assert f'href="{place}/people"' in reader.get(place).text
    page = reader.get(f"{place}/people").text
    assert "Civil society" in page
    assert "10 people" in page
    with later(app, 15):
        discusses.put_to_alternate(ballot, reason="It stands alone.", by=by(members[1]))
        alternate = session.scalars(select(Ballot).where(Ballot.purpose == "alternate")).one()
        discussion.comment(alternate.subject, text="Let us hear them.", by=by(make_person()))
    assert "11 people" in reader.get(f"{place}/people").text
    assert reader.get("/ballots/99/people").status_code == 404


def test_who_votes_on_a_lone_discuss_reads_it_and_why_it_was_put_to_the_ballot(app, council):
    _secretariat, members, _draft, ballot = council
    with later(app, 15):
        discusses.put_to_alternate(ballot, reason="It stands alone.", by=by(members[1]))
        alternate = session.scalars(select(Ballot).where(Ballot.purpose == "alternate")).one()
        place = f"/ballots/{alternate.subject.ref}"
        member = sign_in(app, members[33])
        said = ("It stands alone.", "Which costs?", "put a lone Discuss to the alternate ballot")
        for path in (place, f"{place}/moves/take-position"):
            page = member.get(path).text
            assert [text for text in said if text not in page] == []
        holder = sign_in(app, members[28]).get(f"/ballots/{ballot.subject.ref}/moves/take-position").text
        follows = holder.partition("What follows from it")[2].partition("</section>")[0]
        assert f'href="{place}"' in follows
        assert "It is about your Discuss." in follows
        assert "What follows from it" not in member.get(f"/ballots/{ballot.subject.ref}/moves/take-position").text
        told = [mail.text for mail in mails_to(app, members[33].actor.handle) if "alternate ballot" in mail.text]
        assert ["opened the ballot" in text for text in told] == [True], "the mail of the ballot that it opens tells it"
        opened = [mail for mail in mails_to(app, members[33].actor.handle) if "opened the ballot" in mail.text][-1]
        assert "> It stands alone." in opened.text
        assert "> Which costs?" in opened.text
        assert "Which costs?" in (opened.html or "")
        commands.take_position(ballot, position="yes", by=by(members[28]))
    session.rollback()
    page = app.test_client().get(place).text
    assert "Which costs?" in page  # what it would have decided on


def test_a_discuss_that_the_alternate_ballot_leaves_stands(app, council):
    _secretariat, members, draft, ballot = council
    with later(app, 14.5):
        discusses.put_to_alternate(ballot, reason="It stands alone.", by=by(members[1]))
        alternate = session.scalars(select(Ballot).where(Ballot.purpose == "alternate")).one()
        commands.recall(alternate, reason="The question is wrong.", by=by(members[1]))
        discusses.put_to_alternate(ballot, reason="Once more.", by=by(members[1]))
        second = session.scalars(select(Ballot).where(Ballot.purpose == "alternate", Ballot.closed_at.is_(None))).one()
        for seat, member in members.items():
            commands.take_position(second, position="no" if seat in (28, 29) else "yes", by=by(member))
        session.expire_all()
        seen = ballot.subject.touched, draft.subject.touched
        commands.defer(second, reason="Time.", by=by(members[33]))
        session.expire_all()
        assert ballot.closes_at == second.closes_at
        assert ballot.subject.touched > seen[0], "its calendar is another one"
        assert draft.subject.touched > seen[1]
    with later(app, 50):
        assert [run_due(by_clock(now())) for _tick in range(3)] == [1, 1, 0]
    session.expire_all()
    assert (second.subject.state, ballot.subject.state, draft.subject.state) == ("failed", "failed", "individual")


def test_what_a_cleared_discuss_or_an_ended_ballot_does_to_the_alternate_ballot(app, council):
    _secretariat, members, draft, ballot = council
    with later(app, 15):
        discusses.put_to_alternate(ballot, reason="It stands alone.", by=by(members[1]))
        alternate = session.scalars(select(Ballot).where(Ballot.purpose == "alternate")).one()
        for member in members.values():
            commands.take_position(alternate, position="yes", by=by(member))
        commands.take_position(ballot, **DISCUSS | {"text": "Which costs of transit?"}, by=by(members[28]))
        assert alternate.subject.state == "open", "it stands still"
        commands.take_position(ballot, position="yes", by=by(members[28]))
        session.rollback()
        assert alternate.subject.state == "recalled"
        assert "The Discuss was cleared." in app.test_client().get(f"/ballots/{alternate.subject.ref}").text
    with later(app, 20):
        commands.close_early(ballot, by=by(members[1]))
    session.rollback()
    assert (ballot.subject.state, draft.subject.state) == ("passed", "approved")


def put(council):
    """Return the alternate ballot on the Discuss of seat 28, which the chair puts to it."""
    _secretariat, members, _draft, ballot = council
    discusses.put_to_alternate(ballot, reason="It stands alone.", by=by(members[1]))
    return session.scalars(select(Ballot).where(Ballot.purpose == "alternate")).one()


def put_and_inherited(council, successor):
    """Return the alternate ballot on the Discuss of seat 28, which ``successor`` inherits on the same day."""
    secretariat, members, _draft, ballot = council
    discusses.put_to_alternate(ballot, reason="It stands alone.", by=by(members[1]))
    seating.unseat(28, reason="Resigned.", by=by(secretariat))
    seating.seat(28, successor, by=by(secretariat))
    return session.scalars(select(Ballot).where(Ballot.purpose == "alternate")).one()


def test_a_lone_discuss_that_lapses_leaves_the_alternate_ballot_nothing_to_decide(app, council):
    _secretariat, _members, draft, ballot = council
    with later(app, 15):
        alternate = put_and_inherited(council, make_person())
    with later(app, 28.9):
        assert run_due(by_clock(now())) == 0
        assert (standing(ballot), alternate.subject.state) == ([28], "open")
    with later(app, 29.1):
        assert run_due(by_clock(now())) == 2, "it closes when it would have: at once"
        assert (standing(ballot), alternate.subject.state) == ([], "recalled")
        assert "The Discuss lapsed." in app.test_client().get(f"/ballots/{alternate.subject.ref}").text
    session.rollback()
    assert (ballot.subject.state, draft.subject.state) == ("passed", "approved")


def test_a_new_discuss_in_place_of_one_that_lapsed_is_not_before_the_alternate_ballot(app, council):
    successor = make_person()
    with later(app, 15):
        alternate = put_and_inherited(council, successor)
    with later(app, 29.1):  # before the clock was there
        ballot = council[-1]
        commands.take_position(ballot, **DISCUSS | {"text": "Whose costs?"}, by=by(successor))
        assert standing(ballot) == [28]
    assert (alternate.subject.state, ballot.lone_seat) == ("recalled", None)


@pytest.mark.parametrize("how", ["re-assert", "take-position"])
def test_a_discuss_on_a_newer_revision_is_not_before_the_alternate_ballot_on_the_one_before(app, council, how):
    _secretariat, members, draft, ballot = council
    with later(app, 15):
        discusses.put_to_alternate(ballot, reason="It stands alone.", by=by(members[1]))
        first = session.scalars(select(Ballot).where(Ballot.purpose == "alternate")).one()
        for member in members.values():
            commands.take_position(first, position="yes", by=by(member))
        drafts.revise(draft, source=TEXT.replace("should", "must"), note="Stronger.", by=by(author_of(draft)))
        session.rollback()
        assert first.subject.state == "open", "its holder may be content"
        if how == "re-assert":
            discusses.re_assert(ballot, by=by(members[28]))
        else:
            commands.take_position(ballot, **DISCUSS | {"text": "Which costs now?"}, by=by(members[28]))
        session.rollback()
        assert (first.subject.state, standing(ballot)) == ("recalled", [28])
        assert "The Discuss stands on a newer revision." in app.test_client().get(f"/ballots/{first.subject.ref}").text
        discusses.put_to_alternate(ballot, reason="It stands alone still.", by=by(members[1]))
        second = session.scalars(select(Ballot).where(Ballot.purpose == "alternate", Ballot.closed_at.is_(None))).one()
        assert second.revision_number == 1
    with later(app, 50):
        assert [run_due(by_clock(now())) for _tick in range(2)] == [1, 1]
    session.rollback()
    assert (second.subject.state, ballot.subject.state) == ("failed", "failed"), "nobody answered the second"
    assert broken_promises() == []


@pytest.mark.parametrize("how", ["clear", "re-assert", "lapse"])
def test_an_alternate_ballot_that_the_clock_has_not_closed_is_closed_before_its_discuss_changes(app, council, how):
    """The ballot itself is open, as it was deferred: a late clock keeps nobody from acting in it."""
    secretariat, members, draft, ballot = council
    holder, url = members[28], f"/ballots/{ballot.subject.ref}/moves"
    with later(app, 15):
        alternate = put_and_inherited(council, make_person()) if how == "lapse" else put(council)
        for number, member in members.items():
            if number != 28:
                commands.take_position(alternate, position="yes", by=by(member))
        commands.defer(ballot, reason="Time.", by=by(members[1]))
        if how == "re-assert":
            drafts.revise(draft, source=TEXT.replace("should", "must"), note="Stronger.", by=by(author_of(draft)))
    with later(app, (alternate.closes_at - ballot.opens_at).days + 1.5):
        if how == "lapse":
            seats = {"act": "unseat", "unseat-seat": in_seat(33), "unseat-reason": "Moved on."}
            assert sign_in(app, secretariat).post("/council/seats", data=seats).status_code == 302
        else:
            given = {"position": "yes"} if how == "clear" else {}
            name = "take-position" if how == "clear" else how
            assert "it is recalled" not in sign_in(app, holder).get(f"{url}/{name}").text
            assert sign_in(app, holder).post(f"{url}/{name}", data=given | {"step": "done"}).status_code == 302
        session.rollback()
        assert (alternate.subject.state, ballot.subject.state) == ("passed", "open")
        assert standing(ballot) == ([28] if how == "re-assert" else []), "set aside was the Discuss on the text before"
        late = {"position": "no", "step": "done"}
        answer = sign_in(app, members[33]).post(f"/ballots/{alternate.subject.ref}/moves/take-position", data=late)
        assert answer.status_code == 409
        run_due(by_clock(now()))
    assert broken_promises() == []


def test_a_recalled_alternate_ballot_prolongs_nothing(app, council):
    _secretariat, members, draft, ballot = council
    ends = ballot.closes_at
    alternates = select(Ballot).where(Ballot.purpose == "alternate", Ballot.closed_at.is_(None))
    for days in (14.5, 20.5):
        with later(app, days):
            discusses.put_to_alternate(ballot, reason="It stands alone.", by=by(members[1]))
            alternate = session.scalars(alternates).one()
            assert ballot.closes_at == draft.subject.due_at == alternate.closes_at > ends
            commands.recall(alternate, reason="The question is wrong.", by=by(members[1]))
            session.expire_all()
            assert ballot.closes_at == ballot.subject.due_at == draft.subject.due_at == ends
    page = app.test_client().get(f"/ballots/{alternate.subject.ref}").text
    assert "The ballot that waited for it closes" in page
    with later(app, 20.8):
        discusses.put_to_alternate(ballot, reason="It stands alone.", by=by(members[1]))
        commands.defer(ballot, reason="Time.", by=by(members[33]))
        alternate = session.scalars(alternates).one()
    with later(app, 30):
        commands.recall(alternate, reason="The question is wrong.", by=by(members[1]))
        session.expire_all()
        assert ballot.closes_at == ends + timedelta(days=NUMBERS["deferral_days"])
    with later(app, 36):
        assert run_due(by_clock(now())) == 1
    session.rollback()
    assert ballot.subject.state == "failed"
    assert broken_promises() == []


def test_an_alternate_ballot_that_is_recalled_late_lets_its_ballot_close_at_once(app, council):
    _secretariat, members, _draft, ballot = council
    with later(app, 20.5):
        discusses.put_to_alternate(ballot, reason="It stands alone.", by=by(members[1]))
        alternate = session.scalars(select(Ballot).where(Ballot.purpose == "alternate")).one()
    with later(app, 30):
        commands.recall(alternate, reason="The question is wrong.", by=by(members[1]))
        session.rollback()
        assert ballot.closes_at <= now()
        with pytest.raises(NotAllowed, match="has run out"):
            discusses.put_to_alternate(ballot, reason="Once more.", by=by(members[1]))
        assert run_due(by_clock(now())) == 1
    session.rollback()
    assert ballot.subject.state == "failed"
    assert broken_promises() == []


def test_an_alternate_ballot_ends_with_its_ballot(app, council):
    _secretariat, members, _draft, ballot = council
    with later(app, 15):
        discusses.put_to_alternate(ballot, reason="It stands alone.", by=by(members[1]))
        commands.recall(ballot, reason="A mistake.", by=by(members[1]))
    session.rollback()
    assert set(session.scalars(select(Subject.state).where(Subject.kind == "ballot"))) == {"recalled"}


def test_a_successor_says_that_an_inherited_discuss_stands_or_it_lapses(app, council):
    secretariat, _members, _draft, ballot = council
    url = f"/ballots/{ballot.subject.ref}"
    first, second = make_person(), make_person()
    seating.unseat(28, reason="Resigned.", by=by(secretariat))
    assert standing(ballot) == []
    seating.seat(28, first, by=by(secretariat))
    assert standing(ballot) == [28]
    assert any("Look again" in act for act in acts_of(first))
    assert "inherited from" in app.test_client().get(url).text
    with later(app, 13):
        assert sign_in(app, first).post(f"{url}/moves/re-assert", data={"step": "done"}).status_code == 302
        seating.unseat(28, reason="Resigned too.", by=by(secretariat))
        seating.seat(28, second, by=by(secretariat))
        commands.defer(ballot, reason="Time to read.", by=by(second))
    with later(app, 26.9):
        assert run_due(by_clock(now())) == 0
        assert standing(ballot) == [28]
    with later(app, 27.1):
        assert standing(ballot) == []  # whether the clock was there or not
        with pytest.raises(NotAllowed, match="inherited"):
            discusses.re_assert(ballot, by=by(second))
        assert run_due(by_clock(now())) == 1
        assert run_due(by_clock(now())) == 0
        assert standing(ballot) == []
        assert "let an inherited Discuss lapse" in app.test_client().get(f"{url}/seats/28").text
        commands.take_position(ballot, **DISCUSS, by=by(second))
        assert standing(ballot) == [28]


def test_a_text_is_balloted_once_for_each_purpose(app, council):
    _secretariat, members, draft, ballot = council
    with later(app, 22):
        run_due(by_clock(now()))
    session.expire_all()
    assert (ballot.subject.state, draft.subject.state) == ("failed", "individual")
    given = {"purpose": "recommendation", "question": "Again?", "by": by(members[1]), "revision_number": 0}
    with pytest.raises(Invalid, match="Revise it first"):
        open_ballot(draft.subject, **given)
    session.rollback()
    drafts.revise(draft, source=TEXT.replace("should", "must"), note="Stronger.", by=by(author_of(draft)))
    open_ballot(draft.subject, **given | {"revision_number": 1})
    with pytest.raises(Invalid, match="open already"):
        open_ballot(draft.subject, **given | {"revision_number": 1})


def test_a_draft_is_sponsored_again_only_once_it_reads_otherwise_than_what_failed(app, db):
    house = House()
    draft = submitted(house)
    house.do(house.member, "draft", "sponsor", draft, **QUESTIONS)
    called(house, house.member, draft, "council-last-call")
    house.do(house.member, "draft", "to-ballot", draft, came_in="Nothing.")
    house.tick(22)
    assert state(draft) == "individual"
    with pytest.raises(NotAllowed, match="was held on exactly this text"):
        house.do(house.council[1], "draft", "sponsor", draft, **QUESTIONS)
    source = draft.current.source.replace("burn", "shine")
    house.at -= timedelta(minutes=2)  # in the second in which the ballot closed
    house.do(house.filer, "draft", "revise", draft, source=source, note="They shine.")
    house.do(house.council[1], "draft", "sponsor", draft, **QUESTIONS)
    assert state(draft) == "submitted"
    assert broken_promises() == []


def test_a_group_is_asked_anew_about_its_draft_only_once_it_reads_otherwise_than_what_failed(app, db):
    house = House()
    _group, chair = active_group(house)
    draft = submitted(house)
    to_council_ballot(house, chair, draft)
    house.tick(22)
    assert state(draft) == "group-draft"
    asked = {"days": 14, "question": "Ready now?"}
    with pytest.raises(NotAllowed, match="was held on exactly this text"):
        house.do(chair, "draft", "group-last-call", draft, **asked)
    source = draft.current.source.replace("burn", "shine")
    house.do(house.filer, "draft", "revise", draft, source=source, note="They shine.")
    house.do(chair, "draft", "group-last-call", draft, **asked)
    assert state(draft) == "group-last-call"
    assert broken_promises() == []


def test_a_panel_is_balloted_by_its_own_seats(app, db, monkeypatch):
    monkeypatch.setitem(PURPOSES, "recall", Purpose("recall", "Recall", *[lambda _subject, _why, _by: "Done."] * 3))
    _secretariat, members = make_council()
    panel = [make_person(group=group) for group in ("civil", "private") for _n in range(5)]
    recall = open_ballot(
        make_issue(members[1]).subject, purpose="recall", question="Shall this member go?", by=by(members[1]),
        panel=[person.id for person in panel],
    )  # fmt: skip
    assert counted(tally_seats(recall, now()), "three-quarters", recall.subject.procedure)["base"] == 10
    with pytest.raises(NotAllowed, match="holders of the seats"):
        commands.take_position(recall, position="yes", by=by(members[28]))
    assert "Take a position" in acts_of(panel[9])
    for person in panel[:8]:
        commands.take_position(recall, position="yes", by=by(person))
    assert counted(tally_seats(recall, now()), "three-quarters", recall.subject.procedure)["passes"]
    page = sign_in(app, panel[9]).get(f"/ballots/{recall.subject.ref}").text
    assert panel[0].actor.name in page
    assert "Your position" in page
    assert "3/4 of the panel" in page
    assert set(AUDIENCES["ballot seats"].members(recall.subject, None)) == {person.id for person in panel}
    with later(app, 21):
        assert run_due(by_clock(now())) >= 1
    session.rollback()
    assert (recall.subject.state, recall.result["passes"]) == ("passed", True)
