"""Bad input on pages and in the API: a 4xx with a sentence, the text kept, nothing written."""

import re
from io import BytesIO

import pytest
from jinja2 import TemplateNotFound

from igtf.core.clock import now
from igtf.core.forms import MoveForm, Paragraphs
from igtf.core.sent.described import field_type
from igtf.core.workflow import WORKFLOWS
from igtf.record.by import by_importer
from igtf.routing.bodies import seed_bodies
from tests.attack.kit import token_of
from tests.factories import events, issue_form, make_person, sign_in

NUMBERS = ("²", "-1", "10e3", "9" * 5000, str(10**30), "\x00", "../../")


BAD = {
    "long": "word " * 200_000, "nul": "a\x00b", "bell": "a\x07b", "superscript": "²", "path": "../../",
    "huge": str(10**30), "image": '"><img src=x onerror=alert(1)>', "blank": "  ",
}  # fmt: skip


@pytest.mark.parametrize("bad", BAD)
def test_no_field_of_a_move_that_opens_a_subject_breaks_it(filer, db, bad):
    for workflow in WORKFLOWS.values():
        for place, move in enumerate(workflow.moves):
            if move.sources or not move.offered or move.form is None:
                continue
            path = f"/{workflow.collection}/new" + (f"/{move.name}" if place else "")
            names = [field.name for field in move.form()]
            before = events()
            answer = filer.post(path, data=dict.fromkeys(names, BAD[bad]) | {"step": "done"})
            assert 400 <= answer.status_code < 500, (path, answer.status_code)
            assert events() == before
            assert "<img src=x" not in answer.text


def test_a_file_in_place_of_a_text_is_nothing(filer, db):
    for workflow in WORKFLOWS.values():
        for place, move in enumerate(workflow.moves):
            if move.sources or not move.offered or move.form is None:
                continue
            path = f"/{workflow.collection}/new" + (f"/{move.name}" if place else "")
            given = {field.name: (BytesIO(b"abc"), "x.txt") for field in move.form()}
            before = events()
            answer = filer.post(path, data=given | {"step": "done"}, content_type="multipart/form-data")
            assert 400 <= answer.status_code < 500, (path, answer.status_code)
            assert events() == before
    shadowed = {"title": [(BytesIO(b"abc"), "x.txt"), "Who pays?"]}
    assert filer.post("/issues/new", data=issue_form() | shadowed).status_code == 302


@pytest.mark.parametrize("bad", BAD)
def test_no_field_of_a_move_of_an_issue_breaks_it(filer, db, bad):
    kept = "My text is here"
    for move in WORKFLOWS["issue"].moves:
        if not (move.sources and move.offered and move.form) or "submitted" not in move.sources:
            continue
        fields = list(move.form())
        given = {field.name: BAD[bad] for field in fields}
        other = [field.name for field in fields if isinstance(field, Paragraphs)][1:]
        given |= dict.fromkeys(other, kept)
        before = events()
        answer = filer.post(f"/issues/1/moves/{move.name}", data=given)  # without the last step of a checked move
        if answer.status_code >= 400:
            assert answer.status_code < 500
            assert events() == before
            assert not other or kept in answer.text or answer.status_code == 413
        assert "<img src=x" not in answer.text


def test_a_damaged_revision_or_form_key_writes_nothing_and_keeps_the_text(filer, db):
    before, edit = events(), issue_form(summary="A wording to keep")
    for number in NUMBERS:
        answer = filer.post("/issues/1/moves/edit", data=edit | {"revision": number})
        assert answer.status_code == 409, number
        assert "A wording to keep" in answer.text
    for key in ("x" * 1_000_000, "a\x00b", "²", "api:1"):
        answer = filer.post("/issues/1/moves/edit", data=edit | {"once": key})
        assert answer.status_code == 422
        assert "A wording to keep" in answer.text
    assert events() == before


def test_a_second_submit_of_a_comment_is_one_comment(filer, db):
    before = events()
    for _time in range(2):
        assert filer.post("/issues/1/comments", data={"body": "Said once.", "once": "k1"}).status_code == 302
    assert events() == before + 1


