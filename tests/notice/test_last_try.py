"""Whoever renders mails for the last time, while nobody else may act, and another worker do not wait for each other."""

from threading import Thread, current_thread
from time import sleep

import pytest
from sqlalchemy import select

from igtf.core.db import session
from igtf.notice import telling
from igtf.notice.worker import work_once
from igtf.record.models import Outbox
from tests.factories import issue_form, make_person, sign_in


@pytest.mark.engine("postgresql")
def test_another_worker_tells_of_the_same_subject_beside_the_last_try(app, db, monkeypatch):
    filer, writer = make_person("ines"), sign_in(app, make_person("otso"))
    assert sign_in(app, filer).post("/issues/new", data=issue_form()).status_code == 302
    work_once(app)

    def say(number):
        assert writer.post("/issues/1/comments", data={"body": f"More words, {number}."}).status_code == 302

    say(0)
    session.rollback()
    waiting = select(Outbox.event_id).where(Outbox.told_at.is_(None)).order_by(Outbox.event_id)
    (first,) = session.scalars(waiting).all()
    session.rollback()
    render, own, others, told = telling.event_mail, current_thread(), [], []

    def beside():
        with app.app_context():
            told.append(telling.tell(first + 1))

    def while_it_is_busy(*given):
        mail = render(*given)
        if current_thread() is own:
            others.append(Thread(target=beside))
            if len(others) <= telling.TRIES:
                say(len(others))
            else:
                others[-1].start()
                sleep(1)  # until the other one is at the lock that this one wants next
        return mail

    monkeypatch.setattr(telling, "event_mail", while_it_is_busy)
    assert telling.tell(first) == 1
    others[-1].join()
    assert told == [1]
