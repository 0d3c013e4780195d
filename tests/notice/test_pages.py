"""Feeds, the table of who is told, and the mails of a demonstration."""

import re
from html import unescape
from urllib.parse import urlsplit
from xml.etree import ElementTree as Xml

from igtf.core.db import session
from igtf.core.stopping import stop_url
from igtf.discussion.models import Follow
from igtf.notice.queries import told_table
from igtf.notice.worker import work_once
from igtf.record.queries import subject_of
from tests.factories import issue_form, make_person, sign_in

ATOM = "{http://www.w3.org/2005/Atom}"


def file_issue(app):
    filer = make_person("ines")
    client = sign_in(app, filer)
    client.post("/issues/new", data=issue_form(title="Fees & <rules> of exchange"))
    return client


def entries(response):
    assert response.status_code == 200, response.text
    assert response.mimetype == "application/atom+xml"
    return Xml.fromstring(response.text).findall(f"{ATOM}entry")


def test_every_list_and_subject_has_a_feed(app, db, client):
    assert entries(client.get("/feeds/issues.atom")) == []
    member = file_issue(app)
    member.post("/issues/1/comments", data={"body": "A **strong** point."})
    for path in (
        "/feeds/all.atom",
        "/feeds/issues.atom",
        "/feeds/issues/1.atom",
        "/feeds/issues.atom?phase=new",
    ):
        found = entries(client.get(path))
        assert [entry.findtext(f"{ATOM}title") for entry in found] == [
            "Issue #1: Ines Exemplar commented – Fees & <rules> of exchange",
            "Issue #1: Ines Exemplar filed this issue – Fees & <rules> of exchange",
        ]
        assert "A <strong>strong</strong> point." in found[0].findtext(f"{ATOM}content")
        assert len({entry.findtext(f"{ATOM}id") for entry in found}) == 2
        assert all(entry.findtext(f"{ATOM}id").startswith("tag:igtf.example,") for entry in found)
    for path, title in (("issues", "IGTF: Issues"), ("issues/1", "IGTF: Issue #1: Fees & <rules> of exchange")):
        assert Xml.fromstring(client.get(f"/feeds/{path}.atom").text).findtext(f"{ATOM}title") == title
    assert entries(client.get("/feeds/issues.atom?phase=closed")) == []
    assert entries(client.get("/feeds/outcomes.atom")) == []
    for path in ("/feeds/nothing.atom", "/feeds/issues/2.atom", "/feeds/nothing/1.atom"):
        assert client.get(path).status_code == 404
    page = client.get("/issues/1").text
    assert '<link rel="alternate" type="application/atom+xml" href="/feeds/issues/1.atom"' in page
    assert 'href="/feeds/issues.atom"' in client.get("/issues/").text
    assert "/feeds/outcomes.atom" in client.get("/feeds/").text


def test_links_to_feeds_name_the_language_of_their_page(app, db, client):
    file_issue(app)
    pages = ("/issues/1", "/issues/?phase=new", "/issues/queue?topic=jurisdiction", "/people/ines", "/feeds/")
    for path in pages:
        asks = "&" if "?" in path else "?"
        links = re.findall('href="(/feeds/[^"]+)"', app.test_client().get(f"{path}{asks}lang=fr").text)
        assert links, path
        for link in map(unescape, links):
            assert re.search(r"[?&]lang=fr$", link), (path, link)
        ours = re.findall('href="(/feeds/[^"]+)"', app.test_client().get(path).text)
        assert [unescape(link).partition("?lang=")[0].partition("&lang=")[0] for link in links] == [
            unescape(link) for link in ours
        ], path
        feeds = [unescape(link) for link in links if ".atom" in link]
        assert all('xml:lang="fr"' in app.test_client().get(feed).text for feed in feeds[:2]), path
    assert "one that names none is in English" in app.test_client().get("/feeds/").text


