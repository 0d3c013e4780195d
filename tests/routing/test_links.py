"""Links of contacts: forged, revoked, expired, and what one link cannot reach."""

import re

import pytest
from sqlalchemy import func, select

from igtf.core.clock import now
from igtf.core.db import session, writing
from igtf.core.mail import Mail
from igtf.people.passwords import token_hash
from igtf.record.models import Actor, Event
from igtf.record.subjects import enter, lock
from igtf.routing.bodies import end_contact
from igtf.routing.models import Contact, ContactLink
from tests.attack.kit import at_once
from tests.counting import statements_on
from tests.factories import by, later, sign_in
from tests.routing.acts import links, make_body, name_contact, reload, sent_statement


def test_only_a_link_of_ours_opens(app, people):
    body = make_body()
    name_contact(body, people[0])
    statement = sent_statement(*people)
    (link,) = links()
    outside = app.test_client()
    forged = link[:-1] + ("A" if link[-1] != "A" else "B")
    for path in (forged, "/answer/x", f"/answer/{token_hash(link.removeprefix('/answer/'))}"):
        assert outside.get(path).status_code == 404
        refused = outside.post(f"{path}/acknowledge")
        assert refused.status_code == 404
        assert "not one of ours" in refused.text
    assert outside.get(f"{link}/acknowledge").status_code == 405
    for name in ("send", "close", "remind", "no-such-step"):
        assert outside.post(f"{link}/{name}", data={f"{name}-evidence": "x"}).status_code == 404
    assert reload(statement).subject.state == "sent"
    assert session.scalars(select(ContactLink.used_at)).one() is None


def test_expired_and_revoked_links_say_so(app, people):
    body = make_body()
    name_contact(body, people[0])
    statement = sent_statement(*people)
    (link,) = links()
    outside = app.test_client()
    with later(app, 90.1):
        late = outside.post(f"{link}/acknowledge")
        assert late.status_code == 410
        assert "expired" in late.text
    desk = sign_in(app, people[0])
    contact = str(session.scalars(select(Contact.id)).one())
    assert desk.post("/bodies/lamp/moves/end-contact", data={"contact": "99", "reason": "Left."}).status_code == 422
    assert desk.post("/bodies/lamp/moves/end-contact", data={"contact": contact, "reason": "Left."}).status_code == 302
    for answer in (outside.get(link), outside.post(f"{link}/acknowledge")):
        assert answer.status_code == 410
        assert "revoked" in answer.text
    assert reload(statement).subject.state == "sent"


def test_a_link_answers_its_own_statement_only(app, people):
    secretary, chair = people
    lamp, tree = make_body(), make_body("tree", "Plants trees.")
    name_contact(lamp, secretary)
    name_contact(tree, secretary, "desk@tree.example")
    first, second = sent_statement(secretary, chair), sent_statement(secretary, chair, slug="tree")
    to_lamp, to_tree = links()
    outside = app.test_client()
    assert outside.post(f"{to_lamp}/acknowledge", data={"statement": "2", "ref": "2"}).status_code == 302
    assert (reload(first).subject.state, reload(second).subject.state) == ("acknowledged", "sent")
    actor = session.scalars(
        select(Actor).join(Event, Event.actor_id == Actor.id).where(Event.kind == "statement.acknowledge")
    ).one()
    assert (actor.kind, actor.name) == ("contact", "Otso Esimerkki (LAMP)")
    assert outside.post("/statements/2/moves/acknowledge", data={"evidence": "x"}).status_code == 403
    assert outside.post(f"{to_tree}/in-process", data={"in-process-reference": "T/7"}).status_code == 302
    assert reload(second).reference == "T/7"


def test_a_double_click_is_one_act(app, people):
    name_contact(make_body(), people[0])
    statement = sent_statement(*people)
    (link,) = links()
    outside = app.test_client()
    declined = {"answer-answers-0-answer": "declined", "answer-answers-0-text": "Not ours.", "once": "k1"}
    assert [outside.post(f"{link}/answer", data=declined).status_code for _ in "ab"] == [302, 302]
    assert reload(statement).asks[0].status == "declined"
    kinds = session.scalars(select(Event.kind).where(Event.kind == "statement.answer")).all()
    assert kinds == ["statement.answer"]


def test_each_form_of_the_page_is_done_once_and_said_so_only_then(app, people):
    name_contact(make_body(), people[0])
    statement = sent_statement(*people)
    (link,) = links()
    outside = app.test_client()
    (key,) = set(re.findall(r'name="once" value="([^"]+)"', outside.get(link).text))
    declined = {"answer-answers-0-answer": "declined", "answer-answers-0-text": "Not ours."}
    for name, given in (("acknowledge", {}), ("answer", declined)):
        said = [outside.post(f"{link}/{name}", data=given | {"once": key}, follow_redirects=True).text for _ in "ab"]
        assert ["Recorded: " in text for text in said] == [True, False]
        assert ["This was received before; it was done once." in text for text in said] == [False, True]
    assert (reload(statement).subject.state, statement.asks[0].answer) == ("answered", "Not ours.")
    kinds = session.scalars(select(Event.kind).where(Event.kind.in_(("statement.acknowledge", "statement.answer"))))
    assert sorted(kinds) == ["statement.acknowledge", "statement.answer"]


