"""A reply by mail becomes a comment, or its person reads why not: over a real socket into the real database."""

import time
from functools import partial
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from igtf.core import replies
from igtf.core.db import session, writing
from igtf.core.mail import Mail
from igtf.discussion.models import Comment
from igtf.notice.worker import work_once
from igtf.people.commands import add_hat
from igtf.people.models import Address, Person
from igtf.record.models import Event, Subject
from tests.databases import lead
from tests.drafts.making import submit
from tests.factories import by, events, issue_form, later, make_person, sign_in
from tests.notice.corpus import CORPUS, body_of
from tests.notice.replying import address_of, answers, comments, discussed, hand_over, mail, receiving
from tests.timing import cpu_seconds

POSTED = "250 2.0.0 Your reply is posted"
ANSWERED = "250 2.0.0 Your reply is not posted; a mail to you says why"


def test_a_reply_becomes_a_comment_once_and_others_are_told(replying, db, relay, door):
    ines, otso = discussed(replying)
    work_once(replying)
    told = relay.mails[-1]
    assert told["To"] == "ines@people.example"
    reply = mail(In_Reply_To=told["Message-ID"], References=f"{told['References']} {told['Message-ID']}")
    assert hand_over(door, told["Reply-To"].upper(), reply) == POSTED
    (made,) = comments()
    first = session.scalars(select(Comment).order_by(Comment.id)).first()
    assert (made.text, made.actor_id, made.quotes_id) == ("I agree.", ines.id, first.id)
    assert "I agree." in replying.test_client().get("/issues/1").text
    assert hand_over(door, told["Reply-To"], reply) == POSTED
    assert len(comments()) == 1
    assert answers() == []
    before = len(relay.mails)
    work_once(replying)
    assert relay.to()[before:] == ["otso@people.example"]
    assert relay.mails[-1]["References"] == told["References"]
    assert hand_over(door, address_of(otso), mail(number="<two@x>")).startswith("550 5.7.1")
    assert len(comments()) == 1


def test_it_stands_where_the_comment_stands_that_it_answers(replying, db, door, relay):
    ines, otso = make_person("ines"), make_person("otso")
    author = sign_in(replying, ines)
    author.post("/issues/new", data=issue_form())
    assert submit(author).status_code == 302
    remark = {"body": "By when?", "part": "2"}
    assert sign_in(replying, otso).post("/drafts/draft-ines-landlocked/comments", data=remark).status_code == 302
    work_once(replying)
    told = relay.mails[-1]
    assert hand_over(door, told["Reply-To"], mail("By May.", References=told["Message-ID"])) == POSTED
    elsewhere = told["Message-ID"].replace("event.", "event.9")
    assert hand_over(door, told["Reply-To"], mail("Both.", number="<2@x>", In_Reply_To=elsewhere)) == POSTED
    session.rollback()
    first, second, third = session.scalars(select(Comment).order_by(Comment.id)).all()
    assert (second.part, second.quotes_id, second.quoted) == (2, first.id, first.quoted)
    assert (third.part, third.quotes_id) == (None, None)


def test_it_is_made_under_the_newest_hat(replying, db, door):
    ines, _otso = discussed(replying)
    hat = add_hat(ines, stakeholder_group="technical", capacity="personal", organisation="", by=by(ines))
    assert hand_over(door, address_of(ines), mail()) == POSTED
    assert session.get_one(Event, comments()[0].event_id).hat_id == hat.id


def test_what_mail_programs_write_is_read(replying, db, door):
    ines, _otso = discussed(replying)
    to = address_of(ines)
    for number, (name, case) in enumerate(CORPUS.items(), 1):
        head = f"From: ines@people.example\nMessage-ID: <{number}@people.example>\nMIME-Version: 1.0\n"
        assert hand_over(door, to, head.encode() + body_of(case)) == POSTED, name
        said = [made.text for made in comments()]
        assert (len(said), said[-1]) == (number, case.own), name


