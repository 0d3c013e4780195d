"""What an appeal says of who decides on it: the next rung, how many, who has spoken, and what was decided before."""

from igtf.appeals.climbing import members
from igtf.core import clock
from igtf.core.db import session
from igtf.discussion.commands import comment, hide_comment
from igtf.record.models import Payload
from tests.appeals.house import House, appealed, decided, decision
from tests.appeals.test_appeals import group_decision
from tests.factories import mails_to, make_person, sign_in


def test_who_goes_on_reads_which_rung_is_next_and_who_decides_there(app, db):
    house = House(seats=2)
    _call, _draft, _chair, other = group_decision(house)
    appeal = appealed(house, decision("call.declare"))
    house.do(other, "appeal", "acknowledge", appeal)
    house.do(other, "appeal", "decide", appeal, verdict="denied", reason="They were answered.")
    with clock.stopped(house.at):
        client = sign_in(app, house.appellant)
        form = client.get("/appeals/1/moves/next-rung").text
        check = client.post("/appeals/1/moves/next-rung", data={"reason": "They were not."}).text
    for page in (form, check):
        said = page.partition("Next rung: The responsible member")[2].partition("</p>")[0]
        assert "Who decides there:" in said
        assert house.member.actor.name in said
    assert "Nothing is recorded yet" in check
    house.do(house.appellant, "appeal", "next-rung", appeal, reason="They were not.")
    decided(house, appeal, "denied")
    with clock.stopped(house.at):
        said = (
            sign_in(app, house.appellant).get("/appeals/1/moves/next-rung").text.partition("Next rung: The council")[2]
        )
    assert "the council, by a ballot (9 people decide)" in said.partition("</p>")[0]


def test_the_form_of_an_appeal_names_those_before_and_the_ballot_why_a_member_is_recused(app, db):
    house = House(seats=3)
    group_decision(house)
    made = decision("call.declare")
    form, reader = f"/appeals/new?decision={made.id}", house.panel[0]
    assert "appealed before" not in sign_in(app, reader).get(form).text
    appeal = appealed(house, made)
    decided(house, appeal, "denied")
    before = (
        sign_in(app, reader).get(form).text.partition("This decision was appealed before: ")[2].partition("</ul>")[0]
    )
    assert '<a href="/appeals/1">Appeal 1</a>: Decided, denied, The chairs of the group' in before
    house.do(house.appellant, "appeal", "next-rung", appeal, reason="No.")
    decided(house, appeal, "denied")
    house.do(house.appellant, "appeal", "next-rung", appeal, reason="No.")
    page = app.test_client().get("/appeals/1").text
    assert "<summary>14 people decide, 1 stands aside</summary>" in page
    first = house.person(members(appeal)[0].person_id)
    house.do(first, "appeal", "acknowledge", appeal)
    house.do(first, "appeal", "to-ballot", appeal, reason="For and against.")
    ballot = f"/ballots/{house.newest('ballot').subject.ref}"
    why = "You are recused, as somebody who decided on this appeal at an earlier rung."
    with clock.stopped(house.at):
        client = sign_in(app, house.member)
        assert f'<p class="callout">{why}</p>' in client.get(ballot).text
        refused = client.get(f"{ballot}/moves/take-position")
        assert (refused.status_code, why in refused.text) == (403, True)
        assert "You are recused" not in sign_in(app, first).get(ballot).text


def test_one_of_a_panel_has_spoken_and_that_is_no_decision(app, db):
    house = House()
    moderator = make_person(roles=("moderator",))
    said = comment(house.accepted().subject, text="Mine.", by=house.by(house.appellant))
    hide_comment(said, reason="Rude.", by=house.by(moderator))
    appeal = appealed(house, decision("comment.hide"))
    house.tick()
    panel = [house.person(row.person_id) for row in members(appeal)]
    house.do(panel[0], "appeal", "acknowledge", appeal)
    assert "0 of 3 have spoken; 2 have to agree." in app.test_client().get("/appeals/1").text
    house.do(panel[0], "appeal", "decide", appeal, verdict="upheld", reason="It was not rude.")
    so_far = "1 of 3 has spoken; 2 have to agree."
    assert app.test_client().get("/appeals/1").text.count(so_far) == 2, "on its rung, and in the timeline"
    mail = mails_to(app, house.appellant.actor.handle)[-1].text
    assert "Rung:\n> A panel of 3" in mail
    assert so_far in mail
    house.do(panel[1], "appeal", "decide", appeal, verdict="upheld", reason="It was not.")
    assert "have to agree." not in app.test_client().get("/appeals/1").text.partition("Timeline")[0]
    data = session.get_one(Payload, decision("appeal.decide").id).data
    assert (data["rung"], data["so_far"], data["outcome"]) == ("panel", "", "upheld")
