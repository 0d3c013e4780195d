"""Webhooks through the front door: made on the page, told by the worker, taken by a real server behind TLS."""

import hmac
import html
import re
import threading
import time
from base64 import b64decode, b64encode
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from igtf.core import clock
from igtf.core.db import session, writing
from igtf.core.mail import Mail
from igtf.hooks import posting, queries
from igtf.hooks.models import Hook
from igtf.notice import worker
from igtf.notice.commands import follow_topics
from igtf.notice.leases import MOST_ATTEMPTS, claim
from igtf.notice.models import EVERYTHING
from igtf.notice.worker import work, work_once
from igtf.people.secretariat import deactivate
from igtf.record.models import Outbox
from tests.factories import by, issue_form, mails_to, make_person, sign_in
from tests.groups.making import active_group

PAGE = "/account/webhooks/"


def is_kept_nowhere(answer):
    """Assert that an answer holds a secret, and that no browser stores it."""
    assert answer.status_code == 200, answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert "shown once" in answer.text


def add(app, client, receiver, about="all", path="/in"):
    """Add a webhook to the receiver on the page; return its secret."""
    address = f"https://localhost:{receiver.port}{path}"
    answer = client.post(PAGE, data={"address": address, "about": about})
    is_kept_nowhere(answer)
    listed = client.get(PAGE).text
    assert address in listed
    assert "whsec_" not in listed
    return re.search(r"whsec_[A-Za-z0-9+/=]+", html.unescape(answer.text))[0]


def at_once():
    """Let nothing wait for its next try: the pause between two messages is over."""
    session.rollback()
    with writing():
        session.execute(update(Hook).values(next_try_at=None))


def told(app):
    """Let the worker do what waits, a hook's test and then its entries; return nothing."""
    for _turn in range(2):
        at_once()
        work_once(app)


def is_signed(message, secret):
    said = f"{message.headers['webhook-id']}.{message.headers['webhook-timestamp']}.".encode() + message.body
    made = hmac.new(b64decode(secret.removeprefix("whsec_")), said, "sha256").digest()
    moment = int(message.headers["webhook-timestamp"])
    assert abs(clock.real_now().timestamp() - moment) < 60
    return message.headers["webhook-signature"] == f"v1,{b64encode(made).decode()}"


def hook():
    session.rollback()
    return session.scalars(select(Hook)).one()


def test_a_program_is_told_what_happens(near, db, receiver):
    client = sign_in(near, make_person("ines"))
    secret = add(near, client, receiver)
    assert ">A test is on its way<" in client.get(PAGE).text
    work_once(near)
    (test,) = receiver.messages
    assert (test.path, test.said["type"], test.said["data"]) == ("/in", "test", {})
    assert is_signed(test, secret)
    assert not is_signed(test, "whsec_" + "A" * 44)
    assert ">Works<" in client.get(PAGE).text
    client.post("/issues/new", data=issue_form())
    client.post("/issues/1/comments", data={"body": "Who pays?"})
    told(near)
    entries = receiver.messages[1]
    assert entries.said["type"] == "entries"
    assert is_signed(entries, secret)
    known = {item["log_index"]: item for item in near.test_client().get("/api/v1/events?since=0").json["items"]}
    assert entries.said["data"]["items"] == [known[place] for place in receiver.entries()], "as the API shows them"
    assert entries.said["data"]["read_to"] == max(known) == receiver.entries()[-1]
    told(near)
    assert len(receiver.messages) == 2, "nothing happened since"
    client.post("/issues/1/comments", data={"body": "And who answers?"})
    told(near)
    assert receiver.entries() == sorted(set(receiver.entries()))
    assert len(receiver.messages) == 3


@pytest.mark.parametrize(("about", "expected"), [("followed", {"1"}), ("issue", {"1", "2"}), ("ballot", set())])
def test_it_is_told_what_it_is_about(near, db, receiver, about, expected):
    person, other = make_person("ines"), make_person("omar")
    client, stranger = sign_in(near, person), sign_in(near, other)
    add(near, client, receiver, about)
    client.post("/issues/new", data=issue_form())
    stranger.post("/issues/new", data=issue_form(title="Another matter altogether"))
    told(near)
    refs = {item["subject"]["ref"] for message in receiver.messages[1:] for item in message.said["data"]["items"]}
    assert refs == expected
    assert hook().read_to == queries.newest_place(), "what it is not about is passed over"