@pytest.mark.parametrize(
    ("to", "answer"),
    [
        ("reply@policy.example.org", "550 5.1.1"),
        ("reply+@policy.example.org", "550 5.1.1"),
        (f"reply+{'a' * 40}@policy.example.org", "550 5.1.1"),
        ("someone@policy.example.org", "550 5.1.1"),
    ],
)
def test_no_address_of_ours_is_refused_and_nothing_is_written(replying, db, door, to, answer):
    discussed(replying)
    before = events()
    assert hand_over(door, to, mail()).startswith(answer)
    assert (events(), comments(), answers()) == (before, [], [])


def test_an_address_that_ended_is_refused(replying, db, door):
    ines, _otso = discussed(replying)
    address = address_of(ines)
    with later(replying, replies.LASTS.days + 1):
        assert hand_over(door, address, mail()).startswith("550 5.2.1 This address to reply to has ended")
    assert hand_over(door, address, mail()) == POSTED


SENDERS = (
    "otso@people.example", "nobody@elsewhere.example", "", "ines@people.example, otso@people.example",
    '"ines@people.example" <otso@people.example>', "ines@people.example\nFrom: otso@people.example", "ines", "(" * 900,
    "<ines@people.example> <otso@people.example>", "new@people.example", "=?utf-8?q?ines=40people.example?=",
)  # fmt: skip


def test_mail_of_somebody_else_is_refused_with_nothing_written(replying, db, door):
    ines, _otso = discussed(replying)
    with writing():
        session.add(Address(person_id=ines.id, email="new@people.example", is_main=False))
    before, to = events(), address_of(ines)
    for sender in SENDERS:
        said = hand_over(door, to, mail(sender=sender))
        assert said.startswith("550 5.7.1 Reply from a verified address"), sender
        assert (events(), comments(), answers()) == (before, [], []), sender


def test_each_verified_address_of_the_person_will_do(replying, db, door):
    ines, otso = discussed(replying)
    with writing():
        session.add(Address(person_id=ines.id, email="new@people.example", is_main=False, verified_at=ines.joined_at))
    assert hand_over(door, address_of(ines), mail(sender="INES <New@People.Example>")) == POSTED
    with writing():
        session.get_one(Person, ines.id).deactivated_at = ines.joined_at
    assert hand_over(door, address_of(ines), mail(number="<2@x>")).startswith("550 5.7.1")
    assert hand_over(door, address_of(otso), mail(sender="otso@people.example", number="<3@x>")) == POSTED


@pytest.mark.parametrize(
    "headers",
    [{"Auto_Submitted": "auto-replied"}, {"Auto_Submitted": "auto-generated; x=1"}, {"Precedence": "bulk"},
     {"X_Autoreply": "yes"}, {"X_Autorespond": "Out of office"}, {"List_Id": "<list.example.org>"},
     {"X_Failed_Recipients": "x@y"}],
)  # fmt: skip
def test_what_machines_send_is_dropped_in_silence(replying, db, door, headers):
    ines, _otso = discussed(replying)
    before = events()
    assert hand_over(door, address_of(ines), mail(**headers)) == "250 2.0.0 Automatic mail is not posted"
    assert hand_over(door, address_of(ines), mail(), sender="").startswith("250 2.0.0 Automatic")
    report = mail().replace(b"text/plain;", b"multipart/report; boundary=b;")
    assert hand_over(door, address_of(ines), report).startswith("250 2.0.0 Automatic")
    assert (events(), comments(), answers()) == (before, [], [])
    assert hand_over(door, address_of(ines), mail(Auto_Submitted="no", X_Autoreply="no")) == POSTED


