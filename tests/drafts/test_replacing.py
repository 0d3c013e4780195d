"""Who agrees to a replacement does so for the draft as it is theirs, and to a draft that was not given up."""

import pytest
from sqlalchemy import select

from igtf.core.clock import now
from igtf.core.db import session, writing
from igtf.people.models import Person
from igtf.people.queries import get_person_or_404
from igtf.people.roles import give_role
from igtf.record.models import Subject
from tests.attack.kit import while_held
from tests.databases import upgraded_from_before
from tests.drafts.neighbours import make_call, make_group, put
from tests.drafts.samples import GOOD
from tests.drafts.test_life import WHY, draft_of, draft_state, in_group, payload_of, submit
from tests.factories import broken_promises, later, mails_to, make_person, sign_in, tick

OLD, NEW = "draft-otso-older", "draft-ines-landlocked"
ASKS = "Say whether another draft replaces it"


@pytest.fixture
def otso(app, db):
    """Return the client of somebody else who wrote a draft."""
    return sign_in(app, make_person("otso"))


def both(client, otso):
    """Let Ines submit a draft, and Otso the older one."""
    submit(client)
    submit(otso, "older", source=GOOD.replace("Ines", "Otso"))


def replaces(who, new, old):
    return who.post(f"/drafts/{new}/moves/replaces", data=WHY | {"other": old})


def agrees(who, old, new):
    return who.post(f"/drafts/{old}/moves/agree-replaced", data={"other": new})


def test_a_group_that_adopts_a_draft_is_asked_whether_it_is_replaced(app, client, ines):
    chair, lead = make_person(), make_person()
    submit(client, "prices")
    transit = make_group("transit", chair)
    with writing():
        draft_of("draft-ines-prices").subject.group_id = transit.id
    put(draft_of("draft-ines-prices").id, "group-draft")
    submit(client)
    assert replaces(client, "draft-ines-prices", NEW).status_code == 302, "its author, who does not chair the group"
    group = make_group("costs", lead)
    put(draft_of().id, "call-for-adoption")
    put(make_call("1", "adoption", draft_of().id, lead, group_id=group.id).id, "consensus")
    desk, ours = sign_in(app, lead), "draft-igtf-costs-landlocked"
    adopted = desk.post(f"/drafts/{NEW}/moves/adopt", data={"name": "landlocked", "editors": "ines"})
    assert adopted.status_code == 302, adopted.text
    assert replaces(sign_in(app, chair), "draft-ines-prices", ours).status_code == 302
    assert draft_state(ours) == "group-draft", "whose chairs nobody asked"
    assert ASKS in desk.get("/desk").text
    assert agrees(client, ours, "draft-ines-prices").status_code == 403
    assert agrees(desk, ours, "draft-ines-prices").status_code == 302
    assert draft_state(ours) == "replaced"


@pytest.mark.parametrize("ends", ["withdrawn", "expired"])
def test_no_draft_is_replaced_by_one_that_was_given_up(app, client, otso, ends):
    both(client, otso)
    assert replaces(client, NEW, OLD).status_code == 302
    assert ASKS in otso.get("/desk").text
    if ends == "withdrawn":
        assert client.post(f"/drafts/{NEW}/moves/withdraw", data=WHY | {"step": "done"}).status_code == 302
    else:
        with later(app, 100):
            again = {"source": GOOD.replace("Ines", "Otso").replace("Publish prices.", "More."), "note": "More."}
            revised = sign_in(app, get_person_or_404("otso")).post(f"/drafts/{OLD}/moves/revise", data=again)
            assert revised.status_code == 302, revised.text
        for days in (171.5, 182.5, 186):  # warned twice before
            with later(app, days):
                tick()
    assert draft_state(NEW) == ends
    assert ASKS not in otso.get("/desk").text
    refused = agrees(otso, OLD, NEW)
    assert (refused.status_code, "No other draft says that it replaces this one." in refused.text) == (403, True)
    assert draft_state(OLD) == "individual"


