"""The secretariat seats an interim council: success and refusal together."""

import re
from collections import Counter
from datetime import timedelta

import pytest

from igtf.core.clock import now
from igtf.core.db import session, writing
from igtf.core.errors import Invalid, NotAllowed, NotFound
from igtf.core.mail import Mail
from igtf.council import seating
from igtf.council.models import Term
from igtf.council.seats import SEATS
from igtf.people.roles import give_role, roles_of
from igtf.people.secretariat import deactivate, reactivate
from igtf.record.by import by_clock
from igtf.record.due import run_due
from igtf.record.models import Event
from tests.council.councils import COUNTRY_OF, in_seat, make_ballot, make_council
from tests.factories import broken_promises, by, later, mails_to, make_person, sign_in
from tests.groups.making import told


def test_the_secretariat_seats_a_member_and_nobody_else_does(app, db):
    secretariat, member, other = make_person(roles=("secretariat",)), make_person(), make_person()
    civil = 28
    with pytest.raises(NotAllowed):
        seating.seat(civil, member, by=by(member))
    term = seating.seat(civil, member, by=by(secretariat))
    assert (term.ends_at - term.started_at).days == 365
    assert roles_of(member.id).has("council")
    with pytest.raises(Invalid, match="is held"):
        seating.seat(civil, other, by=by(secretariat))
    with pytest.raises(Invalid, match="holds a seat already"):
        seating.seat(civil + 1, member, by=by(secretariat))
    with pytest.raises(Invalid, match="no hat"):
        seating.seat(1, other, by=by(secretariat))
    with pytest.raises(Invalid, match="sits until"):
        seating.seat(civil + 1, other, by=by(secretariat), until=now() + timedelta(days=400))
    with pytest.raises(NotFound):
        seating.seat(99, other, by=by(secretariat))
    assert session.query(Term).count() == 1
    with later(app, 300), pytest.raises(Invalid, match="sits until"):
        seating.seat(civil + 1, other, by=by(secretariat), until=now() + timedelta(days=100))
    with later(app, 366), pytest.raises(Invalid, match="sits until"):
        seating.seat(civil + 1, other, by=by(secretariat))
    assert session.query(Event).filter(Event.kind == "council.seat").count() == 1


def test_what_is_done_about_seats_is_told_to_the_council_and_to_whom_it_is_about(app, db):
    secretariat, members = make_council()
    (number, member), (_other, second), *_rest = members.items()
    told(app)
    timeline, desk = "/council/council", sign_in(app, secretariat)

    def done(act: str, **given: str) -> dict[str, str]:
        """Do an act on the page of seats, and return the last mail of each."""
        session.query(Mail).delete()
        session.commit()
        data = {"act": act} | {f"{act}-{name}": value for name, value in given.items()}
        assert desk.post("/council/seats", data=data).status_code == 302
        return told(app)

    sent = {"person": make_person("guest").actor.handle, "organisation": "A union", "evidence": "A letter.",
            "until": f"{now() + timedelta(days=90):%Y-%m-%d}"}  # fmt: skip
    handle, successor = member.actor.handle, second.actor.handle
    acts = (
        ("chair", {"person": handle}, handle, "named the council's chair"),
        ("chair", {"person": successor, "reason": "Away."}, handle, "named the council's chair"),
        ("liaison", sent, "guest", "sent a liaison to the council"),
        ("unseat", {"seat": in_seat(number), "reason": "Moved."}, handle, "ended a member's term on the council"),
    )
    for act, given, whom, said in acts:
        letters = done(act, **given)
        assert said in letters[f"{whom}@people.example"]
        assert "it is about your part in the council" in letters[f"{whom}@people.example"]
        assert "you are a member of the council" in letters[f"{list(members.values())[3].actor.handle}@people.example"]
        assert "Council: The council" in letters[f"{whom}@people.example"]
        assert said in app.test_client().get(timeline).text.replace("&#39;", "'")
    session.query(Mail).delete()
    session.commit()
    with later(app, 366):
        run_due(by_clock(now()))
        letters = told(app)
    assert "ended a term on the council that was over" in letters[f"{successor}@people.example"]


