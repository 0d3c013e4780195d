"""A selection from call to confirmation through the pages: success and refusal together."""

import json
from collections import Counter
from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from igtf.cli.drawing import lines
from igtf.core import clock
from igtf.core.db import session, writing
from igtf.core.errors import Invalid
from igtf.core.mail import Mail
from igtf.core.moments import moment_text
from igtf.core.page.elements import badge
from igtf.council import seating
from igtf.council.models import Term
from igtf.people import commands as people
from igtf.people.passwords import hash_password
from igtf.people.roles import end_role, give_role, roles_of
from igtf.record.by import by_clock
from igtf.record.models import Actor, Event, Number
from igtf.selection import filling
from igtf.selection.lookups import free_from
from igtf.selection.models import Selection
from igtf.selection.published import hash_of
from igtf.selection.states import SELECTION
from tests.attack.kit import while_held
from tests.council.councils import in_seat, make_council
from tests.factories import acts_of, broken_promises, by, close_account, later, mails_to, make_person, sign_in, tick
from tests.groups.making import told
from tests.procedure.changing import adopt
from tests.selection.choosing import URL, call_form, candidate, day, move, selection, sources, stand


def test_only_the_secretariat_calls_for_seats_that_will_be_free(app, db):
    secretariat, member = make_person(roles=("secretariat",)), make_person()
    seating.seat(28, member, by=by(secretariat))
    desk, other = sign_in(app, secretariat), sign_in(app, make_person())
    assert other.post("/selections/new", data=call_form()).status_code == 403
    assert "goes on when the new terms begin" in desk.post("/selections/new", data=call_form()).text
    first = date.fromisoformat(free_from(session.query(Term.ends_at).scalar()))
    assert f"free from {first:%-d %B %Y}" in desk.get("/selections/new").text
    before = call_form(starts=(first - timedelta(days=1)).isoformat())
    assert "goes on when the new terms begin" in desk.post("/selections/new", data=before).text
    assert "14 days at least" in desk.post("/selections/new", data=call_form(until=day(3))).text
    assert "after nominations" in desk.post("/selections/new", data=call_form(starts=day(15))).text
    assert "Choose at least one seat" in desk.post("/selections/new", data=call_form(seats=[])).text
    assert desk.post("/selections/new", data=call_form(starts=first.isoformat())).status_code == 302
    assert "under way for seat 28" in desk.post("/selections/new", data=call_form(starts=day(370))).text
    page = other.get(URL).text
    assert "Civil society, at large: 28, 29, 30" in page
    assert other.get(f"{URL}/draw.json").status_code == 404


def test_the_secretariat_is_asked_for_a_selection_before_terms_end(app, db):
    secretariat, member = make_person(roles=("secretariat",)), make_person()
    seating.seat(28, member, by=by(secretariat))
    seated = sign_in(app, member)
    asks = "Seats are vacant, or their terms end soon: call for nominations"

    def asked():
        desk = sign_in(app, secretariat)
        return asks in desk.get("/desk").text

    assert not asked()
    with later(app, 280):
        desk = sign_in(app, secretariat)
        assert '<a href="/selections/new">' in desk.get("/desk").text.partition(asks)[0][-200:]
        assert asks not in seated.get("/desk").text
        assert desk.post("/selections/new", data=call_form(until=day(295), starts=day(370))).status_code == 302
        assert not asked(), "a selection is under way"
        assert desk.post(f"{URL}/moves/withdraw", data={"reason": "Again.", "step": "done"}).status_code == 302
        assert asked()
    with later(app, 366):
        tick()
        assert db.session.query(Term).filter(Term.ended_at.is_(None)).count() == 0
        assert asked(), "the seat is vacant"


def test_of_two_calls_for_a_seat_in_one_moment_one_is_refused(app, db):
    desks = [sign_in(app, make_person(roles=("secretariat",))) for _each in range(2)]
    assert desks[0].post("/selections/new", data=call_form(seats=["30"])).status_code == 302
    held = update(Number).where(Number.series == "selection").values(last=Number.last)
    again = call_form(seats=["28"])
    assert sorted(while_held(held, [lambda d=d: d.post("/selections/new", data=again) for d in desks])) == [302, 422]


