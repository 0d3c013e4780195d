"""The council's pages stay within their budget of queries, however many seats and ballots there are."""

import pytest

from tests.council.councils import make_ballot, make_council
from tests.counting import reads
from tests.factories import sign_in


@pytest.mark.parametrize(("path", "most"), [("/ballots/", 4), ("/ballots/1", 8), ("/council/", 8)])
def test_pages_need_few_queries(app, db, path, most):
    _secretariat, members = make_council()
    make_ballot(members)
    make_ballot(members)
    for client, more in ((app.test_client(), 0), (sign_in(app, members[1]), 3)):
        with reads(app) as found:
            assert client.get(path).status_code == 200
        assert len(found) <= most + more, "\n\n".join(found)


def test_a_ballot_on_a_proposal_shows_the_proposal_and_who_objected(app, db):
    _secretariat, members = make_council()
    make_ballot(members)
    page = app.test_client().get("/ballots/1").get_data(as_text=True)
    assert "Not about the Internet." in page
    assert page.count(" objects</b>") == 2
    assert "Stands at: Clearing house." in page
