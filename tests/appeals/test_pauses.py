"""Appeals against a pause of posting have clocks that are shorter than the pause."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from igtf.appeals.climbing import members
from igtf.appeals.models import Appeal
from igtf.core.db import session
from igtf.discussion.commands import comment
from igtf.discussion.models import Comment
from igtf.discussion.pauses import end_pause, pause
from igtf.record.models import Event
from tests.appeals.house import House, appealed, decided, decision, state, upheld
from tests.factories import mails_to, make_person


def paused(house: House, days: int) -> Event:
    """Let a moderator pause the posting of the appellant for a comment on issue 1, and return the decision."""
    for _each in range(3):
        make_person(roles=("moderator",))
    moderator, issue = make_person(roles=("moderator",)), house.issue()
    said = comment(issue.subject, text="Rude words.", by=house.by(house.appellant))
    pause(said, reason="It insults.", days=days, by=house.by(moderator))
    return decision("comment.pause")


def due(house: House, appeal: Appeal) -> timedelta:
    """Return how long after the last act the next one on an appeal is due."""
    session.rollback()
    at = session.get_one(Appeal, appeal.id).subject.due_at
    assert at is not None
    return at - house.at


@pytest.mark.parametrize(
    ("length", "acknowledge", "decide"),
    [(30, timedelta(days=2), timedelta(days=3)), (7, timedelta(days=2), timedelta(days=3)),
     (3, timedelta(days=1.5), timedelta(days=1.5)), (1, timedelta(days=0.5), timedelta(days=0.5))],
)  # fmt: skip
def test_the_clocks_of_an_appeal_against_a_pause_end_before_it(app, db, length, acknowledge, decide):
    house = House()
    filed = appealed(house, paused(house, length))
    near = timedelta(minutes=5)
    assert acknowledge - near <= due(house, filed) <= acknowledge
    house.tick()
    house.do(house.person(members(filed)[0].person_id), "appeal", "acknowledge", filed)
    assert decide - near <= due(house, filed) <= decide
    page = app.test_client().get("/appeals/1").text
    assert "acknowledged within 2 days and decided within 3 after that; each takes at most 1/2 of what" in page


def test_an_appeal_that_nobody_acknowledges_goes_to_the_next_rung_while_the_pause_runs(app, db):
    house = House()
    filed = appealed(house, paused(house, 10))
    house.tick(3)
    assert decision("appeal.note-late").subject_id == filed.id
    house.do(house.appellant, "appeal", "next-rung", filed, reason="Nobody answered.")
    assert timedelta(days=1.9) < due(house, filed) <= timedelta(days=2)
    decided(house, filed, "upheld")
    assert state(filed) == "closed"
    assert decision("comment.end-pause").at < session.scalars(select(Event.at).where(
        Event.kind == "comment.pause")).one() + timedelta(days=10)  # fmt: skip


def test_who_is_paused_again_is_told_until_when(app, db):
    house = House()
    made = paused(house, 20)
    moderator, said = make_person(roles=("moderator",)), session.scalars(select(Comment)).one()
    end_pause(said, reason="They asked.", by=house.by(moderator))
    handle = house.appellant.actor.handle
    known, house.appellant = len(mails_to(app, handle)), house.filer
    upheld(house, decision("comment.end-pause"))
    told = [mail.text for mail in mails_to(app, handle)[known:] if "The pause of your posting goes on" in mail.text]
    assert len(told) == 1
    assert f" {made.at + timedelta(days=20):%-d %B %Y}" in told[0].partition("goes on until")[2]
    assert "This follows from appeal 1, which was upheld:" in told[0]


@pytest.mark.parametrize("ended", [False, True])
def test_what_is_appealed_after_the_pause_has_the_ordinary_clocks(app, db, ended):
    house = House()
    made = paused(house, 3)
    if ended:
        moderator, said = make_person(roles=("moderator",)), session.scalars(select(Comment)).one()
        end_pause(said, reason="They asked.", by=house.by(moderator))
    else:
        house.tick(4)
    assert due(house, appealed(house, made)) == timedelta(days=14)