def refused(app, door, person, raw: bytes) -> str:
    """Hand over a reply of which nothing is posted, and return the words of the one mail that says so."""
    before, told = len(comments()), len(answers())
    assert hand_over(door, address_of(person), raw) == ANSWERED
    assert hand_over(door, address_of(person), raw) == ANSWERED, "the mail server handed it over again"
    (said,) = answers()[told:]
    assert (len(comments()), said.to) == (before, "ines@people.example")
    assert said.headers["Auto-Submitted"] == "auto-replied"
    assert "http://127.0.0.1:8000/issues/1" in said.text
    return " ".join(said.text.split())


def test_a_pause_of_posting_holds_by_mail_too(replying, db, door, relay):
    ines, _otso = discussed(replying)
    moderator = make_person("mara", roles=("moderator",))
    first = mail("Rubbish.", number="<first@people.example>")
    assert hand_over(door, address_of(ines), first) == POSTED
    pause = {"reason": "It insults.", "days": "3"}
    assert sign_in(replying, moderator).post("/comments/2/pause", data=pause).status_code == 302
    said = refused(replying, door, ines, mail("A calm word.\n\nAnd a second.", number="<calm@people.example>"))
    assert "Your posting is paused until" in said
    assert "> A calm word. > > And a second." in said
    work_once(replying)
    answer = next(sent for sent in relay.mails if "was not posted" in sent["Subject"])
    assert answer["In-Reply-To"] == answer["References"] == "<calm@people.example>"
    assert answer.get_all("Auto-Submitted") == ["auto-replied"]
    assert hand_over(door, address_of(ines), first) == POSTED, "what was posted before stands"
    assert len([sent for sent in answers() if "not posted" in sent.subject]) == 1
    with later(replying, 4):
        assert hand_over(door, address_of(ines), mail("A calm word.", number="<calm2@people.example>")) == POSTED


def test_a_message_id_like_an_encoded_word_begins_no_header_of_ours(replying, db, door, relay):
    ines, _otso = discussed(replying)
    number = "<=?utf-8?q?x=0D=0AX-Evil:1?=@a>"
    assert hand_over(door, address_of(ines), mail("", number=number)) == ANSWERED
    work_once(replying)
    answer = next(sent for sent in relay.mails if "was not posted" in sent["Subject"])
    assert not {"X-Evil", "In-Reply-To", "References"} & {*answer.keys()}


def test_a_hidden_subject_takes_none_and_a_closed_one_does_as_on_the_page(replying, db, door):
    ines, otso = discussed(replying)
    moderator = make_person("mara", roles=("moderator",))
    assert sign_in(replying, otso).post("/issues/new", data=issue_form()).status_code == 302
    second = session.scalars(select(Subject).where(Subject.kind == "issue").order_by(Subject.id.desc())).first()
    to = address_of(ines, second)
    hidden = sign_in(replying, moderator).post("/issues/2/moves/hide", data={"reason": "Spam."})
    assert hidden.status_code == 302
    assert hand_over(door, to, mail("About the second.")) == ANSWERED
    assert "This issue was spam or abuse." in answers()[-1].text
    assert sign_in(replying, ines).post("/issues/1/moves/withdraw", data={"reason": "Settled."}).status_code == 302
    assert hand_over(door, address_of(ines), mail("About the first.", number="<2@x>")) == POSTED
    assert [made.text for made in comments()] == ["About the first."]


def test_quoted_lines_do_not_bring_back_what_a_moderator_removed_after_the_mail(replying, db, door, relay):
    ines, _otso = discussed(replying)
    work_once(replying)
    told = relay.mails[-1]
    moderator = sign_in(replying, make_person("mara", roles=("moderator",)))
    number = session.scalars(select(Event.id).where(Event.kind == "comment.add")).one()
    passage = {"entry": str(number), "reason": "A court asks.", "passage": "two neighbours", "step": "done"}
    assert moderator.post("/record/redact", data=passage).status_code == 302
    text = "> Transit through two neighbours\n> doubles the price.\n\nBy how much?"
    for headers in ({"In_Reply_To": told["Message-ID"]}, {}):
        answer = refused(replying, door, ines, mail(text, number=f"<{len(headers)}@people.example>", **headers))
        assert "a moderator removed words" in answer
    assert "two neighbours" not in replying.test_client().get("/issues/1").text
    own = mail("By how much?", number="<own@people.example>", In_Reply_To=told["Message-ID"])
    assert hand_over(door, told["Reply-To"], own) == POSTED
    assert sign_in(replying, make_person()).post("/issues/1/comments", data={"body": "By a third."}).status_code == 302
    work_once(replying)
    fresh = next(sent for sent in reversed(relay.mails) if sent["To"] == "ines@people.example")
    later_one = mail("> By a third.\n\nThanks.", number="<after@people.example>", In_Reply_To=fresh["Message-ID"])
    assert hand_over(door, fresh["Reply-To"], later_one) == POSTED


