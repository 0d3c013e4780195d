"""A thing that is held: the session's own object, as it is in the database now, whoever loaded it and how."""

from sqlalchemy import inspect, select, update

from igtf.core.database.looking import looking
from igtf.core.db import session, writing
from igtf.issues.models import Issue
from igtf.issues.queries import get_issue_or_404
from igtf.record.models import Subject
from igtf.record.subjects import hold
from tests.counting import reads
from tests.factories import issue_form, make_person, sign_in


def filed(app) -> None:
    assert sign_in(app, make_person("filer")).post("/issues/new", data=issue_form()).status_code == 302


def test_what_was_there_to_look_at_can_be_written_when_it_is_held(app, db):
    filed(app)
    with app.test_request_context("/"):
        with looking():
            seen = get_issue_or_404(None, "1")
        assert inspect(seen, raiseerr=False) is None
        with writing():
            held = hold(seen)
            assert held in session
            held.source, held.subject.title = "A hearing", "Prices of transit"
        assert session.execute(select(Issue.source, Subject.title).join(Subject, Subject.id == Issue.id)).one() == (
            "A hearing", "Prices of transit",
        )  # fmt: skip


def test_an_object_of_the_session_is_held_as_it_is_now(app, db):
    filed(app)
    with app.test_request_context("/"):
        with writing():
            thing = session.scalars(select(Issue)).one()
            thing.source = "Not flushed yet"
            session.execute(
                update(Subject).values(title="Changed behind its back"),
                execution_options={"synchronize_session": False},
            )
            with reads(app) as asked:
                held = hold(thing)
                assert (held.source, held.subject.title) == ("Not flushed yet", "Changed behind its back")
            assert held is thing
            assert len(asked) == 1 + (session.get_bind().dialect.name == "postgresql")
        assert session.scalars(select(Issue.source)).one() == "Not flushed yet"