def test_people_are_nominated_stand_and_are_put_forward(app, db):
    secretariat, ann, bea = make_person(roles=("secretariat",)), candidate(), make_person()
    wrong = candidate(group="private")
    desk = sign_in(app, secretariat)
    desk.post("/selections/new", data=call_form())
    for_ann, for_bea, for_wrong = sign_in(app, ann), sign_in(app, bea), sign_in(app, wrong)
    for client, name in ((for_ann, "support"), (desk, "put-forward")):
        assert "No nominee has accepted yet." in move(client, name, 403)
    assert "Nobody here has the handle" in move(for_ann, "nominate", 422, person="nobody", reason="Good.")
    assert "stand for a seat" in move(for_ann, "nominate", 422, person=ann.actor.handle, reason="Good.")
    move(for_ann, "nominate", person=bea.actor.handle, reason="Good.")
    assert "nominated already" in move(for_wrong, "nominate", 422, person=bea.actor.handle, reason="Good.")
    unfit = move(for_ann, "nominate", 422, person=wrong.actor.handle, reason="Good.")
    assert "None of the seats of this call is for the stakeholder group and region of this person." in unfit
    callout = for_bea.get(URL).text.partition("You are nominated. Say whether you stand")[2].partition("</p>")[0]
    assert "Write your statement of interest first" in callout
    assert "/moves/stand" not in callout
    assert "You are nominated" not in for_ann.get(URL).text
    assert "statement of interest first" in move(for_bea, "stand", 403, reason="Yes.")
    assert "None of the seats" in move(for_wrong, "stand", 403, reason="Yes.")
    assert "who was nominated" in move(for_wrong, "decline", 403)
    move(for_ann, "stand", reason="Yes.")
    page = for_ann.get(URL).text
    assert "You stand, and nobody puts you forward so far." in page
    assert "0 supporters; 3 put a nominee forward" in page
    assert "Choose one of the list" in move(desk, "put-forward", 422, person=bea.actor.handle, constituency="Caucus",
                                            evidence="Minutes.")  # fmt: skip
    assert "stand already" in move(for_ann, "stand", 403, reason="Yes.")
    for client in (for_ann, for_wrong):
        refused = move(client, "support", 403, person=ann.actor.handle)
        assert "supported by others of the same stakeholder group" in refused
    move(for_bea, "support", person=ann.actor.handle)
    assert "by each once" in move(for_bea, "support", 403, person=ann.actor.handle)
    move(for_bea, "decline")
    assert "declined already" in move(for_bea, "decline", 403)
    page = for_bea.get(URL).text
    assert "1 supporter; 3 put a nominee forward" in page
    with later(app, 16):
        tick()
        assert selection().file["nominees"] == []  # one supporter is not enough
        assert "Nobody stands" in desk.get(URL).text
        move(desk, "fill")
    with later(app, 60):
        tick()
        assert selection().subject.state == "confirmed"
    assert db.session.query(Term).count() == 0


def answers_told(app, person):
    """Return what a person was told of somebody's answer to a nomination, each with why."""
    mails = [" ".join(mail.text.split()) for mail in mails_to(app, person.actor.handle)]
    return [(said, "you nominated the person for the council" in text) for text in mails
            for said in ("stands for a seat", "declined", "passed over a nominee") if said in text]  # fmt: skip


def test_whoever_nominated_somebody_is_told_whether_they_stand_and_nobody_else_is(app, db):
    desk, nominator, other = sign_in(app, make_person(roles=("secretariat",))), candidate(), candidate()
    desk.post("/selections/new", data=call_form())
    ann, bea, eve = candidate(), candidate(), candidate()
    for person in (ann, bea, eve):
        move(sign_in(app, nominator), "nominate", person=person.actor.handle, reason="Good.")
    assert answers_told(app, nominator) == [], "nobody has answered"
    move(sign_in(app, ann), "stand", reason="Yes.")
    assert answers_told(app, nominator) == [("stands for a seat", True)]
    assert f" · nominated by {nominator.actor.name} ·" in " ".join(desk.get(URL).text.split()), "also of who stands"
    move(sign_in(app, bea), "decline")
    assert answers_told(app, nominator)[1:] == [("declined", True)]
    move(sign_in(app, ann), "decline")
    move(sign_in(app, eve), "stand", reason="Yes.")
    close_account(app, eve)
    assert answers_told(app, nominator)[2:] == [("declined", True), ("stands for a seat", True),
                                                ("passed over a nominee", True)]  # fmt: skip
    assert answers_told(app, other) == []
    move(sign_in(app, nominator), "stand", reason="I, too.")
    assert len(answers_told(app, nominator)) == 5, "of the own answer nobody is told"
    own = desk.get(URL).text.partition(f"people/{nominator.actor.handle}")[2].partition("</li>")[0]
    assert "nominated by" not in own
    form = sign_in(app, candidate()).get(f"{URL}/moves/stand").text
    assert "whoever nominated the person" in form.partition("Told: ")[2].partition("</p>")[0]


def test_who_has_no_statement_of_interest_is_led_to_it_and_back(app, db):
    secretariat, ann, bea = make_person(roles=("secretariat",)), candidate(), make_person()
    sign_in(app, secretariat).post("/selections/new", data=call_form())
    client, step = sign_in(app, bea), f"{URL}/moves/stand"
    move(sign_in(app, ann), "nominate", person=bea.actor.handle, reason="Good.")
    way = f"/account/interest?back={step}"
    assert f'<a href="{way}">Write the statement</a>' in client.get(URL).text
    for answer in (client.get(step), client.post(step, data={"reason": "Yes."})):
        assert answer.status_code == 403
        assert f'<a class="button" href="{way}">Write the statement</a>' in answer.text
    for reader in (app.test_client(), sign_in(app, ann)):  # who is not signed in, and who has one
        assert way not in reader.get(URL).text
    assert f'<a class="button plain" href="{step}">Back</a>' in client.get(way).text
    assert client.post(way, data={"text": " "}).status_code == 422
    written = client.post(way, data={"text": "I hold no shares."})
    callout = client.get(URL).text.partition("You are nominated. Say whether you stand")[2].partition("</p>")[0]
    assert f'<a href="{step}">Stand for a seat</a>' in callout
    assert (written.status_code, written.location) == (302, step)
    assert client.get(step).status_code == 200
    assert way not in client.get(URL).text
    away = client.post("/account/interest?back=//people.example/", data={"text": "I hold none."})
    assert away.location == "/account/"