def test_quoted_lines_do_not_bring_back_a_comment_that_was_hidden_since(replying, db, door, relay):
    ines, otso = discussed(replying)
    insult = {"body": "> Transit through two neighbours doubles the price.\n\nWho says so lives in Example "
                      "\u202eStreet 1, and is a liar."}  # fmt: skip
    assert sign_in(replying, otso).post("/issues/1/comments", data=insult).status_code == 302
    work_once(replying)
    told = relay.mails[-1]
    assert "Example ⟦RLO⟧Street 1" in " ".join(told.get_body(("plain",)).get_content().split())
    moderator = sign_in(replying, make_person("mara", roles=("moderator",)))
    assert moderator.post("/comments/2/hide", data={"reason": "It insults."}).status_code == 302
    whole = (
        "> > Transit through two\n> > neighbours doubles the price.\n>\n> Who says so lives in Example\n"
        "> ⟦RLO⟧Street 1, and is a liar.\n\nNo!"
    )
    for number, headers in enumerate(({"In_Reply_To": told["Message-ID"]}, {})):
        answer = refused(replying, door, ines, mail(whole, number=f"<{number}@people.example>", **headers))
        assert "Lines that you quote are of a comment that a moderator hid." in answer
    assert "Example Street" not in replying.test_client().get("/issues/1").text
    other = mail("> Transit through two neighbours doubles the price.\n\nBy how much?", number="<3@people.example>")
    assert hand_over(door, told["Reply-To"], other) == POSTED


def test_the_language_of_the_person_is_spoken(replying, db, door, monkeypatch):
    ines, _otso = discussed(replying)
    monkeypatch.setitem(replying.config, "LANGUAGES", "en,pseudo")
    with writing():
        session.get_one(Person, ines.id).language = "pseudo"
    said = refused(replying, door, ines, mail(""))
    assert "[Wrïtë å çömmëñt fïršt." in said


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "Write a comment first."),
        (
            "> On 27 Nov 2026, at 10:30, IGTF <secretariat@igtf.example> wrote:\n>\n> All of it.",
            "Write a comment first.",
        ),
        ("-- \nInes Exemplar\nAn organisation", "Write a comment first."),
        ("A bell \x07 rings.", "Line 1 holds a control character; remove it."),
        ("A NUL \x00 here.", "Line 1 holds a control character; remove it."),
        ("x" * 20_001, "20,000"),
        (">" * 30 + " deep", "Use fewer quotes, lists or emphasis."),
        ("- " * 25 + "deep", "Use fewer quotes, lists or emphasis."),
        ("Stop here: http://127.0.0.1:8000/notice/stop/WzEsMV0.signed", "that is yours alone. Leave it out."),
    ],
)
def test_what_the_page_refuses_is_answered_with_its_sentence_and_the_text(replying, db, door, text, why):
    ines, _otso = discussed(replying)
    assert why in refused(replying, door, ines, "\n".join(mail().decode().split("\n")[:-2] + _lines(text)).encode())


def _lines(text: str) -> list[str]:
    return [text[start : start + 900] for start in range(0, len(text), 900)] if "\n" not in text else text.split("\n")


