"""How the secretariat is reached, what it can judge a hat by, and invitations whose links have ended."""

import re
from datetime import timedelta
from html import unescape

from igtf.core.clock import real_now
from igtf.core.db import session
from igtf.people.entry import invitation_path
from igtf.people.models import Invitation
from igtf.people.queries_secretariat import MOST_WAITING
from igtf.record.models import Hat
from tests.factories import link_in, make_person, newest_mail, sign_in

HAT = {"stakeholder_group": "government", "capacity": "for", "organisation": "Ministry of Lamps"}


def test_everybody_sees_how_to_reach_the_secretariat_and_who_it_is(app, db):
    visitor = app.test_client()
    assert "Nobody holds an office yet." in visitor.get("/contact").text
    make_person("keeper", roles=("secretariat",))
    make_person("calm", roles=("moderator",))
    make_person("member", roles=("council",))
    page = visitor.get("/contact").text
    assert 'href="mailto:secretariat@igtf.example"' in page
    main = page.partition("<main")[2].partition("</main>")[0]
    assert set(re.findall(r'href="/people/(\w+)"', main)) == {"keeper", "calm"}
    for path in ("/", "/sign-in"):
        assert 'href="/contact"' in visitor.get(path).text


def test_the_secretariat_sees_where_a_hat_can_be_seen_and_nobody_else_does(app, db):
    keeper = sign_in(app, make_person(roles=("secretariat",)))
    ines = sign_in(app, make_person("ines"))
    seen = "https://lamps.example/staff <b>"
    assert ines.post("/account/hat", data={**HAT, "evidence": seen}).status_code == 302
    assert session.query(Hat.evidence).filter(Hat.organisation == HAT["organisation"]).scalar() == seen
    assert 'href="https://lamps.example/staff"' in keeper.get("/secretariat/").text
    assert "lamps.example" in ines.get("/account/data.json").text
    for path in ("/people/ines", "/api/v1/people/ines", "/record", "/api/v1/events"):
        assert "lamps.example" not in app.test_client().get(path).text
    assert ines.post("/account/hat", data={**HAT, "organisation": "B", "evidence": "x" * 501}).status_code == 422


def test_of_many_hats_the_oldest_are_shown_and_how_many_wait(app, db):
    keeper = sign_in(app, make_person(roles=("secretariat",)))
    ines = make_person("ines")
    for number in range(MOST_WAITING + 2):
        session.add(Hat(actor_id=ines.id, **HAT | {"organisation": f"Ministry {number}."}, region="none",
                        counts_as="unstated", started_at=ines.joined_at))  # fmt: skip
    session.commit()
    page = keeper.get("/secretariat/").text
    assert page.count("/confirm") == MOST_WAITING
    assert "100 of 102 that wait" in page
    assert "Ministry 0." in page
    assert "Ministry 100." not in page


def test_of_many_claims_too_nobody_who_floods_the_desk_moves_an_older_one_out_of_sight(app, db):
    keeper = sign_in(app, make_person(roles=("secretariat",)))
    ines = make_person("ines")
    for number in range(MOST_WAITING + 2):
        session.add(Invitation(email=f"n{number}@lamps.example", person_id=ines.id, reason=f"Claim {number}.",
                               language="en", asked_at=real_now()))  # fmt: skip
    session.commit()
    page = keeper.get("/secretariat/").text
    assert page.count("/approve?asked=") == MOST_WAITING
    assert ("100 of 102 that wait" in page, "Claim 0." in page, "Claim 100." in page) == (True, True, False)


def test_an_invitation_whose_link_has_ended_says_so_and_is_sent_again(app, db):
    keeper = sign_in(app, make_person(roles=("secretariat",)))
    invited = {"email": "amina@lamps.example", "language": "fr"}
    assert keeper.post("/secretariat/invite", data=invited).status_code == 302
    assert "Its link has ended" not in keeper.get("/secretariat/").text
    session.query(Invitation).update({"sent_at": real_now() - timedelta(days=31)})
    session.commit()
    page = keeper.get("/secretariat/").text
    assert "Its link has ended" in page
    again = "/secretariat/invite?email=amina%40lamps.example&amp;language=fr"
    assert f'href="{again}"' in page
    form = keeper.get(unescape(again)).text
    assert 'value="amina@lamps.example"' in form
    assert '<option selected value="fr">' in form


def test_a_link_opens_no_invitation_that_got_the_number_of_its_own(app, db):
    keeper, stranger = sign_in(app, make_person(roles=("secretariat",))), app.test_client()
    keeper.post("/secretariat/invite", data={"email": "first@lamps.example", "language": "en"})
    former, number = link_in(newest_mail()), session.query(Invitation.id).scalar()
    assert "first@lamps.example" in stranger.get(former).text
    session.query(Invitation).delete()  # as an account takes it along that ends for good
    session.commit()
    keeper.post("/secretariat/invite", data={"email": "minister@lamps.example", "language": "en"})
    assert newest_mail().to == "minister@lamps.example"
    session.query(Invitation).update({"id": number})
    session.commit()
    page = stranger.get(former)
    assert (page.status_code, "minister@lamps.example" in page.text) == (410, False)
    assert stranger.post(former, data={"password": "seven green turtles"}).status_code == 410
    assert "minister@lamps.example" in stranger.get(invitation_path(session.query(Invitation).one())).text
