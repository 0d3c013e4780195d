"""Persons' pages, hats, statements of interest, and the acts of the secretariat."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from igtf.core import clock
from igtf.core.clock import real_now
from igtf.core.db import session, writing
from igtf.core.errors import Invalid, NotAllowed
from igtf.core.mail import Mail
from igtf.core.moments import day, moment_text
from igtf.council import seating
from igtf.people import commands, secretariat, signins
from igtf.people.models import Invitation, Person
from igtf.people.names import HANDLE
from igtf.people.profiles import imported_profile
from igtf.people.roles import give_role, roles_of
from igtf.record.by import by_importer
from igtf.record.models import Event, Hat
from tests.attack.kit import at_once
from tests.counting import reads
from tests.databases import upgraded_from_before
from tests.factories import by, close_account, issue_form, kinds, later, link_in, make_person, newest_mail, sign_in
from tests.groups import making


def test_a_hat_that_is_worn_already_is_not_added_again(app, db):
    person = make_person()
    mine, hat = sign_in(app, person), {"stakeholder_group": "civil", "capacity": "personal"}
    again = mine.post("/account/hat", data=hat)
    assert (again.status_code, "You wear this hat already." in again.text) == (422, True)
    assert mine.post("/account/hat", data=hat | {"organisation": "Our Sea"}).status_code == 302
    assert mine.post("/account/hat", data=hat | {"organisation": "Our Sea"}).status_code == 422
    session.rollback()
    hats = select(Hat.organisation).where(Hat.actor_id == person.id).order_by(Hat.id)
    assert session.scalars(hats).all() == ["", "Our Sea"]
    assert mine.post(f"/account/hats/{by(person).hat_id}/end").status_code == 302
    assert mine.post("/account/hat", data=hat | {"organisation": "Our Sea"}).status_code == 302, (
        "one laid down comes back"
    )


def test_a_hat_for_an_organisation_counts_once_confirmed(app, db):
    person, office = make_person("mwana"), make_person("office", roles=("secretariat",))
    client = sign_in(app, person)
    missing = client.post(
        "/account/hat", data={"stakeholder_group": "government", "capacity": "for", "organisation": ""}
    )
    assert missing.status_code == 422
    assert b"Name the organisation" in missing.data
    hat = {"stakeholder_group": "government", "capacity": "for", "organisation": "Ministry of Examples"}
    assert client.post("/account/hat", data=hat).status_code == 302
    assert b"unconfirmed, counts as not stated" in client.get("/people/mwana").data
    assert client.get("/secretariat/").status_code == 403
    assert client.post("/secretariat/hats/2/confirm").status_code == 403
    desk = sign_in(app, office)
    page = desk.get("/secretariat/")
    assert b"Ministry of Examples" in page.data
    assert b"verified address at: people.example" in page.data
    assert b"mwana@people.example" not in page.data
    row = '<a class="t" href="/secretariat/">1 hat or claim waits for the secretariat</a>'
    assert [row in desk.get(page).text for page in ("/desk", "/")] == [True, True]
    assert "/secretariat/" not in client.get("/desk").text
    hat_id = session.scalars(select(Hat.id).where(Hat.capacity == "for")).one()
    desk.post(f"/secretariat/hats/{hat_id}/confirm")
    assert "waits for the secretariat" not in desk.get("/desk").text
    assert ">Secretariat</a>" in desk.get("/desk").text
    assert "person.confirm-hat" in kinds()
    assert session.get_one(Hat, hat_id).counts_as == "government"
    assert b"confirmed" in client.get("/people/mwana").data
    again = desk.post(f"/secretariat/hats/{hat_id}/confirm", follow_redirects=True)
    assert b"needs no confirmation" in again.data


WAITS = "Your hat for Ministry of Examples waits for the secretariat; until then you count as not stated."


def claimed(app):
    """Return clients of who says that they act for an organisation, and of the secretariat; and the hat."""
    person, desk = make_person("mwana"), sign_in(app, make_person("office", roles=("secretariat",)))
    hat = commands.add_hat(person, stakeholder_group="government", capacity="for",
                           organisation="Ministry of Examples", by=by(person))  # fmt: skip
    return sign_in(app, person), desk, hat.id


def test_a_hat_is_not_confirmed_with_a_reason_that_its_person_is_told(app, db):
    client, desk, hat_id = claimed(app)
    path, given = f"/secretariat/hats/{hat_id}/refuse", {"reason": "No such ministry, 100%."}
    assert WAITS in client.get("/desk").text
    assert WAITS not in desk.get("/desk").text
    assert client.post(path, data=given).status_code == 403
    assert path in desk.get("/secretariat/").text
    asked = desk.get(path).text
    assert "Mwana Exemplar" in asked
    assert "Ministry of Examples" in asked
    empty = desk.post(path, data={"reason": ""})
    assert (empty.status_code, "Say why; the reason is public." in empty.text) == (422, True)
    assert "its person is told why" in desk.post(path, data=given, follow_redirects=True).text
    assert path not in desk.get("/secretariat/").text
    assert ["1 hat or claim waits" in desk.get(page).text for page in ("/desk", "/")] == [False, False]
    assert WAITS not in client.get("/desk").text
    mail = newest_mail()
    assert mail.to == "mwana@people.example"
    assert "That you act for Ministry of Examples is not confirmed" in mail.text
    assert "No such ministry, 100%." in mail.text
    assert re.search(r"did not confirm.*?@mwana.*?No such ministry, 100%\.", client.get("/record").text, re.DOTALL)
    assert "not confirmed by the secretariat, counts as not stated" in client.get("/people/mwana").text
    again = desk.post(path, data=given)
    assert (again.status_code, "does not wait for confirmation" in again.text) == (403, True)
    assert f"/secretariat/hats/{hat_id}/confirm" in desk.get("/people/mwana").text
    desk.post(f"/secretariat/hats/{hat_id}/confirm")
    session.rollback()
    assert session.get_one(Hat, hat_id).counts_as == "government"
    assert "not confirmed" not in client.get("/people/mwana").text


def test_the_hat_of_a_closed_account_waits_no_more_until_that_is_opened_again(app, db):
    _client, desk, hat_id = claimed(app)
    path, row = f"/secretariat/hats/{hat_id}/confirm", "1 hat or claim waits for the secretariat"

    def waits():
        return [path in desk.get("/secretariat/").text, row in desk.get("/desk").text]

    assert waits() == [True, True]
    given = {"person": "mwana", "reason": "Not a person.", "step": "done"}
    assert desk.post("/secretariat/close", data=given).status_code == 302
    assert waits() == [False, False]
    assert desk.post("/secretariat/people/mwana/reopen").status_code == 302
    assert waits() == [True, True]


def test_a_confirmation_is_taken_back_and_what_was_counted_stays(app, db):
    client, desk, hat_id = claimed(app)
    path, given = f"/secretariat/hats/{hat_id}/take-back", {"reason": "They left the ministry."}
    early = desk.post(path, data=given)
    assert (early.status_code, "is not confirmed, or has ended" in early.text) == (403, True)
    desk.post(f"/secretariat/hats/{hat_id}/confirm")
    assert client.post("/issues/new", data=issue_form() | {"hat": str(hat_id)}).status_code == 302
    assert path in desk.get("/people/mwana").text
    assert path not in client.get("/people/mwana").text
    assert client.post(path, data=given).status_code == 403
    assert desk.post(path, data={"reason": ""}).status_code == 422
    assert "counts as not stated from now on" in desk.post(path, data=given, follow_redirects=True).text
    assert "They left the ministry." in newest_mail().text
    assert desk.post(path, data=given).status_code == 403
    assert client.post("/issues/1/comments", data={"body": "Still here.", "hat": str(hat_id)}).status_code == 422
    newest = session.scalars(select(Hat.id).order_by(Hat.id.desc())).first()
    assert client.post("/issues/1/comments", data={"body": "Still here.", "hat": str(newest)}).status_code == 302
    session.rollback()
    said = select(Event.kind, Hat.counts_as).join(Hat, Hat.id == Event.hat_id)
    counted = session.execute(said.where(Event.kind.in_(("issue.file", "comment.add"))).order_by(Event.id)).all()
    assert [tuple(row) for row in counted] == [("issue.file", "government"), ("comment.add", "unstated")]
    assert WAITS not in client.get("/desk").text
    assert re.search(r"took back.*?@mwana.*?They left the ministry\.", client.get("/record").text, re.DOTALL)


def test_a_hat_says_from_when_to_when_it_was_worn_and_so_do_those_of_before_an_upgrade(app, db, db_url):
    client, desk, hat_id = claimed(app)
    for days, name in ((5, "confirm"), (10, "take-back")):
        with later(app, days):
            desk.post(f"/secretariat/hats/{hat_id}/{name}", data={"reason": "They left the ministry."})
    with later(app, 20):
        client.post("/account/hat", data={"stakeholder_group": "civil", "capacity": "personal", "organisation": "Sea"})
    declared, exchanged, lately = (day(clock.now() + timedelta(days=days)) for days in (0, 10, 20))
    shown = app.test_client().get("/people/mwana")
    assert f"{declared} to {exchanged}" in shown.text
    assert [shown.text.count(f"since {one}") for one in (declared, exchanged, lately)] == [1, 1, 1]
    person = app.test_client().get("/api/v1/people/mwana").json
    assert [hat["since"][:10] for hat in person["hats"]] == [
        f"{clock.now() + timedelta(days=days):%Y-%m-%d}" for days in (0, 10, 20)
    ]
    dates = select(Hat.id, Hat.started_at, Hat.ended_at).order_by(Hat.id)
    session.rollback()
    before = [tuple(row) for row in session.execute(dates)]
    upgraded_from_before(db_url, "0060")
    assert [tuple(row) for row in session.execute(dates)] == before


def test_the_hat_of_a_seat_and_ones_own_stay_confirmed(app, db):
    client, desk, hat_id = claimed(app)
    desk.post(f"/secretariat/hats/{hat_id}/confirm")
    with writing():
        give_role(session.get_one(Hat, hat_id).actor_id, "council", at=clock.now(), hat_id=hat_id)
        give_role(session.get_one(Hat, hat_id).actor_id, "secretariat", at=clock.now())
    path, given = f"/secretariat/hats/{hat_id}/take-back", {"reason": "They left the ministry."}
    seated = desk.post(path, data=given)
    assert (seated.status_code, "First the seat ends" in seated.text) == (403, True)
    own = client.post(path, data=given)
    assert (own.status_code, "You stand aside here: you wear this hat." in own.text) == (403, True)


def test_nobody_confirms_their_own_hat(app, db):
    own, other = make_person("office", roles=("secretariat",)), make_person("second", roles=("secretariat",))
    client = sign_in(app, own)
    hat = {"stakeholder_group": "government", "capacity": "for", "organisation": "Ministry of Examples"}
    assert client.post("/account/hat", data=hat).status_code == 302
    path = f"/secretariat/hats/{by(own).hat_id}/confirm"
    said = "You stand aside here: you wear this hat."
    assert path not in client.get("/secretariat/").text
    client.get("/secretariat/")
    assert said in client.post(path, follow_redirects=True).text
    assert "person.confirm-hat" not in kinds()
    assert path in sign_in(app, other).get("/secretariat/").text
    assert "The hat is confirmed" in sign_in(app, other).post(path, follow_redirects=True).text
    assert session.get_one(Hat, by(own).hat_id).counts_as == "government"


def test_hats_are_laid_down_but_never_the_last_and_never_anothers(app, db):
    person, other = make_person(), make_person()
    first, theirs = by(person).hat_id, by(other).hat_id
    client = sign_in(app, person)
    refused = client.post(f"/account/hats/{first}/end", follow_redirects=True)
    assert b"your only hat" in refused.data
    assert client.post(f"/account/hats/{theirs}/end").status_code == 404
    client.post("/account/hat", data={"stakeholder_group": "technical", "capacity": "personal"})
    client.post(f"/account/hats/{first}/end")
    session.rollback()
    assert session.get_one(Hat, first).ended_at is not None


def test_a_statement_of_interest_keeps_its_versions(app, db):
    person = make_person("mwana")
    client = sign_in(app, person)
    assert client.post("/account/interest", data={"text": " "}).status_code == 422
    client.post("/account/interest", data={"text": "I work for *Example Fiction*."})
    client.post("/account/interest", data={"text": "I work for nobody <script>alert(1)</script>."})
    page = app.test_client().get("/people/mwana").text
    assert "<em>Example Fiction</em>" in page
    assert page.index("nobody") < page.index("1 former version")
    assert "<script>" not in page
    same = client.post("/account/interest", data={"text": "I work for nobody <script>alert(1)</script>."})
    assert (same.status_code, "Nothing was changed" in same.text) == (422, True)
    client.post("/account/interest", data={"text": "I work for *Example Fiction*."})
    assert kinds().count("person.interest") == 3
    assert app.test_client().post("/account/interest", data={"text": "x"}).location == "/sign-in?next=/account/interest"


def test_the_profile_says_who_somebody_is(app, db):
    person = make_person("mwana", country="KE")
    client = sign_in(app, person)
    form = {
        "name": "Mwana Mfano",
        "country": "TZ",
        "languages": ["sw", "en"],
        "about": "Teacher, 2011 to 2020",
    }
    assert client.post("/account/profile", data=form | {"name": "x" * 81}).status_code == 422
    assert client.post("/account/profile", data=form).status_code == 302
    same = client.post("/account/profile", data=form)
    assert (same.status_code, "Nothing was changed" in same.text) == (422, True)
    assert client.post("/account/profile", data=form | {"languages": ["sw"]}).status_code == 302
    assert client.post("/account/profile", data=form).status_code == 302
    assert kinds().count("person.profile") == 3
    page = app.test_client().get("/people/MWANA").text
    for said in ("Mwana Mfano", "Tanzania", "African Group", "English", "Swahili", "Teacher, 2011"):
        assert said in page
    assert "people.example" not in page
    wrong = client.post("/account/preferences", data={"mail_pace": "hourly", "time_zone": "UTC"})
    assert wrong.status_code == 422
    client.post("/account/preferences", data={"mail_pace": "daily", "time_zone": "Africa/Nairobi"})
    assert b"Africa/Nairobi" in client.get("/account/").data
    assert client.get("/account/nothing").status_code == 404


def test_a_person_is_found_with_what_they_did(app, db):
    filer = make_person("mwana", group="civil", country="KE", roles=("moderator",))
    make_person("otso", group="technical", country="FI")
    client = sign_in(app, filer)
    client.post("/issues/new", data=issue_form())
    for number in range(30):
        client.post("/issues/1/comments", data={"body": f"Remark {number}"})
    reader = app.test_client()
    with reads(app) as asked:
        page = reader.get("/people/mwana").text
    assert len(asked) <= 8, asked
    assert "Moderator" in page
    assert "Interconnection costs" in page
    older = re.search(r'href="(\?before=\d+)', page)
    assert older
    rest = reader.get(f"/people/mwana{older[1]}").text
    assert "Joined" in rest
    with reads(app) as asked:
        assert "otso" in reader.get("/people/").text
    assert len(asked) <= 4, asked
    found = reader.get("/people/?name=mwa&group=civil&region=african").text
    assert "/people/mwana" in found
    assert "/people/otso" not in found
    assert "Nobody matches" in reader.get("/people/?name=%25").text
    kenya = reader.get("/people/?country=KE").text
    assert ["/people/mwana" in kenya, "/people/otso" in kenya, "Country: Kenya" in kenya] == [True, False, True]
    africa = reader.get("/people/?m49=002").text
    assert ["/people/mwana" in africa, "/people/otso" in africa, "M49 region: Africa" in africa] == [True, False, True]
    assert "<dd>Afrique</dd>" in reader.get("/people/mwana?lang=fr").text
    listed = reader.get("/api/v1/people?m49=150").json["items"]
    assert [(one["handle"], one["m49"]) for one in listed] == [("otso", "150")]
    assert reader.get("/api/v1/people?m49=2").status_code == 422
    assert reader.get("/people/nobody-here").status_code == 404


def test_an_invitation_leads_to_a_verified_account_once(app, db):
    desk = sign_in(app, make_person("office", roles=("secretariat",)))
    known = {"email": "office@people.example", "language": "en"}
    assert "has an account already" in desk.post("/secretariat/invite", data=known).text
    speechless = desk.post("/secretariat/invite", data={"email": "otso@people.example"})
    assert (speechless.status_code, "Choose the language of the mails." in speechless.text) == (422, True)
    desk.post(
        "/secretariat/invite",
        data={"email": "Otso@People.example", "language": "en", "reason": "We need your view of the north."},
    )
    mail = newest_mail()
    assert mail.to == "otso@people.example"
    assert "Office Exemplar invites you" in mail.text
    assert "We need your view of the north." in mail.text
    other = sign_in(app, make_person("clerk", roles=("secretariat",)))
    assert "sent by Office Exemplar" in other.get("/secretariat/").text
    guest = app.test_client()
    path = link_in(mail)
    assert guest.get(path).status_code == 200
    form = {"name": "Otso Esimerkki", "handle": "otso", "password": "seven green turtles", "country": "FI",
            "stakeholder_group": "civil", "capacity": "personal"}  # fmt: skip
    assert b"office is taken" in guest.post(path, data=form | {"handle": "office"}).data
    assert guest.post(path, data=form).location == "/desk"
    assert guest.get("/account/").status_code == 200
    assert "verified already" in guest.get(path).text
    assert 'href="/sign-in"' in app.test_client().get(path).text
    assert b"joined" in desk.get("/secretariat/").data


def test_an_imported_profile_gets_a_handle_that_one_may_have(db):
    for taken in ("ada", "ada-2"):
        make_person(taken)
    long = "Somebody with some long name"
    found = {name: imported_profile(name, source="A list", by=by_importer(clock.now())).actor.handle
             for name in ("Ada", "ADA", "Admin", "9 Lives", "X", "Иван Примеров", long)}  # fmt: skip
    assert found == {"Ada": "ada-3", "ADA": "ada-4", "Admin": "admin-2", "9 Lives": "lives", "X": "x-2",
                     "Иван Примеров": "participant", long: "somebody-with-some-long"}  # fmt: skip
    assert all(HANDLE.fullmatch(handle) for handle in found.values())
    again = imported_profile("Ada", source="A list", by=by_importer(clock.now()))
    assert again.actor.handle == "ada-3"


def test_an_imported_profile_is_claimed_with_approval(app, db):
    office = make_person("office", roles=("secretariat",))
    at = clock.now()
    commands.add_person(handle="ines", name="Ines Beispiel", at=at, source="Example list", by=by_importer(at))
    guest = app.test_client()
    assert b"Is it you? Claim it" in guest.get("/people/ines").data
    assert guest.post("/people/ines/claim", data={"email": "no", "reason": "It is me."}).status_code == 422
    guest.post("/people/ines/claim", data={"email": "ines@people.example", "reason": "See the list on my own site."})
    refused = guest.post("/people/office/claim", data={"email": "x@y.example", "reason": "Me."})
    assert b"has its person already" in refused.data
    assert guest.post("/secretariat/claims/1/approve").status_code == 403
    desk = sign_in(app, office)
    assert b"See the list on my own site." in desk.get("/secretariat/").data
    desk.post("/secretariat/claims/1/approve")
    path = link_in(newest_mail())
    assert guest.post(path, data={"password": "ines beispiel"}).status_code == 422
    assert guest.post(path, data={"password": "seven green turtles"}).status_code == 302
    assert b"Ines Beispiel" in guest.get("/account/").data
    assert "verified already" in guest.get(path).text
    assert b"Claim it" not in guest.get("/people/ines").data
    again = desk.post("/secretariat/claims/1/approve", follow_redirects=True)
    assert b"settled already" in again.data
    assert kinds()[-2:] == ["person.approve-claim", "person.claim"]


def test_a_claim_that_is_refused_is_answered_by_mail_and_can_be_made_again(app, db):
    desk, at = sign_in(app, make_person("office", roles=("secretariat",))), clock.now()
    commands.add_person(handle="ines", name="Ines Beispiel", at=at, by=by_importer(at))
    guest, given = app.test_client(), {"email": "ines@people.example", "reason": "It is me."}
    guest.post("/people/ines/claim", data=given)
    assert guest.post("/secretariat/claims/1/refuse").status_code == 403
    assert session.scalars(select(Mail)).all() == []
    for said in ("The claim is refused", "settled already"):
        assert said in desk.post("/secretariat/claims/1/refuse", follow_redirects=True).text
    session.rollback()
    mail = session.scalars(select(Mail)).one()
    assert (mail.to, mail.subject.startswith("Your claim to a profile")) == ("ines@people.example", True)
    assert "has not approved your claim to the profile of Ines Beispiel" in " ".join(mail.text.split())
    assert link_in(mail) == "/people/ines/claim"
    assert guest.post(link_in(mail), data=given | {"reason": "See my own site."}).status_code == 302
    desk.post("/secretariat/claims/2/approve")
    assert guest.post(link_in(newest_mail()), data={"password": "seven green turtles"}).status_code == 302


@pytest.mark.parametrize("decision", ["approve", "refuse"])
def test_what_is_decided_on_is_the_claim_that_was_seen(app, db, decision):
    desk, at = sign_in(app, make_person("office", roles=("secretariat",))), clock.now()
    for handle in ("ines", "otso"):
        commands.add_person(handle=handle, name=handle.title(), at=at, by=by_importer(at))
    guest, amina = app.test_client(), make_person("amina")
    honest, other = {"email": "amina@people.example", "reason": "It is me."}, {"email": "x@y.example", "reason": "Me."}
    guest.post("/people/ines/claim", data=honest)
    (button,) = re.findall(rf'action="(/secretariat/claims/1/{decision}[^"]*)"', desk.get("/secretariat/").text)
    close_account(app, amina)  # its claims go with it, and the next one may get their number
    guest.post("/people/otso/claim", data=other)
    assert desk.post(button).status_code in (302, 404)
    session.rollback()
    waits = select(Invitation.email, Invitation.sent_at, Invitation.refused_at)
    assert session.execute(waits).all() == [("x@y.example", None, None)]
    (button,) = re.findall(rf'action="(/secretariat/claims/[0-9]+/{decision}[^"]*)"', desk.get("/secretariat/").text)
    guest.post("/people/otso/claim", data=other | {"reason": "Me, as you see."})
    desk.post(button)
    session.rollback()
    assert session.execute(waits).all() == [("x@y.example", None, None)]
    (button,) = re.findall(rf'action="(/secretariat/claims/[0-9]+/{decision}[^"]*)"', desk.get("/secretariat/").text)
    assert desk.post(button).status_code == 302
    session.rollback()
    ((_email, sent_at, refused_at),) = session.execute(waits).all()
    assert (sent_at is None, refused_at is None) == (decision == "refuse", decision == "approve")


def test_invitations_and_answers_to_claims_are_in_the_language_of_who_gets_them(app, db):
    desk, at = sign_in(app, make_person("office", roles=("secretariat",))), clock.now()
    for handle, code in (("ines", "fr"), ("otso", "es")):
        commands.add_person(handle=handle, name=handle.capitalize(), at=at, by=by_importer(at))
        given = {"email": f"{handle}@people.example", "reason": "It is me."}
        assert app.test_client().post(f"/people/{handle}/claim?lang={code}", data=given).status_code == 302
    desk.post("/secretariat/claims/1/approve")
    approved = newest_mail()
    assert (approved.to, approved.subject.startswith("Votre profil")) == ("ines@people.example", True)
    desk.post("/secretariat/claims/2/refuse")
    assert newest_mail().subject.startswith("Su solicitud"), newest_mail().subject
    given = {"email": "amina@people.example", "language": "fr", "reason": "Welcome."}
    assert desk.post("/secretariat/invite", data=given).status_code == 302
    assert newest_mail().subject.startswith("Invitation à participer")


def test_nobody_is_invited_twice_within_a_day(app, db):
    desk = sign_in(app, make_person("office", roles=("secretariat",)))
    given = {"email": "amina@people.example", "language": "en", "reason": "Welcome."}
    assert desk.post("/secretariat/invite", data=given).status_code == 302
    (first,) = session.scalars(select(Invitation))
    again = desk.post("/secretariat/invite", data=given | {"email": "Amina@people.example"})
    assert again.status_code == 422
    assert f"This address was invited already, on {moment_text(first.sent_at)}" in again.text
    assert f"works until {day(first.sent_at + timedelta(days=30))}" in again.text
    assert f"after {moment_text(first.sent_at + timedelta(days=1))}" in again.text
    assert [session.scalar(select(func.count()).select_from(each)) for each in (Mail, Invitation)] == [1, 1]
    assert desk.post("/secretariat/invite", data=given | {"email": "otso@people.example"}).status_code == 302
    session.rollback()
    session.query(Invitation).update({"sent_at": real_now() - timedelta(days=1, minutes=1)})
    session.commit()
    assert desk.post("/secretariat/invite", data=given).status_code == 302, "the first mail may be lost"
    assert session.scalar(select(func.count()).select_from(Mail)) == 3


def test_a_claim_that_is_sent_twice_in_one_moment_waits_once(app, db):
    desk, at = sign_in(app, make_person("office", roles=("secretariat",))), clock.now()
    commands.add_person(handle="ines", name="Ines Beispiel", at=at, by=by_importer(at))
    given, guests = (
        {"email": "ines@people.example", "reason": "See my site."},
        [app.test_client() for _each in range(5)],
    )
    sent = at_once([lambda g=g: g.post("/people/ines/claim", data=given).status_code for g in guests])
    assert set(sent) == {302}
    assert desk.get("/secretariat/").text.count("See my site.") == 1


def test_a_profile_that_was_closed_is_claimed_by_nobody(app, db):
    desk, at = sign_in(app, make_person("office", roles=("secretariat",))), clock.now()
    for handle in ("ines", "otso"):
        commands.add_person(handle=handle, name=f"{handle.title()} Beispiel", at=at, by=by_importer(at))
    guest, closed = app.test_client(), "This profile is closed. Ask the secretariat to open it again."
    for handle in ("ines", "otso"):
        given = {"email": f"{handle}@people.example", "reason": "See my own site."}
        assert guest.post(f"/people/{handle}/claim", data=given).status_code == 302
    desk.post("/secretariat/claims/1/approve")
    path = link_in(newest_mail())
    for handle in ("ines", "otso"):
        assert (
            desk.post(
                "/secretariat/close", data={"person": handle, "reason": "Not a person.", "step": "done"}
            ).status_code
            == 302
        )
    assert closed in guest.post("/people/ines/claim", data={"email": "x@y.example", "reason": "Me."}).text
    told = desk.post("/secretariat/claims/2/approve", follow_redirects=True).text
    assert "This account is closed; open it again first." in told
    for answer in (guest.get(path), guest.post(path, data={"password": "seven green turtles"})):
        assert (answer.status_code, closed in answer.text) == (410, True)
    assert kinds()[-1] == "person.close"
    for handle in ("ines", "otso"):
        desk.post(f"/secretariat/people/{handle}/reopen")
    assert "The claimant gets a link" in desk.post("/secretariat/claims/2/approve", follow_redirects=True).text
    assert guest.post(path, data={"password": "seven green turtles"}).status_code == 302
    assert "Ines Beispiel" in guest.get("/account/").text


def test_roles_begin_and_end_and_somebody_remains(app, db):
    office, other = make_person("office", roles=("secretariat",)), make_person("other")
    desk = sign_in(app, office)
    ending = {"person": "office", "role": "secretariat", "reason": "It was decided."}
    link = re.search(r'href="(/secretariat/end-role\?[^"]+)"', desk.get("/secretariat/").text)
    assert link
    asked = desk.get(link[1].replace("&amp;", "&")).text
    assert 'value="office"' in asked
    assert '<option selected value="secretariat">' in asked
    last = desk.post("/secretariat/end-role", data=ending)
    assert b"last member of the secretariat" in last.data
    assert (
        b"nobody called"
        in desk.post(
            "/secretariat/role", data={"person": "ghost", "role": "moderator", "reason": "It was decided."}
        ).data
    )
    assert (
        desk.post(
            "/secretariat/role", data={"person": "other", "role": "council", "reason": "It was decided."}
        ).status_code
        == 422
    )
    desk.post("/secretariat/role", data={"person": "other", "role": "secretariat", "reason": "It was decided."})
    session.rollback()
    assert roles_of(other.id).has("secretariat")
    assert (
        b"already"
        in desk.post(
            "/secretariat/role", data={"person": "other", "role": "secretariat", "reason": "It was decided."}
        ).data
    )
    desk.post("/secretariat/end-role", data=ending)
    session.rollback()
    assert not roles_of(office.id).has("secretariat")
    assert desk.get("/secretariat/").status_code == 403
    assert kinds()[-2:] == ["role.give", "role.end"]
    with pytest.raises(NotAllowed):
        secretariat.assign_role(other, "moderator", reason="So.", by=by(office))


def test_roles_are_made_by_the_council_and_nobody_gives_one_to_themselves(app, db):
    office, other = make_person("office", roles=("secretariat",)), make_person("other")
    member, chair = make_person("seated"), make_person("leads")
    desk, leads = sign_in(app, office), sign_in(app, chair)
    given = {"person": "other", "role": "moderator", "reason": "She moderated a forum for ten years."}
    own = desk.post("/secretariat/role", data=given | {"person": "office"})
    assert (own.status_code, "You stand aside here: you would get this role." in own.text) == (403, True)
    assert "Say why; the reason is public." in desk.post("/secretariat/role", data=given | {"reason": ""}).text
    for seat, person in ((28, member), (29, chair)):
        seating.seat(seat, person, by=by(office))
    seating.name_chair(chair, by=by(office))
    refused = desk.get("/secretariat/role")
    assert (refused.status_code, "The council makes moderators" in refused.text) == (403, True)
    assert "/secretariat/role" not in desk.get("/secretariat/").text
    assert sign_in(app, member).post("/secretariat/role", data=given).status_code == 403
    assert "/secretariat/role" in leads.get("/council/").text
    assert leads.post("/secretariat/role", data=given | {"person": "leads"}).status_code == 403
    assert leads.post("/secretariat/role", data=given).status_code == 302
    assert roles_of(other.id).has("moderator")
    mails = making.told(app)
    assert "gave a role" in mails["seated@people.example"]
    assert "ten years" in mails["other@people.example"]
    assert "ten years" in app.test_client().get("/council/council").text
    ending = {"person": "other", "role": "moderator", "reason": "Asked to leave."}
    assert desk.post("/secretariat/end-role", data=ending).status_code == 403
    assert leads.post("/secretariat/end-role", data=ending).status_code == 302
    make_person("second", roles=("secretariat",))
    assert (
        desk.post("/secretariat/end-role", data=ending | {"person": "office", "role": "secretariat"}).status_code == 302
    )
    session.rollback()
    assert not roles_of(office.id).has("secretariat"), "an office is laid down by who holds it"


def test_a_moderator_lays_the_role_down_from_their_own_page(app, db):
    office, judge = make_person("office", roles=("secretariat",)), make_person("judge", roles=("moderator",))
    other = make_person("other", roles=("moderator",))
    client = sign_in(app, judge)
    assert "/secretariat/end-role" not in client.get("/people/other").text
    link = re.search(r'href="(/secretariat/end-role\?[^"]+)"', client.get("/people/judge").text)
    assert link
    form = client.get(link[1].replace("&amp;", "&"))
    assert (form.status_code, 'value="judge"' in form.text, '"/secretariat/"' in form.text) == (200, True, False)
    ending = {"person": "other", "role": "moderator", "reason": "I have no time any more."}
    refused = client.post("/secretariat/end-role", data=ending)
    assert (refused.status_code, "its chair records it" in refused.text) == (403, True)
    assert client.post("/secretariat/end-role", data=ending | {"person": "judge"}).status_code == 302
    session.rollback()
    assert [roles_of(person.id).has("moderator") for person in (judge, other)] == [False, True]
    assert client.get("/secretariat/end-role").status_code == 403
    assert "/secretariat/end-role" not in client.get("/people/judge").text
    leads = make_person("leads", roles=("council", "council-chair"))
    given = [sign_in(app, office).get(f"/people/{name}").text for name in ("other", "office")]
    assert not any("/secretariat/role" in page for page in given), "it is the council's to give"
    offered = [sign_in(app, leads).get(f"/people/{name}").text for name in ("other", "leads")]
    assert ["/secretariat/role?person=" in page for page in offered] == [True, False]


def test_nobody_gets_a_role_who_cannot_sign_in(app, db):
    office = make_person("office", roles=("secretariat",))
    desk, at = sign_in(app, office), clock.now()
    commands.add_person(handle="unclaimed", name="Otso Esimerkki", at=at, source="a list", by=by_importer(at))
    assert "/secretariat/role" not in desk.get("/people/unclaimed").text
    given = {"person": "unclaimed", "role": "secretariat", "reason": "It was decided."}
    refused = desk.post("/secretariat/role", data=given)
    assert (refused.status_code, "This profile has no account yet" in refused.text) == (403, True)
    last = desk.post("/secretariat/end-role", data=given | {"person": "office"})
    assert "This is the last member of the secretariat" in last.text


def test_a_role_that_nobody_holds_does_not_end(app, db):
    office, other = make_person("office", roles=("secretariat",)), make_person("other", roles=("moderator",))
    desk = sign_in(app, office)
    ending = {"person": "other", "role": "moderator", "reason": "It was decided."}
    assert desk.post("/secretariat/end-role", data=ending).status_code == 302
    for given, said in (
        (ending, "Other Exemplar does not hold this role."),
        (ending | {"role": "secretariat", "reason": "It was decided."}, "does not hold this role."),
        (ending | {"role": "council", "reason": "It was decided."}, "Choose one of the list."),
    ):
        refused = desk.post("/secretariat/end-role", data=given)
        assert (refused.status_code, said in refused.text) == (422, True)
    assert kinds().count("role.end") == 1
    told = session.scalars(select(Mail.text).where(Mail.to == "other@people.example")).all()
    assert ["Your role has ended: Moderator." in text for text in told] == [True]
    with pytest.raises(Invalid):
        secretariat.withdraw_role(other, "council", reason="So.", by=by(office))


def test_a_closed_account_ends_what_it_could_do_and_opens_again(app, db):
    office, other = make_person("office", roles=("secretariat",)), make_person("other", roles=("moderator",))
    theirs, desk = sign_in(app, other), sign_in(app, office)
    token = signins.make_token(other, "script")
    assert desk.post("/secretariat/close", data={"person": "other", "reason": ""}).status_code == 422
    given = {"person": "other", "reason": "Asked for it."}
    looked = desk.post("/secretariat/close", data=given).text
    assert all(said in looked for said in ("Nothing is recorded yet.", "Other Exemplar", "all roles: Moderator."))
    assert "The reason becomes public, and is mailed to the person." in looked
    back = desk.post("/secretariat/close", data=given | {"step": "back"})
    assert (back.status_code, "Asked for it." in back.text, 'value="other"' in back.text) == (200, True, True)
    unknown = desk.post("/secretariat/close", data=given | {"person": "othr"})
    assert (unknown.status_code, "nobody called othr" in unknown.text) == (422, True)
    assert theirs.get("/account/").status_code == 200
    assert "person.close" not in kinds()
    assert "Give a role" in desk.get("/people/other").text
    desk.post("/secretariat/close", data=given | {"step": "done"})
    session.rollback()
    assert theirs.get("/account/").status_code == 302
    assert signins.token_given(token) is None
    assert not roles_of(other.id).has("moderator")
    right = {"login": "other", "password": "a long enough password"}
    assert app.test_client().post("/sign-in", data=right).status_code == 422
    assert b"This account was closed" in app.test_client().get("/people/other").data
    assert b"/people/other" not in app.test_client().get("/people/").data
    assert "Give a role" not in desk.get("/people/other").text
    for step in ("", "done"):
        mine = desk.post("/secretariat/close", data={"person": "office", "reason": "x", "step": step})
        assert mine.status_code == 403
        assert b"last member" in mine.data
        again = desk.post("/secretariat/close", data=given | {"step": step})
        assert (again.status_code, "closed already" in again.text) == (403, True)
    desk.post("/secretariat/people/other/reopen")
    assert app.test_client().post("/sign-in", data=right).status_code == 302


def test_the_record_says_whom_the_secretariat_acted_on_and_why(app, db):
    make_person("other")
    desk, reader = sign_in(app, make_person("office", roles=("secretariat",))), app.test_client()
    for verb in ("role", "end-role"):
        desk.post(f"/secretariat/{verb}", data={"person": "other", "role": "moderator", "reason": "It was decided."})
    desk.post("/secretariat/close", data={"person": "other", "reason": "Asked for it.", "step": "done"})
    page, person = reader.get("/record").text, reader.get("/people/other").text
    for row in (r"gave a role.*?@other.*?Moderator", r"closed an account.*?@other.*?Asked for it\."):
        for told in (page, reader.get("/people/office").text):
            assert re.search(row, told, re.DOTALL | re.IGNORECASE)
    assert "Asked for it." in person
    (entry,) = re.findall(r'href="(/record\?before=\d+#e\d+)"', person)
    assert f'id="{entry.partition("#")[2]}"' in reader.get(entry.partition("#")[0]).text
    desk.post("/secretariat/people/other/reopen")
    assert "Asked for it." not in reader.get("/people/other").text
    assert re.search(r"opened an account again.*?@other", reader.get("/record").text, re.DOTALL)


def test_a_person_is_told_what_the_secretariat_did_with_their_account(app, db):
    person, office = make_person("other"), make_person("office", roles=("secretariat",))
    hat = commands.add_hat(person, stakeholder_group="civil", capacity="for", organisation="Our Sea", by=by(person))
    desk = sign_in(app, office)
    desk.post(f"/secretariat/hats/{hat.id}/confirm")
    desk.post("/secretariat/role", data={"person": "other", "role": "moderator", "reason": "It was decided."})
    desk.post("/secretariat/role", data={"person": "other", "role": "moderator", "reason": "It was decided."})
    desk.post("/secretariat/end-role", data={"person": "other", "role": "moderator", "reason": "It was decided."})
    desk.post("/secretariat/close", data={"person": "other", "reason": "Asked for it, 100%.", "step": "done"})
    desk.post("/secretariat/people/other/reopen")
    again = desk.post("/secretariat/people/other/reopen", follow_redirects=True)
    assert "This account is not closed." in again.text
    assert kinds().count("person.reopen") == 1
    session.rollback()
    told = session.scalars(select(Mail).where(Mail.to == "other@people.example").order_by(Mail.id)).all()
    said = [
        "That you act for Our Sea is confirmed", "role from now on: Moderator. If you do not want it, answer",
        "Your role has ended: Moderator.", "The reason is public: Asked for it, 100%.", "account is open again",
    ]  # fmt: skip
    assert len(told) == len(said), "an act that is refused tells nobody"
    for mail, words in zip(told, said, strict=True):
        assert words in " ".join(mail.text.split())
    assert session.scalar(select(Mail.id).where(Mail.to == "office@people.example")) is None


def test_accounts_that_were_closed_in_one_second_stand_in_an_order(app, db):
    office, *closed = make_person(roles=("secretariat",)), make_person("abel"), make_person("bela")
    with writing():
        for person in closed:
            session.get_one(Person, person.id).deactivated_at = clock.now()
    page = sign_in(app, office).get("/secretariat/").text
    assert page.index("/people/bela") < page.index("/people/abel")
