"""Archives of groups: totals as in the file, each row imported or reported, nothing twice, what changed is changed."""

import json
import re
import time
from collections import Counter
from contextlib import suppress

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select, update

from igtf import cli
from igtf.archives.importing import import_archive
from igtf.consensus.models import Call
from igtf.core.db import session, writing
from igtf.core.errors import Invalid, NotFound
from igtf.discussion.models import Comment, CommentVersion
from igtf.issues.models import Issue, IssueVersion
from igtf.people.models import Person
from igtf.record.models import HIDDEN, Actor, Event, Relation, Subject
from igtf.record.subjects import enter
from tests.archives.sample import GOOD, REPO, archive, closed, issue_of, pull, remark, row, taken
from tests.databases import upgraded_from_before
from tests.factories import broken_promises, by, make_person, sign_in
from tests.groups.making import active_group
from tests.shared_data import real_file, shared

REAL = "github-archive/intarchboard+program-rfced-future.archive.json"


def count(model):
    return session.scalar(select(func.count()).select_from(model))


@pytest.fixture
def group(app, db):
    return active_group(app, make_person("rania"))


def test_states_and_labels_become_what_fits(app, group):
    report = taken(*GOOD, pulls=[pull(7), pull(8, state="CLOSED", mergedAt=None, mergeCommit=None, mergedBy=None)])
    assert (report.imported, report.refused, report.comments, report.calls) == (8, 0, 7, 2)
    states = {n: (issue_of(n).subject.state, issue_of(n).result) for n in range(1, 9)}
    assert states == {
        1: ("in-group", None), 2: ("resolved", "implemented"), 3: ("duplicate", None),
        4: ("resolved", "closed elsewhere"), 5: ("resolved", "not"), 6: ("resolved", "closed elsewhere"),
        7: ("resolved", "implemented"), 8: ("resolved", "not"),
    }  # fmt: skip
    assert issue_of(5).subject.topic == "multilingualism"
    calls = session.scalars(select(Call).order_by(Call.id)).all()
    assert {call.about_id for call in calls} == {issue_of(2).id, issue_of(5).id}
    assert {(call.subject.state, call.result) for call in calls} == {("consensus", "consensus")}
    assert [line for line in report.lines if "“Text needed”: 1 times" in line]
    assert [line for line in report.lines if line.startswith("not taken, headRefName: 2 times")]
    assert broken_promises() == []


def test_pages_say_where_everything_comes_from_and_mask_addresses(app, group):
    taken(*GOOD, pulls=[pull(7)])
    first, sixth, call = issue_of(1).subject.ref, issue_of(6).subject.ref, session.scalars(select(Call)).first()
    session.rollback()
    for reader in (app.test_client(), sign_in(app, make_person())):
        page = reader.get(f"/issues/{first}").text
        assert f"source: {REPO}" in page
        assert "https://forge.example/example/policy-future/issues/1" in page
        assert "Imported from:" in page
        assert "me@…" in page
        assert "Asked keeper@…" in reader.get(f"/issues/{sixth}").text
        said = reader.get(f"/calls/{call.subject.ref}").text
        assert "Who declared it, on which day and after which positions, the archive does not say" in said
        for path in (f"/issues/{first}", f"/issues/{sixth}", f"/api/v1/issues/{first}", f"/api/v1/issues/{sixth}",
                     f"/api/v1/issues/{first}/comments", "/groups/icost", "/people/wick-trimmer", "/record",
                     "/issues/?group=icost", "/search?q=keeper", "/search?q=keeper&in=comments",
                     "/feeds/issues.atom"):  # fmt: skip
            text = reader.get(path).text
            assert "people.example" not in text, path
            assert "lamp.example" not in text, path
    assert "Consensus" in app.test_client().get(f"/issues/{issue_of(2).subject.ref}").text


def test_authors_and_days_are_those_of_the_archive(app, group):
    taken(*GOOD)
    rows = session.execute(
        select(Event.at, Actor.name, Person.password_hash, Person.source)
        .join(Comment, Comment.event_id == Event.id)
        .join(Actor, Actor.id == Comment.actor_id)
        .join(Person, Person.id == Actor.id)
        .where(Comment.subject_id == issue_of(1).id)
        .order_by(Comment.id)
    ).all()
    assert [(f"{row.at:%Y-%m-%d}", row.name) for row in rows] == [
        ("2020-05-03", "wick-trimmer"), ("2020-05-04", "lamp-keeper"),
    ]  # fmt: skip
    assert {(row.password_hash, row.source) for row in rows} == {(None, "github.com")}
    subject = issue_of(2).subject
    assert (f"{subject.opened_at:%m-%d}", f"{subject.state_since:%m-%d}") == ("05-01", "05-10")
    client = app.test_client()
    asked = client.post("/people/lamp-keeper/claim", data={"email": "me@people.example", "reason": "It is my account."})
    assert asked.status_code == 302