def test_the_same_answer_from_a_second_tab_is_told_what_happened_and_keeps_its_text(app, people):
    name_contact(make_body(), people[0])
    make_body("tree", "Plants trees.")
    statement = sent_statement(*people)
    (link,) = links()
    outside = app.test_client()

    def opened(text):
        return {name: re.findall(rf'name="{name}" value="([^"]+)"', text)[-1] for name in ("once", "revision")}

    tabs = [opened(outside.get(link).text) for _ in "ab"]
    passed = {"answer-answers-0-answer": "passed-on", "answer-answers-0-body": "tree",
              "answer-answers-0-text": "They plant them."}  # fmt: skip
    damaged = outside.post(f"{link}/answer", data=passed | tabs[0] | {"answer-answers-0-body": ""})
    assert (damaged.status_code, opened(damaged.text)["revision"]) == (422, tabs[0]["revision"])
    first, second = (outside.post(f"{link}/answer", data=passed | tab) for tab in tabs)
    assert (first.status_code, second.status_code) == (302, 409)
    assert "Meanwhile Otso Esimerkki (LAMP) answered." in second.text
    assert "They plant them." in second.text
    assert reload(statement).subject.state == "answered"
    kinds = session.scalars(select(Event.kind).where(Event.kind.in_(("statement.answer", "statement.draft"))))
    assert sorted(kinds) == ["statement.answer", "statement.draft", "statement.draft"]
    again = outside.post(f"{link}/answer", data=passed | {"answer-answers-0-answer": "comments"} | opened(second.text))
    assert again.status_code == 302
    assert reload(statement).asks[0].status == "commented"


def test_ending_a_contact_needs_the_body_it_belongs_to(app, people):
    from igtf.core.errors import Invalid

    lamp, tree = make_body(), make_body("tree", "Plants trees.")
    name_contact(lamp, people[0])
    contact = str(session.scalars(select(Contact.id)).one())
    name_contact(tree, people[0], "desk@tree.example")
    with pytest.raises(Invalid):
        end_contact(tree, contact=contact, reason="No.", by=by(people[0]))
    assert list(session.scalars(select(Contact.ended_at))) == [None, None]


def test_a_contact_gets_a_new_link_by_the_address_and_nobody_learns_it(app, people):
    name_contact(make_body(), people[0])
    statement = sent_statement(*people)
    (old,) = links()
    outside, asking = app.test_client(), f"/statements/{statement.subject.ref}/link"
    assert f'href="{asking}"' in outside.get(f"/statements/{statement.subject.ref}").text
    with later(app, 90.1):
        ended = outside.get(old)
        assert (ended.status_code, f'href="{asking}"' in ended.text) == (410, True)
        assert outside.post(asking, data={"email": ""}).status_code == 422
        before = session.scalar(select(func.count()).select_from(Event))
        address = session.scalars(select(Contact.email)).one()
        said = [outside.post(asking, data={"email": email}, follow_redirects=True).text
                for email in ("nobody@lamp.example", address.upper(), address)]  # fmt: skip
        assert all("a mail with a new link is on its way" in text for text in said)
        assert session.scalar(select(func.count()).select_from(Event)) == before, "the public record tells no address"
        (_old, new) = links()  # one, though it was asked for twice within the hour
        assert outside.post(f"{new}/acknowledge").status_code == 302
        assert reload(statement).subject.state == "acknowledged"
    desk = sign_in(app, people[0])
    contact = str(session.scalars(select(Contact.id)).one())
    assert desk.post("/bodies/lamp/moves/end-contact", data={"contact": contact, "reason": "Left."}).status_code == 302
    with later(app, 91):
        outside.post(asking, data={"email": address})
    assert len(links()) == 2, "whoever is no contact any more gets none"


def test_to_ask_for_a_link_is_as_much_work_for_an_address_that_no_contact_has(app, people):
    name_contact(make_body(), people[0])
    statement = sent_statement(*people)
    asking, address = f"/statements/{statement.subject.ref}/link", session.scalars(select(Contact.email)).one()

    def asked(email):
        with statements_on(app.extensions["igtf.db"].engine) as sent:
            app.test_client().post(asking, data={"email": email})
        return [statement.text for statement in sent if "contact" not in statement.text.split("WHERE")[0]]

    with later(app, 10):
        nobody, again = asked("nobody@lamp.example"), asked("nobody@lamp.example")
        known, lately = asked(address), asked(address)
    assert any(text.startswith("INSERT INTO mail") for text in nobody)
    assert nobody == again == known == lately, "but for the link itself"
    session.rollback()
    unsent = session.scalars(select(Mail).where(Mail.to == "")).all()
    assert [(mail.subject, mail.text, mail.html, mail.files, mail.sent_at is None) for mail in unsent] == [
        ("", "", None, [], False)
    ] * 3
    assert len(links()) == 2


def test_a_link_that_is_asked_for_often_in_one_moment_is_sent_once(app, people):
    name_contact(make_body(), people[0])
    statement = sent_statement(*people)
    asking, address = f"/statements/{statement.subject.ref}/link", session.scalars(select(Contact.email)).one()
    with later(app, 10):
        outside = [app.test_client() for _each in range(6)]
        asked = at_once([lambda c=c: c.post(asking, data={"email": address}).location for c in outside])
        assert set(asked) == {f"/statements/{statement.subject.ref}"}
        session.rollback()
        assert len(links()) == 2, "the letter's own, and the new one"


def test_no_link_for_what_is_answered_and_closed(app, people):
    name_contact(make_body(), people[0])
    statement = sent_statement(*people)
    ref = statement.subject.ref
    with later(app, 90.1):
        refused = app.test_client().get(f"/statements/{ref}/link")
        assert refused.status_code == 200
    with writing():
        enter(lock(reload(statement).subject), "closed", now())
    refused = app.test_client().post(f"/statements/{ref}/link", data={"email": "desk@lamp.example"})
    assert (refused.status_code, "Nothing can be answered" in refused.text) == (410, True)
    assert len(links()) == 1
    opened = app.test_client().get(links()[0]).text
    assert ("Nothing can be answered here any more" in opened, 'href="/contact">Contact' in opened) == (True, True)
