"""Drafts through the front door: success and refusal together."""

from io import BytesIO

import pytest
from sqlalchemy import func, select

from igtf.core.db import session, writing
from igtf.core.errors import NotAllowed
from igtf.discussion.removing import remove
from igtf.drafts import comparing
from igtf.drafts.models import Draft, DraftAuthor, DraftComparison, Revision
from igtf.drafts.queries import get_draft_or_404
from igtf.drafts.states import DRAFT
from igtf.people.taking_part import taking_part, with_what_asks
from igtf.record.audiences import AUDIENCES
from igtf.record.kinds import in_words
from igtf.record.models import Event, Payload, Subject
from igtf.record.references import named_in
from tests.drafts.making import draft_of, revise, submit
from tests.drafts.neighbours import make_call, make_group, put
from tests.drafts.samples import BAD, GOOD
from tests.factories import by, issue_form, make_person, sign_in, stations
from tests.shared_data import real_file, shared


def test_the_way_of_a_draft_tells_of_an_issue_only_when_it_addresses_one(app, client):
    assert submit(client).status_code == 302
    page = app.test_client().get("/drafts/draft-ines-landlocked").text
    assert list(stations(page))[:4] == ["Issue", "Clearing house", "Group", "Draft"]
    assert revise(client, source=GOOD.replace("addresses: [1]\n", "")).status_code == 302
    page = app.test_client().get("/drafts/draft-ines-landlocked").text
    assert list(stations(page))[:2] == ["Group", "Draft"]


def test_a_draft_has_the_topic_of_the_issue_that_it_names_first(app, client):
    sign_in(app, make_person()).post("/issues/new", data=issue_form(topic="root-zone"))
    topics = session.scalars(select(Subject.topic).where(Subject.kind == "issue").order_by(Subject.id)).all()
    for name, issues in (("one", (1, 2)), ("other", (2, 1))):
        submit(client, name=name, source=GOOD.replace("addresses: [1]", f"addresses: {list(issues)}"))
        session.rollback()
        topic = select(Subject.topic).where(Subject.kind == "draft").order_by(Subject.id.desc()).limit(1)
        assert session.scalar(topic) == topics[issues[0] - 1]
    assert topics[0] != topics[1]


def test_a_draft_shows_its_keywords_and_what_it_is_meant_to_become(app, client):
    said = GOOD.replace("addresses: [1]", "addresses: [1]\nkeywords: [transit, prices]\nstatus: Statement of principle")
    assert submit(client, source=said).status_code == 302
    page = app.test_client().get("/drafts/draft-ines-landlocked").text
    assert "transit, prices" in page
    assert "Statement of principle" in page
    assert revise(client).status_code == 302
    page = app.test_client().get("/drafts/draft-ines-landlocked").text
    assert "transit, prices" not in page
    assert "Keywords" not in page


def test_a_draft_is_submitted(app, client, ines):
    assert app.test_client().post("/drafts/new", data={"name": "xy", "source": GOOD, "step": "done"}).status_code == 403
    form = client.get("/drafts/new")
    assert b"multipart/form-data" in form.data
    assert b'value="Ines Exemplar"' in form.data
    check = submit(client, step="")
    assert check.status_code == 200
    assert b"Nothing is recorded yet." in check.data
    assert b"draft-ines-landlocked" in check.data
    done = submit(client)
    assert done.status_code == 302, done.text
    assert done.location == "/drafts/draft-ines-landlocked"
    draft = draft_of()
    assert (draft.current.number, draft.subject.title) == (0, "Interconnection of landlocked countries")
    page = client.get("/drafts/draft-ines-landlocked")
    assert page.status_code == 200
    for wanted in (
        "Transit countries should publish",
        "Collect the prices",
        "s-introduction",
        "Transit Watch",
    ):
        assert wanted in page.text
    assert "people.example" not in page.text
    assert "addressed by" in client.get("/issues/1").text
    assert "draft-ines-landlocked" in client.get("/drafts/?state=individual").text
    assert "Interconnection" not in client.get("/drafts/?state=published").text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "Give the draft a name."),
        ({"name": "Über uns"}, "Use 2 to 40 small letters"),
        ({"name": "a"}, "Use 2 to 40 small letters"),
        ({"source": ""}, "Write the text, or choose a file."),
        ({"source": "no\x07bell"}, "control character"),
        ({"source": "---\ntitle: x\n"}, "never closed"),
        ({"source": BAD}, "is not the number of an issue"),
        ({"source": BAD}, "leads nowhere"),
        ({"source": BAD}, "The draft has no abstract."),
        ({"source": GOOD.replace("[1]", "[77]")}, "There is no issue 77."),
    ],
)
def test_a_draft_that_fails_is_refused_with_the_reason(client, changes, sentence):
    answer = submit(client, **changes)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert session.scalar(select(func.count()).select_from(Draft)) == 0


