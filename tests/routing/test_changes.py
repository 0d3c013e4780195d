"""Changes to the list of bodies: proposed by anyone, shown side by side, approved or declined with a reason."""

from sqlalchemy import select

from igtf.core.db import session
from igtf.record.models import Event, Payload
from igtf.routing.choices import entry_of
from igtf.routing.models import Body, BodyChange
from igtf.routing.naming import bodies_named
from igtf.routing.queries import body_by
from tests.appeals.house import House, decision, upheld
from tests.factories import make_person, sign_in
from tests.routing.acts import make_body, name_contact, sent_statement

ENTRY = {
    "acronym": "TREE", "name": "Forest Assembly", "slug": "tree", "kind": "technical", "parent": "", "url": "",
    "mandate": "Plants trees.", "topics": "forests\nparks", "members": "12 forests", "reason": "It is missing.",
}  # fmt: skip


def fresh(slug: str) -> Body:
    session.rollback()
    session.expire_all()
    found = body_by(slug)
    assert found is not None
    return found


def test_a_new_body_is_proposed_by_anyone_and_listed_once_the_secretariat_approves(app, db):
    make_body()
    anyone, desk = sign_in(app, make_person()), sign_in(app, make_person(roles=("secretariat",)))
    assert app.test_client().post("/body-changes/new", data=ENTRY).status_code == 403
    taken = anyone.post("/body-changes/new", data=ENTRY | {"acronym": "LAMP"})
    assert "This acronym is in the list already." in taken.text
    for broken in ("javascript:x", "https://lamp.example/a b"):
        assert "begins with https://" in anyone.post("/body-changes/new", data=ENTRY | {"url": broken}).text
    assert "in the list already" in anyone.post("/body-changes/new", data=ENTRY | {"slug": "lamp"}).text
    assert anyone.post("/body-changes/new", data=ENTRY).location == "/body-changes/1"
    page = anyone.get("/body-changes/1").text
    assert "Forest Assembly" in page
    assert "Plants trees." in page
    assert "TREE: Forest Assembly" in anyone.get("/body-changes/?state=proposed").text
    assert "/body-changes/1" in desk.get("/desk").text
    assert anyone.get("/bodies/tree").status_code == 404
    assert anyone.post("/body-changes/1/moves/approve", data={"step": "done"}).status_code == 403
    assert desk.post("/body-changes/1/moves/withdraw", data={"reason": "x"}).status_code == 403
    assert desk.post("/body-changes/1/moves/approve", data={"step": "done"}).status_code == 302
    listed = anyone.get("/bodies/tree").text
    assert "12 forests" in listed
    assert (fresh("tree").topics, fresh("tree").members) == (["forests", "parks"], "12 forests")
    assert desk.post("/body-changes/1/moves/decline", data={"reason": "x"}).status_code == 409


def test_the_secretariat_lists_a_body_at_once_and_nobody_else_does(app, db):
    make_body()
    desk = sign_in(app, make_person(roles=("secretariat",)))
    entry = {name: said for name, said in ENTRY.items() if name != "reason"} | {"parent": "lamp"}
    refused = sign_in(app, make_person()).post("/bodies/new", data=entry)
    assert (refused.status_code, "the secretariat" in refused.text) == (403, True)
    for wrong, sentence in (
        ({"slug": "lamp"}, "This short name is in the list already."), ({"slug": "Tree!"}, "Use small letters"),
        ({"slug": "figures"}, "This short name is reserved"), ({"slug": "new"}, "This short name is reserved"),
        ({"acronym": "LAMP"}, "This acronym is in the list already."), ({"url": "ftp://x"}, "begins with https://"),
        ({"parent": "moon"}, "Choose one of the list."), ({"mandate": ""}, "what the body is for"),
    ):  # fmt: skip
        refused = desk.post("/bodies/new", data=entry | wrong)
        assert (refused.status_code, sentence in refused.text) == (422, True), wrong
    assert session.scalars(select(Body.acronym)).all() == ["LAMP"]
    assert desk.post("/bodies/new", data=entry).location == "/bodies/tree"
    assert (fresh("tree").topics, fresh("tree").parent_id) == (["forests", "parks"], fresh("lamp").id)
    page = app.test_client().get("/bodies/tree").text
    assert ("12 forests" in page, 'href="/bodies/lamp"' in page) == (True, True)
    assert desk.post("/bodies/new", data=entry).status_code == 422


