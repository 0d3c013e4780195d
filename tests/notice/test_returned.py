"""Mail that was not delivered comes back to the site, and its person reads that on it (RFC 3464)."""

import re

import pytest
from sqlalchemy import select

from igtf.core.db import session, writing
from igtf.core.mail import Mail
from igtf.core.replies import returns_to
from igtf.notice.leases import MOST_ATTEMPTS
from igtf.notice.worker import work_once
from igtf.people.addresses import REST_AFTER
from igtf.people.models import Address
from igtf.routing.models import Contact
from tests.factories import issue_form, later, make_person, sign_in
from tests.notice.replying import comments, discussed, hand_over, mail
from tests.notice.test_digests import paced
from tests.routing.acts import make_body, name_contact, sent_statement

NOTED = "250 2.0.0 It is noted that our mail did not arrive"
DROPPED = "250 2.0.0 Automatic mail is not posted"
ANSWERED = "250 2.0.0 Your reply is not posted; a mail to you says why"
CAME_BACK = "Mail to you came back, so you may miss what is asked of you."

REPORT = """\
Date: Thu, 7 Jul 1994 17:16:05 -0400
From: Mail Delivery Subsystem <MAILER-DAEMON@CS.UTK.EDU>
Message-Id: <199407072116.RAA14128@CS.UTK.EDU>
Subject: Returned mail: Cannot send message for 5 days
To: <owner-info-mime@cs.utk.edu>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
      boundary="RAA14128.773615765/CS.UTK.EDU"

--RAA14128.773615765/CS.UTK.EDU

The original message was received at Sat, 2 Jul 1994 17:10:28 -0400
from root@localhost

   ----- The following addresses had delivery problems -----
<louisl@larry.slip.umd.edu>  (unrecoverable error)

--RAA14128.773615765/CS.UTK.EDU
content-type: message/delivery-status

Reporting-MTA: dns; cs.utk.edu

Original-Recipient: rfc822;louisl@larry.slip.umd.edu
Final-Recipient: rfc822;louisl@larry.slip.umd.edu
Action: failed
Status: 4.0.0
Diagnostic-Code: smtp; 426 connection timed out
Last-Attempt-Date: Thu, 7 Jul 1994 17:15:49 -0400

--RAA14128.773615765/CS.UTK.EDU
content-type: message/rfc822

[original message goes here]

--RAA14128.773615765/CS.UTK.EDU--
"""
"""The first example of RFC 3464 (appendix E)."""


def came_back(number: str, form: str = "message/rfc822", **changes: str) -> bytes:
    """Return the example as a report on the mail with a Message-ID, with some of its fields changed."""
    text = REPORT.replace("[original message goes here]", f"Message-ID: {number}\nSubject: One of ours\n\nText.")
    text = text.replace("content-type: message/rfc822", f"content-type: {form}")
    for name, value in changes.items():
        field = name.replace("_", "-")
        text = re.sub(f"(?m)^{field}: .*\n", f"{field}: {value}\n" if value else "", text)
    return text.encode()


def of(person) -> Address:
    session.rollback()
    return session.scalars(select(Address).where(Address.person_id == person.id)).one()


def told_to(relay, name="ines"):
    """Return the last mail to a person, and the sender of its envelope."""
    return [(each, sender) for each, sender in zip(relay.mails, relay.senders, strict=True)
            if each["To"] == f"{name}@people.example"][-1]  # fmt: skip


@pytest.fixture
def told(replying, db, relay):
    """Return ines and otso, after a mail told her what he wrote."""
    people = discussed(replying)
    work_once(replying)
    return people


