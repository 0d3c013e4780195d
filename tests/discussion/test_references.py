"""What a text names becomes a link, where it is there and public; through the pages on which people write."""

import re

import pytest
from sqlalchemy import select

from igtf.core.db import session
from igtf.discussion.models import Comment
from igtf.record.references import MOST
from tests.counting import statements
from tests.drafts.making import revise, submit
from tests.drafts.samples import GOOD
from tests.factories import issue_form, make_person, sign_in
from tests.record.test_record import filed

LINK = re.compile(r'<a href="(/[^"]*)" rel="nofollow ugc noopener">([^<]*)</a>')


def links(html: str) -> list[tuple[str, str]]:
    """Return the links that were made of names, as (path, name)."""
    return LINK.findall(html)


def comment(client, text: str) -> str:
    """Comment on the first issue and return the HTML that is kept."""
    answer = client.post("/issues/1/comments", data={"body": text})
    assert answer.status_code == 302, answer.text
    session.rollback()
    return str(session.scalars(select(Comment.html).order_by(Comment.id.desc())).first())


@pytest.fixture
def ines(app, db):
    """Return the client of who filed two issues and submitted a draft about the first one."""
    person = make_person("ines")
    filed(person), filed(person)
    client = sign_in(app, person)
    assert submit(client).status_code == 302
    return client


def test_a_comment_links_what_is_there_and_nothing_else(app, ines):
    said = comment(ines, "Like #1, #2 and draft-ines-landlocked; not #9, R-1, call 3, draft-ines-nothing, `#2` or a#2.")
    found = [("/issues/1", "#1"), ("/issues/2", "#2"), ("/drafts/draft-ines-landlocked", "draft-ines-landlocked")]
    assert links(said) == found
    assert said.count("<a ") == 3
    for reader in (app.test_client(), ines):
        assert '<a href="/issues/2" rel="nofollow ugc noopener">#2</a> and' in reader.get("/issues/1").text
    told = ines.get("/api/v1/issues/1/comments").json["items"][0]
    assert told["text"].startswith("Like #1, #2 and draft-ines-landlocked; not #9")


def test_what_is_hidden_stays_a_word_for_everybody(app, ines):
    judge = sign_in(app, make_person(roles=("moderator",)))
    assert judge.post("/issues/2/moves/hide", data={"reason": "Advertising."}).status_code == 302
    for writer in (ines, judge, sign_in(app, make_person())):  # who filed it and moderators see it
        assert links(comment(writer, "See #1, #2 and #3.")) == [("/issues/1", "#1")]
    hidden, missing = (comment(ines, f"See {name}.") for name in ("#2", "#3"))
    assert hidden.replace("#2", "#3") == missing


def test_an_edit_links_what_has_come_since(app, ines):
    comment(ines, "See #3.")
    assert not links(ines.get("/issues/1").text)
    ines.post("/issues/new", data=issue_form())
    assert ines.post("/comments/1/edit", data={"body": "See #3 now."}).status_code == 302
    assert ("/issues/3", "#3") in links(ines.get("/issues/1").text)
    assert not links(ines.get("/comments/1/history").text.partition("Until")[2])


def test_revisions_are_linked_by_their_number(app, ines):
    assert revise(ines).status_code == 302
    name, base = "draft-ines-landlocked", "/drafts/draft-ines-landlocked"
    said = comment(ines, f"From {name}-00 to {name}-01, not {name}-02 or {name}-1; see {name}-00.txt.")
    assert links(said) == [(f"{base}/00", f"{name}-00"), (f"{base}/01", f"{name}-01")]
    for path, _written in links(said):
        assert ines.get(path).status_code == 200


def test_descriptions_and_drafts_link_too(app, ines):
    answer = ines.post(
        "/issues/new", data=issue_form(description="It follows from #2.", evidence="https://a.example #1")
    )
    page = ines.get(answer.location).text
    assert {("/issues/2", "#2"), ("/issues/1", "#1")} <= set(links(page))
    source = GOOD.replace("Publish prices.", "Publish prices, as in #2 and R-7.").replace("# Introduction", "# On #1")
    assert submit(ines, name="second", source=source).status_code == 302
    page = ines.get("/drafts/draft-ines-second").text
    assert {("/issues/2", "#2"), ("/issues/1", "#1")} == set(links(page))
    assert 'id="s-on-1"' in page
    whole = f'<a href="{app.config["BASE_URL"]}/issues/2"'
    alone = ines.get("/drafts/draft-ines-second/00.html").text
    assert whole in alone
    assert not links(alone)
    assert "as in #2 and R-7" in ines.get("/drafts/draft-ines-second/00.txt").text


def test_feeds_name_the_whole_address(app, ines):
    comment(ines, "See #2.")
    feed = app.test_client().get("/feeds/issues/1.atom").text
    assert f"&lt;a href=&#34;{app.config['BASE_URL']}/issues/2&#34;" in feed


def test_a_preview_shows_what_will_be_kept(app, ines):
    chair = make_person()
    given = {"acronym": "prices", "title": "Prices", "summary": "Of transit.", "issues": "1", "chairs": "@ines",
             "second": chair.actor.handle, "charter": "The group takes up #1, not #9."}  # fmt: skip
    shown = ines.post("/groups/new", data=given)
    assert shown.status_code == 200, shown.text
    assert ("/issues/1", "#1") in links(shown.text)
    assert ines.post("/groups/new", data=given | {"step": "done"}).status_code == 302
    assert links(ines.get("/groups/prices").text).count(("/issues/1", "#1")) == 1


def test_names_are_looked_up_in_one_query_and_only_where_there_are_some(app, ines, engine_name):
    comment(ines, "A first remark.")

    def asked(text: str) -> int:
        with statements(app) as sent:
            ines.post("/issues/1/comments", data={"body": text})
        return len(sent)

    bare = asked("Without a name; costs & <b>more</b>, e.g. C#7 and a@b.example.")
    assert asked("See #9, R-1 and call 4, which are not there.") == bare + 1
    more = 1 + (engine_name == "sqlite")  # PostgreSQL keeps what is mentioned together with the rest
    assert asked("See #1, #2, #3, R-1, call 4, draft-ines-landlocked and draft-ines-landlocked-00.") == bare + more
    assert asked("#1 again: the form looks whether this can be shown, before it is kept.") == bare + more
    assert asked("See " + " ".join(f"#{number}" for number in range(1, 2_000))) == bare + more


def test_the_first_names_of_a_text_are_looked_up(app, ines):
    others = " ".join(f"#{number}" for number in range(3, MOST + 2))
    assert links(comment(ines, f"#1 {others} #2")) == [("/issues/1", "#1")]
    assert links(comment(ines, f"#1 {others.partition(' ')[2]} #2 #2")) == [("/issues/1", "#1")] + 2 * [
        ("/issues/2", "#2")
    ]
