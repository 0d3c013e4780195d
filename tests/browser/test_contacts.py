"""The contact of a body walks by signed links, without an account: confirms, writes, answers and passes on."""

from collections.abc import Iterator

import pytest

from igtf.core.clock import now
from igtf.record.by import by_importer
from igtf.routing.bodies import seed_bodies
from tests.browser.conftest import LiveServer, OpenPage
from tests.browser.walking import World
from tests.factories import make_person
from tests.routing.acts import name_contact, sent_statement

MAIL = "contact@body.example"


@pytest.fixture
def world(live_server: LiveServer, open_page: OpenPage) -> Iterator[World]:
    """Yield the site with the listed bodies, a contact of one of them, and a statement that it has."""
    world = World(live_server, open_page)
    live_server.app.config["DEMO"] = True
    world.do(_begin)
    yield world
    live_server.app.config["DEMO"] = False


def _begin() -> None:
    from igtf.routing.queries import body_by

    seed_bodies(by_importer(now()))
    office, chair = (
        make_person("office", roles=("secretariat",)),
        make_person("chair", roles=("council", "council-chair")),
    )
    body = body_by("cstd")
    assert body is not None
    name_contact(body, office, MAIL)
    sent_statement(office, chair, slug="cstd", ahead=60)


def test_a_contact_does_all_by_links_of_the_mails(world: World) -> None:
    contact = world.visitor()
    contact.open_mailed(world.mail_link(MAIL, "/answer/"))
    contact.unfold(contact.main.locator("summary", has_text="It is in our process"))
    contact.fill(**{"answer-answers-0-text": "It is on our agenda.", "in-process-reference": "T/7"})
    contact.main.locator("[name='in-process-reference']").press("Enter")
    contact.state("Sent")
    contact.press("Acknowledge receipt")
    contact.state("Acknowledged")
    for name, typed in (("answer-answers-0-text", "It is on our agenda."), ("in-process-reference", "T/7")):
        assert contact.main.locator(f"[name='{name}']").input_value() == typed
    choices = contact.main.locator("[name='answer-answers-0-body'] option").all_inner_texts()
    assert choices[1:3] == ["ECOSOC: next in its chain", "UNGA: next in its chain"]
    contact.fill(**{"answer-answers-0-answer": "passed-on", "answer-answers-0-body": "ecosoc"})
    contact.press("Record the answer")
    contact.sees("Recorded: Answer", "Passed on")

    office = world.enter("office")
    office.menu("Bodies")
    office.follow("Commission on Science and Technology for Development")
    office.step("Send a link to write to us")
    contact.open_mailed(world.mail_link(MAIL, "/write/"))
    contact.sees("You write as Otso Esimerkki")
    contact.fill(purpose="comment", subject="A word on lamps", text="They flicker.", about="LS-1")
    contact.press("Send the statement")
    contact.sees("Received. It is public from now on")
    contact.state("Received")
    member = world.enter("chair")
    member.from_desk("A word on lamps")
    member.step("Note", reason="The answer says it already.")
    member.state("Noted")

    world.pass_days(340)
    link = world.mail_link(MAIL, "/confirm/")
    contact.page.goto(link)
    contact.press("I am still the contact")
    contact.sees("Recorded: you are still the contact.")
    contact.page.goto(link)
    contact.sees("You confirmed this already")
