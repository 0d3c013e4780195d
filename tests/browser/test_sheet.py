"""A ballot of the whole council prints on one sheet, whatever the members said."""

import re

from igtf.council import commands
from igtf.council.opening import open_ballot
from tests.browser.conftest import LiveServer, OpenPage
from tests.council.councils import make_council, make_issue
from tests.factories import by

VALUES = ("yes", "no-objection", "no-objection", "yes", "abstain", "yes", "no")
SAID = "The second ask names a body whose mandate does not reach that far; name the one that can act."


def test_a_ballot_of_42_seats_prints_on_one_sheet(live_server: LiveServer, open_page: OpenPage):
    with live_server.app.app_context():
        _secretariat, members = make_council(per_group=22, organisation="Example Organisation {}")
        assert len(members) == 42
        first = members[1]
        question = "Shall “Costs of interconnection” be declined, as it was proposed in the clearing house?"
        ballot = open_ballot(make_issue(first).subject, purpose="two-step", question=question, by=by(first))
        ref = ballot.subject.ref
        for (seat, member), value in zip(members.items(), VALUES * 6, strict=False):
            if value != "no" or seat < 20:
                given = {"position": value, "text": SAID if value in ("no", "abstain") else ""}
                commands.take_position(ballot, **given, comment="Good work.", by=by(member))
    page = open_page()
    page.goto(f"/ballots/{ref}")
    assert page.locator(".rollcall [id^=seat-]").count() == 42
    sheet = page.pdf(format="A4", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", sheet)) == 1
