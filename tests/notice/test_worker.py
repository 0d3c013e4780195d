"""The worker by itself: order of the log, several workers, faults, digests, stopping."""

import os
import signal
import threading
import time
from collections import Counter
from email import message_from_bytes
from email.policy import default

import pytest
from markupsafe import escape
from sqlalchemy import func, select, update
from structlog.testing import capture_logs

from igtf.core.db import dialect, session, writing
from igtf.core.mail import Mail, queue_mail
from igtf.core.transports import message_of, transport
from igtf.council.states import BALLOT
from igtf.issues.states import ISSUE
from igtf.notice import digests, mails, sending, sequencer, telling, worker
from igtf.notice.leases import claim
from igtf.notice.sequencer import give_places
from igtf.notice.worker import work, work_once
from igtf.people.models import NO_MAIL, Person
from igtf.people.queries import get_person_or_404
from igtf.proof.models import SignedCheckpoint
from igtf.record import due
from igtf.record.models import IMPORTER_ID, Actor, Event, Outbox
from tests.council.councils import make_ballot, make_council
from tests.factories import broken_promises, by, issue_form, later, make_person, set_pace, sign_in, state_of

COMMENTS = 12


def issue_with_comments(app, count=COMMENTS):
    """File an issue and comment on it; return filer and commenter."""
    filer, member = make_person("ines"), make_person("otso", roles=("council",))
    sign_in(app, filer).post("/issues/new", data=issue_form())
    client = sign_in(app, member)
    for number in range(count):
        assert client.post("/issues/1/comments", data={"body": f"Comment {number}."}).status_code == 302
    return filer, member


def commented_daily(app):
    """Let a filer who reads a mail a day be told of three comments; return the filer."""
    filer, member = issue_with_comments(app, 0)
    set_pace(filer, "daily")
    for number in range(3):
        sign_in(app, member).post("/issues/1/comments", data={"body": f"Comment {number}."})
    work_once(app)
    return filer


def places():
    session.rollback()
    return session.execute(select(Outbox.event_id, Outbox.log_index).order_by(Outbox.event_id)).all()


def test_the_log_is_gapless_and_in_order(app, db, monkeypatch):
    issue_with_comments(app, 3)
    with monkeypatch.context() as patch:
        patch.setattr(sequencer, "BATCH", 2)
        assert give_places() == 2
    assert give_places() > 2
    assert give_places() == 0
    assert [index for _event, index in places()] == list(range(1, len(places()) + 1))


def test_an_event_that_commits_late_gets_a_later_place(app, db):
    if dialect() != "postgresql":
        return  # SQLite has one writer at a time, so numbers are in the order of commits
    make_person()
    with db.engine.connect() as slow, slow.begin():
        first = slow.exec_driver_sql(
            "INSERT INTO event (at, actor_id, kind, payload_hash) VALUES (now(), 1, 'person.join', 'x') RETURNING id"
        ).scalar_one()
        slow.exec_driver_sql(f"INSERT INTO outbox (event_id, attempts) VALUES ({first}, 0)")
        make_person()
        give_places()
    give_places()
    found = dict(places())
    assert found[first] == len(found) == max(found.values())
    assert sorted(found.values()) == list(range(1, len(found) + 1))


