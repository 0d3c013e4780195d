"""Words that a moderator removes go from what a letter, a contact or a change of the list of bodies left elsewhere."""

import pytest
from sqlalchemy import select

from igtf.core.db import session
from igtf.core.text.passages import REMOVED
from igtf.record.models import Event
from igtf.routing.bodies import add_contact
from tests.discussion.test_removing import PATH, SECRET, given, held
from tests.factories import broken_promises, by, make_person, sign_in
from tests.routing.acts import links, make_body, sent_statement
from tests.routing.test_recommendations import published, send_letter

__all__ = ["published"]


@pytest.fixture
def moderator(app, db):
    return sign_in(app, make_person("moderator", roles=("moderator",)))


def naming(app, *pages):
    session.rollback()
    return [page for page in pages if "Jane" in app.test_client().get(page).text]


def test_what_a_body_answered_goes_from_what_was_asked_and_from_its_issue(app, published, moderator):
    desk, _author = published
    send_letter(app, desk)
    done = {"answers-0-answer": "done", "answers-0-text": f"Ask {SECRET}.", "evidence": "Their letter."}
    assert sign_in(app, desk).post("/statements/1/moves/answer", data=done).status_code == 302
    pages = ("/statements/1", "/recommendations/1", "/issues/1", "/api/v1/recommendations/1", "/api/v1/events")
    assert naming(app, *pages) == [*pages]
    assert moderator.post(PATH, data=given("statement.answer")).status_code == 302
    assert naming(app, *pages) == []
    assert held(SECRET) == []


LISTED = {"acronym": "LAMP", "name": "Union of lamp makers", "kind": "technical", "parent": "", "url": "",
          "mandate": "Writes standards for street lamps.", "topics": "", "members": "", "reason": "So."}  # fmt: skip


@pytest.mark.parametrize("kind", ["body.list", "body-change.propose", "body.propose-change"])
def test_the_entry_of_a_body_loses_it_with_what_was_proposed(app, db, moderator, kind):
    make_body()
    desk = sign_in(app, make_person(roles=("secretariat",)))
    new = LISTED | {"slug": "tree", "acronym": "TREE", "name": "Union of trees", "mandate": f"Ask {SECRET}."}
    assert desk.post("/body-changes/new", data=new).status_code == 302
    for change in ({"mandate": f"Ask {SECRET}."}, {"mandate": "Asks nobody."}):
        number = 2 if SECRET in change["mandate"] else 3
        assert desk.post("/bodies/lamp/moves/propose-change", data=LISTED | change).status_code == 302
        assert desk.post(f"/body-changes/{number}/moves/approve", data={"step": "done"}).status_code == 302
    assert desk.post("/body-changes/1/moves/approve", data={"step": "done"}).status_code == 302
    of_lamp = ("/body-changes/2", "/body-changes/3")
    of_tree = ("/bodies/tree", "/body-changes/1")
    assert naming(app, *of_lamp, *of_tree) == [*of_lamp, *of_tree]
    gone = of_lamp if kind == "body.propose-change" else of_tree
    entry = given(kind)
    if kind == "body.list":
        entry["entry"] = session.scalars(select(Event.id).where(Event.kind == kind).order_by(Event.id.desc())).first()
    assert moderator.post(PATH, data=entry).status_code == 302
    assert naming(app, *gone) == []
    assert broken_promises() == []


NAMING = ("/bodies/lamp", "/statements/1", "/record", "/api/v1/events", "/api/v1/statements/1", "/feeds/all.atom")


@pytest.mark.parametrize("passage", ["", "Jane Exemplar"], ids=["with the entry", "as a passage"])
def test_the_name_of_a_contact_goes_from_the_list_and_from_what_the_contact_did(app, db, moderator, passage):
    desk, chair = make_person(roles=("secretariat",)), make_person(roles=("council", "council-chair"))
    named = {"name": "Jane Exemplar", "role": "Desk of Jane Exemplar", "email": "desk@lamp.example"}
    add_contact(make_body(), **named, language="en", evidence="A letter.", by=by(desk))
    sent_statement(desk, chair)
    reader, (link,) = app.test_client(), links()
    assert reader.post(f"{link}/acknowledge").status_code == 302
    assert naming(app, *NAMING) == [*NAMING]
    for asked in (given("body.add-contact", passage), given("statement.send", "Jane Exemplar")):
        before = reader.get("/statements/1").headers["ETag"]
        assert moderator.post(PATH, data=asked).status_code == 302
        assert reader.get("/statements/1", headers={"If-None-Match": before}).status_code == 200
    assert naming(app, *NAMING) == []
    assert held("Jane") == []
    assert f"{REMOVED} (LAMP)" in reader.get("/statements/1").text
    assert broken_promises() == []
