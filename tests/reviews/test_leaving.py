"""Who leaves a directorate, or whose account is closed, keeps no review: it goes on as when it is declined."""

import pytest

from igtf.notice.worker import work_once
from igtf.people.secretariat import reactivate
from igtf.reviews.models import Review
from tests.factories import acts_of, broken_promises, by, mails_to, make_person, sign_in
from tests.reviews.making import ask, day, move, review
from tests.reviews.test_reviews import people as people  # a fixture

PASSED_ON = "passed the review on: its reviewer left"


def given_to(app, people, name: str, *, accepted: bool) -> None:
    """Ask for a review, and give it to one of the people."""
    assert ask(app, people["author"], people["draft"], due=day(60)).status_code == 302
    handle = people[name].actor.handle
    assert move(app, people["chair"], "assign", person=handle, reason="She knows it.").status_code == 302
    if accepted:
        assert move(app, people[name], "accept").status_code == 302
    work_once(app)


def stands(found: Review) -> tuple[str, int | None]:
    return found.subject.state, found.reviewer_id


@pytest.mark.parametrize("accepted", [False, True])
def test_who_leaves_passes_the_review_on_to_the_next(app, people, accepted):
    given_to(app, people, "first", accepted=accepted)
    client = sign_in(app, people["first"])
    page = client.get("/groups/hrdir/moves/leave").text
    assert "it goes to the member whose turn is next" in page
    assert 'href="/reviews/1"' in page
    other = sign_in(app, people["second"]).get("/groups/hrdir/moves/leave").text
    assert "whose turn is next" not in other, "who reviews nothing passes nothing on"
    assert sign_in(app, people["author"]).post("/groups/hrdir/moves/leave").status_code in (403, 409)
    assert stands(review())[1] == people["first"].id
    assert client.post("/groups/hrdir/moves/leave").status_code == 302
    assert stands(review()) == ("assigned", people["chair"].id), "whose turn it is"
    assert move(app, people["first"], "deliver", verdict="ready", text="Fine.").status_code in (403, 409)
    shown = app.test_client().get("/reviews/1").text
    assert PASSED_ON in shown
    work_once(app)
    assert [mail.subject for mail in mails_to(app, "rania") if PASSED_ON in mail.text]
    assert "Accept the review, or decline it" in sign_in(app, people["chair"]).get("/desk").text
    assert broken_promises() == []


def test_a_closed_account_reviews_nothing_and_the_leads_are_told(app, people):
    given_to(app, people, "first", accepted=True)
    away = {"starts": day(0), "until": day(90)}
    for name in ("second", "first", "chair"):
        client = sign_in(app, people[name])
        assert client.post("/groups/hrdir/moves/declare-absence", data=away).status_code == 302
    desk = make_person(roles=("secretariat",))
    given = {"person": people["first"].actor.handle, "reason": "Asked for."}
    assert sign_in(app, people["second"]).post("/secretariat/close", data=given | {"step": "done"}).status_code == 403
    assert stands(review()) == ("accepted", people["first"].id)
    assert sign_in(app, desk).post("/secretariat/close", data=given | {"step": "done"}).status_code == 302
    assert stands(review()) == ("requested", None), "nobody can be asked"
    work_once(app)
    assert [mail.subject for mail in mails_to(app, "rania") if PASSED_ON in mail.text]
    assert "Give it to a member" in sign_in(app, people["chair"]).get("/reviews/1").text
    assert acts_of(people["chair"])
    reactivate(people["first"], by=by(desk))
    assert stands(review()) == ("requested", None)
    assert broken_promises() == []


def test_who_steps_down_passes_it_on_and_what_is_delivered_stays(app, people):
    given_to(app, people, "first", accepted=True)
    assert move(app, people["first"], "deliver", verdict="ready", text="Fine.").status_code == 302
    assert sign_in(app, people["first"]).post("/groups/hrdir/moves/leave").status_code == 302
    assert stands(review()) == ("delivered", people["first"].id)
    chair = sign_in(app, people["chair"])
    office = {"person": people["second"].actor.handle, "office": "secretary"}
    assert chair.post("/groups/hrdir/moves/name-officer", data=office).status_code == 302
    assert ask(app, people["author"], people["draft"]).status_code == 302
    assert move(app, people["chair"], "assign", number=2, person="marta", reason="She knows it.").status_code == 302
    assert (
        sign_in(app, people["second"]).post("/groups/hrdir/moves/step-down", data={"step": "done"}).status_code == 302
    )
    assert stands(review(2)) == ("assigned", people["chair"].id)
    assert broken_promises() == []
