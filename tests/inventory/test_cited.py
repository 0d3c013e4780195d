"""Each kind that people cite is cited the same way: what the demonstration has of it, and who is named."""

from flask import Flask

from igtf.core.db import session
from igtf.core.workflow import WORKFLOWS
from igtf.desk.citing import WORKS
from igtf.record.models import Subject
from tests.desk.citations import cited


def test_all_that_people_cite_is_cited_the_same_way(story: Flask) -> None:
    client, found, keys = story.test_client(), set(), []
    with story.app_context():
        there = session.query(Subject.kind, Subject.ref, Subject.title).where(Subject.state != "hidden").all()
    for kind, ref, title in there:
        path = f"/{WORKFLOWS[kind].collection}/{ref}"
        if kind not in WORKS:
            assert client.get(f"{path}.bib").status_code == 404
            continue
        item = cited(client, path)
        keys.append(item["id"])
        assert item["publisher"] == "Internet Governance Task Force"
        if kind not in ("draft", "recommendation"):
            assert (item["title"], item["id"]) == (title, f"{kind}-{ref}")
            assert item["URL"].endswith(path)
            assert f'href="{path}.csl.json">CSL-JSON</a>' in client.get(path).text
        found.add(kind)
    assert found == set(WORKS)
    assert len(set(keys)) == len(keys)


def test_each_is_by_whom_it_is_and_of_its_day(story: Flask) -> None:
    client = story.test_client()
    issue = cited(client, "/issues/4")
    assert (issue["number"], issue["genre"], issue["author"]) == ("#4", "Issue", [{"literal": "Mwana Mfano"}])
    with story.app_context():
        day = session.query(Subject.opened_at).filter_by(kind="issue", ref="4").scalar()
    assert issue["issued"]["date-parts"] == [[day.year, day.month, day.day]]
    assert cited(client, "/ballots/1")["author"] == [{"literal": "Internet Governance Task Force"}]
    letter = cited(client, "/statements/1")
    assert (letter["number"], letter["genre"]) == ("LS-1", "Liaison statement")
    assert client.get("/drafts/draft-igtf-newiss-first-home.bib").text.startswith(
        "@techreport{draft-igtf-newiss-first-home-"
    )
    assert client.get("/recommendations/1.ris").text.startswith("TY  - RPRT\r\n")