@pytest.mark.parametrize(
    ("topics", "expected"),
    [([], set()), (["communications-infrastructure"], {"1"}), ([EVERYTHING], {"1", "2"})],
)
def test_what_one_follows_is_topics_and_everything_too(near, db, receiver, topics, expected):
    person, other = make_person("ines"), make_person("omar")
    client, stranger = sign_in(near, person), sign_in(near, other)
    follow_topics(person.id, topics=topics, at=clock.now())
    add(near, client, receiver, "followed")
    for topic in ("communications-infrastructure", "freedom-of-expression"):
        assert stranger.post("/issues/new", data=issue_form(topic=topic, title=f"On {topic}")).status_code == 302
    told(near)
    items = [item for message in receiver.messages[1:] for item in message.said["data"]["items"]]
    assert {item["subject"] and item["subject"]["ref"] for item in items} == expected


def test_who_follows_a_group_is_told_the_main_acts_of_its_work_as_by_mail(near, db, receiver):
    chair, reader = make_person("ines"), make_person("omar")
    active_group(near, chair)
    client = sign_in(near, reader)
    assert client.post("/groups/icost/follow").status_code == 302
    told(near)
    add(near, client, receiver, "followed")
    asked = {"question": "Shall we meet twice?", "days": "14", "step": "done"}
    assert sign_in(near, chair).post("/groups/icost/moves/ask-question", data=asked).status_code == 302
    taken = sign_in(near, chair).post("/calls/1/moves/take-position", data={"position": "support"})
    assert taken.status_code == 302, taken.text
    told(near)
    kinds = [item["kind"] for message in receiver.messages[1:] for item in message.said["data"]["items"]]
    assert sorted(kinds) == ["call.open", "group.ask-question"], "what is told to who follows the call alone is not"
    assert sum("Shall we meet twice?" in mail.text for mail in mails_to(near, "omar")) == 1


def test_nothing_is_lost_and_nothing_out_of_order(near, db, receiver, monkeypatch):
    monkeypatch.setattr(queries, "TOGETHER", 3)
    client = sign_in(near, make_person("ines"))
    add(near, client, receiver)
    work_once(near)
    client.post("/issues/new", data=issue_form())
    receiver.status = 500
    told(near)
    failed = receiver.messages[-1]
    assert "It answered with status 500" in client.get(PAGE).text
    for number in range(7):
        client.post("/issues/1/comments", data={"body": f"Comment {number}."})
    receiver.status, receiver.messages = 200, []
    at_once()
    work_once(near)
    assert receiver.messages[0].headers["webhook-id"] == failed.headers["webhook-id"], "the same message again"
    expected = [item["log_index"] for item in near.test_client().get("/api/v1/events?since=0").json["items"]]
    start = failed.said["data"]["items"][0]["log_index"]
    told(near)
    assert receiver.entries() == [place for place in expected if place >= start]
    assert max(len(message.said["data"]["items"]) for message in receiver.messages) == 3
    assert "It answered" not in client.get(PAGE).text


def test_no_message_is_larger_than_servers_take_and_a_large_entry_goes_alone(near, db, receiver, monkeypatch):
    client = sign_in(near, make_person("ines"))
    add(near, client, receiver)
    work_once(near)
    start = hook().read_to
    client.post("/issues/new", data=issue_form())
    for number in range(6):
        client.post("/issues/1/comments", data={"body": f"Comment {number}."})
    for largest, most in ((3_000, 3), (10, 1)):
        monkeypatch.setattr(posting, "LARGEST", largest)
        receiver.messages.clear()
        told(near)
        assert receiver.entries() == [*range(start + 1, hook().read_to + 1)]
        assert max(len(message.said["data"]["items"]) for message in receiver.messages) == most
        with writing():
            session.execute(update(Hook).values(read_to=start))


