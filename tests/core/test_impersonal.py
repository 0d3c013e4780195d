"""What all readers of a page share is made once, and nothing of one reader comes to another one."""

from dataclasses import replace
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from markupsafe import Markup

from igtf.core import clock
from igtf.core.db import writing
from igtf.core.keeping.impersonal import PagePiece, impersonal
from igtf.core.keeping.shelf import Shelf
from igtf.discussion.commands import comment as add_comment
from igtf.issues.queries import get_issue_or_404
from igtf.people.commands import add_hat, change_profile, confirm_hat
from igtf.people.models import Person
from igtf.record.subjects import enter, open_subject, touch
from tests.counting import in_lines, reads
from tests.factories import by, issue_form, make_person, sign_in
from tests.groups.making import active_group

PAGE = "/issues/1"


@pytest.fixture
def issue(app: Flask, db: object) -> str:
    """Return the page of an issue."""
    sign_in(app, make_person()).post("/issues/new", data=issue_form())
    return PAGE


def _asked(app: Flask, client: FlaskClient) -> tuple[list[str], str]:
    """Return the queries that the page takes, and the page."""
    with reads(app) as asked:
        page = client.get(PAGE).text
    return asked, page


def _comment(person: Person, text: str) -> None:
    add_comment(get_issue_or_404(None, "1").subject, text=text, by=by(person))


def test_the_second_reader_costs_less_and_an_act_is_seen_at_once(app: Flask, issue: str, one_moment: datetime) -> None:
    author = make_person()
    _comment(author, "Prices first")
    first, second = sign_in(app, make_person()), sign_in(app, make_person())
    whole, page = _asked(app, first)
    rest, other = _asked(app, second)
    assert len(rest) <= len(whole) - 3, in_lines({PAGE: rest})
    assert "Prices first" in page
    assert "Prices first" in other
    _comment(author, "Terms later")
    assert "Terms later" in _asked(app, second)[1]
    assert "Terms later" in _asked(app, app.test_client())[1]


def test_whoever_wrote_a_comment_has_a_timeline_of_their_own_made_once(
    app: Flask, issue: str, one_moment: datetime
) -> None:
    author, reader = make_person(), make_person()
    _comment(author, "Prices first")
    written, read = sign_in(app, author), sign_in(app, reader)
    read.get(PAGE)
    once, page = _asked(app, written)
    again, kept = _asked(app, written)
    assert len(again) == len(once) - 1, in_lines({PAGE: again})
    assert '/comments/1/edit"' in page
    assert '/comments/1/edit"' in kept
    assert '/comments/1/edit"' not in read.get(PAGE).text
    _comment(reader, "Terms later")
    assert '/comments/2/report"' in written.get(PAGE).text
    assert '/comments/2/edit"' in read.get(PAGE).text


def test_nothing_of_a_reader_comes_to_another_one(app: Flask, issue: str, monkeypatch: pytest.MonkeyPatch) -> None:
    author, reader = make_person(), make_person()
    moderator = make_person(roles=("moderator",))
    _comment(author, "Prices first")
    clients = {"author": author, "reader": reader, "moderator": moderator}
    order = [("author", "reader", "moderator", "nobody"), ("nobody", "moderator", "reader", "author")]
    tools = {"author": {"edit"}, "reader": {"report"}, "moderator": {"report", "hide"}, "nobody": set()}
    for names in order:
        monkeypatch.setitem(app.extensions, "igtf.pieces", Shelf[PagePiece](10**6))
        for name in names:
            client = sign_in(app, clients[name]) if name in clients else app.test_client()
            page = client.get(PAGE).text
            assert {tool for tool in ("edit", "report", "hide") if f'/comments/1/{tool}"' in page} == tools[name]
            assert ("Add a comment" in page) == (name != "nobody")
            for other in clients.values():
                assert other.actor.handle not in page or other is author


def test_a_new_name_and_a_confirmed_hat_are_seen_at_once_where_somebody_acted(app: Flask, issue: str) -> None:
    author, secretary = make_person(), make_person(roles=("secretariat",))
    hat = add_hat(author, stakeholder_group="private", capacity="for", organisation="Lamps Ltd", by=by(author))
    add_comment(get_issue_or_404(None, "1").subject, text="Prices first", by=replace(by(author), hat_id=hat.id))
    readers = sign_in(app, make_person()), app.test_client()
    for reader in readers:
        page = reader.get(PAGE)
        assert author.actor.name in page.text
        assert "unconfirmed" in page.text
    tag = page.headers["ETag"]
    confirm_hat(hat, by=by(secretary))
    for reader in readers:
        assert "unconfirmed" not in reader.get(PAGE).text
    change_profile(author, name="Neue Nimi", country=None, languages=[], about="", by=by(author))
    for reader in readers:
        assert "Neue Nimi" in reader.get(PAGE, headers={"If-None-Match": tag}).text


def test_each_reader_has_deadlines_in_the_own_time_zone(app: Flask, issue: str) -> None:
    with writing():
        subject = get_issue_or_404(None, "1").subject
        subject.due_at = subject.opened_at
    zones = {"Africa/Nairobi": make_person(), "Pacific/Fiji": make_person()}
    for zone, person in zones.items():
        with writing():
            person.time_zone = zone
    clients = {zone: sign_in(app, person) for zone, person in zones.items()}
    for zone, client in [*clients.items(), *clients.items()]:
        page = client.get(PAGE).text
        assert [name for name in zones if name in page] == [zone]
    assert not [name for name in zones if name in app.test_client().get(PAGE).text]


def test_a_form_is_never_shared(app: Flask) -> None:
    with app.test_request_context(PAGE), impersonal("page", "version") as pieces:
        pieces.put("words", Markup("<p>words</p>"))
        with pytest.raises(RuntimeError, match="holds a form: act"):
            pieces.put("act", Markup('<form><input name="csrf_token"></form>'))
        assert pieces.get("words") == "<p>words</p>"
        assert pieces.get("act") is None
    with app.test_request_context(PAGE), impersonal("page", "next version") as pieces:
        assert pieces.get("words") is None


def test_a_group_shows_at_once_what_becomes_of_its_work(app: Flask, db: object) -> None:
    chair = make_person()
    group = active_group(app, chair, acronym="newest")
    reader = sign_in(app, make_person())
    before = reader.get("/groups/newest").text
    with writing():
        subject = open_subject("draft", "draft-newest", "A text of the group", "group-draft", by=by(chair))
        subject.group_id = group.id
    page = reader.get("/groups/newest").text
    assert "A text of the group" not in before
    assert "A text of the group" in page
    with writing():
        enter(subject, "parked", subject.active_at)
        touch(subject.id, clock.now())
    assert reader.get("/groups/newest").text != page


def test_readers_of_whom_the_same_is_known_share_what_is_known_of_the_steps(
    app: Flask, issue: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = Shelf[PagePiece](10**6)
    monkeypatch.setitem(app.extensions, "igtf.pieces", shelf)
    member, readers = make_person(roles=("council",)), [make_person(), make_person()]
    own, (first, second) = sign_in(app, member).get(PAGE).text, (sign_in(app, each).get(PAGE).text for each in readers)
    kept = [piece for key, piece in shelf._things.items() if key[:2] == ("closed", "steps")]
    assert len(kept) == 2
    for page, shown in ((own, kept[0]), (first, kept[1]), (second, kept[1])):
        assert shown.html in page
    assert kept[0].html not in first
    assert "/moves/propose-decline" in own
    assert "/moves/propose-decline" not in first
