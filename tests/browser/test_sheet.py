"""A ballot of the whole council prints on one sheet, whatever it decides on and the members said."""

import re

import pytest

from igtf.council import commands
from igtf.council.opening import open_ballot
from igtf.record.by import by_importer
from igtf.routing.bodies import seed_bodies
from tests.appeals.house import House
from tests.browser.conftest import LiveServer, OpenPage
from tests.council.councils import make_council, make_issue
from tests.drafts.samples import DUE, GOOD
from tests.factories import by

VALUES = ("yes", "no-objection", "no-objection", "yes", "abstain", "yes", "no")
SAID = "The second ask names a body whose mandate does not reach that far; name the one that can act."
MORE_ASKS = "".join(
    f"  - addressee: {who}\n    action: Publish what the way through costs, by route and by year, with its terms.\n"
    f"    due: {DUE}\n    shown_by: A public table of prices, with the day of each\n"
    for who in ("ICANN", "IETF")
)  # fmt: skip


def on_a_proposal() -> str:
    """Return the number of a ballot of 42 seats on a proposal of the clearing house."""
    _secretariat, members = make_council(per_group=22, organisation="Example Organisation {}")
    first = members[1]
    question = "Shall “Costs of interconnection” be declined, as it was proposed in the clearing house?"
    ballot = open_ballot(make_issue(first).subject, purpose="two-step", question=question, by=by(first))
    for (seat, member), value in zip(members.items(), VALUES * 6, strict=False):
        if value != "no" or seat < 20:
            given = {"position": value, "text": SAID if value in ("no", "abstain") else ""}
            commands.take_position(ballot, **given, comment="Good work.", by=by(member))
    return str(ballot.subject.ref)


def on_a_recommendation() -> str:
    """Return the number of a ballot of 42 seats on a draft: four asks, a Discuss, and a minority statement."""
    house = House(22)
    seed_bodies(by_importer(house.at))
    house.issue()
    source = GOOD.replace("Ines Exemplar", house.filer.actor.name).replace("---\n\n#", f"{MORE_ASKS}---\n\n#", 1)
    draft = house.do(house.filer, "draft", "submit", name="lamps", source=source)
    answers = {"asks": "Prices.", "openness": "Yes.", "objections": "None.", "feasibility": "Yes."}
    house.do(house.member, "draft", "sponsor", draft, **answers)
    house.do(house.member, "draft", "council-last-call", draft, days=28)
    house.do(house.appellant, "call", "take-position", house.newest("call"), position="support")
    house.tick(29)
    call = house.newest("call")
    house.do(house.appellant, "call", "dissent", call, title="Prices are not enough", text=f"{SAID} " * 3)
    house.do(house.member, "draft", "to-ballot", house.newest("draft"), came_in="A minority statement.")
    ballot = house.newest("ballot")
    for person, value in zip(
        house.council, ("discuss", "abstain", "abstain", *("yes", "no-objection") * 20), strict=False
    ):
        given = {"position": value, "text": SAID if value in ("discuss", "abstain") else ""}
        ground = {"ground": "unclear"} if value == "discuss" else {}
        house.do(person, "ballot", "take-position", ballot, **given, **ground)
    return str(ballot.subject.ref)


@pytest.mark.parametrize("made", [on_a_proposal, on_a_recommendation])
def test_a_ballot_of_42_seats_prints_on_one_sheet(live_server: LiveServer, open_page: OpenPage, made):
    with live_server.app.app_context():
        ref = made()
    page = open_page()
    page.goto(f"/ballots/{ref}")
    assert page.locator(".rollcall [id^=seat-]").count() == 42
    if made is on_a_recommendation:
        assert page.locator("main section:not(.rollcalled) table tbody tr").count() >= 4
        assert page.locator(".callout.discuss").count() == 1
        assert page.locator("#dissent").count() == 1
    sheet = page.pdf(format="A4", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", sheet)) == 1