def test_a_statement_of_interest_that_a_moderator_erased_is_none(app, db):
    desk, ann = sign_in(app, make_person(roles=("secretariat", "moderator"))), candidate()
    desk.post("/selections/new", data=call_form())
    client, step = sign_in(app, ann), f"{URL}/moves/stand"
    assert client.get(step).status_code == 200
    session.rollback()
    stated = session.scalars(select(Event.id).where(Event.kind == "person.interest")).one()
    given = {"entry": stated, "reason": "An address of a person.", "step": "done"}
    assert desk.post("/record/redact", data=given).status_code == 302
    assert client.get(step).status_code == 403
    assert client.post("/account/interest", data={"text": "I hold none."}).status_code == 302
    assert client.get(step).status_code == 200


def test_who_has_no_hat_is_led_to_adding_one(app, db):
    sign_in(app, make_person(roles=("secretariat",))).post("/selections/new", data=call_form())
    bare = people.add_person(handle="bare", name="Bare Exemplar", email="bare@people.example", verified=True,
                             password_hash=hash_password("a long enough password"), country="KE",
                             at=clock.now())  # fmt: skip
    way = f"/account/hat?back={URL}/moves/stand"
    assert way not in sign_in(app, make_person()).get(URL).text
    client = sign_in(app, bare)
    assert f'<a href="{way}">Add a hat</a>' in client.get(URL).text
    given = {"stakeholder_group": "civil", "capacity": "personal", "organisation": "", "country": "KE"}
    added = client.post(way, data=given)
    assert (added.status_code, added.location) == (302, f"{URL}/moves/stand"), added.text


def test_three_supporters_put_forward_and_a_seat_for_each_needs_no_draw(app, db):
    secretariat, ann = make_person(roles=("secretariat",)), candidate()
    desk = sign_in(app, secretariat)
    desk.post("/selections/new", data=call_form())
    move(sign_in(app, ann), "stand", reason="Yes.")
    for _each in range(3):
        move(sign_in(app, make_person()), "support", person=ann.actor.handle)
    with later(app, 16):
        tick()
        assert [row["handle"] for row in selection().file["nominees"]] == [ann.actor.handle]
        assert "nothing is drawn" in move(desk, "announce", 403, **sources(1, 9))
        move(desk, "fill")
        assert roles_of(ann.id).has("council") is False
    with later(app, 41):
        tick()
    session = db.session
    session.rollback()
    term = session.query(Term).one()
    assert (term.ends_at.year - term.started_at.year, term.person_id) == (3, ann.id)


SUPPORT_ENDED = "the support given until now counts no more, and can be given again."


def test_support_of_one_stakeholder_group_puts_nobody_forward_for_another(app, db):
    secretariat, ann, bob = make_person(roles=("secretariat",)), candidate(), candidate()
    desk, for_ann, for_bob = (sign_in(app, person) for person in (secretariat, ann, bob))
    desk.post("/selections/new", data=call_form(seats=["28", "29", "35"]))
    civil = by(ann).hat_id
    people.add_hat(ann, stakeholder_group="technical", capacity="personal", organisation="", by=by(ann))
    technical = by(ann).hat_id
    supporters = [sign_in(app, make_person()) for _each in range(3)]
    for client, person, hat in ((for_ann, ann, civil), (for_bob, bob, by(bob).hat_id)):
        move(client, "stand", reason="Yes.", hat=str(hat))
        for each in supporters:
            move(each, "support", person=person.actor.handle)
        move(client, "decline", hat=str(hat))
    move(for_ann, "stand", reason="Still.", hat=str(technical))
    move(for_bob, "stand", reason="Still.")
    page = for_ann.get(URL).text
    assert page.count(SUPPORT_ENDED) == 1
    assert "You stand, and nobody puts you forward so far." in page
    assert "nobody puts you forward" not in for_bob.get(URL).text, "under the same hat it lasts"
    assert "same stakeholder group" in move(supporters[0], "support", 403, person=ann.actor.handle)
    with later(app, 16):
        tick()
        assert [row["handle"] for row in selection().file["nominees"]] == [bob.actor.handle]
        assert broken_promises() == []


