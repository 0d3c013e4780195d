"""What was said in comments is found by its words, on the page and in the API: what is shown, and nothing else."""

import csv
import io
import re

import pytest
from sqlalchemy import select, text

from igtf.core.db import dialect, session, writing
from igtf.desk import views
from igtf.discussion import found
from igtf.discussion.commands import hide_comment, show_comment
from igtf.discussion.models import Comment
from igtf.notice.worker import work_once
from igtf.record.invariants import broken
from igtf.record.models import Event
from tests.factories import by, issue_form, make_person, sign_in

HIT = re.compile(r'<a class="t" href="/comments/(\d+)">')
ASIDE = "Nobody asked before. " * 20


def hits(client, asked: str) -> list[int]:
    """Return the numbers of the comments that the search shows, in their order."""
    page = client.get(f"/search?in=comments&{asked}")
    assert page.status_code == 200, page.text
    return [int(number) for number in HIT.findall(page.text)]


def told(client, asked: str) -> list[int]:
    """Return the same of the API."""
    answer = client.get(f"/api/v1/comments?{asked}")
    assert answer.status_code == 200, answer.text
    return [item["number"] for item in answer.json["items"]]


def true() -> bool:
    """Return whether the index holds what it should."""
    session.rollback()
    return "shown-comments-are-found" not in [name for name, _sentence, offenders in broken() if offenders]


@pytest.fixture
def writer(app, db):
    """Return the client of somebody who wrote no comment yet; there are two issues of different topics."""
    client = sign_in(app, make_person("ines", group="technical"))
    client.post("/issues/new", data=issue_form(title="Costs of cables"))
    client.post("/issues/new", data=issue_form(title="Names of lamps", topic="multilingualism"))
    return client


def say(client, words: str, issue: int = 1) -> None:
    """Comment on an issue, and let the worker come by."""
    assert client.post(f"/issues/{issue}/comments", data={"body": words}).status_code == 302
    session.rollback()
    found.index_new()


def test_a_comment_is_found_with_who_wrote_it_when_and_on_what(app, writer):
    say(writer, f"{ASIDE}Then the <i>lanterns</i> went out, and Straßenbau began.")
    say(writer, "No word of it.")
    reader = app.test_client()
    page = reader.get("/search?q=LANTERN&in=comments").text
    assert HIT.findall(page) == ["1"]
    assert "Comment 1 on Costs of cables" in page
    assert "Then the &lt;i&gt;<b>lanterns</b>&lt;/i&gt; went out" in page
    for shown in ("Ines Exemplar", "Technical and academic community", "<time datetime=", "<b>#1</b>"):
        assert shown in page[page.index('<ul class="rows">') :].replace("<bdi>#1</bdi>", "#1"), shown
    for words, numbers in (
        ("went+lanterns", [1]),
        ("straße", [1]),
        ("Strasse", [1]),
        ("Strase", []),
        ("la", []),
        ("", []),
        ("%22", []),
    ):
        assert hits(reader, f"q={words}") == numbers, words
    assert "/comments/1" not in reader.get("/search?q=lanterns").text, "subjects are found by their own words"
    assert (
        'href="/search?q=lanterns&amp;in=comments">Comments with these words' in reader.get("/search?q=lanterns").text
    )
    assert (
        'href="/search?q=lanterns">Titles and texts with these words'
        in reader.get("/search?q=lanterns&in=comments").text
    )
    assert reader.get("/comments/1").location == "/issues/1#c1"


def test_what_is_hidden_is_not_found_and_what_is_shown_again_is(app, writer):
    moderator = make_person(roles=("moderator",))
    say(writer, "Lanterns here.")
    say(writer, "Lanterns there.", issue=2)
    judge, reader = sign_in(app, moderator), app.test_client()
    assert (hits(reader, "q=lanterns"), told(reader, "q=lanterns"), true()) == ([2, 1], [2, 1], True)
    comment = session.get_one(Comment, 1)
    hide_comment(comment, reason="Rude.", by=by(moderator))
    assert judge.post("/issues/2/moves/hide", data={"reason": "Spam."}).status_code == 302
    for each in (reader, judge, writer):
        assert (hits(each, "q=lanterns"), told(each, "q=lanterns"), true()) == ([], [], True)
    show_comment(session.get_one(Comment, 1), reason="An appeal was upheld.", by=by(moderator))
    assert judge.post("/issues/2/moves/show-again", data={"reason": "It is none."}).status_code == 302
    found.index_new()
    assert (hits(reader, "q=lanterns"), told(reader, "q=lanterns"), true()) == ([2, 1], [2, 1], True)