def test_two_workers_queue_and_send_each_mail_once(app, db, relay):
    issue_with_comments(app)
    begin = threading.Barrier(2)

    def run():
        begin.wait()
        work_once(app)

    threads = [threading.Thread(target=run) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    session.rollback()
    keys = Counter(session.scalars(select(Mail.key)).all())
    assert len(keys) == COMMENTS + 1
    assert set(keys.values()) == {1}
    assert len(relay.mails) == len({mail["Message-ID"] for mail in relay.mails}) == COMMENTS + 1
    assert [index for _event, index in places()] == list(range(1, len(places()) + 1))


def test_one_broken_event_stops_no_other_and_is_tried_again(app, db, relay, monkeypatch):
    issue_with_comments(app, 2)
    made = mails.event_mail

    def broken(act, reader):
        if act.entry.comment and act.entry.comment.text == "Comment 0.":
            raise RuntimeError("cannot be told")
        return made(act, reader)

    monkeypatch.setattr(telling, "event_mail", broken)
    work_once(app)
    assert len(relay.mails) == 2
    session.rollback()
    waiting = session.scalars(select(Outbox).where(Outbox.told_at.is_(None))).one()
    assert (waiting.attempts, waiting.last_error) == (1, "RuntimeError: cannot be told")
    monkeypatch.setattr(telling, "event_mail", made)
    work_once(app)
    assert len(relay.mails) == 2, "not before its time"
    with later(app, 0.01):
        work_once(app)
    assert len(relay.mails) == 3


def test_a_worker_that_dies_leaves_its_event_to_the_next(app, db, relay):
    issue_with_comments(app, 0)
    work_once(app)
    session.rollback()
    with writing() as own:
        own.execute(update(Outbox).values(told_at=None, attempts=0, next_try_at=None))
    telling.pass_over()
    assert claim(Outbox) is not None
    assert claim(Outbox) is None, "claimed"
    with later(app, 0.01):
        assert claim(Outbox) is not None, "the lease has ended"


def _breaks(*_given, **_named):
    raise RuntimeError("it breaks")


@pytest.mark.parametrize("broken", ["thing", "query", "beside"])
def test_what_fails_at_the_clock_stops_nothing(app, db, relay, monkeypatch, broken):
    ballot, _person = make_ballot(make_council()[1]), issue_with_comments(app, 1)
    if broken == "beside":
        monkeypatch.setattr(due, "ALSO_DUE", [_breaks, *due.ALSO_DUE])
    else:
        monkeypatch.setitem(ISSUE.due, "lapse", _breaks if broken == "query" else lambda _at: [None])
    with later(app, 21), capture_logs() as said:
        work_once(app)
        assert state_of("ballot", ballot.subject.ref) != "open", "it was counted"
    assert len(relay.mails) > 2, "and told"
    assert [line["event"] for line in said if line["log_level"] == "error"] == ["clock move failed"]


def test_what_fails_at_the_clock_each_time_is_seen_by_the_secretariat(app, db, relay, monkeypatch):
    desk, members = make_council(1)
    late, page = "1 step of the clock is late", sign_in(app, desk)
    make_ballot(members)
    assert (late in page.get("/desk").text, "that are late" in page.get("/secretariat/").text) == (False, False)
    with monkeypatch.context() as broken, later(app, 21):
        broken.setitem(BALLOT.commands, "close", _breaks)
        work_once(app)
        assert late in page.get("/desk").text
        assert late not in sign_in(app, members[1]).get("/desk").text
        said = page.get("/secretariat/").text
        assert "Steps of the clock that are late" in said
        assert ': <a href="/ballots/1"><bdi>Ballot 1</bdi></a>' in said
        assert sign_in(app, members[1]).get("/secretariat/").status_code == 403
        assert "igtf_clock_late 1.0" in page.get("/metrics").text
    with later(app, 21):
        work_once(app)
        assert state_of("ballot", "1") != "open"
        assert (late in page.get("/desk").text, "that are late" in page.get("/secretariat/").text) == (False, False)


def until(holds):
    """Wait until something holds, for ten seconds at most."""
    end = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_a_relay_that_takes_its_time_does_not_hold_up_the_clock(app, db, relay, monkeypatch):
    issue_with_comments(app, 1)
    member = sign_in(app, get_person_or_404("otso"))
    assert member.post("/issues/1/moves/ask", data={"question": "Where?"}).status_code == 302
    with writing():
        for number in range(60):
            queue_mail(to=f"{number}@people.example", template="verify/known", key=f"slow {number}",
                       person=get_person_or_404("ines").actor)  # fmt: skip
    monkeypatch.setattr(worker, "CLOCK_EVERY", 0.2)
    relay.seconds, stop = 0.1, threading.Event()
    working = threading.Thread(target=work, args=(app,), kwargs={"stop": stop, "pause": 0.05})
    working.start()
    try:
        until(lambda: relay.mails)
        with later(app, 60):
            until(lambda: state_of("issue", "1") == "lapsed")
            sent = len(relay.mails)
    finally:
        stop.set()
        working.join()
    assert sent < 60


def test_many_acts_to_tell_do_not_hold_up_the_mail(app, db, relay, monkeypatch):
    issue_with_comments(app, 40)
    with writing():
        queue_mail(to="waits@people.example", template="verify/known", key="waits",
                   person=get_person_or_404("ines").actor)  # fmt: skip
    tell = telling.tell

    def takes_its_time(event_id):
        time.sleep(0.1)
        return tell(event_id)

    monkeypatch.setattr(telling, "tell", takes_its_time)
    monkeypatch.setattr(worker, "CLOCK_EVERY", 0.2)
    stop = threading.Event()
    working = threading.Thread(target=work, args=(app,), kwargs={"stop": stop, "pause": 0.1})
    working.start()
    try:
        until(lambda: "waits@people.example" in relay.to())
    finally:
        stop.set()
        working.join()
    session.rollback()
    assert session.scalars(select(Outbox).where(Outbox.told_at.is_(None))).all()


def test_a_mail_that_was_taken_is_marked_as_soon_as_the_database_lets(app, db, relay, monkeypatch):
    issue_with_comments(app, 1)
    note, tries = sending._note, []

    def in_trouble(mail, **values):
        tries.append(values)
        if len(tries) < 3:
            session.execute(select(func.no_such_function()))
        note(mail, **values)

    monkeypatch.setattr(sending, "_note", in_trouble)
    monkeypatch.setattr(sending, "AGAIN", 0.01)
    work_once(app)
    sent = len(relay.mails)
    assert sent > 0
    assert len(tries) == sent + 2
    with later(app, 1):
        work_once(app)
    assert len(relay.mails) == sent


def test_a_clock_that_jumps_back_an_hour_loses_and_doubles_nothing(app, db, relay):
    filer, member = issue_with_comments(app, 1)
    with later(app, -1 / 24):
        work_once(app)
        for person in (filer, member):
            client = sign_in(app, person)
            assert client.post("/issues/1/comments", data={"body": "Said after it."}).status_code == 302
            assert client.get("/issues/1").status_code == client.get("/desk").status_code == 200
        assert sign_in(app, filer).post("/issues/1/moves/withdraw", data={"reason": "Settled."}).status_code == 302
        work_once(app)
        assert broken_promises() == []
    sent = len(relay.mails)
    with later(app, 1):
        work_once(app)
    assert len(relay.mails) == sent == len({(mail["To"], mail["Message-ID"]) for mail in relay.mails})
    assert relay.to().count("ines@people.example") == 2
    session.rollback()
    assert session.scalars(select(Outbox.event_id).where(Outbox.told_at.is_(None))).all() == []


def test_a_link_that_somebody_waits_for_is_sent_before_all_news(app, db, relay):
    issue_with_comments(app)
    while telling.tell_next():
        pass
    with writing():
        queue_mail(to="link@people.example", template="verify/known", key="link",
                   person=get_person_or_404("ines").actor)  # fmt: skip
    work_once(app)
    assert relay.to()[0] == "link@people.example"
    assert len(relay.mails) > COMMENTS


def test_what_a_step_of_the_record_meets_keeps_no_other_from_its_turn(app, db, monkeypatch):
    monkeypatch.setattr(worker, "ALSO", [_breaks, *worker.ALSO])
    issue_with_comments(app, 1)
    with capture_logs() as said:
        work_once(app)
    assert [line["step"] for line in said if line["log_level"] == "error"] == ["_breaks"]
    assert session.scalar(select(SignedCheckpoint.size)) == len(places())


@pytest.mark.parametrize(("pace", "reminded"), [("weekly", True), (NO_MAIL, False)])
def test_no_reminder_waits_for_a_digest(app, db, relay, pace, reminded):
    ballot = make_ballot(make_council()[1])
    with writing():
        session.execute(update(Person).values(mail_pace=pace))
    for day in range(14, 21):
        with later(app, day):
            work_once(app)
        session.rollback()
        if session.scalar(select(Event.id).where(Event.kind == "ballot.remind")):
            break
    told = [str(mail["Subject"]) for mail in relay.mails if "still missing" in str(mail["Subject"])]
    assert state_of("ballot", ballot.subject.ref) == "open"
    assert bool(told) is reminded


def test_a_digest_comes_when_its_oldest_act_is_a_day_old(app, db, relay):
    commented_daily(app)
    assert relay.to() == ["otso@people.example"]
    with later(app, 0.9):
        work_once(app)
    assert len(relay.mails) == 1
    with later(app, 1.1):
        work_once(app)
        work_once(app)
    assert relay.to() == ["otso@people.example", "ines@people.example"]
    mail = relay.mails[1]
    assert mail["Subject"] == "[IGTF] Your day: 3 acts"
    text = mail.get_content()
    assert [f"> Comment {number}." in text for number in range(3)] == [True] * 3
    assert text.index("Comment 0.") < text.index("Comment 2.")
    assert text.count("Issue #1: Interconnection") == 1
    assert text.count("/notice/stop/") == 2


def test_two_workers_tell_each_act_of_a_digest_once(app, db, relay, monkeypatch):
    filer = commented_daily(app)
    made = digests._mail

    def while_another_works(items, reader):
        monkeypatch.setattr(digests, "_mail", made)
        monkeypatch.setattr(digests, "MOST", 2)  # it came when two of the three had happened
        with app.app_context():
            digests.digest(filer.id)
        return made(items, reader)

    monkeypatch.setattr(digests, "_mail", while_another_works)
    for _ in range(2):
        digests.digest(filer.id)
    work_once(app)
    told = [mail.get_content() for mail in relay.mails if mail["To"].startswith("ines")]
    assert [sum(f"> Comment {number}." in text for text in told) for number in range(3)] == [1, 1, 1]


def test_an_import_tells_nobody(app, db, relay):
    from igtf.issues import commands

    make_person("otso", roles=("council",))
    act = by(make_person("ines"))
    with writing():
        issue = commands.add_issue(title="Imported", summary="From a file.", assigned=None, by=act)
        from igtf.issues.events import Filed
        from igtf.record.by import by_importer
        from igtf.record.events import record

        record(by_importer(act.at), issue.subject, "issue.file", Filed("Imported"))
    work_once(app)
    assert relay.mails == []
    session.rollback()
    event = session.scalars(select(Event).where(Event.actor_id == IMPORTER_ID)).one()
    assert session.get_one(Outbox, event.id).told_at is not None


def test_sigterm_ends_the_worker_and_mail_goes_on_until_then(app, db, relay):
    issue_with_comments(app, 1)

    def end():
        deadline = time.monotonic() + 10
        while len(relay.mails) < 2 and time.monotonic() < deadline:
            time.sleep(0.02)
        os.kill(os.getpid(), signal.SIGTERM)

    handler = signal.getsignal(signal.SIGTERM)
    thread = threading.Thread(target=end)
    thread.start()
    work(app, pause=0.05)
    thread.join()
    assert len(relay.mails) == 2
    assert signal.getsignal(signal.SIGTERM) is handler


def mail(**changes):
    return Mail(**{"id": 7, "key": "event:1:2", "to": "a@people.example", "subject": "Straße – ünïcode",
                   "text": "Grüße\n", "html": None, "headers": {}} | changes)  # fmt: skip


def test_files_can_be_read_and_the_console_too(app, db, tmp_path, capsys):
    settings = {**app.config, "MAIL": "file", "VAR": str(tmp_path)}
    with transport(settings) as deliver:
        deliver(mail())
    kept = (tmp_path / "mail" / "000007.eml").read_text(encoding="utf-8")
    assert "To: a@people.example" in kept
    assert "Grüße" in kept
    with transport({**settings, "MAIL": "console"}) as deliver:
        deliver(mail())
    assert "Subject: Straße – ünïcode" in capsys.readouterr().out
    with transport({**settings, "MAIL": "smtp", "SMTP_PORT": 1, "DEMO": True}) as deliver:
        deliver(mail(id=8))
    assert (tmp_path / "mail" / "000008.eml").exists(), "nothing leaves a demonstration"


@pytest.mark.parametrize("to", ["a@people.example\r\nBcc: all@people.example", "a@people.example\nX: y"])
def test_no_header_can_be_smuggled_in(app, db, tmp_path, to):
    with pytest.raises(ValueError, match="control characters"), writing():
        queue_mail(to=to, template="digest", key="x", subjects=[], stops={}, title="", reader=None, stop="")
    with (
        pytest.raises(ValueError, match="linefeed or carriage return"),
        transport({**app.config, "MAIL": "file", "VAR": str(tmp_path)}) as deliver,
    ):
        deliver(mail(to=to))


SMUGGLED = (
    "=?utf-8?q?x=0D=0AReply-To:_evil@example.org=0D=0A=0D=0APlease?=",
    "=?utf-8?q?x=0D=0ABcc:_all@example.org?= and =?utf-8?b?eA0KWDogeQ==?= of Straße",
)


@pytest.mark.parametrize("words", SMUGGLED)
def test_words_like_encoded_ones_stay_as_they_were_written(app, db, relay, words):
    ines, otso = make_person("ines"), make_person("otso")
    with writing():
        session.get_one(Actor, otso.id).name = words
    sign_in(app, otso).post("/issues/new", data=issue_form(title=words))
    sign_in(app, ines).post("/issues/new", data=issue_form())
    sign_in(app, ines).post("/issues/1/comments", data={"body": "By its title."})
    sign_in(app, otso).post("/issues/2/comments", data={"body": "By their name."})
    work_once(app)
    assert f"<bdi>{escape(words)}</bdi>" in app.test_client().get("/issues/1").text
    told = {sent["To"]: sent for sent in relay.mails}
    assert told["otso@people.example"]["Subject"] == f"[IGTF issue #1] {words}"
    for to, said in (("otso", "By its title."), ("ines", "By their name.")):
        sent = told[f"{to}@people.example"]
        assert len({*sent.keys()}) == len(sent.keys())
        assert not {"Reply-To", "Bcc", "X"} & {*sent.keys()}
        assert said in sent.get_body(("plain",)).get_content()


@pytest.mark.parametrize("words", SMUGGLED)
def test_a_subject_by_itself_is_read_back_as_it_is(app, db, words):
    for subject in (words, words + "x" * 150, "=?", "a =?= b"):
        for seven_bit in (False, True):
            raw = message_of(mail(subject=subject), app.config, seven_bit=seven_bit).as_bytes()
            assert message_from_bytes(raw, policy=default)["Subject"] == subject
            assert max(map(len, raw.partition(b"\r\n\r\n")[0].split(b"\r\n"))) <= 78


@pytest.mark.parametrize(
    "changes",
    [
        {"to": "=?utf-8?q?victim?=@people.example"},
        {"headers": {"In-Reply-To": "<=?utf-8?q?x=0D=0AX-Evil:1?=@a>"}},
        {"headers": {"List-Id": "=?utf-8?q?x?= <a.b>"}},
    ],
)
def test_no_other_header_holds_an_encoded_word(app, db, relay, changes):
    with pytest.raises(ValueError, match="cannot hold encoded words"), transport(app.config) as deliver:
        deliver(mail(**changes))
    assert relay.mails == []


def test_what_only_a_newer_program_knows_waits_for_its_worker(app, db, monkeypatch):
    issue_with_comments(app, 0)
    former = {name: kind for name, kind in telling.event_kinds().items() if name != "issue.file"}
    waiting = select(Event.kind).join(Outbox, Outbox.event_id == Event.id).where(Outbox.told_at.is_(None))
    assert "person.join" in session.scalars(waiting).all()
    monkeypatch.setattr(telling, "event_kinds", lambda: former)
    telling.pass_over()
    session.rollback()
    assert session.scalars(waiting).all() == ["issue.file"]
