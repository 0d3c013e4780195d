"""Keys of submits: what was done under one is found, and after a month it is forgotten."""

from datetime import timedelta

from sqlalchemy import select, update

from igtf.core.clock import real_now
from igtf.core.db import session, writing
from igtf.record import once
from igtf.record.models import Once
from tests.factories import by, make_person


def submitted(person, key: str, act: str, days_ago: float = 0) -> None:
    once.once_only(by(person), key, act, lambda: (None, f"/{act}"))
    with writing():
        session.execute(update(Once).where(Once.key == key).values(at=real_now() - timedelta(days=days_ago)))


def test_what_was_done_under_a_key(app, db):
    person, other = make_person(), make_person()
    submitted(person, "k", "support 1")
    submitted(person, "k", "support 2")
    submitted(person, "k k", "support 3")
    assert sorted(once.acts_under(by(person), "k")) == ["support 1", "support 2"]
    assert once.earlier(by(person), "k", "support 2") == "/support 2"
    assert once.earlier(by(person), "k", "support 3") is None
    assert once.acts_under(by(other), "k") == []


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