@pytest.mark.parametrize("form", ["message/rfc822", "text/rfc822-headers"])
def test_its_person_reads_that_mail_came_back(replying, relay, door, told, form):
    ines, otso = told
    sent, sender = told_to(relay)
    assert sender == sent["Reply-To"]
    assert "Return-Path" not in sent
    hers, his = sign_in(replying, ines), sign_in(replying, otso)
    assert CAME_BACK not in hers.get("/desk").text
    assert hand_over(door, sender, came_back(sent["Message-ID"], form), sender="") == NOTED
    assert CAME_BACK in hers.get("/desk").text
    assert CAME_BACK not in his.get("/desk").text
    page = hers.get("/account/").text
    assert "<bdi>426 connection timed out</bdi>" in page
    assert "News goes there no more" not in page
    works = f"/account/addresses/{of(ines).id}/works"
    assert f'action="{works}"' in page
    assert his.post(works).status_code == 302
    assert CAME_BACK in hers.get("/desk").text
    assert hers.post(works).status_code == 302
    assert CAME_BACK not in hers.get("/desk").text
    assert "connection timed out" not in hers.get("/account/").text


def test_what_is_no_report_of_a_failure_is_dropped(relay, door, told):
    sent, sender = told_to(relay)
    reports = [
        came_back(sent["Message-ID"], Action="delayed"),
        came_back(sent["Message-ID"], Action="delivered"),
        came_back(sent["Message-ID"], Action=""),
        came_back(sent["Message-ID"]).replace(b"message/delivery-status", b"text/plain"),
        mail("I am away until Monday.", Auto_Submitted="auto-replied"),
    ]
    assert {hand_over(door, sender, report, sender="") for report in reports} == {DROPPED}
    assert of(told[0]).returned_at is None


def test_a_report_in_a_charset_that_has_no_name_is_taken_over_and_not_sent_again(relay, door, told):
    sent, sender = told_to(relay)
    nameless = came_back(sent["Message-ID"], 'text/rfc822-headers; charset="a\0b"').replace(
        b"Subject: One", "Sujet: Été".encode()
    )
    assert hand_over(door, sender, nameless, sender="") == NOTED
    assert of(told[0]).returned_at is None, "which mail came back cannot be read"
    head = b'From: MAILER-DAEMON@cs.utk.edu\nContent-Type: multipart/report; charset="a\0b"\n\n'
    assert hand_over(door, sender, head + "Été.".encode(), sender="") == DROPPED


def test_only_a_mail_to_its_person_tells_of_the_address(relay, door, told):
    ines, otso = told
    sent, sender = told_to(relay)
    number = re.sub(rf"\.{ines.id}@", f".{otso.id}@", sent["Message-ID"])
    for other in (number, "<event.999999.1@localhost>", "<one@people.example>", ""):
        assert hand_over(door, sender, came_back(other), sender="") == NOTED
    assert (of(ines).returned_at, of(otso).returned_at) == (None, None)


def test_what_a_server_says_is_shown_as_words_alone(replying, relay, door, told):
    sent, sender = told_to(relay)
    said = "smtp; 550 <script>alert(1)</script> \x1b[31mred " + "x" * 300
    assert hand_over(door, sender, came_back(sent["Message-ID"], Diagnostic_Code=said), sender="") == NOTED
    page = sign_in(replying, told[0]).get("/account/").text
    assert "550 &lt;script&gt;alert(1)&lt;/script&gt; [31mred xxx" in page
    assert "x" * 200 not in page
    assert hand_over(door, sender, came_back(sent["Message-ID"], Diagnostic_Code=""), sender="") == NOTED
    assert of(told[0]).returned_said == "4.0.0"


def test_no_news_goes_where_mail_came_back_day_by_day_until_its_person_says_that_it_works(replying, relay, door, told):
    ines, otso = told
    his = sign_in(replying, otso)
    sent, sender = told_to(relay)

    def news(text):
        before = len(relay.mails)
        assert his.post("/issues/1/comments", data={"body": text}).status_code == 302
        work_once(replying)
        return relay.to()[before:]

    for day in range(REST_AFTER):
        assert news(f"What is new on day {day}?") == ["ines@people.example"]
        with later(replying, 1.1 * day):
            for _again in range(2):  # what comes back on the same day counts once
                assert hand_over(door, sender, came_back(sent["Message-ID"], Status="5.1.1"), sender="") == NOTED
        assert of(ines).returned == day + 1
    assert news("Is nobody there?") == []
    hers = sign_in(replying, ines)
    assert "Is nobody there?" in hers.get("/issues/1").text
    assert "commented" in hers.get("/desk").text.partition('id="new"')[2]
    assert "News goes there no more" in hers.get("/account/").text
    assert hers.post(f"/account/addresses/{of(ines).id}/works").status_code == 302
    assert news("Here again!") == ["ines@people.example"]