def test_two_drafts_do_not_replace_each_other(app, client, otso):
    both(client, otso)
    assert replaces(client, NEW, OLD).status_code == 302
    assert replaces(otso, OLD, NEW).status_code == 302
    assert agrees(otso, OLD, NEW).status_code == 302
    assert draft_state(OLD) == "replaced"
    assert agrees(client, NEW, OLD).status_code == 403
    assert draft_state(NEW) == "individual"
    assert broken_promises() == []


def is_said(app):
    """Return whether the page of each of the two drafts says that one would replace the other."""
    reader = app.test_client()
    return ("said to be replaced by" in reader.get(f"/drafts/{OLD}").text,
            "says that it replaces" in reader.get(f"/drafts/{NEW}").text)  # fmt: skip


@pytest.mark.parametrize("stands", [None, "published"])
def test_the_side_of_a_draft_declines_that_another_replaces_it(app, client, ines, otso, stands):
    both(client, otso)
    assert replaces(client, NEW, OLD).status_code == 302
    if stands:
        put(draft_of(NEW).id, stands)
    path, given = f"/drafts/{OLD}/moves/not-replaced", {"other": NEW, "reason": "It says something else."}
    assert (is_said(app), ASKS in otso.get("/desk").text) == ((True, True), True)
    for who, what, status in (
        (client, {}, 403), (otso, {"reason": ""}, 422), (otso, {"other": OLD}, 422), (otso, {}, 302), (otso, {}, 403),
    ):  # fmt: skip
        assert who.post(path, data=given | what).status_code == status, what
    assert (is_said(app), ASKS in otso.get("/desk").text) == ((False, False), False)
    assert (draft_state(OLD), draft_state(NEW)) == ("individual", stands or "individual")
    assert any("It says something else." in mail.text for mail in mails_to(app, "ines"))
    assert stands or broken_promises() == []


def edited_for_a_group(ref: str, handle: str) -> Person:
    """Let a draft be a group's, and a person its editor; return the chair of the group."""
    chair = make_person()
    group = make_group("transit", chair).id
    with writing():
        found = draft_of(ref)
        found.subject.group_id = group
        give_role(get_person_or_404(handle).id, "editor", at=now(), subject_id=found.id)
    return chair


@pytest.mark.parametrize("state", ["group-draft", "write-up", "submitted", "parked", "expired"])
def test_who_speaks_for_a_draft_is_asked_whatever_its_state_and_who_only_edits_it_is_not(app, client, otso, state):
    both(client, otso)
    chair = edited_for_a_group(OLD, "otso")
    put(draft_of(OLD).id, state)
    assert replaces(client, NEW, OLD).status_code == 302
    assert agrees(otso, OLD, NEW).status_code == 403
    desk = sign_in(app, chair)
    assert [ASKS in one.get("/desk").text for one in (otso, desk)] == [False, True]
    assert agrees(desk, OLD, NEW).status_code == 302
    assert (draft_state(OLD), ASKS in desk.get("/desk").text) == ("replaced", False)


def test_the_side_of_the_draft_that_replaces_is_asked_where_an_editor_said_so_for_it(app, client, otso):
    both(client, otso)
    chair = edited_for_a_group(NEW, "ines")
    put(draft_of(NEW).id, "group-draft")
    desk, asks = sign_in(app, chair), "Say whether it replaces another draft"
    assert replaces(client, NEW, OLD).status_code == 302
    assert agrees(otso, OLD, NEW).status_code == 302
    assert draft_state(OLD) == "individual", "whose chair has not agreed"
    assert [asks in one.get("/desk").text for one in (client, otso, desk)] == [False, False, True]
    told = [mail for mail in mails_to(app, chair.actor.handle) if "said that this draft replaces another" in mail.text]
    assert told, "and was told"
    form = desk.get(f"/drafts/{NEW}/moves/replaces").text
    assert f'value="{OLD}"' in form
    given = {"other": OLD, "reason": "It is shorter."}
    assert desk.post(f"/drafts/{NEW}/moves/replaces", data=given).status_code == 302
    assert payload_of("draft.replaces")["reason"] == "It is shorter."
    assert (draft_state(OLD), asks in desk.get("/desk").text) == ("replaced", False)