@pytest.mark.parametrize(("seats", "lasts"), [(("1", "20"), False), (("28", "29"), True)])
def test_support_ends_with_the_region_where_the_seats_name_regions(app, db, seats, lasts):
    secretariat = make_person(roles=("secretariat",))
    group = "civil" if lasts else "government"
    ann, desk = candidate(group=group, country="KE"), sign_in(app, secretariat)
    desk.post("/selections/new", data=call_form(seats=list(seats)))
    client, first = sign_in(app, ann), by(ann).hat_id
    people.add_hat(ann, stakeholder_group=group, capacity="personal", organisation="", country="FR", by=by(ann))
    move(client, "stand", reason="Yes.", hat=str(first))
    move(desk, "put-forward", person=ann.actor.handle, constituency="African Group", evidence="Letter.")
    move(client, "decline", hat=str(first))
    move(client, "stand", reason="Still.", hat=str(by(ann).hat_id))
    shown = client.get(URL).text
    assert (SUPPORT_ENDED in shown, "put forward by African Group" in shown) == (not lasts, lasts)


def test_who_closes_the_account_supports_no_nominee_until_the_pool_is_published(app, db):
    secretariat, ann = make_person(roles=("secretariat",)), candidate()
    sign_in(app, secretariat).post("/selections/new", data=call_form())
    move(sign_in(app, ann), "stand", reason="Yes.")
    gone = make_person()
    for each in (gone, make_person(), make_person()):
        move(sign_in(app, each), "support", person=ann.actor.handle)
    close_account(app, gone)
    with later(app, 16):
        tick()
        assert selection().file["nominees"] == []


def drawn(app, people):
    """Bring a selection of three civil seats to its draw; return the desk of the secretariat."""
    secretariat = make_person("desk", roles=("secretariat",))
    desk = sign_in(app, secretariat)
    desk.post("/selections/new", data=call_form())
    stand(app, desk, *people)
    with later(app, 16):
        tick()
        move(desk, "announce", **sources(1, 23, 23))
    with later(app, 20):
        move(desk, "enter-value", source="1", numbers="9, 2, 41", evidence="Gazette 1.")
        move(desk, "enter-value", source="2", numbers="0815", evidence="Gazette 2.")
        move(desk, "draw")
    return desk


def only_who_runs_it(office, stands, act):
    """Return whether the secretariat is asked for an act, and nobody of it who stands for a seat here."""
    with writing():
        give_role(stands.id, "secretariat", at=clock.now())
    mine, theirs = acts_of(office), acts_of(stands)
    with writing():
        end_role(stands.id, "secretariat", at=clock.now())
    return act in mine and act not in theirs


def test_a_draw_needs_sources_ahead_and_a_value_for_each(app, db):
    office = make_person(roles=("secretariat",))
    desk = sign_in(app, office)
    desk.post("/selections/new", data=call_form())
    people = [candidate(country=country) for country in ("KE", "JP", "PL", "BR", "DE")]
    stand(app, desk, *people)
    with later(app, 16):
        tick()
        before = selection().file["pool_hash"]
        assert only_who_runs_it(office, people[0], "Announce the sources of a draw, or fill the seats")
        assert "announce the sources" in move(desk, "fill", 403)
        assert "lie ahead" in move(desk, "announce", 422, **sources(-1, 23))
        assert "within two years" in move(desk, "announce", 422, **sources(731, 23))
        assert "needs 3.3" in move(desk, "announce", 422, **sources(1, 3))
        twice = sources(1, 23, 23) | {"sources-1-name": "lottery 1"}
        assert "there twice" in move(desk, "announce", 422, **twice)
        assert "Give its entropy." in move(desk, "announce", 422, **(sources(1, 23) | {"sources-0-bits": ""}))
        assert "year-month-day hour" in move(desk, "announce", 422, **(sources(1, 23) | {"sources-0-at": "soon"}))
        move(desk, "announce", **sources(1, 23, 23))
        assert "a value before that is none" in move(desk, "enter-value", 422, source="1", numbers="1", evidence="E.")
        assert "Missing: Lottery 1, Lottery 2" in move(desk, "draw", 403)
        late = candidate()
        assert "possible only while" in move(sign_in(app, late), "stand", 409, reason="Yes.")
    with later(app, 17.5):
        move(desk, "enter-value", source="1", numbers="9, 2, 41", evidence="Gazette 1.")
        assert "Say why it is another one." in move(desk, "enter-value", 422, source="1", numbers="1", evidence="E.")
        assert "whole numbers" in move(desk, "enter-value", 422, source="2", numbers="1.5", evidence="E.")
        assert "Missing: Lottery 2" in move(desk, "draw", 403)
        again = sources(1, 40) | {"reason": "The second was not published."}
        assert "although its time has come" in move(desk, "announce-again", 403, **again)
    with later(app, 18.5):
        assert only_who_runs_it(office, people[0], "Enter the values of the sources, and draw")
        again = sources(1, 40) | {"reason": "The second was not published."}
        move(desk, "announce-again", **again)
        assert "Missing: Lottery 1" in move(desk, "draw", 403)
    with later(app, 20):
        move(desk, "enter-value", source="1", numbers="08, 15", evidence="Gazette 3.")
        move(sign_in(app, people[0]), "decline")
        pool = desk.get(URL).text.partition("Numbered within each stakeholder group")[2].partition("Repeat it")[0]
        assert str(badge("declined", "closed")) in pool
        move(desk, "draw")
        own = selection()
        assert own.file["pool_hash"] == before == hash_of(own.file, filling.POOL)
        result = filling.repeat(own.file)
        assert result.key == "8.15./"
        assert people[0].actor.handle not in {named.handle for named in result.placed.values()}
        page = desk.get(URL).text
        assert "Gazette 3." in page
        assert "declined" in page