def test_an_address_to_reply_to_is_not_handed_to_everybody(replying, db, door):
    ines, _otso = discussed(replying)
    said = refused(replying, door, ines, mail(f"I wrote to {address_of(ines)} before."))
    assert "that is yours alone" in said
    assert (
        hand_over(door, address_of(ines), mail("See http://127.0.0.1:8000/issues/1 first.", number="<2@x>")) == POSTED
    )


def with_files(*parts: str, kind: str = "mixed") -> bytes:
    """Return a reply of several parts."""
    head = f"From: ines@people.example\nMessage-ID: <f@x>\nContent-Type: multipart/{kind}; boundary=bb\n\n"
    return (head + "".join(f"--bb\n{part}\n" for part in parts) + "--bb--\n").encode()


def test_files_are_left_out_and_their_sender_is_told(replying, db, door):
    ines, _otso = discussed(replying)
    raw = with_files(
        "Content-Type: text/plain\n\nSee the table.",
        "Content-Type: application/pdf\nContent-Disposition: attachment; filename=prices.pdf\n\nJVBERi0=",
        "Content-Type: text/plain\n\nThat was all.",
        "Content-Type: image/png\nContent-ID: <logo>\nContent-Disposition: inline; filename=logo.png\n\niVBORw==",
        "Content-Type: application/pgp-signature; name=signature.asc\n\nxx",
    )
    for _time in range(2):
        assert hand_over(door, address_of(ines), raw) == POSTED
    assert [made.text for made in comments()] == ["See the table.\n\nThat was all."]
    (told,) = answers()
    assert "without its files" in told.subject
    assert "prices.pdf" in told.text
    assert "logo" not in told.text
    assert "signature" not in told.text


HTML, FOOTER = "Content-Type: text/html\n\n<p>Two are missing.</p>", "Content-Type: text/plain\n\nScanned for viruses."
PLAIN, PDF = "Content-Type: text/plain\n\nI read it.", "Content-Type: application/pdf; name=a.pdf\n\nJVBERi0="


def alternative(*parts: str) -> str:
    """Return a part of several that say the same."""
    held = "".join(f"--cc\n{part}\n" for part in parts)
    return f"Content-Type: multipart/alternative; boundary=cc\n\n{held}--cc--\n"


@pytest.mark.parametrize(
    ("parts", "text", "files"),
    [
        ((HTML, FOOTER), "Two are missing.\n\nScanned for viruses.", 0),
        ((PLAIN, PDF, HTML), "I read it.\n\nTwo are missing.", 1),
        ((alternative(PLAIN, HTML), FOOTER), "I read it.\n\nScanned for viruses.", 0),
        ((alternative("Content-Type: text/plain\n\n \n", HTML),), "Two are missing.", 0),
        ((alternative(PLAIN, "Content-Type: text/x-amp-html\n\n<b>x</b>", HTML, PDF),), "I read it.", 1),
        ((PLAIN, "Content-Type: application/pgp-keys; name=key.asc\n\nx"), "I read it.", 0),
    ],
)
def test_of_parts_that_say_the_same_one_is_read_and_of_others_each(replying, db, door, parts, text, files):
    ines, _otso = discussed(replying)
    assert hand_over(door, address_of(ines), with_files(*parts)) == POSTED
    assert [made.text for made in comments()] == [text]
    assert len(answers()) == files


def test_other_words_under_the_number_of_a_mail_are_refused_and_not_lost(replying, db, door):
    ines, _otso = discussed(replying)
    assert hand_over(door, address_of(ines), mail(number="<same@x>")) == POSTED
    for _time in range(2):
        assert hand_over(door, address_of(ines), mail("I changed my mind.", number="<same@x>")) == ANSWERED
    assert [made.text for made in comments()] == ["I agree."]
    (told,) = answers()
    assert "came before with other words" in told.text
    assert "I changed my mind." in told.text


