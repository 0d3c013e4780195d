"""Kept pages: the same bytes for readers without a session while nothing changes, never a stale or a foreign one."""

import gzip
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import brotli
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from igtf import create_app
from igtf.consensus.commands import open_call
from igtf.consensus.queries import get_call_or_404
from igtf.core import clock
from igtf.core.keeping.doorstep import Doorstep
from igtf.core.keeping.pages import KeptPage
from igtf.core.keeping.shelf import Shelf
from igtf.core.page.compression import zstd
from igtf.core.workflow import WORKFLOWS
from igtf.discussion.commands import comment as add_comment
from igtf.issues import commands as issues
from igtf.issues.queries import get_issue_or_404
from igtf.record.by import By
from igtf.subject import page as subject_pages
from tests.conftest import SETTINGS, Client
from tests.council.councils import make_ballot, make_council, make_issue
from tests.counting import reads
from tests.databases import lead
from tests.factories import by, issue_form, make_person, sign_in
from tests.groups.making import active_group
from tests.meetings.making import ahead, called, meeting_of

OTHER = {"title": "Names of networks", "summary": "Who gives them?", "layer": "use",
         "topic": "communications-infrastructure"}  # fmt: skip


@pytest.fixture(scope="session")
def keeping_over(
    tmp_path_factory: pytest.TempPathFactory, shared: Callable[[Flask], Flask]
) -> Callable[[str], Flask]:  # fmt: skip
    """Return a function: an application over the database at a URL that keeps pages and has none yet.

    It is made once for each engine, as ``app_over`` does.
    """
    made: dict[str, Flask] = {}

    def keeping_over(url: str) -> Flask:
        engine = url.partition(":")[0]
        if engine not in made:
            var = str(tmp_path_factory.mktemp("var"))
            made[engine] = shared(create_app({**SETTINGS, "DATABASE_URL": url, "VAR": var, "KEPT_PAGES": 1,
                                              "LANGUAGES": "en,pseudo"}))  # fmt: skip
            made[engine].test_client_class = Client
        app = made[engine]
        before = app.wsgi_app
        assert isinstance(before, Doorstep)
        before.shelf._things.clear()
        before.shelf.used = 0
        app.wsgi_app = Doorstep(before.inner, before.shelf, before.state)
        with app.app_context():
            lead(app.extensions["igtf.db"], url)
        return app

    return keeping_over


@pytest.fixture
def keeping(db_url: str, keeping_over: Callable[[str], Flask], one_moment: datetime) -> Iterator[Flask]:
    """Yield an application that keeps pages, in a moment that does not pass."""
    app = keeping_over(db_url)
    yield app
    app.extensions["igtf.db"].dispose()


def read(answer: TestResponse) -> bytes:
    """Return what a browser reads."""
    return brotli.decompress(answer.data) if answer.content_encoding else answer.data


def _queries(app: Flask, client: FlaskClient, path: str, **headers: str) -> tuple[int, int, bytes]:
    """Return status, number of queries and body of one answer; the doorstep's glance is none of them."""
    with reads(app) as asked:
        answer = client.get(path, headers={"Accept-Encoding": "br", **headers})
    return answer.status_code, len(asked), read(answer)


@pytest.mark.parametrize("path", ["/", "/issues/", "/issues/1", "/search?q=landlocked"])
def test_a_page_is_made_once_until_something_happens(keeping: Flask, path: str) -> None:
    with keeping.app_context():
        person = make_person()
        sign_in(keeping, person).post("/issues/new", data=issue_form())
    reader = keeping.test_client()
    status, first, body = _queries(keeping, reader, path)
    assert status == 200
    assert first > 1
    assert _queries(keeping, keeping.test_client(), path) == (200, 0, body)

    tag = reader.get(path, headers={"Accept-Encoding": "br"}).headers["ETag"]
    unchanged = reader.get(path, headers={"Accept-Encoding": "br", "If-None-Match": tag})
    assert (unchanged.status_code, unchanged.data) == (304, b"")
    assert unchanged.headers["Content-Security-Policy"]

    with keeping.app_context():
        other = make_person()
        sign_in(keeping, other).post("/issues/new", data=issue_form(title="Another issue of landlocked countries"))
        add_comment(get_issue_or_404(None, "1").subject, text="A new argument", by=by(other))
    status, more, after = _queries(keeping, reader, path)
    assert status == 200
    assert more > 1
    assert after != body


def test_each_reader_gets_the_own_form_of_a_page(keeping: Flask) -> None:
    with keeping.app_context():
        signed_in = sign_in(keeping, make_person())
    plain = keeping.test_client().get("/issues/", headers={"Accept": "text/plain"})
    page = keeping.test_client().get("/issues/")
    marked = keeping.test_client().get("/issues/", headers={"Accept-Language": "pseudo"})
    own = signed_in.get("/issues/")
    assert plain.mimetype == "text/plain"
    assert page.mimetype == "text/html"
    assert "Sign in" in page.text
    assert "My desk" in own.text
    assert "[" in marked.text
    assert len({plain.data, page.data, marked.data, own.data}) == 4
    again = keeping.test_client().get("/issues/")
    assert again.data == page.data
    assert "Set-Cookie" not in again.headers


