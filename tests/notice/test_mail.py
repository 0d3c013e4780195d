"""From an act to the mail that arrives: who, once, with which headers, and how it stops."""

import re
import time
from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from igtf.core import clock, transports
from igtf.core.db import session, writing
from igtf.core.mail import Mail, render_mail
from igtf.notice import sending
from igtf.notice.commands import stop_subject
from igtf.notice.leases import MOST_ATTEMPTS
from igtf.notice.models import DigestItem
from igtf.notice.worker import work_once
from igtf.people.models import Person
from igtf.people.queries import get_person_or_404
from igtf.record.models import Subject
from tests.council.councils import make_council
from tests.factories import START, by, issue_form, later, mails_to, make_person, set_pace, sign_in
from tests.notice.relay import Relay, running

REASON = "It is about interconnection."


def open_issue(app):
    """File an issue and accept it, leaving what is to be told in the outbox; return filer and member."""
    filer, member = make_person("ines"), make_person("otso", roles=("council",))
    assert sign_in(app, filer).post("/issues/new", data=issue_form()).status_code == 302
    accepted = sign_in(app, member).post("/issues/1/moves/accept", data={"reason": REASON})
    assert accepted.status_code == 302
    return filer, member


def test_one_mail_each_and_none_to_who_acts(app, db, relay):
    filer, _member = open_issue(app)
    work_once(app)
    work_once(app)
    assert relay.to() == ["otso@people.example", "ines@people.example"]
    mail = relay.mails[1]
    assert mail["Subject"] == "[IGTF issue #1] Interconnection costs of landlocked countries"
    assert mail["Subject"] == relay.mails[0]["Subject"], "what is put together needs one subject, too"
    assert mail["List-Id"] == "<issues.igtf.example>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Message-ID"].endswith(f".{filer.id}@igtf.example>")
    assert mail["References"] == relay.mails[0]["References"] == mail["In-Reply-To"]
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert re.fullmatch(r"<http://127\.0\.0\.1:8000/notice/stop/[\w.-]+>", mail["List-Unsubscribe"])
    assert "Date" in mail
    text = mail.get_body(("plain",)).get_content()
    assert "Otso Exemplar (Civil society) accepted the issue." in text
    assert f"> {REASON}" in text
    assert "State now: Open" in text
    accepted = re.search(r"http://127\.0\.0\.1:8000(/record/[0-9]+)\s", text)[1]
    assert app.test_client().get(accepted).location == f"/issues/1#e{accepted.removeprefix('/record/')}"
    assert "mail came: you opened it" in text, "of a decision nobody to whom it matters is told as a follower"
    assert max(len(line) for line in text.split("\n") if "http" not in line) <= 78
    assert f'<blockquote dir="auto">{REASON}</blockquote>' in mail.get_body(("html",)).get_content()


def test_what_the_council_does_is_no_thread_and_its_mails_are_called_after_the_act(app, db):
    _secretariat, members = make_council(1)
    subjects = [mail.subject for mail in mails_to(app, members[1].actor.handle)]
    assert any(re.fullmatch(r"\[IGTF council\] .+ Exemplar seated a member of the council", each) for each in subjects)


def test_what_a_comment_quotes_stays_quoted_where_its_lines_are_wrapped(app, db):
    filer, member = open_issue(app)
    of_others, own = "Chez nous cela ne se decide pas ainsi, " * 6, "But who decides it then, and for whom? " * 5
    said = f"> > {of_others}\r\n>\r\n> Not here.\r\n\r\n{own}"
    assert sign_in(app, filer).post("/issues/1/comments", data={"body": said}).status_code == 302
    mail = mails_to(app, member.actor.handle)[-1].text
    lines = [line.removeprefix("> ") for line in mail.split("\n") if line.startswith(">")]
    marked = [line for line in lines if line.startswith("> >")]
    assert len(marked) > 2
    assert " ".join(line.removeprefix("> > ") for line in marked) == of_others.strip()
    assert lines[len(marked) :][:2] == [">", "> Not here."]
    assert " ".join(lines[len(marked) + 2 :]).replace(">", "").strip() == own.strip()
    assert max(map(len, lines)) <= 74