def test_words_that_did_not_arrive_whole_are_not_posted(replying, db, door):
    ines, _otso = discussed(replying)
    broken = mail("SSBhZ3JlZS4g*this is no base64*").replace(b"8bit", b"base64")
    assert "did not arrive whole" in refused(replying, door, ines, broken)
    long = mail("\n".join(["x" * 900] * 700), number="<long@x>")
    assert "did not arrive whole" in refused(replying, door, ines, long)


CHARSETS = (
    ("", "Élevé".encode(), "Élevé"),
    ("", "Élevé".encode("windows-1252"), "Élevé"),
    ("; charset=x-unknown", "Цена".encode(), "Цена"),
    ("; charset=us-ascii", "السعر".encode(), "السعر"),
    ("; charset=utf-8", "Élevé".encode("latin-1"), "Élevé"),
    ("; charset=hex", b"48656c6c6f", "48656c6c6f"),
    ("; charset=iso-8859-1", b"\x93Quoted\x94", "“Quoted”"),
    ("; charset=iso-8859-8-i", "מחיר".encode("iso-8859-8"), "מחיר"),
    ("; charset=windows-874", "ราคา".encode("cp874"), "ราคา"),
    ("; charset=ks_c_5601-1987", "똠방".encode("cp949"), "똠방"),
    ("; charset=shift_jis", "①髙".encode("cp932"), "①髙"),
    ("; charset=big5", "裏".encode("cp950"), "裏"),
    ("; charset=hz-gb-2312", "价格".encode("hz"), "价格"),
    ("; charset=iso-8859-9", "ğ€".encode("cp1254"), "ğ€"),
    ("; charset=euc-kr", "가격".encode("cp949") + b"\xff", "가격\ufffd"),
    ('; charset="utf-8\xe9', "Élevé".encode(), "Élevé"),
    ('; charset="utf-8\0"', "Élevé".encode(), "Élevé"),
    ("; charset*=utf-8\0'en'utf-8", "Élevé".encode(), "Élevé"),
    ("; charset*=utf-8'en'utf-8%00", "Élevé".encode(), "Élevé"),
    ("; name*=utf-8\0'en'a", "Élevé".encode(), "Élevé"),
    ("; name*=idna'en'%ff", "Élevé".encode(), "Élevé"),
)


def test_charsets_are_read_as_programs_mean_them(replying, db, door):
    ines, _otso = discussed(replying)
    to = address_of(ines)
    for number, (charset, data, text) in enumerate(CHARSETS, 1):
        head = f"From: ines@people.example\nMessage-ID: <{number}@x>\nContent-Type: text/plain{charset}\n\n"
        assert hand_over(door, to, head.encode("latin-1") + data + b"\n") == POSTED, charset
        said = [made.text for made in comments()]
        assert (len(said), said[-1]) == (number, text), charset


def test_nesting_beyond_sense_and_too_much_are_refused_at_once(replying, db, door):
    ines, _otso = discussed(replying)
    nested = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(400))
    raw = f"From: ines@people.example\n{nested}Content-Type: text/plain\n\nDeep.\n".encode()
    assert hand_over(door, address_of(ines), raw).startswith("554 5.6.0")
    enclosed = "".join("Content-Type: message/rfc822\n\n" for _n in range(400))
    assert hand_over(door, address_of(ines), f"From: ines@people.example\n{enclosed}".encode()).startswith("554 5.6.0")
    bounded = "From: ines@people.example\nContent-Type: multipart/mixed; boundary*=utf-8\0'en'b\n\n--b\n\nx\n"
    assert hand_over(door, address_of(ines), bounded.encode()).startswith("554 5.6.0")
    assert hand_over(door, address_of(ines), mail("\n".join(["x" * 900] * 6_000))).startswith("552 5.3.4")
    assert comments() == []
    assert hand_over(door, address_of(ines), mail()) == POSTED