def test_terms_by_lot_need_entropy_for_as_many_lengths_as_a_full_term_has_years(app, db):
    _secretariat, members = make_council(1)
    ahead = (adopt(members, {"term_years": "5"}, clock.now()) - clock.now()).days + 1
    with later(app, ahead):
        desk = sign_in(app, make_person(roles=("secretariat",)))
        seats = ["29", "30", "31", "32"]
        assert desk.post("/selections/new", data=call_form(seats=seats, terms="lot")).status_code == 302
        stand(app, desk, *(candidate(country=country) for country in ("KE", "JP", "PL", "BR")))
    with later(app, ahead + 16):
        tick()
        assert "needs 4.6" in move(desk, "announce", 422, **sources(1, 4)), "24 ways to give four lengths of five"
        move(desk, "announce", **sources(1, 5))
    with later(app, ahead + 18):
        move(desk, "enter-value", source="1", numbers="9, 18", evidence="Gazette.")
        move(desk, "draw")
        assert sorted(filling.repeat(selection().file).years.values()) == [1, 2, 3, 4]


def test_what_is_published_repeats_on_the_command_line(app, db):
    desk = drawn(app, [candidate(country=country) for country in ("KE", "JP", "PL", "BR", "DE")])
    with later(app, 20):
        text = desk.get(f"{URL}/draw.json").text
        said = "\n".join(lines(text))
        assert "key: 2.9.41./815./" in said
        for seat, named in filling.repeat(json.loads(text)).placed.items():
            assert f"{seat}  {named.name} ({named.handle}), 3 years" in said


def test_objections_declines_and_vacancies_take_the_next_on_the_list(app, db):
    people = {p.actor.handle: p for p in (candidate(country=c) for c in ("KE", "JP", "PL", "BR", "DE", "EG", "TH"))}
    desk, chair = drawn(app, people.values()), make_person(roles=("council-chair",))
    other = sign_in(app, make_person())
    with later(app, 22):
        (first, one), (_seat, two), *_rest = sorted(filling.repeat(selection().file).placed.items())
        assert "Choose one of the list" in move(other, "object", 422, person="nobody", reason="No.")
        assert "No objection waits" in move(desk, "answer", 403, objection="1", verdict="upheld", reason="So.")
        move(other, "object", person=one.handle, reason="Holds two offices.")
        assert "objected to this person already" in move(other, "object", 422, person=one.handle, reason="Again.")
        assert "answered by the secretariat" in move(
            other, "answer", 403, objection="1", verdict="upheld", reason="So."
        )
    with later(app, 45):
        tick()
        assert selection().subject.state == "drawn"  # an objection waits
        assert "time for objections is over" in move(other, "object", 403, person=two.handle, reason="Late.")
        with writing():
            give_role(people[two.handle].id, "council-chair", at=chair.joined_at)
        concerned = sign_in(app, people[two.handle])
        answers = "Answer the objection to who was chosen"
        assert (answers in acts_of(chair), answers in acts_of(people[two.handle])) == (True, False)
        given = {"objection": "1", "verdict": "upheld", "reason": "It is so."}
        assert "You stand aside here: you stand for a seat here." in move(concerned, "answer", 403, **given)
        with writing():
            end_role(people[two.handle].id, "council-chair", at=chair.joined_at)
        move(sign_in(app, chair), "answer", **given)
        now_placed = filling.repeat(selection().file).placed
        assert one.handle not in {named.handle for named in now_placed.values()}
        assert now_placed[first].handle in people
        move(sign_in(app, people[two.handle]), "decline")
        tick()
        assert selection().subject.state == "drawn"  # the new names have their 14 days
    with later(app, 60):
        tick()
        own = selection()
        assert own.subject.state == "confirmed"
        placed = filling.repeat(own.file).placed
        assert {two.handle, one.handle} & {named.handle for named in placed.values()} == set()
        assert db.session.query(Term).filter(Term.ended_at.is_(None)).count() == 3
        office = make_person(roles=("secretariat",))
        desk = sign_in(app, office)
        assert "hold the seat already" in move(sign_in(app, people[placed[first].handle]), "decline", 403)
        assert "filled is held" in move(desk, "fill-vacancy", 403, seat=str(first))
    with later(app, 70):
        unseat(desk, first)
        vacant = "A seat is vacant: fill it from the list, or call for nominations"
        assert only_who_runs_it(office, people[one.handle], vacant)
        move(desk, "fill-vacancy", seat=str(first))
        again = filling.repeat(selection().file).placed
        assert again[first].handle != placed[first].handle
        assert {s: n for s, n in again.items() if s != first} == {s: n for s, n in placed.items() if s != first}
        unseat(desk, first)
        move(desk, "fill-vacancy", seat=str(first))
        unseat(desk, first)
        assert "Nobody is left on the list" in move(desk, "fill-vacancy", 422, seat=str(first))
        db.session.rollback()
        assert broken_promises() == []


