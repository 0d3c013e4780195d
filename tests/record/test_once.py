"""Keys of submits: what was done under one is found, and after a month it is forgotten."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from igtf.core.clock import real_now
from igtf.core.db import session, writing
from igtf.core.errors import AlreadyDone, Invalid, Reused, Unsure
from igtf.core.sent.submits import submit_of
from igtf.record import once
from igtf.record.models import Once
from tests.factories import by, make_person


def submitted(person, key: str, act: str, days_ago: float = 0) -> None:
    once.once_only(by(person), submit_of(key, {}), act, lambda: (None, f"/{act}"))
    with writing():
        session.execute(update(Once).where(Once.key == key).values(at=real_now() - timedelta(days=days_ago)))


def test_what_was_done_under_a_key(app, db):
    person, other = make_person(), make_person()
    submitted(person, "k", "support 1")
    submitted(person, "k", "support 2")
    submitted(person, "k k", "support 3")
    given = submit_of("k", {})
    assert sorted(done.act for done in once.done_under(by(person), given)) == ["support 1", "support 2"]
    assert once.earlier(by(person), given, "support 2") == "/support 2"
    assert once.earlier(by(person), given, "support 3") is None
    assert once.done_under(by(other), given) == []
    with pytest.raises(Reused):
        once.earlier(by(person), submit_of("k", {"reason": "Another."}), "support 2")
    with writing():  # as a key that is older than fingerprints
        session.execute(update(Once).values(asked=None))
    assert once.earlier(by(person), submit_of("k", {"reason": "Another."}), "support 2") == "/support 2"


def refused() -> tuple[None, str]:
    raise Invalid({"": ["This is so already."]})


def unsure() -> tuple[None, str]:
    raise Unsure


def test_another_text_under_a_key_is_refused_whoever_refuses_it(app, db):
    person = make_person()
    once.once_only(by(person), submit_of("k", {"reason": "One.", "body": "itu"}), "support 1", lambda: (None, "/1"))
    for act in (refused, lambda: (None, "/elsewhere")):
        with pytest.raises(AlreadyDone):
            once.once_only(by(person), submit_of("k", {"body": "itu", "reason": "One."}), "support 1", act)
        with pytest.raises(Reused, match="with other answers"):
            once.once_only(by(person), submit_of("k", {"reason": "Two.", "body": "itu"}), "support 1", act)
        with pytest.raises(Reused), writing():  # within another act
            once.once_only(by(person), submit_of("k", {}), "support 1", act)
    assert session.scalars(select(Once.url)).all() == ["/1"]


def test_a_second_submit_is_told_of_the_first_whoever_refuses_it(app, db):
    person = make_person()
    submitted(person, "k", "support 1")
    for act in (refused, lambda: (None, "/elsewhere")):  # the act itself, and the key that is taken
        with pytest.raises(AlreadyDone) as known:
            once.once_only(by(person), submit_of("k", {}), "support 1", act)
        assert known.value.url == "/support 1"
        with pytest.raises(AlreadyDone), writing():  # within another act
            once.once_only(by(person), submit_of("k", {}), "support 1", act)
    with pytest.raises(Invalid):
        once.once_only(by(person), submit_of("other", {}), "support 1", refused)
    with pytest.raises(Unsure):  # nobody asks a database that has gone
        once.once_only(by(person), submit_of("k", {}), "support 1", unsure)
    session.rollback()
    assert session.scalars(select(Once.url)).all() == ["/support 1"]


def test_old_keys_are_forgotten_some_at_a_time(app, db, monkeypatch):
    monkeypatch.setattr(once, "AT_ONCE", 2)
    person = make_person()
    for number in range(5):
        submitted(person, f"old{number}", "act", 30.1 + number)
    submitted(person, "young", "act", 29.9)
    once.forget_keys(stopping=lambda: True)
    assert len(session.scalars(select(Once.key)).all()) == 6
    once.forget_keys()
    assert session.scalars(select(Once.key)).all() == ["young"]