ACCEPTED = {
    "": "", "br": "br", "BR": "br", "gzip": "gzip", "br, gzip": "br", "*": "br", "identity": "", "zstd": "zstd",
    "gzip, deflate, br, zstd": "br", "zstd, br;q=0.5": "zstd", "br;q=0, zstd": "zstd", "compress": "",
    "br;q=0": "", "br;q=0, gzip": "gzip", "br; q=0, *": "zstd", "br;q=abc, gzip": "gzip", "*;q=0": "",
    "gzip;q=1.0, br;q=0.5": "gzip", "br; q=0.5": "br", "gzip;q=0.5, identity": "",
}  # fmt: skip
"""What a reader accepts → the encoding of a kept page (RFC 9110, sections 12.4.2 and 12.5.3)."""
AT_FIRST = ACCEPTED | {"*": "zstd", "gzip, deflate, br, zstd": "zstd"}
"""The same for who asks first, and gets the page as it was made."""


def _decoded(answer: TestResponse) -> bytes:
    made = answer.headers.get("Content-Encoding", "")
    return {"": bytes, "br": brotli.decompress, "gzip": gzip.decompress, "zstd": zstd.decompress}[made](answer.data)


@pytest.mark.parametrize("order", [1, -1], ids=["one way", "the other way"])
def test_nobody_gets_an_encoding_that_another_reader_asked_for(keeping: Flask, order: int) -> None:
    with keeping.app_context():
        writer = sign_in(keeping, make_person())
        writer.post("/issues/new", data=issue_form())
    for again in range(3):  # made, kept and remembered, made anew
        for accepted, given in list(ACCEPTED.items())[::order]:
            answer = keeping.test_client().get("/issues/1", headers={"Accept-Encoding": accepted})
            may = {given} if again == 1 else {given, AT_FIRST[accepted]}
            assert answer.headers.get("Content-Encoding", "") in may, accepted
            assert "Accept-Encoding" in answer.headers["Vary"]
            assert b"</html>" in _decoded(answer), accepted
        if again:
            writer.post("/issues/1/comments", data={"body": "A new argument"})


def test_a_subject_page_stays_kept_while_only_others_change(keeping: Flask) -> None:
    with keeping.app_context():
        person = make_person()
        client = sign_in(keeping, person)
        client.post("/issues/new", data=issue_form())
    reader = keeping.test_client()
    _status, made, body = _queries(keeping, reader, "/issues/1")
    with keeping.app_context():
        make_person()  # an event elsewhere
    status, fewer, again = _queries(keeping, reader, "/issues/1")
    assert (status, again) == (200, body)
    assert fewer < made


def test_a_page_says_what_happened_to_what_is_related_to_the_subject_beside_it(keeping: Flask) -> None:
    with keeping.app_context():
        _secretariat, members = make_council()
        ballot, other = make_ballot(members), issues.file(by=by(make_person()), **OTHER)
        issues.relate_issue(get_issue_or_404(None, "1"), relation="depends-on", other=2, by=by(make_person()))
        page, filer_id = f"/ballots/{ballot.subject.ref}", other.subject.opened_by_id
        readers = keeping.test_client(), sign_in(keeping, next(iter(members.values())))
    for client in readers:
        assert "Withdrawn" not in client.get(page).text
    with keeping.app_context():
        filer = By(filer_id, clock.now())
        issues.withdraw(get_issue_or_404(None, "2"), reason="It is settled.", by=filer)
    for client in readers:
        assert "Withdrawn" in client.get(page).text


def test_of_two_acts_in_one_second_a_group_shows_both(keeping: Flask) -> None:
    with keeping.app_context():
        chair = make_person()
        group, other = active_group(keeping, chair), issues.file(by=by(make_person()), **OTHER)
        open_call(other.subject, kind="question", question="Is it ready?", by=by(chair), group_id=group.id,
                  closes_at=clock.now() + timedelta(days=14))  # fmt: skip
        act = by(chair)
    reader = keeping.test_client()
    assert "Withdrawn" not in reader.get("/groups/icost").text
    with keeping.app_context():
        WORKFLOWS["call"].commands["withdraw"](get_call_or_404(None, "1"), reason="Too early.", by=act)
    assert "Withdrawn" in reader.get("/groups/icost").text


