"""Bad input on pages and in the API: a 4xx with a sentence, the text kept, nothing written."""

import json

import pytest
from sqlalchemy import func, select

from igtf.core.db import session
from igtf.core.errors import Invalid
from igtf.core.forms import MoveForm, Paragraphs, field_type
from igtf.core.workflow import WORKFLOWS
from igtf.people.commands import make_token
from igtf.record.models import Event
from tests.factories import issue_form, make_person, sign_in

NUMBERS = ("²", "-1", "10e3", "9" * 5000, str(10**30), "\x00", "../../")


def events() -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(Event)) or 0


@pytest.fixture
def filer(app, db):
    person = make_person("amadou", roles=("secretariat", "council", "moderator"))
    client = sign_in(app, person)
    assert client.post("/issues/new", data=issue_form()).status_code == 302
    return client


def token_of(handle: str) -> dict[str, str]:
    from igtf.people.queries import get_person_or_404

    return {"Authorization": f"Bearer {make_token(get_person_or_404(handle), 'tests')}"}


BAD = {
    "long": "word " * 200_000, "nul": "a\x00b", "bell": "a\x07b", "superscript": "²", "path": "../../",
    "huge": str(10**30), "image": '"><img src=x onerror=alert(1)>', "blank": "  ",
}  # fmt: skip


@pytest.mark.parametrize("bad", BAD)
def test_no_field_of_a_move_that_opens_a_subject_breaks_it(filer, db, bad):
    for workflow in WORKFLOWS.values():
        for place, move in enumerate(workflow.moves):
            if move.sources or not move.offered:
                continue
            path = f"/{workflow.collection}/new" + (f"/{move.name}" if place else "")
            names = [field.name for field in (move.form or MoveForm)()]
            before = events()
            answer = filer.post(path, data=dict.fromkeys(names, BAD[bad]) | {"step": "done"})
            assert 400 <= answer.status_code < 500, (path, answer.status_code)
            assert events() == before
            assert "<img src=x" not in answer.text


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


def test_a_list_of_rows_is_read_in_bounds(filer, db):
    path = "/issues/1/moves/propose-finding"
    assert filer.post("/issues/1/moves/accept", data={"reason": "In scope."}).status_code == 302
    before = events()
    for names in ([f"bodies-{number}-body" for number in range(10_000)], ["bodies-²-body"], ["bodies-x", "bodies--1"]):
        answer = filer.post(path, data=dict.fromkeys(names, "itu") | {"step": "done"})
        assert answer.status_code == 422
    assert events() == before


