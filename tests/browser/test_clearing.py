"""The queue of the clearing house leads from one decision to the next."""

from igtf.core.clock import now
from igtf.issues import commands as issues
from igtf.record.by import by_importer
from igtf.routing.bodies import seed_bodies
from tests.browser.conftest import LiveServer, OpenPage
from tests.browser.walking import World
from tests.factories import by, make_person

FIRST = "Copyright of interconnected catalogues"
SECOND = "Copyright of libraries across borders"


def _begin() -> None:
    """File two issues for the one member of the council."""
    seed_bodies(by_importer(now()))
    filer, _member = make_person("filer"), make_person("member", roles=("council",))
    for title in (FIRST, SECOND):
        issues.file(title=title, summary="Who can set principles?", layer="use", topic="copyright", by=by(filer))


def test_the_queue_leads_from_one_decision_to_the_next(live_server: LiveServer, open_page: OpenPage) -> None:
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
