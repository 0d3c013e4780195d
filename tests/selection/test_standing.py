"""Standing for a seat that the caps keep closed as things stand, and supporting whom one can: the pages say so."""

from igtf.council import seating
from igtf.people import commands as people
from tests.factories import broken_promises, by, later, mails_to, make_person, sign_in, tick
from tests.groups.making import told
from tests.selection.choosing import URL, call_form, called, candidate, move, placed, selection
from tests.selection.test_selection import change_hat

NONE = "As things stand you can have none of these seats:"
REGION = (
    f"{NONE} at most 2 members of one region sit in the seats at large of a stakeholder group, and of your region that "
    "is so already: "
)
ALL_THE_SAME = "You may stand all the same: a seat can become free."


def test_who_can_have_no_seat_as_things_stand_is_told_why_and_may_stand_all_the_same(app, db):
    secretariat, sitting = make_person(roles=("secretariat",)), [make_person(), make_person()]
    for seat, person in zip((31, 32), sitting, strict=True):
        seating.seat(seat, person, by=by(secretariat))
    desk, ann, bob = sign_in(app, secretariat), candidate(), candidate(country="FR")
    desk.post("/selections/new", data=call_form())
    client, other = sign_in(app, ann), sign_in(app, bob)
    said = REGION + ", ".join(person.actor.name for person in sitting) + "."
    form = client.get(f"{URL}/moves/stand").text
    assert f'<p class="callout">{said} {ALL_THE_SAME}</p>' in form
    assert NONE not in other.get(f"{URL}/moves/stand").text
    check = client.post(f"{URL}/moves/stand", data={"reason": "Yes."})
    assert (check.status_code, said in check.text, "Nothing is recorded yet" in check.text) == (200, True, True)
    assert other.post(f"{URL}/moves/stand", data={"reason": "Yes."}).status_code == 302, "no doubt, no check"
    move(client, "stand", reason="Yes.")
    assert said in client.get(URL).text
    assert NONE not in other.get(URL).text
    assert NONE not in app.test_client().get(URL).text


def test_who_belongs_where_two_sit_already_is_told_so_unless_another_hat_fits(app, db):
    secretariat, ann = make_person(roles=("secretariat",)), candidate(country="FR")
    for seat, group in ((34, "technical"), (36, "technical")):
        seating.seat(seat, make_person(group=group, organisation="Exemplar"), by=by(secretariat))
    desk, client = sign_in(app, secretariat), sign_in(app, ann)
    desk.post("/selections/new", data=call_form(seats=["28", "29", "35"]))
    assert NONE not in client.get(f"{URL}/moves/stand").text
    people.add_hat(ann, stakeholder_group="civil", capacity="personal", organisation="Exemplar", by=by(ann))
    form = client.get(f"{URL}/moves/stand").text
    assert "at most 2 members of one affiliation sit on the council, and of yours that is so already:" in form


def test_a_call_says_of_each_seat_for_whom_it_is_and_support_offers_whom_one_can_support(app, db):
    secretariat, ann, bob = make_person(roles=("secretariat",)), candidate(), candidate(group="technical")
    desk, both = sign_in(app, secretariat), make_person()
    follower = make_person(roles=("council",))
    desk.post("/selections/new", data=call_form(seats=["28", "29", "35"]))
    mail = " ".join(mails_to(app, follower.actor.handle)[-1].text.split())
    assert "Civil society, at large: 28, 29; Technical and academic community, at large: 35" in mail.replace(" >", "")
    for person in (ann, bob):
        move(sign_in(app, person), "stand", reason="Yes.")
    client = sign_in(app, both)
    offered = client.get(f"{URL}/moves/support").text
    assert (f'value="{ann.actor.handle}"' in offered, f'value="{bob.actor.handle}"' in offered) == (True, False)
    assert "Choose one of the list" in move(client, "support", 422, person=bob.actor.handle)
    people.add_hat(both, stakeholder_group="technical", capacity="personal", organisation="", by=by(both))
    newest = str(by(both).hat_id)
    client = sign_in(app, both)
    assert f'value="{bob.actor.handle}"' in client.get(f"{URL}/moves/support").text
    wrong = move(client, "support", 422, person=ann.actor.handle, hat=newest)
    assert "A nominee is supported by people of the same stakeholder group." in wrong
    move(client, "support", person=bob.actor.handle, hat=newest)
    assert f'value="{bob.actor.handle}"' not in client.get(f"{URL}/moves/support").text


def test_who_lays_the_hat_down_comes_into_no_pool_is_told_so_and_forces_no_draw(app, db):
    desk, people = called(app, "KE", "JP", "PL", "BR", seats=("28", "29", "30"))
    gone, again = people[:2]
    said = "You stand under a hat that you no longer wear, so you do not come into the pool."
    change_hat(app, gone, group="private")
    change_hat(app, again, group="private")
    assert said in sign_in(app, gone).get(URL).text
    change_hat(app, again)  # the same as before: it counts
    assert said not in sign_in(app, again).get(URL).text
    with later(app, 16):
        tick()
        names = {row["handle"] for row in selection().file["nominees"]}
        assert names == {person.actor.handle for person in people} - {gone.actor.handle}
        why = f"{gone.actor.name}, no longer wears the hat under which this person was accepted"
        assert why in told(app)[f"{gone.actor.handle}@people.example"].replace("> ", "")
        move(desk, "fill")
        assert set(placed().values()) == names
        assert broken_promises() == []


def test_who_is_not_in_the_pool_has_nothing_to_decline_once_it_is_published(app, db):
    desk, people = called(app, "KE", "JP")
    silent, unbacked = candidate(), candidate()
    move(desk, "nominate", person=silent.actor.handle, reason="Knows networks.")
    move(sign_in(app, unbacked), "stand", reason="I know networks.")
    with later(app, 16):
        assert "/moves/decline" in sign_in(app, silent).get(URL).text, "the clock has not come round to it"
        tick()
        for person in (silent, unbacked):
            assert "/moves/decline" not in sign_in(app, person).get(URL).text
            assert "there is nothing to decline" in move(sign_in(app, person), "decline", 403)
        move(sign_in(app, people[0]), "decline")
        assert broken_promises() == []