@pytest.mark.parametrize("ends", ["withdrawn", "replaced"])
def test_what_a_draft_says_of_another_ends_with_it(app, client, ines, otso, ends):
    both(client, otso)
    assert replaces(client, NEW, OLD).status_code == 302
    if ends == "withdrawn":
        assert client.post(f"/drafts/{NEW}/moves/withdraw", data=WHY | {"step": "done"}).status_code == 302
    else:
        assert replaces(otso, OLD, NEW).status_code == 302
        assert agrees(client, NEW, OLD).status_code == 302
    assert (draft_state(NEW), draft_state(OLD)) == (ends, "individual")
    assert is_said(app) == (False, False)
    told = [" ".join(mail.text.split()) for mail in mails_to(app, "otso")]
    assert any("took back that another draft replaces this one" in text for text in told)
    assert broken_promises() == []


@pytest.mark.parametrize("ends", ["withdrawn", "replaced"])
def test_whoever_would_replace_a_draft_that_ends_is_asked_no_more_and_told(app, client, ines, otso, ends):
    both(client, otso)
    chair = edited_for_a_group(NEW, "ines")
    put(draft_of(NEW).id, "group-draft")
    desk, asks = sign_in(app, chair), "Say whether it replaces another draft"
    assert replaces(client, NEW, OLD).status_code == 302
    assert (is_said(app), asks in desk.get("/desk").text) == ((True, True), True)
    if ends == "withdrawn":
        assert otso.post(f"/drafts/{OLD}/moves/withdraw", data=WHY | {"step": "done"}).status_code == 302
    else:
        submit(otso, "newest", source=GOOD.replace("Ines", "Otso"))
        assert replaces(otso, "draft-otso-newest", OLD).status_code == 302
    assert draft_state(OLD) == ends
    assert (is_said(app), asks in desk.get("/desk").text) == ((False, False), False)
    told = [" ".join(mail.text.split()) for mail in mails_to(app, chair.actor.handle)]
    assert any("closed a draft that this one was said to replace" in text for text in told)


def test_who_said_it_sees_on_the_desk_that_it_waits_for_the_other_side(app, client, ines, otso):
    both(client, otso)
    waits = "Waits for the side of the draft that it would replace"
    assert replaces(client, NEW, OLD).status_code == 302
    assert [waits in one.get("/desk").text for one in (client, otso)] == [True, False]
    assert agrees(otso, OLD, NEW).status_code == 302
    assert waits not in client.get("/desk").text


def test_each_side_reads_what_was_said_and_how_to_say_no_before_it_agrees(app, client, otso):
    both(client, otso)
    chair = edited_for_a_group(NEW, "ines")
    put(draft_of(NEW).id, "group-draft")
    desk, form = sign_in(app, chair), f"/drafts/{NEW}/moves/replaces"
    assert "waits for its own side" not in desk.get(form).text
    given = {"other": OLD, "reason": "It says the same in fewer words."}
    assert client.post(form, data=given).status_code == 302
    ours = desk.get(form).text
    assert ("waits for its own side" in ours, f"/drafts/{NEW}/moves/not-replacing" in ours) == (True, True)
    for move in ("agree-replaced", "not-replaced"):
        theirs = otso.get(f"/drafts/{OLD}/moves/{move}").text
        assert ("It says the same in fewer words." in theirs, f'href="/drafts/{NEW}"' in theirs) == (True, True)
    agree = otso.get(f"/drafts/{OLD}/moves/agree-replaced").text
    assert ("this draft ends as replaced" in agree, f"/drafts/{OLD}/moves/not-replaced" in agree) == (True, True)
    page = otso.get(f"/drafts/{OLD}").text
    assert page.index("/moves/not-replaced") < page.index("/moves/park"), "beside the way to agree"