def test_the_lines_of_each_mail_are_short_and_a_letter_stays_as_it_was_sent(app, db):
    letter = f"{'Of a letter the hash is told, so that its lines are never broken. ' * 4}\n\nShort."
    body = SimpleNamespace(subject=SimpleNamespace(title="A Body of Many Words " * 4))
    mail = render_mail(
        to="ana@body.example", template="statement-copy", key="copy", contact=SimpleNamespace(name="Ana"),
        statement=SimpleNamespace(body=body, sent_text=letter, sent_hash="0" * 64), subject=SimpleNamespace(ref="1"),
    )  # fmt: skip
    before, found, after = mail.text.partition(letter)
    assert found, mail.text
    assert max(map(len, f"{before}{after}".split("\n"))) <= 78
    assert "you are the contact of a body that gets a copy." in " ".join(after.split())
    assert mail.text.replace("\n", "").isprintable(), "no mark of ours is left in it"


def test_deadlines_come_in_utc_and_in_the_readers_zone(app, db, relay):
    filer, member = make_person("ines"), make_person("otso", roles=("council",))
    with writing():
        session.get_one(Person, filer.id).time_zone = "Africa/Nairobi"
    sign_in(app, filer).post("/issues/new", data=issue_form())
    sign_in(app, member).post("/issues/1/moves/propose-decline", data={"reason": REASON})
    work_once(app)
    text = relay.mails[-1].get_body(("plain",)).get_content()
    due = re.search(
        r"Proposal takes effect: .*, (\d\d):\d\d UTC\r?\nYour time: (?:.*, )?(\d\d):\d\d Africa/Nairobi", text
    )
    assert due, text
    assert (int(due[1]) + 3) % 24 == int(due[2])


@pytest.mark.parametrize(("field", "value"), [("mail_pace", "never"), ("deactivated_at", START), ("verified_at", None)])
def test_who_is_deactivated_unverified_or_wants_none_gets_none(app, db, relay, field, value):
    filer, _member = open_issue(app)
    with writing():
        setattr(session.get_one(Person, filer.id), field, value)
    work_once(app)
    assert relay.to() == ["otso@people.example"]


def test_one_click_stops_mail_about_a_subject(app, db, relay, monkeypatch):
    filer, _member = open_issue(app)
    work_once(app)
    link = relay.mails[0]["List-Unsubscribe"].strip("<>").removeprefix("http://127.0.0.1:8000")
    client = app.test_client()
    page = client.get(link)
    assert page.status_code == 200
    assert b"Stop mail about issue #1?" in page.data
    questions = b"questions, without an answer to which it lapses"
    assert questions not in page.data, "the assigned member is asked nothing"
    own = relay.mails[1]["List-Unsubscribe"].strip("<>").removeprefix("http://127.0.0.1:8000")
    assert questions in client.get(own).data
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    assert client.post("/issues/1/comments", data={"body": "x"}).status_code == 403
    stopped = client.post(link, data={"List-Unsubscribe": "One-Click"})
    assert stopped.status_code == 200
    assert b"You get no more mail about issue #1" in stopped.data
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)
    before = len(relay.mails)
    assert sign_in(app, filer).post("/issues/1/comments", data={"body": "Thank you."}).status_code == 302
    sign_in(app, filer).post("/issues/1/moves/withdraw", data={"reason": "It is settled."})
    work_once(app)
    assert len(relay.mails) == before, relay.to()
    assert client.get(link[:-3]).status_code == 404
    assert questions not in client.get(own).data, "the issue is closed"


def test_one_click_stops_all_mail(app, db, relay):
    filer, member = open_issue(app)
    work_once(app)
    link = relay.mails[1]["List-Unsubscribe"].strip("<>").removeprefix("http://127.0.0.1:8000")
    assert b"You get no more mail from us" in app.test_client().post(link, data={"what": "all"}).data
    assert sign_in(app, member).post("/issues/1/comments", data={"body": "Something new."}).status_code == 302
    work_once(app)
    assert len(relay.mails) == 2
    assert "Never" in sign_in(app, filer).get("/account/").text
    session.rollback()
    assert session.scalars(select(DigestItem)).all() == []