def test_nobody_becomes_another_one_of_the_archive_by_a_name_and_who_has_another_name_stays_who_they_are(app, group):
    taken(row(1))
    keeper = session.scalars(select(Person).where(Person.source == "github.com")).one()
    with writing():
        keeper.password_hash, keeper.verified_at = "claimed", keeper.joined_at
    profile = {"name": "wick-trimmer", "country": "KE", "about": "", "languages": []}
    assert sign_in(app, keeper).post("/account/profile", data=profile).status_code == 302
    taken(row(2, comments=[remark("wick-trimmer", "Mine."), remark("lamp-keeper", "Ours.", 4)]))
    people = dict(session.execute(select(Comment.text, Comment.actor_id)).all())
    assert people["Ours."] == keeper.id == issue_of(2).subject.opened_by_id
    assert people["Mine."] != keeper.id
    found = session.execute(select(Actor.name, Person.source_name).join(Person, Person.id == Actor.id)
                            .where(Person.source.is_not(None)).order_by(Person.id)).all()  # fmt: skip
    assert [tuple(one) for one in found] == [("wick-trimmer", "lamp-keeper"), ("wick-trimmer", "wick-trimmer")]
    known = count(Person)
    taken(row(3, comments=[remark("wick-trimmer", "Again.")]))
    assert count(Person) == known


def test_profiles_that_were_imported_before_are_found_by_the_name_that_they_have(app, db_url, group):

    taken(row(1))
    names = select(Actor.name, Person.source_name).join(Person, Person.id == Actor.id).order_by(Person.id)
    before = [tuple(one) for one in session.execute(names)]
    assert ("lamp-keeper", "lamp-keeper") in before
    assert ("Rania Exemplar", None) in before
    upgraded_from_before(db_url, "0059")
    assert [tuple(one) for one in session.execute(names)] == before


def test_importing_again_adds_nothing_twice(app, group):
    taken(*GOOD, pulls=[pull(7)])
    before = [count(model) for model in (Event, Issue, Comment, Call, Person)]
    again = taken(*GOOD, pulls=[pull(7)])
    assert (again.imported, again.known, again.updated, again.comments) == (0, 7, 0, 0)
    assert [count(model) for model in (Event, Issue, Comment, Call, Person)] == before


def test_what_changed_in_the_archive_changes_here(app, group):
    first = row(1, comments=[remark("wick-trimmer", "Once.")])
    taken(first, row(2))
    newer = {"updatedAt": "2020-06-01T09:00:00Z"}
    changed = closed(1, "Consensus", title="Who may speak now?", **newer,
                     comments=[remark("wick-trimmer", "Once more."), remark("lamp-keeper", "New.", 5)])  # fmt: skip
    report = taken(changed, row(2))
    assert (report.imported, report.known, report.updated, report.comments, report.calls) == (0, 2, 1, 1, 1)
    issue = issue_of(1)
    assert (issue.subject.title, issue.subject.state, issue.result) == ("Who may speak now?", "resolved", "implemented")
    assert issue.state_before is None
    assert session.scalars(select(IssueVersion.title)).all() == ["A question"]
    assert session.scalars(select(CommentVersion.text)).all() == ["Once."]
    assert session.scalars(select(Comment.text).order_by(Comment.id)).all() == ["Once more.", "New."]
    page = app.test_client().get(f"/issues/{issue.subject.ref}").text
    assert "Title, 1 new comment, 1 edited comment, State, Call, Labels there" in page
    reopened = changed | row(1, title="Who may speak now?", comments=changed["comments"], labels=["Consensus"],
                             updatedAt="2020-07-01T09:00:00Z")  # fmt: skip
    assert taken(reopened).updated == 1
    assert issue_of(1).subject.state == "in-group"
    assert count(Call) == 1
    older = taken(changed)
    assert [line for line in older.lines if "older than the one imported last" in line]
    assert issue_of(1).subject.state == "in-group"
    assert broken_promises() == []


def links(path, reader):
    return re.findall(r'<a href="(/issues/\d+)" rel="nofollow ugc noopener">(#\d+)</a>', reader.get(path).text)


