"""What others did on what one follows stands on the desk until it is marked as seen (procedure, section 13)."""

import re

from sqlalchemy import select

from igtf.core.clock import now
from igtf.core.db import session
from igtf.core.mail import Mail
from igtf.desk import leaving
from igtf.notice import commands, telling
from igtf.notice.commands import UNSEEN_KEPT, forget_unseen
from igtf.notice.leases import claim
from igtf.notice.models import Unseen
from igtf.notice.worker import work_once
from igtf.people.entry import fingerprint
from igtf.people.models import Person
from igtf.record.models import Outbox
from tests.attack.kit import beside
from tests.factories import by, issue_form, later, make_person, sign_in

NEW = "/notice/new"


def news(app, client, page: str = "/desk") -> list[str]:
    """Return who did what on a page of what is new, after the worker told it, the newest first."""
    work_once(app)
    session.rollback()
    text = client.get(page).text.partition('id="new"')[2] if page == "/desk" else client.get(page).text
    found = re.findall(r'<span class="person">.*?<bdi>([^<]*)</bdi>.*?</span> ([^·<]*) · <time', text)
    return [f"{who.partition(' ')[0]} {said}" for who, said in found]


def newest(client) -> str:
    """Return the mark of the newest act on the desk."""
    found = re.search(r'name="newest" value="([0-9]+)"', client.get("/desk").text)
    assert found
    return found[1]


def test_who_wants_no_mail_has_what_others_did_on_the_desk_until_it_is_marked(app, db):
    filer, other = sign_in(app, make_person("filer")), sign_in(app, make_person("other"))
    made = filer.post("/account/preferences", data={"mail_pace": "never", "time_zone": "UTC"})
    assert made.status_code == 302
    assert filer.post("/issues/new", data=issue_form()).status_code == 302
    assert news(app, filer) == [], "what one did oneself is not new"
    assert other.post("/issues/1/comments", data={"body": "A word."}).status_code == 302
    assert news(app, filer) == ["Other commented"]
    assert news(app, filer, NEW) == ["Other commented"]
    assert news(app, other) == []
    assert session.scalars(select(Mail.to).where(Mail.to.startswith("filer@"))).all() == []
    mark = newest(filer)
    assert filer.post("/issues/1/comments", data={"body": "An answer."}).status_code == 302
    assert other.post("/issues/1/comments", data={"body": "Another word."}).status_code == 302
    assert news(app, filer) == ["Other commented", "Other commented"], "a look marks nothing"
    assert filer.get("/notice/seen").status_code == 405
    assert filer.post("/notice/seen", data={"newest": "nonsense"}).location == "/desk"
    assert filer.post("/notice/seen", data={"newest": mark}).location == "/desk"
    assert news(app, filer) == ["Other commented"], "what came after the look is new still"
    assert news(app, other) == ["Filer commented"], "of each reader their own"
    assert filer.post("/notice/seen", data={"newest": newest(filer)}).location == "/desk"
    assert news(app, filer) == news(app, filer, NEW) == []
    assert app.test_client().post("/notice/seen").location.startswith("/sign-in")
    assert app.test_client().get(NEW).location.startswith("/sign-in")


def test_a_desk_has_the_newest_and_leads_to_the_others(app, db):
    filer, other = sign_in(app, make_person("filer")), sign_in(app, make_person("other"))
    assert filer.post("/issues/new", data=issue_form()).status_code == 302
    for number in range(28):
        assert other.post("/issues/1/comments", data={"body": f"Word {number}."}).status_code == 302
    assert len(news(app, filer)) == 12
    assert f'href="{NEW}"' in filer.get("/desk").text
    first = filer.get(NEW).text
    older = re.search(r'href="(/notice/new\?before=[0-9]+)"', first)
    assert older
    assert first.count("commented ·") == 25
    assert filer.get(older[1]).text.count("commented ·") == 3


def test_who_follows_again_hears_of_it_in_every_role_from_then_on(app, db):
    filer, member = sign_in(app, make_person("filer")), sign_in(app, make_person("member", roles=("council",)))
    assert filer.post("/issues/new", data=issue_form()).status_code == 302
    told = "Filer added evidence"

    def added(number: int) -> None:
        answers = {"link": f"https://lamp.example/{number}", "sentence": "The prices."}
        assert filer.post("/issues/1/moves/add-evidence", data=answers).status_code == 302

    added(1)
    assert news(app, member).count(told) == 1, "the assigned member follows nothing, and is told"
    mail = session.scalars(select(Mail.text).where(Mail.to.startswith("member@"), Mail.text.contains("evidence"))).one()
    stop = mail.partition("/notice/stop/")[2].split()[0]
    assert app.test_client().post(f"/notice/stop/{stop}").status_code == 200
    added(2)
    assert told not in news(app, member)
    for form in ({}, {"stop": "1"}):
        assert member.post("/issues/1/follow", data=form).status_code == 302
    added(3)
    assert news(app, member).count(told) == 1