def test_what_is_wrong_is_named_in_the_order_of_the_page(client):
    summary = submit(client, name="", source="").text.partition("errors-title")[2].partition("</ul>")[0]
    assert 0 < summary.index("Give the draft a name.") < summary.index("Write the text, or choose a file.")


def test_a_name_is_taken_once_and_igtf_is_reserved(app, client):
    assert submit(client).status_code == 302
    again = submit(client)
    assert again.status_code == 422
    assert "There is a draft draft-ines-landlocked already" in again.text
    reserved = submit(sign_in(app, make_person("igtf")))
    assert reserved.status_code == 422
    assert "for drafts that a group has adopted" in reserved.text


@pytest.mark.parametrize("name", ["v-prices-00", "22"])
def test_no_name_reads_as_a_revision_of_another_draft(app, client, name):
    other = sign_in(app, make_person("ines-v"))
    assert submit(other, name="prices", source=GOOD.replace("Ines", "Other")).status_code == 302
    label = "draft-ines-v-prices-00"
    assert named_in(label) == {label: "/drafts/draft-ines-v-prices/00"}
    refused = submit(client, name=name)
    assert (refused.status_code, "would read as the number of a revision" in refused.text) == (422, True)
    assert submit(client, name="vision-2030").status_code == 302, "no draft has so many"


def test_a_file_is_uploaded_and_survives_the_check(client):
    upload = {"name": "landlocked", "source": "", "upload": (BytesIO(GOOD.encode()), "draft.md")}
    check = client.post("/drafts/new", data=upload, content_type="multipart/form-data")
    assert check.status_code == 200
    assert 'name="source"' in check.text
    assert "Transit countries should publish cost-based prices." in check.text
    binary = {"name": "landlocked", "upload": (BytesIO(b"\xff\xfe\x00"), "draft.doc")}
    refused = client.post("/drafts/new", data=binary, content_type="multipart/form-data")
    assert refused.status_code == 422
    assert "The file is not text in UTF-8." in refused.text


def test_a_revision_is_posted_and_compared(app, client):
    submit(client)
    assert revise(client, note="").status_code == 422
    same = revise(client, "Publish prices.")
    assert same.status_code == 422
    assert "nothing was recorded" in same.text
    stranger = revise(sign_in(app, make_person()))
    assert stranger.status_code == 403
    assert "revised by its authors and editors" in stranger.text
    stale = revise(client, revision="77")
    assert stale.status_code == 409
    assert revise(client).status_code == 302
    name = "/drafts/draft-ines-landlocked"
    assert draft_of().current.number == 1
    assert "twice a year" in client.get(name).text
    first = client.get(f"{name}/00")
    assert "This is a former revision" in first.text
    assert "twice a year" not in first.text
    for view in ("side", "inline"):
        page = client.get(f"{name}/compare?from=00&to=01&view={view}")
        assert page.status_code == 200
        assert "twice a year" in page.text
        assert client.get(f"{name}/compare?from=00&to=01&view={view}").data == page.data
    session.rollback()
    assert session.scalar(select(func.count()).select_from(DraftComparison)) == 2
    assert client.get(f"{name}/compare").status_code == 200
    assert client.get(f"{name}/compare?from=00&to=09").status_code == 404
    assert client.get(f"{name}/compare?from=x").status_code == 404
    assert client.get(f"{name}/compare?view=round").status_code == 422
    assert client.get(f"{name}/02").status_code == 404
    assert client.get("/drafts/draft-ines-nothing").status_code == 404
    source = client.get(f"{name}/00.md")
    assert source.mimetype == "text/markdown"
    assert source.text.startswith("---\ntitle: Interconnection")
    text = client.get(f"{name}/01.txt")
    assert text.mimetype == "text/plain"
    assert "draft-ines-landlocked-01" in text.text


def kept() -> set[tuple[int, int]]:
    """Return the pairs of revisions, by their numbers, of which a comparison is kept."""
    session.rollback()
    number = dict(session.execute(select(Revision.id, Revision.number)).all())
    return {(number[row.from_id], number[row.to_id]) for row in session.scalars(select(DraftComparison))}


def test_only_comparisons_with_the_newest_revision_are_kept(app, client):
    submit(client)
    for words in ("Publish prices twice a year.", "Publish prices each month."):
        assert revise(client, words).status_code == 302
    reader, name = app.test_client(), "/drafts/draft-ines-landlocked"
    for given in ("from=00&to=01", "from=01&to=00", "from=01&to=01", "from=00&to=02", "from=01&to=02&view=inline"):
        assert reader.get(f"{name}/compare?{given}").status_code == 200
    assert kept() == {(0, 2), (1, 2)}
    assert revise(client, "Publish prices each week.").status_code == 302
    assert "each week" in reader.get(f"{name}/compare").text
    assert kept() == {(2, 3)}, "those with a former revision go"