def test_a_number_in_an_archive_is_that_of_the_archive(app, group):
    reader, said = app.test_client(), "Not #1, see #3, #77, R-1 and call 1."
    comments = [remark("wick-trimmer", said), remark("lamp-keeper", "#2", 4)]
    first = row(2, body="As in #1 and #3, not #99.", comments=comments)
    report = taken(row(1), first, row(3, body="`#1`"))
    assert (report.imported, report.linked) == (3, 3)
    one, two, three = (f"/issues/{issue_of(n).subject.ref}" for n in (1, 2, 3))
    assert (one, two, three) == ("/issues/2", "/issues/3", "/issues/4")
    assert links(two, reader) == [(one, "#1"), (three, "#3"), (two, "#2"), (one, "#1"), (three, "#3")]
    assert links(three, reader) == []
    for path, sources in {one: [two], three: [two], two: [], "/issues/1": []}.items():
        aside = reader.get(path).text.partition("<aside>")[2]
        assert re.findall(r'mentioned in</span><a href="(/issues/[0-9]+)">', aside) == sources
    before = [count(model) for model in (Event, CommentVersion, IssueVersion)]
    again = taken(row(1), first, row(3, body="`#1`"))
    assert (again.imported, again.updated, again.linked) == (0, 0, 0)
    assert [count(model) for model in (Event, CommentVersion, IssueVersion)] == before
    assert taken(row(77)).linked == 1
    later = f"/issues/{issue_of(77).subject.ref}"
    assert (later, "#77") in links(two, reader)
    assert f'mentioned in</span><a href="{two}">' in reader.get(later).text
    assert broken_promises() == []


def test_a_text_from_an_archive_that_is_edited_here_goes_on_speaking_of_it(app, group):
    taken(row(1), row(2, body="See #1.", comments=[remark("wick-trimmer", "See #1.")]))
    one, two = (f"/issues/{issue_of(n).subject.ref}" for n in (1, 2))
    session.rollback()
    author = session.scalars(select(Comment)).one().actor_id
    session.rollback()
    writer = sign_in(app, session.get_one(Person, author))
    assert writer.post("/comments/1/edit", data={"body": "See #1 again, not #2000."}).status_code == 302
    assert links(two, app.test_client()) == [(one, "#1"), (one, "#1")]
    client = sign_in(app, make_person())
    assert client.post(f"{two}/comments", data={"body": "Here it is #1."}).status_code == 302
    assert links(two, app.test_client()) == [(one, "#1"), ("/issues/1", "#1"), (one, "#1")]


def test_what_was_hidden_here_is_no_link_in_an_archive(app, group):
    taken(row(1))
    hidden, judge = issue_of(1), make_person(roles=("moderator",))
    with writing():
        enter(hidden.subject, HIDDEN, by(judge).at)
    taken(row(1), row(2, body="See #1."))
    assert links(f"/issues/{issue_of(2).subject.ref}", sign_in(app, judge)) == []


def test_what_was_changed_here_is_left(app, group):
    taken(row(1, comments=[remark("wick-trimmer", "Once.")]))
    issue = issue_of(1)
    with writing():
        issue.subject.title = "Put better here"
        session.execute(update(Comment).values(text="Edited here."))
        enter(issue.subject, "recommended", by(make_person()).at)
    newer = {"title": "Put better there", "updatedAt": "2020-06-01T09:00:00Z"}
    report = taken(closed(1, **newer, comments=[remark("wick-trimmer", "Edited there.")]))
    assert sum("was changed here too" in line for line in report.lines) == 3
    issue = issue_of(1)
    assert (issue.subject.title, issue.subject.state) == ("Put better here", "recommended")
    assert session.scalars(select(Comment.text)).all() == ["Edited here."]