@pytest.mark.parametrize("leaves", ["declines", "another is upheld"])
def test_an_objection_to_who_is_chosen_no_more_keeps_nobody_from_the_seat(app, db, leaves):
    people = {p.actor.handle: p for p in (candidate(country=c) for c in ("KE", "JP", "PL", "BR", "DE"))}
    desk, office = drawn(app, people.values()), make_person(roles=("secretariat",))
    answers = "Answer the objection to who was chosen"
    with later(app, 22):
        one = min(filling.repeat(selection().file).placed.items())[1]
        raisers = [make_person(), make_person()]
        for person in raisers:
            move(sign_in(app, person), "object", person=one.handle, reason="Holds two offices.")
        assert answers in acts_of(office)
        before = selection().objections_until
        if leaves == "declines":
            move(sign_in(app, people[one.handle]), "decline")
        else:
            move(desk, "answer", objection="1", verdict="upheld", reason="It is so.")
        after = min(filling.repeat(selection().file).placed.items())[1]
        until = selection().objections_until
        assert until > before
        letters = told(app)
        for handle in (after.handle, *(person.actor.handle for person in raisers)):
            letter = letters[f"{handle}@people.example"].replace("> ", "")
            assert f"Next on the list: {after.name} Objections until: {moment_text(until)}" in letter, handle
        assert answers not in acts_of(office)
        assert "No objection waits" in move(desk, "answer", 403, objection="2", verdict="denied", reason="So.")
        page = app.test_client().get(URL).text
        assert str(badge("No longer chosen", "closed")) in page
        assert "Waits for an answer" not in page
    with later(app, 45):
        tick()
        assert selection().subject.state == "confirmed"
        assert one.handle not in {named.handle for named in filling.repeat(selection().file).placed.values()}
        assert broken_promises() == []


def test_a_seat_that_another_selection_is_filling_is_not_filled_from_the_list(app, db):
    drawn(app, [candidate(country=country) for country in ("KE", "JP", "PL", "BR", "DE")])
    with later(app, 45):
        tick()
    with later(app, 46):
        first = session.query(Selection).one()
        one, other, _third = sorted(filling.repeat(first.file).placed)
        office = make_person(roles=("secretariat",))
        desk = sign_in(app, office)
        vacant = "A seat is vacant: fill it from the list, or call for nominations"
        renewal = "Seats are vacant, or their terms end soon: call for nominations"
        unseat(desk, one)
        assert [act in acts_of(office) for act in (vacant, renewal)] == [True, True]
        again = desk.post("/selections/new", data=call_form(seats=[str(one)]))
        assert again.location == "/selections/2", again.text
        assert [act in acts_of(office) for act in (vacant, renewal)] == [False, False], "a selection fills the seat"
        unseat(desk, other)
        assert [act in acts_of(office) for act in (vacant, renewal)] == [True, True], "and none this one"
        assert "Choose one of the list" in move(desk, "fill-vacancy", 422, seat=str(one))
        with pytest.raises(Invalid, match=f"Another selection is under way for seat {one}"):
            SELECTION.commands["fill-vacancy"](first, seat=str(one), by=by_clock(clock.now()))
        session.rollback()
        move(desk, "fill-vacancy", seat=str(other))
        assert [act in acts_of(office) for act in (vacant, renewal)] == [False, False]
        assert "or another selection is filling it" in move(desk, "fill-vacancy", 403, seat=str(one))
        gone = desk.post("/selections/2/moves/withdraw", data={"reason": "By mistake.", "step": "done"})
        assert gone.status_code == 302
        move(desk, "fill-vacancy", seat=str(one))
        session.rollback()
        held = session.query(Term).filter(Term.ended_at.is_(None)).count()
        assert (held, broken_promises()) == (3, [])


def new_desk(app):
    """Return the desk of a member of the secretariat who signs in now: a session lasts for days, not for months."""
    return sign_in(app, make_person(roles=("secretariat",)))


def refilled(app, *chosen):
    """Fill vacant seats by a second selection, 50 days on; ``chosen``: the seats with who takes them."""
    with later(app, 50):
        desk = new_desk(app)
        desk.post("/selections/new", data=call_form(seats=[str(seat) for seat, _person in chosen]))
        stand(app, desk, *(person for _seat, person in chosen), url="/selections/2")
    with later(app, 66):
        tick()
        move(new_desk(app), "fill", url="/selections/2")
    with later(app, 95):
        tick()
        session.rollback()
        held = {person_id for (person_id,) in session.query(Term.person_id).filter(Term.ended_at.is_(None))}
        assert {person.id for _seat, person in chosen} <= held


def seats_by_affiliation(placed):
    """Return the seats of who was chosen for the union, then of the others."""
    union = [seat for seat, named in sorted(placed.items()) if named.affiliation == "Exemplar Union"]
    return union, [seat for seat in placed if seat not in union]


