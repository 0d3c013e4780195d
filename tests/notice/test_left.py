"""What a mail leads to stands in the digest too, as long as it waits; a decision says until when it can be appealed."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from igtf.core import clock
from igtf.core.db import session
from igtf.core.workflow import WORKFLOWS
from igtf.notice.onward import ONWARD
from igtf.people.models import Person
from igtf.people.roles import holders
from igtf.record.appealable import last_moment
from igtf.record.kinds import event_kinds
from igtf.record.models import Event
from tests.factories import issue_form, later, link_in, mails_to, make_person, set_pace, sign_in
from tests.groups.making import active_group, month, step

ADDRESS = re.compile(r"(?:absolute\(|raiser_link|milestone_path|_path\(|_link\()")
"""What a template of a mail makes an address with."""
BY_ONWARD = re.compile(r"mail/(?:ways|event/body|remind|reported)\.txt|act\.onward")


def newest(app, person):
    """Return the newest mail to a person as text."""
    return mails_to(app, person.actor.handle)[-1].text


def test_each_kind_with_a_mail_of_its_own_takes_its_links_from_where_a_digest_takes_them(app):
    folder, own = Path(str(app.template_folder)) / "mail", []
    for kind in event_kinds():
        body = folder / kind.replace(".", "-") / "body.txt"
        if not body.exists():
            continue
        own.append(kind)
        text = body.read_text()
        assert BY_ONWARD.search(text), kind
        assert not ADDRESS.search(text), f"{kind} writes an address that its digest lacks"
    assert set(own) <= {*ONWARD, "consultation.remind"}, "of which a line in ASKED is the link"
    assert len(own) > 8


def test_a_proposed_milestone_is_approved_from_a_digest_as_long_as_it_waits(app, db):
    chair = make_person()
    member = session.get_one(Person, next(iter(holders("responsible", active_group(app, chair).id))))
    told = "Approve it in one step."
    client = sign_in(app, chair)
    proposed = step(client, "propose-milestone", deliverable="A draft", month=month(6))
    assert proposed.status_code == 302, proposed.text
    at_once = mails_to(app, member.actor.handle)[-1]
    assert told in at_once.text
    assert re.search(r'<a href="[^"]+">Approve it in one step\.', at_once.html)
    set_pace(member, "daily")
    assert step(client, "propose-milestone", deliverable="A second draft", month=month(7)).status_code == 302
    mails_to(app, member.actor.handle)
    with later(app, 1.1):
        digest = mails_to(app, member.actor.handle)[-1]
        page = sign_in(app, member).get(link_in(digest, to="milestones?"))
        assert (page.status_code, "A second draft" in page.text) == (200, True)
    assert step(client, "propose-milestone", deliverable="A third draft", month=month(8)).status_code == 302
    mails_to(app, member.actor.handle)
    taken = step(client, "withdraw-milestone", milestone="3", reason="Too soon.")
    assert taken.status_code == 302, taken.text
    with later(app, 2.3):
        assert told not in newest(app, member)


@pytest.mark.parametrize("settled", [False, True])
def test_moderators_are_led_to_what_was_reported_as_long_as_it_waits(app, db, settled):
    judge, other = (make_person(roles=("moderator",)) for _each in range(2))
    filer = sign_in(app, make_person())
    assert filer.post("/issues/new", data=issue_form()).status_code == 302
    assert filer.post("/issues/1/comments", data={"body": "Buy lamps."}).status_code == 302
    set_pace(judge, "daily")
    for path, given in (("/comments/1/report", {}), ("/issues/1/moves/report", {"step": "done"})):
        answer = sign_in(app, make_person()).post(path, data={"reason": "Spam."} | given)
        assert answer.status_code == 302, answer.text
    mails_to(app, judge.actor.handle)
    if settled:
        client = sign_in(app, other)
        assert client.post("/comments/1/keep", data={"reason": "Fine."}).status_code == 302
        assert client.post("/issues/1/moves/keep", data={"reason": "Fine."}).status_code == 302
    with later(app, 1.1):
        assert newest(app, judge).count("/comments/reported\n") == (0 if settled else 2)


def test_a_decision_says_until_when_it_can_be_appealed_to_whom_it_is_about_and_not_to_each_follower(app, db):
    filer, supporter, follower, reader = (make_person() for _each in range(4))
    member = make_person(roles=("council",))
    assert sign_in(app, filer).post("/issues/new", data=issue_form()).status_code == 302
    for person, path in ((supporter, "moves/support"), (reader, "moves/support"), (follower, "follow")):
        assert sign_in(app, person).post(f"/issues/1/{path}").status_code == 302
    set_pace(reader, "daily")
    assert sign_in(app, member).post("/issues/1/moves/accept", data={"reason": "It is ours."}).status_code == 302
    decided = session.scalars(select(Event).where(Event.kind == "issue.accept")).one()
    appeal, until = f"/appeals/new?decision={decided.id}", last_moment(decided.at, 2)
    said = f"you can appeal it until {until:%-d %B %Y}:"
    for person in (filer, supporter):
        mail = mails_to(app, person.actor.handle)[-1]
        assert (said in " ".join(mail.text.split()), appeal in mail.text, appeal in mail.html) == (True, True, True)
    assert "appeal" not in newest(app, follower)
    with later(app, 1.1):
        assert appeal in newest(app, reader)
    for minutes, status in ((-2, 200), (2, 409)):
        with later(app, (until - clock.now() + timedelta(minutes=minutes)) / timedelta(days=1)):
            answer = sign_in(app, filer).get(appeal)
            assert answer.status_code == status, "all of the day that is named"


def test_the_kinds_that_lead_somewhere_are_moves_or_comments(app):
    for kind in ONWARD:
        subject_kind, _dot, name = kind.partition(".")
        assert kind == "comment.report" or name in WORKFLOWS[subject_kind].move_by_name, kind