BAD = (
    (row(2, author=None), "issue 2, author: This is missing."),
    (row(2, author=["x"]), "issue 2, author: This must be text."),
    (row("2"), "row 2, number: The number is missing, or is no whole number."),
    (row(True), "row 2, number: The number is missing, or is no whole number."),
    (row(1, "Twice"), "issue 1, number: The number 1 is there twice; the first one counts."),
    (row(2, title=" "), "issue 2, title: This is missing."),
    (row(2, title=7), "issue 2, title: This must be text."),
    (row(2, body={"x": 1}), "issue 2, body: This must be text."),
    (row(2, body="> " * 40 + "deep"), "issue 2, row: Line 1 is nested deeper"),
    (row(2, state="ASLEEP"), "issue 2, state: “ASLEEP” is no state; there are: OPEN, CLOSED, MERGED."),
    (row(2, createdAt="spring"), "issue 2, createdAt: “spring” is no moment such as"),
    (row(2, createdAt="2999-01-01T00:00:00Z"), "issue 2, createdAt: “2999-01-01T00:00:00Z” lies ahead."),
    (row(2, createdAt="0001-01-01T00:00:00+10:00"), "issue 2, createdAt: “0001-01-01T00:00:00+10:00” is no moment"),
    (row(2, createdAt="0001-01-01T00:00:00"), "issue 2, createdAt: “0001-01-01T00:00:00” is no moment such as"),
    (row(2, updatedAt="9999-12-31T23:59:59-10:00"), "issue 2, updatedAt: “9999-12-31T23:59:59-10:00” is no moment"),
    (row(2, closedAt="0001-01-02T00:00:00Z"), "issue 2, closedAt: “0001-01-02T00:00:00Z” is no moment such as"),
    (row(2, labels="Consensus"), "issue 2, labels: This must be a list of texts."),
    (row(2, labels=[{"name": "Consensus"}]), "issue 2, labels: This must be a list of texts."),
    (row(2, comments={"a": 1}), "issue 2, comments: This must be a list."),
    (row(2, url="javascript:alert(1)"), "issue 2, url: This is no link."),
    ("no row", "row 2, row: This is not an object."),
    (None, "row 2, row: This is not an object."),
)


def test_a_bad_row_is_reported_and_the_rest_goes_on(app, group):
    """Each stands between two good ones, at a place that is its number, too."""
    known, rows, sentences = count(Issue), [row(1)], []
    for nth, (bad, sentence) in enumerate(BAD, 1):
        place = 2 * nth
        is_second = isinstance(bad, dict) and bad["number"] == 2
        rows += [bad | {"number": place} if is_second else bad, row(place + 1)]
        sentences.append(sentence.replace(" 2,", f" {place},", 1))
    report = taken(*rows)
    assert (report.imported, report.refused) == (len(BAD) + 1, len(BAD))
    unsaid = [sentence for sentence in sentences if not any(line.startswith(sentence) for line in report.lines)]
    assert unsaid == [], report.lines
    assert count(Issue) == known + len(BAD) + 1
    assert broken_promises() == []


def test_a_bad_comment_is_reported_and_its_issue_comes_in(app, group):
    good, deep = remark("lamp-keeper", "Good."), remark("lamp-keeper", "> " * 40 + "deep", 4)
    report = taken(row(1, comments=["text", remark(None, "x"), remark("x", ""), remark("x", 5), good, deep]))
    assert (report.imported, report.comments) == (1, 1)
    said = "\n".join(report.lines)
    for sentence in ("comments.1: This is not an object.", "comments.2.author: This is missing.",
                     "comments.3.body: It is empty.", "comments.4.body: This must be text.",
                     "comments.6.body: Line 1 is nested deeper"):  # fmt: skip
        assert f"issue 1, {sentence}" in said


def test_a_long_title_is_shortened_and_said(app, group):
    report = taken(row(1, title="word " * 80))
    assert report.lines[0] == "issue 1, title: It has more than 200 characters and was shortened."
    assert len(issue_of(1).subject.title) <= 200


NO_ARCHIVES = {
    "cut off": archive(*GOOD)[:-40], "no text": b"\xff\xfe", "a list": b"[]", "empty": b"{}",
    "no list": b'{"issues": {}}', "no name": archive(row(1), repo=7),
    "pulls": archive(row(1)).replace(b'"pulls": []', b'"pulls": {}'), "nested": b"[" * 100_000,
}  # fmt: skip


def test_remarks_within_remarks_without_end_are_counted_or_refused(app, group):
    """A newer Python reads them, an older one does not."""
    deep = b'{"comments": [' * 1_500 + b"]}" * 1_500
    with suppress(Invalid):
        assert import_archive(archive("row").replace(b'"row"', deep), group="icost").refused == 1
    assert count(Issue) == 1


def test_a_file_that_is_no_archive_is_refused_whole(app, group):
    before, imported = count(Event), []
    for what, data in NO_ARCHIVES.items():
        with suppress(Invalid):
            import_archive(data, group="icost")
            imported.append(what)
        assert count(Event) == before, what
    assert imported == []


def test_the_group_has_to_be_one_that_works_on_issues(app, group):
    with pytest.raises(NotFound, match="group nobody"):
        taken(row(1), group="nobody")
    with writing():
        enter(group.subject, "concluded", by(make_person()).at)
    with pytest.raises(Invalid, match="not at work"):
        taken(row(1))
    assert count(Issue) == 1  # the one that the group was proposed for