def test_what_changes_while_a_page_is_made_is_on_the_next_one(keeping: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between what is loaded with the thing and what its version says of others, somebody renames what it is about."""
    with keeping.app_context():
        filer = sign_in(keeping, make_person())
        filer.post("/issues/new", data=issue_form(title="The former name"))
        issue, asks = get_issue_or_404(None, "1"), by(make_person())
        open_call(issue.subject, kind="question", question="Is it ready?", by=asks,
                  closes_at=clock.now() + timedelta(days=14))  # fmt: skip
        readers = keeping.test_client(), sign_in(keeping, make_person())
    around, names = subject_pages.around, ["The second name", "The third name"]

    def meanwhile(*given: Any) -> Any:
        if names and given[0].kind == "call":
            assert filer.post("/issues/1/moves/edit", data=issue_form(title=names.pop(0))).status_code == 302
        return around(*given)

    monkeypatch.setattr(subject_pages, "around", meanwhile)
    shown = [client.get("/calls/1").text for client in readers]
    assert ["The former name" in shown[0], "The second name" in shown[1], names] == [True, True, []]
    for client in readers:
        now = client.get("/calls/1").text  # the title of the call keeps the name that was
        assert ["The second name" in now, "The third name" in now] == [False, True]


def test_a_deadline_comes_minute_by_minute_on_a_quiet_page(keeping: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with keeping.app_context():
        _secretariat, members = make_council()
        due = make_issue(next(iter(members.values()))).subject.due_at
    assert due
    reader = keeping.test_client()
    for minutes in (59, 41, 7, -9):
        monkeypatch.setattr(clock, "real_now", lambda minutes=minutes: due - timedelta(minutes=minutes))
        said = f"in {minutes} minutes" if minutes > 0 else f"overdue by {-minutes} minutes"
        assert said in reader.get("/issues/1").text


def test_what_falls_due_around_a_quiet_page_comes_minute_by_minute(
    keeping: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with keeping.app_context():
        called(keeping, **ahead(30))
        begins = meeting_of().starts_at
    reader = keeping.test_client()
    for minutes in (59, 41, 7):
        monkeypatch.setattr(clock, "real_now", lambda minutes=minutes: begins - timedelta(minutes=minutes))
        assert f"in {minutes} minutes" in reader.get("/groups/icost").text
    begun = begins + timedelta(minutes=9)
    monkeypatch.setattr(clock, "real_now", lambda: begun)
    assert "was to begin" in reader.get("/groups/icost").text


def test_time_moves_pages_on(keeping: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with keeping.app_context():
        sign_in(keeping, make_person()).post("/issues/new", data=issue_form())
    reader = keeping.test_client()
    assert "just now" in reader.get("/issues/1").text
    real = clock.real_now
    monkeypatch.setattr(clock, "real_now", lambda: real() + timedelta(minutes=7))
    page = reader.get("/issues/1").text
    assert "just now" not in page
    assert "7 minutes ago" in page


def test_lists_are_made_once_for_all_who_are_signed_in(keeping: Flask) -> None:
    with keeping.app_context():
        first, second = sign_in(keeping, make_person()), sign_in(keeping, make_person())
        moderator = sign_in(keeping, make_person(roles=("moderator",)))
    for client in (first, second, moderator):
        client.get("/issues/")  # the browser has the whole cookie from here on
    status, asked, body = _queries(keeping, first, "/issues/?state=open")
    assert status == 200
    assert _queries(keeping, second, "/issues/?state=open") == (200, 2, body)
    assert asked > 2
    assert _queries(keeping, moderator, "/issues/?state=open")[1] == asked - 1  # the state of the record is not asked
    assert b"My desk" in second.get("/issues/?state=open").data
    assert b"My desk" not in keeping.test_client().get("/issues/?state=open").data

    assert first.post("/issues/new", data=issue_form()).status_code == 302
    told = first.get("/search?q=landlocked").text
    assert 'class="notice' in told
    for client in (first, second):
        page = client.get("/search?q=landlocked").text
        assert "Interconnection costs" in page
        assert 'class="notice' not in page


def test_what_is_secret_or_a_refusal_is_never_kept(keeping: Flask) -> None:
    shelf: Shelf[KeptPage] = keeping.extensions["igtf.kept"]
    reader = keeping.test_client()
    for path in ("/issues/77", "/answer/not-a-token", "/verify/not-a-token", "/healthz", "/metrics", "/sign-in"):
        reader.get(path)
    assert shelf.used == 0
    assert reader.get("/verify/not-a-token").headers["Cache-Control"] == "no-store"
    assert reader.get("/verify/not-a-token").headers["Referrer-Policy"] == "no-referrer"


def test_a_page_is_kept_for_no_address_that_takes_more_than_is_counted(keeping: Flask) -> None:
    with keeping.app_context():
        readers = [keeping.test_client(), sign_in(keeping, make_person())]
    shelf = keeping.extensions["igtf.kept"]
    for reader in readers:
        assert reader.get(f"/search?q={'a' * 1_000}").status_code == 200
        assert shelf.used == 0
    for reader in readers:
        before = shelf.used
        assert reader.get(f"/search?q={'a' * 900}").status_code == 200
        assert shelf.used > before


def test_the_shelf_keeps_to_its_room_and_drops_what_nobody_asks_for() -> None:
    shelf = Shelf(room=7_000)
    pages = [KeptPage(bytes(400), (), str(number), "") for number in range(12)]
    for number, page in enumerate(pages):
        shelf.get(("0",))
        shelf.put((str(number),), page)
    assert shelf.used == 7_000
    assert shelf.get(("0",)) is pages[0]
    assert shelf.get(("1",)) is None
    assert shelf.get(("11",)) is pages[11]
