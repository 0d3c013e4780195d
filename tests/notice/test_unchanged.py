"""Mails take their time to be rendered: what a moderator takes away meanwhile is in none that is queued after it."""

import pytest
from sqlalchemy import select

from igtf.core.db import session
from igtf.core.mail import Mail
from igtf.notice import digests, telling
from igtf.notice.worker import tell, work_once
from igtf.record.models import Outbox, Subject
from tests.attack.kit import while_held
from tests.factories import issue_form, later, make_person, set_pace, sign_in

RUDE = "You are all fools of the worst kind."


@pytest.fixture
def scene(app, db):
    """Return a filer who follows an issue, who commented rudely on it, and a moderator; the filing is told."""
    filer, writer, judge = make_person("ines"), make_person("otso"), make_person(roles=("moderator",))
    assert sign_in(app, filer).post("/issues/new", data=issue_form()).status_code == 302
    work_once(app)
    return filer, sign_in(app, writer), sign_in(app, judge)


def comment(client) -> None:
    assert client.post("/issues/1/comments", data={"body": RUDE}).status_code == 302
    session.rollback()


def while_rendered(monkeypatch, room, name, act) -> list:
    """Let ``act`` happen once, when a mail was rendered and is not yet queued; return as often as one was rendered."""
    render, rendered = getattr(room, name), []

    def slow(*given):
        mail = render(*given)
        rendered.append(mail.text)
        if len(rendered) == 1:
            act()
        return mail

    monkeypatch.setattr(room, name, slow)
    return rendered


def queued() -> list[str]:
    session.rollback()
    return [" ".join(text.split()) for text in session.scalars(select(Mail.text).order_by(Mail.id))]


HIDE = {"reason": "It insults."}


@pytest.mark.parametrize("path", ["/comments/1/hide", "/issues/1/moves/hide"])
def test_what_is_hidden_while_its_mails_are_rendered_is_in_none(app, scene, monkeypatch, path):
    _filer, writer, judge = scene
    comment(writer)
    rendered = while_rendered(
        monkeypatch, telling, "event_mail", lambda: judge.post(path, data=HIDE | {"step": "done"})
    )
    work_once(app)
    assert RUDE in rendered[0]
    assert queued()
    assert not [text for text in queued() if RUDE in text]


def test_what_is_hidden_while_a_digest_is_rendered_is_not_in_it(app, scene, monkeypatch):
    filer, writer, judge = scene
    set_pace(filer, "daily")
    comment(writer)
    work_once(app)
    rendered = while_rendered(monkeypatch, digests, "digest_mail", lambda: judge.post("/comments/1/hide", data=HIDE))
    with later(app, 2):
        work_once(app)
        assert (len(rendered), RUDE in rendered[0], RUDE in rendered[1]) == (2, True, False)
        assert not [text for text in queued() if RUDE in text]


@pytest.mark.engine("postgresql")
def test_mails_that_are_queued_while_a_moderator_hides_lose_the_words(app, scene):
    _filer, writer, judge = scene
    comment(writer)

    def told():
        with app.app_context():
            tell()
            return "told"

    others = select(Subject.id).where(Subject.kind == "issue").with_for_update(read=True)
    calls = [lambda: judge.post("/comments/1/hide", data=HIDE), told]
    assert while_held(others, calls) == [302, "told"]
    assert len(queued()) == 1
    assert not [text for text in queued() if RUDE in text]


def test_where_something_happens_all_the_time_mails_are_rendered_for_the_last_time_under_its_lock(
    app, scene, monkeypatch
):
    _filer, writer, _judge = scene
    comment(writer)
    render, rendered = telling.event_mail, []

    def busy(*given):
        mail = render(*given)
        rendered.append(mail.text)
        if len(rendered) <= telling.TRIES:
            assert writer.post("/issues/1/comments", data={"body": f"More, {len(rendered)}."}).status_code == 302
        return mail

    monkeypatch.setattr(telling, "event_mail", busy)
    event_id = session.scalar(select(Outbox.event_id).where(Outbox.told_at.is_(None)).order_by(Outbox.event_id))
    session.rollback()
    assert telling.tell(event_id) == 1
    assert len(rendered) == telling.TRIES + 1
    assert sum(RUDE in text for text in queued()) == 1


def test_what_is_hidden_goes_from_a_digest_that_waits_and_the_rest_of_it_stays(app, db, monkeypatch):
    monkeypatch.setattr("igtf.notice.worker.send_all", lambda *_given: True)  # as while the relay is down
    writer, judge = sign_in(app, make_person("otso")), sign_in(app, make_person(roles=("moderator",)))
    filer = make_person("ines")
    set_pace(filer, "daily")
    for title in ("Lamps for sale", "Costs of landlocked countries", "Prices of transit"):
        assert sign_in(app, filer).post("/issues/new", data=issue_form(title=title)).status_code == 302
    for number in (1, 2, 3):
        assert writer.post(f"/issues/{number}/comments", data={"body": f"Word {number} of it."}).status_code == 302
    work_once(app)
    with later(app, 2):
        work_once(app)
        (before,) = [text for text in queued() if "Word 1 of it." in text and "Word 3 of it." in text]
        for number in (1, 3):
            hidden = {"reason": "Spam.", "step": "done"}
            assert judge.post(f"/issues/{number}/moves/hide", data=hidden).status_code == 302
        (after,) = [text for text in queued() if "Word 2 of it." in text]
    for gone in ("Lamps for sale", "Word 1", "Prices of transit", "Word 3"):
        assert (gone in before, gone in after) == (True, False), gone
    assert after.endswith(before[before.index("No mail at all") :])
    assert after.startswith("Issue #2: Costs of landlocked")
