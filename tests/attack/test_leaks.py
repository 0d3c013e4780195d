"""What must not leak, be forged, or be offered to the wrong person."""

import json

from igtf.core.workflow import WORKFLOWS
from igtf.notice.worker import work_once
from tests.attack.kit import token_of
from tests.factories import events, issue_form, make_person, sign_in


def test_what_a_moderator_hid_is_found_nowhere(app, filer, db, client):
    word = "Zanzibarium"
    answer = filer.post("/issues/new", data=issue_form(title=f"{word} for sale", description=f"Buy {word}"))
    path = answer.headers["Location"].partition("?")[0]
    other = sign_in(app, make_person("otso"))
    assert other.post(f"{path}/comments", data={"body": f"{word}?"}).status_code == 302
    judge = sign_in(app, make_person(roles=("moderator",)))
    assert judge.post(f"{path}/moves/hide", data={"reason": "Advertising."}).status_code == 302
    number = path.rsplit("/", 1)[1]
    gone = (path, f"{path}/versions", f"/api/v1{path}", f"/feeds{path}.atom", "/comments/1", "/comments/1/history",
            "/comments/1/quote", f"/api/v1{path}/comments")  # fmt: skip
    shown = ("/issues/", "/issues/?state=hidden", "/api/v1/issues?state=hidden", "/api/v1/issues",
             f"/search?q=%23{number}", "/record", "/api/v1/events", f"/api/v1/events?subject=issue&ref={number}",
             "/feeds/all.atom", "/",
             "/statistics",
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
        assert 'href="/comments/1"' not in reader.get(f"/search?in=comments&q={word}").text
        assert reader.get(f"/api/v1/comments?q={word}").json["items"] == []
    assert judge.get(path).status_code == 200, "the moderators see it"


def test_a_hidden_comment_is_neither_read_nor_reported(app, filer, db):
    author, other = sign_in(app, make_person("otso")), sign_in(app, make_person("ines"))
    assert author.post("/issues/1/comments", data={"body": "Zanzibarium"}).status_code == 302
    assert "Zanzibarium" in other.get("/comments/1/report").text
    assert filer.post("/comments/1/hide", data={"reason": "Advertising."}).status_code == 302
    before = events()
    for reader in (author, other):
        for verb in ("report", "hide", "resolve", "reopen"):
            for answer in (reader.get(f"/comments/1/{verb}"), reader.post(f"/comments/1/{verb}", data={"reason": "."})):
                assert answer.status_code == 403, verb
                assert "Zanzibarium" not in answer.text, verb
    assert events() == before


def test_only_own_paths_are_redirected_to(app, db):
    make_person("ines")
    for target in (
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "/\r\nX: y",
        "javascript:alert(1)",
        "/\t/x",
    ):
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
    assert (
        secretariat.post("/secretariat/close", data={"person": "ines", "reason": "Asked.", "step": "done"}).status_code
        == 302
    )
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


def test_an_address_in_a_comment_and_what_turns_its_lines_are_nowhere_whole(app, filer, db, client):
    said = "Lanterns: ask keeper@lamps.example or \u202etxt.exe\u202c there."
    assert filer.post("/issues/1/comments", data={"body": said}).status_code == 302
    work_once(app)  # which notes the words of comments
    for path in ("/issues/1", "/feeds/issues/1.atom", "/search?in=comments&q=lanterns", "/comments/1/quote"):
        text = client.get(path).text
        assert "keeper@…" in text, path
        assert "lamps.example" not in text, path
        assert "\u27e6RLO\u27e7txt.exe" in text, path
        assert "\u202e" not in text, path


def test_text_with_code_is_text(filer, db, client):
    bad = '"><img src=x onerror=alert(1)><script>alert(1)</script>'
    filer.post("/account/profile", data={"name": bad[:80], "about": bad, "country": "KE"})
    links = "[a](javascript:alert(1)) [b](data:text/html,x) <svg onload=alert(1)> ![c](x) <https://a.example>"
    filer.post("/issues/new", data=issue_form(title=bad, description=f"{bad}\n\n{links}", summary=bad))
    filer.post("/issues/2/comments", data={"body": f"{bad}\n\n{links}"})
    for path in (
        "/issues/2",
        "/issues/",
        "/people/amadou",
        "/people/",
        "/record",
        "/feeds/all.atom",
        "/",
        "/search?q=img",
        "/search?q=img&in=comments",
    ):
        text = client.get(path).text
        for wrong in ("<img src=x", "<script>alert", "<svg onload", 'href="javascript:', 'href="data:'):
            assert wrong not in text, (path, wrong)


def test_the_panel_offers_what_can_be_done_and_nothing_else(app, filer, db, client):
    plain = sign_in(app, make_person("otso"))
    for reader in (client, plain, filer):
        person = {client: None, plain: "otso", filer: "amadou"}[reader]
        headers = token_of(person) if person else {}
        moves = {
            move["name"]: move["allowed"] for move in reader.get("/api/v1/issues/1", headers=headers).json["moves"]
        }
        for move in WORKFLOWS["issue"].moves:
            if move.sources and move.offered:
                opened = reader.get(f"/issues/1/moves/{move.name}").status_code
                assert (opened == 200) == moves.get(move.name, False), (person, move.name, opened)
                if not moves.get(move.name):
                    assert reader.post(f"/issues/1/moves/{move.name}", data={"step": "done"}).status_code in (403, 409)