def test_no_body_takes_the_name_by_which_texts_name_another(app, db):
    make_body("lamp", acronym="ULM")
    make_body("post", acronym="PU")
    desk = sign_in(app, make_person(roles=("secretariat",)))
    for wrong in ({"acronym": "ulm"}, {"acronym": "Lamp"}, {"acronym": "Union of lamp makers"}, {"slug": "ulm"}):
        entry = {name: said for name, said in ENTRY.items() if name != "reason"} | wrong
        for path, more in (("/bodies/new", {}), ("/body-changes/new", {"reason": "It is missing."})):
            refused = desk.post(path, data=entry | more)
            assert (refused.status_code, "is in the list already." in refused.text) == (422, True), (path, wrong)
    path, entry = "/bodies/post/moves/propose-change", {
        "acronym": "Ulm", "name": "Union of post makers", "kind": "technical", "mandate": "Posts.", "reason": "So.",
    }  # fmt: skip
    assert desk.post(path, data=entry).status_code == 422
    assert desk.post(path, data=entry | {"acronym": "Pu"}).status_code == 302
    assert desk.post("/body-changes/1/moves/approve", data={"step": "done"}).status_code == 302
    assert bodies_named(["ULM", "pu"]) == {"ULM": "lamp", "pu": "post"}


def test_a_change_keeps_both_sides_and_is_refused_once_the_entry_changed_meanwhile(app, db):
    make_body()
    make_body("tree", "Plants trees.", parent="lamp")
    person, secretary = make_person(), make_person(roles=("secretariat",))
    anyone, desk = sign_in(app, person), sign_in(app, secretary)
    begun = anyone.get("/bodies/lamp/moves/propose-change").text
    assert "Writes standards for street lamps." in begun
    entry = {
        "acronym": "LAMP", "name": "Union of lamp makers", "kind": "technical", "parent": "", "url": "",
        "mandate": "Writes standards for street lamps.", "topics": "", "members": "", "reason": "New statutes.",
    }  # fmt: skip
    path = "/bodies/lamp/moves/propose-change"
    assert "Nothing would change" in anyone.post(path, data=entry).text
    assert "part of itself" in anyone.post(path, data=entry | {"parent": "tree"}).text
    wider = entry | {"mandate": "Writes standards for lamps.", "source": "https://lamp.example/statutes"}
    assert anyone.post(path, data=wider).status_code == 302
    assert anyone.post(path, data=wider | {"mandate": "Writes rules."}).status_code == 302
    assert "BC-1" in app.test_client().get("/bodies/lamp").text
    page = app.test_client().get("/body-changes/1").text
    assert "As it stood" in page
    assert "<del>" in page
    assert desk.post("/body-changes/1/moves/approve", data={"step": "done"}).status_code == 302
    assert fresh("lamp").mandate == "Writes standards for lamps."
    stale = desk.post("/body-changes/2/moves/approve", data={"step": "done"})
    assert stale.status_code == 422
    assert "changed meanwhile (mandate)" in stale.text
    assert desk.post("/body-changes/2/moves/decline", data={"reason": ""}).status_code == 422
    assert desk.post("/body-changes/2/moves/decline", data={"reason": "Overtaken."}).status_code == 302
    assert anyone.post(path, data=wider | {"members": "7 makers"}).status_code == 302
    assert anyone.post("/body-changes/3/moves/withdraw", data={"reason": "Wrong number."}).status_code == 302
    session.rollback()
    kept = session.scalar(select(Payload.data).join(Event).where(Event.kind == "body.revise"))
    assert kept is not None
    assert kept["before"] == {"mandate": "Writes standards for street lamps."}
    assert kept["after"] == {"mandate": "Writes standards for lamps."}
    states = session.scalars(select(BodyChange).order_by(BodyChange.id)).all()
    assert [change.subject.state for change in states] == ["approved", "declined", "withdrawn"]
    assert fresh("lamp").mandate == "Writes standards for lamps."
    assert app.test_client().get("/body-changes/9").status_code == 404


