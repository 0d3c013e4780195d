"""A subject says where it is mentioned: whose texts and comments name it, as long as they do; through the pages."""

import re
from importlib import util

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import delete, select

from igtf.core.db import session, writing
from igtf.core.mail import Mail
from igtf.issues.models import Outcome
from igtf.issues.outcomes import enter_imported
from igtf.record.models import Event, Relation, Subject
from igtf.record.queries import subject_of
from igtf.record.relations import MENTIONS
from tests.api.kit import Caller
from tests.counting import statements
from tests.drafts.making import revise, submit
from tests.drafts.samples import GOOD
from tests.drafts.test_way import adopted
from tests.factories import by, issue_form, make_person, sign_in
from tests.record.test_record import filed

DRAFT = "/drafts/draft-ines-landlocked"


@pytest.fixture
def ines(app, db):
    """Return the client of who filed three issues and submitted a draft about the first one."""
    person = make_person("ines")
    for number in (1, 2, 3):
        filed(person, title=f"Issue of number {number}.")
    client = sign_in(app, person)
    assert submit(client).status_code == 302
    return client


def say(client, text: str, on: str = "/issues/2") -> None:
    """Comment on a subject."""
    answer = client.post(f"{on}/comments", data={"body": text})
    assert answer.status_code == 302, answer.text


def mentioned_in(app, path: str) -> list[str]:
    """Return the places of the subjects that the page at a path says it is mentioned in, as anybody reads it."""
    aside = app.test_client().get(path).text.partition("<aside>")[2]
    return re.findall(r'>mentioned in</span><a href="([^"]+)">', aside)


def kept() -> list[tuple[int, int]]:
    """Return what is kept of mentions: the numbers of those that mention and of what they mention."""
    session.rollback()
    found = select(Relation.subject_id, Relation.target_id).where(Relation.kind == MENTIONS)
    return sorted((row.subject_id, row.target_id) for row in session.execute(found))


def test_a_subject_says_where_it_is_mentioned_and_only_there(app, ines):
    say(ines, "As in #1 and draft-ines-landlocked-00; not in `#3`, nor in [#3](https://a.example/3), nor in #2 itself.")
    assert mentioned_in(app, "/issues/1") == ["/issues/2"]
    assert mentioned_in(app, DRAFT) == ["/issues/2"]
    for silent in ("/issues/2", "/issues/3"):
        assert "mentioned in" not in app.test_client().get(silent).text
    say(ines, "Nor does who writes a [link](/issues/3) or names #99 and @ines.")
    assert mentioned_in(app, "/issues/3") == []
    told_by_api = [(row["relation"], row["url"].rpartition("/api/v1")[2]) for row in
                   Caller(app).get("/issues/1").json["relations"]]  # fmt: skip
    assert [place for relation, place in told_by_api if relation == "mentioned in"] == ["/issues/2"]
    assert "mention" not in str(Caller(app).get("/issues/2").json["relations"])


def test_the_newest_are_shown_and_a_list_has_all(app, ines):
    for number in range(4, 18):
        ines.post("/issues/new", data=issue_form(title=f"Issue of number {number}.", description="See #3."))
    shown = mentioned_in(app, "/issues/3")
    assert (len(shown), "/issues/17" in shown, "/issues/4" in shown) == (12, True, False)
    assert "Shown here: 12 of 14." in app.test_client().get("/issues/3").text
    every = app.test_client().get("/related/issue/3/mentions?reverse=1").text
    assert "Issue of number 4." in every
    assert "Relations: mentioned in" in re.sub(r"<[^>]+>", "", every)
    assert app.test_client().get("/related/issue/4/mentions").status_code == 404


def test_nothing_happens_to_what_is_mentioned(app, ines):
    other = sign_in(app, make_person("other"))
    session.rollback()
    before = session.scalars(select(Subject.active_at).where(Subject.ref == "1", Subject.kind == "issue")).one()
    mails = len(session.scalars(select(Mail.id)).all())
    say(other, "See #1.")
    session.rollback()
    about = [event.subject_id for event in session.scalars(select(Event).where(Event.kind == "comment.add"))]
    assert about == [subject_of("issue", "2").id]
    assert subject_of("issue", "1").active_at == before
    assert subject_of("issue", "1").follower_count == 1
    assert len(session.scalars(select(Mail.id)).all()) == mails