def test_who_chooses_no_mail_gets_none_of_what_waited_either(app, db, relay):
    filer, member = open_issue(app)
    work_once(app)
    account = sign_in(app, filer)
    chosen = {"time_zone": "UTC"}
    assert account.post("/account/preferences", data=chosen | {"mail_pace": "weekly"}).status_code == 302
    sign_in(app, member).post("/issues/1/comments", data={"body": "This waits for the digest."})
    work_once(app)
    assert account.post("/account/preferences", data=chosen | {"mail_pace": "never"}).status_code == 302
    sign_in(app, member).post("/issues/1/comments", data={"body": "This is told to nobody."})
    told = len(relay.mails)
    for day in range(9):
        with later(app, day):
            work_once(app)
    assert relay.to()[told:] == []
    session.rollback()
    assert session.scalars(select(DigestItem)).all() == []


def test_a_refused_recipient_is_tried_again_and_others_go_on(app, db, relay):
    open_issue(app)
    relay.refused = {"otso@people.example"}
    work_once(app)
    assert relay.to() == ["ines@people.example"]
    waiting = session.scalars(select(Mail).where(Mail.sent_at.is_(None))).one()
    assert waiting.attempts == 1
    assert "no such mailbox" in waiting.last_error
    work_once(app)
    assert len(relay.mails) == 1, "not before its time"
    for day in range(1, MOST_ATTEMPTS):
        with later(app, day):
            work_once(app)
    session.rollback()
    assert session.scalars(select(Mail).where(Mail.sent_at.is_(None))).one().attempts == MOST_ATTEMPTS
    relay.refused = set()
    with later(app, 60):
        work_once(app)
    assert len(relay.mails) == 1, "given up"


def test_what_the_relay_refuses_is_told_to_operator_and_secretariat_in_its_words(app, db, relay):
    keeper = sign_in(app, make_person("keeper", roles=("secretariat",)))
    page = keeper.get("/secretariat/").text
    assert "Mail that does not arrive" not in page
    keeper.post("/secretariat/invite", data={"email": "typo@org.example", "language": "en", "reason": "Welcome."})
    relay.refused = {"typo@org.example"}
    with capture_logs() as said:
        work_once(app)
    (line,) = [line for line in said if line["event"] == "mail not sent"]
    assert line["said"] == "550 no such mailbox of …"
    page = keeper.get("/secretariat/").text
    assert "Mail that does not arrive" in page
    assert 'Tried once: <span dir="ltr">550 no such mailbox of …' in page
    invited = page.partition("<h2>Invitations</h2>")[2].partition("</ul>")[0]
    assert ("Not delivered" in invited, "<span>sent " in invited) == (True, False)
    relay.refused = set()
    with later(app, 1):
        work_once(app)
    page = keeper.get("/secretariat/").text
    assert ("does not go out" in page, "Not delivered" in page, "<span>sent " in page) == (False, False, True)


def test_a_relay_that_is_full_for_days_gets_all_of_it_once_it_has_room(app, db, relay):
    open_issue(app)
    relay.full = True
    for hour in range(4 * 24 + 1):
        with later(app, hour / 24):
            work_once(app)
    assert relay.mails == []
    relay.full = False
    with later(app, 4.5):
        work_once(app)
    assert relay.to() == ["otso@people.example", "ines@people.example"]


def test_a_relay_that_closes_after_an_address_takes_the_mail_later(app, db, relay):
    open_issue(app)
    relay.closing = True
    work_once(app)
    assert relay.mails == []
    session.rollback()
    waiting = session.scalars(select(Mail).order_by(Mail.id)).all()
    assert [(mail.sent_at, mail.attempts, "421" in mail.last_error) for mail in waiting] == [(None, 1, True)] * 2
    relay.closing = False
    with later(app, 0.01):
        work_once(app)
    assert relay.to() == ["otso@people.example", "ines@people.example"]


def test_a_mail_of_which_nobody_knows_whether_it_was_taken_comes_again_as_the_same_one(app, db, relay):
    open_issue(app)
    relay.drops = 1
    work_once(app)
    assert relay.to() == ["otso@people.example", "ines@people.example"], "the others go on"
    session.rollback()
    assert session.scalars(select(Mail.to).where(Mail.sent_at.is_(None))).all() == ["otso@people.example"]
    with later(app, 0.01):
        work_once(app)
    with later(app, 1):
        work_once(app)
    assert relay.to()[2:] == ["otso@people.example"]
    assert relay.mails[0]["Message-ID"] == relay.mails[2]["Message-ID"] != relay.mails[1]["Message-ID"]