def test_the_command_prints_totals_and_what_was_not_taken(app, group, tmp_path, monkeypatch):
    monkeypatch.setattr(cli, "application", lambda: app)
    file = tmp_path / "archive.json"
    file.write_bytes(archive(*GOOD, row(1)))
    done = CliRunner().invoke(cli.main, ["import", "github-archive", str(file), "--group", "icost"])
    assert done.exit_code == 0, done.output
    assert "6 imported, 0 known already, 1 refused." in done.output
    assert "issue 1, number: The number 1 is there twice" in done.output
    file.write_bytes(archive(*GOOD)[:-40])
    cut = CliRunner().invoke(cli.main, ["import", "github-archive", str(file), "--group", "icost"])
    assert cut.exit_code == 1
    assert "The file is cut off or is no JSON" in cut.output


@real_file(REAL)
def test_totals_of_the_real_archive_are_those_of_the_file(app, group):
    data = shared(REAL).read_bytes()
    found, known = json.loads(data), count(Issue)
    rows = found["issues"] + found["pulls"]
    reviews = [review for pull in found["pulls"] for review in pull["reviews"]]
    remarks = [remark for row in rows for remark in row["comments"]]
    inner = [(review["author"], part) for review in reviews for part in review["comments"]]
    authors = Counter(each["author"] for each in (*rows, *remarks, *reviews)) + Counter(who for who, _part in inner)
    began = time.monotonic()
    report = import_archive(data, group="icost")
    assert time.monotonic() - began < 20  # 5 s where nothing else runs
    assert (report.imported, report.refused) == (len(rows), 0)
    assert count(Issue) == known + len(rows) == known + 158
    assert count(Comment) == report.comments == len(remarks) + len(reviews) + len(inner)
    assert len(remarks) == 377
    made = session.execute(
        select(Actor.name, func.count()).join(Event, Event.actor_id == Actor.id).join(Person, Person.id == Actor.id)
        .where(Person.source == "github.com", Event.kind.in_(("issue.filed-elsewhere", "comment.add")))
        .group_by(Actor.name)
    ).all()  # fmt: skip
    assert dict(made) == dict(authors)
    assert count(Call) == sum("Consensus" in row["labels"] for row in rows) == 35
    still = session.scalar(select(func.count()).where(Subject.kind == "issue", Subject.state == "in-group"))
    assert still == sum(row["state"] == "OPEN" for row in rows) == 2
    assert broken_promises() == []
    again = import_archive(data, group="icost")
    assert (again.imported, again.known, again.updated, again.comments) == (0, 158, 0, 0)


def test_what_the_archive_opened_again_is_a_duplicate_of_nothing(app, group):
    taken(*GOOD)
    duplicate = issue_of(3).id
    tied = select(Relation.target_id).where(Relation.subject_id == duplicate, Relation.kind == "duplicate-of")
    assert session.scalars(tied).all() == [issue_of(1).id]
    session.rollback()
    taken(*(row(3, title="Who else may speak?", updatedAt="2020-06-01T09:00:00Z") if each["number"] == 3 else each
            for each in GOOD))  # fmt: skip
    assert issue_of(3).subject.state == "in-group"
    assert session.scalars(tied).all() == []
    assert broken_promises() == []


def states_of(*numbers):
    return [(issue_of(number).subject.state, issue_of(number).result) for number in numbers]


def test_a_duplicate_of_a_duplicate_is_one_at_the_first_import(app, group):
    chain = [closed(number, "duplicate", body=f"Duplicate of #{number + 1}") for number in range(1, 5)]
    bad, whole = closed(6, "duplicate", body="Duplicate of #1", title=""), [*chain, closed(5)]
    report = taken(bad, *whole, "no row", closed(5, "duplicate", body="Duplicate of #1"))
    assert (report.imported, report.refused) == (5, 3)
    assert states_of(*range(1, 6)) == [("duplicate", None)] * 4 + [("resolved", "closed elsewhere")]
    assert taken(*whole).updated == 0
    tied = select(Relation.target_id).where(Relation.kind == "duplicate-of").order_by(Relation.subject_id)
    assert session.scalars(tied.where(Relation.subject_id == issue_of(1).id)).all() == [issue_of(2).id]
    assert broken_promises() == []


def test_duplicates_of_each_other_have_no_original(app, group):
    """A third one repeats one of them, and a fourth one itself."""
    circle = [closed(number, "duplicate", body=f"Duplicate of #{other}") for number, other in ((1, 2), (2, 1), (3, 1))]
    report = taken(*circle, closed(4, "duplicate", body="Duplicate of #4"))
    assert report.imported == 4
    alone = ("resolved", "closed elsewhere")
    assert states_of(1, 2, 3, 4) == [alone, alone, ("duplicate", None), alone]
    assert taken(*circle).updated == 0
    assert broken_promises() == []