def test_a_vacancy_is_filled_by_who_sits_on_the_council_not_by_who_was_chosen_then(app, db):
    union = [candidate(country=c, organisation="Exemplar Union") for c in ("KE", "JP", "PL")]
    drawn(app, [*union, candidate(country="BR")])
    with later(app, 45):
        tick()
        desk, (of_union, (other,)) = new_desk(app), seats_by_affiliation(filling.repeat(selection().file).placed)
        assert len(of_union) == 2
        unseat(desk, of_union[0])
    refilled(app, (of_union[0], candidate(country="DE")))
    with later(app, 96):
        desk = new_desk(app)
        unseat(desk, other)
        move(desk, "fill-vacancy", seat=str(other))
        session.rollback()
        first = session.query(Selection).order_by(Selection.id).first()
        placed = filling.repeat(first.file).placed
        assert placed[other].affiliation == "Exemplar Union", "one of the union sits beside them"
        text = desk.get(f"{URL}/draw.json").text
        assert filling.repeat(json.loads(text)).placed == placed
        assert broken_promises() == []


def test_a_vacancy_is_not_filled_with_a_third_of_an_affiliation_that_came_since(app, db):
    union = [candidate(country=c, organisation="Exemplar Union") for c in ("KE", "JP", "PL")]
    drawn(app, [*union, candidate(country="BR")])
    with later(app, 45):
        tick()
        desk, (of_union, (other,)) = new_desk(app), seats_by_affiliation(filling.repeat(selection().file).placed)
        for seat in (of_union[0], other):
            unseat(desk, seat)
    refilled(app, (other, candidate(country="DE", organisation="Exemplar Union")))
    with later(app, 96):
        refused = move(new_desk(app), "fill-vacancy", 422, seat=str(of_union[0]))
        assert "Nobody is left on the list who can take this seat" in refused
        session.rollback()
        assert session.query(Term).filter(Term.ended_at.is_(None)).count() == 2
        assert broken_promises() == []


def test_a_seat_that_a_later_selection_filled_goes_down_the_list_of_that_one(app, db):
    drawn(app, [candidate(country=country) for country in ("KE", "JP", "PL", "BR", "DE")])
    with later(app, 45):
        tick()
        desk, seat = new_desk(app), min(filling.repeat(selection().file).placed)
        unseat(desk, seat)
    refilled(app, (seat, candidate(country="TH")))
    with later(app, 96):
        desk = new_desk(app)
        unseat(desk, seat)
        assert "Every seat that this selection filled is held" in move(desk, "fill-vacancy", 403, seat=str(seat))
        refused = move(desk, "fill-vacancy", 422, seat=str(seat), url="/selections/2")
        assert "Nobody is left on the list who can take this seat" in refused
        assert desk.get("/desk").text.count("A seat is vacant: fill it from the list") == 1


def test_a_seat_whose_term_has_run_out_is_no_vacancy_of_the_list(app, db):
    drawn(app, [candidate(country=country) for country in ("KE", "JP", "PL", "BR", "DE")])
    with later(app, 45):
        tick()
        desk, seat = new_desk(app), min(filling.repeat(selection().file).placed)
        unseat(desk, seat)
        assert "fill-vacancy" in desk.get(URL).text
    with later(app, 45 + 3 * 366):
        tick()
        desk = new_desk(app)
        assert "fill-vacancy" not in desk.get(URL).text
        assert "its term has run out" in move(desk, "fill-vacancy", 403, seat=str(seat))
        assert broken_promises() == []


def unseat(desk, seat):
    """Record the resignation of a member, whose term nobody else ends; and no interim member follows."""
    page, held = "/council/seats", in_seat(seat)
    ended = {"act": "unseat", "unseat-seat": held, "unseat-reason": "Resigned."}
    assert desk.post(page, data=ended).status_code == 422, "who was selected is not offered"
    offered = desk.get(page).text.partition('id="unseat-seat"')[2].partition("</select>")[0]
    assert f'<option value="{held}">' not in offered
    assert desk.post(page, data={"act": "resign", "resign-seat": held}).status_code == 422
    left = {"act": "resign", "resign-seat": held, "resign-evidence": "A letter of 3 March."}
    assert desk.post(page, data=left).status_code == 302
    assert "recorded that a member resigned from the council" in desk.get("/council/council").text
    again = {"act": "seat", "seat-seat": str(seat), "seat-person": make_person().actor.handle}
    assert "members are selected from then on" in desk.post(page, data=again).text


def test_caps_are_kept_and_whoever_sits_meanwhile_is_passed_over(app, db):
    union = [candidate(country=c, organisation="Exemplar Union") for c in ("KE", "JP", "PL")]
    people = [*union, candidate(country="BR"), candidate(country="DE")]
    drawn(app, people)
    with later(app, 22):
        secretariat = by(make_person(roles=("secretariat",)))
        placed = filling.repeat(selection().file).placed
        assert sum(named.affiliation == "Exemplar Union" for named in placed.values()) <= 2
        assert "<bdi>Exemplar Union – stated, not confirmed</bdi>" in app.test_client().get(URL).text
        meanwhile = next(p for p in people if p.actor.handle in {n.handle for n in placed.values()})
        seating.seat(31, meanwhile, by=secretariat)
    with later(app, 50):
        tick()
        own = selection()
        assert own.subject.state == "confirmed"
        assert own.file["changes"][0]["why"] == "sits"
        assert meanwhile.actor.handle not in {n.handle for n in filling.repeat(own.file).placed.values()}
        db.session.rollback()
        assert broken_promises() == []


