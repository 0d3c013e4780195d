"""Warnings and pauses of posting: who gives them, what they stop and what stays open, how they end."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from igtf.core import clock
from igtf.core.db import session, writing
from igtf.core.moments import day
from igtf.discussion.models import Pause, PauseMark
from igtf.discussion.pauses import forget_marks
from igtf.people.addresses import give_address
from igtf.people.commands import add_person
from igtf.people.models import Address, Person
from igtf.record.by import by_importer
from igtf.record.models import Actor, Event
from tests.api.kit import Caller, is_problem, issue_fields
from tests.factories import close_account, issue_form, later, letters, link_in, mails_to, make_person, sign_in
from tests.people.test_accounts import PASSWORD, answers
from tests.record.test_record import filed

PAUSED = "Your posting is paused until"


@pytest.fixture
def scene(app, db):
    """Return clients of who wrote comment 1 on issue 1, of a moderator, and of nobody; and the writer."""
    filed(make_person())
    writer = make_person("writer")
    client, judge = sign_in(app, writer), sign_in(app, make_person("judge", roles=("moderator",)))
    assert client.post("/issues/1/comments", data={"body": "Rude words."}).status_code == 302
    return client, judge, app.test_client(), writer


def test_a_pause_stops_posting_and_nothing_else(app, scene, monkeypatch):
    client, judge, reader, writer = scene
    assert judge.post("/issues/1/comments", data={"body": "Be kind."}).status_code == 302
    assert "A pause of posting closes comments, replies to consultations," in judge.get("/comments/1/pause").text
    given = {"reason": "It insults.", "days": "3"}
    told = judge.post("/comments/1/pause", data=given, follow_redirects=True).text
    assert "Posting is paused; who wrote the comment is told." in told
    assert "/comments/1/end-pause" in told
    page = client.get("/issues/1").text
    assert PAUSED in page
    entry = re.search(r'<a href="/issues/1#(e\d+)">Posting is paused</a>', page)
    assert entry
    assert f'id="{entry[1]}"' in page
    desk = client.get("/desk").text
    assert re.search(r'href="/issues/1".*?Your posting is paused until then: read why, or appeal', desk, re.DOTALL)
    assert day(session.scalars(select(Pause.until)).one()) in desk
    assert "Your posting is paused" not in judge.get("/desk").text
    session.rollback()
    assert 'action="/issues/1/comments"' not in page
    assert 'action="/issues/1/comments"' in judge.get("/issues/1").text
    for path, data in (
        ("/issues/1/comments", {"body": "More."}), ("/comments/1/edit", {"body": "Softer."}),
        ("/issues/new", issue_form()), ("/outcomes/new", {}), ("/groups/new", {}), ("/drafts/new", {}),
        ("/procedure-changes/new", {}), ("/body-changes/new", {}), ("/issues/1/moves/add-evidence", {}),
        ("/issues/1/moves/suggest-body", {}), ("/issues/1/moves/translate", {}), ("/issues/1/moves/relate", {}),
    ):  # fmt: skip
        refused = client.post(path, data=data)
        assert refused.status_code == 403, path
        assert (
            "Reading, supporting, positions, votes, objections, minority statements, appeals and recalls stay open"
            in refused.text
        )
    program = Caller(app, writer)
    assert is_problem(program.post("/issues/1/comments", {"text": "More."}), 403, PAUSED)
    assert is_problem(program.post("/issues", issue_fields()), 403, PAUSED)
    assert client.post("/issues/1/moves/support").status_code == 302
    assert client.post("/comments/2/report", data={"reason": "Unkind."}).status_code == 302
    (appeal,) = set(re.findall(r"/appeals/new\?decision=\d+", page))
    assert client.get(appeal).status_code == 200
    seen = reader.get("/issues/1").text
    assert all(said in seen for said in ("paused the posting of who wrote a comment", "It insults.", "Until"))
    mail = mails_to(app, "writer")[-1]
    assert "It insults." in mail.text
    assert "A pause of posting closes comments," in mail.text
    over = clock.real_now() + timedelta(days=3, minutes=1)
    monkeypatch.setattr(clock, "real_now", lambda: over)
    assert client.post("/issues/1/comments", data={"body": "Calmer."}).status_code == 302
    assert PAUSED not in client.get("/issues/1").text
    assert "Posting is paused" not in judge.get("/comments/reported").text
    assert "Your posting is paused" not in client.get("/desk").text


@pytest.mark.parametrize(
    ("days", "sentence"),
    [("0", "A pause lasts from 1 to 30 days."), ("31", "A pause lasts from 1 to 30 days."),
     ("", "Say for how many days."), ("soon", "Write a whole number.")],
)  # fmt: skip
def test_a_pause_has_an_end_within_bounds(scene, days, sentence):
    client, judge, _reader, _writer = scene
    page = judge.post("/comments/1/pause", data={"reason": "It insults.", "days": days})
    assert page.status_code == 422
    assert sentence in page.text
    assert "It insults." in page.text
    assert client.post("/issues/1/comments", data={"body": "More."}).status_code == 302


def test_a_pause_ends_earlier_when_a_moderator_ends_it(scene):
    client, judge, _reader, _writer = scene
    given = {"reason": "It insults.", "days": "30"}
    assert judge.get("/comments/1/end-pause").status_code == 403
    assert judge.post("/comments/1/pause", data=given).status_code == 302
    again = judge.post("/comments/1/pause", data=given)
    assert again.status_code == 403
    assert "is paused already" in again.text
    for verb in ("warn", "pause", "end-pause"):
        refused = client.post(f"/comments/1/{verb}", data=given)
        assert refused.status_code == 403
        assert "Only a moderator decides" in refused.text
    assert judge.post("/comments/1/end-pause", data={"reason": ""}).status_code == 422
    assert judge.post("/comments/1/end-pause", data={"reason": "They asked."}).status_code == 302
    assert client.post("/issues/1/comments", data={"body": "Thank you."}).status_code == 302
    session.rollback()
    assert session.scalars(select(Pause)).one().ended_at is not None
    once_more = judge.post("/comments/1/pause", data=given)
    assert (once_more.status_code, "For this the posting" in once_more.text) == (403, True), "or a month had no end"
    assert "ended a pause of posting" in client.get("/issues/1").text


def test_a_warning_is_public_and_changes_nothing_else(app, scene):
    client, judge, reader, _writer = scene
    assert judge.post("/comments/1/hide", data={"reason": "Rude."}).status_code == 302
    tools = judge.get("/issues/1").text
    assert ["/comments/1/warn" in tools, "/comments/1/pause" in tools, "/comments/1/quote" in tools] == [
        True,
        True,
        False,
    ]
    assert "/comments/1/warn" not in client.get("/issues/1").text
    assert judge.post("/comments/1/warn", data={"reason": "Do not insult."}).status_code == 302
    assert "warned who wrote a comment" in reader.get("/issues/1").text
    assert client.post("/issues/1/comments", data={"body": "Sorry."}).status_code == 302
    assert any("Do not insult." in mail.text for mail in mails_to(app, "writer"))


def warnings() -> int:
    session.rollback()
    return session.scalar(select(func.count()).where(Event.kind == "comment.warn")) or 0


def test_a_double_click_warns_once_and_a_second_form_warns_again(app, scene):
    _client, judge, _reader, _writer = scene
    keys = [re.search(r'name="once" value="([\w-]+)"', judge.get("/comments/1/warn").text) for _form in range(2)]
    first, second = ({"reason": "Do not insult.", "once": key[1]} for key in keys if key)
    assert judge.post("/comments/1/warn", data=first).status_code == 302
    again = judge.post("/comments/1/warn", data=first, follow_redirects=True)
    assert (again.request.path, "it was done once" in again.text) == ("/comments/reported", True)
    changed = judge.post("/comments/1/warn", data=first | {"reason": "Stop it."})
    assert (changed.status_code, "was sent before with other answers" in changed.text) == (422, True)
    assert first["once"] not in changed.text
    assert warnings() == 1
    assert judge.post("/comments/1/warn", data=second).status_code == 302
    assert warnings() == 2
    hiding = {"reason": "Rude.", "once": "a-key"}
    for _click in range(2):
        assert judge.post("/comments/1/hide", data=hiding).status_code == 302
    refused = judge.post("/comments/1/hide", data=hiding | {"once": "another"})
    assert (refused.status_code, "hidden already" in refused.text) == (403, True)


def test_moderators_see_how_often_who_wrote_a_comment_was_warned_and_paused(app, scene):
    client, judge, _reader, _writer = scene
    other, reporter = sign_in(app, make_person("other")), sign_in(app, make_person("reporter"))
    assert other.post("/issues/1/comments", data={"body": "Mere dissent."}).status_code == 302
    assert judge.post("/comments/1/warn", data={"reason": "Do not insult."}).status_code == 302
    assert client.post("/issues/1/comments", data={"body": "Ruder words."}).status_code == 302
    for number in (2, 3):
        assert reporter.post(f"/comments/{number}/report", data={"reason": "Rude."}).status_code == 302
    page = judge.get("/comments/reported").text
    assert page.count("warned before") == 1
    assert "warned before: 1, paused before: 0" in page.split("Ruder words.")[0].rpartition("<section")[2]
    for verb in ("pause", "warn"):
        assert judge.post(f"/comments/3/{verb}", data={"reason": "Again.", "days": "2"}).status_code == 302
    assert "warned before: 2, paused before: 1" in judge.get("/comments/reported").text


def test_the_queue_offers_a_pause_only_where_it_would_be_given(app, scene):
    client, judge, _reader, _writer = scene
    assert client.post("/issues/1/comments", data={"body": "Ruder words."}).status_code == 302
    reporter = sign_in(app, make_person())
    for number in (1, 2):
        assert reporter.post(f"/comments/{number}/report", data={"reason": "Rude."}).status_code == 302

    def offered() -> list[str]:
        return re.findall(r'href="/comments/(\d/(?:warn|pause))"', judge.get("/comments/reported").text)

    assert offered() == ["1/warn", "1/pause", "2/warn", "2/pause"]
    assert judge.post("/comments/1/pause", data={"reason": "It insults.", "days": "2"}).status_code == 302
    assert offered() == ["1/warn", "2/warn"], "one pause at a time"
    assert judge.post("/comments/1/end-pause", data={"reason": "They apologised."}).status_code == 302
    assert offered() == ["1/warn", "2/warn", "2/pause"], "one for each comment"


def test_who_has_no_account_is_neither_warned_nor_paused(scene):
    _client, judge, _reader, writer = scene
    session.get_one(Person, writer.id).password_hash = None
    session.commit()
    for verb in ("warn", "pause"):
        assert "has no account here" in judge.get(f"/comments/1/{verb}").text


def test_a_moderator_does_not_end_the_pause_of_their_own_posting(app, db):
    filed(make_person())
    own, other = (sign_in(app, make_person(roles=("moderator",))) for _each in range(2))
    assert own.post("/issues/1/comments", data={"body": "Rude words."}).status_code == 302
    given = {"reason": "It insults.", "days": "30"}
    assert other.post("/comments/1/pause", data=given).status_code == 302
    for refused in (own.get("/comments/1/end-pause"), own.post("/comments/1/end-pause", data={"reason": "I may."})):
        assert refused.status_code == 403
        assert "You stand aside here: you wrote this comment." in refused.text
    assert own.post("/issues/1/comments", data={"body": "More."}).status_code == 403
    pages = [client.get("/comments/reported").text for client in (own, other)]
    assert ["/comments/1/end-pause" in page for page in pages] == [False, True]
    assert other.post("/comments/1/end-pause", data={"reason": "They asked."}).status_code == 302
    assert own.post("/issues/1/comments", data={"body": "Thank you."}).status_code == 302


def joined(app, handle, email):
    """Return the browser of somebody who registered with an address and opened the link in the mail."""
    client = app.test_client()
    client.post("/register", data=answers(handle=handle, email=email))
    assert client.post(link_in(letters("verify:")[-1])).status_code == 302
    return client


def says(client):
    return client.post("/issues/1/comments", data={"body": "Buy lamps."}).status_code


def test_a_pause_goes_on_for_who_closes_the_account_and_registers_again(app, db):
    filed(make_person())
    judge = sign_in(app, make_person("judge", roles=("moderator",)))

    def left(client):
        assert client.post("/account/close", data={"present": PASSWORD, "meant": "y"}).status_code == 302

    first = joined(app, "troll", "troll@mail.example")
    assert says(first) == 302
    assert judge.post("/comments/1/pause", data={"reason": "Spam.", "days": "9"}).status_code == 302
    left(first)
    session.rollback()
    assert "troll@mail.example" not in str([vars(row) for row in session.scalars(select(PauseMark))])
    second = joined(app, "troll-2", "troll@mail.example")
    assert says(second) == 403
    assert PAUSED in second.get("/issues/1").text
    assert "Your posting is paused until then" in second.get("/desk").text
    left(second)
    third = joined(app, "troll-3", "troll@mail.example")
    assert says(third) == 403
    appeal = {"ground": "views", "text": "It was a joke.", "wanted": "End it.", "step": "done"}
    paused = session.scalars(select(Event.id).where(Event.kind == "comment.pause")).one()
    assert third.post("/appeals/new", data=appeal | {"decision": paused}).status_code == 302
    assert third.post("/appeals/1/comments", data={"body": "See there."}).status_code == 302, "on one's own appeal"
    assert judge.post("/comments/1/end-pause", data={"reason": "Enough."}).status_code == 302
    assert says(third) == 302


def test_a_pause_goes_on_for_who_takes_over_a_profile_with_the_address_of_a_closed_account(app, db):
    filed(make_person())
    judge, desk = (sign_in(app, make_person(name, roles=(name,))) for name in ("moderator", "secretariat"))
    for handle in ("profile", "other"):
        add_person(handle=handle, name=handle, at=clock.now(), source="a list", by=by_importer(clock.now()))
    first = joined(app, "troll", "troll@mail.example")
    assert says(first) == 302
    assert judge.post("/comments/1/pause", data={"reason": "Spam.", "days": "9"}).status_code == 302
    assert first.post("/account/close", data={"present": PASSWORD, "meant": "y"}).status_code == 302
    for number, (handle, name) in enumerate((("profile", "troll"), ("other", "somebody")), 1):
        guest, asked = app.test_client(), {"email": f"{name}@mail.example", "reason": "It is me."}
        assert guest.post(f"/people/{handle}/claim", data=asked).status_code == 302
        assert desk.post(f"/secretariat/claims/{number}/approve").status_code == 302
        assert guest.post(link_in(letters("invite:")[-1]), data={"password": PASSWORD}).status_code == 302
        hat = {"stakeholder_group": "civil", "capacity": "personal"}
        assert guest.post("/account/hat", data=hat).status_code == 302
        assert says(guest) == (403 if name == "troll" else 302)


def test_a_pause_goes_on_for_who_registers_with_an_address_that_was_removed(app, db):
    """Also for who came with that address from a closed account, has another one now, and registers once more."""
    filed(make_person())
    judge = sign_in(app, make_person("judge", roles=("moderator",)))

    def swaps(client, handle, other):
        """Add an address, have mail sent there, and remove the one before."""
        session.rollback()
        person = session.scalars(select(Actor.id).where(Actor.handle == handle)).one()
        with writing():
            give_address(person, other, verified_at=clock.now())
        rows = session.scalars(select(Address).where(Address.person_id == person).order_by(Address.id)).all()
        former, new = [row.id for row in rows]
        assert client.post(f"/account/addresses/{new}/main").status_code == 302
        assert client.post(f"/account/addresses/{former}/remove").status_code == 302
        session.rollback()
        assert [row.email for row in session.scalars(select(Address).where(Address.person_id == person))] == [other]

    first = joined(app, "troll", "one@mail.example")
    assert says(first) == 302
    assert judge.post("/comments/1/pause", data={"reason": "Spam.", "days": "9"}).status_code == 302
    with later(app, 1):
        swaps(first, "troll", "two@mail.example")
        assert says(first) == 403
        second = joined(app, "troll-2", "one@mail.example")
        assert (says(second), says(first)) == (403, 403)
        swaps(second, "troll-2", "three@mail.example")
        third = joined(app, "troll-3", "one@mail.example")
        assert [says(client) for client in (first, second, third)] == [403, 403, 403]
        assert second.post("/account/close", data={"present": PASSWORD, "meant": "y"}).status_code == 302
        fourth = joined(app, "troll-4", "three@mail.example")
        assert says(fourth) == 302, "it came after the pause began, as any new address may"
        assert judge.post("/comments/1/end-pause", data={"reason": "Enough."}).status_code == 302
        assert [says(client) for client in (first, third, fourth)] == [302, 302, 302]


@pytest.mark.parametrize("closes", [False, True], ids=["removed", "closed"])
def test_an_address_that_was_added_during_a_pause_has_nobody_paused(app, db, closes):
    """Or whoever reads a shared mailbox could have the next one who registers with it paused."""
    filed(make_person())
    judge = sign_in(app, make_person("judge", roles=("moderator",)))

    def adds(client, email):
        assert client.post("/account/address", data={"email": email, "present": PASSWORD}).status_code == 302
        assert client.post(link_in(letters("address:")[-1])).status_code == 302

    def removes(client, email):
        session.rollback()
        number = session.scalars(select(Address.id).where(Address.email == email)).one()
        assert client.post(f"/account/addresses/{number}/remove").status_code == 302

    def lets_go(client, email):
        adds(client, email)
        if closes:
            assert client.post("/account/close", data={"present": PASSWORD, "meant": "y"}).status_code == 302
        else:
            removes(client, email)

    first = joined(app, "troll", "one@mail.example")
    adds(first, "before@mail.example")
    assert says(first) == 302
    assert judge.post("/comments/1/pause", data={"reason": "Spam.", "days": "9"}).status_code == 302
    with later(app, 1):
        removes(first, "before@mail.example")
        lets_go(first, "office@mail.example")
        assert says(joined(app, "stranger", "office@mail.example")) == 302
        second = joined(app, "troll-2", "before@mail.example")
        assert says(second) == 403, "this one was there before the pause"
        lets_go(second, "desk@mail.example")
        assert says(joined(app, "other", "desk@mail.example")) == 302
        if closes:
            second = joined(app, "troll-3", "before@mail.example")
        assert says(second) == 403


def test_an_address_that_is_removed_without_a_pause_leaves_nothing_behind(app, scene):
    client, _judge, _reader, writer = scene
    with writing():
        give_address(writer.id, "two@mail.example", verified_at=clock.now())
    second = session.scalars(select(Address.id).where(Address.email == "two@mail.example")).one()
    assert client.post(f"/account/addresses/{second}/remove").status_code == 302
    session.rollback()
    assert session.scalars(select(PauseMark)).all() == []


def test_who_adds_the_address_of_a_closed_account_is_not_paused(app, scene):
    _client, judge, _nobody, writer = scene
    reader = make_person()
    assert judge.post("/comments/1/pause", data={"reason": "It insults.", "days": "3"}).status_code == 302
    close_account(app, writer)
    with writing():
        give_address(reader.id, "writer@people.example", verified_at=clock.now())
    assert sign_in(app, reader).post("/issues/1/comments", data={"body": "Well said."}).status_code == 302


def test_nothing_is_kept_of_an_address_once_the_pause_is_over(app, scene):
    _client, judge, _reader, writer = scene
    assert judge.post("/comments/1/pause", data={"reason": "It insults.", "days": "3"}).status_code == 302
    close_account(app, writer)
    forget_marks()
    session.rollback()
    assert len(session.scalars(select(PauseMark)).all()) == 1
    with later(app, 4):
        forget_marks()
        session.rollback()
        assert session.scalars(select(PauseMark)).all() == []
