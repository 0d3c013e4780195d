"""A row of a list says when its last act was, as it is by that that the list is ordered."""

import re

from tests.factories import issue_form, later, make_person, sign_in
from tests.reading import read


def last_acts(client, path: str) -> list[tuple[str, str]]:
    """Return the number of each row of a list, with when its last act was."""
    rows = re.findall(r"<li><div>.*?</li>", read(client.get(path).text))
    return [(re.findall(r"<b>(?:<bdi>)?(#\d+)", row)[0], re.findall(r"last act <time[^>]*>([^<]*)", row)[0])
            for row in rows]  # fmt: skip


def test_rows_say_when_the_last_act_was(app, db):
    filer, reader = sign_in(app, make_person("filer")), app.test_client()
    for title in ("The older issue of lamps", "The newer issue of lamps"):
        assert filer.post("/issues/new", data=issue_form(title=title)).status_code == 302
    with later(app, 3):
        assert last_acts(reader, "/issues/") == [("#2", "3 days ago"), ("#1", "3 days ago")]
        assert filer.post("/issues/1/comments", data={"body": "A word."}).status_code == 302
        assert last_acts(reader, "/issues/") == [("#1", "just now"), ("#2", "3 days ago")]
        assert sorted(last_acts(reader, "/search?q=lamps")) == [("#1", "just now"), ("#2", "3 days ago")]
        assert sorted(last_acts(reader, "/")) == [("#1", "just now"), ("#2", "3 days ago")]