MANY_LINES = {
    "nested": "".join(f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(48)) + "\n" * 250_000,
    "nested and blank": "".join(f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(48))
    + " \n" * 250_000,
    "headers": "X:\n" * 250_000,
    "uuencode": "Content-Transfer-Encoding: x-uuencode\n\nbegin 644 x\n" + "M\n" * 250_000,
}  # fmt: skip


def test_lines_beyond_sense_are_not_read(replying, db, door):
    ines, _otso = discussed(replying)
    for what, lines in MANY_LINES.items():
        raw = f"From: ines@people.example\nMessage-ID: <{what.replace(' ', '-')}@x>\n{lines}".encode()
        assert hand_over(door, address_of(ines), raw).startswith("554 5.6.0"), what
        assert comments() == [], what
    assert hand_over(door, address_of(ines), mail()) == POSTED


def test_of_many_parts_as_much_is_read_as_of_one(replying, db, door):
    ines, _otso = discussed(replying)
    part = "--b\nContent-Type: text/html\n\n" + ("<pre>" * 150 + "\n") * 130
    raw = f"From: ines@people.example\nContent-Type: multipart/mixed; boundary=b\n\n{part * 40}".encode()
    to, answers = address_of(ines), []
    assert cpu_seconds(lambda: answers.append(hand_over(door, to, raw)), tries=1) < 8
    assert answers == [ANSWERED]
    assert comments() == []


def test_one_mail_to_two_addresses_is_a_comment_on_each_subject(replying, db, door):
    ines, otso = discussed(replying)
    assert sign_in(replying, otso).post("/issues/new", data=issue_form()).status_code == 302
    second = session.scalars(select(Subject).where(Subject.kind == "issue").order_by(Subject.id.desc())).first()
    for to in (address_of(ines), address_of(ines, second)):
        assert [hand_over(door, to, mail()) for _time in range(2)] == [POSTED] * 2
    assert len({made.subject_id for made in comments()}) == len(comments()) == 2


def test_without_a_message_id_the_same_mail_is_one(replying, db, door):
    ines, _otso = discussed(replying)
    raw = mail().replace(b"Message-ID: <one@people.example>\n", b"")
    assert [hand_over(door, address_of(ines), raw) for _time in range(2)] == [POSTED] * 2
    assert hand_over(door, address_of(ines), raw.replace(b"agree", b"disagree")) == POSTED
    assert [made.text for made in comments()] == ["I agree.", "I disagree."]


def test_limits_count_mails_and_what_is_over_them_waits_with_the_mail_server(limited, monkeypatch):
    monkeypatch.setitem(limited.config, "REPLY_ADDRESS", "reply@policy.example.org")
    monkeypatch.setattr("limits.storage.memory.time", SimpleNamespace(time=partial(float, time.time())))  # one minute
    with limited.app_context():
        ines, _otso = discussed(limited)
        with receiving(limited) as port:
            said = {hand_over(port, address_of(ines), mail(number=f"<{n}@x>"))[:9] for n in range(60)}
            assert said == {POSTED[:9]}
            page = sign_in(limited, ines)
            answers = [page.post("/issues/1/comments", data={"body": f"Here {n}."}).status_code for n in range(61)]
            assert answers == [302] * 59 + [429] * 2, "the issue was posted too"
            over = hand_over(port, address_of(ines), mail(number="<over@x>"))
            assert over.startswith("451 4.7.1"), "pages and mails count together"
            assert len(comments()) == 119


GONE = {"sqlite": "sqlite:////proc", "postgresql": "postgresql:///igtf?host=/nowhere"}


def test_without_a_database_mail_waits_with_the_mail_server(replying, db, door, engine_name):
    ines, _otso = discussed(replying)
    address, url = address_of(ines), db.url
    lead(db, GONE[engine_name])
    assert hand_over(door, address, mail()).startswith("451 4.3.0 The database is not reachable")
    lead(db, url)
    assert comments() == []
    assert hand_over(door, address, mail()) == POSTED
    assert session.scalars(select(Mail).where(Mail.key.like("mail-%"))).all() == []
