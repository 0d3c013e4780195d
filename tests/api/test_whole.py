"""What a program needs of the API alone: lists, letters, drafts and replies are described, taken and shown."""

from typing import Any

from jsonschema import Draft202012Validator

from tests.api.kit import ROOT, Caller, is_problem, issue_fields
from tests.consultations.making import PAGE as ASKED
from tests.consultations.making import opened
from tests.drafts.samples import DUE, GOOD
from tests.factories import make_person
from tests.meetings.making import called
from tests.routing.acts import day, make_body, name_contact, sent_statement

ASKS = ["Publish the prices.", "Say who pays."]


def body_of(caller: Caller, path: str) -> Any:
    """Return what checks bodies of a POST to an address against the description."""
    whole = caller.get("/openapi.json").json
    schema = whole["paths"][path]["post"]["requestBody"]["content"]["application/json"]["schema"]
    return Draft202012Validator(schema | {"components": whole["components"]})


def field_of(shown: Any, move: str, name: str) -> dict[str, Any]:
    """Return a field of a move of a subject as the API shows it."""
    (found,) = (field for each in shown["moves"] if each["name"] == move for field in each["fields"]
                if field["name"] == name)  # fmt: skip
    return found


def test_a_list_of_texts_is_described_as_one_and_says_what_can_be_chosen(app, db):
    make_body()
    member = Caller(app, make_person(roles=("council",)))
    Caller(app, make_person()).post("/issues", issue_fields())
    member.post("/issues/1/moves/accept", {"reason": "Clear."})
    given = {
        "body": "lamp", "purpose": "action", "subject": "Prices", "text": "Please.", "deadline": day(60),
        "reason": "Its mandate.", "asks": [{"text": ASKS[0], "deadline": day(40)}, {"text": ASKS[1]}],
    }  # fmt: skip
    refers, edits = (body_of(member, f"/{path}") for path in ("issues/{ref}/moves/propose-referral",
                                                             "statements/{ref}/moves/edit"))  # fmt: skip
    assert refers.is_valid(given)
    assert not refers.is_valid(given | {"asks": ["Publish."]})
    assert not refers.is_valid(given | {"asks": [{"text": "x" * 501}]})
    path = "/issues/1/moves/propose-referral"
    for asks, field in (
        ([{}], "asks.0.text"),
        ([{"text": "x" * 501}], "asks.0.text"),
        ([{"text": "x"}] * 21, "asks"),
        ([{"text": "x", "deadline": "soon"}], "asks.0.deadline"),
        ([{"deadline": day(40)}], "asks.0.text"),
    ):
        assert list(member.post(path, given | {"asks": asks}).json["errors"]) == [field]
    done = member.post(path, given)
    assert done.status_code == 200, done.text
    assert edits.is_valid({"cc": ["lamp"]})
    drafted = {"sender": "council", "body": "lamp", "purpose": "information", "subject": "Prices", "text": "Please."}
    letter = member.post("/statements", drafted).headers["Location"].removeprefix(ROOT)
    cc = field_of(member.get(letter).json, "edit", "cc")
    assert (cc["type"], cc["choices"]) == ("array", ["lamp"])
    assert list(cc["labels"]) == ["lamp"]
    assert cc["labels"]["lamp"] != "lamp", "in words, as the page has it"
    refused = member.post(f"{letter}/moves/edit", {"cc": ["nobody"]})
    assert refused.json["errors"] == {"cc": ["This is one of: lamp."]}


def test_a_field_says_in_words_what_is_chosen_and_how_it_is_written(app, db):
    _group, chair, _client = called(app)
    leads = Caller(app, chair)
    assert leads.post("/groups/icost/moves/ask-question", {"question": "Monthly?", "days": 14}).status_code == 200
    shown = leads.get("/meetings/1").json
    rows = {field["name"]: field for field in field_of(shown, "set-agenda", "points")["fields"]}
    assert rows["about"]["labels"]["call 1"].endswith(": Monthly?")
    assert rows["about"]["choices"] == list(rows["about"]["labels"])
    path, point = "/meetings/1/moves/set-agenda", {"title": "The call", "about": "call 1"}
    foreign = leads.post(path, {"points": [point | {"about": "group icost"}]})
    assert list(foreign.json["errors"]) == ["points.0.about"]
    done = leads.post(path, {"points": [point]})
    assert done.status_code == 200, done.text
    assert [other["self"] for other in done.json["relations"] if other["kind"] == "call"] == [f"{ROOT}/calls/1"]
    month = field_of(leads.get("/groups/icost").json, "propose-milestone", "month")
    assert month["hint"] == "Year-month, such as 2026-11."
    described = leads.get("/openapi.json").json
    path = described["paths"]["/groups/{ref}/moves/propose-milestone"]["post"]
    given = path["requestBody"]["content"]["application/json"]["schema"]["properties"]
    assert given["month"]["description"] == month["hint"]
    whole = {"components": described["components"], "$ref": "#/components/schemas/Move"}
    for move in shown["moves"]:
        Draft202012Validator(whole).validate(move)


