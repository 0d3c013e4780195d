"""The clearing house decides on the next issue in two acts, and three bodies acknowledge by their links."""

from igtf.core.clock import now
from igtf.issues import commands as issues
from igtf.record.acts import by_importer
from igtf.routing.commands import seed_bodies
from igtf.routing.queries import body_by
from tests.browser.conftest import LiveServer, OpenPage
from tests.browser.walking import World
from tests.factories import by, make_person
from tests.routing.acts import name_contact, sent_statement

BODIES = ("itu", "wipo", "icann")
FIRST = "Copyright of interconnected catalogues"
SECOND = "Copyright of libraries across borders"


def _begin() -> None:
    """File two issues for the one member of the council, and send a statement to each of three bodies."""
    seed_bodies(by_importer(now()))
    filer, _member = make_person("filer"), make_person("member", roles=("council",))
    for title in (FIRST, SECOND):
        issues.file(title=title, summary="Who can set principles?", layer="use", topic="copyright", by=by(filer))
    office, chair = make_person("office", roles=("secretariat",)), make_person("chair", roles=("council-chair",))
    for slug in BODIES:
        body = body_by(slug)
        assert body
        name_contact(body, office, email=f"contact@{slug}.example")
        sent_statement(office, chair, slug=slug)


def test_the_next_issue_is_decided_in_two_acts(live_server: LiveServer, open_page: OpenPage) -> None:
    world = World(live_server, open_page)
    world.do(_begin)
    member = world.enter("member")
    member.menu("Issues")
    member.follow("Clearing house queue")
    member.follow("Decide on the next")
    member.sees(FIRST, "its mandate speaks of:", "What was sent before on issues like this")
    page = member.page
    page.fill("#accept-reason", "It is about prices.")
    member.click(page.get_by_role("button", name="Accept", exact=True))
    member.sees("Done: Accept.")
    member.follow("Next in the queue")
    assert page.url.endswith("/issues/2/decide")
    member.sees(SECOND)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    for slug in BODIES:
        contact = world.visitor()
        contact.page.goto(world.mail_link(f"contact@{slug}.example", "/answer/"))
        contact.press("Acknowledge receipt")
        contact.sees("Recorded: Acknowledge receipt")
        contact.state("Acknowledged")