def test_who_does_not_answer_is_paused_and_its_owner_told(near, db, receiver):
    client = sign_in(near, make_person("ines"))
    add(near, client, receiver)
    work_once(near)
    client.post("/issues/new", data=issue_form())
    receiver.status = 503
    waits = []
    for _try in range(MOST_ATTEMPTS):
        at_once()
        work_once(near)
        waits.append(hook().next_try_at - clock.real_now())
    assert waits[0] < timedelta(minutes=3)
    assert timedelta(hours=3, minutes=59) < waits[-1] < timedelta(hours=4)
    assert len(receiver.messages) == 1 + MOST_ATTEMPTS
    at_once()
    work_once(near)
    assert len(receiver.messages) == 1 + MOST_ATTEMPTS, "it is paused"
    page = client.get(PAGE).text
    assert ">Paused<" in page
    assert "Next try" not in page
    (mail,) = session.scalars(select(Mail).where(Mail.text.contains("webhook"))).all()
    assert f"https://localhost:{receiver.port}/in" in mail.text
    assert "Nothing is lost" in mail.text
    receiver.status = 200
    client.post(f"{PAGE}{hook().id}/test")
    told(near)
    assert receiver.messages[-2].said["type"] == "test"
    assert receiver.messages[-1].said["type"] == "entries"


def test_a_test_that_is_asked_for_while_a_message_is_under_way_is_sent_and_nothing_else_twice(near, db, receiver):
    client = sign_in(near, make_person("ines"))
    add(near, client, receiver)
    work_once(near)
    for late_test in (False, True):
        client.post("/issues/new", data=issue_form())
        worker.sequence()
        at_once()
        message = claim(Hook)
        assert client.post(f"{PAGE}{hook().id}/test").status_code == 302
        test = None if late_test else claim(Hook)
        posting.tell(message)
        posting.tell(test or claim(Hook))
    told(near)
    kinds = [message.said["type"] for message in receiver.messages]
    assert kinds == ["test", "entries", "test", "entries", "test"]
    assert receiver.entries() == sorted(set(receiver.entries()))


@pytest.mark.parametrize(("status", "tries"), [(503, MOST_ATTEMPTS - 1), (410, 0)])
def test_a_message_that_is_not_taken_does_not_pause_what_its_owner_tests_meanwhile(near, db, receiver, status, tries):
    client = sign_in(near, make_person("ines"))
    add(near, client, receiver)
    work_once(near)
    client.post("/issues/new", data=issue_form())
    worker.sequence()
    with writing():
        session.execute(update(Hook).values(attempts=tries, next_try_at=None))
    message = claim(Hook)
    client.post(f"{PAGE}{hook().id}/test")
    receiver.status = status
    posting.tell(message)
    assert hook().paused_at is None
    receiver.status = 200
    told(near)
    assert [message.said["type"] for message in receiver.messages][-2:] == ["test", "entries"]
    assert not session.scalars(select(Mail).where(Mail.text.contains("webhook"))).all()


def test_who_wants_nothing_more_is_paused_at_once(near, db, receiver):
    client = sign_in(near, make_person("ines"))
    receiver.status = 410
    add(near, client, receiver)
    work_once(near)
    assert ">Paused<" in client.get(PAGE).text
    assert hook().attempts == 1


def test_what_is_done_with_it(near, db, receiver):
    client = sign_in(near, make_person("ines"))
    first = add(near, client, receiver)
    work_once(near)
    number = hook().id
    assert "It is paused." in client.post(f"{PAGE}{number}/pause", follow_redirects=True).text
    client.post("/issues/new", data=issue_form())
    told(near)
    assert len(receiver.messages) == 1
    answer = client.post(f"{PAGE}{number}/secret")
    is_kept_nowhere(answer)
    second = re.search(r"whsec_[A-Za-z0-9+/=]+", html.unescape(answer.text))[0]
    client.post(f"{PAGE}{number}/test")
    told(near)
    assert is_signed(receiver.messages[-1], second)
    assert not is_signed(receiver.messages[-1], first)
    assert "The webhook is removed." in client.post(f"{PAGE}{number}/remove", follow_redirects=True).text
    assert "You have none yet." in client.get(PAGE).text
    assert client.post(f"{PAGE}{number}/test").status_code == 404
    assert client.post(f"{PAGE}{number}/dance").status_code == 404


