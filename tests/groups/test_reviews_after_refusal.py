"""The reviews of a charter end with the proposal: after a refusal the next ones begin anew and are announced anew."""

from sqlalchemy import select

from igtf.core.clock import now
from igtf.core.db import session, writing
from igtf.council import commands as ballots
from igtf.council.models import Ballot
from igtf.groups import commands, officers
from igtf.groups.models import Charter
from igtf.record.models import Event
from igtf.record.queries import subject_of
from igtf.record.subjects import enter
from tests.council.councils import make_council
from tests.council.test_refusals import ask
from tests.factories import broken_promises, by, issue_form, later, make_person, sign_in, state_of, tick
from tests.groups.making import propose_form

ANSWERS = {"understood": "y", "people": "y", "formed": "y"}


class Reviewed:
    """A proposal in chartering whose charter came into external review on day 8."""

    def __init__(self, app) -> None:
        self.app, (_secretariat, self.members) = app, make_council()
        self.proposer = make_person()
        sign_in(app, self.proposer).post("/issues/new", data=issue_form())
        given = propose_form(make_person(group="technical"), make_person())
        given.pop("step")
        self.group = commands.propose(**given, by=by(self.proposer))
        officers.volunteer(self.group, by=by(self.members[1]))
        with writing():
            enter(subject_of("issue", "1"), "unhoused", now())
        self.go("start-chartering", **ANSWERS)
        self.go("charter-internal-review")
        with later(app, 8):
            self.go("charter-external-review")

    def go(self, name: str, person=None, status: int = 302, **given: str) -> str:
        """Make a move as the responsible member, or as another person; return the page."""
        client = sign_in(self.app, person or self.members[1])
        answer = client.post(f"/groups/icost/moves/{name}", data={"step": "done"} | given)
        assert answer.status_code == status, answer.text
        session.rollback()
        return answer.text


def charter() -> str:
    session.rollback()
    return session.scalars(select(Charter.state)).one()


def test_the_reviews_of_a_declined_proposal_begin_anew(app, db):
    world = Reviewed(app)
    with later(app, 8.5):
        assert charter() == "external-review"
        world.go("decline", reason="A body exists.")
        assert charter() == "draft"
        ballot = ask(app, world.group, 10)
        for member in world.members.values():
            ballots.take_position(ballot, position="yes", by=by(member))
    with later(app, 31):
        tick()
        assert state_of("group", "icost") == "bof"
        world.go("start-chartering", **ANSWERS)
        world.go("to-ballot", status=403)
        assert session.scalars(select(Ballot).where(Ballot.closed_at.is_(None))).all() == []
        world.go("charter-internal-review")
        world.go("charter-external-review", status=403)
    with later(app, 39):
        world.go("charter-external-review")
        world.go("to-ballot", status=403)
        told = select(Event.kind).where(Event.kind == "group.charter-external-review")
        assert len(session.scalars(told).all()) == 2, "it is announced anew"
    with later(app, 50):
        world.go("to-ballot")
    assert charter() == "ballot"
    assert broken_promises() == []


def test_a_charter_is_a_draft_again_where_its_proposal_is_abandoned(app, db):
    world = Reviewed(app)
    with later(app, 9):
        world.go("abandon", person=world.proposer, reason="Not now.")
    assert (state_of("group", "icost"), charter()) == ("abandoned", "draft")
    assert broken_promises() == []
