"""Following a subject: it counts, and tells nobody that something happened."""

import re
from datetime import timedelta

from igtf.core import clock
from tests.factories import issue_form, make_person, sign_in


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