def test_an_entry_of_a_feed_has_its_direction_and_its_paragraphs(app, db, client):
    member = file_issue(app)
    member.post("/issues/1/moves/withdraw", data={"reason": "First.\n\nSecond.", "step": "done"})
    feed = client.get("/feeds/issues/1.atom?lang=ar")
    entry = entries(feed)[0]
    content = entry.findtext(f"{ATOM}content").strip()
    assert content.startswith('<div dir="rtl">'), content
    assert "<bdi>Ines Exemplar</bdi>" in content
    assert '<blockquote dir="auto">First.<br><br>Second.</blockquote>' in content
    french = client.get("/feeds/issues/1.atom?lang=fr").text
    title = Xml.fromstring(french).findtext(f"{ATOM}title")
    assert title.startswith("IGTF\u00a0: "), title
    assert "\u00a0: Fees &" in title, title
    assert "\u00a0: Ines Exemplar" in entries(client.get("/feeds/issues/1.atom?lang=fr"))[0].findtext(f"{ATOM}title")


def test_a_feed_that_did_not_change_is_not_sent_again(app, db, client):
    member = file_issue(app)
    first = client.get("/feeds/issues.atom")
    again = {"If-None-Match": first.headers["ETag"]}
    assert client.get("/feeds/issues.atom", headers=again).status_code == 304
    member.post("/issues/1/comments", data={"body": "More."})
    told = client.get("/feeds/issues.atom", headers=again)
    assert told.status_code == 200
    again = {"If-None-Match": told.headers["ETag"]}
    profile = {"name": "Another Exemplar", "country": "SN", "about": ""}
    assert member.post("/account/profile", data=profile).status_code == 302
    renamed = client.get("/feeds/issues.atom", headers=again)
    assert renamed.status_code == 200
    assert "Another Exemplar" in renamed.text


def test_what_was_hidden_leaves_the_feeds(app, db, client):
    file_issue(app)
    moderator = sign_in(app, make_person("mwana", roles=("moderator",)))
    assert moderator.post("/issues/1/moves/hide", data={"reason": "Advertising."}).status_code == 302
    for path in ("/feeds/all.atom", "/feeds/issues.atom"):
        assert entries(client.get(path)) == []
    assert client.get("/feeds/issues/1.atom").status_code == 410


def test_the_link_that_stops_mail_does_not_say_what_was_hidden(app, db, client):
    file_issue(app)
    follower = make_person()
    with app.test_request_context("/"):
        link = urlsplit(stop_url(follower.id, subject_of("issue", "1").id)).path
    assert sign_in(app, follower).post("/issues/1/follow").status_code == 302
    shown = client.get(link).text
    assert ["Fees &amp; &lt;rules&gt; of exchange" in shown, "Stop mail about issue #1?" in shown] == [True, True]
    moderator = sign_in(app, make_person("mwana", roles=("moderator",)))
    assert moderator.post("/issues/1/moves/hide", data={"reason": "Advertising."}).status_code == 302
    asked, done = client.get(link), client.post(link)
    assert [asked.status_code, done.status_code] == [200, 200]
    assert "Stop mail about this subject?" in asked.text
    assert "You get no more mail about this subject" in done.text
    for page in (asked.text, done.text):
        assert "Fees" not in page
        assert 'href="/issues/1"' not in page
    session.rollback()
    assert session.query(Follow).filter_by(person_id=follower.id).count() == 0


def test_who_is_told_comes_from_the_tables(app, db, client):
    rows = {row.event: [str(name) for name in row.audiences] for _heading, part in told_table() for row in part}
    assert rows["issue.edit"] == ["its supporters", "who opened it", "the assigned member", "whoever follows this"]
    assert rows["comment.report"] == ["the moderators"]
    assert rows["comment.edit"] == ["whom it mentions"]
    page = client.get("/notice/told")
    assert page.status_code == 200
    assert b"nobody by mail" in page.data


def test_the_demonstration_shows_its_mails(app, db, client, monkeypatch):
    assert client.get("/demo/mail").status_code == 404
    monkeypatch.setitem(app.config, "DEMO", True)
    assert b"No mail yet" in client.get("/demo/mail").data
    make_person("otso", roles=("council",))
    file_issue(app)
    work_once(app)
    assert b"filed this issue" in client.get("/demo/mail").data
    letter = client.get("/demo/mail/1")
    assert b"otso@people.example" in letter.data
    assert b"List-Unsubscribe" in letter.data
    assert client.get("/demo/mail/2").status_code == 404
    monkeypatch.setitem(app.config, "DEMO", False)
    assert client.get("/demo/mail/1").status_code == 404