def test_a_new_parent_shows_in_the_chain(app, db):
    make_body()
    make_body("tree", "Plants trees.")
    anyone, desk = sign_in(app, make_person()), sign_in(app, make_person(roles=("secretariat",)))
    entry = {
        "acronym": "TREE", "name": "Union of tree makers", "kind": "technical", "parent": "lamp", "url": "",
        "mandate": "Plants trees.", "topics": "", "members": "", "reason": "It became an organ.",
    }  # fmt: skip
    assert anyone.post("/bodies/tree/moves/propose-change", data=entry).status_code == 302
    assert desk.post("/body-changes/1/moves/approve", data={"step": "done"}).status_code == 302
    assert 'href="/bodies/lamp"' in app.test_client().get("/bodies/tree").text


def test_who_approves_a_change_checks_what_would_change(app, db):
    make_body()
    anyone, desk = sign_in(app, make_person()), sign_in(app, make_person(roles=("secretariat",)))
    entry = {"acronym": "LAMP", "name": "Union of lamp makers", "kind": "technical", "parent": "", "url": "",
             "mandate": "Writes standards for all lamps.", "topics": "lamps", "members": "", "source": "Annual report",
             "reason": "They widened it."}  # fmt: skip
    assert anyone.post("/bodies/lamp/moves/propose-change", data=entry).status_code == 302
    assert anyone.post("/body-changes/new", data=ENTRY).status_code == 302
    page = desk.get("/body-changes/1/moves/approve").text
    assert "Check: Approve" in page
    for said in ("As it stood", "Writes standards for street lamps.", "<ins", "They widened it.", "Annual report"):
        assert said in page, said
    page = desk.get("/body-changes/2/moves/approve").text
    assert ("As it stood" in page, "Plants trees." in page, "It is missing." in page) == (False, True, True)


def test_letters_are_found_by_the_name_that_their_body_has_now(app, db):
    secretary, chair = make_person(roles=("secretariat",)), make_person(roles=("council-chair",))
    name_contact(make_body(), secretary)
    make_body("tree")
    sent_statement(secretary, chair)
    session.commit()
    desk, reader = sign_in(app, secretary), app.test_client()
    entry = {
        "acronym": "BULB", "name": "Federation of the filament", "kind": "technical", "parent": "", "url": "",
        "mandate": "Writes standards for street lamps.", "topics": "", "members": "", "reason": "Renamed.",
    }  # fmt: skip

    def found(words):
        return [row["ref"] for row in reader.get(f"/api/v1/statements?q={words}").json["items"]]

    assert (found("filament"), found("makers")) == ([], ["1"])
    assert desk.post("/bodies/lamp/moves/propose-change", data=entry).status_code == 302
    assert desk.post("/body-changes/1/moves/approve", data={"step": "done"}).status_code == 302
    assert (found("filament"), found("BULB"), found("makers")) == (["1"], ["1"], [])


def approved(house: House, **changes: str) -> Event:
    """Propose and approve a change of the entry of the body; return the approval."""
    entry = {name: said for name, said in entry_of(fresh("lamp")).items() if name != "slug"} | changes
    house.do(house.desk, "body", "propose-change", fresh("lamp"), reason="So.", **entry)
    house.do(house.desk, "body-change", "approve", house.newest("body-change"))
    return decision("body-change.approve")


def test_words_whose_approval_is_annulled_do_not_come_back_with_a_later_annulment(app, db):
    make_body()
    house = House()
    approved(house, mandate="Lights all streets.")
    wrong, later = approved(house, mandate="Sells lamps."), approved(house, mandate="Sells and buys lamps.")
    upheld(house, wrong)
    assert fresh("lamp").mandate == "Sells and buys lamps.", "it was changed since"
    upheld(house, later)
    assert fresh("lamp").mandate == "Lights all streets.", "which nobody annulled"
    assert app.test_client().get("/api/v1/body-changes/3").json["state"] == "proposed"
    stale = sign_in(app, house.desk).post("/body-changes/3/moves/approve", data={"step": "done"})
    assert (stale.status_code, "changed meanwhile (mandate)" in stale.text) == (422, True)