def test_another_text_from_the_page_before_is_shown_again_and_then_taken(filer, db):
    """As who goes back in the browser, writes something else and sends that."""
    evidence = {"link": "https://example.org/a", "sentence": "Prices fell."}
    for path, given, later in (
        ("/issues/1/comments", {"body": "Said first."}, {"body": "Said later."}),
        ("/issues/1/moves/edit", {**issue_form(), "title": "A first title", "revision": "1"}, {"title": "Said later."}),
        ("/issues/1/moves/add-evidence", evidence, {"sentence": "Said later.", "link": "https://example.org/b"}),
    ):  # fmt: skip
        before = events()
        assert filer.post(path, data=given | {"once": "k1"}).status_code == 302
        told = filer.post(path, data=given | later | {"once": "k1"})
        assert (told.status_code, events()) == (422, before + 1)
        assert "This page was sent before with other answers, and that was done." in told.text
        assert "Said later." in told.text
        hidden = dict(re.findall(r'type="hidden" name="(once|revision)" value="([^"]+)"', told.text.split("<main")[1]))
        assert hidden["once"] != "k1"
        for _time in range(2):
            assert filer.post(path, data=given | later | hidden).status_code == 302
        assert events() == before + 2


def test_the_forms_of_a_page_share_a_key_and_each_is_done(filer, db):
    person = sign_in(filer.application, make_person())
    (key,) = set(re.findall(r'name="once" value="([^"]+)"', person.get("/issues/1").text))
    before = events()
    for _time in range(2):
        assert person.post("/issues/1/moves/support", data={"once": key}).status_code == 302
    for _time in range(2):
        assert person.post("/issues/1/comments", data={"body": "Said beside it.", "once": key}).status_code == 302
    assert events() == before + 2
    page = person.get("/issues/1").text
    assert page.count("Said beside it.") == 1
    assert "This was received before; it was done once." in page


def test_text_that_markdown_refuses_is_kept_by_the_form_of_comments(filer, db):
    filer.post("/issues/1/comments", data={"body": "First."})
    deep = ">" * 5000 + " deep"
    for path in ("/issues/1/comments", "/comments/1/edit"):
        answer = filer.post(path, data={"body": deep})
        assert answer.status_code == 422
        assert "&gt;&gt;" in answer.text
    for quoted in NUMBERS:
        assert filer.post("/issues/1/comments", data={"body": "x", "quotes": quoted}).status_code == 302
    assert filer.post("/issues/1/comments", data={"body": "x", "quotes": "777"}).status_code == 404


def test_a_comment_on_a_part_of_what_has_none_is_refused_and_kept(filer, db):
    before = events()
    for part in ("7", "999999999"):
        refused = filer.post("/issues/1/comments", data={"body": "On a paragraph.", "part": part})
        assert refused.status_code == 422
        assert "This has no parts to comment on. Comment on the whole." in refused.text
        assert "On a paragraph." in refused.text
    said = filer.post("/api/v1/issues/1/comments", headers=token_of("amadou"), json={"text": "x", "paragraph": 7})
    assert (said.status_code, list(said.json["errors"])) == (422, ["paragraph"])
    assert filer.post("/issues/1/comments", data={"body": "Still ", "part": "7"}).status_code == 422
    assert events() == before
    assert filer.post("/issues/1/comments", data={"body": "On the whole.", "part": ""}).status_code == 302


UNSEEN = ("\u200b", "\ufeff", "\u2066\u2069", " \u3000 ", "\u3164", "\u0301")


def test_a_text_of_which_nothing_is_seen_is_missing(filer, db):
    headers, before = token_of("amadou"), events()
    for text in UNSEEN:
        refused = filer.post("/issues/new", data=issue_form(title=text))
        assert refused.status_code == 422
        assert "Give the issue a title." in refused.text
        given = {name: value for name, value in issue_form(title=text).items() if name != "step"}
        refused = filer.post("/api/v1/issues", headers=headers, json=given)
        assert refused.json["errors"] == {"title": ["Give the issue a title."]}
    for text in (*UNSEEN, "[](https://x.example)", "[a]: https://x.example", "#", "> ", "---", "*"):
        refused = filer.post("/issues/1/comments", data={"body": text})
        assert refused.status_code == 422, text
        assert "Write a comment first." in refused.text
        refused = filer.post("/api/v1/issues/1/comments", headers=headers, json={"text": text})
        assert refused.json["errors"] == {"text": ["Write a comment first."]}, text
    assert events() == before
    for text in ("?", "👍", "שלום", "(1)", "[a link](https://x.example)", "a\u200bb"):
        assert filer.post("/issues/1/comments", data={"body": text}).status_code == 302, text