def mails_about(app, *kinds):
    """Return how many mails each address got about acts of these kinds, once the worker has nothing left to do."""
    told(app)
    numbers = {number for (number,) in session.query(Event.id).filter(Event.kind.in_(kinds))}
    return Counter(mail.to for mail in session.query(Mail) if int(mail.key.split(":")[1]) in numbers)


def test_of_the_first_seats_each_is_told_of_the_own_one_and_with_the_chair_all_of_who_sits(app, db):
    secretariat, members = make_council(per_group=2)
    assert set(mails_about(app, "council.seat").values()) == {1}
    chair, *_others, last = members.values()
    seating.name_chair(chair, by=by(secretariat))
    letters = told(app)
    assert mails_about(app, "council.seat", "council.name-chair") == dict.fromkeys(letters, 2)
    said = letters[f"{last.actor.handle}@people.example"].replace("> ", "")
    assert "named the council's chair" in said
    for seat, member in members.items():
        assert f"{member.actor.name}, seat {seat}" in said
    plan = next(plan for plan in SEATS if plan.number not in members)
    late = make_person(group=plan.group, country=COUNTRY_OF[plan.region])
    given = {"act": "seat", "seat-seat": str(plan.number), "seat-person": late.actor.handle}
    page = sign_in(app, secretariat).post("/council/seats", data=given, follow_redirects=True).text
    assert f"Seated: {late.actor.name}. The members of the council are told." in page
    assert set(mails_about(app, "council.seat").values()) == {2, 1}, "a seat filled later is told to all members"
    seating.name_chair(last, reason="Away.", by=by(secretariat))
    assert "Members:" not in told(app)[f"{late.actor.handle}@people.example"], "each knows it by then"


def test_before_the_council_has_a_chair_the_page_says_who_is_told(app, db):
    secretariat, person = make_person(roles=("secretariat",)), make_person()
    given = {"act": "seat", "seat-seat": "28", "seat-person": person.actor.handle}
    page = sign_in(app, secretariat).post("/council/seats", data=given, follow_redirects=True).text
    assert f"Seated: {person.actor.name}, who is told. All members are told who sits when the chair is named." in page


def test_terms_that_end_together_are_told_once_to_the_others(app, db):
    secretariat, leaving = make_person(roles=("secretariat",)), [make_person(), make_person()]
    for seat, person in zip((28, 29), leaving, strict=True):
        seating.seat(seat, person, until=now() + timedelta(days=10), by=by(secretariat))
    stays = make_person()
    seating.seat(30, stays, by=by(secretariat))
    with later(app, 11):
        run_due(by_clock(now()))
        told(app)
        ended = mails_about(app, "council.end-term", "council.end-terms")
        assert ended == {f"{person.actor.handle}@people.example": 1 for person in (*leaving, stays)}
        letter = told(app)[f"{stays.actor.handle}@people.example"].replace("> ", "")
        for seat, person in zip((28, 29), leaving, strict=True):
            assert f"{person.actor.name}, seat {seat}" in letter
        run_due(by_clock(now()))
        assert session.query(Event).filter(Event.kind == "council.end-terms").count() == 1


def test_an_account_that_is_closed_leaves_its_seat_at_once_and_comes_back_without(app, db):
    secretariat, members = make_council()
    leaves, stays = list(members.values())[:2]
    told(app)
    deactivate(leaves, reason="Asked for it.", by=by(secretariat))
    reactivate(leaves, by=by(secretariat))
    assert broken_promises() == []
    assert leaves.actor.name not in app.test_client().get("/council/").text
    ended = mails_about(app, "council.end-term", "council.end-terms")
    assert ended[f"{stays.actor.handle}@people.example"] == 1
    vacant = next(number for number, member in members.items() if member is leaves)
    seating.seat(vacant, leaves, by=by(secretariat))
    assert roles_of(leaves.id).has("council")