def test_after_a_month_without_it_is_counted_anew(replying, relay, door, told):
    ines, otso = told
    for day, counted in ((0, 1), (2, 2), (33, 1)):
        with later(replying, day):
            said = {"body": f"What is new on day {day}?"}
            assert sign_in(replying, otso).post("/issues/1/comments", data=said).status_code == 302
            work_once(replying)
            sent, sender = told_to(relay)
            assert hand_over(door, sender, came_back(sent["Message-ID"], Status="5.2.2"), sender="") == NOTED
        assert of(ines).returned == counted


@pytest.mark.parametrize(("status", "days"), [
    ("5.1.1", 1), ("4.2.2", 1), ("5.2.1 (disabled)", 1),
    ("5.7.1", 0), ("4.4.1", 0), ("5.4.4", 0), ("5.3.0", 0), ("5.0.0", 0), ("15.1.1", 0), ("2.1.5", 0), ("", 0),
])  # fmt: skip
def test_only_what_the_address_is_to_blame_for_silences_it(replying, relay, door, told, status, days):
    sent, sender = told_to(relay)
    report = came_back(sent["Message-ID"], Status=status, Diagnostic_Code="")
    assert hand_over(door, sender, report, sender="") == NOTED
    assert of(told[0]).returned == days
    assert CAME_BACK in sign_in(replying, told[0]).get("/desk").text


def test_a_digest_comes_back_too_and_nobody_comments_there(replying, db, relay, door):
    ines = paced("ines", "daily")
    assert sign_in(replying, ines).post("/issues/new", data=issue_form()).status_code == 302
    said = {"body": "Transit through two neighbours doubles the price."}
    assert sign_in(replying, make_person("otso")).post("/issues/1/comments", data=said).status_code == 302
    work_once(replying)
    with later(replying, 1.1):
        work_once(replying)
    sent, sender = told_to(relay)
    assert sent["Message-ID"].startswith("<digest.")
    assert "Reply-To" not in sent
    assert hand_over(door, sender, mail("I agree.")) == ANSWERED
    assert comments() == []
    assert hand_over(door, sender, came_back(sent["Message-ID"]), sender="") == NOTED
    assert CAME_BACK in sign_in(replying, ines).get("/desk").text


def test_an_address_that_the_relay_refuses_to_the_end_is_noted(replying, db, relay):
    ines, _otso = discussed(replying)
    relay.refused.add("ines@people.example")
    work_once(replying)
    with writing():
        waiting = session.scalars(select(Mail).where(Mail.to == "ines@people.example", Mail.sent_at.is_(None))).one()
        waiting.attempts, waiting.next_try_at = MOST_ATTEMPTS - 1, None
    assert of(ines).returned_at is None
    work_once(replying)
    assert (of(ines).returned, of(ines).returned_said) == (0, "550 no such mailbox of …")
    assert CAME_BACK in sign_in(replying, ines).get("/desk").text