def test_a_line_that_turns_its_direction_is_refused(filer, db):
    headers, before = token_of("amadou"), events()
    for sign in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069":
        turned = f"Costs {sign}elbatpecca"
        refused = filer.post("/issues/new", data=issue_form(title=turned))
        assert refused.status_code == 422
        assert "turns the direction of text" in refused.text
        given = {name: text for name, text in issue_form(title=turned).items() if name != "step"}
        refused = filer.post("/api/v1/issues", headers=headers, json=given)
        assert list(refused.json["errors"]) == ["title"]
    assert events() == before
    assert filer.post("/issues/new", data=issue_form(title="قیمت\u200cها و \u200fcosts")).status_code == 302


SIGNS = dict.fromkeys("\x80\x9f\ufffe\uffff", "control character") | dict.fromkeys("\x85\u2028\u2029", "on one line")


def test_a_line_holds_no_sign_that_a_text_may_not_have_and_no_break_of_any_kind(filer, db):
    before = events()
    for sign, sentence in SIGNS.items():
        refused = filer.post("/issues/new", data=issue_form(title=f"Costs {sign}of it"))
        assert refused.status_code == 422
        assert sentence in refused.text, ascii(sign)
    assert events() == before


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "1999-12-31", "2101-01-01"])
def test_a_day_that_no_plan_reaches_is_refused(filer, db, day):
    make_person("chair")
    before, path = events(), "/groups/new/establish"
    fields = {
        "acronym": "costs", "title": "Costs", "kind": "correspondence", "summary": "Costs.", "chairs": "chair",
        "mandate": "Write one report.", "report_due": day,
    }  # fmt: skip
    refused = filer.post(path, data=fields | {"step": "done"})
    assert refused.status_code == 422
    assert "Choose a day between the years 2000 and 2100." in refused.text
    said = filer.post("/api/v1/groups", headers=token_of("amadou"), json=fields | {"move": "establish"})
    assert said.json["errors"]["report_due"] == ["Choose a day between the years 2000 and 2100."]
    assert events() == before
    fields["report_due"] = "2100-12-31"
    assert filer.post(path, data=fields | {"step": "done"}).status_code == 302


def test_no_number_in_an_address_breaks_a_page(filer, db):
    for number in (str(10**30), "9" * 5000, "²", "-1", "1%00"):
        for path in ("/comments/{}", "/comments/{}/history", "/api/v1/events/{}", "/issues/{}", "/demo/mail/{}"):
            assert filer.get(path.format(number)).status_code == 404, path
        for path in ("/record?before={}", "/issues/1?before={}", "/people/amadou?before={}", "/outcomes/?occasion={}"):
            assert filer.get(path.format(number)).status_code in (200, 422), path
        for path in ("/account/hats/{}/end", "/account/tokens/{}/end", "/secretariat/hats/{}/confirm"):
            assert filer.post(path.format(number)).status_code in (302, 404), path


def test_a_nul_in_an_address_is_refused_with_a_sentence(filer):
    for path in ("/search?q=a%00b", "/people/?name=%00", "/issues/?state=%00", "/bodies/?q=%00&kind=%00",
                 "/statements/?body=%00", "/api/v1/issues?q=%00", "/feeds/issues.atom?state=%00"):  # fmt: skip
        answer = filer.get(path)
        assert answer.status_code == 422, path
        assert "control character" in answer.text
    for path in ("/issues/%00", "/people/%00", "/verify/%00", "/answer/%00"):
        assert filer.get(path).status_code == 404, path


def test_a_list_of_rows_is_read_in_bounds(app, filer, db):
    path = "/issues/1/moves/propose-finding"
    member = sign_in(app, make_person(roles=("council",)))
    assert member.post("/issues/1/moves/volunteer").status_code == 302
    assert member.post("/issues/1/moves/accept", data={"reason": "In scope."}).status_code == 302
    before = events()
    for names in ([f"bodies-{number}-body" for number in range(10_000)], ["bodies-²-body"], ["bodies-x", "bodies--1"]):
        answer = filer.post(path, data=dict.fromkeys(names, "itu") | {"step": "done"})
        assert answer.status_code == 422
    assert events() == before


def test_a_list_of_plain_fields_goes_through_the_api(filer, db):
    seed_bodies(by_importer(now()))
    headers = token_of("amadou")
    answer = filer.post("/api/v1/statements", headers=headers, json={"cc": ["itu", "cstd"]})
    assert answer.status_code == 422
    assert not [name for name in answer.json["errors"] if name.startswith("cc")]
    for bad in ([{"a": 1}], [1], ["x"] * 10_000, "One", {"0": "One"}):
        answer = filer.post("/api/v1/statements", headers=headers, json={"cc": bad})
        assert answer.status_code == 422
        assert any(name.startswith("cc") for name in answer.json["errors"]), bad


