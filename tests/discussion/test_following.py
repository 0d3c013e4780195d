"""Following a subject: it counts, and tells nobody that something happened."""

import re
from datetime import timedelta

import pytest

from igtf.core import clock
from igtf.core.db import writing
from tests.factories import issue_form, make_person, sign_in
from tests.groups.making import active_group, propose_form

NOW = "You follow it now, and are told "


def test_following_is_counted_and_moves_nothing_up_in_lists(app, db, monkeypatch):
    client, reader = sign_in(app, make_person()), app.test_client()
    for title in ("The older issue", "The newer issue"):
        assert client.post("/issues/new", data=issue_form(title=title)).status_code == 302

    def listed() -> list[str]:
        return re.findall(r"The (older|newer) issue", reader.get("/issues/").text)

    assert listed() == ["newer", "older"]
    later = clock.real_now() + timedelta(minutes=1)
    monkeypatch.setattr(clock, "real_now", lambda: later)
    other = sign_in(app, make_person())
    assert other.post("/issues/1/follow").status_code == 302
    assert "2 people follow this." in other.get("/issues/1").text
    assert listed() == ["newer", "older"]
    assert other.post("/issues/1/follow", data={"stop": "1"}).status_code == 302
    assert "2 people follow this." not in other.get("/issues/1").text
    assert other.post("/issues/1/comments", data={"body": "A word."}).status_code == 302
    assert listed() == ["older", "newer"]


@pytest.mark.parametrize("pace", ["at-once", "daily", "weekly", "never"])
def test_whoever_begins_to_follow_by_an_act_is_told_so_once_and_where_it_ends(app, db, pace):
    active_group(app, make_person())
    person, proposer = make_person(), sign_in(app, make_person())
    with writing():
        person.mail_pace = pace
    client = sign_in(app, person)
    given = propose_form(make_person(group="technical"), make_person(), acronym="iport")
    assert proposer.post("/groups/new", data=given).status_code == 302

    def page_after(path, given):
        answer = client.post(path, data=given)
        assert answer.status_code == 302, answer.text
        return client.get(answer.location.partition("#")[0]).text

    comment, support = {"body": "A word."}, {"would": "review"}
    for place, path, given, name in (
        ("/issues/1", "comments", comment, "#1"),
        ("/groups/icost", "moves/join", {}, "icost"),
        ("/groups/iport", "moves/support", support, "iport"),
    ):
        page = page_after(f"{place}/{path}", given)
        assert f"{NOW}{'on your desk' if pace == 'never' else 'by mail'}" in page, path
        assert f'<a href="{place}#follow">Stop following: {name}</a>' in page
        assert ("once a day" in page.partition(NOW)[2][:40]) == (pace == "daily")
        again = page_after(f"{place}/comments", comment)
        assert "Your comment is in the record." in again
        assert NOW not in again, "of what one follows already nothing is said"
    assert NOW not in page_after("/issues/1/moves/support", {}), "to support an issue begins no following"
