"""Who is paused speaks on their appeal against that, and nowhere else: by page, API and mail."""

import pytest
from sqlalchemy import select

from igtf.appeals.models import Appeal
from igtf.core.db import session
from igtf.core.replies import reply_address
from igtf.discussion.models import Comment
from igtf.notice.worker import work_once
from igtf.people.queries_account import addresses_of
from tests.api.kit import Caller, is_problem
from tests.appeals.house import GROUND, House
from tests.appeals.test_pauses import paused
from tests.factories import later, sign_in
from tests.notice.replying import hand_over, mail

PAUSED = "Your posting is paused until"
HEARD = "This is your appeal against it, so you can comment here, and only here."


@pytest.fixture
def scene(replying, db):
    """Return the house, clients of who is paused and of who appealed the pause as well, and the appeal of the first."""
    house = House()
    made = paused(house, 20)
    client, other = sign_in(replying, house.appellant), sign_in(replying, house.filer)
    told = client.get(f"/appeals/new?decision={made.id}").text
    assert "Who is paused can comment on it." in told
    given = {"decision": str(made.id), "step": "done"} | GROUND
    assert [each.post("/appeals/new", data=given).location for each in (client, other)] == ["/appeals/1", "/appeals/2"]
    session.rollback()
    return house, client, other, session.scalars(select(Appeal).order_by(Appeal.id)).first()


def test_who_is_paused_speaks_on_their_appeal_and_nowhere_else(replying, scene, door):
    house, client, other, appeal = scene
    page = client.get("/appeals/1").text
    assert HEARD in page
    assert 'action="/appeals/1/comments"' in page
    assert HEARD not in other.get("/appeals/1").text
    assert client.post("/appeals/1/comments", data={"body": "It quoted somebody."}).status_code == 302
    program, writer = Caller(replying, house.appellant), house.appellant
    assert program.post("/appeals/1/comments", {"text": "The quote is here."}).status_code == 201
    address = addresses_of(writer.id)[0].email
    own = mail("By mail too.", sender=address)
    assert hand_over(door, reply_address(writer.id, appeal.id), own, sender=address) == "250 2.0.0 Your reply is posted"
    session.rollback()
    mine = session.scalars(select(Comment).where(Comment.subject_id == appeal.id).order_by(Comment.id)).all()
    assert [made.text for made in mine] == ["It quoted somebody.", "The quote is here.", "By mail too."]
    quoting = client.get(f"/comments/{mine[0].id}/quote").text
    assert HEARD in quoting
    assert client.post(f"/comments/{mine[0].id}/edit", data={"body": "It quotes somebody."}).status_code == 302
    for place in ("/issues/1", "/appeals/2"):
        shown = client.get(place).text
        assert "comments on one&#39;s own appeal against it." in shown
        assert f'action="{place}/comments"' not in shown
        refused = client.post(f"{place}/comments", data={"body": "More."})
        assert (refused.status_code, PAUSED in refused.text) == (403, True)
        assert is_problem(program.post(f"{place}/comments", {"text": "More."}), 403, PAUSED)
    elsewhere = reply_address(writer.id, appeal.about_id)
    assert "not posted" in hand_over(door, elsewhere, mail("More.", sender=address, number="<2@x>"), sender=address)
    assert client.post("/comments/1/edit", data={"body": "Softer."}).status_code == 403


def test_mail_about_the_appeal_can_be_answered_until_it_is_decided(replying, scene, relay):
    house, client, other, _appeal = scene
    work_once(replying)
    before = len(relay.mails)
    assert other.post("/appeals/1/comments", data={"body": "Which comment was it?"}).status_code == 302
    work_once(replying)
    told = [sent for sent in relay.mails[before:] if "Which comment was it?" in sent.get_body(("plain",)).get_content()]
    assert any(sent["Reply-To"] for sent in told if sent["To"] == addresses_of(house.appellant.id)[0].email)
    assert client.post("/appeals/1/moves/withdraw", data={"reason": "Settled."}).status_code == 302
    refused = client.post("/appeals/1/comments", data={"body": "More."})
    assert (refused.status_code, PAUSED in refused.text) == (403, True)
    assert HEARD not in client.get("/appeals/1").text
    with later(replying, 21):
        assert client.post("/appeals/1/comments", data={"body": "Calmly."}).status_code == 302