def test_a_relay_that_looks_at_a_whole_mail_for_long_gets_it_once_and_one_that_hangs_is_given_up(
    app, db, relay, monkeypatch
):
    open_issue(app)
    monkeypatch.setattr(transports, "TIMEOUT", 0.5)
    relay.seconds = 0.8
    work_once(app)
    assert relay.to() == ["otso@people.example", "ines@people.example"]
    session.rollback()
    assert session.scalars(select(Mail).where(Mail.sent_at.is_(None))).all() == []
    sign_in(app, get_person_or_404("otso")).post("/issues/1/comments", data={"body": "Something new."})
    monkeypatch.setattr(transports, "TO_TAKE_IN", 0.2)
    began = time.monotonic()
    work_once(app)
    assert time.monotonic() - began < 30
    session.rollback()
    hung = session.scalars(select(Mail).where(Mail.sent_at.is_(None))).one()
    assert (hung.to, hung.attempts, "timed out" in hung.last_error) == ("ines@people.example", 1, True)


def test_what_waits_while_the_relay_is_down_arrives_once(app, db, smtp_port):
    open_issue(app)
    for _attempt in range(10):
        work_once(app)
    relay = Relay()
    with running(relay, smtp_port):
        work_once(app)
        work_once(app)
    assert relay.to() == ["otso@people.example", "ines@people.example"]


def test_each_reader_gets_the_own_language(app, db, relay, monkeypatch):
    monkeypatch.setitem(app.config, "LANGUAGES", "en,pseudo")
    filer, _member = open_issue(app)
    with writing():
        session.get_one(Person, filer.id).language = "pseudo"
    work_once(app)
    assert "State now: Open" in relay.mails[0].get_body(("plain",)).get_content()
    text = relay.mails[1].get_body(("plain",)).get_content()
    assert "[Štåtë ñöw:" in text
    assert "State now" not in text


def test_stopping_also_takes_what_waits_for_a_digest(app, db, relay):
    filer, _member = open_issue(app)
    set_pace(filer, "weekly")
    work_once(app)
    session.rollback()
    assert session.scalars(select(DigestItem.person_id)).all() == [filer.id]
    number = session.scalars(select(Subject.id).where(Subject.kind == "issue")).one()
    stop_subject(filer.id, number, by=by(filer))
    with later(app, 8):
        work_once(app)
    assert relay.to() == ["otso@people.example"]


def test_following_again_lifts_the_silence(app, db, relay):
    filer, member = open_issue(app)
    work_once(app)
    number = session.scalars(select(Subject.id).where(Subject.kind == "issue")).one()
    stop_subject(filer.id, number, by=by(filer))
    assert sign_in(app, filer).post("/issues/1/follow").status_code == 302
    sign_in(app, member).post("/issues/1/comments", data={"body": "Something new."})
    work_once(app)
    assert relay.to()[2:] == ["ines@people.example"]


def test_mails_are_forgotten_long_after_they_were_sent_or_given_up(app, db, monkeypatch):
    monkeypatch.setattr(sending, "AT_ONCE", 2)
    past = clock.real_now() - sending.MAIL_KEPT
    day = timedelta(days=1)
    kept = {"to": "a@people.example", "subject": "x", "text": "x", "html": None, "headers": {}, "queued_at": past - day}
    given = {
        "sent long ago": {"sent_at": past - day},
        "waits for long": {"sent_at": None},
        "sent long ago too": {"sent_at": past - day},
        "given up long ago": {"sent_at": None, "attempts": MOST_ATTEMPTS, "next_try_at": past - day},
        "given up": {"sent_at": None, "attempts": MOST_ATTEMPTS, "next_try_at": past + day},
        "sent": {"sent_at": past + day},
    }
    with writing():
        session.add_all(Mail(key=key, calendar=None, **{"next_try_at": None, "last_error": None} | kept | row)
                        for key, row in given.items())  # fmt: skip
    sending.forget_mails(stopping=lambda: True)
    assert len(session.scalars(select(Mail.key)).all()) == len(given)
    sending.forget_mails()
    session.rollback()
    assert session.scalars(select(Mail.key).order_by(Mail.id)).all() == ["waits for long", "given up", "sent"]