def test_what_was_said_by_a_draft_that_was_given_up_before_ends_with_the_upgrade(app, client, otso, db_url):
    both(client, otso)
    submit(client, "prices")
    for new in (NEW, "draft-ines-prices"):
        assert replaces(client, new, OLD).status_code == 302
    put(draft_of(NEW).id, "withdrawn")  # as it was withdrawn once, without a word about the other one
    page = lambda: app.test_client().get(f"/drafts/{OLD}").text  # noqa: E731
    assert f"/drafts/{NEW}" in page()
    upgraded_from_before(db_url, "0101")
    assert (f"/drafts/{NEW}" in page(), "/drafts/draft-ines-prices" in page()) == (False, True)
    assert agrees(otso, OLD, "draft-ines-prices").status_code == 302, "what waits still does"


def test_who_said_that_a_draft_replaces_another_takes_it_back(app, client, ines, otso):
    both(client, otso)
    path, given = f"/drafts/{NEW}/moves/not-replacing", {"other": OLD, "reason": "I meant another one."}
    early = client.post(path, data=given)
    assert (early.status_code, "Nothing waits that this draft says it replaces." in early.text) == (403, True)
    assert replaces(client, NEW, OLD).status_code == 302
    put(draft_of(OLD).id, "published")
    for who, what, status in ((otso, {}, 403), (client, {"reason": ""}, 422), (client, {}, 302), (client, {}, 403)):
        assert who.post(path, data=given | what).status_code == status, what
    assert is_said(app) == (False, False)
    assert any("I meant another one." in mail.text for mail in mails_to(app, "otso"))
    put(draft_of(OLD).id, "individual")
    assert ASKS not in otso.get("/desk").text
    assert replaces(client, NEW, OLD).status_code == 302, "it may be said again"
    assert agrees(otso, OLD, NEW).status_code == 302
    assert draft_state(OLD) == "replaced"
    assert client.post(path, data=given).status_code == 403, "what is replaced stays so"


def neither_agreed(app, client, otso, ines):
    """Let it be said, by who speaks for neither, that the draft of a group replaces Otso's; return a chair's client."""
    both(client, otso)
    chair = make_person()
    in_group(chair)
    assert replaces(client, NEW, OLD).status_code == 302
    session.rollback()
    return sign_in(app, chair)


@pytest.mark.engine("postgresql")
def test_a_draft_that_is_given_up_in_the_same_moment_replaces_none(app, client, otso, ines):
    desk = neither_agreed(app, client, otso, ines)
    assert replaces(desk, NEW, OLD).status_code == 302
    session.rollback()
    held = select(Subject.id).where(Subject.ref == NEW).with_for_update()
    ends = lambda: desk.post(f"/drafts/{NEW}/moves/withdraw", data=WHY | {"step": "done"})  # noqa: E731
    done = while_held(held, [ends, lambda: agrees(otso, OLD, NEW)])
    assert done in ([302, 403], [302, 422], [302, 302])
    assert (draft_state(NEW), draft_state(OLD)) == ("withdrawn", "replaced" if done[1] == 302 else "individual")


@pytest.mark.engine("postgresql")
def test_what_is_taken_back_in_the_same_moment_is_agreed_to_no_more(app, client, otso, ines):
    both(client, otso)
    assert replaces(client, NEW, OLD).status_code == 302
    session.rollback()
    held = select(Subject.id).where(Subject.ref.in_((OLD, NEW))).with_for_update()
    back = lambda: client.post(f"/drafts/{NEW}/moves/not-replacing", data=WHY | {"other": OLD})  # noqa: E731
    done = while_held(held, [back, lambda: agrees(otso, OLD, NEW)])
    assert done in ([302, 403], [302, 422], [403, 302], [422, 302])
    assert (draft_state(OLD) == "replaced") is (done[1] == 302)
    assert broken_promises() == []
