"""Things to look at are as SQLAlchemy would load them, and nobody changes them by mistake."""

from functools import partial
from typing import Any

import pytest
from sqlalchemy import bindparam, inspect, select
from sqlalchemy.orm.exc import UnmappedInstanceError

from igtf.core.database.looking import to_look_at
from igtf.core.database.prepared import Prepared
from igtf.core.db import fetch, session, writing
from igtf.drafts.models import Draft
from igtf.groups.models import Group
from igtf.issues.models import Issue
from igtf.record.models import Subject
from igtf.record.queries import thing_of
from tests.factories import issue_form, make_person, sign_in
from tests.performance import data
from tests.performance.samples import make_samples


def _known(thing: Any) -> dict[str, Any]:
    """Return what an object of the session has loaded, and what its joined relations have."""
    mapper = inspect(type(thing))
    joined = {own.key for own in mapper.relationships if own.lazy == "joined"}
    loaded = {own.key for own in mapper.column_attrs if not own.deferred}
    return {
        name: _known(value) if name in joined and value is not None else value
        for name, value in ((name, getattr(thing, name)) for name in loaded | joined)
    }


def _seen(thing: Any) -> dict[str, Any]:
    return {name: _seen(value) if hasattr(value, "__table__") else value for name, value in vars(thing).items()}


def _by_number(table: Any) -> Any:
    return select(table).where(table.id == bindparam("number"))


def test_what_is_seen_is_what_a_session_loads(app):
    with app.app_context():
        data.load(60, make_samples())
        for table in (Group, Draft, Issue):
            look = Prepared(partial(_by_number, table))
            numbers = session.scalars(select(table.id).order_by(table.id).limit(20)).all()
            assert numbers, table
            for number in numbers:
                thing = fetch(look, {"number": number}).scalar_one()
                assert type(thing) is table
                assert _seen(thing) == _known(session.get(table, number)), (table, number)
            assert fetch(look, {"number": 0}).first() is None, table


def test_what_is_seen_cannot_be_changed_nor_written(app):
    with app.test_request_context("/issues/1"):
        sign_in(app, make_person()).post("/issues/new", data=issue_form())
        ref = session.scalars(select(Subject.ref).where(Subject.kind == "issue")).one()
        thing = to_look_at(lambda: thing_of(Issue, "issue", ref))()
        assert inspect(thing, raiseerr=False) is None
        assert thing.subject.title == issue_form()["title"]
        with pytest.raises(AttributeError):
            thing.subject.title = "Changed"
        with pytest.raises(UnmappedInstanceError):
            session.add(thing)
        with writing():  # what is decided on is loaded anew, to write
            thing_of(Issue, "issue", ref).subject.title = "Changed"
        assert to_look_at(lambda: thing_of(Issue, "issue", ref))().subject.title == "Changed"