def test_it_is_its_owners_alone(near, db, receiver):
    add(near, sign_in(near, make_person("ines")), receiver)
    other = sign_in(near, make_person("omar"))
    assert "You have none yet." in other.get(PAGE).text
    for name in ("test", "pause", "secret", "remove"):
        assert other.post(f"{PAGE}{hook().id}/{name}").status_code == 404
        assert near.test_client().post(f"{PAGE}{hook().id}/{name}").status_code == 403
    assert near.test_client().get(PAGE).headers["Location"] == f"/sign-in?next={PAGE}"


@pytest.mark.parametrize("address", [
    "", "http://example.org/", "example.org", "https://", "ftp://example.org/", "https://me:secret@example.org/",
    "https://example.org/#part", "https://exämple.org/", "https://example.org:0/", "https://example.org:99999/",
    "https://[::1/", "https://a b/", "https://example.org\\@else.example/", "https://" + "a" * 500,
])  # fmt: skip
def test_what_is_no_address_is_refused_beside_the_field(app, db, address):
    answer = sign_in(app, make_person("ines")).post(PAGE, data={"address": address, "about": "all"})
    assert answer.status_code == 422
    assert html.escape(address, quote=True) in answer.text
    assert session.scalar(select(Hook.id)) is None


def test_no_more_than_five(app, db):
    client = sign_in(app, make_person("ines"))
    for number in range(5):
        client.post(PAGE, data={"address": f"https://example.org/{number}", "about": "all"})
    page = client.get(PAGE).text
    assert page.count("https://example.org/") >= 5
    assert "Add the webhook" not in page
    answer = client.post(PAGE, data={"address": "https://example.org/6", "about": "all"})
    assert answer.status_code == 422
    assert "as many as one person can" in answer.text


def test_without_leave_this_machine_is_not_reached(app, db, receiver):
    client = sign_in(app, make_person("ines"))
    add(app, client, receiver)
    work_once(app)
    assert receiver.messages == []
    assert "It leads to a network that is not public." in client.get(PAGE).text


def test_what_is_hidden_or_redacted_is_not_told(near, db, receiver):
    ines, mod = make_person("ines"), make_person("mara", roles=("moderator",))
    client = sign_in(near, ines)
    client.post("/issues/new", data=issue_form(title="Words that a moderator hides"))
    work_once(near)
    add(near, sign_in(near, mod), receiver)
    sign_in(near, mod).post("/issues/1/moves/hide", data={"reason": "It names a victim.", "step": "done"})
    told(near)
    said = receiver.messages[-1].body.decode()
    assert '"kind": "issue.hide"' in said
    assert "Words that a moderator hides" not in said


def test_who_leaves_leaves_no_webhook(near, db, receiver):
    client = sign_in(near, make_person("ines"))
    add(near, client, receiver)
    assert client.get("/account/data.json").json["webhooks"][0]["address"] == f"https://localhost:{receiver.port}/in"
    client.post("/account/close", data={"present": "a long enough password", "meant": "y"})
    told(near)
    assert receiver.messages == []
    assert session.scalar(select(Hook.id)) is None


def test_who_gives_a_new_password_tells_nobody_any_more_what_they_follow(near, db, receiver):
    """Whoever had the account may have added the webhook, and nothing of it stands where one signs in."""
    ines = make_person("ines")
    client = sign_in(near, ines)
    add(near, client, receiver, about="followed", path="/theirs")
    add(near, client, receiver, about="all", path="/public")
    told(near)
    new = "another one, just as long"
    given = {"present": "a long enough password", "password": new, "again": new}
    assert client.post("/account/password", data=given).status_code == 302
    (mail,) = [mail for mail in mails_to(near, "ines") if "what you follow is paused" in " ".join(mail.text.split())]
    assert f"https://localhost:{receiver.port}/theirs" in mail.text
    follow_topics(ines.id, topics=[EVERYTHING], at=clock.now())
    before = len(receiver.messages)
    client.post("/issues/new", data=issue_form())
    told(near)
    assert [message.path for message in receiver.messages[before:]] == ["/public"], "which tells nothing of its owner"
    theirs = session.scalars(select(Hook.id).where(Hook.about == "followed")).one()
    assert client.post(f"{PAGE}{theirs}/test").status_code == 302
    told(near)
    told(near)
    assert '"kind": "issue.file"' in receiver.messages[-1].body.decode(), "it goes on where it stopped"