def test_a_list_of_plain_fields_goes_through_the_api(filer, db):
    headers = token_of("amadou")
    answer = filer.post("/api/v1/statements", headers=headers, json={"asks": ["One", "Two"]})
    assert answer.status_code == 422
    assert not [name for name in answer.json["errors"] if name.startswith("asks")]
    for bad in ([{"a": 1}], [1], ["x"] * 10_000, "One", {"0": "One"}):
        answer = filer.post("/api/v1/statements", headers=headers, json={"asks": bad})
        assert answer.status_code == 422
        assert any(name.startswith("asks") for name in answer.json["errors"]), bad


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
    answer = filer.post("/issues/new", data=b"title=%ED%A0%80&title=2&%%%", content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 422
    assert filer.post("/issues/new", data={"title": "x" * 7_000_000}).status_code == 413
    assert events() == before


def test_each_template_of_a_move_is_one(app):
    for workflow in WORKFLOWS.values():
        for move in workflow.moves:
            for name in (move.name, f"{move.name}_check") if move.offered else ():
                try:
                    source = app.jinja_env.loader.get_source(app.jinja_env, f"{workflow.collection}/{name}.html")[0]
                except LookupError:
                    continue
                except Exception as missing:
                    assert type(missing).__name__ == "TemplateNotFound"
                    continue
                assert '{%- extends "moves/' in source or '{%- extends "drafts/submit' in source, (workflow.kind, name)


def test_the_secretariat_lists_a_body_and_sees_its_errors(filer, db):
    assert filer.get("/bodies/new").status_code == 200
    assert filer.post("/bodies/new", data={"slug": "x"}).status_code == 422


def test_what_a_moderator_hid_is_found_nowhere(app, filer, db, client):
    word = "Zanzibarium"
    answer = filer.post("/issues/new", data=issue_form(title=f"{word} for sale", description=f"Buy {word}"))
    path = answer.headers["Location"].partition("?")[0]
    other = sign_in(app, make_person("otso"))
    assert other.post(f"{path}/comments", data={"body": f"{word}?"}).status_code == 302
    assert filer.post(f"{path}/moves/hide", data={"reason": "Advertising."}).status_code == 302
    number = path.rsplit("/", 1)[1]
    gone = (path, f"{path}/versions", f"/api/v1{path}", f"/feeds{path}.atom", "/comments/1", "/comments/1/history",
            "/comments/1/quote", f"/api/v1{path}/comments")  # fmt: skip
    shown = ("/issues/", "/issues/?state=hidden", "/api/v1/issues?state=hidden", "/api/v1/issues", f"/search?q=%23{number}",
             "/record", "/api/v1/events", f"/api/v1/events?subject=issue&ref={number}", "/feeds/all.atom", "/", "/statistics",
             "/people/amadou", "/people/otso")  # fmt: skip
    for reader in (client, other):
        for address in gone:
            answer = reader.get(address)
            assert answer.status_code == 410, address
            assert word not in answer.text
        for address in shown:
            answer = reader.get(address)
            assert answer.status_code == 200, address
            assert word not in answer.text, address
        assert f'href="{path}"' not in reader.get(f"/search?q={word}&state=hidden").text
    assert filer.get(path).status_code == 200, "the moderators see it"


def test_only_own_paths_are_redirected_to(app, db):
    make_person("ines")
    for target in ("//evil.example", "/\\evil.example", "https://evil.example", "/\r\nX: y", "javascript:alert(1)", "/\t/x"):
        client = app.test_client()
        given = {"login": "ines", "password": "a long enough password", "next": target}
        answer = client.post("/sign-in", data=given)
        assert answer.headers["Location"] == "/desk", target


def test_an_ended_sign_in_and_a_closed_account_are_nobody(app, db):
    person = make_person("ines")
    client, kept = sign_in(app, person), token_of("ines")
    with client.session_transaction() as cookie:
        old = dict(cookie)
    assert client.post("/sign-out").status_code == 302
    with client.session_transaction() as cookie:
        assert "_user_id" not in cookie
        cookie.update(old)
    assert client.post("/issues/new", data=issue_form()).status_code == 403
    secretariat = sign_in(app, make_person("desk2", roles=("secretariat",)))
    assert secretariat.post("/secretariat/close", data={"handle": "ines", "reason": "Asked."}).status_code == 302
    assert client.post("/api/v1/issues", json={}, headers=kept).status_code == 401


def test_a_form_without_the_token_of_its_session_is_refused(app, filer, db, monkeypatch):
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    before = events()
    for path in ("/issues/new", "/issues/1/moves/edit", "/issues/1/comments", "/account/profile", "/sign-out",
                 "/secretariat/role", "/council/seats"):  # fmt: skip
        answer = filer.post(path, data={"title": "Typed with care", "csrf_token": "00"})
        assert answer.status_code == 400, path
        assert "Typed with care" in answer.text
    assert events() == before


def test_no_address_of_a_person_is_public(app, filer, db, client):
    hidden = "@people.example"
    for path in ("/people/", "/people/amadou", "/issues/1", "/record", "/api/v1/people", "/api/v1/people/amadou",
                 "/api/v1/events", "/api/v1/issues/1", "/feeds/all.atom", "/council/"):  # fmt: skip
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert hidden not in answer.text, path
    payloads = client.get("/api/v1/events?limit=100").json
    assert hidden not in json.dumps(payloads)


def test_text_with_code_is_text(filer, db, client):
    bad = '"><img src=x onerror=alert(1)><script>alert(1)</script>'
    filer.post("/account/profile", data={"name": bad[:80], "about": bad, "country": "KE"})
    links = "[a](javascript:alert(1)) [b](data:text/html,x) <svg onload=alert(1)> ![c](x) <https://a.example>"
    filer.post("/issues/new", data=issue_form(title=bad, description=f"{bad}\n\n{links}", summary=bad))
    filer.post("/issues/2/comments", data={"body": f"{bad}\n\n{links}"})
    for path in ("/issues/2", "/issues/", "/people/amadou", "/people/", "/record", "/feeds/all.atom", "/", "/search?q=img"):
        text = client.get(path).text
        for wrong in ("<img src=x", "<script>alert", "<svg onload", 'href="javascript:', 'href="data:'):
            assert wrong not in text, (path, wrong)


def test_the_panel_offers_what_can_be_done_and_nothing_else(app, filer, db, client):
    plain = sign_in(app, make_person("otso"))
    for reader in (client, plain, filer):
        person = {client: None, plain: "otso", filer: "amadou"}[reader]
        headers = token_of(person) if person else {}
        moves = {move["name"]: move["allowed"] for move in reader.get("/api/v1/issues/1", headers=headers).json["moves"]}
        for move in WORKFLOWS["issue"].moves:
            if move.sources and move.offered:
                opened = reader.get(f"/issues/1/moves/{move.name}").status_code
                assert (opened == 200) == moves.get(move.name, False), (person, move.name, opened)
                if not moves.get(move.name):
                    assert reader.post(f"/issues/1/moves/{move.name}", data={"step": "done"}).status_code in (403, 409)


def test_a_form_of_a_name_twice_is_invalid_not_broken(filer, db):
    data = {"title": ["One", "Two"], "layer": ["evolution", "use"], "topic": ["²", "x"], "step": "done"}
    assert filer.post("/issues/new", data=data).status_code == 422


def test_a_text_of_many_lines_and_one_of_none_is_answered_in_time(filer, db):
    for source in ("# h\n\n" * 10_000, "x" * 1_000_000, "---\na: &a [1]\nb: [*a,*a]\n---\n", "x" * 5_000_000,
                   "---\n" + "a: {" * 5_000 + "\n---\n"):  # fmt: skip
        answer = filer.post("/drafts/new", data={"source": source, "topic": "landlocked", "step": "done"})
        assert answer.status_code in (413, 422)


def test_a_refusal_of_the_whole_form_has_its_sentence():
    assert str(Invalid({"": ["Open it again."]})) == "Open it again."