def test_a_comparison_made_while_words_were_removed_is_not_kept(app, client, monkeypatch):
    submit(client)
    assert revise(client, "Publish the prices that Jane hides.").status_code == 302
    real, draft_id = comparing._keep, draft_of().id

    def removed_meanwhile(*given):
        with writing():
            remove("that Jane hides", draft_id)
        real(*given)

    name = "/drafts/draft-ines-landlocked"
    monkeypatch.setattr(comparing, "_keep", removed_meanwhile)
    assert "Jane hides" in client.get(f"{name}/compare").text
    monkeypatch.undo()
    assert kept() == set()
    assert "Jane hides" not in client.get(f"{name}/compare").text
    assert kept() == {(0, 1)}


def test_comparisons_that_are_not_kept_are_counted_for_each_reader(limited):
    with limited.app_context():
        client = sign_in(limited, make_person("ines"))
        client.post("/issues/new", data=issue_form())
        submit(client)
        revise(client)
    reader, name = limited.test_client(), "/drafts/draft-ines-landlocked"
    for _time in range(20):
        assert reader.get(f"{name}/compare?from=01&to=00").status_code == 200
    assert reader.get(f"{name}/compare?from=01&to=00").status_code == 429
    assert reader.get(f"{name}/compare?from=00&to=01").status_code == 200
    assert client.get(f"{name}/compare?from=01&to=00").status_code == 200, "who is signed in is counted alone"


def test_only_a_chair_posts_during_a_call_and_the_call_is_repeated(app, client, ines):
    submit(client)
    chair = make_person()
    group = make_group("transit", chair)
    draft = draft_of()
    make_call("1", "last-call", draft.id, chair, group_id=group.id)
    with writing():
        draft_of().subject.group_id = group.id
    put(draft.id, "group-last-call")
    refused = revise(client)
    assert refused.status_code == 403
    assert "Until it closes only who leads it" in refused.text
    assert revise(sign_in(app, chair)).status_code == 302
    session.rollback()
    event = session.scalars(select(Event).where(Event.kind == "draft.revise")).one()
    assert "starts anew" in in_words(session.get_one(Payload, event.id).data["repeats"])
    assert ines.id in AUDIENCES["authors"].members(draft_of().subject, event)


def test_commands_refuse_what_the_policy_refuses(client):
    submit(client)
    stranger = make_person(verified=False)
    with pytest.raises(NotAllowed):
        DRAFT.commands["revise"](
            get_draft_or_404(None, "draft-ines-landlocked"), source=GOOD, note="x", by=by(stranger)
        )


@real_file("drafts/draft-iab-rfc4053bis-00.md")
@real_file("drafts/draft-iab-rfc4053bis-05.md")
def test_a_real_draft_is_submitted_revised_and_compared(client):
    texts = [shared(f"drafts/draft-iab-rfc4053bis-{n}.md").read_text() for n in ("00", "05")]
    assert submit(client, source=texts[0]).status_code == 302
    done = client.post("/drafts/draft-ines-landlocked/moves/revise", data={"source": texts[1], "note": "After review"})
    assert done.status_code == 302
    page = client.get("/drafts/draft-ines-landlocked")
    assert "Mirja Kuehlewind" in page.text
    assert "@kuehlewind" not in page.text
    assert "@" not in session.scalars(select(Revision.source)).first().partition("--- abstract")[0]
    compared = client.get("/drafts/draft-ines-landlocked/compare?view=inline")
    assert "<ins>" in compared.text
    assert session.scalar(select(func.count()).select_from(DraftAuthor)) == 3


def test_who_took_part_in_a_draft_is_counted_by_group_and_region(app, client, ines):
    assert submit(client).status_code == 302
    page = "/drafts/draft-ines-landlocked"
    empty = app.test_client().get(f"{page}/people").text
    assert "Nobody was asked about it yet" in empty
    reader = sign_in(app, make_person("reader", group="private", country="JP"))
    for _comment in range(2):
        assert reader.post(f"{page}/comments", data={"body": "Good."}).status_code == 302
    found = taking_part(with_what_asks(draft_of().id))
    assert (found.persons, found.newcomers, found.people.people, found.acts.people) == (2, 1, 2, 3)
    assert [(year.people, year.newcomers, year.acts) for year in found.years] == [(2, 1, 3)]
    shown = app.test_client().get(f"{page}/people")
    assert shown.status_code == 200
    assert "Government" in shown.text[shown.text.index("Not heard from yet") :]
    assert app.test_client().get("/drafts/draft-none-x/people").status_code == 404