def test_the_page_is_another_one_by_who_mentions_it_now(app, ines, one_moment):
    reader = app.test_client()

    def tag() -> str:
        return reader.get("/issues/3").headers["ETag"]

    tags = [tag()]
    for number in (4, 5):  # each is as new as the other, and neither was touched since
        ines.post("/issues/new", data=issue_form(title=f"Issue of number {number}.", description="See #3."))
        tags.append(tag())
        with writing():
            session.execute(delete(Relation).where(Relation.kind == MENTIONS))
    assert len(set(tags)) == 3
    quiet = reader.get("/issues/2").headers["ETag"]
    say(ines, "See #2.", on="/issues/1")
    mentions = reader.get("/issues/1").headers["ETag"]
    say(ines, "A remark.", on="/issues/2")
    assert reader.get("/issues/2").headers["ETag"] != quiet
    assert reader.get("/issues/1").headers["ETag"] == mentions, "the page of who mentions shows nothing of it"


def test_what_is_edited_away_or_hidden_is_mentioned_no_more(app, ines):
    judge = sign_in(app, make_person(roles=("moderator",)))
    say(ines, "See #1 and #3.")
    say(ines, "As I said: #1.")
    assert ines.post("/comments/1/edit", data={"body": "See #3 alone."}).status_code == 302
    assert (mentioned_in(app, "/issues/1"), mentioned_in(app, "/issues/3")) == (["/issues/2"], ["/issues/2"])
    assert ines.post("/comments/2/edit", data={"body": "As I did not say."}).status_code == 302
    assert mentioned_in(app, "/issues/1") == []
    hidden = {"reason": "Advertising."}
    assert ines.post("/comments/1/hide", data=hidden).status_code == 403
    assert mentioned_in(app, "/issues/3") == ["/issues/2"]
    assert judge.post("/comments/1/hide", data=hidden).status_code == 302
    assert mentioned_in(app, "/issues/3") == []
    assert kept() == []


def test_a_hidden_subject_mentions_nothing_and_is_mentioned_by_nobody(app, ines):
    judge = sign_in(app, make_person(roles=("moderator",)))
    say(ines, "See #1.")
    assert judge.post("/issues/2/moves/hide", data={"reason": "Advertising."}).status_code == 302
    assert mentioned_in(app, "/issues/1") == []
    say(ines, "See #2, and [#2](/issues/2).", on="/issues/3")
    assert judge.post("/issues/2/moves/show-again", data={"reason": "It was none."}).status_code == 302
    assert mentioned_in(app, "/issues/1") == ["/issues/2"]
    assert mentioned_in(app, "/issues/2") == []


def test_who_is_related_in_another_way_is_not_shown_twice(app, ines):
    say(ines, "It addresses #1 and names #3.", on=DRAFT)
    say(ines, "As draft-ines-landlocked says.", on="/issues/1")
    assert (mentioned_in(app, "/issues/1"), mentioned_in(app, "/issues/3")) == ([], [DRAFT])
    assert mentioned_in(app, DRAFT) == [], "it addresses the issue that names it"
    assert "Nothing is related" in app.test_client().get("/related/issue/1/mentions?reverse=1").text
    other = GOOD.replace("addresses: [1]", "addresses: [3]")
    assert revise(ines, source=other).status_code == 302
    assert (mentioned_in(app, "/issues/1"), mentioned_in(app, "/issues/3")) == ([DRAFT], [])
    assert mentioned_in(app, DRAFT) == ["/issues/1"]


def test_a_former_name_counts_for_what_has_another_one_now(app, client, ines):
    say(ines, "By its first name: draft-ines-landlocked.")
    desk, form = adopted(app, ines)
    assert desk.post(f"{DRAFT}/moves/adopt", data=form).status_code == 302
    now = "/drafts/draft-igtf-transit-landlocked"
    say(ines, "Known as draft-ines-landlocked-00.", on="/issues/3")
    assert mentioned_in(app, now) == ["/issues/2", "/issues/3"]
    say(ines, "And draft-igtf-transit-landlocked.", on="/issues/3")
    assert ines.post("/comments/2/edit", data={"body": "Known by another name."}).status_code == 302
    assert mentioned_in(app, now) == ["/issues/2", "/issues/3"], "another comment has its present name"


