"""Nothing that an issue said is lost when it is edited: each former wording is kept whole, and compared."""

from sqlalchemy import select

from igtf.core.db import session
from igtf.issues.models import IssueVersion
from igtf.record.models import Event, Payload
from tests.factories import issue_form, make_person, sign_in


def text_of(client, path="/issues/1/versions"):
    page = client.get(path)
    assert page.status_code == 200
    return page.text


def left(kind):
    session.rollback()
    query = select(Payload.data).join(Event, Event.id == Payload.event_id).where(Event.kind == kind)
    return list(session.scalars(query.order_by(Event.id)))


def test_each_part_of_a_former_wording_is_kept_and_compared(app, db):
    client = sign_in(app, make_person())
    before = {
        "layer": "use", "topic": "digital-divide", "function": "forum", "source": "A session of 2025",
        "affected": "Rural schools", "concerned": "The union of lamps.", "evidence": "https://one.example/a The first.",
    }  # fmt: skip
    after = {"layer": "evolution", "topic": "freedom-of-expression", "function": "oversight", "source": "A letter",
             "affected": "Islands", "concerned": "Nobody.",
             "evidence": "https://two.example/b A second."}  # fmt: skip
    assert client.post("/issues/new", data=issue_form(**before)).status_code == 302
    assert "The wording is the one it was filed with." in text_of(client)
    assert "Former wordings" not in client.get("/issues/1").text
    assert client.post("/issues/1/moves/edit", data=issue_form(**before)).status_code == 422
    assert client.post("/issues/1/moves/edit", data=issue_form(**after)).status_code == 302
    assert "Rural schools" not in client.get("/issues/1").text
    assert "Former wordings" in client.get("/issues/1").text
    page = text_of(app.test_client())
    for words in ("Rural", "schools", "union", "one.example", "session", "Forum", "divide", "access"):
        assert words in page, words
    (entry,) = left("issue.edit")
    assert entry["changed"] == ["topic", "layer", "function", "source", "affected", "concerned", "evidence"]
    assert entry["former"] == before
    long = "Long. " * 200
    for description in (long, "Short."):
        client.post("/issues/1/moves/edit", data=issue_form(**after, description=description))
    assert left("issue.edit")[-1]["former"] == {}, "what is long stands among the former wordings only"
    assert long.strip() in text_of(client)


def test_a_wording_of_former_times_is_compared_by_what_was_kept_of_it(app, db):
    client = sign_in(app, make_person())
    client.post("/issues/new", data=issue_form(source="A letter", title="The first title"))
    client.post("/issues/1/moves/edit", data=issue_form(source="A session", title="The second title"))
    session.rollback()
    session.scalars(select(IssueVersion)).one().rest = None
    session.commit()
    page = text_of(client)
    assert "first" in page
    assert "A session" not in page, "what was the source then is not known"


def test_a_translation_says_who_wrote_it_and_the_one_before_stays(app, db):
    first, second = make_person("first"), make_person("second")
    client = sign_in(app, first)
    assert client.post("/issues/new", data=issue_form()).status_code == 302
    given = {"language": "sw", "title": "Gharama", "summary": "Nani anaweza kuweka kanuni?"}
    better = given | {"title": "Bei", "summary": "Nani analipa?"}
    assert client.post("/issues/1/moves/translate", data=given).status_code == 302
    assert "by First Exemplar" in app.test_client().get("/issues/1").text
    assert "Former translations" not in text_of(client)
    assert "Former wordings" not in app.test_client().get("/issues/1").text
    assert sign_in(app, second).post("/issues/1/moves/translate", data=better).status_code == 302
    assert "Former wordings" in app.test_client().get("/issues/1").text
    page = app.test_client().get("/issues/1").text.partition('id="timeline"')[0]
    assert "by Second Exemplar" in page
    assert '<h2><bdi lang="sw">Bei</bdi> <span class="badge">Swahili</span></h2>' in page
    former = text_of(app.test_client()).partition("Former translations")[2]
    shown = app.test_client().get("/issues/1/versions").text
    assert '<h3><bdi lang="sw">Gharama</bdi> <span class="badge">Swahili</span></h3>' in shown
    for words in ("Gharama", "Nani anaweza kuweka kanuni?", "by First Exemplar"):
        assert words in former, words
    assert "Nani analipa?" not in former
    assert [entry["summary"] for entry in left("issue.translate")] == [given["summary"], better["summary"]]
    found = app.test_client().get("/search", query_string={"q": "Gharama"}).text
    assert 'href="/issues/1"' not in found, "it is found by what it says now"


def test_who_reads_in_a_language_finds_the_translation_below_the_summary(app, db):
    client = sign_in(app, make_person())
    assert client.post("/issues/new", data=issue_form()).status_code == 302
    for language, title in (("fr", "Le prix des ports"), ("bn", "বন্দর")):
        given = {"language": language, "title": title, "summary": "."}
        assert client.post("/issues/1/moves/translate", data=given).status_code == 302
    reader = app.test_client()
    for read_in, above in (("fr", {"Le prix des ports"}), ("en", set())):
        page = reader.get("/issues/1", headers={"Accept-Language": read_in}).text
        before, next_steps, below = page.partition('<section class="next"')
        after, timeline, _entries = below.partition('<ol class="time"')
        assert next_steps
        assert timeline
        assert {title for title in ("Le prix des ports", "বন্দর") if title in before} == above
        assert "বন্দর" in after
        assert ("Le prix des ports" in after) != bool(above)
