"""What a meeting says: that its agenda was set, and is too long; how one is present where there is one way."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from igtf.core.db import session
from igtf.meetings.models import Attendance
from tests.factories import make_person, sign_in
from tests.meetings.making import called, opened

FOLLOWS, SET = "follows the open work", "It was set by who leads the meeting"
TOO_LONG = "minutes more than the meeting has."


def points(*lengths: int) -> dict[str, str]:
    return {
        f"points-{number}-{name}": str(value)
        for number, length in enumerate(lengths)
        for name, value in (("place", number + 1), ("title", f"Point {number}"), ("length", length))
    }


def test_an_agenda_that_was_set_says_so_and_warns_where_it_takes_longer_than_the_meeting(app: Flask, db: None) -> None:
    _group, _chair, client = called(app, length="90")
    reader = app.test_client()
    assert client.post("/meetings/1/moves/set-agenda", data=points(60, 50)).status_code == 302
    page = reader.get("/meetings/1").text
    assert (FOLLOWS in page, SET in page) == (False, True)
    assert f"Its points take 20 {TOO_LONG}" in page
    assert client.post("/meetings/1/moves/set-agenda", data=points(60, 30)).status_code == 302
    assert TOO_LONG not in reader.get("/meetings/1").text


@pytest.mark.parametrize(
    ("place", "link", "taken"),
    [("", "https://meet.example/x", "remote"), ("Room 3", "", "on-site"), ("Room 3", "https://meet.example/x", None)],
)
def test_where_there_is_one_way_to_be_present_it_is_not_asked_for(
    app: Flask, db: None, place: str, link: str, taken: str | None
) -> None:
    _group, _chair, client = opened(app)
    given = {"title": "Work", "length": "90", "place": place, "link": link}
    changed = client.post("/meetings/1/moves/change", data=given)
    assert changed.status_code == 302
    mine = sign_in(app, make_person())
    form = mine.get("/meetings/1/moves/attend").text
    sent = mine.post("/meetings/1/moves/attend", data={})
    session.rollback()
    assert session.scalars(select(Attendance.mode)).all() == ([taken] if taken else [])
    if taken:
        (chosen,) = re.findall("<input[^>]* checked[^>]*>", form)
        assert f'value="{taken}"' in chosen
        assert sent.status_code == 302
        other = sign_in(app, make_person())
        away = {"remote": "on-site", "on-site": "remote"}[taken]
        assert other.post("/meetings/1/moves/attend", data={"mode": away}).status_code == 302, "whoever says otherwise"
    else:
        assert (sent.status_code, "Say whether you are remote or on site." in sent.text) == (422, True)