def test_a_closed_account_is_told_nothing(near, db, receiver):
    person, secretary = make_person("ines"), make_person("sara", roles=("secretariat",))
    add(near, sign_in(near, person), receiver)
    deactivate(person, reason="It was made by a machine.", by=by(secretary))
    told(near)
    assert receiver.messages == []


def test_a_slow_server_keeps_nobody_waiting(near, db, receiver):
    client = sign_in(near, make_person("ines"))
    add(near, client, receiver, path="/slow")
    add(near, client, receiver, path="/other")
    receiver.status = 500
    work_once(near)
    assert sorted(message.path for message in receiver.messages) == ["/other", "/slow"], "each has its own attempts"


def test_the_worker_waits_for_no_server(near, db, receiver):
    client = sign_in(near, make_person("ines"))
    for path in ("/one", "/two", "/three"):
        add(near, client, receiver, path=path)
    receiver.pause = 20.0
    stop = threading.Event()
    worker = threading.Thread(target=work, args=(near,), kwargs={"pause": 0.05, "stop": stop})
    worker.start()
    try:
        until(lambda: len(receiver.messages) == 3, within=2.5)
        client.post("/issues/new", data=issue_form())
        until(lambda: session.scalar(select(func.count()).select_from(Outbox).where(Outbox.told_at.is_(None))) == 0)
        assert hook_states() == {None}, "no server has answered yet"
    finally:
        stop.set()
        receiver.let_go.set()
        worker.join()
    assert None not in hook_states(), "what was begun is finished"


def test_what_its_owner_paused_while_a_message_was_on_its_way_stays_paused(near, db, receiver):
    client = sign_in(near, make_person("ines"))
    add(near, client, receiver)
    receiver.status, receiver.pause = 503, 20.0
    worker = threading.Thread(target=work_once, args=(near,))
    worker.start()
    try:
        until(lambda: receiver.messages)
        client.post(f"{PAGE}{hook().id}/pause")
        assert hook().failure == "", "the server has not answered yet"
    finally:
        receiver.let_go.set()
        worker.join()
    assert hook().failure == "refused"
    assert ">Paused<" in client.get(PAGE).text
    at_once()
    work_once(near)
    assert len(receiver.messages) == 1


def test_one_whose_last_attempt_ended_with_the_worker_is_paused_and_its_owner_told(near, db, receiver):
    client = sign_in(near, make_person("ines"))
    add(near, client, receiver)
    with writing():
        session.execute(update(Hook).values(attempts=MOST_ATTEMPTS - 1))
    assert claim(Hook).attempts == MOST_ATTEMPTS  # and the worker is gone
    work_once(near)
    assert ">Paused<" not in client.get(PAGE).text, "it may be under way still"
    with writing():
        session.execute(update(Hook).values(next_try_at=clock.real_now() - timedelta(seconds=1)))
    for _round in range(2):
        work_once(near)
    assert ">Paused<" in client.get(PAGE).text
    assert len(session.scalars(select(Mail).where(Mail.text.contains("webhook"))).all()) == 1
    assert not receiver.messages


def test_what_became_of_a_message_is_noted_of_its_own_webhook_alone(near, db, receiver):
    ines, omar = (sign_in(near, make_person(name)) for name in ("ines", "omar"))
    add(near, ines, receiver)
    message = claim(Hook)
    ines.post(f"{PAGE}{message.id}/remove")
    add(near, omar, receiver, path="/other")
    with writing():
        session.execute(update(Hook).values(id=message.id))  # as SQLite gives a number again that is free
    receiver.status = 410
    posting.tell(message)
    other = hook()
    assert (other.id, other.paused_at, other.failure) == (message.id, None, "")
    assert not session.scalars(select(Mail).where(Mail.text.contains("webhook"))).all()


def hook_states():
    session.rollback()
    return set(session.scalars(select(Hook.taken_at)))


def until(holds, within=2.0):
    end = time.monotonic() + within
    while not holds():
        session.rollback()
        assert time.monotonic() < end
        time.sleep(0.02)
