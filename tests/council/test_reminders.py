"""The reminder of a ballot: once, to whoever could still be counted and is silent, and again after a deferral."""

from sqlalchemy import func, select

from igtf.core.db import session
from igtf.core.mail import Mail
from igtf.council import commands, seating
from igtf.notice.worker import work_once
from igtf.record.models import Event
from tests.council.councils import make_council
from tests.council.test_discusses import DISCUSS
from tests.council.test_openings import balloted_draft, facts
from tests.factories import by, later, sign_in, tick

__all__ = ["facts"]


def reminded(app, days: float) -> list[str]:
    """Return to whom the worker sends reminders on a day, by their addresses."""
    with later(app, days):
        known = set(session.scalars(select(Mail.id)).all())
        session.rollback()
        work_once(app)
        mails = session.scalars(select(Mail).where(Mail.subject.contains("Your position is still missing"))).all()
        found = sorted(mail.to for mail in mails if mail.id not in known)
        session.rollback()
        return found


def test_members_without_a_position_are_reminded_once_and_again_after_a_deferral(app, db, facts):
    _secretariat, members = make_council(per_group=2)
    draft, ballot = balloted_draft(members)
    silent = list(members)[-3:]
    for seat, member in members.items():
        if seat not in silent:
            commands.take_position(ballot, position="yes", by=by(member))
    expected = sorted(f"{members[seat].actor.handle}@people.example" for seat in silent)
    assert reminded(app, 17.9) == []
    assert reminded(app, 18.1) == expected
    assert reminded(app, 19) == []
    with later(app, 19) as at:
        commands.take_position(ballot, position="yes", by=by(members[silent[0]], at))
        commands.defer(ballot, reason="The text is not translated yet.", by=by(members[silent[0]], at))
    assert reminded(app, 31.9) == []
    again = reminded(app, 32.1)
    assert len(again) == 2
    assert set(again) < set(expected)
    mail = session.scalars(select(Mail).where(Mail.to == again[0]).order_by(Mail.id.desc())).first()
    assert f"/ballots/{ballot.subject.ref}/moves/take-position" in mail.text
    assert f"/drafts/{draft.subject.ref}\n" in mail.text
    assert "you hold a seat of this ballot" in mail.text


def test_nobody_is_reminded_of_a_ballot_in_which_every_seat_has_spoken(app, db, facts):
    _secretariat, members = make_council(per_group=2)
    _draft, ballot = balloted_draft(members)
    for member in members.values():
        commands.take_position(ballot, position="yes", by=by(member))
    assert reminded(app, 18.1) == []


def test_a_ballot_that_waits_for_an_alternate_one_is_reminded_of_before_its_new_end(app, db, facts):
    secretariat, members = make_council(per_group=2)
    seating.name_chair(members[1], by=by(secretariat))
    _draft, ballot = balloted_draft(members)
    for seat, member in list(members.items())[:-1]:
        commands.take_position(ballot, **DISCUSS if seat == 28 else {"position": "yes"}, by=by(member))
    kinds = select(func.count()).where(Event.kind == "ballot.remind", Event.subject_id == ballot.id)

    def times(days: float) -> int | None:
        with later(app, days):
            tick()
            return session.scalar(kinds)

    assert [times(17.9), times(18.1)] == [0, 1]
    with later(app, 19):
        given = {"reason": "It stands alone.", "step": "done"}
        path = f"/ballots/{ballot.subject.ref}/moves/put-to-alternate"
        assert sign_in(app, members[1]).post(path, data=given).status_code == 302
    assert [times(19.1), times(36.9), times(37.1)] == [1, 1, 2]