def test_a_letter_that_came_back_says_whom_it_does_not_reach_until_one_arrives(replying, db, relay, door):
    secretary, chair = make_person(roles=("secretariat",)), make_person(roles=("council", "council-chair"))
    name_contact(make_body(), secretary, "gone@lamp.example")
    name_contact(make_body("bulb"), secretary, "other@bulb.example")
    sent_statement(secretary, chair)
    work_once(replying)
    [(letter, sender)] = [(each, sender) for each, sender in zip(relay.mails, relay.senders, strict=True)
                          if each["To"] == "gone@lamp.example" and "LS-1" in each["Subject"]]  # fmt: skip
    desk, reader = sign_in(replying, secretary), sign_in(replying, make_person())
    said = "the mail with this letter does not reach Otso Esimerkki."
    waits = "The letter does not reach a contact: look who that is by now"

    def told() -> tuple[bool, ...]:
        seen = ((reader, "/statements/1", said), (desk, "/desk", waits), (desk, "/secretariat/", "Came back:"))
        return tuple(words in client.get(page).text for client, page, words in seen)

    assert told() == (False, False, False)
    others = session.scalars(select(Contact).where(Contact.email == "other@bulb.example")).one()
    for address, number in ((returns_to(others.actor_id)["Return-Path"], letter["Message-ID"]),
                            (sender, "<statement-letter.999@policy.example.org>")):  # fmt: skip
        assert hand_over(door, address, came_back(number), sender="") == NOTED
        assert told() == (False, False, False), "the mail of somebody else, and none of ours"
    assert hand_over(door, sender, came_back(letter["Message-ID"]), sender="") == NOTED
    assert told() == (True, True, True)
    assert "426 connection timed out" in desk.get("/secretariat/").text
    assert waits not in reader.get("/desk").text
    assert hand_over(door, sender, mail(sender="Otso <gone@lamp.example>")).startswith("550 5.7.1")
    with later(replying, 31):  # past the date: the body is reminded
        work_once(replying)
        [again] = [(each, to) for each, to in zip(relay.mails, relay.senders, strict=True)
                   if each["Message-ID"].startswith("<statement-reminder.")]  # fmt: skip
        assert hand_over(door, again[1], came_back(again[0]["Message-ID"]), sender="") == NOTED
        assert said in sign_in(replying, secretary).get("/statements/1").text
    with later(replying, 32):
        assert reader.post("/statements/1/link", data={"email": "gone@lamp.example"}).status_code == 302
        work_once(replying)
    assert told() == (False, False, True)


def test_an_invitation_that_came_back_says_so_to_the_secretariat_and_the_one_after_it_does_not(
    replying, db, relay, door
):
    secretary = make_person("keeper", roles=("secretariat",))
    desk = sign_in(replying, secretary)

    def invites(email: str) -> tuple[object, str]:
        given = {"email": email, "language": "en", "reason": "Welcome."}
        assert desk.post("/secretariat/invite", data=given).status_code == 302
        work_once(replying)
        assert relay.mails[-1]["To"] == email
        return relay.mails[-1], relay.senders[-1]

    def shown() -> list[bool]:
        page = desk.get("/secretariat/").text.partition("Mail that does not arrive")[2]
        rows = page.partition("<h2>Invitations</h2>")[2].partition("</ul>")[0].split("<li>")[1:]
        return ["Came back:" in page, *("Not delivered" in row for row in rows)]

    invited, sender = invites("gone@org.example")
    other, _sender = invites("there@org.example")
    assert sender.startswith("reply+")
    assert "Return-Path" not in invited
    assert "Reply-To" not in invited
    for number in (other["Message-ID"], f"<event.1.{secretary.id}@localhost>", ""):
        assert hand_over(door, sender, came_back(number, Status="5.1.1"), sender="") == NOTED
        assert shown() == [False], "none of these is the mail with this invitation"
    assert of(secretary).returned_at is None
    assert hand_over(door, sender, came_back(invited["Message-ID"]), sender="") == NOTED
    assert shown() == [True, False, True], "the newest invitation first"
    assert "426 connection timed out" in desk.get("/secretariat/").text
    assert hand_over(door, sender, mail(sender="One <gone@org.example>")).startswith("550 5.7.1")
    assert hand_over(door, sender, mail("Away.", Auto_Submitted="auto-replied"), sender="") == DROPPED
    with later(replying, 1.1):
        desk = sign_in(replying, secretary)
        invites("gone@org.example")
        assert shown() == [True, False, False, True]