def test_who_takes_a_seat_that_was_vacant_when_a_ballot_opened_has_no_part_in_it(app, db):
    secretariat, members = make_council()
    make_ballot(members)
    plan = next(plan for plan in SEATS if plan.number not in members)
    vacant, late = plan.number, make_person(group=plan.group, country=COUNTRY_OF[plan.region])
    seating.seat(vacant, late, by=by(secretariat))
    page = app.test_client().get("/ballots/1").text
    assert late.actor.name not in page
    assert f"Seat {vacant}" in page
    linked, there = (set(re.findall(f'{where}(seat-[0-9]+)"', page)) for where in ('href="#', 'id="'))
    assert linked
    assert linked <= there


@pytest.mark.parametrize("other", ["Exemplar École", "exemplar école", "EXEMPLAR ÉCOLE", "Exemplar  École"])
def test_no_third_member_of_one_affiliation_however_it_is_written(app, db, other):
    secretariat = make_person(roles=("secretariat",))
    for seat, name in ((28, "Exemplar École"), (29, other)):
        seating.seat(seat, make_person(organisation=name), by=by(secretariat))
    with pytest.raises(Invalid, match="no more"):
        seating.seat(30, make_person(organisation=other), by=by(secretariat))
    seating.seat(30, make_person(), by=by(secretariat))


def test_a_term_ends_by_the_secretariat_or_by_the_clock(app, db):
    secretariat, members = make_council()
    seat, member = next(iter(members.items()))
    seating.name_chair(member, by=by(secretariat))
    assert roles_of(member.id).has("council-chair")
    seating.unseat(seat, reason="Moved to another post.", by=by(secretariat))
    assert not roles_of(member.id).has("council", "council-chair")
    with pytest.raises(Invalid, match="vacant"):
        seating.unseat(seat, reason="Again.", by=by(secretariat))
    with pytest.raises(Invalid, match="seat this person first"):
        seating.name_chair(member, by=by(secretariat))
    with later(app, 366):
        assert run_due(by_clock(now())) == len(members) - 1
        assert run_due(by_clock(now())) == 0
    assert session.query(Term).filter(Term.ended_at.is_(None)).count() == 0


@pytest.mark.parametrize("act", ["resign", "unseat"])
def test_who_took_the_seat_since_the_page_was_made_does_not_leave_it_for_the_one_before(app, db, act):
    secretariat, members = make_council(1)
    former, other = members[28], make_person()
    desk, why = sign_in(app, secretariat), {f"{act}-reason": "A letter.", f"{act}-evidence": "A letter."}
    left = {"act": act, f"{act}-seat": in_seat(28)} | why
    assert f'<option value="28 {former.actor.handle}">' in desk.get("/council/seats").text
    assert desk.post("/council/seats", data=left).status_code == 302
    seating.seat(28, other, by=by(secretariat))
    stale = desk.post("/council/seats", data=left)
    assert (stale.status_code, "Choose one of the list." in stale.text) == (422, True)
    given = {"reason": "A letter."} if act == "unseat" else {"evidence": "A letter."}
    with pytest.raises(Invalid, match="Somebody else has taken this seat meanwhile"):
        getattr(seating, act)(28, **given, by=by(secretariat), whose=former.actor.handle)
    assert roles_of(other.id).has("council")
    assert desk.post("/council/seats", data=left | {f"{act}-seat": in_seat(28)}).status_code == 302
    session.rollback()
    assert not roles_of(other.id).has("council")