def test_whoever_is_seated_by_a_selection_is_told_once_and_all_others_of_all_seats(app, db):
    people = [candidate(country=country) for country in ("KE", "JP", "PL", "BR", "DE")]
    drawn(app, people)
    with later(app, 22):
        (seat, again), *_others = sorted(filling.repeat(selection().file).placed.items())
        interim = next(person for person in people if person.actor.handle == again.handle)
        secretariat, member = by(make_person(roles=("secretariat",))), make_person()
        seating.seat(seat, interim, by=secretariat)
        seating.seat(31, member, by=secretariat)
        told(app)
        session.query(Mail).delete()
        session.commit()
    with later(app, 45):
        letters = told(app)
        own = selection()
        assert own.subject.state == "confirmed"
        seated = {named.handle: seat for seat, named in filling.repeat(own.file).placed.items()}
        assert again.handle in seated
        counts = Counter(mail.to for mail in session.query(Mail))
        assert set(counts.values()) == {1}, counts
        for person in (*people, member):
            letter, handle = letters[f"{person.actor.handle}@people.example"], person.actor.handle
            if handle in seated:
                assert "seated a member of the council" in letter
                assert f"Seat: > {seated[handle]}" in letter
            else:
                assert "confirmed the selection" in letter
                assert all(
                    f"{named.name}, seat" in letter.replace("> ", "")
                    for named in filling.repeat(own.file).placed.values()
                )


def test_a_selection_is_withdrawn_with_a_reason_and_seats_nobody(app, db):
    desk = drawn(app, [candidate() for _each in range(4)])
    with later(app, 20):
        one = min(filling.repeat(selection().file).placed.items())[1]
        move(sign_in(app, make_person()), "object", person=one.handle, reason="Holds two offices.")
        assert "Waits for an answer" in desk.get(URL).text
    assert "Say why" in move(desk, "withdraw", 422)
    move(desk, "withdraw", reason="The council asked for more seats.")
    assert "Waits for an answer" not in desk.get(URL).text
    with later(app, 90):
        tick()
    assert db.session.query(Term).count() == 0
    assert desk.get("/selections/?state=withdrawn").status_code == 200


def test_who_lost_the_hat_is_passed_over_when_the_seat_is_taken(app, db):
    people = {p.actor.handle: p for p in (candidate(country=c) for c in ("KE", "JP", "PL", "BR", "DE"))}
    drawn(app, people.values())
    with later(app, 22):
        placed = filling.repeat(selection().file).placed
        (_one, first), (_two, second), (_three, third) = sorted(placed.items())
        left, changed = people[first.handle], people[second.handle]
        change_hat(app, left, group="private")
        change_hat(app, changed, organisation="Exemplar Union")
        change_hat(app, people[third.handle], group="technical")
        change_hat(app, people[third.handle])  # as it was accepted
    with later(app, 50):
        tick()
        own = selection()
        assert own.subject.state == "confirmed"
        held = {session.get_one(Actor, term.person_id).handle for term in session.query(Term)}
        assert (first.handle in held, second.handle in held, third.handle in held) == (False, False, True)
        assert len(held) == 3, "the next on the list take the seats"
        page = " ".join(app.test_client().get(URL).text.split())
        for gone in (first, second):
            assert f"{gone.name}, no longer wears the hat under which this person was accepted" in page
        assert broken_promises() == []


def change_hat(app, person, *, group="civil", organisation=""):
    """Let a person declare another hat, and lay down the one before."""
    before = by(person).hat_id
    people.add_hat(person, stakeholder_group=group, capacity="personal", organisation=organisation, by=by(person))
    assert sign_in(app, person).post(f"/account/hats/{before}/end").status_code == 302


def test_who_raised_an_objection_is_not_asked_to_answer_it(app, db):
    desk, office = (
        drawn(app, [candidate(country=c) for c in ("KE", "JP", "PL", "BR", "DE", "EG")]),
        make_person(roles=("secretariat",)),
    )
    client, answers = sign_in(app, office), "Answer the objection to who was chosen"
    with later(app, 22):
        one, two = [named for _seat, named in sorted(filling.repeat(selection().file).placed.items())][:2]
        move(client, "object", person=one.handle, reason="Holds two offices.")
        assert answers not in acts_of(office)
        given = {"objection": "1", "verdict": "denied", "reason": "It is not so."}
        assert "You stand aside here: you raised this objection." in move(client, "answer", 403, **given)
        move(desk, "object", person=two.handle, reason="Left the country.")
        assert answers in acts_of(office)
        form = client.get(f"{URL}/moves/answer").text
        assert ("Left the country." in form, "Holds two offices." in form) == (True, False)
        assert "Choose one of the list" in move(client, "answer", 422, **given)
        move(client, "answer", **given | {"objection": "2"})
        move(desk, "answer", **given)