def test_what_is_hidden_stopped_or_old_is_new_no_longer(app, db):
    filer, other = sign_in(app, make_person("filer")), sign_in(app, make_person("other"))
    moderator = sign_in(app, make_person("mo", roles=("moderator",)))
    for number in (1, 2, 3):
        assert filer.post("/issues/new", data=issue_form(title=f"Issue {number} of three")).status_code == 302
        assert other.post(f"/issues/{number}/comments", data={"body": "A word."}).status_code == 302
    assert len(news(app, filer)) == 3
    assert moderator.post("/issues/1/moves/hide", data={"reason": "Spam."}).status_code == 302
    assert news(app, filer) == ["Other commented"] * 2
    mail = session.scalars(select(Mail.text).where(Mail.to.startswith("filer@"), Mail.text.contains("Issue 2"))).first()
    assert mail
    stop = mail.partition("/notice/stop/")[2].split()[0]
    assert app.test_client().post(f"/notice/stop/{stop}").status_code == 200
    assert news(app, filer) == ["Other commented"]
    with app.app_context():
        forget_unseen()
        assert session.scalars(select(Unseen)).first() is not None
    with app.app_context(), later(app, UNSEEN_KEPT.days + 1):
        forget_unseen()
        assert session.scalars(select(Unseen)).first() is None
    assert news(app, filer) == []


def claimed() -> int:
    """Return the number of the next event to tell of, as a worker that claims it and is slow then."""
    telling.pass_over()
    waiting = claim(Outbox)
    assert waiting
    return int(waiting.event_id)


def test_what_comes_to_the_desk_behind_a_look_is_new_though_it_happened_before(app, db):
    filer, other = sign_in(app, make_person("filer")), sign_in(app, make_person("other"))
    assert filer.post("/issues/new", data=issue_form()).status_code == 302
    work_once(app)
    for words in ("First words.", "Second words."):
        assert other.post("/issues/1/comments", data={"body": words}).status_code == 302
    session.rollback()
    slow = claimed()
    assert news(app, filer) == ["Other commented"]
    mark = newest(filer)
    assert telling.tell(slow) == 1
    assert news(app, filer) == ["Other commented"] * 2
    assert filer.post("/notice/seen", data={"newest": mark}).location == "/desk"
    assert news(app, filer) == ["Other commented"], "the first words, which the page did not show"
    assert filer.post("/notice/seen", data={"newest": newest(filer)}).location == "/desk"
    assert news(app, filer) == []


def left(person: Person) -> None:
    held = session.get_one(Person, person.id)
    leaving._leave(held, fingerprint(held), by=by(person))


def kept_of(person: Person) -> tuple[list[str], list[int]]:
    """Return the mails to a person that are kept, but the last one, and what is on the desk."""
    session.rollback()
    to = Mail.to == f"{person.actor.handle}@people.example"
    mails = session.scalars(select(Mail.key).where(to, Mail.key.startswith("event:"))).all()
    return list(mails), list(session.scalars(select(Unseen.event_id).where(Unseen.person_id == person.id)))


def filed_for_a_follower(app) -> tuple[Person, Person, int]:
    """Return who follows all topics, another reader, and the number of an issue's filing that waits to be told."""
    people = make_person("anna"), make_person("bea")
    for person in people:
        commands.follow_topics(person.id, topics=["everything"], at=now())
    assert sign_in(app, make_person("filer")).post("/issues/new", data=issue_form()).status_code == 302
    session.rollback()
    return *people, claimed()


def test_who_leaves_while_a_mail_is_rendered_gets_none(app, db, monkeypatch):
    anna, bea, event = filed_for_a_follower(app)
    rendered, queued = telling._letters, list[object]()

    def letters(*given):
        found = rendered(*given)
        session.rollback()
        left(anna)
        queued.append(found)
        return found

    monkeypatch.setattr(telling, "_letters", letters)
    telling.tell(event)
    assert len(queued) == 1
    assert kept_of(anna) == ([], [])
    assert kept_of(bea) == ([f"event:{event}:{bea.id}"], [event])


def test_who_leaves_as_a_mail_is_queued_has_none_left(app, db):
    anna, bea, event = filed_for_a_follower(app)
    number = anna.id
    session.rollback()
    beside(app, lambda: telling.tell(event), lambda: left(session.get_one(Person, number)))
    assert kept_of(anna) == ([], [])
    assert kept_of(bea) == ([f"event:{event}:{bea.id}"], [event])


def test_nothing_is_queued_to_who_leaves_in_the_same_moment(app, db):
    anna, bea, event = filed_for_a_follower(app)
    number = anna.id
    session.rollback()
    beside(app, lambda: left(session.get_one(Person, number)), lambda: telling.tell(event))
    assert kept_of(anna) == ([], [])
    assert kept_of(bea) == ([f"event:{event}:{bea.id}"], [event])