def test_an_edited_comment_is_found_by_its_present_text_and_a_redacted_one_by_nothing(app, writer):
    judge, reader = sign_in(app, make_person(roles=("moderator",))), app.test_client()
    say(writer, "Lanterns of the coast.")
    assert writer.post("/comments/1/edit", data={"body": "Lamps of the coast."}).status_code == 302
    assert hits(reader, "q=lanterns") == [], "even before the worker came by"
    session.rollback()
    found.index_new()
    assert [hits(reader, f"q={word}") for word in ("lanterns", "lamps", "coast")] == [[], [1], [1]]
    assert judge.post("/comments/1/hide", data={"reason": "Rude."}).status_code == 302
    entry = session.scalars(select(Event.id).where(Event.kind == "comment.add")).one()
    assert judge.post("/record/redact", data={"entry": entry, "reason": "Privacy.", "step": "done"}).status_code == 302
    assert ([hits(reader, f"q={word}") for word in ("lanterns", "lamps", "coast")], true()) == ([[], [], []], True)


def test_the_filters_are_of_what_the_comments_are_on(app, writer):
    reader = app.test_client()
    say(writer, "Lanterns of the coast.")
    say(writer, "Lanterns of the hills.", issue=2)
    for asked, found_there in (
        ("kind=issue", [2, 1]), ("kind=draft", []), ("topic=multilingualism", [2]), ("state=submitted", [2, 1]),
        ("phase=closed", []), ("kind=issue&topic=communications-infrastructure", [1]),
    ):  # fmt: skip
        assert (hits(reader, f"q=lanterns&{asked}"), told(reader, f"q=lanterns&{asked}")) == (found_there, found_there)
    assert "“nonsense” is not known here" in reader.get("/search?in=nonsense&q=lanterns").text
    assert "Look in: Comments" in reader.get("/search?in=comments&q=lanterns").text
    for refused, name in (
        ("topic=nonsense", "topic"),
        ("kind=nonsense", "kind"),
        ("state=published&kind=issue", "state"),
    ):
        answer = reader.get(f"/api/v1/comments?q=lanterns&{refused}")
        assert (answer.status_code, list(answer.json["errors"])) == (422, [name])
    for refused in ("", "?q=", "?kind=issue", "?words=lanterns"):
        assert reader.get(f"/api/v1/comments{refused}").status_code == 422, refused


def test_it_goes_on_to_the_oldest_whatever_the_filters_leave(app, writer, monkeypatch):
    for module in (found, views):
        monkeypatch.setattr(module, "PAGE", 2)
    monkeypatch.setattr(found, "LOOKED_AT", 3)
    reader = app.test_client()
    say(writer, "The first lantern.", issue=2)
    for number in range(2, 6):
        say(writer, f"Lantern {number}, lanterns.")
    pages, path = [], "/search?in=comments&q=lantern"
    while path:
        page = reader.get(path).text
        pages.append([int(number) for number in HIT.findall(page)])
        path = next(iter(re.findall(r'rel="next" href="([^"]+)"', page)), "").replace("&amp;", "&")
    assert pages == [[5, 4], [3, 2], [1]]
    assert hits(reader, "q=lanterns") == [5, 4], "longer ones come in where the words themselves do not fill a page"
    narrow = reader.get("/search?in=comments&q=lantern&topic=multilingualism").text
    assert "The filters leave none of the newest comments with these words. Go on to the older ones." in narrow
    assert hits(reader, "q=lantern&topic=multilingualism&before=3") == [1]
    assert "No older comments" in reader.get("/search?in=comments&q=lantern&before=1").text


def test_the_last_word_finds_longer_ones_on_each_page_or_on_none(app, writer, monkeypatch):
    for module in (found, views):
        monkeypatch.setattr(module, "PAGE", 2)
    reader = app.test_client()
    for words in ("Lanternfish.", "A lantern.", "Two lanterns.", "A lantern."):
        say(writer, words)
    assert [hits(reader, f"q=lantern{rest}") for rest in ("", "&before=3")] == [[4, 3], [2, 1]]
    say(writer, "A lantern.")
    assert [hits(reader, f"q=lantern{rest}") for rest in ("", "&before=4")] == [[5, 4], [2]]


