"""Addresses to reply to: what they hold, that nobody else makes one, and which mails have them."""

import re
import string
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config import ROOT, load
from igtf.core import replies
from igtf.core.replies import EndedAddress, NoReplyAddress, ReplyAddress, read_address, reply_address
from igtf.notice.mails import template_of
from igtf.notice.worker import work_once
from igtf.record.kinds import event_kinds
from tests.factories import issue_form, later, make_person, set_pace, sign_in

AT = "reply@policy.example.org"
NUMBERS = st.integers(0, 2**32 - 1)
each = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def taken(built, monkeypatch):
    """Let the application over no database take replies."""
    monkeypatch.setitem(built.config, "REPLY_ADDRESS", AT)


@each
@given(person=NUMBERS, subject=NUMBERS)
def test_an_address_says_whose_it_is_however_it_is_written_on_the_way(taken, person, subject):
    address = reply_address(person, subject)
    assert address == address.lower()
    local, _at, host = address.partition("@")
    assert (local[:6], host) == ("reply+", "policy.example.org")
    assert set(local[6:]) <= set(string.ascii_lowercase + "234567")
    assert read_address(address) == read_address(address.upper()) == ReplyAddress(person, subject)


@each
@given(person=NUMBERS, subject=NUMBERS, place=st.integers(0, 39), by=st.integers(1, 31))
def test_a_changed_address_is_none_of_ours(taken, person, subject, place, by):
    address = reply_address(person, subject)
    alphabet, token = string.ascii_lowercase + "234567", list(address[6:46])
    token[place] = alphabet[(alphabet.index(token[place]) + by) % 32]
    with pytest.raises(NoReplyAddress):
        read_address(f"reply+{''.join(token)}@policy.example.org")


@each
@given(text=st.text(max_size=80))
def test_no_other_text_is_one(taken, text):
    for address in (text, f"{text}@policy.example.org", f"reply+{text}@policy.example.org", f"{text}{AT}"):
        with pytest.raises(NoReplyAddress):
            read_address(address)


def test_it_ends_on_its_last_day_and_with_the_key(taken, built, monkeypatch):
    address = reply_address(7, 9)
    with later(built, replies.LASTS.days):
        assert read_address(address) == ReplyAddress(7, 9)
    with later(built, replies.LASTS.days + 1), pytest.raises(EndedAddress):
        read_address(address)
    assert timedelta(days=7) <= replies.LASTS <= timedelta(days=90)
    monkeypatch.setattr(built, "secret_key", "another key, forty characters or more ...")
    with pytest.raises(NoReplyAddress) as refused:
        read_address(address)
    assert refused.type is NoReplyAddress


def test_the_longest_name_leaves_room_for_the_token(built, monkeypatch):
    name = "r" * 23
    monkeypatch.setitem(built.config, "REPLY_ADDRESS", load({"IGTF_REPLY_ADDRESS": f"{name}@policy.example.org"})[
        "REPLY_ADDRESS"])  # fmt: skip
    address = reply_address(2**32 - 1, 2**32 - 1)
    assert len(address.partition("@")[0].encode()) == 64
    assert read_address(address) == ReplyAddress(2**32 - 1, 2**32 - 1)
    with pytest.raises(NoReplyAddress):
        read_address(address.replace(name, "reply"))


def test_without_the_setting_there_is_none(built):
    assert reply_address(1, 1) is None
    with pytest.raises(NoReplyAddress):
        read_address(f"reply+{'a' * 40}@policy.example.org")


def test_mails_that_can_be_commented_on_say_so(replying, db, relay):
    filer, member = make_person("ines"), make_person("otso", roles=("council",))
    sign_in(replying, filer).post("/issues/new", data=issue_form())
    sign_in(replying, member).post("/issues/1/moves/accept", data={"reason": "It is about interconnection."})
    work_once(replying)
    addresses = [mail["Reply-To"] for mail in relay.mails]
    assert relay.to() == ["otso@people.example", "ines@people.example"]
    assert [read_address(address).person_id for address in addresses] == [member.id, filer.id]
    assert len({read_address(address).subject_id for address in addresses}) == 1
    for mail in relay.mails:
        for kind in ("plain", "html"):
            words = " ".join(mail.get_body((kind,)).get_content().split())
            assert "within 30 days is posted publicly, as a comment under your name." in words
    assert relay.mails[1]["Auto-Submitted"] == "auto-generated"


def test_every_mail_of_an_act_ends_with_what_becomes_of_a_reply(built):
    frame = r'"mail/(footer|remind|event/body|event/approve|reported)\.txt"'
    ends = re.compile(rf"{{% extends {frame} %}}|{{% include {frame} %}}\s*({{% set .*)?$")
    folders = {template_of(name) for name, kind in event_kinds().items() if kind.tells}
    assert len(folders) > 4
    texts = {folder: (ROOT / f"templates/mail/{folder}/body.txt").read_text() for folder in folders}
    assert [folder for folder, text in texts.items() if not ends.search(text)] == []


def test_mails_that_cannot_and_digests_have_none(replying, db, relay, monkeypatch):
    filer, member = make_person("ines"), make_person("otso", roles=("council",))
    moderator = make_person("mara", roles=("moderator",))
    sign_in(replying, filer).post("/issues/new", data=issue_form())
    sign_in(replying, filer).post("/issues/1/comments", data={"body": "Rubbish, all of it."})
    pause = {"reason": "It insults.", "days": "3"}
    assert sign_in(replying, moderator).post("/comments/1/pause", data=pause).status_code == 302
    set_pace(member, "daily")
    work_once(replying)
    told = {mail["To"]: mail for mail in relay.mails if "paused" in mail["Subject"]}
    assert told["ines@people.example"]["Reply-To"] is None
    assert "posted publicly" not in told["ines@people.example"].get_body(("plain",)).get_content()
    with later(replying, 2):
        work_once(replying)
    digest = relay.mails[-1]
    assert (digest["To"], digest["Reply-To"]) == ("otso@people.example", None)
    monkeypatch.setitem(replying.config, "REPLY_ADDRESS", "")
    sign_in(replying, member).post("/issues/1/moves/accept", data={"reason": "It is about interconnection."})
    work_once(replying)
    assert relay.mails[-1]["Reply-To"] is None
    assert "posted publicly" not in relay.mails[-1].get_body(("plain",)).get_content()


ONLY = "A reply is only a comment: what you are asked for here is done on the page."


def test_who_is_asked_for_something_is_told_that_a_reply_does_not_do_it(replying, db, relay):
    filer, member = make_person("ines"), make_person("otso", roles=("council",))
    sign_in(replying, filer).post("/issues/new", data=issue_form())
    other = sign_in(replying, make_person("rita"))
    assert other.post("/issues/1/comments", data={"body": "By when?"}).status_code == 302
    asked = {"question": "Which bodies have worked on it?"}
    assert sign_in(replying, member).post("/issues/1/moves/ask", data=asked).status_code == 302
    work_once(replying)
    told = {mail["To"]: mail for mail in relay.mails if "asked" in mail.get_body(("plain",)).get_content()}
    for kind in ("plain", "html"):
        words = {to: " ".join(mail.get_body((kind,)).get_content().split()) for to, mail in told.items()}
        assert ONLY in words["ines@people.example"]
        assert ONLY not in words["rita@people.example"], "who follows is asked for nothing"
        assert "as a comment under your name." in words["rita@people.example"]