def test_the_page_of_seats_is_the_secretariats(app, db):
    secretariat, member = make_person(roles=("secretariat",)), make_person()
    assert sign_in(app, member).get("/council/seats").status_code == 403
    desk = sign_in(app, secretariat)
    assert desk.get("/council/seats").status_code == 200
    wrong = desk.post("/council/seats", data={"act": "seat", "seat-seat": "28", "seat-person": "nobody"})
    assert wrong.status_code == 422
    assert b"Nobody here has the handle nobody." in wrong.data
    empty = desk.post("/council/seats", data={"act": "seat"})
    assert empty.status_code == 422
    assert b"Choose a vacant seat." in empty.data
    data = {"act": "seat", "seat-seat": "28", "seat-person": member.actor.handle}
    assert desk.post("/council/seats", data=data).status_code == 302
    named = desk.post("/council/seats", data={"act": "chair", "chair-person": member.actor.handle})
    assert named.status_code == 302
    page = app.test_client().get("/council/")
    assert page.status_code == 200
    assert f'Chair: <span class="person"><a href="/people/{member.actor.handle}">' in page.text
    ended = desk.post(
        "/council/seats", data={"act": "unseat", "unseat-seat": in_seat(28), "unseat-reason": "Resigned."}
    )
    assert ended.status_code == 302
    session.rollback()
    assert not roles_of(member.id).has("council")


def test_another_chair_is_named_with_a_reason_and_in_place_of_whom_is_said(app, db):
    secretariat, members = make_council()
    first, second = members[1], members[28]
    desk, chair = sign_in(app, secretariat), {"act": "chair", "chair-person": first.actor.handle}
    assert "chairs it now" not in desk.get("/council/seats").text
    assert desk.post("/council/seats", data=chair).status_code == 302
    assert f"{first.actor.name} chairs it now; whom you name takes that place" in desk.get("/council/seats").text
    chair["chair-person"] = second.actor.handle
    refused = desk.post("/council/seats", data=chair)
    assert (refused.status_code, "Say why another member shall chair" in refused.text) == (422, True)
    assert desk.post("/council/seats", data=chair | {"chair-reason": "She is away."}).status_code == 302
    told = [mail for mail in mails_to(app, first.actor.handle) if "chair" in mail.text][-1].text
    text = " ".join(told.replace(">", "").split())
    assert f"@{second.actor.handle} In place of: @{first.actor.handle} Reason: She is away." in text


def test_a_members_page_shows_terms_and_positions(app, db):
    _secretariat, members = make_council()
    ballot = make_ballot(members)
    first, silent, *_others = members.values()
    sign_in(app, first).post(
        f"/ballots/{ballot.subject.ref}/moves/take-position", data={"position": "yes", "step": "done"}
    )
    reader = app.test_client()
    page = reader.get(f"/council/members/{first.actor.handle}").text
    assert '<td data-label="Position">Yes</td>' in page
    assert "Seat 1, Government, African Group" in page
    assert '<td data-label="Position">No position</td>' in reader.get(f"/council/members/{silent.actor.handle}").text
    assert reader.get("/council/members/nobody").status_code == 404


def test_nobody_of_the_secretariat_takes_a_seat_or_the_chair_by_themselves(app, db):
    own, other = make_person("office"), make_person("second")
    with writing():
        for person in (own, other):
            give_role(person.id, "secretariat", at=now())
    client, colleague = sign_in(app, own), sign_in(app, other)
    seat = {"act": "seat", "seat-seat": "28", "seat-person": "office", "seat-until": ""}
    chair = {"act": "chair", "chair-person": "office"}
    said = "You stand aside here: you would sit there yourself."
    refused = client.post("/council/seats", data=seat)
    assert (refused.status_code, said in refused.text) == (403, True)
    assert colleague.post("/council/seats", data=seat).status_code == 302
    assert client.post("/council/seats", data=chair).status_code == 403
    assert colleague.post("/council/seats", data=chair).status_code == 302
    liaison = {"act": "liaison", "liaison-person": "second", "liaison-organisation": "A union",
               "liaison-evidence": "A letter.", "liaison-until": f"{now() + timedelta(days=90):%Y-%m-%d}"}  # fmt: skip
    assert colleague.post("/council/seats", data=liaison).status_code == 403
    left = client.post(
        "/council/seats", data={"act": "unseat", "unseat-seat": in_seat(28), "unseat-reason": "I resign."}
    )
    assert left.status_code == 302
