"""The page of an issue at the clearing house follows the list of bodies, and what they answer to others."""

from sqlalchemy import select

from igtf.core.clock import now
from igtf.core.db import session
from igtf.core.workflow import WORKFLOWS
from igtf.record.by import by_importer
from igtf.routing import changes
from igtf.routing.bodies import seed_bodies
from igtf.routing.choices import entry_of
from igtf.routing.models import Body
from tests.factories import by, issue_form, make_person, sign_in
from tests.routing.acts import make_body, name_contact, sent_statement

QUILTS = "Coordinates the labelling of quilted lampshades and of their quilting."


def test_an_issue_shows_the_bodies_that_are_listed_now(app, db, one_moment):
    secretary, chair = make_person(roles=("secretariat",)), make_person(roles=("council-chair",))
    seed_bodies(by_importer(now()))
    filed = issue_form(title="Labelling of quilted lampshades", summary="Quilting and labelling.")
    assert sign_in(app, make_person()).post("/issues/new", data=filed).status_code == 302
    reader, made = app.test_client(), by(secretary)
    tag = reader.get("/issues/1").headers["ETag"]

    def shown() -> str:
        """Return the page as a browser that has the former one gets it: '' where it is said to be the same."""
        nonlocal tag
        session.rollback()
        answer = reader.get("/issues/1", headers={"If-None-Match": tag})
        tag = answer.headers["ETag"]
        return answer.text

    def changed(**entry: str) -> None:
        body = session.scalars(select(Body).where(Body.acronym == "QUILT")).one()
        change = changes.propose(body=body, reason="It changed.", by=made, **entry_of(body) | entry)
        WORKFLOWS["body-change"].commands["approve"](change, by=made)

    assert shown() == ""
    make_body("quilt", QUILTS)
    assert "Union of quilt makers" in shown()
    changed(name="Union of quilters")
    assert "Union of quilters" in shown()
    assert shown() == ""
    name_contact(session.scalars(select(Body).where(Body.acronym == "QUILT")).one(), secretary)
    assert shown()
    sent_statement(secretary, chair, slug="quilt")
    assert shown(), "what it is asked, and answers, counts too"
    changed(mandate="Plants trees.")
    assert QUILTS not in shown()
