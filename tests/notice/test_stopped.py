"""Who stops mail, or has it go elsewhere, is not told by what waits for the relay as if they had not."""

import pytest
from sqlalchemy import select

from igtf.core.db import session, writing
from igtf.core.mail import Mail
from igtf.core.stopping import stop_url
from igtf.notice.worker import work_once
from igtf.people.accounts import replace_addresses
from igtf.people.addresses import give_address
from igtf.people.models import NO_MAIL, Address, Person
from igtf.record.models import Subject
from tests.factories import issue_form, later, make_person, responsible_of, sign_in
from tests.groups.making import active_group, step
from tests.notice.relay import Relay, running
from tests.notice.replying import discussed

HERE = "http://127.0.0.1:8000"


def stops(app, person, subject=None, **chosen):
    """Post the link at the end of a mail: about the first issue, or a subject."""
    found = subject or session.scalars(select(Subject).where(Subject.kind == "issue").order_by(Subject.id)).first()
    link = stop_url(person.id, found.id).removeprefix(HERE)
    session.rollback()
    assert app.test_client().post(link, data=chosen).status_code == 200


def sent(app, port, person=None):
    """Let the relay be there again, and return the mails that it got, or those to a person."""
    with running(Relay(), port) as relay:
        work_once(app)
    mine = f"{person.actor.handle}@people.example" if person else ""
    return [mail for mail in relay.mails if mine in mail["To"]]


def waits(app):
    """Let two issues and a comment be told by mails that wait, as the relay is down; return both people."""
    ines, otso = discussed(app)
    assert sign_in(app, ines).post("/issues/new", data=issue_form(title="The other")).status_code == 302
    other = sign_in(app, otso)
    assert other.post("/issues/2/comments", data={"body": "About the other."}).status_code == 302
    work_once(app)
    return ines, otso


def test_what_waits_goes_with_the_click_and_only_that(app, db, smtp_port):
    ines, _otso = waits(app)
    moderator = sign_in(app, make_person("mara", roles=("moderator",)))
    mine = {"body": "Rubbish, all of it."}
    assert sign_in(app, ines).post("/issues/1/comments", data=mine).status_code == 302
    assert moderator.post("/comments/3/warn", data={"reason": "It insults."}).status_code == 302
    work_once(app)
    stops(app, ines)
    mails = sent(app, smtp_port)
    theirs = {str(mail["Subject"]).partition("]")[0] for mail in mails if mail["To"] == "otso@people.example"}
    assert "[IGTF issue #1" in theirs
    own = [str(mail["Subject"]) for mail in mails if mail["To"] == "ines@people.example"]
    assert len(own) == 2
    assert "The other" in own[0]
    assert "warned" in own[1].lower() or "warning" in own[1].lower(), "that is about them, and nobody stops it"


@pytest.mark.parametrize("how", ["link", "page"])
def test_who_wants_no_mail_at_all_gets_none_that_waits(app, db, smtp_port, how):
    ines, _otso = waits(app)
    if how == "link":
        stops(app, ines, what="all")
        assert {mail["To"] for mail in sent(app, smtp_port)} == {"otso@people.example"}
        return
    chosen = {"mail_pace": NO_MAIL, "time_zone": "UTC"}
    assert sign_in(app, ines).post("/account/preferences", data=chosen).status_code == 302
    with later(app, 0.1):
        assert {mail["To"] for mail in sent(app, smtp_port)} == {"otso@people.example"}


def test_whose_account_the_secretariat_closed_gets_none_of_what_waits_but_that_it_is_closed(app, db, smtp_port):
    waits(app)
    desk = sign_in(app, make_person(roles=("secretariat",)))
    form = {"person": "ines", "reason": "Spam.", "step": "done"}
    assert desk.post("/secretariat/close", data=form).status_code == 302
    with later(app, 0.1):
        mails = sent(app, smtp_port)
    assert [mail["To"] for mail in mails if "otso" in mail["To"]], "others are told"
    (told,) = [mail for mail in mails if "ines" in mail["To"]]
    assert "Your account is closed" in told.get_body(("plain",)).get_content()


@pytest.mark.parametrize("everything", [False, True])
def test_a_digest_that_waits_loses_what_was_stopped(app, db, smtp_port, everything):
    ines, otso = discussed(app)
    assert sign_in(app, ines).post("/issues/new", data=issue_form(title="The other")).status_code == 302
    assert sign_in(app, otso).post("/issues/2/comments", data={"body": "About the other."}).status_code == 302
    with writing():
        session.get_one(Person, ines.id).mail_pace = "daily"
        session.get_one(Person, otso.id).mail_pace = "daily"
    work_once(app)
    with later(app, 1.1):
        work_once(app)
        session.rollback()
        assert len(session.scalars(select(Mail).where(Mail.key.startswith("digest:"))).all()) == 2
        stops(app, ines, **({"what": "all"} if everything else {}))
        mails = sent(app, smtp_port)
    texts = {mail["To"]: mail.get_body(("plain",)).get_content() for mail in mails}
    assert "Issue #1" in texts["otso@people.example"]
    assert ("ines@people.example" in texts) is not everything
    if not everything:
        assert "Issue #1" not in texts["ines@people.example"]
        assert "About the other." in texts["ines@people.example"]


def test_what_names_somebody_and_waits_comes_in_spite_of_the_click(app, db, smtp_port):
    new = make_person(group="private")
    group = active_group(app, make_person())
    assert sign_in(app, new).post("/groups/icost/follow").status_code == 302
    client = sign_in(app, responsible_of(group))
    assert client.post("/groups/icost/comments", data={"body": "Soon there are news."}).status_code == 302
    assert step(client, "propose-chair", person=new.actor.handle, reason="Good.").status_code == 302
    work_once(app)
    stops(app, new, group)
    (mail,) = [mail for mail in sent(app, smtp_port, new) if "icost" in mail["Subject"]]
    assert "/groups/icost/moves/step-aside" in mail.get_body(("plain",)).get_content()
    assert "announced" in sign_in(app, new).get("/notice/new").text


def test_what_waits_goes_to_where_mail_goes_and_to_no_address_that_was_let_go(app, db, smtp_port):
    ines, _otso = discussed(app)
    work_once(app)
    with writing():
        former = session.scalars(select(Address.id).where(Address.person_id == ines.id)).one()
        give_address(ines.id, "ines@elsewhere.example", verified_at=ines.joined_at)
        new = session.scalars(select(Address.id).where(Address.email == "ines@elsewhere.example")).one()
    client = sign_in(app, ines)
    assert client.post(f"/account/addresses/{new}/main").status_code == 302
    assert client.post(f"/account/addresses/{former}/remove").status_code == 302
    told = {mail["To"] for mail in sent(app, smtp_port) if "issue #1" in mail["Subject"]}
    assert told == {"ines@elsewhere.example", "otso@people.example"}


def test_what_waits_does_not_go_to_a_mailbox_that_was_lost(app, db, smtp_port):
    ines, _otso = discussed(app)
    work_once(app)
    session.rollback()
    replace_addresses(session.get_one(Person, ines.id), "ines@elsewhere.example")
    told = {mail["To"] for mail in sent(app, smtp_port) if "issue #1" in mail["Subject"]}
    assert told == {"ines@elsewhere.example", "otso@people.example"}