def test_programs_read_the_same_to_its_end_and_as_a_table(app, writer):
    reader = app.test_client()
    for number in range(5):
        say(writer, f"Lantern {number}.", issue=1 + number % 2)
    answer = reader.get("/api/v1/comments?q=lantern&limit=2").json
    first = answer["items"][0]
    assert (first["text"], first["author"]["handle"], first["hat"]["label"]) == (
        "Lantern 4.",
        "ines",
        "Technical and academic community",
    )
    assert (first["subject"]["self"], first["subject"]["title"]) == ("/api/v1/issues/1", "Costs of cables")
    numbers = [item["number"] for item in answer["items"]]
    while answer["next"]:
        answer = reader.get(answer["next"]).json
        numbers += [item["number"] for item in answer["items"]]
    assert numbers == [5, 4, 3, 2, 1]
    table = reader.get("/api/v1/comments.csv?q=lantern&topic=multilingualism")
    rows = list(csv.DictReader(io.StringIO(table.data.decode("utf-8-sig"), newline="")))
    assert [(row["number"], row["subject.ref"], row["author.handle"]) for row in rows] == [
        ("4", "2", "ines"), ("2", "2", "ines"),
    ]  # fmt: skip
    part = reader.get("/api/v1/comments.csv?q=lantern&limit=2")
    assert "before=4" in part.headers["Link"]


def test_what_happens_before_the_worker_came_by_is_found_too_and_nothing_twice(app, writer, monkeypatch):
    monkeypatch.setattr(found, "AT_ONCE", 2)
    moderator, reader = make_person(roles=("moderator",)), app.test_client()
    judge = sign_in(app, moderator)
    for number in range(1, 6):
        path = f"/issues/{1 + number % 2}/comments"
        assert writer.post(path, data={"body": f"Lantern {number}."}).status_code == 302
    assert judge.post("/comments/5/hide", data={"reason": "Rude."}).status_code == 302
    assert writer.post("/comments/4/edit", data={"body": "Lamp 4."}).status_code == 302
    work_once(app)
    assert ([hits(reader, f"q={word}") for word in ("lantern", "lamp")], true()) == ([[3, 2, 1], [4]], True)
    assert judge.post("/comments/4/hide", data={"reason": "Rude."}).status_code == 302  # the last one in the index
    show_comment(session.get_one(Comment, 5), reason="An appeal was upheld.", by=by(moderator))
    show_comment(session.get_one(Comment, 4), reason="An appeal was upheld.", by=by(moderator))
    assert writer.post("/comments/3/edit", data={"body": "Lamp 3."}).status_code == 302
    assert true()
    work_once(app)
    assert ([hits(reader, f"q={word}") for word in ("lantern", "lamp")], true()) == ([[5, 2, 1], [4, 3]], True)


def test_the_check_tells_when_the_index_is_not_true(app, writer):
    for words in ("Lanterns.", "Lamps."):
        say(writer, words)
    assert true()
    word = "'lanterns'" if dialect() == "sqlite" else "CAST('lanterns' AS tsvector)"
    put = f"INSERT INTO search_comment (rowid, words) VALUES (:number, {word})"
    for damage, number in (  # and what the index has then by mistake
        ("DELETE FROM search_comment WHERE rowid = 1", None),
        ("UPDATE comment SET html = text WHERE id = 1", 9),
        ("UPDATE comment SET hidden_at = '2026-01-05 12:00:00' WHERE id = 1", 1),
        ("UPDATE comment SET text = 'Candles.', edited_at = '2026-01-05 12:00:00' WHERE id = 1", 1),
    ):
        with writing() as own:
            own.execute(text(damage))
            own.execute(text("DELETE FROM search_comment_late"))
            if number:
                own.execute(text(put), {"number": number})
        assert not true(), damage
        with writing() as own:
            own.execute(text("DELETE FROM search_comment WHERE rowid = 9"))
            own.execute(text("UPDATE comment SET hidden_at = NULL, text = text"))
        found.index_new()
        assert true(), damage
