"""Where an entry of a timeline is found: from a comment's address, and from the record."""

from sqlalchemy import select

from igtf.core.db import session
from igtf.discussion.models import Comment
from igtf.discussion.timeline import TIMELINE_PAGE
from igtf.record.models import Event
from tests.council.councils import make_ballot, make_council
from tests.factories import make_person, sign_in
from tests.record.test_record import filed


def test_an_entry_is_shown_among_the_newest_while_it_is_one_of_them(app, db):
    filed(make_person())
    client, reader = sign_in(app, make_person()), app.test_client()
    for number in range(TIMELINE_PAGE):
        client.post("/issues/1/comments", data={"body": f"Remark {number + 1} of many."})
    session.rollback()
    numbers = dict(session.execute(select(Comment.id, Comment.event_id)).all())
    assert reader.get("/comments/1").location == "/issues/1#c1"
    assert reader.get(f"/record/{numbers[1]}").location == "/issues/1#c1"
    page = reader.get("/issues/1").text
    assert "Newest entries" not in page
    assert 'id="c1"' in page
    client.post("/issues/1/comments", data={"body": "One more."})
    old = reader.get("/comments/1").location
    assert old == f"/issues/1?before={numbers[1] + 1}#c1"
    page = reader.get(old).text
    assert 'id="c1"' in page
    assert "One more." not in page
    assert '<a href="/issues/1#stream">Newest entries</a>' in page
    assert 'href="/issues/1?show=discussion#stream">Newest' in reader.get("/issues/1?show=discussion&before=9").text


def test_who_comments_sees_the_comment_and_that_it_is_done(app, db):
    filed(make_person())
    client, said = sign_in(app, make_person()), "Your comment is in the record."
    refused = client.post("/issues/1/comments", data={"body": " "})
    assert refused.status_code == 422
    assert "<title>Error: " in refused.text
    done = client.post("/issues/1/comments", data={"body": "Cables cross borders."})
    assert done.location == "/issues/1#here"
    page = client.get(done.location).text
    assert "<title>Done: " in page
    places = [page.index(words) for words in ('id="here"', said, "Cables cross borders.", "Add a comment")]
    assert places == sorted(places)
    assert page.count(said) == 1
    again = client.get("/issues/1").text
    assert said not in again
    assert "<title>Done: " not in again


def test_the_form_for_comments_is_reached_from_the_head_of_the_thread(app, db):
    filed(make_person())
    client = sign_in(app, make_person())
    client.post("/issues/1/comments", data={"body": "Cables cross borders."})
    page, link = client.get("/issues/1").text, '<a href="#comment">Write a comment</a>'
    places = [page.index(words) for words in ("Timeline and discussion", link, "Cables cross borders.", 'id="comment"')]
    assert places == sorted(places)
    assert link not in app.test_client().get("/issues/1").text, "nobody writes without signing in"


def test_the_record_leads_to_its_entries(app, db):
    filed(make_person())
    reader, number = app.test_client(), session.scalar(select(Event.id).where(Event.kind == "issue.file"))
    assert f'<a href="/record/{number}">Entry {number}</a>' in reader.get("/record").text
    assert reader.get(f"/record/{number}").location == f"/issues/1#e{number}"
    assert "no such entry" in reader.get("/record/999").text
    judge = sign_in(app, make_person(roles=("moderator",)))
    assert judge.post("/issues/1/moves/hide", data={"reason": "Advertising."}).status_code == 302
    assert reader.get(f"/record/{number}").status_code == 410
    assert judge.get(f"/record/{number}").location == f"/issues/1#e{number}"


def test_acts_like_the_one_before_are_told_by_their_number_and_of_others_where_others_did_them(app, db):
    _secretariat, members = make_council()
    make_ballot(members)
    page = "/ballots/1"

    def take(member, *positions):
        for position in positions:
            given = {"position": position, "step": "done"}
            assert sign_in(app, member).post(f"{page}/moves/take-position", data=given).status_code == 302

    first, second, *_rest = members.values()
    take(first, *("yes", "no-objection") * 2)
    alone, among = "and 3 times before", "more did so before"
    assert [words in app.test_client().get(page).text for words in (alone, among)] == [True, False]
    take(second, "yes")
    assert [words in app.test_client().get(page).text for words in (alone, f"and 4 {among}")] == [False, True]