def test_a_statement_shows_its_points_and_the_answer_to_each(app, db):
    secretary = make_person(roles=("secretariat",))
    name_contact(make_body(), secretary)
    sent_statement(secretary, make_person(roles=("council-chair",)), asks=ASKS)
    reader, desk = Caller(app), Caller(app, secretary)
    asked = reader.get("/statements/1").json["details"]["asks"]
    assert [(ask["number"], ask["text"], ask["status"], ask["answer"]) for ask in asked] == [
        (1, ASKS[0], "open", None), (2, ASKS[1], "open", None),
    ]  # fmt: skip
    answers = [{"answer": "by-date", "due": day(20)}, {"answer": "declined", "text": "Nobody knows."}]
    answered = desk.post("/statements/1/moves/answer", {"evidence": "A letter.", "answers": answers})
    assert answered.status_code == 200, answered.text
    first, second = answered.json["details"]["asks"]
    assert (first["status"], first["promised_by"][:10]) == ("promised", day(20))
    assert (second["status"], second["answer"], second["promised_by"]) == ("declined", "Nobody knows.", None)


def test_the_description_admits_the_answers_to_a_questionnaire(app, db):
    opened(app)
    caller = Caller(app, make_person())
    named = [field["name"] for move in caller.get(ASKED).json["moves"] if move["name"] == "reply"
             for field in move["fields"]]  # fmt: skip
    assert named == ["q1", "q2", "q3", "q4"]
    given = {"q1": ["1", "3"], "q2": "4", "q3": "Ask *more* people."}
    assert caller.post(f"{ASKED}/moves/reply", given).status_code == 200
    assert body_of(caller, "/consultations/{ref}/moves/reply").is_valid(given)
    assert not body_of(caller, "/consultations/{ref}/moves/extend").is_valid({"days": 3, "reason": "x", "q1": "1"})
    refused = caller.post(f"{ASKED}/moves/reply", given | {"q5": "1", "q6": "1"})
    assert list(refused.json["errors"]) == ["q5", "q6"]
    assert is_problem(refused, 422)
    assert refused.json["detail"] == "There is no such field. There are: q1, q2, q3, q4.", "each sentence is said once"


DRAFT = "/drafts/draft-ines-landlocked"


def test_a_draft_is_read_and_revised_in_its_fields_or_as_a_whole(app, db):
    make_body("itu")
    author = Caller(app, make_person("ines"))
    author.post("/issues", issue_fields())
    unnamed = author.post("/drafts", {"topic": "jurisdiction", "source": GOOD})
    assert (unnamed.status_code, set(unnamed.json["errors"])) == (422, {"topic"}), "its topic is that of its issues"
    assert "name" in author.post("/drafts", {"source": GOOD}).json["errors"]
    assert author.post("/drafts", {"name": "landlocked", "source": GOOD}).status_code == 201
    shown = author.get(DRAFT).json
    assert (shown["topic"], shown["details"]["name"]) == (author.get("/issues/1").json["topic"], "landlocked")
    newest = author.get(DRAFT).json["details"]["revision"]
    assert (newest["name"], newest["number"]) == ("draft-ines-landlocked-00", 0)
    assert app.test_client().get(newest["source"]).text == GOOD.strip()
    revise = f"{DRAFT}/moves/revise"
    assert list(author.post(revise, {"note": "As it is."}).json["errors"]) != ["title"]
    text = {"source": "# Introduction\n\nTransit is dear.\n\n# What is proposed\n\nPublish prices.", "note": "Shorter."}
    done = author.post(revise, text)
    assert done.status_code == 200, done.text
    newest = done.json["details"]["revision"]
    assert (newest["number"], newest["note"]) == (1, "Shorter.")
    written = app.test_client().get(newest["source"]).text
    assert "title: Interconnection of landlocked countries" in written
    assert f"due: {DUE}" in written
    assert "Transit is dear." in written
    named = author.post(revise, {"title": "Landlocked", "note": "A short title."}).json["details"]["revision"]
    assert "title: Landlocked\n" in app.test_client().get(named["source"]).text
    assert author.post(revise, {"source": GOOD, "note": "As before."}).status_code == 200
    for name in ("upload", "picture"):
        refused = author.post(revise, text | {name: "landlocked.md"})
        assert list(refused.json["errors"]) == [name], "a file of text is sent as the text"
    assert "upload" not in str(author.get(DRAFT).json["moves"])


def test_the_only_hat_may_be_named_as_one_of_several_is(app, db):
    caller, other = Caller(app, make_person("ines")), Caller(app, make_person("zola"))
    hat, others = (each.get("/me").json["hats"][0]["id"] for each in (caller, other))
    for given in (hat, str(hat), None):
        assert caller.post("/issues", issue_fields(hat=given)).status_code == 201
    assert other.post("/issues/1/moves/support", {"hat": others}).status_code == 200
    assert body_of(caller, "/issues/{ref}/moves/support").is_valid({"hat": others})
    refused = caller.post("/issues", issue_fields(hat=others)).json["errors"]
    assert refused == {"hat": ["This is none of your hats."]}
    assert caller.post("/issues/1/comments", {"text": "Aye.", "hat": others}).json["errors"] == refused