def test_texts_mention_as_comments_do(app, ines):
    given = issue_form(title="A fourth one", description="It follows from #2.", evidence="https://a.example #3")
    assert ines.post("/issues/new", data=given).status_code == 302
    assert (mentioned_in(app, "/issues/2"), mentioned_in(app, "/issues/3")) == (["/issues/4"], ["/issues/4"])
    changed = given | {"description": "It follows from nothing.", "revision": "1"}
    assert ines.post("/issues/4/moves/edit", data=changed).status_code == 302
    assert (mentioned_in(app, "/issues/2"), mentioned_in(app, "/issues/3")) == ([], ["/issues/4"])
    added = {"link": "https://b.example", "sentence": "It says so of #2."}
    assert ines.post("/issues/4/moves/add-evidence", data=added).status_code == 302
    assert mentioned_in(app, "/issues/2") == ["/issues/4"]
    assert revise(ines, "Publish prices, as in #2.").status_code == 302
    assert mentioned_in(app, "/issues/2") == [DRAFT, "/issues/4"]
    assert revise(ines, "Publish prices, as in #3.", note="Another").status_code == 302
    assert (mentioned_in(app, "/issues/2"), mentioned_in(app, "/issues/3")) == (["/issues/4"], [DRAFT, "/issues/4"])
    chair = make_person()
    group = {"acronym": "prices", "title": "Prices", "summary": "Of transit.", "issues": "1", "chairs": "@ines",
             "second": chair.actor.handle, "charter": "The group reads #2 for #1.", "step": "done"}  # fmt: skip
    assert ines.post("/groups/new", data=group).status_code == 302
    assert mentioned_in(app, "/issues/2") == ["/issues/4", "/groups/prices"]
    assert mentioned_in(app, "/issues/1") == []


def test_only_names_of_drafts_mean_the_same_in_an_outcome(app, ines):
    made = enter_imported(occasion="IGF", year=2026, title="What was said", text="See draft-ines-landlocked and #1.",
                          by=by(make_person()))  # fmt: skip
    assert isinstance(made, Outcome)
    session.rollback()
    assert mentioned_in(app, DRAFT) == ["/outcomes/1"]
    assert mentioned_in(app, "/issues/1") == []


def test_names_cost_one_statement_and_their_absence_none(app, ines, engine_name):
    say(ines, "A first remark.")

    def asked(text: str) -> list[str]:
        with statements(app) as sent:
            say(ines, text)
        return [one.text for one in sent if "INTO relation" in one.text or "relation" in one.text.partition("WHERE")[0]]

    assert asked("No name.") == []
    assert len(asked("See #1, #3, draft-ines-landlocked and draft-ines-landlocked-00.")) == 1


def test_what_was_there_before_is_read_from_the_links(app, ines, engine_name):
    say(ines, "See #1, draft-ines-landlocked-00 and [this](/issues/3).")
    say(ines, "See #1, and hidden: #3.", on=DRAFT)
    judge = sign_in(app, make_person(roles=("moderator",)))
    assert judge.post("/comments/2/hide", data={"reason": "Advertising."}).status_code == 302
    source = GOOD.replace("Publish prices.", "Publish prices, as in #3.")
    assert submit(ines, name="second", source=source).status_code == 302
    before = kept()
    assert len(before) == 3
    with writing():
        session.execute(delete(Relation).where(Relation.kind == MENTIONS))
    assert kept() == []
    spec = util.spec_from_file_location("mentions", "migrations/versions/0056_mentions.py")
    migration = util.module_from_spec(spec)  # type: ignore[arg-type]
    spec.loader.exec_module(migration)  # type: ignore[union-attr]
    for _again in (1, 2):
        with (
            app.extensions["igtf.db"].engine.begin() as connection,
            Operations.context(MigrationContext.configure(connection)),
        ):
            migration.upgrade()
        assert kept() == before
