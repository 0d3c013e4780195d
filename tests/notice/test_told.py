"""A mail says what is to be decided, as the page does: the body, what it is asked, until when, how many were for it."""

from igtf.core.clock import now
from igtf.council import commands as ballots
from igtf.discussion.commands import follow
from igtf.notice.worker import work_once
from igtf.record.by import by_clock, by_importer
from igtf.record.due import run_due
from igtf.routing.bodies import seed_bodies
from tests.council.councils import make_ballot, make_council
from tests.factories import by, issue_form, later, make_person, sign_in
from tests.routing.acts import day
from tests.routing.test_path import referral


def mail_of(app, relay, said: str) -> str:
    """Return the text of the mail of an act, on one line, as the worker sends it."""
    work_once(app)
    texts = [mail.get_body(("plain",)).get_content() for mail in relay.mails]
    return " ".join(next(text for text in reversed(texts) if said in " ".join(text.split())).replace(">", "").split())


def test_what_is_proposed_agreed_and_sent_is_in_the_mail(app, db, relay):
    seed_bodies(by_importer(now()))
    filer, chair = make_person("ines"), make_person("otso", roles=("council", "council-chair"))
    desk = make_person("desk", roles=("secretariat",))
    sign_in(app, filer).post("/issues/new", data=issue_form())
    for person in (chair, desk):
        sign_in(app, person).post("/issues/1/moves/accept", data={"reason": "In scope."})
    wanted = day(40)
    assert sign_in(app, chair).post("/issues/1/moves/propose-referral", data=referral()).status_code == 302
    text = mail_of(app, relay, "proposed to refer the issue")
    assert "Body: ITU: International Telecommunication Union" in text
    assert "What it would be asked: Set principles for cross-border prices." in text
    assert "Takes effect, unless objections stop it:" in text
    with later(app, 8):
        run_due(by_clock(now()))
        agreed = mail_of(app, relay, "agreed to refer the issue")
        assert "Statement: LS-1" in agreed
        assert sign_in(app, chair).post("/statements/1/moves/approve", data={"step": "done"}).status_code == 302
        sent = {"channel": "other", "evidence": "By courier.", "step": "done"}
        assert sign_in(app, desk).post("/statements/1/moves/send", data=sent).status_code == 302
        assert "Body: ITU" in mail_of(app, relay, "sent the statement")
    page = app.test_client().get("/issues/1").text
    assert "ITU: International Telecommunication Union" in page
    assert wanted[:4] in page


def test_what_was_counted_is_in_the_mail(app, db, relay):
    _secretariat, members = make_council()
    ballot, reader = make_ballot(members), make_person("reader")
    follow(ballot.id, person_id=reader.id, by=by(reader))
    for value, member in zip(("yes", "yes", "no-objection", "no"), members.values(), strict=False):
        ballots.take_position(ballot, position=value, by=by(member))
    with later(app, 21):
        run_due(by_clock(now()))
        text = mail_of(app, relay, "closed the ballot and counted it")
    assert "Positions: Yes 2, No objection 1, No 1, No position 1" in text
    assert "Missing: " in text
    assert "Positions" in app.test_client().get("/ballots/1").text