def _wrong_for(kind: str) -> list[object]:
    found: list[object] = [{}, {"a": {"b": []}}, 1.5, "\x07", "x" * 600_000]
    return found + ([[]] if kind not in ("list", "array") else [[[]], [None], [1.5]])


def test_no_value_of_a_field_breaks_the_api(filer, db):
    headers, before = token_of("amadou"), events()
    for workflow in WORKFLOWS.values():
        for move in workflow.moves:
            if move.sources or not move.offered:
                continue
            for field in (move.form or MoveForm)():
                for wrong in _wrong_for(field_type(field)):
                    body = {field.name: wrong, "move": move.name}
                    answer = filer.post(f"/api/v1/{workflow.collection}", headers=headers, json=body)
                    assert 400 <= answer.status_code < 500, (workflow.kind, move.name, field.name, wrong)
                    assert answer.json["detail"]
    assert events() == before


def test_of_a_hundred_thousand_wrong_names_the_api_tells_some(app, filer, db):
    given = dict.fromkeys((f"name-{number}" for number in range(100_000)), 1)
    for path in ("/api/v1/issues", "/api/v1/issues/1/comments"):
        refused = app.test_client().post(path, json=given, headers=token_of("amadou"))
        assert refused.status_code == 422
        assert "There is no such field." in refused.json["errors"]["name-0"][0]
        assert len(refused.data) < 50_000


def test_what_is_no_json_is_refused_with_the_place(filer, db):
    headers = token_of("amadou") | {"Content-Type": "application/json"}
    deep = "[" * 100_000
    for raw in (b"{", b"\n", b"\xff", b'{"a":"\\ud800"}', b'{"a":NaN}', deep.encode(), b'{"a":1,"a":2}', b"[]"):
        assert filer.post("/api/v1/issues", headers=headers, data=raw).status_code == 400, raw[:20]
    odd = headers | {"Content-Type": "text/plain"}
    assert filer.post("/api/v1/issues", headers=odd, data=b"{}").status_code == 415
    assert filer.post("/api/v1/issues", json={}).status_code == 401, "the pages' cookie counts for nothing"


def test_odd_bodies_of_a_form_are_answered(filer, db):
    before = events()
    for kind in ("multipart/form-data; boundary=x", "multipart/form-data", "application/json", "text/plain; charset=x"):
        answer = filer.post("/issues/new", data=b"--x\r\nContent-Dispo", content_type=kind)
        assert 400 <= answer.status_code < 500, kind
    plain = "application/x-www-form-urlencoded"
    answer = filer.post("/issues/new", data=b"title=%ED%A0%80&title=2&%%%", content_type=plain)
    assert answer.status_code == 422
    assert filer.post("/issues/new", data={"title": "x" * 7_000_000}).status_code == 413
    assert events() == before


EXTENDS = re.compile(r'\{%- extends "([^"]+)"')


def extended(app, name):
    """Yield the templates that ``name`` extends, the nearest first."""
    while found := EXTENDS.search(app.jinja_env.loader.get_source(app.jinja_env, name)[0]):
        name = found[1]
        yield name


def test_each_template_of_a_move_is_one(app):
    for workflow in WORKFLOWS.values():
        for move in workflow.moves:
            for name in (move.name, f"{move.name}_check") if move.offered else ():
                try:
                    above = list(extended(app, f"{workflow.collection}/{name}.html"))
                except TemplateNotFound:
                    continue
                assert any(each.startswith("moves/") for each in above), (workflow.kind, name, above)


def test_the_secretariat_lists_a_body_and_sees_its_errors(filer, db):
    assert filer.get("/bodies/new").status_code == 200
    assert filer.post("/bodies/new", data={"slug": "x"}).status_code == 422


def test_a_form_of_a_name_twice_is_invalid_not_broken(filer, db):
    data = {"title": ["One", "Two"], "layer": ["evolution", "use"], "topic": ["²", "x"], "step": "done"}
    assert filer.post("/issues/new", data=data).status_code == 422


def test_a_text_of_many_lines_and_one_of_none_is_answered_in_time(filer, db):
    for source in ("# h\n\n" * 10_000, "x" * 1_000_000, "---\na: &a [1]\nb: [*a,*a]\n---\n", "x" * 5_000_000,
                   "---\n" + "a: {" * 5_000 + "\n---\n"):  # fmt: skip
        answer = filer.post("/drafts/new", data={"source": source, "name": "landlocked", "step": "done"})
        assert answer.status_code in (413, 422)
